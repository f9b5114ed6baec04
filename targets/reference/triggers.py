"""Triggers: functions of the pool's LambdaConfig, called at the places that the guide names.

Documented: they are called synchronously, and one that fails makes the operation fail.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from targets.plan_function import Planned
from targets.reference.calls import Call
from targets.reference.deviation import deviates, varied
from targets.reference.errors import (
    InvalidLambdaResponseException,
    UnexpectedLambdaException,
    UserLambdaValidationException,
)
from targets.reference.state import Pool, User

Response = dict[str, Any]
NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"  # recorded, for AdminCreateUser


def configured(pool: Pool, trigger: str) -> str | None:
    """The ARN of the pool's function for this trigger."""
    arn = pool.settings["LambdaConfig"].get(trigger)
    return str(arn) if arn else None


def run(
    call: Call, pool: Pool, trigger: str, source: str, *, username: str, request: Mapping[str, Any],
    response: Mapping[str, Any] | None = None, arn: str | None = None, version: str = "1",
) -> Response:  # fmt: skip
    """Call the pool's function, if it has one, and return the ``response`` of what it returned."""
    arn = arn or configured(pool, trigger)
    if arn is None or deviates(f"{kebab(source)}-not-run"):
        return {}
    event = {
        "version": varied(version, f"{kebab(trigger)}-version-number", int(version)),
        "region": pool.region,
        "userPoolId": pool.id,
        "userName": username,
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": call.get("ClientId", NO_CLIENT)},
        "triggerSource": varied(source, f"{kebab(source)}-other-source", trigger),
        "request": {name: value for name, value in request.items() if value is not None},
        "response": dict(response or {}),
    }
    if deviates(f"{kebab(trigger)}-without-client-id"):
        event["callerContext"] = {}
    if deviates(f"{kebab(source)}-run-twice"):
        invoke(call, arn, trigger, event)
    return invoke(call, arn, trigger, event)


def invoke(call: Call, arn: str, trigger: str, event: Mapping[str, Any]) -> Response:
    """One invocation. Recorded: the text is the function's own between the trigger's name and a full stop."""
    function = call.service.functions.get(arn)
    if function is None:
        raise UnexpectedLambdaException(f"{trigger} invocation failed due to error AccessDeniedException.")
    try:
        returned = function(event)
    except Planned as error:
        if deviates(f"{kebab(trigger)}-refusal-ignored"):
            return {}
        text = f"{trigger} failed with error {error}."
        raise UserLambdaValidationException(varied(text, f"{kebab(trigger)}-refusal-text", str(error))) from error
    response = returned.get("response") if isinstance(returned, dict) else None
    if not isinstance(response, dict):
        if deviates(f"{kebab(trigger)}-junk-ignored"):
            return {}
        raise InvalidLambdaResponseException("Unrecognizable lambda output")
    return response


def kebab(name: str) -> str:
    """A trigger or its source as the names of mutants have it."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).replace("_", "-").lower()


def attributes_of(user: User) -> dict[str, str]:
    """Recorded: the sub and the status are among them."""
    return dict(user.attributes) | {"sub": user.sub, "cognito:user_status": user.status}


def metadata(call: Call, *, always: bool = False) -> dict[str, str] | None:
    """``clientMetadata``. Documented: what comes with InitiateAuth is for the first triggers alone."""
    if not always and call.operation.endswith("InitiateAuth"):
        return None
    given: dict[str, str] | None = call.get("ClientMetadata")
    return given
