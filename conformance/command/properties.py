"""All properties and machines, by importing the modules that define them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import conformance.areas
import conformance.machines

if TYPE_CHECKING:
    from conformance.run.engine import Engine
    from conformance.scenario.property import Property

    Test = Callable[[Engine], None]

__all__ = ["Property", "properties", "property_of", "requirements_of", "requirements_with_a_property", "tests"]


def property_of(test: object) -> Property | None:
    """The property behind a generated test; None for any other function."""
    found: Property | None = getattr(test, "conformance_property", None)
    return found


@cache
def _by_name() -> dict[str, tuple[Test, Property]]:
    """The generated tests with their properties, by name; those that move the clock come last."""
    found: dict[str, tuple[Test, Property]] = {}
    for package in (conformance.areas, conformance.machines):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for value in vars(importlib.import_module(module.name)).values():
                property_ = property_of(value)
                if property_ is not None:
                    found[property_.name] = value, property_
    return dict(sorted(found.items(), key=lambda entry: (entry[1][1].clock, entry[0])))


@cache
def tests() -> dict[str, Test]:
    """The generated tests by name (``module.function``); each takes an engine."""
    return {name: test for name, (test, _) in _by_name().items()}


@cache
def properties() -> dict[str, Property]:
    """The properties by name, in the order of ``tests``."""
    return {name: property_ for name, (_, property_) in _by_name().items()}


def requirements_with_a_property() -> set[str]:
    """The ids that some property or machine names."""
    return {i for property_ in properties().values() for i in property_.requirements}


def requirements_of(module: str) -> set[str]:
    """The active requirements that the properties of a module reach; none where it has no properties."""
    from conformance.requirements import load_catalog

    mine = [property_ for test, property_ in _by_name().values() if test.__module__ == module]
    return {i for property_ in mine for i in property_.expanded(load_catalog())}
