"""Ranges of releases: which versions they are, and what is said where there are none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from conformance.command import releases
from conformance.command.releases import Every, expanded, within
from conformance.command.use import UseError

VERSIONS = [
    "5.2.0",
    "5.1.10",
    "5.1.9",
    "5.1.0",
    "5.0.28",
    "5.0.0",
    "4.2.14",
    "5.2.0rc1",
    "6.0",
    "5.0.0.post1",
    "latest",
]


@pytest.mark.parametrize(
    ("first", "last", "every", "wanted"),
    [
        ("5.1", "5.1", "release", ["5.1.0", "5.1.9", "5.1.10"]),
        ("5.1.9", "5.1.9", "release", ["5.1.9"]),
        ("5.1.1", "5.2", "release", ["5.1.9", "5.1.10", "5.2.0"]),
        ("5.0", "5.2", "minor", ["5.0.28", "5.1.10", "5.2.0"]),
        ("4", "5", "major", ["4.2.14", "5.2.0"]),
        (None, "5.0.0", "release", ["4.2.14", "5.0.0", "5.0.0.post1"]),
        ("5.2", None, "release", ["5.2.0", "6.0"]),
        ("5.2", None, "minor", ["5.2.0", "6.0"]),
        ("5.3", "5.9", "release", []),
        ("5.2", "5.1", "release", []),
    ],
)
def test_the_versions_of_a_range(first: str | None, last: str | None, every: Every, wanted: list[str]) -> None:
    assert within(VERSIONS, first, last, every) == wanted


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pip and an npm that know these versions, and no others."""
    (tmp_path / "pip").write_text(
        f"#!{sys.executable}\nimport sys\nassert sys.argv[-3:-1] == ['index', 'versions']\n"
        f"print(sys.argv[-1], '(6.0)')\nprint('Available versions: ' + ', '.join({VERSIONS!r}))\n"
    )
    (tmp_path / "npm").write_text(
        f"#!{sys.executable}\nimport json, sys\nassert [sys.argv[1], *sys.argv[3:]] == ['view', 'versions', '--json']\n"
        "print(json.dumps(['5.0.0', '5.1.0', '5.1.1', '5.2.0-beta.1']))\n"
    )
    for name in ("pip", "npm"):
        (tmp_path / name).chmod(0o755)
    real = releases._said

    def said(command: list[str], package: str) -> str:
        kind, rest = ("npm", command[1:]) if command[0] == "npm" else ("pip", command[3:])
        return real([str(tmp_path / kind), *rest], package)

    monkeypatch.setattr(releases, "_said", said)
    return tmp_path


def test_releases_from_before_a_mode_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "_listed", lambda name: ["1.4.20", "1.4.21", "1.5.0", "1.5.1"])
    asked = expanded(["ministack==1.4..1.5?auth=true", "ministack==1.4..1.5?auth=false", "ministack==1.4.21.."], None)
    assert asked == (
        *("ministack==1.5.0?auth=true", "ministack==1.5.1?auth=true"),
        *(f"ministack=={version}?auth=false" for version in ("1.4.20", "1.4.21", "1.5.0", "1.5.1")),
        *("ministack==1.4.21", "ministack==1.5.0", "ministack==1.5.1"),
    )


def test_where_no_release_has_the_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "_listed", lambda name: ["1.4.21", "1.5.0"])
    with pytest.raises(UseError, match=r"no release of ministack is in this range; the index has 1\.5\.0 to 1\.5\.0"):
        expanded(["ministack==1.4..1.4?auth=true"], None)


def test_a_range_becomes_targets(index: Path) -> None:
    specs = ["moto==5.1..5.2", "reference", "ministack==5.2..?auth=true", "cognito-local@5.0..5.1"]
    assert expanded(specs, "minor") == (
        "moto==5.1.10",
        "moto==5.2.0",
        "reference",
        "ministack==5.2.0?auth=true",
        "ministack==6.0?auth=true",
        "cognito-local@5.0.0",
        "cognito-local@5.1.1",
    )


def test_targets_without_a_range_stay_as_they_are() -> None:
    specs = (
        "moto",
        "moto==5.1.22",
        "http://localhost:9229",
        "../mine.toml",
        "cognito-local@5.1.0?auth=true",
        "./a..b.toml",
    )
    assert expanded(specs, None) == specs


@pytest.mark.parametrize(
    ("specs", "every", "said"),
    [
        (["moto"], "minor", "--every needs a range"),
        (["moto==7.0..7.1"], None, "no release of moto is in this range; the index has 4.2.14 to 6.0"),
        (["nothing==1..2"], None, "'nothing' has no releases to choose from; ranges are for"),
        (["reference==1..2"], None, "'reference' has no releases"),
    ],
)
def test_what_cannot_be_expanded_is_said(index: Path, specs: list[str], every: Every | None, said: str) -> None:
    with pytest.raises(UseError) as raised:
        expanded(specs, every)
    assert said in str(raised.value)


def test_an_index_that_does_not_answer_is_named(index: Path) -> None:
    (index / "pip").write_text("#!/bin/sh\necho 'ERROR: No matching distribution found' >&2\nexit 1\n")
    with pytest.raises(UseError, match=r"releases of moto cannot be listed: ERROR: No matching.*one by one"):
        expanded(["moto==5.0..5.1"], None)
