"""Bounds of a run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Budget:
    """Bounds of a run; None means none."""

    calls: int | None = None
    seconds: float | None = None

    def spent(self, calls: int, seconds: float) -> str:
        """The limit that is used up after so many calls and seconds, in words; empty while none is."""
        if self.calls is not None and calls >= self.calls:
            return f"{self.calls} calls"
        if self.seconds is not None and seconds >= self.seconds:
            return f"{self.seconds:g} seconds"
        return ""
