"""The identity of an example among those of its property."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.scenario.coverage import label_of


def situation_of(name: str, drawn: Mapping[str, Any]) -> str:
    """A digest of these draws of the named property; the same in every process."""
    text = name + repr([(member, _ordered(value)) for member, value in sorted(drawn.items())])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def cell_of(drawn: Mapping[str, Any], values: Mapping[str, tuple[Any, ...]]) -> dict[str, str]:
    """The draws that range over a few values, in words."""
    places = {name: _place_of(drawn[name], among) for name, among in values.items()}
    return label_of({name: place for name, place in places.items() if place is not None}, values)


def _place_of(value: Any, among: Sequence[Any]) -> int | None:
    """The index of a value among these; None if it equals none of them."""
    found = (number for number, each in enumerate(among) if each is value)
    return next(found, next((n for n, each in enumerate(among) if type(each) is type(value) and each == value), None))


def _ordered(value: Any) -> Any:
    """A drawn value whose sets are ordered in the same way in every process."""
    if isinstance(value, set | frozenset):
        return ["set", *sorted(map(repr, value))]
    if isinstance(value, dict):
        return {name: _ordered(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_ordered(member) for member in value]
    return value
