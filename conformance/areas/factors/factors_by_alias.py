"""Passkeys and remembered devices of users who sign in by an alias.

Refresh tokens of remembered devices at the token endpoint.
"""

from __future__ import annotations

from dataclasses import replace

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.sign_in import signed_in_by
from conformance.flows.aliases import owner_of
from conformance.flows.any_flow import PASSWORD, signs_in
from conformance.flows.code_grant import APPLICATION, Site, application, token_request
from conformance.flows.devices import (
    DEVICE_CLIENT,
    answer_device,
    begin_device,
    computable,
    confirm,
    device_of,
    device_proof,
    device_sign_in,
    first_sign_in,
    proved,
    remembered,
)
from conformance.flows.passkeys import answer as answer_passkey
from conformance.flows.passkeys import (
    assertion,
    passkey_client,
    passkey_pool,
    passkey_sign_in,
    preferred,
    registered,
)
from conformance.flows.sign_in_names import EMAIL_NAME, called
from conformance.scenario import Scenario, prop
from conformance.scenario.browser import Browser
from conformance.scenario.resources import Session
from conformance.strategies import passwords
from conformance.strategies.devices import Ways
from conformance.strategies.pools import EMAIL_ALIAS

TRACKING = {"DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}}

check("PASSKEY-050")(signed_in_by)


@check("DEVICE-054")
def device_after_alias(asked: Exchange, answered: Exchange, username: str) -> Difference | None:
    """The device is asked for, and its proof gives the tokens of the user."""
    if asked.ok and asked.get("ChallengeName") != "DEVICE_SRP_AUTH":
        return Difference("device-not-asked", "DEVICE_SRP_AUTH", f"ChallengeName {asked.get('ChallengeName')!r}")
    return signed_in_by(answered, "email-address", username)


@prop("DEVICE-054", password=passwords())
def test_device(s: Scenario, password: str) -> None:
    """A remembered device, after a sign-in by the user name and after one by an address."""
    pool, address = s.pool(**TRACKING, **EMAIL_ALIAS), s.email()
    client = s.client(pool, ExplicitAuthFlows=DEVICE_CLIENT)
    user = owner_of(s, pool, "user", password, email=address, email_verified="true")
    _, device = remembered(s, client, user, Ways())
    s.need(device_sign_in(s, client, user, device), "DEVICE-028")
    start, asked = proved(s, client, called(user, address), device.key)
    answered = asked
    if asked.get("ChallengeName") == "DEVICE_SRP_AUTH":
        begun = begin_device(s, client, start, asked, device)
        if not computable(begun):
            s.end("DEVICE-026", "no DEVICE_PASSWORD_VERIFIER that one can compute with", begun.challenge)
        answered = answer_device(s, client, begun, device_proof(s, begun, device))
    s.check("DEVICE-054", asked, answered, username=user.username)


@prop("PASSKEY-050", password=passwords())
def test_passkey(s: Scenario, password: str) -> None:
    """A passkey, after USER_AUTH with the user name and after USER_AUTH with an address."""
    pool, address = passkey_pool(s, **EMAIL_ALIAS), s.email()
    client = passkey_client(s, pool)
    user = owner_of(s, pool, "user", password, email=address, email_verified="true")
    session = Session(client, user, signs_in(s, PASSWORD, client, user.login, password))
    key = registered(s, session)
    s.need(passkey_sign_in(s, session, key), "PASSKEY-036")
    by_address = Session(client, replace(user, login=address, username=address), session.exchange)
    answered = preferred(s, by_address)
    options = answered.get("ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS")
    if isinstance(options, str):
        challenge = s.compute("passkey.options", options).get("challenge")
        answered = answer_passkey(s, by_address, answered, assertion(s, key, str(challenge)))
    s.check("PASSKEY-050", answered, by=EMAIL_NAME, username=user.username)


@prop("OTOKEN-044", password=passwords())
def test_device_at_the_token_endpoint(s: Scenario, password: str) -> None:
    """The refresh token of a confirmed device at the token endpoint; that of a pool without devices is taken there."""
    plain = application(s)
    control = _refreshed(s, plain, s.sign_in(plain.client, s.user(plain.pool, password=password)))
    s.need(control, "OTOKEN-022")
    pool = s.pool(**TRACKING)
    hosted = s.hosted(pool)
    client = s.client(pool, **(APPLICATION | {"ExplicitAuthFlows": DEVICE_CLIENT}))
    session = first_sign_in(s, client, s.user(pool, password=password))
    s.need(confirm(s, session, device_of(session, Ways())), "DEVICE-003")
    s.refused("OTOKEN-044", _refreshed(s, Site(hosted, client, Browser(s, hosted)), session), control=control)


def _refreshed(s: Scenario, site: Site, session: Session) -> Exchange:
    return token_request(s, site, grant_type="refresh_token", refresh_token=session.refresh)
