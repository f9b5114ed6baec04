"""What people do with a user pool, and the requirements that each of these journeys stands on."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from conformance.requirements import Catalog, CatalogError, first_problem

FILE = "journeys.toml"


class Journey(BaseModel):
    """One thing that people do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    title: str = Field(min_length=8, max_length=60)
    needs: tuple[str, ...] = Field(min_length=1)  # requirements without which it does not work at all
    areas: tuple[str, ...] = Field(min_length=1)  # divergences there are differences that one may meet on the way


def parse_journeys(text: str, catalog: Catalog) -> list[Journey]:
    """The journeys of a TOML text, in its order. Raises ``CatalogError`` for names that the catalog does not have."""
    try:
        document: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(f"{FILE}: not TOML: {error}") from error
    journeys = [_parse(number, table) for number, table in enumerate(document.get("journey", []), 1)]
    active = {requirement.id for requirement in catalog.active()}
    for journey in journeys:
        _known(journey, "needs", journey.needs, active)
        _known(journey, "areas", journey.areas, catalog.areas)
    names = [journey.id for journey in journeys]
    for name in names:
        if names.count(name) > 1:
            raise CatalogError(f"{FILE}: {name}: there are two journeys with this id")
    return journeys


def load_journeys(catalog: Catalog) -> list[Journey]:
    """The journeys shipped with the suite. Raises ``CatalogError``."""
    return parse_journeys((files(__package__) / FILE).read_text(encoding="utf-8"), catalog)


def _parse(number: int, table: Mapping[str, Any]) -> Journey:
    try:
        return Journey(**table)
    except ValidationError as error:
        which = table.get("id", f"number {number}")
        raise CatalogError(f"{FILE}: journey {which}: {first_problem(error)}") from error


def _known(journey: Journey, member: str, named: Collection[str], known: Collection[str]) -> None:
    unknown = [name for name in named if name not in known]
    if unknown:
        raise CatalogError(f"{FILE}: {journey.id}: {member}: the catalog has no active {unknown[0]}")
