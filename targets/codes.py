"""Reading confirmation codes, by the kinds of readers a definition may name."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote as urlquote

from targets.definition import Console, Fixed, FromEnvironment, FromFile, Header, Mailbox
from targets.interface import HttpResponse

Kind = Fixed | FromEnvironment | Mailbox | Console | Header | FromFile
ANSI = re.compile(r"\x1b\[[0-9;]*m")
SETTLE = 0.005  # a message printed just after the response is waited for this long
STEP = 0.01


@dataclass(frozen=True)
class Sent:
    """To whom a code went, and the headers of the response that announced it."""

    pool_id: str
    username: str
    destination: str
    headers: Mapping[str, str]


class Log:
    """The end of a growing log, read piece by piece, without colours."""

    KEPT = 200_000

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0
        self._text = ""
        self._dropped = 0

    def newest(self, pattern: re.Pattern[str]) -> tuple[int, str | None]:
        """Where the last match ends, counted from the beginning of the log, and what its group caught; else -1."""
        self._follow()
        found = list(pattern.finditer(self._text))
        return (self._dropped + found[-1].end(), found[-1][1]) if found else (-1, None)

    def _follow(self) -> None:
        with self._path.open("rb") as log:
            log.seek(self._read)
            new = log.read()
        new = new[: new.rfind(b"\n") + 1]  # a line that is still being written is read when it is complete
        self._read += len(new)
        text = self._text + ANSI.sub("", new.decode("utf-8", "replace"))
        self._dropped += max(0, len(text) - self.KEPT)
        self._text = text[-self.KEPT :]


class Codes:
    """The readers of one running target."""

    def __init__(
        self,
        readers: Mapping[str, Kind],
        *,
        get: Callable[[str], HttpResponse],
        log: Path | None,
        directory: Path | None,
    ) -> None:
        self._get = get
        self._directory = directory
        self._console_text = Log(log) if log else None
        self._readers = {purpose: kind for purpose, kind in readers.items() if self._usable(kind)}
        self._seen: dict[tuple[str, str, str], int] = {}

    def _usable(self, kind: Kind) -> bool:
        """Console and files can be read only of what was started here; a variable only when it is set."""
        if isinstance(kind, Console):
            return self._console_text is not None
        if isinstance(kind, FromFile):
            return "{dir}" not in kind.path or self._directory is not None
        return not isinstance(kind, FromEnvironment) or kind.variable in os.environ

    @property
    def purposes(self) -> frozenset[str]:
        """The purposes whose codes can be read."""
        return frozenset(self._readers)

    def read(self, purpose: str, sent: Sent) -> str | None:
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
                code = self._listed(kind, sent)
            case Console():
                code = self._console(kind, purpose, sent)
            case None:
                code = None
        return code or None

    def _listed(self, kind: Mailbox | FromFile, sent: Sent) -> str | None:
        """The newest code in a list of messages, waited for as long as the definition says."""
        deadline = time.monotonic() + kind.wait
        while True:
            found = newest(self._document(kind, sent), kind, sent)
            if found or time.monotonic() >= deadline:
                return found
            time.sleep(STEP)

    def _document(self, kind: Mailbox | FromFile, sent: Sent) -> Any:
        try:
            if isinstance(kind, FromFile):
                path = fill(kind.path.replace("{dir}", str(self._directory or "")), sent)
                return json.loads(Path(path).read_text(encoding="utf-8"))
            answer = self._get(fill(kind.path, sent, quote=True))
            return json.loads(answer.body) if answer.status == 200 else None
        except (OSError, ValueError):
            return None

    def _console(self, kind: Console, purpose: str, sent: Sent) -> str | None:
        """A match not returned before, for as long as is waited; else the one before it (it was not sent again)."""
        assert self._console_text is not None  # _usable
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


def fill_pattern(pattern: str, sent: Sent) -> str:
    """A regular expression with the user's names in it, quoted."""
    filled = pattern.replace("{username}", re.escape(sent.username))
    return filled.replace("{destination}", re.escape(sent.destination))


def fill(template: str, sent: Sent, *, quote: bool = False) -> str:
    """``{pool_id} {username} {destination}`` replaced, percent-encoded for a URL."""
    for name in ("pool_id", "username", "destination"):
        value = getattr(sent, name)
        template = template.replace(f"{{{name}}}", urlquote(value, safe="") if quote else value)
    return template


def walk(value: Any, path: str) -> Iterator[Any]:
    """What a path of names joined by dots leads to; ``*`` is every member; a list at the end gives its items."""
    name, _, rest = path.partition(".")
    if not name:
        yield from value if isinstance(value, list) else [value]
    elif name == "*":
        for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
            yield from walk(member, rest)
    elif isinstance(value, dict) and name in value:
        yield from walk(value[name], rest)


def newest(document: Any, kind: Mailbox | FromFile, sent: Sent) -> str | None:
    """The newest code in a document for this user."""
    messages = list(walk(document, kind.messages))
    codes = (_code_in(message, kind, sent) for message in (reversed(messages) if kind.newest == "last" else messages))
    return next((code for code in codes if code), None)


def _code_in(message: Any, kind: Mailbox | FromFile, sent: Sent) -> str | None:
    if not isinstance(message, dict):
        return None
    if any(str(message.get(name)) != fill(value, sent) for name, value in kind.where.items()):
        return None
    if kind.to and sent.destination not in walk(message, kind.to):
        return None
    found = (re.search(kind.pattern, str(message.get(member) or "")) for member in kind.text)
    return next((match[1] for match in found if match), None)


def snippet(readers: Mapping[str, Kind]) -> str:
    """``def read_code`` for scripts: what an independent reader can do with an endpoint alone."""
    branches = [branch for purpose, kind in readers.items() for branch in _branch(purpose, kind)]
    if not branches:
        return ""
    lines = ["def read_code(purpose, pool_id, username, destination, headers):", *branches, "    return None", ""]
    return "\n".join(lines)


def _branch(purpose: str, kind: Kind) -> list[str]:
    head = f"    if purpose == {purpose!r}:"
    match kind:
        case Fixed():
            return [head, f"        return {kind.value!r}"]
        case FromEnvironment():
            return [head, "        import os", f"        return os.environ.get({kind.variable!r})"]
        case Header():
            lower = "{name.lower(): value for name, value in headers.items()}"
            return [head, f"        return {lower}.get({kind.name.lower()!r})"]
        case Mailbox() | FromFile():
            return [head, *_listed_branch(kind)]
        case Console():
            return [head, *_console_branch(kind)]


def _console_branch(kind: Console) -> list[str]:
    question = "the code sent to {} (see the emulator's console, or set EMULATOR_LOG to the file with its output): "
    return [
        "        import os, re, time",
        "        if not os.environ.get('EMULATOR_LOG'):",
        f"            return input({question!r}.format(destination)).strip()",
        "        names = {'{username}': username, '{destination}': destination}",
        f"        pattern = {kind.pattern!r}",
        "        for name, value in names.items():",
        "            pattern = pattern.replace(name, re.escape(value))",
        "        time.sleep(0.1)",
        "        with open(os.environ['EMULATOR_LOG'], encoding='utf-8', errors='replace') as log:",
        "            found = re.findall(pattern, re.sub(r'\\x1b\\[[0-9;]*m', '', log.read()))",
        "        return found[-1] if found else None",
    ]


def _listed_branch(kind: Mailbox | FromFile) -> list[str]:
    order = "reversed(messages)" if kind.newest == "last" else "messages"
    conditions = [f"str(message.get({name!r})) != fill({value!r}, str)" for name, value in kind.where.items()]
    if kind.to:
        conditions.append(f"destination not in walk(message, {kind.to!r})")
    return [
        "        import json, os, re, requests",
        "        from urllib.parse import quote",
        "        known = {'{pool_id}': pool_id, '{username}': username, '{destination}': destination}",
        "        def fill(text, how):",
        "            for name, value in known.items():",
        "                text = text.replace(name, how(value))",
        "            return text",
        "        def walk(value, path):",
        "            name, _, rest = path.partition('.')",
        "            if not name:",
        "                return value if isinstance(value, list) else [value]",
        "            if name == '*':",
        "                members = value.values() if isinstance(value, dict) else value",
        "                members = members if isinstance(value, (dict, list)) else []",
        "            else:",
        "                members = [value[name]] if isinstance(value, dict) and name in value else []",
        "            return [found for member in members for found in walk(member, rest)]",
        *_document_lines(kind),
        f"        messages = walk(document, {kind.messages!r})",
        f"        for message in {order}:",
        *([f"            if {' or '.join(conditions)}:", "                continue"] if conditions else []),
        f"            for member in {list(kind.text)!r}:",
        f"                code = re.search({kind.pattern!r}, str(message.get(member) or ''))",
        "                if code:",
        "                    return code[1]",
    ]


def _document_lines(kind: Mailbox | FromFile) -> list[str]:
    if isinstance(kind, Mailbox):
        return [
            f"        url = ENDPOINT + fill({kind.path!r}, lambda value: quote(value, safe=''))",
            "        document = requests.get(url, timeout=10).json()",
        ]
    return [
        "        # the directory that the emulator was started in",
        "        known['{dir}'] = os.environ.get('EMULATOR_DIR', '.')",
        f"        with open(fill({kind.path!r}, str), encoding='utf-8') as file:",
        "            document = json.load(file)",
    ]
