"""Witnesses lose what only the setting of their example brought, and nothing that the property asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from command import events, run
from conformance.journal import Journal, read_events
from conformance.replay.plainer import in_use, unneeded, without
from conformance.requirements import parse_catalog
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from conformance.scenario import Scenario
from conformance.scenario.property import Property
from conformance.scenario.steps import WHOLE
from fakes import FakeRunning

FUNCTION = {"kind": "function", "name": "deploy", "arguments": {"plan": {}}}
POOL = {
    "kind": "call",
    "name": "CreateUserPool",
    "arguments": {
        "PoolName": "p",
        "UserPoolTier": "LITE",
        "AliasAttributes": ["email"],
        "LambdaConfig": {"PreSignUp": {"$ref": [0, ""]}},
        "UsernameConfiguration": {"CaseSensitive": False},
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True},  # the property's own
    },
    "unneeded": ["UserPoolTier", "AliasAttributes", "LambdaConfig", "UsernameConfiguration"],
}
FACTORS = {
    "kind": "call",
    "name": "SetUserPoolMfaConfig",
    "arguments": {"UserPoolId": {"$ref": [1, "UserPool.Id"]}, "MfaConfiguration": "OPTIONAL"},
    "unneeded": [WHOLE],
}
KEPT = frozenset({0, 1, 2, 3})


def user(name: str) -> dict[str, Any]:
    arguments = {"UserPoolId": {"$ref": [1, "UserPool.Id"]}, "Username": name}
    return {"kind": "call", "name": "AdminGetUser", "arguments": arguments}


def judging(*numbers: int, **values: Any) -> dict[str, Any]:
    return {"arguments": [{"$step": number} for number in numbers], "values": values}


def test_what_a_setting_brought_goes() -> None:
    steps = [FUNCTION, POOL, FACTORS, user("Ann")]
    places = unneeded(steps, judging(3), KEPT)
    assert places == [(1, "UserPoolTier"), (1, "LambdaConfig"), (1, "UsernameConfiguration"), (2, WHOLE)]
    plain = without(steps, places)
    assert set(plain[1]["arguments"]) == {"PoolName", "AliasAttributes", "DeviceConfiguration"}
    assert in_use(plain, judging(3), KEPT, places) == {1, 3}
    assert set(POOL["arguments"]) > set(plain[1]["arguments"])  # the steps themselves are as they were


REQUIRED = {**FACTORS, "arguments": {**FACTORS["arguments"], "MfaConfiguration": "ON"}}
CLIENT = {**user("-"), "name": "CreateUserPoolClient", "arguments": {"UserPoolId": {"$ref": [1, "UserPool.Id"]}}}
PAGE = {"kind": "pages", "name": "open", "arguments": {}}


def test_what_matters_to_users_goes_where_there_are_none() -> None:
    found = unneeded([FUNCTION, POOL, REQUIRED, CLIENT], judging(3), KEPT)
    assert {(1, "AliasAttributes"), (2, WHOLE)} <= set(found)


@pytest.mark.parametrize("last", [user("Ann"), PAGE])
def test_what_matters_to_users_stays_where_there_is_one(last: dict[str, Any]) -> None:
    found = unneeded([FUNCTION, POOL, REQUIRED, CLIENT, last], judging(3), {*KEPT, 4})
    assert found == [(1, "UserPoolTier"), (1, "LambdaConfig"), (1, "UsernameConfiguration")]


def test_what_is_judged_stays_as_it_is() -> None:
    steps = [FUNCTION, POOL, FACTORS, user("Ann")]
    assert unneeded(steps, judging(1, 2), KEPT) == []
    assert unneeded(steps, judging(3, tier={"$ref": [1, "UserPool.UserPoolTier"]}), KEPT) == [(2, WHOLE)]
    assert unneeded(steps, judging(3), {0, 3}) == []  # what was cut before


@pytest.mark.parametrize(("other", "stays"), [("aNN", True), ("Bob", False), ("Ann", False)])
def test_case_counts_not_where_a_name_is_typed_in_two(other: str, stays: bool) -> None:
    steps = [FUNCTION, POOL, FACTORS, user("Ann"), user(other)]
    places = unneeded(steps, judging(4), {*KEPT, 4})
    assert ((1, "UsernameConfiguration") not in places) == stays


def test_a_function_that_another_step_names_stays() -> None:
    steps = [FUNCTION, POOL, FACTORS, user("Ann"), {**POOL, "unneeded": []}]
    places = unneeded(steps, judging(3), {*KEPT, 4})
    assert 0 in in_use(without(steps, places), judging(3), {*KEPT, 4}, places)
    assert 0 not in in_use(without(steps, places), judging(3), KEPT, places)
    events = judging(3, events={"$step": 0})
    assert 0 in in_use(without(steps, places), events, KEPT, places)


@pytest.mark.parametrize(
    ("mutant", "members"),
    [
        ("refresh-returns-refresh-token", set()),
        ("refresh-returns-refresh-token@tier=LITE", {"UserPoolTier"}),
        ("refresh-returns-refresh-token@triggers=some", {"LambdaConfig"}),
        ("refresh-returns-refresh-token@case=ignored", {"UsernameConfiguration"}),
    ],
)
def test_a_script_has_the_one_setting_that_makes_the_difference(mutant: str, members: set[str], tmp_path: Path) -> None:
    done = run("run", f"reference?mutants={mutant}", "--requirement", "REFRESH-003", "--seed", "3", "--out", tmp_path)
    assert done.code == 1, done.all
    steps = [e["steps"] for e in events(tmp_path, "witness") if e["requirement"] == "REFRESH-003"][-1]
    made = next(step["arguments"] for step in steps if step["name"] == "CreateUserPool")
    assert {"UserPoolTier", "LambdaConfig", "UsernameConfiguration", "DeviceConfiguration"} & set(made) == members
    assert any(step["kind"] == "function" for step in steps) == ("LambdaConfig" in members)
    assert not any("unneeded" in step for step in steps)


CATALOG = parse_catalog(
    {
        "demo.toml": """
area = "demo"
title = "Demo"
[[requirement]]
id = "PLAINER-001"
title = "A title that says something"
statement = "A statement that is long enough."
level = "must"
grade = "recorded"
sources = ["somewhere"]
"""
    }
)


def is_found(s: Scenario, word: str) -> None:
    """A user who signed up is found."""
    pool = s.pool()
    name = s.name(word)
    s.must("SignUp", ClientId=s.client(pool).id, Username=name, Password="Correct-Horse7")
    s.accepted("PLAINER-001", s.call("AdminGetUser", UserPoolId=pool.id, Username=name))


def forgets_in_the_lowest_tier(operation: str, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """A target where users of the lowest tier are not found, and of which the default tier takes no sign-ups."""
    if operation == "CreateUserPool":
        return 200, {"UserPool": {"Id": f"eu-west-1_{given.get('UserPoolTier', 'default')}"}}
    if operation == "CreateUserPoolClient":
        return 200, {"UserPoolClient": {"ClientId": f"client-of-{given['UserPoolId']}"}}
    if operation == "SignUp" and given["ClientId"].endswith("default"):
        return 400, {"__type": "NotAuthorizedException", "message": "no"}
    if operation == "AdminGetUser" and not given["UserPoolId"].endswith("PLUS"):
        return 400, {"__type": "UserNotFoundException", "message": "no"}
    return 200, {}


@pytest.mark.parametrize(("budget", "replays"), [(0, 2), (2, 2), (3, 3), (6, 3)])
def test_making_it_plainer_spends_no_more_than_the_budget(budget: int, replays: int, tmp_path: Path) -> None:
    journal = Journal(tmp_path, target="fake")
    profile = replace(PROFILES["quick"], cut_budget=budget)
    engine = Engine(FakeRunning(forgets_everybody), CATALOG, profile, journal, seed=1)
    drawn = {"word": st.text("abcdefgh", min_size=8, max_size=12)}
    engine.run(Property("test_plainer.is_found", ("PLAINER-001",), drawn, is_found))
    engine.footer(1)
    witness = next(e for e in read_events(tmp_path) if e["event"] == "witness")
    assert (witness["confirmed"], witness["replays"]) == (True, replays)
    assert ("UserPoolTier" in witness["steps"][0]["arguments"]) == (replays == 2)


def forgets_everybody(operation: str, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """A target that finds nobody."""
    if operation == "AdminGetUser":
        return 400, {"__type": "UserNotFoundException", "message": "no"}
    return forgets_in_the_lowest_tier(operation, {**given, "ClientId": "client"})


def test_a_step_that_was_accepted_with_the_setting_is_accepted_without(tmp_path: Path) -> None:
    """Without the tier nobody signs up, so that nobody is found: that would be no divergence."""
    journal = Journal(tmp_path, target="fake")
    engine = Engine(FakeRunning(forgets_in_the_lowest_tier), CATALOG, PROFILES["quick"], journal, seed=1)
    drawn = {"word": st.text("abcdefgh", min_size=8, max_size=12)}
    engine.run(Property("test_plainer.is_found", ("PLAINER-001",), drawn, is_found))
    engine.footer(1)
    witness = next(e for e in read_events(tmp_path) if e["event"] == "witness")
    names = [step["name"] for step in witness["steps"]]
    assert names == ["CreateUserPool", "CreateUserPoolClient", "SignUp", "AdminGetUser"]
    assert witness["steps"][0]["arguments"]["UserPoolTier"] == "LITE"
    assert (witness["confirmed"], witness["accepted"]) == (True, [0, 1, 2])
