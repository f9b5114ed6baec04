"""Plain HTTP to a target: exactly what is given, no redirects, nothing to anywhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from targets.clients import Connection, is_loopback, public_authorities
from targets.interface import HttpResponse, TargetUnusable, header_map
from targets.routes import Routes

DEFAULT_PORTS = {"http": 80, "https": 443}


class Web:
    """A pool of kept-alive connections, and the map from published hosts to addresses that can be reached."""

    def __init__(
        self, connection: Connection, hosts: Sequence[tuple[str, str]], *, name: str, routes: Routes | None = None
    ) -> None:
        import urllib3

        self._connection = connection
        self._name = name
        self._routes = routes or Routes()
        self._hosts = [(re.compile(published, re.IGNORECASE), to) for published, to in hosts]
        self._pool: Any = urllib3.PoolManager(
            maxsize=10,
            retries=False,
            timeout=urllib3.Timeout(connect=connection.connect_timeout, read=connection.read_timeout),
            ca_certs=connection.ca or public_authorities(),
        )

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpResponse:
        """One request; raises ``TargetUnusable`` when nothing answers."""
        import urllib3

        address = self.reachable(url)
        sent = dict(headers or {})
        given = {name.lower() for name in sent}
        for name in ("accept-encoding", "user-agent"):
            if name not in given:
                sent[name] = urllib3.util.SKIP_HEADER
        try:
            answer = self._pool.request(
                method, address, headers=sent, body=body, redirect=False, retries=False, decode_content=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise TargetUnusable(f"{self._name}: no answer to {method} {address}: {reason(error)}") from error
        lines = [(str(name), str(value)) for name, value in answer.headers.iteritems()]
        return HttpResponse(int(answer.status), header_map(lines), bytes(answer.data))

    def reachable(self, url: str) -> str:
        """The address behind a published URL; a host that is not the target's is refused, not asked.

        Where the definition says so for this path it is another one, whether by the URL as it was published or by its
        place at the endpoint.
        """
        try:
            real = self._routes.real(url)
            return real if real != url else self._routes.real(self._at_home(url))
        except ValueError as error:
            raise TargetUnusable(f"{self._name}: published {url!r}, which is no URL: {error}") from error

    def _at_home(self, url: str) -> str:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if _same(origin, self._connection.endpoint):
            return url
        if _same_port_here(origin, self._connection.endpoint):
            return urlunsplit((parts.scheme, urlsplit(self._connection.endpoint).netloc, parts.path, parts.query, ""))
        for published, to in self._hosts:
            if published.fullmatch(parts.netloc):
                target = urlsplit(to)
                path = target.path.rstrip("/") + parts.path
                return urlunsplit((target.scheme, target.netloc, path, parts.query, ""))
        raise TargetUnusable(
            f"{self._name}: published {origin}, which is neither its endpoint {self._connection.endpoint} nor in "
            f"[[hosts]] of its definition; nothing was sent there"
        )

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()


def reason(error: BaseException) -> str:
    """The innermost reason of a failed request, without the names of the library's objects."""
    inner = getattr(error, "reason", None)
    text = str(inner if inner is not None else error) or type(error).__name__
    return re.sub(r"^(<[^>]*>|\w+\([^)]*\)): ", "", text)


def _same(one: str, other: str) -> bool:
    return (urlsplit(one).hostname, _scheme_and_port(one)) == (urlsplit(other).hostname, _scheme_and_port(other))


def _same_port_here(one: str, other: str) -> bool:
    """``localhost`` and ``127.0.0.1`` are one host when the port is one."""
    return is_loopback(one) and is_loopback(other) and _scheme_and_port(one) == _scheme_and_port(other)


def _scheme_and_port(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.port or DEFAULT_PORTS.get(parts.scheme)
