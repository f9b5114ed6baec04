"""Sends bytes to AWS or to the twin over kept connections: no redirects, no repetition, no proxy for this machine."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from targets.aws.endpoints import Endpoints
from targets.aws.outgoing import PAGES, Outgoing
from targets.clients import CONNECT_TIMEOUT, READ_TIMEOUT, is_loopback
from targets.interface import HttpResponse, TargetUnusable, header_map

KEPT = 10
LOOPBACK = "127.0.0.1"


class Wire:
    """Connections to one account's endpoints. Threads may share it."""

    def __init__(self, endpoints: Endpoints) -> None:
        self._endpoints = endpoints
        self._pools: dict[str, Any] = {}

    def send(self, request: Outgoing) -> HttpResponse:
        """One request, once.

        Raises what a botocore client raises where nothing answers; for a page ``TargetUnusable``.
        """
        import urllib3

        address = self._address(request.url)
        parts = urlsplit(address)
        target = parts.path + (f"?{parts.query}" if parts.query else "") or "/"
        headers = {**_skipped(request), **request.headers, "host": parts.netloc}
        try:
            answer = self._pool(address).urlopen(
                request.method,
                target,
                body=request.body or None,
                headers=headers,
                redirect=False,
                retries=False,
                assert_same_host=False,
                decode_content=False,
            )
        except urllib3.exceptions.HTTPError as error:
            raise _failure(request, address, error) from error
        lines = [(str(name), str(value)) for name, value in answer.headers.iteritems()]
        return HttpResponse(int(answer.status), header_map(lines, "\n" if request.service == PAGES else ", "), answer.data)

    def _address(self, url: str) -> str:
        """The address behind a URL: issuers of the twin's pools are real Cognito's, and are answered at home."""
        issuer = self._endpoints.issuer("")
        if url.startswith(issuer):
            return f"{self._endpoints.of('cognito-idp')}/{url.removeprefix(issuer)}"
        return url

    def _pool(self, url: str) -> Any:
        import urllib3

        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._pools:
            timeout = urllib3.Timeout(connect=CONNECT_TIMEOUT, read=READ_TIMEOUT)
            usual: dict[str, Any] = {"maxsize": KEPT, "timeout": timeout}
            self._pools[origin] = self._made(parts.scheme, str(parts.hostname), parts.port, usual)
        return self._pools[origin]

    def _made(self, scheme: str, host: str, port: int | None, usual: dict[str, Any]) -> Any:
        import urllib3

        here = LOOPBACK if is_loopback(f"//{host}") else host
        if scheme == "http" and here == LOOPBACK:  # never to anywhere else
            return urllib3.HTTPConnectionPool(here, port, **usual)
        names = {"server_hostname": host, "assert_hostname": host} if here != host else {}
        return urllib3.HTTPSConnectionPool(here, port, ca_certs=self._endpoints.ca or _authorities(), **names, **usual)

    def close(self) -> None:
        """Close the connections."""
        for pool in self._pools.values():
            pool.close()


def _skipped(request: Outgoing) -> dict[str, Any]:
    """Headers that urllib3 would add."""
    from urllib3.util import SKIP_HEADER

    return {name: SKIP_HEADER for name in ("accept-encoding", "user-agent") if name not in request.headers}


def _failure(request: Outgoing, address: str, error: Exception) -> Exception:
    from botocore.exceptions import ConnectionClosedError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
    from urllib3 import exceptions

    inner = getattr(error, "reason", None) or error
    if request.service == PAGES:
        return TargetUnusable(f"no answer to {request.method} {address}: {inner}")
    kinds = (
        (exceptions.ConnectTimeoutError, ConnectTimeoutError),
        (exceptions.ReadTimeoutError, ReadTimeoutError),
        (exceptions.ProtocolError, ConnectionClosedError),
    )
    made = next((ours for theirs, ours in kinds if isinstance(error, theirs)), EndpointConnectionError)
    return made(endpoint_url=address, error=inner)


def _authorities() -> str | None:
    try:
        import certifi
    except ImportError:
        return None
    return str(certifi.where())
