"""Sends bytes to AWS or to the twin over kept connections: no redirects, no repetition, no proxy for this machine."""

from __future__ import annotations

import threading
from typing import Any
from urllib.parse import urlsplit

from targets.aws.endpoints import Endpoints
from targets.aws.outgoing import PAGES, Outgoing
from targets.clients import CONNECT_TIMEOUT, READ_TIMEOUT, public_authorities
from targets.interface import HttpResponse, TargetUnusable, header_map

KEPT = 10
LOOPBACK = "127.0.0.1"


class Wire:
    """Connections to one account's endpoints. Threads may share it."""

    def __init__(self, endpoints: Endpoints) -> None:
        self._endpoints = endpoints
        self._pools: dict[str, Any] = {}
        self._lock = threading.Lock()

    def send(self, request: Outgoing) -> HttpResponse:
        """One request, once.

        Raises what a botocore client raises where nothing answers; for a page ``TargetUnusable``.
        """
        import urllib3

        parts = urlsplit(request.url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            answer = self._pool(parts.netloc.lower()).urlopen(
                request.method,
                path,
                body=request.body or None,
                headers={**_skipped(request), **request.headers, "host": parts.netloc},
                redirect=False,
                retries=False,
                assert_same_host=False,
                decode_content=False,
            )
        except urllib3.exceptions.HTTPError as error:
            raise _failure(request, error) from error
        lines = [(str(name), str(value)) for name, value in answer.headers.iteritems()]
        joint = "\n" if request.service == PAGES else ", "
        return HttpResponse(int(answer.status), header_map(lines, joint), bytes(answer.data))

    def _pool(self, host: str) -> Any:
        with self._lock:
            if host not in self._pools:
                self._pools[host] = self._made(host)
            return self._pools[host]

    def _made(self, host: str) -> Any:
        import urllib3

        port = self._endpoints.port_for(host)
        timeout = urllib3.Timeout(connect=CONNECT_TIMEOUT, read=READ_TIMEOUT)
        authorities = self._endpoints.ca or public_authorities()
        usual: dict[str, Any] = {"maxsize": KEPT, "timeout": timeout, "ca_certs": authorities}
        if port is None:
            return urllib3.HTTPSConnectionPool(host, 443, **usual)
        name = host if host.startswith("cognito-idp.") or ".auth." in host else "localhost"
        return urllib3.HTTPSConnectionPool(LOOPBACK, port, server_hostname=name, assert_hostname=name, **usual)

    def close(self) -> None:
        """Close the connections."""
        for pool in self._pools.values():
            pool.close()


def _skipped(request: Outgoing) -> dict[str, Any]:
    """Headers that urllib3 would add."""
    from urllib3.util import SKIP_HEADER

    return {name: SKIP_HEADER for name in ("accept-encoding", "user-agent") if name not in request.headers}


def _failure(request: Outgoing, error: Exception) -> Exception:
    from botocore.exceptions import (
        ConnectionClosedError,
        ConnectTimeoutError,
        EndpointConnectionError,
        ReadTimeoutError,
    )
    from urllib3 import exceptions

    inner = getattr(error, "reason", None) or error
    if request.service == PAGES:
        return TargetUnusable(f"no answer to {request.method} {request.url}: {inner}")
    kinds = (
        (exceptions.ConnectTimeoutError, ConnectTimeoutError),
        (exceptions.ReadTimeoutError, ReadTimeoutError),
        (exceptions.ProtocolError, ConnectionClosedError),
    )
    made = next((ours for theirs, ours in kinds if isinstance(error, theirs)), EndpointConnectionError)
    failure: Exception = made(endpoint_url=request.url, error=inner)
    return failure
