"""App clients: creation, description, update by replacement, deletion."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

from targets.reference.core import ids
from targets.reference.core.api import Answer, Call, Params, operation
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import date
from targets.reference.core.errors import (
    FeatureUnavailableInTierException,
    InvalidOAuthFlowException,
    InvalidParameterException,
    ScopeDoesNotExistException,
)
from targets.reference.core.paging import page
from targets.reference.core.scopes import ADMIN_SCOPE, STANDARD_SCOPES, is_custom_scope
from targets.reference.core.state import Client, Pool
from targets.reference.core.token_validity import seconds
from targets.reference.operations import client_secrets

# What UpdateUserPoolClient replaces; left out there, a member goes back to its default.
REPLACED = [
    "RefreshTokenValidity",
    "AccessTokenValidity",
    "IdTokenValidity",
    "TokenValidityUnits",
    "ReadAttributes",
    "WriteAttributes",
    "ExplicitAuthFlows",
    "SupportedIdentityProviders",
    "CallbackURLs",
    "LogoutURLs",
    "DefaultRedirectURI",
    "AllowedOAuthFlows",
    "AllowedOAuthScopes",
    "AllowedOAuthFlowsUserPoolClient",
    "AnalyticsConfiguration",
    "PreventUserExistenceErrors",
    "EnableTokenRevocation",
    "EnablePropagateAdditionalUserContextData",
    "AuthSessionValidity",
    "RefreshTokenRotation",
]
KEPT_BY = {
    "client-update-keeps-write-attributes": ("WriteAttributes",),
    "client-update-keeps-oauth": (
        "AllowedOAuthFlows",
        "AllowedOAuthScopes",
        "AllowedOAuthFlowsUserPoolClient",
        "SupportedIdentityProviders",
    ),
    "client-update-keeps-units": ("IdTokenValidity", "TokenValidityUnits"),
    "client-update-keeps-context": ("EnablePropagateAdditionalUserContextData",),
}
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
MINUTES_5, DAY_1, HOUR_1, YEARS_10 = 300, 86400, 3600, 315360000


@operation("CreateUserPoolClient")
def create_user_pool_client(call: Call) -> Answer:
    """A client; with a secret if asked for."""
    pool = call.pool()
    if not call["ClientName"].replace("-", "").isalnum() and deviates("client-name-of-letters-only"):
        raise InvalidParameterException("Invalid client name.")
    if call.get("GenerateSecret") and "ClientSecret" in call.params and not deviates("client-two-secrets"):
        raise InvalidParameterException("GenerateSecret and ClientSecret cannot be used together.")
    secret = ids.client_secret() if call.get("GenerateSecret") else call.get("ClientSecret")
    if secret and "ClientSecret" not in call.params and deviates("client-secret-by-name"):
        secret = hashlib.sha256(call["ClientName"].encode()).hexdigest()[:52]
    settings = settings_from(call.params)
    if deviates("client-revocation-always-on"):
        settings["EnableTokenRevocation"] = True
    if deviates("refused-client-is-made"):
        early = Client(ids.client_id(), pool, call["ClientName"], secret, call.now, call.now, settings)
        pool.clients[early.id] = call.store.clients[early.id] = early
    check(pool, settings, secret)
    client = Client(ids.client_id(), pool, call["ClientName"], secret, call.now, call.now, settings)
    client_secrets.begin(client)
    pool.clients[client.id] = client
    call.store.clients[client.id] = client
    return {"UserPoolClient": answered(described(client))}


def answered(shown: Params) -> Params:
    """A new client as mutants answer it."""
    if deviates("client-created-with-validity"):
        shown.setdefault("IdTokenValidity", 60)
    if deviates("client-created-with-empty-lists"):
        shown.setdefault("CallbackURLs", [])
    if deviates("client-created-without-dates"):
        shown = without_dates(shown)
    return {n: v for n, v in shown.items() if n not in {name for m, name in NOT_ANSWERED.items() if deviates(m)}}


@operation("DescribeUserPoolClient")
def describe_user_pool_client(call: Call) -> Answer:
    """The client's settings. Recorded: what was never set is absent, but for a few defaults."""
    if call["ClientId"] not in call.store.clients and deviates("client-unknown-is-empty"):
        return {"UserPoolClient": {}}
    shown = described(call.client())
    if deviates("client-secret-shown-empty"):
        shown.setdefault("ClientSecret", "none")
    return {"UserPoolClient": shown}


@operation("UpdateUserPoolClient")
def update_user_pool_client(call: Call) -> Answer:
    """Recorded: a full replacement; only the name survives when it is left out. The secret cannot be changed."""
    client = call.client()
    settings = settings_from(call.params)
    if {"CallbackURLs", "LogoutURLs"} <= call.params.keys() and deviates("client-update-callbacks-for-logout"):
        settings["LogoutURLs"] = settings["CallbackURLs"]
    end_rotation(client.settings, settings)
    if deviates("client-name-before-checks"):
        client.name = call.get("ClientName", client.name)
    check(client.pool, settings, client.secret, update=True)
    for mutant, names in KEPT_BY.items():
        if deviates(mutant):
            settings |= {name: client.settings[name] for name in names if name in client.settings}
    if deviates("client-update-keeps-session"):
        settings["AuthSessionValidity"] = client.settings["AuthSessionValidity"]
    client.settings = client.settings | call.params if deviates("client-update-merges") else settings
    client.name = call.get("ClientName", varied(client.name, "client-update-loses-name", "client"))
    if deviates("client-update-by-name"):
        for other in namesakes(client):
            other.settings = client.settings
    client.secret = varied(client.secret, "client-update-loses-secret", None)
    if client.secret and deviates("update-of-client-renews-secret"):
        client.secret = ids.client_secret()
    client.modified = call.now
    shown = described(client)
    if deviates("client-updated-with-validity"):
        shown.setdefault("IdTokenValidity", 60)
    if deviates("client-updated-with-empty-address"):
        shown.setdefault("DefaultRedirectURI", "")
    return {"UserPoolClient": without_dates(shown) if deviates("client-updated-without-dates") else shown}


@operation("DeleteUserPoolClient")
def delete_user_pool_client(call: Call) -> Answer:
    """Gone at once."""
    client = call.client()
    if deviates("client-deleted-remains"):
        return {}
    del client.pool.clients[client.id]
    del call.store.clients[client.id]
    call.store.former_clients[client.id] = client
    for other in namesakes(client):
        if deviates("client-delete-closes-namesakes"):
            other.settings["ExplicitAuthFlows"] = ["ALLOW_REFRESH_TOKEN_AUTH"]
        if deviates("client-delete-revokes-namesakes"):
            for family, token in client.pool.refresh_tokens.values():
                token.revoked = token.revoked or family.client is other
    return {}


def without_dates(shown: Params) -> Params:
    """A client as mutants show it."""
    return {name: value for name, value in shown.items() if not name.endswith("Date")}


def namesakes(client: Client) -> list[Client]:
    """The other clients of the pool with this name: only mutants ask for them."""
    return [one for one in client.pool.clients.values() if one is not client and one.name == client.name]


@operation("ListUserPoolClients")
def list_user_pool_clients(call: Call) -> Answer:
    """Documented: an item has id, pool and name, nothing else."""
    clients = list(call.pool().clients.values())
    if call.get("NextToken") and deviates("client-list-repeats-first"):
        clients.append(clients[0])
    shown, token = page(call, clients, lambda client: client.id, call.get("MaxResults"), "NextToken")
    listed = [{"ClientId": one.id, "UserPoolId": one.pool.id, "ClientName": one.name} for one in shown]
    if deviates("client-list-with-secrets"):
        listed = [item | {"ClientSecret": one.secret or ""} for item, one in zip(listed, shown, strict=True)]
    return {"UserPoolClients": listed} | token


def described(client: Client) -> Params:
    """UserPoolClient as the API shows it."""
    shown: Params = {
        "UserPoolId": client.pool.id,
        "ClientName": client.name,
        "ClientId": client.id,
        "CreationDate": date(client.created),
        "LastModifiedDate": date(client.modified),
    }
    if client.secret:
        shown["ClientSecret"] = client.secret
    return distorted(shown | client.settings)


NOT_ANSWERED = {
    "client-created-without-revocation": "EnableTokenRevocation",
    "client-created-without-units": "TokenValidityUnits",
}
HIDDEN = {
    "client-oauth-not-shown": "AllowedOAuthFlowsUserPoolClient",
    "client-session-not-shown": "AuthSessionValidity",
    "client-revocation-not-shown": "EnableTokenRevocation",
    "client-context-not-shown": "EnablePropagateAdditionalUserContextData",
    "client-rotation-not-shown": "RefreshTokenRotation",
}
FILLED_IN: dict[str, tuple[str, Any]] = {
    "client-flows-filled-in": ("ExplicitAuthFlows", ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]),
    "client-permissions-filled-in": ("WriteAttributes", []),
    "client-access-validity-filled-in": ("AccessTokenValidity", 60),
}


def distorted(shown: Params) -> Params:
    """What mutants show instead."""
    for mutant, name in HIDDEN.items():
        if deviates(mutant):
            shown.pop(name, None)
    for mutant, (name, value) in FILLED_IN.items():
        if deviates(mutant):
            shown.setdefault(name, value)
    if deviates("client-name-in-small-letters"):
        shown["ClientName"] = shown["ClientName"].lower()
    if deviates("client-oauth-lists-not-shown"):
        hidden = ("AllowedOAuthFlows", "AllowedOAuthScopes", "SupportedIdentityProviders")
        shown = {name: value for name, value in shown.items() if name not in hidden}
    if deviates("client-units-not-shown"):
        shown["TokenValidityUnits"] = {}
    if shown["RefreshTokenValidity"] == 30 and deviates("client-refresh-in-minutes"):
        shown["RefreshTokenValidity"] = 43200
    return shown


def settings_from(requested: Params) -> Params:
    """Recorded: these six members are shown though nobody set them, and no others."""
    defaults: Params = {
        "RefreshTokenValidity": 30,
        "TokenValidityUnits": {},
        "AllowedOAuthFlowsUserPoolClient": False,
        "EnableTokenRevocation": True,
        "EnablePropagateAdditionalUserContextData": False,
        "AuthSessionValidity": 3,
    }
    settings = defaults | {name: requested[name] for name in REPLACED if name in requested}
    if not settings["RefreshTokenValidity"] and not deviates("client-refresh-zero"):  # documented: zero is like nothing
        settings["RefreshTokenValidity"] = 30
    if "RefreshTokenRotation" in settings:
        settings["RefreshTokenRotation"] = rotation_from(settings["RefreshTokenRotation"])
    return settings


def rotation_from(given: Params) -> Params:
    """Reported: a grace period is always shown, and is 0 unless rotation is on and it was set."""
    if given["Feature"] == "DISABLED":
        shown = {"Feature": "DISABLED", "RetryGracePeriodSeconds": 0}
        return varied(shown, "client-rotation-off-without-grace", given)
    return varied({"RetryGracePeriodSeconds": 0} | given, "client-rotation-without-grace", given)


def end_rotation(before: Params, settings: Params) -> None:
    """Reported: rotation that an update leaves out is off, and is shown as off."""
    known = before.get("RefreshTokenRotation")
    if known is None or "RefreshTokenRotation" in settings:
        return
    if deviates("client-update-keeps-rotation"):
        settings["RefreshTokenRotation"] = known
    elif not deviates("client-update-hides-rotation"):
        settings["RefreshTokenRotation"] = {"Feature": "DISABLED", "RetryGracePeriodSeconds": 0}


def check(pool: Pool, settings: Params, secret: str | None, *, update: bool = False) -> None:
    """Combinations that cannot be."""
    if not update or not deviates("client-update-of-any-lifetime"):
        _check_validity(settings)
    _check_flows(pool, settings)
    _check_oauth(pool, settings, secret)
    _check_attributes(pool, settings, update=update)
    _check_providers(pool, settings)
    for url in settings.get("CallbackURLs", []) + settings.get("LogoutURLs", []):
        _check_url(url)
    propagates = settings["EnablePropagateAdditionalUserContextData"]
    if propagates and not secret and not deviates("client-context-without-secret"):
        raise InvalidParameterException("EnablePropagateAdditionalUserContextData requires a client secret.")


def _check_validity(settings: Params) -> None:
    """Recorded: one text for every token whose lifetime is out of range."""
    access = seconds(settings, "AccessToken", default=1, unit="hours")
    identity = seconds(settings, "IdToken", default=1, unit="hours")
    refresh = seconds(settings, "RefreshToken", default=30, unit="days")
    ranges: tuple[tuple[str, int, int, int], ...] = (
        ("client-access-lifetime-unbounded", access, MINUTES_5, DAY_1),
        ("client-id-lifetime-unbounded", identity, MINUTES_5, DAY_1),
        ("client-refresh-lifetime-unbounded", refresh, HOUR_1, YEARS_10),
    )
    ranges = tuple(entry for entry in ranges if not deviates(entry[0]))
    if settings["RefreshTokenValidity"] and any(not least <= value <= most for _, value, least, most in ranges):
        text = "Invalid range for token validity."
        raise InvalidParameterException(varied(text, "client-lifetime-text", "The lifetime is out of range."))
    if max(access, identity) > refresh > 0 and not deviates("client-refresh-token-shorter"):
        text = "Access and Id Token expiration times must be less than or equal to refresh token expiration times."
        raise InvalidParameterException(varied(text, "client-refresh-token-shorter-text", "The order is wrong."))


def _check_flows(pool: Pool, settings: Params) -> None:
    """Documented: old and new names do not mix; rotation and the refresh flow exclude each other."""
    flows: list[str] = settings.get("ExplicitAuthFlows", [])
    allow = [flow for flow in flows if flow.startswith("ALLOW_")]
    if allow and len(allow) != len(flows) and not deviates("client-mixed-flows"):
        raise InvalidParameterException("ExplicitAuthFlows cannot mix values with and without the prefix ALLOW_.")
    lite = pool.settings["UserPoolTier"] == "LITE"
    if "ALLOW_USER_AUTH" in flows and lite and not deviates("client-choice-on-lite"):
        raise FeatureUnavailableInTierException("ALLOW_USER_AUTH is not available in the LITE tier.")
    rotates = settings.get("RefreshTokenRotation", {}).get("Feature") == "ENABLED"
    if rotates and "ALLOW_REFRESH_TOKEN_AUTH" in flows:
        raise InvalidParameterException("ALLOW_REFRESH_TOKEN_AUTH cannot be used with refresh token rotation.")


def _check_oauth(pool: Pool, settings: Params, secret: str | None) -> None:
    """Recorded texts; of several bad scopes one is named."""
    flows = settings.get("AllowedOAuthFlows", [])
    scopes = settings.get("AllowedOAuthScopes", [])
    _check_oauth_whole(settings, flows, scopes)
    if "client_credentials" in flows:
        _check_client_credentials(flows, scopes, secret)
    elif flows and not settings.get("CallbackURLs") and not deviates("client-no-callback"):
        text = "CallbackUrls can not be empty when code flow or implicit flow is selected"
        raise InvalidOAuthFlowException(varied(text, "client-no-callback-text", "CallbackURLs are missing"))
    for scope in scopes:
        known = scope in (*STANDARD_SCOPES, ADMIN_SCOPE) or is_custom_scope(pool, scope)
        if not known and not deviates("client-any-scope"):
            text = f"Invalid scope requested: {scope}"
            raise ScopeDoesNotExistException(varied(text, "client-any-scope-text", scope))


def _check_oauth_whole(settings: Params, flows: list[str], scopes: list[str]) -> None:
    """Recorded: OAuth needs flows and scopes; the default redirect URI is a callback URL."""
    used = settings["AllowedOAuthFlowsUserPoolClient"]
    if used and not (flows and scopes) and not deviates("client-oauth-without-scopes"):
        text = (
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows."
        )
        raise InvalidOAuthFlowException(varied(text, "client-oauth-without-scopes-text", "Flows or scopes are missing"))
    url = settings.get("DefaultRedirectURI")
    if url and url not in settings.get("CallbackURLs", []) and not deviates("client-any-default-redirect"):
        text = f"The default redirect URI {url} is not in the callback URIs list."
        raise InvalidParameterException(varied(text, "client-any-default-redirect-text", "No such callback URL."))


def _check_client_credentials(flows: list[str], scopes: list[str], secret: str | None) -> None:
    if len(flows) > 1 and not deviates("client-machine-and-code"):
        text = "client_credentials flow can not be selected along with code flow or implicit flow."
        raise InvalidOAuthFlowException(varied(text, "client-machine-and-code-text", "Invalid combination of flows"))
    if not secret and not deviates("client-machine-without-secret"):
        text = "client_credentials flow can not be selected if client does not have a client secret."
        raise InvalidOAuthFlowException(varied(text, "client-machine-without-secret-text", "A client secret is needed"))
    for scope in (*sorted(STANDARD_SCOPES), ADMIN_SCOPE):
        if scope in ("phone", "profile") and deviates("machine-client-with-profile"):
            continue
        if scope in scopes and not deviates("client-machine-with-user-scope"):
            text = f"{scope} is not supported with client_credentials flow"
            raise InvalidOAuthFlowException(varied(text, "client-machine-with-user-scope-text", "Invalid scope"))


def _check_attributes(pool: Pool, settings: Params, *, update: bool) -> None:
    """Recorded: the text says what was done with the client."""
    if update and deviates("client-update-of-any-attribute"):
        return
    done = "updating" if update and not deviates("client-update-attribute-text") else "creating"
    for kind in ("Read", "Write"):
        for name in settings.get(f"{kind}Attributes", []):
            if name not in pool.schema and not deviates(f"client-any-{kind.lower()}-attribute"):
                text = f"Invalid {kind.lower()} attributes specified while {done} a client"
                wrong = f"Unknown attribute {name}"
                raise InvalidParameterException(varied(text, f"client-any-{kind.lower()}-attribute-text", wrong))


def _check_providers(pool: Pool, settings: Params) -> None:
    """Recorded: those that there are."""
    for name in settings.get("SupportedIdentityProviders", []):
        if name != "COGNITO" and name not in pool.providers and not deviates("client-any-provider"):
            text = f"The provider {name} does not exist for User Pool {pool.id}."
            raise InvalidParameterException(varied(text, "client-provider-text", f"Unknown provider {name}."))


def _check_url(url: str) -> None:
    """Recorded: plain HTTP only for this machine; custom schemes are fine."""
    parts = urlsplit(url)
    refused = {"client-http-nowhere": LOCAL_HOSTS[:2], "client-http-not-version-six": LOCAL_HOSTS[2:]}
    here = [host for host in LOCAL_HOSTS if not any(host in hosts and deviates(m) for m, hosts in refused.items())]
    if parts.scheme == "http" and parts.hostname not in here and not deviates("client-http-everywhere"):
        text = f"{url} cannot use the HTTP protocol."
        raise InvalidParameterException(varied(text, "client-http-text", "HTTPS is needed."))
    if parts.scheme not in ("http", "https") and deviates("client-own-schemes-refused"):
        raise InvalidParameterException(f"{url} has an unknown scheme.")
    if "#" in url or not parts.scheme:
        raise InvalidParameterException(f"{url} is not a valid URL.")
