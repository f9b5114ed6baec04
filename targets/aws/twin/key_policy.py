"""The policy of a key: documented, no policy of IAM reaches a key whose own policy does not name the account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from targets.aws.twin.policy import BadPolicy, Demand, Policy
from targets.aws.twin.principal import Principal

KEY = ":key/"


def read(document: str) -> list[Mapping[str, Any]]:
    """The statements of a key's policy. Raises ``BadPolicy`` for what is not known here, whoever it is about."""
    try:
        found = json.loads(document)
    except ValueError as error:
        raise BadPolicy(f"the policy is no JSON: {error}") from error
    listed = found.get("Statement") if isinstance(found, Mapping) else None
    statements = [listed] if isinstance(listed, Mapping) else listed
    if not isinstance(statements, list) or not all(isinstance(each, Mapping) for each in statements):
        raise BadPolicy("the policy has to have a Statement")
    for number, each in enumerate(statements, 1):
        if "NotPrincipal" in each:
            raise BadPolicy(f"statement {number}: NotPrincipal is not known here")
        if not isinstance(each.get("Principal"), str | Mapping):
            raise BadPolicy(f"statement {number} has to have a Principal")
    Policy({**found, "Statement": [_without_principal(each) for each in statements]})
    return statements


def verdict(document: str, demand: Demand, principal: Principal, account: str) -> str:
    """What the key's policy says of a request on it.

    ``allowed`` by itself; ``denied``; ``delegated``: the policies of IAM decide; ``not allowed``.
    Raises ``BadPolicy`` for a document that cannot be read.
    """
    listed = read(document)
    own = _verdict([each for each in listed if _names(each) & _forms(principal, account)], demand)
    if own in ("denied", "allowed"):
        return own
    whole = _verdict([each for each in listed if _names(each) & {account, f"arn:aws:iam::{account}:root"}], demand)
    return {"allowed": "delegated"}.get(whole, whole)


def _verdict(statements: list[Mapping[str, Any]], demand: Demand) -> str:
    if not statements:
        return "not allowed"
    return Policy({"Statement": [_without_principal(each) for each in statements]}).verdict(demand)


def _without_principal(statement: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in statement.items() if name != "Principal"}


def _names(statement: Mapping[str, Any]) -> set[str]:
    """Whom a statement is about."""
    given = statement.get("Principal", {})
    named = given.get("AWS", []) if isinstance(given, Mapping) else given
    return {named} if isinstance(named, str) else set(map(str, named))


def _forms(principal: Principal, account: str) -> set[str]:
    """Every way in which a policy may name a principal."""
    role = principal.arn.partition("assumed-role/")[2].partition("/")[0]
    return {"*", principal.arn, *([f"arn:aws:iam::{account}:role/{role}"] if role else [])}
