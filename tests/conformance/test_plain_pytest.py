"""The same properties as plain pytest, without the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from command import ROOT, events

slow = pytest.mark.slow


def plain(*words: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """``pytest`` as people type it."""
    environment = {name: value for name, value in os.environ.items() if name != "HYPOTHESIS_STORAGE_DIRECTORY"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *map(str, words)],
        cwd=cwd,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@slow
def test_plain_pytest_fails_on_divergences(tmp_path: Path) -> None:
    done = plain("conformance", "--target", "moto", "-k", "refresh and client", "--seed", "1", "--out", tmp_path)
    assert done.returncode == 1, done.stdout
    assert "diverges" in done.stdout
    assert "expected:" in done.stdout
    assert "Traceback" not in done.stdout
    assert f"report render {tmp_path}" in done.stdout
    (head,) = events(tmp_path, "run")
    assert 0 < len(head["expected"]) < 60
    plain("conformance", "--target", "moto", "-k", "refresh and client", "--seed", "1", "--out", tmp_path)
    assert len(events(tmp_path, "run")) == 1  # the journal of the run before is kept aside


@slow
def test_plain_pytest_passes_where_nothing_diverges(tmp_path: Path) -> None:
    done = plain("conformance/areas/sign_in/password_auth.py", "--target", "reference", "--out", tmp_path)
    assert done.returncode == 0, done.stdout


@slow
@pytest.mark.parametrize("more", [[], ["-n", "2"]])
def test_plain_pytest_says_why_a_target_is_unusable(tmp_path: Path, more: list[str]) -> None:
    done = plain(
        "conformance/areas/sign_in/password_auth.py", "--target", "http://127.0.0.1:1", "--out", tmp_path, *more
    )
    assert done.returncode != 0
    assert "nothing listens there" in done.stdout
    assert "Traceback" not in done.stdout


@slow
def test_workers_of_plain_pytest_use_the_seed_that_is_shown(tmp_path: Path) -> None:
    words = ("conformance/areas/sign_in/password_auth.py", "--target", "reference", "--shard", "1/2", "-n", "2")
    done = plain(*words, "--out", tmp_path)
    assert done.returncode == 0, done.stdout
    (head,) = events(tmp_path, "run")
    assert f"seed {head['seed']};" in done.stdout
    assert (head["arguments"]["shard"], head["arguments"]["workers"]) == ("1/2", 2)


@slow
def test_a_value_that_means_nothing_ends_plain_pytest(tmp_path: Path) -> None:
    done = plain("conformance", "--target", "reference", "--budget", "calls=0", "--out", tmp_path / "out")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--budget calls=0: write calls=N" in done.stderr
    assert not (tmp_path / "out").exists()


@slow
@pytest.mark.parametrize(
    ("target", "left"), [("reference", ["conformance-report"]), ("http://127.0.0.1:1", []), ("motto", [])]
)
def test_plain_pytest_leaves_the_journal_of_what_it_tested(tmp_path: Path, target: str, left: list[str]) -> None:
    words = ("--rootdir", ROOT, "-c", ROOT / "pyproject.toml", "--requirement", "PWAUTH-001")
    done = plain(ROOT / "conformance/areas/sign_in/password_auth.py", "--target", target, *words, cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == left, done.stdout
