"""boto3: InitiateAuth and GetUser, with the SDK's own retries unless the question turns them off."""

from __future__ import annotations

from typing import Any

import boto3
from botocore.config import Config


def client(asked: dict[str, Any]) -> Any:
    """The client of the user pools API."""
    retries: dict[str, Any] = {"retries": {"total_max_attempts": 1}} if asked.get("retries") is False else {}
    return boto3.client(
        "cognito-idp",
        endpoint_url=asked["endpoint"],
        region_name=asked["region"],
        config=Config(proxies={}, **retries),
    )


def ask(asked: dict[str, Any]) -> dict[str, Any]:
    """Raises where the client refuses, or is refused."""
    if asked["do"] == "get_user":
        return {"username": client(asked).get_user(AccessToken=asked["token"])["Username"]}
    refresh = asked["do"] == "refresh"
    own = {"REFRESH_TOKEN": asked["token"]} if refresh else {}
    given = own or {"USERNAME": asked["username"], "PASSWORD": asked["password"]}
    answer = client(asked).initiate_auth(
        AuthFlow="REFRESH_TOKEN_AUTH" if refresh else "USER_PASSWORD_AUTH",
        ClientId=asked["client_id"],
        AuthParameters=given,
    )
    tokens = answer["AuthenticationResult"]
    return {
        "access": tokens["AccessToken"],
        "refresh": tokens.get("RefreshToken"),
        "expires_in": tokens.get("ExpiresIn"),
    }
