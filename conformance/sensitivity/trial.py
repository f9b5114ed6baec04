"""One run of some properties on one variant of the reference target, in memory, judged by the fold of the reports."""

from __future__ import annotations

import contextlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from conformance.command.properties import properties, tests
from conformance.journal import Journal
from conformance.requirements import Requirement, load_catalog
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES, Profile
from conformance.run.stop import RunOver
from conformance.scenario.dimensions import FREE
from reports.fold import fold
from targets.reference import ReferenceTarget

Around = Callable[[str], contextlib.AbstractContextManager[None]]
MEMBERS = ("id", "area", "level", "status", "reason")  # of a requirement, for the fold; and what it ranges over


class MemoryJournal(Journal):
    """Keeps events instead of writing them; ends the run once the requirement in question diverges."""

    def __init__(self, waiting_for: str | None = None) -> None:
        self.path = Path("memory")
        self.target, self.worker = "reference", "main"
        self._fd = -1
        self.events: list[dict[str, Any]] = []
        self.engine: Engine | None = None
        self.calls_to_first: int | None = None  # calls until the requirement diverged
        self.first_kind = ""
        self._waiting_for = waiting_for

    def write(self, event: str, **members: Any) -> None:
        """Keep one event."""
        self.events.append({"event": event, "target": self.target, "worker": self.worker, "at": 0.0, **members})
        if event == "observation" and members["outcome"] == "diverges":
            self._diverged(members["requirement"], members["kind"])

    def _diverged(self, requirement: str, kind: str) -> None:
        if requirement != self._waiting_for or self.engine is None:
            return
        if self.calls_to_first is None:
            self.calls_to_first, self.first_kind = self.engine.driver.calls, kind
        self.engine.over = RunOver("budget", f"{requirement} diverged")  # so that passes end early
        raise self.engine.over


@dataclass
class Trial:
    """The result of a run."""

    verdicts: dict[str, str] = field(
        default_factory=dict
    )  # requirement -> verdict of the fold; what diverged is a fail
    kinds: dict[str, str] = field(default_factory=dict)  # what diverged -> first kind
    blamed: dict[str, str] = field(default_factory=dict)  # what is blocked -> by which requirement
    errors: list[str] = field(default_factory=list)
    calls: int = 0
    calls_to_first: int | None = None
    seconds: float = 0.0
    events: list[dict[str, Any]] = field(default_factory=list)


def nothing_around(name: str) -> contextlib.AbstractContextManager[None]:
    """Nothing goes on while a property runs."""
    return contextlib.nullcontext()


def try_variant(
    active: Iterable[str],
    properties: Sequence[str],
    profile: str | Profile,
    seed: int,
    *,
    wanted: frozenset[str] | None = None,
    stop_at: str | None = None,
    confirming: bool = False,
    around: Around = nothing_around,
) -> Trial:
    """Run properties on the reference with these mutants. Only ``wanted`` requirements ask for situations;
    the run ends as soon as ``stop_at`` diverged. ``confirming``: divergences are narrowed down and replayed.
    ``around``: what goes on while a property of this name runs."""
    spec = "reference?mutants=" + ",".join(active) if active else "reference"
    running = ReferenceTarget(spec=spec).start()
    journal = MemoryJournal(stop_at)
    profile = PROFILES[profile] if isinstance(profile, str) else profile
    engine = journal.engine = Engine(running, load_catalog(), profile, journal, seed=seed, selected=wanted)
    engine.confirming = confirming
    journal.write("run", **_announced(profile, wanted))
    trial, started = Trial(), time.perf_counter()
    for name in properties:
        if engine.over is not None:
            break
        with contextlib.suppress(RunOver), around(name):
            try:
                tests()[name](engine)
            except Exception as error:
                if engine.over is None:
                    trial.errors.append(f"{name}: {type(error).__name__}: {error}"[:300])
    trial.seconds = time.perf_counter() - started
    running.stop()
    journal.write("footer", reason="finished", complete=True, properties=engine.properties_done, properties_expected=0)
    trial.calls, trial.calls_to_first, trial.events = engine.driver.calls, journal.calls_to_first, journal.events
    if stop_at is not None and journal.calls_to_first is not None:
        trial.verdicts[stop_at], trial.kinds[stop_at] = "fail", journal.first_kind  # as the fold expects it
    else:
        _judge(trial)
    return trial


def _announced(profile: Profile, wanted: frozenset[str] | None) -> dict[str, Any]:
    """The event that describes the run to the fold."""
    entries = _entries()
    about = [entry["id"] for entry in entries if wanted is None or entry["id"] in wanted]
    run = {"profile": profile.name, "need": profile.need, "dimensions": {n: each.free for n, each in FREE.items()}}
    return {**run, "requirements": entries, "expected": about}


@cache
def _entries() -> list[dict[str, Any]]:
    """The entries of the active requirements; nobody changes them."""
    return [_entry(requirement) for requirement in load_catalog().active()]


def _entry(requirement: Requirement) -> dict[str, Any]:
    over = {name: list(FREE[name].free) for name in requirement.over}
    return {**{member: getattr(requirement, member) for member in MEMBERS}, "over": over}


def _judge(trial: Trial) -> None:
    """The verdicts of the one fold. Nothing is replayed here, so every divergence counts as a fail."""
    for target in fold(trial.events).targets:
        for result in target.results:
            trial.verdicts[result.requirement] = "fail" if result.kinds else result.verdict
            if result.kinds:
                trial.kinds[result.requirement] = result.kinds[0].kind
            if result.blocked_by:
                trial.blamed[result.requirement] = result.blocked_by


def reaching(requirements: Iterable[str]) -> list[str]:
    """The properties that reach one of these requirements, those made for few requirements first, machines last."""
    described, reached = properties(), _reached()
    found = {name for requirement in requirements for name in reached[requirement]}
    return sorted(found, key=lambda n: (described[n].machine, len(described[n].requirements), n))


@cache
def _reached() -> Mapping[str, Sequence[str]]:
    """The properties that reach each active requirement."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, property_ in properties().items():
        for requirement in property_.expanded(load_catalog()):
            found[requirement].append(name)
    return found
