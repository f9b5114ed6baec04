"""A run that reads codes: areas that need them are tried, and no code is written down in plain text anywhere."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_custom_senders import ours

from aws_run import CODES_TO, words
from conformance.journal import read_events
from reports.fold import fold
from targets.aws.twin import Announcement, started

pytestmark = pytest.mark.slow
ACCOUNT = "444455556666"
REQUIREMENTS = [  # of each purpose, and of triggers whose events are watched
    "CONFIRM-001",
    "CONFIRM-002",
    "FORGOT-011",
    "VERIFY-003",
    "ADMCREATE-035",
    "TRIG-001",
    "TRIG-002",
]


@pytest.fixture(scope="module")
def another() -> Iterator[Announcement]:
    with started(account=ACCOUNT, options=["--longest-delay", "0.3"]) as announced:
        yield announced


@pytest.fixture(scope="module", params=[1, 2])
def ran(
    request: pytest.FixtureRequest, another: Announcement, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[str]]:
    """The folder with all that a run of so many workers has written and printed, and the codes that it has read."""
    home, codes = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("codes") / "codes"
    spec = f"aws?twin=true&account={ACCOUNT}&codes=custom-sender"
    command = words(another, home / "out", spec=spec, requirement=REQUIREMENTS, profile="quick", workers=request.param)
    environment = {**os.environ, "XDG_STATE_HOME": str(home), "HOME": str(home), CODES_TO: str(codes)}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    (home / "printed").write_text(ended.stdout + ended.stderr)
    (home / "state").write_text(json.dumps([another.ask("/state"), another.ask("/log")]))
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    return home, codes.read_text().split()


def test_what_needs_a_code_is_judged(ran: tuple[Path, list[str]]) -> None:
    (target,) = fold(list(read_events(ran[0] / "out"))).targets
    verdicts = {each.requirement: each.verdict for each in target.results if each.requirement in REQUIREMENTS}
    assert verdicts == dict.fromkeys(REQUIREMENTS, "pass")


def test_no_code_is_written_down(ran: tuple[Path, list[str]]) -> None:
    home, codes = ran
    assert len(set(codes)) > 10
    files = [file for file in home.rglob("*") if file.is_file()]
    assert len(files) >= 3
    for file in files:
        text = file.read_text(errors="replace")
        found = [code for code in set(codes) if re.search(rf"(?<![\w.]){re.escape(code)}(?![\w.])", text)]
        assert not found, (file, found)


def test_the_search_finds_a_code_that_is_written_down(ran: tuple[Path, list[str]], tmp_path: Path) -> None:
    """The control: with the words around it that a journal would have."""
    code = ran[1][0]
    for text in (json.dumps({"ConfirmationCode": code}), f"confirmation_code={code}&x=1", f"typed {code}"):
        assert re.search(rf"(?<![\w.]){re.escape(code)}(?![\w.])", text)


def test_no_secret_is_written_down(ran: tuple[Path, list[str]], another: Announcement) -> None:
    keys = another.credentials
    secrets = [ACCOUNT, keys.access_key, keys.secret_key, keys.session_token]
    for file in (ran[0] / "out").rglob("*"):
        text = file.read_text(errors="replace") if file.is_file() else ""
        assert not [secret for secret in secrets if secret in text], file


def test_nothing_stays(ran: tuple[Path, list[str]], another: Announcement) -> None:
    state = another.ask("/state")
    assert (state["pools"], ours(another), state["senders"]["lost"]) == ([], [], [])
    assert state["foreign"]["touched"] == state["foreign"]["named"] == state["strangers"] == []
    assert not list(ran[0].rglob("*.jsonl"))
    assert "leftovers: 0" in (ran[0] / "out" / "journal.ndjson").read_text()


def test_codes_come_in_the_format_of_the_sdk(another: Announcement, monkeypatch: pytest.MonkeyPatch) -> None:
    """Version, type and algorithm of a message as its documentation has them; the key's ARN is in its header."""
    from targets.aws.twin import senders

    sealed: dict[str, Any] = {}
    monkeypatch.setattr(senders, "_provider", lambda key: local_key(another))
    message = base64.b64decode(senders.encrypted("123456", another.key, {"userpool-id": "us-east-1_abc"}))
    sealed["version"], sealed["algorithm"] = message[0], message[1:3].hex()
    assert sealed == {"version": 2, "algorithm": "0578"}  # committing, signed
    assert another.key.encode() in message
    assert b"us-east-1_abc" in message
    assert b"123456" not in message


def local_key(twin: Announcement) -> Any:
    """The key of the twin, through its own KMS."""
    from aws_encryption_sdk.key_providers.kms import KMSMasterKey, KMSMasterKeyConfig

    from twin_kit import client

    return KMSMasterKey(config=KMSMasterKeyConfig(key_id=twin.key, client=client(twin, "kms")))
