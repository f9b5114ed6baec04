"""What is accepted for one group, user, attribute, provider or sign-in leaves the others, and the rest of the user."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.before_and_after import changed_member, changed_user, still_accepted
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.aliases import owner_of
from conformance.flows.federation import details_of, forget_provider, need_provider, pool_for, provider_name
from conformance.flows.groups import make_group, must_add_to_group
from conformance.flows.lists import usernames_of, walk
from conformance.flows.passwords import change_password
from conformance.flows.sign_up import confirm_sign_up
from conformance.flows.tokens import rotate
from conformance.flows.users import legacy_client, refresh, seen
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Session
from conformance.strategies import attribute_values, emails_local, group_names, names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.configurations import custom_names
from conformance.strategies.pools import AUTO_EMAIL, EMAIL_ALIAS
from conformance.strategies.providers import client_ids, endings

# -- groups and providers ----------------------------------------------------------------------------------------------


@check("EFFECT-103", "EFFECT-106")
def other_as_before(before: Exchange, after: Exchange, what: str) -> Difference | None:
    """The other one is described as before."""
    return changed_member(before, after, what)


def _change_group(s: Scenario, operation: str, which: dict[str, Any], first: int) -> Exchange:
    if operation == "CreateGroup":
        third = which | {"GroupName": f"{which['GroupName']}3"}
        return s.must(operation, blame="GROUP-001", **third, Precedence=first, Description="third")
    if operation == "UpdateGroup":
        return s.must(operation, blame="GROUP-017", **which, Precedence=first + 1, Description="later")
    return s.must(operation, blame="GROUP-018", **which)


@prop(
    "EFFECT-103",
    operation=st.sampled_from(("CreateGroup", "UpdateGroup", "DeleteGroup")),
    base=group_names(),
    first=st.integers(0, 50),
)
def test_groups(s: Scenario, operation: str, base: str, first: int) -> None:
    """A group whose name begins with that of the group in the request, and which has the same precedence."""
    pool = s.pool()
    name = make_group(s, pool, base, Precedence=first, Description="first")
    which: dict[str, Any] = {"UserPoolId": pool.id, "GroupName": name}
    other = which | {"GroupName": f"{name}2"}
    s.must("CreateGroup", blame="GROUP-001", **other, Precedence=first, Description="second")
    before = s.must("GetGroup", blame="GROUP-009", **other)
    _change_group(s, operation, which, first)
    s.check("EFFECT-103", before, s.call("GetGroup", **other), what="Group")


@prop("EFFECT-106", ending=endings(), client_id=client_ids(), other=client_ids())
def test_providers(s: Scenario, ending: str, client_id: str, other: str) -> None:
    """Of two providers of a pool one is deleted."""
    pool, name = pool_for(s, "OIDC"), provider_name(s, ending)
    second = f"{name[:30]}2"
    need_provider(s, pool, name, "OIDC", details_of(s, "OIDC", client_id=client_id))
    need_provider(s, pool, second, "OIDC", details_of(s, "OIDC", client_id=other))
    which: dict[str, Any] = {"UserPoolId": pool.id, "ProviderName": second}
    before = s.must("DescribeIdentityProvider", blame="IDP-003", **which)
    s.must("DeleteIdentityProvider", blame="IDP-034", UserPoolId=pool.id, ProviderName=name)
    s.check("EFFECT-106", before, s.call("DescribeIdentityProvider", **which), what="IdentityProvider")
    forget_provider(s, pool, second)


# -- sign-ins of others ------------------------------------------------------------------------------------------------


@check("EFFECT-104")
def others_accepted(before: Exchange, access: Exchange, refreshed: Exchange) -> Difference | None:
    """The other user's access token and refresh token are accepted."""
    return still_accepted(access, "the access token is accepted") or still_accepted(refreshed, "a refresh is accepted")


def _by_admin(operation: str, **more: Any) -> Callable[[Scenario, Session], Exchange]:
    return lambda s, session: s.call(operation, UserPoolId=session.user.pool.id, Username=session.user.username, **more)


def _by_user(operation: str) -> Callable[[Scenario, Session], Exchange]:
    return lambda s, session: s.call(operation, AccessToken=session.access)


def _change(s: Scenario, session: Session) -> Exchange:
    return change_password(s, session.access, str(session.user.password), f"{session.user.password}Zz9")


ENDING: dict[str, tuple[Callable[[Scenario, Session], Exchange], str]] = {
    "AdminDeleteUser": (_by_admin("AdminDeleteUser"), "ADMUSER-004"),
    "DeleteUser": (_by_user("DeleteUser"), "ADMUSER-005"),
    "AdminDisableUser": (_by_admin("AdminDisableUser"), "ADMUSER-002"),
    "AdminResetUserPassword": (_by_admin("AdminResetUserPassword"), "ADMPW-008"),
    "AdminSetUserPassword": (_by_admin("AdminSetUserPassword", Password="Other-Horse71", Permanent=True), "ADMPW-001"),
    "ChangePassword": (_change, "CHANGEPW-001"),
}


@prop(
    "EFFECT-104",
    what=st.sampled_from(sorted(ENDING)),
    base=names(),
    local=emails_local(),
    password=passwords(max_size=40),
)
def test_sign_ins(s: Scenario, what: str, base: str, local: str, password: str) -> None:
    """Two users of one client are signed in; one is deleted or disabled, or gets another password."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    attributes = {"email": s.email(local), "email_verified": "true"}
    session = s.sign_in(client, s.user(pool, username=s.name(base), password=password, attributes=attributes))
    other = s.sign_in(client, s.user(pool, username=s.name(base), password=password))
    before = s.must("GetUser", AccessToken=other.access)
    send, blame = ENDING[what]
    s.need(send(s, session), blame)
    s.check("EFFECT-104", before, s.call("GetUser", AccessToken=other.access), refresh(s, other))


@prop("EFFECT-111", base=names(), password=passwords())
def test_refreshed(s: Scenario, base: str, password: str) -> None:
    """An access token of GetTokensFromRefreshToken, before and after RevokeToken."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    session = s.sign_in(client, s.user(pool, username=s.name(base), password=password))
    renewed = s.need(rotate(s, client, session.refresh), "REFRESH-006")
    token = renewed.text("AuthenticationResult.AccessToken")
    before = s.must("GetUser", AccessToken=token)
    secret: dict[str, Any] = {"ClientSecret": client.secret} if client.secret else {}
    s.must("RevokeToken", blame="REVOKE-001", ClientId=client.id, Token=session.refresh, **secret)
    attempt = s.call("GetUser", AccessToken=token)
    first: dict[str, Any] = {"AccessToken": session.access}
    s.refused("EFFECT-111", attempt, control=before, simpler=("REVOKE-004", lambda: s.call("GetUser", **first)))


# -- users and attributes ----------------------------------------------------------------------------------------------


def _schema(described: Exchange) -> dict[str, Any]:
    held = described.get("UserPool.SchemaAttributes")
    entries = held if isinstance(held, list) else []
    return {str(each.get("Name")): each for each in entries if isinstance(each, Mapping)}


@check("EFFECT-105")
def schema_as_before(before: Exchange, after: Exchange) -> Difference | None:
    """Each attribute that was there is described as before."""
    found = _schema(after)
    for name, described in _schema(before).items():
        if found.get(name) != described:
            kind = "custom" if name.startswith("custom:") else name
            return Difference(f"changed-{kind}", f"{name} {described!r}", f"{found.get(name)!r}")
    return None


@prop("EFFECT-105", mutable=st.booleans(), other=st.booleans(), word=custom_names(max_size=12))
def test_schema(s: Scenario, mutable: bool, other: bool, word: str) -> None:
    """A second custom attribute is added."""
    pool = s.own_pool()

    def added(name: str, **more: Any) -> Exchange:
        attribute = {"Name": name, "AttributeDataType": "String", **more}
        return s.must("AddCustomAttributes", blame="ATTR-003", UserPoolId=pool.id, CustomAttributes=[attribute])

    limits = {"MinLength": "1", "MaxLength": "99"}
    added(f"{word}1", Mutable=mutable, StringAttributeConstraints=limits)
    before = s.must("DescribeUserPool", UserPoolId=pool.id)
    if f"custom:{word}1" not in _schema(before):
        s.end("ATTR-003", "the first attribute is not shown", before)
    added(f"{word}2", Mutable=other)
    s.check("EFFECT-105", before, s.must("DescribeUserPool", UserPoolId=pool.id))


@check("EFFECT-107")
def else_as_before(user: Exchange, groups: Exchange, after: Exchange, groups_after: Exchange) -> Difference | None:
    """Groups, Enabled, factors and all attributes but email_verified are as before."""
    old, new = groups.get("Groups"), groups_after.get("Groups")
    if old != new:
        return Difference("other-groups", f"{old!r}", f"{new!r}")
    return changed_user(user, after, ("UserStatus", "email_verified"))


@prop(
    "EFFECT-107",
    plain=("names=addresses",),
    by_admin=st.booleans(),
    base=names(),
    local=emails_local(),
    group=group_names(),
    value=attribute_values(),
)
def test_confirmed(s: Scenario, *, by_admin: bool, base: str, local: str, group: str, value: str) -> None:
    """A user with an attribute and a group is confirmed."""
    pool = s.pool(**AUTO_EMAIL)
    attributes = {"email": s.email(local), "nickname": value}
    user = s.user(pool, username=s.name(base), attributes=attributes, status="UNCONFIRMED")
    must_add_to_group(s, user, make_group(s, pool, group))
    who: dict[str, Any] = {"UserPoolId": pool.id, "Username": user.username}

    def groups() -> Exchange:
        return s.must("AdminListGroupsForUser", blame="GROUP-012", **who)

    before, of_before = seen(s, user), groups()
    if not of_before.get("Groups"):
        s.end("GROUP-012", "the group is not listed", of_before)
    if by_admin:
        s.must("AdminConfirmSignUp", blame="ADMCONF-001", **who)
    else:
        code = s.code("sign_up", user, announced=user.created)
        s.need(confirm_sign_up(s, legacy_client(s, pool), user, code), "CONFIRM-001")
    s.check("EFFECT-107", before, of_before, seen(s, user), groups())


@prop("EFFECT-112", by_admin=st.booleans(), base=names(), local=emails_local(), password=passwords())
def test_alias(s: Scenario, by_admin: bool, base: str, local: str, password: str) -> None:
    """A user is deleted, who had an alias."""
    pool, address = s.pool(**EMAIL_ALIAS), s.email(local)
    user = owner_of(s, pool, base, password, email=address, email_verified="true")
    which: dict[str, Any] = {"UserPoolId": pool.id, "Username": address}
    before = s.must("AdminGetUser", blame="ALIAS-008", **which)
    if by_admin:
        s.must("AdminDeleteUser", blame="ADMUSER-004", UserPoolId=pool.id, Username=user.username)
    else:
        session = s.sign_in(s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT), user)
        s.must("DeleteUser", blame="ADMUSER-005", AccessToken=session.access)
    s.refused("EFFECT-112", s.call("AdminGetUser", **which), control=before)


# -- pages -------------------------------------------------------------------------------------------------------------


@check("EFFECT-110")
def nobody_else(*pages: Exchange, others: list[str]) -> Difference | None:
    """No page has a user that the first one would not have."""
    wrong = [name for name in usernames_of(*pages) if name in others]
    return Difference("others", "none of the other users", f"{len(wrong)} of them") if wrong else None


@prop(
    "EFFECT-110", what=st.sampled_from(("filter", "group")), base=names(), group=group_names(), limit=st.integers(1, 2)
)
def test_pages(s: Scenario, what: str, base: str, group: str, limit: int) -> None:
    """Three users whom a filter finds, or who are in a group, and two others."""
    pool, family = s.own_pool(), s.name("family")
    how: dict[str, Any] = {"UserPoolId": pool.id, "Limit": limit}
    how |= {"Filter": f'family_name = "{family}"'} if what == "filter" else {"GroupName": make_group(s, pool, group)}
    others: list[str] = []
    for number in range(5):
        named = {"family_name": family} if number % 2 == 0 else {"family_name": "other"}
        user = s.user(pool, username=s.name(base), attributes=named, status="FORCE_CHANGE_PASSWORD")
        others += [user.username] if number % 2 else []
        if what == "group" and number % 2 == 0:
            must_add_to_group(s, user, how["GroupName"])
    operation, token = ("ListUsers", "PaginationToken") if what == "filter" else ("ListUsersInGroup", "NextToken")
    pages = walk(s, operation, token, **how)
    blame = "LIST-012" if what == "filter" else "GROUP-014"
    s.need(pages[-1], blame)
    if len(pages) < 2:
        s.end("LIST-011" if what == "filter" else blame, "all users are on one page", pages[-1])
    s.check("EFFECT-110", *pages, others=others)
