"""The words for what a target can do: each exists once, and everybody uses no others."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

from conformance.requirements import load_catalog
from targets.interface import CAPABILITIES, CODES, MADE_UP_SENDERS, PURPOSES, Capability
from targets.moto_embedded import CAPABILITIES as MOTO
from targets.reference.target import CAPABILITIES as REFERENCE
from targets.registry import resolve
from targets.smoke import smoke

ROOT = Path(__file__).parents[2]
WORDS = set(CAPABILITIES)


def test_each_word_has_its_line() -> None:
    assert set(get_args(Capability)) == WORDS
    assert list(CAPABILITIES) == sorted(CAPABILITIES)
    assert all(line and not line.endswith(".") for line in CAPABILITIES.values())
    assert {purpose: f"codes:{purpose}" for purpose in PURPOSES} == dict(CODES)
    assert set(CODES.values()) == {word for word in WORDS if word.startswith("codes:")}


def test_the_documentation_has_the_same_table() -> None:
    text = (ROOT / "docs" / "targets.md").read_text(encoding="utf-8")
    section = text.split("### Capabilities\n")[1].split("\n#")[0]
    rows = dict(re.findall(r"^\| `([a-z:_-]+)` \| (.+) \|$", section, re.MULTILINE))
    assert rows == dict(CAPABILITIES)


def test_the_catalog_asks_for_no_other() -> None:
    senders = {f"sender:{medium}" for medium in MADE_UP_SENDERS}  # answered by `Running.sender`
    asked = {word for requirement in load_catalog().requirements.values() for word in requirement.capabilities}
    assert asked <= WORDS | senders
    assert WORDS - asked <= {"codes:attribute", "codes:forgot_password", "codes:invitation", "hosted-ui", "reset"}


def test_the_targets_promise_no_other() -> None:
    assert MOTO <= WORDS
    assert REFERENCE == WORDS  # it can do everything


@pytest.mark.parametrize("folder", ["conformance", "targets", "reports", "tests"])
def test_the_code_asks_for_no_other(folder: str) -> None:
    """``"word" in ….capabilities``: a misspelt word would be a check that is never made."""
    asked = [
        (node.left.value, file.name)
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare)
        and isinstance(node.left, ast.Constant)
        and isinstance(node.comparators[0], ast.Attribute)
        and node.comparators[0].attr == "capabilities"
    ]
    assert [one for one in asked if one[0] not in WORDS] == []
    assert asked or folder == "reports"


def test_a_word_of_another_package_that_does_not_exist() -> None:
    running = resolve("http://127.0.0.1:9").start(worker="gw1")
    running.capabilities |= {"hosted_ui"}
    said = smoke(running)
    assert said is not None
    assert (
        "http://127.0.0.1:9 declares the capability 'hosted_ui', which does not exist (did you mean 'hosted-ui'?)"
        in said
    )
