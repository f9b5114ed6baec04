"""The policy of a key: documented, no policy of IAM reaches a key whose own policy does not name the account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from targets.aws.twin.policy import Demand, Policy
from targets.aws.twin.principal import Principal

KEY = ":key/"


def verdict(document: str, demand: Demand, principal: Principal, account: str) -> str:
    """What the key's policy says of a request on it.

    ``allowed`` by itself; ``denied``; ``delegated``: the policies of IAM decide; ``not allowed``.
    Raises ``BadPolicy`` for a document that cannot be read.
    """
    statements = json.loads(document)["Statement"]
    listed = [statements] if isinstance(statements, Mapping) else list(statements)
    own = _verdict([each for each in listed if _names(each) & _forms(principal, account)], demand)
    if own in ("denied", "allowed"):
        return own
    whole = _verdict([each for each in listed if _names(each) & {account, f"arn:aws:iam::{account}:root"}], demand)
    return {"allowed": "delegated"}.get(whole, whole)


def _verdict(statements: list[Mapping[str, Any]], demand: Demand) -> str:
    if not statements:
        return "not allowed"
    kept = [{name: value for name, value in each.items() if name != "Principal"} for each in statements]
    return Policy({"Statement": kept}).verdict(demand)


def _names(statement: Mapping[str, Any]) -> set[str]:
    """Whom a statement is about."""
    given = statement.get("Principal", {})
    named = given.get("AWS", []) if isinstance(given, Mapping) else given
    return {named} if isinstance(named, str) else set(map(str, named))


def _forms(principal: Principal, account: str) -> set[str]:
    """Every way in which a policy may name a principal."""
    role = principal.arn.partition("assumed-role/")[2].partition("/")[0]
    return {"*", principal.arn, *([f"arn:aws:iam::{account}:role/{role}"] if role else [])}
