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
HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})
REFUSALS: dict[str, tuple[int, dict[str, str]]] = {
    "500": (500, {"__type": "InternalErrorException", "message": "Something went wrong"}),
    "503": (503, {"__type": "ServiceUnavailableException", "message": "Try again later"}),
    "ThrottlingException": (400, {"__type": "ThrottlingException", "message": "Rate exceeded"}),
    "TooManyRequestsException": (400, {"__type": "TooManyRequestsException", "message": "Too many requests"}),
}
KINDS = (*REFUSALS, "500 after", "reset before", "reset after", "half", "half, with its length", "late")


class Faults:
    """Which requests are broken, and how; counted. The n-th request of a seed meets the same fault each time."""

    def __init__(self, share: float, seed: int, kinds: tuple[str, ...] = KINDS) -> None:
        self.share = share
        self.kinds = kinds
        self.requests = 0
        self.met: Counter[str] = Counter()
        self._random = random.Random(f"faults:{seed}")
        self._lock = threading.Lock()

    def next(self) -> str:
        """The fault of the next request; empty for none."""
        with self._lock:
            self.requests += 1
            kind = self._random.choice(self.kinds) if self._random.random() < self.share else ""
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
            if kind in REFUSALS:
                status, said = REFUSALS[kind]
                return self._send(status, [("Content-Type", "application/x-amz-json-1.1")], json.dumps(said).encode())
            if kind == "late":
                time.sleep(LATE)
            status, headers, data = self._passed_on(body)
            if kind == "reset after":
                return self._reset()
            if kind == "500 after":
                status, said = REFUSALS["500"]
                return self._send(status, [("Content-Type", "application/x-amz-json-1.1")], json.dumps(said).encode())
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


@contextlib.contextmanager
def proxy(endpoint: str, faults: Faults) -> Iterator[str]:
    """The proxy in front of an endpoint; yields its own URL."""
    parts = urlsplit(endpoint)
    server = _Server(("127.0.0.1", 0), _handler((str(parts.hostname), int(parts.port or 80)), faults))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def changes(baseline: dict[str, str], with_faults: dict[str, str]) -> dict[str, tuple[str, str]]:
    """The requirements whose verdict changed: before and after."""
    return {
        requirement: (before, with_faults.get(requirement, "missing"))
        for requirement, before in baseline.items()
        if with_faults.get(requirement) != before
    }
