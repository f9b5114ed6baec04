"""Second factors by e-mail: what a pool needs for them, how they are asked for and answered, and the choice of two."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.sent_codes import asked, flag_is
from conformance.checking.sign_in import tokens_at_last
from conformance.flows.answers import checked
from conformance.flows.sent_codes import answer, needs_challenge, sent_code, wrong_code
from conformance.flows.sign_in import respond, session_of, with_password
from conformance.flows.users import seen
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, User
from conformance.strategies import emails_local, names, passwords
from conformance.strategies.clients import ANY_FLOW_CLIENT
from conformance.strategies.messages import guesses
from conformance.strategies.pools import BY_EMAIL

EMAIL = "EMAIL_OTP"
BY_ADMIN = {"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]}
PLACE = "{####}"
MESSAGE = {"Message": f"Your code is {PLACE}", "Subject": "Your code"}
MODES = st.sampled_from(("OPTIONAL", "ON"))
WORDS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,-!", min_size=1, max_size=60)
SUBJECTS = WORDS.filter(lambda text: text.strip() != "")


@check("MFAMSG-026")
def message_read_back(shown: Exchange, message: str, subject: str) -> Difference | None:
    """Message and Subject as they were set."""
    block = shown.get("EmailMfaConfiguration")
    if not isinstance(block, dict):
        return Difference("block-missing", "EmailMfaConfiguration", f"EmailMfaConfiguration {block!r}")
    if block.get("Message") != message:
        return Difference("message", f"Message {message!r}", f"Message {block.get('Message')!r}")
    if block.get("Subject") != subject:
        return Difference("subject", f"Subject {subject!r}", f"Subject {block.get('Subject')!r}")
    return None


@check("MFAMSG-035")
def email_asked(answered: Exchange) -> Difference | None:
    """The answer is the challenge EMAIL_OTP with a Session and without tokens."""
    return asked(answered, "EMAIL_OTP")


@check("MFAMSG-036")
def delivery_by_email(challenge: Exchange, address: str) -> Difference | None:
    """The challenge has the medium EMAIL and the masked address."""
    medium = challenge.get("ChallengeParameters.CODE_DELIVERY_DELIVERY_MEDIUM")
    if medium != "EMAIL":
        return Difference("medium", "CODE_DELIVERY_DELIVERY_MEDIUM EMAIL", f"{medium!r}")
    destination = str(challenge.get("ChallengeParameters.CODE_DELIVERY_DESTINATION"))
    if "*" in destination and address not in destination:
        return None
    return Difference("mask", "CODE_DELIVERY_DESTINATION with asterisks", f"{destination!r}")


@check("MFAMSG-037")
def signed_in(answered: Exchange) -> Difference | None:
    """The answer has the three tokens and no further challenge."""
    return tokens_at_last(answered)


@check("MFAMSG-039")
def address_verified(user: Exchange) -> Difference | None:
    """The user's email_verified is 'true'."""
    return flag_is(user, "email_verified", "true")


@check("MFAMSG-040")
def email_listed(user: Exchange) -> Difference | None:
    """UserMFASettingList has EMAIL_OTP, and PreferredMfaSetting is EMAIL_OTP."""
    listed, preferred = user.get("UserMFASettingList"), user.get("PreferredMfaSetting")
    if not isinstance(listed, list) or "EMAIL_OTP" not in listed:
        return Difference("not-listed", "EMAIL_OTP in UserMFASettingList", f"UserMFASettingList {listed!r}")
    if preferred == "EMAIL_OTP":
        return None
    return Difference("not-preferred", "PreferredMfaSetting EMAIL_OTP", f"PreferredMfaSetting {preferred!r}")


@check("MFAMSG-041")
def asked_which(answered: Exchange) -> Difference | None:
    """The answer is SELECT_MFA_TYPE with both factors; the name of the list is disputed."""
    difference = asked(answered, "SELECT_MFA_TYPE")
    if difference is not None:
        return difference
    given = answered.get("ChallengeParameters") or {}
    text = given.get("MFAS_CAN_CHOOSE", given.get("MFAS_CAN_SELECT"))
    missing = [name for name in ("SMS_MFA", "EMAIL_OTP") if name not in str(text)]
    wanted = "SMS_MFA and EMAIL_OTP in MFAS_CAN_CHOOSE or MFAS_CAN_SELECT"
    return Difference("choice-missing", wanted, f"ChallengeParameters {given!r}") if missing else None


@check("MFAMSG-042")
def chosen_asked(answered: Exchange, sent: str) -> Difference | None:
    """The answer is SMS_MFA with a new Session."""
    difference = asked(answered, "SMS_MFA")
    if difference is not None:
        return difference
    repeated = answered.get("Session") == sent
    return Difference("session-repeated", "a Session of its own", "the Session that was sent") if repeated else None


# -- ways there --------------------------------------------------------------------------------------------------------


def email_pool(s: Scenario, **config: Any) -> Pool:
    """A pool that could send e-mail of its own and whose accounts only administrators recover."""
    return s.pool(EmailConfiguration=s.sender("email"), AccountRecoverySetting=BY_ADMIN, **config)


def settings_pool(s: Scenario, **config: Any) -> Pool:
    """A pool without users, for properties that set all of its MFA settings at once: they need not have one each."""
    return s.pool(AdminCreateUserConfig={"AllowAdminCreateUserOnly": True}, **config)


def email_settings_pool(s: Scenario) -> Pool:
    """A pool without users that could send e-mail of its own."""
    return settings_pool(s, EmailConfiguration=s.sender("email"), AccountRecoverySetting=BY_ADMIN)


def configure(s: Scenario, pool: Pool, mode: str | None = "OPTIONAL", **blocks: Any) -> Exchange:
    """SetUserPoolMfaConfig, not judged; e-mail unless something else is given."""
    given = blocks or {"EmailMfaConfiguration": MESSAGE}
    return s.call("SetUserPoolMfaConfig", UserPoolId=pool.id, MfaConfiguration=mode, **given)


def refused_block(
    s: Scenario, requirement: str, attempt: Exchange, pool: Pool, mode: str, block: dict[str, str]
) -> None:
    """The settings are refused; where they are taken, they have to be kept at all: ``block`` is right in ``pool``."""

    def right() -> Exchange:
        return configure(s, pool, mode, EmailMfaConfiguration=block)

    if attempt.ok:
        s.need(right(), "MFAMSG-025")
        shown = s.must("GetUserPoolMfaConfig", blame="MFACONF-002", UserPoolId=pool.id)
        if shown.get("EmailMfaConfiguration") is None:
            s.end("MFAMSG-026", "EmailMfaConfiguration is ignored: valid settings are not shown afterwards", shown)
    s.refused(requirement, attempt, control=right)


def preferring(s: Scenario, local: str, password: str, flag: str = "true") -> tuple[Client, User]:
    """A user whose preferred second factor is e-mail, and a client."""
    pool = email_pool(s)
    s.need(configure(s, pool), "MFAMSG-025")
    attributes = {"email": s.email(local), "email_verified": flag}
    user = s.user(pool, username=s.name(), password=password, attributes=attributes)
    s.must(
        "AdminSetUserMFAPreference",
        blame="MFAMSG-040",
        UserPoolId=pool.id,
        Username=user.username,
        EmailMfaSettings={"Enabled": True, "PreferredMfa": True},
    )
    return s.client(pool, ExplicitAuthFlows=ANY_FLOW_CLIENT), user


def begin(s: Scenario, client: Client, user: User, password: str) -> Exchange:
    """The right password, which has to lead to the challenge."""
    return needs_challenge(s, with_password(s, client, user.login, password), EMAIL, "MFAMSG-035")


# -- settings of pools -------------------------------------------------------------------------------------------------


@prop("MFAMSG-025", "MFAMSG-026", mode=MODES, before=WORDS, after=WORDS, subject=SUBJECTS)
def test_configured(s: Scenario, mode: str, before: str, after: str, subject: str) -> None:
    """A custom e-mail message."""
    pool, message = email_settings_pool(s), f"{before}{PLACE}{after}"
    block = {"Message": message, "Subject": subject}
    s.accepted("MFAMSG-025", configure(s, pool, mode, EmailMfaConfiguration=block))
    shown = s.must("GetUserPoolMfaConfig", blame="MFACONF-002", UserPoolId=pool.id)
    s.check("MFAMSG-026", shown, message=message, subject=subject)


@prop("MFAMSG-027", mode=MODES, subject=SUBJECTS)
def test_default_sender(s: Scenario, mode: str, subject: str) -> None:
    """E-mail as a factor with the default sender, then with the pool's own."""
    block = {**MESSAGE, "Subject": subject}
    default = {"EmailSendingAccount": "COGNITO_DEFAULT"}
    plain = settings_pool(s, AccountRecoverySetting=BY_ADMIN, EmailConfiguration=default)
    attempt = configure(s, plain, mode, EmailMfaConfiguration=block)
    refused_block(s, "MFAMSG-027", attempt, email_settings_pool(s), mode, block)


@prop("MFAMSG-028", mode=MODES, subject=SUBJECTS)
def test_lite_plan(s: Scenario, mode: str, subject: str) -> None:
    """E-mail as a factor in the LITE tier, then in the default tier."""
    block = {**MESSAGE, "Subject": subject}
    own = {"EmailConfiguration": s.sender("email"), "AccountRecoverySetting": BY_ADMIN}
    attempt = configure(s, settings_pool(s, UserPoolTier="LITE", **own), mode, EmailMfaConfiguration=block)
    refused_block(s, "MFAMSG-028", attempt, email_settings_pool(s), mode, block)


@prop("MFAMSG-029", mode=MODES, subject=SUBJECTS)
def test_beside_recovery(s: Scenario, mode: str, subject: str) -> None:
    """E-mail as a factor with recovery by e-mail alone, then by administrators."""
    block = {**MESSAGE, "Subject": subject}
    pool = settings_pool(s, EmailConfiguration=s.sender("email"), AccountRecoverySetting=BY_EMAIL)
    attempt = configure(s, pool, mode, EmailMfaConfiguration=block)
    refused_block(s, "MFAMSG-029", attempt, email_settings_pool(s), mode, block)


@prop("MFAMSG-030", mode=MODES, subject=SUBJECTS)
def test_while_off(s: Scenario, mode: str, subject: str) -> None:
    """E-mail configured as a factor with MFA off, then on or optional."""
    block, pool = {**MESSAGE, "Subject": subject}, email_settings_pool(s)
    attempt = configure(s, pool, "OFF", EmailMfaConfiguration=block)
    refused_block(s, "MFAMSG-030", attempt, pool, mode, block)


@prop("MFAMSG-032", text=st.text("ABCDEFabcdef {}#.", min_size=6, max_size=60), mode=MODES)
def test_email_without_place(s: Scenario, text: str, mode: str) -> None:
    """An e-mail message without the code's placeholder, then with it."""
    wrong, pool = text.replace(PLACE, ""), email_settings_pool(s)
    s.assume(len(wrong) >= 6 and PLACE not in wrong)
    attempt = configure(s, pool, mode, EmailMfaConfiguration={"Message": wrong, "Subject": "Your code"})
    right = {"Message": f"{wrong}{PLACE}", "Subject": "Your code"}
    refused_block(s, "MFAMSG-032", attempt, pool, mode, right)


def text_message(s: Scenario, pool: Pool, mode: str, text: str) -> Exchange:
    """SetUserPoolMfaConfig with this text message, not judged."""
    block = {"SmsAuthenticationMessage": text, "SmsConfiguration": s.sender("sms")}
    return configure(s, pool, mode, SmsMfaConfiguration=block)


@prop("MFAMSG-033", text=st.text("ABCDEFabcdef {}#.", min_size=6, max_size=60), mode=MODES)
def test_text_without_place(s: Scenario, text: str, mode: str) -> None:
    """A text message without the code's placeholder, then with it."""
    wrong, pool = text.replace(PLACE, ""), settings_pool(s)
    s.assume(len(wrong) >= 6 and PLACE not in wrong)
    attempt = text_message(s, pool, mode, wrong)
    s.refused("MFAMSG-033", attempt, control=lambda: text_message(s, pool, mode, f"{wrong}{PLACE}"))


@prop("MFAMSG-034", length=st.integers(6, 140), beyond=st.integers(1, 60), letter=st.sampled_from("abcxyz"), mode=MODES)
def test_text_too_long(s: Scenario, length: int, beyond: int, letter: str, mode: str) -> None:
    """A text message of more than 140 characters, then of up to 140."""
    pool = settings_pool(s)
    attempt = text_message(s, pool, mode, PLACE + letter * (140 + beyond - len(PLACE)))
    s.refused(
        "MFAMSG-034", attempt, control=lambda: text_message(s, pool, mode, PLACE + letter * (length - len(PLACE)))
    )


# -- sign-ins ----------------------------------------------------------------------------------------------------------


@prop("MFAMSG-035", "MFAMSG-036", "MFAMSG-040", local=emails_local(), password=passwords())
def test_after_password(s: Scenario, local: str, password: str) -> None:
    """USER_PASSWORD_AUTH, and what the challenge says."""
    client, user = preferring(s, local, password)
    s.check("MFAMSG-040", seen(s, user))
    challenge = with_password(s, client, user.login, password)
    if not checked(s, "MFAMSG-035", challenge):
        s.end("MFAMSG-035", "there is no challenge EMAIL_OTP")
    s.check("MFAMSG-036", challenge, address=user.attributes["email"])


@prop("MFAMSG-037", "MFAMSG-038", local=emails_local(), password=passwords(), guess=guesses(length=8))
def test_answers(s: Scenario, local: str, password: str, guess: str) -> None:
    """A code that was not sent, then the one that was."""
    client, user = preferring(s, local, password)
    challenge = begin(s, client, user, password)
    wrong = answer(s, client, challenge, EMAIL, user.login, wrong_code(s, user, challenge, EMAIL, guess))
    if wrong.ok:  # as for text messages
        s.refused("MFAMSG-038", wrong, control=wrong)
    again = begin(s, client, user, password)
    right = answer(s, client, again, EMAIL, user.login, sent_code(s, user, again, EMAIL))
    checked(s, "MFAMSG-037", right)
    if not wrong.ok:
        s.refused("MFAMSG-038", wrong, control=right)


@prop("MFAMSG-039", local=emails_local(), password=passwords())
def test_code_verifies(s: Scenario, local: str, password: str) -> None:
    """A code to an address that was not verified."""
    client, user = preferring(s, local, password, flag="false")
    made = seen(s, user)
    if attributes_of(made).get("email_verified") == "true":
        s.end("ADMCREATE-001", "the address counts as verified from the start", made)
    challenge = begin(s, client, user, password)
    s.need(answer(s, client, challenge, EMAIL, user.login, sent_code(s, user, challenge, EMAIL)), "MFAMSG-037")
    s.check("MFAMSG-039", seen(s, user))


@prop("MFAMSG-041", "MFAMSG-042", local=emails_local(), password=passwords(), base=names())
def test_two_ways(s: Scenario, local: str, password: str, base: str) -> None:
    """A user with a number and an address and no preference, where MFA is required."""
    pool = email_pool(s, SmsConfiguration=s.sender("sms"))
    blocks = {"EmailMfaConfiguration": MESSAGE, "SmsMfaConfiguration": {"SmsConfiguration": s.sender("sms")}}
    s.need(configure(s, pool, "ON", **blocks), "MFAMSG-025")
    attributes = {
        "email": s.email(local),
        "email_verified": "true",
        "phone_number": s.phone(),
        "phone_number_verified": "true",
    }
    user = s.user(pool, username=s.name(base), password=password, attributes=attributes)
    client = s.client(pool, ExplicitAuthFlows=ANY_FLOW_CLIENT)
    which = with_password(s, client, user.login, password)
    if not checked(s, "MFAMSG-041", which):
        s.end("MFAMSG-041", "there is no choice of two factors")
    session = session_of(which)
    chosen = respond(s, client, "SELECT_MFA_TYPE", {"USERNAME": user.login, "ANSWER": "SMS_MFA"}, session=session)
    checked(s, "MFAMSG-042", chosen, sent=session)
