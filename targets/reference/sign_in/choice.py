"""Sign-in by choice (USER_AUTH): the user, or the app, picks the first factor."""

from __future__ import annotations

from targets.reference.core.api import Answer
from targets.reference.core.attempt import Attempt, challenge
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import touch
from targets.reference.core.errors import (
    CodeMismatchException,
    InternalErrorException,
    InvalidParameterException,
    NotAuthorizedException,
    user_not_found,
    wrong_credentials,
)
from targets.reference.core.existence import simulated_delivery
from targets.reference.core.mailbox import SIGN_IN
from targets.reference.core.name_index import find, index
from targets.reference.core.pending_codes import check_code, send_sign_in_code, spend_code
from targets.reference.core.sessions import new_session, open_session, session_minutes, spend
from targets.reference.core.sign_in_names import named, overlooked
from targets.reference.core.state import CONFIRMED, FORCE_CHANGE_PASSWORD, UNCONFIRMED, Pool, Session, User
from targets.reference.sign_in.first_factor import check_enabled, finish, password_step
from targets.reference.sign_in.passkey_auth import ask_passkey
from targets.reference.sign_in.relying_party import usable
from targets.reference.sign_in.srp_auth import client_value, password_verifier
from targets.reference.sign_in.ways import ahead, way_of

PASSWORDS = ("PASSWORD_SRP", "PASSWORD")
CODES = {"EMAIL_OTP": "email", "SMS_OTP": "phone_number", "SMS_MFA": "phone_number"}
AFTER_SIGN_UP = "AFTER_SIGN_UP"  # the session of ConfirmSignUp, which is no challenge


def user_auth(attempt: Attempt) -> Answer:
    """Documented: a session from ConfirmSignUp signs in at once; else a preferred factor comes directly if it can."""
    username = attempt.username()
    if "Session" in attempt.call.params:
        return sign_in_after_sign_up(attempt, username)
    way = way_of(attempt)
    user = named(attempt.pool, username, way)
    preferred = attempt.given.get("PREFERRED_CHALLENGE")
    if user is None:
        return unknown_user(attempt, username, preferred)
    check_enabled(user, *ahead(way))
    if not username.isascii() and deviates("choice-fails-beyond-ascii"):
        raise InternalErrorException("UnicodeEncodeError")
    offered = available(attempt.pool, user)
    if preferred == "EMAIL_OTP" and preferred in offered and deviates("preferred-code-refused"):
        raise InvalidParameterException("PREFERRED_CHALLENGE is not supported.")
    if preferred in offered and not deviates(f"preferred-{preferred.lower().replace('_', '-')}-ignored"):
        return begin(attempt, username, user, preferred)
    if preferred and preferred not in offered and deviates("unavailable-preference-refused"):
        raise InvalidParameterException("The preferred challenge is not available.")
    if user.status == FORCE_CHANGE_PASSWORD and deviates("email-otp-for-temporary-password"):
        offered = ["EMAIL_OTP", *offered]
    if preferred == "EMAIL_OTP" and not user.attributes.get("email") and deviates("email-otp-without-address"):
        offered = ["EMAIL_OTP", *offered]
    if deviates("email-otp-not-offered"):
        offered = [name for name in offered if name != "EMAIL_OTP"]
    return select(attempt, username, user, offered)  # recorded: no error for one that is not available


def available(pool: Pool, user: User) -> list[str]:
    """The first factors a user has. Recorded: until a temporary password is replaced, only the password."""
    password = list(varied(PASSWORDS, "choice-without-srp", PASSWORDS[1:])) if user.password else []
    if user.status == FORCE_CHANGE_PASSWORD:
        return password
    keys = ["WEB_AUTHN"] if offers_passkey(pool, user) else []
    codes = [name for name, attribute in CODES.items() if name in pool.first_factors and attribute in user.attributes]
    if has_second_factor(pool, user) and not deviates("codes-beside-second-factor"):
        codes = []  # documented: who has a second factor does not begin with a code
    return keys + codes + password


def has_second_factor(pool: Pool, user: User) -> bool:
    """Whether the user is asked for a second factor, or has to be."""
    mode = pool.settings["MfaConfiguration"]
    return bool(mode == "ON" or (mode == "OPTIONAL" and user.factors.enabled))


def offers_passkey(pool: Pool, user: User) -> bool:
    """Whether the user has a passkey that fits; mutants offer it to none, or to all."""
    allowed = "WEB_AUTHN" in pool.first_factors
    if allowed and deviates("passkey-offered-to-all"):
        return True
    if user.deleted_passkeys and deviates("passkey-deleted-is-asked"):
        return True
    return bool(usable(pool, user)) and not deviates("passkey-never-offered")


def begin(attempt: Attempt, username: str, user: User, factor: str) -> Answer:
    """The first step of a factor, in the same call as its choice."""
    if factor == "PASSWORD":
        return password_step(attempt, user, attempt.require("PASSWORD"))
    if factor == "PASSWORD_SRP":
        way = way_of(attempt)
        session = new_session(attempt.call, attempt.client, user, "PASSWORD_VERIFIER", username=username, way=way)
        return password_verifier(attempt, username, client_value(attempt), session.text)
    if factor == "WEB_AUTHN":
        return ask_passkey(attempt, username, user)
    minutes = session_minutes(attempt.client)
    delivery = send_sign_in_code(attempt.call, attempt.pool, user, CODES[factor], minutes)
    return code_sent(attempt, username, user, factor, delivery)


def code_sent(attempt: Attempt, username: str, user: User | None, factor: str, delivery: dict[str, str]) -> Answer:
    """Recorded: the destination is masked as in CodeDeliveryDetails."""
    way = way_of(attempt)
    session = new_session(attempt.call, attempt.client, user, factor, username=username, after=attempt.step, way=way)
    parameters = {
        "CODE_DELIVERY_DELIVERY_MEDIUM": delivery["DeliveryMedium"],
        "CODE_DELIVERY_DESTINATION": delivery["Destination"],
    }
    if user is not None and deviates("sign-in-destination-not-masked"):
        parameters["CODE_DELIVERY_DESTINATION"] = user.attributes[CODES[factor]]
    available_now = varied([factor], "preferred-without-available", [])
    return challenge(factor, parameters, session.text) | {"AvailableChallenges": available_now}


def select(attempt: Attempt, username: str, user: User | None, offered: list[str]) -> Answer:
    """Ask which."""
    session = new_session(attempt.call, attempt.client, user, "SELECT_CHALLENGE", username=username, offered=offered)
    return challenge("SELECT_CHALLENGE", {}, session.text) | {"AvailableChallenges": offered}


def unknown_user(attempt: Attempt, username: str, preferred: str | None) -> Answer:
    """Recorded: hidden, the user seems to get a code."""
    if not attempt.client.hides_existence and deviates("choice-hides-unknown-from-legacy"):
        raise wrong_credentials()
    if not attempt.client.hides_existence or deviates("choice-tells-unknown-to-enabled"):
        raise user_not_found()
    if preferred == "PASSWORD":
        attempt.require("PASSWORD")
        raise wrong_credentials()
    if preferred == "PASSWORD_SRP":
        session = new_session(attempt.call, attempt.client, None, "PASSWORD_VERIFIER", username=username)
        return password_verifier(attempt, username, client_value(attempt), session.text)
    if "EMAIL_OTP" not in attempt.pool.first_factors or deviates("hidden-unknown-user-gets-no-code"):
        return select(attempt, username, None, list(PASSWORDS))
    return code_sent(attempt, username, None, "EMAIL_OTP", simulated_delivery(attempt.pool, username))


def answer_select(attempt: Attempt) -> Answer:
    """Documented: the choice and the first step of what was chosen, in one call."""
    username = attempt.username()
    chosen = attempt.require("ANSWER")
    session = open_session(attempt.call, attempt.client, "SELECT_CHALLENGE", attempt.session(), username)
    if deviates(f"chosen-{chosen.lower().replace('_', '-')}-not-begun"):
        return challenge(chosen, {}, session.text)
    if chosen not in session.details["offered"]:
        raise InvalidParameterException("The selected challenge is not available.")
    way = way_of(attempt)
    if session.user is None or overlooked(attempt.pool, session.user, username, way):
        answer = unknown_user(attempt, username, chosen)
    else:
        check_enabled(session.user, way, attempt.step)
        answer = begin(attempt, session.username, session.user, chosen)
    spend(session)
    return answer


def answer_email_otp(attempt: Attempt) -> Answer:
    """A code by e-mail."""
    return answer_code(attempt, "EMAIL_OTP")


def answer_sms_otp(attempt: Attempt) -> Answer:
    """A code by SMS."""
    return answer_code(attempt, "SMS_OTP")


def answer_sms_mfa(attempt: Attempt) -> Answer:
    """A code by SMS after a password. Mutants want no session, or no code."""
    user = find(attempt.pool, attempt.username())
    if user is not None and deviates("sms-mfa-needs-no-session"):
        return finish(attempt, user)
    if user is not None and "SMS_MFA_CODE" not in attempt.given and deviates("sms-mfa-needs-no-code"):
        return finish(attempt, user)
    return answer_code(attempt, "SMS_MFA")


def answer_code(attempt: Attempt, factor: str) -> Answer:
    """Recorded: a wrong code leaves the session as it is. Whether first or second factor: tokens come next."""
    username = attempt.username()
    typed = attempt.require(f"{factor}_CODE")
    session = open_session(attempt.call, attempt.client, factor, attempt.session(), whose(attempt, username))
    user = session.user
    if user is None or not is_code(attempt, session, user, typed):
        if deviates("wrong-sign-in-code-ends-session"):
            spend(session)
        if user is not None and factor == "EMAIL_OTP" and deviates("wrong-sign-in-code-verifies"):
            user.attributes["email_verified"] = "true"
        raise CodeMismatchException("Invalid code received for user")
    check_enabled(user, session.details.get("way", ""), attempt.step)
    if not deviates(f"{kind(session)}-session-used-again"):
        spend_code(user, SIGN_IN, CODES[factor])
        spend(session)
    proved(attempt, session, user)
    return finish(attempt, user)  # documented: after a code as first factor nobody is asked for a second


def kind(session: Session) -> str:
    """Which factor it is, and whether the second one: part of the names of mutants."""
    name = session.challenge.lower().replace("_", "-")
    return f"{name}-second" if session.details.get("second") and name == "email-otp" else name


def whose(attempt: Attempt, username: str) -> str:
    """The user of the answer; for a mutant, of its session."""
    session = attempt.call.store.sessions.get(attempt.session())
    if session is not None and session.user is not None and deviates("sign-in-session-of-anybody"):
        return session.user.username
    return username


def is_code(attempt: Attempt, session: Session, user: User, typed: str) -> bool:
    """Whether it is the code; an expired one has an error of its own. Mutants take others, or not this one."""
    if deviates(f"any-{kind(session)}-code"):
        return True
    if deviates(f"{kind(session)}-code-of-anybody") and attempt.call.store.mailbox.was_sent(typed):
        return True
    by_choice = session.details.get("after") == "select-challenge"
    if by_choice and deviates("chosen-code-never-right"):
        return False
    if not by_choice and deviates(f"{kind(session)}-code-never-right"):
        return False
    try:
        check_code(attempt.call, user, SIGN_IN, typed, CODES[session.challenge])
    except CodeMismatchException:
        return False
    return True


def proved(attempt: Attempt, session: Session, user: User) -> None:
    """Documented: who typed the code owns the address, and has confirmed the sign-up."""
    if not deviates(f"{kind(session)}-verifies-nothing"):
        user.attributes[f"{CODES[session.challenge]}_verified"] = "true"
    if user.status == UNCONFIRMED and not deviates("sign-in-code-confirms-nothing"):
        user.status = CONFIRMED
    index(attempt.pool, user)
    touch(attempt.call, user)


def sign_in_after_sign_up(attempt: Attempt, username: str) -> Answer:
    """Documented: no further challenge, and the other parameters do not matter."""
    session: Session = open_session(attempt.call, attempt.client, AFTER_SIGN_UP, attempt.session(), username)
    if session.user is None or session.user.status != CONFIRMED:
        raise NotAuthorizedException("Invalid session for the user.")
    check_enabled(session.user)
    if deviates("sign-up-session-asks-again"):
        return select(attempt, username, session.user, available(attempt.pool, session.user))
    spend(session)
    return finish(attempt, session.user)
