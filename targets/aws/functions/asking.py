"""Requests of Lambda, SQS and KMS: asked again as calls of Cognito are, and named where they come to nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

from targets.aws.access import permission_for
from targets.interface import TargetGone

THROTTLED = re.compile("Throttl|TooManyRequests|RequestLimitExceeded|SlowDown")
TOO_MANY = 429
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 16.0, 16.0)  # seconds before a throttled request is sent again
SOON = (0.02, 0.1, 0.4, 1.0, 2.0)  # the same after a fault of the service or of the way
T = TypeVar("T")


class NotAnswered(TargetGone):
    """A service was throttled, or did not answer, to the end: another one may."""


def asked(service: str, operation: str, ask: Callable[[], T]) -> T:
    """What ``ask`` gives: one request of this operation, which may be sent twice without harm.

    Raises what it raised last; ``NotAnswered`` where the service is throttled, or does not answer, to the end.
    """
    throttles = faults = 0
    while True:
        try:
            return ask()
        except Exception as error:
            if is_throttled(error):
                throttles += 1
            elif is_fault(error):
                faults += 1
            else:
                raise
            if throttles > len(PAUSES) or faults > len(SOON):
                raise NotAnswered(_to_the_end(service, operation, error)) from error
            pause = PAUSES[throttles - 1] if is_throttled(error) else SOON[faults - 1]
        time.sleep(pause)


def said_by(error: Exception) -> tuple[str, str]:
    """The code and the text of a refusal; both empty where nothing was answered."""
    response = getattr(error, "response", None)
    said = response.get("Error", {}) if isinstance(response, dict) else {}
    return str(said.get("Code") or ""), str(said.get("Message") or "")


def is_throttled(error: Exception) -> bool:
    """Whether there were too many requests."""
    return THROTTLED.search(said_by(error)[0]) is not None or _status(error) == TOO_MANY


def is_fault(error: Exception) -> bool:
    """A server error, a lost answer or a broken one."""
    from botocore.exceptions import ConnectionError, HTTPClientError, IncompleteReadError
    from botocore.parsers import ResponseParserError

    broken = (HTTPClientError, ConnectionError, ResponseParserError, IncompleteReadError)
    return isinstance(error, broken) or _status(error) >= 500


def _status(error: Exception) -> int:
    response = getattr(error, "response", None)
    found: Any = response.get("ResponseMetadata", {}).get("HTTPStatusCode") if isinstance(response, dict) else 0
    return int(found or 0)


def _to_the_end(service: str, operation: str, error: Exception) -> str:
    code = said_by(error)[0] or (f"HTTP {_status(error)}" if _status(error) else type(error).__name__)
    why = "throttled to the end" if is_throttled(error) else "not answered as it has to be, however often it was asked"
    return (
        f"{service} {operation} was {why} ({code}): run again later, and see that nothing else uses up the quota. "
        f"The permission that it takes is {permission_for(service, operation)}"
    )
