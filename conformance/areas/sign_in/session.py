"""Sessions of challenges: which user they belong to, how often and how long they are valid."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.answers import checked
from conformance.flows.sign_in import forced, initiate, new_password, respond, session_of, temporary_password_user
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, User
from conformance.strategies import names, passwords
from conformance.strategies.clients import session_validity
from conformance.strategies.factors import SESSION_LETTERS


@check("SESSION-013")
def another_session(answered: Exchange, sent: str) -> Difference | None:
    """The next challenge has a Session that is not the one sent."""
    if not answered.ok:
        return Difference(f"refused-{answered.code}", "the next challenge", f"{answered.code}: {answered.message}")
    if answered.get("ChallengeName") != "NEW_PASSWORD_REQUIRED":
        return Difference("challenge-name", "NEW_PASSWORD_REQUIRED", f"{answered.get('ChallengeName')!r}")
    seen = answered.get("Session")
    if not seen:
        return Difference("session-missing", "a Session", "no Session")
    return Difference("session-repeated", "a Session of its own", "the Session that was sent") if seen == sent else None


@check("SESSION-015")
def session_length(begun: Exchange) -> Difference | None:
    """Session has 20 to 4096 characters."""
    seen = begun.get("Session")
    if not isinstance(seen, str):
        return Difference("session-type", "a Session that is a string", f"Session {seen!r}")
    if 20 <= len(seen) <= 4096:
        return None
    return Difference("session-length", "20 to 4096 characters", f"{len(seen)} characters")


def answer(s: Scenario, client: Client, user: User, password: str, session: str | None, **more: Any) -> Exchange:
    """NEW_PASSWORD_REQUIRED answered with this Session."""
    responses = {"USERNAME": user.username, "NEW_PASSWORD": password}
    return respond(s, client, "NEW_PASSWORD_REQUIRED", responses, session=session, **more)


@prop("SESSION-002", "SESSION-015", password=passwords(), new=passwords(), base=names())
def test_used_twice(s: Scenario, password: str, new: str, base: str) -> None:
    """The same answer is accepted, then refused."""
    s.assume(new != password)
    client, user = temporary_password_user(s, password, base)
    begun = forced(s, client, user)
    s.check("SESSION-015", begun)
    first = s.need(new_password(s, client, begun, user, new), "NEWPW-007")
    attempt = new_password(s, client, begun, user, new)

    def not_issued() -> Exchange:
        return answer(s, client, user, new, s.compute("secret.altered", session_of(begun)))

    s.refused("SESSION-002", attempt, control=first, simpler=("SESSION-004", not_issued))


@prop(
    "SESSION-004",
    password=passwords(),
    new=passwords(),
    altered=st.booleans(),
    made_up=st.text(SESSION_LETTERS, min_size=20, max_size=1500),
)
def test_not_issued(s: Scenario, password: str, new: str, altered: bool, made_up: str) -> None:
    """A made-up Session."""
    s.assume(new != password)
    client, user = temporary_password_user(s, password)
    begun = forced(s, client, user)
    wrong = s.compute("secret.altered", session_of(begun)) if altered else made_up
    attempt = answer(s, client, user, new, wrong)
    s.refused("SESSION-004", attempt, control=lambda: new_password(s, client, forced(s, client, user), user, new))


@prop("SESSION-006", password=passwords(), new=passwords(), base=names())
def test_of_another_user(s: Scenario, password: str, new: str, base: str) -> None:
    """One user's Session in another user's answer."""
    s.assume(new != password)
    client, user = temporary_password_user(s, password, base)
    _, other = temporary_password_user(s, password, base)
    attempt = answer(s, client, user, new, session_of(forced(s, client, other)))
    s.refused("SESSION-006", attempt, control=lambda: new_password(s, client, forced(s, client, user), user, new))


@prop("SESSION-010", password=passwords(), new=passwords(), short=st.text(SESSION_LETTERS, min_size=1, max_size=19))
def test_too_short(s: Scenario, password: str, new: str, short: str) -> None:
    """A Session with too few characters."""
    s.assume(new != password)
    client, user = temporary_password_user(s, password)
    attempt = answer(s, client, user, new, short)
    s.refused("SESSION-010", attempt, control=lambda: new_password(s, client, forced(s, client, user), user, new))


@prop("SESSION-011", password=passwords(), new=passwords(), base=names())
def test_missing(s: Scenario, password: str, new: str, base: str) -> None:
    """An answer without a Session."""
    s.assume(new != password)
    client, user = temporary_password_user(s, password, base)
    forced(s, client, user)
    attempt = answer(s, client, user, new, None)
    s.refused("SESSION-011", attempt, control=lambda: new_password(s, client, forced(s, client, user), user, new))


# -- time --------------------------------------------------------------------------------------------------------------

VALIDITIES = st.none() | st.integers(3, 15)


@prop("SESSION-007", password=passwords(), new=passwords(), minutes=VALIDITIES)
def test_expired(s: Scenario, password: str, new: str, minutes: int | None) -> None:
    """An answer twenty seconds after expiry; then a new one in time."""
    s.assume(new != password)
    minutes = s.soon(minutes, None)
    client, user = temporary_password_user(s, password, **session_validity(minutes))
    begun = forced(s, client, user)
    s.advance((minutes or 3) * 60 + 20)
    attempt = new_password(s, client, begun, user, new)
    s.refused("SESSION-007", attempt, control=lambda: new_password(s, client, forced(s, client, user), user, new))


@prop("SESSION-009", password=passwords(), new=passwords(), minutes=VALIDITIES)
def test_not_yet_expired(s: Scenario, password: str, new: str, minutes: int | None) -> None:
    """An answer twenty seconds before expiry."""
    s.assume(new != password)
    minutes = s.soon(minutes, None)
    client, user = temporary_password_user(s, password, **session_validity(minutes))
    begun = forced(s, client, user)
    s.advance((minutes or 3) * 60 - 20)
    s.accepted("SESSION-009", new_password(s, client, begun, user, new))


# -- several steps, two operations -------------------------------------------------------------------------------------


@prop("SESSION-013", password=passwords(), base=names())
def test_next_step(s: Scenario, password: str, base: str) -> None:
    """USER_AUTH from the choice to the new password."""
    client, user = temporary_password_user(s, password, base)
    begun = s.need(initiate(s, client, "USER_AUTH", {"USERNAME": user.login}), "CHOICE-001")
    session = session_of(begun)
    if begun.get("ChallengeName") != "SELECT_CHALLENGE" or session is None:
        s.end("CHOICE-002", f"USER_AUTH gave {begun.get('ChallengeName')!r}", begun)
    responses = {"USERNAME": user.login, "ANSWER": "PASSWORD", "PASSWORD": password}
    checked(s, "SESSION-013", respond(s, client, "SELECT_CHALLENGE", responses, session=session), sent=session)


@prop("SESSION-014", password=passwords(), new=passwords(), base=names())
def test_operations_mixed(s: Scenario, password: str, new: str, base: str) -> None:
    """A sign-in begun with InitiateAuth and answered with AdminRespondToAuthChallenge."""
    s.assume(new != password)
    client, user = temporary_password_user(s, password, base)
    s.accepted("SESSION-014", new_password(s, client, forced(s, client, user), user, new, admin=True))
