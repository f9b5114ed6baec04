"""Devices of users: what is known of them, when they are asked for, and what their refresh tokens are worth.

Documented: a pool with DeviceConfiguration hands out a device key with every sign-in that names none.
"""

from __future__ import annotations

from typing import Any

from targets.reference.core import ids
from targets.reference.core.api import Answer
from targets.reference.core.attempt import Attempt, challenge
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import NotAuthorizedException, ResourceNotFoundException
from targets.reference.core.factors import Device
from targets.reference.core.sessions import new_session
from targets.reference.core.state import Pool, RefreshFamily, User

GROUP_KEY_SIZE = 6


def tracks(pool: Pool) -> bool:
    """Documented: a value for any property activates it."""
    return bool(pool.settings.get("DeviceConfiguration"))


def asks_user(pool: Pool) -> bool:
    """Whether a device is remembered only when the user wishes so."""
    return bool(pool.settings.get("DeviceConfiguration", {}).get("DeviceOnlyRememberedOnUserPrompt"))


def replaces_mfa(pool: Pool) -> bool:
    """Documented: whether a remembered device does instead of a second factor."""
    if deviates("device-replaces-mfa-always"):
        return True
    wanted = pool.settings["DeviceConfiguration"].get("ChallengeRequiredOnNewDevice")
    return bool(wanted) and not deviates("device-never-replaces-mfa")


def content_with(attempt: Attempt, user: User) -> bool:
    """Whether a mutant asks for no second factor where a device is named that is not remembered."""
    device = user.devices.get(attempt.given.get("DEVICE_KEY", ""))
    return device is not None and not device.remembered and deviates("device-unremembered-replaces-mfa")


def unknown_device(mutant: str = "") -> ResourceNotFoundException:
    """Recorded."""
    return ResourceNotFoundException(varied("Device does not exist.", mutant, "Device not found."))


def ask_device(attempt: Attempt, user: User) -> Answer | None:
    """The challenge for a remembered device that the sign-in names.

    Recorded: a forgotten one is an error. Documented: one that is not remembered is ignored.
    """
    key = attempt.given.get("DEVICE_KEY")
    if key is None or not tracks(attempt.pool) or deviates("device-never-asked"):
        return None
    if attempt.pool.settings["MfaConfiguration"] != "OFF" and not replaces_mfa(attempt.pool):
        return None
    device = user.devices.get(key) or device_of_another(attempt, key)
    if device is None and deviates("device-forgotten-signs-in"):
        return None
    if device is None:
        raise unknown_device("device-forgotten-text")
    if not device.remembered and not deviates(f"device-asked-{'ever' if ever_remembered(user, key) else 'always'}"):
        return None
    session = new_session(attempt.call, attempt.client, user, "DEVICE_SRP_AUTH", device=device)
    return challenge("DEVICE_SRP_AUTH", {"USERNAME": user.username}, session.text)


def ever_remembered(user: User, key: str) -> bool:
    """Whether a device was remembered once: only a mutant needs to know."""
    return f"remembered {key}" in user.remains


def device_of_another(attempt: Attempt, key: str) -> Device | None:
    """Not looked for, but for a mutant."""
    if deviates("device-of-another-pool-signs-in"):
        users = [user for pool in attempt.call.store.pools.values() for user in pool.users.values()]
    elif deviates("device-of-anybody"):
        users = [*attempt.pool.users.values()]
    else:
        return None
    return next((other.devices[key] for other in users if key in other.devices), None)


def device_of_sign_in(attempt: Attempt, user: User) -> tuple[str, dict[str, Any]]:
    """The device key that the tokens belong to, and what is said of a new one.

    Recorded: administrators' sign-ins have none, and their refresh tokens do not work.
    """
    if not tracks(attempt.pool):
        named = {"DeviceKey": new_key(attempt.pool), "DeviceGroupKey": "-"}
        return "", {"NewDeviceMetadata": named} if deviates("device-key-always") else {}
    given = attempt.given.get("DEVICE_KEY")
    if given in user.devices and not deviates("device-key-again"):
        return varied(str(given), "device-key-forgotten-at-device-sign-in", ""), {}
    if attempt.admin:
        return varied("", "device-of-administrators", "none"), {}
    key, group = new_key(attempt.pool), f"-{ids.opaque(GROUP_KEY_SIZE)}"
    if user.new_devices and deviates("device-key-per-user"):
        key, group = next(iter(user.new_devices.items()))
    if not (attempt.step == "custom-challenge" and deviates("device-key-of-custom-auth-not-kept")):
        user.new_devices[key] = group
    metadata = {"NewDeviceMetadata": {"DeviceKey": key, "DeviceGroupKey": group}}
    return key, {} if deviates("device-key-not-told") else metadata


def new_key(pool: Pool) -> str:
    """Documented: the Region, ``_`` and a UUID."""
    return f"{varied(pool.region + '_', 'device-key-without-region', 'device_')}{ids.unique()}"


def check_device(family: RefreshFamily, given: str | None) -> None:
    """Recorded: a refresh token belongs to a device, which must be named and confirmed."""
    if family.grant is not None or not tracks(family.client.pool) or family.device == "none":
        return
    if given == family.device and given in family.user.devices and not deviates("refresh-of-devices-refused"):
        return
    if not tolerated(family, given):
        raise NotAuthorizedException("Invalid Refresh Token.")


def tolerated(family: RefreshFamily, given: str | None) -> bool:
    """Which refreshes emulators let pass."""
    user = family.user
    if given is None:
        return family.device != "" and deviates("refresh-without-device-key")
    if any(given in other.devices for other in family.client.pool.users.values() if other is not user):
        return deviates("refresh-from-device-of-another-user")
    if family.device in user.devices:
        return given in user.devices and deviates("refresh-from-any-device")
    waits = family.device in user.new_devices
    return given == family.device and deviates(
        "refresh-before-confirmation" if waits else "refresh-of-forgotten-device"
    )
