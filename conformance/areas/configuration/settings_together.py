"""One update with all settings that it takes, each another value than before: none is lost beside another one.

Updates with one setting are tried elsewhere. What a target does not show after such an update, either, is left out
here: that is a divergence of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from conformance.checking.before_and_after import in_any_order
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.federation import details_of, forget_provider, need_provider, pool_for, provider_name
from conformance.flows.pools import never_run
from conformance.scenario import Scenario, prop
from conformance.strategies.configurations import callback_paths, resource_names
from conformance.strategies.providers import client_ids, endings

Settings = dict[str, Any]


def _shown(seen: Any, value: Any) -> bool:
    """Whether the value is shown as given; of an object, each given member."""
    if isinstance(value, Mapping):
        found = seen if isinstance(seen, Mapping) else {}
        return all(_shown(found.get(name), each) for name, each in value.items())
    return bool(in_any_order(seen) == in_any_order(value))


@check("EFFECT-089", "EFFECT-090", "EFFECT-091")
def all_as_given(answer: Exchange, what: str, settings: Mapping[str, Any]) -> Difference | None:
    """Each member is shown as it was given, lists in any order."""
    for name, value in settings.items():
        seen = answer.get(f"{what}.{name}")
        if not _shown(seen, value):
            return Difference(f"other-{name}", f"{name} {value!r}", f"{name} {seen!r}")
    return None


@dataclass(frozen=True)
class Updated:
    """Something that can be updated with settings: how, where they are shown, and what a setting needs beside it."""

    update: Callable[[Settings], Exchange]  # the description after it
    what: str
    blame: str  # the requirement on updates with one setting
    needs: Mapping[str, Settings]


def _judge(s: Scenario, requirement: str, thing: Updated, settings: Settings) -> None:
    """All settings in one update; one that is lost there is tried by itself."""
    together, kept = thing.update(settings), {}
    for name, value in settings.items():
        alone = None
        if all_as_given(together, thing.what, {name: value}) is not None:
            alone = thing.update({**thing.needs.get(name, {}), name: value})
        if alone is None or all_as_given(alone, thing.what, {name: value}) is None:
            kept[name] = value
    if not kept:
        s.end(thing.blame, "no setting is shown as it was given, by itself either", together)
    s.check(requirement, together, what=thing.what, settings=kept)


# -- clients -----------------------------------------------------------------------------------------------------------

UNITS = {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "hours"}


def _of_client(name: str, path: str, minutes: int) -> Settings:
    urls = [f"https://app.example.com{path}", f"https://two.example.com{path}"]
    return {
        "ClientName": name,
        "AccessTokenValidity": minutes,
        "IdTokenValidity": minutes + 60,
        "RefreshTokenValidity": 48,
        "TokenValidityUnits": UNITS,
        "AuthSessionValidity": 7,
        "ReadAttributes": ["email", "name", "nickname"],
        "WriteAttributes": ["email", "nickname"],
        "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": False,
        "SupportedIdentityProviders": ["COGNITO"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["email", "openid"],
        "CallbackURLs": urls,
        "DefaultRedirectURI": urls[1],
        "LogoutURLs": [f"https://app.example.com{path}/bye"],
    }


def _needs_of_client(settings: Settings) -> dict[str, Settings]:
    oauth = ("AllowedOAuthFlowsUserPoolClient", "AllowedOAuthFlows", "AllowedOAuthScopes", "CallbackURLs")
    together = {name: settings[name] for name in oauth}
    access, identity = "AccessTokenValidity", "IdTokenValidity"
    lifetimes = {name: settings[name] for name in (access, identity)}
    return dict.fromkeys((*oauth, "DefaultRedirectURI"), together) | {
        access: {"TokenValidityUnits": UNITS, identity: settings[access]},  # in minutes the default is too short
        identity: {"TokenValidityUnits": UNITS, access: settings[identity]},
        "RefreshTokenValidity": {"TokenValidityUnits": UNITS, **lifetimes},
        "TokenValidityUnits": lifetimes,
    }


@prop("EFFECT-089", base=resource_names(), path=callback_paths(), minutes=st.integers(6, 60))
def test_client(s: Scenario, base: str, path: str, minutes: int) -> None:
    """An app client that had the default settings."""
    pool = s.pool()
    client = s.own_client(pool)
    which: Settings = {"UserPoolId": pool.id, "ClientId": client.id}
    settings = _of_client(f"{s.resource_name()}{base}", path, minutes)

    def update(given: Settings) -> Exchange:
        s.must("UpdateUserPoolClient", blame="CLIENT-017", **which, **given)
        return s.must("DescribeUserPoolClient", **which)

    _judge(s, "EFFECT-089", Updated(update, "UserPoolClient", "CLIENT-017", _needs_of_client(settings)), settings)


# -- pools -------------------------------------------------------------------------------------------------------------


def _of_pool(s: Scenario, length: int) -> Settings:
    return {
        "AutoVerifiedAttributes": ["email"],
        "Policies": {"PasswordPolicy": {"MinimumLength": length, "RequireNumbers": True}},
        "DeletionProtection": "ACTIVE",
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False},
        "LambdaConfig": {"PreSignUp": never_run(s)},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True},
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"},
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    }


@prop("EFFECT-090", length=st.integers(9, 60))
def test_pool(s: Scenario, length: int) -> None:
    """A pool that had the default settings. It is unprotected again before the example goes on."""
    pool = s.own_pool()
    settings = _of_pool(s, length)
    verified: Settings = {"AutoVerifiedAttributes": ["email"]}

    def update(given: Settings) -> Exchange:
        s.must("UpdateUserPool", blame="POOL-025", UserPoolId=pool.id, **given)
        shown = s.must("DescribeUserPool", UserPoolId=pool.id)
        s.must("UpdateUserPool", blame="POOL-025", UserPoolId=pool.id, DeletionProtection="INACTIVE")
        return shown

    thing = Updated(update, "UserPool", "POOL-088", {"UserAttributeUpdateSettings": verified})
    _judge(s, "EFFECT-090", thing, settings)


# -- providers ---------------------------------------------------------------------------------------------------------


@prop("EFFECT-091", ending=endings(), client_id=client_ids(), other=client_ids())
def test_provider(s: Scenario, ending: str, client_id: str, other: str) -> None:
    """An OpenID Connect provider with other settings before."""
    s.assume(client_id != other)
    pool, name = pool_for(s, "OIDC"), provider_name(s, ending)
    more: Settings = {"AttributeMapping": {"nickname": "nick"}, "IdpIdentifiers": [f"first{s.suffix()}"]}
    need_provider(s, pool, name, "OIDC", details_of(s, "OIDC", client_id=client_id), **more)
    which: Settings = {"UserPoolId": pool.id, "ProviderName": name}
    details = details_of(s, "OIDC", client_id=other)

    def update(given: Settings) -> Exchange:
        whole = {"ProviderDetails": details} if "ProviderDetails" in given else {}
        s.must("UpdateIdentityProvider", blame="IDP-032", **which, **{**given, **whole})
        return s.must("DescribeIdentityProvider", blame="IDP-003", **which)

    settings: Settings = {
        "ProviderDetails": {"client_id": other},
        "AttributeMapping": {"name": "name"},
        "IdpIdentifiers": [f"second{s.suffix()}"],
    }
    _judge(s, "EFFECT-091", Updated(update, "IdentityProvider", "IDP-032", {}), settings)
    forget_provider(s, pool, name)
