"""Case-insensitive pools: user name and e-mail alias sign in in any case, by every flow."""

from __future__ import annotations

from conformance.checking.registry import check
from conformance.checking.sign_in import signed_in_by
from conformance.flows.aliases import owner_of
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
    ANY_CASE_ALIAS,
    EMAIL_NAME,
    USER_NAME,
    by_code,
    code_pool,
    in_other_case,
    must_sign_in_by_code,
)
from conformance.scenario import Scenario, prop
from conformance.strategies import passwords
from conformance.strategies.accounts import case_changes, mixed_case_names, recased

check(
    "CASE-015",
    "CASE-016",
    "CASE-017",
    "CASE-018",
    "CASE-019",
    "CASE-020",
    "CASE-021",
    "CASE-022",
    "CASE-023",
    "CASE-024",
)(signed_in_by)


def _other_case(s: Scenario, requirement: str, flow: Flow, password: str, base: str, change: str) -> None:
    user, as_it_is, attempts = in_other_case(s, flow, password, base, change)
    for kind, answer in attempts:
        s.check(requirement, answer, by=kind, username=user.username)
    if EMAIL_NAME not in dict(attempts):
        s.blocked(requirement, flow.alias, "the address does not sign in in its own case either", as_it_is)


@prop("CASE-015", base=mixed_case_names(), change=case_changes(), password=passwords())
def test_srp(s: Scenario, base: str, change: str, password: str) -> None:
    """User name and address in another case, by SRP."""
    _other_case(s, "CASE-015", SRP, password, base, change)


@prop("CASE-016", base=mixed_case_names(), change=case_changes(), password=passwords())
def test_admin_password(s: Scenario, base: str, change: str, password: str) -> None:
    """User name and address in another case, through AdminInitiateAuth."""
    _other_case(s, "CASE-016", ADMIN_PASSWORD, password, base, change)


@prop("CASE-017", base=mixed_case_names(), change=case_changes(), password=passwords())
def test_admin_srp(s: Scenario, base: str, change: str, password: str) -> None:
    """User name and address in another case, by SRP through the Admin operations."""
    _other_case(s, "CASE-017", ADMIN_SRP, password, base, change)


@prop("CASE-018", base=mixed_case_names(), change=case_changes(), password=passwords())
def test_preferred_password(s: Scenario, base: str, change: str, password: str) -> None:
    """User name and address in another case, by USER_AUTH with PASSWORD preferred."""
    _other_case(s, "CASE-018", PREFERRED_PASSWORD, password, base, change)


@prop("CASE-019", base=mixed_case_names(), change=case_changes(), password=passwords())
def test_preferred_srp(s: Scenario, base: str, change: str, password: str) -> None:
    """User name and address in another case, by USER_AUTH with PASSWORD_SRP preferred."""
    _other_case(s, "CASE-019", PREFERRED_SRP, password, base, change)


@prop("CASE-020", base=mixed_case_names(), change=case_changes(), password=passwords())
def test_chosen_password(s: Scenario, base: str, change: str, password: str) -> None:
    """User name and address in another case, by USER_AUTH with PASSWORD chosen."""
    _other_case(s, "CASE-020", CHOSEN_PASSWORD, password, base, change)


@prop("CASE-021", base=mixed_case_names(), change=case_changes(), password=passwords())
def test_chosen_srp(s: Scenario, base: str, change: str, password: str) -> None:
    """User name and address in another case, by USER_AUTH with PASSWORD_SRP chosen."""
    _other_case(s, "CASE-021", CHOSEN_SRP, password, base, change)


@prop("CASE-022", base=mixed_case_names(), change=case_changes(), password=passwords())
def test_code_by_email(s: Scenario, base: str, change: str, password: str) -> None:
    """User name and address in another case, by USER_AUTH with EMAIL_OTP preferred."""
    pool, client = code_pool(s, **ANY_CASE_ALIAS)
    address = s.email()
    user = owner_of(s, pool, base, password, email=address, email_verified="true")
    must_sign_in_by_code(s, client, user)
    for kind, name in ((USER_NAME, user.login), (EMAIL_NAME, address)):
        answer = by_code(s, client, user, recased(name, change))
        s.check("CASE-022", answer, by=kind, username=user.username)


@prop("CASE-023", base=mixed_case_names(), change=case_changes(), password=passwords())
def test_custom(s: Scenario, base: str, change: str, password: str) -> None:
    """User name and address in another case, by CUSTOM_AUTH."""
    _other_case(s, "CASE-023", CUSTOM, password, base, change)


@prop("CASE-024", base=mixed_case_names(), change=case_changes(), password=passwords())
def test_custom_srp(s: Scenario, base: str, change: str, password: str) -> None:
    """User name and address in another case, by CUSTOM_AUTH with SRP."""
    _other_case(s, "CASE-024", CUSTOM_SRP, password, base, change)
