"""The content of the ``run`` events, joined over shards."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.members import Event, canonical, dimensions_in, list_in, text_in, texts_in, words_of
from reports.record import Journey, OperationCoverage, RequirementInfo

OPERATION = re.compile(r"[A-Z][A-Za-z0-9]+")  # of the API; HTTP requests are written with a blank, as GET /logout


@dataclass
class Announced:
    """The ``run`` events of all shards, joined."""

    head: dict[str, Any]
    need: int | None
    requirements: dict[str, RequirementInfo]
    expected: dict[str, set[str]]  # by slug; "" for all targets
    areas: dict[str, str]  # name -> title
    notes: list[str]
    journeys: list[Journey]
    model: frozenset[str]  # the operations of the API model; empty where they were not announced
    ranging: dict[str, set[str]]  # properties with draws of which each value is to be tried -> their requirements
    plain: frozenset[str]  # the values of dimensions where nothing is varied, as ``names=plain``

    @classmethod
    def of(cls, events: Sequence[Event]) -> Announced:
        """Join them; of several values for one member the smallest is used, with a note."""
        ordered = sorted(events, key=canonical)
        needs = [n for e in ordered if isinstance(n := e.get("need"), int)]
        head, notes = _head(ordered)
        requirements: dict[str, RequirementInfo] = {}
        expected: dict[str, set[str]] = defaultdict(set)
        for event in ordered:
            for entry in event.get("requirements") or []:
                if isinstance(entry, Mapping) and isinstance(entry.get("id"), str):
                    requirements.setdefault(entry["id"], _info(entry))
            expected[text_in(event, "target")].update(texts_in(event, "expected"))
        areas = {r.area: "" for r in requirements.values()}
        for event in ordered:
            titles = event.get("areas")
            if isinstance(titles, Mapping):
                areas.update({str(a): words_of(t) for a, t in titles.items() if a in areas})
        model = frozenset(name for event in ordered for name in texts_in(event, "operations"))
        need = max(needs) if needs else None
        varied = [item for event in ordered for item in dimensions_in(event).items()]
        plain = frozenset(f"{name}={values[0]}" for name, values in varied if values)
        return cls(
            head, need, requirements, expected, areas, notes, _journeys(ordered), model, _ranging(ordered), plain
        )

    def operations(self) -> OperationCoverage | None:
        """How many operations of the model the active requirements name, whatever part of them was run.

        None if the number of operations is not known. Journals that announce their number alone give no names
        of uncovered ones.
        """
        total = len(self.model) or self.head.get("model_operations", 0)
        if not total:
            return None
        covered = self.modelled()
        version = str(self.head.get("botocore_version", ""))
        uncovered = sorted(self.model - covered)
        return OperationCoverage(covered=len(covered), total=total, model=version, uncovered=uncovered)

    def modelled(self) -> set[str]:
        """The operations of the model that active requirements name."""
        active = (r for r in self.requirements.values() if r.status == "active")
        named = {name for r in active for name in r.operations if OPERATION.fullmatch(name)}
        return named & self.model if self.model else named

    def selected(self, slug: str) -> set[str]:
        """The ids that the run is about for a target."""
        return self.expected.get("", set()) | self.expected.get(slug, set())

    def scored(self, slug: str) -> list[str]:
        """The active ones of them, in the catalog's order."""
        selected = self.selected(slug)
        return [r.id for r in self.requirements.values() if r.status == "active" and r.id in selected]


def _head(events: Sequence[Event]) -> tuple[dict[str, Any], list[str]]:
    """The members that identify the run, and notes on those that differ between its parts."""
    head: dict[str, Any] = {}
    notes: list[str] = []
    members = ("suite_version", "catalog_digest", "botocore_version", "profile", "run_id", "seed", "arguments")
    for member in (*members, "model_operations"):
        values = {canonical(e[member]): e[member] for e in events if e.get(member) is not None}
        if not values:
            continue
        first = values[min(values)]
        text = member in members and member not in ("seed", "arguments")
        head[member] = str(first) if text else first
        if len(values) > 1 and member in ("suite_version", "catalog_digest", "botocore_version", "profile"):
            notes.append(f"the parts of this run differ in {member}: {', '.join(sorted(map(str, values.values())))}")
    if not isinstance(head.get("model_operations"), int):
        head.pop("model_operations", None)
    return head, notes


def _ranging(events: Sequence[Event]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for event in events:
        named = event.get("ranging")
        if isinstance(named, Mapping):
            for name in named:
                found[str(name)].update(texts_in(named, name))
    return found


def _journeys(events: Sequence[Event]) -> list[Journey]:
    """The journeys that the parts of the run announced, each once; what is no journey is passed over."""
    found: dict[str, Journey] = {}
    for event in events:
        for entry in list_in(event, "journeys"):
            try:
                journey = Journey.model_validate(entry)
            except ValueError:
                continue
            found.setdefault(journey.id, journey)
    return list(found.values())


def _info(entry: Mapping[str, Any]) -> RequirementInfo:
    """A catalog entry, whatever the types of its members."""
    lists = ("sources", "operations", "capabilities")
    texts = ("id", "area", "title", "statement", "level", "grade", "status", "reason")
    members: dict[str, Any] = {m: texts_in(entry, m) for m in lists}
    members.update({m: str(entry[m]) for m in texts if entry.get(m) is not None})
    over = entry.get("over")
    if isinstance(over, Mapping):
        members["over"] = {str(name): [str(value) for value in values] for name, values in over.items()}
    return RequirementInfo(**members)
