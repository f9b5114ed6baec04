"""Aliases in every flow: each kind of alias signs in as the user name does."""

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
    PREFERRED_PASSWORD,
    PREFERRED_SRP,
    SRP,
    Flow,
)
from conformance.flows.sign_in_names import (
    ALIASES,
    alias_owner,
    by_code,
    by_each_alias,
    code_pool,
    must_sign_in_by_code,
)
from conformance.scenario import Scenario, prop
from conformance.strategies import passwords

check(
    "ALIAS-025",
    "ALIAS-026",
    "ALIAS-027",
    "ALIAS-028",
    "ALIAS-029",
    "ALIAS-030",
    "ALIAS-031",
    "ALIAS-032",
    "ALIAS-033",
    "ALIAS-034",
)(signed_in_by)


def _each_alias(s: Scenario, requirement: str, flow: Flow, password: str) -> None:
    user, attempts = by_each_alias(s, flow, password)
    for kind, answer in attempts:
        s.check(requirement, answer, by=kind, username=user.username)


@prop("ALIAS-025", password=passwords())
def test_srp(s: Scenario, password: str) -> None:
    """Address, number and preferred name, by SRP."""
    _each_alias(s, "ALIAS-025", SRP, password)


@prop("ALIAS-026", password=passwords())
def test_admin_password(s: Scenario, password: str) -> None:
    """Address, number and preferred name, through AdminInitiateAuth."""
    _each_alias(s, "ALIAS-026", ADMIN_PASSWORD, password)


@prop("ALIAS-027", password=passwords())
def test_admin_srp(s: Scenario, password: str) -> None:
    """Address, number and preferred name, by SRP through the Admin operations."""
    _each_alias(s, "ALIAS-027", ADMIN_SRP, password)


@prop("ALIAS-028", password=passwords())
def test_preferred_password(s: Scenario, password: str) -> None:
    """Address, number and preferred name, by USER_AUTH with PASSWORD preferred."""
    _each_alias(s, "ALIAS-028", PREFERRED_PASSWORD, password)


@prop("ALIAS-029", password=passwords())
def test_preferred_srp(s: Scenario, password: str) -> None:
    """Address, number and preferred name, by USER_AUTH with PASSWORD_SRP preferred."""
    _each_alias(s, "ALIAS-029", PREFERRED_SRP, password)


@prop("ALIAS-030", password=passwords())
def test_chosen_password(s: Scenario, password: str) -> None:
    """Address, number and preferred name, by USER_AUTH with PASSWORD chosen."""
    _each_alias(s, "ALIAS-030", CHOSEN_PASSWORD, password)


@prop("ALIAS-031", password=passwords())
def test_chosen_srp(s: Scenario, password: str) -> None:
    """Address, number and preferred name, by USER_AUTH with PASSWORD_SRP chosen."""
    _each_alias(s, "ALIAS-031", CHOSEN_SRP, password)


@prop("ALIAS-032", password=passwords())
def test_code_by_email(s: Scenario, password: str) -> None:
    """Address, number and preferred name, by USER_AUTH with EMAIL_OTP preferred."""
    pool, client = code_pool(s, **ALIASES)
    user, names = alias_owner(s, pool, password)
    must_sign_in_by_code(s, client, user)
    for kind, name in names.items():
        s.check("ALIAS-032", by_code(s, client, user, name), by=kind, username=user.username)


@prop("ALIAS-033", password=passwords())
def test_custom(s: Scenario, password: str) -> None:
    """Address, number and preferred name, by CUSTOM_AUTH."""
    _each_alias(s, "ALIAS-033", CUSTOM, password)


@prop("ALIAS-034", password=passwords())
def test_custom_srp(s: Scenario, password: str) -> None:
    """Address, number and preferred name, by CUSTOM_AUTH with SRP."""
    _each_alias(s, "ALIAS-034", CUSTOM_SRP, password)
