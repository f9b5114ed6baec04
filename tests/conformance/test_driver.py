"""The driver says what came of a request, and never more than that."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from conformance.transport.driver import LOST_AFTER, Driver, TargetLost, UnknownMember
from fakes import FakeRunning


def answering(value: Any) -> Driver:
    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        if isinstance(value, Exception):
            raise value
        return value

    return Driver(FakeRunning(answer))


@pytest.mark.parametrize(
    ("answer", "outcome", "code"),
    [
        ((200, {"UserSub": "x"}), "ok", None),
        ((200, b""), "ok", None),
        ((400, {"__type": "NotAuthorizedException", "message": "no"}), "error", "NotAuthorizedException"),
        ((400, {"__type": "com.amazonaws.x#CodeMismatchException", "Message": "no"}), "error", "CodeMismatchException"),
        ((400, {"__type": "UnsupportedOperationException"}), "error", "UnsupportedOperationException"),  # a real code
        ((400, {"__type": "UnknownOperationException"}), "unsupported", "UnknownOperationException"),
        ((500, {"__type": "CognitoLocal#Unsupported", "message": "no"}), "unsupported", "Unsupported"),
        ((501, b"nothing here"), "unsupported", "HTTP 501"),
        ((500, b"<html>trace</html>"), "error", "HTTP 500"),
        ((400, {"__type": "TooManyRequestsException"}), "indeterminate", "TooManyRequestsException"),
        ((503, b""), "indeterminate", "HTTP 503"),
        ((404, b"<html>"), "error", "HTTP 404"),
        (NotImplementedError("not there"), "unsupported", "NotImplemented"),
        (KeyError("x"), "error", "InternalFailure"),
        (ReadTimeoutError(endpoint_url="http://x"), "indeterminate", "Timeout"),
        (EndpointConnectionError(endpoint_url="http://x"), "indeterminate", "NoAnswer"),
    ],
)
def test_each_answer_has_its_outcome(answer: Any, outcome: str, code: str | None) -> None:
    exchange = answering(answer).call("SignUp", {"Username": "u"})
    assert (exchange.outcome, exchange.code) == (outcome, code)


def test_a_crash_in_process_is_what_a_server_would_answer_with_500() -> None:
    assert answering(KeyError("x")).call("SignUp", {}).status == 500


@pytest.mark.parametrize(
    ("operation", "parameters", "named"),
    [
        ("SignUp", {"Username": "u", "UserName": "u"}, "SignUp has no UserName"),
        ("SignUp", {"UserAttributes": [{"Name": "email", "Text": "x"}]}, "SignUp has no UserAttributes.Text"),
        ("CreateUserPool", {"Policies": {"PasswordPolcy": {}}}, "CreateUserPool has no Policies.PasswordPolcy"),
    ],
)
def test_a_parameter_that_cannot_be_sent_is_no_answer(operation: str, parameters: dict[str, Any], named: str) -> None:
    with pytest.raises(UnknownMember, match=f"^{named} in the API model of the installed botocore"):
        answering(KeyError("x")).call(operation, parameters)


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("SignUp", {"UserAttributes": [{"Name": "email", "Value": "x"}], "ClientMetadata": {"any": "thing"}}),
        ("NoSuchOperation", {"Anything": 1}),
    ],
)
def test_a_crash_over_known_parameters_is_the_targets(operation: str, parameters: dict[str, Any]) -> None:
    assert answering(KeyError("x")).call(operation, parameters).status == 500


def test_silence_is_borne_for_a_while_and_then_ends_the_run() -> None:
    driver = answering(EndpointConnectionError(endpoint_url="http://x"))
    for _ in range(LOST_AFTER - 1):
        driver.call("SignUp", {})
    with pytest.raises(TargetLost, match="no longer answers"):
        driver.call("SignUp", {})


def test_a_dead_process_ends_the_run_at_once() -> None:
    driver = answering(EndpointConnectionError(endpoint_url="http://x"))
    driver.running.stop()
    with pytest.raises(TargetLost):
        driver.call("SignUp", {})


def test_an_answer_ends_the_silence() -> None:
    answers: list[Any] = [EndpointConnectionError(endpoint_url="http://x")] * (LOST_AFTER - 1) + [(200, {})]

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        value = answers[driver.calls % len(answers)]
        if isinstance(value, Exception):
            raise value
        return value

    driver = Driver(FakeRunning(answer))
    for _ in range(3 * len(answers)):
        driver.call("SignUp", {})


def test_calls_and_seconds_are_counted() -> None:
    driver = answering((200, {}))
    driver.call("SignUp", {})
    driver.fetch("GET", "https://fake.example/x/.well-known/jwks.json", None, None)
    assert driver.calls == 2
    assert driver.seconds > 0
