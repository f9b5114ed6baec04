"""The client credentials grant."""

from __future__ import annotations

import json
from typing import Any

from targets.reference.core import ids
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.scopes import ADMIN_SCOPE, STANDARD_SCOPES, is_custom_scope
from targets.reference.core.state import Client
from targets.reference.core.token_validity import access_seconds
from targets.reference.hosted.refusals import OAuthError
from targets.reference.hosted.visit import Visit
from targets.reference.tokens import issue
from targets.reference.tokens.pre_token import customized_for_machine

Claims = dict[str, Any]


def client_credentials(visit: Visit, client: Client) -> dict[str, Any]:
    """Recorded: an access token alone. Recorded: invalid_grant where the client may not, or its switch is off."""
    check_allowed(visit, client)
    scopes = machine_scopes(client, visit.request.parameters.get("scope"))
    now = int(visit.call.now)
    lifetime = varied(access_seconds(client), "machine-token-lives-an-hour", 3600)
    claims = {
        "sub": client.id,
        "token_use": "access",
        "scope": " ".join(scopes),
        "auth_time": now,
        "iss": visit.pool.issuer,
        "exp": now + lifetime,
        "iat": now,
        "version": 2,
        "jti": ids.unique(),
        "client_id": client.id,
    }
    key = visit.pool.access_key
    kid = varied(key.kid, "machine-token-unknown-kid", "machine")
    claims = customized_for_machine(visit.call, client, claims, metadata_of(visit))
    text = issue.signed(key, {"kid": kid, "alg": "RS256"}, spoiled(claims, client))
    shown = {"access_token": text, "expires_in": lifetime, "token_type": "Bearer"}
    return shown | ({"refresh_token": ids.opaque(48)} if deviates("machine-refresh-token") else {})


def metadata_of(visit: Visit) -> dict[str, Any] | None:
    """Documented: a JSON object for the function. What is none is of no account."""
    try:
        given = json.loads(visit.request.parameters.get("aws_client_metadata", "null"))
    except ValueError:
        return None
    return given if isinstance(given, dict) else None


def spoiled(claims: Claims, client: Client) -> Claims:
    """What some emulators put into such a token."""
    if deviates("machine-sub-is-a-user"):
        claims = claims | {"sub": ids.unique()}
    if deviates("machine-token-without-auth-time"):
        claims = {name: value for name, value in claims.items() if name != "auth_time"}
    if deviates("machine-token-without-version"):
        claims = {name: value for name, value in claims.items() if name != "version"}
    if deviates("machine-token-has-username"):
        claims = claims | {"username": client.name}
    return claims


def check_allowed(visit: Visit, client: Client) -> None:
    """Who may. Recorded: redirect_uri and the place of the parameters are of no account."""
    settings = client.settings
    if "client_credentials" not in settings.get("AllowedOAuthFlows", []) and not deviates("machine-any-flow"):
        raise OAuthError("invalid_grant")
    if not settings["AllowedOAuthFlowsUserPoolClient"] and not deviates("machine-switch-ignored"):
        raise OAuthError("invalid_grant")
    if "redirect_uri" in visit.request.parameters and deviates("machine-redirect-uri-refused"):
        raise OAuthError("invalid_request")
    if "grant_type" in visit.request.query and deviates("machine-query-refused"):
        raise OAuthError("invalid_request")
    if "authorization" in visit.request.headers and deviates("machine-without-basic"):
        raise OAuthError("invalid_client")


def machine_scopes(client: Client, text: str | None) -> list[str]:
    """Recorded: all of the client without ``scope``; invalid_scope for one that no resource server has.

    Documented: of the client's own, one that its resource server no longer has is left out.
    """
    users = (*STANDARD_SCOPES, ADMIN_SCOPE)
    own = [scope for scope in client.settings.get("AllowedOAuthScopes", []) if scope not in users]
    wanted = list(dict.fromkeys((text or "").split())) or own
    if not text and deviates("machine-no-scope-means-one"):
        wanted = own[:1]
    if text and deviates("machine-scope-always-all"):
        wanted = list(dict.fromkeys([*wanted, *own]))
    if any(scope not in own for scope in wanted) and not deviates("hosted-any-machine-scope"):
        raise OAuthError("invalid_scope", varied(400, "machine-refused-scope-403", 403))
    gone = deviates("machine-gone-scope-granted")
    active = [scope for scope in wanted if scope not in own or is_custom_scope(client.pool, scope) or gone]
    if not active:
        raise OAuthError("invalid_scope")
    return active
