"""The first events of a run's journal, before anything is sent: its selection, and its target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pytest

from conformance.session.selection import property_of_item, wanted
from conformance.session.state import OPTIONS_KEY, journal_of, slugs

if TYPE_CHECKING:
    from conformance.requirements import Catalog, Requirement
    from conformance.run.engine import Engine

MEMBERS = (  # of a catalog entry, as the run announces it
    "id",
    "area",
    "title",
    "statement",
    "level",
    "grade",
    "status",
    "reason",
    "sources",
    "operations",
    "capabilities",
)


def announce(config: pytest.Config, items: Sequence[pytest.Item]) -> None:
    """Write the event ``run``. Raises ``JournalError``."""
    import botocore

    from conformance import __version__
    from conformance.journal import SCHEMA
    from conformance.requirements import load_catalog
    from conformance.requirements.journeys import load_journeys
    from conformance.run.profiles import PROFILES
    from conformance.scenario.dimensions import EXCLUDED, FREE
    from conformance.transport.aws_model import operation_count, operation_names
    from targets.masking import public

    catalog, options, journal = load_catalog(), config.stash[OPTIONS_KEY], journal_of(config)
    journal.write(
        "run",
        schema=SCHEMA,
        run_id=config.option.run_id,
        spec=public(config.option.target),
        suite_version=__version__,
        catalog_digest=catalog.digest,
        botocore_version=botocore.__version__,
        model_operations=operation_count(),
        operations=operation_names(),
        profile=options.profile,
        need=PROFILES[options.profile].need,
        seed=options.seed,
        arguments=options.arguments(),
        requirements=[_entry(r) for r in catalog.requirements.values()],
        areas=dict(catalog.areas),
        dimensions={name: list(each.free) for name, each in FREE.items()},
        apart=sorted([list(map(list, pair)) for pair in EXCLUDED]),
        journeys=[journey.model_dump(mode="json") for journey in load_journeys(catalog)],
        expected=[i for i in wanted(config, catalog, items) if i in config.option.again or not config.option.again],
        targets=slugs(config.option.beside or [config.option.target]),
        ranging=_ranging(catalog, items),
    )
    journal.close()


def _ranging(catalog: Catalog, items: Sequence[pytest.Item]) -> dict[str, list[str]]:
    """The properties with draws of which each value has to be tried, with the requirements they reach."""
    properties = (property_of_item(item) for item in items)
    return {p.name: p.expanded(catalog) for p in properties if p is not None and p.values}


def _entry(requirement: Requirement) -> dict[str, Any]:
    from conformance.scenario.dimensions import FREE

    over = {"over": {name: list(FREE[name].free) for name in requirement.over}} if requirement.over else {}
    return {**{name: value for name in MEMBERS if (value := getattr(requirement, name))}, **over}


def describe(engine: Engine) -> None:
    """Write the event ``target``, and notes on the target for readers. Raises ``JournalError``."""
    running, identity = engine.running, engine.running.identity
    engine.journal.write(
        "target",
        spec=identity.spec,
        product=identity.product,
        version=identity.version,
        mode=identity.mode,
        extras=dict(identity.extras),
        endpoint=running.endpoint,
        region=running.region,
        capabilities=sorted(running.capabilities),
        embedded=running.endpoint is None,
    )
    for hint in running.hints():
        engine.journal.write("note", text=hint)
