"""Where a check decides nothing when a witness is replayed, since the target now takes another way.

Written beside the judgement of a witness, for replays and scripts: the answers at which a sign-in ended, which may go
on now, and the accepted answers of which a refusal would show the same difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.sign_in import goes_on
from conformance.replay.execute import NotReplayable, decide
from conformance.replay.space import Outcome
from conformance.replay.variables import may_go_on
from conformance.requirements import Requirement

Judged = list[tuple[int, int, Exchange]]  # of a check's arguments that are answers: position, step, answer


def where_undecided(
    steps: Sequence[Mapping[str, Any]],
    judgement: Mapping[str, Any],
    outcomes: Sequence[Outcome | None],
    requirement: Requirement,
    kind: str,
) -> dict[str, list[int]]:
    """``ended`` and ``accepted`` of a judgement that found a difference of this kind: positions of its arguments.

    Neither is there where it would be empty, nor for judgements without a check.
    """
    if judgement["how"] != "check":
        return {}
    judged = _judged(judgement, outcomes)
    found = {
        "ended": [n for n, at, exchange in judged if _ended_at(steps[at], exchange)],
        "accepted": [
            n
            for n, at, exchange in judged
            if exchange.ok and exchange.response and _shows_when_refused(judgement, outcomes, at, requirement, kind)
        ],
    }
    return {name: positions for name, positions in found.items() if positions}


def _judged(judgement: Mapping[str, Any], outcomes: Sequence[Outcome | None]) -> Judged:
    found = []
    for n, value in enumerate(judgement["arguments"]):
        outcome = outcomes[value["$step"]] if isinstance(value, Mapping) and "$step" in value else None
        if outcome is not None and outcome.exchange is not None:
            found.append((n, value["$step"], outcome.exchange))
    return found


def _ended_at(step: Mapping[str, Any], exchange: Exchange) -> bool:
    return may_go_on(step) and not goes_on(exchange) and (not exchange.ok or step["kind"] != "call")


def _shows_when_refused(
    judgement: Mapping[str, Any],
    outcomes: Sequence[Outcome | None],
    at: int,
    requirement: Requirement,
    kind: str,
) -> bool:
    """Whether the check would find the same in a refusal as in the answer of this step, which was accepted."""
    before = outcomes[at]
    if before is None or before.exchange is None:
        return False
    refusal = replace(
        before.exchange, status=400, body="", response={}, outcome="error", code="NotAuthorizedException", message=""
    )
    instead = [*outcomes[:at], replace(before, exchange=refusal), *outcomes[at + 1 :]]
    try:
        difference = decide(judgement, instead, requirement)
    except (NotReplayable, KeyError, TypeError, ValueError, IndexError, AttributeError, LookupError):
        return False  # a replay says itself that it cannot be judged
    return isinstance(difference, Difference) and difference.kind == kind
