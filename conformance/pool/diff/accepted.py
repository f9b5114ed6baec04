"""Differences that are accepted: ``[[accept]]`` entries of a TOML file, each with a reason and perhaps a last day."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.pool.form.document import text_of
from conformance.pool.form.problems import PoolError

if TYPE_CHECKING:
    from conformance.pool.diff.ways import Way

WAYS = ("applied", "refused", "replaces", "kept", "reset", "partly applied", "unknown")


@dataclass(frozen=True)
class Entry:
    """One accepted difference."""

    member: str  # a place, in which * stands for any text
    reason: str
    way: str = ""  # only where it gets there so; any way where it is empty
    expires: date | None = None


@dataclass
class Accepted:
    """The entries that count today."""

    entries: list[Entry] = field(default_factory=list)
    expired: list[Entry] = field(default_factory=list)

    def covers(self, way: Way) -> Entry | None:
        """The entry that accepts a difference."""
        place = way.difference.place
        for entry in self.entries:
            if fnmatchcase(place, entry.member) and entry.way in ("", way.way):
                return entry
        return None

    def names(self, place: str) -> bool:
        """Whether an entry accepts the member at a place that this version does not know."""
        return any(fnmatchcase(place, entry.member) and entry.way in ("", "unknown") for entry in self.entries)

    def stale(self, ways: Iterable[Way], strange: Iterable[str]) -> list[str]:
        """A sentence for each entry that accepts nothing any more, and for each whose last day has passed."""
        seen, places = list(ways), list(strange)
        lines = [f"accepted until {entry.expires}, and no longer: {entry.member}" for entry in self.expired]
        for entry in self.entries:
            one = Accepted([entry])
            if not any(one.covers(way) for way in seen) and not any(one.names(place) for place in places):
                lines.append(f"nothing to accept: {entry.member} does not differ; take the entry out")
        return lines


def read_accepted(path: Path, today: date) -> Accepted:
    """The entries of a file. Raises ``PoolError`` with the place of what is wrong."""
    try:
        data = tomllib.loads(text_of(path))
    except tomllib.TOMLDecodeError as error:
        raise PoolError(f"{path}: no TOML: {error}") from None
    if unknown := sorted(data.keys() - {"accept"}):
        raise PoolError(f"{path}: {unknown[0]}: only [[accept]] entries are known")
    listed = data.get("accept", [])
    if not isinstance(listed, list):
        raise PoolError(f"{path}: accept: write [[accept]], with two brackets")
    entries = [_entry(path, number, one) for number, one in enumerate(listed, 1)]
    expired = [one for one in entries if one.expires is not None and one.expires < today]
    return Accepted([one for one in entries if one not in expired], expired)


def _entry(path: Path, number: int, given: Mapping[str, Any]) -> Entry:
    place = f"{path}: accept {number}"
    if unknown := sorted(given.keys() - {"member", "reason", "way", "expires"}):
        raise PoolError(f"{place}: {unknown[0]}: the keys are member, reason, way, expires")
    for name in ("member", "reason"):
        if not isinstance(given.get(name), str) or not given[name].strip():
            raise PoolError(f"{place}: {name}: a text is needed")
    if given.get("way", "") not in ("", *WAYS):
        raise PoolError(f"{place}: way: {given['way']!r}; it is one of {', '.join(WAYS)}")
    if "expires" in given and type(given["expires"]) is not date:
        raise PoolError(f"{place}: expires: a date is needed, without quotes: 2027-01-31")
    return Entry(given["member"], given["reason"], given.get("way", ""), given.get("expires"))
