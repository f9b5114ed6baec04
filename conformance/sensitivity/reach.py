"""Which properties a mutant can affect: those in whose requests the reference checked for it.

For each mutant, only what can turn out differently is run. Each property is traced alone, with its own pools, so that
steps it shares with others in a run count for each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from conformance.command.properties import tests
from conformance.run.profiles import PROFILES, Profile
from conformance.sensitivity.trial import try_variant
from targets.reference.core.deviation import asked

SEED = 1  # of the run of everything, and so of its trace
PROFILE = PROFILES["quick"]
GLANCE = replace(PROFILE, name="glance", need=1, passes=1, machine_examples=1, rounds=3)
MANY = 100  # properties: a place that so many reach needs one situation of each


def profile_for(properties: Sequence[str]) -> Profile:
    """The profile for a run that shows that nothing unrelated fails."""
    return PROFILE if len(properties) <= MANY else GLANCE


def trace(name: str) -> tuple[str, frozenset[str]]:
    """A property, and the mutants whose place in the code the unchanged reference reached while it ran."""
    with asked() as met:
        try_variant([], [name], PROFILE, SEED)
    return name, frozenset(met)


def by_mutant(traces: Iterable[tuple[str, frozenset[str]]]) -> Mapping[str, tuple[str, ...]]:
    """For each mutant the properties that reach its place in the code, in the order of a run."""
    met = dict(traces)
    found: dict[str, list[str]] = defaultdict(list)
    for name in tests():
        for mutant in met.get(name, ()):
            found[mutant].append(name)
    return {mutant: tuple(names) for mutant, names in found.items()}
