"""Pools in which addresses are the user names: e-mail address and phone number sign in by every flow."""

from __future__ import annotations

from conformance.checking.registry import check
from conformance.checking.sign_in import signed_in_by
from conformance.flows.any_flow import (
    ADMIN_PASSWORD,
    ADMIN_SRP,
    CHOSEN_PASSWORD,
    CHOSEN_SRP,
    CUSTOM,
    CUSTOM_SRP,
    PASSWORD,
    PREFERRED_PASSWORD,
    PREFERRED_SRP,
    SRP,
    Flow,
)
from conformance.flows.choice import with_email
from conformance.flows.sign_in_names import (
    ADDRESSES,
    EMAIL_NAME,
    NUMBER,
    by_code,
    by_each_address,
    code_pool,
    must_sign_in_by_code,
)
from conformance.scenario import Scenario, prop
from conformance.strategies import passwords

check(
    "ALIAS-046",
    "ALIAS-047",
    "ALIAS-048",
    "ALIAS-049",
    "ALIAS-050",
    "ALIAS-051",
    "ALIAS-052",
    "ALIAS-053",
    "ALIAS-054",
    "ALIAS-055",
    "ALIAS-056",
)(signed_in_by)


def _each_address(s: Scenario, requirement: str, flow: Flow, password: str, *kinds: str) -> None:
    for user, kind, answer in by_each_address(s, flow, password, kinds or (EMAIL_NAME, NUMBER)):
        s.check(requirement, answer, by=kind, username=user.username)


@prop("ALIAS-046", password=passwords())
def test_number_by_password(s: Scenario, password: str) -> None:
    """Sign-in with a phone number that is the user name; PWAUTH-020 is about addresses."""
    _each_address(s, "ALIAS-046", PASSWORD, password, NUMBER)


@prop("ALIAS-047", password=passwords())
def test_number_by_srp(s: Scenario, password: str) -> None:
    """SRP sign-in with a phone number that is the user name; SRP-019 is about addresses."""
    _each_address(s, "ALIAS-047", SRP, password, NUMBER)


@prop("ALIAS-048", password=passwords())
def test_admin_password(s: Scenario, password: str) -> None:
    """Address and number, through AdminInitiateAuth."""
    _each_address(s, "ALIAS-048", ADMIN_PASSWORD, password)


@prop("ALIAS-049", password=passwords())
def test_admin_srp(s: Scenario, password: str) -> None:
    """Address and number, by SRP through the Admin operations."""
    _each_address(s, "ALIAS-049", ADMIN_SRP, password)


@prop("ALIAS-050", password=passwords())
def test_preferred_password(s: Scenario, password: str) -> None:
    """Address and number, by USER_AUTH with PASSWORD preferred."""
    _each_address(s, "ALIAS-050", PREFERRED_PASSWORD, password)


@prop("ALIAS-051", password=passwords())
def test_preferred_srp(s: Scenario, password: str) -> None:
    """Address and number, by USER_AUTH with PASSWORD_SRP preferred."""
    _each_address(s, "ALIAS-051", PREFERRED_SRP, password)


@prop("ALIAS-052", password=passwords())
def test_chosen_password(s: Scenario, password: str) -> None:
    """Address and number, by USER_AUTH with PASSWORD chosen."""
    _each_address(s, "ALIAS-052", CHOSEN_PASSWORD, password)


@prop("ALIAS-053", password=passwords())
def test_chosen_srp(s: Scenario, password: str) -> None:
    """Address and number, by USER_AUTH with PASSWORD_SRP chosen."""
    _each_address(s, "ALIAS-053", CHOSEN_SRP, password)


@prop("ALIAS-054", password=passwords())
def test_code_by_email(s: Scenario, password: str) -> None:
    """The address that is the user name, by USER_AUTH with EMAIL_OTP preferred."""
    plain, plain_client = code_pool(s)
    must_sign_in_by_code(s, plain_client, with_email(s, plain, "user", password=password))
    pool, client = code_pool(s, **ADDRESSES)
    address = s.email()
    attributes = {"email": address, "email_verified": "true"}
    user = s.user(pool, username=address, password=password, attributes=attributes)
    s.check("ALIAS-054", by_code(s, client, user, address), by=EMAIL_NAME, username=user.username)


@prop("ALIAS-055", password=passwords())
def test_custom(s: Scenario, password: str) -> None:
    """Address and number, by CUSTOM_AUTH."""
    _each_address(s, "ALIAS-055", CUSTOM, password)


@prop("ALIAS-056", password=passwords())
def test_custom_srp(s: Scenario, password: str) -> None:
    """Address and number, by CUSTOM_AUTH with SRP."""
    _each_address(s, "ALIAS-056", CUSTOM_SRP, password)
