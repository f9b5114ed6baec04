"""What replays of a witness may share: pools of equal configuration, of which each has one domain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from conformance.replay.execute import execute
from conformance.replay.space import Space
from conformance.scenario.resources import Pool
from conformance.scenario.steps import Step
from conformance.transport.driver import Driver
from fakes import FakeRunning

POOL: dict[str, Any] = {"kind": "call", "name": "CreateUserPool", "arguments": {"PoolName": "aTAGb"}}
NAME: dict[str, Any] = {
    "kind": "compute",
    "name": "oauth.domain_for",
    "arguments": {"arguments": [{"$ref": [0, "UserPool.Id"]}], "values": {}},
}


def domain(name: Any) -> dict[str, Any]:
    """CreateUserPoolDomain for the pool of the first step."""
    arguments = {"Domain": name, "UserPoolId": {"$ref": [0, "UserPool.Id"]}}
    return {"kind": "call", "name": "CreateUserPoolDomain", "arguments": arguments}


class OneDomainEach:
    """A target on which a pool has one domain, as on Cognito."""

    def __init__(self) -> None:
        self.pools = 0
        self.domains: dict[str, str] = {}

    def __call__(self, operation: str, parameters: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        if operation == "CreateUserPool":
            self.pools += 1
            return 200, {"UserPool": {"Id": f"local_{self.pools}"}}
        if parameters["UserPoolId"] in self.domains:
            return 400, {"__type": "InvalidParameterException", "message": "User pool already has a domain"}
        self.domains[parameters["UserPoolId"]] = parameters["Domain"]
        return 200, {}


def test_replays_give_no_domain_to_a_pool_of_the_run() -> None:
    target = OneDomainEach()
    driver = Driver(FakeRunning(target))
    made = driver.call("CreateUserPool", {"PoolName": "aTAGb"})
    space = Space("TAG")
    space.adopt([Pool("local_1", {}, [Step("call", "CreateUserPool", made.request, made.response, made)], made)])
    for _ in range(2):
        outcomes = execute([POOL, NAME, domain({"$ref": [1, ""]})], lambda number: True, driver, space.next())
        assert all(each is not None and (each.exchange is None or each.exchange.ok) for each in outcomes)
    assert (target.pools, list(target.domains)) == (2, ["local_2"])  # one pool for both replays, and not the run's
    execute([POOL], lambda number: True, driver, space.next())
    assert target.pools == 2  # without a domain the run's pool does


@pytest.mark.parametrize(("name", "shared"), [({"$ref": [1, ""]}, True), ("prefixTAG", False)])
def test_a_drawn_prefix_needs_pools_of_its_own(name: Any, shared: bool) -> None:
    steps = [POOL, NAME, domain(name)]
    assert Space.fits(steps) is shared
    calls = [{"operation": "CreateUserPoolDomain"}]
    assert not Space.fits([POOL, {"kind": "race", "name": "race", "arguments": {"calls": calls}}])


@pytest.mark.parametrize("change", [str.lower, str.upper, str.capitalize, lambda text: text[:1] + text[1:].upper()])
def test_a_name_in_another_case_stays_the_name_of_the_same_user(change: Callable[[str], str]) -> None:
    """A user signs in as ANA: in a replay that is the user whom the replay has made."""
    space = Space("jtmq").next()
    renamed = space.rename("jtmq1c")
    assert "jtmq" not in renamed
    assert space.rename(f"x{change('jtmq')}1C") == f"x{change(renamed[:4])}1C"
