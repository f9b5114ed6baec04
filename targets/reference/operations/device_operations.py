"""The operations on devices, each for the user and for administrators."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import date, managed_user
from targets.reference.core.errors import (
    DeviceKeyExistsException,
    InvalidParameterException,
    InvalidUserPoolConfigurationException,
    NotAuthorizedException,
)
from targets.reference.core.factors import Device
from targets.reference.core.paging import page
from targets.reference.core.state import Pool, User
from targets.reference.sign_in.device_tracking import asks_user, tracks, unknown_device
from targets.reference.tokens.access import Caller, caller

REMEMBERED = "remembered"


def tracked_caller(call: Call) -> Caller:
    """Who calls. The code for a pool that tracks no devices is disputed."""
    if "AccessToken" not in call.params:
        raise NotAuthorizedException("Invalid Access Token")
    who = caller(call)
    check_tracks(who.pool)
    return who


def tracked_user(call: Call) -> tuple[Pool, User]:
    """Whom an administrator means."""
    pool = call.pool()
    check_tracks(pool)
    return pool, managed_user(call, pool)


def check_tracks(pool: Pool) -> None:
    """One of two reported refusals."""
    if not tracks(pool):
        raise InvalidUserPoolConfigurationException("Device tracking not currently enabled for this pool.")


def device_named(call: Call, user: User) -> Device:
    """The user's device of this key."""
    device = user.devices.get(call["DeviceKey"]) or foreign_device(call, user)
    if device is None and deviates("unknown-device-forgets-all"):
        user.devices.clear()
    if device is None:
        raise unknown_device("device-unknown-text")
    return device


def foreign_device(call: Call, user: User) -> Device | None:
    """Not looked for, but for mutants: a device of another user, who may be in another pool."""
    key = call["DeviceKey"]
    for pool in call.store.pools.values():
        owner = next((each for each in pool.users.values() if key in each.devices), None)
        if owner is None:
            continue
        if deviates("device-of-another-user-found" if user.sub in pool.users else "device-of-another-pool-found"):
            return owner.devices[key]
        if deviates("device-of-another-changed-and-refused"):
            owner.devices[key].remembered = False
    return None


@operation("ConfirmDevice")
def confirm_device(call: Call) -> Answer:
    """Documented: remembered at once, unless users are asked."""
    who = tracked_caller(call)
    key, user = call["DeviceKey"], who.user
    if deviates("device-confirm-refused"):
        raise InvalidParameterException("Invalid device key given.")
    if key in user.devices and not deviates("device-confirmed-twice"):
        raise DeviceKeyExistsException("Device already exists.")
    fits = key in user.new_devices and who.family.device == key
    if not fits and issued_to_another(call, key) and deviates("device-key-of-others"):
        fits = True
    if not fits and key not in user.devices and not deviates("device-key-of-anybody"):
        raise InvalidParameterException(varied("Invalid device key given.", "device-key-text", "Unknown device"))
    config = call.get("DeviceSecretVerifierConfig", {})
    salt, verifier = number(config.get("Salt", "")), number(config.get("PasswordVerifier", ""))
    ask = asks_user(who.pool)
    at_once = not ask and not deviates("device-confirmed-not-remembered")
    if ask and deviates("device-remembered-unasked"):
        at_once = True
    group = user.new_devices.pop(key, "")
    user.devices[key] = Device(
        key, group, call.get("DeviceName"), salt, verifier, at_once, call.now, call.now, call.now
    )
    note(user, user.devices[key])
    asks = (ask and not deviates("device-user-never-asked")) or deviates("device-user-always-asked")
    return {"UserConfirmationNecessary": asks}


def issued_to_another(call: Call, key: str) -> bool:
    """Whether anybody has this new key."""
    return any(key in user.new_devices for pool in call.store.pools.values() for user in pool.users.values())


def note(user: User, device: Device) -> None:
    """That a device was remembered, for a mutant that does not forget it."""
    if device.remembered:
        user.remains[f"remembered {device.key}"] = "yes"


def number(text: str) -> int:
    """A number whose bytes are in base64."""
    try:
        return int.from_bytes(base64.b64decode(text, validate=True), "big")
    except binascii.Error:
        raise InvalidParameterException("Invalid device secret verifier.") from None


@operation("GetDevice")
def get_device(call: Call) -> Answer:
    """Recorded: one that is not remembered is not found."""
    device = device_named(call, tracked_caller(call).user)
    if not device.remembered and not deviates("device-found-unremembered"):
        raise unknown_device()
    return {"Device": described(device)}


@operation("AdminGetDevice")
def admin_get_device(call: Call) -> Answer:
    """Recorded: whatever its status."""
    return {"Device": described(device_named(call, tracked_user(call)[1]))}


@operation("ListDevices")
def list_devices(call: Call) -> Answer:
    """Recorded: those that are remembered."""
    who = tracked_caller(call)
    user = who.user
    if not user.devices and deviates("device-list-of-others"):
        return listed(call, [device for other in who.pool.users.values() for device in other.devices.values()])
    everything = deviates("device-list-of-all")
    return listed(call, [device for device in user.devices.values() if device.remembered or everything])


@operation("AdminListDevices")
def admin_list_devices(call: Call) -> Answer:
    """Documented: all that are registered."""
    user = tracked_user(call)[1]
    devices = list(user.devices.values())
    if call["Username"] == user.attributes.get("phone_number") and deviates("devices-not-by-number"):
        devices = []
    if deviates("device-admin-list-of-remembered"):
        devices = [device for device in devices if device.remembered]
    return listed(call, devices)


def listed(call: Call, devices: list[Device]) -> Answer:
    """A page of devices."""
    limit = None if deviates("device-limit-ignored") else call.get("Limit")
    shown, token = page(call, devices, lambda device: device.key, limit, "PaginationToken")
    if "PaginationToken" in call.params and deviates("device-pages-skip"):
        shown = shown[1:]
    return {"Devices": [without_name(call, described(device)) for device in shown]} | token


@operation("UpdateDeviceStatus")
def update_device_status(call: Call) -> Answer:
    """Set by the user."""
    user = tracked_caller(call).user
    if call["DeviceKey"] not in user.devices and deviates("device-status-of-unknown"):
        return {}
    device = device_named(call, user)
    if not deviates("device-status-not-kept"):
        set_status(call, user, device)
    return {}


@operation("AdminUpdateDeviceStatus")
def admin_update_device_status(call: Call) -> Answer:
    """Set by an administrator."""
    user = tracked_user(call)[1]
    device = device_named(call, user)
    if not deviates("device-admin-status-not-kept"):
        set_status(call, user, device)
    return {}


def set_status(call: Call, user: User, device: Device) -> None:
    """Remembered or not."""
    device.remembered = call.get("DeviceRememberedStatus") == REMEMBERED
    device.modified = call.now
    for other in user.devices.values() if deviates("status-of-one-is-of-all") else ():
        other.remembered = device.remembered
    note(user, device)


@operation("ForgetDevice")
def forget_device(call: Call) -> Answer:
    """Recorded: it is gone, and cannot be remembered again."""
    user = tracked_caller(call).user
    forget(call, user, kept=deviates("device-forgotten-is-listed"))
    return {}


@operation("AdminForgetDevice")
def admin_forget_device(call: Call) -> Answer:
    """The same by an administrator."""
    forget(call, tracked_user(call)[1], kept=deviates("device-admin-forgets-not"))
    return {}


def forget(call: Call, user: User, *, kept: bool) -> None:
    """Delete it, but for mutants."""
    if call["DeviceKey"] not in user.devices and deviates("device-forgets-unknown"):
        return
    device = device_named(call, user)
    if deviates("device-forgotten-comes-back"):
        device.remembered = False
    elif not kept:
        user.devices.pop(device.key, None)
        if deviates("forgetting-one-forgets-all"):
            user.devices.clear()


def without_name(call: Call, shown: dict[str, Any]) -> dict[str, Any]:
    """A device as a mutant lists it for administrators."""
    if call.operation == "AdminListDevices" and deviates("administrators-list-devices-without-name"):
        kept = [entry for entry in shown["DeviceAttributes"] if entry["Name"] != "device_name"]
        return shown | {"DeviceAttributes": kept}
    return shown


def described(device: Device) -> dict[str, Any]:
    """DeviceType. Documented and partly recorded: these attributes."""
    remembered = device.remembered or deviates("device-status-shown-remembered")
    status = REMEMBERED if remembered else "not_remembered"
    attributes = {"device_status": "valid", "dev:device_remembered_status": status, "last_ip_used": "127.0.0.1"}
    if device.name is not None and not deviates("device-without-name"):
        attributes["device_name"] = device.name
    return {
        "DeviceKey": device.key,
        "DeviceAttributes": [{"Name": name, "Value": value} for name, value in attributes.items()],
        "DeviceCreateDate": date(device.created),
        "DeviceLastModifiedDate": date(device.modified),
        "DeviceLastAuthenticatedDate": date(device.authenticated),
    }
