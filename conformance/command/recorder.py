"""Recording a run: the file is there before anything is sent, and whole or not at all afterwards."""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.command.exit_status import OK, UNUSABLE
from conformance.command.own_folder import own_folder
from conformance.command.recording_summary import summary

if TYPE_CHECKING:
    from conformance.command.options import RunOptions
    from conformance.evidence import EvidenceFile
    from reports.record import RunRecord, TargetRecord

KEPT_OPTIONS = ("region", "twin", "rehearsal", "allow", "codes")
_CREDENTIALS = re.compile(r"(?<=://)[^/?#&]*@")
NOT_REPEATED = frozenset({"workers", "budget", "keep"})  # options that do not change what is drawn


class RecordError(Exception):
    """Nothing can be recorded; the message says why and what to do."""


@dataclass(frozen=True)
class Recording:
    """One run that is recorded: ``folder`` takes what its processes keep, ``out`` the finished file."""

    out: Path
    folder: Path
    options: RunOptions

    def finish(self, record: RunRecord) -> int:
        """Write the file, and print what it shows; returns the exit status for that alone."""
        try:
            file = self.made(record)
            written = _write(self.out, file)
        except OSError as error:
            click.echo(f"cognito-conformance: {_unwritten(self.out, error)}", err=True)
            return UNUSABLE
        if not written:
            click.echo(f"{self.out}: nothing was judged, so nothing was recorded")
            return UNUSABLE
        click.echo("\n".join(summary(file, self.out, record.targets[0])))
        return OK

    def made(self, record: RunRecord, *, all_kept: bool = False) -> EvidenceFile:
        """The file as it will be. Raises ``OSError``."""
        from conformance.command.reading import read_catalog
        from conformance.recording.assembling import Facts, assembled
        from targets.interface import REAL

        target = record.targets[0]
        facts = Facts(
            target=named_without_owner(target.spec),
            real=target.product == REAL,
            recorded=datetime.now(UTC).date().isoformat(),
            region=target.region,
            complete=target.complete,
            versions=_versions(record, target),
            arguments={n: v for n, v in self.options.arguments().items() if n not in NOT_REPEATED},
            verdicts={result.requirement: result.verdict for result in target.results if result.scored},
            observed=frozenset(r.requirement for r in target.results if r.observed),
        )
        return assembled(self.folder, facts, read_catalog(), all_kept=all_kept)


def named_without_owner(spec: str) -> str:
    """A target's name without what tells whose it is.

    That is profile and account of AWS, the folder of a definition, user and password in an address.
    """
    from targets.spec import parse

    named = parse(spec)
    if named.kind == "path":
        return Path(named.name).name
    if named.kind != "name" or named.name != "aws":
        return _CREDENTIALS.sub("", spec)
    kept = "&".join(f"{name}={named.options[name]}" for name in KEPT_OPTIONS if name in named.options)
    return f"aws?{kept}" if kept else "aws"


def _versions(record: RunRecord, target: TargetRecord) -> dict[str, str]:
    return {
        "suite": record.suite_version,
        "catalog": record.catalog_digest,
        "botocore": record.botocore_version,
        "target": " ".join(filter(None, (target.product, target.version, target.mode))),
    }


def _write(out: Path, file: EvidenceFile) -> bool:
    from conformance.journal.whole_file import write_whole
    from conformance.recording.writing import as_text

    if not file.recordings and not file.questions:
        return False
    write_whole(out, as_text(file), lasting=True)
    return True


def _unwritten(out: Path, error: OSError) -> str:
    return f"cannot write {out}: {error.strerror}. Nothing of it is left; make room there, and record again"


@contextlib.contextmanager
def recording_to(out: Path, options: RunOptions) -> Iterator[Recording]:
    """The file, reserved before anything is sent, so that an hour's work cannot fail to be written.

    Raises ``RecordError``.
    """
    from conformance.recording.keeping import KEY_FILE

    with _reserved(out), own_folder("record") as folder:
        key = folder / KEY_FILE
        key.touch(mode=0o600)
        key.write_bytes(secrets.token_bytes(32))
        yield Recording(out, folder, options)


@contextlib.contextmanager
def _reserved(out: Path) -> Iterator[None]:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.touch(exist_ok=False)
    except FileExistsError:
        raise RecordError(f"{out} exists, and recordings are never overwritten. Name another file.") from None
    except OSError as error:
        raise RecordError(f"cannot write {out}: {error.strerror}. Name another file.") from error
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            if out.stat().st_size == 0:
                out.unlink()
