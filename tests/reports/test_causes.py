"""What a blocked requirement is blocked by: followed to its root, and never to one that passes."""

from __future__ import annotations

from typing import Any

import pytest

from reports.fold import fold
from reports.record import Result, TargetRecord
from reports_synthetic import NEED, Event, diverges, footer, observation, run_event, witness

A, B, C, D = "SIGNUP-001", "SIGNUP-002", "SIGNUP-003", "SIGNUP-004"


def target(*events: Event, complete: bool = True, need: int = NEED, **members: Any) -> TargetRecord:
    """The record of one target with these events."""
    ending = [footer("moto", properties=0, properties_expected=0)] if complete else []
    return fold([run_event(need=need, target="moto", **members), *events, *ending]).targets[0]


def result(*events: Event, of: str = A, **arguments: Any) -> Result:
    """The result on one requirement."""
    found = target(*events, **arguments).result(of)
    assert found is not None
    return found


def blocked(requirement: str, blame: str = "", **members: Any) -> Event:
    """An observation that names what is in the way."""
    return observation(requirement, "blocked", blame=blame, **({"reason": "because"} | members))


def passing(requirement: str, count: int = NEED) -> list[Event]:
    """As many situations as a pass asks for."""
    return [observation(requirement, "agrees", n) for n in range(count)]


def failing(requirement: str) -> list[Event]:
    """A confirmed divergence."""
    return [diverges(requirement, 1), witness(requirement)]


def test_a_chain_is_followed_to_the_requirement_that_diverges() -> None:
    found = result(blocked(A, B), blocked(B, C), *failing(C))
    assert (found.verdict, found.blocked_by, found.blocked_by_verdict, found.root) == ("blocked", B, "blocked", C)


def test_a_blame_that_diverges_outweighs_a_more_frequent_one_that_passes() -> None:
    found = result(*[blocked(A, B)] * 5, blocked(A, C), *passing(B), *failing(C))
    assert (found.verdict, found.blocked_by, found.root) == ("blocked", C, C)


def test_a_blame_that_passes_is_a_defect_of_this_suite() -> None:
    found = result(blocked(A, B), *passing(B))
    assert found.verdict == "error"
    assert f"{B}, which passes" in found.reason
    chained = result(blocked(A, B), blocked(B, C), *passing(C))
    assert chained.verdict == "error"


def test_a_blame_that_names_nothing_is_a_defect_of_this_suite() -> None:
    assert result(blocked(A)).verdict == "error"
    assert result(blocked(A, B), blocked(B)).verdict == "error"


@pytest.mark.parametrize("ring", [[A, B], [A, B, C], [A, A]])
def test_a_circle_ends(ring: list[str]) -> None:
    events = [blocked(one, other) for one, other in zip(ring, [*ring[1:], ring[0]], strict=True)]
    assert result(*events).verdict == "error"
    assert result(*events, blocked(ring[-1], D), *failing(D)).root == D


def test_a_step_with_its_answer_is_named_where_no_requirement_diverges() -> None:
    refused = blocked(A, B, step="CreateUserPool", reason="CreateUserPool: HTTP 400, X: no")
    found = result(refused, *passing(B))
    assert (found.verdict, found.blocked_by, found.step) == ("blocked", None, "CreateUserPool")
    assert found.reason == found.answer == "CreateUserPool: HTTP 400, X: no"
    assert result(refused, *failing(B)).root == B  # a requirement that diverges says more


def test_a_step_at_the_end_of_a_chain_is_named() -> None:
    found = result(blocked(A, B), blocked(B, step="SignUp", reason="SignUp: HTTP 400, X: no"))
    assert (found.verdict, found.blocked_by, found.step, found.answer) == (
        "blocked",
        None,
        "SignUp",
        "SignUp: HTTP 400, X: no",
    )


def test_what_needs_something_unsupported_is_unsupported() -> None:
    lacking = observation(B, "unsupported", step="TagResource", reason="TagResource: HTTP 501, X: no")
    found = result(blocked(A, B), lacking)
    assert (found.verdict, found.root, found.step) == ("unsupported", B, "TagResource")
    assert found.reason.startswith(f"it needs {B}, which is unsupported: TagResource: HTTP 501")
    assert result(blocked(A, C), blocked(C, B), lacking).verdict == "unsupported"


@pytest.mark.parametrize("outcome", ["excluded", "inconclusive"])
def test_what_needs_something_undecided_is_undecided(outcome: str) -> None:
    found = result(blocked(A, B), observation(B, outcome, reason="so"))
    assert (found.verdict, f"it needs {B}" in found.reason) == (outcome, True)


def test_a_blame_that_was_never_tried_is_a_gap_too() -> None:
    assert result(blocked(A, B)).verdict == "not-reached"


def test_outside_the_selection_a_blame_stands_as_it_is() -> None:
    found = result(blocked(A, B), expected=[A])
    assert (found.verdict, found.blocked_by, found.root) == ("blocked", B, B)
    assert result(blocked(A, B), *passing(B), expected=[A]).verdict == "blocked"
    refused = blocked(A, B, step="SignUp", reason="SignUp: HTTP 400, X: no")
    seen = target(refused, expected=[A])
    assert (seen.results[0].blocked_by, seen.results[0].step) == (B, "SignUp")
    assert seen.roots[0].words.startswith(f"{B} may diverge: this run does not tell")
    assert seen.roots[0].answer == "SignUp: HTTP 400, X: no"


def test_a_pass_in_one_situation_says_too_little_to_accuse_this_suite() -> None:
    assert result(blocked(A, B), *passing(B, 1), need=1).verdict == "blocked"


def test_a_run_that_ended_early_accuses_nobody() -> None:
    assert result(blocked(A, B), *passing(B), complete=False).verdict == "blocked"


# -- what a target says it lacks ---------------------------------------------------------------------------------------


def claimed(requirement: str, situation: int = 1, **members: Any) -> list[Event]:
    """A divergence by an answer that says a flow is missing."""
    lacks = {"lacks": ["InitiateAuth USER_AUTH"], "operation": "InitiateAuth", "kind": "refused-X", **members}
    return [diverges(requirement, situation, **lacks), witness(requirement, "refused-X", operation="InitiateAuth")]


def test_a_part_that_is_never_accepted_is_unsupported() -> None:
    found = target(*claimed(A), blocked(B, A))
    assert [found.result(i).verdict for i in (A, B)] == ["unsupported", "unsupported"]  # type: ignore[union-attr]
    assert not found.witnesses
    assert result(*claimed(A)).step == "InitiateAuth"


@pytest.mark.parametrize("first", [True, False])
def test_a_part_that_is_accepted_at_any_time_is_there(first: bool) -> None:
    worked = observation(C, "agrees", worked=["InitiateAuth USER_AUTH"])
    events = [worked, *claimed(A)] if first else [*claimed(A), worked]
    assert result(*events).verdict == "fail"
    elsewhere = observation(C, "agrees", worked=["AdminInitiateAuth USER_AUTH"])
    assert result(elsewhere, *claimed(A)).verdict == "unsupported"
