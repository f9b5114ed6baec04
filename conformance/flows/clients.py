"""App clients whose creation a property judges."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Exchange
from conformance.scenario import Scenario
from conformance.scenario.resources import Client, Pool


def tried_client(s: Scenario, pool: Pool, **config: Any) -> Exchange:
    """CreateUserPoolClient, recorded and not judged. A client that was made is deleted: pools have room for few."""
    parameters = {"ClientName": s.resource_name(), **config}
    answer = s.call("CreateUserPoolClient", UserPoolId=pool.id, **parameters)
    client_id = answer.get("UserPoolClient.ClientId")
    if answer.ok and client_id:
        s.call("DeleteUserPoolClient", UserPoolId=pool.id, ClientId=client_id)
    return answer


def secret_of(s: Scenario, client: Client) -> str:
    """The secret of a client that was made with GenerateSecret; the example ends where none came."""
    if not client.secret:
        s.end("CLIENT-012", "GenerateSecret gave no ClientSecret", client.created)
    return client.secret
