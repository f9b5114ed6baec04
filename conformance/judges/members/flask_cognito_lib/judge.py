"""flask-cognito-lib: its service of tokens, as the decorators of a Flask application call it."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

from flask_cognito_lib.services.token_svc import TokenService


@cache
def service(issuer: str, client_id: str, jwks_url: str) -> TokenService:
    """The service with the configuration that Flask would give it; the keys are at an address of this machine."""
    config = SimpleNamespace(
        issuer=issuer, user_pool_client_id=client_id, jwk_endpoint=jwks_url, secret_key=b"a secret of this judge"
    )
    return TokenService(config)


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused."""
    tokens = service(asked["issuer"], asked["client_id"], asked["jwks_url"])
    verify = tokens.verify_id_token if asked["use"] == "id" else tokens.verify_access_token
    found = verify(asked["token"])
    if asked["configuration"] == "recommended" and found["token_use"] != asked["use"]:
        raise ValueError(f"token_use is {found['token_use']}")
