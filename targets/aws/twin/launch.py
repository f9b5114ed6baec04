"""Starting a twin from another program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

READY_WITHIN = 30.0  # seconds until it must have announced itself
GRACE = 5.0  # seconds until it must have ended


class TwinFailed(Exception):
    """The twin did not start; the message has what it said."""


@dataclass(frozen=True)
class Credentials:
    """Keys that are good at this twin alone."""

    access_key: str
    secret_key: str
    session_token: str


@dataclass(frozen=True)
class Announcement:
    """Where a twin is: what it printed when it had started."""

    account: str
    region: str
    ca: str  # the file with the certificate of its authority
    endpoints: Mapping[str, str]  # by service
    hosted: str  # with {prefix} for the prefix of a domain
    credentials: Credentials
    control: str
    key: str  # the ARN of a KMS key that is there, as the account's owner would have made it

    @property
    def hosted_port(self) -> int:
        """Where every domain is answered, whichever of its two names it is asked by."""
        return int(self.hosted.rpartition(":")[2])

    def ask(self, path: str, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """GET from the control address, or POST what is given. Raises ``ValueError`` with what it says is wrong."""
        body = None if given is None else json.dumps(given).encode()
        request = urllib.request.Request(self.control + path, data=body)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                said = json.load(answer)
        except urllib.error.HTTPError as error:
            raise ValueError(json.load(error).get("error")) from error
        assert isinstance(said, dict)
        return said


def read(line: str) -> Announcement:
    """The announcement in a line of JSON. Raises ``TwinFailed`` where it is none."""
    try:
        said = json.loads(line)
        if said["twin"] is not True:
            raise KeyError("twin")
        return Announcement(
            account=said["account"],
            region=said["region"],
            ca=said["ca"],
            endpoints=said["endpoints"],
            hosted=said["hosted"],
            credentials=Credentials(**said["credentials"]),
            control=said["control"],
            key=said["key"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise TwinFailed(f"the twin announced itself by {line[:200]!r}, which cannot be read: {error}") from error


@contextmanager
def started(
    *,
    account: str = "123456789012",
    region: str = "us-east-1",
    seed: int = 0,
    options: Sequence[str] = (),
) -> Iterator[Announcement]:
    """A twin of its own, ended afterwards. ``options`` are further words for its command line.

    Raises ``TwinFailed`` where it does not start.
    """
    words = [sys.executable, "-m", "targets.aws.twin", "--account", account, "--region", region, "--seed", str(seed)]
    process = subprocess.Popen(
        [*words, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=_environment(),
    )
    errors = _Drain(process)
    try:
        yield read(_first_line(process, errors))
    finally:
        _end(process)
        errors.join()


def _environment() -> dict[str, str]:
    """This one's, without anything of AWS or moto, and with this checkout first on the path."""
    from pathlib import Path

    here = str(Path(__file__).parents[3])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_", "PYTEST_"))}
    path = kept.get("PYTHONPATH", "")
    return kept | {"PYTHONPATH": os.pathsep.join([here, path] if path else [here])}


class _Drain(threading.Thread):
    """Keeps what a program says of its troubles, so that it never has to wait to say more."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        super().__init__(daemon=True)
        self._process = process
        self.text = ""
        self.start()

    def run(self) -> None:
        assert self._process.stderr is not None
        for one in self._process.stderr:
            self.text = (self.text + one)[-20_000:]


def _first_line(process: subprocess.Popen[str], errors: _Drain) -> str:
    """What it prints first, waited for no longer than ``READY_WITHIN``."""
    late = threading.Timer(READY_WITHIN, process.kill)
    late.start()
    try:
        assert process.stdout is not None
        found = process.stdout.readline()
    finally:
        late.cancel()
    if not found:
        process.wait()
        errors.join(GRACE)
        raise TwinFailed(
            f"the twin ended with status {process.returncode} and said: {errors.text.strip() or 'nothing'}"
        )
    return found


def _end(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.close()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
