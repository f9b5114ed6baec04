"""The judge of races, on histories made by hand: those that an order explains, and those that none does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.checking.linearizability import Event, afterwards, history, history_in_words, order_of
from conformance.checking.race_models import (
    dead_afterwards,
    first_wins,
    group_and_member,
    nothing_lost,
    one_winner,
    until_ended,
    winner_shown,
)

OK, REFUSED, UNKNOWN = "ok", "refused", "unknown"
NOBODY = Exchange("GetUser", {}, 400, outcome="error", code="NotAuthorizedException")
SOMEBODY = Exchange("GetUser", {}, 200)
SILENCE = Exchange("GetUser", {}, None, outcome="indeterminate")
CRASH = Exchange("GetUser", {}, 500, outcome="error", code="InternalFailure")


def call(outcome: str, started: float = 0.0, ended: float = 1.0, **members: Any) -> dict[str, Any]:
    return {"call": "a call", "outcome": outcome, "started": started, "ended": ended, **members}


def raced(*calls: dict[str, Any]) -> Exchange:
    return Exchange("race", {}, 200, response={"calls": list(calls)})


def numbered(*calls: dict[str, Any]) -> list[Event]:
    return history(raced(*calls))


@pytest.mark.parametrize("outcomes", [(OK, REFUSED), (REFUSED, OK), (REFUSED, OK, REFUSED), (OK,)])
def test_one_winner_is_explained(outcomes: tuple[str, ...]) -> None:
    assert first_wins(raced(*map(call, outcomes))) is None


@pytest.mark.parametrize("outcomes", [(OK, OK), (REFUSED, REFUSED), (REFUSED,), (OK, REFUSED, OK)])
def test_two_winners_or_none_are_not(outcomes: tuple[str, ...]) -> None:
    found = first_wins(raced(*map(call, outcomes)))
    assert found is not None
    assert found.kind == "no-order"


def test_who_had_ended_came_first() -> None:
    late_winner = raced(call(REFUSED, 0.0, 1.0), call(OK, 2.0, 3.0))
    assert first_wins(late_winner) is not None
    assert first_wins(raced(call(REFUSED, 0.0, 2.5), call(OK, 2.0, 3.0))) is None


@pytest.mark.parametrize("other", [OK, REFUSED])
def test_what_is_unknown_may_have_happened_or_not(other: str) -> None:
    assert first_wins(raced(call(UNKNOWN), call(other))) is None


def test_what_is_unknown_may_happen_later_than_all_else() -> None:
    events = [*numbered(call(UNKNOWN, 0.0, 1.0, does="end")), {**call(OK, 5.0, 6.0)}, {**call(REFUSED, 7.0, 8.0)}]
    assert order_of(events, True, until_ended) is not None


def test_what_is_unknown_never_happens_before_it_began() -> None:
    events = [call(REFUSED, 0.0, 1.0), *numbered(call(UNKNOWN, 2.0, 3.0, does="end"))]
    assert order_of(events, True, until_ended) is None


def test_a_refusal_for_being_at_the_same_time_is_no_event() -> None:
    assert first_wins(raced(call(OK), call(REFUSED, code="ConcurrentModificationException"))) is None
    assert first_wins(raced(call(REFUSED, code="ConcurrentModificationException"), call(OK))) is None


@pytest.mark.parametrize(
    ("tries", "right"),
    [
        ((SOMEBODY, NOBODY), True),
        ((NOBODY, SOMEBODY), False),
        ((SOMEBODY, SOMEBODY), False),
        ((NOBODY, NOBODY), False),
        ((SILENCE, CRASH), True),
    ],
)
def test_only_the_winner_is_let_in_afterwards(tries: tuple[Exchange, Exchange], right: bool) -> None:
    assert (first_wins(raced(call(OK), call(REFUSED)), *tries) is None) is right


def user(sub: str | None) -> Exchange:
    return Exchange("AdminGetUser", {}, 200, response={"UserAttributes": [{"Name": "sub", "Value": sub}]})


@pytest.mark.parametrize(("sub", "right"), [("one", True), ("two", False), ("three", False), (None, False)])
def test_the_user_shown_is_the_winners(sub: str | None, right: bool) -> None:
    calls = raced(call(OK, response={"UserSub": "one"}), call(REFUSED, response={"UserSub": "two"}))
    assert (winner_shown(calls, user(sub)) is None) is right


def test_the_sub_of_a_user_made_by_an_administrator() -> None:
    calls = raced(call(OK, response={"User": {"Attributes": [{"Name": "sub", "Value": "one"}]}}), call(REFUSED))
    assert winner_shown(calls, user("one")) is None
    assert winner_shown(calls, user("two")) is not None


def test_the_user_shown_may_be_in_no_answer() -> None:
    assert winner_shown(raced(call(UNKNOWN), call(REFUSED)), user("other")) is None
    calls = raced(call(UNKNOWN), call(OK, response={"UserSub": "two"}))
    assert winner_shown(calls, NOBODY) is not None


@pytest.mark.parametrize(
    ("end", "use", "later", "right"),
    [
        (OK, OK, NOBODY, True),  # used, then ended
        (OK, REFUSED, NOBODY, True),
        (OK, OK, SOMEBODY, False),  # used, ended, and still alive
        (REFUSED, OK, SOMEBODY, True),  # not ended
        (REFUSED, REFUSED, SOMEBODY, False),
        (UNKNOWN, OK, SOMEBODY, True),
        (UNKNOWN, OK, NOBODY, True),
    ],
)
def test_what_was_ended_is_dead(end: str, use: str, later: Exchange, right: bool) -> None:
    assert (dead_afterwards(raced(call(end, does="end"), call(use)), later) is None) is right


@pytest.mark.parametrize(
    ("deleted", "added", "seen", "right"),
    [
        (OK, OK, [False, False], True),
        (OK, REFUSED, [False, False], True),
        (REFUSED, OK, [True, True], True),  # a group with members is kept
        (OK, OK, [False, True], False),  # a member of nothing
        (OK, OK, [True, True], False),  # the group is back
        (REFUSED, REFUSED, [True, False], False),
    ],
)
def test_group_and_member(deleted: str, added: str, seen: list[bool], right: bool) -> None:
    later = afterwards("seen", SOMEBODY, shows=seen)
    events = history(raced(call(deleted, does="end"), call(added)), later)
    assert (order_of(events, (True, False), group_and_member) is not None) is right


@pytest.mark.parametrize(
    ("outcomes", "kept", "right"),
    [
        ((OK, OK), [0, 1], True),
        ((OK, OK), [0], False),
        ((OK, OK), [], False),
        ((OK, REFUSED), [0], True),
        ((OK, REFUSED), [0, 1], False),
        ((OK, UNKNOWN), [0], True),
        ((OK, UNKNOWN), [0, 1], True),
    ],
)
def test_what_was_accepted_is_kept(outcomes: tuple[str, ...], kept: list[int], right: bool) -> None:
    events = history(raced(*map(call, outcomes)), afterwards("seen", SOMEBODY, shows=kept))
    assert (order_of(events, [], nothing_lost) is not None) is right


@given(st.permutations(range(5)), st.lists(st.integers(0, 9), min_size=5, max_size=5))
def test_a_history_that_was_made_in_order_is_always_explained(order: list[int], lengths: list[int]) -> None:
    """Each call takes effect at a moment of its own between its start and its end."""
    events = [
        call(OK if place == 0 else REFUSED, place - length / 3, place + length / 4, number=number)
        for number, place, length in zip(range(5), order, lengths, strict=True)
    ]
    assert order_of(events, None, one_winner) is not None


def test_a_history_in_words() -> None:
    events = history(raced(call(OK, 0.0, 0.0021), call(OK, 0.0001, 0.002)), afterwards("GetUser", NOBODY))
    words = "at the same time: a call ok (0.0 to 2.1 ms), a call ok (0.1 to 2.0 ms); then: GetUser refused"
    assert history_in_words(events) == words


def test_odd_answers_are_no_defect_of_the_judge() -> None:
    assert first_wins(Exchange("race", {}, 200, response={"calls": "none"})) is None
    assert first_wins(Exchange("race", {}, 200)) is None
