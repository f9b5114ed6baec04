"""The journeys: their table fits the catalog, and mistakes in it are named."""

from __future__ import annotations

import pytest

from conformance.requirements import CatalogError, load_catalog
from conformance.requirements.journeys import load_journeys, parse_journeys

TABLE = """
[[journey]]
id = "refresh"
title = "Stay signed in"
needs = ["REFRESH-001"]
areas = ["refresh"]
"""


def test_the_shipped_journeys_are_valid_and_stand_on_what_is_accepted() -> None:
    catalog = load_catalog()
    journeys = load_journeys(catalog)
    assert len(journeys) >= 20
    for journey in journeys:
        needs = [catalog.requirements[need] for need in journey.needs]
        assert all(need.level == "must" for need in needs), journey.id
        assert not all(need.error for need in needs), f"{journey.id}: nothing in it succeeds"
        assert {needs[0].area} & set(journey.areas), f"{journey.id}: its first need is in none of its areas"


def test_a_valid_table() -> None:
    (journey,) = parse_journeys(TABLE, load_catalog())
    assert (journey.id, journey.needs, journey.areas) == ("refresh", ("REFRESH-001",), ("refresh",))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("REFRESH-001", "REFRESH-999", "refresh: needs: the catalog has no active REFRESH-999"),
        ('"refresh"]', '"refreshing"]', "refresh: areas: the catalog has no active refreshing"),
        ('needs = ["REFRESH-001"]', "needs = []", "journey refresh: needs:"),
        ('title = "Stay signed in"\n', "", "journey refresh: title: Field required"),
        ("areas =", "area =", "journey refresh: area"),
        ("[[journey]]", "[[journey]", "not TOML"),
        ("[[journey]]", TABLE + "[[journey]]", "refresh: there are two journeys with this id"),
    ],
)
def test_a_mistake_is_named(before: str, after: str, message: str) -> None:
    with pytest.raises(CatalogError, match=message):
        parse_journeys(TABLE.replace(before, after), load_catalog())
