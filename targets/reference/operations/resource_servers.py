"""Resource servers, which define custom scopes."""

from __future__ import annotations

from typing import Any

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates
from targets.reference.core.errors import InvalidParameterException, ResourceNotFoundException
from targets.reference.core.paging import page
from targets.reference.core.state import Pool

Server = dict[str, Any]
LARGEST_PAGE = 50


@operation("CreateResourceServer")
def create_resource_server(call: Call) -> Answer:
    """Documented: a scope is asked for as identifier/name."""
    pool, identifier = call.pool(), call["Identifier"]
    if _taken(call, pool, identifier):
        if identifier in pool.resource_servers and deviates("taken-server-gets-scopes"):
            pool.resource_servers[identifier]["Scopes"] = call.get("Scopes", [])
        raise InvalidParameterException(f"{identifier} already exists in user pool {pool.id}.")
    server = pool.resource_servers[identifier] = _server(call, pool)
    pool.former_servers.pop(identifier, None)
    if deviates("server-name-lost-at-once"):
        return {"ResourceServer": {name: value for name, value in server.items() if name != "Name"}}
    return {"ResourceServer": server}


@operation("DescribeResourceServer")
def describe_resource_server(call: Call) -> Answer:
    """One resource server."""
    pool = call.pool()
    if call["Identifier"] in pool.former_servers and deviates("server-shown-after-deletion"):
        return {"ResourceServer": pool.former_servers[call["Identifier"]]}
    if _never_had(pool, call["Identifier"]) and deviates("server-unknown-is-empty"):
        return {"ResourceServer": {}}
    server = _known(call, pool)
    return {"ResourceServer": server | {"Scopes": []} if deviates("server-shown-without-scopes") else server}


@operation("UpdateResourceServer")
def update_resource_server(call: Call) -> Answer:
    """Documented: name and scopes are replaced, and what is left out goes back to its default."""
    pool, identifier = call.pool(), call["Identifier"]
    if not deviates("server-made-by-update"):
        _known(call, pool)
    before = pool.resource_servers.get(identifier, {"Scopes": []})["Scopes"]
    server = pool.resource_servers[identifier] = _server(call, pool)
    for other in call.store.pools.values() if deviates("server-changed-in-all-pools") else ():
        if identifier in other.resource_servers:
            other.resource_servers[identifier] = server
    for client in pool.clients.values() if deviates("server-update-takes-scopes") else ():
        client.settings |= {"AllowedOAuthScopes": []}
    if "Scopes" not in call.params and deviates("server-update-keeps-scopes"):
        server["Scopes"] = before
    if server["Scopes"] and deviates("server-update-adds-scopes"):
        names = [scope["ScopeName"] for scope in server["Scopes"]]
        server["Scopes"] = [*(scope for scope in before if scope["ScopeName"] not in names), *server["Scopes"]]
    return {"ResourceServer": server}


@operation("DeleteResourceServer")
def delete_resource_server(call: Call) -> Answer:
    """Clients keep listing its scopes."""
    pool = call.pool()
    if call["Identifier"] not in pool.resource_servers and deviates("server-deleted-twice"):
        return {}
    _known(call, pool)
    prefix = f"{call['Identifier']}/"
    allowed = [scope for client in pool.clients.values() for scope in client.settings.get("AllowedOAuthScopes", [])]
    if any(scope.startswith(prefix) for scope in allowed) and deviates("server-in-use-stays"):
        raise InvalidParameterException("A client allows a scope of this resource server.")
    pool.former_servers[call["Identifier"]] = pool.resource_servers.pop(call["Identifier"])
    return {}


@operation("ListResourceServers")
def list_resource_servers(call: Call) -> Answer:
    """Resource servers of the pool, oldest first."""
    pool = call.pool()
    servers = list(pool.resource_servers.values())
    if deviates("server-listed-after-deletion"):
        servers += pool.former_servers.values()
    limit = None if deviates("server-list-without-limit") else call.get("MaxResults", LARGEST_PAGE)
    shown, token = page(call, servers, lambda server: str(server["Identifier"]), limit, "NextToken")
    if call.get("NextToken") and deviates("server-list-repeats-first"):
        shown = [servers[0], *shown[:-1]]
    return {"ResourceServers": shown} | token


def _server(call: Call, pool: Pool) -> Server:
    server = {"UserPoolId": pool.id, "Identifier": call["Identifier"], "Name": call["Name"]}
    return server | {"Scopes": call.get("Scopes", [])}


def _taken(call: Call, pool: Pool, identifier: str) -> bool:
    if identifier in pool.former_servers and deviates("server-identifier-used-up"):
        return True
    if any(identifier in p.resource_servers for p in call.store.pools.values()) and deviates("server-of-one-pool-only"):
        return True
    return identifier in pool.resource_servers and not deviates("server-replaced")


def _never_had(pool: Pool, identifier: str) -> bool:
    return identifier not in pool.resource_servers and identifier not in pool.former_servers


def _known(call: Call, pool: Pool) -> Server:
    server = pool.resource_servers.get(call["Identifier"])
    if server is None and deviates("shape-unknown-server-is-our-defect"):
        raise KeyError(call["Identifier"])
    if server is None:
        raise ResourceNotFoundException(f"Resource server {call['Identifier']} does not exist.")
    return server
