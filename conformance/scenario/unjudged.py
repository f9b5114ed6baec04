"""A scenario that judges nothing: arrangement for what stands beside the verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.scenario import Scenario
from conformance.scenario.property import Property

if TYPE_CHECKING:
    from conformance.run.engine import Engine


class Quiet(Scenario):
    """It remembers why it could not go on, and writes no observation."""

    def __init__(self, engine: Engine, name: str) -> None:
        super().__init__(engine, Property(name, (), {}, lambda s: None), 1, name)
        self.ended = ("", "")  # outcome and reason

    def _end_unreached(self, outcome: str, blame: str, reason: str) -> None:
        self.ended = (outcome, reason)
