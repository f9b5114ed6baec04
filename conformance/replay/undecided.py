"""Where a check decides nothing when a witness is replayed, since the target now takes another way.

Written beside the judgement of a witness, for replays and scripts: the answers at which a sign-in or a list ended,
which may go on now, and the accepted answers of which a refusal would show the same difference. Of a race there are
none of these: which of its contenders is refused afterwards is chance, and may be what is judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.sign_in import goes_on
from conformance.replay.execute import NotReplayable, decide
from conformance.replay.space import Outcome, Space
from conformance.replay.variables import is_list, may_go_on
from conformance.requirements import Requirement

Judged = list[tuple[int, int, Exchange]]  # of a check's arguments that are answers: position, step, answer


def where_undecided(
    steps: Sequence[Mapping[str, Any]],
    judgement: Mapping[str, Any],
    outcomes: Sequence[Outcome | None],
    requirement: Requirement,
    kind: str,
    space: Space | None = None,
) -> dict[str, list[int]]:
    """``ended`` and ``accepted`` of a judgement that found a difference of this kind: positions of its arguments.

    Neither is there where it would be empty, nor for judgements without a check. ``space``: that of the outcomes.
    """
    if judgement["how"] != "check":
        return {}
    judged = _judged(judgement, outcomes)
    raced = any(steps[at]["kind"] == "race" for _, at, _ in judged)

    def shows(at: int) -> bool:
        """Whether the check would find the same in a refusal as in the answer of this step."""
        difference = _decided(judgement, _refused_at(outcomes, at), requirement, space)
        return difference is not None and difference.kind == kind

    def refusal_wanted(at: int, answer: Exchange) -> bool:
        """Whether the check minds that a list is accepted at all, so that its further pages change nothing."""
        if answer.ok or not is_list(steps[at]):
            return False
        difference = _decided(judgement, _accepted_at(outcomes, at), requirement, space)
        return difference is not None and difference.kind == "accepted"

    found = {
        "ended": [n for n, at, answer in judged if _ended_at(steps[at], answer) and not refusal_wanted(at, answer)],
        "accepted": [n for n, at, answer in judged if not raced and _is_accepted(steps[at], answer) and shows(at)],
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
    over = not exchange.ok or step["kind"] != "call" or is_list(step)
    return over and may_go_on(step) and not goes_on(exchange)


def _is_accepted(step: Mapping[str, Any], exchange: Exchange) -> bool:
    """Whether the target did what was asked. A page without members may say that it refuses."""
    return exchange.ok and (step["kind"] == "call" or bool(exchange.response))


def _refused_at(outcomes: Sequence[Outcome | None], at: int) -> list[Outcome | None]:
    """The outcomes, had this step been refused."""
    refusal = {"status": 400, "outcome": "error", "code": "NotAuthorizedException", "message": "", "response": {}}
    return _otherwise_at(outcomes, at, refusal)


def _accepted_at(outcomes: Sequence[Outcome | None], at: int) -> list[Outcome | None]:
    """The outcomes, had this list been accepted, with a further page."""
    accepted = {"status": 200, "outcome": "ok", "code": None, "message": None, "response": {"NextToken": "more"}}
    return _otherwise_at(outcomes, at, accepted)


def _otherwise_at(outcomes: Sequence[Outcome | None], at: int, answer: Mapping[str, Any]) -> list[Outcome | None]:
    before = outcomes[at]
    if before is None or before.exchange is None:
        return list(outcomes)
    return [*outcomes[:at], replace(before, exchange=replace(before.exchange, body="", **answer)), *outcomes[at + 1 :]]


def _decided(
    judgement: Mapping[str, Any],
    outcomes: Sequence[Outcome | None],
    requirement: Requirement,
    space: Space | None,
) -> Difference | None:
    """The difference; None, too, where a replay says itself that it cannot be judged."""
    try:
        found = decide(judgement, outcomes, requirement, space)
    except (NotReplayable, KeyError, TypeError, ValueError, IndexError, AttributeError, LookupError):
        return None
    return found if isinstance(found, Difference) else None
