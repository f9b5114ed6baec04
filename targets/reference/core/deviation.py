"""The switch of the mutants: ``deviates("id")`` is called where a behaviour lives.

The set of active mutants belongs to a service; for the time of one request it is made visible here, per thread, so
that no function needs to carry it along. ``id@dimension=value`` is the mutant ``id`` in that situation alone
(see ``situation``).
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
NONE: frozenset[str] = frozenset()
Value = Callable[[str], str | None]  # the value of a dimension in the situation of a request; None: does not apply
Listener = Callable[[str], object]


def _nowhere(dimension: str) -> str | None:
    return None


class _Active(threading.local):
    mutants: frozenset[str] = NONE
    value: Value = staticmethod(_nowhere)


_active = _Active()
_listeners: list[Listener] = []  # of those who want to know what is asked


def deviates(mutant: str) -> bool:
    """Whether the service that handles this request has this mutant switched on, here or in this situation."""
    for listener in _listeners:
        listener(mutant)
    return mutant in _active.mutants or any(_applies(mutant, each) for each in _active.mutants if "@" in each)


def _applies(mutant: str, conditional: str) -> bool:
    name, _, condition = conditional.partition("@")
    dimension, _, value = condition.partition("=")
    return name == mutant and _values((dimension,)) == [value]


def _values(dimensions: Sequence[str]) -> list[str | None]:
    """The values of these dimensions, found out without any mutant: what they are read with asks for them, too."""
    before, listeners = _active.mutants, _listeners[:]
    _active.mutants = NONE
    _listeners.clear()
    try:
        return [*map(_active.value, dimensions)]
    finally:
        _active.mutants = before
        _listeners.extend(listeners)


def varied(right: T, mutant: str, wrong: T) -> T:
    """``right``, or what this mutant has instead; the mutant is not asked about where both are the same."""
    return right if right == wrong or not deviates(mutant) else wrong


@contextmanager
def deviating(mutants: frozenset[str], value: Value = _nowhere) -> Iterator[None]:
    """Handle one request with these mutants; ``value`` says what its situation is."""
    before = _active.mutants, _active.value
    _active.mutants, _active.value = mutants, value
    try:
        yield
    finally:
        _active.mutants, _active.value = before


@contextmanager
def asked() -> Iterator[set[str]]:
    """Collects the mutants that are asked about meanwhile: no other one can make a difference to what is done."""
    met: set[str] = set()
    with _listening(met.add):
        yield met


@contextmanager
def asked_in(dimensions: tuple[str, ...]) -> Iterator[dict[str, set[tuple[str, str]]]]:
    """Collects, by mutant, the situations it is asked about in meanwhile: each operation with a ``dimension=value``.

    Of one request, that in which it was asked about first.
    """
    met: dict[str, set[tuple[str, str]]] = defaultdict(set)
    request: Value = _nowhere
    before: set[str] = set()

    def listen(mutant: str) -> None:
        nonlocal request
        if _active.value is not request:
            request = _active.value
            before.clear()
        if mutant in before:
            return
        before.add(mutant)
        operation, *found = _values(("operation", *dimensions))
        if operation is not None:
            given = zip(dimensions, found, strict=True)
            met[mutant] |= {(operation, f"{dimension}={each}") for dimension, each in given if each is not None}

    with _listening(listen):
        yield met


@contextmanager
def _listening(listener: Listener) -> Iterator[None]:
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
