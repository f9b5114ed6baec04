"""The report of a journal: written in all formats, judged, and shown on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.command.exit_status import INTERNAL, UNUSABLE, USAGE, end_with_error

if TYPE_CHECKING:
    from reports.record import RunRecord, TargetRecord


def write_report(out: Path, expectations: Path | None, update: bool = False, *, folded: RunRecord | None = None) -> int:
    """Write all formats from the journal in this folder, and show the summary; returns the exit status.

    ``update``: first accept the divergences found in the file of expectations. ``folded``: the record of that journal
    if there is one already.
    """
    from conformance.journal import JournalError, read_events
    from reports.against import write_against
    from reports.expectations import ExpectationError
    from reports.fold import fold
    from reports.terminal import print_summary
    from reports.write import ReportError, render_record

    try:
        if update and expectations is not None:
            _update(out, expectations)
        record, gate = render_record(folded or fold(read_events(out)), out, expectations)
        compared = write_against(out)
    except ExpectationError as error:
        end_with_error(str(error), USAGE)
    except (JournalError, ReportError) as error:
        end_with_error(str(error), UNUSABLE)
    if any(map(_says_something, record.targets)) or gate.exit_code == INTERNAL:
        print_summary(record, gate, out)
    else:
        click.echo(f"nothing was tested\nreport: {out / 'index.html'}")
    if compared:
        click.echo(compared)
    return int(gate.exit_code)


def _says_something(target: TargetRecord) -> bool:
    """Whether anything was judged on it, or it is known why not."""
    return bool(target.executed or any(target.counts.get(why) for why in ("blocked", "unsupported", "excluded")))


def _update(out: Path, file: Path) -> None:
    """Write the divergences found into the expectations file, and print what changed in it."""
    from datetime import UTC, datetime

    from reports.expectations import update_expectations
    from reports.write import load_record

    done = update_expectations(load_record(out), file, datetime.now(UTC).date())
    changes = [f"{len(ids)} {what}" for what, ids in done if what != "kept" and ids]
    click.echo(f"{file}: {', '.join(changes) or 'nothing changed'}, {done.kept} kept", err=True)
