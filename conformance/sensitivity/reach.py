"""Which properties a mutant can make a difference to: those in whose requests the reference asked for it.

Everything is run for every mutant only as far as it can turn out differently. Each property is traced by itself, with
pools of its own, so that what it shares with others in a run counts for each of them.
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
MANY = 100  # properties: what so many come by is seen by them in one situation each


def profile_for(properties: Sequence[str]) -> Profile:
    """How much of these is run to see that nothing unrelated fails."""
    return PROFILE if len(properties) <= MANY else GLANCE


def trace(name: str) -> tuple[str, frozenset[str]]:
    """A property, and the mutants whose place the unchanged reference came by while it ran."""
    with asked() as met:
        try_variant([], [name], PROFILE, SEED)
    return name, frozenset(met)


def by_mutant(traces: Iterable[tuple[str, frozenset[str]]]) -> Mapping[str, tuple[str, ...]]:
    """For each mutant the properties that come by its place, in the order in which a run has them."""
    met = dict(traces)
    found: dict[str, list[str]] = defaultdict(list)
    for name in tests():
        for mutant in met.get(name, ()):
            found[mutant].append(name)
    return {mutant: tuple(names) for mutant, names in found.items()}
