"""Finds what runs have left in an account, and deletes it: only what the suite has made, and only when asked to."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from targets.aws.cleanup import Cleanup
from targets.aws.ledger import Entries, ledgers_in
from targets.aws.marks import has_expired
from targets.marking import NAME, RUN


@dataclass(frozen=True)
class Left:
    """A pool that a run has left. ``why``: how it is known that nobody needs it any more."""

    pool: str
    name: str
    run: str
    why: str


@dataclass(frozen=True)
class Kept:
    """A pool that looks like the suite's own and is left alone."""

    pool: str
    why: str


class Sweep:
    """Of one account and region; ``folder`` has the ledgers of runs that were started on this machine."""

    def __init__(self, cleanup: Cleanup, folder: Path, now: float) -> None:
        self._cleanup = cleanup
        self._now = now
        self._folder = folder
        self._ledgers = list(ledgers_in(folder))
        self._going_on = {entries.run for file, entries in self._ledgers if in_use(file)}

    def found(self, run: str = "") -> Iterator[Left | Kept]:
        """What looks like the suite's own, of one run or of any; reads names of all pools, and tags of these."""
        for listed in self._cleanup.listed():
            name, pool = str(listed.get("Name")), str(listed.get("Id"))
            if not name.startswith(NAME):
                continue
            tags = self._cleanup.tags_of(pool)
            if not tags:
                yield Kept(pool, "its name is like ours, and it has no tag of ours")
                continue
            made_by = str(tags.get(RUN))
            if run and made_by != run:
                continue
            yield self._judged(pool, name, made_by, expired=has_expired(tags, self._now))

    def _judged(self, pool: str, name: str, run: str, *, expired: bool) -> Left | Kept:
        if run in self._going_on:
            return Kept(pool, f"run {run} is still going on")
        if any(_has(entries, pool, name, run) for _, entries in self._ledgers):
            return Left(pool, name, run, "in the ledger of a run that has ended")
        if expired:
            return Left(pool, name, run, "past its expiry")
        return Kept(pool, f"of run {run}, which is in no ledger here and has not expired")

    @property
    def blind(self) -> bool:
        """Whether some pools of the account could not be looked at."""
        return self._cleanup.blind

    def delete(self, left: Left) -> bool:
        """Delete it; whether it is gone."""
        self._cleanup.pool(left.pool)
        return left.pool not in self._cleanup.left

    def forget_ledgers(self) -> None:
        """Remove the ledgers of ended runs of which nothing is left in the account, if that can be seen."""
        there = [(str(listed.get("Id")), str(listed.get("Name"))) for listed in self._cleanup.listed()]
        if self.blind:
            return
        for file, entries in self._ledgers:
            if not in_use(file) and not any(_has(entries, pool, name, entries.run) for pool, name in there):
                file.unlink(missing_ok=True)


def _has(entries: Entries, pool: str, name: str, run: str) -> bool:
    if entries.run != run:
        return False
    intended = any(each.kind == "pool" and each.name == name for each in entries.open.values())
    return intended or any(each.id == pool for each in entries.of("pool"))


def in_use(file: Path) -> bool:
    """Whether the run of this ledger still goes on: it holds the file."""
    try:
        descriptor = os.open(file, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
