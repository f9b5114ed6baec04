"""Functions of the reference: they run in this process, from the same source that is deployed elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from targets.interface import Functions
from targets.plan_function import answered, rule_for

if TYPE_CHECKING:
    from targets.reference.service import Service


PATIENCE = 5.0  # seconds; documented


@dataclass
class Function:
    """One function: its plan, and what it was invoked with."""

    plan: str
    events: list[str] = field(default_factory=list)

    def __call__(self, event: Mapping[str, Any]) -> Any:
        """Invoke it. Raises what the function raises."""
        text = json.dumps(event)
        self.events.append(text)
        plan, received = json.loads(self.plan), json.loads(text)
        if rule_for(plan, received).get("seconds", 0) > PATIENCE:  # nobody need wait for it here
            raise TimeoutError
        return json.loads(json.dumps(answered(plan, received)))


class ReferenceFunctions(Functions):
    """The functions of a service."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def deploy(self, plan: Mapping[str, Any]) -> str:
        """Known by its ARN from now on."""
        number = len(self._service.functions) + 1
        arn = f"arn:aws:lambda:{self._service.region}:123456789012:function:cc-{number}"
        self._service.functions[arn] = Function(json.dumps(plan))
        return arn

    def events(self, arn: str) -> list[Any]:
        """All of them."""
        return [json.loads(text) for text in list(self._service.functions[arn].events)]

    def remove(self, arn: str) -> None:
        """Invoked no more."""
        self._service.functions.pop(arn)
