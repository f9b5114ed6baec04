"""Flask-AWSCognito: its TokenService, which gets the set of keys by a function that fetches it."""

from __future__ import annotations

from typing import Any

import requests
from flask_awscognito.services.token_service import TokenService

services: dict[str, Any] = {}


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused."""
    url = asked["jwks_url"]
    if url not in services:
        services[url] = TokenService(
            asked["pool_id"],
            asked["client_id"],
            asked["region"],
            request_client=lambda _: requests.get(url, timeout=30),
        )
    services[url].verify(asked["token"])
    found = services[url].claims
    if asked["configuration"] == "recommended" and (found["iss"], found["token_use"]) != (
        asked["issuer"],
        asked["use"],
    ):
        raise ValueError(f"iss is {found['iss']}, token_use is {found['token_use']}")
