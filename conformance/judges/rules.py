"""What the rules of AWS's documentation have in common: signature, issuer and times. No leeway is documented."""

from __future__ import annotations

import time
from typing import Any


def claims_of(asked: dict[str, Any]) -> dict[str, Any]:
    """The claims of a token that one of the pool's keys signed by its own algorithm. Raises ``ValueError``."""
    import jwt

    keys = {key["kid"]: key for key in asked["jwks"]["keys"]}
    key = keys.get(jwt.get_unverified_header(asked["token"]).get("kid"))
    if key is None:
        raise ValueError("no key of this kid")
    options: Any = dict.fromkeys(("verify_exp", "verify_iat", "verify_nbf", "verify_aud"), False)
    try:
        found: dict[str, Any] = jwt.decode(asked["token"], jwt.PyJWK(key), algorithms=[key["alg"]], options=options)
    except jwt.PyJWTError as error:
        raise ValueError(str(error)) from error
    if found.get("iss") != asked["issuer"]:
        raise ValueError(f"iss is {found.get('iss')}")
    if not found.get("exp", 0) > time.time():
        raise ValueError("expired")
    return found


def one_of(scopes: set[str], claims: dict[str, Any]) -> None:
    """One of these scopes has to be among the token's. Raises ``ValueError``."""
    if not scopes & set(str(claims.get("scope", "")).split()):
        raise ValueError(f"none of the scopes: {claims.get('scope')}")
