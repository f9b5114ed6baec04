"""AWS's own verifier of Cognito tokens for Node, run once per process and asked over its standard input and output."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from conformance.judges.case import Case, NotInstalled
from conformance.judges.install import node_program
from conformance.judges.program import Program

if TYPE_CHECKING:
    from conformance.judges.bench import Bench

NAME = "aws-jwt-verify"
ABOUT = "AWS's verifier of Cognito tokens for Node"


def refusal(token: str, jwks: dict[str, Any], *, pool_id: str, client_id: str, token_use: str, now: int) -> str:
    """Why CognitoJwtVerifier refuses this token, as ``<error>: <text>``; empty when it accepts it."""
    return _program().refusal(
        {"token": token, "jwks": jwks, "userPoolId": pool_id, "clientId": client_id, "tokenUse": token_use, "now": now}
    )


@cache
def unavailable() -> str:
    """Why this judge cannot be asked here; empty when it can. Installs it."""
    try:
        node_program(__package__, NAME)
    except NotInstalled as error:
        return f"{NAME}: {error}"
    return ""


def version() -> str:
    """Of the package. Raises ``NotInstalled``."""
    locked = json.loads((node_program(__package__, NAME) / "package-lock.json").read_text("utf-8"))
    return str(locked["packages"][f"node_modules/{NAME}"]["version"])


def cases(bench: Bench) -> Iterator[Case]:
    """Both tokens, and what was made of them."""

    def asked(token: str, use: str) -> str:
        own = {"pool_id": bench.pool.id, "client_id": bench.client.id, "token_use": use}
        return refusal(token, bench.jwks(bench.pool), now=int(bench.now()), **own)

    yield from bench.tokens_judged(asked)


@cache
def _program() -> Program:
    return Program(NAME, [shutil.which("node") or "node", str(node_program(__package__, NAME) / "judge.mjs")])
