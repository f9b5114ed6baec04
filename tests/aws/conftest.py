"""A twin of AWS for each module; folders of the user's that belong to the test; and a profile for the twin."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from aws_names import SPEC
from targets.aws import AwsTarget
from targets.aws.running import RunningAws
from targets.aws.twin import Announcement, started
from targets.clients import Connection, make_client


@pytest.fixture(scope="module")
def twin() -> Iterator[Announcement]:
    with started(options=["--longest-delay", "0"]) as announced:
        yield announced


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of the user who runs the tests is read or written."""
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.delenv("PYTEST_XDIST_TESTRUNUID", raising=False)
    return tmp_path


@pytest.fixture(autouse=True)
def loopback_alone(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Nothing is asked of another machine, not even for its address: what was tried is in the list, and is refused."""
    tried: list[object] = []
    resolve, connect = socket.getaddrinfo, socket.socket.connect

    def only_here(host: object, *more: object, **named: object) -> object:
        if host not in ("localhost", "127.0.0.1"):
            tried.append(host)
            raise OSError(f"a test asked for the address of {host!r}")
        return resolve(host, *more, **named)  # type: ignore[arg-type]

    def only_there(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and (not isinstance(address, tuple) or address[0] != "127.0.0.1"):
            tried.append(address)
            raise OSError(f"a test would have connected to {address!r}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", only_here)
    monkeypatch.setattr(socket.socket, "connect", only_there)
    return tried


@pytest.fixture
def profile(twin: Announcement, home: Path) -> Path:
    """The file with a profile ``sandbox`` that has the keys of the twin."""
    file, keys = home / "credentials", twin.credentials
    file.write_text(
        f"[sandbox]\naws_access_key_id = {keys.access_key}\naws_secret_access_key = {keys.secret_key}\n"
        f"aws_session_token = {keys.session_token}\n"
    )
    return file


@contextmanager
def _starting(target: Callable[[str], AwsTarget]) -> Iterator[Callable[[str], RunningAws]]:
    """Starts what ``target`` makes of each text; stops all of it at the end."""
    running: list[RunningAws] = []

    def make(text: str) -> RunningAws:
        made = target(text).start()
        assert isinstance(made, RunningAws)
        running.append(made)
        return made

    yield make
    for each in running:
        each.stop()


@pytest.fixture
def start(twin: Announcement, profile: Path) -> Iterator[Callable[..., RunningAws]]:
    """Starts the target on the twin in the place of AWS; stops it after the test."""
    with _starting(lambda spec: AwsTarget(spec, twin)) as make:
        yield lambda spec=SPEC: make(spec)


@pytest.fixture
def rehearse() -> Iterator[Callable[..., RunningAws]]:
    """Starts the target in a rehearsal: the suite's own Cognito in this process, behind the same guards."""
    with _starting(lambda options: AwsTarget(f"aws?rehearsal=true{options}")) as make:
        yield lambda options="": make(options)


@pytest.fixture
def rehearsal(rehearse: Callable[..., RunningAws]) -> RunningAws:
    """A rehearsal as it is by default."""
    return rehearse()


@pytest.fixture
def log(twin: Announcement) -> Callable[[], list[dict[str, Any]]]:
    """What the twin was asked since the test began."""
    before = len(twin.ask("/log")["requests"])

    def after() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = twin.ask("/log")["requests"][before:]
        return found

    return after


@pytest.fixture
def owner(twin: Announcement) -> Any:
    """A client of the account's owner, with no guard in front of it."""
    keys = twin.credentials
    return make_client(
        Connection(
            twin.endpoints["cognito-idp"], twin.region, keys.access_key, keys.secret_key, keys.session_token, twin.ca
        )
    )
