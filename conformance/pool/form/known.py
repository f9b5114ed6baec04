"""The members that this suite knows, part by part: whoever added one to ``known.json`` has decided what it means.

A member that is not there is never compared and its value never written: it might be a secret, and what a change of it
does is not known. It is named instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from conformance.pool.form.document import ID, ITEMS, PoolDocument, is_unknown, unknown

FILE = Path(__file__).with_name("known.json")
NOT_KNOWN = "this version of the suite does not know this member; its value is left out"
Tree = Mapping[str, Any]


@cache
def known() -> Tree:
    """The members of each part, nested as in the API. None: a value, a list of values, or a map of free names."""
    found: Tree = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def unknown_members(document: PoolDocument) -> list[str]:
    """The place of each member that this suite does not know, sorted."""
    found: set[str] = set()
    for part, value in document.parts.items():
        if part in ITEMS:
            for key, item in value.items():
                found |= set(_strange(known()[part], item, f"{part}.{key}"))
        else:
            found |= set(_strange(known()[part], value, part))
    return sorted(found)


def withheld(part: str, members: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a part, or of an item of it, in which the values of members that are not known are left out."""
    found: dict[str, Any] = _withheld(known()[part], members)
    return found


def _strange(tree: Tree, value: Any, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for inner in value:
            yield from _strange(tree, inner, path)
        return
    if not isinstance(value, Mapping) or is_unknown(value):
        return
    for name, inner in value.items():
        if name == ID:
            continue
        if name not in tree:
            yield f"{path}.{name}"
        elif tree[name] is not None:
            yield from _strange(tree[name], inner, f"{path}.{name}")


def _withheld(tree: Tree, value: Any) -> Any:
    if isinstance(value, list):
        return [_withheld(tree, inner) for inner in value]
    if not isinstance(value, Mapping) or is_unknown(value):
        return value
    return {name: _one(tree, name, inner) for name, inner in value.items()}


def _one(tree: Tree, name: str, value: Any) -> Any:
    if name == ID:
        return value
    if name not in tree:
        return unknown(NOT_KNOWN)
    return value if tree[name] is None else _withheld(tree[name], value)
