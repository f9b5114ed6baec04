"""Triggers around a sign-in through an identity provider. Documented: others at the first one than later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from targets.reference.core.deviation import deviates
from targets.reference.core.errors import UserLambdaValidationException
from targets.reference.core.state import User
from targets.reference.hosted.visit import Visit
from targets.reference.triggers.fire import attributes_of, run


def before_first(visit: Visit, username: str, attributes: Mapping[str, str], client_id: str | None) -> None:
    """PreSignUp: whether the user may be made. What it answers confirms nothing here."""
    request: dict[str, Any] = {"userAttributes": dict(attributes), "validationData": {}}
    try:
        _run(visit, "PreSignUp_ExternalProvider", username, request, client_id)
    except UserLambdaValidationException:
        if not deviates("federation-sign-up-refusal-ignored"):
            raise


def after_first(visit: Visit, user: User, client_id: str | None) -> None:
    """PostConfirmation: the user is there."""
    if not deviates("federation-without-post-confirmation"):
        _run(visit, "PostConfirmation_ConfirmSignUp", user.username, {"userAttributes": attributes_of(user)}, client_id)


def before_later(visit: Visit, user: User, client_id: str | None) -> None:
    """PreAuthentication."""
    if deviates("federation-signs-up-each-time"):
        before_first(visit, user.username, user.attributes, client_id)
    if not deviates("federation-without-pre-authentication"):
        request: dict[str, Any] = {"userAttributes": attributes_of(user), "validationData": {}}
        _run(visit, "PreAuthentication_Authentication", user.username, request, client_id)


def after_later(visit: Visit, user: User, client_id: str | None) -> None:
    """PostAuthentication."""
    if not deviates("federation-without-post-authentication"):
        request: dict[str, Any] = {"userAttributes": attributes_of(user), "newDeviceUsed": False}
        _run(visit, "PostAuthentication_Authentication", user.username, request, client_id)


def _run(visit: Visit, source: str, username: str, request: dict[str, Any], client_id: str | None) -> None:
    trigger = source.partition("_")[0]
    run(visit.call, visit.pool, trigger, source, username=username, request=request, client_id=client_id)
