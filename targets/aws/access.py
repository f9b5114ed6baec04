"""Answers by which AWS itself, not Cognito, turns the suite away: they say nothing about a pool, and end a run."""

from __future__ import annotations

import re

from targets.interface import TargetGone

_EXPIRED = re.compile(r"ExpiredToken(Exception)?|TokenRefreshRequired|RequestExpired")
_UNKNOWN_KEYS = re.compile(r"UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|AuthFailure")
_SIGNATURE = re.compile(r"SignatureDoesNotMatch|InvalidSignature(Exception)?|IncompleteSignature(Exception)?")
_DENIED = re.compile(r"AccessDenied(Exception)?|UnauthorizedOperation|OptInRequired")
_BY_IAM = re.compile(r"not authorized to perform|explicit deny|no identity-based policy")
_ACTION = re.compile(r"not authorized to perform: ([\w-]+:\w+)")  # AWS says which one of several was not allowed
_CLOCK = re.compile(r"Signature expired|Signature not yet current|is now earlier than|is now later than", re.IGNORECASE)
_PREFIXES = {"service-quotas": "servicequotas"}
_PERMISSIONS = {("lambda", "Invoke"): "InvokeFunction", ("sqs", "DeleteMessageBatch"): "DeleteMessage"}  # documented
_SCOPE = re.compile(r"Credential should be scoped to a valid region", re.IGNORECASE)


class NotPermitted(TargetGone):
    """A permission is missing, for this request at least: the next one may be allowed."""


def access_lost(action: str, code: str, message: str) -> str:
    """Why nothing more can be asked with these keys, and what to do; empty for an answer of Cognito's.

    ``action`` is as policies have it. Cognito refuses with AccessDeniedException, too; what IAM refuses says who is not
    authorized to do what. Of requests that are not signed this says nothing: AWS turns none of them away.
    """
    if _EXPIRED.fullmatch(code) and not _CLOCK.search(message):
        return "the login of the profile has expired: log in again, then run again"
    if _CLOCK.search(message):
        return f"the clock of this machine is wrong, says AWS ({shortened(message)}): set it, then run again"
    if _UNKNOWN_KEYS.fullmatch(code):
        return f"AWS does not know the keys of the profile ({code}): renew them, or name another profile"
    if _SCOPE.search(message):
        return f"the keys were used for a region that does not take them ({shortened(message)}): name another region"
    if _SIGNATURE.fullmatch(code):
        return f"AWS does not accept the signature ({code}): the secret key of the profile is not the right one"
    return denied(action, message) if is_denied(action, code, message) else ""


def is_denied(action: str, code: str, message: str) -> bool:
    """Whether IAM, not Cognito, refuses. Other services deny nothing by themselves, however they word it."""
    by_iam = _BY_IAM.search(message) is not None or not action.startswith("cognito-idp:")
    return _DENIED.fullmatch(code) is not None and by_iam


def permission_for(service: str, operation: str) -> str:
    """The permission that an operation takes, as policies have it."""
    prefix = _PREFIXES.get(service, service)
    return f"{prefix}:{_PERMISSIONS.get((service, operation), operation)}"


def denied(action: str, message: str) -> str:
    """What to do where a policy does not let the profile do something."""
    return (
        f"the permission {action_in(message) or action} is missing ({shortened(message)}): 'cognito-conformance aws "
        "policy' prints what a run needs"
    )


def action_in(message: str) -> str:
    """The action that IAM says somebody may not do; empty where it says nothing of the kind."""
    said = _ACTION.search(message)
    return said[1] if said else ""


def shortened(message: str) -> str:
    """The first words, without the digits of accounts."""
    plain = re.sub(r"\b\d{12}\b", "(account)", " ".join(message.split()))
    return plain if len(plain) <= 200 else f"{plain[:200]}..."
