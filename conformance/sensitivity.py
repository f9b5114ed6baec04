"""Who tests the tests: every named defect of the reference target must be caught, by its own requirement.

``python -m conformance.sensitivity`` runs the suite against the mutants of the reference target.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import click

from conformance.discovery import tests
from conformance.engine import Engine
from conformance.journal import Journal
from conformance.profiles import PROFILES
from conformance.requirements import load_catalog
from conformance.stop import RunOver
from targets.reference import ReferenceTarget
from targets.reference.mutants import mutants

ENOUGH = 0.9  # the share of seeds in which a mutant must be caught


class MemoryJournal(Journal):
    """Keeps events instead of writing them."""

    def __init__(self) -> None:
        self.path = Path("memory")
        self.target, self.worker = "reference", "main"
        self._fd = -1
        self.events: list[dict[str, Any]] = []

    def write(self, event: str, **members: Any) -> None:
        """Keep one event."""
        self.events.append({"event": event, **members})


@dataclass
class Trial:
    """One run of some properties on one variant of the reference target."""

    failed: dict[str, str] = field(default_factory=dict)  # requirement -> first kind
    passed: list[str] = field(default_factory=list)
    blocked: dict[str, str] = field(default_factory=dict)  # requirement -> blame
    short: list[str] = field(default_factory=list)  # observed, but in too few situations
    errors: list[str] = field(default_factory=list)
    calls: int = 0
    calls_to_first: int | None = None  # calls until the wanted requirement first diverged
    seconds: float = 0.0


def try_variant(
    active: Iterable[str], properties: Sequence[str], wanted: frozenset[str] | None, profile: str, seed: int
) -> Trial:
    """Run properties on the reference with these mutants; observations only, in memory."""
    spec = "reference?mutants=" + ",".join(active) if active else "reference"
    running = ReferenceTarget(spec=spec).start()
    journal = MemoryJournal()
    engine = Engine(running, load_catalog(), PROFILES[profile], journal, seed=seed, selected=wanted)
    engine.confirming = False
    trial = Trial()
    started = time.perf_counter()
    for name in properties:
        with contextlib.suppress(RunOver):
            try:
                tests()[name](engine)
            except Exception as error:
                trial.errors.append(f"{name}: {type(error).__name__}: {error}"[:300])
    trial.seconds = time.perf_counter() - started
    running.stop()
    trial.calls = engine.driver.calls
    _read(trial, journal.events, engine)
    return trial


def _read(trial: Trial, events: Sequence[dict[str, Any]], engine: Engine) -> None:
    for event in events:
        if event["event"] == "observation":
            if event["outcome"] == "diverges":
                trial.failed.setdefault(event["requirement"], event.get("kind", ""))
            elif event["outcome"] in ("blocked", "unsupported"):
                trial.blocked.setdefault(event["requirement"], event.get("blame", "") or event["outcome"])
    for requirement, tally in engine.ledger.tallies.items():
        if requirement in trial.failed:
            continue
        if tally.situations and (len(tally.situations) >= engine.profile.need or engine.exhausted.get(requirement)):
            trial.passed.append(requirement)
        elif tally.situations:
            trial.short.append(requirement)


def reaching(requirements: Iterable[str]) -> list[str]:
    """The properties that reach one of these requirements."""
    wanted, catalog = set(requirements), load_catalog()
    return [n for n, t in tests().items() if wanted & set(t.conformance_property.expanded(catalog))]  # type: ignore[attr-defined]


@dataclass
class MutantResult:
    """What became of one mutant."""

    id: str
    description: str
    violates: str
    modelled_on: str
    seeds: int
    caught: int
    calls_to_catch: list[int]
    kinds: list[str]
    killed: bool
    unrelated: dict[str, str] | None = None  # requirement -> kind; None: not tried
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def clean(self) -> bool:
        """Whether nothing unrelated failed (or that was not tried)."""
        return not self.unrelated


def _one(job: tuple[str, int, str, bool]) -> MutantResult:
    identifier, seeds, profile, clean = job
    mutant = mutants()[identifier]
    result = MutantResult(identifier, mutant.description, mutant.violates, mutant.modelled_on, seeds, 0, [], [], False)
    started = time.perf_counter()
    properties = reaching([mutant.violates])
    for seed in range(1, seeds + 1):
        trial = try_variant([identifier], properties, frozenset({mutant.violates}), profile, seed)
        result.errors += trial.errors[:2]
        if mutant.violates in trial.failed:
            result.caught += 1
            result.calls_to_catch.append(trial.calls)
            kind = trial.failed[mutant.violates]
            result.kinds += [kind] if kind not in result.kinds else []
    result.killed = result.caught >= ENOUGH * seeds
    if clean:
        trial = try_variant([identifier], list(tests()), None, "quick", 1)
        own = {mutant.violates, *mutant.also}
        own |= {text.id for i in list(own) for text in load_catalog().texts_of(i)}
        result.unrelated = {i: kind for i, kind in trial.failed.items() if i not in own}
        result.errors += trial.errors[:2]
    result.seconds = round(time.perf_counter() - started, 2)
    return result


@dataclass
class PairResult:
    """Two mutants at once, of which the first may hide the second."""

    first: str
    second: str
    requirement: str
    verdict: str
    right: bool


def _pair(job: tuple[str, str, str]) -> PairResult:
    first, second, profile = job
    requirement = mutants()[second].violates
    trial = try_variant([first, second], reaching([requirement]), frozenset({requirement}), profile, 1)
    if requirement in trial.failed:
        verdict = "fail"
    elif requirement in trial.passed:
        verdict = "pass"
    elif requirement in trial.blocked:
        verdict = f"blocked by {trial.blocked[requirement]}"
    else:
        verdict = "not-reached"
    return PairResult(first, second, requirement, verdict, verdict == "fail" or verdict.startswith("blocked"))


def _map(function: Any, jobs: Sequence[Any], workers: int, label: str) -> list[Any]:
    results = []
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for number, result in enumerate(pool.imap_unordered(function, jobs), 1):
            results.append(result)
            if number % 20 == 0 or number == len(jobs):
                click.echo(f"{label}: {number} of {len(jobs)}", err=True)
    return results


@click.command(help=__doc__)
@click.option("--area", multiple=True, help="only mutants of this area's requirements")
@click.option("--mutant", multiple=True, help="only this mutant")
@click.option("--seeds", default=10, show_default=True)
@click.option("--profile", default="standard", show_default=True, type=click.Choice(list(PROFILES)))
@click.option("--clean/--no-clean", default=False, help="also run everything to see that nothing unrelated fails")
@click.option("--pairs/--no-pairs", default=False, help="also the pairs of which one can hide the other")
@click.option("--workers", default=2, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=None, help="folder for sensitivity.json and .html")
def main(
    area: tuple[str, ...], mutant: tuple[str, ...], seeds: int, profile: str, clean: bool, pairs: bool, workers: int,
    out: Path | None,
) -> None:  # fmt: skip
    """Run, print what was not killed or not clean, write the files, exit with 1 when something was not."""
    catalog = load_catalog()
    started = time.perf_counter()
    chosen = [
        m.id for m in mutants().values()
        if (not mutant or m.id in mutant) and (not area or catalog.requirements[m.violates].area in area)
    ]  # fmt: skip
    results: list[MutantResult] = _map(_one, [(i, seeds, profile, clean) for i in chosen], workers, "mutants")
    paired = _pairs_of(chosen, bool(mutant or area)) if pairs else []
    pair_results: list[PairResult] = _map(_pair, [(a, b, profile) for a, b in paired], workers, "pairs") if paired else []
    results.sort(key=lambda r: (r.violates, r.id))
    seconds = round(time.perf_counter() - started, 1)
    bad = _print(results, pair_results, seconds)
    if out is not None:
        _write(out, results, pair_results, seconds, seeds, profile)
    sys.exit(1 if bad else 0)


def _pairs_of(chosen: Sequence[str], some: bool) -> list[tuple[str, str]]:
    from targets.reference.mutants.pairs import PAIRS

    return [pair for pair in PAIRS if not some or pair[0] in chosen or pair[1] in chosen]


def _print(results: Sequence[MutantResult], pairs: Sequence[PairResult], seconds: float) -> bool:
    for result in results:
        if not result.killed:
            click.echo(f"NOT KILLED {result.id} ({result.violates}): {result.caught} of {result.seeds} seeds")
        if result.unrelated:
            click.echo(f"NOT CLEAN {result.id} ({result.violates}): also {result.unrelated}")
        for error in result.errors[:1]:
            click.echo(f"ERROR {result.id}: {error}")
    for pair in pairs:
        if not pair.right:
            click.echo(f"HIDDEN {pair.second} by {pair.first}: {pair.requirement} is {pair.verdict}")
    killed = sum(r.killed for r in results)
    tried = [r for r in results if r.unrelated is not None]
    clean = f", clean {sum(r.clean for r in tried)} / {len(tried)}" if tried else ""
    right = f", pairs right {sum(p.right for p in pairs)} / {len(pairs)}" if pairs else ""
    click.echo(f"mutants killed {killed} / {len(results)}{clean}{right}, {seconds} s")
    return (
        killed < len(results) or any(r.unrelated or r.errors for r in results) or not all(p.right for p in pairs)
    )


def _write(
    out: Path, results: Sequence[MutantResult], pairs: Sequence[PairResult], seconds: float, seeds: int, profile: str
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    record = {
        "seeds": seeds, "profile": profile, "seconds": seconds, "killed": sum(r.killed for r in results),
        "total": len(results), "mutants": [asdict(r) for r in results], "pairs": [asdict(p) for p in pairs],
    }  # fmt: skip
    with tempfile.NamedTemporaryFile("w", dir=out, delete=False, suffix=".json") as file:
        json.dump(record, file, indent=1)
    Path(file.name).replace(out / "sensitivity.json")


if __name__ == "__main__":
    main()
