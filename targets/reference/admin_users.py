"""Users as administrators make, see, switch off and delete them."""

from __future__ import annotations

from targets.reference.attributes import is_true
from targets.reference.calls import Answer, Call, Params, operation
from targets.reference.directory import (
    add_user,
    attribute_map,
    date,
    find,
    listed_attributes,
    managed_user,
    other_owner,
    remove_user,
    touch,
)
from targets.reference.errors import (
    AliasExistsException,
    InvalidParameterException,
    UnsupportedUserStateException,
    UsernameExistsException,
    user_not_found,
)
from targets.reference.mailbox import INVITATION, Message
from targets.reference.masks import EMAIL, PHONE
from targets.reference.passwords import (
    AT_ADMIN_CREATION,
    check_history,
    check_policy,
    set_password,
    temporary_password,
)
from targets.reference.schema import VERIFIED_FLAGS, check_new_user
from targets.reference.sign_up import check_name_form, find_by_alias_name, with_name
from targets.reference.signout import revoke_all
from targets.reference.state import CONFIRMED, FORCE_CHANGE_PASSWORD, Pool, User


@operation("AdminCreateUser")
def admin_create_user(call: Call) -> Answer:
    """A user by invitation. Recorded: the schema is checked before the name; required attributes may come later."""
    pool = call.pool()
    if call.get("MessageAction") == "RESEND":
        return {"User": described(resend(call, pool))}
    name = call["Username"]
    check_name_form(pool, name)
    attributes = with_name(pool, name, attribute_map(call.get("UserAttributes")))
    check_new_user(pool.schema, attributes, required=False)
    check_flags(attributes)
    if "TemporaryPassword" in call.params:
        check_policy(pool, call["TemporaryPassword"], AT_ADMIN_CREATION)
    check_free(pool, name, attributes)
    check_aliases(pool, attributes, force=call.get("ForceAliasCreation", False))
    user = add_user(call, pool, name, attributes, FORCE_CHANGE_PASSWORD)
    if "TemporaryPassword" not in call.params and can_do_without(pool, user):
        user.status = CONFIRMED
    else:
        invite(call, pool, user)
    return {"User": described(user)}


@operation("AdminGetUser")
def admin_get_user(call: Call) -> Answer:
    """Recorded: the MFA members are absent for a user without MFA."""
    user = managed_user(call, call.pool())
    shown = described(user)
    return shown | {"UserAttributes": shown.pop("Attributes")}


@operation("AdminSetUserPassword")
def admin_set_user_password(call: Call) -> Answer:
    """Recorded: permanent makes CONFIRMED; temporary, which is the default, FORCE_CHANGE_PASSWORD."""
    pool = call.pool()
    user = managed_user(call, pool)
    check_policy(pool, call["Password"])
    check_history(pool, user, call["Password"])
    set_password(call, user, call["Password"])
    user.status = CONFIRMED if call.get("Permanent", False) else FORCE_CHANGE_PASSWORD
    touch(call, user)
    return {}


@operation("AdminDisableUser")
def admin_disable_user(call: Call) -> Answer:
    """Documented: tokens are revoked for good; the status keeps its value."""
    user = managed_user(call, call.pool())
    user.enabled = False
    revoke_all(user)
    touch(call, user)
    return {}


@operation("AdminEnableUser")
def admin_enable_user(call: Call) -> Answer:
    """Documented: tokens from before stay revoked."""
    user = managed_user(call, call.pool())
    user.enabled = True
    touch(call, user)
    return {}


@operation("AdminDeleteUser")
def admin_delete_user(call: Call) -> Answer:
    """Recorded: an enabled user too, and the name is free again."""
    pool = call.pool()
    remove_user(pool, managed_user(call, pool))
    return {}


def described(user: User) -> Params:
    """UserType."""
    return {
        "Username": user.username,
        "Attributes": listed_attributes(user),
        "UserCreateDate": date(user.created),
        "UserLastModifiedDate": date(user.modified),
        "Enabled": user.enabled,
        "UserStatus": user.status,
    }


def invite(call: Call, pool: Pool, user: User) -> None:
    """Set the temporary password, and send it unless asked not to. It is not in the answer."""
    password = call.get("TemporaryPassword") or temporary_password(pool)
    set_password(call, user, password)
    if call.get("MessageAction") == "SUPPRESS":
        return
    for medium in call.get("DesiredDeliveryMediums", ["SMS"]):  # documented: SMS unless said otherwise
        if address := user.attributes.get(EMAIL if medium == "EMAIL" else PHONE):
            call.service.mailbox.put(Message(INVITATION, pool.id, user.sub, address, password))


def resend(call: Call, pool: Pool) -> User:
    """Documented: a new temporary password, whose validity begins anew."""
    user = find(pool, call["Username"])
    if user is None:
        raise user_not_found()
    if user.status != FORCE_CHANGE_PASSWORD:
        raise UnsupportedUserStateException(
            f"Resend not possible. {call['Username']} status is not FORCE_CHANGE_PASSWORD"
        )
    if "TemporaryPassword" in call.params:
        check_policy(pool, call["TemporaryPassword"], AT_ADMIN_CREATION)
    invite(call, pool, user)
    touch(call, user)
    return user


def check_flags(attributes: dict[str, str]) -> None:
    """Recorded for email."""
    for flag, name in VERIFIED_FLAGS.items():
        if is_true(attributes.get(flag)) and not attributes.get(name):
            raise InvalidParameterException(f"No {name} provided but {flag} was true")


def check_free(pool: Pool, name: str, attributes: dict[str, str]) -> None:
    """Recorded: two texts, by what users are named."""
    if pool.fold(name) in pool.names:
        raise UsernameExistsException("User account already exists")
    if find_by_alias_name(pool, name, attributes):
        taken = PHONE if name.startswith("+") else EMAIL
        raise UsernameExistsException(f"An account with the given {taken} already exists.")


def check_aliases(pool: Pool, attributes: dict[str, str], *, force: bool) -> None:
    """Documented: a verified alias of another user is taken over only on demand."""
    for name in pool.alias_attributes:
        verified = name not in VERIFIED_FLAGS.values() or is_true(attributes.get(f"{name}_verified"))
        if verified and attributes.get(name) and other_owner(pool, None, name, attributes[name]) and not force:
            raise AliasExistsException(f"An account with the given {name} already exists.")


def can_do_without(pool: Pool, user: User) -> bool:
    """Recorded: a user who can get a code at a verified address needs no password, and is CONFIRMED at once."""
    email = "EMAIL_OTP" in pool.first_factors and user.verified(EMAIL)
    phone = "SMS_OTP" in pool.first_factors and user.verified(PHONE)
    return email or phone
