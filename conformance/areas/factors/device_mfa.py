"""Devices and second factors: what a remembered device replaces and other devices do not."""

from __future__ import annotations

from collections.abc import Callable

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.sign_in import tokens_at_last
from conformance.flows.answers import checked
from conformance.flows.devices import (
    DEVICE_CLIENT,
    Device,
    answer_device,
    begin_device,
    computable,
    confirm,
    device_of,
    device_proof,
    first_sign_in,
    listed_keys,
    proved,
)
from conformance.flows.second_factors import SRP, asked, enrolled, must_set_mode, prefer
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Session, User
from conformance.strategies import names, passwords
from conformance.strategies.devices import Ways, device_ways


@check("DEVICE-050")
def device_instead(answered: Exchange) -> Difference | None:
    """The answer is DEVICE_SRP_AUTH, and no code is asked for."""
    return _challenge(answered, "DEVICE_SRP_AUTH")


@check("DEVICE-051")
def signed_in(answered: Exchange) -> Difference | None:
    """The answer has the three tokens and no further challenge."""
    return tokens_at_last(answered)


@check("DEVICE-052", "DEVICE-053")
def code_asked(answered: Exchange) -> Difference | None:
    """The answer is SOFTWARE_TOKEN_MFA, without tokens."""
    return _challenge(answered, "SOFTWARE_TOKEN_MFA")


def _challenge(answered: Exchange, name: str) -> Difference | None:
    if not answered.ok:
        return Difference(f"refused-{answered.code}", name, f"{answered.code}: {answered.message}")
    if answered.get("AuthenticationResult.AccessToken"):
        return Difference("tokens", f"{name} and no tokens", "tokens")
    seen = answered.get("ChallengeName")
    return None if seen == name else Difference("challenge-name", name, f"ChallengeName {seen!r}")


Owner = tuple[Client, User, Session, Device]


def owner(s: Scenario, password: str, base: str, ways: Ways, *, replaces: bool = True, prompt: bool = False) -> Owner:
    """A user with a confirmed device and an app, who is seen to be asked for the app's code without the device."""
    configuration = {"ChallengeRequiredOnNewDevice": replaces, "DeviceOnlyRememberedOnUserPrompt": prompt}
    optional: Callable[..., Exchange] = lambda pool: must_set_mode(s, pool, "OPTIONAL")  # noqa: E731
    pool = s.prepared_pool("mfa OPTIONAL", optional, DeviceConfiguration=configuration)
    client = s.client(pool, ExplicitAuthFlows=DEVICE_CLIENT)
    user = s.user(pool, password=password, username=s.name(base))
    session = first_sign_in(s, client, user)
    device = device_of(session, ways)
    s.need(confirm(s, session, device), "DEVICE-003")
    enrolled(s, session)
    prefer(s, session)
    asked(s, client, user, SRP)
    return client, user, session, device


def need_listed(s: Scenario, session: Session, device: Device, *, remembered: bool) -> None:
    """End the example unless the device is remembered, or is not."""
    found = s.must("ListDevices", blame="DEVICE-006", AccessToken=session.access)
    if (device.key in listed_keys(found)) is not remembered:
        blame = "DEVICE-006" if remembered else "DEVICE-007"
        s.end(blame, f"the device is {'not ' if remembered else ''}listed", found)


@prop("DEVICE-050", "DEVICE-051", password=passwords(), base=names(), ways=device_ways())
def test_instead_of_a_code(s: Scenario, password: str, base: str, ways: Ways) -> None:
    """A whole sign-in with a remembered device, of a user with an app."""
    client, user, session, device = owner(s, password, base, ways)
    need_listed(s, session, device, remembered=True)
    start, answered = proved(s, client, user, device.key)
    if not checked(s, "DEVICE-050", answered):
        s.end("DEVICE-050", "the device was not asked for")
    begun = begin_device(s, client, start, answered, device)
    s.need(begun.challenge, "DEVICE-026")
    if not computable(begun):
        s.end("DEVICE-026", "no DEVICE_PASSWORD_VERIFIER that one can compute with", begun.challenge)
    checked(s, "DEVICE-051", answer_device(s, client, begun, device_proof(s, begun, device)))


@prop("DEVICE-052", password=passwords(), base=names())
def test_not_remembered(s: Scenario, password: str, base: str) -> None:
    """A confirmed device that is not remembered."""
    client, user, session, device = owner(s, password, base, Ways(), prompt=True)
    need_listed(s, session, device, remembered=False)
    checked(s, "DEVICE-052", proved(s, client, user, device.key)[1])


@prop("DEVICE-053", password=passwords(), base=names())
def test_pool_wants_a_code(s: Scenario, password: str, base: str) -> None:
    """A remembered device, in a pool that still requires a code."""
    client, user, session, device = owner(s, password, base, Ways(), replaces=False)
    need_listed(s, session, device, remembered=True)
    checked(s, "DEVICE-053", proved(s, client, user, device.key)[1])
