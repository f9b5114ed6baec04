"""Which properties a run has, in which order, and which requirements it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from conformance.command.properties import properties, property_of
from conformance.session.state import OPTIONS_KEY

if TYPE_CHECKING:
    from conformance.command.properties import Property
    from conformance.requirements import Catalog


def property_of_item(item: pytest.Item) -> Property | None:
    """The property behind a pytest test; None for any other test."""
    return property_of(getattr(item, "function", None))


def choose(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what --area, --requirement and --shard ask for; properties that move the clock come last."""
    mine = {item: property_ for item in items if (property_ := property_of_item(item)) is not None}
    if not mine:
        return
    chosen = [item for item, property_ in mine.items() if _is_selected(config, property_)]
    dropped = [item for item in mine if item not in set(chosen)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
    shortest = bool(config.stash[OPTIONS_KEY].requirements)
    chosen.sort(key=lambda item: (mine[item].clock, *(_length(mine[item]) if shortest else ())))
    items[:] = [item for item in items if item not in mine] + chosen


def _length(property_: Property) -> tuple[bool, int, str]:
    """An order in which the shortest properties that decide a requirement come first, and machines last."""
    return property_.machine, len(property_.requirements), property_.name


def _is_selected(config: pytest.Config, property_: Property) -> bool:
    from conformance.requirements import load_catalog

    options, catalog = config.stash[OPTIONS_KEY], load_catalog()
    reached = property_.expanded(catalog)
    if not reached:
        return False
    if options.areas and not set(options.areas) & {catalog.requirements[i].area for i in reached}:
        return False
    if options.requirements and not set(options.requirements) & set(reached):
        return False
    again, named = set(config.option.again), config.option.again_property
    if (again or named) and not again & set(reached) and property_.name not in named:
        return False
    return options.shard.holds(property_.name)


def wanted(config: pytest.Config, catalog: Catalog, items: Sequence[pytest.Item]) -> list[str]:
    """The active requirements that this selection is about: all of them only when nothing was left out."""
    options = config.stash[OPTIONS_KEY]
    chosen = {p.name: p for item in items if (p := property_of_item(item)) is not None}
    reached = {i for p in chosen.values() for i in p.expanded(catalog)}
    narrowed = options.shard.count > 1 or bool(config.option.keyword or config.option.again)
    whole = not narrowed and bool(options.areas or options.requirements)
    if not narrowed and not whole:
        whole = set(chosen) >= {name for name, property_ in properties().items() if property_.expanded(catalog)}
    return [
        r.id
        for r in catalog.active()
        if (whole or r.id in reached)
        and (not options.areas or r.area in options.areas)
        and (not options.requirements or r.id in options.requirements)
    ]


def judged_beside(config: pytest.Config, catalog: Catalog) -> frozenset[str]:
    """The requirements that every shard judges on each answer, even if their property is in another shard."""
    from conformance.checking.registry import checks_on_every_answer

    options = config.stash[OPTIONS_KEY]
    if options.shard.count == 1:
        return frozenset()
    known = (catalog.requirements[i] for i in checks_on_every_answer())
    return frozenset(
        r.id
        for r in known
        if (not options.areas or r.area in options.areas) and (not options.requirements or r.id in options.requirements)
    )
