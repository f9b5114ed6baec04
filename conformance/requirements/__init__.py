"""The catalog: what Cognito does, as numbered requirements with sources. The specification of this suite."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

Level = Literal["must", "should", "may"]
Grade = Literal["recorded", "documented", "inferred"]
Status = Literal["active", "disputed", "planned", "excluded"]
ID_PATTERN = r"^[A-Z][A-Z0-9]*-\d{3}$"
FILE_KEYS = ("area", "title", "retired", "requirement")


class CatalogError(Exception):
    """The catalog is not valid; the message names the file, the requirement and the member."""


class Requirement(BaseModel):
    """One statement on how Cognito behaves.

    An id is never used again: expectations and old reports match by id. A removed requirement is listed as retired.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=ID_PATTERN)
    title: str = Field(min_length=8, max_length=120)
    statement: str = Field(min_length=20)
    level: Level
    grade: Grade
    status: Status = "active"
    reason: str = ""  # why it is disputed, planned or excluded
    operations: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()  # capabilities that a target must have for this to be testable
    sources: tuple[str, ...] = Field(min_length=1)  # links, or names of public sources
    error: tuple[str, ...] = ()  # a refusal: the possible error codes
    text_of: str | None = None  # this requirement is about the message of that refusal
    over: tuple[str, ...] = ()  # dimensions of which a pass needs every value that is varied
    message: tuple[str, ...] = ()  # with text_of: regular expressions; one must match the whole message
    area: str = ""  # set by the loader from the file

    @field_validator("reason")
    @classmethod
    def _on_one_line(cls, reason: str) -> str:
        """Lists show a reason on one line, however the file wraps it."""
        return " ".join(reason.split())

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
    retired: Mapping[str, str] = field(default_factory=dict)  # retired id -> reason

    def active(self) -> list[Requirement]:
        """The requirements that are scored."""
        return [r for r in self.requirements.values() if r.active]

    def texts_of(self, requirement: str) -> list[Requirement]:
        """The requirements on the message of a refusal."""
        return self._texts.get(requirement, [])

    def prefixes(self) -> list[str]:
        """The prefixes of ids, up to the hyphen, in alphabetical order."""
        return sorted({identifier.rpartition("-")[0] for identifier in (*self.requirements, *self.retired)})

    def next_id(self, prefix: str) -> str:
        """The first id after the highest with this prefix, retired ones included; number 001 for a new prefix."""
        return _next_id(prefix, [*self.requirements, *self.retired])

    def retired_text(self, identifier: str) -> str | None:
        """That an id is retired, and why; None for one that is not."""
        why = self.retired.get(identifier)
        return None if why is None else f"{identifier} is retired: {why}. The id is never used again."

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


@dataclass(frozen=True)
class _File:
    """One TOML file, each of its parts valid by itself."""

    area: str
    title: str
    retired: dict[str, str]
    requirements: list[Requirement]


def _next_id(prefix: str, identifiers: Iterable[str]) -> str:
    numbers = (i.rpartition("-") for i in identifiers)
    highest = max((int(number) for before, _, number in numbers if before == prefix), default=0)
    return f"{prefix}-{highest + 1:03}"


def _document(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(f"{name}: not TOML: {error}") from error


def _parse(name: str, document: Mapping[str, Any]) -> _File:
    unknown = sorted(set(document) - set(FILE_KEYS))
    if unknown:
        raise CatalogError(f"{name}: unknown key {unknown[0]!r} at the top; known are {', '.join(FILE_KEYS)}")
    area, title = str(document.get("area", "")), str(document.get("title", ""))
    if not area or not title:
        raise CatalogError(f"{name}: needs 'area' and 'title' at the top")
    tables = document.get("requirement", [])
    requirements = [_parse_requirement(name, number, table, area) for number, table in enumerate(tables, 1)]
    return _File(area, title, _parse_retired(name, document.get("retired", {})), requirements)


def _parse_requirement(name: str, number: int, table: dict[str, Any], area: str) -> Requirement:
    try:
        return Requirement(**{**table, "area": area})
    except ValidationError as error:
        which = table.get("id", f"number {number}")
        raise CatalogError(f"{name}: requirement {which}: {first_problem(error)}") from error


def first_problem(error: ValidationError) -> str:
    """Where a table is wrong first, and how."""
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'table'}: {first['msg']}"


def _parse_retired(name: str, table: Any) -> dict[str, str]:
    if not isinstance(table, dict):
        raise CatalogError(f'{name}: retired: write it as a table: [retired], then lines such as DEMO-001 = "why"')
    for identifier, why in table.items():
        if not re.fullmatch(ID_PATTERN, identifier):
            raise CatalogError(f"{name}: retired: {identifier!r} is not an id; write it like DEMO-001")
        if not isinstance(why, str) or not why.strip():
            raise CatalogError(f"{name}: retired: {identifier}: say why it went, as a string that is not empty")
    return dict(table)


def _refuse_reused_ids(parsed: Mapping[str, _File]) -> None:
    """Raise ``CatalogError`` for an id that is used twice, retired in two files, or used though it is retired."""
    retired: dict[str, str] = {}  # id -> file
    for name, file in parsed.items():
        for identifier in file.retired:
            if identifier in retired:
                raise CatalogError(f"{name}: retired: {identifier} is in {retired[identifier]} too; keep one of them")
            retired[identifier] = name
    used = [(r.id, name) for name, file in parsed.items() for r in file.requirements]
    seen: set[str] = set()
    for identifier, name in used:
        if identifier in seen:
            wrong = "is used twice"
        elif identifier in retired:
            where = retired[identifier]
            wrong = f"is retired in {where} ({parsed[where].retired[identifier]}) and never used again"
        else:
            seen.add(identifier)
            continue
        free = _next_id(identifier.rpartition("-")[0], [*retired, *(i for i, _ in used)])
        raise CatalogError(f"{name}: id {identifier} {wrong}; take {free}")


def parse_catalog(texts: Mapping[str, str]) -> Catalog:
    """The catalog made of TOML texts by file name. Raises ``CatalogError``."""
    return _made(texts, {name: _document(name, text) for name, text in texts.items()})


def _made(texts: Mapping[str, str], documents: Mapping[str, Mapping[str, Any]]) -> Catalog:
    parsed = {name: _parse(name, documents[name]) for name in sorted(texts)}
    areas: dict[str, str] = {}
    digest = hashlib.sha256()
    for name, file in parsed.items():
        if file.area in areas:
            raise CatalogError(f"{name}: another file has the area {file.area} already; give this one another name")
        areas[file.area] = file.title
        digest.update(texts[name].encode())
    _refuse_reused_ids(parsed)
    requirements = {r.id: r for file in parsed.values() for r in file.requirements}
    for requirement in requirements.values():
        if requirement.text_of and requirement.text_of not in requirements:
            raise CatalogError(f"{requirement.id}: text_of names {requirement.text_of}, which does not exist")
    retired = {identifier: why for file in parsed.values() for identifier, why in file.retired.items()}
    return Catalog(requirements, areas, digest.hexdigest()[:16], retired)


@cache
def load_catalog() -> Catalog:
    """The catalog shipped with the suite. Raises ``CatalogError``."""
    from conformance.requirements.kept import documents_of  # one requirement is read without it

    folder = files(__package__)
    entries = (entry for entry in folder.iterdir() if entry.name.endswith(".toml"))
    texts = {entry.name: entry.read_text(encoding="utf-8") for entry in entries}
    try:
        documents = documents_of(texts, str(folder))
    except tomllib.TOMLDecodeError:
        return parse_catalog(texts)  # says in which file
    return _made(texts, documents)
