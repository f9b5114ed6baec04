"""Changing and verifying attributes, by the user and by administrators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.contention import gap, written_meanwhile
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import attribute_map, managed_user, touch
from targets.reference.core.errors import AliasExistsException, InvalidParameterException, NotAuthorizedException
from targets.reference.core.limits import count_attempt
from targets.reference.core.mailbox import ATTRIBUTE
from targets.reference.core.masks import EMAIL, PHONE, delivery_details
from targets.reference.core.name_index import index, other_owner, take_from_owner
from targets.reference.core.namesakes import elsewhere
from targets.reference.core.pending_codes import check_code, spend_code
from targets.reference.core.schema import VERIFIED_FLAGS, check_update
from targets.reference.core.state import Client, Pool, User
from targets.reference.core.user_attributes import is_true, remove, write, write_until_refused
from targets.reference.tokens.access import Caller, caller
from targets.reference.triggers.messages import send_code

EMAIL_FLAG = f"{EMAIL}_verified"
FLAG_ALONE = {
    EMAIL: "Email is required to verify/un-verify an email",
    PHONE: "Phone number is required to verify/un-verify a phone number",
}


@operation("UpdateUserAttributes")
def update_user_attributes(call: Call) -> Answer:
    """Documented: a new address counts at once, unverified, and a code goes out; or it waits for the code."""
    who = caller(call)
    changes = attribute_map(call["UserAttributes"])
    if VERIFIED_FLAGS.keys() & changes.keys() and deviates("attr-refused-update-half-stored"):
        write(who.pool, who.user, {name: value for name, value in changes.items() if name not in VERIFIED_FLAGS})
    if deviates("own-update-stored-until-refused"):
        write_until_refused(who.pool, who.user, changes)
    check_writable(who.client, changes)
    check_developer_only(who.pool, changes)
    check_update(who.pool.schema, changes, who.user.attributes)
    if not deviates("user-takes-foreign-alias"):
        check_aliases(who.pool, who.user, changes, wrong_text="user-foreign-alias-text")
    contacts = [name for name in who.pool.auto_verified if changes.get(name)]
    waiting = {} if deviates("verify-user-never-waits") else hold_back(who.pool, who.user, changes)
    if deviates("attr-user-update-lost"):
        changes = {name: value for name, value in changes.items() if ":" in name or name in contacts}
    flag = who.user.attributes.get(EMAIL_FLAG)
    write(who.pool, who.user, changes, keep_empty=deviates("attr-user-empty-stays"))
    if flag and deviates("verify-flag-kept"):
        who.user.attributes[EMAIL_FLAG] = flag
    touch(call, who.user)
    if deviates("verify-always-delivers"):
        return {"CodeDeliveryDetailsList": [delivery_details(EMAIL, "nobody@example.com")]}
    contacts = [name for name in contacts if name not in waiting]
    sent = [send_code(call, who.pool, who.user, ATTRIBUTE, name) for name in contacts]
    sent += [send_code(call, who.pool, who.user, ATTRIBUTE, name, destination=value) for name, value in waiting.items()]
    return {"CodeDeliveryDetailsList": sent} if sent and not deviates("verify-no-delivery-list") else {}


@operation("AdminUpdateUserAttributes")
def admin_update_user_attributes(call: Call) -> Answer:
    """Recorded: a new address resets its verified flag, unless the flag comes along."""
    pool = call.pool()
    changes = attribute_map(call["UserAttributes"])
    user = managed_user(call, pool)
    changes = {name: value for name, value in changes.items() if not deviates(f"attr-{name}-ignored")}
    if deviates("admin-update-stored-until-refused"):
        write_until_refused(pool, user, changes)
    if any(len(value) > 2000 for value in changes.values()) and deviates("attr-maximum-2000"):
        raise InvalidParameterException("Value too long")
    check_update(pool.schema, changes, user.attributes)
    check_verified_flags(user, changes)
    if not deviates("admin-gives-foreign-alias"):
        check_aliases(pool, user, changes, wrong_text="admin-foreign-alias-text")
    unverified = {
        name: value
        for name, value in changes.items()
        if not is_true(changes.get(f"{name}_verified")) or deviates("verify-flag-waits-too")
    }
    waiting = {} if deviates("verify-admin-never-waits") else hold_back(pool, user, unverified)
    if deviates("attr-first-value-stays"):
        contacts = {*VERIFIED_FLAGS, *VERIFIED_FLAGS.values()}
        stays = {name for name, value in changes.items() if value and name in user.attributes} - contacts
        changes = {name: value for name, value in changes.items() if name not in stays}
    same = changes.items() <= user.attributes.items()
    if same and deviates("same-value-ends-sessions"):
        for family in user.families:
            family.revoked = True
    gap(call, "race-verified-address")
    written_meanwhile(call, user)
    before = dict(user.attributes)
    written = {name: value for name, value in changes.items() if name not in waiting}
    write(pool, user, written, keep_empty=deviates("attr-admin-empty-stays"))
    distort_flags(user, changes, before)
    for other in pool.users.values() if "nickname" in written and deviates("nickname-written-to-all") else ():
        if "nickname" in other.attributes:
            other.attributes["nickname"] = written["nickname"]
    if not deviates("attr-date-stays"):
        touch(call, user)
    if deviates("admin-update-reaches-other-pools"):
        for other in elsewhere(call.store.pools.values(), pool, user):
            other.attributes |= written
    for name, value in waiting.items():
        send_code(call, pool, user, ATTRIBUTE, name, destination=value)
    return {}


def distort_flags(user: User, changes: Mapping[str, str], before: Mapping[str, str]) -> None:
    """Where mutants get the verified flags wrong."""
    if EMAIL_FLAG in before and PHONE in changes and deviates("number-unverifies-address"):
        user.attributes[EMAIL_FLAG] = "false"
    if EMAIL_FLAG in before and EMAIL in changes and EMAIL_FLAG not in changes and deviates("attr-flag-kept"):
        user.attributes[EMAIL_FLAG] = before[EMAIL_FLAG]
    if EMAIL_FLAG in before and EMAIL not in changes and deviates("attr-any-update-unverifies"):
        user.attributes[EMAIL_FLAG] = "unknown"
    if EMAIL in changes and EMAIL_FLAG in changes and deviates("attr-flag-with-address-lost"):
        user.attributes[EMAIL_FLAG] = "false"
    if PHONE in changes and f"{PHONE}_verified" not in changes and deviates("attr-phone-without-flag"):
        user.attributes.pop(f"{PHONE}_verified", None)


@operation("DeleteUserAttributes")
def delete_user_attributes(call: Call) -> Answer:
    """By the user: only what the client may write."""
    who = caller(call)
    if deviates("attributes-deleted-before-permission"):
        delete(call, who.pool, who.user)
    check_writable(who.client, call["UserAttributeNames"])
    if deviates("attr-user-delete-lost"):
        return {}
    return delete(call, who.pool, who.user)


@operation("AdminDeleteUserAttributes")
def admin_delete_user_attributes(call: Call) -> Answer:
    """Documented: tokens stay as they are; the next ID token lacks the attribute."""
    pool = call.pool()
    user = managed_user(call, pool)
    if deviates("attr-admin-delete-lost"):
        return {}
    if deviates("attr-deleted-still-claimed"):
        user.remains |= {f"claim {name}": user.attributes.get(name, "") for name in call["UserAttributeNames"]}
    return delete(call, pool, user)


@operation("GetUserAttributeVerificationCode")
def get_user_attribute_verification_code(call: Call) -> Answer:
    """A code to the address the user has, or to the one that waits."""
    who, name = caller(call), call["AttributeName"]
    address = who.user.pending.get(name) or who.user.attributes.get(name)
    if name not in {EMAIL, PHONE} or not address:
        raise InvalidParameterException(f"User does not have a {name} to verify.")
    count_attempt(call, who.user)
    details = send_code(call, who.pool, who.user, ATTRIBUTE, name, destination=address)
    if deviates("verify-code-on-demand-useless"):
        spend_code(who.user, ATTRIBUTE, name)
    return {} if deviates("verify-on-demand-without-details") else {"CodeDeliveryDetails": details}


@operation("VerifyUserAttribute")
def verify_user_attribute(call: Call) -> Answer:
    """Documented: a value that waited becomes the attribute's now."""
    who, name = caller(call), call["AttributeName"]
    count_attempt(call, who.user)
    if name in who.user.attributes and deviates("wrong-code-verifies-address"):
        who.user.attributes[f"{name}_verified"] = "true"
    code = check_code(call, who.user, ATTRIBUTE, call["Code"], name)
    check_aliases(who.pool, who.user, {name: code.destination})
    spend_code(who.user, ATTRIBUTE, name)
    waited = who.user.pending.pop(name, None)
    verified = {} if waited is None and deviates("verify-flag-not-set") else {f"{name}_verified": "true"}
    value = {} if waited is not None and deviates("verify-waiting-value-lost") else {name: code.destination}
    if verified:
        write(who.pool, who.user, value | verified)
    if name == EMAIL and PHONE in who.user.attributes and deviates("verified-address-verifies-number"):
        who.user.attributes[f"{PHONE}_verified"] = "true"
    touch(call, who.user)
    return {}


def delete(call: Call, pool: Pool, user: User) -> Answer:
    """Remove attributes by name."""
    names = call["UserAttributeNames"]
    if deviates(f"refused-{call.operation}-is-carried-out"):
        names = [name for name in names if name in pool.schema]
    check_update(pool.schema, dict.fromkeys(names, ""), user.attributes)
    for name in names:
        remove(user, name)
    if deviates("deletion-of-attribute-unverifies"):
        user.attributes.pop(EMAIL_FLAG, None)
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
        flag = name in VERIFIED_FLAGS and not deviates("attr-flags-writable")
        closed = allowed is not None and name not in allowed and not deviates("attr-write-unchecked")
        if allowed is None and name.startswith("custom:") and deviates("attr-default-is-standard"):
            closed = True
        if flag or closed:
            text = "A client attempted to write unauthorized attribute"
            raise NotAuthorizedException(varied(text, "attr-write-text", f"{text}."))


def check_developer_only(pool: Pool, names: Iterable[str]) -> None:
    """Documented: administrators alone write these."""
    for name in names:
        if name in pool.schema and pool.schema[name].developer_only and not deviates("attr-developer-only-open"):
            raise NotAuthorizedException("A client attempted to write unauthorized attribute")


def check_aliases(pool: Pool, user: User, changes: Mapping[str, str], *, wrong_text: str = "") -> None:
    """Recorded: this text differs from ConfirmSignUp's, which mutants use here."""
    for name, value in changes.items():
        if value and other_owner(pool, user, name, value):
            if deviates("refused-alias-is-taken-from-its-owner"):
                take_from_owner(pool, name, value)
            text = f"An account with the given {name} already exists."
            raise AliasExistsException(varied(text, wrong_text, f"An account with the {name} already exists."))


def check_verified_flags(user: User, changes: Mapping[str, str]) -> None:
    """A flag needs its address."""
    for flag, name in VERIFIED_FLAGS.items():
        if flag in changes and not changes.get(name, user.attributes.get(name)):
            raise InvalidParameterException(FLAG_ALONE[name])


def readable(who: Caller) -> set[str] | None:
    """The attributes the client can read; None for all."""
    allowed = who.client.settings.get("ReadAttributes")
    return None if allowed is None or deviates("attr-read-unchecked") else set(allowed)
