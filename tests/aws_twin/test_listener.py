"""HTTP itself: what fails there is a defect of the twin, unless a client has hung up; and whatever comes says TWIN."""

from __future__ import annotations

import socket
import time
import urllib.request
from collections.abc import Iterator

import pytest

from targets.aws.twin.listener import HOST, LARGEST, Listener
from targets.aws.twin.messages import Answer, Request, answer


class Scene:
    """A port, and what was reported of it."""

    def __init__(self) -> None:
        self.reported: list[str] = []
        self.broken = False
        self.listener = Listener("demo", self.answering, self.reported.append)

    def answering(self, request: Request) -> Answer:
        if self.broken:
            raise ZeroDivisionError("planted")
        return answer(200, "text/plain", b"x" * int(request.query or 1))

    def sent(self, *lines: str) -> bytes:
        """All that comes back for these lines."""
        with socket.create_connection((HOST, self.listener.port)) as line:
            line.sendall("\r\n".join([*lines, "", ""]).encode())
            found = b""
            while part := line.recv(65536):
                found += part
        return found


@pytest.fixture
def scene() -> Iterator[Scene]:
    made = Scene()
    made.listener.start()
    yield made
    made.listener.close()


def test_what_raises_is_reported(scene: Scene) -> None:
    scene.broken = True
    assert scene.sent("GET / HTTP/1.1", "Connection: close") == b""
    assert len(scene.reported) == 1
    assert "ZeroDivisionError: planted" in scene.reported[0]


def test_who_hangs_up_is_not(scene: Scene) -> None:
    """In the middle of a request, and before a large answer was read."""
    for begun in ("GET / HTTP/1.1\r\nContent-Le", "GET /?9000000 HTTP/1.1\r\n\r\n"):
        with socket.create_connection((HOST, scene.listener.port)) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # ends it with a reset
            line.sendall(begun.encode())
    time.sleep(0.2)
    with urllib.request.urlopen(f"http://{HOST}:{scene.listener.port}/") as answered:
        assert answered.read() == b"x"
    assert scene.reported == []


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["GET / HTTP/1.1", "Connection: close"], 200),
        (["GET / HTTP/1.1", "Content-Length: many"], 400),
        (["GET / HTTP/1.1", "Content-Length: -1"], 400),
        (["GET / HTTP/1.1", f"Content-Length: {LARGEST + 1}"], 413),
        (["BREW / HTTP/1.1"], 501),
        (["GET"], 400),
    ],
)
def test_every_answer_says_twin(lines: list[str], status: int, scene: Scene) -> None:
    found = scene.sent(*lines)
    if lines != ["GET"]:  # of HTTP/0.9, which has no headers
        assert found.startswith(f"HTTP/1.1 {status} ".encode()), found
        assert b"X-Twin: TWIN" in found
    assert scene.reported == []
