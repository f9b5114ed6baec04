"""What stood in the way of each requirement that could not be judged, followed to where it began. Pure.

A requirement is blocked by another one, which may itself be blocked: the chain is followed until it ends at a
requirement that diverges, at something that the target does not have, or at a step with what the target answered.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Mapping
from enum import IntEnum
from typing import NamedTuple

from reports.record import DIVERGENT
from reports.tally import Hindrance, Tally
from reports.verdicts import Status


class End(IntEnum):
    """Where a chain of blames can end; of several ends, the first of these is named."""

    DIVERGES = 0  # at a requirement that diverges
    UNSUPPORTED = 1  # at what the target does not have
    ELSEWHERE = 2  # at a requirement that this run is not about
    REFUSED = 3  # at a step, with what the target answered to it
    UNDECIDED = 4  # at a requirement that is itself inconclusive, excluded, not reached or an error of this suite
    OPEN = 5  # at a requirement that holds as far as this run tried it
    PASSED = 6  # at a requirement that holds, or nowhere: a defect of this suite


class Cause(NamedTuple):
    """One end of the chains of a blocked requirement."""

    end: End
    blamed: str | None  # the requirement that the chain begins with
    root: str | None  # the requirement that it ends at
    at: Hindrance  # the last observation of the chain


class Judged(NamedTuple):
    """What is known of all requirements of one target."""

    statuses: Mapping[str, Status]
    tallies: Mapping[str, Tally]
    selected: Collection[str]  # the requirements that the run is about
    thorough: bool  # whether a pass means more than that one situation agreed, and the run came to its end


def traced(judged: Judged) -> dict[str, Status]:
    """The statuses, each blocked or unsupported one with where it comes from.

    A requirement that waits for something unsupported is unsupported too; one that waits for what could not be decided
    shares its verdict. One whose blame holds, or leads nowhere, shows as an error of this suite.
    """
    return {identifier: _traced(identifier, status, judged) for identifier, status in judged.statuses.items()}


def _traced(identifier: str, status: Status, judged: Judged) -> Status:
    if status.verdict == "unsupported":
        lacking = next(_hindrances(identifier, "unsupported", judged), None)
        return status._replace(step=lacking.step, answer=lacking.reason) if lacking else status
    if status.verdict != "blocked":
        return status
    cause = min(_causes(identifier, judged), key=lambda found: found.end, default=None)
    if cause is None:
        return Status("error", f"blocked by nothing that was named, a defect of this suite: {status.reason}")
    return _SAID[cause.end](status, cause, judged)


# -- the chain ---------------------------------------------------------------------------------------------------------


def _causes(identifier: str, judged: Judged) -> Iterator[Cause]:
    """The ends of all chains from here, the nearest first; a requirement is looked at once, so a circle ends."""
    known = {identifier}
    waiting = deque[tuple[str, str | None]]([(identifier, None)])
    while waiting:
        here, first = waiting.popleft()
        for met in _hindrances(here, "blocked", judged):
            blamed = first or met.blame or None
            end = _end_at(met, judged)
            if end is not None:
                yield Cause(end, blamed, met.blame or None, met)
            elif met.blame not in known:
                known.add(met.blame)
                waiting.append((met.blame, blamed))
            if met.step and end is not End.DIVERGES:
                yield Cause(End.REFUSED, blamed, None, met)


def _end_at(met: Hindrance, judged: Judged) -> End | None:
    """The end that a blame is; None where the blamed requirement is blocked too, and the chain goes on."""
    if not met.blame:
        return End.PASSED
    blamed = judged.statuses.get(met.blame)
    if blamed is not None and blamed.verdict in DIVERGENT:
        return End.DIVERGES
    if blamed is None or met.blame not in judged.selected:
        return End.ELSEWHERE
    if blamed.verdict == "pass":
        return End.PASSED if judged.thorough else End.OPEN
    if blamed.verdict == "unsupported":
        return End.UNSUPPORTED
    return None if blamed.verdict == "blocked" else End.UNDECIDED


def _hindrances(identifier: str, outcome: str, judged: Judged) -> Iterator[Hindrance]:
    """What was met on the way to a requirement, the most frequent first."""
    tally = judged.tallies.get(identifier)
    counts = Counter() if tally is None else tally.hindrances
    met = [found for found in counts if found.outcome == outcome]
    yield from sorted(met, key=lambda found: (-counts[found], found))


# -- what is said of each end ------------------------------------------------------------------------------------------


def _diverges(status: Status, cause: Cause, judged: Judged) -> Status:
    return status._replace(blamed=cause.blamed, root=cause.root)


def _unsupported(status: Status, cause: Cause, judged: Judged) -> Status:
    lacking = next(_hindrances(str(cause.root), "unsupported", judged), cause.at)
    reason = f"it needs {cause.root}, which is unsupported: {lacking.reason or status.reason}"
    return Status("unsupported", reason, cause.blamed, cause.root, lacking.step, lacking.reason)


def _refused(status: Status, cause: Cause, judged: Judged) -> Status:
    lead = status.reason.partition(": ")[0] + ": " if status.reason.startswith("never judged with ") else ""
    return status._replace(reason=lead + cause.at.reason, blamed=None, step=cause.at.step, answer=cause.at.reason)


def _undecided(status: Status, cause: Cause, judged: Judged) -> Status:
    other = judged.statuses[str(cause.root)]
    return Status(other.verdict, f"it needs {cause.root}, which is {other.verdict}: {status.reason}", cause.blamed)


def _open(status: Status, cause: Cause, judged: Judged) -> Status:
    return status._replace(blamed=cause.blamed, root=cause.root, step=cause.at.step, answer=cause.at.reason)


def _passed(status: Status, cause: Cause, judged: Judged) -> Status:
    if not cause.root:
        return Status("error", f"blocked by nothing that was named, a defect of this suite: {status.reason}")
    reason = f"blocked by {cause.root}, which passes, a defect of this suite: {status.reason}"
    return Status("error", reason, cause.blamed, cause.root)


_SAID: dict[End, Callable[[Status, Cause, Judged], Status]] = {
    End.DIVERGES: _diverges,
    End.UNSUPPORTED: _unsupported,
    End.ELSEWHERE: _open,
    End.REFUSED: _refused,
    End.UNDECIDED: _undecided,
    End.OPEN: _open,
    End.PASSED: _passed,
}
