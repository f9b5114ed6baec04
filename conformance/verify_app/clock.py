"""By how much the application's clock differs from this machine's, by the Date header of its answers (RFC 9110, 6.6.1).

Pure: what is measured is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

STEP = 2.0  # seconds that a Date may be behind: it has no fractions, and servers write it anew once a second
PAUSE = 3.0  # seconds between two answers, so that a Date that does not move shows


@dataclass(frozen=True)
class Bounds:
    """The seconds by which the application's clock is ahead of this machine's: between ``low`` and ``high``."""

    low: float
    high: float

    @property
    def none(self) -> bool:
        """Whether the clocks may be the same."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True)
class Offset:
    """What is assumed of the application's clock: ``seconds`` ahead, and in one clause how that is known."""

    seconds: float
    why: str


def bounds(date: str | None, sent: float, received: float) -> Bounds | None:
    """What one answer says, by this machine's times of the request and of the answer; None without a usable Date."""
    try:
        at = parsedate_to_datetime(date or "").timestamp()
    except (ValueError, OverflowError):  # a year that this machine's clock does not have
        return None
    return Bounds(at - received, at + STEP - sent)


def measured(seen: Sequence[Bounds | None]) -> Offset:
    """What several answers, ``PAUSE`` apart, say together: right to two seconds.

    Clocks that may be the same are taken for the same, also where answers contradict each other or have no Date.
    """
    known = [one for one in seen if one is not None]
    if not known:
        return Offset(0.0, "its answers have no Date header")
    low, high = max(one.low for one in known), min(one.high for one in known)
    if low > high:
        return Offset(0.0, "the Date headers of its answers contradict each other")
    middle = 0.0 if Bounds(low, high).none else float(round((low + high) / 2))
    return Offset(middle, "by the Date header of its answers")
