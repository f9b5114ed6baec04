"""Runs whose answers are kept: beside a report, or without one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.command.exit_status import INTERNAL, OK, UNUSABLE, Ended, end_with_error, heaviest
from conformance.command.launch import Plan
from conformance.command.own_folder import own_folder
from conformance.command.recorder import RecordError, Recording, recording_to
from conformance.command.use import UseError

if TYPE_CHECKING:
    from conformance.command.options import RunOptions
    from reports.record import RunRecord


def check_recording(file: Path | None, targets: Sequence[str], *, watching: bool, again: bool) -> None:
    """Refuse to record what is not one run of one target. Raises ``UseError``."""
    if file is None:
        return
    if len(targets) != 1:
        raise UseError(f"--record is of one target, and {len(targets)} are named: run them one by one")
    if watching or again:
        raise UseError(f"--record takes a whole run: leave out {'--watch' if watching else '--again'}")


def run_and_record(plan: Plan, out: Path, judges: Sequence[str], expectations: Path | None, update: bool) -> Ended:
    """A run with its report, and the file of the answers that were kept."""
    from conformance.command.running import run_once

    try:
        with recording_to(out, plan.options) as recording:
            return run_once(replace(plan, recorded=recording.folder), judges, expectations, update, recording=recording)
    except RecordError as error:
        end_with_error(str(error), UNUSABLE)


def record_alone(target: str, out: Path, options: RunOptions) -> int:
    """A run without a report; returns the exit status. What diverges does not count: it is what is asked about."""
    try:
        with recording_to(out, options) as recording, ran(target, recording) as (code, record):
            return code if record is None else heaviest(code, recording.finish(record), status_of(record))
    except RecordError as error:
        end_with_error(str(error), UNUSABLE)


def status_of(record: RunRecord) -> int:
    """The exit status of a run that was recorded: whether it is whole, and no defect of the suite was met."""
    target = record.targets[0]
    for error in target.errors:
        click.echo(f"a defect of this suite: {error.property}: {error.message}", err=True)
    return INTERNAL if target.errors else OK if target.complete else UNUSABLE


@contextlib.contextmanager
def ran(target: str, recording: Recording) -> Iterator[tuple[int, RunRecord | None]]:
    """The run of one target, with the exit status of its messages; without a record where it could not be begun."""
    from conformance.command.running import launched, said

    with own_folder("record") as place:
        plan = Plan([target], recording.options, place, recorded=recording.folder)
        outcome, progress = launched(plan)
        code = said(outcome)
        record = progress.record()
        yield code, record if record.targets and record.targets[0].begun and not outcome.journal else None
