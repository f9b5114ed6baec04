"""Two users with the same name in two pools: codes of one do not work for the other, nor do operations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.aliases import owner_of
from conformance.flows.made_again import other_password
from conformance.flows.passwords import change_password, confirm_reset, reset_code
from conformance.flows.sign_up import confirm_sign_up, unconfirmed
from conformance.flows.users import (
    by_email,
    legacy_client,
    refresh,
    seen,
    seen_as,
    signed_in,
    sub_of,
    try_password,
    user_with_email,
)
from conformance.kit.reading import claims_in
from conformance.scenario import Scenario, prop
from conformance.scenario.blame import blame_of
from conformance.scenario.resources import Pool, User
from conformance.strategies import emails_local, names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.pools import AUTO_EMAIL, EMAIL_ALIAS


def namesake(s: Scenario, user: User, pool: Pool, **more: Any) -> User:
    """A user of another pool with the same name, and another password."""
    given = {"email": user.login} if "email" in pool.username_attributes else {}
    attributes = given | dict(more.pop("attributes", {}))
    password = other_password(str(user.password))
    name = user.login if pool.username_attributes else user.username  # who is named by an alias has both
    return s.user(pool, username=name, password=password, attributes=attributes, **more)


# -- what works --------------------------------------------------------------------------------------------------------


@prop(
    "ADMUSER-049",
    "ADMUSER-050",
    plain=("name=email", "name=phone"),
    base=names(),
    later=st.booleans(),
    password=passwords(),
)
def test_password_and_refresh_token(s: Scenario, base: str, later: bool, password: str) -> None:
    """Password and refresh token of the other pool's user, created first or second; then the pool's own user's."""
    first_pool, second_pool = s.two_pools()
    first = s.user(first_pool, username=s.name(base), password=password)
    second = namesake(s, first, second_pool)
    user, other = (first, second) if later else (second, first)
    client = legacy_client(s, user.pool)
    own = s.need(try_password(s, client, user, str(user.password)), "PWAUTH-001")
    s.refused("ADMUSER-049", try_password(s, client, user, str(other.password)), control=own)
    session, foreign = signed_in(s, user.pool, user), signed_in(s, other.pool, other)
    s.need(refresh(s, foreign), "REFRESH-001")
    attempt = s.call(
        "InitiateAuth",
        ClientId=client.id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": foreign.refresh},
    )
    s.refused("ADMUSER-050", attempt, control=lambda: refresh(s, session))


@prop("ADMUSER-051", base=names(), local=emails_local(), password=passwords())
def test_sign_up_code(s: Scenario, base: str, local: str, password: str) -> None:
    """The code of the sign-up in the other pool; then the user's own code."""
    first_pool, second_pool = s.two_pools(**AUTO_EMAIL)
    first = unconfirmed(s, first_pool, base, local, password)
    other = s.code("sign_up", first, announced=first.created)
    user = namesake(s, first, second_pool, attributes=first.attributes, status="UNCONFIRMED")
    code, client = s.code("sign_up", user, announced=user.created), s.client(second_pool)
    if code == other:
        s.exclude("this target sends everybody the same code")
    attempt = confirm_sign_up(s, client, user, other)
    s.refused("ADMUSER-051", attempt, control=lambda: confirm_sign_up(s, client, user, code))


@prop("ADMUSER-052", plain=("name=email", "name=phone"), local=emails_local(), password=passwords())
def test_recovery_code(s: Scenario, local: str, password: str) -> None:
    """The code that the other pool's user requested; then the user's own code."""
    first_pool, second_pool = s.two_pools(**by_email(s))
    first = user_with_email(s, first_pool, local, password)
    user = namesake(s, first, second_pool, attributes=first.attributes, made_by="admin")
    other = reset_code(s, legacy_client(s, first_pool), first)
    client = legacy_client(s, second_pool)
    code = reset_code(s, client, user)
    if code == other:
        s.exclude("this target sends everybody the same code")
    attempt = confirm_reset(s, client, user, other, f"{password}Yy8")
    s.refused("ADMUSER-052", attempt, control=lambda: confirm_reset(s, client, user, code, f"{password}Yy8"))


@check("ADMUSER-053")
def own_sub(signed_in: Exchange, sub: str) -> Difference | None:
    """The tokens are those of the pool's own user."""
    if not signed_in.ok:
        return Difference("refused", "tokens", f"{signed_in.code}: {signed_in.message}")
    found = claims_in(signed_in, "AccessToken").get("sub")
    return None if found == sub else Difference("other-user", f"the sub {sub}", f"the sub {found!r}")


@prop("ADMUSER-053", base=names(), other=names(), local=emails_local(), password=passwords())
def test_address_in_two_pools(s: Scenario, base: str, other: str, local: str, password: str) -> None:
    """One address that signs in a user of each pool, each with another name and the same password."""
    address = {"email": s.email(local), "email_verified": "true"}
    first, second = s.two_pools(**EMAIL_ALIAS)
    user = owner_of(s, first, base, password, **address)
    s.need(_by_address(s, user, address["email"]), "ALIAS-001")  # while no other pool has it
    for owner in (user, owner_of(s, second, other, password, **address)):
        s.check("ADMUSER-053", _by_address(s, owner, address["email"]), sub=sub_of(s, owner))


def _by_address(s: Scenario, user: User, address: str) -> Exchange:
    """The user's password with this address as USERNAME, through a client of the user's pool."""
    client = s.client(user.pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    typed = {"USERNAME": address, "PASSWORD": str(user.password)}
    return s.call("InitiateAuth", ClientId=client.id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=typed)


# -- what is done to one -----------------------------------------------------------------------------------------------

CHANGES = (  # in an order in which each is still possible
    "AdminUpdateUserAttributes",
    "AdminSetUserPassword",
    "AdminResetUserPassword",
    "AdminDisableUser",
    "AdminDeleteUser",
)
ENDS = ("AdminUserGlobalSignOut", "AdminDisableUser", "AdminDeleteUser")


@check("ADMUSER-054")
def left_as_it_was(before: Exchange, after: Exchange, operation: str) -> Difference | None:
    """AdminGetUser shows the same as before the operation on the other pool's user."""
    if not after.ok:
        return Difference(f"{operation}-gone", "the user as before", f"{after.code}: {after.message}")
    for name, value in before.response.items():
        if after.get(name) != value:
            return Difference(f"{operation}-{name}", f"{name} {value!r}", f"{after.get(name)!r}")
    return None


def _needs_one(s: Scenario, answers: Sequence[Exchange]) -> None:
    """End the example, by the first answer, where none of these requests was accepted."""
    if not any(answer.ok for answer in answers):
        s.need(answers[0], blame_of(answers[0]))


@prop("ADMUSER-054", plain=("name=email", "name=phone"), base=names(), local=emails_local(), password=passwords())
def test_changes(s: Scenario, base: str, local: str, password: str) -> None:
    """Administrators' operations on a user of one pool, if the target accepts them, and the user of the other."""
    first_pool, second_pool = s.two_pools(**by_email(s))
    first = user_with_email(s, first_pool, local, password)
    user = namesake(s, first, second_pool, attributes={"nickname": "own"} | dict(first.attributes), made_by="admin")
    before = seen(s, user)
    more: dict[str, dict[str, Any]] = {
        "AdminUpdateUserAttributes": {"UserAttributes": [{"Name": "nickname", "Value": "changed"}]},
        "AdminSetUserPassword": {"Password": f"{password}Yy8", "Permanent": False},
    }
    answers: list[Exchange] = []
    for operation in CHANGES:
        who: dict[str, Any] = {"UserPoolId": first_pool.id, "Username": first.username}
        if operation == "AdminResetUserPassword":
            s.must("AdminSetUserPassword", **who, Password=f"{password}Xx7", Permanent=True)
        answers.append(s.call(operation, **who, **more.get(operation, {})))
        if answers[-1].ok:
            after = s.call("AdminGetUser", UserPoolId=second_pool.id, Username=user.username)
            s.check("ADMUSER-054", before, after, operation=operation)
    _needs_one(s, answers)


@check("ADMUSER-056")
def password_stays(signed_in: Exchange, operation: str) -> Difference | None:
    """The user's own password signs in."""
    if signed_in.ok:
        return None
    return Difference(f"{operation}-{signed_in.code}", "the own password", f"{signed_in.code}: {signed_in.message}")


@prop(
    "ADMUSER-056",
    plain=("name=email", "name=phone", "names=addresses"),  # there the same address is of two user names
    operation=st.sampled_from(("AdminSetUserPassword", "ChangePassword", "ConfirmForgotPassword")),
    local=emails_local(),
    password=passwords(),
)
def test_passwords(s: Scenario, operation: str, local: str, password: str) -> None:
    """A new password of the user of one pool, and that of the user of the other, who signed in before."""
    first_pool, second_pool = s.two_pools(**by_email(s))
    first = user_with_email(s, first_pool, local, password)
    user = namesake(s, first, second_pool, attributes=first.attributes, made_by="admin")
    client = legacy_client(s, second_pool)
    s.need(try_password(s, client, user, str(user.password)), "PWAUTH-001")
    _set_password(s, operation, first, f"{password}Yy8")
    s.check("ADMUSER-056", try_password(s, client, user, str(user.password)), operation=operation)


def _set_password(s: Scenario, operation: str, user: User, new: str) -> None:
    if operation == "AdminSetUserPassword":
        s.must(operation, UserPoolId=user.pool.id, Username=user.username, Password=new, Permanent=True)
    elif operation == "ChangePassword":
        token = signed_in(s, user.pool, user).access
        s.need(change_password(s, token, str(user.password), new), "CHANGEPW-001")
    else:
        client = legacy_client(s, user.pool)
        s.need(confirm_reset(s, client, user, reset_code(s, client, user), new), "FORGOT-011")


def _two_unconfirmed(s: Scenario, base: str, local: str, password: str) -> tuple[User, User]:
    first_pool, second_pool = s.two_pools(**AUTO_EMAIL)
    first = unconfirmed(s, first_pool, base, local, password)
    second = namesake(s, first, second_pool, attributes=first.attributes, status="UNCONFIRMED")
    seen_as(s, second, "UNCONFIRMED")
    return first, second


@prop("ADMUSER-057", base=names(), local=emails_local(), password=passwords())
def test_confirmed_by_administrator(s: Scenario, base: str, local: str, password: str) -> None:
    """An administrator confirms the user of one pool."""
    first, second = _two_unconfirmed(s, base, local, password)
    s.must("AdminConfirmSignUp", UserPoolId=first.pool.id, Username=first.username)
    s.check("ADMUSER-057", seen(s, second), status="UNCONFIRMED")


@prop("ADMUSER-061", base=names(), local=emails_local(), password=passwords())
def test_confirmed_by_code(s: Scenario, base: str, local: str, password: str) -> None:
    """The user of one pool types the code."""
    first, second = _two_unconfirmed(s, base, local, password)
    code = s.code("sign_up", first, announced=first.created)
    s.need(confirm_sign_up(s, s.client(first.pool), first, code), "CONFIRM-001")
    s.check("ADMUSER-061", seen(s, second), status="UNCONFIRMED")


@check("ADMUSER-055")
def token_lives(read: Exchange, operation: str) -> Difference | None:
    """GetUser is accepted."""
    return None if read.ok else Difference(f"{operation}-{read.code}", "the user", f"{read.code}: {read.message}")


@prop("ADMUSER-055", plain=("name=email", "name=phone"), base=names(), password=passwords())
def test_ends(s: Scenario, base: str, password: str) -> None:
    """Operations that end the tokens of a user of one pool, and the tokens of the user of the other."""
    first_pool, second_pool = s.two_pools()
    first = s.user(first_pool, username=s.name(base), password=password)
    session = signed_in(s, second_pool, namesake(s, first, second_pool))
    s.need(s.call("GetUser", AccessToken=session.access), "ACCESS-001")
    answers: list[Exchange] = []
    for operation in ENDS:
        answers.append(s.call(operation, UserPoolId=first_pool.id, Username=first.username))
        if answers[-1].ok:
            s.check("ADMUSER-055", s.call("GetUser", AccessToken=session.access), operation=operation)
    _needs_one(s, answers)
