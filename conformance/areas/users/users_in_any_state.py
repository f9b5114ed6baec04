"""What administrators do with users who cannot sign in as they are: invited, unconfirmed, reset or disabled.

The statements are about users whatever their state, and other properties try them with CONFIRMED users.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.attributes import write_all
from conformance.flows.groups import add_to_group, make_group
from conformance.flows.lists import forget, listed, settled, usernames_of, users_of
from conformance.flows.standing import in_state
from conformance.flows.users import legacy_client, recovery_pool, seen, tell_passwords_apart, try_password
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import User
from conformance.strategies import attribute_values, group_names, passwords
from conformance.strategies.pools import FOR_LISTS

DISABLED = "disabled"
STATUSES = ("UNCONFIRMED", "FORCE_CHANGE_PASSWORD", "RESET_REQUIRED")
STATES = st.sampled_from((*STATUSES, DISABLED))


def _is_as_before(s: Scenario, user: User, state: str, attributes: dict[str, str]) -> Exchange:
    """AdminGetUser, judged: the user has these attributes, and is in the state from before."""
    shown, status = seen(s, user), "CONFIRMED" if state == DISABLED else state
    more: dict[str, Any] = {"status": status, "enabled": state != DISABLED}
    s.check("ADMUSER-001", shown, username=user.username, attributes=attributes, **more)
    return shown


@prop("ADMUSER-001", "ATTR-001", "ATTR-028", state=STATES, value=attribute_values(), other=attribute_values())
def test_attributes(s: Scenario, state: str, value: str, other: str) -> None:
    """Two attributes are written, and one of them is deleted."""
    user = in_state(s, recovery_pool(s), state)
    both: dict[str, str | None] = {"nickname": value, "given_name": other}
    s.accepted("ATTR-001", write_all(s, user, {"nickname": value, "given_name": other}))
    if not s.check("ATTR-001", seen(s, user), wanted=both):
        s.end("ATTR-001", "the attributes were not set")
    _is_as_before(s, user, state, {"nickname": value})
    who: dict[str, Any] = {"UserPoolId": user.pool.id, "Username": user.username}
    s.accepted("ATTR-028", s.call("AdminDeleteUserAttributes", **who, UserAttributeNames=["nickname"]))
    s.check("ATTR-028", _is_as_before(s, user, state, {"given_name": other}), wanted=both | {"nickname": None})


@prop("GROUP-002", "GROUP-012", "GROUP-014", "GROUP-016", state=STATES, base=group_names())
def test_groups(s: Scenario, state: str, base: str) -> None:
    """Added to a group, and removed from it."""
    pool = recovery_pool(s)
    user, group = in_state(s, pool, state), make_group(s, pool, base)
    who: dict[str, Any] = {"UserPoolId": pool.id, "Username": user.username}
    s.accepted("GROUP-002", add_to_group(s, user, group))
    s.check("GROUP-012", s.must("AdminListGroupsForUser", blame="GROUP-012", **who), wanted=[group])
    members = s.must("ListUsersInGroup", blame="GROUP-014", UserPoolId=pool.id, GroupName=group)
    s.check("GROUP-014", members, wanted=[user.username])
    s.accepted("GROUP-016", s.call("AdminRemoveUserFromGroup", **who, GroupName=group))
    s.check("GROUP-016", s.must("AdminListGroupsForUser", blame="GROUP-012", **who), wanted=[])


@prop("ADMUSER-004", "ADMUSER-009", state=st.sampled_from(STATUSES), password=passwords())
def test_deletion(s: Scenario, state: str, password: str) -> None:
    """Deleted, without being disabled before."""
    user = in_state(s, recovery_pool(s), state, password=password)
    who: dict[str, Any] = {"UserPoolId": user.pool.id, "Username": user.username}
    deleted = s.accepted("ADMUSER-004", s.call("AdminDeleteUser", **who))
    s.refused("ADMUSER-009", s.call("AdminDeleteUser", **who), control=deleted)


@prop("ADMUSER-002", "ADMUSER-003", password=passwords())
def test_disabled_after_a_reset(s: Scenario, password: str) -> None:
    """A user whose password was reset is disabled, then enabled."""
    user = in_state(s, recovery_pool(s), "RESET_REQUIRED", password=password)
    who: dict[str, Any] = {"UserPoolId": user.pool.id, "Username": user.username}
    before = seen(s, user)
    s.accepted("ADMUSER-002", s.call("AdminDisableUser", **who))
    disabled = seen(s, user)
    s.check("ADMUSER-002", before, disabled, enabled=False)
    s.accepted("ADMUSER-003", s.call("AdminEnableUser", **who))
    s.check("ADMUSER-003", disabled, seen(s, user), enabled=True)


@prop(
    "ADMPW-001", "ADMPW-003", plain=("mfa=ON",), status=st.sampled_from(STATUSES), password=passwords(), new=passwords()
)
def test_permanent_password(s: Scenario, status: str, password: str, new: str) -> None:
    """A permanent password, by which the user signs in."""
    s.assume(new != password)
    pool = recovery_pool(s)
    user = in_state(s, pool, status, password=password)
    who: dict[str, Any] = {"UserPoolId": pool.id, "Username": user.username}
    s.accepted("ADMPW-001", s.call("AdminSetUserPassword", **who, Password=new, Permanent=True))
    client = legacy_client(s, pool)
    tell_passwords_apart(s, client, user, new)
    s.check("ADMPW-003", s.accepted("ADMPW-003", try_password(s, client, user, new)))


@prop("LIST-001", "LIST-002", state=st.sampled_from(("UNCONFIRMED", "RESET_REQUIRED")), password=passwords())
def test_listed(s: Scenario, state: str, password: str) -> None:
    """In the list of a pool with few users."""
    pool = s.pool(**FOR_LISTS)
    user = in_state(s, pool, state, password=password)
    answer = listed(s, lambda a: user.username in usernames_of(a), UserPoolId=pool.id)
    forget(s, pool, [user.username])
    s.check("LIST-001", s.need(answer, "LIST-001"), username=user.username)
    s.check("LIST-002", answer)


@check("GROUP-034")
def shown_alike(listed_member: Exchange, shown: Exchange, username: str) -> Difference | None:
    """UserStatus and Enabled of the member are those of AdminGetUser."""
    member = next((user for user in users_of(listed_member) if user.get("Username") == username), {})
    for name in ("UserStatus", "Enabled"):
        if member.get(name) != shown.get(name):
            return Difference(f"other-{name}", f"{name} {shown.get(name)!r}", f"{name} {member.get(name)!r}")
    return None


@prop("GROUP-034", state=STATES, base=group_names())
def test_members(s: Scenario, state: str, base: str) -> None:
    """A member of a group, in the list of its members and as administrators see the user."""
    pool = recovery_pool(s)
    user, group = in_state(s, pool, state), make_group(s, pool, base)
    s.need(add_to_group(s, user, group), "GROUP-002")
    which: dict[str, Any] = {"UserPoolId": pool.id, "GroupName": group}
    members = settled(s, lambda: s.call("ListUsersInGroup", **which), lambda answer: bool(users_of(answer)))
    s.check("GROUP-034", s.need(members, "GROUP-014"), seen(s, user), username=user.username)
