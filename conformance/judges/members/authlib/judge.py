"""Authlib: ``JsonWebToken.decode``, and ``claims.validate``."""

from __future__ import annotations

from typing import Any

from authlib.jose import JsonWebKey, JsonWebToken, jwt


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused."""
    keys = JsonWebKey.import_key_set(asked["jwks"])
    if asked["configuration"] == "default":
        jwt.decode(asked["token"], keys)
        return
    own = {"aud": asked["client_id"]} if asked["use"] == "id" else {"client_id": asked["client_id"]}
    wanted = {"iss": asked["issuer"], "token_use": asked["use"], **own}
    options: dict[str, Any] = {name: {"essential": True, "value": value} for name, value in wanted.items()}
    found = JsonWebToken(["RS256"]).decode(asked["token"], keys, claims_options=options | {"exp": {"essential": True}})
    found.validate()
    for name in ("token_use", "client_id"):  # validate() compares the registered claims alone
        if found.get(name) != wanted.get(name, found.get(name)):
            raise ValueError(f"{name} is {found.get(name)}")
