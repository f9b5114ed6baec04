"""Sign-in with an authenticator app: when its code is asked for, and which code is accepted."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.challenges import app_asked, no_tokens, password_alone, tokens_alone
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.answers import checked
from conformance.flows.second_factors import (
    ADMIN,
    APP,
    ASKED,
    CHOSEN,
    PASSWORD,
    PREFERRED,
    PREFERRED_SRP,
    SIGNS_IN,
    SRP,
    Owner,
    answer_code,
    asked,
    associate,
    by_admin,
    distinct,
    enrolled,
    first_factor,
    new_owner,
    new_user,
    prefer,
    right_code,
    sign_in_with_app,
    signed_in,
    with_tokens,
    wrong_code,
)
from conformance.flows.sign_in import forced, new_password, respond, session_of
from conformance.scenario import Scenario, prop
from conformance.scenario.apps import fresh_code, moment, step_of, verify
from conformance.strategies import names, passwords
from conformance.strategies.factors import APP_NAMES, FAR, SALTS, SESSION_LETTERS

OFF = {"Enabled": False, "PreferredMfa": False}

check("MFA-001", "MFA-002", "MFA-003", "MFA-004", "MFA-005", "MFA-006", "MFA-007", "MFA-049")(app_asked)
check("MFA-009", "MFA-027", "MFA-028", "MFA-029")(tokens_alone)
check("MFA-024")(no_tokens)
check("MFA-046")(password_alone)


@check("MFA-025")
def names_user(challenge: Exchange) -> Difference | None:
    """ChallengeParameters has a USER_ID_FOR_SRP that is not empty."""
    if challenge.get("ChallengeParameters.USER_ID_FOR_SRP"):
        return None
    seen = challenge.get("ChallengeParameters")
    return Difference("user-id-missing", "USER_ID_FOR_SRP", f"ChallengeParameters {seen!r}")


@check("MFA-026")
def names_app(challenge: Exchange, name: str) -> Difference | None:
    """FRIENDLY_DEVICE_NAME is the name that was given."""
    seen = challenge.get("ChallengeParameters.FRIENDLY_DEVICE_NAME")
    if seen == name:
        return None
    return Difference("app-name" if seen else "app-name-missing", f"FRIENDLY_DEVICE_NAME {name!r}", f"{seen!r}")


# -- by every flow -----------------------------------------------------------------------------------------------------


def judge_flow(s: Scenario, password: str, base: str, flow: str) -> None:
    """A user who prefers an app, and the right password by this flow."""
    owner = new_owner(s, password, base=base)
    answer = first_factor(s, owner.client, owner.user, flow)
    if flow in SIGNS_IN:
        s.need(answer, SIGNS_IN[flow])
    checked(s, ASKED[flow], answer)


@prop("MFA-001", plain=("mfa=ON",), password=passwords(), base=names())
def test_password(s: Scenario, password: str, base: str) -> None:
    """USER_PASSWORD_AUTH."""
    judge_flow(s, password, base, PASSWORD)


@prop("MFA-002", plain=("mfa=ON",), password=passwords(), base=names())
def test_srp(s: Scenario, password: str, base: str) -> None:
    """USER_SRP_AUTH."""
    judge_flow(s, password, base, SRP)


@prop("MFA-003", plain=("mfa=ON",), password=passwords(), base=names())
def test_admin(s: Scenario, password: str, base: str) -> None:
    """ADMIN_USER_PASSWORD_AUTH."""
    judge_flow(s, password, base, ADMIN)


@prop("MFA-004", plain=("mfa=ON",), password=passwords(), base=names())
def test_preferred_password(s: Scenario, password: str, base: str) -> None:
    """USER_AUTH with the password preferred."""
    judge_flow(s, password, base, PREFERRED)


@prop("MFA-005", plain=("mfa=ON",), password=passwords(), base=names())
def test_preferred_srp(s: Scenario, password: str, base: str) -> None:
    """USER_AUTH with SRP preferred."""
    judge_flow(s, password, base, PREFERRED_SRP)


@prop("MFA-006", plain=("mfa=ON",), password=passwords(), base=names())
def test_chosen_password(s: Scenario, password: str, base: str) -> None:
    """USER_AUTH with the password chosen."""
    judge_flow(s, password, base, CHOSEN)


@prop("MFA-049", password=passwords(), base=names())
def test_enabled_and_not_preferred(s: Scenario, password: str, base: str) -> None:
    """The app is enabled, with PreferredMfa false."""
    client, user = new_user(s, password, "OPTIONAL", base)
    session = signed_in(s, client, user)
    enrolled(s, session)
    prefer(s, session, preferred=False)
    checked(s, "MFA-049", first_factor(s, client, user, PASSWORD))


@prop("MFA-007", plain=("mfa=ON",), password=passwords(), temporary=passwords(), new=passwords())
def test_after_new_password(s: Scenario, password: str, temporary: str, new: str) -> None:
    """A temporary password for a user who has an app."""
    s.assume(new not in (temporary, password))
    owner = new_owner(s, password)
    asked(s, owner.client, owner.user)
    s.must(
        "AdminSetUserPassword",
        UserPoolId=owner.user.pool.id,
        Username=owner.user.username,
        Password=temporary,
        Permanent=False,
    )
    owner.user.password = temporary
    begun = forced(s, owner.client, owner.user)
    checked(s, "MFA-007", new_password(s, owner.client, begun, owner.user, new))


# -- the right code ----------------------------------------------------------------------------------------------------


@prop("MFA-008", "MFA-009", "MFA-025", password=passwords(), base=names())
def test_right_code(s: Scenario, password: str, base: str) -> None:
    """The code of the current time step."""
    owner = new_owner(s, password, base=base)
    challenge = asked(s, owner.client, owner.user)
    s.check("MFA-025", challenge)
    answer = answer_code(s, owner.client, owner.user, challenge, fresh_code(s, owner.app))
    s.check("MFA-009", s.accepted("MFA-008", answer))


@prop("MFA-010", password=passwords(), base=names())
def test_right_code_by_admin(s: Scenario, password: str, base: str) -> None:
    """The code of the current time step through AdminRespondToAuthChallenge."""
    owner = new_owner(s, password, base=base)
    challenge = asked(s, owner.client, owner.user, ADMIN)
    s.accepted("MFA-010", answer_code(s, owner.client, owner.user, challenge, fresh_code(s, owner.app), admin=True))


@prop("MFA-026", password=passwords(), name=APP_NAMES)
def test_name_of_app(s: Scenario, password: str, name: str) -> None:
    """The name given when the app was set up."""
    client, user = new_user(s, password, "OPTIONAL")
    session = signed_in(s, client, user)
    app = associate(s, session)
    verify(s, app, "TOTP-028", AccessToken=session.access, FriendlyDeviceName=name)
    prefer(s, session)
    s.check("MFA-026", asked(s, client, user), name=name)


@prop("MFA-046", password=passwords(), base=names())
def test_refresh(s: Scenario, password: str, base: str) -> None:
    """The refresh token of a sign-in with an app."""
    owner = new_owner(s, password, base=base)
    session = with_tokens(s, owner.client, owner.user, sign_in_with_app(s, owner), "MFA-008")
    answer = s.call(
        "InitiateAuth",
        ClientId=owner.client.id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": session.refresh},
    )
    checked(s, "MFA-046", answer)


# -- wrong codes -------------------------------------------------------------------------------------------------------


@prop("MFA-011", password=passwords(), salt=SALTS)
def test_wrong_code(s: Scenario, password: str, salt: int) -> None:
    """A wrong code; a new sign-in with the right one works."""
    owner = new_owner(s, password)
    challenge = asked(s, owner.client, owner.user)
    attempt = answer_code(s, owner.client, owner.user, challenge, wrong_code(s, owner.app, salt))
    s.refused("MFA-011", attempt, control=lambda: sign_in_with_app(s, owner))


@prop("MFA-013", password=passwords(), salt=SALTS)
def test_right_after_wrong(s: Scenario, password: str, salt: int) -> None:
    """A wrong code, then the right one with the same Session."""
    owner = new_owner(s, password)
    challenge = asked(s, owner.client, owner.user)
    wrong = answer_code(s, owner.client, owner.user, challenge, wrong_code(s, owner.app, salt))
    if wrong.ok:
        s.end("MFA-011", "a wrong code was accepted", wrong)
    s.accepted("MFA-013", answer_code(s, owner.client, owner.user, challenge, fresh_code(s, owner.app)))


@prop("MFA-012", password=passwords(), salt=SALTS)
def test_wrong_code_by_admin(s: Scenario, password: str, salt: int) -> None:
    """A wrong code through AdminRespondToAuthChallenge."""
    owner = new_owner(s, password)

    def attempt(*, right: bool) -> Exchange:
        challenge = asked(s, owner.client, owner.user, ADMIN)
        code = fresh_code(s, owner.app) if right else wrong_code(s, owner.app, salt)
        return answer_code(s, owner.client, owner.user, challenge, code, admin=True)

    s.refused("MFA-012", attempt(right=False), control=lambda: attempt(right=True))


@prop("MFA-014", password=passwords(), base=names())
def test_code_of_another_user(s: Scenario, password: str, base: str) -> None:
    """A code of another user's app."""
    owner, other = new_owner(s, password, base=base), new_owner(s, password, base=base)
    distinct(s, owner.app, other.app, "TOTP-004")
    challenge = asked(s, owner.client, owner.user)
    attempt = answer_code(s, owner.client, owner.user, challenge, fresh_code(s, other.app))
    s.refused("MFA-014", attempt, control=lambda: sign_in_with_app(s, owner))


@prop("MFA-015", password=passwords(), steps=FAR)
def test_distant_code(s: Scenario, password: str, steps: int) -> None:
    """A code of some minutes ago or ahead."""
    owner = new_owner(s, password)
    challenge = asked(s, owner.client, owner.user)
    far, near = right_code(s, owner.app, steps), {right_code(s, owner.app, shift) for shift in (-1, 0, 1)}
    if far in near:
        return  # once in a hundred thousand times a code comes again
    attempt = answer_code(s, owner.client, owner.user, challenge, far)
    s.refused("MFA-015", attempt, control=lambda: sign_in_with_app(s, owner))


@prop("MFA-016", password=passwords(), base=names())
def test_code_of_enrolment(s: Scenario, password: str, base: str) -> None:
    """The code that has just set up the app."""
    client, user = new_user(s, password, "OPTIONAL", base)
    session = signed_in(s, client, user)
    app = associate(s, session)
    now = moment(s)
    code = s.compute("totp.code", app.secret, now)
    s.must("VerifySoftwareToken", blame="TOTP-005", AccessToken=session.access, UserCode=code)
    app.used.add(step_of(now))
    prefer(s, session)
    attempt = answer_code(s, client, user, asked(s, client, user), code)
    s.refused("MFA-016", attempt, control=lambda: sign_in_with_app(s, Owner(client, user, app, session)))


@prop("MFA-018", password=passwords(), base=names())
def test_code_used_before(s: Scenario, password: str, base: str) -> None:
    """The code of one sign-in in the next; another one is then accepted."""
    owner = new_owner(s, password, base=base)
    client, user = owner.client, owner.user
    code = fresh_code(s, owner.app)
    first = answer_code(s, client, user, asked(s, client, user), code)
    with_tokens(s, client, user, first, "MFA-008")
    attempt = answer_code(s, client, user, asked(s, client, user), code)
    s.refused("MFA-018", attempt, control=lambda: sign_in_with_app(s, owner))


@prop("MFA-020", password=passwords(), base=names())
def test_no_code(s: Scenario, password: str, base: str) -> None:
    """An answer without a code."""
    owner = new_owner(s, password, base=base)
    challenge = asked(s, owner.client, owner.user)
    attempt = respond(s, owner.client, APP, {"USERNAME": owner.user.username}, session=session_of(challenge))
    s.refused("MFA-020", attempt, control=lambda: sign_in_with_app(s, owner))


# -- Sessions ----------------------------------------------------------------------------------------------------------


@prop("MFA-021", password=passwords(), base=names(), own_code=st.booleans())
def test_session_of_another_user(s: Scenario, password: str, base: str, own_code: bool) -> None:
    """Another user's Session with the user's own name, and the code of either."""
    owner, other = new_owner(s, password, base=base), new_owner(s, password, base=base)
    challenge = asked(s, other.client, other.user)
    code = fresh_code(s, owner.app if own_code else other.app)
    attempt = answer_code(s, owner.client, owner.user, challenge, code)
    s.refused("MFA-021", attempt, control=lambda: sign_in_with_app(s, owner))


@prop(
    "MFA-022", password=passwords(), altered=st.booleans(), made_up=st.text(SESSION_LETTERS, min_size=20, max_size=1500)
)
def test_session_not_issued(s: Scenario, password: str, altered: bool, made_up: str) -> None:
    """A made-up Session."""
    owner = new_owner(s, password)
    challenge = asked(s, owner.client, owner.user)
    wrong = s.compute("secret.altered", session_of(challenge)) if altered else made_up
    responses = {"USERNAME": owner.user.username, "SOFTWARE_TOKEN_MFA_CODE": fresh_code(s, owner.app)}
    attempt = respond(s, owner.client, APP, responses, session=wrong)
    s.refused("MFA-022", attempt, control=lambda: sign_in_with_app(s, owner))


@prop("MFA-023", password=passwords(), base=names())
def test_session_used_twice(s: Scenario, password: str, base: str) -> None:
    """The same Session with the next code; that code is then accepted with its own Session."""
    owner = new_owner(s, password, base=base)
    client, user = owner.client, owner.user
    challenge = asked(s, client, user)
    first = answer_code(s, client, user, challenge, fresh_code(s, owner.app))
    with_tokens(s, client, user, first, "MFA-008")
    code = fresh_code(s, owner.app)
    attempt = answer_code(s, client, user, challenge, code)

    def not_issued() -> Exchange:
        responses = {"USERNAME": user.username, "SOFTWARE_TOKEN_MFA_CODE": code}
        return respond(s, client, APP, responses, session=s.compute("secret.altered", session_of(challenge)))

    s.refused(
        "MFA-023",
        attempt,
        control=lambda: answer_code(s, client, user, asked(s, client, user), code),
        simpler=("MFA-022", not_issued),
    )


@prop("MFA-024", password=passwords(), new=passwords(), kind=st.sampled_from(("MFA_SETUP", "NEW_PASSWORD_REQUIRED")))
def test_answered_as_another(s: Scenario, password: str, new: str, kind: str) -> None:
    """The Session of the app's challenge under another name; a whole sign-in then works."""
    s.assume(new != password)
    owner = new_owner(s, password)
    challenge = asked(s, owner.client, owner.user)
    more = {"NEW_PASSWORD": new} if kind == "NEW_PASSWORD_REQUIRED" else {}
    responses = {"USERNAME": owner.user.username, **more}
    attempt = respond(s, owner.client, kind, responses, session=session_of(challenge))
    if not attempt.ok:
        s.need(sign_in_with_app(s, owner), "MFA-008")
    checked(s, "MFA-024", attempt)


# -- who is not asked --------------------------------------------------------------------------------------------------


@prop("MFA-027", password=passwords(), base=names())
def test_no_factor(s: Scenario, password: str, base: str) -> None:
    """A user without a factor, where MFA is optional."""
    client, user = new_user(s, password, "OPTIONAL", base)
    checked(s, "MFA-027", first_factor(s, client, user, PASSWORD))


@prop("MFA-028", plain=("mfa=ON",), password=passwords(), base=names())
def test_turned_off_by_admin(s: Scenario, password: str, base: str) -> None:
    """A user is asked for the code until an administrator disables the app."""
    owner = new_owner(s, password, base=base)
    asked(s, owner.client, owner.user, PASSWORD)
    s.need(by_admin(s, owner.user, OFF), "MFACONF-018")
    checked(s, "MFA-028", first_factor(s, owner.client, owner.user, PASSWORD))


@prop("MFA-029", plain=("mfa=ON",), password=passwords(), base=names())
def test_turned_off_by_user(s: Scenario, password: str, base: str) -> None:
    """A user is asked for the code until the user disables the app."""
    owner = new_owner(s, password, base=base)
    asked(s, owner.client, owner.user, PASSWORD)
    answer = s.call("SetUserMFAPreference", AccessToken=owner.session.access, SoftwareTokenMfaSettings=OFF)
    s.need(answer, "MFACONF-019")
    checked(s, "MFA-029", first_factor(s, owner.client, owner.user, PASSWORD))
