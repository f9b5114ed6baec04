"""The ways into an account: which one an attempt is on. Part of the names of mutants that are wrong on one way only."""

from __future__ import annotations

from targets.reference.core.attempt import Attempt

CHOSEN = "chosen"  # USER_AUTH without a preference: what is chosen is not known yet


def way_of(attempt: Attempt) -> str:
    """The way that an attempt is on, whether it begins a flow or answers the challenge that proves a password."""
    step = attempt.step
    if step == "user-auth":
        preferred = attempt.given.get("PREFERRED_CHALLENGE")
        return f"preferred-{kebab(preferred)}" if preferred else CHOSEN
    if step == "select-challenge":
        return f"{CHOSEN}-{kebab(attempt.given.get('ANSWER', ''))}"
    if step == "custom-auth":
        return "custom-auth-with-srp" if "SRP_A" in attempt.given else step
    if step == "password-verifier":
        session = attempt.call.store.sessions.get(attempt.call.get("Session", ""))
        if session is not None and "way" in session.details:
            return str(session.details["way"])
        step = "user-srp-auth"
    return f"admin-{step}" if attempt.admin and step == "user-srp-auth" else step


def ahead(way: str) -> tuple[str, ...]:
    """The ways that lead through this one: without a preference, all that can be chosen."""
    return tuple(f"{CHOSEN}-{kebab(factor)}" for factor in FACTORS) if way == CHOSEN else (way,)


def kebab(name: str) -> str:
    """The name of a factor as mutants have it."""
    return name.lower().replace("_", "-")


FACTORS = ("PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN")
