"""Where to begin: what stands in the way, and which divergence is worth mending first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from reports.fold import fold
from reports.gate import gate
from reports.record import RunRecord, TargetRecord
from reports.render import html, markdown
from reports.roots import alike
from reports.terminal import render as terminal
from reports_synthetic import NEED, Event, diverges, footer, observation, run_event, witness

A, B, C, D, E = (f"SIGNUP-00{n}" for n in range(1, 6))  # must, must, should, must, must
TODAY = date(2026, 1, 1)
MISSING = "TagResource: HTTP 501, NotImplemented: no"


def record(*events: Event) -> RunRecord:
    """A whole run of one target."""
    ending = footer("moto", properties=0, properties_expected=0)
    return fold([run_event(need=NEED, target="moto"), *events, ending])


def target(*events: Event) -> TargetRecord:
    """Its only target."""
    return record(*events).targets[0]


def blocked(requirement: str, blame: str = "", **members: Any) -> Event:
    """An observation that names what is in the way."""
    return observation(requirement, "blocked", blame=blame, reason=members.pop("reason", "because"), **members)


def failing(requirement: str, kind: str = "accepted", **members: Any) -> list[Event]:
    """A confirmed divergence."""
    return [diverges(requirement, 1, kind, **members), witness(requirement, kind, **members)]


def lacking(requirement: str, **members: Any) -> Event:
    """An observation of what the target does not have."""
    return observation(requirement, "unsupported", **{"step": "TagResource", "reason": MISSING, **members})


def test_what_holds_up_most_comes_first() -> None:
    found = target(*failing(A, "other"), blocked(B, A), blocked(C, B), *failing(D, "other"), blocked(E, D))
    assert [(root.requirement, root.waiting) for root in found.roots] == [(A, "2 blocked"), (D, "1 blocked")]
    assert found.roots[0].blocked == [B, C]
    assert found.roots[0].words.startswith(f"{A} diverges (")


def test_the_page_of_one_target_names_the_first_at_its_top() -> None:
    waiting, free = record(*failing(A, "other"), blocked(B, A), blocked(C, A)), record(*failing(A, "other"))
    top = html.render(waiting, gate(waiting, [], TODAY)).split("<main")[0]
    assert f"{A} diverges" in top
    assert "(2 blocked)" in top
    assert "begin with" not in html.render(free, gate(free, [], TODAY)).split("<main")[0]


def test_harm_outweighs_number() -> None:
    """Wrong input that is accepted counts twice, and a level more than the next."""
    accepted, other = (target(*failing(A, kind)).results[0].weight for kind in ("accepted", "other"))
    assert (accepted, other) == (6, 3)
    held = target(*failing(A, "other"), blocked(B, A), blocked(C, A)).result(A)
    assert held is not None
    assert (held.holds_up, held.weight) == (2, 9)
    should = target(*failing(C, "other")).result(C)
    assert should is not None
    assert should.weight == 2


def test_what_is_missing_is_named_with_all_that_wait_for_it() -> None:
    found = target(lacking(A), lacking(B, reason=MISSING.replace("no", "No.")), blocked(C, A))
    (root,) = found.roots
    assert (root.words, root.waiting) == ("TagResource is missing", "3 unsupported")
    assert sorted(root.unsupported) == [A, B, C]


def test_a_part_of_an_operation_is_named_as_that() -> None:
    """SignUp answers elsewhere, so it is not missing as a whole."""
    there = [observation(D, "agrees", n) for n in range(NEED)]
    answers = (f"SignUp: HTTP 400, X: {words}" for words in ("Unsupported: USER_AUTH", "no USER_AUTH is supported"))
    found = target(*there, *(lacking(i, step="SignUp", reason=text) for i, text in zip((A, B), answers, strict=True)))
    (root,) = found.roots
    assert (root.words, root.count) == ("SignUp has no USER_AUTH", 2)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("HTTP 400, unsupported_grant_type: Only one is supported", "a part of POST /oauth2/token is missing"),
        ("HTTP 404, HTTP 404: None", "POST /oauth2/token is missing"),
    ],
)
def test_an_endpoint_that_says_what_it_lacks_is_there(answer: str, words: str) -> None:
    """Even where a run judges nothing else of it."""
    found = target(*(lacking(i, step="POST /oauth2/token", reason=f"POST /oauth2/token: {answer}") for i in (A, B)))
    assert [root.words for root in found.roots] == [words]


def test_what_no_operation_stands_for_is_said_in_its_own_words() -> None:
    found = target(*(lacking(i, step="", reason="this target has no hosted UI") for i in (A, B)))
    assert [root.words for root in found.roots] == ["this target has no hosted UI"]


def test_a_refused_step_is_grouped_by_its_answer_and_names_what_diverges_alike() -> None:
    def answer(word: str, number: int) -> str:
        return f"CreateUserPool: HTTP 400, X: unknown `{word}` for pool us-east-1_{number}"

    steps = [blocked(i, D, step="CreateUserPool", reason=answer("one", n)) for n, i in enumerate((A, B))]
    other = blocked(C, D, step="CreateUserPool", reason=answer("two", 7))
    passing = [observation(D, "agrees", n) for n in range(NEED)]
    same = failing(E, "refused-X", operation="CreateUserPool", seen=answer("one", 99))
    found = target(*steps, other, *passing, *same)
    assert [(root.words, root.count, root.alike) for root in found.roots] == [
        ("CreateUserPool is refused", 2, [E]),
        ("CreateUserPool is refused", 1, []),
    ]


def test_an_accepted_step_without_a_member_is_not_called_refused() -> None:
    passing = [observation(D, "agrees", n) for n in range(NEED)]
    reason = "CreateUserPool was accepted without UserPool.Arn"
    found = target(blocked(A, D, step="CreateUserPool", reason=reason), *passing)
    assert [root.words for root in found.roots] == ["CreateUserPool is answered without UserPool.Arn"]


@pytest.mark.parametrize(("judged", "shown"), [(False, True), (True, False)])
def test_what_keeps_one_from_being_judged_is_reported_where_nothing_was(judged: bool, shown: bool) -> None:
    agreeing = [observation(B, "agrees", n) for n in range(NEED)] if judged else []
    run = record(blocked(A, step="SignUp", reason="SignUp: HTTP 400, X: no"), *agreeing)
    reply, judged_run = "SignUp is refused: 1 blocked", gate(run, [], TODAY)
    assert (f"    {reply}; SignUp: HTTP 400, X: no\n" in terminal(run, judged_run)) is shown
    assert (reply in markdown.render(run, judged_run)) is shown
    assert ('id="begin"' in html.render(run, judged_run)) is shown


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("no user ab12 here", "no user xy99z here", True),
        ("'a-b c' is no name", "'d e' is no name", True),
        ("ana@example.com is taken", "bob@example.com is taken", True),
        ("Value 'USER_AUTH' at 'authFlow'", "Value 'CUSTOM_AUTH' at 'authFlow'", False),
        ("refused, but so was the control: X", "X", True),
    ],
)
def test_answers_that_differ_by_what_was_made_up_are_alike(one: str, other: str, same: bool) -> None:
    assert (alike(one) == alike(other)) is same


def test_every_format_begins_with_what_is_in_the_way() -> None:
    run = record(lacking(A), lacking(B), *failing(D), blocked(E, D), blocked(C, D))
    judged = gate(run, [], TODAY)
    missing, holding = "TagResource is missing", f"{D} diverges"
    text = terminal(run, judged)
    assert text.index(missing) < text.index("  divergences ")
    assert text.index(holding) < text.index("  divergences ")
    page = markdown.render(run, judged)
    assert page.index("## Not expected") < page.index("In the way, in the order to mend it") < page.index(missing)
    shown = html.render(run, judged)
    assert shown.index('id="begin"') < shown.index('id="summary"')
    assert missing in shown


def test_nothing_in_the_way_is_not_spoken_of() -> None:
    run = record(*(observation(A, "agrees", n) for n in range(NEED)))
    judged = gate(run, [], TODAY)
    assert "in the way" not in terminal(run, judged).lower()
    assert 'id="begin"' not in html.render(run, judged)


def test_a_step_that_was_accepted_is_not_called_refused() -> None:
    found = target(blocked(A, step="InitiateAuth", reason="the ID token has no claim name"))
    assert [root.words for root in found.roots] == ["InitiateAuth does not answer as it should"]
    refused = target(blocked(A, step="InitiateAuth", reason="no such thing: InitiateAuth: HTTP 400, X: no"))
    assert [root.words for root in refused.roots] == ["InitiateAuth is refused"]
