"""python-jose: ``jose.jwt.decode`` with the pool's set of keys."""

from __future__ import annotations

from typing import Any

from jose import jwt


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused."""
    token, keys, use = asked["token"], asked["jwks"], asked["use"]
    if asked["configuration"] == "default":
        jwt.decode(token, keys, algorithms=["RS256"])
        return
    found = jwt.decode(
        token,
        keys,
        algorithms=["RS256"],
        issuer=asked["issuer"],
        audience=asked["client_id"] if use == "id" else None,
        access_token=asked.get("access_token"),
        options={"require_exp": True, "require_iss": True, "verify_aud": use == "id", "verify_at_hash": use == "id"},
    )
    if found["token_use"] != use:
        raise ValueError(f"token_use is {found['token_use']}")
    if use == "access" and found.get("client_id") != asked["client_id"]:
        raise ValueError(f"client_id is {found.get('client_id')}")
