"""Runs on a twin that fails by chance: nothing is held against Cognito, nothing stays, nothing of others is touched."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from aws_run import SPEC, words
from conformance.journal import read_events
from reports.fold import fold
from targets.aws import AwsTarget
from targets.aws.sweep import Left
from targets.aws.sweeping import opened_sweep
from targets.aws.twin import Announcement

pytestmark = pytest.mark.slow
KINDS = ["throttle", "500", "503", "500-after", "cut", "lost"]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_run_among_faults(seed: int, twin: Announcement, tmp_path: Path) -> None:
    twin.ask("/faults", {"rate": 0.05, "kinds": KINDS, "seed": seed})
    command = words(twin, tmp_path, area=["confirm-sign-up", "tags"], seed=str(seed))
    subprocess.run(command, capture_output=True, check=False)
    made: dict[str, Any] = twin.ask("/state")["faults"]
    twin.ask("/faults", {"rate": 0, "kinds": []})
    assert sum(made.values()) > 5, "there were hardly any faults"
    (target,) = fold(list(read_events(tmp_path))).targets
    assert not target.errors
    assert not [result.requirement for result in target.results if result.divergent]
    with opened_sweep(AwsTarget(SPEC, twin), time.time()) as sweeping:
        for found in list(sweeping.found()):
            if isinstance(found, Left):
                assert sweeping.delete(found)
    state = twin.ask("/state")
    assert state["pools"] == []
    assert not state["foreign"]["touched"]


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
