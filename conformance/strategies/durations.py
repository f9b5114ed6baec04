"""Spans of time in seconds."""

from __future__ import annotations

MINUTE, HOUR, DAY = 60, 3600, 86_400
SECONDS = {"seconds": 1, "minutes": MINUTE, "hours": HOUR, "days": DAY}  # of the units that the API knows
