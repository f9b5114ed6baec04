"""What a target does not have, however it words that; and what a run leaves behind."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checking.absence import lacking, parts, says_absent
from conformance.checking.exchange import Exchange
from conformance.transport.driver import Driver
from conformance.transport.made import Made
from fakes import FakeRunning

ABSENT = [
    ("ListDevices", 501, "Whatever", ""),
    ("ListDevices", 400, "UnknownOperationException", ""),
    ("ListDevices", 400, "UnsupportedOperation", "Operation ListDevices is not supported."),
    ("ListDevices", 400, "InvalidParameterException", "Unsupported Cognito operation: ListDevices"),
    ("ListDevices", 500, "InternalError", "exception while calling cognito-idp with unknown operation: An error"),
    ("ListDevices", 500, "InternalFailure", "The list_devices action has not yet been implemented: not implemented"),
]
PRESENT = [
    ("ListDevices", 400, "InvalidParameterException", "Unsupported identity provider"),
    ("ListDevices", 400, "UnsupportedOperationException", "This operation is not supported for this user"),
    ("ListDevices", 400, "UnsupportedUserStateException", "Unsupported user state"),
    ("ListDevices", 400, "InvalidParameterException", "ListDevices needs an AccessToken"),
    ("ListDevices", 500, "InternalFailure", "KeyError: ListDevices"),
    ("RevokeToken", 400, "UnsupportedTokenTypeException", "Unsupported token type"),
]


@pytest.mark.parametrize(("operation", "status", "code", "message"), ABSENT)
def test_an_operation_that_is_not_there(operation: str, status: int, code: str, message: str) -> None:
    assert says_absent(operation, status, code, message)


@pytest.mark.parametrize(("operation", "status", "code", "message"), PRESENT)
def test_a_refusal_of_an_operation_that_is_there(operation: str, status: int, code: str, message: str) -> None:
    assert not says_absent(operation, status, code, message)


def test_what_worked_once_is_not_unsupported_later() -> None:
    refusal = (400, {"__type": "InvalidParameterException", "message": "Operation ListDevices is not supported."})
    answers = iter([refusal, (200, {}), refusal])
    driver = Driver(FakeRunning(lambda operation, parameters: next(answers)))
    assert [driver.call("ListDevices", {}).outcome for _ in range(3)] == ["unsupported", "ok", "error"]


FLOWS = frozenset({"USER_AUTH", "USER_SRP_AUTH", "EMAIL_OTP"})
ASKED: dict[str, Any] = {"AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": "MY_NAME"}}
TOKEN = "POST /oauth2/token"


@pytest.mark.parametrize(
    ("code", "message", "named"),
    [
        ("InvalidParameterException", "Unsupported AuthFlow: USER_AUTH", ["InitiateAuth USER_AUTH"]),
        ("UnsupportedOperation", "USER_AUTH is not yet implemented", ["InitiateAuth USER_AUTH"]),
        ("InvalidParameterException", "USER_AUTH flow not enabled for this client", []),  # as Cognito refuses
        ("InvalidParameterException", "Initiate Auth method not supported", []),  # nothing is named
        ("InvalidParameterException", "Unsupported: USER_SRP_AUTH", []),  # nothing that was asked for
        ("InvalidParameterException", "Unsupported: MY_NAME", []),  # what somebody made up
        ("InvalidParameterException", "ALLOW_USER_AUTH is not supported", []),  # another word
    ],
)
def test_a_flow_that_is_said_to_be_missing(code: str, message: str, named: list[str]) -> None:
    assert lacking("InitiateAuth", ASKED, code, message, FLOWS) == named


@pytest.mark.parametrize(
    ("form", "named"),
    [
        ({"grant_type": "refresh_token"}, [f"{TOKEN} grant_type=refresh_token"]),
        ({"grant_type": "password"}, []),  # no grant of Cognito: it refuses it with this code
        ({}, []),
    ],
)
def test_a_grant_that_is_said_to_be_missing(form: dict[str, str], named: list[str]) -> None:
    request = {"url": "https://one.example/oauth2/token", "form": form}
    assert lacking(TOKEN, request, "unsupported_grant_type", "", FLOWS) == named
    assert lacking(TOKEN, request, "invalid_grant", "", FLOWS) == []


def test_parts_are_values_that_the_api_lists() -> None:
    request = {
        "ExplicitAuthFlows": ["USER_AUTH", "NO_SUCH_FLOW"],
        "ClientName": "EMAIL_OTP",
        "Deep": [{"a": "USER_AUTH"}],
    }
    found = ["CreateUserPoolClient USER_AUTH", "CreateUserPoolClient EMAIL_OTP"]
    assert parts("CreateUserPoolClient", request, FLOWS) == found


def test_a_flow_that_worked_is_not_lacking_later_and_is_reported_once() -> None:
    refusal = (400, {"__type": "InvalidParameterException", "message": "Unsupported AuthFlow: USER_AUTH"})
    answers = iter([refusal, (200, {}), refusal])
    driver = Driver(FakeRunning(lambda operation, parameters: next(answers)))
    request = {"ClientId": "abc", "AuthFlow": "USER_AUTH"}
    first = driver.call("InitiateAuth", request)
    assert (first.outcome, driver.lacking(first), driver.news()) == ("error", ["InitiateAuth USER_AUTH"], [])
    driver.call("InitiateAuth", request)
    assert (driver.news(), driver.news()) == (["InitiateAuth USER_AUTH"], [])
    assert driver.lacking(driver.call("InitiateAuth", request)) == []


def test_pools_and_domains_are_remembered_until_they_are_deleted() -> None:
    made = Made()

    def done(operation: str, response: dict[str, object] | None = None, **request: str) -> None:
        made.note(Exchange(operation, request, 200, response=response or {}))

    done("CreateUserPool", {"UserPool": {"Id": "a_1"}})
    done("CreateUserPool", {"UserPool": {"Id": "a_2"}})
    done("CreateUserPoolDomain", Domain="d", UserPoolId="a_1")
    assert (list(made.pools), made.domains) == (["a_1", "a_2"], {"d": "a_1"})
    done("DeleteUserPoolDomain", Domain="d", UserPoolId="a_1")
    done("DeleteUserPool", UserPoolId="a_1")
    assert (list(made.pools), made.domains) == (["a_2"], {})
