"""App clients: creation, description, update by replacement, deletion."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from targets.reference import ids
from targets.reference.calls import Answer, Call, Params, operation
from targets.reference.deviation import deviates
from targets.reference.directory import date
from targets.reference.errors import (
    FeatureUnavailableInTierException,
    InvalidOAuthFlowException,
    InvalidParameterException,
    ScopeDoesNotExistException,
)
from targets.reference.paging import page
from targets.reference.state import Client, Pool

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
STANDARD_SCOPES = ("phone", "email", "openid", "profile")
ADMIN_SCOPE = "aws.cognito.signin.user.admin"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
MINUTES_5, DAY_1, HOUR_1, YEARS_10 = 300, 86400, 3600, 315360000


@operation("CreateUserPoolClient")
def create_user_pool_client(call: Call) -> Answer:
    """A client; with a secret if asked for."""
    pool = call.pool()
    if call.get("GenerateSecret") and "ClientSecret" in call.params:
        raise InvalidParameterException("GenerateSecret and ClientSecret cannot be used together.")
    secret = ids.client_secret() if call.get("GenerateSecret") else call.get("ClientSecret")
    settings = settings_from(call.params)
    check(pool, settings, secret)
    client = Client(ids.client_id(), pool, call["ClientName"], secret, call.now, call.now, settings)
    pool.clients[client.id] = client
    call.service.clients[client.id] = client
    return {"UserPoolClient": described(client)}


@operation("DescribeUserPoolClient")
def describe_user_pool_client(call: Call) -> Answer:
    """The client's settings. Recorded: what was never set is absent, but for a few defaults."""
    return {"UserPoolClient": described(call.client())}


@operation("UpdateUserPoolClient")
def update_user_pool_client(call: Call) -> Answer:
    """Recorded: a full replacement; only the name survives when it is left out. The secret cannot be changed."""
    client = call.client()
    settings = settings_from(call.params)
    check(client.pool, settings, client.secret)
    client.settings = settings
    client.name = call.get("ClientName", client.name)
    client.modified = call.now
    return {"UserPoolClient": described(client)}


@operation("DeleteUserPoolClient")
def delete_user_pool_client(call: Call) -> Answer:
    """Gone at once."""
    client = call.client()
    del client.pool.clients[client.id]
    del call.service.clients[client.id]
    return {}


@operation("ListUserPoolClients")
def list_user_pool_clients(call: Call) -> Answer:
    """Documented: an item has id, pool and name, nothing else."""
    clients = list(call.pool().clients.values())
    shown, token = page(call, clients, lambda client: client.id, call.get("MaxResults"), "NextToken")
    listed = [{"ClientId": one.id, "UserPoolId": one.pool.id, "ClientName": one.name} for one in shown]
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
    if deviates("default-flows-listed") and "ExplicitAuthFlows" not in client.settings:
        shown["ExplicitAuthFlows"] = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"]
    return shown | client.settings


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
    if not settings["RefreshTokenValidity"]:  # documented: zero is like nothing
        settings["RefreshTokenValidity"] = 30
    return settings


def seconds(settings: Params, token: str, *, default: int, unit: str) -> int:
    """How long a kind of token lives. Documented: the unit is hours, for refresh tokens days, unless set."""
    value = settings.get(f"{token}Validity", default)
    return int(value) * SECONDS[settings["TokenValidityUnits"].get(token, unit)]


def access_seconds(client: Client) -> int:
    """Documented: an hour unless set."""
    return seconds(client.settings, "AccessToken", default=2 if deviates("two-hours-by-default") else 1, unit="hours")


def id_seconds(client: Client) -> int:
    """Documented: an hour unless set."""
    return seconds(client.settings, "IdToken", default=1, unit="hours")


def refresh_seconds(client: Client) -> int:
    """Recorded: thirty days unless set."""
    return seconds(client.settings, "RefreshToken", default=30, unit="days")


def check(pool: Pool, settings: Params, secret: str | None) -> None:
    """Combinations that cannot be."""
    _check_validity(settings)
    _check_flows(pool, settings)
    _check_oauth(pool, settings, secret)
    _check_attributes(pool, settings)
    for url in settings.get("CallbackURLs", []) + settings.get("LogoutURLs", []):
        _check_url(url)
    if settings["EnablePropagateAdditionalUserContextData"] and not secret:
        raise InvalidParameterException("EnablePropagateAdditionalUserContextData requires a client secret.")


def _check_validity(settings: Params) -> None:
    """Recorded: one text for every token whose lifetime is out of range."""
    ranges = (
        (seconds(settings, "AccessToken", default=1, unit="hours"), MINUTES_5, DAY_1),
        (seconds(settings, "IdToken", default=1, unit="hours"), MINUTES_5, DAY_1),
        (seconds(settings, "RefreshToken", default=30, unit="days"), HOUR_1, YEARS_10),
    )
    if any(not least <= value <= most for value, least, most in ranges):
        raise InvalidParameterException("Invalid range for token validity.")


def _check_flows(pool: Pool, settings: Params) -> None:
    """Documented: old and new names do not mix; rotation and the refresh flow exclude each other."""
    flows: list[str] = settings.get("ExplicitAuthFlows", [])
    allow = [flow for flow in flows if flow.startswith("ALLOW_")]
    if allow and len(allow) != len(flows):
        raise InvalidParameterException("ExplicitAuthFlows cannot mix values with and without the prefix ALLOW_.")
    if "ALLOW_USER_AUTH" in flows and pool.settings["UserPoolTier"] == "LITE" and not deviates("lite-offers-choice"):
        raise FeatureUnavailableInTierException("ALLOW_USER_AUTH is not available in the LITE tier.")
    rotates = settings.get("RefreshTokenRotation", {}).get("Feature") == "ENABLED"
    if rotates and "ALLOW_REFRESH_TOKEN_AUTH" in flows:
        raise InvalidParameterException("ALLOW_REFRESH_TOKEN_AUTH cannot be used with refresh token rotation.")


def _check_oauth(pool: Pool, settings: Params, secret: str | None) -> None:
    """Recorded texts; of several bad scopes one is named."""
    flows = settings.get("AllowedOAuthFlows", [])
    scopes = settings.get("AllowedOAuthScopes", [])
    if "client_credentials" in flows:
        _check_client_credentials(flows, scopes, secret)
    elif flows and not settings.get("CallbackURLs"):
        raise InvalidOAuthFlowException("CallbackUrls can not be empty when code flow or implicit flow is selected")
    for scope in scopes:
        if scope not in (*STANDARD_SCOPES, ADMIN_SCOPE) and not is_custom_scope(pool, scope):
            raise ScopeDoesNotExistException(f"Invalid scope requested: {scope}")


def _check_client_credentials(flows: list[str], scopes: list[str], secret: str | None) -> None:
    if len(flows) > 1:
        raise InvalidOAuthFlowException(
            "client_credentials flow can not be selected along with code flow or implicit flow."
        )
    if not secret:
        raise InvalidOAuthFlowException(
            "client_credentials flow can not be selected if client does not have a client secret."
        )
    for scope in (*sorted(STANDARD_SCOPES), ADMIN_SCOPE):
        if scope in scopes:
            raise InvalidOAuthFlowException(f"{scope} is not supported with client_credentials flow")


def is_custom_scope(pool: Pool, scope: str) -> bool:
    """Documented: a custom scope is written identifier/name."""
    identifier, _, name = scope.rpartition("/")
    server: dict[str, Any] = pool.resource_servers.get(identifier, {})
    return any(entry["ScopeName"] == name for entry in server.get("Scopes", []))


def _check_attributes(pool: Pool, settings: Params) -> None:
    for kind in ("Read", "Write"):
        for name in settings.get(f"{kind}Attributes", []):
            if name not in pool.schema:
                raise InvalidParameterException(f"Invalid {kind.lower()} attributes specified while creating a client")


def _check_url(url: str) -> None:
    """Recorded: plain HTTP only for this machine; custom schemes are fine."""
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in LOCAL_HOSTS:
        raise InvalidParameterException(f"{url} cannot use the HTTP protocol.")
    if "#" in url or not parts.scheme:
        raise InvalidParameterException(f"{url} is not a valid URL.")
