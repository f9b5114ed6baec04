"""Finds what runs have left in an account, and deletes it: only what the suite has made, and only when asked to."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from targets.aws.cleanup import Cleanup
from targets.aws.functions.removal import Removal
from targets.aws.ledger import ALONE, ELSEWHERE, Entries, Kind, ledgers_in
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
    """A pool that looks like the suite's own and is left alone; or a function, or a queue.

    ``unsure``: a ledger here has it, and nobody can see that it is the suite's; so something of a run may be left.
    """

    pool: str
    why: str
    unsure: bool = False


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
            look = self._cleanup.look_at(pool)
            yield from self._one("pool", pool, name, look.tags, look.hidden, run)
        for each in self._removal.found() if self._removal is not None else ():
            yield from self._one(each.kind, each.name, each.name, each.tags, each.hidden, run)

    def _one(
        self, kind: Kind, identifier: str, name: str, tags: Mapping[str, str], hidden: str, run: str
    ) -> Iterator[Left | Kept]:
        """What is to be done with one of such a name; nothing where it is seen to be of another run."""
        if not tags:
            kept, claims = self._unmarked(kind, identifier, name, hidden)
            if not run or run in claims or (hidden and not claims):
                yield kept
        elif not run or str(tags.get(RUN)) == run:
            expired = has_expired(tags, self._now)
            yield self._judged(identifier, name, str(tags.get(RUN)), expired=expired, kind=kind)

    def _unmarked(self, kind: Kind, identifier: str, name: str, hidden: str) -> tuple[Kept, list[str]]:
        """Something with a name like the suite's and without its tag, as far as can be seen: never deleted.

        And the runs whose ledgers here have it.
        """
        shows = f"its tags cannot be seen: {hidden}" if hidden else "it has no tag of ours"
        claims = [entries.run for _, entries in self._ledgers if _has(entries, identifier, name, entries.run)]
        if any(run in self._going_on for run in claims):
            return Kept(identifier, f"run {claims[0]} is still going on"), claims
        if claims:
            why = f"the ledger of run {claims[0]} has this {kind}, and {shows}; look at it, and delete it by hand"
            return Kept(identifier, why, unsure=True), claims
        return Kept(identifier, f"the name of this {kind} is like ours, no ledger here has it, and {shows}"), claims

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
        return bool(self.unseen)

    @property
    def unseen(self) -> Mapping[str, str]:
        """What could not be looked at, so that more may be left: why."""
        return {**self._cleanup.unseen, **(self._removal.unseen if self._removal is not None else {})}

    @property
    def elsewhere(self) -> bool:
        """Whether an ended run may have left functions or queues, which nobody has looked for."""
        return self._removal is None and any(_elsewhere(found) for file, found in self._ledgers if not in_use(file))

    def stuck(self, left: Left) -> str:
        """Why it could not be deleted."""
        found = {**self._cleanup.left, **(self._removal.left if self._removal is not None else {})}
        return found.get(left.pool, "")

    def delete(self, left: Left) -> bool:
        """Delete it; whether it is gone."""
        if left.kind != "pool":
            return self._removal is not None and self._removal.delete(left.kind, left.pool)
        self._cleanup.pool(left.pool)
        return left.pool not in self._cleanup.left

    def forget_ledgers(self) -> None:
        """Remove the ledgers of ended runs of which nothing is left in the account, if that can be seen."""
        there = [(str(listed.get("Id")), str(listed.get("Name"))) for listed in self._cleanup.listed()]
        there += [(each.name, each.name) for each in self._removal.found()] if self._removal is not None else []
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
