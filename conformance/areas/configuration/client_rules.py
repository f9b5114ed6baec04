"""Settings of app clients that exclude others, or that need something the pool does not have."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.flows.clients import tried_client
from conformance.scenario import Scenario, prop
from conformance.strategies.configurations import callback_paths, custom_names, hosts, resource_names

PERMISSIONS = {"CLIENT-072": "WriteAttributes", "CLIENT-074": "ReadAttributes"}


@prop("CLIENT-066", host=hosts(), callback=callback_paths(), other=callback_paths(), base=resource_names())
def test_default_redirect(s: Scenario, host: str, callback: str, other: str, base: str) -> None:
    """A default redirect URI that is no callback URL, though it begins like one; a callback URL is accepted."""
    pool, name, url = s.pool(), f"{s.resource_name()}{base}", f"https://{host}{callback}"

    def attempt(default: str) -> Exchange:
        return tried_client(
            s,
            pool,
            ClientName=name,
            CallbackURLs=sorted({f"https://{host}{other}", url}),  # lists show what is given twice twice
            DefaultRedirectURI=default,
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid"],
            AllowedOAuthFlowsUserPoolClient=True,
        )

    s.refused("CLIENT-066", attempt(f"{url}/x{len(url)}"), control=lambda: attempt(url))


@prop(
    "CLIENT-068", token=st.sampled_from(("AccessToken", "IdToken")), hours=st.integers(1, 23), more=st.integers(1, 12)
)
def test_outlived_refresh_token(s: Scenario, token: str, hours: int, more: int) -> None:
    """An access or ID token that lives longer than the refresh token; one that lives as long is accepted."""
    pool, units = s.pool(), dict.fromkeys(("AccessToken", "IdToken", "RefreshToken"), "hours")

    def attempt(lifetime: int) -> Exchange:
        validity = {"AccessTokenValidity": 1, "IdTokenValidity": 1} | {f"{token}Validity": lifetime}
        return tried_client(s, pool, **validity, RefreshTokenValidity=hours, TokenValidityUnits=units)

    s.refused("CLIENT-068", attempt(min(24, hours + more)), control=lambda: attempt(hours))


@prop(
    "CLIENT-070",
    missing=st.sampled_from(
        (("AllowedOAuthFlows",), ("AllowedOAuthScopes",), ("AllowedOAuthFlows", "AllowedOAuthScopes"))
    ),
    callback=callback_paths(),
    base=resource_names(),
)
def test_oauth_without_scopes(s: Scenario, missing: tuple[str, ...], callback: str, base: str) -> None:
    """OAuth without flows, without scopes, without both; with both it is accepted."""
    pool = s.pool()
    whole: dict[str, Any] = {
        "ClientName": f"{s.resource_name()}{base}",
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid"],
        "CallbackURLs": [f"https://app.example.com{callback}"],
    }
    attempt = tried_client(s, pool, **{name: value for name, value in whole.items() if name not in missing})
    s.refused("CLIENT-070", attempt, control=lambda: tried_client(s, pool, **whole))


@prop("CLIENT-072", "CLIENT-074", name=custom_names(max_size=16), beside=st.booleans())
def test_unknown_attribute(s: Scenario, name: str, beside: bool) -> None:
    """An attribute to write and to read that the pool lacks; one that it has is accepted."""
    pool = s.pool(Schema=[{"Name": "known", "AttributeDataType": "String", "Mutable": True}])

    def attempt(member: str, attribute: str) -> Exchange:
        return tried_client(s, pool, **{member: ["email", attribute] if beside else [attribute]})

    for requirement, member in PERMISSIONS.items():
        control = attempt(member, "custom:known")
        s.refused(requirement, attempt(member, f"custom:{name}_no"), control=control)


@prop("CLIENT-094", name=custom_names(max_size=16), beside=st.booleans())
def test_unknown_attribute_in_update(s: Scenario, name: str, beside: bool) -> None:
    """The same for an attribute to write in an update."""
    pool = s.pool(Schema=[{"Name": "known", "AttributeDataType": "String", "Mutable": True}])
    client = s.own_client(pool)

    def attempt(attribute: str) -> Exchange:
        given: dict[str, Any] = {"WriteAttributes": ["email", attribute] if beside else [attribute]}
        return s.call("UpdateUserPoolClient", UserPoolId=pool.id, ClientId=client.id, **given)

    s.refused("CLIENT-094", attempt(f"custom:{name}_no"), control=lambda: attempt("custom:known"))
