"""Resource servers, which define custom scopes."""

from __future__ import annotations

from typing import Any

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates
from targets.reference.core.errors import InvalidParameterException, ResourceNotFoundException
from targets.reference.core.paging import page
from targets.reference.core.state import Pool


@operation("CreateResourceServer")
def create_resource_server(call: Call) -> Answer:
    """Documented: a scope is asked for as identifier/name."""
    pool, identifier = call.pool(), call["Identifier"]
    if identifier in pool.resource_servers:
        raise InvalidParameterException(f"{identifier} already exists in user pool {pool.id}.")
    pool.resource_servers[identifier] = _server(call, pool)
    return {"ResourceServer": pool.resource_servers[identifier]}


@operation("DescribeResourceServer")
def describe_resource_server(call: Call) -> Answer:
    """One resource server."""
    return {"ResourceServer": _known(call, call.pool())}


@operation("UpdateResourceServer")
def update_resource_server(call: Call) -> Answer:
    """Name and scopes are replaced."""
    pool = call.pool()
    _known(call, pool)
    pool.resource_servers[call["Identifier"]] = _server(call, pool)
    return {"ResourceServer": pool.resource_servers[call["Identifier"]]}


@operation("DeleteResourceServer")
def delete_resource_server(call: Call) -> Answer:
    """Clients keep listing its scopes."""
    pool = call.pool()
    _known(call, pool)
    del pool.resource_servers[call["Identifier"]]
    return {}


@operation("ListResourceServers")
def list_resource_servers(call: Call) -> Answer:
    """Resource servers of the pool."""
    servers = list(call.pool().resource_servers.values())
    shown, token = page(call, servers, lambda server: str(server["Identifier"]), call.get("MaxResults"), "NextToken")
    return {"ResourceServers": shown} | token


def _server(call: Call, pool: Pool) -> dict[str, Any]:
    server = {"UserPoolId": pool.id, "Identifier": call["Identifier"], "Name": call["Name"]}
    return server | {"Scopes": call.get("Scopes", [])}


def _known(call: Call, pool: Pool) -> dict[str, Any]:
    server = pool.resource_servers.get(call["Identifier"])
    if server is None and deviates("shape-unknown-server-is-our-defect"):
        raise KeyError(call["Identifier"])
    if server is None:
        raise ResourceNotFoundException(f"Resource server {call['Identifier']} does not exist.")
    return server
