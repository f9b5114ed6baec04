"""From the answers of describe, get and list operations to the parts of the document: snapshots and dumps share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conformance.pool.form.document import ID, Members
from conformance.pool.form.known import withheld
from conformance.pool.form.secrets import without_secrets

# What says which pool it is, or when, and nothing of how it behaves.
ROW = frozenset({"UserPoolId", "CreationDate", "LastModifiedDate", "ResponseMetadata", "NextToken", "PaginationToken"})
POOL_ROW = ROW | {
    "Id",
    "Arn",
    "Status",
    "EstimatedNumberOfUsers",
    "SmsConfigurationFailure",
    "EmailConfigurationFailure",
    "Domain",
    "CustomDomain",
    "MfaConfiguration",  # in the part ``mfa``
}
RENAMED = {"Name": "PoolName", "SchemaAttributes": "Schema"}
DOMAIN_ROW = ROW | {"AWSAccountId", "S3Bucket", "CloudFrontDistribution", "Version", "Status", "Domain"}


def _part(part: str, answer: Mapping[str, Any], less: Iterable[str] = ROW) -> Members:
    """The members of an answer that belong to a part: no secrets, and no values of members that are not known."""
    left = set(less)
    return withheld(part, without_secrets({name: value for name, value in answer.items() if name not in left}))


def pool_part(shown: Mapping[str, Any]) -> Members:
    """``pool``, from UserPool of DescribeUserPool."""
    return _part("pool", {RENAMED.get(name, name): value for name, value in shown.items() if name not in POOL_ROW})


def mfa_part(shown: Mapping[str, Any]) -> Members:
    """``mfa``, from GetUserPoolMfaConfig."""
    return _part("mfa", shown)


def single_part(part: str, shown: Mapping[str, Any]) -> Members:
    """Another part that is one object."""
    return _part(part, shown)


def client_part(shown: Mapping[str, Any]) -> Members:
    """An item of ``clients``, from UserPoolClient: of its secret nothing but that there is one."""
    secret = bool(shown.get("ClientSecret"))
    members = _part("clients", shown, ROW | {"ClientId"}) | {"GenerateSecret": secret}
    return {ID: str(shown.get("ClientId", "")), **members}


def domain_part(shown: Mapping[str, Any]) -> Members:
    """An item of ``domains``, from DomainDescription."""
    return _part("domains", shown, DOMAIN_ROW)


def item_part(part: str, shown: Mapping[str, Any], less: Iterable[str] = ()) -> Members:
    """An item of another part, without the members named in ``less``."""
    return _part(part, shown, ROW | set(less))


def add_client(items: dict[str, Members], key: str, client: Members) -> None:
    """Add a client under its name; of those that share it, each has its id in its key, as in ``keyed_clients``."""
    sharing = [other for other in items if other == key or other.startswith(f"{key}#")]
    if key in items:
        first = items.pop(key)
        items[f"{key}#{first.get(ID)}"] = first
    items[f"{key}#{client.get(ID)}" if sharing else key] = client


def keyed_clients(clients: Iterable[Members]) -> dict[str, Members]:
    """Clients by name; of those that share a name, each also has its id, or a number, in its key."""
    found: dict[str, Members] = {}
    listed = list(clients)
    names = [str(client.get("ClientName", "")) for client in listed]
    for number, (client, name) in enumerate(zip(listed, names, strict=True)):
        twice = names.count(name) > 1 or not name
        found[f"{name}#{client.get(ID) or number}" if twice else name] = client
    return found
