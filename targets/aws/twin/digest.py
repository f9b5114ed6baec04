"""A digest of everything that the service knows of a pool, so that the least change shows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from typing import Any

from targets.reference.core.domain_state import DomainState
from targets.reference.core.keys import SigningKey
from targets.reference.core.state import Pool


def digest(pool: Pool, domain: DomainState | None) -> str:
    """Of the pool with its users, clients and all that stems from them, and of what its domain remembers."""
    plain = _Plain().of([pool, domain])
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=_refuse).encode()).hexdigest()


def _refuse(value: object) -> object:
    raise TypeError(f"a pool holds {type(value).__name__}, of which no digest can be made")


class _Plain:
    """Objects as JSON has them. One that was met before is its number: they refer to each other in circles."""

    def __init__(self) -> None:
        self._met: dict[int, int] = {}

    def of(self, value: Any) -> Any:
        """This value."""
        if isinstance(value, SigningKey):
            return value.kid
        if is_dataclass(value) and not isinstance(value, type):
            return self._object(value)
        if isinstance(value, dict):
            return [[self.of(key), self.of(item)] for key, item in value.items()]  # the order counts too
        if isinstance(value, set | frozenset):
            return sorted(json.dumps(self.of(item), sort_keys=True) for item in value)
        if isinstance(value, list | tuple):
            return [self.of(item) for item in value]
        if isinstance(value, bytes):
            return value.hex()
        return value

    def _object(self, value: Any) -> Any:
        if id(value) in self._met:
            return {"met": self._met[id(value)]}
        self._met[id(value)] = len(self._met)
        content = {one.name: self.of(getattr(value, one.name)) for one in fields(value)}
        return {"type": type(value).__name__} | content
