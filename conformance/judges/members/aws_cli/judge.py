"""The AWS command line interface with ``--endpoint-url``: initiate-auth and get-user."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PROGRAM = Path(sys.executable).parent / "aws"
SECONDS = 50


class CommandFailed(Exception):
    """The command ended with another exit status than 0; the message is what it printed."""


def ask(asked: dict[str, Any]) -> dict[str, Any]:
    """Raises ``CommandFailed``."""
    if asked["do"] == "get_user":
        return {"username": answered(asked, "get-user", {"AccessToken": asked["token"]})["Username"]}
    refresh = asked["do"] == "refresh"
    given = {"REFRESH_TOKEN": asked["token"]} if refresh else {"USERNAME": asked["username"]}
    request = {
        "AuthFlow": "REFRESH_TOKEN_AUTH" if refresh else "USER_PASSWORD_AUTH",
        "ClientId": asked["client_id"],
        "AuthParameters": given | ({} if refresh else {"PASSWORD": asked["password"]}),
    }
    tokens = answered(asked, "initiate-auth", request)["AuthenticationResult"]
    return {
        "access": tokens["AccessToken"],
        "refresh": tokens.get("RefreshToken"),
        "expires_in": tokens.get("ExpiresIn"),
    }


def answered(asked: dict[str, Any], command: str, request: dict[str, Any]) -> dict[str, Any]:
    """What the command prints."""
    own = {"AWS_MAX_ATTEMPTS": "1"} if asked.get("retries") is False else {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "request.json"  # so that no password appears in the process list
        file.write_text(json.dumps(request), encoding="utf-8")
        words = ["cognito-idp", command, "--endpoint-url", asked["endpoint"], "--region", asked["region"]]
        words += ["--output", "json", "--cli-input-json", f"file://{file}"]
        done = subprocess.run(
            [sys.executable, str(PROGRAM), *words],
            env={**os.environ, "AWS_PAGER": "", **own},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    if done.returncode:
        raise CommandFailed(done.stderr.strip() or f"exit status {done.returncode}")
    found: dict[str, Any] = json.loads(done.stdout or "{}")
    return found
