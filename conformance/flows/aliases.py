"""Users with other names than their user name. Sent, not judged."""

from __future__ import annotations

from conformance.checking.attributes import attribute_list
from conformance.checking.exchange import Exchange
from conformance.scenario import Scenario
from conformance.scenario.resources import Pool, User


def read(s: Scenario, pool: Pool, username: str) -> Exchange:
    """AdminGetUser, which has to work."""
    return s.must("AdminGetUser", UserPoolId=pool.id, Username=username)


def update(s: Scenario, pool: Pool, username: str, **attributes: str) -> Exchange:
    """AdminUpdateUserAttributes, not judged."""
    listed = attribute_list(attributes)
    return s.call("AdminUpdateUserAttributes", UserPoolId=pool.id, Username=username, UserAttributes=listed)


def must_update(s: Scenario, pool: Pool, username: str, **attributes: str) -> Exchange:
    """AdminUpdateUserAttributes, which has to work."""
    return s.need(update(s, pool, username, **attributes), "ATTR-001")


def owner_of(s: Scenario, pool: Pool, name: str, password: str, **attributes: str) -> User:
    """A CONFIRMED user with these attributes, created by an administrator; the user name is not one of their values."""
    user = s.user(pool, username=s.name(name), password=password, attributes=attributes)
    if user.login in attributes.values():
        reason = "users cannot have plain names in this pool: here the address is the name itself"
        s.end("ADMCREATE-001", reason, s.call("DescribeUserPool", UserPoolId=pool.id))
    return user
