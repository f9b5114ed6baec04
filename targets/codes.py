"""Reading confirmation codes, by the kinds of readers a definition may name."""

from __future__ import annotations

import json
import os
import re
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from targets.interface import HttpResponse, Purpose, TargetUnusable
from targets.messages import Earlier, found_codes, why_none
from targets.placeholders import fill
from targets.reader_schema import Console, Fixed, FromEnvironment, FromFile, Header, Kind, ListReader, Mailbox

ANSI = re.compile(r"\x1b\[[0-9;]*m")
LOOKS = 4  # requests for a document that cannot be had: one answer may be lost or broken on its way
SETTLE = 0.005  # seconds; a message printed just after the response is waited for this long
STEP = 0.01  # seconds between two looks


@dataclass(frozen=True)
class Sent:
    """To whom a code went, and the headers of the response that announced it."""

    pool_id: str
    username: str
    destination: str
    headers: Mapping[str, str]

    @property
    def names(self) -> dict[str, str]:
        """What ``{pool_id} {username} {destination} {attribute}`` stand for; the last is the kind of destination."""
        attribute = "email" if "@" in self.destination else "phone_number"
        who = {"pool_id": self.pool_id, "username": self.username, "destination": self.destination}
        return {**who, "attribute": attribute}


class NoDocument(Exception):
    """The document with the codes cannot be had; the message is a clause for the report."""


class Log:
    """The end of a growing log, read piece by piece, without colours."""

    KEPT = 200_000

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read = 0
        self._text = ""
        self._dropped = 0

    def newest(self, pattern: re.Pattern[str]) -> tuple[int, str | None]:
        """Where the last match ends, counted from the beginning of the log, and what its group caught; else -1."""
        self._follow()
        found = list(pattern.finditer(self._text))
        return (self._dropped + found[-1].end(), found[-1][1]) if found else (-1, None)

    def lines(self) -> int:
        """How many lines are kept."""
        return self._text.count("\n")

    def _follow(self) -> None:
        with self.path.open("rb") as log:
            log.seek(self._read)
            new = log.read()
        new = new[: new.rfind(b"\n") + 1]  # a line that is still being written is read when it is complete
        self._read += len(new)
        text = self._text + ANSI.sub("", new.decode("utf-8", "replace"))
        self._dropped += max(0, len(text) - self.KEPT)
        self._text = text[-self.KEPT :]


class Codes:
    """The readers of one running target.

    ``get`` fetches a path of the endpoint, or a whole URL. ``log`` is the file with the program's output, ``directory``
    its working directory; None where they are not known.
    """

    def __init__(
        self,
        readers: Mapping[Purpose, Kind],
        *,
        get: Callable[[str], HttpResponse],
        log: Path | None,
        directory: Path | None,
    ) -> None:
        self._get = get
        self._directory = directory
        self._console_text = Log(log) if log else None
        self._unusable = {purpose: why for purpose, kind in readers.items() if (why := self._missing(kind))}
        self._readers = {purpose: kind for purpose, kind in readers.items() if purpose not in self._unusable}
        self._seen: dict[tuple[str, str, str], int] = {}
        self._earlier: dict[tuple[str, str, str], Earlier] = defaultdict(Earlier)

    def _missing(self, kind: Kind) -> str | None:
        """What this reader lacks on the running target; None when it can be used."""
        if isinstance(kind, Console) and self._console_text is None:
            return "they are in its output, which is only known of a program started here; name a file with log=FILE"
        if isinstance(kind, FromFile) and "{dir}" in kind.path and self._directory is None:
            return "they are in a file in its working directory; name that with dir=DIRECTORY"
        if isinstance(kind, FromEnvironment) and kind.variable not in os.environ:
            return f"the environment variable {kind.variable} is not set"
        return None

    @property
    def purposes(self) -> frozenset[Purpose]:
        """The purposes whose codes can be read."""
        return frozenset(self._readers)

    def read(self, purpose: Purpose, sent: Sent) -> str | None:
        """The newest code for this purpose, or None."""
        kind = self._readers.get(purpose)
        match kind:
            case Fixed():
                code: str | None = kind.value
            case FromEnvironment():
                code = os.environ.get(kind.variable)
            case Header():
                code = {name.lower(): value for name, value in sent.headers.items()}.get(kind.name.lower())
            case Mailbox() | FromFile():
                code = self._listed(kind, purpose, sent)
            case Console():
                code = self._console(kind, purpose, sent)
            case None:
                code = None
        return code or None

    def why_none(self, purpose: Purpose, sent: Sent) -> str:
        """Why ``read`` found nothing: one clause, without names of users. Looks again; never raises."""
        if purpose in self._unusable:
            return self._unusable[purpose]
        kind = self._readers.get(purpose)
        match kind:
            case Mailbox() | FromFile():
                return self._why_not_listed(kind, sent)
            case Console():
                return self._why_not_printed(kind)
            case Header():
                return f"the response that announced the code has no header {kind.name}"
            case FromEnvironment():
                return f"the environment variable {kind.variable} is empty or not set"
            case Fixed():
                return "the fixed code is empty"
            case None:
                return "its definition names no reader for them"

    def _listed(self, kind: ListReader, purpose: str, sent: Sent) -> str | None:
        """The newest code in a list of messages, waited for as long as the definition says."""
        earlier = self._earlier[purpose, sent.username, sent.destination]
        deadline = time.monotonic() + kind.wait
        while True:
            try:
                code = earlier.newest(found_codes(self._document(kind, sent), kind, sent.names))
            except NoDocument:
                code = None
            if code or time.monotonic() >= deadline:
                return code
            time.sleep(STEP)

    def _why_not_listed(self, kind: ListReader, sent: Sent) -> str:
        try:
            return why_none(self._document(kind, sent), kind, sent.names)
        except NoDocument as error:
            return str(error)

    def _document(self, kind: ListReader, sent: Sent) -> Any:
        """The document that has the codes. Raises ``NoDocument``."""
        for number in range(1, LOOKS + 1):
            try:
                return _json(self._file(kind, sent) if isinstance(kind, FromFile) else self._answer(kind, sent), kind)
            except NoDocument:
                if number == LOOKS:
                    raise
                time.sleep(STEP)
        raise AssertionError("there is at least one look")

    def _file(self, kind: FromFile, sent: Sent) -> bytes:
        path = Path(fill(kind.path, dir=self._directory or "", **sent.names))
        try:
            return path.read_bytes()
        except OSError as error:
            raise NoDocument(f"{kind.path} cannot be read: {error.strerror or type(error).__name__}") from None

    def _answer(self, kind: Mailbox, sent: Sent) -> bytes:
        path = fill(kind.path, **{name: quote(value, safe="") for name, value in sent.names.items()})
        try:
            answer = self._get(path)
        except TargetUnusable:
            raise NoDocument(f"no answer to GET {kind.path}") from None
        if answer.status != 200:
            raise NoDocument(f"GET {kind.path} gave HTTP status {answer.status}")
        return answer.body

    def _console(self, kind: Console, purpose: str, sent: Sent) -> str | None:
        """A match not returned before, for as long as is waited; else the one before it (it was not sent again)."""
        assert self._console_text is not None  # else it is among the unusable
        key = (purpose, sent.username, sent.destination)
        pattern = re.compile(fill_pattern(kind.pattern, sent))
        deadline = time.monotonic() + kind.wait
        while True:
            at, code = self._console_text.newest(pattern)
            if at > self._seen.get(key, -1):
                time.sleep(SETTLE)
                self._seen[key], code = self._console_text.newest(pattern)
                return code
            if time.monotonic() >= deadline:
                return code
            time.sleep(STEP)

    def _why_not_printed(self, kind: Console) -> str:
        assert self._console_text is not None
        lines = self._console_text.lines()
        return f"reader found {lines} line{'' if lines == 1 else 's'} of output, none of them like {kind.pattern!r}"


def _json(text: bytes, kind: ListReader) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise NoDocument(f"{kind.path} is not JSON") from None


def fill_pattern(pattern: str, sent: Sent) -> str:
    """A regular expression with the user's names in it, quoted, in any case: a program may print what was typed."""
    filled = pattern.replace("{username}", _in_any_case(sent.username))
    return filled.replace("{destination}", _in_any_case(sent.destination))


def _in_any_case(name: str) -> str:
    return f"(?i:{re.escape(name)})"
