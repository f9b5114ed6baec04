"""What Cognito takes is taken: the documented values of the enumerations by which pools and clients are set up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.second_factors import TOTP
from conformance.scenario import Scenario, prop
from conformance.strategies.configurations import resource_names
from conformance.strategies.pools import AUTO_EMAIL

RECOVERIES = ("verified_email", "verified_phone_number", "admin_only")
NAMES: dict[str, dict[str, Any]] = {
    "alias email": {"AliasAttributes": ["email"]},
    "alias phone_number": {"AliasAttributes": ["phone_number"]},
    "alias preferred_username": {"AliasAttributes": ["preferred_username"]},
    "user name email": {"UsernameAttributes": ["email"]},
    "user name phone_number": {"UsernameAttributes": ["phone_number"]},
    "verified email": AUTO_EMAIL,
    "held back email": {
        **AUTO_EMAIL,
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    },
}
TYPES = ("String", "Number", "DateTime", "Boolean")
OPTIONS: dict[str, dict[str, Any]] = {
    **{f"tier {tier}": {"UserPoolTier": tier} for tier in ("LITE", "ESSENTIALS", "PLUS")},
    **{f"protection {word}": {"DeletionProtection": word} for word in ("ACTIVE", "INACTIVE")},
    **{
        f"confirmation {way}": {"VerificationMessageTemplate": {"DefaultEmailOption": f"CONFIRM_WITH_{way}"}}
        for way in ("CODE", "LINK")
    },
}
FACTORS = (["PASSWORD"], ["PASSWORD", "EMAIL_OTP"], ["PASSWORD", "WEB_AUTHN"], ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"])
NEW_FLOWS = ("ADMIN_USER_PASSWORD", "CUSTOM", "USER_PASSWORD", "USER_SRP", "USER")
FLOWS: dict[str, list[str]] = {
    **{f"ALLOW_{name}_AUTH": [f"ALLOW_{name}_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] for name in NEW_FLOWS},
    **{name: [name] for name in ("ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH")},
}
LIFETIMES = {"seconds": 3600, "minutes": 60, "hours": 1, "days": 1}
PAGES = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthScopes": ["openid"],
    "CallbackURLs": ["https://app.example.com/callback"],
}
CHOICES: dict[str, dict[str, Any]] = {
    **{f"existence {word}": {"PreventUserExistenceErrors": word} for word in ("LEGACY", "ENABLED")},
    **{
        f"unit {unit}": {"AccessTokenValidity": value, "TokenValidityUnits": {"AccessToken": unit}}
        for unit, value in LIFETIMES.items()
    },
    **{f"grant {flow}": {**PAGES, "AllowedOAuthFlows": [flow]} for flow in ("code", "implicit")},
    **{
        f"rotation {feature}": {"RefreshTokenRotation": {"Feature": feature, "RetryGracePeriodSeconds": 0}}
        for feature in ("ENABLED", "DISABLED")
    },
}
MODES: dict[str, dict[str, Any]] = {
    "OFF": {"MfaConfiguration": "OFF"},
    "OPTIONAL": {"MfaConfiguration": "OPTIONAL", **TOTP},
    "ON": {"MfaConfiguration": "ON", **TOTP},
    **{
        f"verification {word}": {
            "MfaConfiguration": "OFF",
            "WebAuthnConfiguration": {"RelyingPartyId": "app.example.com", "UserVerification": word},
        }
        for word in ("required", "preferred")
    },
}


@check("POOL-101")
def factors_as_given(answer: Exchange, factors: Sequence[str]) -> Difference | None:
    """The first factors that were given, in any order."""
    shown = answer.get("UserPool.Policies.SignInPolicy.AllowedFirstAuthFactors")
    if isinstance(shown, list) and sorted(map(str, shown)) == sorted(factors):
        return None
    return Difference("first-factors", f"AllowedFirstAuthFactors {sorted(factors)}", f"{shown!r}")


def _pool_taken(s: Scenario, requirement: str, base: str, config: dict[str, Any]) -> str:
    """CreateUserPool with this is accepted; the id of the pool."""
    name = f"{s.resource_name()}{base}"
    created = s.accepted(requirement, s.call("CreateUserPool", PoolName=name, **config))
    if config.get("DeletionProtection") == "ACTIVE":  # so that it can go at the end of the run
        s.call("UpdateUserPool", UserPoolId=created.text("UserPool.Id"), DeletionProtection="INACTIVE")
    return created.text("UserPool.Id")


@prop("POOL-089", name=st.sampled_from(RECOVERIES), base=resource_names())
def test_recovery(s: Scenario, name: str, base: str) -> None:
    """A pool with one way to recover an account."""
    _pool_taken(
        s, "POOL-089", base, {"AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": name}]}}
    )


@prop("POOL-090", names=st.sampled_from(sorted(NAMES)), base=resource_names())
def test_names(s: Scenario, names: str, base: str) -> None:
    """A pool with one kind of sign-in name, or with an address that is verified."""
    _pool_taken(s, "POOL-090", base, NAMES[names])


@prop("POOL-091", kind=st.sampled_from(TYPES), base=resource_names())
def test_types(s: Scenario, kind: str, base: str) -> None:
    """A pool with an attribute of its own of this type."""
    _pool_taken(s, "POOL-091", base, {"Schema": [{"Name": "own", "AttributeDataType": kind, "Mutable": True}]})


@prop("POOL-092", option=st.sampled_from(sorted(OPTIONS)), base=resource_names())
def test_options(s: Scenario, option: str, base: str) -> None:
    """A pool with this tier, protection or kind of confirmation message."""
    _pool_taken(s, "POOL-092", base, OPTIONS[option])


@prop("POOL-093", "POOL-101", factors=st.sampled_from(FACTORS), base=resource_names())
def test_first_factors(s: Scenario, factors: list[str], base: str) -> None:
    """A pool whose users may begin with these, which it then shows."""
    pool_id = _pool_taken(s, "POOL-093", base, {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": factors}}})
    shown = s.must("DescribeUserPool", UserPoolId=pool_id)
    s.check("POOL-101", shown, factors=factors)


def _clients_taken(s: Scenario, requirement: str, base: str, first: str, configs: Mapping[str, dict[str, Any]]) -> None:
    """A client of one pool with this configuration, and then, as clients cost little, with each other one."""
    pool = s.pool()
    for config in (configs[first], *(other for name, other in sorted(configs.items()) if name != first)):
        request: dict[str, Any] = {"UserPoolId": pool.id, "ClientName": f"{s.resource_name()}{base}", **config}
        s.accepted(requirement, s.call("CreateUserPoolClient", **request))


@prop("CLIENT-086", flow=st.sampled_from(sorted(FLOWS)), base=resource_names())
def test_flows(s: Scenario, flow: str, base: str) -> None:
    """Clients with one flow each, beside the refresh of tokens where its name is of the newer kind."""
    _clients_taken(s, "CLIENT-086", base, flow, {name: {"ExplicitAuthFlows": flows} for name, flows in FLOWS.items()})


@prop("CLIENT-087", choice=st.sampled_from(sorted(CHOICES)), base=resource_names())
def test_choices(s: Scenario, choice: str, base: str) -> None:
    """Clients with each answer to unknown users, unit of time, grant and rotation."""
    _clients_taken(s, "CLIENT-087", base, choice, CHOICES)


@prop("MFACONF-047", mode=st.sampled_from(sorted(MODES)), base=resource_names())
def test_modes(s: Scenario, mode: str, base: str) -> None:
    """A new pool that is given this mode, or this verification of passkeys."""
    pool = s.own_pool(PoolName=f"{s.resource_name()}{base}")
    s.accepted("MFACONF-047", s.call("SetUserPoolMfaConfig", UserPoolId=pool.id, **MODES[mode]))
