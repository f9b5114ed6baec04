"""The state machines: quiet on the reference, awake to defects, and silent about what one defect leads to."""

from __future__ import annotations

import pytest

from conformance.command import properties
from conformance.requirements import load_catalog
from conformance.sensitivity.mutation import related
from conformance.sensitivity.trial import Trial, try_variant
from targets.reference.mutants import mutants

SESSIONS, USERS, FACTORS = "session_life.SessionLife", "user_life.UserLife", "mfa_life.MfaLife"
RULES = {
    SESSIONS: ("sign_in", "use_access_token", "refresh", "global_sign_out", "administrator_sign_out", "revoke"),
    USERS: (
        "sign_in",
        "sign_in_wrong",
        "sign_in_with_former",
        "choose_new_password",
        "confirm",
        "confirm_again",
        "set_password",
        "change_password",
        "AdminDisableUser",
        "AdminEnableUser",
        "delete",
        "write",
        "forget",
        "reset",
        "type_code",
        "look",
        "take_name",
        "make",
    ),
    FACTORS: ("sign_in", "enrol", "begin_again", "enable", "disable", "change_mode", "newcomer"),
}


def run(machine: str, *active: str, profile: str = "standard", seed: int = 1) -> Trial:
    """One run of a machine on a variant of the reference."""
    return try_variant(active, [machine], profile, seed)


def rules_of(trial: Trial) -> dict[str, int]:
    """How often each rule did something."""
    return next(dict(event["events"]) for event in trial.events if event["event"] == "property")


@pytest.mark.parametrize("machine", [SESSIONS, USERS, FACTORS])
def test_nothing_diverges_on_the_reference(machine: str) -> None:
    trial = run(machine, profile="quick")
    assert (trial.kinds, trial.errors) == ({}, [])


@pytest.mark.slow
@pytest.mark.parametrize("machine", [SESSIONS, USERS, FACTORS])
def test_every_rule_is_reached_and_goes_on(machine: str) -> None:
    trial = run(machine)
    rules = rules_of(trial)
    assert {rule: rules.get(rule, 0) for rule in RULES[machine] if rules.get(rule, 0) < 2} == {}
    assert [rule for rule in rules if rule.endswith("could not go on")] == []


@pytest.mark.parametrize("machine", [SESSIONS, USERS, FACTORS])
def test_machines_name_active_requirements(machine: str) -> None:
    known = {r.id for r in load_catalog().active()}
    named = properties.tests()[machine].conformance_property.requirements  # type: ignore[attr-defined]
    assert [i for i in named if i not in known] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("machine", "mutant"),
    [
        (SESSIONS, "revoked-refresh-token-works"),
        (SESSIONS, "refresh-token-single-use"),
        (SESSIONS, "refresh-returns-refresh-token"),
        (SESSIONS, "sign-out-keeps-access-tokens"),
        (SESSIONS, "admin-sign-out-keeps-refresh-tokens"),
        (SESSIONS, "revoke-ends-other-refresh-tokens"),
        (USERS, "any-password-at-user-password-auth"),
        (USERS, "changepw-old-password-lives"),
        (USERS, "unconfirmed-looks-confirmed"),
        (USERS, "admuser-delete-needs-disabled"),
        (USERS, "attr-any-update-unverifies"),
        (USERS, "forgot-any-code"),
        (FACTORS, "mfa-skipped-at-password-verifier"),
        (FACTORS, "mfa-setup-skipped-at-user-auth"),
        (FACTORS, "mfa-setup-without-app"),
        (FACTORS, "totp-any-code"),
        (FACTORS, "totp-reusable"),
    ],
)
def test_a_defect_is_caught_and_leads_to_no_false_alarm(machine: str, mutant: str) -> None:
    trial = run(machine, mutant)
    violated = mutants()[mutant].violates
    assert violated in trial.kinds
    assert {i: kind for i, kind in trial.kinds.items() if i not in related(mutants()[mutant])} == {}
    assert trial.errors == []
