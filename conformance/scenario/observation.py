"""The outcomes an observation can have."""

from __future__ import annotations

from enum import Enum
from typing import Literal

ObservationOutcome = Literal["agrees", "diverges", "inconclusive", "blocked", "unsupported", "excluded"]


class Refusal(Enum):
    """The result of judging a refusal."""

    PROVEN = "proven"  # refused with a code of the catalog, and the control was accepted
    UNPROVEN = "unproven"  # refused with a code of the catalog, but so was the control: nothing was judged
    DIVERGES = "diverges"
    UNCLEAR = "unclear"  # no clear answer, or another code and a refused control: nothing was judged

    @property
    def as_stated(self) -> bool:
        """Whether the request was refused with a code of the catalog, whatever happened to its control."""
        return self in (Refusal.PROVEN, Refusal.UNPROVEN)

    def __bool__(self) -> bool:
        raise TypeError("a Refusal is neither true nor false: ask for .as_stated, or compare it")
