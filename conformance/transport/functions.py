"""Functions as triggers: deployed once per plan, and the events that they were invoked with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.transport.driver import while_it_lasts
from targets.interface import FunctionsUnavailable, Running

SINCE = "@event:"


def deploy(running: Running, plan: Mapping[str, Any]) -> str:
    """The ARN of a new function with this plan. Raises ``FunctionsUnavailable``."""
    if running.functions is None:
        raise FunctionsUnavailable("this target runs no functions as triggers")
    with while_it_lasts(running):
        return running.functions.deploy(plan)


def watch(running: Running, function: str) -> str:
    """A mark: the function and the number of its events so far."""
    assert running.functions is not None
    with while_it_lasts(running):
        return f"{function}{SINCE}{len(running.functions.events(function))}"


def events_since(running: Running, mark: str) -> Exchange:
    """The events of the function since the mark, as the member ``events`` of an exchange."""
    assert running.functions is not None
    function, _, number = mark.rpartition(SINCE)
    with while_it_lasts(running):
        events = running.functions.events(function)[int(number) :]
    return Exchange("function events", {"function": function}, None, response={"events": events})
