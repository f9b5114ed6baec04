"""The pools and domains that a run has made, so that an endpoint that outlives it can be left as it was."""

from __future__ import annotations

import threading

from conformance.checking.exchange import Exchange


class Made:
    """The resources that were created and not deleted. Safe for use by several threads."""

    def __init__(self) -> None:
        self.pools: dict[str, None] = {}  # ids, in the order in which they were made
        self.domains: dict[str, str] = {}  # domain -> pool id
        self.unseen: set[str] = set()  # names of pools that may have been made although no answer tells their id
        self.tiers: dict[str, str] = {}  # by pool id, as the target said last
        self.clients: dict[str, str] = {}  # by client id: its pool's id
        self._lock = threading.Lock()

    def miss(self, exchange: Exchange) -> None:
        """Take one call into account whose answer does not tell what came of it."""
        with self._lock:
            if exchange.operation == "CreateUserPool":
                self.unseen.add(str(exchange.request.get("PoolName")))

    def note(self, exchange: Exchange) -> None:
        """Take one accepted call into account."""
        pool, domain = exchange.request.get("UserPoolId"), exchange.request.get("Domain")
        with self._lock:
            if exchange.operation == "CreateUserPool" and isinstance(made := exchange.get("UserPool.Id"), str):
                self.pools[made] = None
                self._note_tier(made, exchange.get("UserPool.UserPoolTier"))
            elif exchange.operation == "UpdateUserPool":
                self._note_tier(str(pool), exchange.request.get("UserPoolTier"))
            elif exchange.operation == "CreateUserPoolClient":
                if isinstance(client := exchange.get("UserPoolClient.ClientId"), str):
                    self.clients[client] = str(pool)
            elif exchange.operation == "DeleteUserPool":
                self.pools.pop(str(pool), None)
            elif exchange.operation == "CreateUserPoolDomain":
                self.domains[str(domain)] = str(pool)
            elif exchange.operation == "DeleteUserPoolDomain":
                self.domains.pop(str(domain), None)

    def _note_tier(self, pool: str, tier: object) -> None:
        if tier in ("ESSENTIALS", "LITE", "PLUS"):
            self.tiers[pool] = str(tier)
