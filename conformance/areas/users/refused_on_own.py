"""Refused requests about groups, devices, passkeys, confirmations and passwords: what the user has stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.before_and_after import changed_user
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.devices import device_user, listed_keys, remembered
from conformance.flows.groups import make_group, must_add_to_group
from conformance.flows.lists import group_names_in
from conformance.flows.passkeys import (
    complete,
    credential,
    delete,
    listed,
    listed_ids,
    new_key,
    offered_challenge,
    passkey_user,
    registered,
)
from conformance.flows.passwords import change_password
from conformance.flows.refusals import must_be_refused
from conformance.flows.sign_up import admin_confirmed, unconfirmed
from conformance.flows.users import legacy_client, refresh, seen
from conformance.scenario import Scenario, prop
from conformance.strategies import emails_local, group_names, names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.devices import Ways
from conformance.strategies.passwords import wrong_password
from conformance.strategies.pools import AUTO_EMAIL

# -- groups ------------------------------------------------------------------------------------------------------------


@check("EFFECT-098")
def still_member(after: Exchange, groups: Sequence[str]) -> Difference | None:
    """AdminListGroupsForUser shows the groups as before."""
    wanted, found = sorted(groups), sorted(group_names_in(after))
    return None if found == wanted else Difference("other-groups", f"the groups {wanted}", f"the groups {found}")


@prop(
    "EFFECT-098",
    operation=st.sampled_from(("AdminAddUserToGroup", "AdminRemoveUserFromGroup")),
    base=names(),
    group=group_names(),
)
def test_unknown_group(s: Scenario, operation: str, base: str, group: str) -> None:
    """A user of two groups, and a group that does not exist."""
    pool = s.pool()
    user = s.user(pool, username=s.name(base))
    groups = [make_group(s, pool, group), make_group(s, pool, f"{group}2")]
    for each in groups:
        must_add_to_group(s, user, each)
    who: dict[str, Any] = {"UserPoolId": pool.id, "Username": user.username}
    before = s.must("AdminListGroupsForUser", blame="GROUP-012", **who)
    if sorted(group_names_in(before)) != sorted(groups):
        s.end("GROUP-012", "the groups of the user are not listed", before)
    if not s.answered("EFFECT-098", s.call(operation, **who, GroupName=f"none{s.suffix()}")):
        return
    s.check("EFFECT-098", s.must("AdminListGroupsForUser", blame="GROUP-012", **who), groups=groups)


# -- devices -----------------------------------------------------------------------------------------------------------

NAMING = {  # operations, and the requirement that each refuses an unknown device
    "ForgetDevice": "DEVICE-015",
    "UpdateDeviceStatus": "DEVICE-013",
    "AdminForgetDevice": "DEVICE-015",
    "AdminUpdateDeviceStatus": "DEVICE-015",
    "ConfirmDevice": "DEVICE-022",
}
VERIFIER = {"PasswordVerifier": "AAAA", "Salt": "AAAA"}


@check("EFFECT-099")
def still_listed(after: Exchange, keys: Sequence[str]) -> Difference | None:
    """The list has the devices."""
    found = listed_keys(after)
    lost = [key for key in keys if key not in found]
    return Difference("lost", f"{len(keys)} devices", f"{len(lost)} of them are not there") if lost else None


@prop("EFFECT-099", operation=st.sampled_from(sorted(NAMING)), password=passwords())
def test_unknown_device(s: Scenario, operation: str, password: str) -> None:
    """A user with a remembered device, and the key of one that does not exist."""
    client, user = device_user(s, password)
    session, device = remembered(s, client, user, Ways())
    unknown = f"{s.region}_{'0' * 8}-0000-4000-8000-{'0' * 12}"
    more: dict[str, Any] = {"DeviceKey": unknown}
    if operation.endswith("Status"):
        more["DeviceRememberedStatus"] = "not_remembered"
    if operation == "ConfirmDevice":
        more["DeviceSecretVerifierConfig"] = VERIFIER
    admin: dict[str, Any] = {"UserPoolId": user.pool.id, "Username": user.username}
    who: dict[str, Any] = admin if operation.startswith("Admin") else {"AccessToken": session.access}

    def devices() -> Exchange:
        return s.must("ListDevices", blame="DEVICE-006", AccessToken=session.access)

    before = devices()
    if device.key not in listed_keys(before):
        s.end("DEVICE-006", "the remembered device is not listed", before)
    must_be_refused(s, s.call(operation, **who, **more), NAMING[operation])
    s.check("EFFECT-099", devices(), keys=[device.key])


# -- passkeys ----------------------------------------------------------------------------------------------------------


@check("EFFECT-100")
def still_registered(before: Exchange, after: Exchange) -> Difference | None:
    """The list has the same passkeys."""
    old, new = sorted(listed_ids(before)), sorted(listed_ids(after))
    return None if old == new else Difference("other-passkeys", f"{len(old)} passkeys", f"{len(new)} passkeys")


@prop("EFFECT-100", what=st.sampled_from(("deletion", "registration")), password=passwords())
def test_passkeys(s: Scenario, what: str, password: str) -> None:
    """A user with a passkey: the deletion of one that does not exist, or a registration from another origin."""
    session = passkey_user(s, password)
    registered(s, session)
    before = s.need(listed(s, session), "PASSKEY-024")
    if not listed_ids(before):
        s.end("PASSKEY-024", "the passkey is not listed", before)
    if what == "deletion":
        attempt, blame = delete(s, session, "AAAAAAAAAAAAAAAAAAAAAA"), "PASSKEY-029"
    else:
        made = credential(s, new_key(s), offered_challenge(s, session), origin="https://elsewhere.example.com")
        attempt, blame = complete(s, session, made), "PASSKEY-016"
    must_be_refused(s, attempt, blame)
    s.check("EFFECT-100", before, s.need(listed(s, session), "PASSKEY-024"))


# -- confirmations and codes -------------------------------------------------------------------------------------------


@check("EFFECT-101")
def user_as_before(before: Exchange, after: Exchange) -> Difference | None:
    """AdminGetUser shows attributes, status, Enabled and factors as before."""
    return changed_user(before, after)


CONFIRMING = {"AdminConfirmSignUp": "ADMCONF-008", "ResendConfirmationCode": "RESEND-006"}


@prop(
    "EFFECT-101",
    plain=("names=addresses",),
    operation=st.sampled_from(sorted(CONFIRMING)),
    base=names(),
    local=emails_local(),
)
def test_confirmed_before(s: Scenario, operation: str, base: str, local: str) -> None:
    """A user who is confirmed already, with an address that is not verified."""
    pool = s.pool(**AUTO_EMAIL)
    user = unconfirmed(s, pool, base, local)
    admin_confirmed(s, user)
    before = seen(s, user)
    if operation.startswith("Admin"):
        attempt = s.call(operation, UserPoolId=pool.id, Username=user.username)
    else:
        attempt = s.call(operation, ClientId=legacy_client(s, pool).id, Username=user.login)
    must_be_refused(s, attempt, CONFIRMING[operation])
    s.check("EFFECT-101", before, seen(s, user))


# -- passwords ---------------------------------------------------------------------------------------------------------


def _weak(s: Scenario, token: str, password: str) -> Exchange:
    return change_password(s, token, password, "aB3!")


def _wrong(s: Scenario, token: str, password: str) -> Exchange:
    return change_password(s, token, wrong_password(password, "other"), f"{password}Zz9")


CHANGES: dict[str, tuple[Callable[[Scenario, str, str], Exchange], str]] = {
    "weak": (_weak, "CHANGEPW-008"),
    "wrong": (_wrong, "CHANGEPW-004"),
}


@prop("EFFECT-102", what=st.sampled_from(sorted(CHANGES)), password=passwords(max_size=40))
def test_tokens(s: Scenario, what: str, password: str) -> None:
    """ChangePassword with a new password that is too short, or with a wrong present one."""
    pool = s.pool()
    session = s.sign_in(s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT), s.user(pool, password=password))
    s.must("GetUser", AccessToken=session.access)
    send, blame = CHANGES[what]
    must_be_refused(s, send(s, session.access, password), blame)
    s.works("EFFECT-102", s.call("GetUser", AccessToken=session.access))
    s.accepted("EFFECT-102", refresh(s, session))
