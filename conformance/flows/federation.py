"""Sign-ins through identity providers: their details, the redirect to a provider, and the return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from conformance.flows.code_grant import APPLICATION, Site, redeemed, served
from conformance.scenario.browser import Arrival, Browser
from conformance.strategies.providers import SOCIAL

if TYPE_CHECKING:
    from conformance.checking.exchange import Exchange
    from conformance.scenario import Scenario
    from conformance.scenario.resources import Pool

FEDERATED: dict[str, Any] = {"UsernameConfiguration": {"CaseSensitive": True}}
MAPPING = {"email": "email", "name": "name", "nickname": "nick"}
OIDC_ANSWER = "/oauth2/idpresponse"
SAML_ANSWER = "/saml2/idpresponse"
NOWHERE = "https://idp.example.com"  # a provider that never gets a request
SCOPES = {
    "Google": "email profile openid",
    "Facebook": "public_profile, email",
    "LoginWithAmazon": "profile postal_code",
    "SignInWithApple": "email name",
    "OIDC": "openid email",
}


def details_of(s: Scenario, kind: str, *, client_id: str = "suite", secret: str = "between-us") -> dict[str, str]:
    """Details with which a provider of this type can be created; no request is ever sent to the addresses in them."""
    if kind == "SAML":
        signer = s.compute("saml.saml_identity")
        places = f"{NOWHERE}/sso", f"{NOWHERE}/slo"
        return {"MetadataFile": str(s.compute("saml.saml_metadata", NOWHERE, signer["certificate"], *places))}
    known = {"client_id": client_id, "authorize_scopes": SCOPES[kind]}
    if kind == "SignInWithApple":
        key = str(s.compute("idp.apple_key"))
        return known | {"team_id": "EXAMPLE123", "key_id": "EXAMPLE456", "private_key": key}
    if kind == "Facebook":
        known["api_version"] = "v17.0"
    if kind == "OIDC":
        known |= {"attributes_request_method": "GET", "oidc_issuer": NOWHERE, "jwks_uri": f"{NOWHERE}/keys"}
        known |= {f"{name}_url": f"{NOWHERE}/{name}" for name in ("authorize", "token", "attributes")}
    return known | {"client_secret": secret}


def new_provider(s: Scenario, pool: Pool, name: str, kind: str, details: dict[str, str], **more: Any) -> Exchange:
    """CreateIdentityProvider; not judged."""
    asked = {"UserPoolId": pool.id, "ProviderName": name, "ProviderType": kind, "ProviderDetails": details}
    return s.call("CreateIdentityProvider", **(asked | more))


def need_provider(s: Scenario, pool: Pool, name: str, kind: str, details: dict[str, str], **more: Any) -> Exchange:
    """CreateIdentityProvider; the example ends where it is refused."""
    return s.need(new_provider(s, pool, name, kind, details, **more), "IDP-001")


def provider_name(s: Scenario, ending: str) -> str:
    """A fresh name, without what a provider's name must not have."""
    return f"{s.resource_name()}{ending}"[-32:].lstrip("-")


def pool_for(s: Scenario, kind: str) -> Pool:
    """A pool that can take one more provider of this type: the social ones have fixed names."""
    if kind not in SOCIAL:
        return s.pool(UserPoolTags={"for": "providers"})
    pool = s.pool(UserPoolTags={"for": kind})
    taken = s.call("DescribeIdentityProvider", UserPoolId=pool.id, ProviderName=kind).ok
    return s.own_pool() if taken else pool


def forget_provider(s: Scenario, pool: Pool, name: str) -> None:
    """Delete a provider that is not needed any more: a pool has room for a few hundred."""
    s.call("DeleteIdentityProvider", UserPoolId=pool.id, ProviderName=name)


# -- OpenID Connect, with the suite's own provider on this machine ------------------------------------------------


def own_details(s: Scenario, *, discovered: bool = False) -> dict[str, str]:
    """Details of the suite's own provider; the example ends where the target cannot ask it."""
    if not s.offers("idp:loopback"):
        s.exclude("this target cannot reach an identity provider on this machine")
    base = str(s.compute("idp.idp_url"))
    known = {
        "client_id": "suite",
        "client_secret": "between+us",
        "authorize_scopes": SCOPES["OIDC"],
        "attributes_request_method": "GET",
        "oidc_issuer": base,
    }
    if discovered:
        return known
    places = {"authorize_url": "authorize", "token_url": "token", "attributes_url": "userinfo", "jwks_uri": "keys"}
    return known | {name: f"{base}/{path}" for name, path in places.items()}


def own_provider(s: Scenario, pool: Pool, name: str, mapping: Mapping[str, str] = MAPPING) -> None:
    """The suite's provider, made in the pool under this name; shared with other examples."""
    details = own_details(s)

    def make() -> str:
        identifiers = [f"{name.lower()}.example"]
        made = new_provider(s, pool, name, "OIDC", details, AttributeMapping=dict(mapping), IdpIdentifiers=identifiers)
        if not made.ok and "https" in (made.message or ""):
            s.exclude("this target accepts only https providers, and the suite's own has no certificate")
        s.need(made, "IDP-001")
        return name

    s.once(pool, f"OIDC {name} {sorted(mapping.items())}", make)


def federated(
    s: Scenario, name: str, *, pool: Mapping[str, Any] = FEDERATED, mapping: Mapping[str, str] = MAPPING, **config: Any
) -> Site:
    """An application whose users may come from the suite's provider."""
    made = s.pool(**pool)
    hosted = s.hosted(made)
    own_provider(s, made, name, mapping)
    listed = {"SupportedIdentityProviders": ["COGNITO", name]}
    return Site(hosted, s.client(made, **(APPLICATION | listed | config)), Browser(s, hosted))


def leave(s: Scenario, site: Site, name: str, **parameters: str | None) -> Arrival:
    """The redirect to the provider; the example ends where there is none."""
    asked: dict[str, str | None] = {"identity_provider": name, "scope": "openid", **parameters}
    away = site.browser.arrive(served(s, site.browser.authorize(site.client, **asked)))
    if not away.parameters.get("state"):
        s.end("FEDOIDC-001", "authorize does not lead to the provider", away.last)
    return away


def come_back(s: Scenario, site: Site, away: Arrival, claims: Mapping[str, Any], **changes: Any) -> Arrival:
    """The return from the provider as a user with these claims. ``changes`` are those of ``idp.idp_code``."""
    code = s.compute("idp.idp_code", s.clock(), dict(claims), **changes)
    return answer_with(s, site, code=code, state=away.parameters.get("state"))


def answer_with(s: Scenario, site: Site, **query: str | None) -> Arrival:
    """The browser comes to the pool from an OpenID Connect provider, with these parameters."""
    return site.browser.arrive(served(s, site.browser.get(site.hosted.url(OIDC_ANSWER), query=query)))


def somebody(s: Scenario, base: str, **more: Any) -> dict[str, Any]:
    """Claims of a subject that is new to the pool."""
    return {"sub": s.name(base), "email": s.email(), "name": "Some Body", **more}


def _say_how_it_is_reached(s: Scenario) -> None:
    """A hint for people: an endpoint on this machine may be a container, whose 127.0.0.1 is another one."""
    if s.endpoint and s.context.running.identity.extras.get("runs") == "attached":
        s.context.note(
            "sign-in at the suite's identity provider on 127.0.0.1 fails here: if the target runs in a container, "
            "it cannot reach it; say so by loopback=false, and these requirements are excluded"
        )


def sign_in_elsewhere(
    s: Scenario,
    site: Site,
    name: str,
    claims: Mapping[str, Any],
    *,
    parameters: Mapping[str, str] | None = None,
    **changes: Any,
) -> Arrival:
    """A sign-in at the provider, in a browser without cookies, to the callback; the example ends where it fails."""
    site.browser.forget()
    arrival = come_back(s, site, leave(s, site, name, **(parameters or {})), claims, **changes)
    if not arrival.code:
        _say_how_it_is_reached(s)
        why = f": {arrival.error or arrival.last.status}" if arrival.last.ok else ""
        s.end("FEDOIDC-004", f"a sign-in at the provider gave no code{why}", arrival.last)
    return arrival


def tokens_of(s: Scenario, site: Site, arrival: Arrival) -> Exchange:
    """The tokens that the application gets for the code."""
    return s.need(redeemed(s, site, arrival.code), "FEDOIDC-005")


def profile_of(s: Scenario, site: Site, username: str) -> Exchange:
    """AdminGetUser; the example ends where there is no such user."""
    read = s.call("AdminGetUser", UserPoolId=site.pool.id, Username=username)
    return s.need(read, "FEDOIDC-006")
