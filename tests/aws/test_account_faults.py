"""Runs on a twin that fails by chance: nothing is held against Cognito, nothing stays, nothing of others is touched."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from aws_faults import BY_ITSELF, EXPIRED, FULL, KILLED, LEDGER_FULL, faulty_run
from aws_run import SPEC, words
from conformance.journal import read_events
from reports.fold import fold
from targets.aws import AwsTarget
from targets.aws.sweep import Left
from targets.aws.sweeping import opened_sweep
from targets.aws.twin import Announcement

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("seed", "ending"), [(1, KILLED), (2, EXPIRED), (3, FULL), (4, LEDGER_FULL), (5, BY_ITSELF)])
def test_a_run_among_faults(seed: int, ending: str, tmp_path: Path) -> None:
    """``benchmarks/faults.py`` makes a thousand of them."""
    outcome = faulty_run(seed, tmp_path, ending=ending, areas=4, at=60)
    assert outcome.harm == []
    assert outcome.faults.total() >= 1, outcome
    assert ending == BY_ITSELF or outcome.faults[ending] == 1, outcome


def test_a_disk_without_room_for_the_first_line(tmp_path: Path) -> None:
    outcome = faulty_run(6, tmp_path, ending=LEDGER_FULL, areas=1, at=0)
    assert (outcome.harm, outcome.left, outcome.faults[LEDGER_FULL]) == ([], (0, 0), 1)
    assert not [verdict for verdict in outcome.verdicts if verdict in ("pass", "fail")]


def test_a_login_that_expires_in_the_middle(twin: Announcement, tmp_path: Path) -> None:
    """What was judged stays, nothing is held against Cognito, and after a new login the rest is swept."""
    command = words(twin, tmp_path, area=["sign-up"])
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and len(twin.ask("/state")["pools"]) < 2:
            time.sleep(0.05)
        twin.ask("/expire", {})
        process.wait(60)
    twin.ask("/renew", {})
    (target,) = fold(list(read_events(tmp_path))).targets
    assert target.partial
    assert "the login of the profile has expired" in (tmp_path / "journal.ndjson").read_text()
    assert not [result.requirement for result in target.results if result.divergent]
    assert len(twin.ask("/state")["pools"]) >= 2
    with opened_sweep(AwsTarget(SPEC, twin), time.time()) as sweeping:
        assert all(sweeping.delete(found) for found in list(sweeping.found()) if isinstance(found, Left))
    assert twin.ask("/state")["pools"] == []
