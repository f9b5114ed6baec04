"""Comparisons of variants of the reference target with one another, in memory."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from conformance.command.properties import tests
from conformance.requirements import load_catalog
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from conformance.run.stop import RunOver
from conformance.sensitivity.trial import MemoryJournal, reaching
from targets.interface import HttpResponse, Running
from targets.reference import ReferenceTarget
from targets.registry import resolve


@contextlib.contextmanager
def started(*specs: str) -> Iterator[list[Running]]:
    """Targets that share nothing."""
    running = [
        resolve(spec).start() if number == 0 else resolve(spec).apart().start() for number, spec in enumerate(specs)
    ]
    try:
        yield running
    finally:
        for each in running:
            each.stop()


def reference(mutant: str = "") -> Running:
    """The reference, with a defect if one is named."""
    return ReferenceTarget(f"reference?mutants={mutant}" if mutant else "reference").start()


def altered(running: Running, operation: str, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what this target answers to one operation, in place."""
    calls = running.calls
    assert calls is not None
    send = calls.send

    def changed(name: str, parameters: Mapping[str, Any], *, signed: bool = True) -> HttpResponse:
        answer = send(name, parameters, signed=signed)
        if name != operation or answer.status != 200:
            return answer
        seen = json.loads(answer.body)
        change(seen)
        return replace(answer, body=json.dumps(seen).encode())

    calls.send = changed  # type: ignore[method-assign]


def compared(first: Running, second: Running, *requirements: str, profile: str = "smoke") -> MemoryJournal:
    """The journal of a run of what reaches these requirements on the first, compared with the second."""
    journal = MemoryJournal()
    wanted = frozenset(requirements)
    engine = Engine(first, load_catalog(), PROFILES[profile], journal, seed=1, selected=wanted, second=second)
    engine.confirming = False
    for name in reaching(requirements):
        with contextlib.suppress(RunOver):
            tests()[name](engine)
    engine.finish_against()
    return journal


def differences(journal: MemoryJournal) -> list[Mapping[str, Any]]:
    """The differences that a journal has."""
    return [event for event in journal.events if event["event"] == "contrast"]


def counts(journal: MemoryJournal) -> Mapping[str, Any]:
    """What was compared."""
    (event,) = (event for event in journal.events if event["event"] == "against")
    return event


def of_kind(journal: MemoryJournal, kind: str) -> list[Mapping[str, Any]]:
    """The differences of one kind."""
    return [each for each in differences(journal) if each["kind"] == kind]


__all__ = ["altered", "compared", "counts", "differences", "of_kind", "reference", "started"]
