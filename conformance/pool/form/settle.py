"""Order: every list of a pool's configuration is a set. AWS itself sorts some of them and keeps the order of others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from conformance.pool.form.document import PoolDocument

# What a list of objects is ordered by; recovery goes by Priority, wherever it stands in the list.
ORDER = {
    "Schema": ("Name",),
    "RecoveryMechanisms": ("Priority", "Name"),
    "Scopes": ("ScopeName",),
    "LogConfigurations": ("EventSource", "LogLevel"),
    "Assets": ("Category", "ColorMode"),
}
FREE = frozenset({"Settings"})  # of branding: a document of its own, whose lists may be ordered


def settled(document: PoolDocument) -> PoolDocument:
    """The same document with every set sorted, and without repetitions in it."""
    document.parts = {part: sorted_sets(value) for part, value in document.parts.items()}
    return document


def sorted_sets(value: Any, name: str = "") -> Any:
    """A copy in which each list below is sorted."""
    if name in FREE:
        return value
    if isinstance(value, Mapping):
        return {key: sorted_sets(inner, str(key)) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    inner = [sorted_sets(one) for one in value]
    if all(isinstance(one, str) for one in inner):
        return sorted(set(inner))
    return sorted(inner, key=lambda one: _rank(one, ORDER.get(name, ())))


def _rank(value: Any, members: tuple[str, ...]) -> tuple[str, ...]:
    known = value if isinstance(value, Mapping) else {}
    return (*(_sortable(known.get(member)) for member in members), json.dumps(value, sort_keys=True))


def _sortable(value: Any) -> str:
    return f"{value:09d}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
