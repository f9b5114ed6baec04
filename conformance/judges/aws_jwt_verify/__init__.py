"""AWS's own verifier of Cognito tokens for Node, run once per process and asked over its standard input and output.

It is installed from npm, by the locked version beside this file, when it is first wanted.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

PARTS = ("package.json", "package-lock.json", "judge.mjs")
INSTALL_SECONDS = 120


class JudgeLost(Exception):
    """The judge ended or answered nonsense: a defect of this suite or of the machine, never of the target."""


class _Program:
    def __init__(self, folder: Path) -> None:
        command = [_tool("node"), str(folder / "judge.mjs")]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        atexit.register(self.process.kill)

    def ask(self, question: dict[str, Any]) -> str:
        """Why a token is refused; empty when it is accepted."""
        to, back = self.process.stdin, self.process.stdout
        if to is None or back is None:
            raise JudgeLost("aws-jwt-verify was started without pipes")
        try:
            to.write(json.dumps(question) + "\n")
            to.flush()
            return str(json.loads(back.readline())["refused"])
        except (OSError, ValueError, KeyError) as error:
            raise JudgeLost(f"aws-jwt-verify gave no answer ({type(error).__name__}: {error})") from error


def refusal(
    token: str, jwks: dict[str, Any], *, pool_id: str, client_id: str, token_use: str, now: int
) -> str:
    """Why CognitoJwtVerifier refuses this token, as ``<error>: <text>``; empty when it accepts it."""
    return _program().ask(
        {"token": token, "jwks": jwks, "userPoolId": pool_id, "clientId": client_id, "tokenUse": token_use, "now": now}
    )


@cache
def unavailable() -> str:
    """Why this judge cannot be asked here; empty when it can. Installs it."""
    missing = [tool for tool in ("node", "npm") if shutil.which(tool) is None]
    if missing:
        return f"aws-jwt-verify needs Node: {' and '.join(missing)} not found"
    try:
        _installed()
    except subprocess.CalledProcessError as error:
        return f"npm could not install aws-jwt-verify: {(error.stderr or '').strip()[-200:]}"
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"npm could not install aws-jwt-verify: {error}"
    return ""


@cache
def _program() -> _Program:
    return _Program(_installed())


@cache
def _installed() -> Path:
    """The folder with the program and its package, made once per user and version."""
    texts = {name: (files(__package__) / name).read_bytes() for name in PARTS}
    digest = hashlib.sha256(b"".join(texts.values())).hexdigest()[:12]
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cognito-conformance" / "judges"
    folder = base / f"aws-jwt-verify-{digest}"
    if folder.is_dir():
        return folder
    base.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=base) as temporary:
        fresh = Path(temporary) / "fresh"
        fresh.mkdir()
        for name, text in texts.items():
            (fresh / name).write_bytes(text)
        command = [_tool("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=fresh, check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS)
        try:
            fresh.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process was faster
                raise
    return folder


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"{name} not found")
    return found
