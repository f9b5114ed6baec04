"""The documentation names what there is."""

from __future__ import annotations

import re
from pathlib import Path

from conformance.scenario import Scenario

ARCHITECTURE = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_the_table_of_a_scenario_has_its_public_members_and_no_others() -> None:
    rows = re.findall(r"^\| (`.*?) \|", ARCHITECTURE.split("member of `Scenario`")[1].split("\n\n")[0], re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)", row)}
    public = {name for name in dir(Scenario) if not name.startswith("_")}
    assert public - named == set()
    assert named - public == set()


def test_modules_that_are_named_exist() -> None:
    root = Path(__file__).parents[2]
    named = re.findall(r"`((?:conformance/|targets/|reports/)?[a-z_]+/[a-z_/]+\.py)`", ARCHITECTURE)
    assert named
    for path in named:
        assert (root / path).exists() or (root / "conformance" / path).exists(), path
