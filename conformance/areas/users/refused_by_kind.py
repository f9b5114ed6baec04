"""A refused request leaves users as they were: of each kind that users and administrators send."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attribute_list
from conformance.checking.before_and_after import changed_user, still_accepted
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.aliases import owner_of
from conformance.flows.choice import EMAIL, choice_client, email_pool, preferred_challenge, with_email
from conformance.flows.passwords import ask_reset_code
from conformance.flows.refusals import left_as_it_was, must_be_refused
from conformance.flows.second_factors import enrolled, new_user, prefer
from conformance.flows.second_factors import signed_in as signed_in_with
from conformance.flows.sent_codes import answer, wrong_code
from conformance.flows.sign_in import forced, new_password, with_password
from conformance.flows.standing import in_state
from conformance.flows.users import (
    RESEND,
    admin_create,
    legacy_client,
    recovery_pool,
    refresh,
    seen,
    try_password,
)
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, Session, User
from conformance.strategies import attribute_values, emails_local, names, passwords
from conformance.strategies.clients import ANY_PASSWORD_CLIENT, PASSWORD_CLIENT
from conformance.strategies.messages import guesses
from conformance.strategies.passwords import wrong_password
from conformance.strategies.pools import EMAIL_ALIAS

LONG_NAME = "a" * 33  # characters of an attribute's name: one more than there may be


@check(
    "EFFECT-045",
    "EFFECT-046",
    "EFFECT-047",
    "EFFECT-048",
    "EFFECT-049",
    "EFFECT-050",
    "EFFECT-052",
    "EFFECT-053",
    "EFFECT-054",
    "EFFECT-055",
)
def user_as_before(before: Exchange, after: Exchange) -> Difference | None:
    """AdminGetUser shows each attribute, the status and the factors as before."""
    return changed_user(before, after)


# -- attributes and factors --------------------------------------------------------------------------------------------


@prop("EFFECT-046", last=st.booleans(), base=names(), value=attribute_values())
def test_deleted_by_administrator(s: Scenario, last: bool, base: str, value: str) -> None:
    """An attribute that could be deleted, and a name that no attribute has."""
    pool = s.pool()
    user = s.user(pool, username=s.name(base), attributes={"nickname": value})
    wanted = ["nickname", LONG_NAME] if last else [LONG_NAME, "nickname"]

    def attempt() -> Exchange:
        which: dict[str, Any] = {"UserPoolId": pool.id, "Username": user.username}
        return s.call("AdminDeleteUserAttributes", **which, UserAttributeNames=wanted)

    left_as_it_was(s, "EFFECT-046", lambda: seen(s, user), attempt, "SHAPE-004")


@prop(
    "EFFECT-045",
    reason=st.sampled_from(("long", "closed")),
    last=st.booleans(),
    base=names(),
    value=attribute_values(),
    password=passwords(),
)
def test_deleted_by_user(s: Scenario, *, reason: str, last: bool, base: str, value: str, password: str) -> None:
    """An attribute that could be deleted, and one that the client may not write; or a name that no attribute has."""
    pool = s.pool()
    user = s.user(pool, username=s.name(base), password=password, attributes={"nickname": value, "middle_name": value})
    closed: dict[str, Any] = {"WriteAttributes": ["nickname"]} if reason == "closed" else {}
    session = s.sign_in(s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT, **closed), user)
    wrong = "middle_name" if reason == "closed" else LONG_NAME
    wanted = ["nickname", wrong] if last else [wrong, "nickname"]

    def attempt() -> Exchange:
        return s.call("DeleteUserAttributes", AccessToken=session.access, UserAttributeNames=wanted)

    left_as_it_was(s, "EFFECT-045", lambda: seen(s, user), attempt, "ATTR-010" if closed else "SHAPE-004")


@prop("EFFECT-047", plain=("name=phone", "mfa=ON"), by_admin=st.booleans(), password=passwords(), base=names())
def test_factors(s: Scenario, by_admin: bool, password: str, base: str) -> None:
    """The app is turned off beside text messages, which cannot be turned on without a phone number."""
    client, user = new_user(s, password, "OPTIONAL", base)
    session = signed_in_with(s, client, user)
    enrolled(s, session)
    prefer(s, session)
    settings: dict[str, Any] = {
        "SoftwareTokenMfaSettings": {"Enabled": False, "PreferredMfa": False},
        "SMSMfaSettings": {"Enabled": True, "PreferredMfa": True},
    }

    def attempt() -> Exchange:
        if by_admin:
            who: dict[str, Any] = {"UserPoolId": user.pool.id, "Username": user.username}
            return s.call("AdminSetUserMFAPreference", **who, **settings)
        return s.call("SetUserMFAPreference", AccessToken=session.access, **settings)

    left_as_it_was(s, "EFFECT-047", lambda: seen(s, user), attempt, "MFAMSG-005")


# -- passwords ---------------------------------------------------------------------------------------------------------


@prop("EFFECT-048", password=passwords(), new=passwords(), value=attribute_values(), base=names())
def test_new_password(s: Scenario, password: str, new: str, value: str, base: str) -> None:
    """A new password that is too short, with an attribute that could be stored."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    user = s.user(pool, username=s.name(base), password=password, status="FORCE_CHANGE_PASSWORD")
    begun = forced(s, client, user)
    more: dict[str, Any] = {"userAttributes.nickname": value}

    def attempt() -> Exchange:
        return new_password(s, client, begun, user, new[:5], **more)

    left_as_it_was(s, "EFFECT-048", lambda: seen(s, user), attempt, "NEWPW-011")


@prop("EFFECT-049", state=st.sampled_from(("FORCE_CHANGE_PASSWORD", "no contact")), base=names(), password=passwords())
def test_forgotten_password(s: Scenario, state: str, base: str, password: str) -> None:
    """ForgotPassword for a user with a temporary password, and for one without a verified address."""
    pool = recovery_pool(s)
    if state == "FORCE_CHANGE_PASSWORD":
        user, blame = in_state(s, pool, state, password=password), "FORGOT-008"
    else:
        address = {"email": s.email(), "email_verified": "false"}
        user, blame = s.user(pool, username=s.name(base), password=password, attributes=address), "FORGOT-004"
    client = legacy_client(s, pool)
    left_as_it_was(s, "EFFECT-049", lambda: seen(s, user), lambda: ask_reset_code(s, client, user), blame)


@check("EFFECT-051")
def former_password_works(former: Exchange) -> Difference | None:
    """The password from before signs in, and no new one is asked for."""
    if not former.ok:
        return Difference("former-refused", "the former password signs in", f"{former.code}: {former.message}")
    asked = former.get("ChallengeName") == "NEW_PASSWORD_REQUIRED"
    return Difference("asked", "no new password is asked for", "NEW_PASSWORD_REQUIRED") if asked else None


@prop(
    "EFFECT-050",
    "EFFECT-051",
    plain=("name=email", "name=phone", "name=preferred_username", "names"),
    base=names(),
    password=passwords(),
    other=passwords(),
)
def test_invited_again(s: Scenario, base: str, password: str, other: str) -> None:
    """RESEND, with a temporary password, for a user who has a password."""
    s.assume(password != other)
    pool = s.pool()
    address = {"email": s.email(), "email_verified": "true"}
    user = s.user(pool, username=s.name(base), password=password, attributes=address, made_by="admin")

    def attempt() -> Exchange:
        return admin_create(s, pool, user.login, TemporaryPassword=other, **RESEND)

    left_as_it_was(s, "EFFECT-050", lambda: seen(s, user), attempt, "ADMCREATE-026")
    s.check("EFFECT-051", try_password(s, legacy_client(s, pool), user, password))


STATES = ("CONFIRMED", "UNCONFIRMED", "FORCE_CHANGE_PASSWORD", "RESET_REQUIRED", "disabled")
TYPED = ("USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH")


@prop("EFFECT-052", state=st.sampled_from(STATES), flow=st.sampled_from(TYPED), base=names(), password=passwords())
def test_wrong_password_in_any_state(s: Scenario, state: str, flow: str, base: str, password: str) -> None:
    """A sign-in with a wrong password, whatever the user's state."""
    pool = recovery_pool(s)
    client = s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    if state == "CONFIRMED":
        address = {"email": s.email(), "email_verified": "false"}
        user = s.user(pool, username=s.name(base), password=password, attributes=address)
    else:
        user = in_state(s, pool, state, password=password)

    def attempt() -> Exchange:
        return with_password(s, client, user.login, wrong_password(password, "other"), flow)

    blame = "PWAUTH-003" if flow == "USER_PASSWORD_AUTH" else "ADMAUTH-003"
    left_as_it_was(s, "EFFECT-052", lambda: seen(s, user), attempt, blame)


@prop("EFFECT-053", status=st.sampled_from(("CONFIRMED", "UNCONFIRMED")), local=emails_local(), guess=guesses())
def test_wrong_sign_in_code(s: Scenario, status: str, local: str, guess: str) -> None:
    """A wrong code by e-mail, at an address that is not verified, before and after the sign-up is confirmed."""
    pool = email_pool(s)
    client = choice_client(s, pool)
    if status == "CONFIRMED":
        user = with_email(s, pool, local, flag="false")
    else:
        user = s.user(pool, username=s.name(), attributes={"email": s.email(local)}, status=status)
    challenge = preferred_challenge(s, client, user)

    def attempt() -> Exchange:
        wrong = wrong_code(s, user, challenge, EMAIL, guess)
        return answer(s, client, challenge, EMAIL, user.login, wrong)

    left_as_it_was(s, "EFFECT-053", lambda: seen(s, user), attempt, "CHOOSE-007")


# -- addresses that are another user's ---------------------------------------------------------------------------------


def _owner(s: Scenario, pool: Pool, base: str, address: str, password: str) -> User:
    return owner_of(s, pool, base, password, email=address, email_verified="true")


@prop("EFFECT-054", base=names(), local=emails_local(), password=passwords(), salt=st.integers(100_000, 999_999))
def test_confirmation_of_an_alias(s: Scenario, base: str, local: str, password: str, salt: int) -> None:
    """A sign-up is confirmed with its code, when its address has become another user's alias."""
    pool, address = s.pool(**EMAIL_ALIAS), s.email(local)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    login = s.name(base)
    created = s.must(
        "SignUp",
        ClientId=client.id,
        Username=login,
        Password=password,
        UserAttributes=attribute_list({"email": address}),
    )
    user = User(pool, login, login, str(created.get("UserSub")), password, {"email": address}, "UNCONFIRMED", created)
    code = s.code("sign_up", user, announced=created)
    owner = _owner(s, pool, f"{base}{salt}", address, password)
    before, owner_before = seen(s, user), seen(s, owner)
    must_be_refused(
        s, s.call("ConfirmSignUp", ClientId=client.id, Username=login, ConfirmationCode=code), "CONFIRM-012"
    )
    s.check("EFFECT-054", before, seen(s, user))
    s.check("EFFECT-054", owner_before, seen(s, owner))


@prop("EFFECT-055", by_admin=st.booleans(), base=names(), local=emails_local(), password=passwords())
def test_alias_of_another_user(s: Scenario, by_admin: bool, base: str, local: str, password: str) -> None:
    """Another user's verified address, given to a user who has one."""
    pool, taken = s.pool(**EMAIL_ALIAS), s.email(local)
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    owner, user = _owner(s, pool, base, taken, password), _owner(s, pool, base, s.email(local), password)
    wanted = {"nickname": "other", "email": taken, **({"email_verified": "true"} if by_admin else {})}
    if by_admin:
        who: dict[str, Any] = {"UserPoolId": pool.id, "Username": user.username}
        operation, blame = "AdminUpdateUserAttributes", "ALIAS-013"
    else:
        who, operation, blame = {"AccessToken": s.sign_in(client, user).access}, "UpdateUserAttributes", "ALIAS-011"
    before, owner_before = seen(s, user), seen(s, owner)
    must_be_refused(s, s.call(operation, **who, UserAttributes=attribute_list(wanted)), blame)
    s.check("EFFECT-055", before, seen(s, user))
    s.check("EFFECT-055", owner_before, seen(s, owner))


# -- tokens ------------------------------------------------------------------------------------------------------------


@check("EFFECT-056")
def still_refreshes(before: Exchange, after: Exchange) -> Difference | None:
    """A refresh that was accepted before is accepted."""
    return still_accepted(after, "the refresh token works as before")


@prop(
    "EFFECT-056",
    plain=("devices",),
    reason=st.sampled_from(("access token", "secret", "disabled")),
    base=names(),
    password=passwords(),
)
def test_revocation(s: Scenario, reason: str, base: str, password: str) -> None:
    """RevokeToken with an access token, with a wrong secret, and through a client that does not revoke."""
    pool = s.pool()
    config: dict[str, Any] = {"disabled": {"EnableTokenRevocation": False}, "secret": {"GenerateSecret": True}}
    client: Client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT, **config.get(reason, {}))
    session = s.sign_in(client, s.user(pool, username=s.name(base), password=password))
    wrong: dict[str, Any] = {}
    if reason == "secret":
        wrong["ClientSecret"] = s.compute("secret.altered", client.secret or "x")
    token = session.access if reason == "access token" else session.refresh
    before = s.need(_refreshed(s, session, reason), "REFRESH-001")
    attempt = s.call("RevokeToken", ClientId=client.id, Token=token, **wrong)
    blame = {"access token": "REVOKE-014", "secret": "REVOKE-017", "disabled": "REVOKE-015"}[reason]
    must_be_refused(s, attempt, blame)
    s.check("EFFECT-056", before, _refreshed(s, session, reason))


def _refreshed(s: Scenario, session: Session, reason: str) -> Exchange:
    """A refresh, by the operation that takes the secret itself where the client has one."""
    if reason != "secret":
        return refresh(s, session)
    named: dict[str, Any] = {"ClientId": session.client.id, "ClientSecret": session.client.secret}
    return s.call("GetTokensFromRefreshToken", **named, RefreshToken=session.refresh)
