"""The catalog: what Cognito does, as numbered requirements with sources. The specification of this suite."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Level = Literal["must", "should", "may"]
Grade = Literal["recorded", "documented", "inferred"]
Status = Literal["active", "disputed", "planned", "excluded"]
ID_PATTERN = r"^[A-Z][A-Z0-9]*-\d{3}$"


class CatalogError(Exception):
    """The catalog is not valid; the message names the file, the requirement and the member."""


class Requirement(BaseModel):
    """One statement on how Cognito behaves. The id is never reused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=ID_PATTERN)
    title: str = Field(min_length=8, max_length=120)
    statement: str = Field(min_length=20)
    level: Level
    grade: Grade
    status: Status = "active"
    reason: str = ""  # why it is disputed, planned or excluded
    operations: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()  # what a target must offer to the suite for this to be testable
    sources: tuple[str, ...] = Field(min_length=1)  # links, or names of public sources
    error: tuple[str, ...] = ()  # a refusal: the error codes of which one must come
    text_of: str | None = None  # this requirement is about the message of that refusal
    message: tuple[str, ...] = ()  # with text_of: regular expressions, one of which must match the whole message
    area: str = ""  # set by the loader from the file

    @model_validator(mode="after")
    def _consistent(self) -> Requirement:
        if self.status != "active" and not self.reason:
            raise ValueError(f"status {self.status} needs a reason")
        if (self.text_of is None) != (not self.message):
            raise ValueError("text_of and message go together")
        for pattern in self.message:
            re.compile(pattern)
        return self

    @property
    def active(self) -> bool:
        """Whether it is scored."""
        return self.status == "active"


@dataclass(frozen=True)
class Catalog:
    """All requirements, in the order of the files and of their place in them."""

    requirements: Mapping[str, Requirement]
    areas: Mapping[str, str]  # area name -> title
    digest: str  # of the TOML text

    def active(self) -> list[Requirement]:
        """The requirements that are scored."""
        return [r for r in self.requirements.values() if r.active]

    def texts_of(self, requirement: str) -> list[Requirement]:
        """The requirements on the message of a refusal."""
        return self._texts.get(requirement, [])

    @property
    def _texts(self) -> dict[str, list[Requirement]]:
        found = self.__dict__.get("_texts_cache")
        if found is None:
            found = {}
            for requirement in self.requirements.values():
                if requirement.text_of and requirement.active:
                    found.setdefault(requirement.text_of, []).append(requirement)
            object.__setattr__(self, "_texts_cache", found)
        return found


def _parse(name: str, text: str) -> tuple[str, str, list[Requirement]]:
    try:
        document: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(f"{name}: not TOML: {error}") from error
    area, title = str(document.get("area", "")), str(document.get("title", ""))
    if not area or not title:
        raise CatalogError(f"{name}: needs 'area' and 'title' at the top")
    requirements = []
    for number, table in enumerate(document.get("requirement", []), 1):
        try:
            requirements.append(Requirement(**{**table, "area": area}))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "table"
            raise CatalogError(
                f"{name}: requirement {table.get('id', f'number {number}')}: {where}: {first['msg']}"
            ) from error
    return area, title, requirements


def parse_catalog(texts: Mapping[str, str]) -> Catalog:
    """The catalog made of TOML texts by file name. Raises ``CatalogError``."""
    requirements: dict[str, Requirement] = {}
    areas: dict[str, str] = {}
    digest = hashlib.sha256()
    for name in sorted(texts):
        area, title, found = _parse(name, texts[name])
        if area in areas:
            raise CatalogError(f"{name}: area {area} stands in two files")
        areas[area] = title
        digest.update(texts[name].encode())
        for requirement in found:
            if requirement.id in requirements:
                raise CatalogError(f"{name}: id {requirement.id} is used twice")
            requirements[requirement.id] = requirement
    for requirement in requirements.values():
        if requirement.text_of and requirement.text_of not in requirements:
            raise CatalogError(f"{requirement.id}: text_of names {requirement.text_of}, which does not exist")
    return Catalog(requirements, areas, digest.hexdigest()[:16])


@cache
def load_catalog() -> Catalog:
    """The catalog shipped with the suite. Raises ``CatalogError``."""
    folder = files(__package__)
    return parse_catalog(
        {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml")}
    )
