"""The life of sessions and tokens: several users, two clients, sign-outs and revocations in any order.

Small properties show each rule by itself. This machine shows what only sequences show: a sign-out that reaches too far
or not far enough, a revocation that takes another session along, a session that becomes valid again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from conformance.checking.exchange import Exchange
from conformance.flows.sign_in import with_password
from conformance.flows.tokens import refresh as refresh_with
from conformance.machines.base import Machine, beginning, machine_test, name_pools, naming, once_begun, pick, picks
from conformance.scenario import Scenario
from conformance.scenario.beliefs import Belief, known, unknown
from conformance.scenario.resources import Client, Session, User
from conformance.strategies import passwords
from conformance.strategies.clients import OTHER_CLIENT, PASSWORD_CLIENT

USERS = 3
ACTIONS = (
    "sign_in",
    "use_access_token",
    "use_access_token",
    "refresh",
    "refresh",
    "global_sign_out",
    "administrator_sign_out",
    "revoke",
)
FIRST = ((0, 0), (0, 1), (1, 0), (2, 1))  # user and client of the sessions at the start

# What ended a session, with the requirement on its access token and on its refresh token.
ENDED_BY = {
    "own sign-out": ("SIGNOUT-003", "SIGNOUT-005"),
    "sign-out elsewhere": ("SIGNOUT-008", "SIGNOUT-009"),
    "administrator": ("SIGNOUT-010", "SIGNOUT-011"),
    "revocation": ("REVOKE-004", "REVOKE-002"),
    "revocation after a refresh": ("REVOKE-005", "REVOKE-002"),
}
# What a session should survive, likewise. No source covers a revocation through another client.
USED, NEWER = "its own use", "a newer sign-in"
LIVED_THROUGH: dict[str, tuple[str | None, str | None]] = {
    USED: (None, "REFRESH-016"),
    NEWER: ("ACCESS-001", "REFRESH-001"),
    "another session's revocation": ("REVOKE-007", "REVOKE-006"),
    "another user's sign-out": ("SIGNOUT-012", "SIGNOUT-013"),
    "another user's revocation": ("REVOKE-008", "REVOKE-008"),
    "a revocation far away": (None, None),
}


@dataclass(eq=False)
class Token:
    """An access or refresh token, with what the model believes about it."""

    value: str
    of: Life
    refresh: bool  # a refresh token; else an access token
    renewed: bool = False  # an access token that came from a refresh
    end: Belief[str | None] = field(default_factory=lambda: known(None, "issued"))  # None while it lives
    alive: Exchange | None = None  # when it was last accepted: without this a refusal proves nothing
    gone: bool = False  # seen refused after its end
    outlived: bool = False  # seen valid after its end: from then on nothing is required of it
    lived: set[str] = field(default_factory=set)  # the events that it survived since it was last seen valid

    @property
    def waits(self) -> bool:
        """Whether something happened whose effect has not been checked yet."""
        if not self.end.known:
            return False
        return bool(self.lived) if self.end.is_(None) else not self.gone

    def only_by(self, causes: Sequence[str]) -> bool:
        """Whether one of these ended it, or the only event since it was last seen valid is one of these."""
        return len(self.lived) == 1 and self.lived <= set(causes) if self.end.is_(None) else self.end.value in causes

    def required(self) -> list[str]:
        """The requirements that say that it is still valid."""
        if self.lived:
            found = {r for cause in self.lived if (r := LIVED_THROUGH[cause][self.refresh])}
            return sorted({"REFRESH-029" if r == "ACCESS-001" and self.renewed else r for r in found})
        if self.refresh:
            return ["REFRESH-016" if self.of.refreshes else "REFRESH-001"]
        return ["REFRESH-029" if self.renewed else "ACCESS-001"]

    def ends(self, cause: str) -> None:
        """Record what ended it. With a second possible cause it is unknown which one it is refused for."""
        if self.end.is_(None):
            surely = self.alive is not None and not self.lived and not self.outlived
            self.end = known(cause, cause) if surely else unknown(f"{cause}; whether it still lived was not seen")
        elif self.end.known:
            self.end = unknown("ended twice")

    def lives_through(self, cause: str) -> None:
        """Record an event that must not affect the token."""
        if self.end.is_(None):
            self.lived.add(cause)

    def lost(self, why: str, blame: str = "") -> None:
        """Forget what is known of the token."""
        self.end = unknown(why, blame)


@dataclass(eq=False)
class Life:
    """A session with its tokens."""

    session: Session
    user: int
    client: int
    tokens: list[Token] = field(default_factory=list)
    refreshes: int = 0

    @property
    def refresh(self) -> Token:
        """The session's refresh token."""
        return next(token for token in self.tokens if token.refresh)

    @property
    def newest(self) -> Token:
        """The session's newest access token."""
        return [token for token in self.tokens if not token.refresh][-1]


class SessionLife(Machine):
    """Sign-in, refresh, use, sign-out, revocation over users and clients in any order."""

    @initialize(words=st.tuples(*[passwords()] * USERS), kind=name_pools())
    @beginning
    def begin(self, words: tuple[str, ...], kind: str) -> None:
        """A pool with two clients, confirmed users with known passwords, and their first sessions."""
        self.users: list[User] = []
        self.clients: list[Client] = []
        self.lives: list[Life] = []
        self.signed_out: set[int] = set()  # users who were signed out at least once
        self.harmless: set[tuple[str, bool]] = set()  # the events that tokens here were seen to survive on their own
        self.kind = kind
        with self.step("begin", decisive=True) as s:
            pool = s.pool(**({"UsernameAttributes": ["email"]} if kind == "email" else {}))
            self.kind = naming(pool)
            self.clients = [
                s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT),
                s.client(pool, ExplicitAuthFlows=OTHER_CLIENT),
            ]
            self.users = [s.user(pool, password=word) for word in words]
        for user, client in FIRST if self.begun else ():
            with self.step("first sessions", user=user, client=client) as s:
                life = self._sign_in(s, user, client)
                self._use_refresh(s, life.refresh)
                self._use_refresh(s, life.refresh)

    @rule(action=st.sampled_from(ACTIONS), number=picks())
    @once_begun
    def act(self, action: str, number: int) -> None:
        """Do one action. There is one rule: of several, swarm testing would leave half out of most examples."""
        act: Callable[[int], None] = getattr(self, action)
        act(number)

    def sign_in(self, number: int) -> None:
        """A new session, seen alive at once."""
        user, client = number % USERS, number // USERS % 2
        again, living = user in self.signed_out, len(self._living(user))
        with self.step("sign_in", again=again, living=min(living, 3), client=client) as s:
            self._sign_in(s, user, client)

    def use_access_token(self, number: int) -> None:
        """GetUser with an access token: accepted or refused, as the model expects."""
        token = pick(number, self._tokens(refresh=False))
        if token is None:
            return
        with self.step("use_access_token", **_features(token)) as s:
            self._try(s, token, get_user(s, token.value))

    def refresh(self, number: int) -> None:
        """REFRESH_TOKEN_AUTH: works while the session lives, any number of times, without a new refresh token."""
        token = pick(number, self._tokens(refresh=True))
        if token is None:
            return
        with self.step("refresh", **_features(token)) as s:
            self._use_refresh(s, token)

    def global_sign_out(self, number: int) -> None:
        """GlobalSignOut ends all sessions of the user, and of no other user."""
        with self.step("global_sign_out", living=len(self._living(number % USERS))) as s:
            life = self._living_one(s, number)
            self._make_sure(s, life)
            called_with = life.newest
            answer = s.call("GlobalSignOut", AccessToken=called_with.value)
            self._doubtful(answer, lambda token: token.of.user == life.user)
            s.accepted("SIGNOUT-001", answer)
            for token in self._known_tokens():
                if token.of.user != life.user:
                    token.lives_through("another user's sign-out")
                elif token is called_with or (token.of is life and token.refresh):
                    token.ends("own sign-out")
                elif token.of is life:
                    token.lost("no source covers the session's older access tokens")
                else:
                    token.ends("sign-out elsewhere")
            self.signed_out.add(life.user)
            self._glance(s, number, "own sign-out", "sign-out elsewhere", "another user's sign-out")

    def administrator_sign_out(self, number: int) -> None:
        """AdminUserGlobalSignOut ends all sessions of that user."""
        with self.step("administrator_sign_out", living=len(self._living(number % USERS))) as s:
            life = self._living_one(s, number)
            self._make_sure(s, life)
            who = self.users[life.user]
            answer = s.call("AdminUserGlobalSignOut", UserPoolId=who.pool.id, Username=who.username)
            self._doubtful(answer, lambda token: token.of.user == life.user)
            s.accepted("SIGNOUT-002", answer)
            for token in self._known_tokens():
                if token.of.user == life.user:
                    token.ends("administrator")
                else:
                    token.lives_through("another user's sign-out")
            self.signed_out.add(life.user)
            self._glance(s, number, "administrator", "another user's sign-out")

    def revoke(self, number: int) -> None:
        """RevokeToken ends one session and no other."""
        with self.step("revoke", living=len(self._living(number % USERS))) as s:
            life = self._living_one(s, number)
            self._make_sure(s, life)
            answer = s.call("RevokeToken", Token=life.refresh.value, ClientId=self.clients[life.client].id)
            self._doubtful(answer, lambda token: token.of is life)
            s.accepted("REVOKE-001", answer)
            for token in self._known_tokens():
                if token.of is life:
                    token.ends("revocation after a refresh" if token.renewed else "revocation")
                elif token.of.user == life.user:
                    token.lives_through("another session's revocation")
                elif token.of.client == life.client:
                    token.lives_through("another user's revocation")
                else:
                    token.lives_through("a revocation far away")
            self._glance(
                s,
                number,
                "revocation",
                "revocation after a refresh",
                "another session's revocation",
                "another user's revocation",
            )

    # -- what rules are made of ----------------------------------------------------------------------------------------

    def _sign_in(self, s: Scenario, user: int, client: int) -> Life:
        """A session, its access token seen alive."""
        who, through, again = self.users[user], self.clients[client], user in self.signed_out
        answer = with_password(s, through, who.login, str(who.password))
        s.accepted("SIGNOUT-014" if again else "PWAUTH-020" if self.kind == "email" else "PWAUTH-001", answer)
        result = answer.get("AuthenticationResult")
        if not isinstance(result, dict) or not {"AccessToken", "RefreshToken"} <= set(result):
            s.end("PWAUTH-002", "sign-in gave no access token and refresh token", answer)
        life = Life(Session(through, who, answer), user, client)
        access = Token(life.session.access, life, refresh=False)
        life.tokens = [access, Token(life.session.refresh, life, refresh=True)]
        seen = get_user(s, access.value)
        access.alive = seen if seen.ok else None
        for older in self._known_tokens():
            if older.of.user == user:
                self._passes(older, NEWER)
        s.accepted("SIGNOUT-015" if again else "ACCESS-001", seen)
        self.lives.append(life)
        return life

    def _use_refresh(self, s: Scenario, token: Token) -> None:
        """A refresh with this token; the new access token is seen alive at once."""
        if not token.end.known:
            return
        answer = refresh_with(s, self.clients[token.of.client], token.value)
        lives, doubted, pending = token.end.is_(None), token.outlived, set(token.of.newest.lived)
        self._try(s, token, answer)
        if not lives:
            return
        self._passes(token, USED)
        if not s.check("REFRESH-003", answer):
            token.lost("there is a newer one", "REFRESH-003")
        token.of.refreshes += 1
        value = answer.get("AuthenticationResult.AccessToken")
        if not value:
            s.end("REFRESH-004", "the refresh gave no access token", answer)
        renewed = Token(str(value), token.of, refresh=False, renewed=True, outlived=doubted, lived=pending)
        token.of.tokens.append(renewed)
        self._try(s, renewed, get_user(s, renewed.value))

    def _try(self, s: Scenario, token: Token, answer: Exchange) -> None:
        """Judge whether a token that was just used should still be valid, and adopt what was seen."""
        if token.end.is_(None):
            self._should_live(s, token, answer)
        else:
            self._should_be_dead(s, token, answer)

    def _should_live(self, s: Scenario, token: Token, answer: Exchange) -> None:
        required, clear = token.required(), len(token.lived) < 2 and not token.outlived
        if answer.outcome == "error":
            token.lost(f"{answer.operation} refused it", ", ".join(required))
            if not clear or not required:
                unknown = "refused, and it is unknown which of several events ended it"
                s.end(required[0] if required else "", unknown, answer)
        elif answer.ok:
            self.harmless |= {(cause, token.refresh) for cause in (USED, NEWER) if cause in token.lived}
            token.alive, token.lived = answer, set()
        for requirement in required:
            s.accepted(requirement, answer)
        s.need(answer, None)

    def _should_be_dead(self, s: Scenario, token: Token, answer: Exchange) -> None:
        requirement = ENDED_BY[str(token.end.value)][token.refresh]
        assert token.alive is not None, "a token that was never seen alive has no known end"
        dead = s.refused(requirement, answer, control=token.alive).as_stated
        if answer.ok:
            token.end, token.outlived, token.gone = known(None, answer.operation), True, False
            token.alive, token.lived = answer, set()
        elif answer.outcome == "error" and dead:
            token.gone = True
        elif answer.outcome == "error":
            token.lost("refused in another way", requirement)

    def _passes(self, token: Token, cause: str) -> None:
        """Record an event that tokens survive, whether that was seen already or is still to be checked."""
        if (cause, token.refresh) not in self.harmless:
            token.lives_through(cause)

    def _make_sure(self, s: Scenario, life: Life) -> None:
        """Check both tokens if something happened since: else what follows may not be what ended them."""
        if life.refresh.lived:
            self._use_refresh(s, life.refresh)
        if life.newest.lived:
            self._try(s, life.newest, get_user(s, life.newest.value))

    def _glance(self, s: Scenario, number: int, *causes: str) -> None:
        """Check one of the tokens that only this event affected; the others wait."""
        token = pick(number // USERS, [t for t in self._known_tokens() if t.waits and t.only_by(causes)])
        if token is None:
            return
        if token.refresh:
            self._use_refresh(s, token)
        else:
            self._try(s, token, get_user(s, token.value))

    def _doubtful(self, answer: Exchange, meant: Callable[[Token], bool]) -> None:
        """After an answer that leaves the effect open, forget what was known of the tokens it was meant for."""
        if answer.outcome == "indeterminate" or (answer.status or 0) >= 500:
            for token in self._known_tokens():
                if meant(token):
                    token.lost(f"{answer.operation} may have happened")

    def _known_tokens(self) -> list[Token]:
        return [token for life in self.lives for token in life.tokens if token.end.known]

    def _tokens(self, *, refresh: bool) -> list[Token]:
        """The known tokens of a kind: those still to be checked, else all."""
        found = [token for token in self._known_tokens() if token.refresh is refresh]
        clear = [token for token in found if token.waits and len(token.lived) < 2]
        return clear or [token for token in found if token.waits] or found

    def _living(self, user: int) -> list[Life]:
        """The user's sessions that are believed valid, with both tokens seen valid."""
        mine = [(life, (life.newest, life.refresh)) for life in self.lives if life.user == user]
        return [life for life, tokens in mine if all(t.end.is_(None) and t.alive and not t.outlived for t in tokens)]

    def _living_one(self, s: Scenario, number: int) -> Life:
        """A valid session of a user; a new one where none is left."""
        user = number % USERS
        found = self._living(user)
        if found:
            return found[number // USERS % len(found)]
        life = self._sign_in(s, user, number % 2)
        self._use_refresh(s, life.refresh)
        return life


def get_user(s: Scenario, access: str) -> Exchange:
    """GetUser, not judged."""
    return s.call("GetUser", AccessToken=access)


def _features(token: Token) -> dict[str, Any]:
    """The features that make the use of a token a distinct situation."""
    return {
        "end": token.end.value,
        "gone": token.gone,
        "lived": sorted(token.lived),
        "renewed": token.renewed,
        "refreshes": min(token.of.refreshes, 2),
        "client": token.of.client,
        "tokens": min(len(token.of.tokens), 4),
    }


test_session_life = machine_test(
    SessionLife,
    "PWAUTH-001",
    "PWAUTH-020",
    "ACCESS-001",
    "REFRESH-001",
    "REFRESH-003",
    "REFRESH-016",
    "REFRESH-029",
    "SIGNOUT-001",
    "SIGNOUT-002",
    "SIGNOUT-003",
    "SIGNOUT-005",
    "SIGNOUT-008",
    "SIGNOUT-009",
    "SIGNOUT-010",
    "SIGNOUT-011",
    "SIGNOUT-012",
    "SIGNOUT-013",
    "SIGNOUT-014",
    "SIGNOUT-015",
    "REVOKE-001",
    "REVOKE-002",
    "REVOKE-004",
    "REVOKE-005",
    "REVOKE-006",
    "REVOKE-007",
    "REVOKE-008",
)
