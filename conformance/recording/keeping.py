"""Keeps, while a run goes on, the answers that decided each requirement: one line on disk for each, cleaned already."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from conformance.checking.exchange import Exchange
from conformance.journal import Journal
from conformance.journal.redact import Redactor
from conformance.recording.cleaning import Cleaner
from conformance.recording.references import References
from conformance.recording.tiers import Tiers
from conformance.run.ledger import Ledger
from conformance.run.stop import RunOver

KEPT_OF_EACH = 2  # answers of each property that are kept for each requirement and outcome
KEY_FILE = "key"
PART = "part-{}.ndjson"
ASKED = "question "  # begins the name of a question, in the place of a property's
OVERSEEN = "every answer"  # in the place of a property's name: which of them met it first is chance


class Part:
    """The file of one process, to which each line is written as it comes. Raises ``RunOver`` where it cannot be."""

    def __init__(self, folder: Path, worker: str) -> None:
        self.cleaner = Cleaner(References((folder / KEY_FILE).read_bytes()))
        self._questions = 0
        self._path = folder / PART.format(worker)
        self._fd = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def write(self, line: Mapping[str, Any]) -> None:
        """Append one line. A full disk may take a part of it: whoever reads the file passes over such a line."""
        data = (json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")
        try:
            if os.write(self._fd, data) != len(data):
                raise OSError(28, os.strerror(28))
        except OSError as error:
            raise RunOver("journal", f"cannot keep the answers in {self._path}: {error.strerror}") from error

    def next_question(self) -> int:
        """A number for the answer to a question: below those of the other answers."""
        self._questions += 1
        return -self._questions

    def close(self) -> None:
        """Close the file; safe to call twice."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


class _Where(NamedTuple):
    """Where something was decided: the property, a digest of what it had drawn, and what was arranged."""

    name: str
    drawn: str
    setting: tuple[tuple[str, str], ...]


class Keeper(Ledger):
    """A ledger that also keeps the first answers of each property that decided a requirement."""

    def __init__(self, journal: Journal, redactor: Redactor, part: Part, tiers: Tiers) -> None:
        super().__init__(journal, redactor)
        self.part, self._tiers = part, tiers
        self._kept: dict[int, tuple[int, Exchange]] = {}  # by identity: one answer may decide several requirements
        self._counts = Counter[tuple[str, str, str]]()
        self._places = Counter[tuple[_Where, str]]()

    def observe(self, requirement: str, outcome: Any, *, about: Exchange | None = None, **more: Any) -> None:
        """Record one observation, and keep what it is about."""
        super().observe(requirement, outcome, about=about, **more)
        if outcome not in ("agrees", "diverges") or about is None or "calls" in about.request:
            return  # of a race nothing is kept: its answers are in no order that comes again
        name = OVERSEEN if more.get("beside") else more["property_"]
        where = _Where(name, in_letters(more["situation"]), tuple(sorted((more.get("setting") or {}).items())))
        self._places[where, requirement] += 1
        self._counts[name, requirement, outcome] += 1
        if self._counts[name, requirement, outcome] <= KEPT_OF_EACH:
            shown = {"requirement": requirement, "outcome": outcome, "place": self._places[where, requirement]}
            self.part.write({"answer": self._number(about, where), **shown})

    def _number(self, about: Exchange, where: _Where) -> int:
        """The number of an answer in this file; it is written where it is new."""
        if id(about) not in self._kept:
            self._kept[id(about)] = (len(self._kept), about)
            line = line_of(self.part.cleaner, about, name=where.name, number=len(self._kept) - 1)
            self.part.write(
                {**line, "drawn": where.drawn, "setting": dict(where.setting), "tier": self._tiers.of(about)}
            )
        return self._kept[id(about)][0]


def in_letters(digest: str) -> str:
    """A digest without figures: twelve of them would look like an account."""
    return digest.translate(str.maketrans("0123456789", "ghijklmnop"))


def line_of(cleaner: Cleaner, about: Exchange, *, name: str, number: int) -> dict[str, Any]:
    """What is kept of one answer. ``name``: of the property or the question that asked; ``number``: in its file."""
    cleaned = cleaner.exchange(about)
    return {
        "number": number,
        "property": name,
        "drawn": in_letters(hashlib.sha256(name.encode()).hexdigest()[:12]),  # of one that draws nothing
        "setting": {},
        "tier": "",
        "operation": cleaned.operation,
        "refused": about.outcome == "error",
        "status": about.status,
        "code": cleaner.text(about.code or "", "__type"),
        "message": cleaner.text(about.message or "", "message"),
        "request": cleaned.request,
        "payload": cleaned.payload,
        "header": cleaned.header,
        "tokens": cleaned.tokens,
    }
