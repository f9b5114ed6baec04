"""Sessions: the thread through the steps of a sign-in."""

from __future__ import annotations

from typing import Any

from targets.reference.core import ids
from targets.reference.core.api import Call
from targets.reference.core.clock import MINUTE
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.endings import next_step, session_over
from targets.reference.core.errors import NotAuthorizedException, ResourceNotFoundException
from targets.reference.core.name_index import find
from targets.reference.core.state import Client, Session, User

SIZE = 1150  # recorded: sessions are about 1,550 characters long


def new_session(
    call: Call, client: Client, user: User | None, challenge: str, *, username: str = "", **details: Any
) -> Session:
    """Documented: every step gets a session of its own, three minutes long unless the client says otherwise."""
    expires_at = call.now + session_minutes(client) * MINUTE
    size = varied(SIZE, "session-too-long", 4 * SIZE)
    session = Session(ids.opaque(size), client, user, username, challenge, expires_at, details=details)
    next_step(call, session)
    call.store.sessions[session.text] = session
    return session


def session_minutes(client: Client) -> int:
    """AuthSessionValidity."""
    return int(client.settings["AuthSessionValidity"])


def open_session(call: Call, client: Client, challenge: str, text: str, username: str) -> Session:
    """The session a challenge is answered with. Recorded: three texts for three ways to be wrong."""
    session = call.store.sessions.get(text) or stand_in(call, client, challenge, username)
    if session is None or session.client is not client or not _is_of(session, username) or _is_gone(session):
        text = varied("Invalid session for the user.", "unknown-session-text", "Unknown session")
        raise varied(NotAuthorizedException, "unknown-session-not-found", ResourceNotFoundException)(text)
    if session.used and not deviates("session-used-again"):
        text = "Invalid session for the user, session can only be used once."
        if challenge == "EMAIL_OTP" and deviates("email-otp-session-used-text"):
            text = "Session already used"
        raise NotAuthorizedException(varied(text, "session-used-text", "Session already used"))
    lasting = {"EMAIL_OTP": "sign-in-code-for-ever", "SMS_MFA": "text-message-code-for-ever"}
    if deviates(lasting.get(challenge, "")):
        return session
    over = call.now > session.expires_at - 60 * deviates("session-minute-early")
    if session_over(call, session, over=over) and not deviates("session-never-expires"):
        text = "Invalid session for the user, session is expired."
        raise NotAuthorizedException(varied(text, "session-expired-text", "Session expired"))
    if session.challenge != challenge or mixed(call, session):
        raise NotAuthorizedException("Invalid session for the user.")
    if not username.isascii() and deviates("session-lost-beyond-ascii"):
        raise NotAuthorizedException("Invalid session for the user.")
    return session


def stand_in(call: Call, client: Client, challenge: str, username: str) -> Session | None:
    """Nothing, but for mutants: the user's newest session where another one is sent."""
    if not deviates(f"any-session-for-{challenge.lower().replace('_', '-')}"):
        return None
    sessions = reversed(call.store.sessions.values())
    newest = next((s for s in sessions if s.challenge == challenge and _is_of(s, username)), None)
    user, details = find(client.pool, username), {"offered": ["PASSWORD"]}
    return newest or Session("", client, user, username, challenge, call.now + MINUTE, details=details)


def mixed(call: Call, session: Session) -> bool:
    """Never, but for a mutant: begun by one operation, answered by the other's twin."""
    admin = call.operation.startswith("Admin")
    return session.details.get("admin", admin) is not admin and deviates("operations-not-mixed")


def spend(session: Session) -> None:
    """Recorded: a session is spent by success; a wrong code leaves it as it is."""
    session.used = True


def _is_gone(session: Session) -> bool:
    """Whether the user of a session was deleted. One who is made again under the name is another."""
    gone = session.user is not None and session.user.sub not in session.client.pool.users
    return gone and not deviates("session-of-deleted-user")


def _is_of(session: Session, username: str) -> bool:
    """Whether the answer names the user whom the session belongs to: by the real name, the sub, or as typed."""
    if deviates("session-of-anybody"):
        return True
    pool = session.client.pool
    names = {pool.fold(session.username)}
    if session.user is not None:
        names |= {pool.fold(session.user.username), session.user.sub}
        names |= {value for _, value in session.user.claims}
    return pool.fold(username) in names
