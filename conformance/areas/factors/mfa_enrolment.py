"""Setting up an authenticator app: secrets, first codes, and what happens to an app set up before."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.challenges import password_alone
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.answers import checked
from conformance.flows.second_factors import (
    PASSWORD,
    answer_code,
    asked,
    associate,
    distinct,
    enrolled,
    first_factor,
    mfa_client,
    new_owner,
    new_user,
    prefer,
    right_code,
    set_up,
    signed_in,
    to_set_up,
    with_tokens,
    wrong_code,
)
from conformance.flows.sign_in import session_of
from conformance.kit.totp import usable
from conformance.scenario import Scenario, prop
from conformance.scenario.apps import App, fresh_code, secret_in, verify
from conformance.scenario.resources import Session
from conformance.strategies import names, passwords
from conformance.strategies.factors import APP_NAMES, FAR, SALTS, SESSION_LETTERS

OTHER_DIGITS = st.one_of(
    st.text("0123456789", min_size=1, max_size=5),
    st.text("0123456789", min_size=7, max_size=12),
    st.text("0123456789abcXYZ -", min_size=6, max_size=6).filter(lambda code: not code.isdecimal()),
)


@check("TOTP-002", "TOTP-019")
def secret_shape(begun: Exchange, with_session: bool = False) -> Difference | None:
    """SecretCode is base32 of 16 characters or more; a Session comes back if one was sent."""
    secret = begun.get("SecretCode")
    if not isinstance(secret, str):
        return Difference("secret-type", "SecretCode that is a string", f"SecretCode {secret!r}")
    if not usable(secret):
        return Difference("secret-alphabet", "SecretCode that reads as base32", "other characters, or too few")
    if len(secret) < 16:
        return Difference("secret-short", "SecretCode of at least 16 characters", f"{len(secret)} characters")
    if with_session and not isinstance(begun.get("Session"), str):
        return Difference("session-missing", "a Session with the secret", f"Session {begun.get('Session')!r}")
    return None


@check("TOTP-003", "TOTP-007")
def no_session(answer: Exchange) -> Difference | None:
    """The answer has no Session."""
    if answer.get("Session") is None:
        return None
    return Difference(
        "session-returned", "no Session, as none was sent", f"Session {str(answer.get('Session'))[:20]!r}…"
    )


@check("TOTP-004", "TOTP-016")
def other_secret(first: Exchange, second: Exchange) -> Difference | None:
    """The two answers have different SecretCodes."""
    if first.get("SecretCode") != second.get("SecretCode"):
        return None
    return Difference("secret-repeated", "two different secrets", "the same SecretCode twice")


@check("TOTP-006", "TOTP-021")
def success(answer: Exchange, with_session: bool = False) -> Difference | None:
    """Status is SUCCESS, and a Session comes back if one was sent."""
    if answer.get("Status") != "SUCCESS":
        return Difference("status", "Status SUCCESS", f"Status {answer.get('Status')!r}")
    if with_session and not isinstance(answer.get("Session"), str):
        return Difference("session-missing", "a Session that answers MFA_SETUP", f"Session {answer.get('Session')!r}")
    return None


check("TOTP-024", "TOTP-030")(password_alone)


@check("TOTP-025")
def set_up_again(answer: Exchange) -> Difference | None:
    """The answer is MFA_SETUP, without tokens."""
    if not answer.ok:
        return Difference(f"refused-{answer.code}", "the challenge MFA_SETUP", f"{answer.code}: {answer.message}")
    if answer.get("AuthenticationResult"):
        return Difference("tokens", "the challenge MFA_SETUP without tokens", "tokens")
    if answer.get("ChallengeName") in ("MFA_SETUP", "SOFTWARE_TOKEN_SETUP"):
        return None
    return Difference("challenge-name", "MFA_SETUP", f"ChallengeName {answer.get('ChallengeName')!r}")


def begun(s: Scenario, password: str, base: str = "user") -> tuple[Session, App]:
    """A signed-in user with a secret that is not verified yet."""
    client, user = new_user(s, password, "OPTIONAL", base)
    session = signed_in(s, client, user)
    return session, associate(s, session)


def verified_with(s: Scenario, session: Session, code: str, **more: Any) -> Exchange:
    """VerifySoftwareToken with this code."""
    return s.call("VerifySoftwareToken", AccessToken=session.access, UserCode=code, **more)


# -- with an access token ----------------------------------------------------------------------------------------------


@prop("TOTP-001", "TOTP-002", "TOTP-003", "TOTP-016", password=passwords(), base=names())
def test_secret(s: Scenario, password: str, base: str) -> None:
    """Two secrets for one user."""
    client, user = new_user(s, password, "OPTIONAL", base)
    session = signed_in(s, client, user)
    first = s.accepted("TOTP-001", s.call("AssociateSoftwareToken", AccessToken=session.access))
    s.check("TOTP-002", first)
    s.check("TOTP-003", first)
    s.check("TOTP-016", first, s.must("AssociateSoftwareToken", blame="TOTP-001", AccessToken=session.access))


@prop("TOTP-004", password=passwords(), base=names())
def test_secrets_of_two_users(s: Scenario, password: str, base: str) -> None:
    """One secret each for two users."""
    answers = []
    for _ in range(2):
        client, user = new_user(s, password, "OPTIONAL", base)
        session = signed_in(s, client, user)
        answers.append(s.must("AssociateSoftwareToken", blame="TOTP-001", AccessToken=session.access))
    s.check("TOTP-004", *answers)


@prop("TOTP-005", "TOTP-006", "TOTP-007", password=passwords(), base=names())
def test_right_code(s: Scenario, password: str, base: str) -> None:
    """VerifySoftwareToken with the code of the current time step."""
    session, app = begun(s, password, base)
    answer = s.accepted("TOTP-005", verified_with(s, session, right_code(s, app)))
    s.check("TOTP-006", answer)
    s.check("TOTP-007", answer)


@prop("TOTP-028", password=passwords(), name=APP_NAMES)
def test_named_app(s: Scenario, password: str, name: str) -> None:
    """VerifySoftwareToken with the code of the current time step and a name for the app."""
    session, app = begun(s, password)
    s.accepted("TOTP-028", verified_with(s, session, right_code(s, app), FriendlyDeviceName=name))


@prop("TOTP-008", password=passwords(), salt=SALTS)
def test_wrong_code(s: Scenario, password: str, salt: int) -> None:
    """Six digits that are no code of the secret; the right code is then accepted."""
    session, app = begun(s, password)
    attempt = verified_with(s, session, wrong_code(s, app, salt))
    s.refused("TOTP-008", attempt, control=lambda: verified_with(s, session, right_code(s, app)))


@prop("TOTP-010", password=passwords(), typed=OTHER_DIGITS)
def test_other_shapes(s: Scenario, password: str, typed: str) -> None:
    """VerifySoftwareToken with a code that is not six digits."""
    session, app = begun(s, password)
    attempt = verified_with(s, session, typed)
    s.refused("TOTP-010", attempt, control=lambda: verified_with(s, session, right_code(s, app)))


@prop("TOTP-011", password=passwords(), base=names())
def test_code_before(s: Scenario, password: str, base: str) -> None:
    """The code of the previous time step."""
    session, app = begun(s, password, base)
    s.accepted("TOTP-011", verified_with(s, session, right_code(s, app, -1)))


@prop("TOTP-012", password=passwords(), base=names())
def test_code_after(s: Scenario, password: str, base: str) -> None:
    """The code of the next time step."""
    session, app = begun(s, password, base)
    s.accepted("TOTP-012", verified_with(s, session, right_code(s, app, 1)))


@prop("TOTP-013", password=passwords(), steps=FAR)
def test_distant_code(s: Scenario, password: str, steps: int) -> None:
    """A code of some minutes ago or ahead; the current one is then accepted."""
    session, app = begun(s, password)
    far, near = right_code(s, app, steps), {right_code(s, app, shift) for shift in (-1, 0, 1)}
    if far in near:
        return  # once in a hundred thousand times a code comes again
    s.refused("TOTP-013", verified_with(s, session, far), control=lambda: verified_with(s, session, right_code(s, app)))


@prop("TOTP-014", password=passwords(), base=names())
def test_code_of_another_user(s: Scenario, password: str, base: str) -> None:
    """A code of another user's app."""
    session, app = begun(s, password, base)
    _, other = begun(s, password, base)
    distinct(s, app, other, "TOTP-004")
    attempt = verified_with(s, session, right_code(s, other))
    s.refused("TOTP-014", attempt, control=lambda: verified_with(s, session, right_code(s, app)))


@prop("TOTP-015", password=passwords(), base=names())
def test_code_of_a_former_secret(s: Scenario, password: str, base: str) -> None:
    """The first of two secrets that were asked for."""
    session, first = begun(s, password, base)
    second = associate(s, session)
    distinct(s, second, first, "TOTP-016")
    attempt = verified_with(s, session, right_code(s, first))
    s.refused("TOTP-015", attempt, control=lambda: verified_with(s, session, right_code(s, second)))


@prop("TOTP-017", plain=("mfa",), password=passwords(), base=names())
def test_pool_without_apps(s: Scenario, password: str, base: str) -> None:
    """A pool that never had MFA; the same request is accepted in one that has."""
    pool = s.pool()
    client = mfa_client(s, pool)
    user = s.user(pool, password=password, username=s.name(base))
    attempt = s.call("AssociateSoftwareToken", AccessToken=s.sign_in(client, user).access)

    def control() -> Exchange:
        offering, other = new_user(s, password, "OPTIONAL", base)
        return s.call("AssociateSoftwareToken", AccessToken=signed_in(s, offering, other).access)

    s.refused("TOTP-017", attempt, control=control)


# -- with the Session of MFA_SETUP -------------------------------------------------------------------------------------


@prop("TOTP-018", "TOTP-019", "TOTP-020", "TOTP-021", password=passwords(), base=names())
def test_by_session(s: Scenario, password: str, base: str) -> None:
    """From MFA_SETUP to a verified app."""
    client, user = new_user(s, password, "ON", base)
    challenge = to_set_up(s, client, user)
    associated = s.accepted("TOTP-018", s.call("AssociateSoftwareToken", Session=session_of(challenge)))
    s.check("TOTP-019", associated, with_session=True)
    app = App(secret_in(s, associated, "TOTP-019"), associated)
    code = right_code(s, app)
    answer = s.call("VerifySoftwareToken", UserCode=code, **session_or_end(s, associated, "TOTP-019"))
    s.check("TOTP-021", s.accepted("TOTP-020", answer), with_session=True)


def session_or_end(s: Scenario, answer: Exchange, blame: str) -> dict[str, Any]:
    """The Session of an answer."""
    session = session_of(answer)
    if session is None:
        s.end(blame, f"{answer.operation} gave no Session", answer)
    return {"Session": session}


@prop("TOTP-022", password=passwords(), salt=SALTS)
def test_wrong_code_by_session(s: Scenario, password: str, salt: int) -> None:
    """A wrong code, then the right one with a fresh challenge."""
    client, user = new_user(s, password, "ON")

    def attempt(*, right: bool) -> Exchange:
        answer = s.must("AssociateSoftwareToken", blame="TOTP-018", Session=session_of(to_set_up(s, client, user)))
        app = App(secret_in(s, answer, "TOTP-019"), answer)
        code = right_code(s, app) if right else wrong_code(s, app, salt)
        return s.call("VerifySoftwareToken", UserCode=code, **session_or_end(s, answer, "TOTP-019"))

    s.refused("TOTP-022", attempt(right=False), control=lambda: attempt(right=True))


@prop(
    "TOTP-023",
    password=passwords(),
    altered=st.booleans(),
    made_up=st.text(SESSION_LETTERS, min_size=20, max_size=1500),
)
def test_session_not_issued(s: Scenario, password: str, altered: bool, made_up: str) -> None:
    """A made-up Session; the real one is then accepted."""
    client, user = new_user(s, password, "ON")
    session = session_of(to_set_up(s, client, user))
    wrong = s.compute("secret.altered", session) if altered else made_up
    attempt = s.call("AssociateSoftwareToken", Session=wrong)
    s.refused("TOTP-023", attempt, control=lambda: s.call("AssociateSoftwareToken", Session=session))


# -- a second app ------------------------------------------------------------------------------------------------------


@prop("TOTP-024", plain=("mfa=ON",), password=passwords(), base=names())
def test_unverified_again(s: Scenario, password: str, base: str) -> None:
    """A new secret that is not verified, where MFA is optional."""
    owner = new_owner(s, password, base=base)
    asked(s, owner.client, owner.user, PASSWORD)
    associate(s, owner.session)
    checked(s, "TOTP-024", first_factor(s, owner.client, owner.user, PASSWORD))


@prop("TOTP-025", password=passwords(), base=names())
def test_unverified_again_where_required(s: Scenario, password: str, base: str) -> None:
    """A new secret that is not verified, where MFA is required."""
    client, user = new_user(s, password, "ON", base)
    _, session = set_up(s, client, user)
    asked(s, client, user, PASSWORD, blame="MFA-041")
    associate(s, session)
    checked(s, "TOTP-025", first_factor(s, client, user, PASSWORD))


@prop("TOTP-026", "TOTP-027", password=passwords(), base=names())
def test_verified_again(s: Scenario, password: str, base: str) -> None:
    """The old app's code, then the new one's."""
    owner = new_owner(s, password, base=base)
    asked(s, owner.client, owner.user)
    again = enrolled(s, owner.session)
    distinct(s, again, owner.app, "TOTP-016")
    prefer(s, owner.session)
    challenge = asked(s, owner.client, owner.user)
    attempt = answer_code(s, owner.client, owner.user, challenge, fresh_code(s, owner.app))

    def with_new() -> Exchange:
        challenge = asked(s, owner.client, owner.user)
        return answer_code(s, owner.client, owner.user, challenge, fresh_code(s, again))

    right = with_new()
    s.accepted("TOTP-027", right)
    s.refused("TOTP-026", attempt, control=right)


@check("TOTP-031")
def listed_no_more(answer: Exchange) -> Difference | None:
    """The user's factors do not include the app."""
    found = answer.get("UserMFASettingList") or []
    if "SOFTWARE_TOKEN_MFA" not in found:
        return None
    return Difference("listed", "UserMFASettingList without SOFTWARE_TOKEN_MFA", f"UserMFASettingList {found!r}")


@prop("TOTP-030", "TOTP-031", "TOTP-032", plain=("mfa=ON",), password=passwords(), base=names())
def test_taken_away(s: Scenario, password: str, base: str) -> None:
    """An administrator deletes the app; the user then signs in by the password alone and sets up another."""
    s.newer("AdminDeleteSoftwareToken")
    owner = new_owner(s, password, base=base)
    asked(s, owner.client, owner.user)
    who: dict[str, Any] = {"UserPoolId": owner.user.pool.id, "Username": owner.user.username}
    listed = s.must("AdminGetUser", **who).get("UserMFASettingList") or []
    s.works("TOTP-030", s.call("AdminDeleteSoftwareToken", **who))
    if "SOFTWARE_TOKEN_MFA" in listed:
        s.check("TOTP-031", s.must("AdminGetUser", **who))
    answer = first_factor(s, owner.client, owner.user, PASSWORD)
    checked(s, "TOTP-030", answer)
    session = with_tokens(s, owner.client, owner.user, answer, "TOTP-030")
    begun = s.accepted("TOTP-032", s.call("AssociateSoftwareToken", AccessToken=session.access))
    s.accepted("TOTP-032", verify(s, App(secret_in(s, begun, "TOTP-002"), begun), AccessToken=session.access))
