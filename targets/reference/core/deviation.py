"""The switch of the mutants: ``deviates("id")`` is called where a behaviour lives.

The set of active mutants belongs to a service; for the time of one request it is made visible here, per thread, so
that no function needs to carry it along.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
NONE: frozenset[str] = frozenset()


class _Active(threading.local):
    mutants: frozenset[str] = NONE


_active = _Active()
_listeners: list[set[str]] = []  # of those who want to know what is asked


def deviates(mutant: str) -> bool:
    """Whether the service that handles this request has this mutant switched on."""
    for met in _listeners:
        met.add(mutant)
    return mutant in _active.mutants


def varied(right: T, mutant: str, wrong: T) -> T:
    """``right``, or what this mutant has instead."""
    return wrong if deviates(mutant) else right


@contextmanager
def deviating(mutants: frozenset[str]) -> Iterator[None]:
    """Handle one request with these mutants."""
    before = _active.mutants
    _active.mutants = mutants
    try:
        yield
    finally:
        _active.mutants = before


@contextmanager
def asked() -> Iterator[set[str]]:
    """Collects the mutants that are asked about meanwhile: no other one can make a difference to what is done."""
    met: set[str] = set()
    _listeners.append(met)
    try:
        yield met
    finally:
        _listeners.remove(met)
