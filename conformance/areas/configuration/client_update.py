"""What UpdateUserPoolClient does with more members left out of the request: permissions, OAuth, lifetimes, rotation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.oracle.update_members import CLIENT
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client
from conformance.strategies.configurations import callback_paths, resource_names

# Values other than the default ones.
OAUTH: dict[str, Any] = {
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["email", "openid"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "SupportedIdentityProviders": ["COGNITO"],
}
CONTEXT = "EnablePropagateAdditionalUserContextData"
SHOWN = ("WriteAttributes", *sorted(OAUTH), "DefaultRedirectURI", CONTEXT)
UNITS = {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "hours"}
DEFAULTS = {row.name: row.default for row in CLIENT}
FLOWS = ("ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH")
flows = st.lists(st.sampled_from(FLOWS), min_size=1, unique=True)


def _in_order(value: Any) -> Any:
    """Lists are compared without regard to their order."""
    return sorted(map(str, value)) if isinstance(value, list) else value


@check("CLIENT-063", "CLIENT-064", "CLIENT-076", "CLIENT-077")
def setting_lost(before: Exchange, after: Exchange, member: str, default: Any) -> Difference | None:
    """Members that were set and are left out of the update have their defaults, or are not shown."""
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


@check("CLIENT-078")
def rotation_as_given(answer: Exchange, rotation: Mapping[str, Any]) -> Difference | None:
    """Feature and, if rotation is on, the grace period are as they were given."""
    found = answer.get("UserPoolClient.RefreshTokenRotation")
    shown = dict(rotation) if rotation["Feature"] == "ENABLED" else {"Feature": rotation["Feature"]}
    return members_differ(found, shown, "RefreshTokenRotation")


@check("CLIENT-079")
def setting_as_given(answer: Exchange, member: str, value: Any) -> Difference | None:
    """The member is as it was given, lists in any order."""
    seen = answer.get(f"UserPoolClient.{member}")
    if _in_order(seen) == _in_order(value):
        return None
    return Difference(f"other-{member}", f"{member} {value!r}", f"{member} {seen!r}")


def described(s: Scenario, client: Client) -> Exchange:
    """DescribeUserPoolClient."""
    return s.must("DescribeUserPoolClient", UserPoolId=client.pool.id, ClientId=client.id)


def _updated(s: Scenario, client: Client, **settings: Any) -> Exchange:
    """The client after this update."""
    s.must("UpdateUserPoolClient", blame="CLIENT-017", UserPoolId=client.pool.id, ClientId=client.id, **settings)
    return described(s, client)


def _settings_with(member: str, url: str) -> dict[str, Any]:
    """Settings of a client with this member, and the members that it requires."""
    if member == "WriteAttributes":
        return {member: ["email", "nickname"]}
    if member == CONTEXT:
        return {"GenerateSecret": True, member: True}
    return OAUTH | {"CallbackURLs": [url], "DefaultRedirectURI": url}


@prop("CLIENT-079", member=st.sampled_from(SHOWN), callback=callback_paths(), base=resource_names())
def test_given_settings(s: Scenario, member: str, callback: str, base: str) -> None:
    """A new client with a setting, and the members that it requires."""
    settings = _settings_with(member, f"https://app.example.com{callback}")
    client = s.own_client(s.pool(), ClientName=f"{s.resource_name()}{base}", **settings)
    s.check("CLIENT-079", described(s, client), member=member, value=settings[member])


def _lost(s: Scenario, requirement: str, member: str, blame: str, **settings: Any) -> None:
    """A client with these settings, and an update that leaves out all of them, judged by one."""
    client = s.own_client(s.pool(), **settings)
    before = described(s, client)
    if before.get(f"UserPoolClient.{member}") is None:
        s.end(blame, f"{member} was set and is not shown", before)
    s.check(requirement, before, _updated(s, client), member=member, default=DEFAULTS[member])


@prop(
    "CLIENT-063",
    attributes=st.lists(st.sampled_from(("email", "name", "nickname", "picture")), min_size=1, unique=True),
    base=resource_names(),
)
def test_without_write_attributes(s: Scenario, attributes: list[str], base: str) -> None:
    """An update without the attributes that the client may write."""
    name = f"{s.resource_name()}{base}"
    _lost(s, "CLIENT-063", "WriteAttributes", "CLIENT-079", ClientName=name, WriteAttributes=attributes)


@prop(
    "CLIENT-064",
    member=st.sampled_from((*sorted(OAUTH), "DefaultRedirectURI")),
    callback=callback_paths(),
    base=resource_names(),
)
def test_without_oauth(s: Scenario, member: str, callback: str, base: str) -> None:
    """An update without the OAuth settings."""
    settings = _settings_with(member, f"https://app.example.com{callback}")
    _lost(s, "CLIENT-064", member, "CLIENT-079", ClientName=f"{s.resource_name()}{base}", **settings)


@prop("CLIENT-076", member=st.sampled_from(("IdTokenValidity", "TokenValidityUnits")), hours=st.integers(2, 24))
def test_without_lifetimes(s: Scenario, member: str, hours: int) -> None:
    """An update without lifetimes and units."""
    lifetimes = {"AccessTokenValidity": 60, "IdTokenValidity": hours * 60, "RefreshTokenValidity": 48}
    _lost(s, "CLIENT-076", member, "CLIENT-041", **lifetimes, TokenValidityUnits=UNITS)


@prop("CLIENT-077", base=resource_names())
def test_without_context(s: Scenario, base: str) -> None:
    """An update without the propagation of context data."""
    settings = _settings_with(CONTEXT, "")
    _lost(s, "CLIENT-077", CONTEXT, "CLIENT-079", ClientName=f"{s.resource_name()}{base}", **settings)


# -- rotation ----------------------------------------------------------------------------------------------------------


def _rotating(s: Scenario, chosen: list[str], **rotation: Any) -> tuple[Client, Exchange]:
    """A client that rotates refresh tokens, and its description; the example ends if that does not show rotation."""
    enabled = {"Feature": "ENABLED", **rotation}
    client = s.own_client(s.pool(), ExplicitAuthFlows=chosen, RefreshTokenRotation=enabled)
    answer = described(s, client)
    seen = answer.get("UserPoolClient.RefreshTokenRotation.Feature")
    if seen != "ENABLED":
        s.end("CLIENT-078", f"rotation was enabled and is shown as {seen!r}", answer)
    return client, answer


@prop("CLIENT-078", feature=st.sampled_from(("ENABLED", "DISABLED")), grace=st.integers(0, 60), chosen=flows)
def test_given_rotation(s: Scenario, feature: str, grace: int, chosen: list[str]) -> None:
    """A new client whose rotation is on, or off."""
    rotation = {"Feature": feature, **({"RetryGracePeriodSeconds": grace} if feature == "ENABLED" else {})}
    client = s.own_client(s.pool(), ExplicitAuthFlows=chosen, RefreshTokenRotation=rotation)
    s.check("CLIENT-078", described(s, client), rotation=rotation)


@prop("CLIENT-059", "CLIENT-060", grace=st.integers(0, 60), chosen=flows, refreshes=st.booleans())
def test_without_rotation(s: Scenario, grace: int, chosen: list[str], refreshes: bool) -> None:
    """An update without RefreshTokenRotation, with or without the older way to refresh."""
    client, _ = _rotating(s, chosen, RetryGracePeriodSeconds=grace)
    more = ["ALLOW_REFRESH_TOKEN_AUTH"] if refreshes else []
    after = _updated(s, client, ExplicitAuthFlows=[*chosen, *more])
    if s.check("CLIENT-059", after):
        s.check("CLIENT-060", after)
    else:
        s.blocked("CLIENT-060", "CLIENT-059", "rotation still happens")


@prop("CLIENT-061", grace=st.integers(1, 60), chosen=flows)
def test_rotation_turned_off(s: Scenario, grace: int, chosen: list[str]) -> None:
    """An update that turns rotation off."""
    client, _ = _rotating(s, chosen, RetryGracePeriodSeconds=grace)
    after = _updated(s, client, ExplicitAuthFlows=chosen, RefreshTokenRotation={"Feature": "DISABLED"})
    s.check("CLIENT-061", after)


@prop("CLIENT-062", chosen=flows)
def test_rotation_without_grace(s: Scenario, chosen: list[str]) -> None:
    """Rotation configured without a grace period."""
    s.check("CLIENT-062", _rotating(s, chosen)[1])
