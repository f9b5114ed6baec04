"""The answer to NEW_PASSWORD_REQUIRED."""

from __future__ import annotations

from targets.reference.attempt import Attempt
from targets.reference.attributes import write
from targets.reference.calls import Answer
from targets.reference.deviation import deviates
from targets.reference.directory import touch
from targets.reference.errors import InvalidParameterException, NotAuthorizedException
from targets.reference.first_factor import check_enabled, second_factor
from targets.reference.passwords import check_history, check_policy, set_password
from targets.reference.schema import check_update, missing_required
from targets.reference.sessions import open_session, spend
from targets.reference.state import CONFIRMED, Pool, User

ATTRIBUTE_PREFIX = "userAttributes."


def new_password(attempt: Attempt) -> Answer:
    """Recorded: the same password again is fine unless a history forbids it; the user is CONFIRMED after it."""
    username = attempt.username()
    password = attempt.require("NEW_PASSWORD")
    session = open_session(attempt.call, attempt.client, "NEW_PASSWORD_REQUIRED", attempt.session(), username)
    user = session.user
    assert user is not None  # only users who exist are asked for a new password
    check_enabled(user)
    attributes = given_attributes(attempt)
    check_attributes(attempt.pool, user, attributes)
    check_policy(attempt.pool, password)
    check_history(attempt.pool, user, password)
    spend(session)
    set_password(attempt.call, user, password)
    if not deviates("new-password-keeps-status"):
        user.status = CONFIRMED
    write(attempt.pool, user, attributes)
    touch(attempt.call, user)
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
        if user.attributes.get(name):
            raise NotAuthorizedException(f"Cannot modify an already provided {name}")
    check_update(pool.schema, attributes, user.attributes)
    for name in missing_required(pool.schema, user.attributes | attributes):
        raise InvalidParameterException(f"Invalid attributes given, {name} is missing")
