"""A group that is deleted and created again, and two groups with the same name in two pools."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.groups import make_group, must_add_to_group, role_in
from conformance.flows.lists import group_names_in, settled, usernames_of
from conformance.flows.users import signed_in
from conformance.kit.reading import TOKENS, claims_in
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import User
from conformance.strategies import attribute_values, group_names, names, passwords
from conformance.strategies.names import role_names

SETTINGS = ("Description", "RoleArn", "Precedence")


@check("GROUP-026")
def group_not_listed(listed: Exchange, group: str) -> Difference | None:
    """The user's groups do not have this one."""
    there = group in group_names_in(listed)
    return Difference("listed", f"a list without {group}", f"{group_names_in(listed)}") if there else None


@check("GROUP-027")
def without_members(listed: Exchange) -> Difference | None:
    """The group has no members."""
    found = usernames_of(listed)
    return Difference("members", "no members", f"{found}") if found else None


@check("GROUP-028")
def group_not_in_tokens(signed_in: Exchange, group: str) -> Difference | None:
    """Neither token names the group."""
    for token in TOKENS:
        groups = claims_in(signed_in, token).get("cognito:groups")
        if isinstance(groups, list) and group in groups:
            return Difference(f"in-{token}", f"cognito:groups of the {token} without {group}", f"{groups}")
    return None


@check("GROUP-029")
def without_settings(shown: Exchange, former: dict[str, Any]) -> Difference | None:
    """The group has none of the values that the former one had."""
    for name, value in former.items():
        if shown.get(f"Group.{name}") == value:
            return Difference(f"kept-{name}", f"no {name} of the former group", f"{name} {value!r}")
    return None


@prop(
    "GROUP-026",
    "GROUP-027",
    "GROUP-028",
    "GROUP-029",
    base=group_names(),
    user_base=names(),
    text=attribute_values(),
    role=role_names,
    password=passwords(),
)
def test_group_made_again(s: Scenario, *, base: str, user_base: str, text: str, role: str, password: str) -> None:
    """A group with settings and a member is deleted; a new one gets its name, without settings or members."""
    pool = s.pool()
    settings: dict[str, Any] = {"Description": f"x{text}", "RoleArn": role_in(pool, role), "Precedence": 7}
    user = s.user(pool, username=s.name(user_base), password=password)
    group = make_group(s, pool, base, **settings)
    must_add_to_group(s, user, group)
    which: dict[str, Any] = {"UserPoolId": pool.id, "GroupName": group}
    s.must("DeleteGroup", blame="GROUP-018", **which)
    s.must("CreateGroup", **which)
    listed = s.must("AdminListGroupsForUser", blame="GROUP-012", UserPoolId=pool.id, Username=user.username)
    s.check("GROUP-026", listed, group=group)

    def members() -> Exchange:
        return s.must("ListUsersInGroup", blame="GROUP-014", **which)

    s.check("GROUP-027", settled(s, members, lambda answer: not usernames_of(answer)))
    s.check("GROUP-028", signed_in(s, pool, user).exchange, group=group)
    s.check("GROUP-029", s.must("GetGroup", blame="GROUP-009", **which), former=settings)


# -- two pools ---------------------------------------------------------------------------------------------------------


@check("GROUP-030")
def own_settings(shown: Exchange, wanted: dict[str, Any]) -> Difference | None:
    """The group has the settings that it was given in its own pool."""
    if not shown.ok:
        return Difference("gone", "the group", f"{shown.code}: {shown.message}")
    for name in SETTINGS:
        if shown.get(f"Group.{name}") != wanted.get(name):
            return Difference(f"other-{name}", f"{name} {wanted.get(name)!r}", f"{shown.get(f'Group.{name}')!r}")
    return None


@check("GROUP-031")
def in_none(listed: Exchange) -> Difference | None:
    """The user is in no group."""
    found = group_names_in(listed)
    return Difference("listed", "no groups", f"{found}") if found else None


@check("GROUP-032")
def member_of(listed: Exchange, username: str) -> Difference | None:
    """The member is listed."""
    if not listed.ok:
        return Difference("gone", "the group's members", f"{listed.code}: {listed.message}")
    return None if username in usernames_of(listed) else Difference("not-listed", f"{username}", "not on the list")


@prop(
    "GROUP-030",
    "GROUP-031",
    "GROUP-032",
    plain=("name=email", "name=phone"),
    base=group_names(),
    user_base=names(),
    text=attribute_values(),
    password=passwords(),
)
def test_groups_of_two_pools(s: Scenario, base: str, user_base: str, text: str, password: str) -> None:
    """Groups and users of the same names: one is joined, changed and deleted, the other is read."""
    pools = s.two_pools()
    own: dict[str, Any] = {"Description": f"x{text}", "Precedence": 5}
    group = make_group(s, pools[0], base)
    s.must("CreateGroup", UserPoolId=pools[1].id, GroupName=group, **own)
    other = s.user(pools[0], username=s.name(user_base), password=password)
    given = {"email": other.login} if "email" in pools[1].username_attributes else {}
    user: User = s.user(pools[1], username=other.login, password=password, attributes=given)
    must_add_to_group(s, other, group)
    who: dict[str, Any] = {"UserPoolId": pools[1].id, "Username": user.username}
    s.check("GROUP-031", s.must("AdminListGroupsForUser", blame="GROUP-012", **who))
    must_add_to_group(s, user, group)
    there: dict[str, Any] = {"UserPoolId": pools[0].id, "GroupName": group}
    here: dict[str, Any] = {"UserPoolId": pools[1].id, "GroupName": group}
    s.must("UpdateGroup", blame="GROUP-017", **there, Description="changed", Precedence=1)
    s.check("GROUP-030", s.call("GetGroup", **here), wanted=own)
    s.must("DeleteGroup", blame="GROUP-018", **there)
    s.check("GROUP-030", s.call("GetGroup", **here), wanted=own)

    def members() -> Exchange:
        return s.call("ListUsersInGroup", **here)

    listed = settled(s, members, lambda answer: user.username in usernames_of(answer))
    s.check("GROUP-032", listed, username=user.username)
