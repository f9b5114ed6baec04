"""Policies of keys and roles are read when they are given: what is not understood is refused, never ignored."""

from __future__ import annotations

import json
from typing import Any

from targets.aws.twin.key_policy import read
from targets.aws.twin.operations import Operation
from targets.aws.twin.policy import BadPolicy, Policy
from targets.aws.twin.refusals import Refused

OF_KEYS = {"CreateKey": "Policy", "PutKeyPolicy": "Policy"}
OF_ROLES = dict.fromkeys(("PutRolePolicy", "PutUserPolicy", "CreatePolicy", "CreatePolicyVersion"), "PolicyDocument")


def must_be_readable(operation: Operation) -> None:
    """Raises ``Refused`` where a request gives a policy that cannot be read here."""
    member = OF_KEYS.get(operation.name) or OF_ROLES.get(operation.name)
    given = operation.params.get(member) if member else None
    if given is None:
        return
    try:
        _read(operation.name, str(given))
    except BadPolicy as error:
        code = "MalformedPolicyDocumentException" if operation.name in OF_KEYS else "MalformedPolicyDocument"
        raise Refused(code, f"TWIN: {error}") from error


def _read(operation: str, text: str) -> None:
    if operation in OF_KEYS:
        read(text)
        return
    try:
        document: Any = json.loads(text)
    except ValueError as error:
        raise BadPolicy(f"the policy is no JSON: {error}") from error
    Policy(document)
