"""The JWT authorizer of HTTP APIs, as its documentation describes it.

``aud`` or, where there is none, ``client_id`` is one of the audiences; ``nbf`` and ``iat`` are in the past; the token
has one of the route's scopes, if the route has any.
"""

from __future__ import annotations

import time
from typing import Any

from conformance.judges.rules import claims_of, one_of

SCOPES = {"aws.cognito.signin.user.admin", "openid", "orders/read"}


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused."""
    found = claims_of(asked)
    audience = found["aud"] if "aud" in found else found.get("client_id")
    if audience != asked["client_id"]:
        raise ValueError(f"aud or client_id is {audience}")
    for name in ("nbf", "iat"):
        if not found.get(name, 0) < time.time():
            raise ValueError(f"{name} is not in the past")
    if asked["configuration"] == "recommended" and asked["use"] == "access":
        one_of(SCOPES, found)
