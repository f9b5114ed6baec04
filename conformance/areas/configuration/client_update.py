"""What UpdateUserPoolClient does with further members that it leaves out: permissions, OAuth, lifetimes, rotation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.oracle.update_members import of_requirement
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool
from conformance.strategies.configurations import callback_paths, resource_names

# Settings by what they go with: a value other than the default for each member of CLIENT-064.
OAUTH: dict[str, Any] = {
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["email", "openid"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "SupportedIdentityProviders": ["COGNITO"],
}
UNITS = {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "hours"}
DEFAULTS = {row.name: row.default for row in of_requirement("CLIENT-064")}
FLOWS = ("ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH")
flows = st.lists(st.sampled_from(FLOWS), min_size=1, unique=True)


def _in_order(value: Any) -> Any:
    """Lists are compared without regard to their order."""
    return sorted(map(str, value)) if isinstance(value, list) else value


@check("CLIENT-063", "CLIENT-064")
def setting_lost(before: Exchange, after: Exchange, member: str, default: Any) -> Difference | None:
    """What was set and left out is at its default, or not shown."""
    client = after.get("UserPoolClient")
    if not isinstance(client, Mapping):
        return Difference("not-there", "UserPoolClient", "there is none")
    value = client.get(member)
    if value is None or value == default or _in_order(value) != _in_order(before.get(f"UserPoolClient.{member}")):
        return None
    return Difference(f"kept-{member}", f"{member} at its default again", f"{member} {value!r}")


@check("CLIENT-059")
def rotation_over(after: Exchange) -> Difference | None:
    """Rotation is not ENABLED."""
    seen = after.get("UserPoolClient.RefreshTokenRotation.Feature")
    if seen == "ENABLED":
        return Difference("kept", "rotation that is not ENABLED any more", f"Feature {seen!r}")
    return None


@check("CLIENT-060", "CLIENT-061")
def rotation_shown_off(after: Exchange) -> Difference | None:
    """Feature is DISABLED and RetryGracePeriodSeconds 0."""
    off = {"Feature": "DISABLED", "RetryGracePeriodSeconds": 0}
    return members_differ(after.get("UserPoolClient.RefreshTokenRotation"), off, "RefreshTokenRotation")


@check("CLIENT-062")
def no_grace(answer: Exchange) -> Difference | None:
    """RetryGracePeriodSeconds is 0."""
    rotation = answer.get("UserPoolClient.RefreshTokenRotation")
    return members_differ(rotation, {"RetryGracePeriodSeconds": 0}, "RefreshTokenRotation")


def described(s: Scenario, client: Client) -> Exchange:
    """DescribeUserPoolClient."""
    return s.must("DescribeUserPoolClient", UserPoolId=client.pool.id, ClientId=client.id)


def _updated(s: Scenario, client: Client, **settings: Any) -> Exchange:
    """The client after this update."""
    s.must("UpdateUserPoolClient", blame="CLIENT-017", UserPoolId=client.pool.id, ClientId=client.id, **settings)
    return described(s, client)


def _must_show(s: Scenario, answer: Exchange, members: tuple[str, ...]) -> None:
    """End the example where something that was set is not shown: it cannot be lost."""
    lost = [member for member in members if answer.get(f"UserPoolClient.{member}") is None]
    if lost:
        s.end("CLIENT-055", f"what was set is not shown: {', '.join(lost)}")


@prop(
    "CLIENT-063",
    attributes=st.lists(st.sampled_from(("email", "name", "nickname", "picture")), min_size=1, unique=True),
    base=resource_names(),
)
def test_without_write_attributes(s: Scenario, attributes: list[str], base: str) -> None:
    """An update without the attributes that the client may write."""
    client = s.own_client(s.pool(), ClientName=f"{s.resource_name()}{base}", WriteAttributes=attributes)
    before = described(s, client)
    _must_show(s, before, ("WriteAttributes",))
    s.check("CLIENT-063", before, _updated(s, client), member="WriteAttributes", default=None)


def _settings_lost(s: Scenario, pool: Pool, **settings: Any) -> None:
    """A client with these settings, an update that leaves all of them out, and each that CLIENT-064 names."""
    client = s.own_client(pool, **settings)
    members = tuple(member for member in settings if member in DEFAULTS)
    before = described(s, client)
    _must_show(s, before, members)
    after = _updated(s, client)
    for member in members:
        s.check("CLIENT-064", before, after, member=member, default=DEFAULTS[member])


@prop("CLIENT-064", callback=callback_paths(), hours=st.integers(2, 24), base=resource_names())
def test_without_settings(s: Scenario, callback: str, hours: int, base: str) -> None:
    """Updates without OAuth, without lifetimes, without the propagation of context data: each member is tried."""
    pool, name = s.pool(), f"{s.resource_name()}{base}"
    url = f"https://app.example.com{callback}"
    _settings_lost(s, pool, ClientName=name, CallbackURLs=[url], DefaultRedirectURI=url, **OAUTH)
    _settings_lost(s, pool, ClientName=name, IdTokenValidity=hours * 60, TokenValidityUnits=UNITS)
    _settings_lost(s, pool, ClientName=name, GenerateSecret=True, EnablePropagateAdditionalUserContextData=True)


# -- rotation ----------------------------------------------------------------------------------------------------------


def _rotating(s: Scenario, chosen: list[str], **rotation: Any) -> tuple[Client, Exchange]:
    """A client that rotates refresh tokens, and its description; the example ends where that does not show it."""
    enabled = {"Feature": "ENABLED", **rotation}
    client = s.own_client(s.pool(), ExplicitAuthFlows=chosen, RefreshTokenRotation=enabled)
    answer = described(s, client)
    seen = answer.get("UserPoolClient.RefreshTokenRotation.Feature")
    if seen != "ENABLED":
        s.end("CLIENT-055", f"rotation was enabled and is shown as {seen!r}")
    return client, answer


@prop("CLIENT-059", "CLIENT-060", grace=st.integers(0, 60), chosen=flows, refreshes=st.booleans())
def test_without_rotation(s: Scenario, grace: int, chosen: list[str], refreshes: bool) -> None:
    """An update without RefreshTokenRotation, with or without the older way to refresh."""
    client, _ = _rotating(s, chosen, RetryGracePeriodSeconds=grace)
    more = ["ALLOW_REFRESH_TOKEN_AUTH"] if refreshes else []
    after = _updated(s, client, ExplicitAuthFlows=[*chosen, *more])
    if s.check("CLIENT-059", after):
        s.check("CLIENT-060", after)
    else:
        s.blocked("CLIENT-060", "CLIENT-059", "rotation goes on")


@prop("CLIENT-061", grace=st.integers(1, 60), chosen=flows)
def test_rotation_turned_off(s: Scenario, grace: int, chosen: list[str]) -> None:
    """An update that turns rotation off."""
    client, _ = _rotating(s, chosen, RetryGracePeriodSeconds=grace)
    after = _updated(s, client, ExplicitAuthFlows=chosen, RefreshTokenRotation={"Feature": "DISABLED"})
    s.check("CLIENT-061", after)


@prop("CLIENT-062", chosen=flows)
def test_rotation_without_grace(s: Scenario, chosen: list[str]) -> None:
    """Rotation that says nothing of a grace period."""
    s.check("CLIENT-062", _rotating(s, chosen)[1])
