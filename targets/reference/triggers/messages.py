"""Messages with a code: the CustomMessage function is asked before one goes out."""

from __future__ import annotations

from targets.reference.core.api import Call
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.pending_codes import deliver_code
from targets.reference.core.state import Pool, User
from targets.reference.triggers.fire import attributes_of, run

MESSAGES = {
    "SignUp": "SignUp",
    "AdminCreateUser": "AdminCreateUser",
    "ResendConfirmationCode": "ResendCode",
    "ForgotPassword": "ForgotPassword",
    "AdminResetUserPassword": "ForgotPassword",
    "UpdateUserAttributes": "UpdateUserAttribute",
    "AdminUpdateUserAttributes": "UpdateUserAttribute",
    "GetUserAttributeVerificationCode": "VerifyUserAttribute",
}
BEFORE_SIGN_IN = ("SignUp", "ResendConfirmationCode", "ForgotPassword")


def custom_message(call: Call, pool: Pool, user: User) -> None:
    """Before a message goes out. Documented: it gets a placeholder for the code. The text it returns is not kept."""
    source = MESSAGES.get(call.operation)
    if source is None:
        return
    if call.operation == "AdminResetUserPassword" and deviates("custom-message-not-at-admin-reset"):
        return
    if call.operation == "AdminUpdateUserAttributes" and deviates("custom-message-not-at-admin-update"):
        return
    before = call.operation in BEFORE_SIGN_IN
    lost = "custom-message-loses-metadata" if before else "custom-message-loses-metadata-of-changes"
    placeholder = varied("{username}", "invitation-shows-user-name", user.username)
    request = {
        "userAttributes": attributes_of(user, "CustomMessage"),
        "codeParameter": varied("{####}", "custom-message-shows-code", "123456"),
        "usernameParameter": placeholder if source == "AdminCreateUser" else None,
        "clientMetadata": varied(call.get("ClientMetadata"), lost, None),
    }
    response = dict.fromkeys(("smsMessage", "emailMessage", "emailSubject"))
    source = f"CustomMessage_{source}"
    run(call, pool, "CustomMessage", source, username=user.username, request=request, response=response)


def send_code(
    call: Call, pool: Pool, user: User, purpose: str, attribute: str, *, destination: str | None = None
) -> dict[str, str]:
    """Send a new code, which replaces an older one. Returns CodeDeliveryDetails.

    It goes to the address that the user has as ``attribute``, or to ``destination``. Raises what the function raises.
    """
    address = destination or user.attributes[attribute]
    custom_message(call, pool, user)
    return deliver_code(call, pool, user, purpose, attribute, address)
