"""The application as a program that is started for the trial, and ended after it."""

from __future__ import annotations

import os
import shlex
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from targets.process import Process, ProcessFailed, Workspace

SECONDS = 180.0  # until it has to listen: some are compiled first
# What may be set for it. One that is not is taken out of what it inherits, so that it cannot ask another pool.
SETTINGS = frozenset(f"COGNITO_{name}" for name in ("ISSUER", "JWKS_URL", "CLIENT_ID", "POOL_ID", "REGION", "ENDPOINT"))
SYNTAX = "It is a program with its arguments, without a shell; for shell syntax write sh -c '…'."


class ApplicationError(Exception):
    """It could not be started; the message says what is wrong, where, and what to do next."""


@contextmanager
def application(command: str, url: str, settings: Mapping[str, str], log: Path) -> Iterator[None]:
    """The program runs inside, and listens where ``url`` says; what it prints goes to ``log``.

    ``settings`` are environment variables for it, beside PORT. It ends with all that it started, also when the suite
    is killed. Raises ApplicationError.
    """
    host, port = _address(url)
    if _listens(host, port):
        raise ApplicationError(
            f"something listens on {host}:{port} already, so --app was not started. End it, or leave --app out."
        )
    workspace = Workspace("application")
    try:
        log.write_bytes(b"")
        workspace.log = log
        inherited = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        process = _started(command, {**inherited, **settings, "PORT": str(port)}, workspace)
        try:
            _wait(process, host, port)
            yield
        finally:
            process.stop()
    finally:
        workspace.remove()


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _started(command: str, environment: Mapping[str, str], workspace: Workspace) -> Process:
    try:
        words = shlex.split(command)
        if not words:
            raise ApplicationError(f"--app is empty. {SYNTAX}")
        return Process(
            words, environment=environment, workspace=workspace, name=f"--app {words[0]}", directory=Path.cwd()
        )
    except (ProcessFailed, ValueError) as error:
        raise ApplicationError(f"--app {command!r} cannot be started: {error}. {SYNTAX}") from None


def _wait(process: Process, host: str, port: int) -> None:
    try:
        process.wait_ready(partial(_not_yet, host, port), timeout=SECONDS)
    except ProcessFailed as error:
        raise ApplicationError(
            f"{error}\nThe whole output is in {process.log}. The application has to listen on the port of the URL, "
            f"{port}, which is in the variable PORT."
        ) from None


def _not_yet(host: str, port: int) -> str | None:
    return None if _listens(host, port) else f"nothing listens on {host}:{port}"


def _listens(host: str, port: int) -> bool:
    with suppress(OSError), socket.create_connection((host, port), timeout=2):
        return True
    return False
