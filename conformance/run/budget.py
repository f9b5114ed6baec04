"""Bounds of a run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Budget:
    """Bounds of a run; None means none."""

    calls: int | None = None
    seconds: float | None = None
    dollars: float | None = None

    def spent(self, calls: int, seconds: float, dollars: float = 0.0) -> str:
        """The limit that is used up after so many calls, seconds and dollars, in words; empty while none is."""
        if self.calls is not None and calls >= self.calls:
            return f"{self.calls} calls"
        if self.seconds is not None and seconds >= self.seconds:
            return f"{self.seconds:g} seconds"
        if self.dollars is not None and dollars >= self.dollars:
            return f"{self.dollars:g} dollars"
        return ""
