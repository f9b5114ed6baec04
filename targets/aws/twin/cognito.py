"""User pools: the reference target does what Cognito does; here it gets its place in the account."""

from __future__ import annotations

import re

from targets.aws.twin.messages import Answer, Request
from targets.aws.twin.refusals import JSON
from targets.reference.app import TARGET_PREFIX
from targets.reference.core.state import Pool
from targets.reference.core.wire import Reply
from targets.reference.hosted.request import WebRequest
from targets.reference.service import Service
from targets.reference.tokens.well_known import well_known

ERROR_HEADER = "x-amzn-ErrorType"


class Cognito:
    """The service in the account's Region."""

    def __init__(self, service: Service) -> None:
        self.service = service
        region = re.escape(service.region)
        self._hosts = re.compile(rf"(?P<prefix>[a-z0-9-]+)\.auth\.{region}\.(?:amazoncognito\.com|localhost)(?::\d+)?")

    def api(self, request: Request) -> Answer:
        """A request to the API, or to what is published below a pool's path."""
        if request.method == "POST" and request.path in {"", "/"}:
            target = request.headers.get("x-amz-target", "")
            operation = target.removeprefix(TARGET_PREFIX) if target.startswith(TARGET_PREFIX) else ""
            authorization = request.headers.get("authorization", "")
            return answered(self.service.answer(operation, request.body, authorization))
        return answered(well_known(self.service, request.method, request.path))

    def page(self, request: Request) -> Answer:
        """A request to a user pool domain."""
        domain = self.domain(request)
        if domain is None:
            return Answer(404, (("Content-Type", "text/plain"),), b"TWIN: no such host")
        base = f"https://{request.host}"
        asked = WebRequest(request.method, base, request.path, request.query, request.headers, request.body)
        return answered(self.service.visited(domain, asked))

    def domain(self, request: Request) -> str | None:
        """The prefix in the host of a request."""
        found = self._hosts.fullmatch(request.host.lower())
        return found["prefix"] if found else None

    def pool_of_domain(self, domain: str) -> Pool | None:
        """The pool that has a domain."""
        return next((pool for pool in list(self.service.pools.values()) if pool.domain == domain), None)


def answered(reply: Reply) -> Answer:
    """What the reference says, with the code of a refusal beside it."""
    error = reply.headers.get(ERROR_HEADER, "").rstrip(":") if reply.headers.get("Content-Type") == JSON else ""
    return Answer(reply.status, tuple(reply.lines), reply.body, error=error)
