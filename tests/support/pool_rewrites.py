"""Other ways to write the same configuration."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any

from conformance.pool.form.document import PoolDocument
from conformance.pool.form.schema import STANDARD
from conformance.pool.importing.template import import_template
from conformance.pool.importing.terraform import import_plan

Rewrite = Callable[[PoolDocument], PoolDocument]
OFF = {"RequireUppercase": False, "RequireLowercase": False, "RequireNumbers": False, "RequireSymbols": False}


def _changed(document: PoolDocument, change: Callable[[dict[str, Any]], None]) -> PoolDocument:
    other = copy.deepcopy(document)
    change(other.parts)
    return other


def reversed_lists(document: PoolDocument) -> PoolDocument:
    """Every list the other way round."""
    other = copy.deepcopy(document)
    other.parts = _reversed(other.parts)
    return other


def _reversed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _reversed(value[name]) for name in reversed(list(value))}
    return [_reversed(one) for one in reversed(value)] if isinstance(value, list) else value


def spelled_out(document: PoolDocument) -> PoolDocument:
    """Defaults of the pool and of each client, written down."""

    def change(parts: dict[str, Any]) -> None:
        pool = parts["pool"]
        pool.setdefault("DeletionProtection", "INACTIVE")
        pool.setdefault("UserPoolTier", "ESSENTIALS")
        pool.setdefault("EmailConfiguration", {"EmailSendingAccount": "COGNITO_DEFAULT"})
        pool.setdefault("KeyConfiguration", {"KeyType": "AWS_OWNED_KEY"})
        pool.setdefault("IssuerConfiguration", {"Type": "ORIGINAL"})
        pool.setdefault("UserPoolAddOns", {"AdvancedSecurityMode": "OFF"})
        pool.setdefault("UsernameConfiguration", {"CaseSensitive": True})
        pool.setdefault("AdminCreateUserConfig", {}).setdefault("AllowAdminCreateUserOnly", False)
        policies = pool.setdefault("Policies", {})
        if policies.get("PasswordPolicy"):
            policies["PasswordPolicy"] = {"MinimumLength": 8, **OFF, **policies["PasswordPolicy"]}
        else:
            policies["PasswordPolicy"] = {"MinimumLength": 8, **dict.fromkeys(OFF, True)}
        policies.setdefault("SignInPolicy", {"AllowedFirstAuthFactors": ["PASSWORD"]})
        for client in parts["clients"].values():
            client.setdefault("RefreshTokenValidity", 30)
            client.setdefault("EnableTokenRevocation", True)
            client.setdefault("AuthSessionValidity", 3)
            client.setdefault("AllowedOAuthFlowsUserPoolClient", False)
            client.setdefault("PreventUserExistenceErrors", "LEGACY")
            client.setdefault("RefreshTokenRotation", {"Feature": "DISABLED", "RetryGracePeriodSeconds": 0})
            default = ["ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
            client.setdefault("ExplicitAuthFlows", default)

    return _changed(document, change)


def other_units(document: PoolDocument) -> PoolDocument:
    """Lifetimes in seconds."""

    def change(parts: dict[str, Any]) -> None:
        sizes = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
        defaults = {"AccessToken": (1, "hours"), "IdToken": (1, "hours"), "RefreshToken": (30, "days")}
        for client in parts["clients"].values():
            units = client.pop("TokenValidityUnits", {})
            for token, (number, unit) in defaults.items():
                value = client.get(f"{token}Validity") or number
                named = units.get(token, unit) if client.get(f"{token}Validity") else unit
                client[f"{token}Validity"] = value * sizes[named]
            client["TokenValidityUnits"] = dict.fromkeys(defaults, "seconds")

    return _changed(document, change)


def mirrored(document: PoolDocument) -> PoolDocument:
    """The older members that mean the same as the newer ones."""

    def change(parts: dict[str, Any]) -> None:
        pool = parts["pool"]
        policy = (pool.get("Policies") or {}).get("PasswordPolicy") or {}
        days = policy.get("TemporaryPasswordValidityDays") or 7
        pool.setdefault("AdminCreateUserConfig", {})["UnusedAccountValidityDays"] = days
        text = (pool.get("VerificationMessageTemplate") or {}).get("EmailMessage")
        if text:
            pool["EmailVerificationMessage"] = text

    return _changed(document, change)


def emptied(document: PoolDocument) -> PoolDocument:
    """What is absent, written as empty."""

    def change(parts: dict[str, Any]) -> None:
        for name in ("LambdaConfig", "UserPoolTags", "VerificationMessageTemplate", "DeviceConfiguration"):
            parts["pool"].setdefault(name, {})
        for name in ("AliasAttributes", "UsernameAttributes", "AutoVerifiedAttributes"):
            parts["pool"].setdefault(name, [])
        parts["pool"].setdefault("SmsVerificationMessage", "")
        for client in parts["clients"].values():
            for name in ("CallbackURLs", "LogoutURLs", "ReadAttributes", "SupportedIdentityProviders"):
                client.setdefault(name, [])
            client.setdefault("TokenValidityUnits", {})

    return _changed(document, change)


def described_schema(document: PoolDocument) -> PoolDocument:
    """Every attribute that a pool has, as describe shows them."""

    def change(parts: dict[str, Any]) -> None:
        given = {one["Name"]: one for one in parts["pool"].get("Schema", [])}
        every = [{"Name": name, **attribute, **given.get(name, {})} for name, attribute in STANDARD.items()]
        every += [{**one, "Name": f"custom:{name}"} for name, one in given.items() if name not in STANDARD]
        parts["pool"]["Schema"] = [*every, {"Name": "identities", "AttributeDataType": "String", "Mutable": True}]

    return _changed(document, change)


def as_template(document: PoolDocument) -> PoolDocument:
    """The same in CloudFormation, with numbers and booleans as text, and read from there."""
    pool, mfa = dict(document.single("pool")), document.single("mfa")
    pool["UserPoolName"] = pool.pop("PoolName")
    pool["MfaConfiguration"] = mfa["MfaConfiguration"]
    pool["EnabledMfas"] = ["SOFTWARE_TOKEN_MFA"] if "SoftwareTokenMfaConfiguration" in mfa else []
    owner = {"UserPoolId": {"Ref": "Pool"}}
    resources = {"Pool": {"Type": "AWS::Cognito::UserPool", "Properties": pool}}
    kinds = {
        "clients": ("UserPoolClient", "ClientName"),
        "resource_servers": ("UserPoolResourceServer", "Identifier"),
        "groups": ("UserPoolGroup", "GroupName"),
        "domains": ("UserPoolDomain", "Domain"),
    }
    for part, (kind, name) in kinds.items():
        for number, (key, item) in enumerate(document.items(part).items()):
            properties = {**owner, **item, name: key}
            resources[f"{kind}{number}"] = {"Type": f"AWS::Cognito::{kind}", "Properties": properties}
    return import_template({"Resources": _as_text(resources)}, "it")


def as_plan(document: PoolDocument) -> PoolDocument:
    """The same in Terraform, as `terraform show -json` prints the values of a plan, and read from there."""
    pool, mfa = dict(document.single("pool")), dict(document.single("mfa"))
    policies = pool.pop("Policies", {})
    values = _attributes({**pool, **mfa, **policies}) | {"id": "eu-west-1_x"}
    values |= {"name": values.pop("pool_name"), "tags": values.pop("user_pool_tags", [{}])[0]}
    resources = [_resource("aws_cognito_user_pool", 0, values)]
    kinds = {
        "clients": ("aws_cognito_user_pool_client", "name"),
        "resource_servers": ("aws_cognito_resource_server", "identifier"),
        "groups": ("aws_cognito_user_group", "name"),
        "domains": ("aws_cognito_user_pool_domain", "domain"),
    }
    for part, (kind, name) in kinds.items():
        for number, (key, item) in enumerate(document.items(part).items()):
            attributes = _attributes(item) | {name: key, "user_pool_id": "eu-west-1_x"}
            attributes |= {"scope": attributes.pop("scopes")} if "scopes" in attributes else {}
            attributes |= {"name": item.get("Name", key)} if part == "resource_servers" else {}
            resources.append(_resource(kind, number, attributes))
    plan = {"format_version": "1.2", "planned_values": {"root_module": {"resources": resources}}}
    return import_plan(plan, "it")


def _resource(kind: str, number: int, values: dict[str, Any]) -> dict[str, Any]:
    return {"address": f"{kind}.r{number}", "mode": "managed", "type": kind, "name": f"r{number}", "values": values}


def _attributes(members: Mapping[str, Any]) -> dict[str, Any]:
    """Names as Terraform writes them, but for acronyms, and each object as a list of one."""
    return {re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower(): _blocks(value) for name, value in members.items()}


def _blocks(value: Any) -> Any:
    if isinstance(value, Mapping):
        return [_attributes(value)]
    if isinstance(value, list):
        return [_attributes(one) if isinstance(one, Mapping) else one for one in value]
    return value


def _as_text(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _as_text(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_as_text(inner) for inner in value]
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int) else value


REWRITES: tuple[Rewrite, ...] = (
    reversed_lists,
    spelled_out,
    other_units,
    mirrored,
    emptied,
    described_schema,
    as_template,
    as_plan,
)
