"""Values that are of another type than the API takes: nothing could be said of a pool that has them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from conformance.pool.form.document import ID, ITEMS, PoolDocument, is_unknown
from conformance.pool.importing.typed import OPERATIONS, shape_of

NEEDED = {
    "structure": "an object",
    "map": "an object",
    "list": "a list",
    "string": "a text",
    "boolean": "true or false",
    "integer": "a whole number",
    "long": "a whole number",
}
TYPES: dict[str, tuple[type, ...]] = {
    "structure": (Mapping,),
    "map": (Mapping,),
    "list": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
}


def wrong_kinds(document: PoolDocument) -> Iterator[str]:
    """A sentence for each value of a wrong type: its place, the value, and what is needed."""
    for part, value in document.parts.items():
        if part not in OPERATIONS:
            continue
        items = value.items() if part in ITEMS else [("", value)]
        for key, item in items:
            yield from _wrong(shape_of(part), item, f"{part}.{key}" if key else part)


def _wrong(shape: Any, value: Any, place: str) -> Iterator[str]:
    kind = shape.type_name
    if is_unknown(value) or value is None or kind not in TYPES:
        return
    right: bool = isinstance(value, TYPES[kind]) and (kind == "boolean" or type(value) is not bool)
    if not right:
        yield f"{place}: {json.dumps(value, default=str)[:60]}: {NEEDED[kind]} is needed"
    elif kind == "structure":
        for name, inner in value.items():
            if name != ID and name in shape.members:
                yield from _wrong(shape.members[name], inner, f"{place}.{name}")
    elif kind == "map":
        for name, inner in value.items():
            yield from _wrong(shape.value, inner, f"{place}.{name}")
    elif kind == "list":
        for number, inner in enumerate(value):
            yield from _element(shape.member, inner, f"{place}[{number}]")


def _element(shape: Any, value: Any, place: str) -> Iterator[str]:
    """One of a list, where nothing is no value."""
    if value is None:
        yield f"{place}: null: {NEEDED.get(shape.type_name, 'a value')} is needed"
    else:
        yield from _wrong(shape, value, place)
