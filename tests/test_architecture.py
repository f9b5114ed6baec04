"""The architecture: one table of which folder may import which. ``python tests/test_architecture.py`` prints it."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("conformance", "targets", "reports")

# A room is a folder of the suite, or one of the three doors. It may import the rooms it names, and no other.
# Rooms come in the order in which they build on one another: each names only rooms above it, so there is no circle.
ALLOWED: dict[str, str] = {
    # targets: WHERE. What others may rely on is the interface; the registry finds a target by its name.
    "targets": "",
    "targets.reference.mutants": "",
    "targets.reference.core": "",
    "targets.reference.triggers": "targets targets.reference.core",
    "targets.reference.tokens": "targets.reference.core targets.reference.triggers",
    "targets.reference.sign_in": "targets.reference.core targets.reference.triggers targets.reference.tokens",
    "targets.reference.operations": (
        "targets.reference.core targets.reference.triggers targets.reference.tokens targets.reference.sign_in"
    ),
    "targets.reference.hosted": (
        "targets.reference.core targets.reference.triggers targets.reference.tokens targets.reference.operations"
    ),
    "targets.reference": (
        "targets targets.reference.core targets.reference.triggers targets.reference.tokens targets.reference.hosted "
        "targets.reference.operations targets.reference.mutants"
    ),
    "targets.aws.twin": (
        "targets targets.reference targets.reference.core targets.reference.triggers targets.reference.tokens "
        "targets.reference.hosted"
    ),
    "targets.aws": "targets targets.reference targets.aws.twin",
    # conformance: WHAT Cognito does, and how it is tried.
    "conformance": "",
    "conformance.journal": "",
    "conformance.requirements": "conformance.journal",
    "conformance.evidence": "",
    "conformance.oracle": "",
    "conformance.kit": "",
    "conformance.checking": "conformance.requirements conformance.kit",
    "conformance.transport": "targets conformance.checking conformance.kit",
    "conformance.scenario": (
        "targets conformance.requirements conformance.kit conformance.journal conformance.checking "
        "conformance.transport"
    ),
    "conformance.strategies": "targets conformance.oracle conformance.transport",
    "conformance.flows": (
        "conformance.kit conformance.checking conformance.transport conformance.scenario conformance.strategies"
    ),
    "conformance.replay": (
        "targets conformance conformance.requirements conformance.kit conformance.journal conformance.checking "
        "conformance.transport conformance.scenario"
    ),
    "conformance.run": (
        "targets conformance.requirements conformance.journal conformance.checking conformance.transport "
        "conformance.scenario conformance.replay"
    ),
    "conformance.areas": (
        "conformance.oracle conformance.kit conformance.checking conformance.transport conformance.scenario "
        "conformance.strategies conformance.flows"
    ),
    "conformance.machines": (
        "conformance.oracle conformance.checking conformance.scenario conformance.strategies conformance.flows "
        "conformance.run"
    ),
    # reports: WHAT WAS FOUND. They know the journal's events and nothing else of the suite.
    "reports": "conformance.journal",
    # around a run
    "conformance.judges": (
        "targets conformance.requirements conformance.kit conformance.journal conformance.checking "
        "conformance.transport conformance.scenario conformance.flows conformance.replay conformance.run"
    ),
    "conformance.pool": (
        "targets conformance.requirements conformance.oracle conformance.kit conformance.checking conformance.transport"
    ),
    "conformance.recording": (
        "conformance.requirements conformance.evidence conformance.kit conformance.journal conformance.checking "
        "conformance.transport conformance.scenario conformance.flows conformance.run"
    ),
    "conformance.verify_app": "targets conformance.kit conformance.checking conformance.transport",
    "conformance.command": (
        "targets targets.aws reports conformance conformance.requirements conformance.evidence conformance.oracle "
        "conformance.kit conformance.journal conformance.checking conformance.transport conformance.scenario "
        "conformance.strategies conformance.flows conformance.replay conformance.run conformance.areas "
        "conformance.machines conformance.judges conformance.pool conformance.recording conformance.verify_app"
    ),
    "conformance.session": (
        "targets conformance conformance.requirements conformance.journal conformance.checking "
        "conformance.transport conformance.scenario conformance.run conformance.recording conformance.command"
    ),
    "conformance.sensitivity": (
        "targets.reference targets.reference.core targets.reference.mutants reports conformance.requirements "
        "conformance.journal conformance.checking conformance.scenario conformance.run conformance.command"
    ),
    # the doors: pytest's plugin, the command, python -m conformance
    "conformance.plugin": "conformance.journal conformance.run conformance.command conformance.session",
    "conformance.cli": "targets reports conformance.journal conformance.command",
    "conformance.__main__": "conformance.command conformance.cli",
}
DOORS = ("plugin", "cli", "__main__")


def modules() -> dict[str, Path]:
    """Every module of the suite with its file."""
    found = {}
    for top in OURS:
        for file in sorted((ROOT / top).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


MODULES = modules()


def room_of(module: str) -> str:
    """The room a module is in."""
    parts = module.split(".")
    if parts[:3] == ["targets", "aws", "twin"]:
        return "targets.aws.twin"
    if parts[:2] == ["targets", "aws"]:
        return "targets.aws"
    if parts[:2] == ["targets", "reference"]:
        inside = ".".join(parts[:3])
        return inside if inside in ALLOWED else "targets.reference"
    if parts[0] == "conformance" and len(parts) > 1:
        return ".".join(parts[:2])
    return parts[0]


@cache
def imports_of(file: Path) -> set[str]:
    """The modules of this suite that a file imports, anywhere in it, for types too."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in inner}
    return {name for name in found if name.split(".")[0] in OURS}


@cache
def arrows() -> dict[tuple[str, str], list[str]]:
    """The imports from room to room, each with the modules that make it."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for module, file in MODULES.items():
        for imported in imports_of(file):
            rooms = (room_of(module), room_of(imported))
            if rooms[0] != rooms[1]:
                found[rooms].append(f"{module} imports {imported}")
    return dict(found)


def test_every_room_is_in_the_table() -> None:
    assert {room_of(module) for module in MODULES} == set(ALLOWED)


def test_rooms_import_what_the_table_allows() -> None:
    wrong = [line for (a, b), lines in arrows().items() if b not in ALLOWED[a].split() for line in lines]
    assert not wrong, "\n".join(["not in the table of tests/test_architecture.py:", *sorted(wrong)])


def test_the_table_allows_no_more_than_there_is() -> None:
    drawn = arrows()
    unused = [f"{a} -> {b}" for a, named in ALLOWED.items() for b in named.split() if (a, b) not in drawn]
    assert not unused


def test_each_room_builds_on_rooms_above_it_alone() -> None:
    """No circle, since the table is in order. ``targets`` and ``conformance`` name a whole package's top files."""
    order = list(ALLOWED)
    upward = [f"{a} -> {b}" for a, named in ALLOWED.items() for b in named.split() if order.index(b) >= order.index(a)]
    assert not upward


def test_no_area_imports_another() -> None:
    for module, file in MODULES.items():
        if module.startswith("conformance.areas."):
            assert not {name for name in imports_of(file) if name.startswith("conformance.areas")}, module


def test_there_are_at_most_25_rooms_in_a_house() -> None:
    assert len([room for room in ALLOWED if room.startswith("conformance")]) <= 25


def test_files_are_not_left_flat() -> None:
    flat = {file.stem for file in (ROOT / "conformance").glob("*.py")} - {"__init__", *DOORS}
    assert not flat


IMPURE = {"boto3", "botocore", "requests", "urllib", "socket", "subprocess", "os", "pathlib", "targets", "time"}


@pytest.mark.parametrize("folder", ["conformance/oracle", "conformance/checking"])
def test_what_should_be_true_is_pure(folder: str) -> None:
    """The oracle and the judging do no I/O and know nothing of boto3."""
    for file in sorted((ROOT / folder).rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {n.name.split(".")[0] for i in ast.walk(tree) if isinstance(i, ast.Import) for n in i.names}
        froms = {i.module or "" for i in ast.walk(tree) if isinstance(i, ast.ImportFrom)} - {"urllib.parse"}
        names |= {name.split(".")[0] for name in froms}
        assert not names & IMPURE, file
        assert not [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == "open"], file


if __name__ == "__main__":
    for number, (room, named) in enumerate(ALLOWED.items(), 1):
        print(f"{number:2} {room} -> {named or '(nothing)'}")
    upward = [pair for pair in arrows() if list(ALLOWED).index(pair[1]) >= list(ALLOWED).index(pair[0])]
    print(f"{len(ALLOWED)} rooms, {len(arrows())} arrows, {len(upward)} upward")
