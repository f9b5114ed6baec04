"""Requests that write what is there already: they leave tokens, users and settings as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attribute_list
from conformance.checking.before_and_after import changed_member, changed_user
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.groups import add_to_group, make_group, must_add_to_group
from conformance.flows.second_factors import enrolled, new_user, prefer
from conformance.flows.second_factors import signed_in as signed_in_with
from conformance.flows.users import legacy_client, refresh, seen
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool, Session, User
from conformance.strategies import attribute_values, group_names, names, passwords
from conformance.strategies.configurations import resource_names
from conformance.strategies.pools import FOR_SERVERS
from conformance.strategies.resource_servers import scope_lists, server_names

# Members that DescribeUserPool and DescribeUserPoolClient show, and that an update takes.
OF_POOL = (
    "AccountRecoverySetting",
    "AutoVerifiedAttributes",
    "DeletionProtection",
    "DeviceConfiguration",
    "EmailConfiguration",
    "LambdaConfig",
    "MfaConfiguration",
    "Policies",
    "SmsConfiguration",
    "UserAttributeUpdateSettings",
    "UserPoolAddOns",
    "UserPoolTags",
    "UserPoolTier",
    "VerificationMessageTemplate",
)
OF_CLIENT = (
    "AccessTokenValidity",
    "AllowedOAuthFlows",
    "AllowedOAuthFlowsUserPoolClient",
    "AllowedOAuthScopes",
    "AuthSessionValidity",
    "CallbackURLs",
    "ClientName",
    "EnablePropagateAdditionalUserContextData",
    "EnableTokenRevocation",
    "ExplicitAuthFlows",
    "IdTokenValidity",
    "LogoutURLs",
    "PreventUserExistenceErrors",
    "ReadAttributes",
    "RefreshTokenValidity",
    "SupportedIdentityProviders",
    "TokenValidityUnits",
    "WriteAttributes",
)


def _shown(described: Exchange, what: str, members: tuple[str, ...]) -> dict[str, Any]:
    """The settings in a description that an update takes."""
    found = described.get(what)
    settings: dict[str, Any] = dict(found) if isinstance(found, Mapping) else {}
    given = {name: settings[name] for name in members if settings.get(name) is not None}
    creation = settings.get("AdminCreateUserConfig")
    if what == "UserPool" and isinstance(creation, Mapping):
        # The older of the two validities of temporary passwords is shown, but excludes the newer one.
        kept = {name: value for name, value in creation.items() if name != "UnusedAccountValidityDays"}
        given["AdminCreateUserConfig"] = kept
    return given


def update_pool_alike(s: Scenario, pool: Pool) -> Exchange:
    """UpdateUserPool with the settings that the pool shows."""
    described = s.must("DescribeUserPool", UserPoolId=pool.id)
    return s.call("UpdateUserPool", UserPoolId=pool.id, **_shown(described, "UserPool", OF_POOL))


def update_client_alike(s: Scenario, pool: Pool, client_id: str) -> Exchange:
    """UpdateUserPoolClient with the settings that the client shows."""
    which: dict[str, Any] = {"UserPoolId": pool.id, "ClientId": client_id}
    described = s.must("DescribeUserPoolClient", **which)
    return s.call("UpdateUserPoolClient", **which, **_shown(described, "UserPoolClient", OF_CLIENT))


# -- tokens and users --------------------------------------------------------------------------------------------------


@check("EFFECT-058")
def still_valid(before: Exchange, *after: Exchange) -> Difference | None:
    """The access token and the refresh token are accepted as before."""
    for answer in after:
        if not answer.ok:
            kind = "access-token" if answer.operation == "GetUser" else "refresh-token"
            return Difference(f"{kind}-refused", f"{answer.operation} as before", f"{answer.code}: {answer.message}")
    return None


@check("EFFECT-059", "EFFECT-063")
def same_user(before: Exchange, after: Exchange) -> Difference | None:
    """AdminGetUser shows each attribute, the status and the factors as before."""
    return changed_user(before, after)


Change = Callable[[Scenario, Session, str], tuple[Exchange, str]]  # the answer, and the requirement to blame


def _enable(s: Scenario, session: Session, value: str) -> tuple[Exchange, str]:
    return s.call("AdminEnableUser", **_who(session.user)), "ADMUSER-003"


def _write(s: Scenario, session: Session, value: str) -> tuple[Exchange, str]:
    given = attribute_list({"nickname": value})
    return s.call("UpdateUserAttributes", AccessToken=session.access, UserAttributes=given), "ATTR-002"


def _write_by_admin(s: Scenario, session: Session, value: str) -> tuple[Exchange, str]:
    given = attribute_list({"nickname": value})
    return s.call("AdminUpdateUserAttributes", **_who(session.user), UserAttributes=given), "ATTR-001"


def _join_again(s: Scenario, session: Session, value: str) -> tuple[Exchange, str]:
    group = make_group(s, session.user.pool, "twice")
    must_add_to_group(s, session.user, group)
    return add_to_group(s, session.user, group), "GROUP-007"


def _update_pool(s: Scenario, session: Session, value: str) -> tuple[Exchange, str]:
    return update_pool_alike(s, session.user.pool), "POOL-025"


def _update_client(s: Scenario, session: Session, value: str) -> tuple[Exchange, str]:
    return update_client_alike(s, session.user.pool, session.client.id), "CLIENT-017"


def _who(user: User) -> dict[str, Any]:
    return {"UserPoolId": user.pool.id, "Username": user.username}


CHANGES: dict[str, Change] = {
    "enable": _enable,
    "write": _write,
    "write by administrator": _write_by_admin,
    "join again": _join_again,
    "update pool": _update_pool,
    "update client": _update_client,
}


@prop(
    "EFFECT-058",
    "EFFECT-059",
    plain=("devices",),
    change=st.sampled_from(sorted(CHANGES)),
    base=names(),
    value=attribute_values(),
    password=passwords(),
)
def test_tokens(s: Scenario, change: str, base: str, value: str, password: str) -> None:
    """What is there is written once more, and the tokens from before are used again."""
    pool = s.own_pool() if change == "update pool" else s.pool()
    address = {"email": s.email(), "email_verified": "true", "nickname": value}
    user = s.user(pool, username=s.name(base), password=password, attributes=address)
    session = s.sign_in(legacy_client(s, pool), user)
    s.need(refresh(s, session), "REFRESH-001")
    s.must("GetUser", AccessToken=session.access)
    before = seen(s, user)
    answer, blame = CHANGES[change](s, session, value)
    s.need(answer, blame)
    s.check("EFFECT-058", before, s.call("GetUser", AccessToken=session.access), refresh(s, session))
    s.check("EFFECT-059", before, seen(s, user))


@prop("EFFECT-063", plain=("mfa=ON",), by_admin=st.booleans(), base=names(), password=passwords())
def test_preference(s: Scenario, by_admin: bool, base: str, password: str) -> None:
    """The preference that a user has is set again."""
    client, user = new_user(s, password, "OPTIONAL", base)
    session = signed_in_with(s, client, user)
    enrolled(s, session)
    prefer(s, session)
    before = seen(s, user)
    settings: dict[str, Any] = {"SoftwareTokenMfaSettings": {"Enabled": True, "PreferredMfa": True}}
    if by_admin:
        s.must("AdminSetUserMFAPreference", **_who(user), **settings)
    else:
        s.must("SetUserMFAPreference", AccessToken=session.access, **settings)
    s.check("EFFECT-063", before, seen(s, user))


# -- settings ----------------------------------------------------------------------------------------------------------


@check("EFFECT-060", "EFFECT-061", "EFFECT-062", "EFFECT-064")
def same_settings(before: Exchange, after: Exchange, what: str) -> Difference | None:
    """Every member that was shown is what it was. An update may show others: CLIENT-060 does."""
    return changed_member(before, after, what, new=False)


@prop("EFFECT-060", base=resource_names())
def test_pool(s: Scenario, base: str) -> None:
    """A pool is updated with its own settings."""
    pool = s.own_pool(PoolName=s.resource_name(base), AutoVerifiedAttributes=["email"])
    before = s.must("DescribeUserPool", UserPoolId=pool.id)
    s.need(update_pool_alike(s, pool), "POOL-025")
    s.check("EFFECT-060", before, s.must("DescribeUserPool", UserPoolId=pool.id), what="UserPool")


@prop("EFFECT-061", secret=st.booleans(), minutes=st.integers(5, 60))
def test_client(s: Scenario, secret: bool, minutes: int) -> None:
    """A client is updated with its own settings."""
    pool = s.pool()
    lifetimes: dict[str, Any] = {"AccessTokenValidity": minutes, "TokenValidityUnits": {"AccessToken": "minutes"}}
    client = s.own_client(pool, GenerateSecret=secret, ReadAttributes=["email", "name"], **lifetimes)
    which: dict[str, Any] = {"UserPoolId": pool.id, "ClientId": client.id}
    before = s.must("DescribeUserPoolClient", **which)
    s.need(update_client_alike(s, pool, client.id), "CLIENT-017")
    s.check("EFFECT-061", before, s.must("DescribeUserPoolClient", **which), what="UserPoolClient")


@prop("EFFECT-062", base=group_names(), text=attribute_values(), first=st.integers(0, 50))
def test_group(s: Scenario, base: str, text: str, first: int) -> None:
    """A group with a member is updated with its own settings."""
    pool = s.pool()
    user = s.user(pool)
    settings: dict[str, Any] = {"Description": text, "Precedence": first}
    group = make_group(s, pool, base, **settings)
    must_add_to_group(s, user, group)
    which: dict[str, Any] = {"UserPoolId": pool.id, "GroupName": group}
    before = s.must("GetGroup", blame="GROUP-009", **which)
    members = s.must("ListUsersInGroup", blame="GROUP-014", **which)
    s.must("UpdateGroup", blame="GROUP-017", **which, **settings)
    s.check("EFFECT-062", before, s.must("GetGroup", blame="GROUP-009", **which), what="Group")
    s.check("EFFECT-062", members, s.must("ListUsersInGroup", blame="GROUP-014", **which), what="")


@prop("EFFECT-064", name=server_names(), scopes=scope_lists(min_size=1, max_size=3))
def test_server(s: Scenario, name: str, scopes: list[dict[str, Any]]) -> None:
    """A resource server is updated with its own name and scopes; a client that allows the scopes still does."""
    pool = s.pool(**FOR_SERVERS)
    server: dict[str, Any] = {"UserPoolId": pool.id, "Identifier": f"same{s.suffix()}"}
    s.must("CreateResourceServer", blame="RSERVER-001", **server, Name=name, Scopes=scopes)
    allowed = [f"{server['Identifier']}/{scope['ScopeName']}" for scope in scopes]
    config: dict[str, Any] = {"AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": allowed}
    client = s.own_client(pool, GenerateSecret=True, AllowedOAuthFlowsUserPoolClient=True, **config)
    which: dict[str, Any] = {"UserPoolId": pool.id, "ClientId": client.id}
    before, of_client = s.must("DescribeResourceServer", blame="RSERVER-002", **server), _client(s, which)
    s.must("UpdateResourceServer", blame="RSERVER-008", **server, Name=name, Scopes=scopes)
    after = s.must("DescribeResourceServer", blame="RSERVER-002", **server)
    s.check("EFFECT-064", before, after, what="ResourceServer")
    s.check("EFFECT-064", of_client, _client(s, which), what="UserPoolClient")
    s.call("DeleteResourceServer", **server)


def _client(s: Scenario, which: Mapping[str, Any]) -> Exchange:
    return s.must("DescribeUserPoolClient", **which)
