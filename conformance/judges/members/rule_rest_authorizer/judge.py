"""The COGNITO_USER_POOLS authorizer of REST APIs, as its documentation describes it.

A method without scopes takes ID tokens; one with scopes takes access tokens that have one of them. ``aud`` is compared
where an identity validation expression is given.
"""

from __future__ import annotations

from typing import Any

from conformance.judges.rules import claims_of, one_of

SCOPES = {"aws.cognito.signin.user.admin", "openid", "orders/read"}


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused."""
    found = claims_of(asked)
    scoped = asked["configuration"] == "recommended" and asked["use"] == "access"
    wanted = "access" if scoped else "id"
    if found.get("token_use") != wanted:
        raise ValueError(f"token_use is {found.get('token_use')}")
    if scoped:
        one_of(SCOPES, found)
    elif asked["configuration"] == "recommended" and found.get("aud") != asked["client_id"]:
        raise ValueError(f"aud is {found.get('aud')}")
