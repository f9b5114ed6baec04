"""What a property is written with: it arranges, sends, observes and never stops at a divergence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from conformance.scenario import setup
from conformance.scenario.hosted import make_hosted
from conformance.scenario.judging import ExampleOver
from conformance.scenario.property import Property, prop
from conformance.scenario.resources import Client, Hosted, Made, Pool, Session, User, key_of
from conformance.scenario.sending import Sending

if TYPE_CHECKING:
    from conformance.run.engine import Engine

__all__ = ["ExampleOver", "Scenario", "prop"]


class Scenario(Sending):
    """One example of a property on one target; pools, clients and what else can be is shared with others."""

    def __init__(self, engine: Engine, property_: Property, number: int, situation: str) -> None:
        super().__init__(engine, property_, number, situation)
        self._borrowed: set[int] = set()

    def name(self, base: str = "user") -> str:
        """A user name that is fresh in this run, shaped by what was drawn."""
        return f"{base[:100]}{self.engine.fresh()}"

    def email(self, base: str = "user") -> str:
        """An address that is fresh in this run."""
        return f"{base[:40].lower()}{self.engine.fresh()}@example.com"

    def phone(self) -> str:
        """A phone number that is fresh in this run."""
        return f"+1555{self.engine.fresh_number():07d}"

    def resource_name(self) -> str:
        """A name for a pool, client or group, with the prefix that marks it as ours."""
        return f"{self.engine.prefix}{self.engine.fresh()}"

    def pool(self, **config: Any) -> Pool:
        """A pool of this configuration (parameters of CreateUserPool), shared with other examples."""
        key = key_of(config)
        pool = self.engine.pools.get(key)
        if pool is None:
            pool = self.engine.pools[key] = setup.make_pool(self, config)
            self._borrowed.add(id(pool))
        self._borrow(pool)
        return pool

    def prepared_pool(self, key: str, prepare: Callable[[Pool], object], **config: Any) -> Pool:
        """A pool on which ``prepare`` was done once, shared with the examples that give the same ``key``."""
        key = key_of({"$prepared": key, **config})
        pool = self.engine.pools.get(key)
        if pool is None:
            pool = self.own_pool(**config)  # deleted if preparing it fails
            first = len(self.steps)
            prepare(pool)
            pool.steps += self.steps[first:]
            self.engine.own_pools.remove(pool.id)
            self.engine.pools[key] = pool
        self._borrow(pool)
        return pool

    def own_pool(self, **config: Any) -> Pool:
        """A pool of this example alone, for properties that change or delete it."""
        pool = setup.make_pool(self, config)
        self._borrowed.add(id(pool))
        self.engine.own_pools.append(pool.id)
        return pool

    def client(self, pool: Pool, **config: Any) -> Client:
        """A client of this configuration (parameters of CreateUserPoolClient), shared with other examples."""
        self._borrow(pool)
        key = key_of(config)
        client = pool.clients.get(key)
        if client is None:
            client = pool.clients[key] = setup.make_client(self, pool, config)
            self._borrowed.add(id(client))
        self._borrow(client)
        return client

    def own_client(self, pool: Pool, **config: Any) -> Client:
        """A client of this example alone."""
        client = setup.make_client(self, pool, config)
        self._borrowed.add(id(client))
        return client

    def once(self, pool: Pool, what: str, make: Callable[[], Any]) -> Any:
        """Something of a pool that ``make`` makes the first time, shared with other examples like the pool itself."""
        self._borrow(pool)
        known = pool.made.get(what)
        if known is None:
            first = len(self.steps)
            value = make()
            known = pool.made[what] = Made(value, self.steps[first:])
            self._borrowed.add(id(known))
        self._borrow(known)
        return known.value

    def _borrow(self, made: Pool | Client | Hosted | Made) -> None:
        if id(made) not in self._borrowed:
            self._borrowed.add(id(made))
            self.steps.extend(made.steps)

    def user(
        self,
        pool: Pool,
        *,
        password: str = "Correct-Horse7",
        username: str | None = None,
        attributes: Mapping[str, str] | None = None,
        status: str = "CONFIRMED",
        road: str | None = None,
    ) -> User:
        """A fresh user; see ``setup.make_user``. Without ``username`` a fitting one is made.

        A target may make addresses the user names though nobody asked for it: a name is then replaced by an address.
        """
        imposed = bool(pool.username_attributes) and not pool.config.get("UsernameAttributes")
        if imposed:
            username = (attributes or {}).get(pool.username_attributes[0])
        login = username or self._login_for(pool)
        return setup.make_user(self, pool, login, password, attributes or {}, status, road)

    def _login_for(self, pool: Pool) -> str:
        if "email" in pool.username_attributes:
            return self.email()
        return self.phone() if pool.username_attributes else self.name()

    def sign_in(self, client: Client, user: User, *, password: str | None = None, flow: str | None = None) -> Session:
        """Tokens for a confirmed user; the example ends, blamed on the flow, when there are none."""
        return setup.sign_in(self, client, user, password, flow)

    def secret_hash(self, client: Client, username: str) -> str | None:
        """SECRET_HASH for this user name, or None for a client without a secret."""
        if client.secret is None:
            return None
        return str(self.compute("secret.secret_hash", username, client.id, client.secret))

    def srp_start(self) -> dict[str, str]:
        """A fresh key pair of the SRP client: ``a`` and ``A``, hexadecimal."""
        started: dict[str, str] = self.compute("srp.start", self.engine.srp_secret())
        return started

    def hosted(self, pool: Pool, domain: str | None = None) -> Hosted:
        """Where the pool's hosted UI is; without ``domain`` the pool gets one, shared with other examples.

        Where the target has no hosted UI the example ends as unsupported.
        """
        if domain is not None:
            return Hosted(pool, domain, self.hosted_base(pool, domain))
        self._borrow(pool)
        if pool.hosted is None:
            pool.hosted = make_hosted(self, pool)
            self._borrowed.add(id(pool.hosted))
        self._borrow(pool.hosted)
        return pool.hosted

    def wrong_code(self, code: str | None, salt: int) -> str:
        """Six digits that are not ``code`` (of which nothing need be known), chosen by ``salt``."""
        wrong = f"{salt % 1_000_000:06d}"
        return wrong if wrong != code else f"{(salt + 1) % 1_000_000:06d}"
