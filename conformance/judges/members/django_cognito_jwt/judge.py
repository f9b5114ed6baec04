"""django-cognito-jwt: its validator, as the authentication class calls it."""

from __future__ import annotations

from functools import cache
from typing import Any

import django.conf
from django_cognito_jwt import validator as package

django.conf.settings.configure()


@cache
def validator(region: str, pool_id: str, audience: str | None, issuer: str, jwks_url: str) -> Any:
    """The validator of one pool; its keys are at an address of this machine."""
    found = package.TokenValidator(region, pool_id, audience)
    found.pool_url = jwks_url.removesuffix("/.well-known/jwks.json")
    assert found._json_web_keys  # fetched from there; from here on pool_url is what iss has to be
    found.pool_url = issuer
    return found


def ask(asked: dict[str, Any]) -> None:
    """Raises where the token is refused. By default COGNITO_AUDIENCE is set, as the documentation's example has it."""
    by_use = asked["configuration"] == "recommended"
    audience = None if by_use and asked["use"] == "access" else asked["client_id"]
    place = (asked["region"], asked["pool_id"], audience, asked["issuer"], asked["jwks_url"])
    found = validator(*place).validate(asked["token"])
    if by_use and found["token_use"] != asked["use"]:
        raise ValueError(f"token_use is {found['token_use']}")
    if by_use and asked["use"] == "access" and found.get("client_id") != asked["client_id"]:
        raise ValueError(f"client_id is {found.get('client_id')}")
