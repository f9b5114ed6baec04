"""Users who may not sign in yet, or no longer, by CUSTOM_AUTH, whose challenges are the pool's functions'."""

from __future__ import annotations

from conformance.flows.any_flow import CUSTOM, CUSTOM_SRP
from conformance.flows.standing import after_and_before_a_reset, before_and_after_confirming, disabled_and_enabled
from conformance.scenario import Scenario, prop
from conformance.strategies import passwords


@prop("CUSTOM-007", password=passwords())
def test_unconfirmed(s: Scenario, password: str) -> None:
    """Before the confirmation the right answer does not sign in; after it, it does."""
    early, later = before_and_after_confirming(s, CUSTOM, password)
    s.refused("CUSTOM-007", early, control=later)


@prop("CUSTOM-008", password=passwords())
def test_unconfirmed_with_srp(s: Scenario, password: str) -> None:
    """Before the confirmation the right proof does not sign in; after it, it does."""
    early, later = before_and_after_confirming(s, CUSTOM_SRP, password)
    s.refused("CUSTOM-008", early, control=later)


@prop("CUSTOM-009", password=passwords())
def test_disabled(s: Scenario, password: str) -> None:
    """Disabled, the right answer does not sign in; enabled again, it does."""
    attempted, enabled = disabled_and_enabled(s, CUSTOM, password)
    s.refused("CUSTOM-009", attempted, control=enabled)


@prop("CUSTOM-010", password=passwords())
def test_disabled_with_srp(s: Scenario, password: str) -> None:
    """Disabled, the right proof does not sign in; enabled again, it does."""
    attempted, enabled = disabled_and_enabled(s, CUSTOM_SRP, password)
    s.refused("CUSTOM-010", attempted, control=enabled)


@prop("CUSTOM-011", password=passwords())
def test_reset_required_with_srp(s: Scenario, password: str) -> None:
    """After AdminResetUserPassword the proof of the former password, which worked before, does not sign in."""
    attempted, before = after_and_before_a_reset(s, CUSTOM_SRP, password)
    s.refused("CUSTOM-011", attempted, control=before)
