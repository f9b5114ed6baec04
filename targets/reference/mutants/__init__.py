"""Named defects of the reference target, switched on by ``reference?mutants=a,b``.

An area's module lists its mutants; the defect itself is where the behaviour is implemented, as ``deviates("id")``.
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
    modelled_on: str = ""  # the defect of a real emulator that it resembles
    also: tuple[str, ...] = ()  # other requirements whose statement this defect breaks as well
    unkillable: str = ""  # why no run can distinguish it from the reference; such a mutant is listed, not run


@cache
def mutants() -> dict[str, Mutant]:
    """All mutants by id."""
    found: dict[str, Mutant] = {}
    for module, listed in by_module().items():
        for mutant in listed:
            if mutant.id in found:
                raise ValueError(f"mutant {mutant.id!r} of {module} is defined twice")
            found[mutant.id] = mutant
    return found


@cache
def by_module() -> dict[str, tuple[Mutant, ...]]:
    """``MUTANTS`` of every module of this package that has them."""
    modules = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return {m.__name__.rsplit(".", 1)[-1]: tuple(m.MUTANTS) for m in modules if hasattr(m, "MUTANTS")}
