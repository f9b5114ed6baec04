"""What may be due to the way to the target, and what comes of asking again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from conformance.checking.exchange import Exchange
from conformance.checking.faults import fault_of
from conformance.transport import insistence
from conformance.transport.insistence import ALIKE, HARMLESS, MOST, RARE, SOME, TRUST, WINDOW, Insistence

JSON = {"content-type": "application/x-amz-json-1.1"}
FINE = Exchange("SignUp", {}, 200, JSON, "{}", {})
REFUSED = Exchange("SignUp", {}, 400, JSON, '{"__type":"X"}', {}, outcome="error", code="UsernameExistsException")
BROKEN = Exchange("SignUp", {}, 500, JSON, "{}", {}, outcome="error", code="InternalErrorException")
BUSY = Exchange("SignUp", {}, 503, outcome="indeterminate", code="ServiceUnavailable")
LOST = Exchange("SignUp", {}, None, outcome="indeterminate", code="NoAnswer")
THROTTLED = Exchange("SignUp", {}, 400, outcome="indeterminate", code="ThrottlingException")
BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(insistence.time, "sleep", lambda seconds: None)


def page(body: str, **headers: str) -> Exchange:
    return Exchange("GET /login", {}, 200, {"content-type": "text/html", **headers}, body)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (FINE, ""),
        (REFUSED, ""),
        (BROKEN, "HTTP 500"),
        (BUSY, "HTTP 503"),
        (LOST, "NoAnswer"),
        (THROTTLED, "throttled"),
        (Exchange("SignUp", {}, 429, outcome="indeterminate", code="X"), "throttled"),
        (Exchange("SignUp", {}, 501, outcome="unsupported", code="NotImplemented"), ""),
        (Exchange("SignUp", {}, 400, outcome="error", code="LimitExceededException"), ""),  # a limit of Cognito's own
        (Exchange("SignUp", {}, 200, {**JSON, "content-length": "2"}, "{}"), ""),
        (Exchange("SignUp", {}, 200, {**JSON, "content-length": "3"}, "{}"), "cut"),
        (Exchange("SignUp", {}, 400, {**JSON, "content-length": "30"}, "{}", outcome="error"), "cut"),
        (Exchange("SignUp", {}, 200, {"content-length": "8"}, '{"ä":1}'), ""),
        (Exchange("SignUp", {}, 200, {"content-length": "4"}, "{}"), "cut"),
        (Exchange("SignUp", {}, 200, {**JSON, "content-length": "30", "content-encoding": "gzip"}, "{}"), ""),
        (Exchange("SignUp", {}, 200, JSON, '{"User'), "unreadable"),
        (Exchange("SignUp", {}, 200, JSON, ""), ""),
        (Exchange("SignUp", {}, 200, {"content-type": "text/plain"}, '{"User'), "unreadable"),
        (Exchange("SignUp", {}, 200, {"content-type": "text/plain"}, "{}"), ""),
        (Exchange("SignUp", {}, 200, {"content-type": "text/html"}, BAD_GATEWAY), "unreadable"),
        (Exchange("SignUp", {}, 404, {"content-type": "text/html"}, BAD_GATEWAY, outcome="error"), "unreadable"),
        (Exchange("SignUp", {}, 400, {"content-type": "text/plain"}, "no", outcome="error"), ""),
        (Exchange("SignUp", {}, 400, JSON, '{"__type":"UserN', outcome="error"), "unreadable"),
        (Exchange("SignUp", {}, 200, {}, ""), "empty"),
        (Exchange("SignUp", {}, 400, {}, "", outcome="error"), ""),
        (Exchange("SignUp", {}, 307, {"location": "https://portal"}, "", outcome="error"), "HTTP 307"),
        (Exchange("POST /oauth2/token", {}, 200, {"content-type": "text/html"}, BAD_GATEWAY), "unreadable"),
        (Exchange("POST /oauth2/token", {}, 302, {"location": "https://portal"}, ""), "HTTP 302"),
        (Exchange("GET /pool/.well-known/jwks.json", {}, 200, {}, ""), "empty"),
        (Exchange("POST /oauth2/revoke", {}, 200, {}, ""), ""),
        (page(BAD_GATEWAY), "unreadable"),
        (page(""), "empty"),
        (Exchange("GET /logout", {}, 200, {}, ""), ""),
        (page(BAD_GATEWAY.replace("502 Bad Gateway", "Sign in at gateway 502")), ""),
        (page("<!DOCTYPE html>\n<html lang='en'><body></body></html>\n"), ""),
        (page("<!DOCTYPE html>\n<html lang='en'><bo"), "unreadable"),
        (page("<form></form>"), ""),  # no whole page to begin with
        (Exchange("GET /oauth2/authorize", {}, 302, {"location": "x", "content-length": "0"}, ""), ""),
    ],
)
def test_what_an_answer_shows_of_a_fault(answer: Exchange, fault: str) -> None:
    assert fault_of(answer) == fault


def asked(*answers: Exchange, operation: str = "SignUp", of: Insistence | None = None) -> tuple[Any, int]:
    """What is made of these answers, the last one given for ever; and how many of them were asked for."""
    left: Iterator[Exchange] = itertools.chain(answers, itertools.repeat(answers[-1]))
    sent: list[Exchange] = []

    def send() -> Exchange:
        given = next(left)
        sent.append(Exchange(operation, *[getattr(given, name) for name in list(given.__dataclass_fields__)[1:]]))
        return sent[-1]

    return (of or Insistence()).ask(send), len(sent)


@pytest.mark.parametrize("fault", [BROKEN, BUSY, LOST, THROTTLED])
def test_what_comes_again_is_the_targets_own(fault: Exchange) -> None:
    answer, sent = asked(fault)
    assert (answer.certain, answer.exchange.code, sent) == (True, fault.code, ALIKE)


@pytest.mark.parametrize(("times", "own"), [(ALIKE - 1, False), (ALIKE, True)])
def test_how_often_it_has_to_come(times: int, own: bool) -> None:
    answer, _ = asked(*[BROKEN] * times, FINE)
    assert answer.certain is own
    assert answer.exchange.status == 500  # nobody knows whether the first request has had its effect


@pytest.mark.parametrize("fault", [BROKEN, BUSY, LOST])
def test_what_may_have_happened_is_not_certain(fault: Exchange) -> None:
    answer, _ = asked(fault, REFUSED)
    assert not answer.certain
    assert fault_of(answer.exchange)


@pytest.mark.parametrize("fault", [BROKEN, BUSY, LOST])
def test_a_reading_counts_as_it_comes_at_last(fault: Exchange) -> None:
    answer, _ = asked(fault, FINE, operation="GetUser")
    assert (answer.certain, answer.exchange.ok) == (True, True)


def test_a_throttled_request_has_changed_nothing() -> None:
    answer, _ = asked(THROTTLED, FINE)
    assert (answer.certain, answer.exchange.ok) == (True, True)
    answer, _ = asked(THROTTLED, LOST, REFUSED)  # the second one may have
    assert not answer.certain


def test_different_faults_in_turn_are_of_the_way() -> None:
    answer, sent = asked(*[BROKEN, LOST] * MOST)
    assert (answer.certain, sent) == (False, MOST)


def test_what_never_helps_is_given_up_until_it_is_answered_otherwise() -> None:
    patience = Insistence()
    assert [asked(BUSY, of=patience)[1] for _ in range(ALIKE + 2)] == [ALIKE] * ALIKE + [1, 1]
    assert asked(BUSY, operation="InitiateAuth", of=patience)[1] == ALIKE  # another operation is another matter
    asked(FINE, of=patience)
    assert asked(BUSY, of=patience)[1] == ALIKE


def test_the_form_in_which_a_target_accepts_is_not_shown_by_a_refusal() -> None:
    """Some accept with an empty body and refuse in JSON: then an empty body stays the target's own."""
    empty = Exchange("DeleteUser", {}, 200, {}, "")
    refused = Exchange("DeleteUser", {}, 400, JSON, "{}", outcome="error", code="NotAuthorizedException")
    patience = Insistence()
    for _ in range(ALIKE):
        asked(empty, operation="DeleteUser", of=patience)
    asked(refused, operation="DeleteUser", of=patience)
    assert asked(empty, operation="DeleteUser", of=patience)[1] == 1
    asked(FINE, operation="DeleteUser", of=patience)
    assert asked(empty, operation="DeleteUser", of=patience)[1] == ALIKE


@pytest.mark.parametrize(
    ("faults", "requests", "unsound"),
    [
        (0, 10, False),
        (SOME - 1, 10, False),
        (SOME, 10, True),
        (SOME, SOME * RARE, True),
        (SOME, SOME * RARE + 1, False),
    ],
)
def test_a_way_with_many_faults_is_unsound(faults: int, requests: int, unsound: bool) -> None:
    patience = Insistence()
    for _ in range(faults):
        asked(BROKEN, FINE, of=patience)
    assert patience.unsound(requests) is unsound


def test_a_limit_by_the_minute_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A target that serves so many requests a minute serves the next one after a pause."""
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    patience = Insistence()
    asked(FINE, of=patience)
    answer, sent = asked(*[THROTTLED] * (ALIKE + 2), FINE, of=patience)
    assert (answer.certain, answer.exchange.ok, sent) == (True, True, ALIKE + 3)
    assert waited[-3:] == list(WINDOW[:3])


def test_what_comes_after_the_wait_may_be_another_fault() -> None:
    patience = Insistence()
    asked(FINE, of=patience)
    answer, _ = asked(*[THROTTLED] * ALIKE, LOST, of=patience)
    assert not answer.certain


def test_a_limit_that_does_not_end_is_waited_for_a_few_times_only() -> None:
    patience = Insistence()
    asked(FINE, of=patience)
    asked(FINE, operation="InitiateAuth", of=patience)
    waiting = ALIKE + len(WINDOW)
    assert [asked(THROTTLED, of=patience)[1] for _ in range(TRUST)] == [waiting] * TRUST
    assert asked(THROTTLED, operation="InitiateAuth", of=patience)[1] == ALIKE


def test_what_was_never_served_is_not_waited_for() -> None:
    assert asked(THROTTLED)[1] == ALIKE


@pytest.mark.parametrize(
    ("operations", "harmless"),
    [
        (
            (
                "GetUser",
                "AdminGetUser",
                "ListUsers",
                "AdminListDevices",
                "DescribeUserPool",
                "GET /.well-known/jwks.json",
            ),
            True,
        ),
        (("SignUp", "GetTokensFromRefreshToken", "GetUserAttributeVerificationCode", "GetClientToken"), False),
        (("GET /oauth2/authorize", "POST /oauth2/token", "GET /logout", "CreateGroup", "AdminSetUserPassword"), False),
    ],
)
def test_which_requests_change_nothing(operations: Sequence[str], harmless: bool) -> None:
    assert {bool(HARMLESS.fullmatch(operation)) for operation in operations} == {harmless}
