"""pycognito: SRP, renewing a session, and the verification of tokens."""

from __future__ import annotations

from typing import Any

import boto3
from botocore.config import Config
from pycognito import Cognito
from pycognito.aws_srp import AWSSRP


def client(asked: dict[str, Any]) -> Any:
    """boto3's client, with its own retries unless the question turns them off."""
    retries: dict[str, Any] = {"retries": {"total_max_attempts": 1}} if asked.get("retries") is False else {}
    return boto3.client(
        "cognito-idp",
        endpoint_url=asked["endpoint"],
        region_name=asked["region"],
        aws_access_key_id="made",
        aws_secret_access_key="up",
        config=Config(proxies={}, **retries),
    )


def signed_in(asked: dict[str, Any]) -> dict[str, Any]:
    """A sign-in by SRP."""
    srp = AWSSRP(asked["username"], asked["password"], asked["pool_id"], asked["client_id"], client=client(asked))
    found = srp.authenticate_user().get("AuthenticationResult", {})
    return {"access": found["AccessToken"], "refresh": found.get("RefreshToken")}


def renewed(asked: dict[str, Any]) -> dict[str, Any]:
    """A session renewed with its refresh token; which refresh token the client goes on with."""
    user = Cognito(asked["pool_id"], asked["client_id"], user_pool_region=asked["region"], refresh_token=asked["token"])
    user.client = client(asked)
    user.pool_jwk = asked["jwks"]  # the new tokens are verified; the keys would be asked of AWS otherwise
    user.renew_access_token()
    return {"access": user.access_token, "refresh": user.refresh_token}


def verify(asked: dict[str, Any]) -> dict[str, Any]:
    """A token; a client that is given no endpoint expects the issuer of the pool's region and id."""
    user = Cognito(
        asked["pool_id"], asked["client_id"], user_pool_region=asked["region"], access_key="x", secret_key="x"
    )
    user.pool_jwk = asked["jwks"]
    user.access_token = asked.get("access_token") or asked["token"]
    found = user.verify_token(asked["token"], f"{asked['use']}_token", asked["use"])
    if asked["configuration"] == "recommended" and found.get("client_id", asked["client_id"]) != asked["client_id"]:
        raise ValueError(f"client_id is {found['client_id']}")
    return {}


def ask(asked: dict[str, Any]) -> dict[str, Any]:
    """Raises where the client refuses, or is refused."""
    does = {"srp": signed_in, "sign_in": signed_in, "refresh": renewed}
    return does[asked["do"]](asked) if asked.get("do") in does else verify(asked)
