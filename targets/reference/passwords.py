"""Passwords: the policy, the history, temporary ones, and setting them."""

from __future__ import annotations

import secrets
import string
from typing import Any

from targets.reference import ids
from targets.reference.calls import Call
from targets.reference.clock import DAY
from targets.reference.errors import (
    InvalidPasswordException,
    NotAuthorizedException,
    PasswordHistoryPolicyViolationException,
)
from targets.reference.state import Password, Pool, User

# Recorded: the beginning of the text differs by operation.
AT_SIGN_UP = "Password did not conform with policy"
AT_ADMIN_CREATION = "Password did not conform with password policy"
ELSEWHERE = "Password does not conform to policy"
# Documented: these count as symbols, and so does a blank that is neither first nor last.
SYMBOLS = frozenset("^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- ")
KINDS = (
    ("RequireUppercase", frozenset(string.ascii_uppercase), "uppercase"),
    ("RequireLowercase", frozenset(string.ascii_lowercase), "lowercase"),
    ("RequireNumbers", frozenset(string.digits), "numeric"),
    ("RequireSymbols", SYMBOLS, "symbol"),
)


def policy_of(pool: Pool) -> dict[str, Any]:
    """The pool's password policy."""
    policy: dict[str, Any] = pool.settings["Policies"]["PasswordPolicy"]
    return policy


def check_policy(pool: Pool, text: str, prefix: str = ELSEWHERE) -> None:
    """Recorded: of several broken rules only the first is named, and length comes first."""
    if reason := broken_rule(policy_of(pool), text):
        raise InvalidPasswordException(f"{prefix}: {reason}")


def broken_rule(policy: dict[str, Any], text: str) -> str | None:
    """The first rule a password breaks."""
    if len(text) < policy["MinimumLength"]:
        return "Password not long enough"
    for rule, characters, kind in KINDS:
        if policy[rule] and not characters.intersection(text):
            return f"Password must have {kind} characters"
    return None


def check_history(pool: Pool, user: User, text: str) -> None:
    """Documented: the last ones cannot come again; the current password is one of them."""
    size = policy_of(pool).get("PasswordHistorySize", 0)
    if text in user.password_history[:size]:
        raise PasswordHistoryPolicyViolationException("Password has previously been used.")


def set_password(call: Call, user: User, text: str) -> None:
    """Replace the password; what was pending for the old one is gone."""
    user.password = Password(text, set_at=call.now, salt=secrets.randbits(128))
    user.password_history.insert(0, text)
    del user.password_history[24:]


def matches(user: User, text: str) -> bool:
    """Whether this is the user's password."""
    return user.password is not None and user.password.text == text


def check_temporary(call: Call, pool: Pool, user: User) -> None:
    """Recorded: a temporary password does not outlive its validity."""
    days = policy_of(pool)["TemporaryPasswordValidityDays"]
    if user.password is not None and call.now > user.password.set_at + days * DAY:
        raise NotAuthorizedException("Temporary password has expired and must be reset by an administrator.")


def temporary_password(pool: Pool) -> str:
    """One that obeys the policy."""
    letters = ids.pick(string.ascii_letters, max(policy_of(pool)["MinimumLength"], 8))
    return f"{letters}Aa1!"
