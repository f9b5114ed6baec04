"""Plans of functions, pools with functions, and the members that events must have. Sent, not judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.checking.trigger_events import events_of
from conformance.scenario import Scenario
from conformance.scenario.resources import Client, Pool

Plan = Mapping[str, Any]


def with_functions(s: Scenario, plan: Plan, triggers: Sequence[str], **config: Any) -> tuple[str, Pool]:
    """A function with this plan and a pool that has it for these triggers; shared like any pool."""
    function = s.function(plan)
    return function, s.pool(LambdaConfig=dict.fromkeys(triggers, function), **config)


def needs_event(s: Scenario, events: Exchange, trigger: str, blame: str) -> None:
    """End the example, blamed on the requirement that says that the trigger runs, where it did not."""
    if not events_of(events, trigger):
        s.end(blame, f"{trigger} did not run", events)


def expected_of(s: Scenario, client: Client, username: str) -> dict[str, str]:
    """The common members that an event must have. Documented for every trigger except newer versions of one."""
    return {
        "version": "1",
        "region": s.region,
        "userPoolId": client.pool.id,
        "userName": username,
        "clientId": client.id,
    }
