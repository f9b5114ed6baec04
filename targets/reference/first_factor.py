"""The password step, and what follows a first factor: a new password, later a second factor, then tokens."""

from __future__ import annotations

import json

from targets.reference import tokens
from targets.reference.attempt import Attempt, challenge
from targets.reference.calls import Answer
from targets.reference.directory import find
from targets.reference.errors import (
    NotAuthorizedException,
    PasswordResetRequiredException,
    UserNotConfirmedException,
    wrong_credentials,
)
from targets.reference.existence import unknown_at_sign_in
from targets.reference.limits import check_lockout, count_failure, forget_failures
from targets.reference.passwords import check_temporary, matches
from targets.reference.schema import missing_required
from targets.reference.sessions import new_session
from targets.reference.state import FORCE_CHANGE_PASSWORD, RESET_REQUIRED, UNCONFIRMED, Client, User


def user_to_sign_in(attempt: Attempt, name: str) -> User:
    """The user of a name, who must not be disabled."""
    user = find(attempt.pool, name)
    if user is None:
        raise unknown_at_sign_in(attempt.client)
    check_enabled(user)
    return user


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
    return after_password(attempt, user, right=matches(user, password))


def check_before_password(attempt: Attempt, user: User) -> None:
    """What is refused before any look at the password."""
    check_status(attempt.client, user)
    check_lockout(attempt.call, user)


def after_password(attempt: Attempt, user: User, *, right: bool) -> Answer:
    """What a right or wrong password leads to, by whatever proof."""
    if not right:
        count_failure(attempt.call, user)
        raise wrong_credentials()
    forget_failures(user)
    if user.status == FORCE_CHANGE_PASSWORD:
        check_temporary(attempt.call, attempt.pool, user)
        return ask_new_password(attempt, user)
    return second_factor(attempt, user)


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
