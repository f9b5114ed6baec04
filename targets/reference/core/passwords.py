"""Passwords: the policy, the history, temporary ones, and setting them."""

from __future__ import annotations

import secrets
import string
from typing import Any

from targets.reference.core import ids
from targets.reference.core.api import Call
from targets.reference.core.clock import DAY
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import (
    InvalidPasswordException,
    NotAuthorizedException,
    PasswordHistoryPolicyViolationException,
)
from targets.reference.core.namesakes import elsewhere
from targets.reference.core.state import CONFIRMED, Password, Pool, User

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
        if "must have" in reason and deviates("pw-reason-always-numeric"):
            reason = "Password must have numeric characters"
        raise InvalidPasswordException(f"{prefix}: {reason}")


def broken_rule(policy: dict[str, Any], text: str) -> str | None:
    """The first rule a password breaks."""
    too_short = len(text) < policy["MinimumLength"] - deviates("pw-length-off-by-one")
    if too_short and not deviates("pw-length-named-last"):
        return "Password not long enough"
    if (len(text) > 255 and deviates("pw-maximum-255")) or (len(text) > 99 and deviates("pw-maximum-99")):
        return "Password too long"
    for rule, characters, kind in KINDS:
        required = (policy[rule] or deviates("pw-rules-always-on")) and not deviates(f"pw-no-{kind}-rule")
        if required and not accepted_characters(kind, characters, text):
            return f"Password must have {kind} characters"
    return "Password not long enough" if too_short else None


def accepted_characters(kind: str, characters: frozenset[str], text: str) -> bool:
    """Whether a password has one of these characters."""
    if kind == "symbol" and deviates("pw-few-symbols"):
        characters -= set("=+-")
    if kind == "symbol" and deviates("pw-blank-is-no-symbol"):
        characters -= {" "}
    if kind == "symbol" and deviates("pw-anything-is-a-symbol"):
        return any(character not in string.ascii_letters + string.digits for character in text)
    return bool(characters.intersection(text))


def check_history(pool: Pool, user: User, text: str) -> None:
    """Documented: the last ones cannot come again; the current password is one of them."""
    size = policy_of(pool).get("PasswordHistorySize", 0)
    recent = user.password_history[:size]
    if size and deviates("pw-history-without-end"):
        recent = user.password_history
    if size and deviates("pw-history-without-current"):
        recent = user.password_history[1 : size + 1]
    if text in recent:
        raise PasswordHistoryPolicyViolationException("Password has previously been used.")


def set_password(call: Call, user: User, text: str) -> None:
    """Replace the password; what was pending for the old one is gone."""
    before = user.password
    user.password = Password(text, set_at=call.now, salt=secrets.randbits(128))
    if before is not None and user.status == CONFIRMED:  # for mutants
        user.remains["password changed"] = "yes"
        if before.verifier is not None and deviates("srp-verifier-stays"):
            user.password.salt, user.password.verifier = before.salt, before.verifier
        if deviates("set-password-reaches-other-pools"):
            pools = call.store.pools.values()
            pool = next(each for each in pools if user.sub in each.users)
            for other in elsewhere(pools, pool, user):
                other.password = user.password
    user.password_history.insert(0, text)
    del user.password_history[24:]


def matches(user: User, text: str) -> bool:
    """Whether this is the user's password."""
    return user.password is not None and text in (user.password.text, user.remains.get("password"))


def check_temporary(call: Call, pool: Pool, user: User) -> None:
    """Recorded: a temporary password does not outlive its validity."""
    days = policy_of(pool)["TemporaryPasswordValidityDays"] - deviates("temporary-password-day-early")
    expired = user.password is not None and call.now > user.password.set_at + days * DAY
    if expired and not deviates("temporary-password-never-expires"):
        text = "Temporary password has expired and must be reset by an administrator."
        raise NotAuthorizedException(varied(text, "temporary-password-expired-text", "Temporary password has expired."))


def temporary_password(pool: Pool) -> str:
    """One that obeys the policy."""
    least = varied(policy_of(pool)["MinimumLength"], "temporary-password-of-eight", 1)
    letters = ids.pick(string.ascii_letters, max(least, 8))
    return f"{letters}Aa1!"
