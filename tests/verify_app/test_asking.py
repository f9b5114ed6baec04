"""What is asked again, and what one answer means."""

from __future__ import annotations

import pytest

from conformance.verify_app import asking
from conformance.verify_app.asking import ATTEMPTS, KEPT, Endpoint, Verdict
from conformance.verify_app.forms import Form, Level, Pair, Step
from conformance.verify_app.judge import try_application
from odd_apps import odd_app
from one_form import OneForm


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses, which are not made."""
    found: list[float] = []
    monkeypatch.setattr(asking, "_sleep", found.append)
    return found


@pytest.mark.parametrize("status", [429, 503])
def test_a_throttled_request_is_repeated_after_the_time_that_is_asked_for(slept: list[float], status: int) -> None:
    with odd_app(lambda number, value: (status, {"Retry-After": "7"}) if number < 3 else (200, {})) as url:
        answer = Endpoint(url).ask("Bearer x")
    assert answer.verdict is Verdict.ACCEPTED
    assert slept == [7.0, 7.0]


@pytest.mark.parametrize(("asked_for", "pause"), [("3600", 30.0), ("soon", 0.5), ("", 0.5)])
def test_a_time_that_is_too_long_or_none(slept: list[float], asked_for: str, pause: float) -> None:
    with odd_app(lambda number, value: (429, {"Retry-After": asked_for}) if number < 2 else (200, {})) as url:
        assert Endpoint(url).ask("Bearer x").verdict is Verdict.ACCEPTED
    assert slept == [pause]


@pytest.mark.parametrize("status", [429, 503])
def test_what_stays_throttled_is_unclear(slept: list[float], status: int) -> None:
    with odd_app(lambda number, value: (status, {})) as url:
        answer = Endpoint(url).ask("Bearer x")
    assert (answer.verdict, answer.status) == (Verdict.UNCLEAR, status)
    assert len(slept) == ATTEMPTS - 1


def test_a_broken_connection_is_repeated(slept: list[float]) -> None:
    answer = Endpoint("http://127.0.0.1:1/").ask("Bearer x")
    assert (answer.verdict, answer.status) == (Verdict.UNCLEAR, 0)
    assert len(slept) == ATTEMPTS - 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_other_statuses_are_not_repeated(slept: list[float], status: int) -> None:
    with odd_app(lambda number, value: (status, {})) as url:
        answer, malformed = Endpoint(url).ask("Bearer x"), Endpoint(url).ask(None, malformed=True)
    assert not slept
    assert (answer.verdict is Verdict.REFUSED) == (status in (401, 403))
    assert (malformed.verdict is Verdict.REFUSED) == (status in (400, 401, 403))


UNREAD = {
    "long": {"body": "x" * (KEPT + 1)},
    "stream": {"Content-Type": "text/event-stream", "body": ""},
    "stream, in capitals": {"Content-Type": "Text/Event-Stream; charset=utf-8", "body": "data: no"},
    "broken off": {"Content-Length": "10", "body": "half"},
}


@pytest.mark.parametrize("kind", UNREAD)
def test_a_body_that_was_not_read_to_its_end_may_have_the_text_of_a_refusal(kind: str) -> None:
    with odd_app(lambda number, value: (200, dict(UNREAD[kind]))) as url:
        named, without = Endpoint(url, refusal_text="no").ask("Bearer x"), Endpoint(url).ask("Bearer x")
    assert (named.verdict, named.status) == (Verdict.UNCLEAR, 200)
    assert "not read to its end" in named.advice
    assert without.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (200, "x" * KEPT, Verdict.ACCEPTED),
        (200, "", Verdict.ACCEPTED),
        (200, "no" + "x" * KEPT, Verdict.REFUSED),
        (200, "x" * (KEPT - 2) + "no", Verdict.REFUSED),
        (200, "x" * KEPT + "no", Verdict.UNCLEAR),
        (401, "x" * (KEPT + 1), Verdict.REFUSED),
    ],
)
def test_a_body_that_shows_enough(status: int, body: str, verdict: Verdict) -> None:
    with odd_app(lambda number, value: (status, {"body": body})) as url:
        assert Endpoint(url, refusal_text="no").ask("Bearer x").verdict is verdict


def test_a_right_token_whose_answer_was_not_read_is_not_accepted() -> None:
    form = Form("one", Step.CLIENT, Level.FAULT, lambda random: Pair("Bearer y", lambda: "Bearer x"))
    with odd_app(lambda number, value: (200, {"body": "x" * (KEPT + 1)})) as url:
        trial = try_application(Endpoint(url, refusal_text="no"), OneForm(form), 1, 1, lambda line: None)
    assert "not read to its end" in trial.stopped
    assert "Compare the settings" not in trial.stopped


def test_the_curl_line_has_no_values_of_further_headers_and_no_body() -> None:
    endpoint = Endpoint("https://127.0.0.1/", "POST", {"X-Key": "hidden"}, "secret", ca="own.pem")
    line = endpoint.curl("Bearer x")
    assert "hidden" not in line
    assert "secret" not in line
    assert "--cacert own.pem" in line
    assert "Authorization: Bearer x" in line
