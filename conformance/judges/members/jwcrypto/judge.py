"""jwcrypto: ``jwt.JWT`` with the pool's set of keys."""

from __future__ import annotations

import json
from typing import Any

from jwcrypto import jwk, jwt


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused."""
    keys = jwk.JWKSet.from_json(json.dumps(asked["jwks"]))
    if asked["configuration"] == "default":
        jwt.JWT(jwt=asked["token"], key=keys)
        return
    own = {"aud": asked["client_id"]} if asked["use"] == "id" else {"client_id": asked["client_id"]}
    wanted: dict[str, Any] = {"iss": asked["issuer"], "token_use": asked["use"], "exp": None, **own}
    token = jwt.JWT(check_claims=wanted, algs=["RS256"])
    token.leeway = 0
    token.deserialize(asked["token"], keys)
