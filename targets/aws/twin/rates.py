"""Rates: how many requests of a kind there were in the last second, and whether one more may be served.

AWS says how many requests a second it serves, not over which span it counts. Here it is any second: in none of them are
more requests served than the rate.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from targets.aws.twin import categories
from targets.aws.twin.refusals import Refused

SPAN = 1.0  # seconds
CATEGORY, DOMAIN, POOL = "category", "domain", "pool"  # what there are limits on; POOL: on one operation to one pool
DOMAIN_RATE = 300  # requests a second from one address to a domain


@dataclass
class Rate:
    """What is known of the requests that one limit is for. ``kind``: what the limit is on."""

    limit: int
    kind: str
    served: deque[float] = field(default_factory=deque)  # of the last second
    asked: deque[float] = field(default_factory=deque)
    highest: int = 0  # requests in any one second, refused ones too
    total: int = 0
    refused: int = 0

    def arrived(self, now: float) -> None:
        """Another request, whatever becomes of it."""
        _forget(self.asked, now)
        self.asked.append(now)
        self.highest = max(self.highest, len(self.asked))
        self.total += 1

    def full(self, now: float) -> bool:
        """Whether as many requests have been served in the last second as may be."""
        _forget(self.served, now)
        return len(self.served) >= self.limit


def _forget(moments: deque[float], now: float) -> None:
    while moments and moments[0] <= now - SPAN:
        moments.popleft()


class Rates:
    """The rates of an account. ``scale`` multiplies every limit; at least one request a second is served."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, scale: float = 1.0) -> None:
        self._clock = clock
        self._scale = scale
        self._lock = threading.Lock()
        self._rates: dict[str, Rate] = {}
        self._per_pool: defaultdict[tuple[str, str], Rate] = defaultdict(self._per_pool_rate)

    def call(self, operation: str, category: str, pool: str) -> None:
        """A call of the API. Raises ``Refused`` when it is one too many."""
        quota = categories.QUOTAS[category]
        with self._lock:
            now = self._clock()
            wanted = [self._rate(category, quota.rate)]
            if operation == categories.CHALLENGE and category == "UserAuthentication":
                wanted = [self._rate(operation, quota.rate * categories.CHALLENGE_FACTOR)]
            if quota.per_pool and pool:
                wanted.append(self._per_pool[operation, pool])
            self._take(wanted, now)

    def page(self, domain: str, category: str) -> None:
        """A request to a domain. Raises ``Refused`` when it is one too many."""
        with self._lock:
            now = self._clock()
            wanted = [self._rate(f"domain {domain}", DOMAIN_RATE, DOMAIN)]
            if category:
                known = categories.QUOTAS.get(category) or categories.QUOTAS["UserAuthentication"]
                wanted.append(self._rate(category, known.rate))
            self._take(wanted, now)

    def _per_pool_rate(self) -> Rate:
        return Rate(self.scaled(categories.PER_POOL), POOL)

    def _rate(self, name: str, limit: int, kind: str = CATEGORY) -> Rate:
        return self._rates.setdefault(name, Rate(self.scaled(limit), kind))

    def scaled(self, limit: int) -> int:
        """A quota as this account has it."""
        return max(int(limit * self._scale), 1)

    def _take(self, wanted: Iterable[Rate], now: float) -> None:
        wanted = list(wanted)
        for rate in wanted:
            rate.arrived(now)
        full = [rate for rate in wanted if rate.full(now)]
        if full:
            for rate in full:
                rate.refused += 1
            raise Refused("TooManyRequestsException", "Rate exceeded")
        for rate in wanted:
            rate.served.append(now)

    def seen(self) -> dict[str, dict[str, Any]]:
        """The highest rate under each limit, beside the limit."""
        with self._lock:
            found = {name: _shown(rate) for name, rate in sorted(self._rates.items())}
            for (operation, pool), rate in sorted(self._per_pool.items()):
                found[f"{operation} {pool}"] = _shown(rate)
        return found


def _shown(rate: Rate) -> dict[str, Any]:
    return {
        "kind": rate.kind,
        "limit": rate.limit,
        "highest": rate.highest,
        "total": rate.total,
        "throttled": rate.refused,
    }
