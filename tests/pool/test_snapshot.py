"""A snapshot reads everything, changes nothing, and keeps no secret."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from conformance.checking.exchange import Exchange
from conformance.pool.form.document import PARTS, is_unknown, parse
from conformance.pool.form.known import unknown_members
from conformance.pool.form.problems import PoolUnreadable
from conformance.pool.snapshot.reader import READING, Reader, Unanswered
from conformance.pool.snapshot.take import take
from conformance.transport.driver import Driver
from pools import SECRET, driver, made, rich_pool


@pytest.fixture(scope="module")
def target() -> Driver:
    return driver()


@pytest.fixture(scope="module")
def pool(target: Driver) -> str:
    return rich_pool(target)


def test_it_has_every_part_that_the_target_can_show(target: Driver, pool: str) -> None:
    document = take(target, pool)
    assert set(document.parts) | set(document.unknown) == set(PARTS)
    assert set(document.unknown) == {"replicas"}  # of which the reference knows nothing
    assert document.items("clients")["web"]["CallbackURLs"] == ["https://a.example/cb", "https://b.example/cb"]
    assert document.single("mfa") == {
        "MfaConfiguration": "OPTIONAL",
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
    }
    assert list(document.items("domains")) == ["shop-1"]
    assert [one["ScopeName"] for one in document.items("resource_servers")["api"]["Scopes"]] == ["r", "w"]


def test_clients_that_share_a_name_are_kept_apart(target: Driver, pool: str) -> None:
    names = list(take(target, pool).items("clients"))
    assert len(names) == 3
    assert len([name for name in names if name.startswith("twin#")]) == 2


def test_no_secret_is_in_it(target: Driver, pool: str) -> None:
    client = next(one for one in made(target, "ListUserPoolClients", UserPoolId=pool)["UserPoolClients"])
    shown = made(target, "DescribeUserPoolClient", UserPoolId=pool, ClientId=client["ClientId"])["UserPoolClient"]
    text = take(target, pool).text()
    assert shown["ClientSecret"] not in text
    assert SECRET not in text
    document = parse(text, "it")
    assert document.items("clients")["web"]["GenerateSecret"] is True
    assert "client_id" in document.items("identity_providers")["Google"]["ProviderDetails"]


def test_two_snapshots_of_a_pool_are_equal(target: Driver, pool: str) -> None:
    assert take(target, pool).text() == take(target, pool).text()


def test_it_sends_reading_operations_alone(target: Driver, pool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    call = Driver.call

    def noting(self: Driver, operation: str, parameters: Mapping[str, Any], *, signed: bool = True) -> Exchange:
        sent.append(operation)
        return call(self, operation, parameters, signed=signed)

    monkeypatch.setattr(Driver, "call", noting)
    take(target, pool)
    assert set(sent) <= READING
    assert all(name.startswith(("Describe", "Get", "List")) for name in READING)
    assert not {name for name in READING if "Secret" in name or name.endswith("User") or name == "ListUsers"}


def test_what_the_reader_does_not_know_is_not_sent(target: Driver, pool: str) -> None:
    with pytest.raises(ValueError, match="DeleteUserPool"):
        Reader(target, pool).ask("DeleteUserPool")


def test_moto_lacks_parts_and_says_so() -> None:
    target = driver("moto")
    pool = made(target, "CreateUserPool", PoolName="x")["UserPool"]["Id"]
    document = take(target, pool)
    assert "NotImplemented" in document.unknown["sessions"]
    assert not set(document.unknown) & set(document.parts)
    assert document.items("clients") == {}


def test_an_unknown_pool(target: Driver) -> None:
    with pytest.raises(PoolUnreadable, match="has no pool 'us-east-1_nowhere'"):
        take(target, "us-east-1_nowhere")


class Changed:
    """A driver some of whose answers are other ones."""

    def __init__(self, target: Driver, operation: str, change: Any) -> None:
        self.running = target.running
        self._target, self._operation, self._change = target, operation, change

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Exchange:
        sent = {name: value for name, value in parameters.items() if name != "NextToken"}
        answer = self._target.call(operation, sent)
        if operation != self._operation:
            return answer
        response = json.loads(json.dumps(answer.response))
        return replace(answer, response=self._change(response))


def test_the_value_of_a_member_that_is_not_known_is_left_out(target: Driver, pool: str) -> None:
    def grown(response: dict[str, Any]) -> dict[str, Any]:
        response["UserPool"]["TelepathyConfiguration"] = {"Password": SECRET}
        response["UserPool"]["Policies"]["PasswordPolicy"]["RequireEmoji"] = True
        return response

    document = take(Changed(target, "DescribeUserPool", grown), pool)  # type: ignore[arg-type]
    assert unknown_members(document) == ["pool.Policies.PasswordPolicy.RequireEmoji", "pool.TelepathyConfiguration"]
    assert is_unknown(document.single("pool")["TelepathyConfiguration"])
    assert SECRET not in document.text()
    assert unknown_members(take(target, pool)) == []


def test_pages_that_do_not_end_are_no_answer(target: Driver, pool: str) -> None:
    endless = Changed(target, "ListGroups", lambda response: {**response, "NextToken": "again"})
    with pytest.raises(Unanswered, match="its pages do not end"):
        Reader(endless, pool).all("ListGroups", "Groups")  # type: ignore[arg-type]
    assert "groups" in take(endless, pool).unknown  # type: ignore[arg-type]


def test_an_answer_without_what_it_describes_is_named(target: Driver, pool: str) -> None:
    document = take(Changed(target, "DescribeUserPoolClient", lambda response: {}), pool)  # type: ignore[arg-type]
    assert document.unknown["clients"] == "DescribeUserPoolClient: accepted, without UserPoolClient"
    assert "clients" not in document.parts
