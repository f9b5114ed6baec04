"""Observations: one application of a check each, counted by distinct situation and written to the journal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.checking.exchange import Difference, Exchange
from conformance.journal import Journal, JournalError
from conformance.journal.redact import Redactor
from conformance.run.stop import RunOver
from conformance.scenario.observation import ObservationOutcome


@dataclass
class Tally:
    """The observations of one requirement in this worker."""

    situations: set[str] = field(default_factory=set)  # in which it agreed or diverged
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def diverged(self) -> bool:
        """Whether it ever diverged."""
        return self.outcomes["diverges"] > 0


class Ledger:
    """Collects observations and writes each as it happens. Raises ``RunOver`` when the journal cannot be written."""

    def __init__(self, journal: Journal, redactor: Redactor) -> None:
        self.tallies: dict[str, Tally] = defaultdict(Tally)
        self._own: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))  # by property
        self._journal = journal
        self._redactor = redactor

    def of(self, property_: str) -> dict[str, Tally]:
        """The observations of one property, by requirement."""
        return self._own[property_]

    def observe(
        self,
        requirement: str,
        outcome: ObservationOutcome,
        *,
        property_: str,
        scenario: int,
        situation: str,
        operation: str = "",
        difference: Difference | None = None,
        blame: str = "",
        reason: str = "",
        step: str = "",
        lacks: Sequence[str] = (),
        worked: Sequence[str] = (),
        about: Exchange | None = None,
        cell: Mapping[str, str] | None = None,
        setting: Mapping[str, str] | None = None,
        beside: bool = False,
    ) -> None:
        """Record one observation. ``blame`` names the requirement that blocked it, ``reason`` is for people.
        ``step`` is the operation or page whose answer is that reason, ``lacks`` the parts of operations that the answer
        says are missing: it stands as *unsupported* where none of them is ever accepted. ``worked`` are those that were
        accepted for the first time since the observation before.

        ``cell`` has the values of those draws that range over a few, ``setting`` those of the dimensions that the
        property left open. ``about`` is the exchange that decided it; it is not written here, and kept where a run is
        recorded: see ``conformance.recording.keeping``. Observations made ``beside`` a property are written but do not
        affect how much is tried: that must not depend on what ran before in the same process.
        """
        tallies = () if beside else (self.tallies[requirement], self._own[property_][requirement])
        for tally in tallies:
            tally.outcomes[outcome] += 1
            if outcome in ("agrees", "diverges"):
                tally.situations.add(situation)
        members: dict[str, Any] = {
            "requirement": requirement,
            "outcome": outcome,
            "property": property_,
            "scenario": scenario,
            "situation": situation,
            "operation": operation,
        }
        if difference is not None:
            members["kind"] = difference.kind
            members["expected"] = self._redactor.text(difference.expected)[:400]
            members["seen"] = self._redactor.text(difference.seen)[:400]
        if cell:
            members["cell"] = dict(cell)
        if setting:
            members["setting"] = dict(setting)
        if blame:
            members["blame"] = blame
        lists = {"lacks": list(lacks), "worked": list(worked)}
        members |= {name: value for name, value in {"step": step, **lists}.items() if value}
        if reason:
            members["reason"] = self._redactor.text(reason)[:300]
        try:
            self._journal.write("observation", **members)
        except JournalError as error:
            raise RunOver("journal", str(error)) from error
