"""How often something may be tried: the hourly limits of operations, and the lockout after wrong passwords."""

from __future__ import annotations

from targets.reference.calls import Call
from targets.reference.clock import HOUR, MINUTE
from targets.reference.errors import LimitExceededException, NotAuthorizedException
from targets.reference.state import User

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
    recent = [moment for moment in user.attempts.get(call.operation, []) if moment > call.now - HOUR]
    if len(recent) >= PER_HOUR[call.operation]:
        raise LimitExceededException("Attempt limit exceeded, please try after some time.")
    user.attempts[call.operation] = [*recent, call.now]


def check_lockout(call: Call, user: User) -> None:
    """Documented: during a lockout even the right password is refused, and the lockout gets no longer for it."""
    if user.failures and call.now > user.failures[-1] + FORGOTTEN_AFTER:
        user.failures.clear()
    if user.failures and call.now < user.failures[-1] + lock_seconds(len(user.failures)):
        raise NotAuthorizedException("Password attempts exceeded")


def lock_seconds(failures: int) -> float:
    """Documented: 2^(n-5) seconds after the n-th failure, from the fifth on."""
    if failures < FREE_FAILURES:
        return 0.0
    return float(min(2 ** (failures - FREE_FAILURES), LONGEST_LOCK))


def count_failure(call: Call, user: User) -> None:
    """A wrong password, by whatever flow: there is one counter."""
    user.failures.append(call.now)


def forget_failures(user: User) -> None:
    """Documented: a successful sign-in resets the counter."""
    user.failures.clear()
