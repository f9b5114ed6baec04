"""The service as a WSGI application: the API at ``/``, keys and discovery below every pool's path."""

from __future__ import annotations

from collections.abc import Iterable
from http.client import responses
from typing import TYPE_CHECKING

from targets.reference.service import Service
from targets.reference.well_known import well_known
from targets.reference.wire import Reply

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

TARGET_PREFIX = "AWSCognitoIdentityProviderService."


class App:
    """WSGI around a service."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        reply = self.reply(
            environ["REQUEST_METHOD"],
            environ.get("PATH_INFO", "/"),
            environ["wsgi.input"].read(length),
            target=environ.get("HTTP_X_AMZ_TARGET", ""),
            authorization=environ.get("HTTP_AUTHORIZATION", ""),
        )
        status = f"{reply.status} {responses.get(reply.status, '')}"
        start_response(status, [*reply.headers.items(), ("Content-Length", str(len(reply.body)))])
        return [reply.body]

    def reply(self, method: str, path: str, body: bytes, *, target: str, authorization: str) -> Reply:
        """One request to its reply."""
        if method == "POST" and path in {"", "/"}:
            operation = target.removeprefix(TARGET_PREFIX) if target.startswith(TARGET_PREFIX) else ""
            return self.service.answer(operation, body, signed=authorization.startswith("AWS4-"))
        return well_known(self.service, method, path)
