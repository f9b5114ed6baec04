"""What a requirement leaves open is varied: the dimensions, the settings of examples, and what is arranged by them."""

from __future__ import annotations

from itertools import combinations, islice, product

import pytest
from hypothesis import strategies as st

from conformance.command.properties import properties
from conformance.requirements import load_catalog
from conformance.scenario import prop
from conformance.scenario.dimensions import (
    CHALLENGES,
    DIMENSIONS,
    EXCLUDED,
    FLOWS,
    FREE,
    OF_THE_POOL,
    PLAIN,
    left_free,
    possible,
    settings,
    with_these,
)
from conformance.scenario.parameters import DECIDES, MEMBERS
from conformance.sensitivity.conditional import conditions_of, covered, situations
from conformance.sensitivity.trial import reaching
from conformance.transport.aws_model import service_model
from targets.reference.core.situation import DIMENSIONS as OF_THE_REFERENCE
from targets.reference.mutants import mutants

EXAMPLES = 200
SIGNS_IN = ("mfa=ON",)  # fixed for properties in which users sign in


def test_the_reference_knows_a_situation_in_the_same_words() -> None:
    assert set(OF_THE_REFERENCE) - {"operation"} == set(DIMENSIONS)


def test_flows_and_challenges_are_those_of_the_model() -> None:
    model = service_model()
    assert set(model.shape_for("AuthFlowType").enum) <= set(FLOWS)
    assert set(model.shape_for("ChallengeNameType").enum) <= set(CHALLENGES)


def test_what_excludes_each_other_are_values_of_dimensions() -> None:
    named = {each for pair in EXCLUDED for each in pair}
    assert all(value in DIMENSIONS[name].values for name, value in named)
    assert all(not possible(dict(pair)) for pair in EXCLUDED)


def test_what_is_free_is_a_value_and_the_plain_one_comes_first() -> None:
    assert all(set(each.free) <= set(each.values) for each in FREE.values())
    assert all(PLAIN[name] == each.free[0] for name, each in FREE.items())
    assert possible(PLAIN)
    assert all(value in FREE[name].free for name, value in MEMBERS)
    assert set(DECIDES) <= set(FREE)


@pytest.mark.parametrize("seed", range(5))
def test_each_value_of_a_pool_is_in_the_first_three_settings(seed: int) -> None:
    first = list(islice(settings(str(seed), "a.test_b", SIGNS_IN), 3))
    assert all({setting[name] for setting in first} == set(FREE[name].free) for name in OF_THE_POOL)
    assert all(possible(setting) for setting in first)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("fixed", [("devices", "tier=LITE"), ("names=addresses",), ("names", "devices", "tier")])
def test_what_is_left_of_what_is_fixed_comes_soon(seed: int, fixed: tuple[str, ...]) -> None:
    first, later = (list(islice(settings(str(seed), "a.test_b", fixed), number)) for number in (3, 12))
    left = {(name, value) for name in OF_THE_POOL for value in left_free(name, fixed)}
    assert len(left - {item for setting in first for item in setting.items()}) <= 1
    assert left <= {item for setting in later for item in setting.items()}


def test_pools_are_made_in_no_more_ways_for_what_is_fixed() -> None:
    every = islice(settings("1", "a.test_b", SIGNS_IN), 12)
    everywhere = {tuple(setting[name] for name in OF_THE_POOL) for setting in every}
    fixed = {
        tuple(setting[name] for name in OF_THE_POOL)
        for setting in islice(settings("1", "a.test_b", ("tier=LITE", "names=addresses", *SIGNS_IN)), 12)
    }
    assert fixed <= everywhere


@pytest.mark.parametrize("seed", range(5))
def test_each_other_value_is_in_the_first_few_settings(seed: int) -> None:
    first = list(islice(settings(str(seed), "a.test_b", SIGNS_IN), 12))
    assert all({setting[name] for setting in first} == set(each.free) for name, each in FREE.items())


def test_every_pair_of_values_that_go_together_is_among_the_settings_of_a_run() -> None:
    met: set[tuple[tuple[str, str], ...]] = set()
    for number in range(20):
        for setting in islice(settings("1", f"a.test_{number}"), 40):
            met |= set(combinations(sorted(setting.items()), 2))
    wanted = {
        tuple(sorted(((one, a), (other, b))))
        for one, other in combinations(FREE, 2)
        for a, b in product(FREE[one].free, FREE[other].free)
        if possible(with_these({one: a, other: b}))
    }
    assert wanted - met == set()


@pytest.mark.parametrize(("fixed", "most"), [(SIGNS_IN, 12), ((), 20)])
def test_a_run_makes_pools_in_a_few_ways(fixed: tuple[str, ...], most: int) -> None:
    ways = {
        tuple(setting[name] for name in OF_THE_POOL)
        for number in range(50)
        for setting in islice(settings("1", f"a.test_{number}", fixed), 20)
    }
    assert len(ways) <= most


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("fixed", [(), SIGNS_IN, ("names=addresses",), ("names", "devices", "tier")])
def test_a_few_ways_have_every_value(seed: int, fixed: tuple[str, ...]) -> None:
    """In the first three settings of each property; and no property has others, so that pools are shared."""
    ways = set()
    for number in range(20):
        found = list(islice(settings(str(seed), f"a.test_{number}", fixed, few=True), 12))
        ways |= {tuple(setting[name] for name in OF_THE_POOL) for setting in found}
        assert all(possible(setting) for setting in found)
        for name in OF_THE_POOL:
            stands_in = {"ON"} if name == "mfa" and fixed != SIGNS_IN else set()
            assert {setting[name] for setting in found[:3]} == {*left_free(name, fixed), *stands_in}
    assert len(ways) <= 3


@pytest.mark.parametrize("seed", range(5))
def test_a_second_factor_is_required_each_second_time_that_it_is_offered(seed: int) -> None:
    plainly = [each["mfa"] for each in islice(settings(str(seed), "a.test_b", SIGNS_IN), 30)]
    found = [each["mfa"] for each in islice(settings(str(seed), "a.test_b"), 30)]
    assert [value == "OFF" for value in found] == [value == "OFF" for value in plainly]
    offered = [value for value in found if value != "OFF"]
    assert set(offered[::2]) == {"OPTIONAL"}
    assert set(offered[1::2]) == {"ON"}
    assert {each["mfa"] for each in islice(settings(str(seed), "a.test_b", ("mfa",)), 30)} == {"OFF"}


@pytest.mark.parametrize(
    ("name", "signs_in"),
    [
        ("sign_up.test_malformed_phone_number", False),
        ("refresh.test_groups_of_now", False),  # by the shared arrangement, which sets an app up
        ("password_auth.test_right_password", True),
        ("login.test_form", True),
        ("shapes.test_answers", True),  # in a class of its module
    ],
)
def test_who_signs_in_in_an_own_way_is_seen_in_the_code(name: str, signs_in: bool) -> None:
    assert ("mfa=ON" in properties()[name].fixed) is signs_in


def test_what_is_said_of_optional_factors_is_not_tried_where_they_are_required() -> None:
    requirements = load_catalog().requirements
    for name, each in properties().items():
        statements = " ".join(requirements[i].statement for i in each.expanded(load_catalog()))
        if not each.machine and "MFA OPTIONAL" in " ".join(statements.split()):
            own = each.sets_factors and "new_owner" not in each.function.__code__.co_names
            assert own or "mfa=ON" in each.fixed, name


def test_a_step_and_the_token_of_its_name_are_told_apart() -> None:
    revoked, refreshed = (properties()[f"revocation.{name}"] for name in ("test_repeated", "test_refresh_token"))
    assert "devices" not in revoked.fixed
    assert "devices" in refreshed.fixed


def test_two_ways_of_a_run_may_be_alike() -> None:
    found = list(islice(settings("176", "a.test_b", ("mfa=ON",)), 30))  # two are, of this seed
    assert all(possible(setting) for setting in found)


def test_equal_arguments_give_equal_settings() -> None:
    assert list(islice(settings("1", "a"), 9)) == list(islice(settings("1", "a"), 9))
    assert list(islice(settings("1", "a"), 9)) != list(islice(settings("1", "b"), 9))


def test_what_is_fixed_is_not_varied() -> None:
    found = list(islice(settings("1", "a", ("client", "names=addresses", "name")), 30))
    assert {each["client"] for each in found} == {"public"}
    assert {each["names"] for each in found} == {"plain", "aliases"}
    assert {each["name"] for each in found} == {"username"}
    assert left_free("names", ("names=addresses",)) == ("plain", "aliases")


@pytest.mark.parametrize(
    ("name", "fixed"),
    [
        ("refresh.test_groups_of_now", "devices"),
        ("states_by_choice.test_unconfirmed_chooses_srp", "tier=LITE"),
        ("mfa_settings.test_unknown_user", "tier=LITE"),
    ],
)
def test_what_does_not_go_with_a_value_is_seen_in_the_code(name: str, fixed: str) -> None:
    assert fixed in properties()[name].fixed
    assert fixed not in properties()["groups.test_create"].fixed


@pytest.mark.parametrize("name", ["lockout.test_locked_for_the_twin", "lockout.test_right_password_while_locked"])
def test_a_wait_in_a_function_within_is_seen(name: str) -> None:
    assert properties()[name].clock


def test_only_what_is_varied_can_be_kept_plain() -> None:
    with pytest.raises(ValueError, match="no dimension that is varied"):
        prop("ACCESS-001", plain=("region",), word=st.just("a"))(lambda s, word: None)


def test_a_requirement_says_nothing_of_operations_that_it_does_not_name() -> None:
    met = {("GetUser", "state=CONFIRMED", True): 2, ("ListDevices", "state=UNCONFIRMED", True): 1}
    assert covered("alg-none-accepted", met) == {("GetUser", "state=CONFIRMED", True): 2}


def test_a_requirement_on_one_page_of_a_sign_in_speaks_of_those_on_its_way() -> None:
    met = {("POST /login", "flow=hosted", True): 1, ("POST /oauth2/token", "flow=authorization_code", True): 1}
    assert covered("hosted-state-dropped", met) == {("POST /login", "flow=hosted", True): 1}


def test_a_request_to_a_domain_has_a_situation() -> None:
    name = next(iter(reaching([mutants()["hosted-state-dropped"].violates])))
    ((_, found),) = situations([name])
    met = {situation for _, situation, here in found["hosted-state-dropped"] if here}
    assert {"operation=POST /login", "flow=hosted", "state=CONFIRMED"} <= met


def test_a_situation_of_one_value_alone_is_no_condition() -> None:
    met = {
        "confirm-any-code": {
            ("ConfirmSignUp", each, True): {"a.test_b": 1} for each in ("mfa=OFF", "tier=LITE", "tier=PLUS")
        }
    }
    assert conditions_of(met) == [("confirm-any-code", "tier=LITE"), ("confirm-any-code", "tier=PLUS")]
