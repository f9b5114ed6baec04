"""The clock of the service: the machine's, moved forward."""

from __future__ import annotations

import time


class Clock:
    """Seconds since the epoch; ``advance`` moves it, and it goes on from there."""

    def __init__(self) -> None:
        self._offset = 0.0

    def now(self) -> float:
        """The time in the service."""
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        """Move forward."""
        if seconds < 0:
            raise ValueError("the clock moves forward only")
        self._offset += seconds


MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR
