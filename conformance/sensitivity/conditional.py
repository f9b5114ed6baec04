"""Mutants that are wrong in one situation only: each mutant, for each value of each dimension seen in its code.

A mutant breaks every flow at once, so any of them shows it. ``id@flow=USER_SRP_AUTH`` breaks one. The values are those
that occur on the unchanged reference in a whole run; a sample of them is drawn with a fixed seed.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from conformance.run.profiles import PROFILES
from conformance.sensitivity.trial import reaching, try_variant
from targets.reference.core.deviation import asked_in
from targets.reference.core.situation import DIMENSIONS
from targets.reference.mutants import mutants

SEED = 1
Met = Mapping[str, frozenset[str]]  # by mutant: the situations, as dimension=value


@dataclass(frozen=True)
class ConditionalJob:
    """One mutant in one situation, to be tried in one run."""

    id: str
    condition: str
    profile: str
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


def situations(name: str) -> dict[str, set[str]]:
    """For each mutant, the situations that one property causes at its place on the unchanged reference."""
    with asked_in(tuple(DIMENSIONS)) as met:
        try_variant([], [name], PROFILES["quick"], SEED)
    return dict(met)


def together(found: Iterable[Mapping[str, Iterable[str]]]) -> Met:
    """The situations of several properties, combined."""
    met: dict[str, set[str]] = defaultdict(set)
    for each in found:
        for mutant, conditions in each.items():
            met[mutant] |= set(conditions)
    return {mutant: frozenset(conditions) for mutant, conditions in met.items()}


def conditions_of(met: Met) -> list[tuple[str, str]]:
    """Each mutant with each value of a dimension that has several at its place."""
    found = []
    for mutant in sorted(met):
        if mutant not in mutants() or mutants()[mutant].unkillable:
            continue
        values = Counter(condition.partition("=")[0] for condition in met[mutant])
        found += [(mutant, each) for each in sorted(met[mutant]) if values[each.partition("=")[0]] > 1]
    return found


def drawn(met: Met, count: int, profile: str) -> list[ConditionalJob]:
    """A sample of them, always the same."""
    everything = conditions_of(met)
    chosen = random.Random(SEED).sample(everything, min(count, len(everything)))
    return [ConditionalJob(mutant, condition, profile) for mutant, condition in chosen]


def try_conditional(job: ConditionalJob) -> ConditionalResult:
    """Run what reaches the mutant's requirement; it is caught when that diverges."""
    violates = mutants()[job.id].violates
    trial = try_variant(
        [f"{job.id}@{job.condition}"],
        reaching([violates]),
        job.profile,
        job.seed,
        wanted=frozenset({violates}),
        stop_at=violates,
    )
    return ConditionalResult(job.id, job.condition, violates, trial.verdicts.get(violates) == "fail")


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
