"""Two pools: what is done to one, and to what it has, leaves the other and things of the same name in it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.before_and_after import changed_member
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.federation import details_of, forget_provider, need_provider, provider_name
from conformance.flows.second_factors import TOTP
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies.configurations import custom_names
from conformance.strategies.malformed import words
from conformance.strategies.providers import client_ids, endings


@check("POOL-102", "IDP-049", "RSERVER-028", "CLIENT-097")
def other_as_before(before: Exchange, after: Exchange, what: str) -> Difference | None:
    """It is there, and every member of the description is what it was."""
    return changed_member(before, after, what)


def _changed(s: Scenario, change: str, pool: Pool, word: str) -> tuple[Exchange, str]:
    """A change of the pool, and the requirement that says that it is accepted."""
    of_pool: dict[str, Any] = {"UserPoolId": pool.id}
    if change == "settings":
        settings: dict[str, Any] = {"AutoVerifiedAttributes": ["email"], "UserPoolTags": {"for": word}}
        return s.call("UpdateUserPool", **of_pool, PoolName=s.resource_name(), **settings), "POOL-025"
    if change == "factors":
        return s.call("SetUserPoolMfaConfig", **of_pool, MfaConfiguration="OPTIONAL", **TOTP), "MFACONF-001"
    if change == "schema":
        added = [{"Name": word[:20], "AttributeDataType": "String"}]
        return s.call("AddCustomAttributes", **of_pool, CustomAttributes=added), "ATTR-003"
    arn = pool.created.text("UserPool.Arn")
    return s.call("TagResource", ResourceArn=arn, Tags={f"tag{word}": word}), "TAG-001"


@prop("POOL-102", change=st.sampled_from(("settings", "factors", "schema", "tags")), word=custom_names(max_size=12))
def test_pools(s: Scenario, change: str, word: str) -> None:
    """One of two pools of the same name is changed."""
    name = s.resource_name()
    pool, other = s.own_pool(PoolName=name), s.own_pool(PoolName=name)

    def shown() -> Exchange:
        return s.call("DescribeUserPool", UserPoolId=other.id)

    before = s.need(shown(), "POOL-002")
    s.need(*_changed(s, change, pool, word))
    s.check("POOL-102", before, shown(), what="UserPool")


@prop(
    "IDP-049", deleted=st.booleans(), ending=endings(), client_id=client_ids(), other=client_ids(), third=client_ids()
)
def test_providers(s: Scenario, *, deleted: bool, ending: str, client_id: str, other: str, third: str) -> None:
    """Two pools have a provider of one name; that of one pool is changed or deleted."""
    pools, name = s.two_pools(), provider_name(s, ending)
    for pool, given in zip(pools, (client_id, other), strict=True):
        need_provider(s, pool, name, "OIDC", details_of(s, "OIDC", client_id=given))

    def shown() -> Exchange:
        return s.call("DescribeIdentityProvider", UserPoolId=pools[1].id, ProviderName=name)

    before, which = s.need(shown(), "IDP-003"), {"UserPoolId": pools[0].id, "ProviderName": name}
    named: dict[str, Any] = dict(which)
    if deleted:
        s.must("DeleteIdentityProvider", blame="IDP-034", **named)
    else:
        changed = details_of(s, "OIDC", client_id=third)
        s.must("UpdateIdentityProvider", blame="IDP-032", **named, ProviderDetails=changed)
    s.check("IDP-049", before, shown(), what="IdentityProvider")
    for pool in pools:
        forget_provider(s, pool, name)


@prop("RSERVER-028", deleted=st.booleans(), text=client_ids())
def test_servers(s: Scenario, deleted: bool, text: str) -> None:
    """Two pools have a resource server of one identifier; that of one pool is changed or deleted."""
    pools, identifier = s.two_pools(), f"apart{s.suffix()}"
    servers: list[dict[str, Any]] = [{"UserPoolId": pool.id, "Identifier": identifier} for pool in pools]
    scopes = [{"ScopeName": "read", "ScopeDescription": "reads"}]
    for server in servers:
        s.must("CreateResourceServer", blame="RSERVER-001", **server, Name="first", Scopes=scopes)

    def shown() -> Exchange:
        return s.call("DescribeResourceServer", **servers[1])

    before = s.need(shown(), "RSERVER-002")
    if deleted:
        s.must("DeleteResourceServer", blame="RSERVER-013", **servers[0])
    else:
        s.must("UpdateResourceServer", blame="RSERVER-008", **servers[0], Name=text)
    s.check("RSERVER-028", before, shown(), what="ResourceServer")
    for server in servers:
        s.call("DeleteResourceServer", **server)


OF_CLIENTS = ("DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient")


@prop("CLIENT-096", "CLIENT-097", operation=st.sampled_from(OF_CLIENTS), word=words())
def test_client(s: Scenario, operation: str, word: str) -> None:
    """A client is described, changed or deleted in the name of another pool; then in that of its own."""
    pool, other = s.two_pools()
    client = s.own_client(pool)
    more: dict[str, Any] = {"ClientName": word} if operation == "UpdateUserPoolClient" else {}

    def attempt(named: Pool) -> Exchange:
        return s.call(operation, UserPoolId=named.id, ClientId=client.id, **more)

    def shown() -> Exchange:
        return s.call("DescribeUserPoolClient", UserPoolId=pool.id, ClientId=client.id)

    before = s.need(shown(), "CLIENT-002")
    wrong = attempt(other)
    if wrong.ok:
        s.blocked("CLIENT-097", "CLIENT-096", f"{operation} was accepted", wrong)
    elif s.answered("CLIENT-097", wrong):
        s.check("CLIENT-097", before, shown(), what="UserPoolClient")
    s.refused("CLIENT-096", wrong, control=lambda: attempt(pool))
