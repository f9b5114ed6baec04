"""``cognito-conformance evidence``: finished files of recorded answers, looked through, added, and drawn again."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.command.clicking import Group, run_options
from conformance.command.exit_status import DIVERGED, OK, UNUSABLE, end_with_error, heaviest
from conformance.command.options import OptionError, RunOptions
from conformance.command.use import UseError
from targets.masking import public

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.evidence import EvidenceFile
    from conformance.recording.comparing import Comparison

EVIDENCE_EXIT_CODES = """\b
Exit status:
  0  nothing was found; added; all was seen again
  1  something was found, which is named; an answer is another now
  2  wrong use, or a file that cannot be read
  3  not added; a target that cannot be used, or a run that did not come to its end
  4  a defect of this suite
"""
MOST_LISTED = 20
FOLDER = Path(__file__).parents[1] / "evidence"
_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")


@click.group(
    "evidence", cls=Group, epilog=EVIDENCE_EXIT_CODES, short_help="Check, add and revalidate recorded answers."
)
def evidence() -> None:
    """Work on FILEs that 'run --record' and 'record' have written."""


@evidence.command("check", epilog=EVIDENCE_EXIT_CODES, short_help="Look for secrets and identities in a file.")
@_FILE
def check(file: Path) -> None:
    """Look through FILE for account ids, ARNs, addresses, tokens, keys and secrets; print place and kind of each.

    What is found is never printed itself.
    """
    from conformance.evidence import EvidenceError
    from conformance.recording.adding import checked

    try:
        found = checked(file)
    except EvidenceError as error:
        raise UseError(str(error)) from None
    for finding in found:
        click.echo(f"{finding.place}: {finding.kind}")
    if found:
        click.echo(f"{file}: {len(found)} findings. Take them out, or record again; do not give the file to anybody")
        sys.exit(DIVERGED)
    click.echo(f"{file}: nothing was found. Read it once yourself all the same before you give it to anybody")


@evidence.command("add", epilog=EVIDENCE_EXIT_CODES, short_help="Put a file beside the suite's evidence.")
@_FILE
def add(file: Path) -> None:
    """Copy FILE into conformance/evidence/ of this checkout: only one of real Cognito in which nothing is found."""
    from conformance.command.recording_summary import summary
    from conformance.evidence import EvidenceError
    from conformance.recording.adding import NotAdded, read_file
    from conformance.recording.adding import add as put

    try:
        there = put(file, FOLDER)
        click.echo("\n".join(summary(read_file(there)[1], there)))
    except EvidenceError as error:
        raise UseError(str(error)) from None
    except NotAdded as error:
        end_with_error(str(error), UNUSABLE)
    click.echo(
        "grades are raised by hand, in conformance/requirements/; then run pytest tests/conformance/test_evidence.py"
    )


@evidence.command(
    "revalidate", epilog=EVIDENCE_EXIT_CODES, short_help="Draw the same again; a new date, or the difference."
)
@_FILE
@click.option("--target", required=True, help="What to draw it on; real Cognito for a file of real Cognito.")
@run_options("workers", "budget")
def revalidate(file: Path, target: str, **options: object) -> None:
    """Draw what FILE has recorded again on a target.

    FILE then has, for each answer, the date on which it was seen again, or what was seen instead. It is replaced as a
    whole.
    """
    from conformance.command.aws_runs import accounts_in, check_account_runs, confirmed
    from conformance.command.checks import check_selection, check_targets
    from conformance.evidence import EvidenceError
    from conformance.recording.adding import read_file

    check_targets([target])
    check_account_runs([target], judges=False, keep=False)
    try:
        old = read_file(file)[1]
        chosen = RunOptions.of({**old.arguments, **{n: v for n, v in options.items() if v is not None}})
    except EvidenceError as error:
        raise UseError(str(error)) from None
    except OptionError as error:
        raise UseError(f"{file}: arguments: {error}. This version of the suite cannot draw it again") from None
    if not old.target or not old.arguments:
        raise UseError(f"{file} was not written by a recording: it does not say how to draw the same again")
    if bool(accounts_in([target])) != old.real:
        raise UseError(_other_reality(file, old, public(target)))
    check_selection(chosen)
    sys.exit(_drawn_again(file, old, confirmed([target])[0], chosen))


def _drawn_again(file: Path, old: EvidenceFile, target: str, options: RunOptions) -> int:
    """Run, compare and write; returns the exit status."""
    from conformance.command.own_folder import own_folder
    from conformance.command.recorded_runs import ran, status_of
    from conformance.command.recorder import recording_to
    from conformance.recording.comparing import asked_again, compared, renewed

    _check_versions(file, old)
    with (
        own_folder("revalidate") as place,
        recording_to(place / "again.json", options) as recording,
        ran(target, recording) as (said, record),
    ):
        if record is None:
            return said
        new = recording.made(record, all_kept=True)
        code = heaviest(said, status_of(record))
    found, seen = compared(old, new), datetime.now(UTC).date().isoformat()
    questions = asked_again(old.questions, new.questions)
    click.echo("\n".join(_compared_lines(found)))
    for before, after in questions:
        click.echo(f"question {before.requirement}: {before.answer}, now {after.answer}")
    code = heaviest(code, DIVERGED if found.changed or questions else OK)
    return heaviest(code, _replace(file, renewed(old, found, seen)))


def _other_reality(file: Path, old: EvidenceFile, target: str) -> str:
    if old.real:
        return (
            f"{file} was recorded on real Cognito, and {target} is not: it was left as it is. "
            "Name an account: --target 'aws?profile=P&region=R&account=123456789012'"
        )
    return f"{file} was recorded on {old.target}, which is not real Cognito: record a file of its own on {target}"


def _check_versions(file: Path, old: EvidenceFile) -> None:
    """Say where another version may draw something else: what it does not draw counts as not seen, never as changed."""
    import botocore

    from conformance import __version__
    from conformance.command.reading import read_catalog

    now = {"suite": __version__, "catalog": read_catalog().digest, "botocore": botocore.__version__}
    for name, version in now.items():
        if old.versions.get(name) != version:
            click.echo(f"{file}: recorded with {name} {old.versions.get(name)}, this is {version}", err=True)


def _compared_lines(found: Comparison) -> Iterator[str]:
    yield f"seen again: {len(found.same)}"
    yield f"other now: {len(found.changed)}"
    for change in found.changed:
        yield f"  {change.before.id} {', '.join(change.requirements)}: {change.before.operation}"
        yield from (f"    {place}" for place in change.places)
    yield f"not drawn or not decided this time: {len(found.absent)}"
    listed = (f"  {r.id} {', '.join((*r.requirements, *r.contradicts))}: {r.operation}" for r in found.absent)
    yield from islice(listed, MOST_LISTED)
    if len(found.absent) > MOST_LISTED:
        yield f"  and {len(found.absent) - MOST_LISTED} more"
    if found.apart:
        yield f"not compared, since chance decides which answer is kept: {len(found.apart)}"


def _replace(file: Path, new: EvidenceFile) -> int:
    from conformance.journal.whole_file import write_whole
    from conformance.recording.writing import as_text

    try:
        write_whole(file, as_text(new), lasting=True)
    except OSError as error:
        click.echo(f"cognito-conformance: cannot write {file}: {error.strerror}; it is as it was", err=True)
        return UNUSABLE
    return OK
