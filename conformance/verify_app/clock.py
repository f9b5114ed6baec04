"""By how much the application's clock differs from this machine's, by the Date header of its answers (RFC 9110, 6.6.1).

Pure: what is measured is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from math import ceil

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
    """What is assumed of the application's clock: ``seconds`` ahead, which ``margin`` more or less may be right.

    ``why`` says how that is known, in one clause.
    """

    seconds: float
    margin: int
    why: str


def bounds(date: str | None, sent: float, received: float) -> Bounds | None:
    """What one answer says, by this machine's times of the request and of the answer; None without a usable Date."""
    try:
        at = parsedate_to_datetime(date or "").timestamp()
    except ValueError:
        return None
    return Bounds(at - received, at + STEP - sent)


def measured(seen: Sequence[Bounds | None], *, here: bool) -> Offset:
    """What several answers, ``PAUSE`` apart, say together; ``here``: the application is on this machine.

    An application on this machine whose clock may be the same has the same. Where answers contradict each other, or
    have no Date, the clocks are taken for the same, too.
    """
    known = [one for one in seen if one is not None]
    margin = 0 if here else ceil(STEP) + 1
    if not known:
        return Offset(0.0, margin, "its answers have no Date header")
    low, high = max(one.low for one in known), min(one.high for one in known)
    if low > high:
        return Offset(0.0, margin, "the Date headers of its answers contradict each other")
    if Bounds(low, high).none:
        return Offset(0.0, margin, "by the Date header of its answers")
    return Offset(float(round((low + high) / 2)), ceil((high - low) / 2) + 1, "by the Date header of its answers")
