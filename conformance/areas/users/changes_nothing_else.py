"""What is accepted changes what it names, and nothing else of the user, nor anything of another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attribute_list
from conformance.checking.before_and_after import changed_user
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.groups import add_to_group, make_group, must_add_to_group
from conformance.flows.lists import group_names_in
from conformance.flows.made_again import other_password
from conformance.flows.passwords import change_password, confirm_reset, reset_code
from conformance.flows.second_factors import associate, by_admin, enrolled, new_user, prefer, signed_in
from conformance.flows.users import seen
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Session, User
from conformance.strategies import attribute_values, group_names, names, passwords

PLAIN = ("mfa=ON", "devices", "name=email", "name=phone", "names=addresses", "made")


@dataclass
class Standing:
    """A user with something of everything, two groups, and another user who is in both as well."""

    session: Session
    other: User
    groups: tuple[str, str]
    value: str  # a new value for an attribute

    @property
    def user(self) -> User:
        """Whom the request is about."""
        return self.session.user

    @property
    def who(self) -> dict[str, Any]:
        """The parameters by which administrators name the user."""
        return {"UserPoolId": self.user.pool.id, "Username": self.user.username}

    @property
    def token(self) -> dict[str, Any]:
        """The parameter by which the user is named."""
        return {"AccessToken": self.session.access}


@dataclass(frozen=True)
class Operation:
    """A request, the requirement that says that it is accepted, and what it changes."""

    send: Callable[[Scenario, Standing], Exchange]
    blame: str
    changes: tuple[str, ...] = ()  # attributes, and members of AdminGetUser
    leaves: bool = False  # whether the user is not in the second group after it


def _standing(s: Scenario, base: str, group: str, value: str, password: str) -> Standing:
    attributes = {
        "email": s.email(),
        "email_verified": "true",
        "phone_number": s.phone(),
        "phone_number_verified": "false",
        "nickname": "former",
        "given_name": "Ana",
    }
    client, user = new_user(s, password, "OPTIONAL", base, attributes=attributes)
    session = signed_in(s, client, user)
    enrolled(s, session)
    prefer(s, session)
    other = s.user(user.pool, password=password, attributes={"nickname": "other"})
    groups = make_group(s, user.pool, group), make_group(s, user.pool, f"{group}2")
    for each in groups:
        must_add_to_group(s, user, each)
        must_add_to_group(s, other, each)
    return Standing(session, other, groups, value)


def _groups_of(s: Scenario, user: User) -> Exchange:
    return s.must("AdminListGroupsForUser", blame="GROUP-012", UserPoolId=user.pool.id, Username=user.username)


def _groups_before(s: Scenario, standing: Standing, user: User) -> Exchange:
    """The groups of a user, who is in two: a list that does not show them could not show that one is lost."""
    listed = _groups_of(s, user)
    if not {*standing.groups} <= {*_named(listed)}:
        s.end("GROUP-012", "the groups of the user are not listed", listed)
    return listed


def _named(listed: Exchange) -> list[str]:
    return sorted(group_names_in(listed))


@check("EFFECT-078", "EFFECT-080", "EFFECT-081", "EFFECT-082", "EFFECT-085", "EFFECT-086", "EFFECT-087", "EFFECT-088")
def else_as_before(
    user: Exchange,
    groups: Exchange,
    user_after: Exchange,
    groups_after: Exchange,
    changes: Sequence[str],
    left: Sequence[str],
) -> Difference | None:
    """Attributes, status, factors and groups of the user are as before, but for what the request is about."""
    wanted, seen_groups = [name for name in _named(groups) if name not in left], _named(groups_after)
    if wanted != seen_groups:
        return Difference("other-groups", f"the groups {wanted}", f"the groups {seen_groups}")
    return changed_user(user, user_after, changes)


@check("EFFECT-079")
def other_as_before(user: Exchange, groups: Exchange, after: Exchange, groups_after: Exchange) -> Difference | None:
    """Attributes, status, factors and groups of the other user are as before."""
    if _named(groups) != _named(groups_after):
        return Difference("other-groups", f"the groups {_named(groups)}", f"the groups {_named(groups_after)}")
    return changed_user(user, after)


def _judge_user(s: Scenario, requirement: str, standing: Standing, operation: Operation) -> None:
    """The user before and after the operation."""
    user, groups = seen(s, standing.user), _groups_before(s, standing, standing.user)
    s.need(operation.send(s, standing), operation.blame)
    left = [standing.groups[1]] if operation.leaves else []
    after, groups_after = seen(s, standing.user), _groups_of(s, standing.user)
    s.check(requirement, user, groups, after, groups_after, changes=list(operation.changes), left=left)


def _judge(s: Scenario, requirement: str, standing: Standing, operation: Operation) -> None:
    """The user and the other one before and after the operation."""
    other, of_other = seen(s, standing.other), _groups_before(s, standing, standing.other)
    _judge_user(s, requirement, standing, operation)
    s.check("EFFECT-079", other, of_other, seen(s, standing.other), _groups_of(s, standing.other))


# -- passwords, and whether the user is enabled ------------------------------------------------------------------------


def _change_password(s: Scenario, standing: Standing) -> Exchange:
    former = str(standing.user.password)
    return change_password(s, standing.session.access, former, other_password(former))


def _set_password(permanent: bool) -> Callable[[Scenario, Standing], Exchange]:
    def send(s: Scenario, standing: Standing) -> Exchange:
        new = other_password(str(standing.user.password))
        return s.call("AdminSetUserPassword", **standing.who, Password=new, Permanent=permanent)

    return send


def _by_admin(operation: str) -> Callable[[Scenario, Standing], Exchange]:
    return lambda s, standing: s.call(operation, **standing.who)


STATUS = ("UserStatus",)
OF_PASSWORDS = {
    "ChangePassword": Operation(_change_password, "CHANGEPW-001"),
    "permanent": Operation(_set_password(True), "ADMPW-001"),
    "temporary": Operation(_set_password(False), "ADMPW-001", STATUS),
    "reset": Operation(_by_admin("AdminResetUserPassword"), "ADMPW-008", STATUS),
    "disabled": Operation(_by_admin("AdminDisableUser"), "ADMUSER-002", ("Enabled",)),
    "signed out": Operation(_by_admin("AdminUserGlobalSignOut"), "SIGNOUT-002"),
}


@prop(
    "EFFECT-078",
    "EFFECT-079",
    plain=PLAIN,
    what=st.sampled_from(sorted(OF_PASSWORDS)),
    base=names(),
    group=group_names(),
    password=passwords(),
)
def test_passwords(s: Scenario, what: str, base: str, group: str, password: str) -> None:
    """The password is set in one of the ways, or the user is disabled or signed out."""
    _judge(s, "EFFECT-078", _standing(s, base, group, "", password), OF_PASSWORDS[what])


# -- attributes --------------------------------------------------------------------------------------------------------


def _write(**attributes: str) -> Callable[[Scenario, Standing], Exchange]:
    def send(s: Scenario, standing: Standing) -> Exchange:
        given = {name: value or standing.value for name, value in attributes.items()}
        return s.call("AdminUpdateUserAttributes", **standing.who, UserAttributes=attribute_list(given))

    return send


def _write_number(s: Scenario, standing: Standing) -> Exchange:
    return _write(phone_number=s.phone())(s, standing)


def _write_address(s: Scenario, standing: Standing) -> Exchange:
    return _write(email=s.email())(s, standing)


def _write_own(s: Scenario, standing: Standing) -> Exchange:
    given = attribute_list({"nickname": standing.value})
    return s.call("UpdateUserAttributes", **standing.token, UserAttributes=given)


def _delete(s: Scenario, standing: Standing) -> Exchange:
    return s.call("AdminDeleteUserAttributes", **standing.who, UserAttributeNames=["nickname"])


def _delete_own(s: Scenario, standing: Standing) -> Exchange:
    return s.call("DeleteUserAttributes", **standing.token, UserAttributeNames=["nickname"])


OF_ATTRIBUTES = {
    "nickname": Operation(_write(nickname=""), "ATTR-001", ("nickname",)),
    "nickname by user": Operation(_write_own, "ATTR-002", ("nickname",)),
    "number": Operation(_write_number, "ATTR-001", ("phone_number", "phone_number_verified")),
    "address": Operation(_write_address, "ATTR-001", ("email", "email_verified")),
    "flag": Operation(_write(phone_number_verified="true"), "ATTR-001", ("phone_number_verified",)),
    "deleted": Operation(_delete, "ATTR-028", ("nickname",)),
    "deleted by user": Operation(_delete_own, "ATTR-027", ("nickname",)),
}


@prop(
    "EFFECT-080",
    "EFFECT-079",
    plain=PLAIN,
    what=st.sampled_from(sorted(OF_ATTRIBUTES)),
    base=names(),
    group=group_names(),
    value=attribute_values(),
    password=passwords(),
)
def test_attributes(s: Scenario, *, what: str, base: str, group: str, value: str, password: str) -> None:
    """One attribute is written or deleted."""
    _judge(s, "EFFECT-080", _standing(s, base, group, value, password), OF_ATTRIBUTES[what])


# -- groups ------------------------------------------------------------------------------------------------------------


def _leave(s: Scenario, standing: Standing) -> Exchange:
    return s.call("AdminRemoveUserFromGroup", **standing.who, GroupName=standing.groups[1])


def _leave_another(s: Scenario, standing: Standing) -> Exchange:
    """A group that the user is not in."""
    third = make_group(s, standing.user.pool, "third")
    return s.call("AdminRemoveUserFromGroup", **standing.who, GroupName=third)


def _join_again(s: Scenario, standing: Standing) -> Exchange:
    return add_to_group(s, standing.user, standing.groups[0])


def _delete_another(s: Scenario, standing: Standing) -> Exchange:
    """A group that was the user's third."""
    third = make_group(s, standing.user.pool, "third")
    must_add_to_group(s, standing.user, third)
    return s.call("DeleteGroup", UserPoolId=standing.user.pool.id, GroupName=third)


def _describe(s: Scenario, standing: Standing) -> Exchange:
    which: dict[str, Any] = {"UserPoolId": standing.user.pool.id, "GroupName": standing.groups[0]}
    return s.call("UpdateGroup", **which, Description="later")


OF_GROUPS = {
    "left": Operation(_leave, "GROUP-016", leaves=True),
    "joined again": Operation(_join_again, "GROUP-007"),
    "deleted": Operation(_delete_another, "GROUP-018"),
    "described": Operation(_describe, "GROUP-017"),
}


@prop(
    "EFFECT-081",
    "EFFECT-079",
    plain=PLAIN,
    what=st.sampled_from(sorted(OF_GROUPS)),
    base=names(),
    group=group_names(),
    password=passwords(),
)
def test_groups(s: Scenario, what: str, base: str, group: str, password: str) -> None:
    """The user leaves one of two groups or joins one again; a group is described or deleted."""
    _judge(s, "EFFECT-081", _standing(s, base, group, "", password), OF_GROUPS[what])


@prop("EFFECT-082", plain=PLAIN, base=names(), group=group_names(), password=passwords())
def test_group_of_others(s: Scenario, base: str, group: str, password: str) -> None:
    """The user is removed from a group that the user is not in, where a target accepts that."""
    standing = _standing(s, base, group, "", password)
    user, groups = seen(s, standing.user), _groups_before(s, standing, standing.user)
    if not s.answered("EFFECT-082", _leave_another(s, standing)):
        return
    after = seen(s, standing.user)
    s.check("EFFECT-082", user, groups, after, _groups_of(s, standing.user), changes=[], left=[])


# -- users who are disabled --------------------------------------------------------------------------------------------

OF_DISABLED = {
    "enabled": Operation(_by_admin("AdminEnableUser"), "ADMUSER-003", ("Enabled",)),
    "permanent": Operation(_set_password(True), "ADMPW-001"),
    "signed out": Operation(_by_admin("AdminUserGlobalSignOut"), "SIGNOUT-002"),
    "nickname": Operation(_write(nickname=""), "ATTR-001", ("nickname",)),
    "joined again": Operation(_join_again, "GROUP-007"),
}


@prop(
    "EFFECT-085",
    plain=PLAIN,
    what=st.sampled_from(sorted(OF_DISABLED)),
    base=names(),
    group=group_names(),
    value=attribute_values(),
    password=passwords(),
)
def test_disabled(s: Scenario, *, what: str, base: str, group: str, value: str, password: str) -> None:
    """The user is disabled before; what is refused because of that has to change nothing, either."""
    standing, operation = _standing(s, base, group, value, password), OF_DISABLED[what]
    s.must("AdminDisableUser", blame="ADMUSER-002", **standing.who)
    user, groups = seen(s, standing.user), _groups_before(s, standing, standing.user)
    attempt = operation.send(s, standing)
    if what == "enabled":
        s.need(attempt, operation.blame)
    elif not s.answered("EFFECT-085", attempt):
        return
    after = seen(s, standing.user)
    s.check("EFFECT-085", user, groups, after, _groups_of(s, standing.user), changes=list(operation.changes), left=[])


# -- factors -----------------------------------------------------------------------------------------------------------


def _associate(s: Scenario, standing: Standing) -> Exchange:
    return associate(s, standing.session).answer


def _verify(s: Scenario, standing: Standing) -> Exchange:
    return enrolled(s, standing.session).answer


def _prefer_not(s: Scenario, standing: Standing) -> Exchange:
    return prefer(s, standing.session, preferred=False)


def _turn_off(s: Scenario, standing: Standing) -> Exchange:
    return by_admin(s, standing.user, {"Enabled": False, "PreferredMfa": False})


FACTORS = ("UserMFASettingList", "PreferredMfaSetting")
OF_FACTORS = {
    "associated": Operation(_associate, "TOTP-001", FACTORS),
    "verified": Operation(_verify, "TOTP-005", FACTORS),
    "not preferred": Operation(_prefer_not, "MFACONF-019", FACTORS),
    "turned off": Operation(_turn_off, "MFACONF-027", FACTORS),
}


@prop(
    "EFFECT-086",
    plain=PLAIN,
    what=st.sampled_from(sorted(OF_FACTORS)),
    base=names(),
    group=group_names(),
    password=passwords(),
)
def test_factors(s: Scenario, what: str, base: str, group: str, password: str) -> None:
    """The user begins or ends to set up another app; the app is no longer preferred, or turned off."""
    _judge_user(s, "EFFECT-086", _standing(s, base, group, "", password), OF_FACTORS[what])


# -- codes -------------------------------------------------------------------------------------------------------------


@prop("EFFECT-087", plain=PLAIN, base=names(), group=group_names(), password=passwords())
def test_forgotten_password(s: Scenario, base: str, group: str, password: str) -> None:
    """A new password by a code."""
    standing = _standing(s, base, group, "", password)
    client = standing.session.client
    code = reset_code(s, client, standing.user)
    new = other_password(password)
    confirming = Operation(lambda s, standing: confirm_reset(s, client, standing.user, code, new), "FORGOT-011")
    _judge_user(s, "EFFECT-087", standing, confirming)


@prop("EFFECT-088", plain=PLAIN, asks=st.booleans(), base=names(), group=group_names(), password=passwords())
def test_verified(s: Scenario, asks: bool, base: str, group: str, password: str) -> None:
    """A code for an address that is not verified is asked for, or typed; the number is not verified, either."""
    standing = _standing(s, base, group, "", password)
    unverified = attribute_list({"email": standing.user.attributes["email"], "email_verified": "false"})
    s.must("AdminUpdateUserAttributes", blame="ATTR-001", **standing.who, UserAttributes=unverified)
    ask = Operation(
        lambda s, standing: s.call("GetUserAttributeVerificationCode", **standing.token, AttributeName="email"),
        "VERIFY-009",
    )
    if asks:
        _judge_user(s, "EFFECT-088", standing, ask)
        return
    asked = s.need(ask.send(s, standing), ask.blame)
    code = s.code("attribute", standing.user, announced=asked)
    typed = Operation(
        lambda s, standing: s.call("VerifyUserAttribute", **standing.token, AttributeName="email", Code=code),
        "VERIFY-010",
        ("email_verified",),
    )
    _judge_user(s, "EFFECT-088", standing, typed)
