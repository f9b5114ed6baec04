"""The switch of the mutants: ``deviates("id")`` stands where a behaviour lives.

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


def deviates(mutant: str) -> bool:
    """Whether the service that handles this request has this mutant switched on."""
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
