"""One run from its folder to its report: its messages, and the exit status."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from conformance.command.asking import ask_judges
from conformance.command.exit_status import INTERNAL, OK, UNUSABLE, Ended, end_with_error, heaviest
from conformance.command.launch import Outcome, Plan, launch
from conformance.command.options import RunOptions
from conformance.command.progress import Progress
from conformance.command.recorder import Recording
from conformance.command.reporting import write_report
from targets.masking import public


def run_once(
    plan: Plan, judges: Sequence[str], expectations: Path | None, update: bool, recording: Recording | None = None
) -> Ended:
    """Do one run and write its report; with ``recording`` also the file of the answers that were kept."""
    from conformance.command.folder import OutputError, output_folder

    try:
        with output_folder(plan.out) as folder:
            click.echo(begun(plan.options, plan.out), err=True)
            outcome, progress = launched(plan)
            code = said(outcome)
            if not folder.tested:
                folder.give_back()
                click.echo("nothing was tested, and nothing was written")
            elif not outcome.journal:
                code = heaviest(code, ask_judges(judges, plan, outcome))
                record = progress.record()
                code = heaviest(code, write_report(plan.out, expectations, update, folded=record))
                if recording is not None:
                    code = heaviest(code, recording.finish(record))
    except OutputError as error:
        end_with_error(str(error), UNUSABLE)
    return Ended(code, last=outcome.interrupted)


def begun(options: RunOptions, out: Path) -> str:
    """The first message: all that is needed to repeat the run."""
    return f"profile {options.profile}, seed {options.seed}, report in {out}"


def launched(plan: Plan) -> tuple[Outcome, Progress]:
    """Run the targets, with the progress shown."""
    from targets.interface import Identity

    progress = Progress(plan.out, {spec: Identity(spec, "", "").slug for spec in plan.targets})
    outcome = launch(plan, progress)
    progress.end()
    return outcome, progress


def said(outcome: Outcome) -> int:
    """Print errors that are not in the journal; returns the exit status for those alone."""
    for text in outcome.unusable.values():
        click.echo(f"cognito-conformance: {text}", err=True)
    for spec, text in outcome.broken.items():
        click.echo(
            f"cognito-conformance: the run on {public(spec)} broke off, by a defect of this suite: {text}", err=True
        )
    if outcome.journal:
        click.echo(f"cognito-conformance: {outcome.journal}", err=True)
    if outcome.broken:
        return INTERNAL
    unusable = outcome.unusable or outcome.interrupted or outcome.journal or outcome.left
    return UNUSABLE if unusable else OK
