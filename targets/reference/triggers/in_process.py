"""Functions of the reference: they run in this process, from the same source that is deployed elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from targets.interface import Functions
from targets.plan_function import answered, rule_for
from targets.reference.core.store import Function, Store

PATIENCE = 5.0  # seconds; documented


def returned_by(function: Function, event: Mapping[str, Any]) -> Any:
    """What a function returns for an event, which is kept with it.

    Raises ``Planned`` when the plan says that the function fails, ``TimeoutError`` when it would take too long.
    """
    if function.runs is not None:
        return function.runs(event)
    text = json.dumps(event)
    function.events.append(text)
    plan, received = json.loads(function.plan), json.loads(text)
    if rule_for(plan, received).get("seconds", 0) > PATIENCE:  # nobody need wait for it here
        raise TimeoutError
    return json.loads(json.dumps(answered(plan, received)))


class ReferenceFunctions(Functions):
    """The functions of a service, to be deployed, read and removed from outside."""

    def __init__(self, store: Store) -> None:
        self._functions = store.functions
        self._region, self._account = store.region, store.account
        self._read: dict[str, list[Any]] = {}  # the events that were asked for, by function

    def deploy(self, plan: Mapping[str, Any]) -> str:
        """A new function; its ARN."""
        number = len(self._functions) + 1
        arn = f"arn:aws:lambda:{self._region}:{self._account}:function:cc-{number}"
        self._functions[arn] = Function(json.dumps(plan))
        return arn

    def events(self, arn: str) -> list[Any]:
        """What the function was invoked with, oldest first."""
        read = self._read.setdefault(arn, [])
        read += [json.loads(text) for text in self._functions[arn].events[len(read) :]]
        return list(read)

    def remove(self, arn: str) -> None:
        """Delete the function; triggers that name it fail from now on."""
        self._functions.pop(arn)
        self._read.pop(arn, None)
