"""Sessions: the thread through the steps of a sign-in."""

from __future__ import annotations

from typing import Any

from targets.reference import ids
from targets.reference.calls import Call
from targets.reference.clock import MINUTE
from targets.reference.errors import NotAuthorizedException
from targets.reference.state import Client, Session, User

SIZE = 1150  # recorded: sessions are about 1,550 characters long


def new_session(
    call: Call, client: Client, user: User | None, challenge: str, *, username: str = "", **details: Any
) -> Session:
    """Documented: every step gets a session of its own, three minutes long unless the client says otherwise."""
    expires_at = call.now + session_minutes(client) * MINUTE
    session = Session(ids.opaque(SIZE), client, user, username, challenge, expires_at, details=details)
    call.service.sessions[session.text] = session
    return session


def session_minutes(client: Client) -> int:
    """AuthSessionValidity."""
    return int(client.settings["AuthSessionValidity"])


def open_session(call: Call, client: Client, challenge: str, text: str, username: str) -> Session:
    """The session a challenge is answered with. Recorded: three texts for three ways to be wrong."""
    session = call.service.sessions.get(text)
    if session is None or session.client is not client or not _is_of(session, username):
        raise NotAuthorizedException("Invalid session for the user.")
    if session.used:
        raise NotAuthorizedException("Invalid session for the user, session can only be used once.")
    if call.now > session.expires_at:
        raise NotAuthorizedException("Invalid session for the user, session is expired.")
    if session.challenge != challenge:
        raise NotAuthorizedException("Invalid session for the user.")
    return session


def spend(session: Session) -> None:
    """Recorded: a session is spent by success; a wrong code leaves it as it is."""
    session.used = True


def _is_of(session: Session, username: str) -> bool:
    """Whether the answer names the user whom the session belongs to: by the real name, the sub, or as typed."""
    pool = session.client.pool
    names = {pool.fold(session.username)}
    if session.user is not None:
        names |= {pool.fold(session.user.username), session.user.sub}
        names |= {value for _, value in session.user.claims}
    return pool.fold(username) in names
