"""PyJWT with its JWKS client, as many services in Python verify tokens. It is part of the suite's own environment."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Any

from conformance.judges.case import Case

if TYPE_CHECKING:
    from conformance.judges.bench import Bench

NAME = "pyjwt"
ABOUT = "a verifier of JWTs for Python"


def version() -> str:
    """The package's version."""
    return version_of("pyjwt")


def cases(bench: Bench) -> Iterator[Case]:
    """Both tokens: signature by the key of its kid, issuer, audience of ID tokens, times."""

    def refusal(token: str, use: str) -> str:
        import jwt

        bench.jwks(bench.pool)  # not offered, where there is none
        keys = jwt.PyJWKClient(bench.jwks_address(bench.pool), cache_keys=False)
        expected: dict[str, Any] = {"audience": bench.client.id} if use == "id" else {"options": {"verify_aud": False}}
        try:
            key = keys.get_signing_key_from_jwt(token)
            jwt.decode(token, key, algorithms=["RS256"], issuer=bench.issuer, leeway=60, **expected)
        except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
            return f"{type(error).__name__}: {error}"
        return ""

    yield from bench.tokens_judged(refusal)
