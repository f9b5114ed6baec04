"""Second factors by text message: turned on, asked for by every flow, answered rightly and wrongly."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.sent_codes import asked, flag_is
from conformance.checking.sign_in import tokens_at_last
from conformance.flows.answers import checked
from conformance.flows.sent_codes import answer, needs_challenge, sent_code, set_sms_preference, wrong_code
from conformance.flows.sign_in import initiate, respond, srp_answer, srp_challenge, srp_proof, with_password
from conformance.flows.users import by_email, fresh_login, seen
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, User
from conformance.strategies import emails_local, names, passwords
from conformance.strategies.clients import ANY_FLOW_CLIENT, session_validity
from conformance.strategies.factors import SESSION_LETTERS
from conformance.strategies.messages import guesses

SMS = "SMS_MFA"
BY_EITHER = {
    "RecoveryMechanisms": [{"Priority": 1, "Name": "verified_phone_number"}, {"Priority": 2, "Name": "verified_email"}]
}
NO_CHALLENGE = "MFAMSG-006"  # the requirement to blame when no challenge follows the password


@check("MFAMSG-002")
def sms_listed(user: Exchange) -> Difference | None:
    """UserMFASettingList has SMS_MFA."""
    listed = user.get("UserMFASettingList")
    if isinstance(listed, list) and "SMS_MFA" in listed:
        return None
    return Difference("not-listed", "SMS_MFA in UserMFASettingList", f"UserMFASettingList {listed!r}")


@check("MFAMSG-003")
def sms_preferred(user: Exchange) -> Difference | None:
    """PreferredMfaSetting is SMS_MFA."""
    preferred = user.get("PreferredMfaSetting")
    if preferred == "SMS_MFA":
        return None
    return Difference("not-preferred", "PreferredMfaSetting SMS_MFA", f"PreferredMfaSetting {preferred!r}")


@check("MFAMSG-004")
def none_preferred(user: Exchange) -> Difference | None:
    """The answer has no PreferredMfaSetting."""
    if "PreferredMfaSetting" not in user.response:
        return None
    preferred = user.get("PreferredMfaSetting")
    return Difference("preferred", "no PreferredMfaSetting", f"PreferredMfaSetting {preferred!r}")


@check("MFAMSG-006", "MFAMSG-007", "MFAMSG-008", "MFAMSG-009", "MFAMSG-022")
def sms_asked(answered: Exchange) -> Difference | None:
    """The answer is the challenge SMS_MFA with a Session and without tokens."""
    return asked(answered, "SMS_MFA")


@check("MFAMSG-010")
def delivery_by_sms(challenge: Exchange) -> Difference | None:
    """The challenge names SMS as delivery medium, and a destination."""
    medium = challenge.get("ChallengeParameters.CODE_DELIVERY_DELIVERY_MEDIUM")
    if medium != "SMS":
        return Difference("medium", "CODE_DELIVERY_DELIVERY_MEDIUM SMS", f"{medium!r}")
    destination = challenge.get("ChallengeParameters.CODE_DELIVERY_DESTINATION")
    return None if destination else Difference("destination", "CODE_DELIVERY_DESTINATION", f"{destination!r}")


@check("MFAMSG-011")
def number_masked(challenge: Exchange, number: str) -> Difference | None:
    """The destination is asterisks followed by at most the last four digits."""
    destination = str(challenge.get("ChallengeParameters.CODE_DELIVERY_DESTINATION"))
    tail = destination.rpartition("*")[2]
    if "*" in destination and len(tail) <= 4 and number.endswith(tail) and number not in destination:
        return None
    return Difference("mask", "asterisks, then at most the last four digits", f"{destination!r}")


@check("MFAMSG-012")
def user_named(challenge: Exchange) -> Difference | None:
    """ChallengeParameters has a USER_ID_FOR_SRP that is not empty."""
    named = challenge.get("ChallengeParameters.USER_ID_FOR_SRP")
    return None if named else Difference("user-id-missing", "USER_ID_FOR_SRP", f"USER_ID_FOR_SRP {named!r}")


@check("MFAMSG-013", "MFAMSG-021")
def signed_in(answered: Exchange) -> Difference | None:
    """The answer has the three tokens and no further challenge."""
    return tokens_at_last(answered)


@check("MFAMSG-020")
def number_verified(user: Exchange) -> Difference | None:
    """The user's phone_number_verified is 'true'."""
    return flag_is(user, "phone_number_verified", "true")


@check("MFAMSG-023")
def reset_by_email(sent: Exchange) -> Difference | None:
    """The reset code was sent by e-mail."""
    medium = sent.get("CodeDeliveryDetails.DeliveryMedium")
    return None if medium == "EMAIL" else Difference("medium", "DeliveryMedium EMAIL", f"DeliveryMedium {medium!r}")


# -- ways there --------------------------------------------------------------------------------------------------------


def sms_pool(s: Scenario, mode: str = "OPTIONAL", **config: Any) -> Pool:
    """A pool that sends text messages as second factor, and recovers by e-mail unless ``config`` says otherwise."""
    more = config or by_email(s)
    return s.pool(MfaConfiguration=mode, SmsConfiguration=s.sender("sms"), **more)


def client_of(s: Scenario, pool: Pool, **config: Any) -> Client:
    """A client for every flow that a second factor can come after."""
    return s.client(pool, ExplicitAuthFlows=ANY_FLOW_CLIENT, **config)


def with_phone(
    s: Scenario, pool: Pool, *, password: str, base: str = "user", flag: str = "true", **attributes: str
) -> User:
    """A user with a phone number."""
    given = {"phone_number": s.phone(), "phone_number_verified": flag, **attributes}
    return s.user(pool, username=s.name(base), password=password, attributes=given)


def preferring(
    s: Scenario, password: str, *, base: str = "user", flag: str = "true", **config: Any
) -> tuple[Client, User]:
    """A user whose preferred second factor are text messages, and a client."""
    pool = sms_pool(s)
    client = client_of(s, pool, **config)
    user = with_phone(s, pool, password=password, base=base, flag=flag)
    s.need(set_sms_preference(s, client, user, enabled=True, preferred=True), "MFAMSG-001")
    return client, user


def begin(s: Scenario, client: Client, user: User, password: str) -> Exchange:
    """The right password, which has to lead to the challenge."""
    return needs_challenge(s, with_password(s, client, user.login, password), SMS, NO_CHALLENGE)


# -- preferences -------------------------------------------------------------------------------------------------------


@prop("MFAMSG-001", "MFAMSG-002", "MFAMSG-003", password=passwords(), base=names())
def test_preferred(s: Scenario, password: str, base: str) -> None:
    """SMS_MFA is enabled and preferred."""
    pool = sms_pool(s)
    client, user = client_of(s, pool), with_phone(s, pool, password=password, base=base)
    s.accepted("MFAMSG-001", set_sms_preference(s, client, user, enabled=True, preferred=True))
    shown = seen(s, user)
    s.check("MFAMSG-002", shown)
    s.check("MFAMSG-003", shown)


@prop("MFAMSG-004", password=passwords(), base=names())
def test_not_preferred(s: Scenario, password: str, base: str) -> None:
    """SMS_MFA is enabled and not preferred."""
    pool = sms_pool(s)
    client, user = client_of(s, pool), with_phone(s, pool, password=password, base=base)
    s.need(set_sms_preference(s, client, user, enabled=True, preferred=False), "MFAMSG-001")
    shown = seen(s, user)
    if not sms_in(shown):
        s.end("MFAMSG-002", "the factor that was enabled is not listed", shown)
    s.check("MFAMSG-004", shown)


def sms_in(user: Exchange) -> bool:
    """Whether text messages are listed among the factors of the user."""
    return "SMS_MFA" in (user.get("UserMFASettingList") or [])


@prop("MFAMSG-005", plain=("name=phone",), password=passwords(), base=names(), preferred=st.booleans())
def test_without_a_number(s: Scenario, password: str, base: str, preferred: bool) -> None:
    """SMS_MFA enabled for a user without a phone number, then for one with a number."""
    pool = sms_pool(s)
    client, user = client_of(s, pool), s.user(pool, password=password, username=s.name(base))
    attempt = set_sms_preference(s, client, user, enabled=True, preferred=preferred)

    def with_number() -> Exchange:
        other = with_phone(s, pool, password=password, base=base)
        return set_sms_preference(s, client, other, enabled=True, preferred=preferred)

    s.refused("MFAMSG-005", attempt, control=with_number)


# -- after every kind of password --------------------------------------------------------------------------------------


@prop("MFAMSG-006", "MFAMSG-010", "MFAMSG-011", "MFAMSG-012", password=passwords(), base=names())
def test_after_password(s: Scenario, password: str, base: str) -> None:
    """USER_PASSWORD_AUTH, and what the challenge says."""
    client, user = preferring(s, password, base=base)
    challenge = with_password(s, client, user.login, password)
    if not checked(s, "MFAMSG-006", challenge):
        s.end("MFAMSG-006", "there is no challenge SMS_MFA")
    s.check("MFAMSG-010", challenge)
    s.check("MFAMSG-011", challenge, number=user.attributes["phone_number"])
    s.check("MFAMSG-012", challenge)


@prop("MFAMSG-007", password=passwords(), base=names())
def test_after_password_to_server(s: Scenario, password: str, base: str) -> None:
    """ADMIN_USER_PASSWORD_AUTH."""
    client, user = preferring(s, password, base=base)
    checked(s, "MFAMSG-007", with_password(s, client, user.login, password, "ADMIN_USER_PASSWORD_AUTH"))


@prop("MFAMSG-008", password=passwords(), base=names())
def test_after_srp(s: Scenario, password: str, base: str) -> None:
    """USER_SRP_AUTH."""
    client, user = preferring(s, password, base=base)
    start = srp_challenge(s, client, user.login)
    checked(s, "MFAMSG-008", srp_answer(s, client, start, srp_proof(s, client, start, password)))


@prop("MFAMSG-009", password=passwords(), base=names())
def test_after_chosen_password(s: Scenario, password: str, base: str) -> None:
    """USER_AUTH with a preferred PASSWORD."""
    client, user = preferring(s, password, base=base)
    s.need(initiate(s, client, "USER_AUTH", {"USERNAME": user.login}), "CHOICE-001")
    parameters = {"USERNAME": user.login, "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": password}
    checked(s, "MFAMSG-009", initiate(s, client, "USER_AUTH", parameters))


# -- answers -----------------------------------------------------------------------------------------------------------


@prop("MFAMSG-013", "MFAMSG-014", "MFAMSG-015", password=passwords(), base=names(), guess=guesses())
def test_answers(s: Scenario, password: str, base: str, guess: str) -> None:
    """Answers without a code, with a wrong one and with the right one; each to its own challenge."""
    client, user = preferring(s, password, base=base)

    def right() -> Exchange:
        challenge = begin(s, client, user, password)
        return answer(s, client, challenge, SMS, user.login, sent_code(s, user, challenge, SMS))

    challenge = begin(s, client, user, password)
    without = answer(s, client, challenge, SMS, user.login, None)
    again = begin(s, client, user, password)
    wrong = answer(s, client, again, SMS, user.login, wrong_code(s, user, again, SMS, guess))
    if without.ok:  # a divergence needs no control, so the code need not be readable
        s.refused("MFAMSG-015", without, control=without)
    if wrong.ok:
        s.refused("MFAMSG-014", wrong, control=wrong)
    signed = right()
    checked(s, "MFAMSG-013", signed)
    if not wrong.ok:
        s.refused("MFAMSG-014", wrong, control=signed)
    if not without.ok:
        s.refused("MFAMSG-015", without, control=signed)


@prop("MFAMSG-016", password=passwords(), base=names())
def test_code_of_another(s: Scenario, password: str, base: str) -> None:
    """Another user's code."""
    client, user = preferring(s, password, base=base)
    other = with_phone(s, user.pool, password=password, base=base)
    s.need(set_sms_preference(s, client, other, enabled=True, preferred=True), "MFAMSG-001")
    challenge = begin(s, client, user, password)
    code = sent_code(s, user, challenge, SMS)
    theirs = sent_code(s, other, begin(s, client, other, password), SMS)
    if theirs == code:
        s.exclude("this target sends everybody the same code")
    attempt = answer(s, client, challenge, SMS, user.login, theirs)
    s.refused("MFAMSG-016", attempt, control=lambda: answer(s, client, challenge, SMS, user.login, code))


@prop("MFAMSG-017", password=passwords(), base=names())
def test_session_twice(s: Scenario, password: str, base: str) -> None:
    """The same answer to SMS_MFA twice."""
    client, user = preferring(s, password, base=base)
    challenge = begin(s, client, user, password)
    code = sent_code(s, user, challenge, SMS)
    first = s.need(answer(s, client, challenge, SMS, user.login, code), "MFAMSG-013")
    s.refused("MFAMSG-017", answer(s, client, challenge, SMS, user.login, code), control=first)


@prop(
    "MFAMSG-018",
    password=passwords(),
    base=names(),
    guess=guesses() | st.none(),
    made_up=st.text(SESSION_LETTERS, min_size=20, max_size=1200),
)
def test_session_not_issued(s: Scenario, password: str, base: str, guess: str | None, made_up: str) -> None:
    """A made-up Session, without a sign-in; then the one that came with the challenge."""
    pool = s.pool()
    client = client_of(s, pool)
    user = s.user(pool, password=password, username=fresh_login(s, pool, base))
    responses = {"USERNAME": user.login, **({} if guess is None else {"SMS_MFA_CODE": guess})}
    attempt = respond(s, client, SMS, responses, session=made_up)
    s.refused("MFAMSG-018", attempt, control=lambda: with_password(s, client, user.login, password))


@prop("MFAMSG-019", password=passwords(), minutes=st.integers(3, 15) | st.none(), late=st.integers(20, 600))
def test_late_code(s: Scenario, password: str, minutes: int | None, late: int) -> None:
    """A code just after its expiry; then another one just before it."""
    client, user = preferring(s, password, **session_validity(minutes))
    challenge = begin(s, client, user, password)
    code = sent_code(s, user, challenge, SMS)
    s.advance((minutes or 3) * 60 + late)
    attempt = answer(s, client, challenge, SMS, user.login, code)

    def in_time() -> Exchange:
        again = begin(s, client, user, password)
        fresh = sent_code(s, user, again, SMS)
        s.advance((minutes or 3) * 60 - 20)
        return answer(s, client, again, SMS, user.login, fresh)

    s.refused("MFAMSG-019", attempt, control=in_time)


@prop("MFAMSG-020", password=passwords(), base=names())
def test_code_verifies(s: Scenario, password: str, base: str) -> None:
    """A code to a number that was not verified."""
    client, user = preferring(s, password, base=base, flag="false")
    made = seen(s, user)
    if attributes_of(made).get("phone_number_verified") == "true":
        s.end("ADMCREATE-001", "the number counts as verified from the start", made)
    challenge = begin(s, client, user, password)
    s.need(answer(s, client, challenge, SMS, user.login, sent_code(s, user, challenge, SMS)), "MFAMSG-013")
    s.check("MFAMSG-020", seen(s, user))


# -- settings of users and pools ---------------------------------------------------------------------------------------


@prop("MFAMSG-021", password=passwords(), base=names())
def test_turned_off(s: Scenario, password: str, base: str) -> None:
    """SMS_MFA is asked for, turned off, and not asked for any more."""
    client, user = preferring(s, password, base=base)
    begin(s, client, user, password)
    off = s.must(
        "AdminSetUserMFAPreference",
        blame="MFAMSG-001",
        UserPoolId=user.pool.id,
        Username=user.username,
        SMSMfaSettings={"Enabled": False, "PreferredMfa": False},
    )
    s.need(off, "MFAMSG-001")
    checked(s, "MFAMSG-021", with_password(s, client, user.login, password))


@prop("MFAMSG-022", password=passwords(), base=names())
def test_required(s: Scenario, password: str, base: str) -> None:
    """A user with a number and no preference, where MFA is required."""
    pool = sms_pool(s, "ON")
    client, user = client_of(s, pool), with_phone(s, pool, password=password, base=base)
    checked(s, "MFAMSG-022", with_password(s, client, user.login, password))


@prop("MFAMSG-023", password=passwords(), local=emails_local())
def test_reset_code_elsewhere(s: Scenario, password: str, local: str) -> None:
    """Text messages for sign-ins, e-mail for resets."""
    pool = sms_pool(s, AccountRecoverySetting=BY_EITHER)
    client = client_of(s, pool)
    user = with_phone(s, pool, password=password, email=s.email(local), email_verified="true")
    s.need(set_sms_preference(s, client, user, enabled=True, preferred=True), "MFAMSG-001")
    sent = s.need(s.call("ForgotPassword", ClientId=client.id, Username=user.login), "FORGOT-001")
    s.check("MFAMSG-023", sent)


@prop("MFAMSG-024", plain=("name=email",), password=passwords(), base=names())
def test_no_reset_code(s: Scenario, password: str, base: str) -> None:
    """ForgotPassword for a user whose only phone number is the second factor; then for one without a second factor."""
    pool = sms_pool(s, AccountRecoverySetting=BY_EITHER)
    client, user = client_of(s, pool), with_phone(s, pool, password=password, base=base)
    s.need(set_sms_preference(s, client, user, enabled=True, preferred=True), "MFAMSG-001")

    def ask(somebody: User) -> Exchange:
        return s.call("ForgotPassword", ClientId=client.id, Username=somebody.login)

    other = with_phone(s, pool, password=password, base=base)
    s.refused("MFAMSG-024", ask(user), control=lambda: ask(other))
