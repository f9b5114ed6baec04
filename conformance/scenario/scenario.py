"""A scenario: all roles combined, with the resources that examples share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from conformance.checking.exchange import Missing
from conformance.scenario import setup
from conformance.scenario.dimensions import OF_THE_POOL
from conformance.scenario.example import ExampleOver
from conformance.scenario.hosted import make_hosted
from conformance.scenario.resources import Client, Hosted, Made, Pool, Session, User, key_of
from conformance.scenario.varying import Varying

NAMESAKE = {"for": "namesakes"}  # the tag of the second of two pools of one configuration
BUT_FACTORS = tuple(name for name in OF_THE_POOL if name != "mfa")


class Scenario(Varying):
    """One example of a property on one target; pools, clients and other resources are shared where possible."""

    def __init__(self, *example: Any) -> None:
        super().__init__(*example)
        self._borrowed: set[int] = set()

    def pool(self, **config: Any) -> Pool:
        """A pool of this configuration (parameters of CreateUserPool), shared with other examples."""
        return self._shared_pool(config, config)

    def two_pools(self, **config: Any) -> tuple[Pool, Pool]:
        """Two pools of this configuration, shared with other examples: they differ in a tag alone."""
        return self._shared_pool(config, config), self._shared_pool({**config, "UserPoolTags": NAMESAKE}, config)

    def _shared_pool(self, config: Mapping[str, Any], like: Mapping[str, Any]) -> Pool:
        """A pool of this configuration, made in the way in which one of ``like`` would be."""
        values = self._of_a_shared_pool(like, *OF_THE_POOL)
        key = key_of({"$setting": values, **config} if values else config)
        pool = self.context.shared.pools.get(key)
        if pool is None:
            pool = setup.made(lambda: self._make_pool(config, values), shared=True)
            if self._learns_names(pool):
                return self._shared_pool(config, like)
            self.context.shared.pools[key] = pool
            self._borrowed.add(id(pool))
        self._borrow(pool)
        self._arrange(pool.values)
        return pool

    def prepared_pool(self, key: str, prepare: Callable[[Pool], object], **config: Any) -> Pool:
        """A pool on which ``prepare`` was done once, shared with the examples that give the same ``key``."""

        def values() -> dict[str, str]:
            return self._of_a_shared_pool({"$prepared": key, **config}, *self._of_an_own_pool)

        def full_key() -> str:
            return key_of({"$prepared": key, "$setting": values(), **config})

        pool = self.context.shared.pools.get(full_key())
        if pool is None:
            pool = self._new_pool(config, values)
            first = len(self.steps)
            prepare(pool)
            pool.steps += self.steps[first:]
            self.context.shared.pools[full_key()] = pool  # a new one where the first pool showed how they are made here
        self._borrow(pool)
        self._arrange(pool.values)
        return pool

    def own_pool(self, **config: Any) -> Pool:
        """A pool of this example alone, for properties that change or delete it."""
        return self._new_pool(config, lambda: self._left_open(config, *self._of_an_own_pool))

    def _new_pool(self, config: Mapping[str, Any], values: Callable[[], dict[str, str]]) -> Pool:
        """A pool that nobody has yet. ``values``: asked again where the first pool showed how they are made here."""
        pool = self._make_pool(config, values())
        if self._learns_names(pool):
            return self._new_pool(config, values)
        self._borrowed.add(id(pool))
        self._arrange(pool.values)
        return pool

    @property
    def _of_an_own_pool(self) -> tuple[str, ...]:
        """The dimensions of a pool of this example's own: not second factors where the property is about them."""
        return BUT_FACTORS if self.property.sets_factors else OF_THE_POOL

    def client(self, pool: Pool, **config: Any) -> Client:
        """A client of this configuration (parameters of CreateUserPoolClient), shared with other examples."""
        self._borrow(pool)
        values, flow = self._secret_for(config), self._flow_for(pool, config)
        allowed = self._permissions(pool, flow) if self.context.sparing else flow
        key = key_of({"$setting": values, "$flow": allowed, **config} if values or flow else config)
        client = pool.clients.get(key)
        if client is None:
            client = setup.made(lambda: self._make_client(pool, config, values, flow), shared=self._shares(pool))
            pool.clients[key] = client
            self._borrowed.add(id(client))
        self._borrow(client)
        self._use(client)
        return client if client.flow == flow else replace(client, flow=flow)

    def own_client(self, pool: Pool, **config: Any) -> Client:
        """A client of this example alone."""
        client = self._make_client(pool, config, self._secret_for(config), "")
        self._borrowed.add(id(client))
        self._use(client)
        return client

    def once(self, pool: Pool, what: str, make: Callable[[], Any]) -> Any:
        """A resource of a pool that ``make`` creates the first time, shared with other examples like the pool."""
        self._borrow(pool)
        known = pool.made.get(what)
        if known is None:
            first = len(self.steps)
            value = make()
            known = pool.made[what] = Made(value, self.steps[first:])
            self._borrowed.add(id(known))
        self._borrow(known)
        return known.value

    def _shares(self, pool: Pool) -> bool:
        """Whether other examples work with it, too."""
        return any(pool is shared for shared in self.context.shared.pools.values())

    def borrows(self, made: Pool | Client | Hosted | Made) -> bool:
        """Whether this example works with it."""
        return id(made) in self._borrowed

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
        made_by: str | None = None,
    ) -> User:
        """A fresh user in the status CONFIRMED, UNCONFIRMED or FORCE_CHANGE_PASSWORD.

        Without ``username`` a suitable one is generated. ``made_by`` chooses how a CONFIRMED user is made: ``admin``
        (AdminCreateUser + AdminSetUserPassword) or ``sign-up`` (SignUp + AdminConfirmSignUp); otherwise the first that
        works on this target.

        Some targets make addresses the user names unasked: a name is then replaced by an address.
        """
        imposed = bool(pool.username_attributes) and not pool.config.get("UsernameAttributes")
        if imposed:
            username = (attributes or {}).get(pool.username_attributes[0])
        return setup.made(
            lambda: self._user(
                pool, setup.Details(username or self._login_for(pool), password, attributes or {}, status), made_by
            ),
            shared=username is None and not attributes and self._shares(pool),
        )

    def _user(self, pool: Pool, details: setup.Details, made_by: str | None) -> User:
        status = details.status
        by_admin = status == "FORCE_CHANGE_PASSWORD" or (status == "CONFIRMED" and made_by != "sign-up")
        by_admin = by_admin and (status != "CONFIRMED" or made_by == "admin" or self._way_to_confirm() == "admin")
        other = self._other_name(pool, details) if by_admin else None
        signs_up = not by_admin or (made_by is None and self._signs_up(details))
        made = "sign-up" if signs_up else "administrator"
        create = self._signed_up if signs_up else self._created
        if other is not None:
            return self._named(pool, details, other, create, made)
        return self._called(create(pool, details), made)

    def _created(self, pool: Pool, details: setup.Details) -> User:
        return setup.create_user(self, pool, details)

    def _signed_up(self, pool: Pool, details: setup.Details) -> User:
        arranged = self.arranged
        client = self.client(pool)
        self.arranged = arranged  # of this client nothing is observed
        return self._by_sign_up(client, details)

    def _way_to_confirm(self) -> str:
        """How confirmed users are made on this target: ``admin`` where that works, else ``sign-up``; tried once."""
        known = self.context.shared.known
        if "admin" not in known:
            try:
                pool = self._beside().pool()
            except (ExampleOver, Missing):  # nobody knows then: the usual way, and the next example asks again
                return "admin"
            known["admin"] = setup.administrators_make_users(self, pool)
            if not known["admin"]:
                self.context.note("users are made by SignUp: AdminCreateUser + AdminSetUserPassword fails here")
        return "admin" if known["admin"] else "sign-up"

    def _login_for(self, pool: Pool) -> str:
        if "email" in pool.username_attributes:
            return self.email()
        return self.phone() if pool.username_attributes else self.name()

    def sign_in(self, client: Client, user: User, *, password: str | None = None, flow: str | None = None) -> Session:
        """Tokens for a confirmed user; the example ends, blamed on the flow, when there are none."""
        if flow is None and client.flow:
            self._arrange({"flow": client.flow})
        return setup.sign_in(self, client, user, password, flow or client.flow or None, self._second_factor)

    def issued(self, client: Client, user: User) -> Session:
        """The tokens of a confirmed user however they come, for what holds of all: of a sign-in, or of a refresh."""
        return self.refreshed(self.sign_in(client, user))

    def refreshed(self, session: Session) -> Session:
        """The same session, in some examples with the tokens of a refresh."""
        flow = self._refresh_flow(session.client)
        return setup.refresh(self, session, flow) if flow else session

    def _beside(self) -> Scenario:
        from conformance.scenario.unjudged import Quiet

        return Quiet(self.context, "what works here")

    def hosted(self, pool: Pool, domain: str | None = None) -> Hosted:
        """The pool's hosted UI; without ``domain`` the pool gets one, shared with other examples.

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
