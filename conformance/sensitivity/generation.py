"""The quality of generation: how many of the examples generated for a requirement observe it.

From the events of one run on the unchanged reference, where only the suite's own generators can be the reason for a
miss.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

DECIDED = ("agrees", "diverges")
ENOUGH = 0.25  # the share of examples that should observe a requirement


@dataclass
class PropertyQuality:
    """One property or machine."""

    name: str
    machine: bool
    examples: int
    calls: int
    observations: int
    reached: float  # share of the examples that observed something
    worst: str  # the requirement observed in the fewest examples
    worst_share: float
    seconds: float
    steps: dict[str, int]  # of a machine: how often each rule ran, and how often it could not go on

    @property
    def calls_per_observation(self) -> float | None:
        """Calls spent on one observation."""
        return round(self.calls / self.observations, 2) if self.observations else None


@dataclass
class RequirementQuality:
    """One requirement."""

    id: str
    situations: int  # distinct ones, over all properties
    share: float  # of the examples of the property that reaches it best
    by: str  # that property
    properties: int

    @property
    def enough(self) -> bool:
        """Whether enough examples observe it."""
        return self.share >= ENOUGH


@dataclass
class Generation:
    """The table."""

    properties: list[PropertyQuality]
    requirements: list[RequirementQuality]
    calls: int
    seconds: float

    @property
    def poor(self) -> list[RequirementQuality]:
        """The requirements that too few examples observe."""
        return [r for r in self.requirements if not r.enough]


class _Seen:
    """The observations of a run, counted."""

    def __init__(self, events: Iterable[Mapping[str, Any]]) -> None:
        self.properties: list[Mapping[str, Any]] = []
        self.examples: dict[tuple[str, str], set[int]] = defaultdict(set)  # property, requirement -> examples
        self.situations: dict[str, set[str]] = defaultdict(set)
        self.observations: Counter[str] = Counter()
        for event in events:
            if event["event"] == "property":
                self.properties.append(event)
            elif event["event"] == "observation" and event["outcome"] in DECIDED:
                self.examples[event["property"], event["requirement"]].add(event["scenario"])
                self.situations[event["requirement"]].add(event["situation"])
                self.observations[event["property"]] += 1

    def share(self, event: Mapping[str, Any], requirement: str) -> float:
        """The share of a property's examples that observed a requirement."""
        examples: int = event["examples"]
        return round(len(self.examples[event["property"], requirement]) / max(examples, 1), 3)


def measure(events: Iterable[Mapping[str, Any]], wanted: frozenset[str]) -> Generation:
    """The table made of a run's events, with these requirements: others of the same properties may be reached better
    by properties that were not run."""
    seen = _Seen(events)
    best: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for event in seen.properties:
        for requirement in wanted.intersection(event["requirements"]):
            best[requirement].append((seen.share(event, requirement), event["property"]))
    requirements = [
        RequirementQuality(i, len(seen.situations[i]), *max(found), len(found)) for i, found in sorted(best.items())
    ]
    return Generation(
        sorted((_quality(seen, e) for e in seen.properties), key=lambda q: (q.worst_share, q.name)),
        sorted(requirements, key=lambda r: (r.share, r.id)),
        sum(e["calls"] for e in seen.properties),
        round(sum(e["seconds"] for e in seen.properties), 1),
    )


def _quality(seen: _Seen, event: Mapping[str, Any]) -> PropertyQuality:
    name, listed = event["property"], event["requirements"]
    shares = {i: seen.share(event, i) for i in listed}
    worst = min(shares, key=lambda i: (shares[i], i), default="")
    reached = set().union(*(seen.examples[name, i] for i in listed))
    machine = event["area"] == "machines"
    return PropertyQuality(
        name,
        machine,
        event["examples"],
        event["calls"],
        seen.observations[name],
        round(len(reached) / max(event["examples"], 1), 3),
        worst,
        shares.get(worst, 0.0),
        event["seconds"],
        dict(event["events"]) if machine else {},
    )
