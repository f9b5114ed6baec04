"""A target that is started for one command, and stopped after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from targets.interface import REAL, Running, TargetUnusable
from targets.registry import resolve
from targets.smoke import smoke
from targets.spec import parse


@contextmanager
def reached(spec: str, guarded: str) -> Iterator[Running]:
    """The target that ``spec`` names, once it has passed the smoke test.

    Raises ``TargetUnusable`` where it cannot be used, and with the sentence ``guarded``, before anything is sent, where
    it is an account of AWS or its stand-in.
    """
    if parse(spec).name == REAL:
        raise TargetUnusable(guarded)
    running = resolve(spec).start()
    try:
        if trouble := guarded if running.identity.guarded else smoke(running):
            raise TargetUnusable(trouble)
        yield running
    finally:
        running.stop()
