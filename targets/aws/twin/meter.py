"""What the account is charged for: active users by tier, clients and tokens of machines, limits that were bought.

Prices as several comparisons gave them in 2026, in US dollars; AWS's own page was not read.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import gmtime, strftime
from types import MappingProxyType
from typing import Any

PER_USER = MappingProxyType({"LITE": 0.0055, "ESSENTIALS": 0.015, "PLUS": 0.02})  # a month
FREE_USERS = MappingProxyType({"LITE": 10_000, "ESSENTIALS": 10_000, "PLUS": 0})
FEDERATED_USER, FREE_FEDERATED = 0.015, 50
MACHINE_CLIENT = 6.0  # a month, by the second
MACHINE_TOKEN = 2.25 / 1000
BOUGHT_RATE = 20.0  # for each request a second above the free limit, a month
MONTH = 30 * 24 * 3600.0
DEARER = ("LITE", "ESSENTIALS", "PLUS")

# Documented: what makes a user active in a month, beside signing in.
ACTIVE = frozenset(
    {
        "SignUp",
        "ConfirmSignUp",
        "AdminCreateUser",
        "AdminConfirmSignUp",
        "AdminGetUser",
        "AdminSetUserPassword",
        "AdminInitiateAuth",
        "AdminRespondToAuthChallenge",
        "InitiateAuth",
        "RespondToAuthChallenge",
        "AdminUpdateUserAttributes",
        "AdminDeleteUserAttributes",
        "AdminAddUserToGroup",
        "AdminRemoveUserFromGroup",
        "AdminUserGlobalSignOut",
        "AdminEnableUser",
        "AdminDisableUser",
        "ForgotPassword",
        "ConfirmForgotPassword",
    }
)


@dataclass
class Machine:
    """A client that signs in by itself: since when, None while it does not; and for how many seconds before that."""

    since: float | None = None
    before: float = 0.0

    def seconds(self, now: float) -> float:
        """How long it has been one, all in all."""
        return self.before + (0.0 if self.since is None else now - self.since)


@dataclass
class Meter:
    """Counts. ``users``: of each month, the dearest tier in which a user was active."""

    users: dict[tuple[str, str, str], str] = field(default_factory=dict)  # tier by month, pool id and sub
    federated: set[tuple[str, str, str]] = field(default_factory=set)  # those of them who came by a provider
    machines: dict[str, Machine] = field(default_factory=dict)  # by client id
    tokens: int = 0
    bought: dict[str, int] = field(default_factory=dict)  # requests a second by category
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def active(self, pool: str, sub: str, tier: str, now: float, *, federated: bool = False) -> None:
        """A user did something."""
        key = (strftime("%Y-%m", gmtime(now)), pool, sub)
        with self._lock:
            before = self.users.get(key, tier)
            self.users[key] = max(before, tier, key=DEARER.index)
            if federated:
                self.federated.add(key)

    def machine(self, client: str, there: bool, now: float) -> None:
        """A client signs in by itself from now on, or no longer."""
        with self._lock:
            if there:
                machine = self.machines.setdefault(client, Machine())
                machine.since = now if machine.since is None else machine.since
            elif client in self.machines:
                self.machines[client] = Machine(None, self.machines[client].seconds(now))

    def token(self) -> None:
        """A machine was given a token."""
        with self._lock:
            self.tokens += 1

    def read(self, now: float, free_limits: Mapping[str, int]) -> dict[str, Any]:
        """All figures; dollars twice: with every free user still there, and with none."""
        with self._lock:
            own = Counter(tier for key, tier in self.users.items() if key not in self.federated)
            seconds = sum(one.seconds(now) for one in self.machines.values())
            other = seconds / MONTH * MACHINE_CLIENT + self.tokens * MACHINE_TOKEN
            extra = sum(max(0, rate - free_limits[name]) for name, rate in self.bought.items())
            other += extra * BOUGHT_RATE
            most = sum(count * PER_USER[tier] for tier, count in own.items()) + len(self.federated) * FEDERATED_USER
            least = sum(max(0, count - FREE_USERS[tier]) * PER_USER[tier] for tier, count in own.items())
            least += max(0, len(self.federated) - FREE_FEDERATED) * FEDERATED_USER
            return {
                "users": dict(own),
                "federated": len(self.federated),
                "machine_clients": len(self.machines),
                "machine_client_seconds": round(seconds, 1),
                "machine_tokens": self.tokens,
                "bought": dict(self.bought),
                "usd_least": round(least + other, 4),
                "usd_most": round(most + other, 4),
            }
