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
from conformance.sensitivity.impossible import Visit, split
from conformance.sensitivity.trial import reaching, try_variant
from conformance.sensitivity.wording import unspoken
from targets.reference.core.deviation import asked_in
from targets.reference.core.situation import DIMENSIONS
from targets.reference.mutants import mutants

SEED = 1
WAY = {f"{method} {path}" for method in ("GET", "POST") for path in ("/oauth2/authorize", "/login")}
MOST_BESIDE = 60  # properties in which one on every answer is looked for, beside those that are about it
Met = Mapping[str, Mapping[Visit, Mapping[str, int]]]  # by mutant, by visit: how often in which property


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
    """Whether it was caught: by its own requirement, or by another (``by``) whose statement it breaks as well."""

    id: str
    condition: str
    violates: str
    caught: bool
    by: str = ""

    @property
    def dimension(self) -> str:
        """The dimension of its situation."""
        return self.condition.partition("=")[0]


def situations(names: Sequence[str]) -> list[tuple[str, dict[str, Counter[Visit]]]]:
    """Each property, and by mutant the requests by which it reaches its place on the unchanged reference.

    Only those of which the mutant's requirement says something. The properties share their pools: what comes about when
    one is made counts for the property that makes it.
    """
    found = []

    @contextmanager
    def traced(name: str) -> Iterator[None]:
        with asked_in(tuple(DIMENSIONS)) as met:
            yield
        found.append((name, {mutant: covered(mutant, seen) for mutant, seen in met.items() if mutant in mutants()}))

    try_variant([], names, PROFILES["quick"], SEED, around=traced)
    return found


def covered(mutant: str, met: Mapping[tuple[str, str, bool], int]) -> Counter[Visit]:
    """Of the requests that came by a mutant's place, those that its requirement speaks of.

    A requirement says nothing of an operation that it does not name. One that names a page of a sign-in speaks of all
    pages on its way, one that names no operation of all that there are.
    """
    named = set(load_catalog().requirements[mutants()[mutant].violates].operations)
    named |= WAY if named & WAY else set()
    found: Counter[Visit] = Counter()
    for (operation, situation, here), times in met.items():
        if not named or operation in named:
            found[operation, situation, here] += times
    return found


def together(found: Iterable[tuple[str, Mapping[str, Mapping[Visit, int]]]]) -> Met:
    """What several properties met."""
    met: dict[str, dict[Visit, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for name, by_mutant in found:
        for mutant, visits in by_mutant.items():
            for visit, times in visits.items():
                met[mutant][visit][name] += times
    return met


def conditions_of(met: Met) -> list[tuple[str, str]]:
    """Each mutant with each value of a dimension that has several at its place, but for what no test can show."""
    return [each for each, reason in population(met).items() if not reason]


def population(met: Met) -> dict[tuple[str, str], str]:
    """Each mutant with each value of a dimension that has several at its place; with the reason to leave it out."""
    found: dict[tuple[str, str], str] = {}
    for mutant in sorted(met):
        if mutant not in mutants() or mutants()[mutant].unkillable:
            continue
        parts = split({visit: sum(by.values()) for visit, by in met[mutant].items()})
        every = sorted({*parts.possible, *parts.excluded})
        values = Counter(condition.partition("=")[0] for condition in every)
        for condition in every:
            if values[condition.partition("=")[0]] > 1:
                found[mutant, condition] = parts.excluded.get(condition) or _not_meant(mutant, condition, met[mutant])
    return found


def _not_meant(mutant: str, condition: str, visits: Mapping[Visit, Mapping[str, int]]) -> str:
    """Why the mutant's requirement does not mean this situation; empty where its properties reach the place in it."""
    violates = mutants()[mutant].violates
    reason = unspoken(load_catalog().requirements[violates].statement, condition)
    if not reason or violates in checks_on_every_answer():
        return ""
    about = {name for each in (violates, *mutants()[mutant].also) for name in reaching([each])}
    return "" if about & _meeting(visits, condition) else reason


def drawn(met: Met, count: int, profile: str, seed: int = SEED) -> list[ConditionalJob]:
    """A sample of them, the same each time for one ``seed``."""
    everything = conditions_of(met)
    chosen = random.Random(seed).sample(everything, min(count, len(everything)))
    return [
        ConditionalJob(mutant, each, profile, _beside(mutant, _meeting(met[mutant], each))) for mutant, each in chosen
    ]


def _meeting(visits: Mapping[Visit, Mapping[str, int]], condition: str) -> set[str]:
    """The properties whose requests came by in this situation."""
    return {name for (_, situation, _), by in visits.items() if situation == condition for name in by}


def _beside(mutant: str, names: Iterable[str]) -> tuple[str, ...]:
    """Some of the properties that meet a mutant, where its requirement is judged in all of them."""
    violates = mutants()[mutant].violates
    about = set(reaching([violates]))
    found = [name for name in sorted(names) if name not in about] if violates in checks_on_every_answer() else []
    return tuple(random.Random(mutant).sample(found, min(MOST_BESIDE, len(found))))


def try_conditional(job: ConditionalJob) -> ConditionalResult:
    """Run what reaches the mutant's requirement; it is caught when that diverges, or another that it breaks as well."""
    mutant = mutants()[job.id]
    violates = mutant.violates
    caught = _diverges(job, violates, reaching([violates]), frozenset({violates}))
    caught = caught or (bool(job.beside) and _diverges(job, violates, job.beside, None))
    others = () if caught else mutant.also
    by = next((each for each in others if _diverges(job, each, reaching([each]), frozenset({each}))), "")
    return ConditionalResult(job.id, job.condition, violates, caught or bool(by), by)


def left_out(met: Met) -> list[str]:
    """How many situations there are and how many of them are left out, in total and by dimension."""
    reasons = population(met)
    by_dimension = Counter(condition.partition("=")[0] for (_, condition), reason in reasons.items() if reason)
    total = f"{len(reasons)} situations of mutants, {by_dimension.total()} of them left out"
    return [total, *(f"  {dimension:<10} {count}" for dimension, count in by_dimension.most_common())]


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
    beside = sum(bool(r.by) for r in everything)
    more = [f"  {beside} of them by another requirement whose statement they break as well"] if beside else []
    escaped = [f"  ESCAPED {r.id}@{r.condition} ({r.violates})" for r in sorted(everything, key=str) if not r.caught]
    return [f"{total}, {_share(everything):.1%}" if everything else total, *more, *lines, *escaped]


def _share(found: list[ConditionalResult]) -> float:
    return sum(result.caught for result in found) / len(found)
