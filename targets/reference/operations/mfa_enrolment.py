"""Setting up an authenticator app: AssociateSoftwareToken and VerifySoftwareToken."""

from __future__ import annotations

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import managed_user
from targets.reference.core.errors import (
    ApiError,
    CodeMismatchException,
    EnableSoftwareTokenMFAException,
    InvalidParameterException,
    NotAuthorizedException,
    SoftwareTokenMFANotFoundException,
)
from targets.reference.core.factors import Authenticator
from targets.reference.core.sessions import new_session, open_session
from targets.reference.core.state import Pool, Session, User
from targets.reference.sign_in import totp
from targets.reference.sign_in.mfa import SETUP, others_of, required
from targets.reference.tokens.access import caller

APP = "SOFTWARE_TOKEN_MFA"
CONSTANT = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # of mutants


@operation("AssociateSoftwareToken")
def associate_software_token(call: Call) -> Answer:
    """A new secret. Documented: from now on an app set up before counts no more."""
    pool, user, session = who(call)
    by = "session" if session else "token"
    if deviates(f"totp-association-by-{by}-refused"):
        raise InvalidParameterException("Not supported.")
    check_offered(pool)
    if user.remains.get("app-taken-away") and deviates("app-taken-away-for-good"):
        raise InvalidParameterException("The app was taken away.")
    secret = new_secret(user)
    app = Authenticator(varied(secret, f"totp-secret-short-by-{by}", secret[:12]))
    if not keeps(pool, user):
        replace_app(user, app)
    answer: Answer = {"SecretCode": app.secret}
    if session is not None:
        answer["Session"] = next_session(call, session)
        if deviates("totp-association-without-session"):
            del answer["Session"]
    elif deviates("totp-association-with-session"):
        answer["Session"] = CONSTANT
    return answer


def keeps(pool: Pool, user: User) -> bool:
    """Whether a mutant goes on with an app that was set up before."""
    app, suffix = user.factors.authenticator, "-when-required" if required(pool) else ""
    return app is not None and app.verified and deviates(f"totp-association-again-ignored{suffix}")


def replace_app(user: User, app: Authenticator) -> None:
    """The newest app counts."""
    if user.factors.authenticator is not None:
        user.factors.former.insert(0, user.factors.authenticator)
    user.factors.authenticator = app


def new_secret(user: User) -> str:
    """Its own for every association."""
    if deviates("totp-secret-shared"):
        return CONSTANT
    if user.factors.authenticator is not None and deviates("totp-secret-kept"):
        return user.factors.authenticator.secret
    secret = totp.new_secret()
    return varied(secret, "totp-secret-no-base32", f"{secret[:-2]}01")


@operation("VerifySoftwareToken")
def verify_software_token(call: Call) -> Answer:
    """Recorded: a wrong code has an error of its own here."""
    pool, user, session = who(call)
    by = "session" if session else "token"
    if deviates(f"totp-verification-by-{by}-refused"):
        raise InvalidParameterException("Not supported.")
    if "FriendlyDeviceName" in call.params and deviates("totp-name-refused"):
        raise InvalidParameterException("Unknown parameter FriendlyDeviceName.")
    app = user.factors.authenticator
    if app is None:
        raise SoftwareTokenMFANotFoundException("Software Token MFA does not exist for the user.")
    step = totp.step_of(app.secret, call["UserCode"], call.now, varied(totp.TOLERANCE, "totp-enrolled-at-any-age", 60))
    if step is not None and deviates(_direction(step, call.now)):
        step = None
    if step is None and not takes_wrong(call, pool, user, session):
        app.verified = app.verified or deviates("wrong-code-verifies-app")
        if session is None and deviates("wrong-code-drops-secret"):
            user.factors.authenticator = None
        raise mismatch(session)
    app.verified = True
    if step is not None:
        app.used.add(step)
    app.name = call.get("FriendlyDeviceName", "")
    if deviates("app-set-up-leaves-groups"):
        user.groups.clear()
    if "SOFTWARE_TOKEN_MFA" not in user.factors.enabled and deviates("totp-verified-is-enabled"):
        user.factors.enabled.append("SOFTWARE_TOKEN_MFA")
    return verified(call, session)


def verified(call: Call, session: Session | None) -> Answer:
    """Recorded: SUCCESS, and for the answer to MFA_SETUP a session."""
    by = "session" if session else "token"
    answer: Answer = {"Status": varied("SUCCESS", f"totp-verification-says-error-by-{by}", "ERROR")}
    if session is not None:
        answer["Session"] = next_session(call, session, verified=True)
        if deviates("totp-verification-without-session"):
            del answer["Session"]
    elif deviates("totp-verification-with-session"):
        answer["Session"] = CONSTANT
    return answer


def mismatch(session: Session | None) -> ApiError:
    """Recorded. With a session the API model leaves open which of two codes it is."""
    text = "Code mismatch and fail enable Software Token MFA"
    if session is not None and deviates("totp-wrong-by-session-is-not-authorized"):
        return NotAuthorizedException(text)
    if session is None and deviates("totp-wrong-at-enrolment-is-mismatch"):
        return CodeMismatchException("Invalid code received for user")
    return EnableSoftwareTokenMFAException(varied(text, "totp-wrong-at-enrolment-text", "Code mismatch"))


def _direction(step: int, now: float) -> str:
    """The mutant that does not take a code of this step."""
    present = int(now) // totp.SECONDS
    return "totp-previous-refused" if step < present else "totp-next-refused" if step > present else ""


def takes_wrong(call: Call, pool: Pool, user: User, session: Session | None) -> bool:
    """Whether a mutant takes this for a code: any, another user's, or one of a replaced secret."""
    if deviates("totp-enrolled-by-any-code-by-session" if session else "totp-enrolled-by-any-code"):
        return True
    apps = others_of(pool, user) if deviates("totp-of-another-user-enrols") else []
    apps += user.factors.former if deviates("totp-of-former-secret-enrols") else []
    return any(totp.step_of(app.secret, call["UserCode"], call.now) is not None for app in apps)


def who(call: Call) -> tuple[Pool, User, Session | None]:
    """The user of the access token, or of the session. Documented: one of them, not both."""
    if "AccessToken" in call.params and "Session" in call.params:
        raise InvalidParameterException("Only one of AccessToken and Session can be given.")
    if "AccessToken" in call.params:
        signed_in = caller(call)
        return signed_in.pool, signed_in.user, None
    if "Session" not in call.params:
        raise InvalidParameterException("Either AccessToken or Session must be given.")
    session = opened(call)
    assert session.user is not None  # only users who exist are asked to set something up
    return session.client.pool, session.user, session


def opened(call: Call) -> Session:
    """The session of MFA_SETUP."""
    known = call.store.sessions.get(call["Session"])
    if known is None and deviates("totp-association-by-any-session"):
        setups = [one for one in call.store.sessions.values() if one.challenge == SETUP]
        known = setups[-1] if setups else None
    if known is None or known.user is None:
        raise NotAuthorizedException("Invalid session for the user.")
    return open_session(call, known.client, SETUP, known.text, known.user.username)


def next_session(call: Call, session: Session, **details: bool) -> str:
    """Documented: each step gives the session for the next."""
    return new_session(call, session.client, session.user, SETUP, **(session.details | details)).text


def check_offered(pool: Pool) -> None:
    """Documented: with a text of its own."""
    block = pool.mfa.get("SoftwareTokenMfaConfiguration", {})
    if not block.get("Enabled") and not deviates("totp-without-configuration"):
        raise SoftwareTokenMFANotFoundException("Software Token MFA has not been enabled by the userPool")


@operation("AdminDeleteSoftwareToken")
def admin_delete_software_token(call: Call) -> Answer:
    """Documented: the app is no factor any more, and another one can be set up."""
    user = managed_user(call, call.pool())
    factors = user.factors
    if factors.authenticator is None:
        raise InvalidParameterException("The user has no app.")
    if deviates("app-taken-away-remains"):
        return {}
    factors.authenticator = None
    user.remains["app-taken-away"] = "yes"  # for a mutant
    if not deviates("app-taken-away-listed"):
        factors.enabled = [one for one in factors.enabled if one != APP]
        factors.preferred = "" if factors.preferred == APP else factors.preferred
    return {}
