"""A pool that is there is asked, and nothing in it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.checking.exchange import Exchange
from conformance.pool.check.live import check_live
from conformance.pool.contract.committed import Committed
from conformance.pool.contract.derive import contract_of
from conformance.pool.creating.make import make
from conformance.pool.snapshot.reader import READING
from conformance.pool.snapshot.take import take
from conformance.requirements import load_catalog
from conformance.transport.driver import Driver
from pool_changes import WEB, document
from pools import driver, made

CATALOG = load_catalog()
MACHINE = {
    "ClientName": "api",
    "GenerateSecret": True,
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthScopes": ["api/read"],
    "AllowedOAuthFlowsUserPoolClient": True,
}
POOL = {"identity_providers": {}, "clients/api": MACHINE}


def seen(target: Driver, pool: str, wanted: dict[str, Any]) -> dict[str, str]:
    return {one.promise.key: one.outcome for one in check_live(target, document(wanted), pool, CATALOG).tried}


@pytest.fixture
def target() -> Driver:
    return driver()


@pytest.fixture
def pool(target: Driver) -> str:
    return make(target, document(POOL)).pool_id


def test_a_pool_as_it_should_be(target: Driver, pool: str) -> None:
    outcomes = seen(target, pool, POOL)
    assert set(outcomes.values()) == {"held"}
    assert set(outcomes) == {
        "drift",
        "discovery",
        "keys",
        "clients.web.callback.https://a.example/cb",
        "clients.web.callback.https://b.example/cb",
        "clients.web.callback.https://not-registered.example.com/callback",
        "clients.api.machine.wrong-secret",
    }


def test_drift_is_named(target: Driver, pool: str) -> None:
    client = take(target, pool).items("clients")["web"]["$id"]
    made(target, "UpdateUserPoolClient", UserPoolId=pool, ClientId=client, ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"])
    broken = {key for key, outcome in seen(target, pool, POOL).items() if outcome == "broken"}
    assert "clients.web.CallbackURLs" in broken
    assert "clients.web.callback.https://a.example/cb" in broken
    assert "drift" not in seen(target, pool, POOL)
    more = {**POOL, f"{WEB}/ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH"]}
    assert "clients.web.ExplicitAuthFlows" not in seen(target, pool, more)


def test_a_target_that_gives_tokens_for_any_secret_is_seen() -> None:
    target = driver("reference?mutants=machine-any-secret")
    outcomes = seen(target, make(target, document(POOL)).pool_id, POOL)
    assert outcomes["clients.api.machine.wrong-secret"] == "broken"


def test_it_sends_reading_operations_alone(target: Driver, pool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: set[str] = set()
    call = Driver.call

    def noting(self: Driver, operation: str, parameters: Mapping[str, Any], *, signed: bool = True) -> Exchange:
        sent.add(operation)
        return call(self, operation, parameters, signed=signed)

    before = take(target, pool).text()
    monkeypatch.setattr(Driver, "call", noting)
    seen(target, pool, POOL)
    assert sent <= READING
    monkeypatch.undo()
    assert take(target, pool).text() == before
    assert made(target, "ListUsers", UserPoolId=pool)["Users"] == []


def test_a_committed_contract_is_asked_as_it_stands(target: Driver, pool: str) -> None:
    promises = [
        replace(one, expected="refused") if one.key.endswith("a.example/cb") else one
        for one in contract_of(document(POOL)).promises
        if one.probe == "callback"
    ]
    gone = replace(promises[0], key="clients.old.callback", client="old")
    committed = Committed(Path("contract.toml"), "pool.json", [*promises, gone])
    checked = check_live(target, document(POOL), pool, CATALOG, committed)
    outcomes = {one.promise.key: one.outcome for one in checked.tried}
    assert outcomes["clients.web.callback.https://a.example/cb"] == "broken"
    assert outcomes["clients.web.callback.https://b.example/cb"] == "held"
    assert outcomes["clients.old.callback"] == "unclear"
    assert any(line.startswith("clients.web.callback.https://a.example/cb: the file says") for line in checked.remarks)
