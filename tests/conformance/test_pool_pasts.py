"""Replays in pools with the past that they had in the run."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.checking.exchange import Exchange, Outcome
from conformance.scenario.pool_pasts import MOST, PoolPasts, about, with_past
from conformance.scenario.steps import Step


def step(name: str, answer: dict[str, Any] | None = None, *, ok: bool = True, **arguments: Any) -> Step:
    """One call with its answer."""
    outcome: Outcome = "ok" if ok else "error"
    exchange = Exchange(name, arguments, 200 if ok else 400, {}, "", answer or {}, outcome)
    return Step("call", name, arguments, answer or {}, exchange)


POOL = step("CreateUserPool", {"UserPool": {"Id": "one"}})
CLIENT = step("CreateUserPoolClient", {"UserPoolClient": {"ClientId": "a"}}, UserPoolId="one")
STYLE = step("CreateManagedLoginBranding", UserPoolId="one", ClientId="a")
READ = step("DescribeManagedLoginBrandingByClient", UserPoolId="one", ClientId="b")


def learned(*steps: Step) -> PoolPasts:
    """What is known after these steps of one example."""
    pasts = PoolPasts()
    for number, each in enumerate(steps):
        pasts.learn(each, steps[: number + 1])
    return pasts


def test_what_another_example_made_comes_with_its_client() -> None:
    (entry,) = learned(POOL, CLIENT, STYLE).of([POOL, READ])
    assert entry == [CLIENT, STYLE]
    assert with_past([POOL, READ], [entry]) == [POOL, CLIENT, STYLE, READ]


def test_what_the_example_made_itself_is_no_past() -> None:
    assert learned(POOL, CLIENT, STYLE).of([POOL, CLIENT, STYLE, READ]) == []


def test_the_past_of_another_pool_does_not_matter() -> None:
    elsewhere = step("CreateManagedLoginBranding", UserPoolId="two", ClientId="a")
    assert learned(POOL, elsewhere).of([POOL, READ]) == []


@pytest.mark.parametrize(
    "name", ["ListGroups", "AdminCreateUser", "SignUp", "CreateUserPoolClient", "UpdateUserAttributes", "DeleteUser"]
)
def test_users_clients_and_reads_are_no_past(name: str) -> None:
    assert learned(POOL, step(name, UserPoolId="one")).of([POOL]) == []


def test_what_was_refused_is_no_past() -> None:
    assert learned(POOL, step("CreateGroup", ok=False, UserPoolId="one")).of([POOL]) == []


def test_what_was_made_is_limited_and_what_was_taken_away_is_not() -> None:
    made = [step("CreateGroup", UserPoolId="one") for _ in range(MOST + 1)]
    taken = [step("DeleteGroup", UserPoolId="one") for _ in range(MOST)]
    assert len(learned(POOL, *made, *taken).of([POOL])) == 2 * MOST


def test_things_of_the_same_sort_come_first() -> None:
    group, style = [step("CreateGroup", UserPoolId="one")], [STYLE]
    assert sorted([group, style], key=lambda entry: not about(entry, READ.name)) == [style, group]
