"""Authenticator apps of users, and how one is set up and used at a sign-in. Sent, not judged.

A code depends on the target's clock and is good once. So a code is computed at replay as it was here: from the secret
that came back and the time then. An app is set up with the code of the time step that has just ended, which leaves the
present one for a sign-in.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.kit.totp import STEP, usable
from conformance.scenario.resources import Client, User
from conformance.scenario.sending import Sending

LAST_SECONDS = 2  # seconds at the end of a time step in which no code is computed: it might arrive in the next step


@dataclass(eq=False)
class App:
    """An authenticator app as its user has it."""

    secret: str
    answer: Exchange  # the answer that gave the secret
    used: set[int] = field(default_factory=set)  # time steps whose code may have been accepted


def moment(s: Sending) -> str:
    """The target's time; near the end of a time step, the next one is waited for."""
    now = s.clock()
    left = STEP - int(now) % STEP
    if left > LAST_SECONDS:
        return now
    waited = 0.0
    while waited < left:
        waited += s.let_pass(left - waited)
    return s.clock()


def step_of(now: str) -> int:
    """The time step of a moment."""
    return int(now) // STEP


def secret_in(s: Sending, answer: Exchange, blame: str) -> str:
    """The SecretCode of an answer; the example ends where no code can be computed with it."""
    secret = answer.get("SecretCode")
    if not isinstance(secret, str) or not usable(secret):
        s.end(blame, "SecretCode cannot be read as base32", answer)
    return secret


def verify(s: Sending, app: App, blame: str = "TOTP-005", **authorized: Any) -> Exchange:
    """VerifySoftwareToken with the code of the step that has ended; a target may only take the present one."""
    now = moment(s)
    for shift in (-1, 0):
        code = s.compute("totp.code", app.secret, now, shift)
        answer = s.call("VerifySoftwareToken", UserCode=code, **authorized)
        app.used.add(step_of(now) + shift)
        if answer.ok or answer.outcome != "error":
            break
    return s.need(answer, blame)


def fresh_code(s: Sending, app: App) -> str:
    """A right code that was not used: the present one, else the next, for which time passes where it can."""
    now = moment(s)
    if step_of(now) in app.used and s.offers("clock"):
        s.advance(STEP)
        now = s.clock()
    shift = 0
    while step_of(now) + shift in app.used:
        shift += 1
    if shift > 1:  # no waiting possible, and a code of a later step would be refused
        wait_for(s, (step_of(now) + shift - 1) * STEP)
        now, shift = s.clock(), 1
    app.used.add(step_of(now) + shift)
    return str(s.compute("totp.code", app.secret, now, shift))


def wait_for(s: Sending, at: int) -> None:
    """Wait until the target's clock has come there; half a minute at most."""
    ends = time.monotonic() + STEP
    while int(s.clock()) < at and time.monotonic() < ends:
        s.let_pass(2)


def session_of(challenge: Exchange) -> str | None:
    """The Session of an answer."""
    session = challenge.get("Session")
    return session if isinstance(session, str) else None


def set_up_by_session(s: Sending, challenge: Exchange) -> tuple[App, Exchange]:
    """An app set up with the Session of MFA_SETUP, and the answer whose Session completes it."""
    begun = s.must("AssociateSoftwareToken", blame="TOTP-018", Session=session_of(challenge))
    app = App(secret_in(s, begun, "TOTP-019"), begun)
    if session_of(begun) is None:
        s.end("TOTP-019", "AssociateSoftwareToken with a Session gave no Session", begun)
    answer = verify(s, app, "TOTP-020", Session=session_of(begun))
    if session_of(answer) is None:
        s.end("TOTP-021", "VerifySoftwareToken with a Session gave no Session", answer)
    return app, answer


def set_up(s: Sending, client: Client, user: User, challenge: Exchange, *, admin: bool) -> tuple[App, Exchange]:
    """From MFA_SETUP to the tokens."""
    app, verified = set_up_by_session(s, challenge)
    return app, s.need(_respond(s, client, user, "MFA_SETUP", session_of(verified), {}, admin=admin), "MFA-035")


def answer_code(s: Sending, client: Client, user: User, challenge: Exchange, app: App, *, admin: bool) -> Exchange:
    """From SOFTWARE_TOKEN_MFA to the tokens."""
    code = {"SOFTWARE_TOKEN_MFA_CODE": fresh_code(s, app)}
    answer = _respond(s, client, user, "SOFTWARE_TOKEN_MFA", session_of(challenge), code, admin=admin)
    return s.need(answer, "MFA-008")


def _respond(
    s: Sending,
    client: Client,
    user: User,
    name: str,
    session: str | None,
    responses: dict[str, str],
    *,
    admin: bool,
) -> Exchange:
    hashed = s.secret_hash(client, user.username)
    given = {"USERNAME": user.username, **responses, **({"SECRET_HASH": hashed} if hashed else {})}
    answer: dict[str, Any] = {"ClientId": client.id, "ChallengeName": name, "ChallengeResponses": given}
    answer |= {"Session": session} if session is not None else {}
    if admin:
        return s.call("AdminRespondToAuthChallenge", UserPoolId=client.pool.id, **answer)
    return s.call("RespondToAuthChallenge", **answer)
