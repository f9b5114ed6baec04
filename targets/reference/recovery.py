"""Forgotten passwords, changed passwords, and resets by an administrator."""

from __future__ import annotations

from targets.reference.access import caller
from targets.reference.calls import Answer, Call, operation
from targets.reference.codes import check_code, send_code, spend_code
from targets.reference.directory import find, managed_user, touch
from targets.reference.errors import (
    InvalidParameterException,
    NotAuthorizedException,
    code_mismatch,
    wrong_credentials,
)
from targets.reference.existence import simulated_delivery, unknown_at_recovery
from targets.reference.first_factor import check_enabled
from targets.reference.limits import count_attempt
from targets.reference.mailbox import FORGOT_PASSWORD
from targets.reference.masks import EMAIL, PHONE
from targets.reference.passwords import check_history, check_policy, matches, set_password
from targets.reference.secret_hash import check_secret_hash
from targets.reference.state import CONFIRMED, FORCE_CHANGE_PASSWORD, RESET_REQUIRED, Pool, User

MECHANISMS = {"verified_email": EMAIL, "verified_phone_number": PHONE}
BY_ADMIN = "admin_only"


@operation("ForgotPassword")
def forgot_password(call: Call) -> Answer:
    """A code to a verified address. Recorded: the user's status does not change."""
    client = call.client()
    pool, name = client.pool, call["Username"]
    check_secret_hash(client, name, call.get("SecretHash"))
    check_self_service(pool)
    user = find(pool, name)
    if client.hides_existence and (user is None or not user.enabled):
        return {"CodeDeliveryDetails": simulated_delivery(pool, name)}
    if user is None:
        raise unknown_at_recovery()
    check_enabled(user)
    check_resettable(user)
    attribute = verified_contact(pool, user)
    if attribute is None and client.hides_existence:
        return {"CodeDeliveryDetails": simulated_delivery(pool, name)}
    if attribute is None:
        raise no_verified_contact()
    count_attempt(call, user)
    return {"CodeDeliveryDetails": send_code(call, pool, user, FORGOT_PASSWORD, attribute)}


@operation("ConfirmForgotPassword")
def confirm_forgot_password(call: Call) -> Answer:
    """Documented: a code asked for through one client works through every client of the pool."""
    client = call.client()
    pool, name = client.pool, call["Username"]
    check_secret_hash(client, name, call.get("SecretHash"))
    user = find(pool, name)
    if client.hides_existence and (user is None or not user.enabled):
        raise code_mismatch()
    if user is None:
        raise unknown_at_recovery()
    check_enabled(user)
    count_attempt(call, user)
    check_code(call, user, FORGOT_PASSWORD, call["ConfirmationCode"])
    check_policy(pool, call["Password"])
    check_history(pool, user, call["Password"])
    spend_code(user, FORGOT_PASSWORD)
    set_password(call, user, call["Password"])
    if user.status == RESET_REQUIRED:
        user.status = CONFIRMED
    touch(call, user)
    return {}


@operation("ChangePassword")
def change_password(call: Call) -> Answer:
    """Recorded: a wrong previous password is told as at sign-in. The user's tokens are left as they are."""
    who = caller(call)
    count_attempt(call, who.user)
    # Documented: only a user without a password may leave the previous one out.
    if who.user.password is not None and not matches(who.user, call.get("PreviousPassword", "")):
        raise wrong_credentials()
    check_policy(who.pool, call["ProposedPassword"])
    check_history(who.pool, who.user, call["ProposedPassword"])
    set_password(call, who.user, call["ProposedPassword"])
    touch(call, who.user)
    return {}


@operation("AdminResetUserPassword")
def admin_reset_user_password(call: Call) -> Answer:
    """Documented: the password no longer signs in, and a code goes out."""
    pool = call.pool()
    user = managed_user(call, pool)
    check_enabled(user)
    if user.status not in {CONFIRMED, RESET_REQUIRED}:
        raise NotAuthorizedException("User password cannot be reset in the current state.")
    attribute = verified_contact(pool, user)
    if attribute is None:
        raise no_verified_contact()
    user.status = RESET_REQUIRED
    touch(call, user)
    send_code(call, pool, user, FORGOT_PASSWORD, attribute)
    return {}


def mechanisms(pool: Pool) -> list[str]:
    """How the pool lets users recover, best first. Documented: without a setting, by phone and then by e-mail."""
    setting = pool.settings.get("AccountRecoverySetting", {}).get("RecoveryMechanisms")
    if not setting:
        return ["verified_phone_number", "verified_email"]
    return [entry["Name"] for entry in sorted(setting, key=lambda entry: entry["Priority"])]


def check_self_service(pool: Pool) -> None:
    """Reported."""
    if mechanisms(pool) == [BY_ADMIN]:
        raise NotAuthorizedException("Contact administrator to reset password.")


def check_resettable(user: User) -> None:
    """Recorded: not before the temporary password was replaced."""
    if user.status == FORCE_CHANGE_PASSWORD:
        raise NotAuthorizedException("User password cannot be reset in the current state.")


def verified_contact(pool: Pool, user: User) -> str | None:
    """Where a reset code can go."""
    names = mechanisms(pool)
    if names == [BY_ADMIN]:
        names = ["verified_phone_number", "verified_email"]
    return next((MECHANISMS[name] for name in names if name in MECHANISMS and user.verified(MECHANISMS[name])), None)


def no_verified_contact() -> InvalidParameterException:
    """Recorded: no final full stop."""
    return InvalidParameterException(
        "Cannot reset password for the user as there is no registered/verified email or phone_number"
    )
