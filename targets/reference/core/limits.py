"""How often something may be tried: the hourly limits of operations, and the lockout after wrong passwords."""

from __future__ import annotations

import re

from targets.reference.core.api import Call
from targets.reference.core.clock import DAY, HOUR, MINUTE
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import LimitExceededException, NotAuthorizedException
from targets.reference.core.state import Pool, User

# Documented, per user and hour. For ForgotPassword and ConfirmForgotPassword AWS says "5 to 20".
PER_HOUR = {
    "ConfirmSignUp": 15,
    "ResendConfirmationCode": 5,
    "ChangePassword": 5,
    "GetUserAttributeVerificationCode": 5,
    "VerifyUserAttribute": 15,
    "ForgotPassword": 20,
    "ConfirmForgotPassword": 20,
}
FREE_FAILURES = 5
LONGEST_LOCK = 15 * MINUTE
FORGOTTEN_AFTER = 15 * MINUTE


def count_attempt(call: Call, user: User) -> None:
    """Recorded: this text, and this code rather than TooManyFailedAttemptsException."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", call.operation).lower()
    window = varied(HOUR, "limits-of-a-day", DAY)
    recent = [moment for moment in user.attempts.get(call.operation, []) if moment > call.now - window]
    if limited(call, user, recent) and not deviates(f"{name}-unlimited"):
        text = "Attempt limit exceeded, please try after some time."
        raise LimitExceededException(varied(text, f"{name}-limit-text", "Too many requests"))
    user.attempts[call.operation] = [*recent, call.now]


def limited(call: Call, user: User, recent: list[float]) -> bool:
    """Whether the user's attempts of this hour are used up; for a mutant, those of the user made before."""
    if deviates("limit-of-the-user-made-before"):
        others = neighbour(call.client().pool, user).attempts if "ClientId" in call.params else {}
        recent = max(recent, others.get(call.operation, []), key=len)
    return len(recent) >= PER_HOUR[call.operation]


def neighbour(pool: Pool, user: User) -> User:
    """The user who was made right before this one; only mutants confuse the two."""
    users = list(pool.users.values())
    place = next((number for number, one in enumerate(users) if one is user), 0)
    return users[max(place - 1, 0)] if users else user


def check_lockout(call: Call, pool: Pool, user: User, *, right: bool = False) -> None:
    """Documented: during a lockout even the right password is refused, and the lockout gets no longer for it."""
    if neighbour(pool, user) is not user and deviates("lockout-of-the-user-made-before"):
        refuse_locked(call, neighbour(pool, user), right=right)
    refuse_locked(call, user, right=right)


def refuse_locked(call: Call, user: User, *, right: bool) -> None:
    """Refuse while the last of a user's failures has begun a lockout that lasts."""
    failures = counted(call, user)
    if failures and call.now > failures[-1] + FORGOTTEN_AFTER and not deviates("failures-never-forgotten"):
        failures.clear()
    if not failures or call.now >= failures[-1] + lock_seconds(len(failures)) or spared(call, user, right=right):
        return
    if deviates("lockout-grows-by-attempts"):
        failures.append(call.now)
    hidden = right and deviates("lockout-looks-like-wrong-password")
    raise NotAuthorizedException("Incorrect username or password." if hidden else "Password attempts exceeded")


def spared(call: Call, user: User, *, right: bool) -> bool:
    """Whom the lockouts of mutants do not refuse."""
    elsewhere = user.remains.get("failed by") != call.operation
    return (
        deviates("never-locks-out")
        or (right and deviates("lockout-spares-the-right-password"))
        or (elsewhere and deviates("lockout-of-one-operation"))
    )


def lock_seconds(failures: int) -> float:
    """Documented: 2^(n-5) seconds after the n-th failure, from the fifth on."""
    if failures < varied(FREE_FAILURES, "lockout-after-two", 2):
        return 0.0
    if deviates("lockout-of-an-hour"):
        return float(HOUR)
    if deviates("lockout-never-grows"):
        return 1.0
    return float(min(2 ** max(failures - FREE_FAILURES, 0), LONGEST_LOCK))


def counted(call: Call, user: User) -> list[float]:
    """The failures of a user: one counter for all flows and both operations."""
    if call.operation.startswith("Admin") and deviates("failures-counted-by-operation"):
        return user.attempts.setdefault("failures", [])
    return user.failures


def count_failure(call: Call, user: User) -> None:
    """A wrong password, by whatever flow: there is one counter."""
    if call.get("ChallengeName") == "PASSWORD_VERIFIER" and deviates("wrong-proofs-not-counted"):
        return
    counted(call, user).append(call.now)
    user.remains["failed by"] = call.operation


def forget_failures(call: Call, user: User) -> None:
    """Documented: a successful sign-in resets the counter."""
    if not deviates("sign-in-keeps-failures"):
        counted(call, user).clear()
