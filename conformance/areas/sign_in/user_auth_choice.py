"""USER_AUTH with codes by e-mail and text message as first factor: offered, sent, answered, and their effects."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.sent_codes import asked, flag_is
from conformance.checking.sign_in import tokens_at_last
from conformance.flows.answers import checked
from conformance.flows.choice import (
    EMAIL,
    SMS,
    choice_client,
    choose,
    email_pool,
    needs_choice,
    offered,
    prefer,
    preferred_challenge,
    with_email,
)
from conformance.flows.pools import new_pool
from conformance.flows.sent_codes import answer, first_factors, sent_code, set_sms_preference, wrong_code
from conformance.flows.sign_in import session_of
from conformance.flows.users import fresh_login, seen, seen_as
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, User
from conformance.strategies import emails_local, names, passwords
from conformance.strategies.clients import session_validity
from conformance.strategies.messages import guesses

LENGTH = 8


@check("CHOOSE-002")
def email_otp_asked(begun: Exchange) -> Difference | None:
    """The answer is the challenge EMAIL_OTP with a Session and without tokens."""
    return asked(begun, "EMAIL_OTP")


@check("CHOOSE-003")
def delivery_shown(begun: Exchange, address: str) -> Difference | None:
    """The challenge names EMAIL as delivery medium, and the address masked."""
    medium = begun.get("ChallengeParameters.CODE_DELIVERY_DELIVERY_MEDIUM")
    if medium != "EMAIL":
        return Difference("medium", "CODE_DELIVERY_DELIVERY_MEDIUM EMAIL", f"{medium!r}")
    local, _, domain = address.partition("@")
    wanted = f"{local[:1]}***@{domain[:1]}***"
    destination = begun.get("ChallengeParameters.CODE_DELIVERY_DESTINATION")
    return None if destination == wanted else Difference("mask", wanted, f"CODE_DELIVERY_DESTINATION {destination!r}")


@check("CHOOSE-004")
def challenge_among_available(begun: Exchange) -> Difference | None:
    """AvailableChallenges lists EMAIL_OTP."""
    available = begun.get("AvailableChallenges")
    if isinstance(available, list) and "EMAIL_OTP" in available:
        return None
    return Difference("not-available", "EMAIL_OTP in AvailableChallenges", f"AvailableChallenges {available!r}")


@check("CHOOSE-005")
def eight_digits(code: str) -> Difference | None:
    """The code has eight digits."""
    if re.fullmatch(r"[0-9]{8}", code):
        return None
    return Difference("code-form", "eight digits", f"{len(code)} characters")


@check("CHOOSE-006", "CHOOSE-008", "CHOOSE-011", "CHOOSE-023")
def signed_in(answered: Exchange) -> Difference | None:
    """The answer has the three tokens and no further challenge."""
    return tokens_at_last(answered)


@check("CHOOSE-009")
def email_otp_offered(begun: Exchange) -> Difference | None:
    """The answer is SELECT_CHALLENGE with EMAIL_OTP, PASSWORD and PASSWORD_SRP."""
    difference = asked(begun, "SELECT_CHALLENGE")
    if difference is not None:
        return difference
    available = begun.get("AvailableChallenges")
    listed = available if isinstance(available, list) else []
    missing = [name for name in ("EMAIL_OTP", "PASSWORD", "PASSWORD_SRP") if name not in listed]
    wanted = "EMAIL_OTP, PASSWORD and PASSWORD_SRP among AvailableChallenges"
    return Difference("choice-missing", wanted, f"AvailableChallenges {available!r}") if missing else None


@check("CHOOSE-010")
def email_otp_asked_next(chosen: Exchange, sent: str) -> Difference | None:
    """The answer is EMAIL_OTP with a new Session."""
    difference = asked(chosen, "EMAIL_OTP")
    if difference is not None:
        return difference
    repeated = chosen.get("Session") == sent
    return Difference("session-repeated", "a Session of its own", "the Session that was sent") if repeated else None


@check("CHOOSE-012", "CHOOSE-030")
def without_email_otp(begun: Exchange) -> Difference | None:
    """SELECT_CHALLENGE with PASSWORD and without EMAIL_OTP."""
    difference = asked(begun, "SELECT_CHALLENGE")
    if difference is not None:
        return difference
    available = begun.get("AvailableChallenges")
    listed = available if isinstance(available, list) else []
    if "EMAIL_OTP" in listed:
        return Difference("email-otp-offered", "no EMAIL_OTP among AvailableChallenges", f"{available!r}")
    if "PASSWORD" not in listed:
        return Difference("password-missing", "PASSWORD among AvailableChallenges", f"{available!r}")
    return None


@check("CHOOSE-013", "CHOOSE-025")
def now_verified(user: Exchange, attribute: str) -> Difference | None:
    """The flag of the address or number is true."""
    return flag_is(user, f"{attribute}_verified", "true")


@check("CHOOSE-014", "ADMCREATE-036")
def now_confirmed(user: Exchange) -> Difference | None:
    """The user has UserStatus CONFIRMED."""
    status = user.get("UserStatus")
    return None if status == "CONFIRMED" else Difference("status", "UserStatus CONFIRMED", f"UserStatus {status!r}")


@check("CHOOSE-015")
def simulated(begun: Exchange) -> Difference | None:
    """A challenge EMAIL_OTP like any other, with a destination."""
    difference = asked(begun, "EMAIL_OTP")
    if difference is not None:
        return difference
    destination = begun.get("ChallengeParameters.CODE_DELIVERY_DESTINATION")
    return None if destination else Difference("destination-missing", "CODE_DELIVERY_DESTINATION", f"{destination!r}")


@check("CHOOSE-016")
def email_otp_listed(factors: Exchange) -> Difference | None:
    """ConfiguredUserAuthFactors lists EMAIL_OTP."""
    if not factors.ok:
        return Difference(f"refused-{factors.code}", "the factors of the user", f"{factors.code}: {factors.message}")
    listed = factors.get("ConfiguredUserAuthFactors")
    if isinstance(listed, list) and "EMAIL_OTP" in listed:
        return None
    return Difference("email-otp-not-listed", "EMAIL_OTP in ConfiguredUserAuthFactors", f"{listed!r}")


@check("CHOOSE-022")
def sms_otp_asked(begun: Exchange) -> Difference | None:
    """The answer is the challenge SMS_OTP, with a code by text message."""
    difference = asked(begun, "SMS_OTP")
    if difference is not None:
        return difference
    medium = begun.get("ChallengeParameters.CODE_DELIVERY_DELIVERY_MEDIUM")
    return None if medium == "SMS" else Difference("medium", "CODE_DELIVERY_DELIVERY_MEDIUM SMS", f"{medium!r}")


# -- ways there --------------------------------------------------------------------------------------------------------


def sms_pool(s: Scenario) -> Pool:
    """A pool whose users may begin with a code by text message."""
    return s.pool(**first_factors(SMS), SmsConfiguration=s.sender("sms"))


def with_phone(s: Scenario, pool: Pool, *, base: str = "user", flag: str = "true", **more: Any) -> User:
    """A user with a phone number."""
    attributes = {"phone_number": s.phone(), "phone_number_verified": flag}
    return s.user(pool, username=s.name(base), attributes=attributes, **more)


def by_email(s: Scenario, local: str, *, base: str = "user", flag: str = "true", **config: Any) -> tuple[Client, User]:
    """A user with an address in a pool that sends codes, and a client."""
    pool = email_pool(s)
    return choice_client(s, pool, **config), with_email(s, pool, local, base=base, flag=flag)


# -- a preference ------------------------------------------------------------------------------------------------------


@prop("CHOOSE-001", "CHOOSE-002", "CHOOSE-003", "CHOOSE-004", local=emails_local(), base=names())
def test_preferred_code(s: Scenario, local: str, base: str) -> None:
    """USER_AUTH with EMAIL_OTP preferred sends the code at once."""
    client, user = by_email(s, local, base=base)
    needs_choice(s, client, user)
    begun = s.accepted("CHOOSE-001", prefer(s, client, user.login, EMAIL))
    if s.check("CHOOSE-002", begun):
        s.check("CHOOSE-003", begun, address=user.attributes["email"])
        s.check("CHOOSE-004", begun)
    else:
        s.end("CHOOSE-002", "there is no challenge EMAIL_OTP")


@prop("CHOOSE-005", "CHOOSE-006", "CHOOSE-007", local=emails_local(), base=names(), guess=guesses(length=LENGTH))
def test_wrong_and_right_code(s: Scenario, local: str, base: str, guess: str) -> None:
    """A code that was not sent, then the one that was."""
    client, user = by_email(s, local, base=base)
    challenge = preferred_challenge(s, client, user)
    wrong = answer(s, client, challenge, EMAIL, user.login, wrong_code(s, user, challenge, EMAIL, guess))

    def right() -> Exchange:
        again = preferred_challenge(s, client, user)
        return answer(s, client, again, EMAIL, user.login, sent_code(s, user, again, EMAIL))

    s.refused("CHOOSE-007", wrong, control=right)
    another = preferred_challenge(s, client, user)
    code = sent_code(s, user, another, EMAIL)
    s.check("CHOOSE-005", code=code)
    checked(s, "CHOOSE-006", answer(s, client, another, EMAIL, user.login, code))


@prop("CHOOSE-008", local=emails_local(), wrongs=st.lists(guesses(length=LENGTH), min_size=1, max_size=5))
def test_right_code_after_wrong_ones(s: Scenario, local: str, wrongs: list[str]) -> None:
    """Wrong codes, then the right one, with one Session."""
    client, user = by_email(s, local)
    challenge = preferred_challenge(s, client, user)
    code = sent_code(s, user, challenge, EMAIL)
    for guess in wrongs:
        wrong = answer(s, client, challenge, EMAIL, user.login, wrong_code(s, user, challenge, EMAIL, guess))
        if wrong.ok or wrong.code != "CodeMismatchException":
            s.end("CHOOSE-007", "a wrong code is not refused as one", wrong)
    checked(s, "CHOOSE-008", answer(s, client, challenge, EMAIL, user.login, code))


@prop("CHOOSE-012", plain=("name=email", "names=addresses"), base=names(), password=passwords())
def test_without_an_address(s: Scenario, base: str, password: str) -> None:
    """A user who has no address."""
    pool = email_pool(s)
    client, user = choice_client(s, pool), s.user(pool, password=password, username=s.name(base))
    needs_choice(s, client, user)
    checked(s, "CHOOSE-012", prefer(s, client, user.login, EMAIL))


@prop("CHOOSE-015", base=names(), local=emails_local())
def test_hidden_unknown_user(s: Scenario, base: str, local: str) -> None:
    """A user who does not exist, through a client that hides that."""
    client, user = by_email(s, local, PreventUserExistenceErrors="ENABLED")
    preferred_challenge(s, client, user)
    checked(s, "CHOOSE-015", prefer(s, client, fresh_login(s, user.pool, base), EMAIL))


# -- a choice ----------------------------------------------------------------------------------------------------------


@prop("CHOOSE-009", "CHOOSE-010", "CHOOSE-011", local=emails_local(), base=names())
def test_chosen_code(s: Scenario, local: str, base: str) -> None:
    """SELECT_CHALLENGE, the choice of EMAIL_OTP, and the code."""
    client, user = by_email(s, local, base=base)
    begun = offered(s, client, user)
    if not s.check("CHOOSE-009", begun):
        s.end("CHOOSE-009", "EMAIL_OTP is not offered")
    session = session_of(begun)
    chosen = choose(s, client, user, session, EMAIL)
    if not checked(s, "CHOOSE-010", chosen, sent=session):
        s.end("CHOOSE-010", "there is no challenge EMAIL_OTP")
    checked(s, "CHOOSE-011", answer(s, client, chosen, EMAIL, user.login, sent_code(s, user, chosen, EMAIL)))


@prop("CHOOSE-016", local=emails_local(), password=passwords())
def test_listed_factor(s: Scenario, local: str, password: str) -> None:
    """GetUserAuthFactors of a user with an address."""
    pool = email_pool(s)
    session = s.sign_in(
        choice_client(s, pool), with_email(s, pool, local, password=password), flow="USER_PASSWORD_AUTH"
    )
    checked(s, "CHOOSE-016", s.call("GetUserAuthFactors", AccessToken=session.access))


# -- what a code proves ------------------------------------------------------------------------------------------------


@prop("CHOOSE-013", local=emails_local(), base=names())
def test_code_verifies(s: Scenario, local: str, base: str) -> None:
    """An address that was not verified."""
    client, user = by_email(s, local, base=base, flag="false")
    made = seen(s, user)
    before = attributes_of(made).get("email_verified")
    if before == "true":
        s.end("ADMCREATE-001", "the address counts as verified from the start", made)
    challenge = preferred_challenge(s, client, user)
    s.need(answer(s, client, challenge, EMAIL, user.login, sent_code(s, user, challenge, EMAIL)), "CHOOSE-006")
    s.check("CHOOSE-013", seen(s, user), attribute="email")


@prop("CHOOSE-014", local=emails_local(), password=passwords())
def test_code_confirms(s: Scenario, local: str, password: str) -> None:
    """A sign-up that was not confirmed."""
    pool = email_pool(s)
    attributes = {"email": s.email(local)}
    user = s.user(pool, username=s.name(), password=password, attributes=attributes, status="UNCONFIRMED")
    seen_as(s, user, "UNCONFIRMED")
    client = choice_client(s, pool)
    challenge = preferred_challenge(s, client, user)
    s.need(answer(s, client, challenge, EMAIL, user.login, sent_code(s, user, challenge, EMAIL)), "CHOOSE-006")
    s.check("CHOOSE-014", seen(s, user))


# -- whose, how often, how long ----------------------------------------------------------------------------------------


@prop("CHOOSE-017", local=emails_local(), base=names())
def test_session_twice(s: Scenario, local: str, base: str) -> None:
    """The same answer to EMAIL_OTP twice."""
    client, user = by_email(s, local, base=base)
    challenge = preferred_challenge(s, client, user)
    code = sent_code(s, user, challenge, EMAIL)
    first = s.need(answer(s, client, challenge, EMAIL, user.login, code), "CHOOSE-006")
    s.refused("CHOOSE-017", answer(s, client, challenge, EMAIL, user.login, code), control=first)


@prop("CHOOSE-019", local=emails_local(), base=names(), theirs=emails_local())
def test_session_of_another(s: Scenario, local: str, base: str, theirs: str) -> None:
    """One user's Session and code with another's name."""
    client, user = by_email(s, local, base=base)
    other = with_email(s, user.pool, theirs, base=base)
    challenge = preferred_challenge(s, client, user)
    code = sent_code(s, user, challenge, EMAIL)
    attempt = answer(s, client, challenge, EMAIL, other.login, code)
    s.refused("CHOOSE-019", attempt, control=lambda: answer(s, client, challenge, EMAIL, user.login, code))


@prop("CHOOSE-020", local=emails_local(), base=names(), theirs=emails_local())
def test_code_of_another(s: Scenario, local: str, base: str, theirs: str) -> None:
    """Another user's code."""
    client, user = by_email(s, local, base=base)
    other = with_email(s, user.pool, theirs, base=base)
    challenge = preferred_challenge(s, client, user)
    code = sent_code(s, user, challenge, EMAIL)
    their_code = sent_code(s, other, preferred_challenge(s, client, other), EMAIL)
    if their_code == code:
        s.exclude("this target sends everybody the same code")
    attempt = answer(s, client, challenge, EMAIL, user.login, their_code)
    s.refused("CHOOSE-020", attempt, control=lambda: answer(s, client, challenge, EMAIL, user.login, code))


@prop("CHOOSE-021", local=emails_local(), minutes=st.integers(3, 15) | st.none(), late=st.integers(20, 600))
def test_late_code(s: Scenario, local: str, minutes: int | None, late: int) -> None:
    """A code just after its expiry; then another one just before it."""
    client, user = by_email(s, local, **session_validity(minutes))
    challenge = preferred_challenge(s, client, user)
    code = sent_code(s, user, challenge, EMAIL)
    s.advance((minutes or 3) * 60 + late)
    attempt = answer(s, client, challenge, EMAIL, user.login, code)

    def in_time() -> Exchange:
        again = preferred_challenge(s, client, user)
        fresh = sent_code(s, user, again, EMAIL)
        s.advance((minutes or 3) * 60 - 20)
        return answer(s, client, again, EMAIL, user.login, fresh)

    s.refused("CHOOSE-021", attempt, control=in_time)


# -- text messages -----------------------------------------------------------------------------------------------------


@prop("CHOOSE-022", "CHOOSE-023", "CHOOSE-024", base=names(), guess=guesses())
def test_text_message(s: Scenario, base: str, guess: str) -> None:
    """A code by text message: a wrong one and the right one."""
    pool = sms_pool(s)
    client, user = choice_client(s, pool), with_phone(s, pool, base=base)
    needs_choice(s, client, user)
    challenge = prefer(s, client, user.login, SMS)
    if not checked(s, "CHOOSE-022", challenge):
        s.end("CHOOSE-022", "there is no challenge SMS_OTP")
    wrong = answer(s, client, challenge, SMS, user.login, wrong_code(s, user, challenge, SMS, guess))

    def right() -> Exchange:
        again = preferred_challenge(s, client, user, SMS)
        return answer(s, client, again, SMS, user.login, sent_code(s, user, again, SMS))

    s.refused("CHOOSE-024", wrong, control=right)
    another = preferred_challenge(s, client, user, SMS)
    checked(s, "CHOOSE-023", answer(s, client, another, SMS, user.login, sent_code(s, user, another, SMS)))


@prop("CHOOSE-025", base=names())
def test_text_message_verifies(s: Scenario, base: str) -> None:
    """A number that was not verified."""
    pool = sms_pool(s)
    client, user = choice_client(s, pool), with_phone(s, pool, base=base, flag="false")
    made = seen(s, user)
    if attributes_of(made).get("phone_number_verified") == "true":
        s.end("ADMCREATE-001", "the number counts as verified from the start", made)
    challenge = preferred_challenge(s, client, user, SMS)
    s.need(answer(s, client, challenge, SMS, user.login, sent_code(s, user, challenge, SMS)), "CHOOSE-023")
    s.check("CHOOSE-025", seen(s, user), attribute="phone_number")


@prop("CHOOSE-026", factors=st.sampled_from([(EMAIL,), (SMS,), (EMAIL, SMS)]), later=st.booleans())
def test_required_factor(s: Scenario, factors: tuple[str, ...], later: bool) -> None:
    """Required MFA with codes as first factor; then optional MFA."""
    config = {**first_factors(*factors), "SmsConfiguration": s.sender("sms")}
    if later:
        config["AutoVerifiedAttributes"] = ["email"]

    attempt = new_pool(s, MfaConfiguration="ON", **config)
    s.refused("CHOOSE-026", attempt, control=lambda: new_pool(s, MfaConfiguration="OPTIONAL", **config))


@prop("CHOOSE-030", local=emails_local(), password=passwords(), base=names())
def test_with_second_factor(s: Scenario, local: str, password: str, base: str) -> None:
    """EMAIL_OTP is there for a user, until text messages become the second factor."""
    pool = s.pool(**first_factors(EMAIL), MfaConfiguration="OPTIONAL", SmsConfiguration=s.sender("sms"))
    client = choice_client(s, pool)
    attributes = {
        "email": s.email(local),
        "email_verified": "true",
        "phone_number": s.phone(),
        "phone_number_verified": "true",
    }
    user = s.user(pool, username=s.name(base), password=password, attributes=attributes)
    preferred_challenge(s, client, user)
    s.need(set_sms_preference(s, client, user, enabled=True, preferred=True), "MFAMSG-001")
    checked(s, "CHOOSE-030", prefer(s, client, user.login, EMAIL))
