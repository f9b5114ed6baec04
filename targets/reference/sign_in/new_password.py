"""The answer to NEW_PASSWORD_REQUIRED."""

from __future__ import annotations

from targets.reference.core.api import Answer
from targets.reference.core.attempt import Attempt
from targets.reference.core.contention import gap
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import touch
from targets.reference.core.errors import InvalidParameterException, InvalidPasswordException, NotAuthorizedException
from targets.reference.core.passwords import check_history, check_policy, matches, set_password
from targets.reference.core.schema import check_update, missing_required
from targets.reference.core.sessions import open_session, spend
from targets.reference.core.state import CONFIRMED, Pool, User
from targets.reference.core.user_attributes import write
from targets.reference.sign_in.first_factor import check_enabled, second_factor
from targets.reference.triggers.fire import post_confirmation

ATTRIBUTE_PREFIX = "userAttributes."


def new_password(attempt: Attempt) -> Answer:
    """Recorded: the same password again is fine unless a history forbids it; the user is CONFIRMED after it."""
    username = attempt.username()
    password = attempt.require("NEW_PASSWORD")
    if attempt.admin and deviates("admin-takes-no-new-password"):
        raise InvalidParameterException("Unsupported challenge")
    session = open_session(attempt.call, attempt.client, "NEW_PASSWORD_REQUIRED", attempt.session(), username)
    user = session.user
    assert user is not None  # only users who exist are asked for a new password
    if username != session.details["typed"] and deviates("new-password-names-user-as-typed"):
        raise NotAuthorizedException("Invalid session for the user.")
    check_enabled(user, attempt.step)
    attributes = given_attributes(attempt)
    check_attributes(attempt.pool, user, attributes)
    if deviates("attributes-before-new-password"):
        write(attempt.pool, user, attributes)
    session.used = deviates("refused-new-password-spends-session")
    if not deviates("new-password-of-any-strength"):
        check_policy(attempt.pool, password)
    check_history(attempt.pool, user, password)
    if matches(user, password) and deviates("temporary-password-not-kept"):
        raise InvalidPasswordException("Password must differ from the temporary one")
    gap(attempt.call, "race-session")
    spend(session)
    set_password(attempt.call, user, password)
    if not deviates("new-password-leaves-status"):
        user.status = CONFIRMED
    write(attempt.pool, user, varied(attributes, "attributes-with-new-password-dropped", {}))
    touch(attempt.call, user)
    if deviates("new-password-runs-post-confirmation"):
        post_confirmation(attempt.call, attempt.pool, user, "ConfirmSignUp")
    return second_factor(attempt, user)


def given_attributes(attempt: Attempt) -> dict[str, str]:
    """Attributes come as ``userAttributes.<name>``."""
    return {
        name.removeprefix(ATTRIBUTE_PREFIX): value
        for name, value in attempt.given.items()
        if name.startswith(ATTRIBUTE_PREFIX)
    }


def check_attributes(pool: Pool, user: User, attributes: dict[str, str]) -> None:
    """Recorded: what has a value must not be sent again; what is required and missing must."""
    for name in attributes:
        if user.attributes.get(name) and not deviates("attribute-with-new-password-overwrites"):
            text = f"Cannot modify an already provided {name}"
            raise NotAuthorizedException(varied(text, "attribute-with-new-password-text", f"{name} has a value"))
    check_update(pool.schema, attributes, user.attributes, invited=True)
    if deviates("required-attribute-not-needed"):
        return
    for name in missing_required(pool.schema, user.attributes | attributes):
        text = f"Invalid attributes given, {name} is missing"
        raise InvalidParameterException(varied(text, "required-attribute-text", f"{name} is required"))
