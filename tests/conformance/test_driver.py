"""The driver says what came of a request, and never more than that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError, ReadTimeoutError, SSLError

from conformance.transport.driver import LOST_AFTER, Driver, NotSent, TargetLost, UnknownMember
from fakes import FakeRunning
from targets.interface import TargetUnusable


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


ADDRESS = "http://127.0.0.1:1"
OURS = (KeyError("x"), TypeError("no"), NotImplementedError("not there"), RuntimeError("boom"))


def sending(driver: Driver) -> dict[str, Callable[[], Any]]:
    """Each way in which the driver sends something."""
    return {
        "call": lambda: driver.call("SignUp", {"Username": "u"}),
        "fetch": lambda: driver.fetch("GET", f"{ADDRESS}/keys", None, None),
        "request": lambda: driver.request("GET", f"{ADDRESS}/login"),
        "raw": lambda: driver.raw("SignUp", {}, ""),
    }


def raising(error: Exception, endpoint: str | None) -> Driver:
    """A driver of a target, in this process or not, on the way to which this is raised."""

    def fails(*arguments: Any, **more: Any) -> Any:
        raise error

    running = FakeRunning(fails)
    running.endpoint = endpoint
    running.http = running.api = fails  # type: ignore[method-assign]
    return Driver(running)


@pytest.mark.parametrize("way", sending(raising(KeyError("x"), None)))
@pytest.mark.parametrize("error", OURS, ids=lambda error: type(error).__name__)
def test_what_a_target_in_this_process_raises_is_its_answer(way: str, error: Exception) -> None:
    exchange = sending(raising(error, None))[way]()
    expected = (501, "unsupported") if isinstance(error, NotImplementedError) else (500, "error")
    assert (exchange.status, exchange.outcome) == expected


@pytest.mark.parametrize("way", sending(raising(KeyError("x"), None)))
@pytest.mark.parametrize("error", OURS, ids=lambda error: type(error).__name__)
def test_on_the_way_to_a_server_an_exception_is_a_defect_of_the_suite(way: str, error: Exception) -> None:
    with pytest.raises(NotSent, match=type(error).__name__):
        sending(raising(error, ADDRESS))[way]()


FAULTS = (
    EndpointConnectionError(endpoint_url=ADDRESS),
    ConnectionClosedError(endpoint_url=ADDRESS),
    SSLError(endpoint_url=ADDRESS, error="bad certificate"),
    ReadTimeoutError(endpoint_url=ADDRESS),
)


@pytest.mark.parametrize("endpoint", [None, ADDRESS])
@pytest.mark.parametrize("error", FAULTS, ids=lambda error: type(error).__name__)
def test_a_fault_of_the_network_is_no_answer(error: Exception, endpoint: str | None) -> None:
    assert raising(error, endpoint).call("SignUp", {}).outcome == "indeterminate"


@pytest.mark.parametrize("way", ["fetch", "request", "raw"])
def test_a_page_that_cannot_be_reached_is_no_answer(way: str) -> None:
    assert sending(raising(TargetUnusable("nothing there"), ADDRESS))[way]().outcome == "indeterminate"


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
        ("CreateManagedLoginBranding", {"Settings": {"components": {"any": "thing"}}}),  # a document
    ],
)
def test_a_crash_over_known_parameters_is_the_targets(operation: str, parameters: dict[str, Any]) -> None:
    assert answering(KeyError("x")).call(operation, parameters).status == 500


def test_what_a_target_in_this_process_does_not_have_is_reported_whatever_is_asked_of_it() -> None:
    absent = answering(NotImplementedError("not there"))
    assert absent.call("SignUp", {"NoSuchMember": 1}).outcome == "unsupported"


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


def test_pages_that_are_silent_are_not_the_whole_target() -> None:
    """The API may answer though nothing listens where the pages are said to be."""
    driver = answering((200, {"UserPools": []}))

    def nowhere(*arguments: Any, **more: Any) -> Any:
        raise TargetUnusable("nothing there")

    driver.running.http = nowhere  # type: ignore[method-assign]
    for _ in range(3 * LOST_AFTER):
        assert driver.request("GET", f"{ADDRESS}/login").outcome == "indeterminate"
    driver.running._answer = nowhere  # type: ignore[attr-defined]
    driver._clients.clear()
    for _ in range(LOST_AFTER - 1 - driver._silent):
        driver.request("GET", f"{ADDRESS}/login")
    with pytest.raises(TargetLost):
        driver.request("GET", f"{ADDRESS}/login")
