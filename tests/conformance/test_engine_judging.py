"""What a scenario's verbs record of an answer: accepted, refused, checked, or nothing judged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.checking.registry import CheckError
from conformance.run.engine import Engine
from conformance.scenario import Scenario
from engine_kit import engine_maker, events, outcomes, property_of, refusal, sign_up


@pytest.fixture
def engine_on(tmp_path: Path) -> Callable[..., Engine]:
    return engine_maker(tmp_path)


def in_parts(s: Scenario, word: str) -> None:
    s.works("DEMO-001", s.call("SignUp", Username=word))
    s.end("DEMO-002", "never mind")


@pytest.mark.parametrize(("status", "seen"), [(200, "blocked"), (400, "diverges")])
def test_a_first_part_that_works_is_no_agreement(status: int, seen: str, engine_on: Callable[..., Engine]) -> None:
    engine = engine_on((status, {"Greeting": "hello"} if status == 200 else {"__type": "X", "message": "no"}))
    engine.run(property_of(in_parts, "DEMO-001"))
    assert outcomes(engine)["DEMO-001"].keys() == {seen}


def test_what_a_refusal_blocks_is_blamed_on_it(engine_on: Callable[..., Engine]) -> None:
    engine = engine_on((400, {"__type": "InternalThing", "message": "x"}))
    engine.run(property_of(sign_up, "DEMO-001", "DEMO-004"))
    assert outcomes(engine)["DEMO-001"].keys() == {"diverges"}
    assert outcomes(engine)["DEMO-004"].keys() == {"blocked"}
    assert {e["blame"] for e in events(engine, "observation") if e["outcome"] == "blocked"} == {"DEMO-001"}


NO = (400, {"__type": "NotAuthorizedException", "message": "No."})
CASES = [
    # the attempt, the control, what DEMO-002 and its text DEMO-003 come to
    (NO, (200, {}), "agrees", "agrees"),
    ((200, {}), (200, {}), "diverges", "blocked"),
    ((400, {"__type": "NotAuthorizedException", "message": "Nope"}), (200, {}), "agrees", "diverges"),
    ((400, {"__type": "OtherException", "message": "No."}), (200, {}), "diverges", "blocked"),
    (NO, NO, "blocked", "blocked"),  # refused, but so is the control: it proves nothing
    (NO, (501, {}), "unsupported", "unsupported"),
    (NO, (503, {}), "inconclusive", "inconclusive"),
    ((501, {}), (200, {}), "unsupported", "unsupported"),
    ((503, {}), (200, {}), "inconclusive", "inconclusive"),
    ((500, b"trace"), (200, {}), "diverges", "blocked"),
]


@pytest.mark.parametrize(("attempt", "control", "code", "text"), CASES)
def test_a_refusal_needs_its_control(
    engine_on: Callable[..., Engine], attempt: Any, control: Any, code: str, text: str
) -> None:
    engine = engine_on(lambda operation, parameters: control if operation == "Control" else attempt)
    engine.confirming = False
    engine.run(property_of(refusal, "DEMO-002"))
    assert outcomes(engine)["DEMO-002"].keys() == {code}
    assert outcomes(engine)["DEMO-003"].keys() == {text}


@pytest.mark.parametrize(
    ("requirement", "said"),
    [("DEMO-001", "DEMO-001 has no error codes"), ("DEMO-099", "the catalog has no requirement DEMO-099")],
)
def test_a_refusal_is_judged_by_codes_of_the_catalog(
    requirement: str, said: str, engine_on: Callable[..., Engine]
) -> None:
    def refused(s: Scenario, word: str) -> None:
        s.refused(requirement, s.call("InitiateAuth", Password=word), control=lambda: s.call("Control"))

    engine = engine_on(NO)
    with pytest.raises(CheckError, match=said):
        engine.run(property_of(refused, "DEMO-001"))
    assert not any(tally.diverged for tally in engine.ledger.tallies.values())


def accepted_first(s: Scenario, word: str) -> None:
    s.accepted("DEMO-001", s.call("InitiateAuth", Password=word))
    s.accepted("DEMO-005", s.call("GetUser", AccessToken=word))


@pytest.mark.parametrize(
    ("answer", "first", "then"),
    [
        ((200, {}), "agrees", "agrees"),
        (NO, "diverges", "blocked"),
        ((501, {}), "unsupported", "unsupported"),
        ((429, {}), "inconclusive", "inconclusive"),  # nothing is left without a word
    ],
)
def test_what_an_acceptance_leaves_unreached(
    engine_on: Callable[..., Engine], answer: Any, first: str, then: str
) -> None:
    engine = engine_on(lambda operation, parameters: answer if operation == "InitiateAuth" else (200, {}))
    engine.confirming = False
    engine.run(property_of(accepted_first, "DEMO-001", "DEMO-005"))
    assert outcomes(engine)["DEMO-001"].keys() == {first}
    assert outcomes(engine)["DEMO-005"].keys() == {then}


def refusal_behind_a_simpler_one(s: Scenario, word: str) -> None:
    attempt = s.call("InitiateAuth", Password=word)
    simpler = ("DEMO-005", lambda: s.call("Simpler"))
    s.refused("DEMO-002", attempt, control=lambda: s.call("Control"), simpler=simpler)


OTHER = (400, {"__type": "OtherException", "message": "No."})


@pytest.mark.parametrize(
    ("attempt", "simpler", "outcome"),
    [
        (OTHER, OTHER, "blocked"),
        ((200, {}), (200, {}), "blocked"),
        (OTHER, (200, {}), "diverges"),  # wrong too, but in another way
        (OTHER, NO, "diverges"),
        (OTHER, (503, {}), "diverges"),
        (NO, OTHER, "agrees"),  # nothing to explain
    ],
)
def test_one_cause_is_reported_once(engine_on: Callable[..., Engine], attempt: Any, simpler: Any, outcome: str) -> None:
    answers = {"InitiateAuth": attempt, "Simpler": simpler, "Control": (200, {})}
    engine = engine_on(lambda operation, parameters: answers[operation])
    engine.confirming = False
    engine.run(property_of(refusal_behind_a_simpler_one, "DEMO-002"))
    assert outcomes(engine)["DEMO-002"].keys() == {outcome}
    blocked = [e for e in events(engine, "observation") if e["outcome"] == "blocked"]
    if outcome == "blocked":
        assert {(e["requirement"], e["blame"]) for e in blocked} == {("DEMO-002", "DEMO-005"), ("DEMO-003", "DEMO-005")}
        assert {e["step"] for e in blocked} == {"Simpler"}


@pytest.mark.parametrize(("status", "outcome"), [(501, "unsupported"), (503, "inconclusive"), (400, "diverges")])
def test_what_is_not_there_is_not_judged(engine_on: Callable[..., Engine], status: int, outcome: str) -> None:
    """A check is given what came; that the target has no such thing is no way to diverge."""
    engine = engine_on((status, {"__type": "X"}))
    engine.confirming = False

    def only_checked(s: Scenario, word: str) -> None:
        s.check("DEMO-004", s.call("GetUser", AccessToken=word))

    engine.run(property_of(only_checked, "DEMO-004"))
    assert outcomes(engine)["DEMO-004"].keys() == {outcome}


def test_no_check_is_applied_to_an_answer_that_never_came(engine_on: Callable[..., Engine]) -> None:
    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        return (200, {}) if operation == "SignUp" else (429, {"__type": "TooManyRequestsException"})

    engine = engine_on(answer)
    engine.run(property_of(sign_up, "DEMO-001", "DEMO-004"))
    assert outcomes(engine)["DEMO-004"].keys() == {"inconclusive"}


def ends_at_an_answer(s: Scenario, word: str) -> None:
    s.end("DEMO-002", "never mind", s.call("GetUser", AccessToken=word))


@pytest.mark.parametrize(
    ("answer", "outcome", "step", "reason"),
    [
        ((200, {}), "blocked", "GetUser", "never mind"),
        (NO, "blocked", "GetUser", "never mind: GetUser: HTTP 400, NotAuthorizedException: No."),
        ((501, {}), "unsupported", "GetUser", "never mind: GetUser: HTTP 501"),
        ((429, {}), "inconclusive", None, "never mind: GetUser: HTTP 429"),
    ],
)
def test_an_end_says_what_the_target_answered(
    engine_on: Callable[..., Engine], answer: Any, outcome: str, step: str | None, reason: str
) -> None:
    engine = engine_on(answer)
    engine.run(property_of(ends_at_an_answer, "DEMO-001"))
    assert outcomes(engine)["DEMO-001"].keys() == {outcome}
    seen = events(engine, "observation")[0]
    assert (seen.get("step"), seen.get("blame")) == (step, "DEMO-002" if outcome == "blocked" else None)
    assert str(seen["reason"]).startswith(reason)


@pytest.mark.parametrize(
    ("answer", "outcome"), [(NO, "blocked"), ((501, {}), "unsupported"), ((429, {}), "inconclusive")]
)
def test_what_is_blocked_in_passing_says_what_the_target_answered(
    engine_on: Callable[..., Engine], answer: Any, outcome: str
) -> None:
    def in_passing(s: Scenario, word: str) -> None:
        s.blocked("DEMO-001", "DEMO-002", "never mind", s.call("GetUser", AccessToken=word))

    engine = engine_on(answer)
    engine.run(property_of(in_passing, "DEMO-001"))
    assert outcomes(engine)["DEMO-001"].keys() == {outcome}


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        ((200, {}), "blocked", "GetUser was accepted without Username"),
        (NO, "blocked", "GetUser: HTTP 400, NotAuthorizedException: No."),
        ((501, {}), "unsupported", "GetUser: HTTP 501"),
        ((429, {}), "inconclusive", "GetUser: HTTP 429"),
    ],
)
def test_what_an_answer_lacks_that_was_not_accepted_is_no_fault_of_its_form(
    engine_on: Callable[..., Engine], answer: Any, outcome: str, reason: str
) -> None:
    def reading(s: Scenario, word: str) -> None:
        s.call("GetUser", AccessToken=word).text("Username")

    engine = engine_on(answer)
    engine.run(property_of(reading, "DEMO-001"))
    assert outcomes(engine)["DEMO-001"].keys() == {outcome}
    assert str(events(engine, "observation")[0]["reason"]).startswith(reason)


@pytest.mark.parametrize(
    ("status", "outcome"), [(200, "agrees"), (400, "agrees"), (501, "unsupported"), (500, "inconclusive")]
)
def test_an_unclear_answer_is_recorded_and_the_example_goes_on(
    status: int, outcome: str, engine_on: Callable[..., Engine]
) -> None:
    went_on: list[bool] = []

    def looking(s: Scenario, word: str) -> None:
        if s.answered("DEMO-001", s.call("GetUser", AccessToken=word)):
            s.accepted("DEMO-001", s.call("SignUp", Username=word))
        went_on.append(True)

    engine = engine_on(lambda operation, _: (status, {}) if operation == "GetUser" else (200, {}))
    engine.run(property_of(looking, "DEMO-001"))
    assert outcomes(engine)["DEMO-001"].keys() == {outcome}
    assert went_on
