"""Triggers: functions of the pool's LambdaConfig, called at the places that the guide names.

Documented: they are called synchronously, and one that fails makes the operation fail.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from targets.plan_function import Planned
from targets.reference.core.api import Call
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import remove_user
from targets.reference.core.errors import (
    ApiError,
    InvalidLambdaResponseException,
    UnexpectedLambdaException,
    UserLambdaValidationException,
)
from targets.reference.core.name_index import index
from targets.reference.core.state import CONFIRMED, UNCONFIRMED, Pool, User
from targets.reference.triggers.in_process import returned_by

Response = dict[str, Any]
NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"  # recorded, for AdminCreateUser


def configured(pool: Pool, trigger: str) -> str | None:
    """The ARN of the pool's function for this trigger."""
    arn = pool.settings["LambdaConfig"].get(trigger)
    return str(arn) if arn else None


def run(
    call: Call,
    pool: Pool,
    trigger: str,
    source: str,
    *,
    username: str,
    request: Mapping[str, Any],
    response: Mapping[str, Any] | None = None,
    arn: str | None = None,
    version: str = "1",
    client_id: str | None = None,
) -> Response:
    """Call the pool's function, if it has one, and return the ``response`` of what it returned."""
    arn = arn or configured(pool, trigger)
    if arn is None or deviates(f"{kebab(source)}-not-run"):
        return {}
    event = {
        "version": varied(version, f"{kebab(trigger)}-version-number", int(version)),
        "region": pool.region,
        "userPoolId": pool.id,
        "userName": username,
        "callerContext": {
            "awsSdkVersion": "aws-sdk-unknown-unknown",
            "clientId": client_id or call.get("ClientId", varied(NO_CLIENT, "administrator-as-client", "admin")),
        },
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
    function = call.store.function(arn)
    if function is None:
        raise UnexpectedLambdaException(f"{trigger} invocation failed due to error AccessDeniedException.")
    try:
        returned = returned_by(function, event)
    except Planned as error:
        if deviates(f"{kebab(trigger)}-refusal-ignored"):
            return {}
        text = f"{trigger} failed with error {error}."
        raise UserLambdaValidationException(varied(text, f"{kebab(trigger)}-refusal-text", str(error))) from error
    except TimeoutError as error:
        if deviates("slow-trigger-ignored"):
            return {}
        text = f"{trigger} invocation failed due to error Socket timeout while invoking Lambda function."
        raise UnexpectedLambdaException(varied(text, "slow-trigger-text", "Timeout")) from error
    response = returned.get("response") if isinstance(returned, dict) else None
    if not isinstance(response, dict):
        if deviates(f"{kebab(trigger)}-junk-ignored"):
            return {}
        raise InvalidLambdaResponseException(varied("Unrecognizable lambda output", "junk-text", "Bad output"))
    return response


def kebab(name: str) -> str:
    """A trigger or its source as the names of mutants have it."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).replace("_", "-").lower()


def attributes_of(user: User, trigger: str = "") -> dict[str, str]:
    """Recorded: the sub and the status are among them."""
    if deviates(f"{kebab(trigger)}-without-attributes"):
        return {}
    status = {} if deviates(f"{kebab(trigger)}-without-status") else {"cognito:user_status": user.status}
    return dict(user.attributes) | {"sub": user.sub} | status


def metadata(call: Call, *, always: bool = False) -> dict[str, str] | None:
    """``clientMetadata``. Documented: what comes with InitiateAuth is for the first triggers alone."""
    if not always and call.operation.endswith("InitiateAuth"):
        return None
    given: dict[str, str] | None = call.get("ClientMetadata")
    return given


def pre_sign_up(call: Call, pool: Pool, user: User, source: str, attributes: Mapping[str, str]) -> Response:
    """Documented: before the user is made for good. A failure leaves none. Its answer confirms and verifies."""
    data = {entry["Name"]: entry.get("Value") for entry in call.get("ValidationData", ())}
    shown = dict(attributes) | ({"sub": user.sub} if deviates("pre-sign-up-with-sub") else {})
    by_admin = call.operation == "AdminCreateUser"
    lost = "pre-sign-up-loses-metadata-of-administrator" if by_admin else "pre-sign-up-loses-metadata"
    request = {
        "userAttributes": varied(shown, "pre-sign-up-without-attributes", {}),
        "validationData": varied(data or None, "pre-sign-up-loses-validation-data", None),
        "clientMetadata": varied(call.get("ClientMetadata"), lost, None),
    }
    response = dict.fromkeys(("autoConfirmUser", "autoVerifyEmail", "autoVerifyPhone"), False)
    response = varied(response, "pre-sign-up-with-empty-response", {})
    username = varied(user.username, "pre-sign-up-name-as-typed", call["Username"])
    try:
        return run(call, pool, "PreSignUp", source, username=username, request=request, response=response)
    except ApiError:
        if not deviates("pre-sign-up-refusal-leaves-user"):
            remove_user(pool, user)
        raise


def confirmed_by(pool: Pool, user: User, response: Response) -> bool:
    """Documented: autoConfirmUser confirms; with it the addresses can be verified."""
    if configured(pool, "PreSignUp") and deviates("pre-sign-up-always-confirms"):
        response = response | {"autoConfirmUser": True}
    if response.get("autoConfirmUser") is not True or deviates("auto-confirm-ignored"):
        return False
    if not deviates("auto-confirm-keeps-status"):
        user.status = CONFIRMED
    for flag, name in (("autoVerifyEmail", "email"), ("autoVerifyPhone", "phone_number")):
        if response.get(flag) is True and user.attributes.get(name) and not deviates("auto-verify-ignored"):
            user.attributes[f"{name}_verified"] = "true"
    index(pool, user)
    return True


def post_confirmation(call: Call, pool: Pool, user: User, source: str) -> None:
    """After the status moved on, or a forgotten password was set."""
    by_code = call.operation.startswith("Confirm")
    lost = "post-confirmation-loses-metadata-of-code" if by_code else "post-confirmation-loses-metadata"
    given = varied(call.get("ClientMetadata"), lost, None)
    request = {"userAttributes": attributes_of(user, "PostConfirmation"), "clientMetadata": given}
    if call.operation == "SignUp" and deviates("post-confirmation-not-after-auto-confirm"):
        return
    if call.operation == "AdminConfirmSignUp" and deviates("post-confirmation-not-by-administrator"):
        return
    try:
        run(call, pool, "PostConfirmation", f"PostConfirmation_{source}", username=user.username, request=request)
    except InvalidLambdaResponseException:
        if deviates("post-confirmation-junk-undoes"):
            user.status = UNCONFIRMED
        raise
    except UserLambdaValidationException:
        if call.operation != "AdminConfirmSignUp" or not deviates(
            "post-confirmation-refusal-ignored-for-administrator"
        ):
            raise
