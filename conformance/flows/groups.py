"""Groups and their members. Sent, not judged."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Exchange
from conformance.scenario import Scenario
from conformance.scenario.resources import Pool, User


def role_in(pool: Pool, name: str) -> str:
    """The ARN of a role, most likely none that exists, in the account that the pool is in."""
    parts = str(pool.created.get("UserPool.Arn", "")).split(":")
    account = parts[4] if len(parts) > 4 and parts[4].isdigit() else "123456789012"
    return f"arn:aws:iam::{account}:role/{name}"


def group_name(s: Scenario, base: str) -> str:
    """A fresh name."""
    return f"{s.resource_name()}{base[:30]}"


def make_group(s: Scenario, pool: Pool, base: str, **members: Any) -> str:
    """A new group; its name."""
    name = group_name(s, base)
    blame = "GROUP-010" if "RoleArn" in members else "GROUP-001"
    s.must("CreateGroup", blame=blame, UserPoolId=pool.id, GroupName=name, **members)
    return name


def add_to_group(s: Scenario, user: User, group: str) -> Exchange:
    """AdminAddUserToGroup, not judged."""
    return s.call("AdminAddUserToGroup", UserPoolId=user.pool.id, Username=user.username, GroupName=group)


def must_add_to_group(s: Scenario, user: User, group: str) -> None:
    """AdminAddUserToGroup, which the rest needs."""
    s.need(add_to_group(s, user, group), "GROUP-002")
