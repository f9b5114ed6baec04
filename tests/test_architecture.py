"""The folders' dependencies point one way."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("conformance", "targets", "reports")


def imports_of(file: Path) -> set[str]:
    """The modules of this suite that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name.split(".")[0] in OURS}


def files_of(folder: str) -> list[Path]:
    """All Python files below a folder."""
    return sorted((ROOT / folder).rglob("*.py"))


def test_targets_import_nothing_of_the_other_two() -> None:
    for file in files_of("targets"):
        assert {n for n in imports_of(file) if not n.startswith("targets")} == set(), file


def test_reports_know_only_the_journal() -> None:
    for file in files_of("reports"):
        foreign = {n for n in imports_of(file) if not n.startswith("reports")}
        assert all(n.startswith("conformance.journal") for n in foreign), (file, foreign)


def test_reference_shares_no_code_with_the_checks() -> None:
    for file in files_of("targets/reference"):
        assert not {n for n in imports_of(file) if n.startswith(("conformance", "reports"))}, file


def test_the_suite_knows_targets_by_their_interface_alone() -> None:
    allowed = ("targets.interface", "targets.registry", "targets.smoke")
    for file in files_of("conformance"):
        if "sensitivity" in file.parts:  # it is about the reference target
            continue
        foreign = {n for n in imports_of(file) if n.startswith("targets.")}
        assert all(n.startswith(allowed) for n in foreign), (file, foreign)


@pytest.mark.parametrize(
    "module",
    [
        "conformance/run/engine.py",
        "conformance/scenario/scenario.py",
        "conformance/scenario/judging.py",
        "conformance/transport/driver.py",
    ],
)
def test_the_engine_knows_no_reports(module: str) -> None:
    assert not {n for n in imports_of(ROOT / module) if n.startswith("reports")}


IMPURE = {"boto3", "botocore", "requests", "urllib", "socket", "subprocess", "os", "pathlib", "targets", "time"}


@pytest.mark.parametrize(
    "folder",
    [
        "conformance/oracle",
        "conformance/checking/acceptance.py",
        "conformance/checking/registry.py",
        "conformance/scenario/beliefs.py",
    ],
)
def test_what_should_be_true_is_pure(folder: str) -> None:
    """The oracle and the judging do no I/O and know nothing of boto3."""
    path = ROOT / folder
    for file in [path] if path.suffix == ".py" else files_of(folder):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {n.name.split(".")[0] for i in ast.walk(tree) if isinstance(i, ast.Import) for n in i.names}
        names |= {(i.module or "").split(".")[0] for i in ast.walk(tree) if isinstance(i, ast.ImportFrom)}
        assert not names & IMPURE, file
        assert not [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == "open"], file
