"""What a machine's model holds to be true, and on which evidence.

A belief is Known or Unknown. After a divergence the model adopts what an independent read shows; what no read can show
becomes Unknown, and a check whose antecedent is Unknown is not applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


class NotKnown(Exception):
    """A belief was used that is Unknown: a defect of the machine that used it."""


@dataclass(frozen=True)
class Belief(Generic[T]):
    """A value with its provenance, or an Unknown with the requirement that took it away."""

    known: bool
    _value: T | None
    origin: str  # the operation that showed it, or why it is unknown
    blame: str = ""  # for Unknown: the requirement whose divergence caused it

    @property
    def value(self) -> T:
        """The value. Raises ``NotKnown`` for an Unknown."""
        if not self.known:
            raise NotKnown(self.origin)
        return self._value  # type: ignore[return-value]  # known beliefs hold a T

    def is_(self, value: T) -> bool:
        """Whether it is known to be this value."""
        return self.known and self._value == value


def known(value: T, origin: str) -> Belief[T]:
    """A belief that an answer of the target showed."""
    return Belief(True, value, origin)


def unknown(origin: str, blame: str = "") -> Belief[T]:
    """A belief that was lost."""
    return Belief(False, None, origin, blame)
