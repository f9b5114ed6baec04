"""A remembered device proves its secret: SRP once more, with the device's keys as the identity."""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import Any

from targets.reference.core.api import Answer
from targets.reference.core.attempt import Attempt, challenge
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import NotAuthorizedException, wrong_credentials
from targets.reference.core.factors import Device
from targets.reference.core.sessions import new_session, open_session, spend
from targets.reference.sign_in import srp, srp_defects
from targets.reference.sign_in.device_tracking import unknown_device
from targets.reference.sign_in.first_factor import check_enabled, finish
from targets.reference.sign_in.mfa import ask_second
from targets.reference.sign_in.srp_auth import SECRET_BLOCK_SIZE, client_value, rendered


def answer_device_srp(attempt: Attempt) -> Answer:
    """Documented: SRP_A of the device leads to DEVICE_PASSWORD_VERIFIER."""
    username, key = attempt.username(), attempt.require("DEVICE_KEY")
    client_public = client_value(attempt)
    session = open_session(attempt.call, attempt.client, "DEVICE_SRP_AUTH", attempt.session(), username)
    device, user = session.details["device"], session.user
    if user is None or (device.key != key and not deviates("device-answered-by-another")):
        raise unknown_device()
    spend(session)
    private, public = srp.server_keys(device.verifier)
    block = base64.b64encode(secrets.token_bytes(SECRET_BLOCK_SIZE)).decode()
    following = new_session(
        attempt.call,
        attempt.client,
        user,
        "DEVICE_PASSWORD_VERIFIER",
        device=device,
        keys=(client_public, private, public),
        block=block,
    )
    salt = device.salt + 1 if deviates("device-salt-made-up") else device.salt
    parameters = {
        "SALT": f"{salt:x}",
        "SRP_B": f"{public:x}",
        "SECRET_BLOCK": block,
        "USERNAME": user.username,
        "DEVICE_KEY": key,
    }
    if deviates("device-verifier-without-block"):
        del parameters["SECRET_BLOCK"]
    return challenge("DEVICE_PASSWORD_VERIFIER", parameters, following.text)


def answer_device_verifier(attempt: Attempt) -> Answer:
    """Recorded: a wrong proof looks like a wrong password."""
    username = attempt.username()
    claimed, timestamp = attempt.require("PASSWORD_CLAIM_SIGNATURE"), rendered(attempt.require("TIMESTAMP"))
    block = attempt.require("PASSWORD_CLAIM_SECRET_BLOCK")
    session = open_session(attempt.call, attempt.client, "DEVICE_PASSWORD_VERIFIER", attempt.session(), username)
    user, device = session.user, session.details["device"]
    if user is None or (device.key not in user.devices and not deviates("device-of-anybody")):
        raise unknown_device()
    check_enabled(user, attempt.step)
    same_block = block == session.details["block"] or deviates("device-proof-of-any-block")
    right = same_block and proves(device, session.details, timestamp=timestamp, claimed=claimed)
    if deviates("device-right-proof-refused"):
        right = False
    if not right and not deviates("device-any-proof"):
        raise NotAuthorizedException(varied(wrong_credentials().message, "device-proof-text", "Incorrect device."))
    spend(session)
    device.authenticated = attempt.call.now
    attempt.given["DEVICE_KEY"] = device.key
    also = ask_second(attempt, user) if deviates("device-proof-is-not-enough") else None
    return also or finish(attempt, user)


def proves(device: Device, details: dict[str, Any], *, timestamp: str, claimed: str) -> bool:
    """Whether the signature shows knowledge of the device's secret."""
    client_public, private, public = details["keys"]
    key = srp.session_key(client_public, private, public, device.verifier)
    data = base64.b64decode(str(details["block"]))
    try:
        given = base64.b64decode(claimed, validate=True)
    except binascii.Error:
        return False
    return srp_defects.same(srp.signature(key, device.group, device.key, data, timestamp), given)
