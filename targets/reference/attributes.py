"""Changing and verifying attributes, by the user and by administrators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from targets.reference.access import Caller, caller
from targets.reference.calls import Answer, Call, operation
from targets.reference.codes import check_code, send_code, spend_code
from targets.reference.directory import attribute_map, index, managed_user, other_owner, touch
from targets.reference.errors import AliasExistsException, InvalidParameterException, NotAuthorizedException
from targets.reference.limits import count_attempt
from targets.reference.mailbox import ATTRIBUTE
from targets.reference.masks import EMAIL, PHONE
from targets.reference.schema import VERIFIED_FLAGS, check_update
from targets.reference.state import Client, Pool, User

FLAG_ALONE = {
    EMAIL: "Email is required to verify/un-verify an email",
    PHONE: "Phone number is required to verify/un-verify a phone number",
}


@operation("UpdateUserAttributes")
def update_user_attributes(call: Call) -> Answer:
    """Documented: a new address counts at once, unverified, and a code goes out; or it waits for the code."""
    who = caller(call)
    changes = attribute_map(call["UserAttributes"])
    check_writable(who.client, changes)
    check_update(who.pool.schema, changes, who.user.attributes)
    check_aliases(who.pool, who.user, changes)
    waiting = hold_back(who.pool, who.user, changes)
    write(who.pool, who.user, changes)
    touch(call, who.user)
    contacts = [name for name in who.pool.auto_verified if changes.get(name)]
    sent = [send_code(call, who.pool, who.user, ATTRIBUTE, name) for name in contacts]
    sent += [send_code(call, who.pool, who.user, ATTRIBUTE, name, destination=value) for name, value in waiting.items()]
    return {"CodeDeliveryDetailsList": sent} if sent else {}


@operation("AdminUpdateUserAttributes")
def admin_update_user_attributes(call: Call) -> Answer:
    """Recorded: a new address resets its verified flag, unless the flag comes along."""
    pool = call.pool()
    changes = attribute_map(call["UserAttributes"])
    user = managed_user(call, pool)
    check_update(pool.schema, changes, user.attributes)
    check_verified_flags(user, changes)
    check_aliases(pool, user, changes)
    unverified = {name: value for name, value in changes.items() if not is_true(changes.get(f"{name}_verified"))}
    waiting = hold_back(pool, user, unverified)
    write(pool, user, {name: value for name, value in changes.items() if name not in waiting})
    touch(call, user)
    for name, value in waiting.items():
        send_code(call, pool, user, ATTRIBUTE, name, destination=value)
    return {}


@operation("DeleteUserAttributes")
def delete_user_attributes(call: Call) -> Answer:
    """By the user: only what the client may write."""
    who = caller(call)
    check_writable(who.client, call["UserAttributeNames"])
    return delete(call, who.pool, who.user)


@operation("AdminDeleteUserAttributes")
def admin_delete_user_attributes(call: Call) -> Answer:
    """Documented: tokens stay as they are; the next ID token lacks the attribute."""
    pool = call.pool()
    return delete(call, pool, managed_user(call, pool))


@operation("GetUserAttributeVerificationCode")
def get_user_attribute_verification_code(call: Call) -> Answer:
    """A code to the address the user has, or to the one that waits."""
    who, name = caller(call), call["AttributeName"]
    address = who.user.pending.get(name) or who.user.attributes.get(name)
    if name not in {EMAIL, PHONE} or not address:
        raise InvalidParameterException(f"User does not have a {name} to verify.")
    count_attempt(call, who.user)
    return {"CodeDeliveryDetails": send_code(call, who.pool, who.user, ATTRIBUTE, name, destination=address)}


@operation("VerifyUserAttribute")
def verify_user_attribute(call: Call) -> Answer:
    """Documented: a value that waited becomes the attribute's now."""
    who, name = caller(call), call["AttributeName"]
    count_attempt(call, who.user)
    code = check_code(call, who.user, ATTRIBUTE, call["Code"], name)
    check_aliases(who.pool, who.user, {name: code.destination})
    spend_code(who.user, ATTRIBUTE, name)
    who.user.pending.pop(name, None)
    write(who.pool, who.user, {name: code.destination, f"{name}_verified": "true"})
    touch(call, who.user)
    return {}


def write(pool: Pool, user: User, changes: Mapping[str, str]) -> None:
    """Change attributes. Documented: a blank value deletes. Recorded: a new address is unverified."""
    for name, value in changes.items():
        if value:
            user.attributes[name] = value
        else:
            remove(user, name)
    for flag, name in VERIFIED_FLAGS.items():
        if changes.get(name) and flag not in changes:
            user.attributes[flag] = "false"
    index(pool, user)


def remove(user: User, name: str) -> None:
    """An address takes its verified flag and its code along."""
    user.attributes.pop(name, None)
    if f"{name}_verified" in VERIFIED_FLAGS:
        user.attributes.pop(f"{name}_verified", None)
        user.pending.pop(name, None)
        spend_code(user, ATTRIBUTE, name)


def delete(call: Call, pool: Pool, user: User) -> Answer:
    """Remove attributes by name."""
    names = call["UserAttributeNames"]
    check_update(pool.schema, dict.fromkeys(names, ""), user.attributes)
    for name in names:
        remove(user, name)
    index(pool, user)
    touch(call, user)
    return {}


def hold_back(pool: Pool, user: User, changes: dict[str, str]) -> dict[str, str]:
    """Take out of the changes what has to be verified first, and remember it with the user."""
    held = pool.settings.get("UserAttributeUpdateSettings", {}).get("AttributesRequireVerificationBeforeUpdate", [])
    waiting = {name: changes.pop(name) for name in held if changes.get(name)}
    user.pending |= waiting
    return waiting


def check_writable(client: Client, names: Iterable[str]) -> None:
    """Recorded: a client without WriteAttributes may write custom attributes too, even ones added later.

    Reported: verified flags are never the user's to write.
    """
    allowed = client.settings.get("WriteAttributes")
    for name in names:
        if name in VERIFIED_FLAGS or (allowed is not None and name not in allowed):
            raise NotAuthorizedException("A client attempted to write unauthorized attribute")


def check_aliases(pool: Pool, user: User, changes: Mapping[str, str]) -> None:
    """Recorded: this text differs from ConfirmSignUp's."""
    for name, value in changes.items():
        if value and other_owner(pool, user, name, value):
            raise AliasExistsException(f"An account with the given {name} already exists.")


def check_verified_flags(user: User, changes: Mapping[str, str]) -> None:
    """A flag needs its address."""
    for flag, name in VERIFIED_FLAGS.items():
        if flag in changes and not changes.get(name, user.attributes.get(name)):
            raise InvalidParameterException(FLAG_ALONE[name])


def is_true(value: str | None) -> bool:
    """Recorded: ``True`` counts as well."""
    return (value or "").lower() == "true"


def readable(who: Caller) -> set[str] | None:
    """The attributes the client can read; None for all."""
    allowed = who.client.settings.get("ReadAttributes")
    return None if allowed is None else set(allowed)
