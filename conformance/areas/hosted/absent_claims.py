"""What a user lacks is in no answer of a domain: attributes, groups and identities."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import claims_of
from conformance.checking.registry import check
from conformance.flows.any_flow import hashed
from conformance.flows.groups import make_group, must_add_to_group
from conformance.flows.hosted_sign_in import refresh_at_endpoint, user_info, web_client, web_pool, web_tokens
from conformance.flows.lists import listed, users_of
from conformance.flows.sign_in import initiate
from conformance.flows.users import legacy_client, seen_attributes
from conformance.kit.reading import claims_in
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import User
from conformance.strategies import attribute_values, group_names, names, passwords
from conformance.strategies.scopes import words_for_pkce

GROUPS, IDENTITIES = "cognito:groups", "identities"
SOME = ("email", "phone_number", "given_name", "nickname", "custom:tag")  # what the suite's web clients can read
UNNAMED = ("names=addresses", "name=email", "name=phone", "name=preferred_username")


def _found(members: Mapping[str, Any], absent: Sequence[str], where: str) -> Difference | None:
    for name in absent:
        if name in members:
            kind = name.replace("_", "-").replace(":", "-")
            return Difference(f"{kind}-present", f"no {name} in {where}", f"{members[name]!r}")
    return None


@check("UINFO-025", "UINFO-026")
def not_in_user_info(info: Exchange, absent: list[str]) -> Difference | None:
    """userInfo has none of these members."""
    return _found(info.response, absent, "userInfo")


@check("SCOPE-029", "SCOPE-030")
def not_in_hosted_tokens(answer: Exchange, absent: list[str]) -> Difference | None:
    """Neither the access token nor the ID token has any of these claims."""
    in_access = _found(claims_of(answer), absent, "the access token")
    return in_access or _found(claims_of(answer, "id_token"), absent, "the ID token")


def _web_user(s: Scenario, base: str, has: Sequence[str]) -> User:
    """A user who has only these attributes."""
    known = {"email": s.email(), "phone_number": s.phone(), "given_name": "Ana", "nickname": "nick", "custom:tag": "x"}
    return s.user(web_pool(s), username=s.name(base), attributes={name: known[name] for name in has})


@prop(
    "UINFO-001",
    "UINFO-002",
    "UINFO-003",
    "UINFO-004",
    "UINFO-025",
    "UINFO-026",
    "SCOPE-029",
    "SCOPE-030",
    plain=UNNAMED,
    has=st.lists(st.sampled_from(SOME), max_size=3, unique=True),
    member=st.booleans(),
    base=names(),
    group=group_names(),
    word=words_for_pkce(),
)
def test_lacking(s: Scenario, *, has: list[str], member: bool, base: str, group: str, word: str) -> None:
    """A user with few attributes or none, in a group and in none."""
    user = _web_user(s, base, has)
    if member:
        must_add_to_group(s, user, make_group(s, user.pool, group))
    answer = web_tokens(s, web_client(s, user.pool), user, "openid", word)
    shown = seen_attributes(s, user)  # some targets make an attribute of the name
    lacking = [name for name in SOME if name not in has and name not in shown] + [IDENTITIES]
    lacking += [f"{name}_verified" for name in ("email", "phone_number") if name not in {*has, *shown}]
    s.check("SCOPE-030", answer, absent=lacking)
    info = s.accepted("UINFO-001", user_info(s, user.pool, answer.text("access_token")))
    if not s.check("UINFO-001", info):
        s.end("UINFO-001", "there is no object to judge")
    s.check("UINFO-002", info, answer)
    s.check("UINFO-003", info, answer)
    s.check("UINFO-004", info)
    s.check("UINFO-025", info, absent=lacking)
    if not member:
        s.check("SCOPE-029", answer, absent=[GROUPS])
        s.check("UINFO-026", info, absent=[GROUPS])


@prop("SCOPE-029", plain=(*UNNAMED, "client"), base=names(), group=group_names(), word=words_for_pkce())
def test_no_group_any_more(s: Scenario, base: str, group: str, word: str) -> None:
    """A refresh at the token endpoint after the user has left the only group."""
    user = _web_user(s, base, ["email"])
    name, client = make_group(s, user.pool, group), web_client(s, user.pool)
    must_add_to_group(s, user, name)
    tokens = web_tokens(s, client, user, "openid", word)
    if GROUPS not in claims_of(tokens, "id_token"):
        s.end("GROUP-003", "the ID token does not name the group", tokens)
    which: dict[str, Any] = {"UserPoolId": user.pool.id, "Username": user.username, "GroupName": name}
    s.must("AdminRemoveUserFromGroup", blame="GROUP-016", **which)
    later = s.need(refresh_at_endpoint(s, client, tokens.text("refresh_token")), "OTOKEN-019")
    s.check("SCOPE-029", later, absent=[GROUPS])


# -- the API -----------------------------------------------------------------------------------------------------------


@check("GROUP-033", "GROUP-035")
def no_groups_named(answer: Exchange) -> Difference | None:
    """Neither token has cognito:groups."""
    in_access = _found(claims_in(answer, "AccessToken"), [GROUPS], "the access token")
    return in_access or _found(claims_in(answer, "IdToken"), [GROUPS], "the ID token")


@prop(
    "GROUP-033", left=st.sampled_from(("removed", "deleted")), base=names(), group=group_names(), password=passwords()
)
def test_left(s: Scenario, left: str, base: str, group: str, password: str) -> None:
    """The user leaves the only group, or it is deleted; then the user signs in."""
    pool = s.pool()
    client, user = legacy_client(s, pool), s.user(pool, username=s.name(base), password=password)
    name = make_group(s, pool, group)
    must_add_to_group(s, user, name)
    before = s.sign_in(client, user).exchange
    if GROUPS not in claims_in(before, "IdToken"):
        s.end("GROUP-003", "the ID token does not name the group", before)
    which: dict[str, Any] = {"UserPoolId": pool.id, "GroupName": name}
    if left == "removed":
        s.must("AdminRemoveUserFromGroup", blame="GROUP-016", Username=user.username, **which)
    else:
        s.must("DeleteGroup", blame="GROUP-018", **which)
    s.check("GROUP-033", s.issued(client, user).exchange)


WAYS = ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", "AdminInitiateAuth", "GetTokensFromRefreshToken")


@prop("GROUP-035", plain=("devices",), way=st.sampled_from(WAYS), base=names(), password=passwords())
def test_refreshed(s: Scenario, way: str, base: str, password: str) -> None:
    """A user without groups refreshes, by each of the ways."""
    pool = s.pool()
    client, user = legacy_client(s, pool), s.user(pool, username=s.name(base), password=password)
    session = s.sign_in(client, user)
    if way == "GetTokensFromRefreshToken":
        answer = s.must(way, blame="REFRESH-006", ClientId=client.id, RefreshToken=session.refresh)
    else:
        admin = way == "AdminInitiateAuth"
        given = {"REFRESH_TOKEN": session.refresh, **hashed(s, client, user.username)}
        flow = "REFRESH_TOKEN_AUTH" if admin else way
        answer = s.need(initiate(s, client, flow, given, admin=admin), "REFRESH-005" if admin else "REFRESH-001")
    s.check("GROUP-035", answer)


def _attributes(answer: Exchange, username: str) -> Mapping[str, Any]:
    """The attributes of a user in AdminGetUser, GetUser, ListUsers or userInfo."""
    if answer.operation == "ListUsers":
        shown = [user for user in users_of(answer) if user.get("Username") == username]
        entries = [entry for user in shown for entry in user.get("Attributes") or [] if isinstance(entry, Mapping)]
        return {str(entry.get("Name")): str(entry.get("Value")) for entry in entries}
    return attributes_of(answer) if "UserAttributes" in answer.response else answer.response


@check("EFFECT-065", "EFFECT-066")
def attribute_gone(answer: Exchange, name: str, username: str) -> Difference | None:
    """The user is shown without the attribute."""
    return _found(_attributes(answer, username), [name], answer.operation)


@prop(
    "EFFECT-065",
    plain=UNNAMED,
    by=st.sampled_from(("AdminDeleteUserAttributes", "DeleteUserAttributes", "empty value")),
    reader=st.sampled_from(("AdminGetUser", "GetUser", "ListUsers")),
    base=names(),
    value=attribute_values(),
    password=passwords(),
)
def test_deleted_attribute(s: Scenario, *, by: str, reader: str, base: str, value: str, password: str) -> None:
    """An attribute is deleted, and whoever reads the user does not find it, with a token from before too."""
    pool = s.pool()
    user = s.user(pool, username=s.name(base), password=password, attributes={"nickname": value, "given_name": "Ana"})
    session = s.sign_in(legacy_client(s, pool), user)
    who: dict[str, Any] = {"UserPoolId": pool.id, "Username": user.username}
    if by == "empty value":
        emptied = [{"Name": "nickname", "Value": ""}]
        s.must("AdminUpdateUserAttributes", blame="ATTR-008", **who, UserAttributes=emptied)
    elif by == "DeleteUserAttributes":
        s.must(by, blame="ATTR-027", AccessToken=session.access, UserAttributeNames=["nickname"])
    else:
        s.must(by, blame="ATTR-028", **who, UserAttributeNames=["nickname"])
    if reader == "GetUser":
        answer = s.must("GetUser", AccessToken=session.access)
    elif reader == "ListUsers":
        filtered = f'username = "{user.username}"'
        gone: Callable[[Exchange], bool] = lambda answer: "nickname" not in _attributes(answer, user.username)  # noqa: E731
        answer = s.need(listed(s, gone, UserPoolId=pool.id, Filter=filtered), "LIST-001")
    else:
        answer = s.must("AdminGetUser", **who)
    s.check("EFFECT-065", answer, name="nickname", username=user.username)


@prop("EFFECT-066", plain=UNNAMED, base=names(), word=words_for_pkce())
def test_deleted_attribute_at_the_domain(s: Scenario, base: str, word: str) -> None:
    """An attribute is deleted between a sign-in over the pages and userInfo."""
    user = _web_user(s, base, ["nickname", "given_name"])
    answer = web_tokens(s, web_client(s, user.pool), user, "openid", word)
    who: dict[str, Any] = {"UserPoolId": user.pool.id, "Username": user.username}
    s.must("AdminDeleteUserAttributes", blame="ATTR-028", **who, UserAttributeNames=["nickname"])
    later = web_tokens(s, web_client(s, user.pool), user, "openid", word)
    info = s.need(user_info(s, user.pool, later.text("access_token")), "UINFO-001")
    if not claims_of(answer, "id_token").get("nickname"):
        s.end("SCOPE-013", "the ID token lacked the attribute before the deletion too", answer)
    s.check("EFFECT-066", info, name="nickname", username=user.username)
