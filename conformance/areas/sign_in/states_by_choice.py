"""Users who may not sign in yet, or no longer, and users with a temporary password: by USER_AUTH.

With a preference or without, with the password sent or proved: four ways to sign in, each of which must check the
user's state.
"""

from __future__ import annotations

from conformance.checking.registry import check
from conformance.checking.sign_in import new_password_asked, tokens_at_last
from conformance.flows.answers import checked
from conformance.flows.any_flow import (
    CHOSEN_PASSWORD,
    CHOSEN_SRP,
    PREFERRED_PASSWORD,
    PREFERRED_SRP,
    attempt,
)
from conformance.flows.choice import needs_choice
from conformance.flows.standing import (
    after_and_before_a_reset,
    before_and_after_confirming,
    confirmed,
    disabled_and_enabled,
    with_temporary_password,
)
from conformance.scenario import Scenario, prop
from conformance.strategies import passwords

check("CHOICE-020")(tokens_at_last)
check("CHOICE-033", "CHOICE-034", "CHOICE-035")(new_password_asked)


@prop("CHOICE-020", password=passwords())
def test_chosen_proof(s: Scenario, password: str) -> None:
    """PASSWORD_SRP chosen, and the right proof."""
    client, user = confirmed(s, CHOSEN_SRP, password)
    needs_choice(s, client, user)
    checked(s, "CHOICE-020", attempt(s, CHOSEN_SRP, client, user.login, password))


# -- not confirmed yet -------------------------------------------------------------------------------------------------


@prop("CHOICE-021", password=passwords())
def test_unconfirmed_prefers_password(s: Scenario, password: str) -> None:
    """Before the confirmation and after it, with PREFERRED_CHALLENGE PASSWORD."""
    early, later = before_and_after_confirming(s, PREFERRED_PASSWORD, password)
    s.refused("CHOICE-021", early, control=later)


@prop("CHOICE-022", password=passwords())
def test_unconfirmed_prefers_srp(s: Scenario, password: str) -> None:
    """Before the confirmation and after it, with PREFERRED_CHALLENGE PASSWORD_SRP."""
    early, later = before_and_after_confirming(s, PREFERRED_SRP, password)
    s.refused("CHOICE-022", early, control=later)


@prop("CHOICE-023", password=passwords())
def test_unconfirmed_chooses_password(s: Scenario, password: str) -> None:
    """Before the confirmation and after it, with PASSWORD chosen."""
    early, later = before_and_after_confirming(s, CHOSEN_PASSWORD, password)
    s.refused("CHOICE-023", early, control=later)


@prop("CHOICE-024", password=passwords())
def test_unconfirmed_chooses_srp(s: Scenario, password: str) -> None:
    """Before the confirmation and after it, with PASSWORD_SRP chosen."""
    early, later = before_and_after_confirming(s, CHOSEN_SRP, password)
    s.refused("CHOICE-024", early, control=later)


# -- the password has to be reset --------------------------------------------------------------------------------------


@prop("CHOICE-025", password=passwords())
def test_reset_required_prefers_password(s: Scenario, password: str) -> None:
    """After AdminResetUserPassword and before it, with PREFERRED_CHALLENGE PASSWORD."""
    attempted, before = after_and_before_a_reset(s, PREFERRED_PASSWORD, password)
    s.refused("CHOICE-025", attempted, control=before)


@prop("CHOICE-026", password=passwords())
def test_reset_required_prefers_srp(s: Scenario, password: str) -> None:
    """After AdminResetUserPassword and before it, with PREFERRED_CHALLENGE PASSWORD_SRP."""
    attempted, before = after_and_before_a_reset(s, PREFERRED_SRP, password)
    s.refused("CHOICE-026", attempted, control=before)


@prop("CHOICE-027", password=passwords())
def test_reset_required_chooses_password(s: Scenario, password: str) -> None:
    """After AdminResetUserPassword and before it, with PASSWORD chosen."""
    attempted, before = after_and_before_a_reset(s, CHOSEN_PASSWORD, password)
    s.refused("CHOICE-027", attempted, control=before)


@prop("CHOICE-028", password=passwords())
def test_reset_required_chooses_srp(s: Scenario, password: str) -> None:
    """After AdminResetUserPassword and before it, with PASSWORD_SRP chosen."""
    attempted, before = after_and_before_a_reset(s, CHOSEN_SRP, password)
    s.refused("CHOICE-028", attempted, control=before)


# -- disabled ----------------------------------------------------------------------------------------------------------


@prop("CHOICE-029", password=passwords())
def test_disabled_prefers_password(s: Scenario, password: str) -> None:
    """Disabled and enabled again, with PREFERRED_CHALLENGE PASSWORD."""
    attempted, enabled = disabled_and_enabled(s, PREFERRED_PASSWORD, password)
    s.refused("CHOICE-029", attempted, control=enabled)


@prop("CHOICE-030", password=passwords())
def test_disabled_prefers_srp(s: Scenario, password: str) -> None:
    """Disabled and enabled again, with PREFERRED_CHALLENGE PASSWORD_SRP."""
    attempted, enabled = disabled_and_enabled(s, PREFERRED_SRP, password)
    s.refused("CHOICE-030", attempted, control=enabled)


@prop("CHOICE-031", password=passwords())
def test_disabled_chooses_password(s: Scenario, password: str) -> None:
    """Disabled and enabled again, with PASSWORD chosen."""
    attempted, enabled = disabled_and_enabled(s, CHOSEN_PASSWORD, password)
    s.refused("CHOICE-031", attempted, control=enabled)


@prop("CHOICE-032", password=passwords())
def test_disabled_chooses_srp(s: Scenario, password: str) -> None:
    """Disabled and enabled again, with PASSWORD_SRP chosen."""
    attempted, enabled = disabled_and_enabled(s, CHOSEN_SRP, password)
    s.refused("CHOICE-032", attempted, control=enabled)


# -- a temporary password ----------------------------------------------------------------------------------------------


@prop("CHOICE-033", password=passwords())
def test_temporary_password_by_preferred_srp(s: Scenario, password: str) -> None:
    """A temporary password, proved with PREFERRED_CHALLENGE PASSWORD_SRP."""
    checked(s, "CHOICE-033", with_temporary_password(s, PREFERRED_SRP, password))


@prop("CHOICE-034", password=passwords())
def test_temporary_password_by_chosen_password(s: Scenario, password: str) -> None:
    """A temporary password, sent when PASSWORD is chosen."""
    checked(s, "CHOICE-034", with_temporary_password(s, CHOSEN_PASSWORD, password))


@prop("CHOICE-035", password=passwords())
def test_temporary_password_by_chosen_srp(s: Scenario, password: str) -> None:
    """A temporary password, proved when PASSWORD_SRP is chosen."""
    checked(s, "CHOICE-035", with_temporary_password(s, CHOSEN_SRP, password))
