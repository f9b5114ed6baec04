"""Generated tests: a function over a scenario and drawn values, with the requirements it reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from hypothesis.strategies import SearchStrategy

from conformance.scenario.coverage import values_of
from conformance.scenario.dimensions import FREE

if TYPE_CHECKING:
    from conformance.requirements import Catalog


@dataclass(frozen=True)
class Property:
    """A generated test. ``function`` takes a scenario and one keyword per strategy."""

    name: str  # module.function
    requirements: tuple[str, ...]
    strategies: Mapping[str, SearchStrategy[Any]]
    function: Callable[..., None]
    plain: frozenset[str] = frozenset()  # dimensions of which its requirements need the plain value
    machine: bool = False  # a state machine: one test that may observe all of its requirements

    @cached_property
    def clock(self) -> bool:
        """Whether it lets time pass. Evaluated once its module is complete: a helper may be defined below it."""
        return _uses(self.function, MOVES_THE_CLOCK)

    @cached_property
    def races(self) -> bool:
        """Whether each of its examples is one round of calls at the same time."""
        return _uses(self.function, RACES)

    @cached_property
    def fixed(self) -> frozenset[str]:
        """The dimensions and values that are not varied: a raw request has no place for a secret's hash."""
        return self.plain | ({"client"} if _uses(self.function, RAW) else set())

    @cached_property
    def values(self) -> Mapping[str, tuple[Any, ...]]:
        """The draws that range over a few values, with these values; none for a race, whose rounds are all alike."""
        found = {} if self.races else {name: values_of(strategy) for name, strategy in self.strategies.items()}
        return {name: values for name, values in found.items() if values}

    def area(self, catalog: Catalog) -> str:
        """The area of its first requirement; ``machines`` for a state machine, which reaches several areas."""
        return "machines" if self.machine else catalog.requirements[self.requirements[0]].area

    def expanded(self, catalog: Catalog) -> list[str]:
        """The active requirements it reaches, those on the texts of refusals included."""
        found = []
        for identifier in self.requirements:
            found += [identifier, *(text.id for text in catalog.texts_of(identifier))]
        return [i for i in dict.fromkeys(found) if i in catalog.requirements and catalog.requirements[i].active]


PROPERTIES: dict[str, Property] = {}
MOVES_THE_CLOCK = frozenset({"advance", "let_pass"})
RACES = frozenset({"race"})
RAW = frozenset({"raw"})


def prop(
    *requirements: str, plain: Iterable[str] = (), **strategies: SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a pytest test of a function ``(s: Scenario, **drawn)``; ``requirements`` are the ids it reaches.

    Requirements on the text of a refusal come along with it and are not named. The test uses the fixture ``engine``.
    ``plain`` names the dimensions (``conformance.scenario.dimensions``) that must not be varied, or single values of
    one as ``names=addresses``: what the requirements say, or how they are reached, needs another. Raises ``ValueError``
    for what is not varied anyway.
    """
    unknown = set(plain) - {*FREE, *(f"{each.name}={value}" for each in FREE.values() for value in each.free[1:])}
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: no dimension that is varied; these are: {', '.join(FREE)}")

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        name = f"{function.__module__.rsplit('.', 1)[-1]}.{function.__name__}"
        property_ = Property(name, requirements, strategies, function, frozenset(plain))
        PROPERTIES[name] = property_

        def test(engine: Any) -> None:
            engine.run(property_)

        test.__name__ = function.__name__
        test.__doc__ = function.__doc__
        test.__module__ = function.__module__
        test.__dict__["conformance_property"] = property_
        return test

    return decorate


def _uses(function: Callable[..., Any], methods: frozenset[str], seen: frozenset[str] = frozenset()) -> bool:
    """Whether a function calls one of these methods of a scenario, itself or in a helper of its own module."""
    if _names(function.__code__, methods):
        return True
    seen |= {function.__name__}
    helpers = (function.__globals__.get(name) for name in function.__code__.co_names if name not in seen)
    ours = (h for h in helpers if isinstance(h, FunctionType) and h.__module__ == function.__module__)
    return any(_uses(helper, methods, seen) for helper in ours)


def _names(code: CodeType, names: frozenset[str]) -> bool:
    """Whether a function, or one inside it, uses one of these names. Reading the source would take much longer."""
    inner = (found for found in code.co_consts if isinstance(found, CodeType))
    return bool(names.intersection(code.co_names)) or any(_names(found, names) for found in inner)
