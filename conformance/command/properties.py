"""All properties and machines, by importing the modules that define them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Any

import conformance.areas
import conformance.machines


@cache
def tests() -> dict[str, Callable[[Any], None]]:
    """The generated tests by name (``module.function``); each takes an engine. ``conformance_property`` is on it."""
    found: dict[str, Callable[[Any], None]] = {}
    for package in (conformance.areas, conformance.machines):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            loaded = importlib.import_module(module.name)
            for value in vars(loaded).values():
                property_ = getattr(value, "conformance_property", None)
                if property_ is not None:
                    found[property_.name] = value
    return dict(sorted(found.items(), key=lambda entry: (entry[1].conformance_property.clock, entry[0])))  # type: ignore[attr-defined]


def requirements_with_a_property() -> set[str]:
    """The ids that some property or machine names."""
    return {i for test in tests().values() for i in test.conformance_property.requirements}  # type: ignore[attr-defined]


def requirements_of(module: str) -> set[str]:
    """The active requirements that the properties of a module reach; none where it has no properties."""
    from conformance.requirements import load_catalog

    mine = (test.conformance_property for test in tests().values() if test.__module__ == module)  # type: ignore[attr-defined]
    return {i for property_ in mine for i in property_.expanded(load_catalog())}
