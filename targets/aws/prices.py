"""What Cognito charges, and what a run of these figures costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from targets.aws.meter import Used

AS_OF = "2026-11"
SOURCE = "published price comparisons, US regions; AWS's own page was not read"
PER_USER: Mapping[str, float] = {
    "LITE": 0.0055,
    "ESSENTIALS": 0.015,
    "PLUS": 0.02,
    "federated": 0.015,
}  # a user and month, in dollars
FREE_USERS: Mapping[str, int] = {"LITE": 10_000, "ESSENTIALS": 10_000, "PLUS": 0, "federated": 50}
PER_MACHINE_CLIENT = 6.0  # dollars a client and month, by the second
PER_MACHINE_TOKEN = 2.25 / 1000
MONTH = 30 * 24 * 3600.0


@dataclass(frozen=True)
class Price:
    """Dollars: at least where the free users of the month are left, at most where they are used up."""

    least: float
    most: float

    def __str__(self) -> str:
        return f"${self.least:.2f}" if self.least == self.most else f"${self.least:.2f} to ${self.most:.2f}"


def price_of(used: Used, seconds: float) -> Price:
    """What these figures cost; ``seconds`` is how long clients of the kind machine-to-machine stand."""
    machines = used.machine_tokens * PER_MACHINE_TOKEN
    machines += used.made["machine clients"] * PER_MACHINE_CLIENT * seconds / MONTH
    most = sum(count * PER_USER[tier] for tier, count in used.users.items())
    least = sum(max(0, count - FREE_USERS[tier]) * PER_USER[tier] for tier, count in used.users.items())
    return Price(round(least + machines, 4), round(most + machines, 4))
