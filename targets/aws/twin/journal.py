"""What was asked of the twin: one entry for each request, in the order in which they were answered."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Entry:
    """One request. It is filled in on its way; nothing in it is a secret."""

    service: str
    operation: str = ""
    category: str = ""
    ids: list[str] = field(default_factory=list)  # sorted
    principal: str = ""  # an ARN; empty where nobody signed, or the signature was not good
    signed: bool = False  # whether there was a signature, good or not
    status: int = 0  # 0: there was no answer
    error: str = ""
    fault: str = ""  # what was done to it on purpose
    time: float = field(default_factory=time.time)  # seconds since the epoch, when it came
    number: int = 0  # from 1


class Journal:
    """All entries so far."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._lock = threading.Lock()

    def add(self, entry: Entry) -> None:
        """The request has been answered."""
        with self._lock:
            entry.number = len(self._entries) + 1
            self._entries.append(entry)

    def after(self, number: int) -> list[dict[str, Any]]:
        """The entries after this one."""
        with self._lock:
            chosen = self._entries[number:]
        return [asdict(entry) for entry in chosen]

    def counts(self) -> dict[str, dict[str, int]]:
        """How many requests there were of each operation, category and error, and how many of them succeeded."""
        with self._lock:
            entries = list(self._entries)
        good = [one for one in entries if 200 <= one.status < 400]
        return {
            "operations": dict(sorted(Counter(f"{one.service}:{one.operation}" for one in entries).items())),
            "accepted": dict(sorted(Counter(f"{one.service}:{one.operation}" for one in good).items())),
            "categories": dict(sorted(Counter(one.category for one in entries if one.category).items())),
            "errors": dict(sorted(Counter(one.error for one in entries if one.error).items())),
        }

    def named(self) -> set[tuple[str, str]]:
        """Every id that any request has named, with the operation that did."""
        with self._lock:
            return {(entry.operation, name) for entry in self._entries for name in entry.ids}
