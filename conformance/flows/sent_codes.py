"""Steps of sign-ins by codes that are sent: as a first factor and as a second one. Sent, not judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.checking.exchange import Exchange
from conformance.flows.sign_in import respond, session_of
from conformance.scenario.resources import Client, User

if TYPE_CHECKING:
    from conformance.scenario import Scenario

CODE_OF = {"EMAIL_OTP": "EMAIL_OTP_CODE", "SMS_OTP": "SMS_OTP_CODE", "SMS_MFA": "SMS_MFA_CODE"}
ATTRIBUTE_OF = {"EMAIL_OTP": "email", "SMS_OTP": "phone_number", "SMS_MFA": "phone_number"}


def first_factors(*names: str) -> dict[str, Any]:
    """``Policies`` of a pool whose users may begin with these."""
    return {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", *names]}}}


def can_read(s: Scenario) -> bool:
    """Whether codes of sign-ins can be read here."""
    return s.offers("codes:sign_in")


def sent_code(s: Scenario, user: User, challenge: Exchange, name: str) -> str:
    """The code of a challenge; ends the example as excluded where it cannot be read."""
    return s.code("sign_in", user, announced=challenge, destination=user.attributes[ATTRIBUTE_OF[name]])


def wrong_code(s: Scenario, user: User, challenge: Exchange, name: str, guess: str) -> str:
    """A code that was not sent: ``guess``, in the length of the right code where that can be read."""
    if not can_read(s):
        return guess
    right = sent_code(s, user, challenge, name)
    wrong = (guess * len(right))[: len(right)]
    return wrong if wrong != right else f"{wrong[:-1]}{(int(wrong[-1]) + 1) % 10}"


def answer(
    s: Scenario, client: Client, challenge: Exchange, name: str, username: str, code: str | None, *, admin: bool = False
) -> Exchange:
    """The challenge answered with this code, or without one, and with the Session that came along."""
    responses = {"USERNAME": username, **({} if code is None else {CODE_OF[name]: code})}
    return respond(s, client, name, responses, session=session_of(challenge), admin=admin)


def needs_challenge(s: Scenario, challenge: Exchange, name: str, blame: str) -> Exchange:
    """The example goes on only with this challenge and its Session."""
    s.need(challenge, blame)
    if challenge.get("ChallengeName") != name or session_of(challenge) is None:
        seen = challenge.get("ChallengeName") or "no challenge"
        s.end(blame, f"there is no challenge {name} with a Session but {seen}", challenge)
    return challenge


def set_sms_preference(s: Scenario, client: Client, user: User, *, enabled: bool, preferred: bool) -> Exchange:
    """SMSMfaSettings by an administrator or, where there is no such operation, by the user."""
    settings = {"Enabled": enabled, "PreferredMfa": preferred}
    by_admin = s.call(
        "AdminSetUserMFAPreference", UserPoolId=user.pool.id, Username=user.username, SMSMfaSettings=settings
    )
    if by_admin.outcome != "unsupported":
        return by_admin
    session = s.sign_in(client, user, flow="USER_PASSWORD_AUTH")
    return s.call("SetUserMFAPreference", AccessToken=session.access, SMSMfaSettings=settings)
