"""Users as administrators make, see, switch off and delete them."""

from __future__ import annotations

from dataclasses import replace

from targets.reference.core.api import Answer, Call, Params, operation
from targets.reference.core.contention import gap
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import (
    add_user,
    attribute_map,
    date,
    listed_attributes,
    managed_user,
    remove_user,
    touch,
)
from targets.reference.core.endings import invited_again, too_late_to_help
from targets.reference.core.errors import (
    AliasExistsException,
    ApiError,
    InvalidParameterException,
    UnsupportedUserStateException,
    UsernameExistsException,
    UserNotFoundException,
    user_not_found,
)
from targets.reference.core.mailbox import INVITATION, Message
from targets.reference.core.masks import EMAIL, PHONE
from targets.reference.core.name_index import find, other_owner, take_from_owner
from targets.reference.core.passwords import (
    AT_ADMIN_CREATION,
    AT_SIGN_UP,
    ELSEWHERE,
    check_history,
    check_policy,
    set_password,
    temporary_password,
)
from targets.reference.core.schema import VERIFIED_FLAGS, check_new_user
from targets.reference.core.state import (
    CONFIRMED,
    EXTERNAL_PROVIDER,
    FORCE_CHANGE_PASSWORD,
    RESET_REQUIRED,
    UNCONFIRMED,
    Pool,
    User,
)
from targets.reference.core.user_attributes import is_true
from targets.reference.operations.mfa_settings import shown as mfa_shown
from targets.reference.operations.sign_out import revoke_all
from targets.reference.operations.sign_up import change_owner, check_name_form, find_by_alias_name, with_name
from targets.reference.triggers.fire import confirmed_by, post_confirmation, pre_sign_up
from targets.reference.triggers.messages import custom_message

EMAIL_FLAG = "email_verified"


@operation("AdminCreateUser")
def admin_create_user(call: Call) -> Answer:
    """A user by invitation. Recorded: the schema is checked before the name; required attributes may come later."""
    pool = call.pool()
    if call.get("MessageAction") == "RESEND":
        return {"User": described(resend(call, pool))}
    name = call["Username"]
    if not deviates("admin-create-any-name"):
        check_name_form(pool, name)
    attributes = with_name(pool, name, attribute_map(call.get("UserAttributes")))
    if deviates("admin-create-looks-at-the-name-first"):
        check_free(pool, name, attributes)
    try:
        check_new_user(pool.schema, attributes, required=False)
        check_flags(attributes)
        check_medium(call, attributes)
        check_temporary_password(call, pool)
    except ApiError:
        if deviates("refused-invitation-makes-user"):
            add_user(call, pool, name, {}, FORCE_CHANGE_PASSWORD)
        raise
    change_owner(call, pool, name, attributes, call.get("TemporaryPassword"))
    check_free(pool, name, attributes)
    force = call.get("ForceAliasCreation", False) and not deviates("admin-create-ignores-force")
    if not deviates("admin-create-takes-foreign-alias"):
        check_aliases(pool, attributes, force=force)
    attributes = stored(pool, attributes)
    gap(call, "race-admin-create-user")
    user = add_user(call, pool, name, attributes, FORCE_CHANGE_PASSWORD)
    response = pre_sign_up(call, pool, user, "PreSignUp_AdminCreateUser", attributes)
    if deviates("auto-confirm-by-administrator"):
        confirmed_by(pool, user, response)
    if "TemporaryPassword" not in call.params and can_do_without(pool, user):
        user.status = CONFIRMED
    else:
        invite(call, pool, user)
    if deviates("admin-create-runs-post-confirmation"):
        post_confirmation(call, pool, user, "ConfirmSignUp")
    return {"User": answered(call, described(user))}


def answered(call: Call, user: Params) -> Params:
    """Documented: just the user. The place of mutants that say something else."""
    if deviates("admin-create-says-confirmed"):
        user["UserStatus"] = CONFIRMED
    if deviates("created-user-without-flag"):
        user["Attributes"] = [each for each in user["Attributes"] if each["Name"] != "phone_number_verified"]
    if deviates("admin-create-without-dates"):
        del user["UserCreateDate"], user["UserLastModifiedDate"]
    if deviates("temporary-password-in-the-answer"):
        user["TemporaryPassword"] = call.get("TemporaryPassword", "")
    return user


def check_temporary_password(call: Call, pool: Pool) -> None:
    """Documented: it may be left out."""
    if "TemporaryPassword" in call.params:
        if not deviates("pw-creation-unchecked"):
            check_policy(pool, call["TemporaryPassword"], varied(AT_ADMIN_CREATION, "pw-creation-text", AT_SIGN_UP))
    elif deviates("admin-create-wants-a-password"):
        raise InvalidParameterException("TemporaryPassword is required.")


def stored(pool: Pool, attributes: dict[str, str]) -> dict[str, str]:
    """Recorded: as they were given. The place of mutants that store something else."""
    attributes = dict(attributes)
    if deviates("attributes-in-ascii-only"):
        attributes = {name: value.encode("ascii", "replace").decode() for name, value in attributes.items()}
    if EMAIL_FLAG in attributes and deviates("email-verified-in-lower-case"):
        attributes[EMAIL_FLAG] = attributes[EMAIL_FLAG].lower()
    made_up = "admin-create-flags-address-names" if pool.username_attributes else "admin-create-flags-addresses"
    if attributes.get(EMAIL) and deviates(made_up):
        attributes.setdefault(EMAIL_FLAG, "false")
    return attributes


@operation("AdminGetUser")
def admin_get_user(call: Call) -> Answer:
    """Recorded: the MFA members are absent for a user without MFA."""
    pool = call.pool()
    user = managed_user(call, pool)
    shown = described(user)
    if deviates("admuser-without-date"):
        del shown["UserCreateDate"]
    shown["Enabled"] = varied(shown["Enabled"], "admuser-always-enabled", True)
    hidden = {EMAIL} if pool.username_attributes and deviates("address-name-is-not-shown") else set()
    attributes = [entry for entry in shown.pop("Attributes") if entry["Name"] not in hidden]
    if not pool.username_attributes and deviates("admin-get-shows-the-sub-as-name"):
        shown["Username"] = user.sub
    if pool.username_attributes and user.verified(EMAIL) and deviates("name-follows-address"):
        shown["Username"] = user.attributes[EMAIL]
    if user.status == UNCONFIRMED and deviates("unconfirmed-is-disabled"):
        shown["Enabled"] = False
    too_early = {UNCONFIRMED: "unconfirmed-looks-confirmed", FORCE_CHANGE_PASSWORD: "invited-looks-confirmed"}
    if deviates(too_early.get(user.status, "")):
        shown["UserStatus"] = CONFIRMED
    nothing = {"PreferredMfaSetting": None} if deviates("admin-get-shows-null-preference") else {}
    return shown | {"UserAttributes": attributes} | nothing | mfa_shown(call, user)


@operation("AdminSetUserPassword")
def admin_set_user_password(call: Call) -> Answer:
    """Recorded: permanent makes CONFIRMED; temporary, which is the default, FORCE_CHANGE_PASSWORD."""
    pool = call.pool()
    user = managed_user(call, pool)
    if "Permanent" not in call.params and deviates("admpw-permanent-required"):
        raise InvalidParameterException("Permanent is required")
    if deviates("admin-password-before-policy"):
        set_password(call, user, call["Password"])
    if deviates("admin-password-status-before-policy"):
        user.status = FORCE_CHANGE_PASSWORD
    if not deviates("pw-admin-set-unchecked"):
        check_policy(pool, call["Password"], varied(ELSEWHERE, "pw-admin-set-text", AT_SIGN_UP))
    if user.password is not None and deviates("admin-password-before-history"):
        user.password = replace(user.password, text=call["Password"], verifier=None)
    if not deviates("pw-history-unchecked-by-admin"):
        check_history(pool, user, call["Password"])
    ignored = user.status == CONFIRMED and call.get("Permanent", False) and deviates("admpw-second-ignored")
    ignored = ignored or too_late_to_help(call, pool, user)
    if not ignored:
        set_password(call, user, call["Password"])
    user.status = status_after_set(call, user)
    touch(call, user)
    return {}


def status_after_set(call: Call, user: User) -> str:
    """The status after AdminSetUserPassword."""
    permanent = call.get("Permanent", deviates("admpw-permanent-by-default"))
    if permanent and user.status == CONFIRMED and deviates("admpw-permanent-asks-again"):
        return FORCE_CHANGE_PASSWORD
    if permanent and user.status == UNCONFIRMED and deviates("admpw-unconfirmed-stays"):
        return UNCONFIRMED
    if call.get("Permanent") is False and deviates("admpw-temporary-confirms"):
        return CONFIRMED
    if user.status == EXTERNAL_PROVIDER and deviates("federation-password-keeps-status"):
        return EXTERNAL_PROVIDER
    return CONFIRMED if permanent else FORCE_CHANGE_PASSWORD


@operation("AdminDisableUser")
def admin_disable_user(call: Call) -> Answer:
    """Documented: tokens are revoked for good; the status keeps its value."""
    user = managed_user(call, call.pool())
    if not user.enabled and deviates("admuser-disable-not-twice"):
        raise InvalidParameterException("User is already disabled.")
    user.enabled = False
    if deviates("disabling-leaves-groups"):
        user.groups.clear()
    user.status = varied(user.status, "disabling-changes-status", "ARCHIVED")
    if deviates("admuser-enable-revives-access"):
        for family in user.families:
            for token in family.tokens:
                token.revoked = True
    elif deviates("admuser-enable-revives-refresh"):
        for family in user.families:
            family.access_revoked = True
    elif not deviates("admuser-access-lives"):
        revoke_all(user, call.operation)
    touch(call, user)
    return {}


@operation("AdminEnableUser")
def admin_enable_user(call: Call) -> Answer:
    """Documented: tokens from before stay revoked."""
    user = managed_user(call, call.pool())
    if user.enabled and deviates("enabling-again-ends-sessions"):
        revoke_all(user, call.operation)
    user.enabled = True
    if deviates("enabling-leaves-groups"):
        user.groups.clear()
    if deviates("enabling-forgets-password"):
        user.password = None
    if user.status != RESET_REQUIRED and deviates("admuser-enable-confirms"):
        user.status = CONFIRMED
    touch(call, user)
    return {}


@operation("AdminDeleteUser")
def admin_delete_user(call: Call) -> Answer:
    """Recorded: an enabled user too, and the name is free again."""
    pool = call.pool()
    user = managed_user(call, pool) if not deviates("admuser-unknown-delete-accepted") else find(pool, call["Username"])
    if user is None:
        return {}
    if user.enabled and deviates("admuser-delete-needs-disabled"):
        raise InvalidParameterException("User must be disabled first.")
    remove_user(pool, user)
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
            custom_message(call, pool, user)
            shown = varied(password, "invitation-with-other-password", f"{password}x")
            call.store.mailbox.put(Message(INVITATION, pool.id, user.sub, address, shown))


def resend(call: Call, pool: Pool) -> User:
    """Documented: a new temporary password, whose validity begins anew."""
    user = find(pool, call["Username"])
    if user is None and deviates("invitation-again-makes-a-user"):
        user = add_user(call, pool, call["Username"], {}, FORCE_CHANGE_PASSWORD)
    if user is None:
        if deviates("invitation-again-text"):
            raise UserNotFoundException("User not found.")
        raise user_not_found()
    invited = user.status == FORCE_CHANGE_PASSWORD and not deviates("invitation-again-never")
    if not invited and not (user.status == CONFIRMED and deviates("invitation-again-to-confirmed")):
        if deviates("refused-invitation-changes-status"):
            user.status = FORCE_CHANGE_PASSWORD
        if "TemporaryPassword" in call.params and deviates("refused-invitation-sets-password"):
            set_password(call, user, call["TemporaryPassword"])
        raise UnsupportedUserStateException(
            f"Resend not possible. {call['Username']} status is not FORCE_CHANGE_PASSWORD"
        )
    if "TemporaryPassword" in call.params:
        check_policy(pool, call["TemporaryPassword"], AT_ADMIN_CREATION)
    set_at = user.password.set_at if user.password is not None else call.now
    if not deviates("invitation-again-keeps-password"):
        invite(call, pool, user)
    invited_again(user, set_at)
    touch(call, user)
    return user


def check_flags(attributes: dict[str, str]) -> None:
    """Recorded for email."""
    for flag, name in VERIFIED_FLAGS.items():
        alone = is_true(attributes.get(flag)) and not attributes.get(name)
        if alone and not deviates("verified-without-address"):
            text = f"No {name} provided but {flag} was true"
            raise InvalidParameterException(varied(text, "verified-without-address-text", f"{name} is required"))


def check_medium(call: Call, attributes: dict[str, str]) -> None:
    """Recorded for e-mail, where a message is to go out."""
    wanted = "EMAIL" in call.get("DesiredDeliveryMediums", ()) and call.get("MessageAction") != "SUPPRESS"
    if wanted and not attributes.get(EMAIL) and not deviates("invitation-without-address"):
        text = "No email provided but desired delivery medium was Email"
        raise InvalidParameterException(varied(text, "invitation-without-address-text", "email is required"))


def check_free(pool: Pool, name: str, attributes: dict[str, str]) -> None:
    """Recorded: two texts, by what users are named."""
    taken_name = pool.fold(name) in pool.names and not deviates("admin-create-takes-taken-name")
    if taken_name or (name in pool.deleted and deviates("admuser-name-stays-taken")):
        text = "User account already exists"
        raise UsernameExistsException(varied(text, "admin-create-taken-text", "User already exists"))
    if find_by_alias_name(pool, name, attributes) and not deviates("admin-create-takes-taken-address"):
        taken = PHONE if name.startswith("+") else EMAIL
        text = f"An account with the given {taken} already exists."
        raise UsernameExistsException(varied(text, "admin-create-taken-address-text", "User already exists"))
    known = [user.attributes.get(EMAIL) for user in pool.users.values() if not pool.alias_attributes]
    if attributes.get(EMAIL) and attributes[EMAIL] in known and deviates("addresses-are-unique-everywhere"):
        raise UsernameExistsException("An account with the given email already exists.")


def check_aliases(pool: Pool, attributes: dict[str, str], *, force: bool) -> None:
    """Documented: a verified alias of another user is taken over only on demand."""
    for name in pool.alias_attributes:
        verified = name not in VERIFIED_FLAGS.values() or is_true(attributes.get(f"{name}_verified"))
        if verified and attributes.get(name) and other_owner(pool, None, name, attributes[name]) and not force:
            if deviates("refused-invitation-takes-alias"):
                take_from_owner(pool, name, attributes[name])
            raise AliasExistsException(f"An account with the given {name} already exists.")


def can_do_without(pool: Pool, user: User) -> bool:
    """Recorded: a user who can get a code at a verified address needs no password, and is CONFIRMED at once."""
    if deviates("created-without-password-is-invited"):
        return False
    email = "EMAIL_OTP" in pool.first_factors and user.verified(EMAIL)
    phone = "SMS_OTP" in pool.first_factors and user.verified(PHONE)
    return email or phone
