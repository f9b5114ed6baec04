"""A refused update, or creation of what is there, changes nothing; a provider that is created again is a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.before_and_after import changed_member
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.federation import (
    details_of,
    forget_provider,
    need_provider,
    new_provider,
    pool_for,
    provider_name,
)
from conformance.flows.groups import make_group, role_in
from conformance.flows.refusals import must_be_refused
from conformance.scenario import Scenario, prop
from conformance.strategies import attribute_values, group_names
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.names import role_names
from conformance.strategies.pools import FOR_SERVERS, FOR_UPDATES
from conformance.strategies.providers import client_ids, endings

ADMIN_ONLY = {"Name": "admin_only", "Priority": 1}
BY_MAIL = {"Name": "verified_email", "Priority": 2}
HELD_BACK = {"AttributesRequireVerificationBeforeUpdate": ["phone_number"]}
POOL_REASONS: dict[str, tuple[dict[str, Any], str]] = {  # what makes an update wrong, and which requirement says so
    "length": ({"Policies": {"PasswordPolicy": {"MinimumLength": 5}}}, "POOL-017"),
    "held back": ({"UserAttributeUpdateSettings": HELD_BACK}, "POOL-041"),
    "recovery": ({"AccountRecoverySetting": {"RecoveryMechanisms": [ADMIN_ONLY, BY_MAIL]}}, "POOL-042"),
    "protection": ({"UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}}, "POOL-086"),
    "factors": ({"MfaConfiguration": "ON"}, "MFACONF-012"),
}
CLIENT_REASONS: dict[str, tuple[dict[str, Any], str]] = {
    "lifetime": ({"AccessTokenValidity": 1, "TokenValidityUnits": {"AccessToken": "minutes"}}, "CLIENT-035"),
    "flows": ({"ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH", "ADMIN_NO_SRP_AUTH"]}, "CLIENT-018"),
    "callback": ({"CallbackURLs": ["http://app.example.com/plain"]}, "CLIENT-028"),
    "session": ({"AuthSessionValidity": 16}, "CLIENT-040"),
    "attribute": ({"WriteAttributes": ["custom:nothing_there"]}, "CLIENT-094"),
}


@check("EFFECT-007", "EFFECT-008", "EFFECT-009", "EFFECT-024", "EFFECT-025", "EFFECT-030")
def settings_as_before(before: Exchange, after: Exchange, what: str) -> Difference | None:
    """Every member of the description is what it was."""
    return changed_member(before, after, what)


@prop("EFFECT-007", reason=st.sampled_from(sorted(POOL_REASONS)), days=st.integers(1, 365), sign_up=st.booleans())
def test_pool(s: Scenario, reason: str, days: int, sign_up: bool) -> None:
    """Settings that could be stored, and one that cannot."""
    pool = s.pool(**FOR_UPDATES)
    wrong, blame = POOL_REASONS[reason]
    right: dict[str, Any] = {
        "UserPoolTags": {"for": f"refused {days}"},
        "AutoVerifiedAttributes": ["email"],
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": not sign_up},
        "EmailVerificationSubject": f"Code {days}",
        "SmsVerificationMessage": f"{{####}} is your code {days}",
        "PoolName": s.resource_name(),
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True},
        "Policies": {"PasswordPolicy": {"MinimumLength": 10, "TemporaryPasswordValidityDays": days}},
        "AccountRecoverySetting": {"RecoveryMechanisms": [BY_MAIL]},
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"},
    }

    def read() -> Exchange:
        return s.must("DescribeUserPool", UserPoolId=pool.id)

    before = read()
    must_be_refused(s, s.call("UpdateUserPool", UserPoolId=pool.id, **(right | wrong)), blame)
    s.check("EFFECT-007", before, read(), what="UserPool")


@prop("EFFECT-008", reason=st.sampled_from(sorted(CLIENT_REASONS)), days=st.integers(2, 300), text=client_ids())
def test_client(s: Scenario, reason: str, days: int, text: str) -> None:
    """Settings that could be stored, and one that cannot."""
    pool = s.pool()
    client = s.own_client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    wrong, blame = CLIENT_REASONS[reason]
    which: dict[str, Any] = {"UserPoolId": pool.id, "ClientId": client.id}
    right: dict[str, Any] = {
        "ClientName": f"{s.resource_name()}{text}",
        "RefreshTokenValidity": days,
        "LogoutURLs": ["https://app.example.com/bye"],
        "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
        "EnableTokenRevocation": False,
        "CallbackURLs": ["https://app.example.com/in"],
        "IdTokenValidity": 2,
        "PreventUserExistenceErrors": "ENABLED",
        "ReadAttributes": ["email"],
    }

    def read() -> Exchange:
        return s.must("DescribeUserPoolClient", **which)

    before = read()
    must_be_refused(s, s.call("UpdateUserPoolClient", **which, **(right | wrong)), blame)
    s.check("EFFECT-008", before, read(), what="UserPoolClient")


@prop(
    "EFFECT-009",
    base=group_names(),
    text=attribute_values(),
    role=role_names,
    below=st.integers(-(2**31), -1),
)
def test_group(s: Scenario, base: str, text: str, role: str, below: int) -> None:
    """A description and a role that could be stored, and a precedence below zero."""
    pool = s.pool()
    group = make_group(s, pool, base, Description="former", Precedence=2)
    which: dict[str, Any] = {"UserPoolId": pool.id, "GroupName": group}

    def read() -> Exchange:
        return s.must("GetGroup", blame="GROUP-009", **which)

    before = read()
    wrong: dict[str, Any] = {"Description": f"x{text}", "RoleArn": role_in(pool, role), "Precedence": below}
    must_be_refused(s, s.call("UpdateGroup", **which, **wrong), "GROUP-011")
    s.check("EFFECT-009", before, read(), what="Group")


@prop("EFFECT-024", base=group_names(), text=attribute_values(), role=role_names)
def test_group_of_a_taken_name(s: Scenario, base: str, text: str, role: str) -> None:
    """A second group of the same name, with another description, a role and a precedence."""
    pool = s.pool()
    group = make_group(s, pool, base, Description="former", Precedence=2)
    which: dict[str, Any] = {"UserPoolId": pool.id, "GroupName": group}
    before = s.must("GetGroup", blame="GROUP-009", **which)
    other: dict[str, Any] = {"Description": f"x{text}", "RoleArn": role_in(pool, role), "Precedence": 1}
    must_be_refused(s, s.call("CreateGroup", **which, **other), "GROUP-008")
    s.check("EFFECT-024", before, s.must("GetGroup", blame="GROUP-009", **which), what="Group")


@prop("EFFECT-025", text=client_ids())
def test_server_of_a_taken_identifier(s: Scenario, text: str) -> None:
    """A second resource server of the same identifier, with another name and another scope."""
    which: dict[str, Any] = {"UserPoolId": s.pool(**FOR_SERVERS).id, "Identifier": f"taken{s.suffix()}"}

    def made(name: str, scope: str) -> Exchange:
        scopes = [{"ScopeName": scope, "ScopeDescription": scope}]
        return s.call("CreateResourceServer", **which, Name=name, Scopes=scopes)

    s.need(made("first", "read"), "RSERVER-001")
    before = s.must("DescribeResourceServer", blame="RSERVER-002", **which)
    must_be_refused(s, made(text, "write"), "RSERVER-006")
    after = s.must("DescribeResourceServer", blame="RSERVER-002", **which)
    s.check("EFFECT-025", before, after, what="ResourceServer")
    s.call("DeleteResourceServer", **which)


# -- providers ---------------------------------------------------------------------------------------------------------


@prop("EFFECT-030", ending=endings(), client_id=client_ids(), other=client_ids())
def test_provider_of_a_taken_name(s: Scenario, ending: str, client_id: str, other: str) -> None:
    """A second provider of the same name, with another client id and another mapping."""
    s.assume(client_id != other)
    pool, name = pool_for(s, "OIDC"), provider_name(s, ending)
    need_provider(s, pool, name, "OIDC", details_of(s, "OIDC", client_id=client_id))
    which: dict[str, Any] = {"UserPoolId": pool.id, "ProviderName": name}

    def read() -> Exchange:
        return s.must("DescribeIdentityProvider", blame="IDP-003", **which)

    before, details = read(), details_of(s, "OIDC", client_id=other)
    mapping = {"nickname": "nick"}
    attempt = new_provider(s, pool, name, "OIDC", details, AttributeMapping=mapping)
    must_be_refused(s, attempt, "IDP-005")
    s.check("EFFECT-030", before, read(), what="IdentityProvider")
    forget_provider(s, pool, name)


@check("EFFECT-020")
def provider_anew(read: Exchange, client_id: str, mapped: str) -> Difference | None:
    """The provider has the new client id, no identifiers, and nothing mapped to what only the former one mapped."""
    found = read.get("IdentityProvider")
    shown = found if isinstance(found, Mapping) else {}
    details, mapping = shown.get("ProviderDetails") or {}, shown.get("AttributeMapping") or {}
    if details.get("client_id") != client_id:
        return Difference("client-id", f"client_id {client_id!r}", f"{details.get('client_id')!r}")
    if mapped in mapping:
        return Difference("mapping", f"no {mapped} in AttributeMapping", f"{mapping}")
    if shown.get("IdpIdentifiers"):
        return Difference("identifiers", "no IdpIdentifiers", f"{shown.get('IdpIdentifiers')}")
    return None


@prop("EFFECT-020", ending=endings(), client_id=client_ids(), other=client_ids())
def test_provider_made_again(s: Scenario, ending: str, client_id: str, other: str) -> None:
    """A provider with a mapping and an identifier is deleted; another one has its name, with neither."""
    s.assume(client_id != other)
    pool, name = pool_for(s, "OIDC"), provider_name(s, ending)
    former = details_of(s, "OIDC", client_id=client_id)
    more: dict[str, Any] = {"AttributeMapping": {"nickname": "nick"}, "IdpIdentifiers": [s.resource_name()]}
    need_provider(s, pool, name, "OIDC", former, **more)
    s.must("DeleteIdentityProvider", blame="IDP-034", UserPoolId=pool.id, ProviderName=name)
    need_provider(s, pool, name, "OIDC", details_of(s, "OIDC", client_id=other))
    read = s.must("DescribeIdentityProvider", blame="IDP-003", UserPoolId=pool.id, ProviderName=name)
    s.check("EFFECT-020", read, client_id=other, mapped="nickname")
    forget_provider(s, pool, name)
