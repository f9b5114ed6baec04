"""What comes in and what goes out, before and after HTTP has been taken off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

MARK = ("X-Twin", "TWIN")  # a header of every answer


@dataclass(frozen=True)
class Request:
    """One HTTP request as it was sent. ``target`` is the path with its query, ``headers`` have names in lower case."""

    service: str
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def host(self) -> str:
        """The host and port that it was sent to."""
        return self.headers.get("host", "")

    @property
    def url(self) -> str:
        """The whole address."""
        return f"https://{self.host}{self.target}"

    @cached_property
    def path(self) -> str:
        """The path alone."""
        return urlsplit(self.url).path

    @cached_property
    def query(self) -> str:
        """The query alone."""
        return urlsplit(self.url).query


@dataclass(frozen=True)
class Answer:
    """One HTTP answer. ``cut`` says how much of it is lost on the way."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    cut: bool = False  # the connection ends in the middle of the body
    lost: bool = False  # the connection ends before the first byte
    error: str = ""  # the code of a refusal, for the log
    fault: str = ""  # what was done to it on purpose


def answer(status: int, content_type: str, body: bytes, *more: tuple[str, str], error: str = "") -> Answer:
    """An answer with this body."""
    return Answer(status, (("Content-Type", content_type), *more), body, error=error)
