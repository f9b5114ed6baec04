"""The switch of the mutants: ``deviates("id")`` is called where a behaviour lives.

The set of active mutants belongs to a service; for the time of one request it is made visible here, per thread, so
that no function needs to carry it along. ``id@dimension=value`` is the mutant ``id`` in that situation alone
(see ``situation``).
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
NONE: frozenset[str] = frozenset()
Value = Callable[[str], str | None]  # the value of a dimension in the situation of a request; None: does not apply
Listener = Callable[[str, bool], object]  # the mutant, and whether it makes a difference there
Met = Counter[tuple[str, str, bool]]  # of requests: the operation, a dimension=value, and whether it made a difference


def _nowhere(dimension: str) -> str | None:
    return None


class _Active(threading.local):
    mutants: frozenset[str] = NONE
    value: Value = staticmethod(_nowhere)


_active = _Active()
_listeners: list[Listener] = []  # of those who want to know what is asked


def deviates(mutant: str, *, here: bool = True) -> bool:
    """Whether the service that handles this request has this mutant switched on, here or in this situation.

    Not where the place sees that it makes no difference to this request (``here``); listeners hear of that.
    """
    for listener in _listeners:
        listener(mutant, here)
    if not here:
        return False
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
    """``right``, or what this mutant has instead; it makes no difference where both are the same."""
    return wrong if deviates(mutant, here=right != wrong) else right


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

    def listen(mutant: str, here: bool) -> None:
        if here:
            met.add(mutant)

    with _listening(listen):
        yield met


@contextmanager
def asked_in(dimensions: tuple[str, ...]) -> Iterator[dict[str, Met]]:
    """Counts, by mutant, the requests that reach its place meanwhile, in which situations.

    Of one request, the situation in which it was asked about first counts, or first made a difference.
    """
    met: dict[str, Met] = defaultdict(Counter)
    request: Value = _nowhere
    before: dict[str, tuple[bool, list[str | None]]] = {}  # of this request

    def listen(mutant: str, here: bool) -> None:
        nonlocal request
        if _active.value is not request:
            _count(met, dimensions, before)
            request = _active.value
        known = before.get(mutant)
        if known is None or (here and not known[0]):
            before[mutant] = here, _values(("operation", *dimensions))

    with _listening(listen):
        yield met
    _count(met, dimensions, before)


def _count(met: dict[str, Met], dimensions: tuple[str, ...], request: dict[str, tuple[bool, list[str | None]]]) -> None:
    """Add what one request came by, and forget the request."""
    for mutant, (here, (operation, *values)) in request.items():
        given = zip(dimensions, values, strict=True)
        met[mutant].update(
            (operation, f"{dimension}={each}", here)
            for dimension, each in given
            if operation is not None and each is not None
        )
    request.clear()


@contextmanager
def _listening(listener: Listener) -> Iterator[None]:
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
