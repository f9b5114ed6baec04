"""Operations that are given a user by another name than the user name: the address, an alias, or the sub."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from conformance.checking.acceptance import describe
from conformance.checking.attributes import attribute_list, attributes_of
from conformance.checking.differences import not_refused
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.aliases import must_update, owner_of, read
from conformance.flows.answers import judged
from conformance.flows.sign_in import password_sign_in
from conformance.flows.users import sub_of
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, User
from conformance.strategies import attribute_values, emails_local, names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.pools import EMAIL_ALIAS, EMAIL_NAMES, NUMBER_ALIAS, PREFERRED_NAME_ALIAS


def _found(attempt: Exchange) -> Difference | None:
    if attempt.ok:
        return None
    return Difference(f"refused-{attempt.code}", "the user is found", f"{attempt.code}: {attempt.message}")


@check("ALIAS-020", "ALIAS-021", "ALIAS-022")
def reached(attempt: Exchange, after: Exchange, what: str, value: Any) -> Difference | None:
    """The operation is accepted, and its effect shows when the user is then read by the user name.

    ``what``: whether the reading was ``accepted`` or (False) refused as the caller's error, or one of ``enabled``,
    ``status``, ``nickname`` (None: none), ``in-group`` and ``not-in-group`` with a group.
    """
    refused = _found(attempt)
    if refused is not None:
        return refused
    if what == "accepted":
        right, seen = (after.ok if value else not_refused(after, "the user") is None), describe(after)
    elif what in ("in-group", "not-in-group"):
        groups = [group.get("GroupName") for group in after.get("Groups") or []]
        right, seen = (value in groups) == (what == "in-group"), str(groups)
    else:
        shown = {"enabled": after.get("Enabled"), "status": after.get("UserStatus"), **attributes_of(after)}
        right, seen = shown.get(what) == value, repr(shown.get(what))
    wanted = f"{attempt.operation} reaches the user: {what} {value!r}"
    return None if right else Difference(f"not-{what}", wanted, seen)


@check("ALIAS-023")
def same_groups(by_other_name: Exchange, by_user_name: Exchange) -> Difference | None:
    """Both answers have the same groups, at least one."""
    refused = _found(by_other_name)
    if refused is not None:
        return refused
    expected, seen = (
        sorted(str(group.get("GroupName")) for group in answer.get("Groups") or [])
        for answer in (by_user_name, by_other_name)
    )
    return None if seen == expected else Difference("groups", f"the groups {expected}", f"{seen}")


class _Named:
    """A user, and the name by which operations refer to it, which may differ from the user name."""

    def __init__(self, s: Scenario, pool: Pool, user: User, name: str) -> None:
        self.s, self.pool, self.user, self.name = s, pool, user, name
        self.client: Client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)

    def of(self, operation: str, **more: Any) -> Exchange:
        """The operation by that name, not judged."""
        return judged(self.s, self.s.call(operation, UserPoolId=self.pool.id, Username=self.name, **more))

    def by_user_name(self, operation: str, **more: Any) -> Exchange:
        """The operation by the user name, which has to work."""
        return self.s.must(operation, UserPoolId=self.pool.id, Username=self.user.username, **more)


Reached = tuple[Exchange, Exchange, str, Any]  # the operation, what is read afterwards, what that should show


def _set_password(named: _Named, value: str) -> Reached:
    password = f"{named.user.password}{value.encode().hex()[:6]}"[:99]
    attempt = named.of("AdminSetUserPassword", Password=password, Permanent=True)
    return attempt, password_sign_in(named.s, named.client, named.user.login, password), "accepted", True


def _disable(named: _Named, value: str) -> Reached:
    return named.of("AdminDisableUser"), read(named.s, named.pool, named.user.username), "enabled", False


def _enable(named: _Named, value: str) -> Reached:
    named.by_user_name("AdminDisableUser")
    return named.of("AdminEnableUser"), read(named.s, named.pool, named.user.username), "enabled", True


def _update(named: _Named, value: str) -> Reached:
    attempt = named.of("AdminUpdateUserAttributes", UserAttributes=attribute_list({"nickname": value}))
    return attempt, read(named.s, named.pool, named.user.username), "nickname", value


def _delete_attribute(named: _Named, value: str) -> Reached:
    must_update(named.s, named.pool, named.user.username, nickname=value)
    attempt = named.of("AdminDeleteUserAttributes", UserAttributeNames=["nickname"])
    return attempt, read(named.s, named.pool, named.user.username), "nickname", None


def _sign_out(named: _Named, value: str) -> Reached:
    s = named.s
    signed_in = s.need(password_sign_in(s, named.client, named.user.login, str(named.user.password)), "PWAUTH-001")
    token = signed_in.text("AuthenticationResult.AccessToken")
    s.must("GetUser", AccessToken=token, signed=False)
    return named.of("AdminUserGlobalSignOut"), s.call("GetUser", AccessToken=token, signed=False), "accepted", False


def _reset(named: _Named, value: str) -> Reached:
    attempt = named.of("AdminResetUserPassword")
    return attempt, read(named.s, named.pool, named.user.username), "status", "RESET_REQUIRED"


def _group(named: _Named) -> str:
    group = named.s.name("group")
    named.s.must("CreateGroup", UserPoolId=named.pool.id, GroupName=group)
    return group


def _add(named: _Named, value: str) -> Reached:
    group = _group(named)
    attempt = named.of("AdminAddUserToGroup", GroupName=group)
    return attempt, named.by_user_name("AdminListGroupsForUser"), "in-group", group


def _remove(named: _Named, value: str) -> Reached:
    group = _group(named)
    named.by_user_name("AdminAddUserToGroup", GroupName=group)
    attempt = named.of("AdminRemoveUserFromGroup", GroupName=group)
    return attempt, named.by_user_name("AdminListGroupsForUser"), "not-in-group", group


def _delete(named: _Named, value: str) -> Reached:
    read(named.s, named.pool, named.user.username)
    attempt = named.of("AdminDeleteUser")
    after = named.s.call("AdminGetUser", UserPoolId=named.pool.id, Username=named.user.username)
    return attempt, after, "accepted", False


# Each operation with its effect, and the requirement on that effect by the user name.
OPERATIONS: dict[str, tuple[Callable[[_Named, str], Reached], str]] = {
    "AdminSetUserPassword": (_set_password, "ADMPW-001"),
    "AdminDisableUser": (_disable, "ADMUSER-002"),
    "AdminEnableUser": (_enable, "ADMUSER-003"),
    "AdminUpdateUserAttributes": (_update, "ATTR-001"),
    "AdminDeleteUserAttributes": (_delete_attribute, "ATTR-028"),
    "AdminUserGlobalSignOut": (_sign_out, "SIGNOUT-010"),
    "AdminResetUserPassword": (_reset, "ADMPW-008"),
    "AdminAddUserToGroup": (_add, "GROUP-002"),
    "AdminRemoveUserFromGroup": (_remove, "GROUP-016"),
    "AdminDeleteUser": (_delete, "ADMUSER-004"),
}
Making = Callable[[Scenario, str, str, str], _Named]


def _try(s: Scenario, requirement: str, operation: str, make: Making, value: str, *drawn: str) -> None:
    """One operation by the other name; if it has no effect, the same operation on a second user by the user name."""
    does, blame = OPERATIONS[operation]
    attempt, after, what, wanted = does(make(s, *drawn), value)
    if reached(attempt, after, what, wanted) is not None:
        second = make(s, *drawn)
        second.name = second.user.username
        control = does(second, value)
        if reached(*control) is not None:
            refusal = control[1] if control[0].ok else control[0]
            s.end(blame, f"{operation} does not do its work by the user name either", refusal)
    s.check(requirement, attempt, after, what=what, value=wanted)


# -- who is named how --------------------------------------------------------------------------------------------------


def _by_address(s: Scenario, base: str, local: str, password: str) -> _Named:
    """A user of a pool of addresses, whose user name is the sub."""
    pool, address = s.pool(**EMAIL_NAMES), s.email(local)
    user = s.user(
        pool,
        username=address,
        password=password,
        attributes={"email": address, "email_verified": "true"},
    )
    if user.username == address:
        s.end("SIGNUP-028", "in this pool the address is the user name itself", user.created)
    return _Named(s, pool, user, address)


def _by_email_alias(s: Scenario, base: str, local: str, password: str) -> _Named:
    pool, address = s.pool(**EMAIL_ALIAS), s.email(local)
    user = owner_of(s, pool, base, password, email=address, email_verified="true")
    return _Named(s, pool, user, address)


def _by_number_alias(s: Scenario, base: str, local: str, password: str) -> _Named:
    pool, number, address = s.pool(**NUMBER_ALIAS), s.phone(), s.email(local)
    named = {"phone_number": number, "phone_number_verified": "true", "email": address, "email_verified": "true"}
    user = owner_of(s, pool, base, password, **named)
    return _Named(s, pool, user, number)


def _by_preferred_name(s: Scenario, base: str, local: str, password: str) -> _Named:
    pool, address = s.pool(**PREFERRED_NAME_ALIAS), s.email(local)
    user = owner_of(s, pool, base, password, email=address, email_verified="true")
    preferred = s.name(local)
    must_update(s, pool, user.username, preferred_username=preferred)
    return _Named(s, pool, user, preferred)


def _by_sub(s: Scenario, base: str, local: str, password: str) -> _Named:
    pool, address = s.pool(), s.email(local)
    user = owner_of(s, pool, base, password, email=address, email_verified="true")
    return _Named(s, pool, user, sub_of(s, user))


def some_operations() -> st.SearchStrategy[list[str]]:
    """Four of the operations, in any order."""
    return st.permutations(sorted(OPERATIONS)).map(lambda drawn: list(drawn[:4]))


ALIASES = {
    "email": _by_email_alias,
    "phone_number": _by_number_alias,
    "preferred_username": _by_preferred_name,
}
NAMINGS = {"address": _by_address, **ALIASES, "sub": _by_sub}


@prop(
    "ALIAS-020",
    operations=some_operations(),
    base=names(),
    local=emails_local(),
    value=attribute_values(),
    password=passwords(),
)
def test_by_address(s: Scenario, operations: list[str], base: str, local: str, value: str, password: str) -> None:
    """Operations that are given the address where addresses are user names."""
    for operation in operations:
        _try(s, "ALIAS-020", operation, _by_address, value, base, local, password)


@prop(
    "ALIAS-021",
    operations=some_operations(),
    kind=st.sampled_from(sorted(ALIASES)),
    base=names(),
    local=emails_local(),
    value=attribute_values(),
    password=passwords(),
)
def test_by_alias(
    s: Scenario, operations: list[str], kind: str, base: str, local: str, value: str, password: str
) -> None:
    """Operations that are given an alias."""
    for operation in operations:
        _try(s, "ALIAS-021", operation, ALIASES[kind], value, base, local, password)


@prop(
    "ALIAS-022",
    plain=("name=email", "names=addresses"),
    operations=some_operations(),
    base=names(),
    local=emails_local(),
    value=attribute_values(),
    password=passwords(),
)
def test_by_sub(s: Scenario, operations: list[str], base: str, local: str, value: str, password: str) -> None:
    """Operations that are given the sub where names are plain."""
    for operation in operations:
        _try(s, "ALIAS-022", operation, _by_sub, value, base, local, password)


@prop(
    "ALIAS-023",
    plain=("names=addresses",),
    naming=st.sampled_from(sorted(NAMINGS)),
    base=names(),
    local=emails_local(),
    password=passwords(),
)
def test_groups(s: Scenario, naming: str, base: str, local: str, password: str) -> None:
    """The groups of a user who was added by the user name, listed by another name."""
    named = NAMINGS[naming](s, base, local, password)
    named.by_user_name("AdminAddUserToGroup", GroupName=_group(named))
    expected = named.by_user_name("AdminListGroupsForUser")
    if not expected.get("Groups"):
        s.end("GROUP-012", "AdminListGroupsForUser lists nothing by the user name either", expected)
    s.check("ALIAS-023", named.of("AdminListGroupsForUser"), expected)
