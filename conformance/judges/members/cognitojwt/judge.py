"""cognitojwt: ``decode`` with the pool's region and id; keys from a file of the set, as its setting allows."""

from __future__ import annotations

import os
from typing import Any

import cognitojwt


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused."""
    os.environ["AWS_COGNITO_JWKS_PATH"] = asked["jwks_url"]
    client = asked["client_id"] if asked["configuration"] == "recommended" else None
    found = cognitojwt.decode(asked["token"], asked["region"], asked["pool_id"], app_client_id=client)
    if client and (found["iss"] != asked["issuer"] or found["token_use"] != asked["use"]):
        raise ValueError(f"iss is {found['iss']}, token_use is {found['token_use']}")
