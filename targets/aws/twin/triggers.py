"""The functions of the account as the triggers of its pools: invoked and waited for, five seconds at most."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from targets.aws.twin.functions import Deployed, LambdaService, may_come_from
from targets.aws.twin.running import Failed
from targets.plan_function import Planned
from targets.reference.core.errors import UnexpectedLambdaException
from targets.reference.core.store import Function

PATIENCE = 5.0  # seconds; documented
TRIGGERS = {"TokenGeneration": "PreTokenGeneration"}  # where a source does not begin with the trigger's name


class Triggers:
    """Finds functions for the service of user pools."""

    def __init__(self, functions: LambdaService, pool_arn: Any) -> None:
        self._functions = functions
        self._pool_arn = pool_arn

    def find(self, arn: str) -> Function | None:
        """The function with this ARN, if Cognito may invoke it."""
        function = self._functions.for_cognito(arn)
        return Function(plan="", runs=partial(self._run, function)) if function else None

    def _run(self, function: Deployed, event: Mapping[str, Any]) -> Any:
        """One invocation. Raises what the service expects of a trigger."""
        if not may_come_from(function, self._pool_arn(event["userPoolId"])):
            source = str(event["triggerSource"]).partition("_")[0]
            trigger = TRIGGERS.get(source, source)
            raise UnexpectedLambdaException(f"{trigger} invocation failed due to error AccessDeniedException.")
        try:
            return self._functions.run(function, event, PATIENCE)
        except Failed as failed:
            raise Planned(failed.text) from failed
