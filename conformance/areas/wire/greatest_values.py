"""Values of the greatest length and lists of the greatest size that the API model allows: both are accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.devices import device_user, first_sign_in
from conformance.flows.pools import new_pool
from conformance.scenario import Scenario, prop
from conformance.strategies import passwords
from conformance.strategies.pools import FOR_SERVERS

Made = tuple[Exchange, str, str]  # the answer, where it shows the value, and the value


def _long(s: Scenario, length: int, letter: str) -> str:
    return s.resource_name().ljust(length, letter)


def _group(member: str, length: int) -> Callable[[Scenario, str], Made]:
    def make(s: Scenario, letter: str) -> Made:
        value, pool = _long(s, length, letter), s.pool()
        given: dict[str, Any] = {"GroupName": s.resource_name(), member: value}
        return s.call("CreateGroup", UserPoolId=pool.id, **given), f"Group.{member}", value

    return make


def _client(s: Scenario, letter: str) -> Made:
    value, pool = _long(s, 128, letter), s.pool()
    return s.call("CreateUserPoolClient", UserPoolId=pool.id, ClientName=value), "UserPoolClient.ClientName", value


def _pool(s: Scenario, letter: str) -> Made:
    value = _long(s, 128, letter)
    made = new_pool(s, PoolName=value)
    if made.ok:
        s.call("DeleteUserPool", UserPoolId=made.text("UserPool.Id"))
    return made, "UserPool.Name", value


def _user(s: Scenario, letter: str) -> Made:
    value, pool = s.name("user").ljust(128, letter), s.pool()
    if pool.username_attributes:
        reason = "users cannot have plain names in this pool"
        s.end("ADMCREATE-001", reason, s.call("DescribeUserPool", UserPoolId=pool.id))
    made = s.call("AdminCreateUser", UserPoolId=pool.id, Username=value, MessageAction="SUPPRESS")
    return made, "User.Username", value


def _server(member: str) -> Callable[[Scenario, str], Made]:
    def make(s: Scenario, letter: str) -> Made:
        value, pool = _long(s, 256, letter), s.pool(**FOR_SERVERS)
        given: dict[str, Any] = {"Identifier": s.resource_name(), "Name": "server", member: value}
        made = s.call("CreateResourceServer", UserPoolId=pool.id, **given)
        s.call("DeleteResourceServer", UserPoolId=pool.id, Identifier=given["Identifier"])
        return made, f"ResourceServer.{member}", value

    return make


LONGEST: dict[str, Callable[[Scenario, str], Made]] = {
    "ClientName": _client,
    "Description": _group("Description", 2048),
    "GroupName": _group("GroupName", 128),
    "Identifier": _server("Identifier"),
    "Name": _server("Name"),
    "PoolName": _pool,
    "Username": _user,
}


@check("EFFECT-108")
def shown_whole(made: Exchange, path: str, value: str) -> Difference | None:
    """The answer has the whole value."""
    if not made.ok:
        return Difference("refused", f"{len(value)} characters are accepted", f"{made.code}: {made.message}")
    seen = made.get(path)
    return None if seen == value else Difference("other-value", f"{len(value)} characters", f"{len(str(seen))}")


@prop(
    "EFFECT-108",
    plain=("names=addresses", "case"),
    what=st.sampled_from(sorted(LONGEST)),
    letter=st.sampled_from("abxyz059"),
)
def test_lengths(s: Scenario, what: str, letter: str) -> None:
    """A name, description or identifier."""
    made, path, value = LONGEST[what](s, letter)
    if s.answered("EFFECT-108", made):
        s.check("EFFECT-108", made, path=path, value=value)


PAGES: dict[str, dict[str, Any]] = {
    "ListUsers": {"Limit": 60},
    "ListGroups": {"Limit": 60},
    "ListUserPoolClients": {"MaxResults": 60},
    "ListUserPools": {"MaxResults": 60},
    "ListIdentityProviders": {"MaxResults": 60},
    "ListResourceServers": {"MaxResults": 50},
}


@prop("EFFECT-109", operation=st.sampled_from(sorted(PAGES)))
def test_pages(s: Scenario, operation: str) -> None:
    """A list of what a pool, or an account, has."""
    pool = s.pool()
    which: dict[str, Any] = {} if operation == "ListUserPools" else {"UserPoolId": pool.id}
    s.accepted("EFFECT-109", s.call(operation, **which, **PAGES[operation]))


OF_USERS = {"AdminListGroupsForUser": False, "ListUsersInGroup": False, "AdminListDevices": True, "ListDevices": True}


@prop("EFFECT-109", operation=st.sampled_from(sorted(OF_USERS)), password=passwords())
def test_pages_of_users(s: Scenario, operation: str, password: str) -> None:
    """A list of what a user or a group has, in a pool that remembers devices."""
    client, user = device_user(s, password)
    which: dict[str, Any] = {"UserPoolId": user.pool.id, "Username": user.username}
    if operation == "ListUsersInGroup":
        group: dict[str, Any] = {"UserPoolId": user.pool.id, "GroupName": s.resource_name()}
        s.must("CreateGroup", blame="GROUP-001", **group)
        which = dict(group)
    if operation == "ListDevices":
        which = {"AccessToken": first_sign_in(s, client, user).access}
    s.accepted("EFFECT-109", s.call(operation, **which, Limit=60))
