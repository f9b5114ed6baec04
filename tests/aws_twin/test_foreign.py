"""The forty pools of others: what they look like, and that the least touch of one of them shows."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from targets.aws.twin.account import Account, Settings
from targets.aws.twin.foreign import COUNT, FAR, PASSWORD, SIGNATURE, Foreign
from targets.marking import EXPIRES, NAME, TAG
from targets.reference.service import Service


@pytest.fixture(scope="module")
def service() -> Service:
    return Service()


@pytest.fixture(scope="module")
def foreign(service: Service) -> Foreign:
    return Foreign(service, random.Random(1))


def ask(service: Service, operation: str, **parameters: Any) -> dict[str, Any]:
    reply = service.answer(operation, json.dumps(parameters).encode(), SIGNATURE)
    found: dict[str, Any] = json.loads(reply.body)
    return found


def test_there_are_forty_and_each_has_users_and_clients(foreign: Foreign) -> None:
    described = foreign.described()
    assert len(described) == COUNT == 40
    assert all(one["users"] and one["clients"] for one in described)
    assert 15 <= sum(bool(one["domain"]) for one in described) <= 25


def test_none_of_them_is_what_the_suite_may_sweep_away(foreign: Foreign) -> None:
    """Name, tag and a time that is over: no foreign pool has all three, and for each two of them some have."""
    kinds = set()
    for one in foreign.described():
        tags = one["tags"]
        named, tagged = one["name"].startswith(NAME), tags.get(TAG) == "true"
        over = str(tags.get(EXPIRES, "")) < FAR and str(tags.get(EXPIRES, "")).startswith("2")
        kinds.add((named, tagged, over))
    assert (True, True, True) not in kinds
    assert {(True, True, False), (True, False, True), (False, True, True), (False, False, False)} <= kinds


READS: list[Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]] = [
    lambda one: ("DescribeUserPool", {"UserPoolId": one["id"]}),
    lambda one: ("ListUsers", {"UserPoolId": one["id"]}),
    lambda one: ("AdminGetUser", {"UserPoolId": one["id"], "Username": one["users"][0]}),
    lambda _: ("ListUserPools", {"MaxResults": 60}),
]
WRITES: list[Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]] = [
    lambda one: ("UpdateUserPool", {"UserPoolId": one["id"]}),
    lambda one: ("CreateGroup", {"UserPoolId": one["id"], "GroupName": "g"}),
    lambda one: ("CreateUserPoolClient", {"UserPoolId": one["id"], "ClientName": "c"}),
    lambda one: ("DeleteUserPoolClient", {"UserPoolId": one["id"], "ClientId": one["clients"][0]}),
    lambda one: ("AdminDeleteUser", {"UserPoolId": one["id"], "Username": one["users"][0]}),
    lambda one: (
        "InitiateAuth",
        {
            "ClientId": one["clients"][0],
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": one["users"][0], "PASSWORD": PASSWORD},
        },
    ),
    lambda one: (
        "InitiateAuth",
        {
            "ClientId": one["clients"][0],
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": one["users"][0], "PASSWORD": "a wrong one"},
        },
    ),
]


@pytest.mark.parametrize("read", READS)
def test_reading_touches_nothing(foreign: Foreign, service: Service, read: Any) -> None:
    before = foreign.touched()
    operation, parameters = read(foreign.described()[0])
    assert "__type" not in ask(service, operation, **parameters)
    assert foreign.touched() == before


@pytest.mark.parametrize("number", range(len(WRITES)))
def test_writing_shows_in_the_one_pool(foreign: Foreign, service: Service, number: int) -> None:
    one = foreign.described()[10 + number]
    before, digests = set(foreign.touched()), foreign.digests()
    assert one["id"] not in before
    operation, parameters = WRITES[number](one)
    ask(service, operation, **parameters)
    assert set(foreign.touched()) == before | {one["id"]}
    after = foreign.digests()
    assert [pool for pool in after if after[pool] != digests[pool]] == [one["id"]], "others are as they were"


def test_a_pool_that_is_deleted_shows(foreign: Foreign, service: Service) -> None:
    one = foreign.described()[-2]
    ask(service, "UpdateUserPool", UserPoolId=one["id"], DeletionProtection="INACTIVE")
    if one["domain"]:
        ask(service, "DeleteUserPoolDomain", UserPoolId=one["id"], Domain=one["domain"])
    assert "__type" not in ask(service, "DeleteUserPool", UserPoolId=one["id"])
    assert one["id"] in foreign.touched()
    assert foreign.digests()[one["id"]] == ""


def test_the_same_seed_gives_the_same_names() -> None:
    looks = [
        [(one["name"], one["tags"], one["users"]) for one in Account(Settings(seed=seed)).foreign.described()]
        for seed in (3, 3, 4)
    ]
    assert looks[0] == looks[1] != looks[2]


def test_own_pools_are_told_from_foreign_ones(tmp_path: Path) -> None:
    from targets.aws.twin import started
    from twin_kit import client

    listed = tmp_path / "pools.json"
    with started(options=["--pools-file", str(listed)]) as twin:
        pools = client(twin)
        own = pools.create_user_pool(PoolName="cc-own-1", UserPoolTags={"cognito-conformance": "true"})["UserPool"]
        foreign = json.loads(listed.read_text())["pools"]
        state = twin.ask("/state")
        assert [one["id"] for one in state["pools"]] == [own["Id"]]
        assert (state["foreign"]["count"], state["foreign"]["touched"], state["foreign"]["named"]) == (40, [], [])
        pools.create_group(UserPoolId=foreign[0]["id"], GroupName="g")
        after = twin.ask("/state")["foreign"]
        assert (after["touched"], after["named"]) == ([foreign[0]["id"]], [foreign[0]["id"]])
        assert after["digest"] != state["foreign"]["digest"]
        names = [entry["ids"] for entry in twin.ask("/log")["requests"]]
        assert names == [[], [foreign[0]["id"]]]
