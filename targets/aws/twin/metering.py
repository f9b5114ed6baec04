"""What a request that was served puts on the meter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from targets.aws.twin.meter import ACTIVE, Meter
from targets.aws.twin.subjects import user_of
from targets.reference.core.name_index import find
from targets.reference.core.state import EXTERNAL_PROVIDER, Pool, User
from targets.reference.service import Service

RISKY = ("AUDIT", "ENFORCED")
MACHINES = "client_credentials"
OK, REDIRECT = 200, 302


class Metering:
    """Watches a service, and counts on a meter."""

    def __init__(self, service: Service, meter: Meter) -> None:
        self._service = service
        self._meter = meter
        with service.lock:
            self._known = {user.sub for pool in service.pools.values() for user in pool.users.values()}

    def called(self, operation: str, params: Mapping[str, Any], *, accepted: bool) -> None:
        """A call of the API was answered."""
        if not accepted:
            return
        with self._service.lock:
            if operation in ACTIVE and (found := user_of(self._service, params)):
                self._active(*found)
            if "UserPoolClient" in operation or operation == "DeleteUserPool":
                self._note_machines()

    def visited(self, pool: Pool | None, form: Mapping[str, str], status: int) -> None:
        """A request to a domain was answered. Whoever is new in the pool came by a page or a provider."""
        if pool is None:
            return
        with self._service.lock:
            if status == OK and form.get("grant_type") == MACHINES:
                self._meter.token()
            new = [user for user in pool.users.values() if user.sub not in self._known]
            typed = find(pool, form.get("username", "")) if status == REDIRECT else None  # a sign-in that led on
            for user in [*new, *([typed] if typed else [])]:
                self._active(pool, user)

    def _active(self, pool: Pool, user: User) -> None:
        self._known.add(user.sub)
        federated = user.status == EXTERNAL_PROVIDER
        self._meter.active(pool.id, user.sub, tier_of(pool), self._service.clock.now(), federated=federated)

    def _note_machines(self) -> None:
        now, there = self._service.clock.now(), set()
        for client in self._service.clients.values():
            if MACHINES in client.settings.get("AllowedOAuthFlows", ()):
                there.add(client.id)
                self._meter.machine(client.id, True, now)
        for gone in set(self._meter.machines) - there:
            self._meter.machine(gone, False, now)


def tier_of(pool: Pool) -> str:
    """Documented: a pool with AdvancedSecurityMode is charged as PLUS."""
    mode = pool.settings.get("UserPoolAddOns", {}).get("AdvancedSecurityMode")
    return "PLUS" if mode in RISKY else str(pool.settings["UserPoolTier"])
