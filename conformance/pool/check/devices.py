"""The device that a sign-in was made from, confirmed as an app does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.kit import device
from conformance.pool.check.bench import Bench, Unclear

SALT = "0123456789abcdef0123456789abcdef"


def confirm_device(bench: Bench, tokens: Mapping[str, Any]) -> tuple[str, Exchange]:
    """The key of the new device, and the answer to ConfirmDevice. Raises ``Unclear`` where the sign-in gave none."""
    metadata = tokens.get("NewDeviceMetadata")
    given = metadata if isinstance(metadata, Mapping) else {}
    key, group = str(given.get("DeviceKey") or ""), str(given.get("DeviceGroupKey") or "")
    if not key or not group:
        raise Unclear("the sign-in gave no device key")
    verifier = device.device_verifier(group, key, bench.word(20), SALT)
    answer = bench.must(
        "ConfirmDevice",
        AccessToken=tokens["AccessToken"],
        DeviceKey=key,
        DeviceName="d",
        DeviceSecretVerifierConfig=verifier,
    )
    return key, answer
