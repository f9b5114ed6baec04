"""What one property did, and what of it is still to be done."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from conformance.checking.exchange import Difference
from conformance.replay.witness import Witness


@dataclass
class PropertyRun:
    """What one property did in this process."""

    name: str
    examples: int = 0
    calls: int = 0
    seconds: float = 0.0
    target_seconds: float = 0.0
    status: str = "done"
    exhausted: bool = False
    events: Counter[str] = field(default_factory=Counter)
    differences: dict[str, Difference] = field(default_factory=dict)  # requirement -> the first way it diverged here
    confirmed: set[str] = field(default_factory=set)  # requirements of which a witness diverged again
    judged: bool = False  # whether anything agreed or diverged here
    waits: bool = False  # whether some of it is only judged at the end of the run

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
