"""The command ``cognito-conformance``. Imports what a command needs inside it, so that --help is fast."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from conformance.command.aws import aws
from conformance.command.clicking import Decorator, Group, run_options
from conformance.command.evidence import evidence
from conformance.command.exit_status import DIVERGED, EXIT_CODES, OK, UNUSABLE, end_with_error
from conformance.command.options import OPTIONS, RunOptions
from conformance.command.packages import hidden
from conformance.command.pool import pool
from conformance.command.storage import keep_out_of_the_working_directory
from conformance.command.use import UseError, nearest
from conformance.command.verify_app import verify_app

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from conformance.command.exit_status import Ended
    from conformance.command.releases import Every


@click.group(cls=Group, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cognito-conformance", prog_name="cognito-conformance")
def main() -> None:
    """Find out where an Amazon Cognito emulator, or a pool of your own, differs from real Cognito."""
    keep_out_of_the_working_directory()
    if trouble := hidden():
        end_with_error(trouble, UNUSABLE)


main.add_command(pool)
main.add_command(aws)
main.add_command(evidence)
main.add_command(verify_app)


@main.command("run", epilog=EXIT_CODES, short_help="Run scenarios against targets and write the report.")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@run_options(*OPTIONS)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("conformance-report"),
    show_default=True,
    help="Folder for the report.",
)
@click.option(
    "--judges",
    is_flag=False,
    flag_value="all",
    default=None,
    metavar="[NAME,NAME]",
    help="Also test each target with independent software; default: all judges.",
)
@click.option("--against", metavar="TARGET", help="Compare the target with this one, judging neither.")
@click.option("--expectations", type=click.Path(path_type=Path), help="Accepted divergences; default: shipped ones.")
@click.option("--plan", "plan_only", is_flag=True, help="Of accounts of AWS: what it would take; no run.")
@click.option(
    "--record",
    "record_to",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also keep, redacted, the answers that decided each requirement.",
)
@click.option("--update-expectations", is_flag=True, help="Accept what was found, in that file.")
@click.option(
    "--again",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Run again what failed; DIR has the report.",
)
@click.option(
    "--watch",
    "watch",
    is_flag=False,
    flag_value="",
    multiple=True,
    metavar="[PATH]",
    help="Repeat it when PATH changes; default: the target.",
)
@click.option(
    "--every",
    type=click.Choice(["release", "minor", "major"]),
    metavar="PART",
    help="Of a range: the newest of each minor or major.",
)
def run(
    targets: tuple[str, ...],
    every: Every | None,
    out: Path,
    judges: str | None,
    against: str | None,
    expectations: Path | None,
    plan_only: bool,
    record_to: Path | None,
    update_expectations: bool,
    again: Path | None,
    watch: tuple[str, ...],
    **options: object,
) -> None:
    """Run generated scenarios against TARGETs and write the compatibility report.

    TARGET is a name (moto, 'ministack?auth=true', cognito-local), a version (moto==5.1.22, cognito-local@5.1.0) or
    a range of them (moto==5.0..5.2), a URL, or a TOML definition. Without one: moto, in this process.
    """
    from functools import partial

    from conformance.command.against import check_against
    from conformance.command.aws_runs import check_account_runs, confirmed
    from conformance.command.checks import check_expectations, check_selection, check_targets, distinct
    from conformance.command.recorded_runs import check_recording
    from conformance.command.releases import expanded

    targets = expanded(targets, every)
    check_targets(targets)
    others = {"--record": record_to is not None, "--again": again is not None, "--watch": bool(watch)}
    others["--plan"] = plan_only
    second = check_against(against, targets or ("moto",), others, RunOptions.of(options))
    check_recording(record_to, targets or ("moto",), watching=bool(watch), again=again is not None)
    check_account_runs(targets, judges=judges is not None, keep=bool(options.get("keep")))
    if plan_only:
        _end_with_plans(targets, options)
    targets = tuple(confirmed(targets))
    check_expectations(expectations, update=update_expectations)
    once: Callable[[], Ended]
    if again is not None:
        from conformance.command.running_again import options_with_again, run_once_again, targets_of

        once = partial(run_once_again, again, distinct(targets), options_with_again(), expectations, fresh=bool(watch))
        specs = targets or (targets_of(again) if watch else ())
    else:
        from conformance.command.asking import chosen_judges
        from conformance.command.launch import Plan
        from conformance.command.running import run_once

        asked, chosen, specs = chosen_judges(judges), RunOptions.of(options), targets or ("moto",)
        check_selection(chosen)
        _print_plans(specs, chosen)
        plan = Plan(distinct(specs), chosen, out, fresh=bool(watch), against=second)
        once = partial(run_once, plan, asked, expectations, update_expectations)
        if record_to is not None:
            from conformance.command.recorded_runs import run_and_record

            once = partial(run_and_record, plan, record_to, asked, expectations, update_expectations)
    if not watch:
        sys.exit(once().code)
    from conformance.command.repeating import repeat

    sys.exit(repeat(once, watch, specs, again or out))


def _end_with_plans(targets: Sequence[str], options: Mapping[str, object]) -> NoReturn:
    """The plans of the accounts among these targets, and nothing else."""
    from conformance.command.aws_plan import print_plans
    from conformance.command.aws_runs import accounts_in
    from conformance.command.checks import check_selection

    chosen, accounts = RunOptions.of(options), accounts_in(targets, twins=True)
    check_selection(chosen)
    if not accounts:
        raise UseError("--plan is for accounts of AWS: aws?profile=P&region=R&account=123456789012")
    sys.exit(print_plans(accounts, chosen))


def _print_plans(targets: Sequence[str], chosen: RunOptions) -> None:
    """What a run in an account will take, before anything is sent."""
    from conformance.command.aws_runs import accounts_in

    if accounts := accounts_in(targets):
        from conformance.command.aws_plan import print_plans
        from conformance.command.aws_runs import check_accounts_here

        check_accounts_here(accounts)
        print_plans(accounts, chosen)


@main.command(short_help="List the targets, and what is missing for each.")
def targets() -> None:
    """List the targets, and what is missing for those that cannot run here."""
    from targets.registry import listing

    for entry in listing():
        state = "ready" if entry.availability.ok else "no"
        caveat = f"  ({entry.caveat})" if entry.caveat else ""
        click.echo(f"{state:<6} {entry.name:<22} {entry.how}{caveat}")
        click.echo(f"{'':<29} {entry.availability.detail}")


@main.command(short_help="Show the requirements.")
@click.argument("identifier", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with counts by area, level and grade.")
@click.option("--next", "prefix", metavar="PREFIX", help="The id for a new requirement, such as --next CLIENT.")
def catalog(identifier: str | None, as_json: bool, prefix: str | None) -> None:
    """Show the requirements: all in a line each, or one with its statement and sources."""
    from conformance.command.listing import as_data, as_lines, as_text, next_id_text
    from conformance.command.one_requirement import find_requirement
    from conformance.command.reading import read_catalog

    if identifier is not None and not as_json and (one := find_requirement(identifier)) is not None:
        click.echo(as_text(one))
        return
    found = read_catalog()
    if prefix is not None:
        try:
            click.echo(next_id_text(found, prefix))
        except ValueError as error:
            raise UseError(f"--next: {error}") from None
        return
    if identifier is not None and (retired := found.retired_text(identifier)):
        click.echo(as_data(found, [identifier]) if as_json else retired)
        return
    if identifier is not None:
        if identifier not in found.requirements:
            raise UseError(f"there is no requirement {identifier!r}.{nearest(identifier, found.requirements)}")
        click.echo(as_data(found, [identifier]) if as_json else as_text(found.requirements[identifier]))
        return
    click.echo(as_data(found) if as_json else as_lines(found))


@main.command(short_help="Replay divergences: fixed, or still there?")
@click.argument("directory", type=click.Path(path_type=Path, exists=True))
@click.argument("identifier", metavar="[ID]", default="")
@click.option("--target", default=None, help="Another target than the one it was found on.")
@click.option("--of", "spec", default=None, metavar="TARGET", help="Only this one of the run's targets.")
def replay(directory: Path, identifier: str, target: str | None, spec: str | None) -> None:
    """Replay the witnesses in DIRECTORY's journal: those of one requirement, or all that were confirmed.

    \b
    Exit status:
      0  fixed
      1  still there
      3 undecided: no witness, target unusable, a step did not work
    """
    from conformance.command.checks import check_targets
    from conformance.command.replaying import ReplayError, replay_again

    check_targets([target] if target is not None else [])
    try:
        found = replay_again(directory, identifier, target=target, spec=spec)
    except ReplayError as error:
        end_with_error(str(error), UNUSABLE)
    for answer in found:
        click.echo(answer.text if identifier else answer.text.splitlines()[0])
    if not identifier:
        click.echo(_counted([answer.still for answer in found]))
    if any(answer.still for answer in found):
        sys.exit(DIVERGED)
    sys.exit(OK if all(answer.still is False for answer in found) else UNUSABLE)


def _counted(still: list[bool | None]) -> str:
    return f"{still.count(False)} fixed, {still.count(True)} still there, {still.count(None)} undecided"


@main.command(short_help="Keep a target's answers as evidence, and compare them with the catalog's grades.")
@click.argument("target")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="A new file (JSON).")
@run_options(*(name for name in OPTIONS if name != "keep"), seed="1")
def record(target: str, out: Path, **options: object) -> None:
    """Record TARGET's answers, and list the requirements whose grade they would raise or contradict.

    It is 'run TARGET --record FILE' without the report: what diverges from the catalog does not count as a failure.
    """
    from conformance.command.aws_runs import check_account_runs, confirmed
    from conformance.command.checks import check_selection, check_targets
    from conformance.command.recorded_runs import record_alone

    chosen = RunOptions.of(options)
    check_targets([target])
    check_account_runs([target], judges=False, keep=False)
    check_selection(chosen)
    (spec,) = confirmed([target])
    _print_plans([spec], chosen)
    sys.exit(record_alone(spec, out, chosen))


@main.command(short_help="Make a static site from the results of many runs.")
@click.argument("directories", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIRECTORY...")
@click.option("--out", type=click.Path(path_type=Path), default=Path("site"), show_default=True, help="Folder for it.")
@click.option("--url", default="", help="The address that it will have, for the feed.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder for packed results, to make later sites of.")
def site(directories: tuple[Path, ...], out: Path, url: str, keep: Path | None) -> None:
    """Make a static site from the runs in each DIRECTORY: a run's folder, a folder of such folders, or a run.json.

    It shows targets, their releases, journeys, areas and requirements, and works from a disk as from a server.
    """
    from conformance.command.site import make_site

    sys.exit(make_site(directories, out, url, keep))


@main.group()
def report() -> None:
    """Make reports from recorded journals."""


def _directory(name: str, **more: Any) -> Decorator:
    return click.argument(name, type=click.Path(path_type=Path, exists=True), **more)


_JUDGED_BY: Decorator = click.option(
    "--expectations",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Accepted divergences; default: those shipped.",
)


@report.command("render", epilog=EXIT_CODES, short_help="Write all formats again from a run's journal.")
@_directory("directory")
@_JUDGED_BY
def report_render(directory: Path, expectations: Path | None) -> None:
    """Write all formats again from DIRECTORY's journal, also after a crash."""
    from conformance.command.reporting import write_report
    from conformance.journal import FILE_NAME

    if not (directory / FILE_NAME).is_file():
        raise UseError(f"{directory} has no {FILE_NAME}. Name a folder that a run has written.")
    sys.exit(write_report(directory, expectations))


@report.command("merge", epilog=EXIT_CODES, short_help="Join shards, or runs of several targets.")
@_directory("directories", nargs=-1, required=True, metavar="DIRECTORY...")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for it.")
@_JUDGED_BY
def report_merge(directories: tuple[Path, ...], out: Path, expectations: Path | None) -> None:
    """Join the journals of shards, or of several targets, into one report."""
    from conformance.command.folder import OutputError, output_folder
    from conformance.command.reporting import write_report
    from conformance.journal import JournalError
    from reports.merge import MergeError, merge_journals
    from reports.store import ReportError

    try:
        if out.resolve() in [d.resolve() for d in directories]:
            raise MergeError(f"{out} cannot be merged into itself: choose another folder with --out")
        with output_folder(out) as folder:
            try:
                merge_journals(directories, out)
            except MergeError:
                folder.give_back()
                raise
            code = write_report(out, expectations)
    except MergeError as error:
        raise UseError(str(error)) from None
    except (JournalError, ReportError, OutputError) as error:
        end_with_error(str(error), UNUSABLE)
    sys.exit(code)


@report.command("pairs", short_help="Show which pairs of values were tried together, by area.")
@_directory("directory")
def report_pairs(directory: Path) -> None:
    """Show for each area how many pairs of values were judged together, of the dimensions that were varied there.

    The dimensions and their values are in docs/reports.md.
    """
    from conformance.journal import FILE_NAME, JournalError, read_events
    from reports.pairs import as_text, pairs_by_area

    if not (directory / FILE_NAME).is_file():
        raise UseError(f"{directory} has no {FILE_NAME}. Name a folder that a run has written.")
    try:
        click.echo(as_text(pairs_by_area(read_events(directory / FILE_NAME))), nl=False)
    except JournalError as error:
        raise UseError(str(error)) from None


@report.command("diff", short_help="Show what changed between two reports.")
@_directory("old")
@_directory("new")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one entry for each pair of targets.")
def report_diff(old: Path, new: Path, as_json: bool) -> None:
    """Show what was fixed, what is new and what changed between two reports: folders or run.json files."""
    from conformance.journal import JournalError
    from reports.compare import diff, diff_text
    from reports.write import ReportError, load_record

    try:
        changes = diff(load_record(old), load_record(new))
    except (JournalError, ReportError) as error:
        end_with_error(str(error), UNUSABLE)
    if as_json:
        import json

        click.echo(json.dumps([change.model_dump() for change in changes], indent=1, ensure_ascii=False))
    else:
        click.echo(diff_text(changes), nl=False)


if __name__ == "__main__":
    main()
