"""The key of a device of another user, in the same pool and in another, wherever a device is named."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.before_and_after import changed_member
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.devices import (
    DEVICE_CLIENT,
    Device,
    asked_for_device,
    begin_device,
    confirm,
    confirmed,
    device_key,
    device_of,
    first_sign_in,
    listed_keys,
    proved,
    refusal,
    remembered,
)
from conformance.flows.refusals import must_be_refused
from conformance.flows.sign_in import initiate, srp_sign_in, with_password
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Session, User
from conformance.strategies import names, passwords
from conformance.strategies.devices import Ways
from conformance.strategies.passwords import wrong_password

FLOWS = st.sampled_from(("USER_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH"))
WHOSE = st.sampled_from(("another user", "another pool"))
TRACKED: dict[str, Any] = {"DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True}}
OF_USERS = ("GetDevice", "ForgetDevice", "UpdateDeviceStatus")
OPERATIONS = (*OF_USERS, *(f"Admin{name}" for name in OF_USERS))
CHANGING = tuple(name for name in OPERATIONS if "Get" not in name)
FORGOTTEN = {"DeviceRememberedStatus": "not_remembered"}


def _two(s: Scenario, whose: str, base: str, password: str) -> tuple[tuple[Client, User], tuple[Client, User]]:
    """A client and a user, and those of the device: in the same pool, or with the same name in another one."""
    pools = s.two_pools(**TRACKED)
    name = s.name(base)
    found: list[tuple[Client, User]] = []
    for pool in (pools[0], pools[0] if whose == "another user" else pools[1]):
        given = name if whose == "another pool" or not found else s.name(base)
        client = s.client(pool, ExplicitAuthFlows=DEVICE_CLIENT)
        found.append((client, s.user(pool, username=given, password=password)))
    return found[0], found[1]


# -- operations on devices ---------------------------------------------------------------------------------------------


@check("EFFECT-057", "DEVICE-062", "DEVICE-064")
def device_as_before(before: Exchange, after: Exchange) -> Difference | None:
    """AdminGetDevice shows the device as before."""
    return changed_member(before, after, "Device")


@prop(
    "DEVICE-057",
    "EFFECT-057",
    plain=("name=email", "name=phone"),
    operation=st.sampled_from(OPERATIONS),
    whose=WHOSE,
    base=names(),
    password=passwords(),
)
def test_operations(s: Scenario, operation: str, whose: str, base: str, password: str) -> None:
    """An operation on another user's device, and on the user's own."""
    (client, user), (other_client, owner) = _two(s, whose, base, password)
    session, own = remembered(s, client, user, Ways())
    _, foreign = remembered(s, other_client, owner, Ways(name="tablet"))

    def tried(device: Device) -> Exchange:
        more: dict[str, Any] = {"DeviceKey": device.key, **(FORGOTTEN if operation.endswith("Status") else {})}
        if operation.startswith("Admin"):
            return s.call(operation, UserPoolId=user.pool.id, Username=user.username, **more)
        return s.call(operation, AccessToken=session.access, **more)

    def shown() -> Exchange:
        which: dict[str, Any] = {"UserPoolId": owner.pool.id, "Username": owner.username, "DeviceKey": foreign.key}
        return s.call("AdminGetDevice", **which)

    before = s.need(shown(), "DEVICE-011")
    attempt = tried(foreign)
    if attempt.ok:
        s.blocked("EFFECT-057", "DEVICE-057", f"{operation} was accepted", attempt)
    elif s.answered("EFFECT-057", attempt):
        s.check("EFFECT-057", before, shown())
    s.refused("DEVICE-057", attempt, control=lambda: tried(own))


@prop(
    "DEVICE-062",
    plain=("name=email", "name=phone"),
    operation=st.sampled_from(CHANGING),
    base=names(),
    password=passwords(),
)
def test_other_device(s: Scenario, operation: str, base: str, password: str) -> None:
    """One of two devices of a user is forgotten, or its status is set."""
    pool = s.pool(**TRACKED)
    client = s.client(pool, ExplicitAuthFlows=DEVICE_CLIENT)
    user = s.user(pool, username=s.name(base), password=password)
    session, one = remembered(s, client, user, Ways())
    _, other = remembered(s, client, user, Ways(name="tablet"))
    who: dict[str, Any] = {"UserPoolId": pool.id, "Username": user.username}
    named: dict[str, Any] = who if operation.startswith("Admin") else {"AccessToken": session.access}
    more: dict[str, Any] = {"DeviceKey": one.key, **(FORGOTTEN if operation.endswith("Status") else {})}

    def shown() -> Exchange:
        return s.call("AdminGetDevice", **who, DeviceKey=other.key)

    before = s.need(shown(), "DEVICE-011")
    blame = "DEVICE-016" if "Forget" in operation else "DEVICE-012"
    s.need(s.call(operation, **named, **more), blame)
    s.check("DEVICE-062", before, shown())


@prop("DEVICE-064", flow=FLOWS, base=names(), password=passwords())
def test_wrong_password(s: Scenario, flow: str, base: str, password: str) -> None:
    """A sign-in with a wrong password, for a user who has a remembered device."""
    pool = s.pool(**TRACKED)
    client = s.client(pool, ExplicitAuthFlows=DEVICE_CLIENT)
    user = s.user(pool, username=s.name(base), password=password)
    _, device = remembered(s, client, user, Ways())
    which: dict[str, Any] = {"UserPoolId": pool.id, "Username": user.username, "DeviceKey": device.key}
    before, wrong = s.must("AdminGetDevice", blame="DEVICE-011", **which), wrong_password(password, "other")
    if flow == "USER_SRP_AUTH":
        must_be_refused(s, srp_sign_in(s, client, user.login, wrong), "SRP-008")
    else:
        must_be_refused(s, with_password(s, client, user.login, wrong, flow), "ADMAUTH-003")
    s.check("DEVICE-064", before, s.call("AdminGetDevice", **which))


@check("DEVICE-063")
def not_of_others(answer: Exchange, key: str) -> Difference | None:
    """The list has no device with this key."""
    return Difference("listed", "no device of another user", "one") if key in listed_keys(answer) else None


@prop(
    "DEVICE-063",
    plain=("name=email", "name=phone"),
    operation=st.sampled_from(("ListDevices", "AdminListDevices")),
    whose=WHOSE,
    base=names(),
    password=passwords(),
)
def test_lists(s: Scenario, operation: str, whose: str, base: str, password: str) -> None:
    """The devices of a user who has none, and then one, next to another user who has one."""
    (client, user), (other_client, owner) = _two(s, whose, base, password)
    session = first_sign_in(s, client, user)
    _, foreign = remembered(s, other_client, owner, Ways(name="tablet"))
    who: dict[str, Any] = {"UserPoolId": user.pool.id, "Username": user.username}
    named: dict[str, Any] = who if operation.startswith("Admin") else {"AccessToken": session.access}
    blame = "DEVICE-006" if operation == "ListDevices" else "DEVICE-019"
    s.check("DEVICE-063", s.must(operation, blame=blame, **named), key=foreign.key)
    own = device_of(session, Ways())
    s.need(confirm(s, session, own), "DEVICE-003")
    devices = s.must(operation, blame=blame, **named)
    if own.key not in listed_keys(devices):  # a list that shows nobody's devices proves nothing
        s.end(blame, "the user's own device is not listed", devices)
    s.check("DEVICE-063", devices, key=foreign.key)


@prop("DEVICE-058", plain=("name=email", "name=phone"), whose=WHOSE, base=names(), password=passwords())
def test_confirmation(s: Scenario, whose: str, base: str, password: str) -> None:
    """ConfirmDevice with the key that another user was given, and with the user's own."""
    (client, user), (other_client, owner) = _two(s, whose, base, password)
    session = first_sign_in(s, client, user)
    right = device_of(session, Ways())
    foreign = device_key(first_sign_in(s, other_client, owner).exchange)
    wrong = Device(foreign, right.group, right.name, right.secret, right.salt)
    s.refused("DEVICE-058", confirm(s, session, wrong), control=lambda: confirm(s, session, right))


# -- sign-ins and refreshes --------------------------------------------------------------------------------------------


@prop("DEVICE-059", plain=("name=email", "name=phone"), base=names(), password=passwords())
def test_sign_in_by_device_of_another_pool(s: Scenario, base: str, password: str) -> None:
    """A sign-in that names the device of a user with the same name in another pool, and one that names its own."""
    (client, user), (other_client, owner) = _two(s, "another pool", base, password)
    _, own = remembered(s, client, user, Ways())
    _, foreign = remembered(s, other_client, owner, Ways())
    attempt = refusal(s, client, user, foreign.key)
    s.refused("DEVICE-059", attempt, control=lambda: proved(s, client, user, own.key)[1])


BY = ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", "GetTokensFromRefreshToken")


def _refreshed(s: Scenario, by: str, session: Session, key: str) -> Exchange:
    """A refresh that names a device."""
    if by == "GetTokensFromRefreshToken":
        return s.call(by, ClientId=session.client.id, RefreshToken=session.refresh, DeviceKey=key)
    return initiate(s, session.client, by, {"REFRESH_TOKEN": session.refresh, "DEVICE_KEY": key})


@prop(
    "DEVICE-060",
    plain=("name=email", "name=phone"),
    by=st.sampled_from(BY),
    whose=st.sampled_from(("same user", "another user", "another pool")),
    base=names(),
    password=passwords(),
)
def test_refresh(s: Scenario, by: str, whose: str, base: str, password: str) -> None:
    """A refresh with the key of another device, of the user or of another one, and with the right one."""
    (client, user), other = _two(s, "another user" if whose == "same user" else whose, base, password)
    session, own = confirmed(s, client, user, Ways())
    _, foreign = confirmed(s, *((client, user) if whose == "same user" else other), Ways(name="tablet"))
    attempt = _refreshed(s, by, session, foreign.key)
    s.refused("DEVICE-060", attempt, control=lambda: _refreshed(s, by, session, own.key))


@prop(
    "DEVICE-061",
    plain=("name=email", "name=phone"),
    whose=st.sampled_from(("same user", "another user", "another pool")),
    base=names(),
    password=passwords(),
)
def test_answer_by_another_device(s: Scenario, whose: str, base: str, password: str) -> None:
    """DEVICE_SRP_AUTH of one device is answered with the key of another; then with the right one."""
    (client, user), other = _two(s, "another user" if whose == "same user" else whose, base, password)
    _, own = remembered(s, client, user, Ways())
    _, foreign = remembered(s, *((client, user) if whose == "same user" else other), Ways(name="tablet"))
    start, asked = proved(s, client, user, own.key)
    s.need(asked, "DEVICE-025")
    if asked.get("ChallengeName") != "DEVICE_SRP_AUTH":
        s.end("DEVICE-025", f"a remembered device was asked for {asked.get('ChallengeName')!r}", asked)
    attempt = begin_device(s, client, start, asked, foreign).challenge
    s.refused("DEVICE-061", attempt, control=lambda: asked_for_device(s, client, user, own).challenge)
