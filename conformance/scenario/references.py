"""Which steps an encoded value refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def references(value: Any) -> Iterator[int]:
    """The numbers of the steps that an encoded value refers to."""
    if isinstance(value, Mapping):
        if "$ref" in value:
            yield value["$ref"][0]
        elif "$step" in value:
            yield value["$step"]
        else:
            for member in value.values():
                yield from references(member)
    elif isinstance(value, list):
        for member in value:
            yield from references(member)
