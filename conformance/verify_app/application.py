"""The application as a program that is started for the trial, and ended after it."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

SECONDS = 180.0  # until it has to listen: some are compiled first
GRACE = 5.0  # seconds that it has to end by itself
SHOWN = 600  # characters of its output that a message has


class ApplicationError(Exception):
    """It could not be started; the message says what is wrong, where, and what to do next."""


@contextmanager
def application(command: str, url: str, settings: Mapping[str, str], log: Path) -> Iterator[None]:
    """The program runs inside, and listens where ``url`` says; what it prints goes to ``log``.

    ``settings`` are environment variables for it, beside PORT. Raises ApplicationError.
    """
    host, port = _address(url)
    if _listens(host, port):
        raise ApplicationError(
            f"something listens on {host}:{port} already, so --app was not started. End it, or leave --app out."
        )
    with log.open("wb") as output:
        process = _started(command, {**os.environ, **settings, "PORT": str(port)}, output.fileno())
        try:
            _wait(process, host, port, command, log)
            yield
        finally:
            _end(process)


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _started(command: str, environment: Mapping[str, str], output: int) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            shlex.split(command),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that all it starts can be ended with it
        )
    except (OSError, ValueError, IndexError) as error:
        raise ApplicationError(
            f"--app {command!r} cannot be started: {error}. It is a program with its arguments, without a shell; for "
            f"shell syntax write sh -c '…'."
        ) from None


def _wait(process: subprocess.Popen[bytes], host: str, port: int, command: str, log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while not _listens(host, port):
        if process.poll() is not None:
            raise ApplicationError(
                f"--app {command!r} ended with status {process.returncode} before it listened on {host}:{port}. "
                f"{_said(log)}"
            )
        if time.monotonic() > deadline:
            raise ApplicationError(
                f"--app {command!r} does not listen on {host}:{port} after {SECONDS:.0f} s; it has to use the port of "
                f"the URL, which is in the variable PORT. {_said(log)}"
            )
        time.sleep(0.05)


def _listens(host: str, port: int) -> bool:
    with suppress(OSError), socket.create_connection((host, port), timeout=2):
        return True
    return False


def _said(log: Path) -> str:
    text = " ".join(log.read_bytes().decode("utf-8", "replace").split())[-SHOWN:]
    return f"Its output, in {log}, ends with: {text}" if text else f"It printed nothing to {log}."


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it started: first by asking, then by force."""
    for name in ("SIGTERM", "SIGKILL"):
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, getattr(signal, name))
            else:
                process.kill()
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
            if name == "SIGTERM" and _group_lives(process.pid):
                continue
            return


def _group_lives(group: int) -> bool:
    """Whether something that the program started is still there."""
    if not hasattr(os, "killpg"):
        return False
    try:
        os.killpg(group, 0)
    except OSError:
        return False
    return True
