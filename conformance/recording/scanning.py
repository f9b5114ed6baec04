"""Looks through a finished file for what must not be in one: secrets, and what tells whose account it was.

Two nets, since either alone has holes. The first knows what such things look like, wherever they are. The second knows
nothing of them: in a file that the suite wrote, whatever its own allow list would not have let through is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.recording.cleaning import Cleaner
from conformance.recording.kinds import SECRET, kind_of
from conformance.recording.looks import kinds_in
from conformance.recording.references import REFERENCE, References

MASKED = re.compile(r"<[^<>]{1,80}>|\*+|\([^()]{1,120}\)|")  # in the place of a value: by the suite, or by a publisher
NO_LIST = "not on the allow list"
CLEANED = ("request", "payload", "header", "tokens")
WORDLESS = re.compile(r"[A-Za-z_ .]*")


@dataclass(frozen=True)
class Finding:
    """What was found, and where; never the thing itself."""

    place: str  # "recordings.3.payload.User.Username", with the recording's id where there is one
    kind: str


def findings(document: Any) -> list[Finding]:
    """All that is found in a file, parsed as JSON and not validated, in the order of its places."""
    found = dict.fromkeys((*_looks(document, (), ""), *_off_the_list(document)))
    return sorted(found, key=lambda each: (_order(each.place), each.kind))


def _order(place: str) -> list[tuple[bool, int, str]]:
    """Numbers by their size."""
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in place.split(".")]


def _looks(value: Any, path: tuple[str, ...], name: str) -> Iterator[Finding]:
    """What looks like something that must not be there, by its form or by the member that it is in."""
    if isinstance(value, Mapping):
        named = str(value["Name"]) if set(value) == {"Name", "Value"} else ""
        for key, inner in value.items():
            yield from (Finding(_shown((*path, "(a name)")), kind) for kind in kinds_in(str(key), ""))
            yield from _looks(inner, (*path, _safe(str(key))), named if named and key == "Value" else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _looks(inner, (*path, str(number)), name)
    elif isinstance(value, str) or (isinstance(value, int | float) and not isinstance(value, bool)):
        yield from (Finding(_shown(path), kind) for kind in kinds_in(str(value), name))
        if isinstance(value, str) and (kind := _secret_by_name(name, value)):
            yield Finding(_shown(path), kind)


def _secret_by_name(name: str, value: str) -> str:
    """The kind of secret that a member of this name has, where it has a value."""
    kind = kind_of(name)
    if kind not in SECRET or MASKED.fullmatch(value) or REFERENCE.fullmatch(value):
        return ""
    if kind in ("code", "token") and WORDLESS.fullmatch(value):
        return ""  # "code" is also the name of an error's code, and "token" one of a response type
    return "" if kind.endswith("token") and value.startswith("eyJ...") else kind


def _safe(name: str) -> str:
    """A member's name as it may be printed: not one that is a finding itself."""
    return "(a name)" if any(kinds_in(name, "")) else name


def _shown(path: tuple[str, ...]) -> str:
    return ".".join(path)


def _off_the_list(document: Any) -> Iterator[Finding]:
    """What the allow list would not have let through, in a file that the suite wrote."""
    recordings = document.get("recordings") if isinstance(document, Mapping) else None
    if not isinstance(recordings, list) or not document.get("target"):
        return
    cleaner = Cleaner(References(b"nothing is kept of what this makes"), finished=True)
    for number, recording in enumerate(recordings):
        if isinstance(recording, Mapping):
            yield from _not_let_through(recording, cleaner, ("recordings", str(number)))
            if isinstance(instead := recording.get("changed"), Mapping):
                yield from _not_let_through(instead, cleaner, ("recordings", str(number), "changed"))
            if (operation := str(recording.get("operation", ""))) != cleaner.operation(operation):
                yield Finding(f"recordings.{number}.operation", NO_LIST)
    for number, question in enumerate(document.get("questions") or ()):
        answer = str(question.get("answer", "")) if isinstance(question, Mapping) else ""
        if cleaner.text(answer, "message") != answer:
            yield Finding(f"questions.{number}.answer", NO_LIST)


def _not_let_through(answer: Mapping[str, Any], cleaner: Cleaner, path: tuple[str, ...]) -> Iterator[Finding]:
    for member in CLEANED:
        value = answer.get(member) or {}
        header = member == "header" and isinstance(value, Mapping)
        cleaned = cleaner.headers(value) if header else cleaner.value(value)
        yield from _differences(value, cleaned, (*path, member))


def _differences(value: Any, cleaned: Any, path: tuple[str, ...]) -> Iterator[Finding]:
    if isinstance(value, Mapping) and isinstance(cleaned, Mapping):
        for key, inner in value.items():
            if key not in cleaned:
                yield Finding(_shown((*path, "(a name)")), NO_LIST)
            else:
                yield from _differences(inner, cleaned[key], (*path, _safe(str(key))))
    elif isinstance(value, list) and isinstance(cleaned, list) and len(value) == len(cleaned):
        for number, (one, other) in enumerate(zip(value, cleaned, strict=True)):
            yield from _differences(one, other, (*path, str(number)))
    elif value != cleaned:
        yield Finding(_shown(path), NO_LIST)
