"""Mutants that are wrong in one situation only: each mutant, for each value of each dimension seen in its code.

A mutant breaks every flow at once, so any of them shows it. ``id@flow=USER_SRP_AUTH`` breaks one. The values are those
that occur on the unchanged reference in a whole run; a sample of them is drawn with a fixed seed.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from conformance.checking.registry import checks_on_every_answer
from conformance.requirements import load_catalog
from conformance.run.profiles import PROFILES
from conformance.sensitivity.trial import reaching, try_variant
from targets.reference.core.deviation import asked_in
from targets.reference.core.situation import DIMENSIONS
from targets.reference.mutants import mutants

SEED = 1
WAY = {f"{method} {path}" for method in ("GET", "POST") for path in ("/oauth2/authorize", "/login")}
MOST_BESIDE = 60  # properties in which one on every answer is looked for, beside those that are about it
Met = Mapping[str, Mapping[str, frozenset[str]]]  # by mutant, by situation as dimension=value: the properties


@dataclass(frozen=True)
class ConditionalJob:
    """One mutant in one situation, to be tried in one run.

    ``beside``: the properties that meet it there, where its requirement is judged on every answer.
    """

    id: str
    condition: str
    profile: str
    beside: tuple[str, ...] = ()
    seed: int = SEED


@dataclass(frozen=True)
class ConditionalResult:
    """Whether it was caught by its own requirement."""

    id: str
    condition: str
    violates: str
    caught: bool

    @property
    def dimension(self) -> str:
        """The dimension of its situation."""
        return self.condition.partition("=")[0]


def situations(names: Sequence[str]) -> list[tuple[str, dict[str, set[str]]]]:
    """Each property, and by mutant the situations that it meets at its place on the unchanged reference.

    Only those of requests of which the mutant's requirement says something. The properties share their pools: what
    comes about when one is made counts for the property that makes it.
    """
    found = []

    @contextmanager
    def traced(name: str) -> Iterator[None]:
        with asked_in(tuple(DIMENSIONS)) as met:
            yield
        found.append((name, {mutant: covered(mutant, seen) for mutant, seen in met.items() if mutant in mutants()}))

    try_variant([], names, PROFILES["quick"], SEED, around=traced)
    return found


def covered(mutant: str, met: Iterable[tuple[str, str]]) -> set[str]:
    """Of the operations and situations that a mutant was met in, the situations that its requirement speaks of.

    A requirement says nothing of an operation that it does not name. One that names a page of a sign-in speaks of all
    pages on its way, one that names no operation of all that there are.
    """
    named = set(load_catalog().requirements[mutants()[mutant].violates].operations)
    named |= WAY if named & WAY else set()
    return {situation for operation, situation in met if not named or operation in named}


def together(found: Iterable[tuple[str, Mapping[str, Iterable[str]]]]) -> Met:
    """What several properties met."""
    met: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, by_mutant in found:
        for mutant, conditions in by_mutant.items():
            for condition in conditions:
                met[mutant][condition].add(name)
    return {mutant: {each: frozenset(names) for each, names in by.items()} for mutant, by in met.items()}


def conditions_of(met: Met) -> list[tuple[str, str]]:
    """Each mutant with each value of a dimension that has several at its place."""
    found = []
    for mutant in sorted(met):
        if mutant not in mutants() or mutants()[mutant].unkillable:
            continue
        values = Counter(condition.partition("=")[0] for condition in met[mutant])
        found += [(mutant, each) for each in sorted(met[mutant]) if values[each.partition("=")[0]] > 1]
    return found


def drawn(met: Met, count: int, profile: str, seed: int = SEED) -> list[ConditionalJob]:
    """A sample of them, the same each time for one ``seed``."""
    everything = conditions_of(met)
    chosen = random.Random(seed).sample(everything, min(count, len(everything)))
    return [ConditionalJob(mutant, each, profile, _beside(mutant, met[mutant][each])) for mutant, each in chosen]


def _beside(mutant: str, names: Iterable[str]) -> tuple[str, ...]:
    """Some of the properties that meet a mutant, where its requirement is judged in all of them."""
    violates = mutants()[mutant].violates
    about = set(reaching([violates]))
    found = [name for name in sorted(names) if name not in about] if violates in checks_on_every_answer() else []
    return tuple(random.Random(mutant).sample(found, min(MOST_BESIDE, len(found))))


def try_conditional(job: ConditionalJob) -> ConditionalResult:
    """Run what reaches the mutant's requirement; it is caught when that diverges."""
    violates = mutants()[job.id].violates
    caught = _diverges(job, violates, reaching([violates]), frozenset({violates}))
    caught = caught or (bool(job.beside) and _diverges(job, violates, job.beside, None))
    return ConditionalResult(job.id, job.condition, violates, caught)


def _diverges(job: ConditionalJob, violates: str, names: Sequence[str], wanted: frozenset[str] | None) -> bool:
    active = [f"{job.id}@{job.condition}"]
    trial = try_variant(active, names, job.profile, job.seed, wanted=wanted, stop_at=violates)
    return trial.verdicts.get(violates) == "fail"


def summary(results: Iterable[ConditionalResult]) -> list[str]:
    """Caught and drawn, in total and by dimension, the dimension that escapes most first."""
    by_dimension: dict[str, list[ConditionalResult]] = defaultdict(list)
    for result in results:
        by_dimension[result.dimension].append(result)
    lines = []
    for dimension, found in sorted(by_dimension.items(), key=lambda item: _share(item[1])):
        lines.append(f"  {dimension:<10} {sum(r.caught for r in found)} / {len(found)}  {_share(found):.1%}")
    everything = [result for found in by_dimension.values() for result in found]
    total = f"conditional mutants caught {sum(r.caught for r in everything)} / {len(everything)}"
    return [f"{total}, {_share(everything):.1%}" if everything else total, *lines]


def _share(found: list[ConditionalResult]) -> float:
    return sum(result.caught for result in found) / len(found)
