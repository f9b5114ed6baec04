"""PyJWT: ``jwt.decode`` with a key of ``PyJWKClient``."""

from __future__ import annotations

from functools import cache
from typing import Any

import jwt


@cache
def keys(url: str) -> jwt.PyJWKClient:
    """The client of this set."""
    return jwt.PyJWKClient(url)


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused."""
    token, recommended = asked["token"], asked["configuration"] == "recommended"
    key = keys(asked["jwks_url"]).get_signing_key_from_jwt(token)
    if not recommended:
        jwt.decode(token, key, algorithms=["RS256"])
        return
    use = asked["use"]
    found = jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        issuer=asked["issuer"],
        audience=asked["client_id"] if use == "id" else None,
        options={"require": ["exp", "iss", "token_use"], "verify_aud": use == "id"},
    )
    if found["token_use"] != use:
        raise ValueError(f"token_use is {found['token_use']}")
    if use == "access" and found.get("client_id") != asked["client_id"]:
        raise ValueError(f"client_id is {found.get('client_id')}")
