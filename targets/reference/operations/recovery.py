"""Forgotten passwords, changed passwords, and resets by an administrator."""

from __future__ import annotations

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.contention import gap
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import managed_user, touch
from targets.reference.core.errors import (
    InvalidParameterException,
    NotAuthorizedException,
    code_mismatch,
    user_not_found,
    wrong_credentials,
)
from targets.reference.core.existence import simulated_delivery, unknown_at_recovery
from targets.reference.core.limits import count_attempt
from targets.reference.core.mailbox import FORGOT_PASSWORD
from targets.reference.core.masks import EMAIL, PHONE
from targets.reference.core.passwords import AT_SIGN_UP, ELSEWHERE, check_history, check_policy, matches, set_password
from targets.reference.core.pending_codes import check_code, spend_code
from targets.reference.core.secret_hash import check_hash_of
from targets.reference.core.sign_in_names import named
from targets.reference.core.state import (
    CONFIRMED,
    FORCE_CHANGE_PASSWORD,
    RESET_REQUIRED,
    UNCONFIRMED,
    Client,
    Pool,
    User,
)
from targets.reference.sign_in.first_factor import check_enabled
from targets.reference.sign_in.mfa_messages import taken_for_mfa
from targets.reference.tokens.access import caller
from targets.reference.triggers.authentication import migrated
from targets.reference.triggers.fire import post_confirmation
from targets.reference.triggers.messages import send_code

MECHANISMS = {"verified_email": EMAIL, "verified_phone_number": PHONE}
BY_ADMIN = "admin_only"


@operation("ForgotPassword")
def forgot_password(call: Call) -> Answer:
    """A code to a verified address. Recorded: the user's status does not change."""
    client = call.client()
    pool, name = client.pool, call["Username"]
    check_hash_of(call, client)
    if not deviates("forgot-admin-only-ignored"):
        check_self_service(pool)
    user = named(pool, name, "forgot-password")
    user = user or migrated(call, client, name, "ForgotPassword", clientMetadata=metadata_of(call))
    if client.hides_existence and (user is None or not user.enabled) and not deviates("forgot-password-tells"):
        simulated = {"CodeDeliveryDetails": simulated_delivery(pool, name)}
        return {} if deviates("forgot-password-simulates-nothing") else simulated
    if user is None and deviates("forgot-unknown-accepted"):
        return {"CodeDeliveryDetails": simulated_delivery(pool, name)}
    if user is None:
        raise user_not_found() if deviates("forgot-unknown-text") else unknown_at_recovery()
    check_enabled(user)
    check_resettable(user)
    attribute = verified_contact(pool, user)
    if attribute is None and deviates("refused-reset-code-changes-status"):
        user.status = RESET_REQUIRED
    if attribute is None and (client.hides_existence or pretends(pool, user)):
        return {"CodeDeliveryDetails": simulated_delivery(pool, name)}
    if attribute is None:
        raise no_verified_contact()
    count_attempt(call, user)
    details = send_code(call, pool, user, FORGOT_PASSWORD, attribute)
    user.codes[FORGOT_PASSWORD, ""].client = client.id
    if deviates("forgot-changes-status"):
        user.status = RESET_REQUIRED
    return {"CodeDeliveryDetails": distorted(details, user.attributes[attribute])}


def pretends(pool: Pool, user: User) -> bool:
    """Where a mutant says that a code went out although there is nowhere to send it."""
    if user.status == UNCONFIRMED and deviates("forgot-unconfirmed-accepted"):
        return True
    if pool.username_attributes == [PHONE] and deviates("forgot-unverified-number-accepted"):
        return True
    return deviates("forgot-unverified-accepted")


def distorted(details: dict[str, str], address: str) -> dict[str, str]:
    """CodeDeliveryDetails, as mutants give them."""
    if deviates("forgot-unmasked"):
        return details | {"Destination": address}
    if deviates("forgot-without-attribute-name"):
        return {name: value for name, value in details.items() if name != "AttributeName"}
    return details


@operation("ConfirmForgotPassword")
def confirm_forgot_password(call: Call) -> Answer:
    """Documented: a code asked for through one client works through every client of the pool."""
    client = call.client()
    pool, name = client.pool, call["Username"]
    check_hash_of(call, client)
    user = named(pool, name, "confirm-forgot-password")
    if client.hides_existence and (user is None or not user.enabled) and not deviates("confirm-forgot-password-tells"):
        raise code_mismatch()
    if user is None:
        raise code_mismatch() if deviates("forgot-confirm-unknown-hidden") else unknown_at_recovery()
    check_enabled(user)
    count_attempt(call, user)
    check_reset_code(call, client, user)
    gap(call, "race-forgot-code")
    if deviates("reset-password-before-policy"):
        set_password(call, user, call["Password"])
    if not deviates("forgot-policy-unchecked"):
        check_policy(pool, call["Password"], varied(ELSEWHERE, "forgot-policy-text", AT_SIGN_UP))
    check_history(pool, user, call["Password"])
    if not deviates("forgot-code-not-spent"):
        spend_code(user, FORGOT_PASSWORD)
    if user.password is not None and deviates("forgot-old-password-lives"):
        user.remains["password"] = user.password.text
    if not deviates("forgot-password-not-set"):
        set_password(call, user, call["Password"])
    if user.status == RESET_REQUIRED and not deviates("forgot-status-stays"):
        user.status = CONFIRMED
    if deviates("new-password-by-code-forgets-preference"):
        user.factors.preferred = ""
    touch(call, user)
    post_confirmation(call, pool, user, "ConfirmForgotPassword")
    return {}


def check_reset_code(call: Call, client: Client, user: User) -> None:
    """The code that ForgotPassword or AdminResetUserPassword sent."""
    pending = user.codes.get((FORGOT_PASSWORD, ""))
    if pending is None and deviates("forgot-code-never-asked-for"):
        return
    others = [other.codes.get((FORGOT_PASSWORD, "")) for other in client.pool.users.values() if other is not user]
    if call["ConfirmationCode"] in [code.code for code in others if code] and deviates("forgot-code-of-anybody"):
        return
    if pending is not None and pending.client not in ("", client.id) and deviates("forgot-code-of-one-client"):
        raise code_mismatch()
    if pending is not None and user.status != RESET_REQUIRED and deviates("forgot-only-after-reset"):
        raise NotAuthorizedException("User password cannot be reset in the current state.")
    check_code(call, user, FORGOT_PASSWORD, call["ConfirmationCode"])


@operation("ChangePassword")
def change_password(call: Call) -> Answer:
    """Recorded: a wrong previous password gets the same error as at sign-in. The user's tokens are left as they are."""
    if "." not in call["AccessToken"] and deviates("changepw-garbage-code"):
        raise InvalidParameterException("Invalid Access Token")
    if "." not in call["AccessToken"] and deviates("changepw-garbage-text"):
        raise NotAuthorizedException("Invalid access token.")
    who = caller(call)
    count_attempt(call, who.user)
    check_previous(call, who.user)
    if deviates("password-change-loses-factors"):
        who.user.factors.enabled, who.user.factors.preferred = [], ""
    gap(call, "race-change-password")
    if deviates("change-password-before-policy"):
        set_password(call, who.user, call["ProposedPassword"])
    for family in who.user.families if deviates("change-password-ends-sessions-first") else ():
        family.revoked = True
    if not deviates("changepw-policy-unchecked"):
        check_policy(who.pool, call["ProposedPassword"])
    if not deviates("pw-history-unchecked-at-change"):
        check_history(who.pool, who.user, call["ProposedPassword"])
    if deviates("changepw-refused"):
        raise NotAuthorizedException("Password change is not allowed.")
    if who.user.password is not None and deviates("changepw-old-password-lives"):
        who.user.remains["password"] = who.user.password.text
    if not deviates("changepw-not-set"):
        set_password(call, who.user, call["ProposedPassword"])
    touch(call, who.user)
    return {}


def check_previous(call: Call, user: User) -> None:
    """Documented: only a user without a password may leave the previous one out."""
    previous = call.get("PreviousPassword")
    if previous is None and deviates("changepw-first-password-refused"):
        raise InvalidParameterException("Missing required parameter PreviousPassword")
    if previous is None and deviates("changepw-previous-optional"):
        return
    if user.password is not None and not matches(user, previous or ""):
        if previous is not None and deviates("changepw-previous-unchecked"):
            return
        if deviates("changepw-previous-text"):
            raise NotAuthorizedException("Incorrect username or password")
        raise wrong_credentials()


@operation("AdminResetUserPassword")
def admin_reset_user_password(call: Call) -> Answer:
    """Documented: the password no longer signs in, and a code goes out."""
    pool = call.pool()
    user = managed_user(call, pool)
    if deviates(
        "refused-reset-changes-status", here=not user.enabled or user.status not in {CONFIRMED, RESET_REQUIRED}
    ):
        former, user.status = user.status, RESET_REQUIRED
        check_enabled(user)
        refuse_reset(former)
    if not user.enabled and deviates("reset-disabled-text"):
        raise NotAuthorizedException("The user is not enabled")
    if not deviates("reset-disabled-accepted"):
        check_enabled(user)
    refuse_reset(user.status)
    attribute = verified_contact(pool, user)
    if attribute == EMAIL and deviates("reset-needs-phone"):
        raise no_verified_contact()
    if attribute is None and deviates("reset-without-contact"):
        user.status = RESET_REQUIRED
        return {}
    if attribute is None:
        raise no_verified_contact()
    if not deviates("reset-status-stays"):
        user.status = RESET_REQUIRED
    touch(call, user)
    send_code(call, pool, user, FORGOT_PASSWORD, attribute)
    return {}


def refuse_reset(status: str) -> None:
    """Recorded: a temporary password is not reset."""
    if status not in {CONFIRMED, RESET_REQUIRED} and not deviates("reset-temporary-accepted"):
        text = "User password cannot be reset in the current state."
        raise NotAuthorizedException(varied(text, "reset-temporary-text", "User is in the wrong state."))


def mechanisms(pool: Pool) -> list[str]:
    """How the pool lets users recover, best first. Documented: without a setting, by phone and then by e-mail."""
    setting = pool.settings.get("AccountRecoverySetting", {}).get("RecoveryMechanisms")
    if not setting:
        return varied(["verified_phone_number", "verified_email"], "forgot-email-first", ["verified_email"])
    return [entry["Name"] for entry in sorted(setting, key=lambda entry: entry["Priority"])]


def check_self_service(pool: Pool) -> None:
    """Reported."""
    if mechanisms(pool) == [BY_ADMIN]:
        raise NotAuthorizedException("Contact administrator to reset password.")


def check_resettable(user: User) -> None:
    """Recorded: not before the temporary password was replaced."""
    if user.status == FORCE_CHANGE_PASSWORD and not deviates("forgot-temporary-accepted"):
        text = "User password cannot be reset in the current state."
        raise NotAuthorizedException(varied(text, "forgot-temporary-text", "User is in the wrong state."))


def verified_contact(pool: Pool, user: User) -> str | None:
    """Where a reset code can go."""
    names = mechanisms(pool)
    if names == [BY_ADMIN]:
        names = ["verified_phone_number", "verified_email"]
    taken = taken_for_mfa(pool, user)
    attributes = [MECHANISMS[name] for name in names if name in MECHANISMS and MECHANISMS[name] != taken]
    if deviates("forgot-capital-true-unverified"):
        return next((name for name in attributes if user.attributes.get(f"{name}_verified") == "true"), None)
    return next((name for name in attributes if user.verified(name)), None)


def no_verified_contact() -> InvalidParameterException:
    """Recorded: no final full stop."""
    text = "Cannot reset password for the user as there is no registered/verified email or phone_number"
    return InvalidParameterException(varied(text, "forgot-no-contact-text", f"{text}."))


def metadata_of(call: Call) -> dict[str, str] | None:
    """Documented: a function that knows users elsewhere sees it."""
    given: dict[str, str] | None = varied(call.get("ClientMetadata"), "migration-at-reset-loses-metadata", None)
    return given
