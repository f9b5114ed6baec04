"""Runs of the command from its start to its end: verdicts, expectations, replays, shards, and what is left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from command import ROOT, events, run, verdicts
from reports.render import FORMATS, renderer

slow = pytest.mark.slow


QUICK = ("--area", "password-auth", "--seed", "1")


@slow
def test_the_same_verdicts_with_one_worker_and_with_two(tmp_path: Path) -> None:
    for workers in (1, 2):
        done = run("run", "moto", *QUICK, "--area", "refresh", "--workers", workers, "--out", tmp_path / str(workers))
        assert done.code in (0, 1), done.all
        assert len(events(tmp_path / str(workers), "footer")) == workers
        assert len(events(tmp_path / str(workers), "run")) == 1
    assert verdicts(tmp_path / "1") == verdicts(tmp_path / "2")
    names = [{e["property"] for e in events(tmp_path / w, "property")} for w in ("1", "2")]
    assert names[0] == names[1]


@slow
def test_several_targets_one_unusable(tmp_path: Path) -> None:
    done = run("run", "moto", "http://127.0.0.1:1", "reference", *QUICK, "--out", tmp_path)
    record = json.loads((tmp_path / "run.json").read_text())
    assert [t["spec"] for t in record["targets"]] == ["moto", "http-127.0.0.1-1", "reference"]
    assert record["targets"][1]["executed"] == 0
    assert "nothing listens there" in done.err
    assert "moto: " in done.err  # progress
    assert done.code in (1, 3)


@slow
def test_expectations_are_written_and_then_hold(tmp_path: Path) -> None:
    file = tmp_path / "expected.toml"
    words = ("run", "moto", *QUICK, "--out", tmp_path / "out", "--expectations", file)
    done = run(*words, "--update-expectations")
    assert f"{file}: " in done.err
    assert "added" in done.err
    assert done.code == 0, done.all
    again = run(*words)
    assert again.code == 0, again.all
    assert "0 unexpected" in again.out
    file.write_text("")
    assert run(*words).code == 1


@slow
def test_a_divergence_is_replayed(tmp_path: Path) -> None:
    run("run", "moto", "reference", *QUICK, "--out", tmp_path)
    requirement = next(w["requirement"] for w in events(tmp_path, "witness") if w["confirmed"])
    still = run("replay", tmp_path, requirement.lower())
    assert (still.code, "still diverges" in still.out) == (1, True), still.all
    fixed = run("replay", tmp_path, requirement, "--target", "reference")
    assert (fixed.code, "fixed" in fixed.out) == (0, True), fixed.all
    lost = run("replay", tmp_path, requirement, "--target", "http://127.0.0.1:1")
    assert (lost.code, "nothing listens" in lost.out) == (3, True), lost.all
    none = run("replay", tmp_path, "PWAUTH-001")
    assert (none.code, "has no witness of PWAUTH-001" in none.err) == (3, True), none.all


@slow
def test_a_script_names_its_own_file(tmp_path: Path) -> None:
    run("run", "moto", *QUICK, "--out", tmp_path)
    scripts = list((tmp_path / "repro").glob("*.py"))
    assert scripts
    for script in scripts:
        assert f"usage: python {script.name} ENDPOINT" in script.read_text()


@slow
def test_a_spent_budget_is_partial(tmp_path: Path) -> None:
    done = run("run", "reference", *QUICK, "--budget", "calls=40", "--workers", "2", "--out", tmp_path)
    assert done.code == 3, done.all
    assert "BUDGET" in done.out
    assert sum(f["calls"] for f in events(tmp_path, "footer")) < 80


@slow
def test_shards_are_joined(tmp_path: Path) -> None:
    for part in ("1", "2"):
        run("run", "reference", *QUICK, "--shard", f"{part}/2", "--out", tmp_path / part)
    done = run("report", "merge", tmp_path / "1", tmp_path / "2", "--out", tmp_path / "all")
    assert done.code == 0, done.all
    assert set(verdicts(tmp_path / "all").values()) == {"pass"}


def test_a_checkout_in_the_working_directory_is_not_mixed_with_the_suite(tmp_path: Path) -> None:
    (tmp_path / "conformance").mkdir()
    (tmp_path / "conformance" / "__init__.py").write_text("raise ImportError('another checkout')\n")
    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-m",
            "conformance",
            "run",
            "reference",
            "--profile",
            "quick",
            "--requirement",
            "PWAUTH-001",
            "--out",
            "report",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(verdicts(tmp_path / "report").values()) == {"pass"}


# -- what is left behind -----------------------------------------------------------------------------------------------

REPORT = {"journal.ndjson", ".lock", *(renderer(name).FILE for name in FORMATS)}


@slow
@pytest.mark.parametrize("target", ["reference", "moto"])
def test_a_run_leaves_its_report_and_nothing_else(tmp_path: Path, target: str) -> None:
    done = run("run", target, "--requirement", "PWAUTH-001", "--seed", "1", cwd=tmp_path)
    assert done.code == 0, done.all
    assert [path.name for path in tmp_path.iterdir()] == ["conformance-report"]
    assert {path.name for path in (tmp_path / "conformance-report").iterdir()} <= REPORT | {"repro"}


@slow
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["run", "motto"], 2),
        (["run", "./no-such.toml"], 2),
        (["run", "--shard", "5/4"], 2),
        (["run", "--requirement", "NONE-001"], 2),
        (["run", "--expectations", "none.toml"], 2),
        (["run", "http://127.0.0.1:1", "http://127.0.0.1:2"], 3),
        (["run", "reference", "--requirement", "PWAUTH-001", "--shard", "64/64"], 3),
        (["record", "http://127.0.0.1:1", "--out", "answers.json"], 3),
        (["catalog", "--json"], 0),
    ],
)
def test_what_tests_nothing_writes_nothing(tmp_path: Path, words: list[str], code: int) -> None:
    done = run(*words, cwd=tmp_path)
    assert done.code == code, done.all
    assert not list(tmp_path.iterdir())


@slow
def test_a_run_that_is_refused_leaves_an_earlier_report_as_it_was(tmp_path: Path) -> None:
    run("run", "reference", "--requirement", "PWAUTH-001", "--out", tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    done = run("run", "http://127.0.0.1:1", "--out", tmp_path)
    assert (done.code, "nothing was written" in done.out) == (3, True), done.all
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
