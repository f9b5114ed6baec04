"""Pools whose creation a property judges."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Exchange
from conformance.scenario import Scenario


def new_pool(s: Scenario, **config: Any) -> Exchange:
    """CreateUserPool, recorded and not judged."""
    return s.call("CreateUserPool", **{"PoolName": s.resource_name(), **config})
