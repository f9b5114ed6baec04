"""Situations of mutants that no test can show are left out, and no others."""

from __future__ import annotations

from collections import Counter

import pytest

from conformance.scenario.dimensions import DIMENSIONS
from conformance.sensitivity.conditional import (
    ConditionalJob,
    left_out,
    population,
    situations,
    together,
    try_conditional,
)
from conformance.sensitivity.impossible import ENOUGH, NEVER_TOGETHER, Visit, split
from conformance.sensitivity.trial import reaching
from conformance.sensitivity.wording import unspoken
from targets.reference.core.deviation import asked, asked_in, deviates, deviating, varied
from targets.reference.core.situation import Situation
from targets.reference.mutants import mutants

OPERATION = "AdminGetUser"


def visits(**counts: tuple[int, int]) -> Counter[Visit]:
    """By ``dimension_value``: in how many requests there was a difference, and in how many none."""
    found: Counter[Visit] = Counter()
    for name, (changed, same) in counts.items():
        situation = name.replace("_", "=", 1)
        found.update({(OPERATION, situation, here): times for here, times in ((True, changed), (False, same)) if times})
    return found


def test_what_a_dimension_decides_is_left_out() -> None:
    parts = split(visits(state_disabled=(20, 0), state_CONFIRMED=(0, 50), mfa_OFF=(12, 30), mfa_ON=(8, 20)))
    assert parts.possible == {"state=disabled", "mfa=OFF", "mfa=ON"}
    assert parts.excluded == {"state=CONFIRMED": "state decides: only state=disabled"}


def test_what_merely_made_no_difference_is_not_left_out() -> None:
    """No property sent a malformed number where factors are required: that is an escape, not an impossibility."""
    assert not split(visits(mfa_OFF=(12, 30), mfa_ON=(0, 40))).excluded


def test_a_place_that_says_nothing_leaves_nothing_out() -> None:
    assert not split(visits(state_disabled=(20, 0), state_CONFIRMED=(50, 0))).excluded


def test_a_few_requests_decide_nothing() -> None:
    few = ENOUGH - 1
    assert not split(visits(state_disabled=(few, 0), state_CONFIRMED=(0, 50))).excluded
    assert not split(visits(state_disabled=(20, 0), state_CONFIRMED=(0, few))).excluded
    met = visits(state_disabled=(20, 0), state_CONFIRMED=(0, 50), state_UNCONFIRMED=(0, few))
    assert set(split(met).excluded) == {"state=CONFIRMED"}


def test_two_dimensions_that_seem_to_decide_leave_nothing_out() -> None:
    met = visits(state_disabled=(20, 0), state_CONFIRMED=(0, 50), tier_PLUS=(20, 0), tier_LITE=(0, 50))
    assert not split(met).excluded


def test_what_is_never_there_with_what_decides_is_left_out() -> None:
    names = {"name_sub": (20, 0), "name_username": (0, 50)}
    parts = split(visits(**names, names_addresses=(0, 20), names_plain=(10, 15), names_aliases=(10, 15)))
    assert set(parts.excluded) == {"name=username", "names=addresses"}
    assert "the user name is the sub" in parts.excluded["names=addresses"]
    assert "names=plain" not in split(visits(**names, names_plain=(0, 20), names_aliases=(20, 30))).excluded


def test_what_is_never_together_are_values_of_dimensions() -> None:
    for pair in NEVER_TOGETHER:
        for situation in pair:
            name, _, value = situation.partition("=")
            assert value in DIMENSIONS[name].values


def test_what_is_never_together_is_never_there_in_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among the requests of properties in which users have every kind of name."""
    met: set[tuple[str, str]] = set()
    named = Situation.name

    def name(situation: Situation) -> str | None:
        found = named(situation)
        met.add((f"name={found}", f"names={situation.names()}"))
        return found

    monkeypatch.setattr(Situation, "name", name)
    situations(reaching(["ALIAS-001", "ALIAS-003", "ALIAS-005", "ALIAS-010", "SRP-034"]))
    assert {("name=email", "names=aliases"), ("name=sub", "names=plain"), ("name=email", "names=addresses")} <= met
    assert not met & {*NEVER_TOGETHER}


def test_a_place_tells_whether_there_is_a_difference() -> None:
    def request() -> None:
        with deviating(frozenset(), lambda dimension: f"some-{dimension}"):
            varied(1, "same", 1)
            varied(1, "differs", 2)
            deviates("same-then-not", here=False)
            deviates("same-then-not")

    with asked() as known, asked_in(("state",)) as met:
        request()
        request()
    assert known == {"differs", "same-then-not"}
    where = ("some-operation", "state=some-state")
    assert met == {"same": {(*where, False): 2}, "differs": {(*where, True): 2}, "same-then-not": {(*where, True): 2}}


def test_a_mutant_changes_nothing_where_its_place_sees_no_difference() -> None:
    with deviating(frozenset({"a"})):
        assert deviates("a")
        assert not deviates("a", here=False)
        assert varied(1, "a", 2) == 2


@pytest.mark.parametrize(
    ("statement", "situation"),
    [
        ("Two USER_SRP_AUTH challenges for one user differ in SRP_B.", "flow=USER_AUTH"),
        ("In a pool with AliasAttributes [email],\nan address signs in.", "names=addresses"),
        ("In a pool with MFA OPTIONAL, an app is asked for.", "mfa=ON"),
        ("In a pool with UsernameConfiguration CaseSensitive false, a name is found.", "case=counts"),
        ("In a pool with MFA ON, a factor is to be set up.", "mfa=OPTIONAL"),
        ("In a pool with MFA OPTIONAL or ON, an app is asked for.", "mfa=OFF"),
        ("In a pool with DeviceConfiguration, a key comes.", "devices=off"),
        ("In a pool with DeviceOnlyRememberedOnUserPrompt true, users decide.", "devices=always"),
        ("ForgotPassword for a CONFIRMED user is accepted.", "state=UNCONFIRMED"),
        ("An UNCONFIRMED user is refused.", "state=CONFIRMED"),
        ("AdminEnableUser of a disabled user is accepted.", "state=CONFIRMED"),
        ("UserMigration runs once when an unknown user signs in.", "triggers=none"),
    ],
)
def test_a_statement_that_names_one_speaks_of_no_other(statement: str, situation: str) -> None:
    assert unspoken(statement, situation)


@pytest.mark.parametrize(
    ("statement", "situation"),
    [
        ("Two USER_SRP_AUTH challenges for one user differ in SRP_B.", "flow=USER_SRP_AUTH"),
        ("Two USER_SRP_AUTH challenges for one user differ in SRP_B.", "flow=PASSWORD_VERIFIER"),  # its second step
        ("A client with ALLOW_USER_AUTH lets everybody in.", "flow=USER_SRP_AUTH"),  # names no flow
        ("A sign-in is accepted, also in a pool with AliasAttributes, by the name.", "names=plain"),
        ("In a pool without AliasAttributes, a user is found.", "names=plain"),
        ("In a pool with MFA OPTIONAL, an app is asked for.", "names=plain"),
        ("In a pool with MFA OPTIONAL or ON, an app is asked for.", "mfa=ON"),
        ("In a pool with MFA OPTIONAL or ON, an app is asked for.", "mfa=OPTIONAL"),
        ("In a pool with MfaConfiguration ON or OPTIONAL, an app is asked for.", "mfa=ON"),
        ("In a pool with AliasAttributes or UsernameAttributes, an address signs in.", "names=aliases"),
        ("In a pool with AliasAttributes or UsernameAttributes, an address signs in.", "names=addresses"),
        ("In a pool with a domain and no AliasAttributes, a user is found.", "names=plain"),
        ("In a pool with DeviceConfiguration, a key comes.", "devices=asked"),
        ("UserMigration runs once when an unknown user signs in.", "triggers=some"),
        ("In a pool without UserMigration, unknown users are refused.", "triggers=none"),
        ("A sign-in in a pool that has functions is accepted.", "triggers=none"),
        ("Where a disabled user was deleted and made again, the new one signs in.", "state=CONFIRMED"),
        ("After ConfirmSignUp the user is CONFIRMED.", "state=UNCONFIRMED"),  # the outcome
        ("A password without a digit is refused.", "state=EXTERNAL_PROVIDER"),
    ],
)
def test_what_a_statement_does_not_rule_out_is_meant(statement: str, situation: str) -> None:
    assert not unspoken(statement, situation)


def test_what_is_not_meant_is_left_out_unless_properties_of_its_own_come_there() -> None:
    mutant = "server-keys-kept"
    (own, *_) = reaching([mutants()[mutant].violates])
    visits = {("InitiateAuth", f"flow={flow}", True): {"other.test_x": 3} for flow in ("USER_SRP_AUTH", "USER_AUTH")}
    assert population({mutant: visits}) == {
        (mutant, "flow=USER_AUTH"): "the statement speaks of flow=USER_SRP_AUTH",
        (mutant, "flow=USER_SRP_AUTH"): "",
    }
    assert not any(population({mutant: {visit: {own: 3} for visit in visits}}).values())


@pytest.mark.slow
def test_what_is_left_out_is_never_seen_and_what_is_caught_is_not_left_out() -> None:
    wanted = ["admuser-always-enabled", "sub-finds-nobody", "refresh-token-authorizes", "sign-up-any-email"]
    names = sorted({name for mutant in wanted for name in reaching([mutants()[mutant].violates])})
    met = together(situations(names))
    found = {key: reason for key, reason in population(met).items() if key[0] in wanted}
    out = [key for key, reason in found.items() if reason]
    assert ("admuser-always-enabled", "state=CONFIRMED") in out
    assert not [each for each in out if try_conditional(ConditionalJob(*each, "quick")).caught]
    assert not [
        each for each in out if any(met[each[0]][o, s, here] for o, s, here in met[each[0]] if s == each[1] and here)
    ]
    left = [key for key in found if key not in out]
    assert [each for each in left if try_conditional(ConditionalJob(*each, "quick")).caught]
    assert left_out(met)[0].endswith("of them left out")
