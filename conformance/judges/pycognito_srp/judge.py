"""Runs in a separate environment: one JSON object per line in, ``{"refused": "<error>: <text>"}`` per line out."""

from __future__ import annotations

import json
import sys
from typing import Any

import boto3
from botocore.config import Config
from pycognito import Cognito
from pycognito.aws_srp import AWSSRP


def srp(asked: dict[str, Any]) -> str:
    """A sign-in."""
    client = boto3.client(
        "cognito-idp",
        endpoint_url=asked["endpoint"],
        region_name=asked["region"],
        aws_access_key_id=asked["key"],
        aws_secret_access_key=asked["secret"],
        config=Config(proxies={}, retries={"total_max_attempts": 1}),
    )
    aws = AWSSRP(asked["username"], asked["password"], asked["pool"], asked["client"], client=client)
    tokens = aws.authenticate_user()
    return "" if tokens.get("AuthenticationResult", {}).get("AccessToken") else f"no tokens but {sorted(tokens)}"


def verify(asked: dict[str, Any]) -> str:
    """A token."""
    cognito = Cognito(asked["pool"], asked["client"], user_pool_region=asked["region"], access_key="x", secret_key="x")
    cognito.pool_jwk = asked["jwks"]
    cognito.access_token = asked["access"]
    cognito.verify_token(asked["token"], f"{asked['use']}_token", asked["use"])
    return ""


def refusal(asked: dict[str, Any]) -> str:
    """Why the client refuses; empty when it accepts."""
    try:
        return srp(asked) if asked["do"] == "srp" else verify(asked)
    except Exception as error:  # whatever the client raises is its answer
        return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps({"refused": refusal(json.loads(line))}), flush=True)
