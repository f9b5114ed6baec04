"""Users who are disabled between the steps of a sign-in: the next step gives no tokens."""

from __future__ import annotations

from conformance.checking.exchange import Exchange
from conformance.checking.trigger_events import CUSTOM_CHALLENGE
from conformance.flows.any_flow import CHOSEN_PASSWORD, CUSTOM, QUESTION, SRP, client_for, pool_for, signs_in
from conformance.flows.choice import (
    EMAIL,
    SMS,
    SMS_BLAME,
    choice_client,
    choose,
    email_pool,
    needs_choice,
    offered,
    prefer,
    preferred_challenge,
    with_email,
)
from conformance.flows.devices import (
    answer_device,
    asked_for_device,
    device_proof,
    device_sign_in,
    device_user,
    remembered,
)
from conformance.flows.passkeys import answer as answer_passkey
from conformance.flows.passkeys import asked as passkey_asked
from conformance.flows.passkeys import assertion, passkey_user, registered
from conformance.flows.second_factors import answer_code, asked, named, new_owner, sign_in_with_app
from conformance.flows.sent_codes import answer, first_factors, sent_code
from conformance.flows.sign_in import (
    forced,
    initiate,
    new_password,
    respond,
    session_of,
    srp_answer,
    srp_challenge,
    srp_proof,
    temporary_password_user,
)
from conformance.flows.standing import confirmed
from conformance.scenario import Scenario, prop
from conformance.scenario.apps import fresh_code
from conformance.scenario.resources import User
from conformance.strategies import passwords
from conformance.strategies.devices import Ways, device_ways


def _disable(s: Scenario, user: User) -> None:
    s.must("AdminDisableUser", UserPoolId=user.pool.id, Username=user.username)


def _enable(s: Scenario, user: User) -> None:
    s.must("AdminEnableUser", UserPoolId=user.pool.id, Username=user.username)


@prop("ADMUSER-016", password=passwords())
def test_before_the_proof(s: Scenario, password: str) -> None:
    """Disabled between SRP_A and the right proof; enabled again, a sign-in works."""
    client, user = confirmed(s, SRP, password)
    start = srp_challenge(s, client, user.login)
    proof = srp_proof(s, client, start, password)
    _disable(s, user)
    attempt = srp_answer(s, client, start, proof)
    _enable(s, user)
    s.refused("ADMUSER-016", attempt, control=signs_in(s, SRP, client, user.login, password))


@prop("ADMUSER-017", password=passwords(), new=passwords())
def test_before_the_new_password(s: Scenario, password: str, new: str) -> None:
    """Disabled between the temporary password and the new one; enabled again, a new one is taken."""
    s.assume(password != new)
    client, user = temporary_password_user(s, password)
    challenge = forced(s, client, user)
    _disable(s, user)
    attempt = new_password(s, client, challenge, user, new)
    _enable(s, user)
    if attempt.ok:  # the temporary password is gone, so nothing can be tried again
        s.refused("ADMUSER-017", attempt, control=attempt)
        return
    s.refused("ADMUSER-017", attempt, control=new_password(s, client, forced(s, client, user), user, new))


@prop("ADMUSER-018", password=passwords())
def test_before_the_code_of_an_app(s: Scenario, password: str) -> None:
    """Disabled between the password and the code of an app; enabled again, a sign-in works."""
    owner = new_owner(s, password)
    challenge = asked(s, owner.client, owner.user)
    _disable(s, owner.user)
    attempt = answer_code(s, owner.client, owner.user, challenge, fresh_code(s, owner.app))
    _enable(s, owner.user)
    s.refused("ADMUSER-018", attempt, control=lambda: sign_in_with_app(s, owner))


@prop("ADMUSER-019", password=passwords())
def test_before_the_choice(s: Scenario, password: str) -> None:
    """Disabled between the offer and the choice of the password; enabled again, a sign-in works."""
    client, user = confirmed(s, CHOSEN_PASSWORD, password)
    session = session_of(offered(s, client, user))
    _disable(s, user)
    attempt = choose(s, client, user, session, "PASSWORD", PASSWORD=password)
    _enable(s, user)
    s.refused("ADMUSER-019", attempt, control=signs_in(s, CHOSEN_PASSWORD, client, user.login, password))


@prop("ADMUSER-020", password=passwords())
def test_before_the_answer(s: Scenario, password: str) -> None:
    """Disabled between the question of the functions and the right answer; enabled again, a sign-in works."""
    pool = pool_for(s, CUSTOM)
    client, user = client_for(s, CUSTOM, pool), s.user(pool, password=password)
    begun = initiate(s, client, "CUSTOM_AUTH", {"USERNAME": user.login})
    question = named(s, begun, CUSTOM_CHALLENGE, "CUSTOMT-001")
    responses = {"USERNAME": user.username, "ANSWER": QUESTION.right}
    _disable(s, user)
    attempt = respond(s, client, CUSTOM_CHALLENGE, responses, session=session_of(question))
    _enable(s, user)
    s.refused("ADMUSER-020", attempt, control=signs_in(s, CUSTOM, client, user.login, password))


@prop("ADMUSER-021", password=passwords())
def test_before_the_code_by_email(s: Scenario, password: str) -> None:
    """Disabled between the message and the code in it; enabled again, another code signs in."""
    pool = email_pool(s)
    client, user = choice_client(s, pool), with_email(s, pool, "user", password=password)
    challenge = preferred_challenge(s, client, user)
    code = sent_code(s, user, challenge, EMAIL)
    _disable(s, user)
    attempt = answer(s, client, challenge, EMAIL, user.login, code)
    _enable(s, user)

    def again() -> Exchange:
        challenge = preferred_challenge(s, client, user)
        return answer(s, client, challenge, EMAIL, user.login, sent_code(s, user, challenge, EMAIL))

    s.refused("ADMUSER-021", attempt, control=again)


@prop("ADMUSER-058", password=passwords())
def test_before_the_code_by_text_message(s: Scenario, password: str) -> None:
    """Disabled between the message and the code in it; enabled again, another code signs in."""
    pool = s.pool(**first_factors(SMS), SmsConfiguration=s.sender("sms"))
    attributes = {"phone_number": s.phone(), "phone_number_verified": "true"}
    user = s.user(pool, username=s.name(), password=password, attributes=attributes)
    client = choice_client(s, pool)
    needs_choice(s, client, user)

    def sent() -> tuple[Exchange, str]:
        challenge = named(s, prefer(s, client, user.login, SMS), SMS, SMS_BLAME)
        return challenge, sent_code(s, user, challenge, SMS)

    challenge, code = sent()
    _disable(s, user)
    attempt = answer(s, client, challenge, SMS, user.login, code)
    _enable(s, user)

    def again() -> Exchange:
        challenge, code = sent()
        return answer(s, client, challenge, SMS, user.login, code)

    s.refused("ADMUSER-058", attempt, control=again)


@prop("ADMUSER-059", password=passwords(), ways=device_ways())
def test_before_the_proof_of_a_device(s: Scenario, password: str, ways: Ways) -> None:
    """Disabled between the challenge of a device and its right proof; enabled again, the device signs in."""
    client, user = device_user(s, password)
    _, device = remembered(s, client, user, ways)
    begun = asked_for_device(s, client, user, device)
    proof = device_proof(s, begun, device)
    _disable(s, user)
    attempt = answer_device(s, client, begun, proof)
    _enable(s, user)
    s.refused("ADMUSER-059", attempt, control=lambda: device_sign_in(s, client, user, device))


@prop("ADMUSER-060", password=passwords())
def test_before_the_answer_of_a_passkey(s: Scenario, password: str) -> None:
    """Disabled between the challenge and the right assertion; enabled again, the passkey signs in."""
    session = passkey_user(s, password)
    key = registered(s, session)
    begun, challenge = passkey_asked(s, session)
    signed = assertion(s, key, challenge)
    _disable(s, session.user)
    attempt = answer_passkey(s, session, begun, signed)
    _enable(s, session.user)

    def again() -> Exchange:
        begun, challenge = passkey_asked(s, session)
        return answer_passkey(s, session, begun, assertion(s, key, challenge))

    s.refused("ADMUSER-060", attempt, control=again)
