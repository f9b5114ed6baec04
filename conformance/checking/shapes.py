"""Answers against the shapes of a service model. Pure: shapes are botocore's, or anything that looks like them.

A path names where a value is: ``answer.UserPool.SchemaAttributes[].Name``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from conformance.checking.exchange import Difference

JSON_TYPES: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "timestamp": (int, float),
    "double": (int, float),
    "float": (int, float),
    "blob": (str,),
}
FIRST_SECOND, LAST_SECOND = 10**9, 10**11  # the years 2001 and 5138; milliseconds are far beyond


def misfit(value: Any, shape: Any, path: str) -> Difference | None:
    """The first place where a JSON value does not fit a shape. Members that the model does not know are passed over."""
    if value is None:
        return None
    wanted = JSON_TYPES.get(shape.type_name, (object,))
    fits = isinstance(value, wanted) and (bool in wanted or not isinstance(value, bool))
    if not fits:
        return Difference(f"type-{path}", f"{path} is of type {shape.type_name}", f"{path} is {type(value).__name__}")
    if shape.type_name == "structure":
        for name in shape.required_members:
            if value.get(name) is None:
                return Difference(f"without-{path}.{name}", f"{path} has {name}", "it has not")
    return next((found for part in _parts(value, shape, path) if (found := misfit(*part))), None)


def _parts(value: Any, shape: Any, path: str) -> Iterator[tuple[Any, Any, str]]:
    """The parts of a value that the model knows, each with its shape and path."""
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        members = shape.members
        for name, part in value.items():
            if name in members:
                yield part, members[name], f"{path}.{name}"
    elif kind == "list" and isinstance(value, list):
        for part in value:
            yield part, shape.member, f"{path}[]"
    elif kind == "map" and isinstance(value, dict):
        for part in value.values():
            yield part, shape.value, f"{path}.*"


def _everywhere(value: Any, shape: Any, path: str) -> Iterator[tuple[Any, Any, str]]:
    """A value and all that it consists of."""
    yield value, shape, path
    for part in _parts(value, shape, path):
        yield from _everywhere(*part)


def undescribed(value: Mapping[str, Any], shape: Any, path: str = "answer") -> Iterator[tuple[str, str]]:
    """The members that the model does not have at their place: path of the structure, and name.

    ``shape`` is None for an operation without output, which has no members at all. A structure that is a free
    document has whatever it has.
    """
    if shape is None:
        yield from ((path, name) for name in value)
        return
    for part, its, where in _everywhere(value, shape, path):
        if its.type_name == "structure" and isinstance(part, dict) and not its.metadata.get("document"):
            yield from ((where, name) for name in part if name not in its.members)


def other_members(value: Mapping[str, Any], shape: Any, known: Collection[str]) -> Difference | None:
    """The difference where an answer has members that only other answers of the model have."""
    return _one_too_many([found for found in undescribed(value, shape) if found[1] in known], "extra")


def unknown_members(value: Mapping[str, Any], shape: Any, known: Collection[str]) -> Difference | None:
    """The difference where an answer has members that no answer of the model has."""
    return _one_too_many([found for found in undescribed(value, shape) if found[1] not in known], "unknown")


def _one_too_many(found: list[tuple[str, str]], word: str) -> Difference | None:
    if not found:
        return None
    path, name = found[0]
    kind = f"{word}-{path}.{name}" if re.fullmatch(r"[A-Za-z_]{1,40}", name) else f"{word}-{path}"
    names = sorted({name for _, name in found})
    return Difference(kind, f"{path} has only the members that the model gives it", f"it also has {', '.join(names)}")


def unlisted(value: Mapping[str, Any], shape: Any) -> Iterator[tuple[str, str, list[str]]]:
    """The values that their enums do not list: path, value, and what is listed."""
    for part, its, path in _everywhere(value, shape, "answer"):
        listed = getattr(its, "enum", None) if its.type_name == "string" else None
        if listed and isinstance(part, str) and part not in listed:
            yield path, part, listed


def too_short(value: Mapping[str, Any], shape: Any) -> Iterator[str]:
    """The paths of the empty texts whose shape has a least length."""
    for part, its, path in _everywhere(value, shape, "answer"):
        if part == "" and its.type_name == "string" and its.metadata.get("min", 0) > 0:
            yield path


def times(value: Mapping[str, Any], shape: Any) -> Iterator[tuple[str, float]]:
    """The points in time of an answer that are numbers, each with its path."""
    for part, its, path in _everywhere(value, shape, "answer"):
        if its.type_name == "timestamp" and isinstance(part, int | float) and not isinstance(part, bool):
            yield path, part


def not_in_seconds(value: Mapping[str, Any], shape: Any) -> Difference | None:
    """The difference where a point in time cannot be meant in seconds since 1970."""
    for path, moment in times(value, shape):
        if not FIRST_SECOND < moment < LAST_SECOND:
            return Difference(f"not-seconds-{path}", f"{path} is in seconds since 1970", f"{path} is {moment!r}")
    return None
