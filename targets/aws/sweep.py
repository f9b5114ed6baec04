"""Finds what runs have left in an account, and deletes it: only what the suite has made, and only when asked to."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from targets.aws.cleanup import Cleanup
from targets.aws.functions.removal import Removal
from targets.aws.ledger import ALONE, ELSEWHERE, Entries, ledgers_in
from targets.aws.marks import has_expired
from targets.marking import NAME, RUN


@dataclass(frozen=True)
class Left:
    """A pool that a run has left. ``why``: how it is known that nobody needs it any more.

    Or a function or a queue, whose id is its name.
    """

    pool: str
    name: str
    run: str
    why: str
    kind: str = "pool"


@dataclass(frozen=True)
class Kept:
    """A pool that looks like the suite's own and is left alone."""

    pool: str
    why: str


class Sweep:
    """Of one account and region; ``folder`` has the ledgers of runs that were started on this machine."""

    def __init__(self, cleanup: Cleanup, folder: Path, now: float, removal: Removal | None = None) -> None:
        """``removal`` finds functions and queues, where the sweep is to look for them, too."""
        self._removal = removal
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
                yield Kept(pool, "its name is like ours, and it has no tag of ours that the suite may see")
                continue
            made_by = str(tags.get(RUN))
            if run and made_by != run:
                continue
            yield self._judged(pool, name, made_by, expired=has_expired(tags, self._now))
        yield from self._found_elsewhere(run)

    def _found_elsewhere(self, run: str) -> Iterator[Left | Kept]:
        """Functions and queues, which go after the pools that may use them."""
        for kind, name, tags in self._removal.found() if self._removal is not None else ():
            if not tags:
                yield Kept(name, f"the name of this {kind} is like ours, and it has no tag of ours")
            elif not run or str(tags.get(RUN)) == run:
                yield self._judged(name, name, str(tags.get(RUN)), expired=has_expired(tags, self._now), kind=kind)

    def _judged(self, pool: str, name: str, run: str, *, expired: bool, kind: str = "pool") -> Left | Kept:
        if run in self._going_on:
            return Kept(pool, f"run {run} is still going on")
        if any(_has(entries, pool, name, run) for _, entries in self._ledgers):
            return Left(pool, name, run, "in the ledger of a run that has ended", kind)
        if expired:
            return Left(pool, name, run, "past its expiry", kind)
        return Kept(pool, f"of run {run}, which is in no ledger here and has not expired")

    @property
    def blind(self) -> bool:
        """Whether some pools of the account could not be looked at, or functions, or queues."""
        return self._cleanup.blind or (self._removal is not None and self._removal.blind)

    @property
    def unseen(self) -> bool:
        """Whether an ended run may have left functions or queues, which nobody has looked for."""
        return self._removal is None and any(_elsewhere(found) for file, found in self._ledgers if not in_use(file))

    def delete(self, left: Left) -> bool:
        """Delete it; whether it is gone."""
        if left.kind != "pool":
            return self._removal is not None and self._removal.delete(left.kind, left.pool)
        self._cleanup.pool(left.pool)
        return left.pool not in self._cleanup.left

    def forget_ledgers(self) -> None:
        """Remove the ledgers of ended runs of which nothing is left in the account, if that can be seen."""
        there = [(str(listed.get("Id")), str(listed.get("Name"))) for listed in self._cleanup.listed()]
        there += [(name, name) for _, name, _ in self._removal.found()] if self._removal is not None else []
        if self.blind:
            return
        for file, entries in self._ledgers:
            if self._removal is None and _elsewhere(entries):
                continue  # nobody has looked whether they are there
            if not in_use(file) and not any(_has(entries, pool, name, entries.run) for pool, name in there):
                file.unlink(missing_ok=True)


def _has(entries: Entries, pool: str, name: str, run: str) -> bool:
    if entries.run != run:
        return False
    intended = any(each.kind in ALONE and each.name == name for each in entries.open.values())
    return intended or any(each.id == pool for kind in ALONE for each in entries.of(kind))


def _elsewhere(entries: Entries) -> bool:
    """Whether functions or queues are in a ledger."""
    return any(each.kind in ELSEWHERE for each in (*entries.owned.values(), *entries.open.values()))


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
