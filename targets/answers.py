"""Reads one HTTP answer from a socket: the plain ones here, all others by ``http.client``."""

from __future__ import annotations

import io
import re
from http.client import HTTPResponse, IncompleteRead
from socket import socket
from typing import Any

from targets.interface import HttpResponse, header_map

READ = 65536
# A status that has a body, and headers of printable ASCII on one line each.
PLAIN_HEAD = re.compile(rb"HTTP/1\.1 (?!204|304)([2-5]\d\d)(?: [ -~]*)?\r\n((?:[!-9;-~]+:[ -~]*\r\n){1,99})\r\n")
COMMA = ", "  # between the values of a repeated header, as an SDK shows it
FOLD = re.compile(r"\r\n[ \t]+")  # a header that goes on in the next line


def read_answer(line: socket) -> tuple[HttpResponse, bool]:
    """The answer, and whether the connection can be used again.

    An answer that ends before its Content-Length is what came of it, as botocore has it. Raises ``OSError`` or
    ``http.client.HTTPException`` where there is none.
    """
    begun = line.recv(READ)
    plain = _plain_head(begun)
    if plain is None:
        return _any_answer(begun, line)
    status, headers, rest = plain
    length, parts, got = int(headers["content-length"]), [rest], len(rest)
    while got < length:
        part = line.recv(READ)
        if not part:
            break
        parts.append(part)
        got += len(part)
    again = got == length and headers.get("connection") != "close"
    return HttpResponse(status, headers, b"".join(parts)[:length]), again


def _plain_head(begun: bytes) -> tuple[int, dict[str, str], bytes] | None:
    """Status, headers and the beginning of the body, of an answer that says how long it is."""
    found = PLAIN_HEAD.match(begun)
    if found is None:
        return None
    lines = (text.partition(":") for text in found[2][:-2].decode("ascii").split("\r\n"))
    headers = header_map(((name, value.lstrip(" ")) for name, _, value in lines), COMMA)
    length, connection = headers.get("content-length", ""), headers.get("connection", "keep-alive")
    if not length.isdigit() or "transfer-encoding" in headers or connection not in ("keep-alive", "close"):
        return None
    return int(found[1]), headers, begun[found.end() :]


def _any_answer(begun: bytes, line: socket) -> tuple[HttpResponse, bool]:
    response = HTTPResponse(_Begun(begun, line), method="POST")  # type: ignore[arg-type]  # it wants makefile alone
    response.begin()
    ends = response.will_close
    try:
        body = response.read()
    except IncompleteRead as error:
        if response.chunked:
            raise
        body, ends = error.partial, True
    lines = ((name, FOLD.sub(" ", str(value))) for name, value in response.getheaders())
    return HttpResponse(response.status, header_map(lines, COMMA), body), not ends


class _Begun(io.RawIOBase):
    """What a socket gives, after what was read from it already."""

    def __init__(self, begun: bytes, line: socket) -> None:
        self._begun = begun
        self._line = line

    def makefile(self, _: str) -> io.BufferedReader:
        """As a socket has it."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """First what was read already."""
        if not self._begun:
            return self._line.recv_into(buffer)
        part = self._begun[: len(buffer)]
        self._begun = self._begun[len(part) :]
        buffer[: len(part)] = part
        return len(part)
