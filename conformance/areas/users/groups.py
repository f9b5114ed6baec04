"""Groups: created, changed, listed and deleted, and their members."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import not_refused
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.groups import add_to_group, group_name, make_group, must_add_to_group, role_in
from conformance.flows.lists import MOST_PAGES, settled, walk
from conformance.flows.users import fresh_login
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool, User
from conformance.strategies import attribute_values, group_names, names
from conformance.strategies.names import role_names

GROUPS_OF_A_USER = 100
PRECEDENCES = st.one_of(st.integers(0, 3), st.integers(0, 2**31 - 1), st.sampled_from((0, 2**31 - 1)))


def get_group(s: Scenario, pool: Pool, name: str) -> Exchange:
    """GetGroup, not judged."""
    return s.call("GetGroup", UserPoolId=pool.id, GroupName=name)


def groups_of(s: Scenario, user: User) -> Exchange:
    """AdminListGroupsForUser, which the rest needs."""
    return s.must("AdminListGroupsForUser", blame="GROUP-012", UserPoolId=user.pool.id, Username=user.username)


def _names(pages: tuple[Exchange, ...], member: str, name: str) -> list[str]:
    """The names in all pages of a list, as often as they are there."""
    lists = [page.get(member) for page in pages]
    entries = [entry for found in lists if isinstance(found, list) for entry in found]
    return [str(entry.get(name)) for entry in entries if isinstance(entry, dict)]


def _compared(found: list[str], wanted: list[str]) -> Difference | None:
    missing, more = sorted(set(wanted) - set(found)), sorted(set(found) - set(wanted))
    if missing:
        return Difference("missing", f"{sorted(wanted)}", f"without {missing}")
    if more:
        return Difference("too-many", f"{sorted(wanted)}", f"also {more}")
    if len(found) != len(set(found)):
        return Difference("twice", "each once", f"{sorted(found)}")
    return None


@check("GROUP-007", "GROUP-012", "GROUP-016")
def groups_listed(listed: Exchange, wanted: list[str]) -> Difference | None:
    """AdminListGroupsForUser has just these groups, each once."""
    return _compared(_names((listed,), "Groups", "GroupName"), wanted)


@check("GROUP-014")
def members_listed(listed: Exchange, wanted: list[str]) -> Difference | None:
    """ListUsersInGroup has just these users, each once."""
    return _compared(_names((listed,), "Users", "Username"), wanted)


@check("GROUP-013", "GROUP-015")
def paged(*pages: Exchange, limit: int, wanted: list[str]) -> Difference | None:
    """All pages together have just these groups, each once; no page has more than it may.

    If a page was not requested, as in a replay on another target, missing entries do not count.
    """
    for page in pages:
        if not page.ok:
            return Difference("page-refused", "every page", f"{page.code}: {page.message}")
        if len(_names((page,), "Groups", "GroupName")) > limit:
            return Difference("page-too-long", f"at most {limit} on a page", f"{page.get('Groups')!r}")
    found = _compared(_names(pages, "Groups", "GroupName"), wanted)
    more = pages[-1].get("NextToken") and len(pages) < MOST_PAGES
    return None if more and found is not None and found.kind == "missing" else found


@check("GROUP-001")
def group_made(created: Exchange, name: str, pool: str) -> Difference | None:
    """Group of the answer has the group's name and the pool's id."""
    return _group(created, {"GroupName": name, "UserPoolId": pool})


@check("GROUP-009", "GROUP-017")
def group_is(shown: Exchange, wanted: dict[str, Any]) -> Difference | None:
    """Group of the answer has each of these members with its value."""
    return _group(shown, wanted)


def _group(answer: Exchange, wanted: dict[str, Any]) -> Difference | None:
    for member, value in wanted.items():
        found = answer.get(f"Group.{member}")
        if found != value or type(found) is not type(value):
            return Difference(f"group-{member.lower()}", f"{member} {value!r}", f"{found!r}")
    return None


@prop(
    "GROUP-001",
    "GROUP-008",
    "GROUP-009",
    "GROUP-010",
    base=group_names(),
    text=attribute_values(),
    role=role_names,
    precedence=PRECEDENCES,
)
def test_create(s: Scenario, *, base: str, text: str, role: str, precedence: int) -> None:
    """A group with a role that does not exist, its settings, and a second group of the same name."""
    pool = s.pool()
    members: dict[str, Any] = {"Description": text, "Precedence": precedence}
    plain, name = group_name(s, base), group_name(s, base)
    made = s.accepted("GROUP-001", s.call("CreateGroup", UserPoolId=pool.id, GroupName=plain, **members))
    s.check("GROUP-001", made, name=plain, pool=pool.id)
    s.check("GROUP-009", s.need(get_group(s, pool, plain), "GROUP-009"), wanted={"GroupName": plain, **members})
    again = s.call("CreateGroup", UserPoolId=pool.id, GroupName=plain)
    s.refused("GROUP-008", again, control=made)
    members = {"RoleArn": role_in(pool, role), **members}
    s.accepted("GROUP-010", s.call("CreateGroup", UserPoolId=pool.id, GroupName=name, **members))
    wanted = {"GroupName": name, "UserPoolId": pool.id, **members}
    s.check("GROUP-009", s.need(get_group(s, pool, name), "GROUP-009"), wanted=wanted)


@check("GROUP-036")
def no_precedence(answer: Exchange) -> Difference | None:
    """Group of the answer, or the first of its Groups, has no Precedence."""
    groups = answer.get("Groups")
    group = groups[0] if isinstance(groups, list) and groups else answer.get("Group")
    found = group.get("Precedence") if isinstance(group, dict) else None
    return None if found is None else Difference("precedence-shown", "no Precedence", f"Precedence {found!r}")


@prop("GROUP-036", base=group_names(), text=attribute_values())
def test_no_precedence(s: Scenario, base: str, text: str) -> None:
    """A group without Precedence, as it is made, shown, changed, and listed for its only member."""
    pool, name, user = s.pool(), group_name(s, base), s.user(s.pool())
    which: dict[str, Any] = {"UserPoolId": pool.id, "GroupName": name}
    shown = [s.need(s.call("CreateGroup", **which), "GROUP-001"), s.need(get_group(s, pool, name), "GROUP-009")]
    for answer in shown:
        answer.text("Group.GroupName")  # an answer without a group shows no Precedence, either
        s.check("GROUP-036", answer)
    must_add_to_group(s, user, name)
    listed = groups_of(s, user)
    if _names((listed,), "Groups", "GroupName") != [name]:
        s.end("GROUP-012", "the user's only group is not listed", answer=listed)
    s.check("GROUP-036", listed)
    updated = s.must("UpdateGroup", blame="GROUP-017", **which, Description=text)
    updated.text("Group.GroupName")
    s.check("GROUP-036", updated)


@prop("GROUP-011", base=group_names(), below=st.one_of(st.integers(-3, -1), st.integers(-(2**31), -1)))
def test_negative_precedence(s: Scenario, base: str, below: int) -> None:
    """A Precedence below zero, and zero."""
    pool = s.pool()

    def create(precedence: int) -> Exchange:
        return s.call("CreateGroup", UserPoolId=pool.id, GroupName=group_name(s, base), Precedence=precedence)

    s.refused("GROUP-011", create(below), control=lambda: create(0))


@prop(
    "GROUP-017",
    base=group_names(),
    first=attribute_values(),
    second=attribute_values(),
    role=role_names,
    before=PRECEDENCES,
    after=PRECEDENCES,
)
def test_update(s: Scenario, *, base: str, first: str, second: str, role: str, before: int, after: int) -> None:
    """Description, Precedence and RoleArn, all changed."""
    pool = s.pool()
    name = make_group(s, pool, base, Description=first, Precedence=before)
    changes: dict[str, Any] = {"Description": second, "Precedence": after, "RoleArn": role_in(pool, role)}
    s.accepted("GROUP-017", s.call("UpdateGroup", UserPoolId=pool.id, GroupName=name, **changes))
    s.check("GROUP-017", s.need(get_group(s, pool, name), "GROUP-009"), wanted={"GroupName": name, **changes})


@prop("GROUP-018", base=group_names(), text=attribute_values())
def test_delete(s: Scenario, base: str, text: str) -> None:
    """A group before and after its deletion."""
    pool = s.pool()
    name = make_group(s, pool, base, Description=text)
    there = s.need(get_group(s, pool, name), "GROUP-009")
    s.accepted("GROUP-018", s.call("DeleteGroup", UserPoolId=pool.id, GroupName=name))
    s.refused("GROUP-018", get_group(s, pool, name), control=there)


@prop("GROUP-004", "GROUP-006", base=group_names(), user_base=names())
def test_unknown_group_or_user(s: Scenario, base: str, user_base: str) -> None:
    """A group or user that does not exist; then both exist."""
    pool = s.pool()
    user = s.user(pool, username=s.name(user_base))
    group = make_group(s, pool, base)
    no_group = add_to_group(s, user, group_name(s, base))
    nobody = fresh_login(s, pool, user_base)
    no_user = s.call("AdminAddUserToGroup", UserPoolId=pool.id, Username=nobody, GroupName=group)
    both = add_to_group(s, user, group)
    s.refused("GROUP-004", no_group, control=both)
    s.refused("GROUP-006", no_user, control=both)


@prop(
    "GROUP-002",
    "GROUP-007",
    "GROUP-012",
    "GROUP-016",
    bases=st.lists(group_names(), min_size=2, max_size=4),
    twice=st.integers(0, 3),
    out=st.integers(0, 3),
    user_base=names(),
)
def test_membership(s: Scenario, *, bases: list[str], twice: int, out: int, user_base: str) -> None:
    """A user is added to several groups, to one of them twice, and removed from one."""
    pool = s.pool()
    user = s.user(pool, username=s.name(user_base))
    make_group(s, pool, "other")
    groups = [make_group(s, pool, base) for base in bases]
    for group in groups:
        s.accepted("GROUP-002", add_to_group(s, user, group))
    s.check("GROUP-012", groups_of(s, user), wanted=groups)
    s.accepted("GROUP-007", add_to_group(s, user, groups[twice % len(groups)]))
    s.check("GROUP-007", groups_of(s, user), wanted=groups)
    gone = groups[out % len(groups)]
    removed = s.call("AdminRemoveUserFromGroup", UserPoolId=pool.id, Username=user.username, GroupName=gone)
    s.accepted("GROUP-016", removed)
    s.check("GROUP-016", groups_of(s, user), wanted=[group for group in groups if group != gone])


@prop("GROUP-013", bases=st.lists(group_names(), min_size=1, max_size=5), limit=st.integers(1, 3), user_base=names())
def test_pages_of_groups_of_a_user(s: Scenario, bases: list[str], limit: int, user_base: str) -> None:
    """AdminListGroupsForUser, page by page."""
    pool = s.pool()
    user = s.user(pool, username=s.name(user_base))
    groups = [make_group(s, pool, base) for base in bases]
    for group in groups:
        must_add_to_group(s, user, group)
    pages = walk(s, "AdminListGroupsForUser", "NextToken", UserPoolId=pool.id, Username=user.username, Limit=limit)
    s.need(pages[0], "GROUP-012")
    s.check("GROUP-013", *pages, limit=limit, wanted=groups)


@prop("GROUP-014", base=group_names(), inside=st.lists(names(), min_size=1, max_size=3), outside=names())
def test_members(s: Scenario, base: str, inside: list[str], outside: str) -> None:
    """ListUsersInGroup of a group, next to another group."""
    pool = s.pool()
    group, other = make_group(s, pool, base), make_group(s, pool, base)
    users = [s.user(pool, username=s.name(name)) for name in inside]
    for user in users:
        must_add_to_group(s, user, group)
    must_add_to_group(s, s.user(pool, username=s.name(outside)), other)
    wanted = sorted(user.username for user in users)

    def read() -> Exchange:
        return s.call("ListUsersInGroup", UserPoolId=pool.id, GroupName=group)

    listed = settled(s, read, lambda answer: members_listed(answer, wanted) is None)
    s.check("GROUP-014", s.accepted("GROUP-014", listed), wanted=wanted)


@prop("GROUP-015", bases=st.lists(group_names(), min_size=2, max_size=5), limit=st.integers(1, 3))
def test_groups_of_a_pool(s: Scenario, bases: list[str], limit: int) -> None:
    """ListGroups, page by page, in a pool that has no other groups."""
    pool = s.own_pool()
    groups = [make_group(s, pool, base) for base in bases]
    pages = walk(s, "ListGroups", "NextToken", UserPoolId=pool.id, Limit=limit)
    s.accepted("GROUP-015", pages[0])
    s.check("GROUP-015", *pages, limit=limit, wanted=groups)


@check("GROUP-025")
def one_too_many(answer: Exchange) -> Difference | None:
    """The group is refused, with any error of the caller's: no source says which."""
    return not_refused(answer, "the 101st group")


@prop("GROUP-025", last=st.sampled_from((0, GROUPS_OF_A_USER)))
def test_too_many_groups(s: Scenario, last: int) -> None:
    """The maximum number of groups, and one more: the newest or the oldest group."""
    pool = s.pool()
    made: list[str] = s.once(pool, "groups", lambda: [make_group(s, pool, "g") for _ in range(GROUPS_OF_A_USER + 1)])
    groups = list(made)
    more = groups.pop(last)
    user = s.user(pool)
    for group in groups:
        must_add_to_group(s, user, group)
    s.check("GROUP-025", add_to_group(s, user, more))
