"""AWS's own verifier of Cognito tokens for Node, run once per process and asked over its standard input and output."""

from __future__ import annotations

import json
import shutil
from functools import cache
from typing import Any

from conformance.transport.installs import NotInstalled, node_program
from conformance.transport.programs import Program

NAME = "aws-jwt-verify"


def refusal(token: str, jwks: dict[str, Any], *, pool_id: str, client_id: str, token_use: str, now: int) -> str:
    """Why CognitoJwtVerifier refuses this token, as ``<error>: <text>``; empty when it accepts it.

    Raises ``NotInstalled`` and ``ProgramLost``.
    """
    return _program().refusal(
        {"token": token, "jwks": jwks, "userPoolId": pool_id, "clientId": client_id, "tokenUse": token_use, "now": now}
    )


@cache
def unavailable() -> str:
    """Why the verifier cannot run here; empty when it can. Installs it."""
    try:
        node_program(__package__, NAME)
    except NotInstalled as error:
        return f"{NAME}: {error}"
    return ""


def version() -> str:
    """The package's version. Raises ``NotInstalled``."""
    locked = json.loads((node_program(__package__, NAME) / "package-lock.json").read_text("utf-8"))
    return str(locked["packages"][f"node_modules/{NAME}"]["version"])


@cache
def _program() -> Program:
    return Program(NAME, [shutil.which("node") or "node", str(node_program(__package__, NAME) / "judge.mjs")])
