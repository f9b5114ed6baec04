"""Which steps must be accepted for a judgement to be meaningful.

Those that were accepted in the original run, and are not judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.replay.space import Outcome
from conformance.scenario.references import references


def must_work(
    steps: Sequence[Mapping[str, Any]], judge: Mapping[str, Any], outcomes: Sequence[Outcome | None]
) -> frozenset[int]:
    """The numbers of the steps that were sent and accepted, without those that are judged.

    If the judged page was reached through other pages, the first request may also be refused immediately.
    """
    judged = _judged(judge)
    led = (steps[number]["arguments"] for number in judged if steps[number]["kind"] == "pages")
    judged |= {number for arguments in led for number in references(arguments)}
    return frozenset(number for number, ok in _accepted(outcomes).items() if ok and number not in judged)


def went_alike(
    steps: Sequence[Mapping[str, Any]],
    judge: Mapping[str, Any],
    first: Sequence[Outcome | None],
    again: Sequence[Outcome | None],
) -> bool:
    """Whether a shorter replay is valid: the needed steps were accepted, and the judged one ended as before.

    If a user was never created, "the attribute is missing" holds on any target.
    """
    before, now = _accepted(first), _accepted(again)
    alike = all(before.get(number) == now.get(number) for number in _judged(judge))
    return alike and not refused_now(must_work(steps, judge, first), again)


def refused_now(numbers: frozenset[int], outcomes: Sequence[Outcome | None]) -> str:
    """The first of these steps that was sent and not accepted, as its operation; empty where all were."""
    for number in sorted(numbers):
        outcome = outcomes[number] if number < len(outcomes) else None
        if outcome is not None and outcome.exchange is not None and not outcome.exchange.ok:
            return outcome.exchange.operation
    return ""


def _judged(judge: Mapping[str, Any]) -> set[int]:
    return set(references(judge["arguments"])) | set(references(judge["values"]))


def _accepted(outcomes: Sequence[Outcome | None]) -> dict[int, bool]:
    return {n: o.exchange.ok for n, o in enumerate(outcomes) if o is not None and o.exchange is not None}
