"""What a target does not have, however it words that; and what a run leaves behind."""

from __future__ import annotations

import pytest

from conformance.checking.absence import says_absent
from conformance.checking.exchange import Exchange
from conformance.transport.driver import Driver
from conformance.transport.made import Made
from fakes import FakeRunning

ABSENT = [
    ("ListDevices", 501, "Whatever", ""),
    ("ListDevices", 400, "UnknownOperationException", ""),
    ("ListDevices", 400, "UnsupportedOperation", "Operation ListDevices is not supported."),
    ("ListDevices", 400, "InvalidParameterException", "Unsupported Cognito operation: ListDevices"),
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
