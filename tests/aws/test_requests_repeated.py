"""Requests of Lambda, SQS and KMS: repeated where that may help, and named where it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from test_custom_senders import CODES, Start, ours
from test_policy_statements import everyday

from targets.aws.functions.asking import PAUSES, SOON, NotAnswered, asked
from targets.aws.running import RunningAws
from targets.aws.twin import Announcement
from targets.interface import TargetGone, TargetUnusable

Log = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waits: list[float] = []
    monkeypatch.setattr("targets.aws.functions.asking.time.sleep", waits.append)
    return waits


def refused(code: str, status: int = 400) -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": "why"}, "ResponseMetadata": {"HTTPStatusCode": status}}, "Invoke"
    )


def failing(error: Exception, times: int) -> tuple[Callable[[], str], list[int]]:
    """Raises so often, then answers; counts how often it was asked."""
    made: list[int] = []

    def ask() -> str:
        made.append(1)
        if len(made) <= times:
            raise error
        return "answer"

    return ask, made


THROTTLES = [refused("TooManyRequestsException"), refused("ThrottlingException"), refused("RequestThrottled")]
FAULTS = [
    refused("InternalErrorException", 500),
    refused("ServiceUnavailable", 503),
    EndpointConnectionError(endpoint_url="x"),
    ReadTimeoutError(endpoint_url="x"),
]


@pytest.mark.parametrize(
    ("error", "pauses"), [*((error, PAUSES) for error in THROTTLES), *((error, SOON) for error in FAULTS)]
)
def test_what_passes_is_waited_for_and_what_does_not_is_named(
    error: Exception, pauses: tuple[float, ...], slept: list[float]
) -> None:
    ask, made = failing(error, len(pauses))
    assert asked("lambda", "Invoke", ask) == "answer"
    assert (len(made), slept) == (len(pauses) + 1, list(pauses))
    ask, made = failing(error, 10**9)
    with pytest.raises(NotAnswered, match=r"lambda Invoke was .*permission that it takes is lambda:InvokeFunction"):
        asked("lambda", "Invoke", ask)
    assert len(made) == len(pauses) + 1


@pytest.mark.parametrize("error", [refused("ResourceNotFoundException", 404), TargetGone("the login has expired")])
def test_what_is_decided_is_not_asked_again(error: Exception, slept: list[float]) -> None:
    ask, made = failing(error, 1)
    with pytest.raises(type(error)):
        asked("sqs", "DeleteQueue", ask)
    assert (len(made), slept) == (1, [])


# -- on the twin ------------------------------------------------------------------------------------------------------

OPERATIONS = [
    ("kms", "DescribeKey", "kms:DescribeKey"),
    ("kms", "Decrypt", "kms:Decrypt"),
    ("lambda", "CreateFunction", "lambda:CreateFunction"),
    ("lambda", "GetFunctionConfiguration", "lambda:GetFunctionConfiguration"),
    ("lambda", "AddPermission", "lambda:AddPermission"),
    ("lambda", "Invoke", "lambda:InvokeFunction"),
    ("sqs", "CreateQueue", "sqs:CreateQueue"),
    ("sqs", "ReceiveMessage", "sqs:ReceiveMessage"),
    ("sqs", "DeleteMessageBatch", "sqs:DeleteMessage"),
]


@pytest.fixture
def faults(twin: Announcement) -> Iterator[Callable[[str, str, int], object]]:
    """Faults of a kind, of one operation, so often; none after the test."""
    yield lambda operation, kind, most: twin.ask(
        "/faults", {"rate": 1, "kinds": [kind], "most": most, "operations": [operation]}
    )
    twin.ask("/faults", {"rate": 0, "kinds": []})


def ended(start: Start) -> str:
    """With what a run that reads codes ends."""
    running: RunningAws | None = None
    try:
        running = start(CODES)
        return everyday(running)
    except (TargetUnusable, TargetGone) as error:
        return str(error)
    finally:
        if running is not None:
            running.stop()


@pytest.mark.parametrize("kind", ["throttle", "503", "500-after", "cut"])
@pytest.mark.parametrize(("service", "operation", "permission"), OPERATIONS)
def test_some_faults_of_an_operation(
    service: str, operation: str, permission: str, kind: str, start: Start, faults: Any, slept: list[float]
) -> None:
    faults(operation, kind, 2)
    assert ended(start) == "leftovers: 0"
    assert slept


@pytest.mark.parametrize("kind", ["throttle", "503"])
@pytest.mark.parametrize(("service", "operation", "permission"), OPERATIONS)
def test_faults_of_an_operation_without_end(
    service: str,
    operation: str,
    permission: str,
    kind: str,
    start: Start,
    faults: Any,
    slept: list[float],
    twin: Announcement,
) -> None:
    faults(operation, kind, 10**6)
    said = ended(start)
    assert f"{service} {operation} was " in said
    assert f"permission that it takes is {permission}" in said
    assert (twin.ask("/state")["pools"], ours(twin)) == ([], [])


@pytest.mark.parametrize("operation", ["", "DeleteUserPool", "DeleteFunction", "DeleteQueue"])
def test_a_deletion_whose_answer_was_lost_is_no_leftover(
    operation: str, start: Start, faults: Any, slept: list[float], home: Path, log: Log
) -> None:
    """The second answer is that there is nothing: the ledger, which would say otherwise, goes too."""
    if operation:
        faults(operation, "lost", 1)
    assert ended(start) == "leftovers: 0"
    assert [entry["operation"] for entry in log() if entry["fault"] == "lost"] == ([operation] if operation else [])
    assert list(home.rglob("*.jsonl")) == []
