"""A refused request leaves the user whom it names as before."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attribute_list
from conformance.checking.exchange import Exchange
from conformance.flows.refusals import must_be_refused
from conformance.flows.sign_up import confirm_sign_up, unconfirmed
from conformance.flows.standing import in_state
from conformance.flows.users import legacy_client, recovery_pool, seen, signed_in, try_password, user_with_email
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import User
from conformance.strategies import attribute_values, emails_local, names, passwords
from conformance.strategies.passwords import wrong_password
from conformance.strategies.pools import AUTO_EMAIL

TAKEN = {"SignUp": ("EFFECT-021", "SIGNUP-011"), "AdminCreateUser": ("EFFECT-022", "ADMCREATE-009")}
WRONG_CODES = st.integers(100_000, 999_999)


def _made_again(s: Scenario, operation: str, user: User, password: str, nickname: str) -> Exchange:
    """A request to create another user of the same name, with a password and an attribute."""
    given: dict[str, Any] = {"Username": user.username, "UserAttributes": attribute_list({"nickname": nickname})}
    if operation == "SignUp":
        return s.call("SignUp", ClientId=legacy_client(s, user.pool).id, Password=password, **given)
    more: dict[str, Any] = {"TemporaryPassword": password, "MessageAction": "SUPPRESS"}
    return s.call("AdminCreateUser", UserPoolId=user.pool.id, **given, **more)


@prop(
    "EFFECT-021",
    "EFFECT-022",
    "EFFECT-023",
    plain=("names=addresses",),
    operation=st.sampled_from(tuple(TAKEN)),
    base=names(),
    old=attribute_values(),
    new=attribute_values(),
    password=passwords(),
    other=passwords(),
)
def test_taken_name(s: Scenario, *, operation: str, base: str, old: str, new: str, password: str, other: str) -> None:
    """Another user of a name that is taken, with another password and another nickname."""
    s.assume(password != other and old != new)
    pool, (requirement, blame) = s.pool(), TAKEN[operation]
    user = s.user(pool, username=s.name(base), password=password, attributes={"nickname": old})
    before = seen(s, user)
    must_be_refused(s, _made_again(s, operation, user, other, new), blame)
    s.check(requirement, before, seen(s, user))
    client = legacy_client(s, pool)
    s.check("EFFECT-023", try_password(s, client, user, password), try_password(s, client, user, other))


@prop("EFFECT-026", base=names(), local=emails_local(), salt=WRONG_CODES)
def test_wrong_sign_up_code(s: Scenario, base: str, local: str, salt: int) -> None:
    """ConfirmSignUp with a wrong code."""
    pool = s.pool(**AUTO_EMAIL)
    client, user = s.client(pool), unconfirmed(s, pool, base, local)
    before, wrong = seen(s, user), s.wrong_code(None, salt)
    must_be_refused(s, confirm_sign_up(s, client, user, wrong), "CONFIRM-002")
    s.check("EFFECT-026", before, seen(s, user))


@prop("EFFECT-027", local=emails_local(), salt=WRONG_CODES, password=passwords())
def test_wrong_verification_code(s: Scenario, local: str, salt: int, password: str) -> None:
    """VerifyUserAttribute with a wrong code."""
    pool = s.pool(**AUTO_EMAIL)
    user = user_with_email(s, pool, local, password, flag=None)
    token = signed_in(s, pool, user).access
    s.must("GetUserAttributeVerificationCode", blame="VERIFY-008", AccessToken=token, AttributeName="email")
    before, wrong = seen(s, user), s.wrong_code(None, salt)
    attempt = s.call("VerifyUserAttribute", AccessToken=token, AttributeName="email", Code=wrong)
    must_be_refused(s, attempt, "VERIFY-004")
    s.check("EFFECT-027", before, seen(s, user))


@prop("EFFECT-028", state=st.sampled_from(("FORCE_CHANGE_PASSWORD", "disabled")), password=passwords())
def test_refused_reset(s: Scenario, state: str, password: str) -> None:
    """AdminResetUserPassword for a user whose password cannot be reset."""
    user = in_state(s, recovery_pool(s), state, password=password)
    before = seen(s, user)
    attempt = s.call("AdminResetUserPassword", UserPoolId=user.pool.id, Username=user.username)
    must_be_refused(s, attempt, "ADMPW-012" if state == "disabled" else "ADMPW-010")
    s.check("EFFECT-028", before, seen(s, user))


@prop("EFFECT-029", base=names(), password=passwords(), by_admin=st.booleans())
def test_wrong_password(s: Scenario, base: str, password: str, by_admin: bool) -> None:
    """A sign-in with a wrong password, and the tokens of one before."""
    pool = s.pool()
    user = s.user(pool, username=s.name(base), password=password)
    session = signed_in(s, pool, user)
    s.must("GetUser", AccessToken=session.access)
    attempt = _wrong_password(s, session.user, password, by_admin=by_admin)
    must_be_refused(s, attempt, "ADMAUTH-003" if by_admin else "PWAUTH-003")
    s.accepted("EFFECT-029", s.call("GetUser", AccessToken=session.access))


def _wrong_password(s: Scenario, user: User, password: str, *, by_admin: bool) -> Exchange:
    wrong = wrong_password(password, "other")
    if not by_admin:
        return try_password(s, legacy_client(s, user.pool), user, wrong)
    client = s.client(user.pool, ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    typed = {"USERNAME": user.login, "PASSWORD": wrong}
    which: dict[str, Any] = {"UserPoolId": user.pool.id, "ClientId": client.id}
    return s.call("AdminInitiateAuth", **which, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=typed)
