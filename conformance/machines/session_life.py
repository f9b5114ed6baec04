"""The life of sessions and tokens: several users, two clients, sign-outs and revocations in any order.

Small properties show each rule by itself. This machine shows what only sequences show: a sign-out that reaches too far
or not far enough, a revocation that takes another session along, a session that comes back to life.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, rule

from conformance.arrange import Client, Session, User
from conformance.belief import Belief, known, unknown
from conformance.exchange import Exchange
from conformance.machine import Machine, machine_test
from conformance.scenario import Scenario
from conformance.strategies import passwords

USERS = 3
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]

# What ended a token, and the requirement that says so: for the access token, for the refresh token.
ENDED_BY = {
    "own sign-out": ("SIGNOUT-003", "SIGNOUT-005"),
    "sign-out elsewhere": ("SIGNOUT-008", "SIGNOUT-009"),
    "administrator": ("SIGNOUT-010", "SIGNOUT-011"),
    "revocation": ("REVOKE-004", "REVOKE-002"),
}


@dataclass
class Tokens:
    """A session with what is believed of its tokens: None while they live, else what ended them."""

    session: Session
    user: int
    access: list[str]
    access_end: Belief[str | None]
    refresh_end: Belief[str | None]
    refreshed: int = 0
    survived: list[str] = field(default_factory=list)  # what it has lived through since it was last seen alive


class SessionLife(Machine):
    """Sign-in, refresh, use, sign-out, revocation over users and clients in any order."""

    sessions = Bundle("sessions")

    @initialize(words=st.tuples(*[passwords()] * USERS))
    def begin(self, words: tuple[str, ...]) -> None:
        """A pool with two clients and confirmed users with known passwords."""
        self.users: list[User] = []
        self.clients: list[Client] = []
        self.all: list[Tokens] = []
        with self.step("begin") as s:
            pool = s.pool()
            self.clients = [
                s.client(pool, ExplicitAuthFlows=FLOWS),
                s.client(pool, ExplicitAuthFlows=FLOWS, AccessTokenValidity=2),
            ]
            self.users = [s.user(pool, password=word) for word in words]

    @rule(target=sessions, user=st.integers(0, USERS - 1), client=st.integers(0, 1))
    def sign_in(self, user: int, client: int) -> Tokens | None:
        """A new session, seen alive at once."""
        if len(self.users) < USERS:
            return None
        ended = any(t.user == user and t.access_end.known and t.access_end.value for t in self.all)
        with self.step("sign_in", again=ended, sessions=len(self.all)) as s:
            session = s.sign_in(self.clients[client], self.users[user])
            seen = get_user(s, session.access)
            s.accepted("SIGNOUT-015" if ended else "ACCESS-001", seen)
            made = Tokens(session, user, [session.access], known(None, "GetUser"), known(None, "InitiateAuth"))
            self.all.append(made)
            return made
        return None

    @rule(tokens=sessions)
    def use_access_token(self, tokens: Tokens | None) -> None:
        """GetUser with the session's latest access token: alive or dead as believed."""
        if tokens is None or not tokens.access_end.known:
            return
        end = tokens.access_end.value
        with self.step("use_access_token", end=end, refreshed=min(tokens.refreshed, 2), lived=tuple(tokens.survived[-2:])) as s:
            answer = get_user(s, tokens.access[-1])
            if end is None:
                self._alive(s, "access", tokens, answer)
            else:
                requirement = "REVOKE-005" if end == "revocation" and tokens.refreshed else ENDED_BY[end][0]
                dead = s.refused(requirement, answer, control=lambda: self._fresh(s, tokens.user))
                if not dead and not answer.outcome == "indeterminate":
                    tokens.access_end = _seen(answer, requirement)

    @rule(tokens=sessions)
    def refresh(self, tokens: Tokens | None) -> None:
        """REFRESH_TOKEN_AUTH: works while the session lives, any number of times, without a new refresh token."""
        if tokens is None or not tokens.refresh_end.known:
            return
        end = tokens.refresh_end.value
        with self.step("refresh", end=end, refreshed=min(tokens.refreshed, 3), lived=tuple(tokens.survived[-2:])) as s:
            answer = refresh(s, tokens.session)
            if end is not None:
                requirement = ENDED_BY[end][1]
                dead = s.refused(requirement, answer, control=lambda: self._fresh_refresh(s, tokens.user))
                if not dead and answer.outcome != "indeterminate":
                    tokens.refresh_end = _seen(answer, requirement)
                return
            self._alive(s, "refresh", tokens, answer)
            s.check("REFRESH-003", answer)
            tokens.refreshed += 1
            tokens.access.append(str(answer.get("AuthenticationResult.AccessToken")))

    @rule(tokens=sessions)
    def global_sign_out(self, tokens: Tokens | None) -> None:
        """Ends all sessions of the user, and of nobody else."""
        if tokens is None or not tokens.access_end.is_(None):
            return
        with self.step("global_sign_out", sessions=self._living(tokens.user)) as s:
            s.accepted("SIGNOUT-001", s.call("GlobalSignOut", signed=False, AccessToken=tokens.access[-1]))
            for other in self.all:
                if other.user == tokens.user:
                    _end(other, "own sign-out" if other is tokens else "sign-out elsewhere")
                else:
                    other.survived.append("another user's sign-out")

    @rule(user=st.integers(0, USERS - 1))
    def administrator_sign_out(self, user: int) -> None:
        """AdminUserGlobalSignOut ends all sessions of that user."""
        if len(self.users) < USERS:
            return
        with self.step("administrator_sign_out", sessions=self._living(user)) as s:
            who = self.users[user]
            answer = s.call("AdminUserGlobalSignOut", UserPoolId=who.pool.id, Username=who.username)
            s.accepted("SIGNOUT-002", answer)
            for other in self.all:
                if other.user == user:
                    _end(other, "administrator")
                else:
                    other.survived.append("another user's sign-out")

    @rule(tokens=sessions)
    def revoke(self, tokens: Tokens | None) -> None:
        """RevokeToken ends one session and leaves the user's others alone."""
        if tokens is None or not tokens.refresh_end.is_(None):
            return
        with self.step("revoke", refreshed=min(tokens.refreshed, 2), sessions=self._living(tokens.user)) as s:
            answer = s.call("RevokeToken", signed=False, Token=tokens.session.refresh, ClientId=tokens.session.client.id)
            s.accepted("REVOKE-001", answer)
            _end(tokens, "revocation")
            for other in self.all:
                if other is not tokens:
                    same = other.user == tokens.user
                    other.survived.append("own session's revocation" if same else "another user's revocation")

    def _living(self, user: int) -> int:
        return sum(t.user == user and t.access_end.is_(None) for t in self.all)

    def _alive(self, s: Scenario, what: str, tokens: Tokens, answer: Exchange) -> None:
        """Judge a token that should live, by what it has lived through; repair the belief when it does not."""
        requirement = _survival(what, tokens)
        if answer.outcome == "error":
            lost = unknown(f"{answer.operation} refused it", requirement)
            if what == "access":
                tokens.access_end = lost
            else:
                tokens.refresh_end = lost
        elif answer.ok:
            tokens.survived = []
        s.accepted(requirement, answer)

    def _fresh(self, s: Scenario, user: int) -> Exchange:
        """The control for a dead access token: a new one of the same user works."""
        return get_user(s, s.sign_in(self.clients[0], self.users[user]).access)

    def _fresh_refresh(self, s: Scenario, user: int) -> Exchange:
        """The control for a dead refresh token: a new one of the same user works."""
        return refresh(s, s.sign_in(self.clients[0], self.users[user]))


def get_user(s: Scenario, access: str) -> Exchange:
    """GetUser, as an application calls it: unsigned."""
    return s.call("GetUser", signed=False, AccessToken=access)


def refresh(s: Scenario, session: Session) -> Exchange:
    """REFRESH_TOKEN_AUTH with the session's refresh token."""
    return s.call("InitiateAuth", signed=False, ClientId=session.client.id, AuthFlow="REFRESH_TOKEN_AUTH",
                  AuthParameters={"REFRESH_TOKEN": session.refresh})  # fmt: skip


def _survival(what: str, tokens: Tokens) -> str:
    """The requirement that says that this token lives, by what happened since it was last seen alive."""
    lived = set(tokens.survived)
    if "own session's revocation" in lived:
        return "REVOKE-007" if what == "access" else "REVOKE-006"
    if "another user's sign-out" in lived:
        return "SIGNOUT-012" if what == "access" else "SIGNOUT-013"
    if "another user's revocation" in lived:
        return "REVOKE-008"
    if what == "access":
        return "REFRESH-029" if tokens.refreshed else "ACCESS-001"
    return "REFRESH-016" if tokens.refreshed else "REFRESH-001"


def _end(tokens: Tokens, cause: str) -> None:
    """What ended a session first is what its tokens are refused for."""
    if tokens.access_end.is_(None):
        tokens.access_end = known(cause, cause)
    if tokens.refresh_end.is_(None):
        tokens.refresh_end = known(cause, cause)


def _seen(answer: Exchange, requirement: str) -> Belief[str | None]:
    """After a divergence: what the target showed is adopted, else nothing is known."""
    return known(None, answer.operation) if answer.ok else unknown("refused in another way", requirement)


test_session_life = machine_test(
    SessionLife,
    "PWAUTH-001", "ACCESS-001", "REFRESH-001", "REFRESH-003", "REFRESH-016", "REFRESH-029", "SIGNOUT-001", "SIGNOUT-002",
    "SIGNOUT-003", "SIGNOUT-005", "SIGNOUT-008", "SIGNOUT-009", "SIGNOUT-010", "SIGNOUT-011", "SIGNOUT-012",
    "SIGNOUT-013", "SIGNOUT-015", "REVOKE-001", "REVOKE-002", "REVOKE-004", "REVOKE-005", "REVOKE-006", "REVOKE-007",
    "REVOKE-008",
)  # fmt: skip
