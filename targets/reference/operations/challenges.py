"""RespondToAuthChallenge and its Admin twin: which challenge is answered."""

from __future__ import annotations

from collections.abc import Callable

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.attempt import Attempt
from targets.reference.core.sessions import open_session
from targets.reference.sign_in.choice import answer_email_otp, answer_select, answer_sms_mfa, answer_sms_otp
from targets.reference.sign_in.custom_auth import answer_custom, answer_verifier
from targets.reference.sign_in.device_auth import answer_device_srp, answer_device_verifier
from targets.reference.sign_in.mfa_challenges import (
    answer_selection,
    answer_setup,
    answer_software_token,
    in_wrong_place,
)
from targets.reference.sign_in.new_password import new_password
from targets.reference.sign_in.passkey_auth import answer_passkey


@operation("RespondToAuthChallenge")
def respond_to_auth_challenge(call: Call) -> Answer:
    """The public operation. Recorded: it goes on with what the Admin twin began, and the other way round."""
    return respond(Attempt(call, call.client(), call.get("ChallengeResponses", {}), admin=False))


@operation("AdminRespondToAuthChallenge")
def admin_respond_to_auth_challenge(call: Call) -> Answer:
    """The twin for servers."""
    return respond(Attempt(call, call.client(), call.get("ChallengeResponses", {}), admin=True))


def respond(attempt: Attempt) -> Answer:
    """Hand the answer to its challenge."""
    return in_wrong_place(attempt) or CHALLENGES.get(attempt.call["ChallengeName"], never_asked)(attempt)


def never_asked(attempt: Attempt) -> Answer:
    """A challenge this service does not ask: no session can belong to it. Seam: devices."""
    open_session(attempt.call, attempt.client, attempt.call["ChallengeName"], attempt.session(), attempt.username())
    raise AssertionError("unreachable: no session has this challenge")


CHALLENGES: dict[str, Callable[[Attempt], Answer]] = {
    "NEW_PASSWORD_REQUIRED": new_password,
    "PASSWORD_VERIFIER": answer_verifier,
    "CUSTOM_CHALLENGE": answer_custom,
    "SELECT_CHALLENGE": answer_select,
    "DEVICE_SRP_AUTH": answer_device_srp,
    "DEVICE_PASSWORD_VERIFIER": answer_device_verifier,
    "WEB_AUTHN": answer_passkey,
    "EMAIL_OTP": answer_email_otp,
    "SMS_OTP": answer_sms_otp,
    "SMS_MFA": answer_sms_mfa,
    "SOFTWARE_TOKEN_MFA": answer_software_token,
    "MFA_SETUP": answer_setup,
    "SELECT_MFA_TYPE": answer_selection,
}
