"""Confirming a sign-up."""

from __future__ import annotations

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.contention import gap
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import managed_user, touch
from targets.reference.core.errors import (
    AliasExistsException,
    InvalidParameterException,
    LimitExceededException,
    NotAuthorizedException,
    UserNotFoundException,
    code_expired,
    user_not_found,
)
from targets.reference.core.existence import simulated_delivery, unknown_at_recovery
from targets.reference.core.limits import count_attempt
from targets.reference.core.mailbox import SIGN_UP
from targets.reference.core.name_index import index, other_owner, take_from_owner
from targets.reference.core.namesakes import elsewhere
from targets.reference.core.pending_codes import check_code, spend_code
from targets.reference.core.secret_hash import check_hash_of
from targets.reference.core.sessions import new_session, open_session, spend
from targets.reference.core.sign_in_names import named
from targets.reference.core.state import CONFIRMED, FORCE_CHANGE_PASSWORD, UNCONFIRMED, Client, PendingCode, Pool, User
from targets.reference.operations.sign_up import first_code
from targets.reference.sign_in.choice import AFTER_SIGN_UP
from targets.reference.triggers.fire import post_confirmation


@operation("ConfirmSignUp")
def confirm_sign_up(call: Call) -> Answer:
    """Documented: the right code confirms the user and verifies the address it was sent to."""
    client = call.client()
    check_hash_of(call, client)
    user = user_to_confirm(client, call["Username"])
    if user.status == CONFIRMED and confirms_again(user):
        return {}
    check_unconfirmed(call, user)
    count_attempt(call, user)
    if user.attributes.get("email") and deviates("wrong-sign-up-code-verifies"):
        user.attributes["email_verified"] = "true"
    code = check_code(call, user, SIGN_UP, call["ConfirmationCode"])
    gap(call, "race-confirm-code")
    if "ForceAliasCreation" not in call.params and deviates("confirm-wants-force"):
        raise InvalidParameterException("ForceAliasCreation is required.")
    check_alias(client.pool, user, code, force=call.get("ForceAliasCreation", False))
    if gap(call, "race-confirm-address"):
        check_unconfirmed(call, user)
    spend_code(user, SIGN_UP)
    if not deviates("confirm-keeps-status"):
        confirm(call, user)
    if not deviates("confirm-verifies-nothing"):
        verify(client.pool, user, code)
    return go_on(call, client, user)


def confirms_again(user: User) -> bool:
    """Recorded: never. Mutants confirm twice, or by a code that was left over."""
    left_over = (SIGN_UP, "") in user.codes
    return deviates("confirm-after-administrator") if left_over else deviates("confirm-twice")


@operation("AdminConfirmSignUp")
def admin_confirm_sign_up(call: Call) -> Answer:
    """Recorded: without a code, not twice, and without verifying anything."""
    user = managed_user(call, call.pool())
    if (SIGN_UP, "") in user.codes and deviates("admin-confirm-not-while-a-code-waits"):
        raise InvalidParameterException("The user has a code.")
    if user.status == FORCE_CHANGE_PASSWORD and deviates("admin-confirm-refused-but-done"):
        user.status = CONFIRMED
        raise NotAuthorizedException("User cannot be confirmed. Current status is FORCE_CHANGE_PASSWORD")
    if user.status == CONFIRMED and user.attributes.get("email") and deviates("late-confirmation-verifies"):
        user.attributes["email_verified"] = "true"
    again = {CONFIRMED: "admin-confirm-twice", FORCE_CHANGE_PASSWORD: "admin-confirm-invited"}.get(user.status, "")
    if not deviates(again):
        check_unconfirmed(call, user)
    if not deviates("confirm-after-administrator"):
        spend_code(user, SIGN_UP)
    if not deviates("admin-confirm-keeps-status"):
        confirm(call, user)
    if user.attributes.get("email") and deviates("admin-confirm-verifies"):
        user.attributes["email_verified"] = "true"
    if deviates("admin-confirm-loses-password"):
        user.password = None
    return {}


@operation("ResendConfirmationCode")
def resend_confirmation_code(call: Call) -> Answer:
    """A new code."""
    client = call.client()
    pool, name = client.pool, call["Username"]
    check_hash_of(call, client)
    user = named(pool, name, "resend-confirmation-code")
    if user is None or not user.enabled:
        if client.hides_existence and deviates("resend-tells-unknown"):
            raise user_not_found()
        if client.hides_existence or deviates("resend-always-hides"):
            return {"CodeDeliveryDetails": simulated_delivery(pool, name)}
        raise unknown_at_recovery() if user is None else NotAuthorizedException("User is disabled.")
    if (user.status != UNCONFIRMED or deviates("resend-not-for-unconfirmed")) and not deviates("resend-for-confirmed"):
        raise InvalidParameterException(varied("User is already confirmed.", "resend-confirmed-text", "Confirmed."))
    if user.attempts.get(call.operation) and deviates("resend-once"):
        raise LimitExceededException("Attempt limit exceeded, please try after some time.")
    count_attempt(call, user)
    older = user.codes.get((SIGN_UP, ""))
    sent = first_code(call, pool, user)
    if older is not None and deviates("resend-code-does-not-count"):
        user.codes[SIGN_UP, ""] = older
    if older is not None and deviates("resend-older-code-lives"):
        user.remains[f"code {SIGN_UP}"] = older.code
    if not sent:
        text = varied("Cannot resend codes. Auto verification not turned on.", "resend-nowhere-text", "No address.")
        if deviates("resend-nowhere-code"):
            raise InvalidParameterException(text)
        raise NotAuthorizedException(text)
    if deviates("resend-says-sms"):
        sent["CodeDeliveryDetails"]["DeliveryMedium"] = "SMS"
    if deviates("resend-address-not-masked"):
        sent["CodeDeliveryDetails"]["Destination"] = user.attributes["email"]
    return sent


def user_to_confirm(client: Client, name: str) -> User:
    """Documented: hidden, an unknown user looks like one without a code."""
    user = named(client.pool, name, "confirm-sign-up")
    if user is None:
        hidden = client.hides_existence and not deviates("confirm-tells-unknown")
        if not hidden and deviates("confirm-unknown-text"):
            raise UserNotFoundException("User does not exist.")
        raise code_expired() if hidden or deviates("confirm-always-hides") else unknown_at_recovery()
    return user


def check_unconfirmed(call: Call, user: User) -> None:
    """Recorded: the text names the status."""
    if user.status != UNCONFIRMED:
        by_admin = "admin-confirm-twice-text" if user.status == CONFIRMED else "admin-confirm-invited-text"
        mutant = "confirm-twice-text" if call.operation == "ConfirmSignUp" else by_admin
        text = f"User cannot be confirmed. Current status is {user.status}"
        raise NotAuthorizedException(varied(text, mutant, "User is already confirmed."))


def check_alias(pool: Pool, user: User, code: PendingCode, *, force: bool) -> None:
    """Documented: an address that signs in another user is taken over only on demand."""
    force = force and not deviates("confirm-ignores-force")
    taken = other_owner(pool, user, code.attribute, code.destination)
    if taken and not force and deviates("prevented-confirmation-takes-alias"):
        take_from_owner(pool, code.attribute, code.destination)
    if taken and not force and not deviates("confirm-takes-foreign-alias"):
        raise AliasExistsException(f"An account with the {code.attribute} already exists.")


def confirm(call: Call, user: User) -> None:
    """The status moves on."""
    user.status = CONFIRMED
    if deviates("confirmation-leaves-groups"):
        user.groups.clear()
    touch(call, user)
    pool = call.client().pool if "ClientId" in call.params else call.pool()
    by = "code" if call.operation == "ConfirmSignUp" else "administrator"
    if deviates(f"confirming-by-{by}-reaches-other-pools"):
        for other in elsewhere(call.store.pools.values(), pool, user):
            other.status = CONFIRMED
    post_confirmation(call, pool, user, "ConfirmSignUp")


def verify(pool: Pool, user: User, code: PendingCode) -> None:
    """The address the code went to is the user's, unless it was changed since."""
    if user.attributes.get(code.attribute) == code.destination:
        user.attributes[f"{code.attribute}_verified"] = "true"
        if not (other_owner(pool, user, code.attribute, code.destination) and deviates("force-moves-nothing")):
            index(pool, user)


def go_on(call: Call, client: Client, user: User) -> Answer:
    """Documented: with the session of SignUp comes one that signs in without a challenge."""
    if "Session" not in call.params:
        return {}
    spend(open_session(call, client, AFTER_SIGN_UP, call["Session"], call["Username"]))
    return {"Session": new_session(call, client, user, AFTER_SIGN_UP, username=call["Username"]).text}
