"""Triggers around a sign-in: before it, after it, and for a user who is elsewhere still."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from targets.reference.core.api import Call
from targets.reference.core.attempt import Attempt
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import add_user
from targets.reference.core.errors import (
    InvalidLambdaResponseException,
    UserLambdaValidationException,
    UserNotFoundException,
)
from targets.reference.core.name_index import find, index
from targets.reference.core.passwords import matches, set_password
from targets.reference.core.state import CONFIRMED, RESET_REQUIRED, Client, User
from targets.reference.triggers.fire import attributes_of, configured, metadata, run

REFRESHING = ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN")


def pre_authentication(attempt: Attempt) -> None:
    """Before the first look at what was typed. Documented: for unknown users only where they are hidden."""
    if deviates("pre-authentication-late"):
        return
    if configured(attempt.pool, "PreAuthentication") is None or attempt.call["AuthFlow"] in REFRESHING:
        return
    name = attempt.username()
    user = find(attempt.pool, name)
    hides = attempt.client.hides_existence
    unknown_too = not deviates("pre-authentication-not-for-hidden") if hides else deviates("pre-authentication-always")
    if user is None and not unknown_too:
        return
    password = attempt.given.get("PASSWORD")
    if user and password and not matches(user, password) and deviates("pre-authentication-after-password"):
        return
    not_found = user is None and not deviates("pre-authentication-never-not-found")
    given = attempt.call.get("ClientMetadata")
    request = {
        "userAttributes": attributes_of(user, "PreAuthentication") if user else {},
        "validationData": varied(given, "pre-authentication-loses-validation-data", None),
        "userNotFound": not_found if hides else None,
    }
    source = "PreAuthentication_Authentication"
    username = user.username if user and not deviates("pre-authentication-name-as-typed") else name
    run(attempt.call, attempt.pool, "PreAuthentication", source, username=username, request=request)


def post_authentication(attempt: Attempt, user: User) -> None:
    """After the last step. Its answer is of no consequence, its failure is."""
    shown = attributes_of(user)
    request = {
        "userAttributes": varied(shown, "post-authentication-without-sub", {n: shown[n] for n in shown if n != "sub"}),
        "newDeviceUsed": False,
        "clientMetadata": metadata(attempt.call, always=deviates("post-authentication-gets-metadata")),
    }
    source = "PostAuthentication_Authentication"
    run(attempt.call, attempt.pool, "PostAuthentication", source, username=user.username, request=request)
    if deviates("pre-authentication-late"):
        before = "PreAuthentication_Authentication"
        run(attempt.call, attempt.pool, "PreAuthentication", before, username=user.username, request=request)


def migrate_at_sign_in(attempt: Attempt, name: str, password: str) -> None:
    """Documented: with a password, when nobody has the name. The user is made of what the function returns."""
    if find(attempt.pool, name) is None or deviates("migration-for-known-users"):
        given = varied(attempt.call.get("ClientMetadata"), "migration-loses-validation-data", None)
        typed = varied(password, "migration-without-password", None)
        migrated(attempt.call, attempt.client, name, "Authentication", password=typed, validationData=given)


def migrate_at_srp(attempt: Attempt) -> None:
    """Never: the password does not come here. The place of a mutant."""
    if find(attempt.pool, attempt.username()) is None and deviates("migration-by-srp"):
        migrated(attempt.call, attempt.client, attempt.username(), "Authentication")


def migrated(call: Call, client: Client, name: str, event: str, **request: Any) -> User | None:
    """The user that the function knows, in the pool from now on; None without a function."""
    if configured(client.pool, "UserMigration") is None:
        return None
    source = f"UserMigration_{event}"
    try:
        response = run(call, client.pool, "UserMigration", source, username=name, request=request)
    except UserLambdaValidationException as error:
        text = str(error.message)
        raise failed(client, varied(text, "migration-failure-text", "User does not exist.")) from error
    attributes = response.get("userAttributes")
    if not isinstance(attributes, Mapping):
        return None
    known = find(client.pool, name)
    return known or made(call, client, name, {str(n): str(v) for n, v in attributes.items()}, response, **request)


def failed(client: Client, text: str) -> Exception:
    """Recorded for a LEGACY client: another code than that of a trigger that fails."""
    if deviates("migration-failure-code"):
        return UserLambdaValidationException(text)
    return UserNotFoundException(text)


def made(
    call: Call, client: Client, name: str, attributes: dict[str, str], response: Mapping[str, Any], **request: Any
) -> User:
    """Documented: CONFIRMED keeps the password that was typed; without a status a new one has to be set."""
    status = response.get("finalUserStatus", RESET_REQUIRED)
    if status not in (CONFIRMED, RESET_REQUIRED):
        raise InvalidLambdaResponseException("Unrecognizable lambda output")
    names = client.pool.username_attributes
    if names and not any(attributes.get(n) for n in names) and not deviates("migration-without-name-attribute"):
        raise UserNotFoundException(
            f"Exception migrating user in app client {client.id}: Invalid username or missing "
            "email / phone_number / preferred_username attributes"
        )
    if deviates("migration-without-attributes"):
        attributes = {n: v for n, v in attributes.items() if n in names}
    user = add_user(call, client.pool, name, {n: v for n, v in attributes.items() if n != "username"}, str(status))
    password = request.get("password")
    if status == CONFIRMED and password and not deviates("migration-forgets-password"):
        set_password(call, user, password)
    index(client.pool, user)
    return user
