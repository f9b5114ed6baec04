"""A plain HTTP proxy on this machine that breaks a share of the requests on their way to a target."""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

LATE = 0.7  # seconds
TOO_LATE = 1.5  # seconds; the run is to have a shorter time-out
AWAY = 2.0  # seconds in which nobody listens
PORTAL = "https://portal.example.net/sign-in"
PAGE = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n"
HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})
REFUSALS: dict[str, tuple[int, dict[str, str]]] = {
    "500": (500, {"__type": "InternalErrorException", "message": "Something went wrong"}),
    "503": (503, {"__type": "ServiceUnavailableException", "message": "Try again later"}),
    "ThrottlingException": (400, {"__type": "ThrottlingException", "message": "Rate exceeded"}),
    "TooManyRequestsException": (400, {"__type": "TooManyRequestsException", "message": "Too many requests"}),
}
INSTEAD: dict[str, tuple[int, list[tuple[str, str]], bytes]] = {  # what something on the way says by itself
    **{
        name: (status, [("Content-Type", "application/x-amz-json-1.1")], json.dumps(said).encode())
        for name, (status, said) in REFUSALS.items()
    },
    "page 200": (200, [("Content-Type", "text/html")], PAGE),
    "page 502": (502, [("Content-Type", "text/html")], PAGE),
    "empty 200": (200, [], b""),
    "redirect": (307, [("Location", PORTAL)], b""),
}
KINDS = (*REFUSALS, "500 after", "reset before", "reset after", "half", "half, with its length", "late")
GATEWAY = ("page 200", "page 502", "empty 200", "redirect", "away", "too late")  # of which the answer shows something
UNSEEN = ("twice", "members lost")  # of which it shows nothing: another answer must


class Faults:
    """Which requests are broken, and how; counted. The n-th request of a seed meets the same fault each time."""

    def __init__(self, share: float, seed: int, kinds: tuple[str, ...] = KINDS) -> None:
        self.share = share
        self.kinds = kinds
        self.requests = 0
        self.met: Counter[str] = Counter()
        self.away = threading.Event()  # nobody is to listen for a while
        self._random = random.Random(f"faults:{seed}")
        self._lock = threading.Lock()

    def next(self) -> str:
        """The fault of the next request; empty for none."""
        with self._lock:
            self.requests += 1
            kind = self._random.choice(self.kinds) if self._random.random() < self.share else ""
            if self.away.is_set():  # a connection that was kept: nobody is there any more
                return "away"
            if kind:
                self.met[kind] += 1
            return kind


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: connections that break are what this is for."""


def _handler(upstream: tuple[str, int], faults: Faults) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            kind = faults.next()
            if kind == "reset before":
                return self._reset()
            if kind == "away":
                faults.away.set()
                return self._reset()
            if kind in INSTEAD:
                return self._send(*INSTEAD[kind])
            if kind == "late":
                time.sleep(LATE)
            status, headers, data = self._passed_on(body)
            if kind == "twice":
                status, headers, data = self._passed_on(body)
            if kind == "too late":
                time.sleep(TOO_LATE)
            if kind == "reset after":
                return self._reset()
            if kind == "500 after":
                return self._send(*INSTEAD["500"])
            if kind == "members lost":
                return self._send(status, headers, _without_last(data))
            if kind == "half":
                return self._send(status, headers, data[: len(data) // 2], length=len(data))
            if kind == "half, with its length":
                return self._send(status, headers, data[: len(data) // 2])
            return self._send(status, headers, data)

        do_GET = do_PUT = do_DELETE = do_POST

        def _passed_on(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
            line = http.client.HTTPConnection(*upstream, timeout=60)  # a kept one might have been closed meanwhile
            sent = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            if body or self.command == "POST":
                sent["Content-Length"] = str(len(body))
            try:
                line.request(self.command, self.path, body=body or None, headers=sent)
                answer = line.getresponse()
                data = answer.read()
            finally:
                line.close()
            headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP]
            return answer.status, headers, data

        def _send(self, status: int, headers: list[tuple[str, str]], data: bytes, length: int | None = None) -> None:
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data) if length is None else length))
            self.end_headers()
            self.wfile.write(data)
            self.wfile.flush()
            if length is not None and length != len(data):
                self.close_connection = True

        def _reset(self) -> None:
            """No answer: the connection is torn down, with RST."""
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    return Handler


def _without_last(data: bytes) -> bytes:
    """JSON without the last member of the object; anything else as it is."""
    try:
        said = json.loads(data)
    except ValueError:
        return data
    return json.dumps(dict(list(said.items())[:-1])).encode() if isinstance(said, dict) else data


class _Proxy:
    """A server that leaves its port for a while, as often as a fault asks for that."""

    def __init__(self, endpoint: str, faults: Faults) -> None:
        parts = urlsplit(endpoint)
        self._handler = _handler((str(parts.hostname), int(parts.port or 80)), faults)
        self._faults = faults
        self._over = threading.Event()
        self.port = 0
        self._server = self._listening()
        threading.Thread(target=self._leave, daemon=True).start()

    def _listening(self) -> _Server:
        server = _Server(("127.0.0.1", self.port), self._handler)
        self.port = server.server_port
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return server

    def _leave(self) -> None:
        while self._faults.away.wait() and not self._over.is_set():
            self._server.shutdown()
            self._server.server_close()
            time.sleep(AWAY)
            self._faults.away.clear()
            self._server = self._listening()

    def close(self) -> None:
        """Leave for good."""
        self._over.set()
        self._faults.away.set()
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def proxy(endpoint: str, faults: Faults) -> Iterator[str]:
    """The proxy in front of an endpoint; yields its own URL."""
    made = _Proxy(endpoint, faults)
    try:
        yield f"http://127.0.0.1:{made.port}"
    finally:
        made.close()


def changes(baseline: dict[str, str], with_faults: dict[str, str]) -> dict[str, tuple[str, str]]:
    """The requirements whose verdict changed: before and after."""
    return {
        requirement: (before, with_faults.get(requirement, "missing"))
        for requirement, before in baseline.items()
        if with_faults.get(requirement) != before
    }
