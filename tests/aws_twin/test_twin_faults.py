"""Faults that are asked for: which of them let the request take effect, how many there are, and what a client sees."""

from __future__ import annotations

import ssl
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from targets.aws.twin import Announcement
from targets.aws.twin.faults import KINDS, Faults, after
from targets.aws.twin.messages import Answer
from twin_kit import client, refusal

NO_EFFECT = {"throttle": "TooManyRequestsException", "500": "InternalErrorException", "503": "ServiceUnavailable"}


@pytest.fixture
def faulty(twin: Announcement) -> Iterator[Announcement]:
    yield twin
    twin.ask("/faults", {"rate": 0})
    twin.ask("/renew", {})


def names(twin: Announcement) -> set[str]:
    return {pool["name"] for pool in twin.ask("/state")["pools"]}


def made(twin: Announcement, name: str) -> None:
    client(twin).create_user_pool(PoolName=name)


@pytest.mark.parametrize("kind", sorted(NO_EFFECT))
def test_some_keep_a_request_from_taking_effect(faulty: Announcement, kind: str) -> None:
    faulty.ask("/faults", {"rate": 1, "kinds": [kind]})
    with pytest.raises(ClientError) as error:
        made(faulty, f"cc-{kind}")
    assert error.value.response["Error"]["Code"] == NO_EFFECT[kind]
    faulty.ask("/faults", {"rate": 0})
    assert f"cc-{kind}" not in names(faulty)
    made(faulty, f"cc-{kind}")
    assert f"cc-{kind}" in names(faulty)


def test_some_answer_so_although_it_has_taken_effect(faulty: Announcement) -> None:
    faulty.ask("/faults", {"rate": 1, "kinds": ["500-after"]})
    with pytest.raises(ClientError) as error:
        made(faulty, "cc-after")
    assert error.value.response["Error"]["Code"] == "InternalErrorException"
    assert "cc-after" in names(faulty)


def test_an_answer_can_be_lost(faulty: Announcement) -> None:
    faulty.ask("/faults", {"rate": 1, "kinds": ["lost"]})
    with pytest.raises(ConnectionClosedError):
        made(faulty, "cc-lost")
    assert "cc-lost" in names(faulty)


def test_an_answer_can_be_cut(faulty: Announcement) -> None:
    """botocore takes what came for the whole of it: half of a JSON document is an answer without members."""
    faulty.ask("/faults", {"rate": 1, "kinds": ["cut"]})
    answer = client(faulty).create_user_pool(PoolName="cc-cut")
    assert "UserPool" not in answer
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert "cc-cut" in names(faulty)


def test_a_session_may_expire_in_the_middle(faulty: Announcement) -> None:
    faulty.ask("/faults", {"rate": 1, "kinds": ["expired"], "most": 1})
    for _ in range(2):
        with pytest.raises(ClientError) as error:
            made(faulty, "cc-expired")
        assert error.value.response["Error"]["Code"] == "ExpiredTokenException"
    faulty.ask("/renew", {})
    made(faulty, "cc-expired")


def test_only_as_many_as_asked_for_and_only_where(faulty: Announcement) -> None:
    faulty.ask("/faults", {"rate": 1, "kinds": ["500"], "most": 2, "operations": ["DescribeUserPool"]})
    pools = client(faulty)
    assert pools.list_user_pools(MaxResults=1)["UserPools"]
    seen = []
    for _ in range(3):
        try:
            pools.describe_user_pool(UserPoolId="us-east-1_notthere1")
        except ClientError as error:
            seen.append(error.response["Error"]["Code"])
    assert seen == ["InternalErrorException"] * 2 + ["ResourceNotFoundException"]
    assert faulty.ask("/state")["faults"] == {"500": 2}
    marked = [entry for entry in faulty.ask("/log")["requests"] if entry["operation"] == "DescribeUserPool"]
    assert [entry["fault"] for entry in marked] == ["500", "500", ""]


def test_a_request_that_fails_is_counted_all_the_same(faulty: Announcement) -> None:
    def asked() -> tuple[int, int]:
        state = faulty.ask("/state")
        accepted = state["calls"]["accepted"].get("cognito-idp:ListUsers", 0)
        return state["rates"].get("UserList", {"total": 0})["total"], accepted

    pools = client(faulty)
    pool = pools.create_user_pool(PoolName="cc-counted")["UserPool"]["Id"]
    before = asked()
    faulty.ask("/faults", {"rate": 1, "kinds": ["throttle", "500", "503"]})
    with pytest.raises(ClientError):
        pools.list_users(UserPoolId=pool)
    faulty.ask("/faults", {"rate": 0})
    assert asked() == (before[0] + 1, before[1])
    pools.list_users(UserPoolId=pool)
    assert asked() == (before[0] + 2, before[1] + 1)


# -- what is counted is what was made ----------------------------------------------------------------------------------


def counted(twin: Announcement) -> tuple[dict[str, int], int]:
    """The faults by kind, and how many requests are marked with one."""
    marked = [entry for entry in twin.ask("/log")["requests"] if entry["fault"] in KINDS]
    return twin.ask("/state")["faults"], len(marked)


@pytest.mark.parametrize("kind", sorted(NO_EFFECT))
def test_what_is_refused_before_it_fails_is_no_fault(faulty: Announcement, kind: str) -> None:
    before = counted(faulty)[1]
    faulty.ask("/faults", {"rate": 1, "kinds": [kind], "most": 1})
    with pytest.raises(ClientError, match="InvalidSignature"):
        client(faulty, aws_secret_access_key="wrong").list_user_pools(MaxResults=1)
    assert counted(faulty) == ({}, before)
    with pytest.raises(ClientError, match=NO_EFFECT[kind]):
        client(faulty).list_user_pools(MaxResults=1)
    assert counted(faulty) == ({kind: 1}, before + 1)


@pytest.mark.parametrize("kind", ["500-after", "cut", "lost"])
def test_an_answer_that_refuses_can_be_lost_too(faulty: Announcement, kind: str) -> None:
    before = counted(faulty)[1]
    faulty.ask("/faults", {"rate": 1, "kinds": [kind], "most": 1})
    ask = client(faulty).describe_user_pool
    with pytest.raises((ClientError, ConnectionClosedError)) as error:
        ask(UserPoolId="us-east-1_notthere1")
    assert "does not exist" not in str(error.value)
    assert counted(faulty) == ({kind: 1}, before + 1)
    assert "does not exist" in refusal(ask, UserPoolId="us-east-1_notthere1")[1]


def test_a_session_expires_once(faulty: Announcement) -> None:
    faulty.ask("/expire", {})
    faulty.ask("/faults", {"rate": 1, "kinds": ["expired"]})
    for expected in ({}, {"expired": 1}, {"expired": 1}):
        with pytest.raises(ClientError, match="ExpiredToken"):
            client(faulty).list_user_pools(MaxResults=1)
        assert faulty.ask("/state")["faults"] == expected
        if not expected:
            faulty.ask("/renew", {})


@pytest.mark.parametrize("kind", sorted(NO_EFFECT))
def test_documents_of_pools_fail_as_well(faulty: Announcement, kind: str) -> None:
    pool = client(faulty).create_user_pool(PoolName="cc-doc")["UserPool"]["Id"]
    url = f"{faulty.endpoints['cognito-idp']}/{pool}/.well-known/jwks.json"
    context = ssl.create_default_context(cafile=faulty.ca)
    faulty.ask("/faults", {"rate": 1, "kinds": [kind], "most": 1})
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(url, context=context)
    assert faulty.ask("/state")["faults"] == {kind: 1}
    with urllib.request.urlopen(url, context=context) as answer:
        assert answer.status == 200


def test_without_a_kind_nothing_fails(faulty: Announcement) -> None:
    faulty.ask("/faults", {"rate": 1, "kinds": []})
    assert client(faulty).list_user_pools(MaxResults=1)["UserPools"]
    assert faulty.ask("/state")["faults"] == {}


@pytest.mark.parametrize(("body", "made"), [(b"", 0), (b"{}", 1)])
def test_what_has_no_body_cannot_be_cut(body: bytes, made: int) -> None:
    sent = after("cut", "cognito-idp", Answer(200, (), body))
    assert (sent.cut, sent.fault) == ((True, "cut") if made else (False, ""))


def test_many_clients_at_once_get_what_each_of_them_asked_for(twin: Announcement) -> None:
    pools = client(twin)
    pool = pools.create_user_pool(PoolName="cc-many")["UserPool"]["Id"]

    def make(number: int) -> str:
        name = f"user-{number}"
        made = pools.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")["User"]["Username"]
        assert made == name
        return str(made)

    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(make, range(40)))
    state = twin.ask("/state")
    assert len(made) == 40
    assert next(one for one in state["pools"] if one["id"] == pool)["users"] == 40
    assert state["defects"] == []
    assert state["calls"]["accepted"]["cognito-idp:AdminCreateUser"] == 40


def test_the_seed_decides_when() -> None:
    def drawn(seed: int) -> list[str]:
        faults = Faults(0.3, KINDS, seed=seed)
        return [faults.pick("Any") for _ in range(50)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert 5 <= sum(bool(kind) for kind in drawn(1)) <= 25


@pytest.mark.parametrize(("rate", "hits"), [(0.0, 0), (1.0, 20)])
def test_never_and_always(rate: float, hits: int) -> None:
    faults = Faults(rate, ("500",))
    assert sum(bool(faults.pick("Any")) for _ in range(20)) == hits


@pytest.mark.parametrize("given", [{"rate": 1.1}, {"rate": -0.1}, {"rate": 1, "kinds": ["fire"]}, {"rate": "often"}])
def test_nonsense_is_refused(twin: Announcement, given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"rate|kind"):
        twin.ask("/faults", given)
