"""The service as a WSGI application: the API at ``/``, keys and discovery below every pool's path, user pool domains.

A domain is known by its host; over HTTP, where hosts cannot be made up, by a path below ``/hosted``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http.client import responses
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from targets.reference.core.wire import Reply
from targets.reference.hosted.place import located
from targets.reference.hosted.request import WebRequest
from targets.reference.service import Service
from targets.reference.tokens.well_known import well_known

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

TARGET_PREFIX = "AWSCognitoIdentityProviderService."


class WsgiApp:
    """WSGI around a service."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        headers = {name[5:].replace("_", "-").lower(): v for name, v in environ.items() if name.startswith("HTTP_")}
        headers["content-type"] = environ.get("CONTENT_TYPE", "")
        url = f"http://{headers.get('host', '')}{environ.get('PATH_INFO', '/')}?{environ.get('QUERY_STRING', '')}"
        reply = self.reply(environ["REQUEST_METHOD"], url, headers, environ["wsgi.input"].read(length))
        status = f"{reply.status} {responses.get(reply.status, '')}"
        start_response(status, [*reply.lines, ("Content-Length", str(len(reply.body)))])
        return [reply.body]

    def reply(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """One request to its reply; header names in lower case."""
        parts = urlsplit(url)
        path = parts.path
        place = located(parts.scheme, parts.netloc, path)
        if place is not None:
            domain, base, below = place
            return self.service.visited(domain, WebRequest(method, base, below, parts.query, headers, body))
        target, authorization = headers.get("x-amz-target", ""), headers.get("authorization", "")
        if method == "POST" and path in {"", "/"}:
            operation = target.removeprefix(TARGET_PREFIX) if target.startswith(TARGET_PREFIX) else ""
            return self.service.answer(operation, body, authorization)
        return well_known(self.service, method, path)
