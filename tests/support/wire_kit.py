"""A server that answers with the given bytes, and one target of it by each of the two ways of calling."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fakes import FakeRunning
from targets.calls import HttpCalls
from targets.clients import Connection, make_client
from targets.interface import Calls

Answer = Callable[[socket.socket], bool]  # given the connection; whether it is kept


def bytes_of(*pieces: bytes, close: bool = False) -> Answer:
    """These bytes, each piece in a packet of its own."""

    def answer(line: socket.socket) -> bool:
        for number, piece in enumerate(pieces):
            if number:
                threading.Event().wait(0.02)
            line.sendall(piece)
        return not close

    return answer


def reset_after(*pieces: bytes) -> Answer:
    """These bytes, and then the connection is broken."""

    def answer(line: socket.socket) -> bool:
        for piece in pieces:
            line.sendall(piece)
            threading.Event().wait(0.05)  # else the break overtakes them
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False

    return answer


def http(status: int = 200, body: bytes = b"{}", *headers: str, length: int | str | None = None) -> bytes:
    """An ordinary answer."""
    lines = [f"HTTP/1.1 {status} Fine", "Content-Type: application/x-amz-json-1.1", *headers]
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@dataclass
class Server:
    """Keeps what it was sent."""

    port: int
    answers: Sequence[Answer]
    received: list[bytes] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def again(self) -> None:
        """Forget what was, and begin with the first answer."""
        self.received, self.connections = [], 0

    def serve(self, line: socket.socket) -> None:
        """One connection; the last answer goes on for ever."""
        self.connections += 1
        with line, line.makefile("rb") as reader, suppress(OSError):
            while True:
                head = b"".join(iter(reader.readline, b"\r\n")) if reader.peek(1) else b""
                if not head:
                    return
                length = int(head.lower().split(b"content-length:")[1].split()[0])
                self.received.append(head + b"\r\n" + reader.read(length))
                answer = self.answers[min(len(self.received), len(self.answers)) - 1]
                if not answer(line):
                    return


@contextmanager
def serving(*answers: Answer, host: str = "127.0.0.1") -> Iterator[Server]:
    """A server of these answers."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as listening:
        server = Server(listening.getsockname()[1], answers)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    line, _ = listening.accept()
                    threading.Thread(target=server.serve, args=[line], daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield server
        listening.shutdown(socket.SHUT_RDWR)


class RunningAt(FakeRunning):
    """A target at an endpoint, called through botocore's client or by the shorter way."""

    def __init__(self, connection: Connection, *, short: bool) -> None:
        super().__init__(lambda *_: (200, {}))
        self._connection = connection
        self.calls: Calls | None = HttpCalls.to(connection) if short else None
        assert short == (self.calls is not None)

    def client(self, *, signed: bool = True) -> Any:
        """See the interface."""
        return make_client(self._connection, signed=signed)


def example(shape: Any, seen: tuple[str, ...] = ()) -> Any:
    """A value of a shape, with every member there is."""
    if shape.type_name == "structure":
        open_ = {name: member for name, member in shape.members.items() if member.name not in seen}
        return {name: example(member, (*seen, member.name)) for name, member in open_.items()}
    if shape.type_name == "list":
        return [example(shape.member, seen)]
    if shape.type_name == "map":
        return {"Schlüssel": example(shape.value, seen)}
    plain: Mapping[str, Any] = {
        "string": shape.enum[0] if getattr(shape, "enum", None) else "ä 'x'\n",
        "timestamp": datetime(2026, 1, 2, 3, 4, 5, 678000, UTC),
        "boolean": True,
        "blob": b"\x00\xff",
        "integer": 7,
        "long": 2**40,
        "float": 1.5,
        "double": 1e300,
    }
    return plain[shape.type_name]
