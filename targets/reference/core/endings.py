"""Where mutants get the end of something wrong: too early, too late, or counted from the wrong beginning."""

from __future__ import annotations

from typing import Any

from targets.reference.core.api import Call
from targets.reference.core.clock import DAY, HOUR, MINUTE
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import wrong_credentials
from targets.reference.core.state import CONFIRMED, PendingCode, Pool, RefreshFamily, Session, User

Claims = dict[str, Any]


def token_ends(call: Call, family: RefreshFamily, claims: Claims, *, refreshed: bool) -> Claims:
    """The claims; for a mutant with a life of an hour, whatever is configured."""
    if family.grant is not None and not refreshed:
        way = "of-a-code"
    elif refreshed and call.operation == "GetTokensFromRefreshToken":
        way = "exchanged"
    else:
        way = "refreshed" if refreshed else "first"
    kind = "access" if claims["token_use"] == "access" else "id"
    return claims | {"exp": claims["iat"] + 3600} if deviates(f"{way}-{kind}-token-lives-an-hour") else claims


def auth_time(call: Call, family: RefreshFamily) -> int:
    """When the user signed in; for mutants two hours off, or that of the user's first sign-in."""
    if deviates("auth-time-in-local-time"):
        return family.auth_time - 7200
    if deviates("auth-time-of-the-first-sign-in"):
        return int(family.user.remains.setdefault("auth_time", str(family.auth_time)))
    return family.auth_time


def access_token_over(call: Call, claims: Claims, *, over: bool) -> bool:
    """Whether an access token has expired; mutants forget that a session's tokens end one by one."""
    pool = call.store.pools.get(str(claims["iss"]).rpartition("/")[2])
    family = pool.families.get(str(claims.get("jti"))) if pool else None
    if family is None or len(family.jtis) < 2:
        return over
    first, newest = claims["jti"] == family.jtis[0], claims["jti"] == family.jtis[-1]
    if first and deviates("refresh-lengthens-access-token"):
        return False
    if newest and deviates("refreshed-access-token-without-end"):
        return False
    if not first and deviates("refreshed-access-token-ends-with-the-first"):
        return call.now >= family.auth_time + family.access_seconds
    return over


def refresh_token_life(days: int | None, lifetime: int) -> int:
    """The seconds; mutants know another default."""
    if days in (None, 30):
        lifetime += int(DAY) * (deviates("refresh-default-31-days") - deviates("refresh-default-29-days"))
    return lifetime


def refresh_token_over(call: Call, *, over: bool) -> bool:
    """Whether a refresh token has expired; mutants check it for some operations only."""
    way = {"GetTokensFromRefreshToken": "exchanged", "AdminInitiateAuth": "taken-from-admins"}.get(call.operation, "")
    return over and not deviates(f"expired-refresh-token-{way}")


def grace_begins(family: RefreshFamily, rotated_at: float) -> float:
    """When the grace period begins; for a mutant with the sign-in."""
    return varied(rotated_at, "grace-from-the-sign-in", float(family.auth_time))


def session_over(call: Call, session: Session, *, over: bool) -> bool:
    """Whether a session has expired; mutants of the choice know it a minute early, or never."""
    if session.challenge != "SELECT_CHALLENGE":
        return over
    if deviates("choice-session-minute-early"):
        return call.now > session.expires_at - MINUTE
    return over and not deviates("choice-session-without-end")


def next_step(call: Call, session: Session) -> None:
    """For a mutant: the session of the next step ends when that of the step before does."""
    before = call.store.sessions.get(str(call.get("Session")))
    if before is not None and deviates("next-step-keeps-time"):
        session.expires_at = before.expires_at


def code_ends(call: Call, purpose: str, older: PendingCode | None, ends: float) -> float:
    """When a code ends; mutants are early, or keep the time of the code that it replaces."""
    if deviates(f"code-half-an-hour-early-at-{purpose.replace('_', '-')}"):
        return ends - HOUR / 2
    if older is not None and deviates(f"code-sent-again-keeps-time-at-{purpose.replace('_', '-')}"):
        return older.expires_at
    return ends


def invited_again(user: User, set_at: float) -> None:
    """After an invitation was sent again: mutants leave the time as it was, or forget it."""
    if user.password is None:
        return
    if deviates("invitation-again-keeps-time"):
        user.password.set_at = set_at
    if deviates("invitation-again-without-end"):
        user.password.set_at = float("inf")


def too_late_to_help(call: Call, pool: Pool, user: User) -> bool:
    """For a mutant: nobody can help whose temporary password has expired."""
    return user.status != CONFIRMED and is_old(call, pool, user) and deviates("expired-user-beyond-help")


def check_password_age(call: Call, pool: Pool, user: User) -> None:
    """Passwords do not expire; those of a mutant do."""
    if user.status == CONFIRMED and is_old(call, pool, user) and deviates("permanent-passwords-expire"):
        raise wrong_credentials()


def is_old(call: Call, pool: Pool, user: User) -> bool:
    """Whether a temporary password of this age would have expired."""
    days = pool.settings["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"]
    return user.password is not None and call.now > user.password.set_at + days * DAY


def bookmark_ends(call: Call) -> float:
    """When the token of a page ends; mutants are early, or never there."""
    life = varied(HOUR, "page-token-half-an-hour", HOUR / 2)
    return call.now + varied(life, "page-token-without-end", 1000 * DAY)
