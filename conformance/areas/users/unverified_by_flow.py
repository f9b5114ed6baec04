"""Addresses that could be aliases but are not verified: they sign in by no flow."""

from __future__ import annotations

from conformance.flows.aliases import must_update
from conformance.flows.any_flow import (
    ADMIN_PASSWORD,
    ADMIN_SRP,
    CHOSEN_PASSWORD,
    CUSTOM,
    PASSWORD,
    PREFERRED_PASSWORD,
    PREFERRED_SRP,
    SRP,
    Flow,
    attempt,
    client_for,
    pool_for,
    signs_in,
)
from conformance.flows.sign_in_names import ALIASES, before_and_after_verifying
from conformance.scenario import Scenario, prop
from conformance.scenario.setup import confirm
from conformance.strategies import passwords

BOTH = ("email", "phone_number")


def _unverified(s: Scenario, requirement: str, flow: Flow, password: str, *attributes: str) -> None:
    client, pairs = before_and_after_verifying(s, flow, password, *(attributes or BOTH))
    simpler = (flow.unknown, lambda: attempt(s, flow, client, s.name("nobody"), password))
    for early, verified in pairs:
        s.refused(requirement, early, control=verified, simpler=simpler)


@prop("ALIAS-036", password=passwords())
def test_number_by_password(s: Scenario, password: str) -> None:
    """A phone number before and after it is verified; ALIAS-002 is about addresses."""
    _unverified(s, "ALIAS-036", PASSWORD, password, "phone_number")


@prop("ALIAS-037", password=passwords())
def test_srp(s: Scenario, password: str) -> None:
    """Address and number, before and after they are verified, by SRP."""
    _unverified(s, "ALIAS-037", SRP, password)


@prop("ALIAS-038", password=passwords())
def test_admin_password(s: Scenario, password: str) -> None:
    """Address and number, before and after they are verified, through AdminInitiateAuth."""
    _unverified(s, "ALIAS-038", ADMIN_PASSWORD, password)


@prop("ALIAS-039", password=passwords())
def test_admin_srp(s: Scenario, password: str) -> None:
    """Address and number, before and after they are verified, by SRP through the Admin operations."""
    _unverified(s, "ALIAS-039", ADMIN_SRP, password)


@prop("ALIAS-040", password=passwords())
def test_preferred_password(s: Scenario, password: str) -> None:
    """Address and number, before and after they are verified, by USER_AUTH with PASSWORD preferred."""
    _unverified(s, "ALIAS-040", PREFERRED_PASSWORD, password)


@prop("ALIAS-041", password=passwords())
def test_preferred_srp(s: Scenario, password: str) -> None:
    """Address and number, before and after they are verified, by USER_AUTH with PASSWORD_SRP preferred."""
    _unverified(s, "ALIAS-041", PREFERRED_SRP, password)


@prop("ALIAS-042", password=passwords())
def test_choice(s: Scenario, password: str) -> None:
    """Address and number, before and after they are verified, by USER_AUTH without a preference."""
    _unverified(s, "ALIAS-042", CHOSEN_PASSWORD, password)


@prop("ALIAS-043", password=passwords())
def test_custom(s: Scenario, password: str) -> None:
    """Address and number, before and after they are verified, by CUSTOM_AUTH."""
    _unverified(s, "ALIAS-043", CUSTOM, password)


@prop("ALIAS-045", password=passwords())
def test_before_the_sign_up_is_confirmed(s: Scenario, password: str) -> None:
    """The address of an unconfirmed user; then of the confirmed user, with the address verified."""
    pool = pool_for(s, PASSWORD, **ALIASES)
    client, address = client_for(s, PASSWORD, pool), s.email()
    user = s.user(pool, username=s.name(), password=password, attributes={"email": address}, status="UNCONFIRMED")
    early = attempt(s, PASSWORD, client, address, password)
    confirm(s, client, user)
    must_update(s, pool, user.username, email_verified="true")
    simpler = (PASSWORD.unknown, lambda: attempt(s, PASSWORD, client, s.name("nobody"), password))
    verified = signs_in(s, PASSWORD, client, address, password, PASSWORD.alias)
    s.refused("ALIAS-045", early, control=verified, simpler=simpler)
