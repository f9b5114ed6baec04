"""Where a value is in a JSON document: names joined by dots. The one syntax for all that a definition looks up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def walk(value: Any, path: str) -> Iterator[Any]:
    """The values that ``path`` leads to.

    A name is a member of an object, a number is a place in a list, ``*`` is every member or item. A list at the end
    gives its items; the empty path gives the value itself.
    """
    name, _, rest = path.partition(".")
    if not name:
        yield from value if isinstance(value, list) else [value]
    elif name == "*":
        for member in _members(value):
            yield from walk(member, rest)
    elif isinstance(value, dict) and name in value:
        yield from walk(value[name], rest)
    elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
        yield from walk(value[int(name)], rest)


def leads_somewhere(value: Any, path: str) -> bool:
    """Whether the path exists in the document, even where what it leads to is empty."""
    names = [name for name in path.split(".") if name]
    while names and names[-1] == "*":
        names.pop()
    here = [value]
    for name in names:
        here = [found for one in here for found in _step(one, name)]
    return bool(here)


def texts(value: Any) -> Iterator[str]:
    """The texts and numbers in a value, however deep, as text."""
    if isinstance(value, dict | list):
        for member in _members(value):
            yield from texts(member)
    elif value is not None:
        yield as_text(value)


def _members(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _step(value: Any, name: str) -> list[Any]:
    if name == "*":
        return _members(value)
    if isinstance(value, dict):
        return [value[name]] if name in value else []
    if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
        return [value[int(name)]]
    return []


def as_text(value: Any) -> str:
    """A value as a definition writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
