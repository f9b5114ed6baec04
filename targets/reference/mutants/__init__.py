"""Named defects of the reference target, switched on by ``reference?mutants=a,b``.

An area's module here says what its mutants are; the defect itself stands where the behaviour lives, as
``deviates("id")``.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Mutant:
    """One defect."""

    id: str
    description: str
    violates: str  # the requirement it breaks
    modelled_on: str = ""  # the defect of a real emulator it is like
    also: tuple[str, ...] = ()  # other requirements whose statement this defect breaks as well


@cache
def mutants() -> dict[str, Mutant]:
    """All mutants by id, from ``MUTANTS`` of every module of this package."""
    found: dict[str, Mutant] = {}
    for module in pkgutil.iter_modules(__path__):
        for mutant in importlib.import_module(f"{__name__}.{module.name}").MUTANTS:
            if mutant.id in found:
                raise ValueError(f"mutant {mutant.id!r} is defined twice")
            found[mutant.id] = mutant
    return found
