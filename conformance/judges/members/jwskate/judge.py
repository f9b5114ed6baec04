"""jwskate: ``JwtVerifier``."""

from __future__ import annotations

from typing import Any

from jwskate import JwtVerifier, SignedJwt


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused."""
    use = asked["use"]
    if asked["configuration"] == "default":
        JwtVerifier(asked["jwks"], issuer=asked["issuer"], alg="RS256").verify(asked["token"])
        return
    audience = asked["client_id"] if use == "id" else None
    rules = JwtVerifier(asked["jwks"], issuer=asked["issuer"], audience=audience, alg="RS256", leeway=0)

    def expected(token: SignedJwt) -> None:
        if token.claims.get("token_use") != use:
            raise ValueError(f"token_use is {token.claims.get('token_use')}")
        if use == "access" and token.claims.get("client_id") != asked["client_id"]:
            raise ValueError(f"client_id is {token.claims.get('client_id')}")

    rules.custom_verifier(expected)
    rules.verify(asked["token"])
