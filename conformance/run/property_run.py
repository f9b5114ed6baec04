"""The record of one property, and its unfinished work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conformance.checking.exchange import Difference

if TYPE_CHECKING:
    from conformance.replay.witness import Witness


@dataclass
class PropertyRun:
    """The record of one property in this process."""

    name: str
    examples: int = 0
    calls: int = 0
    seconds: float = 0.0
    target_seconds: float = 0.0
    status: str = "done"
    exhausted: bool = False
    events: Counter[str] = field(default_factory=Counter)
    differences: dict[str, Difference] = field(default_factory=dict)  # requirement -> its first divergence here
    confirmed: set[str] = field(default_factory=set)  # requirements with a confirmed witness
    judged: bool = False  # whether anything agreed or diverged here
    waits: bool = False  # whether a part is only judged at the end of the run
    tried: list[Mapping[str, str]] = field(default_factory=list)  # the values that were to be tried and were, in words
    left: list[Mapping[str, str]] = field(default_factory=list)  # those that were to be tried and were not yet

    @property
    def untried(self) -> list[str]:
        """The values that were to be tried, and of which no example was finished."""
        tried, left = ({f"{n}={v}" for cell in cells for n, v in cell.items()} for cells in (self.tried, self.left))
        return sorted(left - tried)

    @property
    def failed(self) -> list[str]:
        """The requirements that diverged here, without server errors that did not repeat."""
        return [i for i, d in self.differences.items() if i in self.confirmed or d.kind != "server-error"]


@dataclass
class Unfinished:
    """The work of a property until its event is written."""

    area: str
    requirements: list[str]
    run: PropertyRun
    witnesses: dict[str, Witness]
    closed: bool = False
