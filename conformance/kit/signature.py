"""Signatures judged by PyJWT, with the keys that a pool publishes."""

from __future__ import annotations

import json
from typing import Any

from conformance.kit.jwt import with_claims, with_signature_bit_flipped


def refusal(token: str, key: dict[str, Any] | None, **expected: Any) -> str:
    """Why PyJWT refuses a token under RS256 with this JWK, by the name of its exception; empty when it accepts it.

    Times are compared by the caller, with the clock of the target. ``expected`` may hold ``issuer`` and ``audience``.
    """
    import jwt

    if key is None:
        return "NoSuchKey"
    try:
        public = jwt.PyJWK(key, "RS256").key
        options: Any = dict.fromkeys(("verify_exp", "verify_iat", "verify_nbf"), False)
        options["verify_aud"] = "audience" in expected
        jwt.decode(token, public, algorithms=["RS256"], options=options, **expected)
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError) as error:
        return type(error).__name__
    return ""


def tampered(token: str, place: int) -> list[str]:
    """The token with a bit of its signature changed, and with its claims changed: neither may verify."""
    return [with_signature_bit_flipped(token, place), with_claims(token, {"sub": json.dumps(place)})]
