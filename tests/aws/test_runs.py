"""Whole runs on the twin: what is judged, what stays, what is counted and what is written down."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from aws_run import SPEC, words
from conformance.cli import main
from conformance.journal import read_events
from targets.aws.twin import Announcement, started
from targets.aws.twin.rates import CATEGORY, DOMAIN, POOL
from twin_kit import above

pytestmark = pytest.mark.slow
ACCOUNT = "111122223333"
AREAS = ["tags", "domains"]
SHARE, SMALL = 0.5, 0.2


@pytest.fixture(scope="module")
def another() -> Iterator[Announcement]:
    """A twin of an account whose digits occur nowhere else."""
    with started(account=ACCOUNT, options=["--longest-delay", "0"]) as announced:
        yield announced


@pytest.fixture(scope="module")
def ran(another: Announcement, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run, which ended as it should."""
    home = tmp_path_factory.mktemp("home")
    command = words(another, home / "out", spec=f"aws?twin=true&account={ACCOUNT}", area=AREAS)
    environment = {**os.environ, "XDG_STATE_HOME": str(home), "HOME": str(home)}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    (home / "printed").write_text(ended.stdout + ended.stderr)
    assert ended.returncode in (0, 1), ended.stdout[-2000:]
    return home


def events(ran: Path, kind: str) -> list[dict[str, Any]]:
    return [event for event in journal(ran / "out") if event["event"] == kind]


def journal(folder: Path) -> list[dict[str, Any]]:
    return [dict(event) for event in read_events(folder)]


def test_nothing_diverges_and_nothing_is_a_defect(ran: Path) -> None:
    assert not events(ran, "error")
    outcomes = [event["outcome"] for event in events(ran, "observation")]
    assert "diverges" not in outcomes
    assert outcomes.count("agrees") > 100


def test_nothing_stays_and_nothing_of_others_is_touched(ran: Path, another: Announcement) -> None:
    state = another.ask("/state")
    assert state["pools"] == []
    assert state["foreign"]["count"] == 40
    assert state["foreign"]["touched"] == state["foreign"]["named"] == []
    assert state["strangers"] == [], "ids of pools and clients that nobody made"
    assert any("leftovers: 0" in note["text"] for note in events(ran, "note"))
    assert not list(ran.rglob("*.jsonl")), "the ledger of a run that left nothing is removed"


def test_the_share_of_each_quota_is_not_exceeded(ran: Path, another: Announcement) -> None:
    state = another.ask("/state")
    rates = state["rates"]
    kinds = Counter(rate["kind"] for rate in rates.values())
    assert min(kinds[CATEGORY], kinds[DOMAIN], kinds[POOL]) >= 2, kinds
    assert {name for name, rate in rates.items() if rate["kind"] == CATEGORY} >= state["calls"]["categories"].keys()
    assert above(rates, SHARE) == []
    assert above(rates, SHARE / 50), "the figures are those of no requests at all"


def test_two_workers_share_one_pace(tmp_path: Path) -> None:
    """Each alone keeps to the share of a quota; together they would exceed it, if they did not know of each other.

    A small share, which a busy machine reaches, too.
    """
    with started(options=["--longest-delay", "0"]) as twin:
        command = words(twin, tmp_path / "out", spec=f"{SPEC}&share={SMALL}", area=["tags", "domains"], workers=2)
        environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path)}
        ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        assert ended.returncode in (0, 1), ended.stdout[-2000:]
        state = twin.ask("/state")
    workers = {event["worker"] for event in journal(tmp_path / "out") if event["event"] == "observation"}
    assert len(workers) == 2
    assert above(state["rates"], SMALL) == []
    assert above(state["rates"], SMALL * 0.8), "they were not as fast as they may be: nothing is shown"
    assert (state["pools"], state["strangers"], state["foreign"]["named"]) == ([], [], [])


def test_what_is_counted_is_what_the_twin_has_counted(ran: Path, another: Announcement) -> None:
    (account,) = events(ran, "account")
    state = another.ask("/state")
    counted = {name: count for name, count in account["calls"].items() if name}
    assert counted == {name: count for name, count in state["calls"]["categories"].items() if name in counted}
    assert account["users"] == state["meter"]["users"]
    assert account["dollars"] == pytest.approx(state["meter"]["usd_most"], rel=0.05)
    assert state["messages"]["sent"] == {}


def test_no_secret_is_written_down(ran: Path, another: Announcement) -> None:
    keys = another.credentials
    secrets = [ACCOUNT, keys.access_key, keys.secret_key, keys.session_token]
    files = [file for file in ran.rglob("*") if file.is_file()]
    assert len(files) >= 2
    for file in files:
        text = file.read_text(errors="replace")
        assert not [secret for secret in secrets if secret in text], file


def test_twin_is_everywhere(ran: Path) -> None:
    (target,) = events(ran, "target")
    assert (target["product"], target["mode"]) == ("aws-twin", "TWIN")
    assert any(note["text"].startswith("TWIN: this is a stand-in") for note in events(ran, "note"))


def test_the_plan_is_what_the_run_took(ran: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within 5 %: what a run waits for on the way may take a request more."""
    (account,) = events(ran, "account")
    areas = [word for area in AREAS for word in ("--area", area)]
    spec = f"aws?profile=none&region=eu-west-1&account={ACCOUNT}"
    done = CliRunner().invoke(main, ["run", spec, "--plan", "--seed", "1", *areas])
    assert done.exit_code == 0, done.output
    assert ACCOUNT not in done.output
    calls = next(line for line in done.output.splitlines() if line.strip().startswith("calls"))
    assert int(calls.split()[1].rstrip(",")) == pytest.approx(sum(account["calls"].values()), rel=0.05)
    users = next(line for line in done.output.splitlines() if line.strip().startswith("users"))
    assert int(users.split()[1].rstrip(",")) == pytest.approx(sum(account["users"].values()), rel=0.05)
