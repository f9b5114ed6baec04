"""Confirming a sign-up."""

from __future__ import annotations

from targets.reference.calls import Answer, Call, operation
from targets.reference.choice import AFTER_SIGN_UP
from targets.reference.codes import check_code, spend_code
from targets.reference.directory import find, index, managed_user, other_owner, touch
from targets.reference.errors import (
    AliasExistsException,
    InvalidParameterException,
    NotAuthorizedException,
    code_expired,
)
from targets.reference.existence import simulated_delivery, unknown_at_recovery
from targets.reference.limits import count_attempt
from targets.reference.mailbox import SIGN_UP
from targets.reference.secret_hash import check_secret_hash
from targets.reference.sessions import new_session, open_session, spend
from targets.reference.sign_up import first_code
from targets.reference.state import CONFIRMED, UNCONFIRMED, Client, PendingCode, Pool, User


@operation("ConfirmSignUp")
def confirm_sign_up(call: Call) -> Answer:
    """Documented: the right code confirms the user and verifies the address it was sent to."""
    client = call.client()
    check_secret_hash(client, call["Username"], call.get("SecretHash"))
    user = user_to_confirm(client, call["Username"])
    check_unconfirmed(user)
    count_attempt(call, user)
    code = check_code(call, user, SIGN_UP, call["ConfirmationCode"])
    check_alias(client.pool, user, code, force=call.get("ForceAliasCreation", False))
    spend_code(user, SIGN_UP)
    confirm(call, user)
    verify(client.pool, user, code)
    return go_on(call, client, user)


@operation("AdminConfirmSignUp")
def admin_confirm_sign_up(call: Call) -> Answer:
    """Recorded: without a code, not twice, and without verifying anything."""
    user = managed_user(call, call.pool())
    check_unconfirmed(user)
    spend_code(user, SIGN_UP)
    confirm(call, user)
    return {}


@operation("ResendConfirmationCode")
def resend_confirmation_code(call: Call) -> Answer:
    """A new code."""
    client = call.client()
    pool, name = client.pool, call["Username"]
    check_secret_hash(client, name, call.get("SecretHash"))
    user = find(pool, name)
    if user is None or not user.enabled:
        if client.hides_existence:
            return {"CodeDeliveryDetails": simulated_delivery(pool, name)}
        raise unknown_at_recovery() if user is None else NotAuthorizedException("User is disabled.")
    if user.status != UNCONFIRMED:
        raise InvalidParameterException("User is already confirmed.")
    count_attempt(call, user)
    sent = first_code(call, pool, user)
    if not sent:
        raise InvalidParameterException("Cannot resend codes. Auto verification not turned on.")
    return sent


def user_to_confirm(client: Client, name: str) -> User:
    """Documented: hidden, an unknown user looks like one without a code."""
    user = find(client.pool, name)
    if user is None:
        raise code_expired() if client.hides_existence else unknown_at_recovery()
    return user


def check_unconfirmed(user: User) -> None:
    """Recorded: the text names the status."""
    if user.status != UNCONFIRMED:
        raise NotAuthorizedException(f"User cannot be confirmed. Current status is {user.status}")


def check_alias(pool: Pool, user: User, code: PendingCode, *, force: bool) -> None:
    """Documented: an address that signs in another user is taken over only on demand."""
    if other_owner(pool, user, code.attribute, code.destination) and not force:
        raise AliasExistsException(f"An account with the {code.attribute} already exists.")


def confirm(call: Call, user: User) -> None:
    """The status moves on."""
    user.status = CONFIRMED
    touch(call, user)


def verify(pool: Pool, user: User, code: PendingCode) -> None:
    """The address the code went to is the user's, unless it was changed since."""
    if user.attributes.get(code.attribute) == code.destination:
        user.attributes[f"{code.attribute}_verified"] = "true"
        index(pool, user)


def go_on(call: Call, client: Client, user: User) -> Answer:
    """Documented: with the session of SignUp comes one that signs in without a challenge."""
    if "Session" not in call.params:
        return {}
    spend(open_session(call, client, AFTER_SIGN_UP, call["Session"], call["Username"]))
    return {"Session": new_session(call, client, user, AFTER_SIGN_UP, username=call["Username"]).text}
