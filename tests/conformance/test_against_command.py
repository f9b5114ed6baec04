"""``run A --against B`` as a command: what it writes, and with what it cannot be combined."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import command

ONE = ("--requirement", "GROUP-004", "--profile", "smoke", "--seed", "1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["reference", "moto", "--against", "reference"], "compares one target with another, and 2 are named"),
        (["reference", "--against", "nonsense"], "nonsense"),
        (["reference", "--against", "reference", "--workers", "2"], "leave out --workers"),
        (["reference", "--against", "reference", "--shard", "1/2"], "leave out --shard"),
        (["reference", "--against", "reference", "--allow-wait", "1m"], "leave out --allow-wait"),
        (["reference", "--against", "reference", "--record", "x.json"], "leave out --record"),
        (["reference", "--against", "reference", "--watch", "--workers", "2"], "leave out --watch and --workers"),
        (["reference", "--against", "aws?twin=true"], "not for accounts of AWS"),
        (["aws?twin=true", "--against", "reference"], "not for accounts of AWS"),
    ],
)
def test_what_it_cannot_be_combined_with_is_said(words: list[str], said: str, tmp_path: Path) -> None:
    done = command.run("run", *words, "--out", tmp_path / "out")
    assert done.code == 2, done.all
    assert said in done.err
    assert not (tmp_path / "out").exists()


def test_a_second_target_that_cannot_be_reached_ends_the_run(tmp_path: Path) -> None:
    done = command.run("run", "reference", "--against", "http://127.0.0.1:9", *ONE, "--out", tmp_path / "out")
    assert done.code == 3, done.all
    assert "http://127.0.0.1:9" in done.err


def test_the_report_has_the_differences_and_their_scripts(tmp_path: Path) -> None:
    out, mutant = tmp_path / "out", "reference?mutants=group-unknown-accepted"
    done = command.run("run", "reference", "--against", mutant, *ONE, "--out", out)
    assert done.code == 0, done.all
    assert "differences in" in done.out
    assert "0 of them that no requirement judged here is about" in done.out
    seen = json.loads((out / "against.json").read_text())
    assert [seen["first"]["spec"], seen["second"]["spec"]] == ["reference", mutant]
    assert {"GROUP-004"} == {name for each in seen["differences"] for name in each["requirements"]}
    for each in seen["differences"]:
        assert (each["kind"], each["second"]) == ("accepted", "accepted")
        assert all((out / script).is_file() for script in each["scripts"])
    page = (out / "against.md").read_text()
    assert "AdminAddUserToGroup" in page
    assert "GROUP-004" in page
    again = command.run("report", "render", out)
    assert (again.code, json.loads((out / "against.json").read_text())) == (0, seen)
    command.run("run", "reference", *ONE, "--out", out)
    assert not [*out.glob("against*/*.py"), *out.glob("against.*")]
