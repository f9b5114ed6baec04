"""The pool's published documents: keys and discovery."""

from __future__ import annotations

from typing import Any

from targets.reference.core.deviation import deviates, deviating
from targets.reference.core.keys import named
from targets.reference.core.state import Pool
from targets.reference.core.store import Store
from targets.reference.core.wire import Reply, document, not_found

JWKS = "/.well-known/jwks.json"
DISCOVERY = "/.well-known/openid-configuration"


def well_known(store: Store, method: str, path: str) -> Reply:
    """A GET below a pool's path."""
    for suffix, make in ((JWKS, key_set), (DISCOVERY, configuration)):
        pool = store.pools.get(path.removesuffix(suffix).lstrip("/"))
        if method == "GET" and path.endswith(suffix) and pool is not None:
            with deviating(store.mutants):
                if deviates("jwks-not-served" if suffix == JWKS else "discovery-not-served"):
                    return not_found()
                return document(make(pool))
    return not_found()


def key_set(pool: Pool) -> dict[str, Any]:
    """Recorded: two keys; the first verifies ID tokens, the second access tokens."""
    identity, access = pool.id_key.jwk, pool.access_key.jwk
    if deviates("one-key-published"):
        return {"keys": [access]}
    if deviates("stale-access-key"):
        access["n"] = named(0).jwk["n"]
    if deviates("stale-id-key"):
        identity["n"] = named(1).jwk["n"]
    keys = [identity, access]
    if deviates("keys-without-alg"):
        keys = [{name: value for name, value in key.items() if name != "alg"} for key in keys]
    return {"keys": keys}


def configuration(pool: Pool) -> dict[str, Any]:
    """Recorded: without a domain the endpoints fall back to addresses below the issuer, which do not work."""
    content: dict[str, Any] = {
        "authorization_endpoint": f"{pool.issuer}/authorize",
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": pool.issuer,
        "jwks_uri": f"{pool.issuer}{JWKS}",
        "response_types_supported": ["code", "token"],
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint": f"{pool.issuer}/token",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "userinfo_endpoint": f"{pool.issuer}/userInfo",
    }
    if pool.domain:
        content |= domain_endpoints(f"https://{pool.domain}.auth.{pool.region}.amazoncognito.com")
    if pool.domain and deviates("discovery-of-domain-without-basic"):
        content["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    if deviates("discovery-issuer-with-slash"):
        content["issuer"] = f"{pool.issuer}/"
    if deviates("discovery-jwks-uri-elsewhere"):
        content["jwks_uri"] = f"{pool.issuer}/jwks.json"
    if deviates("discovery-with-null-policy"):
        content["op_policy_uri"] = None
    if deviates("discovery-without-userinfo"):
        del content["userinfo_endpoint"]
    if deviates("discovery-without-token-response"):
        content["response_types_supported"] = ["code"]
    return dict(sorted(content.items()))


def domain_endpoints(origin: str) -> dict[str, str]:
    """Recorded: where the endpoints of a prefix domain are."""
    endpoints = {
        "authorization_endpoint": f"{origin}/oauth2/authorize",
        "end_session_endpoint": f"{origin}/logout",
        "revocation_endpoint": f"{origin}/oauth2/revoke",
        "token_endpoint": f"{origin}/oauth2/token",
        "userinfo_endpoint": f"{origin}/oauth2/userInfo",
    }
    if deviates("discovery-endpoints-without-oauth2"):
        endpoints["authorization_endpoint"] = f"{origin}/authorize"
    for member in ("revocation_endpoint", "end_session_endpoint"):
        if deviates(f"discovery-without-{member.replace('_', '-')}"):
            del endpoints[member]
    for member in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "revocation_endpoint"):
        if deviates(f"discovery-{member.replace('_', '-')}-elsewhere"):
            endpoints[member] = endpoints[member].replace(origin, f"{origin}/v1")
    return endpoints
