"""A scenario that judges nothing, for tables that are shown next to the verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.checking.exchange import Exchange
from conformance.scenario.context import Context
from conformance.scenario.property import Property
from conformance.scenario.scenario import Scenario


class Quiet(Scenario):
    """A scenario that writes no observation, and keeps the reason why it could not go on."""

    def __init__(self, context: Context, name: str) -> None:
        super().__init__(context, Property(name, (), {}, lambda s: None), 1, name)
        self.ended = ("", "")  # outcome and reason

    def _end_unreached(self, outcome: str, blame: str, reason: str, step: str = "", lacks: Sequence[str] = ()) -> None:
        self.ended = (outcome, reason)

    def _bear(self, answer: Exchange, fault: str) -> None:
        """There is one attempt: an answer is taken as it is."""

    def _oversee(self, answer: Exchange) -> None:
        """Do nothing."""
