"""The reference target: the wire, validation, pools and clients, HTTP, mutants."""

from __future__ import annotations

import ast
import json
import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from reference_kit import PASSWORD, Refusal, World, refused, world
from targets.interface import TargetUnusable
from targets.reference import ReferenceTarget
from targets.reference.hosted.planned import PLANNED
from targets.reference.mutants import mutants

SOURCE = Path(__file__).parents[2] / "targets" / "reference"


@pytest.fixture(scope="module")
def here() -> World:
    return world()


def test_error_on_the_wire(here: World) -> None:
    body = json.dumps({"ClientId": "nothere", "Username": "x", "Password": PASSWORD}).encode()
    response = here.running.api({"X-Amz-Target": "AWSCognitoIdentityProviderService.SignUp"}, body)
    text = "User pool client nothere does not exist."
    assert response.status == 400
    assert response.headers["x-amzn-errortype"] == "ResourceNotFoundException:"
    assert response.headers["x-amzn-errormessage"] == text
    assert response.headers["content-type"] == "application/x-amz-json-1.1"
    assert response.headers["x-amzn-requestid"]
    assert response.body == b'{"__type":"ResourceNotFoundException","message":"' + text.encode() + b'"}'


def test_requests_that_are_no_requests(here: World) -> None:
    prefix = "AWSCognitoIdentityProviderService."
    for target, body, code in (
        (f"{prefix}Nothing", b"{}", "UnknownOperationException"),
        ("", b"{}", "UnknownOperationException"),
        (f"{prefix}SignUp", b"{", "SerializationException"),
        (f"{prefix}SignUp", b"[]", "SerializationException"),
        (f"{prefix}SignUp", b'{"ClientId": 1, "Username": "x"}', "SerializationException"),
        (f"{prefix}ListUserPools", b'{"MaxResults": 1}', "MissingAuthenticationTokenException"),
    ):
        response = here.running.api({"x-amz-target": target}, body)
        assert (response.status, json.loads(response.body)["__type"]) == (400, code)
    assert refused(here.public.list_user_pools, MaxResults=1).code == "MissingAuthenticationTokenException"


@pytest.mark.parametrize(
    ("operation", "parameters", "message"),
    [
        (
            "list_users",
            {"UserPoolId": "us-east-1_abc", "Limit": 100},
            (
                "1 validation error detected: Value '100' at 'limit' failed to satisfy constraint: "
                "Member must have value less than or equal to 60"
            ),
        ),
        (
            "confirm_sign_up",
            {"ClientId": "abc", "Username": "x", "ConfirmationCode": "1 2"},
            (
                "1 validation error detected: Value '1 2' at 'confirmationCode' failed to satisfy constraint: "
                "Member must satisfy regular expression pattern: [\\S]+"
            ),
        ),
        (
            "sign_up",
            {"ClientId": "abc", "Username": "x", "Password": " leading"},
            (
                "1 validation error detected: Value at 'password' failed to satisfy constraint: "
                "Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$"
            ),
        ),
        (
            "create_user_pool_client",
            {"UserPoolId": "us-east-1_abc", "ClientName": "c", "TokenValidityUnits": {"IdToken": "years"}},
            (
                "1 validation error detected: Value 'years' at 'tokenValidityUnits.idToken' failed to satisfy "
                "constraint: Member must satisfy enum value set: [hours, days, minutes, seconds]"
            ),
        ),
        (
            "list_users",
            {},
            (
                "1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: "
                "Member must not be null"
            ),
        ),
    ],
)
def test_validation_texts(here: World, operation: str, parameters: dict[str, Any], message: str) -> None:
    found = refused(getattr(here.admin, operation), **parameters)
    assert found == Refusal("InvalidParameterException", message, 400)


@pytest.mark.parametrize(("name", "accepted"), [("ünï-çødé☺", True), ("two words", False), ("a" * 129, False)])
def test_user_names(here: World, name: str, accepted: bool) -> None:
    request = {"UserPoolId": here.pool, "Username": name}
    if accepted:
        assert here.admin.admin_create_user(**request)["User"]["Username"] == name
    else:
        assert refused(here.admin.admin_create_user, **request).code == "InvalidParameterException"


def test_pool_defaults(here: World) -> None:
    pool = here.admin.describe_user_pool(UserPoolId=here.pool)["UserPool"]
    assert pool["Policies"]["PasswordPolicy"] == {
        "MinimumLength": 8,
        "RequireUppercase": True,
        "RequireLowercase": True,
        "RequireNumbers": True,
        "RequireSymbols": True,
        "TemporaryPasswordValidityDays": 7,
    }
    assert pool["Policies"]["SignInPolicy"] == {"AllowedFirstAuthFactors": ["PASSWORD"]}
    assert (pool["MfaConfiguration"], pool["UserPoolTier"]) == ("OFF", "ESSENTIALS")
    assert "UsernameConfiguration" not in pool
    assert re.fullmatch(r"us-east-1_[0-9A-Za-z]+", pool["Id"])


def test_pool_life() -> None:
    here = world(PoolName="one", DeletionProtection="ACTIVE", Schema=[{"Name": "x"}, {"Name": "custom:x"}])
    describe = here.admin.describe_user_pool
    names = {one["Name"] for one in describe(UserPoolId=here.pool)["UserPool"]["SchemaAttributes"]}
    assert {"custom:x", "custom:custom:x", "sub", "updated_at"} <= names
    assert refused(here.admin.delete_user_pool, UserPoolId=here.pool).code == "InvalidParameterException"
    here.admin.update_user_pool(UserPoolId=here.pool, DeletionProtection="INACTIVE")
    pool = describe(UserPoolId=here.pool)["UserPool"]
    assert (pool["Name"], pool["DeletionProtection"]) == ("one", "INACTIVE")
    here.admin.delete_user_pool(UserPoolId=here.pool)
    gone = Refusal("ResourceNotFoundException", f"User pool {here.pool} does not exist.", 400)
    assert refused(describe, UserPoolId=here.pool) == gone


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"AliasAttributes": ["email"], "UsernameAttributes": ["email"]}, "InvalidParameterException"),
        ({"Schema": [{"Name": "x", "Required": True}]}, "InvalidParameterException"),
        ({"MfaConfiguration": "ON"}, "InvalidParameterException"),
        ({"Policies": {"PasswordPolicy": {"MinimumLength": 5}}}, "InvalidParameterException"),
    ],
)
def test_pools_that_cannot_be(here: World, settings: dict[str, Any], code: str) -> None:
    assert refused(here.admin.create_user_pool, PoolName="p", **settings).code == code


def test_client_defaults_and_replacement(here: World) -> None:
    made = here.admin.create_user_pool_client(
        UserPoolId=here.pool, ClientName="c", ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"], AccessTokenValidity=2
    )["UserPoolClient"]
    updated = here.admin.update_user_pool_client(UserPoolId=here.pool, ClientId=made["ClientId"])["UserPoolClient"]
    dates = {"CreationDate", "LastModifiedDate"}
    assert {key: value for key, value in updated.items() if key not in dates} == {
        "UserPoolId": here.pool,
        "ClientName": "c",
        "ClientId": made["ClientId"],
        "RefreshTokenValidity": 30,
        "TokenValidityUnits": {},
        "AllowedOAuthFlowsUserPoolClient": False,
        "EnableTokenRevocation": True,
        "EnablePropagateAdditionalUserContextData": False,
        "AuthSessionValidity": 3,
    }
    listed = here.admin.list_user_pool_clients(UserPoolId=here.pool)["UserPoolClients"]
    assert all(set(item) == {"ClientId", "UserPoolId", "ClientName"} for item in listed)


@pytest.mark.parametrize(
    ("settings", "code", "message"),
    [
        ({"AllowedOAuthFlows": ["code"]}, "InvalidOAuthFlowException", "CallbackUrls can not be empty"),
        (
            {"AllowedOAuthFlows": ["client_credentials", "code"]},
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        ),
        (
            {
                "AllowedOAuthFlows": ["client_credentials"],
                "GenerateSecret": True,
                "AllowedOAuthScopes": ["openid", "email"],
            },
            "InvalidOAuthFlowException",
            "email is not supported with client_credentials flow",
        ),
        ({"AllowedOAuthScopes": ["a/b"]}, "ScopeDoesNotExistException", "Invalid scope requested: a/b"),
        ({"AccessTokenValidity": 25}, "InvalidParameterException", "Invalid range for token validity."),
        ({"CallbackURLs": ["http://example.com"]}, "InvalidParameterException", "http://example.com cannot use"),
        ({"ExplicitAuthFlows": ["USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH"]}, "InvalidParameterException", ""),
    ],
)
def test_clients_that_cannot_be(here: World, settings: dict[str, Any], code: str, message: str) -> None:
    found = refused(here.admin.create_user_pool_client, UserPoolId=here.pool, ClientName="c", **settings)
    assert found.code == code
    assert found.message.startswith(message)


def test_custom_scope(here: World) -> None:
    here.admin.create_resource_server(
        UserPoolId=here.pool, Identifier="api", Name="api", Scopes=[{"ScopeName": "s", "ScopeDescription": "s"}]
    )
    assert here.new_client(AllowedOAuthScopes=["api/s"])


def test_discovery(here: World) -> None:
    issuer = here.running.issuer(here.pool)
    content = json.loads(here.running.http("GET", f"{issuer}/.well-known/openid-configuration").body)
    assert content["issuer"] == issuer
    assert content["jwks_uri"] == f"{issuer}/.well-known/jwks.json"
    keys = json.loads(here.running.http("GET", content["jwks_uri"]).body)["keys"]
    assert all(list(key) == ["alg", "e", "kid", "kty", "n", "use"] and len(key["kid"]) == 44 for key in keys)
    assert here.running.http("GET", f"{issuer}x/.well-known/jwks.json").status == 404


def test_over_http() -> None:
    here = world("reference?http=true")
    try:
        here.user("ann")
        assert here.sign_in("ann")
        assert here.running.endpoint is not None
        with urllib.request.urlopen(f"{here.running.endpoint}/{here.pool}/.well-known/jwks.json") as answer:
            assert len(json.load(answer)["keys"]) == 2
        assert refused(here.public.list_user_pools, MaxResults=1).code == "MissingAuthenticationTokenException"
    finally:
        here.running.stop()
        here.running.stop()


def test_reset() -> None:
    here = world()
    here.running.reset()
    assert refused(here.admin.describe_user_pool, UserPoolId=here.pool).code == "ResourceNotFoundException"


def test_mutant_is_switched_on_for_its_own_service() -> None:
    mutant, sound = (
        world(spec, AutoVerifiedAttributes=["email"])
        for spec in (
            "reference?mutants=confirm-any-code",
            "reference",
        )
    )
    email = [{"Name": "email", "Value": "a@example.com"}]
    for here in (mutant, sound):
        here.public.sign_up(ClientId=here.client, Username="ann", Password=PASSWORD, UserAttributes=email)
    wrong = {"Username": "ann", "ConfirmationCode": "nonsense"}
    assert refused(sound.public.confirm_sign_up, ClientId=sound.client, **wrong).code == "CodeMismatchException"
    mutant.public.confirm_sign_up(ClientId=mutant.client, **wrong)
    assert mutant.running.identity.extras["mutants"] == "confirm-any-code"


def test_unknown_mutant_is_refused_with_the_nearest() -> None:
    with pytest.raises(TargetUnusable, match=r"confirm-any-cod.*did you mean 'confirm-any-code'"):
        ReferenceTarget("reference?mutants=confirm-any-cod")


def switches() -> tuple[set[str], set[str], list[re.Pattern[str]]]:
    """What the sources say of mutants: ids in ``deviates`` and ``varied``, all texts (tables of ids are among them),
    and ids that are put together from a flow's or an operation's name."""
    named, texts, patterns = set(), set(), []
    sources = [path for path in SOURCE.rglob("*.py") if "mutants" not in path.parts]
    nodes = [node for path in sources for node in ast.walk(ast.parse(path.read_text()))]
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("deviates", "varied"):
            switch = node.args[0 if node.func.id == "deviates" else 1]
            if isinstance(switch, ast.Constant):
                named.add(str(switch.value))
            if isinstance(switch, ast.JoinedStr):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in switch.values]
                patterns.append(re.compile("".join(parts)))
    return named, texts, patterns


def test_every_mutant_has_a_place_and_every_place_a_mutant() -> None:
    named, texts, patterns = switches()
    known = set(mutants())
    assert sorted(named - known - PLANNED.keys()) == []
    assert sorted(PLANNED.keys() - named) == []
    assert sorted(PLANNED.keys() & known) == []
    assert sorted(i for i in known - texts if not any(pattern.fullmatch(i) for pattern in patterns)) == []


def test_nothing_went_wrong_inside(here: World) -> None:
    assert here.running.service.defects == []
