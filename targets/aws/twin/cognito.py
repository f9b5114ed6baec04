"""User pools: the reference target does what Cognito does; here it gets its place in the account."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from targets.aws.twin.messages import Answer, Request
from targets.aws.twin.operations import Operation
from targets.aws.twin.refusals import JSON
from targets.reference.core.state import Pool
from targets.reference.core.store import Function
from targets.reference.core.wire import Reply
from targets.reference.hosted.request import WebRequest
from targets.reference.service import Service
from targets.reference.tokens.well_known import well_known

ERROR_HEADER = "x-amzn-ErrorType"


class PoolsService(Service):
    """The reference's service, with the functions of the account. ``function_of`` finds one that may be invoked."""

    def __init__(self, account: str, region: str) -> None:
        super().__init__(region=region)
        self.account = account
        self.function_of: Callable[[str], Function | None] = lambda _: None

    def function(self, arn: str) -> Function | None:
        """See the store."""
        return self.function_of(arn)


class Cognito:
    """The service in the account's Region."""

    def __init__(self, service: PoolsService) -> None:
        self.service = service
        self._current = threading.local()
        region = re.escape(service.region)
        self._hosts = re.compile(rf"(?P<prefix>[a-z0-9-]+)\.auth\.{region}\.(?:amazoncognito\.com|localhost)(?::\d+)?")

    def call(self, request: Request, operation: Operation) -> Answer:
        """A call of the API."""
        with self._underway(operation):
            return answered(self.service.answer(operation.name, request.body, request.headers.get("authorization", "")))

    @contextmanager
    def _underway(self, operation: Operation) -> Iterator[None]:
        self._current.operation = operation
        try:
            yield
        finally:
            self._current.operation = None

    def current(self) -> Operation:
        """The call that this thread is serving; an empty one while it serves a page."""
        return getattr(self._current, "operation", None) or Operation("", {})

    def document(self, request: Request) -> Answer:
        """A request for what is published below a pool's path."""
        return answered(well_known(self.service, request.method, request.path))

    def page(self, request: Request, domain: str) -> Answer:
        """A request to a user pool domain."""
        base = f"https://{request.host}"
        asked = WebRequest(request.method, base, request.path, request.query, request.headers, request.body)
        return answered(self.service.visited(domain, asked))

    def domain(self, request: Request) -> str:
        """The prefix in the host of a request; empty where the host is no domain of this Region."""
        found = self._hosts.fullmatch(request.host.lower())
        return found["prefix"] if found else ""

    def pool_of_domain(self, domain: str) -> Pool | None:
        """The pool that has a domain."""
        return next((pool for pool in list(self.service.pools.values()) if pool.domain == domain), None)


def answered(reply: Reply) -> Answer:
    """What the reference says, with the code of a refusal beside it."""
    error = reply.headers.get(ERROR_HEADER, "").rstrip(":") if reply.headers.get("Content-Type") == JSON else ""
    return Answer(reply.status, tuple(reply.lines), reply.body, error=error)


def still_creating(sent: Answer) -> Answer:
    """The description of a domain that cannot be used yet."""
    said = json.loads(sent.body)
    if not said.get("DomainDescription"):
        return sent
    said["DomainDescription"] |= {"Status": "CREATING"}
    return Answer(sent.status, sent.headers, json.dumps(said).encode(), error=sent.error)
