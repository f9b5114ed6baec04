"""What a contract says is kept by the reference, is broken by variants of it, and changes with the configuration."""

from __future__ import annotations

import base64
import json
import random
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings

from conformance.pool.check.bench import Bench
from conformance.pool.check.probes import PROBES
from conformance.pool.check.trying import Checked, check, try_promise
from conformance.pool.contract.derive import contract_of
from conformance.pool.contract.promise import Promise
from conformance.pool.contract.text import as_toml
from conformance.pool.creating.make import make
from conformance.pool.form.document import PoolDocument, unknown
from conformance.requirements import load_catalog
from pool_changes import GONE, WEB, document
from pool_documents import DRAWING, documents
from pools import driver

CATALOG = load_catalog()
OPEN = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
RICH: dict[str, Any] = {
    "pool/UsernameAttributes": GONE,
    "mfa/MfaConfiguration": "OFF",
    f"{WEB}/ExplicitAuthFlows": OPEN,
    f"{WEB}/ReadAttributes": ["email", "nickname"],
    f"{WEB}/WriteAttributes": ["email", "nickname"],
    f"{WEB}/AccessTokenValidity": 2,
    "clients/api": {
        "ClientName": "api",
        "GenerateSecret": True,
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": ["api/read"],
        "AllowedOAuthFlowsUserPoolClient": True,
    },
}


def expected(changes: dict[str, Any]) -> dict[str, str]:
    return {one.key: one.expected for one in contract_of(document({**RICH, **changes})).promises}


def outcomes(checked: Checked) -> dict[str, str]:
    return {one.promise.key: f"{one.outcome}: {one.seen}" for one in checked.tried if one.outcome != "held"}


@settings(DRAWING, max_examples=8)
@given(document=documents())
def test_the_reference_keeps_every_contract(document: PoolDocument) -> None:
    checked = check(driver(), document, CATALOG, seed=1, situations=1)
    assert outcomes(checked) == {}
    assert checked.exit_status == 0


@settings(DRAWING, max_examples=60)
@given(document=documents())
def test_promises_are_about_active_requirements_and_have_names_of_their_own(document: PoolDocument) -> None:
    contract = contract_of(document)
    keys = [one.key for one in contract.promises]
    assert len(keys) == len(set(keys))
    for one in contract.promises:
        assert CATALOG.requirements[one.requirement].status == "active", one.requirement
        assert one.probe in PROBES
        if one.expected == "refused" and one.probe != "callback":
            assert CATALOG.requirements[one.requirement].error, one.requirement
    assert len(tomllib.loads(as_toml(contract, CATALOG, "pool.json"))["promise"]) == len(keys)


LETTERS, CLOSED = {"MinimumLength": 12}, {"AllowAdminCreateUserOnly": True}
BY_PASSWORD, BY_ADMIN = "clients.web.flows.USER_PASSWORD_AUTH", "clients.web.flows.ADMIN_USER_PASSWORD_AUTH"
CHANGES: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("characters", {"pool/Policies": {"PasswordPolicy": LETTERS}}, "passwords.without-symbols", "refused", "taken"),
    ("invitation only", {"pool/AdminCreateUserConfig": CLOSED}, "sign-up", "taken", "refused"),
    ("case", {"pool/UsernameConfiguration": {"CaseSensitive": False}}, "names.case", "refused", "taken"),
    ("flow", {f"{WEB}/ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}, BY_PASSWORD, "taken", "refused"),
    ("older flow", {f"{WEB}/ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH"]}, BY_ADMIN, "refused", "taken"),
    ("MFA", {"mfa/MfaConfiguration": "ON"}, "clients.web.without-factor", "tokens", "MFA_SETUP"),
    ("lifetime", {f"{WEB}/AccessTokenValidity": 3}, "clients.web.lifetime.access", "7200 s", "10800 s"),
    ("revocation", {f"{WEB}/EnableTokenRevocation": False}, "clients.web.revocation", "taken", "refused"),
    ("origin_jti", {f"{WEB}/EnableTokenRevocation": False}, "clients.web.origin-jti", "present", "absent"),
    (
        "existence",
        {f"{WEB}/PreventUserExistenceErrors": "ENABLED"},
        "clients.web.unknown-user",
        "UserNotFoundException",
        "NotAuthorizedException",
    ),
    (
        "rotation",
        {f"{WEB}/ExplicitAuthFlows": OPEN[:1], f"{WEB}/RefreshTokenRotation": {"Feature": "ENABLED"}},
        "clients.web.refresh",
        "taken",
        "refused",
    ),
]


@pytest.mark.parametrize(
    ("changes", "key", "before", "after"), [one[1:] for one in CHANGES], ids=[one[0] for one in CHANGES]
)
def test_a_promise_follows_the_configuration(changes: dict[str, Any], key: str, before: str, after: str) -> None:
    assert expected({})[key] == before
    assert expected(changes)[key] == after
    checked = check(driver(), document({**RICH, **changes}), CATALOG, seed=3, situations=1)
    assert outcomes(checked) == {}
    crossed = check_against(document(RICH), document({**RICH, **changes}), key)
    assert crossed == "broken"  # the old promise does not hold of the new pool


def check_against(promising: PoolDocument, made: PoolDocument, key: str) -> str:
    """What comes of a promise of one pool on another."""
    target = driver()
    promise = next(one for one in contract_of(promising).promises if one.key == key)
    return try_promise(Bench(target, make(target, made), random.Random(1)), promise, CATALOG, 1).outcome


@pytest.mark.parametrize("key", ["passwords.too-short", "sign-up", "clients.web.callback.https://a.example/cb"])
def test_every_kind_of_promise_can_be_seen_broken(key: str) -> None:
    target = driver()
    made = make(target, document(RICH))
    promise = next(one for one in contract_of(made.wanted).promises if one.key == key)
    other = {"taken": "refused", "refused": "taken", "page": "refused"}[promise.expected]
    wrong = Promise(promise.key, "", promise.requirement, promise.probe, other, promise.given, promise.client)
    bench = Bench(target, made, random.Random(1))
    assert try_promise(bench, promise, CATALOG, 2).outcome == "held"
    assert try_promise(bench, wrong, CATALOG, 2).outcome == "broken"


def test_a_refusal_for_another_reason_is_not_reported() -> None:
    longer = {"pool/Policies": {"PasswordPolicy": {"MinimumLength": 20}}}
    assert check_against(document(RICH), document({**RICH, **longer}), "passwords.without-symbols") == "unclear"


def test_what_is_unknown_makes_no_promise() -> None:
    keys = set(expected({}))
    unclear = {f"{WEB}/ExplicitAuthFlows": unknown("Ref F"), "pool/Policies": unknown("Ref P")}
    left = set(expected(unclear))
    assert {"passwords.shortest", "clients.web.flows.USER_SRP_AUTH", "clients.web.invited"} <= keys - left
    contract = contract_of(document({**RICH, **unclear}))
    assert [line.partition(":")[0] for line in contract.silent] == ["pool.Policies", "clients.web.ExplicitAuthFlows"]


def test_what_differs_from_a_default_pool_comes_first() -> None:
    contract = contract_of(document(RICH))
    flags = [one.key in contract.special for one in contract.promises]
    assert flags == sorted(flags, reverse=True)
    assert "clients.web.lifetime.access" in contract.special
    assert "clients.web.lifetime.id" not in contract.special
    assert "passwords.shortest" in as_toml(contract, CATALOG, "pool.json")


def test_what_does_not_work_is_not_reported() -> None:
    target = driver("moto")
    checked = check(target, document(RICH), CATALOG, seed=1, situations=1)
    shown = {one.promise.key: one for one in checked.tried}
    assert shown["clients.web.callback.https://a.example/cb"].outcome == "unclear"
    assert shown["clients.web.invited"].outcome == "held"
    assert checked.exit_status in (1, 3)


def test_the_address_that_names_a_user_is_the_attribute_too() -> None:
    target = driver()
    bench = Bench(target, make(target, document({})), random.Random(1))
    login = bench.login()
    assert {"Name": "email", "Value": login} in bench.required(login)
    plain = Bench(target, make(target, document({"pool/UsernameAttributes": GONE})), random.Random(1))
    assert {"Name": "email", "Value": "a@example.com"} not in plain.required("a@example.com")


@pytest.mark.parametrize(
    ("flows", "ids"),
    [
        (GONE, {"USER_PASSWORD_AUTH": "FLOW-021", "ADMIN_USER_PASSWORD_AUTH": "FLOW-021", "USER_SRP_AUTH": "FLOW-019"}),
        (
            ["ALLOW_USER_SRP_AUTH"],
            {"USER_PASSWORD_AUTH": "FLOW-002", "ADMIN_USER_PASSWORD_AUTH": "FLOW-005", "USER_SRP_AUTH": "FLOW-007"},
        ),
        (["USER_PASSWORD_AUTH"], {"USER_PASSWORD_AUTH": "FLOW-013", "USER_SRP_AUTH": "FLOW-014"}),
        (["ADMIN_NO_SRP_AUTH"], {"ADMIN_USER_PASSWORD_AUTH": "FLOW-016", "USER_SRP_AUTH": "FLOW-017"}),
        (["CUSTOM_AUTH_FLOW_ONLY"], {"USER_PASSWORD_AUTH": "FLOW-023", "USER_SRP_AUTH": "FLOW-023"}),
    ],
)
def test_a_flow_is_of_the_requirement_that_is_about_such_clients(flows: object, ids: dict[str, str]) -> None:
    promises = contract_of(document({**RICH, f"{WEB}/ExplicitAuthFlows": flows})).promises
    named = {one.given["flow"]: one.requirement for one in promises if one.key.startswith("clients.web.flows.")}
    assert {flow: id_ for flow, id_ in named.items() if flow != "USER_AUTH"} == ids


class OneToken:
    """A bench whose sign-in gives an access token that lives so many seconds."""

    def __init__(self, seconds: int) -> None:
        claims = json.dumps({"iat": 1000, "exp": 1000 + seconds}).encode()
        self.token = f"x.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.x"

    def person(self) -> None:
        """Anybody."""

    def tokens(self, client: str, way: str, person: object) -> dict[str, str]:
        """Her tokens."""
        return {"AccessToken": self.token}


@pytest.mark.parametrize(("seconds", "held"), [(7201, False), (7200, True), (7199, True), (7198, False)])
def test_a_lifetime_may_be_a_second_short(seconds: int, held: bool) -> None:
    promise = next(one for one in contract_of(document(RICH)).promises if one.key == "clients.web.lifetime.access")
    bench: Any = OneToken(seconds)
    assert (try_promise(bench, promise, CATALOG, 1).outcome == "held") is held
