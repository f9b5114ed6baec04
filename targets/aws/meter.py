"""What a run has used: calls by category, users, pools, clients, throttled requests. Figures of one process."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Used:
    """Figures that can be added up. ``users`` who are federated have no tier."""

    calls: Counter[str] = field(default_factory=Counter)  # by category; "" without one
    operations: Counter[str] = field(default_factory=Counter)
    users: Counter[str] = field(default_factory=Counter)  # by tier; federated
    made: Counter[str] = field(default_factory=Counter)  # pools, clients, domains, machine clients
    machine_tokens: int = 0
    throttled: int = 0
    left: int = 0  # pools that could not be deleted

    def as_data(self) -> dict[str, Any]:
        """As JSON has it."""
        counters = {name: dict(getattr(self, name)) for name in ("calls", "operations", "users", "made")}
        return {**counters, "machine_tokens": self.machine_tokens, "throttled": self.throttled, "left": self.left}

    @classmethod
    def of(cls, data: dict[str, Any]) -> Used:
        """From ``as_data``."""
        calls, operations, users, made = (Counter(data[name]) for name in ("calls", "operations", "users", "made"))
        return cls(
            calls, operations, users, made, int(data["machine_tokens"]), int(data["throttled"]), int(data["left"])
        )

    def __add__(self, other: Used) -> Used:
        return Used(
            self.calls + other.calls,
            self.operations + other.operations,
            self.users + other.users,
            self.made + other.made,
            self.machine_tokens + other.machine_tokens,
            self.throttled + other.throttled,
            self.left + other.left,
        )


class Meter:
    """Counts. Threads may share it."""

    def __init__(self) -> None:
        self.used = Used()
        self._lock = threading.Lock()

    def call(self, category: str, operation: str) -> None:
        """Count a request."""
        with self._lock:
            self.used.calls[category] += 1
            self.used.operations[operation] += 1

    def user(self, tier: str) -> None:
        """Count a user who was made."""
        with self._lock:
            self.used.users[tier] += 1

    def made(self, what: str) -> None:
        """Count something that was made."""
        with self._lock:
            self.used.made[what] += 1

    def machine_token(self) -> None:
        """Count an access token of a client by itself."""
        with self._lock:
            self.used.machine_tokens += 1

    def throttled(self) -> None:
        """Count a request that was turned away because there were too many."""
        with self._lock:
            self.used.throttled += 1
