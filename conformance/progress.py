"""Progress by area while a run goes on: one line per area that is renewed on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Any


class Progress:
    """Counts properties and diverging requirements by area and shows them on standard error."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.tty = sys.stderr.isatty()
        self.areas: dict[str, list[int]] = {}
        self.failed: set[str] = set()
        self.done = 0
        self._last = 0.0
        self._shown = ""

    def add(self, report: Any) -> None:
        """Take in the report of one property."""
        self.done += 1
        found = dict(report.user_properties).get("conformance")
        if isinstance(found, dict):
            self.failed.update(found["failed"])
            tally = self.areas.setdefault(found["area"], [0, 0])
            tally[0] += 1
            tally[1] += len(found["failed"])
            self._shown = found["area"]
        now = time.monotonic()
        if now - self._last >= (0.2 if self.tty else 10.0):
            self._last = now
            self._line()

    def _line(self) -> None:
        text = f"{self.target}: {self.done} properties done, {len(self.failed)} requirements diverge (now: {self._shown})"
        sys.stderr.write(f"\r\x1b[K{text}" if self.tty else f"{text}\n")
        sys.stderr.flush()

    def close(self) -> None:
        """Show the last line and, without a terminal, the counts by area."""
        if self.done:
            self._line()
        if self.tty:
            sys.stderr.write("\n")
        for area, (count, failed) in sorted(self.areas.items()):
            if failed:
                sys.stderr.write(f"  {area}: {count} properties, {failed} requirements diverge\n")
