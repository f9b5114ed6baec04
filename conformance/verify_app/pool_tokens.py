"""Tokens of a pool on a target: what it issues, and what of that an application has to refuse."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from random import Random

from conformance.kit import jwt as kit
from conformance.verify_app.clock import Offset
from conformance.verify_app.draft import Needs, drawn_person
from conformance.verify_app.draft_forms import EXPIRED, STRUCTURES, expiry_level, wrong_drafts
from conformance.verify_app.forms import Form, Level, NotMade, Pair, Step
from conformance.verify_app.pool import SHORTEST, Pool, PoolError, PoolLost, Session, User
from conformance.verify_app.trouble import Say

OWN_KEY = "only the pool's key can sign them, which the target keeps. The local issuer, without --target, has them"
TOO_LATE = (
    "a token of a pool lives 5 minutes at least, which have to be waited for: --allow-wait 7m tries those that expired "
    "up to 90 s ago, 11m those that expired 310 s ago, too"
)
REFRESHED = "refreshed token"
OF_CLIENT = "a token of another pool is of another client too"
LIFETIME = SHORTEST * 60
Change = Callable[[str, Random], str]


@contextmanager
def _as_not_made() -> Iterator[None]:
    """What the target refuses means that a form cannot be made."""
    try:
        yield
    except PoolError as error:
        raise NotMade(str(error), final=isinstance(error, PoolLost)) from None


_sleep = time.sleep


class PoolTokens:
    """Tokens of users who sign in to ``pool`` by the app client ``needs.client_id``; ``other`` is another pool.

    ``wait`` is how many seconds may be waited for a token to expire: then those of the client live ``SHORTEST``
    minutes. ``clock`` is what is known of the application's clock.
    """

    def __init__(self, pool: Pool, other: Pool, needs: Needs, *, wait: float, clock: Offset, say: Say) -> None:
        self._pool, self._other, self._needs = pool, other, needs
        self._wait, self._clock, self._say = wait, clock, say
        self._no_refresh = ""  # why there is no refreshed token
        self._ending: Session | None = None  # whose tokens are waited for to expire
        self._known: dict[str, User] = {}  # the user whose name is fixed, by pool
        self._clients: dict[str, str] = {}  # a further client, by pool

    @property
    def untried(self) -> dict[str, str]:
        """See ``Tokens``."""
        made = {form.name for form in self.forms()}
        found = {REFRESHED: self._no_refresh} if self._no_refresh else {}
        found["an iss of another pool alone"] = OF_CLIENT
        for wrong in wrong_drafts(self._needs):
            if wrong.name not in made:
                found[wrong.name] = TOO_LATE if wrong.seconds else OWN_KEY
        return found

    def right(self, random: Random, times: int) -> Iterator[tuple[str, str | None]]:
        """See ``Tokens``."""
        with _as_not_made():
            for number in range(times):
                yield f"user {number + 1} who signed in", self._value(self._session(random))
            session = self._session(random)
            try:
                refreshed = self._value(self._pool.refreshed(session))
            except PoolLost:
                raise
            except PoolError as error:  # a target without refresh is no fault of the application
                self._no_refresh = str(error)
            else:
                yield REFRESHED, refreshed

    def later(self, random: Random) -> str | None:
        """None: a target does not change its keys."""
        return None

    def forms(self) -> Sequence[Form]:
        """See ``Tokens``."""
        needs, fault = self._needs, Level.FAULT
        other_use = "an ID token" if needs.use == "access" else "an access token"
        forms = [
            *(Form(name, Step.STRUCTURE, fault, partial(self._instead, value)) for name, value in STRUCTURES),
            self._changed("signature altered", lambda t, r: kit.with_signature_bit_flipped(t, r.randrange(256))),
            self._changed("claims altered after signing", lambda t, r: kit.with_claims(t, {"jti": str(r.random())})),
            self._changed("signed with another key", lambda t, r: kit.foreign_signed(t, {}, {})),
            self._changed("not signed (alg none)", lambda t, r: kit.unsigned(t)),
            Form("of another client", Step.CLIENT, fault, self._of_another_client),
            Form("of another pool", Step.ISSUER, fault, self._of_another_pool),
            Form(f"{other_use} of the same sign-in", Step.USE, fault, self._of_the_other_use),
        ]
        if needs.group is not None:
            forms.append(Form(f"not in the group {needs.group}", Step.PERMISSION, fault, self._not_in_the_group))
        return [*forms, *self._ended(), *self._expired()]

    def _changed(self, name: str, change: Change) -> Form:
        def make(random: Random) -> Pair:
            session = self._made(random)
            wrong = f"Bearer {change(session.token(self._needs.use), random)}"
            return Pair(wrong, lambda: self._value(session))

        return Form(name, Step.SIGNATURE, Level.FAULT, make)

    def _instead(self, value: str | None, random: Random) -> Pair:
        return Pair(value, partial(self._control, random))

    def _of_another_client(self, random: Random) -> Pair:
        session = self._made(random)
        with _as_not_made():
            wrong = self._pool.sign_in(session.user, self._client(random, self._pool))
        return Pair(self._value(wrong), lambda: self._value(session))

    def _of_another_pool(self, random: Random) -> Pair:
        with _as_not_made():
            user = self._user(random, self._other)
            wrong = self._other.sign_in(user, self._client(random, self._other))
        return Pair(self._value(wrong), partial(self._control, random))

    def _of_the_other_use(self, random: Random) -> Pair:
        session = self._made(random)
        wrong = session.token("id" if self._needs.use == "access" else "access")
        return Pair(f"Bearer {wrong}", lambda: self._value(session))

    def _not_in_the_group(self, random: Random) -> Pair:
        """A user of the same name, where it is fixed, so that nothing but the group is missing."""
        fixed = self._needs.fixed
        others = fixed.groups and tuple(name for name in fixed.groups if name != self._needs.group)
        needs = replace(self._needs, group=None, fixed=replace(fixed, groups=others))
        self._known.pop(self._pool.id, None)
        with _as_not_made():
            user = self._user(random, self._pool, needs)
            wrong = self._pool.sign_in(user, self._needs.client_id)
        self._known.pop(self._pool.id, None)
        return Pair(self._value(wrong), partial(self._control, random))

    def _ended(self) -> list[Form]:
        """Tokens that the pool no longer takes: an application that looks at the token alone cannot know."""
        ways: list[tuple[str, Callable[[Session], None]]] = [
            ("revoked (RevokeToken)", self._pool.revoke),
            ("of a user who signed out (GlobalSignOut)", self._pool.sign_out),
            ("of a disabled user", self._pool.disable),
            ("of a deleted user", self._pool.delete),
        ]
        return [Form(name, Step.REVOCATION, Level.ADVICE, partial(self._after, end)) for name, end in ways]

    def _after(self, end: Callable[[Session], None], random: Random) -> Pair:
        """A token that the pool was asked to end; its GetUser has to refuse the token then."""
        with _as_not_made():
            session = self._session(random)
            if not self._pool.takes(session):
                raise NotMade("the target refuses a right token in GetUser, so it does not show whether it ended it")
            end(session)
            self._known.pop(self._pool.id, None)
            if self._pool.takes(session):
                raise NotMade("the target itself still takes such a token (GetUser)")
        return Pair(self._value(session), partial(self._control, random))

    @property
    def _due(self) -> list[int]:
        """The seconds after a token's end, by the application's clock, that can be waited for."""
        return [one for one in EXPIRED if LIFETIME + one - self._clock.seconds < self._wait]

    def _expired(self) -> list[Form]:
        return [
            Form(f"expired {one} s ago", Step.EXPIRY, expiry_level(one), partial(self._late, one), one)
            for one in self._due
        ]

    def _late(self, seconds: int, random: Random) -> Pair:
        session = self._ending = self._ending or self._made(random)
        remains = _end(session.token(self._needs.use)) - time.time()
        if remains > LIFETIME + 1:
            raise NotMade(f"the target gave a token of {SHORTEST} minutes that expires {remains:.0f} s from now")
        left = remains + seconds - self._clock.seconds
        if left > 1:
            self._say(f"waiting {left:.0f} s until a token has expired for {seconds} s")
        _sleep(max(left, 0.0))
        return Pair(self._value(session), partial(self._control, random))

    def _client(self, random: Random, pool: Pool) -> str:
        """A further client of the pool, made once."""
        if pool.id not in self._clients:
            self._clients[pool.id] = pool.client(random)
        return self._clients[pool.id]

    def _control(self, random: Random) -> str:
        return self._value(self._made(random))

    def _made(self, random: Random) -> Session:
        with _as_not_made():
            return self._session(random)

    def _session(self, random: Random) -> Session:
        return self._pool.sign_in(self._user(random, self._pool), self._needs.client_id)

    def _user(self, random: Random, pool: Pool, needs: Needs | None = None) -> User:
        """A new user; where the name is fixed the one that there is, unless it has to be made again."""
        needs = needs or self._needs
        fixed = needs.fixed.username
        if fixed is not None and pool.id in self._known:
            return self._known[pool.id]
        if fixed is not None:
            with suppress(PoolError):
                pool.delete_user(fixed)
        person = drawn_person(random, needs)
        user = pool.user(random, person.username, self._groups(person.groups, needs))
        if fixed is not None:
            self._known[pool.id] = user
        return user

    @staticmethod
    def _groups(drawn: Sequence[str], needs: Needs) -> list[str]:
        """The groups that matter: a target without groups can still be used by an application that needs none."""
        return [name for name in drawn if name == needs.group or name in (needs.fixed.groups or ())]

    def _value(self, session: Session) -> str:
        return f"Bearer {session.token(self._needs.use)}"


def _end(token: str) -> float:
    """The token's ``exp``. Raises NotMade where it has none that is a number."""
    exp = kit.payload(token).get("exp")
    if isinstance(exp, bool) or not isinstance(exp, int | float):
        raise NotMade(f"the target gave a token whose exp is {exp!r}, no number: it cannot be waited for")
    return float(exp)
