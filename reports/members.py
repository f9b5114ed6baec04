"""Members of journal events, read whatever their type, and orders that do not depend on how events came."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

Event = Mapping[str, Any]


def text_in(event: Mapping[str, Any], member: str) -> str:
    value = event.get(member)
    return "" if value is None else words_of(value)


def words_of(value: Any) -> str:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if not value.isascii() else value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def texts_in(event: Mapping[str, Any], member: str) -> list[str]:
    return [words_of(v) for v in list_in(event, member)]


def list_in(event: Mapping[str, Any], member: str) -> list[Any]:
    value = event.get(member)
    return list(value) if isinstance(value, list | tuple) else []


def dimensions_in(event: Mapping[str, Any]) -> dict[str, list[str]]:
    """The values of each dimension that a run varies, the plain one first."""
    found = event.get("dimensions")
    return {str(name): [*map(str, values)] for name, values in found.items()} if isinstance(found, Mapping) else {}


def whole_number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def real_number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def situation_of(event: Event) -> str:
    """The key of a distinct situation; without a digest all observations of a property count as one."""
    return text_in(event, "situation") or f"property {text_in(event, 'property')}"


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def rank(event: Event) -> tuple[float, str]:
    """A sort key: the earliest first, and ties in an order that does not depend on the order of the file."""
    return (real_number(event.get("at")), canonical(event))


def witness_rank(event: Event) -> tuple[Any, ...]:
    """Confirmed ones first, then those that could be replayed, then the shortest, then the earliest."""
    first = (event.get("confirmed") is not True, bool(text_in(event, "undecided") or text_in(event, "undone")))
    return (*first, len(list_in(event, "steps")) or 10**6, *rank(event))


def most_frequent(counter: Counter[str]) -> str | None:
    return min(counter, key=lambda key: (-counter[key], key), default=None)
