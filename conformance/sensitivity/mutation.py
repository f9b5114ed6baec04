"""Mutants by themselves and in pairs: caught or not, by which requirements, after how many calls, and how cleanly."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from conformance.requirements import load_catalog
from conformance.sensitivity.reach import SEED, profile_for, trace
from conformance.sensitivity.trial import reaching, try_variant
from targets.reference.mutants import Mutant, mutants

ENOUGH = 0.9  # the share of seeds in which a mutant must be caught


@dataclass(frozen=True)
class MutantJob:
    """One mutant to be tried."""

    id: str
    seeds: int
    profile: str
    everything: tuple[str, ...] | None = None  # the properties it can affect; None: not to be tried


@dataclass
class MutantResult:
    """The result of one mutant."""

    id: str
    area: str
    description: str
    violates: str
    modelled_on: str
    seeds: int
    caught: int = 0
    calls_to_catch: list[int] = field(default_factory=list)  # calls until it first diverged, by seed that caught it
    kinds: list[str] = field(default_factory=list)
    escaped: str = ""  # where no seed caught it: what was not reached
    unkillable: str = ""
    unrelated: dict[str, str] | None = None  # requirement -> kind; None: not tried
    tried_clean_on: int = 0  # how many properties that was
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def killed(self) -> bool:
        """Whether it was caught in enough seeds."""
        return not self.unkillable and self.caught >= ENOUGH * self.seeds

    @property
    def right(self) -> bool:
        """Whether its result is as it should be."""
        return bool(self.unkillable) or (self.killed and not self.unrelated and not self.errors)


def try_mutant(job: MutantJob) -> MutantResult:
    """Run its own requirement with each seed, then, if requested, everything that it can affect once."""
    mutant = mutants()[job.id]
    area = load_catalog().requirements[mutant.violates].area
    result = MutantResult(mutant.id, area, mutant.description, mutant.violates, mutant.modelled_on, job.seeds)
    result.unkillable = mutant.unkillable
    started = time.perf_counter()
    if not mutant.unkillable:
        _in_each_seed(job, mutant, result)
    if job.everything is not None and not mutant.unkillable:
        trial = try_variant([mutant.id], job.everything, profile_for(job.everything), SEED)
        own = related(mutant)
        result.unrelated = {i: kind for i, kind in trial.kinds.items() if i not in own}
        result.tried_clean_on = len(job.everything)
        result.errors += trial.errors[:2]
    result.seconds = round(time.perf_counter() - started, 2)
    return result


def _in_each_seed(job: MutantJob, mutant: Mutant, result: MutantResult) -> None:
    properties = reaching([mutant.violates])
    for seed in range(1, job.seeds + 1):
        trial = try_variant(
            [mutant.id], properties, job.profile, seed, wanted=frozenset({mutant.violates}), stop_at=mutant.violates
        )
        result.errors += trial.errors[:2]
        if trial.verdicts.get(mutant.violates) == "fail":
            result.caught += 1
            result.calls_to_catch.append(trial.calls if trial.calls_to_first is None else trial.calls_to_first)
            kind = trial.kinds[mutant.violates]
            result.kinds += [kind] if kind not in result.kinds else []
    if not result.caught:
        result.escaped = how_far(mutant, properties)


def how_far(mutant: Mutant, properties: Sequence[str]) -> str:
    """How far the properties of the requirement of a mutant came that nothing caught, for people."""
    if not properties:
        return f"no property names {mutant.violates} in its @prop(...)"
    if not any(mutant.id in trace(name)[1] for name in properties):
        return f"no property of {mutant.violates} came by deviates({mutant.id!r}): is it there, and written alike?"
    return f"its place was reached, but no check of {mutant.violates} saw a difference"


def related(mutant: Mutant) -> set[str]:
    """The requirements that may fail with this mutant: those it names, and the texts of what it names."""
    named = {mutant.violates, *mutant.also}
    return named | {text.id for i in named for text in load_catalog().texts_of(i)}


@dataclass(frozen=True)
class PairJob:
    """Two mutants at once, where the first may hide the second."""

    first: str
    second: str
    profile: str


@dataclass
class PairResult:
    """The verdict on the second one's requirement."""

    first: str
    second: str
    requirement: str
    verdict: str
    blamed: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        """Whether the second defect was seen, or is declared hidden."""
        return self.verdict in ("fail", "blocked") and not self.errors


def try_pair(job: PairJob) -> PairResult:
    """Run the requirement of the second mutant with both switched on."""
    requirement = mutants()[job.second].violates
    trial = try_variant(
        [job.first, job.second],
        reaching([requirement]),
        job.profile,
        1,
        wanted=frozenset({requirement}),
        stop_at=requirement,
    )
    verdict = trial.verdicts.get(requirement, "not-reached")
    return PairResult(job.first, job.second, requirement, verdict, trial.blamed.get(requirement, ""), trial.errors[:2])


def pairs_of(chosen: Iterable[str]) -> list[tuple[str, str]]:
    """The pairs in which a chosen mutant occurs."""
    from targets.reference.mutants.pairs import PAIRS

    among = set(chosen)
    return [pair for pair in PAIRS if among & set(pair)]
