"""What every judge is given: one pool, one client, one user, created the way the suite's own properties create them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from conformance.flows.code_grant import APPLICATION
from conformance.judges.case import Case, Unreached
from conformance.judges.manifest import NOTHING, USES, Decides, Use
from conformance.kit.jwt import with_claims
from conformance.kit.reading import is_jwt
from conformance.kit.signature import tampered
from conformance.scenario import ExampleOver
from conformance.scenario.browser import Arrival, Browser
from conformance.scenario.resources import Hosted
from conformance.scenario.unjudged import Quiet

if TYPE_CHECKING:
    from conformance.judges.relay import Relay
    from conformance.run.engine import Engine
    from conformance.scenario.resources import Client, Pool, Session, User
    from targets.interface import Running

T = TypeVar("T")
PASSWORD = "Correct-Horse7"
WRONG = "Wrong-Battery8"
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


class Bench:
    """Creates each item on first use; for an item that cannot be created it raises ``Unreached`` each time.

    Judges work beside one another: each has a bench of its own by ``beside``, with a relay of its own, and all of these
    share the items. What they do through the suite's own scenario, ``s``, they do one at a time, inside ``turn``.
    """

    def __init__(self, engine: Engine, relay: Relay) -> None:
        self.relay = relay
        self.running: Running = engine.running
        self.engine = engine
        self.s = Quiet(engine, "judges")
        self.turn = RLock()
        self._made: dict[str, Any] = {}
        self._failed: dict[str, Unreached] = {}

    def beside(self, relay: Relay) -> Bench:
        """The same bench for a judge that has this relay."""
        found = copy(self)
        found.relay = relay
        return found

    def made(self, name: str, make: Callable[[], T]) -> T:
        """The item of this name, made by the first judge that wants it; the same one for all of them."""
        with self.turn:
            if name not in self._made:
                self._made[name] = self.done(name, make)
            found: T = self._made[name]
            return found

    def done(self, name: str, make: Callable[[], T]) -> T:
        """The result of ``make``; a failure is remembered, so that it is not tried again for the next judge."""
        with self.turn:
            if name in self._failed:
                raise self._failed[name]
            try:
                return make()
            except ExampleOver:
                outcome, reason = self.s.ended
                failure = Unreached(f"{name}: {reason}", offered=outcome not in ("unsupported", "excluded"))
            except Unreached as error:
                failure = error
            self._failed[name] = failure
            raise failure

    @property
    def pool(self) -> Pool:
        """The pool."""
        return self.made("a pool", self.s.pool)

    @property
    def other_pool(self) -> Pool:
        """Another pool."""
        return self.made("another pool", lambda: self.s.pool(UserPoolTags={"for": "another pool"}))

    @property
    def client(self) -> Client:
        """A public client for passwords, SRP and refreshing, as a server or an app on a phone has."""
        return self.made("a client", lambda: self.s.client(self.pool, ExplicitAuthFlows=FLOWS))

    @property
    def user(self) -> User:
        """The user. Where that can be arranged it has an address, for ``email`` and ``email_verified`` to be claims."""
        return self.made("a user", self._user)

    def _user(self) -> User:
        attributes = {"email": self.s.email("judge"), "email_verified": "true"}
        try:
            return self.s.user(self.pool, password=PASSWORD, attributes=attributes)
        except ExampleOver:
            return self.s.user(self.pool, password=PASSWORD)

    @property
    def session(self) -> Session:
        """Tokens of the user."""
        return self.made("a sign-in", lambda: self._signed_in(self.client, self.user))

    @property
    def other_session(self) -> Session:
        """Tokens of a user of the other pool."""
        return self.made("a sign-in at another pool", self._other)

    def _other(self) -> Session:
        client = self.s.client(self.other_pool, ExplicitAuthFlows=FLOWS)
        user = self.s.user(self.other_pool, password=PASSWORD, attributes={"email": self.s.email("judge")})
        return self._signed_in(client, user)

    def _signed_in(self, client: Client, user: User) -> Session:
        session = self.s.sign_in(client, user)
        if not (is_jwt(session.access) and is_jwt(session.id)):
            raise Unreached("the sign-in gave no JWTs")
        return session

    def now(self) -> float:
        """The target's clock."""
        return self.running.now()

    def jwks(self, pool: Pool) -> dict[str, Any]:
        """The published keys of a pool."""
        return dict(self.made(f"the JWKS of {pool.id}", lambda: self.s.need(self.s.jwks(pool), None)).response)

    def jwks_address(self, pool: Pool) -> str:
        """The URL of the published keys."""
        return self.relay.address(f"{self.running.issuer(pool.id)}/.well-known/jwks.json")

    @property
    def issuer(self) -> str:
        """The issuer in the pool's discovery document; without a document, the documented form."""
        named = self.document.get("issuer")
        return str(named or f"https://cognito-idp.{self.running.region}.amazonaws.com/{self.pool.id}")

    @property
    def document(self) -> dict[str, Any]:
        """The pool's discovery document; empty where the target has none."""

        def fetched() -> dict[str, Any]:
            found = self.s.discovery(self.pool)
            return dict(found.response) if found.ok else {}

        return self.made("the discovery document", fetched)

    # -- the pool's domain -----------------------------------------------------------------------------------------

    def application(self, callback: str, *more: str) -> Client:
        """A public client for the code grant that comes back to this address."""
        config = APPLICATION | {"CallbackURLs": [callback, *more]}
        return self.done("a client for the code grant", lambda: self.s.client(self.pool, **config))

    @property
    def hosted(self) -> Hosted:
        """The pool's domain."""
        return self.made("a domain", lambda: self.s.hosted(self.pool))

    def browse(self, url: str, base: str) -> Arrival:
        """The callback that the suite's own browser reaches from this address, with the user's password."""

        def go() -> Arrival:
            browser = Browser(self.s, Hosted(self.pool, self.hosted.domain, base))
            arrival = browser.finish(browser.get(url), self.user)
            if not arrival.arrived:
                self.s.need(arrival.last, None)
                raise Unreached(f"the sign-in pages lead to no callback: status {arrival.last.status}")
            return arrival

        return self.done("a sign-in at the domain", go)

    # -- tokens ----------------------------------------------------------------------------------------------------

    def tokens_judged(
        self,
        refusal: Callable[[str, Use], str],
        uses: Sequence[Use] = USES,
        *,
        own: Decides = NOTHING,
        decides: bool = True,
    ) -> Iterator[Case]:
        """The cases of a judge that takes a token and its use; it may take one use only.

        ``decides`` is whether its answers are about requirements, as those of independent software are; ``own`` has
        what this judge's answers are about in place of the usual, by use and form.
        """
        for use in uses:
            word = "access token" if use == "access" else "ID token"
            for form, given, make in TOKENS:
                about = own.get(use, {}).get(form, DECIDED[use][given]) if decides else ()
                yield Case(word, form, given, lambda use=use, make=make: refusal(make(self, use), use), about)  # type: ignore[misc]

    def token(self, use: str) -> str:
        """The access or the ID token of the user."""
        return self.session.access if use == "access" else self.session.id

    def other_token(self, use: str) -> str:
        """The access or the ID token of a user of the other pool."""
        return self.other_session.access if use == "access" else self.other_session.id


def resigned(token: str) -> str:
    """The token with a bit of its signature changed."""
    return tampered(token, 7)[0]


ISSUED, BIT, SUB, FOREIGN = (
    "the token as it was issued",
    "a bit of the signature changed",
    "another sub under the old signature",
    "a token of another pool",
)
TOKENS: tuple[tuple[Any, str, Callable[[Bench, str], str]], ...] = (
    ("right", ISSUED, lambda bench, use: bench.token(use)),
    ("wrong", BIT, lambda bench, use: resigned(bench.token(use))),
    ("wrong", SUB, lambda bench, use: with_claims(bench.token(use), {"sub": "00000000-0000-4000-8000-000000000000"})),
    ("wrong", FOREIGN, lambda bench, use: bench.other_token(use)),
)
# The requirements that a verifier's answer is about. The right token is accepted by one that does not look at the
# signature, too: only its refusals of changed ones, with that control, are about it. A token of another pool may be
# refused for its issuer: that is not about the keys.
DECIDED: dict[str, dict[str, tuple[str, ...]]] = {
    "access": {ISSUED: ("JWT-010",), BIT: ("JWT-007",), SUB: ("JWT-007",), FOREIGN: ()},
    "id": {ISSUED: ("JWT-009",), BIT: ("JWT-008",), SUB: ("JWT-008",), FOREIGN: ()},
}
