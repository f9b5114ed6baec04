"""amazon-cognito-identity-js: what web applications sign in with."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from conformance.judges.bench import PASSWORD, WRONG
from conformance.judges.case import Case
from conformance.transport.installs import node_program
from conformance.transport.programs import Program

if TYPE_CHECKING:
    from conformance.judges.bench import Bench

NAME = "amazon-cognito-identity-js"
ABOUT = "AWS's client for web applications: SRP, sessions"


def version() -> str:
    """The package's version. Raises ``NotInstalled``."""
    locked = json.loads((node_program(__package__, NAME) / "package-lock.json").read_text("utf-8"))
    return str(locked["packages"][f"node_modules/{NAME}"]["version"])


def cases(bench: Bench) -> Iterator[Case]:
    """Sign-in by SRP, and refreshing the session."""

    def asked(do: str, **more: str) -> str:
        common = {"do": do, "pool": bench.pool.id, "client": bench.client.id, "endpoint": bench.relay.url}
        return _program().refusal(common | {"username": bench.user.login} | more)

    refresh = "refreshed session"
    yield Case("SRP sign-in", "right", "the right password", lambda: asked("srp", password=PASSWORD))
    yield Case("SRP sign-in", "wrong", "a wrong password", lambda: asked("srp", password=WRONG))
    yield Case(refresh, "right", "the refresh token", lambda: asked("refresh", token=bench.session.refresh))
    yield Case(refresh, "wrong", "an access token in its place", lambda: asked("refresh", token=bench.session.access))


@cache
def _program() -> Program:
    return Program(NAME, [shutil.which("node") or "node", str(node_program(__package__, NAME) / "judge.mjs")])
