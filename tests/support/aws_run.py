"""A run in a process of its own, against a twin that another process has started: ``aws_run.py ANNOUNCED WORD…``.

``ANNOUNCED`` is the line that the twin has printed; the words are those of pytest's command line. As a plugin of pytest
this module leads the target of each process of the run to that twin.
"""

import errno
import json
import os
import sys
from dataclasses import asdict
from itertools import count
from pathlib import Path

import pytest

from conformance.command.launch import Plan, command
from conformance.command.options import RunOptions
from targets.aws import AwsTarget
from targets.aws.answered import members_of
from targets.aws.functions.opening import Opener
from targets.aws.outbound import Outbound
from targets.aws.outgoing import Outgoing, texts
from targets.aws.twin import Announcement
from targets.aws.twin.launch import read
from targets.interface import HttpResponse

SPEC = "aws?twin=true"
ANNOUNCED = "COGNITO_CONFORMANCE_TEST_TWIN"  # for the processes of a run: the line of the twin
FULL_AFTER = "COGNITO_CONFORMANCE_TEST_DISK_FULL_AFTER"  # lines that the disk has room for, what is on it, a mark
LEDGERS, ALL = "ledgers", "all"
SECRETS_TO = "COGNITO_CONFORMANCE_TEST_SECRETS_TO"  # a file for the secrets of clients and providers, one a line
SECRETS = ("ClientSecret", "ClientSecretValue", "client_secret")  # members that hold one
CODES_TO = "COGNITO_CONFORMANCE_TEST_CODES_TO"  # a file for the codes that the run has decrypted, one a line


def words(twin: Announcement, out: Path, *, spec: str = SPEC, **options: object) -> list[str]:
    """The command line of a run on this twin."""
    plan = Plan([spec], RunOptions.of({"seed": "1", **options}), out)
    line = json.dumps({**asdict(twin), "twin": True})
    return [sys.executable, __file__, line, *command(plan, spec, "run"), "-p", "no:cacheprovider"]


def fill_the_disk(lines: int, mark: Path, *, ledgers_alone: bool) -> None:
    """From the line after these on, no ledger of this process can be written, nor its journal; then ``mark`` is there.

    ``ledgers_alone``: the journal is on another disk.
    """
    write, written = os.write, count()

    def full(descriptor: int, data: bytes) -> int:
        kept = data.startswith(b'{"event":') and not (ledgers_alone and b'"target":' in data)
        if kept and next(written) >= lines:
            mark.touch()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(descriptor, data)

    os.write = full  # type: ignore[assignment]


def tell_codes(file: Path) -> None:
    """From now on every code that this process decrypts is also written into this file."""
    opened = Opener.open

    def written_down(self: Opener, sealed: str, pool: str) -> str:
        code = opened(self, sealed, pool)
        with file.open("a") as codes:
            codes.write(f"{code}\n")
        return code

    Opener.open = written_down  # type: ignore[method-assign]


def tell_secrets(file: Path) -> None:
    """From now on every secret in a request or an answer of the API is also written into this file."""
    send = Outbound.send

    def written_down(self: Outbound, request: Outgoing, *, housekeeping: bool = False) -> HttpResponse:
        answer = send(self, request, housekeeping=housekeeping)
        found = [*request.texts, *texts(members_of(answer))]
        with file.open("a") as secrets:
            secrets.writelines(f"{name} {text}\n" for name, text in found if name in SECRETS)
        return answer

    Outbound.send = written_down  # type: ignore[method-assign]


def lead_to(announced: Announcement) -> None:
    """From now on every account in this process is that of this twin; a rehearsal stays one."""
    made = AwsTarget.__init__

    def on_this_twin(self: AwsTarget, spec: str, _: object = None) -> None:
        made(self, spec, None if "rehearsal=true" in spec else announced)

    AwsTarget.__init__ = on_this_twin  # type: ignore[assignment, method-assign]


if __name__ == "__main__":
    os.environ |= {ANNOUNCED: sys.argv[1], "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # as the command does
    sys.exit(pytest.main([*sys.argv[2:], "-p", "aws_run"]))
if ANNOUNCED in os.environ:
    lead_to(read(os.environ[ANNOUNCED]))
    if CODES_TO in os.environ:
        tell_codes(Path(os.environ[CODES_TO]))
    if SECRETS_TO in os.environ:
        tell_secrets(Path(os.environ[SECRETS_TO]))
    if FULL_AFTER in os.environ:
        number, what, file = os.environ[FULL_AFTER].split(":", 2)
        fill_the_disk(int(number), Path(file), ledgers_alone=what == LEDGERS)
