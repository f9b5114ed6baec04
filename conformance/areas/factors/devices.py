"""Devices: a new key, its confirmation, its status, lists, and being forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.devices import (
    DEVICE_CLIENT,
    Device,
    confirm,
    confirmed,
    device_key,
    device_of,
    device_user,
    first_sign_in,
    listed_keys,
    remembered,
    set_status,
    tracked_answer,
)
from conformance.flows.lists import walk
from conformance.flows.sign_in import srp_sign_in
from conformance.kit.reading import is_uuid
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool, User
from conformance.strategies import names, passwords
from conformance.strategies.devices import Ways, device_ways

OPERATIONS = ("GetDevice", "ForgetDevice", "AdminGetDevice", "AdminForgetDevice", "AdminUpdateDeviceStatus")
REMEMBERED = "dev:device_remembered_status"
STATUSES = st.sampled_from((("remembered", "not_remembered"), ("not_remembered", "remembered")))


@check("DEVICE-001")
def new_metadata(answer: Exchange) -> Difference | None:
    """NewDeviceMetadata has a DeviceKey and a DeviceGroupKey."""
    found = answer.get("AuthenticationResult.NewDeviceMetadata")
    if not isinstance(found, dict):
        return Difference("metadata-missing", "NewDeviceMetadata", f"NewDeviceMetadata {found!r}")
    for name in ("DeviceKey", "DeviceGroupKey"):
        if not isinstance(found.get(name), str) or not found[name]:
            kind = "device-key-missing" if name == "DeviceKey" else "group-key-missing"
            return Difference(kind, f"{name}, a string", f"{name} {found.get(name)!r}")
    return None


@check("DEVICE-002")
def key_format(answer: Exchange, pool_id: str) -> Difference | None:
    """DeviceKey is the pool's Region, an underscore and a UUID."""
    key = str(answer.get("AuthenticationResult.NewDeviceMetadata.DeviceKey"))
    region, _, rest = key.partition("_")
    if not is_uuid(rest):
        return Difference("no-uuid", "a UUID after the first underscore", f"DeviceKey {key!r}")
    expected = pool_id.partition("_")[0]
    return None if region == expected else Difference("region", f"{expected}_ and a UUID", f"DeviceKey {key!r}")


@check("DEVICE-004")
def must_ask(answer: Exchange) -> Difference | None:
    """UserConfirmationNecessary is true."""
    seen = answer.get("UserConfirmationNecessary")
    return None if seen is True else Difference("not-asked", "UserConfirmationNecessary true", f"{seen!r}")


@check("DEVICE-005")
def need_not_ask(answer: Exchange) -> Difference | None:
    """UserConfirmationNecessary is not true."""
    seen = answer.get("UserConfirmationNecessary")
    return Difference("asked", "UserConfirmationNecessary not true", f"{seen!r}") if seen is True else None


@check("DEVICE-006", "DEVICE-008", "DEVICE-019")
def shown(answer: Exchange, key: str) -> Difference | None:
    """The device is in the list."""
    if not answer.ok:
        return Difference(f"refused-{answer.code}", "a list with the device", f"{answer.code}: {answer.message}")
    if key in listed_keys(answer):
        return None
    return Difference("not-listed", "the device on the list", f"{len(listed_keys(answer))} others")


@check("DEVICE-007", "DEVICE-016", "DEVICE-018")
def not_shown(answer: Exchange, key: str) -> Difference | None:
    """The device is not on the list."""
    if not answer.ok:
        return Difference(f"refused-{answer.code}", "a list without the device", f"{answer.code}: {answer.message}")
    return Difference("listed", "a list without the device", "it is there") if key in listed_keys(answer) else None


@check("DEVICE-010")
def described(answer: Exchange, key: str, name: str) -> Difference | None:
    """DeviceKey and device_name are the device's, and device_status is valid."""
    if answer.get("Device.DeviceKey") != key:
        return Difference("device-key", f"DeviceKey {key!r}", f"{answer.get('Device.DeviceKey')!r}")
    attributes = device_attributes(answer)
    if attributes.get("device_name") != name:
        return Difference("device-name", f"device_name {name!r}", f"{attributes.get('device_name')!r}")
    seen = attributes.get("device_status")
    return None if seen == "valid" else Difference("device-status", "device_status valid", f"{seen!r}")


@check("DEVICE-011", "DEVICE-012")
def status_shown(answer: Exchange, status: str) -> Difference | None:
    """The device has the remembered status that was set."""
    if not answer.ok:
        return Difference(f"refused-{answer.code}", f"{REMEMBERED} {status}", f"{answer.code}: {answer.message}")
    seen = device_attributes(answer).get(REMEMBERED)
    return None if seen == status else Difference(f"not-{status}", f"{REMEMBERED} {status}", f"{seen!r}")


@check("DEVICE-020")
def within_limit(*pages: Exchange, limit: int) -> Difference | None:
    """No page has more devices than Limit."""
    most = max((len(listed_keys(page)) for page in pages), default=0)
    return None if most <= limit else Difference("more", f"at most {limit} devices on a page", f"{most} devices")


@check("DEVICE-021")
def each_once(*pages: Exchange, wanted: Sequence[str]) -> Difference | None:
    """The pages have all devices, none twice, and the last page has no token."""
    if pages[-1].get("PaginationToken"):
        return Difference("endless", "a last page", f"a PaginationToken after {len(pages)} pages")
    found = [key for page in pages for key in listed_keys(page)]
    if set(wanted) - set(found):
        return Difference("lost", f"{len(wanted)} devices on all pages", f"{len(set(wanted) & set(found))} of them")
    return None if len(set(found)) == len(found) else Difference("repeated", "each device once", "one is there again")


@check("DEVICE-039")
def another_key(first: Exchange, second: Exchange) -> Difference | None:
    """Each sign-in gets its own device key."""
    same = device_key(first) == device_key(second)
    return Difference("same-key", "another DeviceKey", "the same DeviceKey") if same else None


@check("DEVICE-040")
def no_metadata(answer: Exchange) -> Difference | None:
    """The answer has no NewDeviceMetadata."""
    found = answer.get("AuthenticationResult.NewDeviceMetadata")
    return None if not found else Difference("metadata", "no NewDeviceMetadata", f"NewDeviceMetadata {found!r}")


@check("DEVICE-048")
def configuration_shown(answer: Exchange, configuration: Mapping[str, bool]) -> Difference | None:
    """DeviceConfiguration has each member as it was set."""
    seen = answer.get("UserPool.DeviceConfiguration")
    if not isinstance(seen, dict):
        return Difference("configuration-missing", f"{dict(configuration)!r}", f"{seen!r}")
    wrong = [name for name, value in configuration.items() if seen.get(name) is not value]
    return Difference("configuration", f"{dict(configuration)!r}", f"{seen!r}") if wrong else None


def device_attributes(answer: Exchange) -> dict[str, str]:
    """DeviceAttributes of an answer, by name."""
    found = answer.get("Device.DeviceAttributes")
    entries = found if isinstance(found, list) else []
    return {str(e.get("Name")): str(e.get("Value")) for e in entries if isinstance(e, Mapping)}


def admin(s: Scenario, operation: str, user: User, **more: Any) -> Exchange:
    """An operation of the Admin family on this user."""
    return s.call(operation, UserPoolId=user.pool.id, Username=user.username, **more)


def made_up(pool: Pool, number: int) -> str:
    """A well-formed device key that belongs to no device."""
    digits = f"{number:032x}"
    return f"{pool.id.split('_')[0]}_{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


NUMBERS = st.integers(0, 2**128 - 1)


# -- the key and its confirmation --------------------------------------------------------------------------------------


@prop("DEVICE-048", challenge=st.booleans(), prompt=st.booleans())
def test_configuration(s: Scenario, challenge: bool, prompt: bool) -> None:
    """A pool's DeviceConfiguration, created and read."""
    configuration = {"ChallengeRequiredOnNewDevice": challenge, "DeviceOnlyRememberedOnUserPrompt": prompt}
    pool = s.pool(DeviceConfiguration=configuration)
    s.check("DEVICE-048", s.must("DescribeUserPool", UserPoolId=pool.id), configuration=configuration)


@prop("DEVICE-001", "DEVICE-002", "DEVICE-039", password=passwords(), base=names(), prompt=st.booleans())
def test_new_key(s: Scenario, password: str, base: str, prompt: bool) -> None:
    """Two sign-ins from devices that are not known."""
    client, user = device_user(s, password, base, prompt=prompt)
    first = tracked_answer(s, client, user)
    if not s.check("DEVICE-001", first):
        s.end("DEVICE-001", "the sign-in came without NewDeviceMetadata")
    s.check("DEVICE-002", first, pool_id=client.pool.id)
    s.check("DEVICE-039", first, first_sign_in(s, client, user).exchange)


@prop("DEVICE-040", plain=("devices",), password=passwords(), base=names())
def test_no_tracking(s: Scenario, password: str, base: str) -> None:
    """A pool that remembers devices, and one that does not."""
    tracking, user = device_user(s, password, base)
    first_sign_in(s, tracking, user)
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=DEVICE_CLIENT)
    other = s.user(pool, password=password, username=s.name(base))
    s.check("DEVICE-040", s.need(srp_sign_in(s, client, other.login, password), "SRP-002"))


@prop("DEVICE-003", "DEVICE-004", "DEVICE-007", "DEVICE-019", "DEVICE-008", password=passwords(), ways=device_ways())
def test_opt_in(s: Scenario, password: str, ways: Ways) -> None:
    """A device is confirmed, then remembered on the user's wish."""
    client, user = device_user(s, password, prompt=True)
    session = first_sign_in(s, client, user)
    device = device_of(session, ways)
    s.check("DEVICE-004", s.accepted("DEVICE-003", confirm(s, session, device)))
    s.check("DEVICE-007", s.call("ListDevices", AccessToken=session.access), key=device.key)
    s.check("DEVICE-019", admin(s, "AdminListDevices", user), key=device.key)
    s.need(set_status(s, session, device, "remembered"), "DEVICE-008")
    s.check("DEVICE-008", s.call("ListDevices", AccessToken=session.access), key=device.key)


@prop("DEVICE-003", "DEVICE-005", "DEVICE-006", "DEVICE-010", password=passwords(), ways=device_ways())
def test_always(s: Scenario, password: str, ways: Ways) -> None:
    """A device is remembered as soon as it is confirmed."""
    client, user = device_user(s, password)
    session = first_sign_in(s, client, user)
    device = device_of(session, ways)
    s.check("DEVICE-005", s.accepted("DEVICE-003", confirm(s, session, device)))
    if not s.check("DEVICE-006", s.call("ListDevices", AccessToken=session.access), key=device.key):
        s.end("DEVICE-006", "the confirmed device is not listed")
    read = s.must("GetDevice", blame="DEVICE-010", AccessToken=session.access, DeviceKey=device.key)
    s.check("DEVICE-010", read, key=device.key, name=device.name)


@prop("DEVICE-022", password=passwords(), number=NUMBERS, of_another=st.booleans())
def test_key_of_nobody(s: Scenario, password: str, number: int, of_another: bool) -> None:
    """ConfirmDevice with a key that was never issued, or was issued to another user; then the right one."""
    client, user = device_user(s, password)
    session = first_sign_in(s, client, user)
    right, key = device_of(session, Ways()), made_up(client.pool, number)
    if of_another:
        key = device_key(first_sign_in(s, client, s.user(client.pool, password=password)).exchange)
    wrong = Device(key, right.group, right.name, right.secret, right.salt)
    s.refused("DEVICE-022", confirm(s, session, wrong), control=lambda: confirm(s, session, right))


@prop("DEVICE-024", password=passwords(), ways=device_ways(), prompt=st.booleans())
def test_confirmed_twice(s: Scenario, password: str, ways: Ways, prompt: bool) -> None:
    """ConfirmDevice with the same key again."""
    client, user = device_user(s, password, prompt=prompt)
    session = first_sign_in(s, client, user)
    device = device_of(session, ways)
    first = s.need(confirm(s, session, device), "DEVICE-003")
    s.refused("DEVICE-024", confirm(s, session, device), control=first)


# -- the status --------------------------------------------------------------------------------------------------------


@prop("DEVICE-011", password=passwords(), statuses=STATUSES, prompt=st.booleans())
def test_status(s: Scenario, password: str, statuses: tuple[str, str], prompt: bool) -> None:
    """The user sets the remembered status to both values."""
    client, user = device_user(s, password, prompt=prompt)
    session, device = confirmed(s, client, user, Ways())
    for status in statuses:
        s.need(set_status(s, session, device, status), "DEVICE-008")
        s.check("DEVICE-011", admin(s, "AdminGetDevice", user, DeviceKey=device.key), status=status)


@prop("DEVICE-012", password=passwords(), statuses=STATUSES, prompt=st.booleans())
def test_status_by_admin(s: Scenario, password: str, statuses: tuple[str, str], prompt: bool) -> None:
    """An administrator sets the remembered status to both values."""
    client, user = device_user(s, password, prompt=prompt)
    _, device = confirmed(s, client, user, Ways())
    for status in statuses:
        changed = admin(s, "AdminUpdateDeviceStatus", user, DeviceKey=device.key, DeviceRememberedStatus=status)
        s.need(changed, "DEVICE-012")
        s.check("DEVICE-012", admin(s, "AdminGetDevice", user, DeviceKey=device.key), status=status)


@prop("DEVICE-009", password=passwords(), base=names())
def test_not_remembered_is_not_found(s: Scenario, password: str, base: str) -> None:
    """GetDevice finds the device while it is remembered, and not afterwards."""
    client, user = device_user(s, password, base)
    session, device = remembered(s, client, user, Ways())
    found = s.call("GetDevice", AccessToken=session.access, DeviceKey=device.key)
    s.need(set_status(s, session, device, "not_remembered"), "DEVICE-008")
    s.refused("DEVICE-009", s.call("GetDevice", AccessToken=session.access, DeviceKey=device.key), control=found)


@prop("DEVICE-013", password=passwords(), number=NUMBERS, status=st.sampled_from(("remembered", "not_remembered")))
def test_status_of_unknown(s: Scenario, password: str, number: int, status: str) -> None:
    """UpdateDeviceStatus with a key that belongs to no device of the user; then with a device's key."""
    client, user = device_user(s, password)
    session, device = confirmed(s, client, user, Ways())
    unknown = Device(made_up(client.pool, number), device.group, device.name, device.secret, device.salt)
    s.refused(
        "DEVICE-013", set_status(s, session, unknown, status), control=lambda: set_status(s, session, device, status)
    )


@prop("DEVICE-015", password=passwords(), number=NUMBERS, operation=st.sampled_from(OPERATIONS))
def test_unknown(s: Scenario, password: str, number: int, operation: str) -> None:
    """The other device operations with a key that belongs to no device of the user; then with a device's key."""
    client, user = device_user(s, password)
    session, device = remembered(s, client, user, Ways())

    def tried(key: str) -> Exchange:
        more = {"DeviceRememberedStatus": "remembered"} if operation == "AdminUpdateDeviceStatus" else {}
        if operation.startswith("Admin"):
            return admin(s, operation, user, DeviceKey=key, **more)
        return s.call(operation, AccessToken=session.access, DeviceKey=key)

    s.refused("DEVICE-015", tried(made_up(client.pool, number)), control=lambda: tried(device.key))


# -- forgotten ---------------------------------------------------------------------------------------------------------


@prop("DEVICE-016", "DEVICE-017", password=passwords(), base=names())
def test_forgotten(s: Scenario, password: str, base: str) -> None:
    """A remembered device, forgotten by the user."""
    client, user = device_user(s, password, base)
    session, device = remembered(s, client, user, Ways())
    before = set_status(s, session, device, "remembered")
    s.must("ForgetDevice", blame="DEVICE-016", AccessToken=session.access, DeviceKey=device.key)
    s.check("DEVICE-016", s.call("ListDevices", AccessToken=session.access), key=device.key)
    s.refused("DEVICE-017", set_status(s, session, device, "remembered"), control=before)


@prop("DEVICE-018", password=passwords(), base=names())
def test_forgotten_by_admin(s: Scenario, password: str, base: str) -> None:
    """A remembered device, forgotten by an administrator."""
    client, user = device_user(s, password, base)
    session, device = remembered(s, client, user, Ways())
    s.need(admin(s, "AdminForgetDevice", user, DeviceKey=device.key), "DEVICE-018")
    s.check("DEVICE-018", s.call("ListDevices", AccessToken=session.access), key=device.key)


@prop(
    "DEVICE-020",
    "DEVICE-021",
    password=passwords(),
    count=st.integers(2, 3),
    limit=st.integers(1, 2),
    by_admin=st.booleans(),
)
def test_pages(s: Scenario, password: str, count: int, limit: int, by_admin: bool) -> None:
    """A few devices of one user, page by page."""
    client, user = device_user(s, password)
    sessions = [remembered(s, client, user, Ways(name=f"phone {number}")) for number in range(count)]
    wanted = [device.key for _, device in sessions]
    query: dict[str, Any] = {"AccessToken": sessions[0][0].access}
    if by_admin:
        query = {"UserPoolId": client.pool.id, "Username": user.username}
    operation = "AdminListDevices" if by_admin else "ListDevices"
    pages = walk(s, operation, "PaginationToken", Limit=limit, **query)
    s.need(pages[-1], "DEVICE-021")
    s.check("DEVICE-020", *pages, limit=limit)
    s.check("DEVICE-021", *pages, wanted=wanted)
