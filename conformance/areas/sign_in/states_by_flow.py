"""Users who may not sign in yet, or no longer, by SRP and by the administrators' flows.

Every flow must check the state: an emulator that does so in USER_PASSWORD_AUTH may forget it elsewhere.
"""

from __future__ import annotations

from conformance.checking.registry import check
from conformance.checking.sign_in import new_password_asked
from conformance.flows.answers import checked
from conformance.flows.any_flow import ADMIN_OLDER, ADMIN_PASSWORD, ADMIN_SRP, SRP
from conformance.flows.standing import (
    after_and_before_a_reset,
    before_and_after_confirming,
    disabled_and_enabled,
    with_temporary_password,
)
from conformance.scenario import Scenario, prop
from conformance.strategies import passwords, wrong_variants

check("SRP-044")(new_password_asked)


# -- USER_SRP_AUTH -----------------------------------------------------------------------------------------------------


@prop("SRP-038", password=passwords())
def test_unconfirmed_by_srp(s: Scenario, password: str) -> None:
    """Before the confirmation the right proof does not sign in; after it, it does."""
    early, later = before_and_after_confirming(s, SRP, password)
    s.refused("SRP-038", early, control=later)


@prop("SRP-039", password=passwords(), variant=wrong_variants())
def test_unconfirmed_with_a_wrong_proof(s: Scenario, password: str, variant: str) -> None:
    """Before the confirmation a wrong proof is refused for the status, not for the password."""
    early, later = before_and_after_confirming(s, SRP, password, wrong=variant)
    s.refused("SRP-039", early, control=later)


@prop("SRP-040", password=passwords())
def test_reset_required_by_srp(s: Scenario, password: str) -> None:
    """After AdminResetUserPassword the proof of the former password, which worked before, does not sign in."""
    attempted, before = after_and_before_a_reset(s, SRP, password)
    s.refused("SRP-040", attempted, control=before)


# -- USER_SRP_AUTH by the administrators' operations -------------------------------------------------------------------


@prop("SRP-041", password=passwords())
def test_unconfirmed_by_admin_srp(s: Scenario, password: str) -> None:
    """Before the confirmation the right proof does not sign in through the operations for servers."""
    early, later = before_and_after_confirming(s, ADMIN_SRP, password)
    s.refused("SRP-041", early, control=later)


@prop("SRP-042", password=passwords())
def test_reset_required_by_admin_srp(s: Scenario, password: str) -> None:
    """After AdminResetUserPassword the former password does not sign in through the operations for servers."""
    attempted, before = after_and_before_a_reset(s, ADMIN_SRP, password)
    s.refused("SRP-042", attempted, control=before)


@prop("SRP-043", password=passwords())
def test_disabled_by_admin_srp(s: Scenario, password: str) -> None:
    """Disabled, the right proof is refused through the operations for servers; enabled again, it works."""
    attempted, enabled = disabled_and_enabled(s, ADMIN_SRP, password)
    s.refused("SRP-043", attempted, control=enabled)


@prop("SRP-044", password=passwords())
def test_temporary_password_by_admin_srp(s: Scenario, password: str) -> None:
    """A temporary password that is proved through the operations for servers has to be replaced."""
    checked(s, "SRP-044", with_temporary_password(s, ADMIN_SRP, password))


# -- ADMIN_USER_PASSWORD_AUTH ------------------------------------------------------------------------------------------


@prop("ADMAUTH-016", password=passwords())
def test_unconfirmed_by_admin(s: Scenario, password: str) -> None:
    """Before the confirmation the right password does not sign in, under the flow's newer name."""
    early, later = before_and_after_confirming(s, ADMIN_PASSWORD, password)
    s.refused("ADMAUTH-016", early, control=later)


@prop("ADMAUTH-018", password=passwords())
def test_unconfirmed_by_admin_no_srp(s: Scenario, password: str) -> None:
    """Before the confirmation the right password does not sign in, under the flow's older name."""
    early, later = before_and_after_confirming(s, ADMIN_OLDER, password)
    s.refused("ADMAUTH-018", early, control=later)


@prop("ADMAUTH-019", password=passwords(), variant=wrong_variants())
def test_unconfirmed_with_a_wrong_password_by_admin(s: Scenario, password: str, variant: str) -> None:
    """Before the confirmation a wrong password is refused for the status."""
    early, later = before_and_after_confirming(s, ADMIN_PASSWORD, password, wrong=variant)
    s.refused("ADMAUTH-019", early, control=later)


@prop("ADMAUTH-020", password=passwords())
def test_reset_required_by_admin(s: Scenario, password: str) -> None:
    """After AdminResetUserPassword the former password, which worked before, does not sign in."""
    attempted, before = after_and_before_a_reset(s, ADMIN_PASSWORD, password)
    s.refused("ADMAUTH-020", attempted, control=before)


@prop("ADMAUTH-021", password=passwords())
def test_reset_required_by_admin_no_srp(s: Scenario, password: str) -> None:
    """After AdminResetUserPassword the former password does not sign in, under the flow's older name."""
    attempted, before = after_and_before_a_reset(s, ADMIN_OLDER, password)
    s.refused("ADMAUTH-021", attempted, control=before)
