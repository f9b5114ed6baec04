"""However a run ends, nothing of it stays in the account, and nothing of others was touched."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aws_run import SPEC, words
from targets.aws import AwsTarget
from targets.aws.sweep import Kept, Left
from targets.aws.sweeping import opened_sweep
from targets.aws.twin import Announcement

pytestmark = pytest.mark.slow
ENOUGH = 3  # pools, until the run is ended
PATIENCE = 60.0  # seconds


def own(twin: Announcement) -> int:
    return len(twin.ask("/state")["pools"])


def untouched(twin: Announcement) -> bool:
    return not twin.ask("/state")["foreign"]["touched"]


@contextmanager
def going_on(twin: Announcement, out: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A run that has made some pools."""
    command = words(twin, out, area=["sign-up"])
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + PATIENCE
        while own(twin) < ENOUGH and process.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        assert process.poll() is None, "it ended by itself"
        yield process
        if process.poll() is None:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_ended_deletes_what_it_made(number: int, twin: Announcement, tmp_path: Path) -> None:
    with going_on(twin, tmp_path) as process:
        process.send_signal(number)
        process.wait(PATIENCE)
    assert own(twin) == 0
    assert untouched(twin)
    assert not twin.ask("/state")["foreign"]["named"]
    assert "leftovers: 0" in (tmp_path / "journal.ndjson").read_text()


def test_a_run_that_is_killed_is_swept(twin: Announcement, tmp_path: Path) -> None:
    with going_on(twin, tmp_path) as process:
        with opened_sweep(AwsTarget(SPEC, twin), time.time()) as sweeping:
            assert not [found for found in sweeping.found() if isinstance(found, Left)], "it still goes on"
        process.kill()
        process.wait(PATIENCE)
    left = own(twin)
    assert left >= ENOUGH
    with opened_sweep(AwsTarget(SPEC, twin), time.time()) as sweeping:
        found = list(sweeping.found())
        ours = [each for each in found if isinstance(each, Left)]
        assert len(ours) == left
        assert own(twin) == left, "looking changes nothing"
        assert all(sweeping.delete(each) for each in ours)
        sweeping.forget_ledgers()
    assert own(twin) == 0
    assert untouched(twin)
    assert [each for each in found if isinstance(each, Kept)], "some of the others look like ours"


def test_what_has_expired_is_swept_without_a_ledger(twin: Announcement, home: Path, tmp_path: Path) -> None:
    with going_on(twin, tmp_path) as process:
        process.kill()
        process.wait(PATIENCE)
    for ledger in home.rglob("*.jsonl"):
        ledger.unlink()
    day = 24 * 3600
    for now, expected in ((time.time(), 0), (time.time() + day + 60, own(twin))):
        with opened_sweep(AwsTarget(SPEC, twin), now) as sweeping:
            ours = [each for each in sweeping.found() if isinstance(each, Left)]
            assert len(ours) == expected
            assert all(sweeping.delete(each) for each in ours)
    assert own(twin) == 0
    assert untouched(twin)
