"""One request with its response, and what a check says about it.

Pure data: no I/O, no knowledge of boto3. The source of these classes is small enough to be shown in a
reproduction script.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Outcome = Literal["ok", "error", "unsupported", "indeterminate"]
SERVER_ERRORS = ("server-error", "http-5")  # how the kinds of differences begin that a server error made


class Missing(Exception):
    """An accepted answer lacks a member that it must have."""

    def __init__(self, exchange: Exchange, path: str) -> None:
        super().__init__(f"{exchange.operation} was accepted without {path}")
        self.exchange = exchange
        self.path = path


@dataclass(frozen=True)
class Exchange:
    """One request with its response as sent and received.

    ``response`` is the JSON body as the target wrote it (timestamps stay numbers, unknown members stay).
    ``outcome`` is ``ok`` (2xx), ``error`` (the target refused), ``unsupported`` (the target says that it does
    not have the operation) or ``indeterminate`` (timeout, throttling, broken connection: it may have happened).
    """

    operation: str
    request: Mapping[str, Any]
    status: int | None
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    body: str = ""
    response: Mapping[str, Any] = field(default_factory=dict)
    outcome: Outcome = "ok"
    code: str | None = None  # bare error code, without namespace
    message: str | None = None
    elapsed: float = 0.0  # seconds

    @property
    def ok(self) -> bool:
        """Whether the target accepted the request."""
        return self.outcome == "ok"

    @property
    def server_error(self) -> bool:
        """Whether the target failed, or did not answer, instead of judging the request."""
        return self.status is None or self.status >= 500

    def get(self, path: str, default: Any = None) -> Any:
        """The member of the response at a dotted path (``AuthenticationResult.AccessToken``), else ``default``."""
        value: Any = self.response
        for part in path.split("."):
            try:
                value = value[int(part) if isinstance(value, list) else part]
            except (LookupError, TypeError, ValueError):
                return default
        return value

    def text(self, path: str) -> str:
        """The text at a dotted path, to be sent in a later request. Raises ``Missing`` where there is none."""
        value = self.get(path)
        if not isinstance(value, str):
            raise Missing(self, path)
        return value


@dataclass(frozen=True)
class Difference:
    """How an observation differs from the requirement.

    ``kind`` is a short stable word in kebab-case (it is part of the fingerprint, so it never contains generated
    values); ``expected`` and ``seen`` are for people.
    """

    kind: str
    expected: str
    seen: str
