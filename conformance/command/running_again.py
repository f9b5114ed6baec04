"""Retries of what failed in an earlier run: their messages, and the exit status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from conformance.command.again import Report, Retried, retries, run_again
from conformance.command.clicking import options_given
from conformance.command.exit_status import DIVERGED, INTERNAL, OK, UNUSABLE, USAGE, Ended, end_with_error, heaviest
from conformance.command.folder import OutputError, locked_folder
from conformance.command.options import OPTIONS
from conformance.command.reading import read_catalog
from conformance.command.running import begun, said
from conformance.command.use import UseError
from conformance.journal import JournalError
from reports.again import counted
from reports.expectations import ExpectationError
from reports.store import ReportError

NOT_AGAIN = ("out", "judges", "update_expectations")
OF_THIS_RUN = ("workers", "budget", "keep")  # options that --again does not take from the earlier run if they are given


def options_with_again() -> dict[str, object]:
    """The options that may replace those of the earlier run; all others would change what is run, and are refused."""
    names = {*(option.key for option in OPTIONS.values()), *NOT_AGAIN}
    given = {name: value for name, value in options_given().items() if name in names}
    for name in given:
        if name not in OF_THIS_RUN:
            raise UseError(f"--again repeats a run as it was: leave out --{name.replace('_', '-')}")
    return given


def targets_of(directory: Path) -> tuple[str, ...]:
    """The targets of the run that wrote this folder, as the user named them."""
    try:
        return Report.read(directory).specs
    except JournalError as error:
        end_with_error(str(error), UNUSABLE)


def run_once_again(
    directory: Path, targets: Sequence[str], given: Mapping[str, object], expectations: Path | None, *, fresh: bool
) -> Ended:
    """Run what failed in an earlier run again, and renew its report. ``fresh`` as in ``Plan``."""
    try:
        with locked_folder(directory):
            report = Report.read(directory)
            planned = retries(report, targets, given, read_catalog(), _note)
            if not planned:
                click.echo(f"nothing to run again: nothing failed in {directory}")
                return Ended(OK, last=True)
            click.echo(begun(planned[0].options, directory), err=True)
            done = run_again(report, planned, expectations, _show_again, fresh=fresh)
            return Ended(_renewed(directory, done), last=any(retried.outcome.interrupted for retried in done))
    except ExpectationError as error:
        end_with_error(str(error), USAGE)
    except (OutputError, JournalError, ReportError) as error:
        end_with_error(str(error), UNUSABLE)


def _note(text: str) -> None:
    click.echo(f"note: {text}", err=True)


def _show_again(retried: Retried) -> None:
    for line in retried.lines:
        click.echo(line)


def _renewed(directory: Path, done: Sequence[Retried]) -> int:
    """Print the summary line of all retries; returns the exit status."""
    codes = [OK]
    for retried in done:
        gate = retried.gate
        codes.append(said(retried.outcome))
        codes.append(INTERNAL if gate.exit_code == INTERNAL else DIVERGED if gate.unexpected else OK)
        codes.append(UNUSABLE if gate.problems else OK)
    if any(retried.label for retried in done):
        click.echo(counted([a for r in done for a in r.answers], sum(r.expected for r in done)))
    if any(retried.complete for retried in done):
        click.echo(f"report: {directory / 'index.html'}")
    return heaviest(*codes)
