"""A divergence that depends on one value says on which, and a pass needs each value that a requirement ranges over."""

from __future__ import annotations

import pytest

from conformance.requirements import load_catalog
from conformance.scenario.dimensions import FREE
from conformance.sensitivity.trial import reaching, try_variant
from reports.fold import fold

VARIANTS = [
    ("confirm-any-code@name=email", "CONFIRM-002", ["name=email or names=addresses"]),
    ("confirm-any-code@client=secret", "CONFIRM-002", ["client=secret"]),
    ("refresh-returns-refresh-token@tier=PLUS", "REFRESH-003", ["tier=PLUS"]),
    ("any-password-at-user-password-auth@mfa=OPTIONAL", "PWAUTH-003", ["mfa=OPTIONAL"]),
    ("any-password-at-user-password-auth@devices=asked", "PWAUTH-003", ["devices=asked"]),
    ("any-password-at-user-password-auth@triggers=some", "PWAUTH-003", ["triggers=some"]),
    ("any-password-at-user-password-auth@tier=LITE", "PWAUTH-003", ["tier=LITE"]),
    ("any-password-at-user-password-auth@made=sign-up", "PWAUTH-003", ["made=sign-up"]),
    ("any-password-at-user-password-auth@case=ignored", "PWAUTH-003", ["case=ignored"]),
    ("hosted-revoke-with-a-body@devices=always", "OREVOKE-002", ["devices=always"]),
    ("sign-up-any-phone-number@mfa=ON", "SIGNUP-037", ["mfa=ON"]),  # comes later than the three examples of quick
]


@pytest.mark.slow
@pytest.mark.parametrize(("variant", "requirement", "named"), VARIANTS)
def test_the_smallest_combination_is_the_planted_one(variant: str, requirement: str, named: list[str]) -> None:
    wanted = frozenset({requirement})
    profile = "standard" if variant.endswith("=ON") else "quick"
    trial = try_variant([variant], reaching(wanted), profile, 1, wanted=wanted, confirming=True)
    results = {result.requirement: result for result in fold(trial.events).targets[0].results}
    assert results[requirement].verdict == "fail"
    assert results[requirement].kinds[0].when == named


def test_what_requirements_range_over_is_varied() -> None:
    named = {name for requirement in load_catalog().requirements.values() for name in requirement.over}
    assert named
    assert named <= set(FREE)


def test_a_pass_needs_each_value_that_a_requirement_ranges_over() -> None:
    requirement = load_catalog().requirements["CONFIRM-002"]
    trial = try_variant([], reaching([requirement.id]), "quick", 1, wanted=frozenset({requirement.id}))
    assert trial.verdicts[requirement.id] == "pass"
    dimension = requirement.over[0]
    plain, *_, value = FREE[dimension].free
    for event in trial.events:
        if event.get("setting", {}).get(dimension) == value:
            event["setting"][dimension] = plain
    result = next(r for r in fold(trial.events).targets[0].results if r.requirement == requirement.id)
    assert (result.verdict, result.reason) == ("not-reached", f"never judged with {dimension}={value}")
