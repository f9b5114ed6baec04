"""Totals of the events on one requirement and on one target."""

from __future__ import annotations

import copy
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from reports.cells import HINDRANCES, Cell, cell_of, combination_of, never_judged, outcome_in_cell
from reports.members import (
    Event,
    canonical,
    most_frequent,
    rank,
    real_number,
    situation_of,
    text_in,
    texts_in,
    whole_number,
    witness_rank,
)

OUTCOMES = ("agrees", "diverges", "inconclusive", "blocked", "unsupported", "excluded")


class Hindrance(NamedTuple):
    """What one observation says was in the way: blocked by a requirement or at a step, or unsupported."""

    outcome: str
    blame: str
    step: str  # the operation or page that was refused, or is missing
    reason: str


def _hindrance(event: Event) -> Hindrance:
    outcome = text_in(event, "outcome")
    step = text_in(event, "step") or (text_in(event, "operation") if outcome == "unsupported" else "")
    return Hindrance(outcome, text_in(event, "blame"), step, text_in(event, "reason"))


def _as_unsupported(event: Event) -> Event:
    reason = text_in(event, "reason") or text_in(event, "seen")
    return {**event, "outcome": "unsupported", "blame": "", "reason": reason}


@dataclass
class Tally:
    """The observations of one requirement on one target."""

    agreed: set[str] = field(default_factory=set)
    diverged: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    samples: dict[tuple[str, str], Event] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    hindrances: Counter[Hindrance] = field(default_factory=Counter)
    reasons: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    properties: set[str] = field(default_factory=set)
    cells: dict[Cell, set[str]] = field(default_factory=lambda: defaultdict(set))  # the outcomes of each
    combinations: dict[Cell, set[str]] = field(default_factory=lambda: defaultdict(set))  # the same, with the setting
    judged_unvaried: bool = False  # agreed or diverged in an example without a setting

    def add(self, event: Event) -> None:
        """Count one observation; an outcome that this version does not know is passed over."""
        outcome = text_in(event, "outcome")
        if outcome not in OUTCOMES:
            return
        self.outcomes[outcome] += 1
        if name := text_in(event, "property"):
            self.properties.add(name)
        if cell := cell_of(event):
            self.cells[cell].add(outcome_in_cell(event))
        if combination := combination_of(event):
            self.combinations[combination].add(outcome_in_cell(event))
        self.judged_unvaried |= outcome in ("agrees", "diverges") and not event.get("setting")
        if outcome == "agrees":
            self.agreed.add(situation_of(event))
        elif outcome == "diverges":
            self._diverged(event)
        if outcome in ("blocked", "unsupported"):
            self.hindrances[_hindrance(event)] += 1
        if reason := text_in(event, "reason"):
            self.reasons[outcome][reason] += 1

    def _diverged(self, event: Event) -> None:
        key = (text_in(event, "operation"), text_in(event, "kind") or "unspecified")
        self.diverged[key].add(situation_of(event))
        known = self.samples.get(key)
        if known is None or rank(event) < rank(known):
            self.samples[key] = event

    @property
    def diverged_situations(self) -> set[str]:
        """Distinct situations that diverged in any way."""
        return set().union(*self.diverged.values())

    @property
    def decided(self) -> bool:
        """Whether it agreed or diverged at least once."""
        return bool(self.agreed or self.diverged)

    @property
    def hindered(self) -> list[str]:
        """The values of draws with which it was never judged, because something was in the way."""
        return never_judged(self.cells, HINDRANCES)

    @property
    def hindered_settings(self) -> list[str]:
        """The values of dimensions with which no property judged it, because something was in the way."""
        if self.judged_unvaried:
            return []
        everywhere: dict[Cell, set[str]] = defaultdict(set)
        for (_, values), outcomes in self.combinations.items():
            everywhere["", values] |= outcomes
        return never_judged(everywhere, HINDRANCES)

    @property
    def left_out(self) -> str:
        """The values with which it was unsupported by the target, so not judged."""
        lacking = never_judged(self.cells, frozenset({"unsupported"}))
        return f"not judged with {', '.join(lacking)}: unsupported" if lacking else ""

    def reason(self, outcome: str) -> str:
        """The reason given most often for an outcome."""
        return most_frequent(self.reasons[outcome]) or "" if outcome in self.reasons else ""


@dataclass
class TargetEvents:
    """All events of one target."""

    slug: str
    identity: dict[str, Any] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    witnesses: dict[str, dict[tuple[str, str], Event]] = field(default_factory=lambda: defaultdict(dict))
    properties: list[Event] = field(default_factory=list)
    footers: list[Event] = field(default_factory=list)
    errors: list[Event] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)
    unvaried: set[str] = field(default_factory=set)  # values of dimensions that this target does not have
    judges: list[Event] = field(default_factory=list)
    scopes: list[Event] = field(default_factory=list)
    claims: list[Event] = field(default_factory=list)  # observations of what the target says it lacks
    worked: set[str] = field(default_factory=set)  # parts of operations that were accepted
    workers: set[str] = field(default_factory=set)  # workers that did work, and so must leave a footer
    begun: float = float("inf")

    def add(self, event: Event) -> None:
        """Take one event of this target."""
        name = text_in(event, "event")
        self.begun = min(self.begun, real_number(event.get("at")))
        if name in ("observation", "property"):
            self.workers.add(text_in(event, "worker"))
        if name == "observation" and (requirement := text_in(event, "requirement")):
            self.worked.update(texts_in(event, "worked"))
            if texts_in(event, "lacks"):
                self.claims.append(event)
            else:
                self.tallies[requirement].add(event)
        elif name == "witness":
            self._witness(event)
        elif name in ("property", "footer", "error", "judge", "scopes"):
            kept = {
                "property": self.properties,
                "footer": self.footers,
                "error": self.errors,
                "judge": self.judges,
                "scopes": self.scopes,
            }
            kept[name].append(event)
        elif name == "unvaried":
            self.unvaried.add(text_in(event, "value"))
        elif name == "note" and (text := text_in(event, "text")):
            self.notes.add(text)
        elif name == "target":
            self._identify(event)

    def settled(self) -> TargetEvents:
        """The same with what the target said it lacks: unsupported, unless the part was accepted at some time."""
        if not self.claims:
            return self
        tallies = copy.deepcopy(self.tallies)
        for event in self.claims:
            missing = set(texts_in(event, "lacks")) - self.worked
            tallies[text_in(event, "requirement")].add(_as_unsupported(event) if missing else event)
        witnesses = defaultdict(
            dict,
            {
                requirement: {key: witness for key, witness in found.items() if key in tallies[requirement].diverged}
                for requirement, found in self.witnesses.items()
            },
        )
        return replace(self, tallies=tallies, witnesses=witnesses, claims=[])

    def _identify(self, event: Event) -> None:
        skip = {"event", "target", "worker", "at"}
        for member, value in event.items():
            if member not in skip and value is not None:
                known = self.identity.get(member)
                if known in (None, "") or canonical(value) < canonical(known):
                    self.identity[member] = value

    def _witness(self, event: Event) -> None:
        key = (text_in(event, "operation"), text_in(event, "kind") or "unspecified")
        known = self.witnesses[text_in(event, "requirement")].get(key)
        if known is None or witness_rank(event) < witness_rank(known):
            self.witnesses[text_in(event, "requirement")][key] = event

    def complete(self) -> bool:
        """Whether every worker that did work reported that it finished, and no property is missing."""
        if not self.footers or not all(footer.get("complete") is True for footer in self.footers):
            return False
        if not self.workers <= {text_in(footer, "worker") for footer in self.footers}:
            return False
        expected = [n for f in self.footers if isinstance(n := f.get("properties_expected"), int)]
        ended = {text_in(e, "property") for e in self.properties if e.get("status") != "stopped"}
        done = sum(whole_number(f.get("properties")) for f in self.footers)
        return max(done, len(ended)) >= max(expected, default=0)

    def exhausted(self) -> set[str]:
        """The requirements for which the properties have no more situations to offer than those that were tried.

        Machines list many requirements incidentally and are never exhausted, so only other properties count.
        """
        asked: dict[str, bool] = {}
        for event in self.properties:
            if event.get("area") != "machines":
                done = event.get("exhausted") is True and event.get("status") == "done"
                for requirement in texts_in(event, "requirements"):
                    asked[requirement] = asked.get(requirement, True) and done
        return {requirement for requirement, done in asked.items() if done}

    def unfinished(self, ranging: Mapping[str, set[str]]) -> dict[str, set[str]]:
        """By requirement: the properties, of those with draws that range over a few values, that left some untried.

        What was stopped says itself what it left untried; of what never began nothing is heard.
        """
        through = {
            text_in(event, "property")
            for event in self.properties
            if event.get("status") != "stopped" or event.get("untried") == []
        }
        left: dict[str, set[str]] = defaultdict(set)
        for name in ranging.keys() - through:
            for requirement in ranging[name]:
                left[requirement].add(name)
        return left

    def failing_properties(self) -> dict[str, set[str]]:
        """For each requirement, the properties that list it and ended by a defect of this suite."""
        listed: dict[str, set[str]] = defaultdict(set)
        for event in self.properties:
            listed[text_in(event, "property")].update(texts_in(event, "requirements"))
        failing: dict[str, set[str]] = defaultdict(set)
        for event in [*self.errors, *(e for e in self.properties if e.get("status") == "error")]:
            name = text_in(event, "property")
            for requirement in {*texts_in(event, "requirements"), text_in(event, "requirement"), *listed.get(name, ())}:
                failing[requirement].add(name)
        failing.pop("", None)
        return failing
