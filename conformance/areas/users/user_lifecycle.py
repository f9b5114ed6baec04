"""Disabling, enabling and deleting users, and the effect on their tokens."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.users import (
    fresh_login,
    legacy_client,
    recovery_pool,
    refresh,
    seen,
    signed_in,
    try_password,
    user_with_email,
)
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import User
from conformance.strategies import attribute_values, emails_local, names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT

STATUSES = st.sampled_from(("CONFIRMED", "UNCONFIRMED", "FORCE_CHANGE_PASSWORD"))


def admin(s: Scenario, operation: str, user: User) -> Exchange:
    """An operation on this user that needs no more than the user name; not judged."""
    return s.call(operation, UserPoolId=user.pool.id, Username=user.username)


def must_admin(s: Scenario, operation: str, user: User) -> Exchange:
    """An operation on this user that the rest of the example needs."""
    return s.must(operation, UserPoolId=user.pool.id, Username=user.username)


def own_view(s: Scenario, token: str) -> Exchange:
    """GetUser, not judged."""
    return s.call("GetUser", AccessToken=token)


@check("ADMUSER-001")
def user_is_shown(
    user: Exchange, username: str, status: str, attributes: dict[str, str], enabled: bool = True
) -> Difference | None:
    """AdminGetUser has all members, and the given attributes."""
    for member, value in (("Username", username), ("UserStatus", status), ("Enabled", enabled)):
        if user.get(member) != value:
            return Difference(f"user-{member.lower()}", f"{member} {value!r}", f"{user.get(member)!r}")
    for member in ("UserCreateDate", "UserLastModifiedDate"):
        if not isinstance(user.get(member), int | float) or isinstance(user.get(member), bool):
            return Difference(f"user-{member.lower()}", f"a number as {member}", f"{user.get(member)!r}")
    listed = attributes_of(user)
    if not listed.get("sub"):
        return Difference("no-sub", "the attribute sub", "none")
    for name, given in attributes.items():
        if listed.get(name) != given:
            return Difference("attribute", f"{name} {given!r}", f"{listed.get(name)!r}")
    return None


@prop(
    "ADMUSER-001",
    status=STATUSES,
    base=names(),
    local=emails_local(),
    nickname=attribute_values(),
    password=passwords(),
)
def test_admin_get_user(s: Scenario, *, status: str, base: str, local: str, nickname: str, password: str) -> None:
    """A user in one of three states."""
    attributes = {"email": s.email(local), "nickname": nickname}
    user = s.user(s.pool(), password=password, username=s.name(base), attributes=attributes, status=status)
    shown = s.accepted("ADMUSER-001", admin(s, "AdminGetUser", user))
    s.check("ADMUSER-001", shown, username=user.username, status=status, attributes=attributes)


@check("ADMUSER-002", "ADMUSER-003")
def enabled_and_status(before: Exchange, after: Exchange, enabled: bool) -> Difference | None:
    """Enabled has this value, and UserStatus is what it was before."""
    if after.get("Enabled") is not enabled:
        return Difference("enabled", f"Enabled {enabled}", f"{after.get('Enabled')!r}")
    if after.get("UserStatus") != before.get("UserStatus"):
        return Difference("status", f"UserStatus {before.get('UserStatus')!r}", f"{after.get('UserStatus')!r}")
    return None


@prop("ADMUSER-002", "ADMUSER-003", "ADMUSER-015", status=STATUSES, base=names(), password=passwords())
def test_disable_and_enable(s: Scenario, status: str, base: str, password: str) -> None:
    """Disabled twice, then enabled."""
    user = s.user(s.pool(), password=password, username=s.name(base), status=status)
    before = seen(s, user)
    s.accepted("ADMUSER-002", admin(s, "AdminDisableUser", user))
    s.check("ADMUSER-002", before, seen(s, user), enabled=False)
    s.accepted("ADMUSER-015", admin(s, "AdminDisableUser", user))
    disabled = seen(s, user)
    s.accepted("ADMUSER-003", admin(s, "AdminEnableUser", user))
    s.check("ADMUSER-003", disabled, seen(s, user), enabled=True)


@prop("ADMUSER-006", "ADMUSER-007", "ADMUSER-008", base=names(), password=passwords())
def test_tokens_of_a_disabled_user(s: Scenario, base: str, password: str) -> None:
    """Tokens that worked are refused after AdminDisableUser, and still after AdminEnableUser."""
    pool = s.pool()
    user = s.user(pool, password=password, username=s.name(base))
    session = signed_in(s, pool, user)
    own_before = s.need(own_view(s, session.access), "ACCESS-001")
    s.need(refresh(s, session), "REFRESH-001")
    must_admin(s, "AdminDisableUser", user)
    s.refused("ADMUSER-006", own_view(s, session.access), control=own_before)
    must_admin(s, "AdminEnableUser", user)
    again = signed_in(s, pool, user)
    s.refused("ADMUSER-007", own_view(s, session.access), control=lambda: own_view(s, again.access))
    s.refused("ADMUSER-008", refresh(s, session), control=lambda: refresh(s, again))


@check("ADMUSER-013")
def another_sub(former: Exchange, new: Exchange) -> Difference | None:
    """Both users have a sub, and the two differ."""
    subs = attributes_of(former).get("sub"), attributes_of(new).get("sub")
    if not all(subs):
        return Difference("no-sub", "a sub each", f"{subs}")
    return Difference("same-sub", "another sub", "the same") if subs[0] == subs[1] else None


@prop(
    "ADMUSER-004",
    "ADMUSER-009",
    "ADMUSER-011",
    "ADMUSER-012",
    "ADMUSER-013",
    "STATUS-002",
    plain=("name=email", "name=phone"),
    base=names(),
    password=passwords(),
)
def test_delete_by_administrator(s: Scenario, base: str, password: str) -> None:
    """An enabled user is deleted, is unknown afterwards, and leaves the name free."""
    pool = s.pool()
    client = legacy_client(s, pool)
    user = s.user(pool, password=password, username=s.name(base))
    former = seen(s, user)
    could_sign_in = s.need(try_password(s, client, user, password), "PWAUTH-001")
    deleted = s.accepted("ADMUSER-004", admin(s, "AdminDeleteUser", user))
    s.refused("ADMUSER-009", admin(s, "AdminDeleteUser", user), control=deleted)
    s.refused("ADMUSER-011", try_password(s, client, user, password), control=could_sign_in)
    again = s.call("AdminCreateUser", UserPoolId=pool.id, Username=user.login, MessageAction="SUPPRESS")
    s.accepted("ADMUSER-012", again)
    shown = s.must("AdminGetUser", UserPoolId=pool.id, Username=user.login)
    s.check("ADMUSER-013", former, shown)
    s.check("STATUS-002", shown)


@prop("ADMUSER-005", "ADMUSER-009", base=names(), password=passwords())
def test_delete_by_user(s: Scenario, base: str, password: str) -> None:
    """DeleteUser with the access token."""
    pool = s.pool()
    user, other = s.user(pool, password=password, username=s.name(base)), s.user(pool)
    session = signed_in(s, pool, user)
    s.accepted("ADMUSER-005", s.call("DeleteUser", AccessToken=session.access))
    gone = admin(s, "AdminDeleteUser", user)
    s.refused("ADMUSER-009", gone, control=lambda: admin(s, "AdminDeleteUser", other))


# Ordered so that each finds the user in the state it needs: deleted last, reset before disabled.
ADMIN_OPERATIONS = (
    "AdminResetUserPassword",
    "AdminGetUser",
    "AdminUpdateUserAttributes",
    "AdminDeleteUserAttributes",
    "AdminListGroupsForUser",
    "AdminUserGlobalSignOut",
    "AdminDisableUser",
    "AdminEnableUser",
    "AdminDeleteUser",
)


@prop(
    "ADMUSER-014",
    operations=st.lists(st.sampled_from(ADMIN_OPERATIONS), min_size=3, max_size=3, unique=True),
    base=names(),
    local=emails_local(),
    nickname=attribute_values(),
)
def test_unknown_user(s: Scenario, *, operations: list[str], base: str, local: str, nickname: str) -> None:
    """Operations on a user who does not exist, then on one who does; a client of the pool hides which users exist."""
    pool = recovery_pool(s)
    s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT, PreventUserExistenceErrors="ENABLED")
    user = user_with_email(s, pool, local, "Correct-Horse7")
    attributes: dict[str, Any] = {"UserAttributes": [{"Name": "nickname", "Value": nickname}]}
    s.must("AdminUpdateUserAttributes", UserPoolId=pool.id, Username=user.username, **attributes)
    more: dict[str, dict[str, Any]] = {
        "AdminUpdateUserAttributes": attributes,
        "AdminDeleteUserAttributes": {"UserAttributeNames": ["nickname"]},
    }
    for operation in sorted(operations, key=ADMIN_OPERATIONS.index):
        unknown = s.call(operation, UserPoolId=pool.id, Username=fresh_login(s, pool, base), **more.get(operation, {}))
        known = s.call(operation, UserPoolId=pool.id, Username=user.username, **more.get(operation, {}))
        s.refused("ADMUSER-014", unknown, control=known)
