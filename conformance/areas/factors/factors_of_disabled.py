"""First factors other than the password, of users who are disabled: a code by e-mail or text message, a passkey."""

from __future__ import annotations

from conformance.checking.exchange import Exchange
from conformance.flows.choice import EMAIL, EMAIL_BLAME, SMS, SMS_BLAME, choice_client, email_pool, needs_choice, prefer
from conformance.flows.passkeys import answer as answer_passkey
from conformance.flows.passkeys import asked, assertion, passkey_user, preferred, registered
from conformance.flows.sent_codes import answer, first_factors, sent_code
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, User
from conformance.strategies import passwords


def _disable(s: Scenario, user: User) -> None:
    s.must("AdminDisableUser", UserPoolId=user.pool.id, Username=user.username)


def _enable(s: Scenario, user: User) -> None:
    s.must("AdminEnableUser", UserPoolId=user.pool.id, Username=user.username)


def _by_code(s: Scenario, client: Client, user: User, factor: str) -> Exchange:
    """USER_AUTH that prefers this code, and the right code; the last answer that came."""
    begun = prefer(s, client, user.login, factor)
    if begun.get("ChallengeName") != factor:
        return begun
    return answer(s, client, begun, factor, user.login, sent_code(s, user, begun, factor))


def _disabled(s: Scenario, requirement: str, pool: Pool, user: User, factor: str) -> None:
    """The sign-in of a disabled user, who had signed in so before."""
    client = choice_client(s, pool)
    needs_choice(s, client, user)
    before = s.need(_by_code(s, client, user, factor), EMAIL_BLAME if factor == EMAIL else SMS_BLAME)
    if not before.get("AuthenticationResult.AccessToken"):
        s.end(EMAIL_BLAME if factor == EMAIL else SMS_BLAME, f"{factor} gave no tokens", before)
    _disable(s, user)
    s.refused(requirement, _by_code(s, client, user, factor), control=before)


@prop("CHOOSE-032", password=passwords())
def test_code_by_email(s: Scenario, password: str) -> None:
    """A code by e-mail, before and after AdminDisableUser."""
    pool = email_pool(s)
    attributes = {"email": s.email(), "email_verified": "true"}
    user = s.user(pool, username=s.name(), password=password, attributes=attributes)
    _disabled(s, "CHOOSE-032", pool, user, EMAIL)


@prop("CHOOSE-033", password=passwords())
def test_code_by_text_message(s: Scenario, password: str) -> None:
    """A code by text message, before and after AdminDisableUser."""
    pool = s.pool(**first_factors(SMS), SmsConfiguration=s.sender("sms"))
    attributes = {"phone_number": s.phone(), "phone_number_verified": "true"}
    user = s.user(pool, username=s.name(), password=password, attributes=attributes)
    _disabled(s, "CHOOSE-033", pool, user, SMS)


@prop("PASSKEY-049", password=passwords())
def test_passkey(s: Scenario, password: str) -> None:
    """A passkey of a disabled user; enabled again, it signs in."""
    session = passkey_user(s, password)
    key = registered(s, session)
    _disable(s, session.user)
    attempt = preferred(s, session)
    if attempt.get("ChallengeName") == "WEB_AUTHN":
        options = s.compute("passkey.options", attempt.get("ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS") or "{}")
        attempt = answer_passkey(s, session, attempt, assertion(s, key, str(options.get("challenge"))))
    _enable(s, session.user)

    def again() -> Exchange:
        begun, challenge = asked(s, session)
        return answer_passkey(s, session, begun, assertion(s, key, challenge))

    s.refused("PASSKEY-049", attempt, control=again)
