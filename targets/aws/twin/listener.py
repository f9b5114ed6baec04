"""HTTP on free ports of this machine, with TLS or without: every connection has a thread of its own."""

from __future__ import annotations

import ssl
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import IPPROTO_TCP, SHUT_RDWR, TCP_NODELAY, socket
from typing import Any

from targets.aws.twin.messages import MARK, Answer, Request

HOST = "127.0.0.1"
HANDSHAKE_TIMEOUT = 10.0  # seconds
LARGEST = 80 * 1024 * 1024  # bytes of a body: functions come in the body
Answering = Callable[[Request], Answer]


class Listener:
    """One port. Serves in daemon threads from ``start`` until ``close``."""

    def __init__(
        self, service: str, answering: Answering, report: Callable[[str], None], tls: ssl.SSLContext | None = None
    ) -> None:
        """``report`` hears of what fails here and is no connection that ended early: a defect of the twin."""
        self._server = _Server((HOST, 0), _handler(service, answering))
        self._server.tls, self._server.report = tls, report
        self.port = int(self._server.server_port)
        self._thread = threading.Thread(target=self._serve, daemon=True, name=f"twin-{service}")

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    tls: ssl.SSLContext | None = None
    report: Callable[[str], None]

    def finish_request(self, request: Any, client_address: Any) -> None:
        """The handshake is made here, in the thread of the connection: a slow one holds up nobody else."""
        line: socket = request
        line.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        if self.tls is None:
            super().finish_request(line, client_address)
            return
        line.settimeout(HANDSHAKE_TIMEOUT)
        with suppress(OSError):  # a client that does not trust the authority hangs up
            secured = self.tls.wrap_socket(line, server_side=True)
            secured.settimeout(None)
            try:
                super().finish_request(secured, client_address)
            finally:
                with suppress(OSError):
                    secured.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that ended early is nothing to report; all else is."""
        if not isinstance(sys.exception(), OSError):
            self.report(traceback.format_exc())


def _handler(service: str, answering: Answering) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "TWIN"
        sys_version = ""

        def _any(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            given = headers.get("content-length") or "0"
            length = int(given) if given.isdecimal() else -1
            if not 0 <= length <= LARGEST:
                self.send_error(400 if length < 0 else 413)
                return
            body = self.rfile.read(length)
            sent = answering(Request(service, self.command, self.path, headers, body))
            self._send(sent)

        def _send(self, sent: Answer) -> None:
            if sent.lost:
                self._hang_up()
                return
            head = [f"HTTP/1.1 {sent.status} {responses.get(sent.status, 'Unknown')}", "Server: TWIN"]
            head += [f"{name}: {value}" for name, value in (MARK, *sent.headers)]
            head.append(f"Content-Length: {len(sent.body)}")
            data = "\r\n".join(head).encode("latin-1", "replace") + b"\r\n\r\n"
            if self.command != "HEAD":
                data += sent.body[: len(sent.body) // 2] if sent.cut else sent.body
            self.wfile.write(data)  # in one piece: in two, the second waits for a timer
            if sent.cut:
                self._hang_up()

        def end_headers(self) -> None:
            """Of a refusal of HTTP itself, which the library sends."""
            self.send_header(*MARK)
            super().end_headers()

        def _hang_up(self) -> None:
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(SHUT_RDWR)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = _any

        def log_message(self, *_: Any) -> None:
            """The journal keeps what was asked."""

    return Handler
