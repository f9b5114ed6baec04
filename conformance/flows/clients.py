"""App clients that a property judges the making of."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Exchange
from conformance.scenario import Scenario
from conformance.scenario.resources import Pool


def tried_client(s: Scenario, pool: Pool, **config: Any) -> Exchange:
    """CreateUserPoolClient, recorded and not judged. A client that was made is deleted: pools have room for few."""
    parameters = {"ClientName": s.resource_name(), **config}
    answer = s.call("CreateUserPoolClient", UserPoolId=pool.id, **parameters)
    if answer.ok and answer.get("UserPoolClient.ClientId"):
        s.call("DeleteUserPoolClient", UserPoolId=pool.id, ClientId=str(answer.get("UserPoolClient.ClientId")))
    return answer
