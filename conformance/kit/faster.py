"""A second, faster implementation of a computation, which scripts do without."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def faster(implementation: Callable[P, R]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Compute by ``implementation`` in the suite; a script shows, and runs, the function that is decorated.

    Both must give the same result: a test compares them.
    """

    def decorate(plain: Callable[P, R]) -> Callable[P, R]:
        @wraps(plain)
        def computed(*args: P.args, **kwargs: P.kwargs) -> R:
            return implementation(*args, **kwargs)

        return computed

    return decorate
