"""The calls of remembered devices: a first sign-in, its confirmation, a sign-in that proves the device. Not judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.flows.sign_in import (
    SrpStart,
    respond,
    session_of,
    srp_answer,
    srp_challenge,
    srp_first,
    srp_proof,
    srp_sign_in,
)
from conformance.scenario import Scenario
from conformance.scenario.resources import Client, Pool, Session, User
from conformance.strategies.devices import Ways

DEVICE_CLIENT = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]


@dataclass(frozen=True)
class Device:
    """A device as its app knows it: the keys from Cognito, and its own name, secret and salt."""

    key: str
    group: str
    name: str
    secret: str
    salt: str  # hexadecimal


@dataclass
class DeviceStart:
    """DEVICE_SRP_AUTH answered: the device's private values and the server's answer."""

    keys: Mapping[str, str]
    challenge: Exchange
    username: str

    def given(self, name: str) -> str:
        """A challenge parameter. Raises ``Missing`` where there is none."""
        return self.challenge.text(f"ChallengeParameters.{name}")


def tracking_pool(s: Scenario, *, prompt: bool = False) -> Pool:
    """A pool that remembers devices, always or when the user wishes so."""
    configuration = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": prompt}
    return s.pool(DeviceConfiguration=configuration)


def device_user(s: Scenario, password: str, base: str = "user", *, prompt: bool = False) -> tuple[Client, User]:
    """A confirmed user in such a pool, and a client that allows SRP."""
    pool = tracking_pool(s, prompt=prompt)
    client = s.client(pool, ExplicitAuthFlows=DEVICE_CLIENT)
    return client, s.user(pool, password=password, username=s.name(base))


def tracked_answer(s: Scenario, client: Client, user: User) -> Exchange:
    """The answer to an SRP sign-in without a device key; the example ends where devices are not known at all."""
    answer = s.need(srp_sign_in(s, client, user.login, str(user.password)), "SRP-002")
    if not answer.get("AuthenticationResult.AccessToken"):
        s.end("SRP-007", f"sign-in gave no tokens but {answer.get('ChallengeName')}", answer)
    if not answer.get("AuthenticationResult.NewDeviceMetadata"):
        token = answer.text("AuthenticationResult.AccessToken")
        if s.call("ListDevices", AccessToken=token).outcome == "unsupported":
            s.lack("this target has no devices")
    return answer


def first_sign_in(s: Scenario, client: Client, user: User) -> Session:
    """A sign-in that came with a new device key."""
    session = Session(client, user, tracked_answer(s, client, user))
    if not (device_key(session.exchange) and device_group(session.exchange)):
        s.end("DEVICE-001", "the sign-in came without NewDeviceMetadata", session.exchange)
    return session


def device_key(answer: Exchange) -> str:
    """The new device key of an answer; empty where there is none."""
    return str(answer.get("AuthenticationResult.NewDeviceMetadata.DeviceKey") or "")


def device_group(answer: Exchange) -> str:
    """The device group key of an answer; empty where there is none."""
    return str(answer.get("AuthenticationResult.NewDeviceMetadata.DeviceGroupKey") or "")


def device_of(session: Session, ways: Ways) -> Device:
    """The device that a sign-in was made from."""
    key, group = device_key(session.exchange), device_group(session.exchange)
    return Device(key, group, ways.name, ways.secret, f"{ways.salt:x}")


def confirm(s: Scenario, session: Session, device: Device) -> Exchange:
    """ConfirmDevice with the verifier of the device's secret."""
    verifier = s.compute("device.device_verifier", device.group, device.key, device.secret, device.salt)
    return s.call(
        "ConfirmDevice",
        AccessToken=session.access,
        DeviceKey=device.key,
        DeviceName=device.name,
        DeviceSecretVerifierConfig=verifier,
    )


def confirmed(s: Scenario, client: Client, user: User, ways: Ways) -> tuple[Session, Device]:
    """A sign-in and its confirmed device."""
    session = first_sign_in(s, client, user)
    device = device_of(session, ways)
    s.need(confirm(s, session, device), "DEVICE-003")
    return session, device


def remembered(s: Scenario, client: Client, user: User, ways: Ways, *, prompt: bool = False) -> tuple[Session, Device]:
    """A sign-in and its device, which is seen to be remembered, automatically or on the user's wish."""
    session, device = confirmed(s, client, user, ways)
    if prompt:
        s.need(set_status(s, session, device, "remembered"), "DEVICE-008")
    found = s.must("ListDevices", blame="DEVICE-006", AccessToken=session.access)
    if device.key not in listed_keys(found):
        s.end("DEVICE-006", "the confirmed device is not listed", found)
    return session, device


def listed_keys(answer: Exchange) -> list[str]:
    """The device keys of a list."""
    found = answer.get("Devices")
    entries = found if isinstance(found, list) else []
    return [str(entry.get("DeviceKey")) for entry in entries if isinstance(entry, Mapping)]


def set_status(s: Scenario, session: Session, device: Device, status: str) -> Exchange:
    """UpdateDeviceStatus."""
    return s.call("UpdateDeviceStatus", AccessToken=session.access, DeviceKey=device.key, DeviceRememberedStatus=status)


def proved(s: Scenario, client: Client, user: User, key: str, *, where: str = "both") -> tuple[SrpStart, Exchange]:
    """The password proved in a sign-in that names a device: in both steps as Amplify does it, or in the second."""
    named = {"DEVICE_KEY": key}
    start = srp_challenge(s, client, user.login, **(named if where == "both" else {}))
    proof = srp_proof(s, client, start, str(user.password))
    return start, srp_answer(s, client, start, {**proof, **named})


def refusal(s: Scenario, client: Client, user: User, key: str) -> Exchange:
    """The last answer of a sign-in that names a device: the first refusal, or the answer to the password's proof."""
    start = srp_first(s, client, user.login, DEVICE_KEY=key)
    if not start.challenge.ok or start.challenge.get("ChallengeName") != "PASSWORD_VERIFIER":
        return start.challenge
    proof = srp_proof(s, client, start, str(user.password))
    return srp_answer(s, client, start, {**proof, "DEVICE_KEY": key})


def begin_device(s: Scenario, client: Client, start: SrpStart, asked: Exchange, device: Device) -> DeviceStart:
    """The answer to DEVICE_SRP_AUTH, with a key pair of its own."""
    keys, username = s.srp_start(), start.username
    responses = {"USERNAME": username, "DEVICE_KEY": device.key, "SRP_A": keys["A"]}
    answer = respond(s, client, "DEVICE_SRP_AUTH", responses, session=session_of(asked))
    return DeviceStart(keys, answer, username)


def device_proof(s: Scenario, begun: DeviceStart, device: Device, secret: str | None = None) -> dict[str, Any]:
    """ChallengeResponses with a proof of the device's secret, or of another one."""
    at = s.compute("srp.timestamp", s.clock())
    keys, block = begun.keys, begun.given("SECRET_BLOCK")
    signature = s.compute(
        "device.device_claim",
        keys["a"],
        keys["A"],
        begun.given("SRP_B"),
        begun.given("SALT"),
        device.group,
        device.key,
        secret or device.secret,
        block,
        at,
    )
    return {
        "USERNAME": begun.username,
        "DEVICE_KEY": device.key,
        "TIMESTAMP": at,
        "PASSWORD_CLAIM_SIGNATURE": signature,
        "PASSWORD_CLAIM_SECRET_BLOCK": block,
    }


def asked_for_device(s: Scenario, client: Client, user: User, device: Device) -> DeviceStart:
    """A sign-in up to DEVICE_PASSWORD_VERIFIER; the example ends where it does not get there."""
    start, asked = proved(s, client, user, device.key)
    s.need(asked, "DEVICE-025")
    if asked.get("ChallengeName") != "DEVICE_SRP_AUTH":
        s.end("DEVICE-025", f"a remembered device was asked for {asked.get('ChallengeName')!r}", asked)
    begun = begin_device(s, client, start, asked, device)
    s.need(begun.challenge, "DEVICE-026")
    if not computable(begun):
        s.end("DEVICE-026", "no DEVICE_PASSWORD_VERIFIER that one can compute with", begun.challenge)
    return begun


def computable(begun: DeviceStart) -> bool:
    """Whether a proof can be computed for this challenge."""
    given = {name: begun.challenge.get(f"ChallengeParameters.{name}") for name in ("SALT", "SRP_B", "SECRET_BLOCK")}
    if not all(isinstance(value, str) for value in given.values()):
        return False
    return all(map(is_hexadecimal, (given["SALT"], given["SRP_B"]))) and is_base64(given["SECRET_BLOCK"])


def is_hexadecimal(text: str) -> bool:
    """Whether this is a number in hexadecimal."""
    return bool(text) and not set(text) - set("0123456789abcdefABCDEF")


def is_base64(text: str) -> bool:
    """Whether these are bytes in base64."""
    letters = text.rstrip("=")
    spelling = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return bool(letters) and len(text) % 4 == 0 and not set(letters) - set(spelling)


def answer_device(s: Scenario, client: Client, begun: DeviceStart, responses: Mapping[str, str]) -> Exchange:
    """The answer to DEVICE_PASSWORD_VERIFIER."""
    return respond(s, client, "DEVICE_PASSWORD_VERIFIER", responses, session=session_of(begun.challenge))


def device_sign_in(s: Scenario, client: Client, user: User, device: Device) -> Exchange:
    """A whole sign-in with a remembered device."""
    begun = asked_for_device(s, client, user, device)
    return answer_device(s, client, begun, device_proof(s, begun, device))
