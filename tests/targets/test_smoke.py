"""The smoke test says in one line what is wrong, whatever answers."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from targets.process import free_port
from targets.registry import resolve
from targets.smoke import smoke

JSON = "application/x-amz-json-1.1"
Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers = []

    def start(status: int, kind: str, body: bytes, delay: float = 0.0) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                time.sleep(delay)
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                with suppress(OSError):  # the one who asked may have gone
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *arguments: object) -> None:
                pass

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        Thread(target=servers[-1].serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield start
    for server in servers:
        server.shutdown()


def said(spec: str) -> str | None:
    running = resolve(spec).start()
    try:
        answer = smoke(running)
    finally:
        running.stop()
    assert answer is None or "\n" not in answer
    return answer


@pytest.mark.parametrize(
    ("status", "kind", "body", "expected"),
    [
        (200, "text/html", b"<html>welcome</html>", "is not Cognito: it answers with a web page"),
        (404, "text/html", b"<html>no</html>", "is not Cognito: it answers with a web page"),
        (403, "application/json", b'{"message":"Forbidden"}', "forbids the request (status 403"),
        (400, JSON, b'{"__type":"UnrecognizedClientException","message":"bad token"}', "refuses the credentials"),
        (200, "application/json", b'{"hello":1}', "in JSON, but not like Cognito"),
        (200, "text/plain", b"hello", "is not Cognito: it answers something else"),
        (
            400,
            JSON,
            b'{"__type":"UnknownOperationException"}',
            "answers, but has neither ListUserPools nor DescribeUserPool",
        ),
        (500, JSON, b'{"__type":"InternalErrorException","message":"boom"}', "fails the first call (status 500"),
        (503, "text/plain", b"later", "fails the first call (status 503"),
    ],
)
def test_something_else_answers(serve: Serve, status: int, kind: str, body: bytes, expected: str) -> None:
    url = serve(status, kind, body)
    answer = said(url)
    assert answer is not None
    assert expected in answer
    assert url in answer


def test_cognito_answers(serve: Serve) -> None:
    assert said(serve(200, JSON, b'{"UserPools":[]}')) is None


def test_what_a_definition_calls_unsupported_is_not_held_against_cognito(serve: Serve, tmp_path: Path) -> None:
    url = serve(400, JSON, b'{"__type":"NotYet","message":"ListUserPools"}')
    definition = tmp_path / "mine.toml"
    definition.write_text('name = "mine"\nproduct = "Mine"\n')
    unknown = said(f"{definition}?endpoint={url}")
    definition.write_text(definition.read_text() + "unsupported = '^NotYet: '\n")
    known = said(f"{definition}?endpoint={url}")
    assert unknown is not None
    assert "can say so with unsupported" in unknown
    assert known is not None
    assert "answers, but has neither ListUserPools nor DescribeUserPool" in known


def test_one_operation_is_enough(serve: Serve) -> None:
    assert said(serve(400, JSON, b'{"__type":"ResourceNotFoundException","message":"no pool"}')) is None


def test_nothing_listens() -> None:
    port = free_port()
    assert said(f"http://127.0.0.1:{port}") == (
        f"http://127.0.0.1:{port}: nothing listens there (Connection refused); start it, or check host and port"
    )


def test_it_hangs(serve: Serve) -> None:
    answer = said(serve(200, JSON, b"{}", 2.0) + "?read_timeout=0.2")
    assert answer is not None
    assert "it hangs" in answer


def test_no_tls_where_tls_was_asked_for(serve: Serve) -> None:
    answer = said(serve(200, JSON, b"{}").replace("http:", "https:"))
    assert answer is not None
    assert "TLS failed" in answer
    assert "ca=FILE" in answer


def test_the_connection_breaks_off() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def hang_up() -> None:
            with suppress(OSError):  # the listener is closed in the end
                while True:
                    connection, _ = listener.accept()
                    connection.recv(1024)
                    connection.close()

        Thread(target=hang_up, daemon=True).start()
        answer = said(f"http://127.0.0.1:{listener.getsockname()[1]}")
    assert answer is not None
    assert "broke off" in answer


def test_it_never_raises() -> None:
    class Broken:
        endpoint = None

    answer = smoke(Broken())  # type: ignore[arg-type]
    assert answer is not None


def test_embedded_moto_passes() -> None:
    assert said("moto") is None
