"""Things that are there and cannot be used yet: domains, roles and functions."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

DOMAIN, ROLE, FUNCTION = "domain", "role", "function"


class Delays:
    """Until when what is new has to be waited for, on the clock of the account. ``longest`` in seconds."""

    def __init__(self, clock: Callable[[], float], chance: random.Random, longest: float) -> None:
        self._clock = clock
        self._chance = chance
        self._longest = longest
        self._until: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def begin(self, kind: str, name: str) -> None:
        """This was made just now."""
        with self._lock:
            self._until[kind, name] = self._clock() + self._chance.uniform(0, self._longest)

    def ready(self, kind: str, name: str) -> bool:
        """Whether it can be used; true of what was there before."""
        return self._clock() >= self._until.get((kind, name), 0.0)
