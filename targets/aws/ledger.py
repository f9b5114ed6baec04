"""What a run has made, on disk before it is made: so that nothing is lost sight of, whatever becomes of the run.

One JSON object a line. ``run`` comes first; ``intend`` is written and flushed to the disk before the request leaves,
``made`` after its answer, ``gone`` after the deletion. An intent without ``made`` is something that may be there.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from targets.interface import TargetGone

Kind = Literal["pool", "client", "domain", "function", "queue"]
ELSEWHERE: tuple[Kind, ...] = ("function", "queue")  # what is not in Cognito
ALONE: tuple[Kind, ...] = (
    "pool",
    *ELSEWHERE,
)  # what has to be deleted by itself
SUFFIX = ".jsonl"


@dataclass
class Owned:
    """Something of a run. ``pool`` is that which a client or domain belongs to; a function has its name as id."""

    kind: Kind
    id: str
    name: str = ""
    pool: str = ""


@dataclass
class Entries:
    """What a ledger says: what is there, and the intents of which nobody knows what became."""

    run: str = ""
    expires: float = 0.0
    owned: dict[tuple[str, str], Owned] = field(default_factory=dict)
    open: dict[int, Owned] = field(default_factory=dict)

    def take(self, line: Mapping[str, Any]) -> None:
        """One line of the file. Members that are missing in a damaged line are taken for empty."""
        kind, name = str(line.get("kind", "")), str(line.get("name", ""))
        number, identifier = int(line.get("number", 0)), str(line.get("id", ""))
        match line.get("event"):
            case "run":
                self.run, self.expires = str(line.get("run", "")), float(line.get("expires", 0.0))
            case "intend":
                self.open[number] = Owned(kind, "", name, str(line.get("pool", "")))  # type: ignore[arg-type]
            case "made":
                was = self.open.pop(number, Owned(kind, ""))  # type: ignore[arg-type]
                self.owned[was.kind, identifier] = Owned(was.kind, identifier, was.name, was.pool)
            case "refused":
                self.open.pop(number, None)
            case "gone":
                self._forget(kind, identifier)

    def _forget(self, kind: str, identifier: str) -> None:
        self.owned.pop((kind, identifier), None)
        if kind == "pool":  # with it all that is in it
            for key in [key for key, each in self.owned.items() if each.pool == identifier]:
                del self.owned[key]

    def of(self, kind: Kind) -> list[Owned]:
        """What there is of a kind, in the order in which it was made."""
        return [each for each in self.owned.values() if each.kind == kind]

    @property
    def empty(self) -> bool:
        """Whether nothing is there and nothing may be."""
        return not self.owned and not any(each.kind in ALONE for each in self.open.values())


class Ledger:
    """The ledger of one process of a run. Threads may share it."""

    def __init__(self, file: Path, *, run: str, expires: float) -> None:
        """Raises ``TargetGone`` where it cannot be written."""
        self.file = file
        self.entries = Entries()
        self._number = 0
        self._lock = threading.Lock()
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._fd = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)  # a sweep sees that this run goes on
        except OSError as error:
            raise self._unwritable(error) from error
        self._write({"event": "run", "run": run, "expires": expires})

    def intend(self, kind: Kind, name: str, *, pool: str = "") -> int:
        """Note, on the disk, what is about to be made; the number of the note. Raises ``TargetGone``."""
        with self._lock:
            self._number += 1
            self._write({"event": "intend", "number": self._number, "kind": kind, "name": name, "pool": pool})
            return self._number

    def made(self, number: int, identifier: str) -> None:
        """Note what was made of an intent."""
        with self._lock:
            self._write({"event": "made", "number": number, "id": identifier})

    def refused(self, number: int) -> None:
        """Note that nothing was made of an intent."""
        with self._lock:
            self._write({"event": "refused", "number": number})

    def close_intents(self) -> None:
        """Note of all open intents that nothing came of them, or that it is gone. Does nothing on a full disk."""
        with self._lock, suppress(TargetGone):
            for number in list(self.entries.open):
                self._write({"event": "refused", "number": number})

    def gone(self, kind: Kind, identifier: str) -> None:
        """Note that this is not there any more, nor what was in it."""
        with self._lock:
            self._write({"event": "gone", "kind": kind, "id": identifier})

    def intends(self, kind: Kind, name: str) -> bool:
        """Whether something of this name is being made, or may have been."""
        with self._lock:
            return any(each.kind == kind and each.name == name for each in self.entries.open.values())

    def _write(self, line: Mapping[str, Any]) -> None:
        data = (json.dumps({**line, "at": round(time.time(), 3)}, separators=(",", ":")) + "\n").encode()
        try:
            if os.write(self._fd, data) != len(data):
                raise OSError(28, "No space left on device")
            os.fsync(self._fd)
        except OSError as error:
            raise self._unwritable(error) from error
        self.entries.take(line)

    def _unwritable(self, error: OSError) -> TargetGone:
        return TargetGone(
            f"cannot write the ledger {self.file}: {error.strerror}; nothing is made that is not in it. Make room or "
            "set XDG_STATE_HOME to a folder that can be written"
        )

    def close(self) -> None:
        """Close the file, and remove it where nothing is left; safe to call twice."""
        if self._fd < 0:
            return
        os.close(self._fd)
        self._fd = -1
        if self.entries.empty:
            self.file.unlink(missing_ok=True)


def read_ledger(file: Path) -> Entries:
    """What a ledger says; a torn last line is passed over. Raises ``OSError``."""
    found = Entries()
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            with suppress(ValueError, TypeError):  # a damaged line
                found.take(entry)
    return found


def ledgers_in(folder: Path) -> Iterator[tuple[Path, Entries]]:
    """All ledgers of an account and region."""
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        yield file, read_ledger(file)
