"""What is answered when pools, clients and domains are made: the new resource, with the defaults that it has."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.pools import new_pool
from conformance.scenario import Scenario, prop
from conformance.strategies.configurations import resource_names
from conformance.strategies.domains import prefixes

CLIENT_DEFAULTS: dict[str, Any] = {
    "RefreshTokenValidity": 30,
    "AuthSessionValidity": 3,
    "EnableTokenRevocation": True,
    "EnablePropagateAdditionalUserContextData": False,
    "AllowedOAuthFlowsUserPoolClient": False,
}


@check("CLIENT-088")
def client_defaults_answered(answer: Exchange) -> Difference | None:
    """The client in the answer has the defaults that nobody set."""
    return members_differ(answer.get("UserPoolClient"), CLIENT_DEFAULTS, "UserPoolClient")


@check("CLIENT-091")
def units_answered(answer: Exchange) -> Difference | None:
    """The client in the answer has TokenValidityUnits, an object, though none were set."""
    units = answer.get("UserPoolClient.TokenValidityUnits")
    if isinstance(units, dict):
        return None
    return Difference("no-units", "TokenValidityUnits, an object", f"TokenValidityUnits {units!r}")


@prop("CLIENT-088", "CLIENT-089", "CLIENT-091", base=resource_names(), secret=st.booleans())
def test_answer_for_new_client(s: Scenario, base: str, secret: bool) -> None:
    """A client created with only a name, and perhaps a secret."""
    pool, name = s.pool(), f"{s.resource_name()}{base}"
    asked: dict[str, Any] = {"UserPoolId": pool.id, "ClientName": name, **({"GenerateSecret": True} if secret else {})}
    created = s.must("CreateUserPoolClient", **asked)
    for requirement in ("CLIENT-088", "CLIENT-089", "CLIENT-091"):
        s.check(requirement, created)


@prop("CLIENT-090", base=resource_names(), days=st.integers(2, 40))
def test_answer_for_changed_client(s: Scenario, base: str, days: int) -> None:
    """An update of a client that sets how long its refresh tokens last, and nothing else."""
    pool = s.pool()
    client = s.own_client(pool, ClientName=f"{s.resource_name()}{base}")
    asked: dict[str, Any] = {"UserPoolId": pool.id, "ClientId": client.id, "RefreshTokenValidity": days}
    s.check("CLIENT-090", s.must("UpdateUserPoolClient", blame="CLIENT-017", **asked))


@check("POOL-095")
def pool_defaults_answered(answer: Exchange) -> Difference | None:
    """The pool in the answer has no second factor, no users, and no functions."""
    wanted: dict[str, Any] = {"MfaConfiguration": "OFF", "EstimatedNumberOfUsers": 0, "LambdaConfig": {}}
    return members_differ(answer.get("UserPool"), wanted, "UserPool")


@check("POOL-098")
def mail_by_cognito(answer: Exchange) -> Difference | None:
    """EmailSendingAccount is COGNITO_DEFAULT."""
    wanted: dict[str, Any] = {"EmailSendingAccount": "COGNITO_DEFAULT"}
    return members_differ(answer.get("UserPool.EmailConfiguration"), wanted, "EmailConfiguration")


@prop("POOL-098", base=resource_names())
def test_mail_of_new_pool(s: Scenario, base: str) -> None:
    """A pool created with only a name, in both answers."""
    created = s.need(new_pool(s, PoolName=f"{s.resource_name()}{base}"), "POOL-001")
    s.check("POOL-098", created)
    s.check("POOL-098", s.must("DescribeUserPool", UserPoolId=created.get("UserPool.Id")))


@prop("POOL-094", base=resource_names())
def test_schema_of_new_pool(s: Scenario, base: str) -> None:
    """A pool created with only a name."""
    s.check("POOL-094", s.need(new_pool(s, PoolName=f"{s.resource_name()}{base}"), "POOL-001"))


@prop("POOL-095", base=resource_names())
def test_defaults_of_new_pool(s: Scenario, base: str) -> None:
    """The same, where no pool has functions of the suite's own."""
    s.without_senders()
    s.check("POOL-095", s.need(new_pool(s, PoolName=f"{s.resource_name()}{base}"), "POOL-001"))


@check("DOMAIN-023", "DOMAIN-025")
def version_answered(answer: Exchange, version: int) -> Difference | None:
    """The answer has this ManagedLoginVersion."""
    return members_differ(answer.response, {"ManagedLoginVersion": version}, "the answer")


@prop("DOMAIN-023", base=prefixes(), version=st.sampled_from((1, 2)))
def test_answer_for_new_domain(s: Scenario, base: str, version: int) -> None:
    """A prefix domain with a version of the pages, in a tier that has both."""
    pool = s.own_pool(UserPoolTier="ESSENTIALS")
    domain = str(s.compute("oauth.domain_for", pool.id, base))
    asked: dict[str, Any] = {"UserPoolId": pool.id, "Domain": domain, "ManagedLoginVersion": version}
    s.check("DOMAIN-023", s.must("CreateUserPoolDomain", blame="DOMAIN-001", **asked), version=version)


@prop("DOMAIN-025", base=prefixes())
def test_answer_for_new_domain_without_version(s: Scenario, base: str) -> None:
    """A prefix domain made without a version."""
    pool = s.own_pool(UserPoolTier="ESSENTIALS")
    domain = str(s.compute("oauth.domain_for", pool.id, base))
    made = s.must("CreateUserPoolDomain", blame="DOMAIN-001", UserPoolId=pool.id, Domain=domain)
    s.check("DOMAIN-025", made, version=1)
