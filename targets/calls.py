"""API calls without botocore's client: the requests it makes, byte for byte, and the answers as they come.

Its serializer and its signer are what makes a request, and they stay. What is left out (hooks, endpoint rules, the
parsing of answers) changes nothing of what is sent, and costs several times as much CPU as the rest. The requests and
answers of both ways are held against each other in ``tests/targets/test_calls.py``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPException
from socket import IPPROTO_TCP, TCP_NODELAY, create_connection, socket
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from targets.answers import read_answer
from targets.clients import USER_AGENT, Connection, put_headers, session
from targets.interface import Calls, HttpResponse

KEPT = 10  # connections that wait for the next call


class Requests:
    """The requests of one connection, as botocore's client makes them."""

    def __init__(self, connection: Connection) -> None:
        from botocore.auth import SigV4Auth
        from botocore.credentials import Credentials
        from botocore.serialize import create_serializer

        self._model: Any = session().get_service_model("cognito-idp")
        self._serializer: Any = create_serializer(self._model.resolved_protocol, include_validation=False)
        keys = Credentials(connection.access_key, connection.secret_key, connection.session_token)
        self._signer: Any = SigV4Auth(keys.get_frozen_credentials(), self._model.signing_name, connection.region)
        self._url = connection.endpoint.rstrip("/") + "/"
        self._headers = connection.headers
        self._plain: dict[str, bool] = {}

    def takes(self, operation: str) -> bool:
        """Whether this is an operation that asks for nothing but a body and a signature."""
        plain = self._plain.get(operation)
        if plain is None:
            there = operation in self._model.operation_names
            plain = self._plain[operation] = there and _is_plain(self._model.operation_model(operation))
        return plain

    def made(self, operation: str, parameters: Mapping[str, Any], *, signed: bool) -> Any:
        """An ``AWSRequest`` with all headers but Host and Content-Length."""
        from botocore.awsrequest import AWSRequest

        model = self._model.operation_model(operation)
        parts = self._serializer.serialize_to_request(dict(parameters), model)
        headers = parts["headers"]
        headers["User-Agent"] = USER_AGENT
        request = AWSRequest(method="POST", url=self._url, headers=headers, data=parts["body"])
        if signed and model.resolved_auth_type != "none":
            self._signer.add_auth(request)
            put_headers(request.headers, self._headers)
        request.headers["amz-sdk-invocation-id"] = str(uuid4())
        request.headers["amz-sdk-request"] = "attempt=1; max=1"
        return request


def _is_plain(model: Any) -> bool:
    """Whether botocore's client has no more to do for it than ``Requests.made`` does."""
    more = (
        model.endpoint,
        model.idempotent_members,
        model.http_checksum,
        model.http_checksum_required,
        model.request_compression,
        model.unsigned_payload,
        model.has_streaming_input,
        model.has_streaming_output,
        model.has_event_stream_input,
        model.has_event_stream_output,
    )
    usual = model.http.get("method") == "POST" and model.http.get("requestUri") == "/"
    return usual and not any(more) and model.resolved_auth_type in (None, "none")


class InProcessCalls(Calls):
    """Calls that ``answer`` answers: what botocore's ``before-send`` would be given, and what it would give."""

    def __init__(self, connection: Connection, answer: Callable[[Any], Any]) -> None:
        self._requests = Requests(connection)
        self._answer = answer

    def takes(self, operation: str) -> bool:
        """See the interface."""
        return self._requests.takes(operation)

    def send(self, operation: str, parameters: Mapping[str, Any], *, signed: bool = True) -> HttpResponse:
        """See the interface; what ``answer`` raises is let through."""
        request = self._requests.made(operation, parameters, signed=signed)
        for name, value in request.headers.items():
            request.headers[name] = value.encode()  # as botocore does last
        answer = self._answer(request.prepare())
        return HttpResponse(answer.status_code, answer.headers, answer.content)


class HttpCalls(Calls):
    """Calls to an ``http://`` endpoint of this machine, over connections that are kept."""

    def __init__(self, connection: Connection) -> None:
        self._requests = Requests(connection)
        self._connection = connection
        parts = urlsplit(connection.endpoint)
        host = str(parts.hostname)
        self._address = (host, parts.port or 80)
        shown = f"[{host}]" if ":" in host else host
        self._host = shown if self._address[1] == 80 else f"{shown}:{parts.port}"
        self._url = connection.endpoint.rstrip("/") + "/"
        self._idle: deque[socket] = deque()

    @classmethod
    def to(cls, connection: Connection) -> HttpCalls | None:
        """None where TLS, a proxy or a path come into it: that is left to botocore's client."""
        parts = urlsplit(connection.endpoint)
        plain = parts.scheme == "http" and not parts.username and parts.path in ("", "/") and not parts.query
        return cls(connection) if plain and connection.loopback else None

    def takes(self, operation: str) -> bool:
        """See the interface."""
        return self._requests.takes(operation)

    def send(self, operation: str, parameters: Mapping[str, Any], *, signed: bool = True) -> HttpResponse:
        """See the interface. Sent once, whatever comes of it."""
        request = self._requests.made(operation, parameters, signed=signed)
        line = self._kept() or self._opened()
        again = False
        try:
            self._write(line, self._wire(request))
            answer, again = self._read(line)
        finally:
            self._put_back(line, again)
        return answer

    def _wire(self, request: Any) -> bytes:
        """The whole request in one piece: in two, some servers answer only when a timer has run out."""
        body: bytes = request.data
        lines = [
            "POST / HTTP/1.1",
            f"Host: {self._host}",
            "Accept-Encoding: identity",
            *(f"{name}: {value}" for name, value in request.headers.items()),
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    def _write(self, line: socket, data: bytes) -> None:
        from botocore.exceptions import ConnectionClosedError

        line.settimeout(self._connection.connect_timeout)
        try:
            line.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return  # it may have answered before it had read all
        except OSError as error:
            raise ConnectionClosedError(endpoint_url=self._url, error=error) from error

    def _read(self, line: socket) -> tuple[HttpResponse, bool]:
        from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

        line.settimeout(self._connection.read_timeout)
        try:
            return read_answer(line)
        except TimeoutError as error:
            raise ReadTimeoutError(endpoint_url=self._url, error=error) from error
        except (OSError, HTTPException) as error:
            raise ConnectionClosedError(endpoint_url=self._url, error=error) from error

    def _kept(self) -> socket | None:
        """A connection that waits, if the server has not closed it meanwhile."""
        from urllib3.util import wait_for_read

        while self._idle:
            with suppress(IndexError):  # another thread may have taken the last one
                line = self._idle.pop()
                if not wait_for_read(line, timeout=0.0):
                    return line
                line.close()
        return None

    def _opened(self) -> socket:
        from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError

        try:
            line = create_connection(self._address, self._connection.connect_timeout)
            line.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        except TimeoutError as error:
            raise ConnectTimeoutError(endpoint_url=self._url, error=error) from error
        except OSError as error:
            raise EndpointConnectionError(endpoint_url=self._url, error=error) from error
        return line

    def _put_back(self, line: socket, again: bool) -> None:
        if again and len(self._idle) < KEPT:
            self._idle.append(line)
        else:
            line.close()

    def close(self) -> None:
        """Close the connections that wait."""
        while self._idle:
            self._idle.pop().close()
