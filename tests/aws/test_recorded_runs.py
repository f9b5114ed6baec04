"""A recorded run on the twin: nothing of the account, its keys or its clients is in anything that it leaves."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from aws_run import SECRETS_TO, words
from conformance.recording.assembling import assembled
from conformance.recording.keeping import KEY_FILE
from conformance.recording.scanning import findings
from conformance.recording.writing import as_text
from conformance.requirements import load_catalog
from recording_kit import FACTS
from targets.aws.twin import Announcement, started

pytestmark = pytest.mark.slow
ACCOUNT = "111122223333"
SHORTEST = 10  # characters: shorter ones are words that stand everywhere
AREAS = ["groups", "secret-hash", "client-secrets", "identity-providers"]


@pytest.fixture(scope="module")
def another() -> Iterator[Announcement]:
    """A twin of an account whose digits occur nowhere else."""
    with started(account=ACCOUNT, options=["--longest-delay", "0"]) as announced:
        yield announced


@pytest.fixture(scope="module", params=["", "&codes=custom-sender"])
def ran(request: pytest.FixtureRequest, another: Announcement, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that was recorded: its report, what it printed, its parts and the finished file."""
    home = tmp_path_factory.mktemp("home")
    parts = home / "parts"
    parts.mkdir()
    (parts / KEY_FILE).write_bytes(b"k" * 32)
    spec = f"aws?twin=true&account={ACCOUNT}{request.param}"
    command = words(another, home / "out", spec=spec, area=AREAS, profile="smoke")
    planted = tmp_path_factory.mktemp("planted") / "secrets"
    environment = {**os.environ, "XDG_STATE_HOME": str(home), "HOME": str(home), SECRETS_TO: str(planted)}
    recorded = [*command, f"--record-into={parts}"]
    ended = subprocess.run(recorded, capture_output=True, text=True, check=False, env=environment)
    (home / "printed").write_text(ended.stdout + ended.stderr)
    assert ended.returncode in (0, 1), ended.stdout[-2000:]
    (home / "planted").symlink_to(planted)
    (home / "file.json").write_text(as_text(assembled(parts, FACTS, load_catalog())), encoding="utf-8")
    return home


def test_answers_are_kept(ran: Path) -> None:
    file = json.loads((ran / "file.json").read_text("utf-8"))
    assert len(file["recordings"]) > 40
    assert any(question["answered"] for question in file["questions"])
    assert findings(file) == []


def test_no_secret_is_in_anything_that_is_left(ran: Path, another: Announcement) -> None:
    keys = another.credentials
    secrets = [ACCOUNT, keys.access_key, keys.secret_key, keys.session_token]
    files = [file for file in ran.rglob("*") if file.is_file()]
    assert {"file.json", "printed", "journal.ndjson", "part-main.ndjson"} <= {file.name for file in files}
    for file in files:
        text = file.read_text(errors="replace")
        assert not [secret for secret in secrets if secret in text], file


def secrets_in(text: str, planted: Iterable[str]) -> list[str]:
    return [secret for secret in planted if secret in text]


def planted_in(ran: Path) -> dict[str, set[str]]:
    """The secrets that the run has sent or was sent, by the member they stood in; those too short to search for not."""
    found: dict[str, set[str]] = {}
    for line in (ran / "planted").read_text().splitlines():
        name, _, text = line.partition(" ")
        if len(text) >= SHORTEST:
            found.setdefault(name, set()).add(text)
    return found


def test_no_secret_of_a_client_or_a_provider_is_in_anything_that_is_left(ran: Path) -> None:
    planted = planted_in(ran)
    assert len(planted["ClientSecret"]) >= 5
    assert planted["client_secret"]
    every = set().union(*planted.values())
    for file in ran.rglob("*"):
        if file.is_file() and not file.is_symlink():
            assert not secrets_in(file.read_text(errors="replace"), every), file


def test_the_search_finds_a_secret_that_is_left(ran: Path) -> None:
    """The control: each of them, as a report would have it."""
    for name, secrets in planted_in(ran).items():
        for secret in secrets:
            assert secrets_in(json.dumps({name: secret}), secrets) == [secret]


def test_nothing_of_others_is_touched_by_questions(ran: Path, another: Announcement) -> None:
    state = another.ask("/state")
    assert state["pools"] == []
    assert state["foreign"]["touched"] == state["foreign"]["named"] == []
