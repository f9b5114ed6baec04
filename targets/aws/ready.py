"""Waits until a domain that was made can be used, and until one that was deleted is gone: both take AWS a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from targets.aws.answered import members_of
from targets.aws.outgoing import Outgoing
from targets.interface import HttpResponse, TargetGone

Send = Callable[[str, Mapping[str, Any]], HttpResponse]
PAUSES = (0.2, 0.5, 1.0, 2.0)  # seconds between two looks; the last one from then on
PATIENCE = 180.0  # seconds: AWS says a minute


class Ready:
    """``send`` asks on behalf of the suite itself."""

    def __init__(
        self,
        send: Send,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._send = send
        self._sleep, self._clock = sleep, clock

    def __call__(self, request: Outgoing) -> None:
        """Called after a request was accepted. Raises ``TargetGone`` where the wait has no end."""
        domain = str(request.members.get("Domain"))
        if request.operation == "CreateUserPoolDomain":
            self._wait(domain, "ACTIVE")
        elif request.operation == "DeleteUserPoolDomain":
            self._wait(domain, "")

    def _wait(self, domain: str, status: str) -> None:
        begun, looks = self._clock(), 0
        while self._status(domain) != status:
            if self._clock() - begun > PATIENCE:
                what = f"is not {status}" if status else "is still there"
                raise TargetGone(f"the domain {domain} {what} after {PATIENCE:.0f} seconds: run again later")
            self._sleep(PAUSES[min(looks, len(PAUSES) - 1)])
            looks += 1

    def _status(self, domain: str) -> str | None:
        """The status of a domain; empty for none, None where the answer does not tell."""
        answer = self._send("DescribeUserPoolDomain", {"Domain": domain})
        description = members_of(answer).get("DomainDescription") if answer.status == 200 else None
        return str(description.get("Status") or "") if isinstance(description, dict) else None
