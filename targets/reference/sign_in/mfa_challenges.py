"""Answers to the challenges of second factors: an authenticator app's code, setting one up, choosing one."""

from __future__ import annotations

from targets.reference.core.api import Answer, Call
from targets.reference.core.attempt import Attempt, challenge
from targets.reference.core.contention import gap
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import (
    CodeMismatchException,
    ExpiredCodeException,
    InvalidParameterException,
    NotAuthorizedException,
)
from targets.reference.core.factors import Authenticator
from targets.reference.core.sessions import new_session, open_session, spend
from targets.reference.core.state import Pool, Session, User
from targets.reference.sign_in import totp
from targets.reference.sign_in.first_factor import check_enabled, finish
from targets.reference.sign_in.mfa import FACTORS, SELECT, SETUP, Factor, others_of, register

SOFTWARE_TOKEN = "SOFTWARE_TOKEN_MFA"


def usable(pool: Pool, user: User) -> bool:
    """Documented: users who have an authenticator keep it when the pool no longer offers it."""
    app = user.factors.authenticator
    return app is not None and app.verified


def ask_software_token(attempt: Attempt, user: User) -> Answer:
    """Documented: the parameters name the user, and the app where it was given a name."""
    typed = attempt.given.get("USERNAME")
    session = new_session(attempt.call, attempt.client, user, SOFTWARE_TOKEN, admin=attempt.admin, typed=typed)
    parameters = {"USER_ID_FOR_SRP": user.username}
    app = user.factors.authenticator
    if app is not None and app.name and not deviates("totp-challenge-without-name"):
        parameters["FRIENDLY_DEVICE_NAME"] = app.name
    if deviates("totp-challenge-without-user-id"):
        del parameters["USER_ID_FOR_SRP"]
    return challenge(SOFTWARE_TOKEN, parameters, session.text)


def answer_software_token(attempt: Attempt) -> Answer:
    """Recorded: a wrong code leaves the session as it is; a code is good once."""
    username = attempt.username()
    if attempt.admin and deviates("totp-not-by-admin"):
        raise InvalidParameterException("Unsupported challenge")
    if "SOFTWARE_TOKEN_MFA_CODE" not in attempt.given and deviates("totp-missing-code-signs-in"):
        typed = None
    else:
        typed = attempt.require("SOFTWARE_TOKEN_MFA_CODE")
    session = totp_session(attempt, username)
    user = session.user
    assert user is not None  # only users who exist are asked for a second factor
    if username != session.details["typed"] and deviates("totp-names-user-as-typed"):
        raise NotAuthorizedException("Invalid session for the user.")
    check_enabled(user, attempt.step)
    if typed is not None:
        check_code(attempt, user, typed, session)
    spend(session)
    answer = finish(attempt, user)
    if deviates("totp-answered-with-challenge-name"):
        answer["ChallengeName"] = SOFTWARE_TOKEN
    return answer


def totp_session(attempt: Attempt, username: str) -> Session:
    """The session of the challenge; mutants take another one."""
    text = attempt.session()
    known = attempt.call.store.sessions.get(text)
    if known is not None and deviates("totp-session-of-anybody"):
        username = known.user.username if known.user else username
    if known is not None and known.challenge == SOFTWARE_TOKEN and deviates("totp-session-used-again"):
        known.used = False
    return open_session(attempt.call, attempt.client, SOFTWARE_TOKEN, text, username)


def check_code(attempt: Attempt, user: User, typed: str, session: Session) -> None:
    """Right, near in time, and not used before."""
    app = user.factors.authenticator
    if user.factors.former and deviates("totp-first-app-stays"):
        app = user.factors.former[-1]
    if app is None or (not attempt.admin and deviates("totp-right-code-refused")):
        raise CodeMismatchException("Invalid code received for user")
    step = totp.step_of(app.secret, typed, attempt.call.now, varied(totp.TOLERANCE, "totp-of-any-age", 60))
    if step is None and not takes_wrong(attempt, user, typed):
        if deviates("totp-wrong-code-ends-session") or (
            attempt.admin and deviates("wrong-code-by-admin-spends-session")
        ):
            spend(session)
        place = "totp-wrong-at-admin" if attempt.admin else "totp-wrong-at-sign-in"
        raise varied(CodeMismatchException, f"{place}-is-not-authorized", NotAuthorizedException)(
            "Invalid code received for user"
        )
    check_unused(attempt.call, app, step)


def check_unused(call: Call, app: Authenticator, step: int | None) -> None:
    """Recorded: whether it was used to set up the app or to sign in."""
    if step is None:
        return
    if step in app.used:
        at_enrolment = step == min(app.used)
        if not deviates("totp-of-enrolment-signs-in" if at_enrolment else "totp-reusable"):
            text = "Your software token has already been used once."
            mutant = "totp-of-enrolment-text" if at_enrolment else "totp-used-text"
            raise ExpiredCodeException(varied(text, mutant, "The code has been used."))
    gap(call, "race-totp")
    app.used.add(step)


def takes_wrong(attempt: Attempt, user: User, typed: str) -> bool:
    """Whether a mutant takes this for a code of the user: any, anybody's, or one of a replaced app."""
    if deviates("totp-any-code-by-admin" if attempt.admin else "totp-any-code"):
        return True
    apps = others_of(attempt.pool, user) if deviates("totp-of-another-user-signs-in") else []
    apps += user.factors.former if deviates("totp-of-replaced-app-signs-in") else []
    return any(totp.step_of(app.secret, typed, attempt.call.now) is not None for app in apps)


def answer_setup(attempt: Attempt) -> Answer:
    """Recorded: the session of VerifySoftwareToken gives tokens at once."""
    username = attempt.username()
    if "Session" not in attempt.call.params and deviates("mfa-setup-without-session"):
        raise NotAuthorizedException("Invalid session for the user.")
    if "Session" not in attempt.call.params and deviates("mfa-setup-missing-session-text"):
        raise InvalidParameterException("Session is required")
    session = open_session(attempt.call, attempt.client, SETUP, attempt.session(), username)
    user = session.user
    assert user is not None  # as above
    check_enabled(user, attempt.step)
    if not session.details.get("verified") and not deviates("mfa-setup-without-app"):
        raise NotAuthorizedException("Invalid session for the user.")
    if deviates("mfa-setup-refused-after-all"):
        raise NotAuthorizedException("Invalid session for the user.")
    if deviates("mfa-setup-asks-for-code"):  # what a page of the guide says
        return ask_software_token(attempt, user)
    spend(session)
    if deviates("mfa-setup-forgotten"):
        user.factors.authenticator = None
    return finish(attempt, user)


def answer_selection(attempt: Attempt) -> Answer:
    """Documented: the challenge of what was chosen comes with a session of its own."""
    username = attempt.username()
    chosen = attempt.require("ANSWER")
    session = open_session(attempt.call, attempt.client, SELECT, attempt.session(), username)
    if chosen not in session.details["offered"]:
        raise InvalidParameterException("The selected MFA type is not available.")
    user = session.user
    assert user is not None  # as above
    check_enabled(user)
    spend(session)
    return FACTORS[chosen].ask(attempt, user)


def in_wrong_place(attempt: Attempt) -> Answer | None:
    """For a mutant: any answer does for the session of an authenticator's challenge."""
    session = attempt.call.store.sessions.get(attempt.call.get("Session", ""))
    if session is None or session.user is None or session.challenge != SOFTWARE_TOKEN:
        return None
    asked = attempt.call["ChallengeName"]
    return finish(attempt, session.user) if asked != SOFTWARE_TOKEN and deviates("totp-any-answer-does") else None


register(
    Factor(
        SOFTWARE_TOKEN,
        "SoftwareTokenMfaSettings",
        "SoftwareTokenMfaConfiguration",
        can_be_set_up=True,
        usable=usable,
        ask=ask_software_token,
    )
)
