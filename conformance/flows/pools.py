"""Pools that a property judges the making of."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Exchange
from conformance.scenario import Scenario


def new_pool(s: Scenario, **config: Any) -> Exchange:
    """CreateUserPool, recorded and not judged; a pool that was made is deleted at the end of the run."""
    answer = s.call("CreateUserPool", **{"PoolName": s.resource_name(), **config})
    if answer.ok and answer.get("UserPool.Id"):
        s.engine.own_pools.append(str(answer.get("UserPool.Id")))
    return answer
