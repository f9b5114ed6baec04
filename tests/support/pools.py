"""Pools made on a target, for tests of what is read from it."""

from __future__ import annotations

from typing import Any

from conformance.transport.driver import Driver
from targets.registry import resolve

SECRET = "planted-secret-0123456789"


def driver(spec: str = "reference") -> Driver:
    """A target of its own; the caller need not stop it: it lives in this process."""
    return Driver(resolve(spec).start())


def made(target: Driver, operation: str, **parameters: Any) -> dict[str, Any]:
    """An accepted call's answer."""
    answer = target.call(operation, parameters)
    assert answer.ok, (operation, answer.code, answer.message)
    return dict(answer.response)


def rich_pool(target: Driver) -> str:
    """A pool with something in most parts; its id."""
    pool = made(
        target,
        "CreateUserPool",
        PoolName="shop",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        Policies={"PasswordPolicy": {"MinimumLength": 12, "RequireNumbers": True}},
        Schema=[{"Name": "team", "AttributeDataType": "String", "Mutable": True}],
        UserPoolTags={"stage": "test"},
    )["UserPool"]["Id"]
    made(
        target, "CreateResourceServer", UserPoolId=pool, Identifier="api", Name="API", Scopes=[_scope("w"), _scope("r")]
    )
    provider = {"client_id": "g", "client_secret": SECRET, "authorize_scopes": "openid email"}
    made(
        target,
        "CreateIdentityProvider",
        UserPoolId=pool,
        ProviderName="Google",
        ProviderType="Google",
        ProviderDetails=provider,
        AttributeMapping={"email": "email"},
    )
    made(
        target,
        "CreateUserPoolClient",
        UserPoolId=pool,
        ClientName="web",
        GenerateSecret=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
        AllowedOAuthFlowsUserPoolClient=True,
        CallbackURLs=["https://b.example/cb", "https://a.example/cb"],
        SupportedIdentityProviders=["Google", "COGNITO"],
    )
    for _ in range(2):
        made(target, "CreateUserPoolClient", UserPoolId=pool, ClientName="twin")
    made(target, "CreateGroup", UserPoolId=pool, GroupName="admins", Precedence=1)
    made(target, "CreateUserPoolDomain", UserPoolId=pool, Domain="shop-1")
    totp = {"Enabled": True}
    made(
        target,
        "SetUserPoolMfaConfig",
        UserPoolId=pool,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration=totp,
    )
    return str(pool)


def _scope(name: str) -> dict[str, str]:
    return {"ScopeName": name, "ScopeDescription": name}
