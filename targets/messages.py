"""The newest code in a list of messages, and why there is none. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from targets.json_paths import as_text, leads_somewhere, texts, walk
from targets.placeholders import fill
from targets.reader_schema import ListReader

LONG_AGO = float("-inf")


def found_codes(document: Any, kind: ListReader, known: dict[str, str]) -> list[tuple[float, str]]:
    """The codes for one user in a document, the newest last, each with its time.

    ``known`` has the values of ``{pool_id} {username} {destination} {attribute}``. Without ``time`` the place in the
    list is the time.
    """
    messages = [message for message in walk(document, kind.messages) if isinstance(message, dict)]
    if kind.newest == "first":
        messages.reverse()
    found = [
        (_time(message, kind) if kind.time else float(place), _code(message, kind, known))
        for place, message in enumerate(messages)
        if _is_for(message, kind, known)
    ]
    return sorted(((time, code) for time, code in found if code), key=lambda one: one[0])  # equal ones stay in order


@dataclass
class Earlier:
    """What was found for one user before: it orders messages that have the same time."""

    seen: set[str] = field(default_factory=set)
    returned: str | None = None

    def newest(self, found: list[tuple[float, str]]) -> str | None:
        """The newest of these codes, or None. Of several at the same time: one that was not there before."""
        latest = [code for time, code in found if time == found[-1][0]]
        fresh = [code for code in latest if code not in self.seen]
        if fresh or self.returned not in latest:
            self.returned = next(reversed(fresh or latest), None)
        self.seen.update(code for _, code in found)
        return self.returned if latest else None


def why_none(document: Any, kind: ListReader, known: dict[str, str]) -> str:
    """One clause: how far a reader came in a document that has no code for this user."""
    if not leads_somewhere(document, kind.messages):
        return f"there is no message list at path {kind.messages!r}"
    found = list(walk(document, kind.messages))
    messages = [message for message in found if isinstance(message, dict)]
    if not found:
        return "the message list is empty"
    if not messages:
        return f"what is at path {kind.messages!r} are no messages but {type(found[0]).__name__} values"
    count = f"{len(messages)} message{'s' if len(messages) > 1 else ''}"
    here = [message for message in messages if _is_for(message, kind, known)]
    if not here:
        return f"reader found {count}, none for this user{_never(messages, kind)}"
    if not any(text for message in here for text in _searched(message, kind, known)):
        return f"reader found {count}, {len(here)} for this user, none with anything at {_paths(kind)}"
    return f"reader found {count}, {len(here)} for this user, in none of which the pattern {kind.pattern!r} is found"


def _never(messages: list[dict[str, Any]], kind: ListReader) -> str:
    """Which of the conditions no message has at all: the likely mistake in a definition."""
    paths = [*([kind.to] if kind.to else []), *kind.where]
    absent = [path for path in paths if not any(True for message in messages for _ in walk(message, path))]
    return f" (no message has anything at {', '.join(map(repr, absent))})" if absent else ""


def _paths(kind: ListReader) -> str:
    return " or ".join(map(repr, kind.text))


def _is_for(message: dict[str, Any], kind: ListReader, known: dict[str, str]) -> bool:
    for path, wanted in kind.where.items():
        if fill(wanted, **known) not in map(as_text, walk(message, path)):
            return False
    return not kind.to or known["destination"] in walk(message, kind.to)


def _searched(message: dict[str, Any], kind: ListReader, known: dict[str, str]) -> Iterator[str]:
    paths = (fill(path, attribute=known["attribute"]) for path in kind.text)
    return (text for path in paths for value in walk(message, path) for text in texts(value))


def _code(message: dict[str, Any], kind: ListReader, known: dict[str, str]) -> str | None:
    found = (re.search(kind.pattern, text) for text in _searched(message, kind, known))
    return next((match[1] for match in found if match), None)


def _time(message: dict[str, Any], kind: ListReader) -> float:
    """Seconds since the epoch, or any number that grows with time; messages without one are the oldest."""
    value = next(walk(message, kind.time), None) if kind.time else None
    return LONG_AGO if value is None else time_of(value)


def time_of(value: Any) -> float:
    """A number, an ISO 8601 or an e-mail date as a number that grows with time; anything else is long ago."""
    if isinstance(value, int | float):
        return float(value)
    for read in (float, _iso, _mail_date):
        try:
            return read(str(value))
        except (ValueError, TypeError):
            continue
    return LONG_AGO


def _iso(text: str) -> float:
    # Fractions are cut to what datetime takes: Java writes nanoseconds.
    return _seconds(datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text)))


def _mail_date(text: str) -> float:
    return _seconds(parsedate_to_datetime(text))


def _seconds(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
