"""Pools whose creation or settings a property judges."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Exchange
from conformance.scenario import Scenario
from conformance.strategies.triggers import WATCH


def new_pool(s: Scenario, **config: Any) -> Exchange:
    """CreateUserPool, recorded and not judged."""
    return s.call("CreateUserPool", **{"PoolName": s.resource_name(), **config})


def never_run(s: Scenario) -> str:
    """The ARN of a function, which never runs here. It need not exist: Cognito does not check that."""
    if s.offers("functions"):
        return s.function(WATCH)
    return f"arn:aws:lambda:{s.region}:123456789012:function:never-run"
