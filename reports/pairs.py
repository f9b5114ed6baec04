"""Which pairs of values were tried together: of the dimensions that requirements leave open, area by area. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from reports.cells import JUDGED, Value
from reports.members import Event, dimensions_in, text_in

Pair = tuple[Value, Value]


@dataclass(frozen=True)
class AreaPairs:
    """How many pairs of values were judged together in an area, of those that go together."""

    area: str
    covered: int
    possible: int
    missing: tuple[Pair, ...] = ()


def pairs_by_area(events: Iterable[Event]) -> list[AreaPairs]:
    """The pairs of each area with any; a dimension that an area never varies has none there."""
    areas: dict[str, str] = {}
    free: dict[str, list[str]] = {}
    apart: set[frozenset[Value]] = set()
    met: dict[str, set[Pair]] = defaultdict(set)
    for event in events:
        if event.get("event") == "run":
            areas |= {text_in(entry, "id"): text_in(entry, "area") for entry in _entries(event)}
            free |= dimensions_in(event)
            apart |= _apart(event)
        elif event.get("event") == "observation" and text_in(event, "outcome") in JUDGED:
            met[text_in(event, "requirement")] |= set(_together(event))
    by_area: dict[str, set[Pair]] = defaultdict(set)
    for requirement, pairs in met.items():
        by_area[areas.get(requirement, "")] |= pairs
    found = [_of(area, by_area[area], free, apart) for area in dict.fromkeys(areas.values()) if area in by_area]
    return [each for each in found if each.possible]


def as_text(found: Iterable[AreaPairs]) -> str:
    """One line for each area: its name, covered / possible, and the share."""
    lines = [f"{e.area:<24} {e.covered:>4} / {e.possible:<4} {e.covered / e.possible:.0%}" for e in found]
    return "\n".join(["area                     pairs covered / possible", *lines, ""])


def _of(area: str, met: set[Pair], free: Mapping[str, list[str]], apart: set[frozenset[Value]]) -> AreaPairs:
    varied = {name for pair in met for name, _ in pair}
    possible = {
        ((one, a), (other, b))
        for one, other in combinations(sorted(varied & set(free)), 2)
        for a, b in product(free[one], free[other])
        if frozenset(((one, a), (other, b))) not in apart
    }
    return AreaPairs(area, len(possible & met), len(possible), tuple(sorted(possible - met)))


def _together(event: Event) -> Iterator[Pair]:
    setting = event.get("setting")
    if isinstance(setting, dict):
        yield from combinations(sorted((str(name), str(value)) for name, value in setting.items()), 2)


def _entries(event: Event) -> list[Mapping[str, object]]:
    found = event.get("requirements")
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _apart(event: Event) -> set[frozenset[Value]]:
    found = event.get("apart")
    pairs = found if isinstance(found, list) else []
    return {frozenset((str(name), str(value)) for name, value in pair) for pair in pairs}
