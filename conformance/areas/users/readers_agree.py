"""What one operation shows of a user, a device or a group, another one shows as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.aliases import must_update, owner_of
from conformance.flows.devices import DEVICE_CLIENT, confirmed, device_user, remembered
from conformance.flows.groups import add_to_group, make_group, must_add_to_group
from conformance.flows.lists import settled, usernames_of, users_of
from conformance.flows.second_factors import by_admin, enrolled, new_user, signed_in
from conformance.flows.sign_up import typed_name
from conformance.flows.users import admin_create, seen, sub_of
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import User
from conformance.strategies import attribute_values, group_names, names, passwords
from conformance.strategies.devices import Ways, device_ways

PLAIN = ("mfa=ON", "devices", "name=email", "name=phone", "names=addresses", "made")
DATES = ("UserCreateDate", "UserLastModifiedDate")


def shown_otherwise(user: Mapping[str, Any], shown: Exchange, members: Sequence[str]) -> Difference | None:
    """The difference in the first attribute, or else member, of a UserType that is not as AdminGetUser shows it."""
    held = user.get("Attributes")
    found = {each.get("Name"): each.get("Value") for each in (held if isinstance(held, list) else [])}
    for name, value in attributes_of(shown).items():
        if found.get(name) != value:
            return Difference(f"attribute-{name.partition(':')[0]}", f"{name} {value!r}", f"{found.get(name)!r}")
    for name in members:
        if user.get(name) != shown.get(name):
            return Difference(f"other-{name}", f"{name} {shown.get(name)!r}", f"{user.get(name)!r}")
    return None


@check("EFFECT-094")
def user_listed_alike(listed: Exchange, shown: Exchange, username: str) -> Difference | None:
    """The entry of the list has each attribute, the status, Enabled and the dates of AdminGetUser."""
    entry = next((user for user in users_of(listed) if user.get("Username") == username), {})
    return shown_otherwise(entry, shown, ("UserStatus", "Enabled", *DATES))


@prop(
    "EFFECT-094",
    plain=PLAIN,
    what=st.sampled_from(("ListUsers", "ListUsersInGroup")),
    value=attribute_values(),
    base=names(),
    group=group_names(),
    password=passwords(),
)
def test_users(s: Scenario, *, what: str, value: str, base: str, group: str, password: str) -> None:
    """A user with many attributes, who was changed after the creation."""
    attributes = {"email": s.email(), "email_verified": "true", "phone_number": s.phone()}
    pool = s.pool(Schema=[{"Name": "color", "AttributeDataType": "String", "Mutable": True}])
    attributes |= {"phone_number_verified": "true", "custom:color": value}
    user = s.user(pool, username=s.name(base), password=password, attributes=attributes)
    name = make_group(s, pool, group)
    must_add_to_group(s, user, name)
    written = [{"Name": "nickname", "Value": value}]
    s.must("AdminUpdateUserAttributes", UserPoolId=pool.id, Username=user.username, UserAttributes=written)
    shown = seen(s, user)
    how: dict[str, Any] = {"Filter": f'sub = "{user.sub}"'} if what == "ListUsers" else {"GroupName": name}
    blame = "LIST-005" if what == "ListUsers" else "GROUP-014"
    listed = settled(s, lambda: s.call(what, UserPoolId=pool.id, **how), lambda answer: bool(users_of(answer)))
    if user.username not in usernames_of(s.need(listed, blame)):
        s.end(blame, "the user is not listed", listed)
    s.check("EFFECT-094", listed, shown, username=user.username)


@check("EFFECT-114")
def user_made_alike(made: Exchange, shown: Exchange) -> Difference | None:
    """The answer has each attribute, the status and Enabled of AdminGetUser."""
    user = made.get("User")
    return shown_otherwise(user if isinstance(user, Mapping) else {}, shown, ("UserStatus", "Enabled"))


@prop("EFFECT-114", plain=PLAIN, verified=st.booleans(), value=attribute_values(), base=names())
def test_created(s: Scenario, verified: bool, value: str, base: str) -> None:
    """AdminCreateUser with many attributes."""
    pool = s.pool()
    flag = "true" if verified else "false"
    attributes = {"phone_number": s.phone(), "phone_number_verified": flag, "nickname": value}
    attributes |= {"email": s.email(), "email_verified": flag}
    name = typed_name(s, pool, base, attributes["email"])
    made = s.need(admin_create(s, pool, name, attributes=attributes, MessageAction="SUPPRESS"), "ADMCREATE-001")
    which: dict[str, Any] = {"UserPoolId": pool.id, "Username": made.text("User.Username")}
    s.check("EFFECT-114", made, s.must("AdminGetUser", blame="ADMUSER-001", **which))


# -- devices -----------------------------------------------------------------------------------------------------------


def _named(device: Any) -> dict[str, Any]:
    held = device.get("DeviceAttributes") if isinstance(device, Mapping) else None
    found = held if isinstance(held, list) else []
    return {str(each.get("Name")): each.get("Value") for each in found if isinstance(each, Mapping)}


@check("EFFECT-095")
def device_shown_alike(listed: Exchange, shown: Exchange, key: str) -> Difference | None:
    """The device has the same name and status in both."""
    devices = listed.get("Devices")
    entries = devices if isinstance(devices, list) else [listed.get("Device")]
    entry = next((each for each in entries if isinstance(each, Mapping) and each.get("DeviceKey") == key), None)
    if entry is None:
        return Difference("not-there", "the device", f"{len(entries)} others")
    wanted, found = _named(shown.get("Device")), _named(entry)
    for name in ("device_name", "device_status"):
        if wanted.get(name) != found.get(name):
            return Difference(f"other-{name.replace('_', '-')}", f"{name} {wanted.get(name)!r}", f"{found.get(name)!r}")
    return None


READERS = ("AdminListDevices", "GetDevice", "ListDevices")


@prop("EFFECT-095", what=st.sampled_from(READERS), password=passwords(), ways=device_ways())
def test_devices(s: Scenario, what: str, password: str, ways: Ways) -> None:
    """A confirmed device, as administrators see it and in another answer."""
    client, user = device_user(s, password)
    session, device = confirmed(s, client, user, ways)
    who: dict[str, Any] = {"UserPoolId": user.pool.id, "Username": user.username}
    caller = who if what.startswith("Admin") else {"AccessToken": session.access}
    which: dict[str, Any] = {"DeviceKey": device.key}
    shown = s.must("AdminGetDevice", blame="DEVICE-011", **who, **which)
    if not _named(shown.get("Device")).get("device_name"):
        s.end("DEVICE-011", "AdminGetDevice shows no name of the device", shown)
    other = s.must(what, blame="DEVICE-006", **caller, **(which if what == "GetDevice" else {}))
    s.check("EFFECT-095", other, shown, key=device.key)


# -- groups ------------------------------------------------------------------------------------------------------------


def _entry(listed: Exchange, name: str) -> Mapping[str, Any] | None:
    groups = listed.get("Groups")
    entries: Sequence[Any] = groups if isinstance(groups, list) else []
    return next((each for each in entries if isinstance(each, Mapping) and each.get("GroupName") == name), None)


@check("EFFECT-096")
def group_listed_alike(listed: Exchange, shown: Exchange, name: str) -> Difference | None:
    """Each member that GetGroup shows is the same in the list."""
    entry, group = _entry(listed, name), shown.get("Group")
    if entry is None or not isinstance(group, Mapping):
        return Difference("not-there", "the group", f"{entry!r}")
    wrong = next((member for member, value in group.items() if entry.get(member) != value), None)
    return wrong and Difference(f"other-{wrong}", f"{wrong} {group[wrong]!r}", f"{entry.get(wrong)!r}")


@prop(
    "EFFECT-096",
    what=st.sampled_from(("ListGroups", "AdminListGroupsForUser")),
    base=group_names(),
    text=attribute_values(),
    first=st.integers(1, 50),
)
def test_groups(s: Scenario, what: str, base: str, text: str, first: int) -> None:
    """A group that was changed after its creation."""
    pool = s.own_pool() if what == "ListGroups" else s.pool()
    name = make_group(s, pool, base, Description=text, Precedence=first)
    which: dict[str, Any] = {"UserPoolId": pool.id, "GroupName": name}
    s.must("UpdateGroup", blame="GROUP-017", **which, Description=f"{text[:20]}later")
    shown = s.must("GetGroup", blame="GROUP-009", **which)
    how: dict[str, Any] = {}
    if what == "AdminListGroupsForUser":
        user = s.user(pool)
        s.need(add_to_group(s, user, name), "GROUP-002")
        how = {"Username": user.username}
    blame = "GROUP-015" if what == "ListGroups" else "GROUP-012"
    listed = s.must(what, blame=blame, UserPoolId=pool.id, **how)
    if _entry(listed, name) is None:
        s.end(blame, "the group is not listed", listed)
    s.check("EFFECT-096", listed, shown, name=name)


# -- factors -----------------------------------------------------------------------------------------------------------


@check("EFFECT-097")
def factors_shown_alike(factors: Exchange, shown: Exchange) -> Difference | None:
    """UserMFASettingList and PreferredMfaSetting are those of AdminGetUser."""
    for name in ("UserMFASettingList", "PreferredMfaSetting"):
        if shown.get(name) and factors.get(name) != shown.get(name):
            return Difference(f"other-{name}", f"{name} {shown.get(name)!r}", f"{factors.get(name)!r}")
    return None


@prop("EFFECT-097", plain=PLAIN, preferred=st.booleans(), password=passwords(), base=names())
def test_factors(s: Scenario, preferred: bool, password: str, base: str) -> None:
    """A user with an app, preferred or not."""
    s.newer("AdminGetUserAuthFactors")
    client, user = new_user(s, password, "OPTIONAL", base)
    enrolled(s, signed_in(s, client, user))
    s.need(by_admin(s, user, {"Enabled": True, "PreferredMfa": preferred}), "MFACONF-018")
    shown = seen(s, user)
    if not shown.get("UserMFASettingList"):
        s.end("MFACONF-020", "the app is not listed", shown)
    who: dict[str, Any] = {"UserPoolId": user.pool.id, "Username": user.username}
    s.check("EFFECT-097", s.must("AdminGetUserAuthFactors", blame="AUTHF-001", **who), shown)


# -- names -------------------------------------------------------------------------------------------------------------

NAMED_BY = ("email", "phone_number", "preferred_username", "sub")
# Each operation: the member that it is about, and the requirement that says that it shows that.
OF_USERS = {
    "AdminGetUserAuthFactors": ("ConfiguredUserAuthFactors", "AUTHF-001"),
    "AdminGetDevice": ("Device", "DEVICE-011"),
    "AdminListDevices": ("Devices", "DEVICE-006"),
}


@check("EFFECT-115")
def answered_alike(by_other_name: Exchange, by_user_name: Exchange, what: str) -> Difference | None:
    """Both answers are accepted and have as much of what the operation is about."""
    if not by_other_name.ok:
        seen = f"{by_other_name.code}: {by_other_name.message}"
        return Difference(f"refused-{by_other_name.code}", "the user is found", seen)
    found, wanted = by_other_name.get(what), by_user_name.get(what)
    same = bool(found) and (not isinstance(wanted, list) or len(found) == len(wanted))
    return None if same else Difference(f"other-{what}", f"{what} as by the user name", f"{found!r}")


def _named_user(s: Scenario, base: str, password: str, operation: str) -> tuple[User, dict[str, str]]:
    """A user with three aliases, and the other names by attribute."""
    devices = {"DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True}} if "Device" in operation else {}
    pool = s.pool(AliasAttributes=["email", "phone_number", "preferred_username"], **devices)
    attributes = {"email": s.email(), "email_verified": "true", "phone_number": s.phone()}
    attributes |= {"phone_number_verified": "true"}
    user = owner_of(s, pool, base, password, **attributes)
    preferred = s.name("preferred")
    must_update(s, pool, user.username, preferred_username=preferred)
    return user, {**attributes, "preferred_username": preferred, "sub": sub_of(s, user)}


@prop(
    "EFFECT-115",
    plain=("name=email", "name=phone", "names=addresses"),
    by=st.sampled_from(NAMED_BY),
    operation=st.sampled_from(sorted(OF_USERS)),
    base=names(),
    password=passwords(),
)
def test_names(s: Scenario, by: str, operation: str, base: str, password: str) -> None:
    """A user with three aliases, named by one of them or the sub, and by the user name."""
    user, other_names = _named_user(s, base, password, operation)
    more: dict[str, Any] = {}
    if "Device" in operation:
        _, device = remembered(s, s.client(user.pool, ExplicitAuthFlows=DEVICE_CLIENT), user, Ways())
        more = {"DeviceKey": device.key} if operation == "AdminGetDevice" else {}
    which: dict[str, Any] = {"UserPoolId": user.pool.id, **more}
    about, blame = OF_USERS[operation]
    expected = s.must(operation, blame=blame, **which, Username=user.username)
    if not expected.get(about):
        s.end(blame, f"{operation} shows nothing by the user name either", expected)
    found = s.call("AdminGetUser", UserPoolId=user.pool.id, Username=other_names[by])
    s.need(found, "ALIAS-022" if by == "sub" else "ALIAS-008")
    attempt = s.call(operation, **which, Username=other_names[by])
    s.check("EFFECT-115", attempt, expected, what=about)
