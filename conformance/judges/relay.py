"""A loopback server between a judge and the target: it maps published addresses, and records the answers.

``/`` and all other paths are those of the target's endpoint; ``/-/<quoted URL>`` is a URL that the target published,
which the target's own map leads to an address of this machine. So a judge can be given the addresses of real Cognito,
and nothing it asks for leaves the machine.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from conformance.checking.http_outcome import ABSENT, NOT_HERE
from targets.interface import HttpResponse, TargetUnusable

if TYPE_CHECKING:
    from targets.interface import Running

PREFIX = "/-/"
HOPS = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "accept-encoding", "expect"})


@dataclass(frozen=True)
class Passed:
    """One request and how it was answered."""

    request: str
    status: int
    absent: bool  # the target says that it does not have this


class Relay:
    """The server; a context manager."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.passed: list[Passed] = []
        handler = type("Handler", (_Handler,), {"relay": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Relay:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="relay").start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def address(self, url: str) -> str:
        """The relay's address for a published URL."""
        return f"{self.url}{PREFIX}{quote(url, safe='')}"

    def lacking(self, since: int) -> str:
        """The operation that the target reported as unsupported in the answers after this many; empty if none."""
        found = [passed for passed in self.passed[since:] if passed.absent]
        return f"{found[-1].request}: HTTP {found[-1].status}" if found else ""

    def forward(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> HttpResponse:
        """Forward a request to the target. Without an answer, the response is 502 Bad Gateway."""
        mapped = path.startswith(PREFIX)
        url = unquote(path.removeprefix(PREFIX)) if mapped else f"{self.running.endpoint}{path}"
        kept = {n: v for n, v in headers.items() if n.lower() not in HOPS and not (mapped and n.lower() == "host")}
        try:
            answer = self.running.http(method, url, headers=kept, body=body)
        except TargetUnusable as error:
            answer = HttpResponse(502, {"content-type": "text/plain"}, str(error).encode())
        self.passed.append(_passed(method, url, headers, answer))
        return answer


def _passed(method: str, url: str, headers: Mapping[str, str], answer: HttpResponse) -> Passed:
    named = {name.lower(): value for name, value in headers.items()}
    what = named.get("x-amz-target", "").rpartition(".")[2] or f"{method} {urlsplit(url).path}"
    body = answer.body[:2000].decode("utf-8", "replace")
    absent = answer.status in ABSENT or (answer.status >= 400 and any(f"{word}" in body for word in NOT_HERE))
    return Passed(what, answer.status, absent)


class _Handler(BaseHTTPRequestHandler):
    relay: Relay
    protocol_version = "HTTP/1.1"

    def _do(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        answer = self.relay.forward(self.command, self.path, dict(self.headers.items()), body)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name not in HOPS:
                for line in value.split("\n"):
                    self.send_header(name, line)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _do

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""
