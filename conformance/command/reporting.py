"""The report of a journal: written in all formats, judged, and shown on the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.command.exit_status import INTERNAL, UNUSABLE, USAGE, end_with_error


def write_report(out: Path, expectations: Path | None, update: bool = False) -> int:
    """Write all formats from the journal in this folder, and show the summary; the exit status.

    ``update``: what was found is accepted in the file of expectations first.
    """
    from conformance.journal import JournalError, read_events
    from reports.expectations import ExpectationError
    from reports.terminal import print_summary
    from reports.write import ReportError, render_all

    try:
        if update and expectations is not None:
            _update(out, expectations)
        record, gate = render_all(read_events(out), out, expectations)
    except ExpectationError as error:
        end_with_error(str(error), USAGE)
    except (JournalError, ReportError) as error:
        end_with_error(str(error), UNUSABLE)
    if any(target.executed for target in record.targets) or gate.exit_code == INTERNAL:
        print_summary(record, gate, out)
    else:
        click.echo(f"nothing was tested\nreport: {out / 'index.html'}")
    return int(gate.exit_code)


def _update(out: Path, file: Path) -> None:
    """Write what was found into the expectations file, and say what changed there."""
    from datetime import UTC, datetime

    from reports.expectations import update_expectations
    from reports.write import load_record

    done = update_expectations(load_record(out), file, datetime.now(UTC).date())
    changes = [f"{len(ids)} {what}" for what, ids in done if what != "kept" and ids]
    click.echo(f"{file}: {', '.join(changes) or 'nothing changed'}, {done.kept} kept", err=True)
