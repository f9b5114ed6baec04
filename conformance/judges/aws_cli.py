"""The AWS command line interface with ``--endpoint-url``."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.judges.bench import PASSWORD, WRONG, resigned
from conformance.judges.case import Case
from conformance.transport.installs import python_environment
from conformance.transport.programs import ProgramLost

if TYPE_CHECKING:
    from conformance.judges.bench import Bench

NAME = "aws-cli"
ABOUT = "the AWS command line interface"
WANTED = "awscli==1.46.3"
SECONDS = 60


def version() -> str:
    """The package's version. Raises ``NotInstalled``."""
    _environment()
    return WANTED.partition("==")[2]


def cases(bench: Bench) -> Iterator[Case]:
    """A sign-in, a refresh, and a call with an access token."""
    sign_in, refresh, get_user = "initiate-auth", "initiate-auth (refresh)", "get-user"

    def signed_in(password: str) -> str:
        flow = {
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": bench.client.id,
            "AuthParameters": {"USERNAME": bench.user.login, "PASSWORD": password},
        }
        return _refusal(bench, "initiate-auth", flow, "AuthenticationResult")

    def refreshed(token: str) -> str:
        flow = {
            "AuthFlow": "REFRESH_TOKEN_AUTH",
            "ClientId": bench.client.id,
            "AuthParameters": {"REFRESH_TOKEN": token},
        }
        return _refusal(bench, "initiate-auth", flow, "AuthenticationResult")

    def got(token: str) -> str:
        return _refusal(bench, "get-user", {"AccessToken": token}, "Username")

    yield Case(sign_in, "right", "the right password", lambda: signed_in(PASSWORD))
    yield Case(sign_in, "wrong", "a wrong password", lambda: signed_in(WRONG))
    yield Case(refresh, "right", "the refresh token", lambda: refreshed(bench.session.refresh))
    yield Case(refresh, "wrong", "an access token in its place", lambda: refreshed(bench.session.access))
    yield Case(get_user, "right", "the access token", lambda: got(bench.session.access))
    yield Case(get_user, "wrong", "a bit of its signature changed", lambda: got(resigned(bench.session.access)))


def _environment() -> Path:
    return python_environment(NAME, WANTED)


def _refusal(bench: Bench, command: str, request: dict[str, Any], expected: str) -> str:
    """Why the command failed; empty when it printed an answer with this member."""
    key, secret = bench.running.made_up_keys
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": os.devnull,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_PAGER": "",
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_ACCESS_KEY_ID": key,
        "AWS_SECRET_ACCESS_KEY": secret,
        "NO_PROXY": "127.0.0.1",
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "request.json"  # so that no password appears in the process list
        file.write_text(json.dumps(request), encoding="utf-8")
        words = [
            "cognito-idp",
            command,
            "--endpoint-url",
            bench.relay.url,
            "--region",
            bench.running.region,
            "--output",
            "json",
            "--cli-input-json",
            f"file://{file}",
        ]
        program = _environment() / "bin" / "aws"
        try:
            done = subprocess.run(
                [str(_environment() / "bin" / "python"), str(program), *words],
                env=environment,
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ProgramLost(f"{NAME}: {error}") from error
    if done.returncode:
        return done.stderr.strip() or f"exit status {done.returncode}"
    answer = json.loads(done.stdout or "{}")
    return "" if answer.get(expected) else f"no {expected} in the answer, but {sorted(answer)}"
