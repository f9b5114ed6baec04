"""What blocked requirements are blocked by, in real runs: on variants of the reference that stand in many ways."""

from __future__ import annotations

import pytest

from conformance.command.properties import tests as all_tests
from conformance.requirements import load_catalog
from conformance.scenario.property import PROPERTIES, Property, _words
from conformance.sensitivity.trial import reaching, try_variant
from reports.fold import fold
from reports.record import Result
from targets.reference.mutants import mutants

BLOCKING = {
    # a mutant, and the areas in whose way it is
    "refused-recovery-verified-email": ("aliases",),
    "refused-mode-optional": ("mfa-enrolment",),
    "refused-flow-allow-user-auth": ("user-auth-choice",),
    "refused-alias-email": ("aliases",),
    "confirm-any-code": ("confirm-sign-up",),
}


def results(mutant: str, areas: tuple[str, ...]) -> dict[str, Result]:
    """The results of a quick run over these areas, and over the requirement that the mutant breaks."""
    catalog = load_catalog()
    broken = mutants()[mutant].violates
    wanted = frozenset({r.id for r in catalog.active() if r.area in areas} | {broken})
    names = [name for name in reaching(wanted) if ".test_" in name]
    trial = try_variant([mutant], names, "quick", 1, wanted=wanted)
    assert trial.errors == []
    (target,) = fold(trial.events).targets
    return {r.requirement: r for r in target.results if r.scored}


@pytest.mark.slow
@pytest.mark.parametrize("mutant", sorted(BLOCKING))
def test_everything_blocked_names_what_diverged_or_what_was_answered(mutant: str) -> None:
    found = results(mutant, BLOCKING[mutant])
    blocked = [r for r in found.values() if r.verdict == "blocked"]
    assert found[mutants()[mutant].violates].divergent
    assert blocked, "this mutant is in nobody's way"
    assert {r.requirement: r.reason for r in found.values() if r.verdict == "error"} == {}
    for result in blocked:
        if result.root is None:
            assert (result.step != "", result.answer != "") == (True, True), result.requirement
        elif result.root in found:
            assert found[result.root].divergent, result.requirement


def test_a_refused_setting_is_blamed_on_the_requirement_that_says_it_is_accepted() -> None:
    mutant = "refused-flow-allow-user-auth"
    found = results(mutant, ("user-auth",))
    roots = {r.root for r in found.values() if r.verdict == "blocked"}
    assert roots == {mutants()[mutant].violates}


def test_a_refused_exchange_of_tokens_is_blamed_by_whether_the_client_rotates() -> None:
    mutant = "tokens-from-refresh-token-needs-rotation"
    trial = try_variant([mutant], reaching(["PRETOKEN-034"]), "quick", 1, wanted=frozenset({"PRETOKEN-034"}))
    found = [event for event in trial.events if event["event"] == "observation"]
    assert {event["outcome"] for event in found if event["requirement"] == "PRETOKEN-034"} == {"agrees", "blocked"}
    assert {event["blame"] for event in found if event["outcome"] == "blocked"} == {mutants()[mutant].violates}


def test_users_recover_where_a_pool_takes_no_setting_for_it() -> None:
    """The setting is its own requirement; resets of passwords are judged all the same."""
    found = results("refused-recovery-verified-email", ("forgot-password",))
    assert found["POOL-089"].divergent
    judged = [r for r in found.values() if r.verdict == "pass"]
    assert len(judged) >= len(found) - 2, {r.requirement: r.reason for r in found.values() if r not in judged}


def test_a_requirement_that_holds_elsewhere_is_not_blamed_but_the_answer_is_named() -> None:
    """Sessions end for users of a provider alone: the requirement on sessions is judged with others, and passes."""
    names = ["login.test_session", "federation_oidc.test_logout"]
    wanted = frozenset({"LOGIN-012", "LOGOUT-013"})
    trial = try_variant(["hosted-session-forgotten@made=provider"], names, "quick", 1, wanted=wanted)
    (target,) = fold(trial.events).targets
    found = {r.requirement: r for r in target.results if r.requirement in wanted}
    assert found["LOGIN-012"].verdict == "pass"
    blocked = found["LOGOUT-013"]
    assert (blocked.verdict, blocked.root, blocked.step) == ("blocked", None, "GET /login")
    assert blocked.answer == "there is no session in this browser"


@pytest.mark.parametrize("requirement", ["MFAMSG-006", "PWPOLICY-021", "ADMUSER-052"])
def test_what_is_not_about_recovery_needs_no_pool_that_is_reported_how(requirement: str) -> None:
    """Text messages as second factor, the policy for a new password, a code of another pool."""
    mutant = "refused-recovery-verified-email"
    trial = try_variant([mutant], reaching([requirement]), "quick", 1, wanted=frozenset({requirement}))
    (target,) = fold(trial.events).targets
    assert [r.verdict for r in target.results if r.requirement == requirement] == ["pass"]


def test_tokens_of_migrated_users_come_on_top() -> None:
    """Where no user is migrated, what holds of all tokens is judged on those of the others."""
    wanted = frozenset({"TOKEN-001", "TOKEN-022"})
    trial = try_variant(["user-migration-authentication-not-run"], reaching([*wanted]), "quick", 1, wanted=wanted)
    (target,) = fold(trial.events).targets
    assert {r.requirement: r.verdict for r in target.results if r.requirement in wanted} == dict.fromkeys(
        wanted, "pass"
    )
    assert "blocked" in {e["outcome"] for e in trial.events if e["event"] == "observation"}


def test_no_draw_of_a_property_with_functions_is_missing_where_functions_are() -> None:
    """A pass takes each value of a draw: not of one that only functions bring to what other properties judge, too."""
    all_tests()
    by_requirement: dict[str, list[Property]] = {}
    for one in PROPERTIES.values():
        for requirement in one.expanded(load_catalog()) if not one.machine else ():
            by_requirement.setdefault(requirement, []).append(one)
    with_functions = {one.name for one in PROPERTIES.values() if not one.machine and _has_functions(one)}
    assert len(with_functions) > 100
    found = {
        one.name
        for judging in by_requirement.values()
        if {each.name for each in judging} - with_functions
        for one in judging
        if one.name in with_functions and one.values
    }
    assert found == set()


def _has_functions(one: Property) -> bool:
    return bool({"with_functions", "function"} & set().union(*_words(one.function, shared=True)))
