"""joserfc: ``jwt.decode``, and a registry of claims."""

from __future__ import annotations

from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused."""
    keys = KeySet.import_key_set(asked["jwks"])
    if asked["configuration"] == "default":
        jwt.decode(asked["token"], keys)
        return
    own = {"aud": asked["client_id"]} if asked["use"] == "id" else {"client_id": asked["client_id"]}
    wanted = {"iss": asked["issuer"], "token_use": asked["use"], **own}
    options: Any = {name: {"essential": True, "value": value} for name, value in wanted.items()}
    rules = jwt.JWTClaimsRegistry(exp={"essential": True}, **options)
    rules.validate(jwt.decode(asked["token"], keys, algorithms=["RS256"]).claims)
