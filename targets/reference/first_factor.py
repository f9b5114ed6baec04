"""The password step, and what follows a first factor: a new password, later a second factor, then tokens."""

from __future__ import annotations

import json

from targets.reference import tokens
from targets.reference.attempt import Attempt, challenge
from targets.reference.calls import Answer
from targets.reference.deviation import deviates
from targets.reference.directory import by_any_case, find
from targets.reference.errors import (
    NotAuthorizedException,
    PasswordResetRequiredException,
    UserNotConfirmedException,
    user_not_found,
    wrong_credentials,
)
from targets.reference.existence import unknown_at_sign_in
from targets.reference.limits import check_lockout, count_failure, forget_failures
from targets.reference.masks import EMAIL
from targets.reference.passwords import check_temporary, matches
from targets.reference.schema import missing_required
from targets.reference.sessions import new_session
from targets.reference.state import FORCE_CHANGE_PASSWORD, RESET_REQUIRED, UNCONFIRMED, Client, Pool, User


def user_to_sign_in(attempt: Attempt, name: str) -> User:
    """The user of a name, who must not be disabled."""
    user = find(attempt.pool, name)
    if user is not None and overlooks(attempt.pool, user, name):
        user = None
    user = former_owner(attempt, name) or user or found_by_mutants(attempt.pool, name)
    if user is None and name in attempt.pool.deleted and deviates("admuser-deleted-signs-in"):
        return attempt.pool.deleted[name]
    if user is None:
        told = "hiding-client-tells-administrators" if attempt.admin else "hiding-client-tells"
        raise user_not_found() if deviates(told) else unknown_at_sign_in(attempt)
    check_enabled(user)
    return user


def overlooks(pool: Pool, user: User, name: str) -> bool:
    """Whether a mutant does not let this user in by this name."""
    if pool.fold(name) == pool.fold(user.username):
        return name != user.username and deviates("sign-in-exact-case")
    if pool.username_attributes:
        return not user.verified(EMAIL) and deviates("address-name-has-to-be-verified")
    if "@" in name:
        other_case = name != user.attributes.get(EMAIL) and deviates("alias-sign-in-exact-case")
        return other_case or deviates("email-alias-does-not-sign-in")
    return deviates("phone-alias-does-not-sign-in" if name.startswith("+") else "preferred-name-does-not-sign-in")


def found_by_mutants(pool: Pool, name: str) -> User | None:
    """Whom a mutant lets in by a name that is not the user's to sign in with."""
    if deviates("unverified-alias-signs-in" if pool.alias_attributes else "any-address-signs-in"):
        return next((user for user in pool.users.values() if user.attributes.get(EMAIL) == name), None)
    return by_any_case(pool, name) if deviates("sign-in-in-any-case") else None


def former_owner(attempt: Attempt, name: str) -> User | None:
    """Whom a mutant lets in by an alias that has moved to another user."""
    if not deviates("former-owner-signs-in"):
        return None
    having = [user for user in attempt.pool.users.values() if user.attributes.get(EMAIL) == name]
    return next((user for user in having if matches(user, attempt.given.get("PASSWORD", ""))), None)


def check_enabled(user: User) -> None:
    """Recorded, for the right password."""
    if not user.enabled:
        raise NotAuthorizedException("User is disabled.")


def check_status(client: Client, user: User) -> None:
    """States in which no password helps. Reported: they are told whether or not the password is right."""
    if user.status == UNCONFIRMED:
        raise UserNotConfirmedException("User is not confirmed.")
    if user.status == RESET_REQUIRED:
        if client.hides_existence:  # documented: the state of a user is hidden too
            raise wrong_credentials()
        raise PasswordResetRequiredException("Password reset required for the user")


def password_step(attempt: Attempt, user: User, password: str) -> Answer:
    """A password as it was typed."""
    check_before_password(attempt, user)
    any_case = attempt.pool.fold("A") == "a" and deviates("password-in-any-case")
    right = matches(user, password) or (any_case and matches(user, password.swapcase()))
    return after_password(attempt, user, right=right)


def check_before_password(attempt: Attempt, user: User) -> None:
    """What is refused before any look at the password."""
    check_status(attempt.client, user)
    check_lockout(attempt.call, user)


def after_password(attempt: Attempt, user: User, *, right: bool) -> Answer:
    """What a right or wrong password leads to, by whatever proof."""
    if not right:
        count_failure(attempt.call, user)
        told = {"InitiateAuth": "hidden-password-text", "AdminInitiateAuth": "hidden-admin-password-text"}
        if attempt.client.hides_existence and deviates(told.get(attempt.call.operation, "hidden-proof-text")):
            raise NotAuthorizedException("Incorrect password.")
        raise wrong_credentials()
    forget_failures(user)
    again = len(user.password_history) > 2  # an administrator set it for a user who had one already
    content = takes_temporary(user) or (again and deviates("admpw-temporary-signs-in"))
    if user.status == FORCE_CHANGE_PASSWORD and not content:
        check_temporary(attempt.call, attempt.pool, user)
        return ask_new_password(attempt, user)
    return second_factor(attempt, user)


def takes_temporary(user: User) -> bool:
    """Whether a mutant is content with a temporary password: the first one, or one that replaced another."""
    replaced = len(user.password_history) > 1
    return deviates("later-temporary-password-signs-in" if replaced else "temporary-password-signs-in")


def ask_new_password(attempt: Attempt, user: User) -> Answer:
    """Recorded: lists and objects are JSON in a string; sub is not among the attributes."""
    missing = [f"userAttributes.{name}" for name in missing_required(attempt.pool.schema, user.attributes)]
    parameters = {
        "USER_ID_FOR_SRP": user.username,
        "requiredAttributes": json.dumps(missing, separators=(",", ":")),
        "userAttributes": json.dumps(user.attributes, separators=(",", ":")),
    }
    session = new_session(attempt.call, attempt.client, user, "NEW_PASSWORD_REQUIRED")
    return challenge("NEW_PASSWORD_REQUIRED", parameters, session.text)


def second_factor(attempt: Attempt, user: User) -> Answer:
    """Seam: MFA goes between a first factor and the tokens."""
    return finish(attempt, user)


def finish(attempt: Attempt, user: User) -> Answer:
    """Recorded: an empty ChallengeParameters stands beside the tokens, and no ChallengeName."""
    return {
        "ChallengeParameters": {},
        "AuthenticationResult": tokens.signed_in(attempt.call, attempt.client, user),
    }
