"""A pool's configuration, and how a test changes it: the members that differ from ``BASE``; ``GONE`` takes one away."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from conformance.pool.form.document import PoolDocument
from conformance.pool.form.settle import settled

GONE = object()
WEB = "clients/web"
CHOSEN = "Policies/SignInPolicy/AllowedFirstAuthFactors"
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:f"
SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}
MAIL = {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/a@b.example"}
ALL_KINDS = {"RequireUppercase": True, "RequireLowercase": True, "RequireNumbers": True, "RequireSymbols": True}
POLICY = {"MinimumLength": 12, **ALL_KINDS, "TemporaryPasswordValidityDays": 3}
TEAM = {"Name": "team", "AttributeDataType": "String", "StringAttributeConstraints": {"MaxLength": "20"}}
EMAIL = {"Name": "email", "AttributeDataType": "String", "Required": True}
BASE: dict[str, Any] = {
    "pool": {
        "PoolName": "shop",
        "UsernameAttributes": ["email"],
        "AutoVerifiedAttributes": ["email"],
        "Policies": {"PasswordPolicy": POLICY, "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}},
        "Schema": [TEAM, EMAIL],
        "UserPoolTier": "ESSENTIALS",
        "DeletionProtection": "ACTIVE",
    },
    "mfa": {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}},
    "clients": {
        "web": {
            "ClientName": "web",
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "email"],
            "CallbackURLs": ["https://a.example/cb", "https://b.example/cb"],
            "SupportedIdentityProviders": ["COGNITO"],
        }
    },
    "resource_servers": {"api": {"Name": "api", "Scopes": [{"ScopeName": "read", "ScopeDescription": "r"}]}},
    "groups": {"admins": {"Precedence": 1}},
    "domains": {"shop-1": {}},
    "identity_providers": {
        "Google": {"ProviderType": "Google", "ProviderDetails": {"client_id": "g", "authorize_scopes": "openid"}}
    },
}


def document(changes: dict[str, Any], kind: Any = "snapshot") -> PoolDocument:
    """``BASE`` with these changes."""
    parts = copy.deepcopy(BASE)
    for place, value in changes.items():
        *way, last = place.split("/")
        holder = parts
        for name in way:
            holder = holder.setdefault(name, {})
        if value is GONE:
            holder.pop(last, None)
        else:
            holder[last] = copy.deepcopy(value)
    return settled(PoolDocument(kind, "it", "0", parts))


@dataclass(frozen=True)
class Seed:
    """One change, and the way of one place by tool, which was written before the code that says it."""

    name: str
    place: str
    ways: dict[str, str]  # by tool
    old: dict[str, Any] = field(default_factory=dict)  # dotted place -> value
    new: dict[str, Any] = field(default_factory=dict)


def everywhere(way: str) -> dict[str, str]:
    """The same by every tool."""
    return dict.fromkeys(("api", "cfn", "terraform"), way)


def left_out(name: str, place: str, value: Any, **ways: str) -> Seed:
    """A member that OLD has and NEW leaves out."""
    return Seed(f"{name} left out", place.replace("/", "."), ways, {place: value}, {place: GONE})


def refused(name: str, place: str, new: dict[str, Any], old: dict[str, Any] | None = None) -> Seed:
    return Seed(name, place, everywhere("refused"), old or {}, new)


def applied(name: str, place: str, new: dict[str, Any], old: dict[str, Any] | None = None) -> Seed:
    return Seed(name, place, everywhere("applied"), old or {}, new)
