"""What is answered when pools, clients and domains are made: the new resource, with the defaults that it has."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.pools import new_pool
from conformance.scenario import Scenario, prop
from conformance.strategies.configurations import custom_names, resource_names
from conformance.strategies.domains import prefixes

CLIENT_DEFAULTS: dict[str, Any] = {
    "RefreshTokenValidity": 30,
    "AuthSessionValidity": 3,
    "EnableTokenRevocation": True,
    "EnablePropagateAdditionalUserContextData": False,
    "AllowedOAuthFlowsUserPoolClient": False,
}
CLIENT_LISTS = (
    "AllowedOAuthFlows",
    "AllowedOAuthScopes",
    "CallbackURLs",
    "LogoutURLs",
    "SupportedIdentityProviders",
    "ReadAttributes",
    "WriteAttributes",
)
NOT_SET = ("AliasAttributes", "UsernameAttributes", "AutoVerifiedAttributes", "SmsConfiguration")


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


@check("CLIENT-098", "CLIENT-099")
def dates_answered(answer: Exchange) -> Difference | None:
    """The client in the answer has both dates, the second not before the first."""
    created, modified = (answer.get(f"UserPoolClient.{name}") for name in ("CreationDate", "LastModifiedDate"))
    if created is None or modified is None:
        missing = "CreationDate" if created is None else "LastModifiedDate"
        return Difference("date-missing", "CreationDate and LastModifiedDate", f"no {missing}")
    if isinstance(created, int | float) and isinstance(modified, int | float) and modified < created:
        return Difference("modified-before", f"LastModifiedDate from {created!r} on", f"{modified!r}")
    return None


@check("CLIENT-100")
def no_client_lists(answer: Exchange) -> Difference | None:
    """The client in the answer has none of the lists."""
    return unset_shown(answer, "UserPoolClient", CLIENT_LISTS)


def unset_shown(answer: Exchange, where: str, names: tuple[str, ...]) -> Difference | None:
    """The difference where the resource in an answer has one of these members."""
    for name in names:
        found = answer.get(f"{where}.{name}")
        if found is not None:
            return Difference(f"{name}-shown", f"no {name}", f"{name} {found!r}")
    return None


OF_NEW_CLIENT = ("CLIENT-088", "CLIENT-089", "CLIENT-091", "CLIENT-098", "CLIENT-100")


@prop(*OF_NEW_CLIENT, base=resource_names(), secret=st.booleans())
def test_answer_for_new_client(s: Scenario, base: str, secret: bool) -> None:
    """A client created with only a name, and perhaps a secret."""
    pool, name = s.pool(), f"{s.resource_name()}{base}"
    asked: dict[str, Any] = {"UserPoolId": pool.id, "ClientName": name, **({"GenerateSecret": True} if secret else {})}
    created = s.must("CreateUserPoolClient", **asked)
    created.text("UserPoolClient.ClientId")  # an answer without a client shows nothing that was not set
    for requirement in OF_NEW_CLIENT:
        s.check(requirement, created)


@prop("CLIENT-090", "CLIENT-099", base=resource_names(), days=st.integers(2, 40))
def test_answer_for_changed_client(s: Scenario, base: str, days: int) -> None:
    """An update of a client that sets how long its refresh tokens last, and nothing else."""
    pool = s.pool()
    client = s.own_client(pool, ClientName=f"{s.resource_name()}{base}")
    asked: dict[str, Any] = {"UserPoolId": pool.id, "ClientId": client.id, "RefreshTokenValidity": days}
    updated = s.must("UpdateUserPoolClient", blame="CLIENT-017", **asked)
    s.check("CLIENT-090", updated)
    s.check("CLIENT-099", updated)


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


@check("POOL-105")
def nothing_filled_in(answer: Exchange) -> Difference | None:
    """The pool in the answer has none of these members."""
    return unset_shown(answer, "UserPool", NOT_SET)


@prop("POOL-105", base=resource_names())
def test_unset_of_new_pool(s: Scenario, base: str) -> None:
    """A pool created with only a name."""
    created = s.need(new_pool(s, PoolName=f"{s.resource_name()}{base}"), "POOL-001")
    created.text("UserPool.Id")  # an answer without a pool shows nothing that was not set
    s.check("POOL-105", created)


@prop("POOL-104", base=resource_names(), custom=custom_names(), kind=st.sampled_from(("String", "Number")))
def test_schema_of_pool_with_custom_attribute(s: Scenario, base: str, custom: str, kind: str) -> None:
    """A pool created with one custom attribute, in both answers."""
    schema = [{"Name": custom, "AttributeDataType": kind, "Mutable": True}]
    created = s.need(new_pool(s, PoolName=f"{s.resource_name()}{base}", Schema=schema), "POOL-031")
    s.check("POOL-104", created)
    s.check("POOL-104", s.must("DescribeUserPool", UserPoolId=created.get("UserPool.Id")))


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
