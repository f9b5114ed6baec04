"""The requests that make a pool, in the order in which one builds on the other. Pure: ids come later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.pool.form.document import ID, WHOLE_POOL, Members, PoolDocument
from conformance.pool.form.schema import CONSTRAINTS, chosen

FACTORS = ("SmsMfaConfiguration", "SoftwareTokenMfaConfiguration", "EmailMfaConfiguration")
OLDER = {
    "EmailVerificationMessage": "EmailMessage",
    "EmailVerificationSubject": "EmailSubject",
    "SmsVerificationMessage": "SmsMessage",
}


@dataclass(frozen=True)
class Request:
    """One call. ``part`` and ``key`` are what it makes; ``client`` names the client whose id it is given."""

    operation: str
    parameters: Mapping[str, Any]
    part: str
    key: str = ""
    client: str = ""


def pool_request(document: PoolDocument) -> Request:
    """CreateUserPool. MFA comes later: it needs factors, which have an operation of their own."""
    pool = {name: value for name, value in document.single("pool").items() if value not in (None, "", {}, [])}
    if "Policies" in pool:  # an empty policy means what none means
        pool["Policies"] = {name: value for name, value in pool["Policies"].items() if value not in (None, {})}
    _drop_mirrors(pool)
    pool["Schema"] = [_declared(name, attribute) for name, attribute in chosen(pool.get("Schema") or []).items()]
    if not pool["Schema"]:
        del pool["Schema"]
    tags = {name: value for name, value in (pool.get("UserPoolTags") or {}).items() if not name.startswith("aws:")}
    pool["UserPoolTags"] = tags
    return Request("CreateUserPool", {"PoolName": "pool", **pool}, "pool")


def _drop_mirrors(pool: Members) -> None:
    """Of two members that mean the same, one: some pairs are refused."""
    policy = (pool.get("Policies") or {}).get("PasswordPolicy") or {}
    creation = dict(pool.get("AdminCreateUserConfig") or {})
    if policy.get("TemporaryPasswordValidityDays"):
        creation.pop("UnusedAccountValidityDays", None)
    if "AdminCreateUserConfig" in pool:
        pool["AdminCreateUserConfig"] = creation
    template = pool.get("VerificationMessageTemplate") or {}
    for older, newer in OLDER.items():
        if newer in template:
            pool.pop(older, None)
    triggers = dict(pool.get("LambdaConfig") or {})
    if "PreTokenGenerationConfig" in triggers:
        triggers.pop("PreTokenGeneration", None)
    if "LambdaConfig" in pool:
        pool["LambdaConfig"] = triggers


def _declared(name: str, attribute: Mapping[str, Any]) -> Members:
    """An attribute as CreateUserPool takes it: the prefix is added there."""
    given = {**attribute, "Name": name.removeprefix("custom:").removeprefix("dev:")}
    for member in CONSTRAINTS.values():
        if member in given and not given[member]:
            del given[member]
    return given


def other_requests(document: PoolDocument) -> Iterator[Request]:
    """Everything but the pool itself. ``UserPoolId`` is added when they are sent."""
    for key, item in document.items("resource_servers").items():
        yield Request("CreateResourceServer", {"Name": key, **_plain(item), "Identifier": key}, "resource_servers", key)
    for key, item in document.items("identity_providers").items():
        yield Request("CreateIdentityProvider", {**_plain(item), "ProviderName": key}, "identity_providers", key)
    for key, item in document.items("groups").items():
        yield Request("CreateGroup", {**_plain(item), "GroupName": key}, "groups", key)
    for key, item in document.items("domains").items():
        yield Request("CreateUserPoolDomain", {**_plain(item), "Domain": key}, "domains", key)
    for key, item in document.items("clients").items():
        yield Request("CreateUserPoolClient", client_parameters(key, item), "clients", key)
    yield from mfa_requests(document)
    if document.single("sessions").get("UserSessionTracking") == "ENABLED":
        yield Request("SetUserPoolSessionConfiguration", document.single("sessions"), "sessions")
        for key, item in document.items("clients").items():
            if item.get("SSOSession"):
                session = {"SSOSession": item["SSOSession"]}
                yield Request("SetUserPoolClientSessionConfiguration", session, "clients", key, key)
    yield from _of_clients(document)


def client_parameters(key: str, item: Mapping[str, Any]) -> Members:
    """CreateUserPoolClient, and UpdateUserPoolClient but for GenerateSecret."""
    left = {name: value for name, value in _plain(item).items() if name not in ("ClientType", "SSOSession")}
    return {"ClientName": key.removeprefix("?").partition("#")[0] or "client", **left}


def mfa_requests(document: PoolDocument) -> Iterator[Request]:
    """SetUserPoolMfaConfig, where there is something to set. With MFA off no factor may be named."""
    mfa = dict(document.single("mfa"))
    mode = mfa.get("MfaConfiguration", "OFF")
    if mode == "OFF":
        mfa = {name: value for name, value in mfa.items() if name not in FACTORS}
    elif "SmsMfaConfiguration" in mfa:
        sms = dict(mfa["SmsMfaConfiguration"])
        sms["SmsConfiguration"] = document.single("pool").get("SmsConfiguration") or sms.get("SmsConfiguration") or {}
        text = document.single("pool").get("SmsAuthenticationMessage")
        mfa["SmsMfaConfiguration"] = {**({"SmsAuthenticationMessage": text} if text else {}), **sms}
    if mode != "OFF" or mfa.get("WebAuthnConfiguration"):
        yield Request("SetUserPoolMfaConfig", {**mfa, "MfaConfiguration": mode}, "mfa")


def _of_clients(document: PoolDocument) -> Iterator[Request]:
    for part, operation in (("risk", "SetRiskConfiguration"), ("ui", "SetUICustomization")):
        for key, item in document.items(part).items():
            members = {name: value for name, value in _plain(item).items() if name != "CSSVersion"}
            if members:
                yield Request(operation, members, part, key, "" if key == WHOLE_POOL else key)
    for key, item in document.items("branding").items():
        yield Request("CreateManagedLoginBranding", _plain(item), "branding", key, key)
    for key, item in document.items("terms").items():
        yield Request("CreateTerms", _plain(item), "terms", key, key.partition(" of ")[2])


def _plain(item: Mapping[str, Any]) -> Members:
    """Without what is empty, and without the id."""
    return {name: value for name, value in item.items() if name != ID and value not in (None, "", {}, [])}
