"""The command ``cognito-conformance``. Imports what a command needs inside it, so that --help is fast."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click
from click.core import ParameterSource

from conformance.command.options import OPTIONS, Option, RunOptions, default_text
from conformance.command.packages import hidden
from conformance.command.storage import keep_out_of_the_working_directory
from conformance.command.use import UseError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from conformance.command.again import Retried
    from conformance.command.launch import Outcome, Plan
    from conformance.requirements import Catalog

    Decorator = Callable[[Callable[..., None]], Callable[..., None]]

OK, DIVERGED, USAGE, UNUSABLE, INTERNAL = 0, 1, 2, 3, 4
EXIT_CODES = """\b
Exit status:
  0  as expected
  1  a divergence that is not expected, or an expectation that is stale
  2  wrong use
  3  target or folder unusable, or the run partial or inconclusive
  4  a defect of this suite
"""


class _Command(click.Command):
    """Reports wrong use the way click does."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; wrong use that is found later has the same message and exit status."""
        try:
            return super().invoke(ctx)
        except UseError as error:
            raise click.UsageError(str(error), ctx) from None


class _Group(click.Group):
    """Suggests the nearest command; an unexpected exit never looks like a divergence."""

    command_class = _Command
    group_class = type  # groups in a group are like this one

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C outside of a run, and defects of the suite, have exit statuses of their own."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _fail("interrupted", UNUSABLE)
        except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
            raise
        except Exception:
            import traceback

            _fail(f"a defect of this suite; please report it:\n{traceback.format_exc()}", INTERNAL)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            text = error.format_message()
            if "Did you mean" not in text:  # newer versions of click say it themselves
                text += nearest(args[0], self.list_commands(ctx))
            raise click.UsageError(text, ctx) from None


@click.group(cls=_Group, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cognito-conformance", prog_name="cognito-conformance")
def main() -> None:
    """Find out where an Amazon Cognito emulator, or a pool of your own, differs from real Cognito."""
    keep_out_of_the_working_directory()
    if trouble := hidden():
        _fail(trouble, UNUSABLE)


def _fail(text: str, code: int) -> NoReturn:
    click.echo(f"cognito-conformance: {text}", err=True)
    sys.exit(code)


def _checked(option: Option) -> Callable[[click.Context, click.Parameter, object], object]:
    """A callback that rejects values the option cannot parse and passes the others on unchanged."""

    def check(ctx: click.Context, param: click.Parameter, value: object) -> object:
        for text in value if isinstance(value, tuple) else [value]:
            try:
                if text:
                    option.parse(str(text))
            except ValueError as error:
                raise click.BadParameter(str(error)) from None
        return value

    return check


def _run_options(*names: str, **defaults: str) -> Decorator:
    """Options of a run as options of a command; ``RunOptions.of`` reads the values the command receives."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        for name in reversed(names):
            option, default = OPTIONS[name], defaults.get(name) or default_text(name) or None
            if option.switch:
                function = click.option(option.flag, option.key, is_flag=True, help=option.help)(function)
                continue
            function = click.option(
                option.flag,
                option.key,
                callback=_checked(option),
                multiple=option.many,
                default=default,
                show_default=default is not None,
                metavar=option.metavar,
                help=option.help,
            )(function)
        return function

    return decorate


@main.command("run", epilog=EXIT_CODES, short_help="Run scenarios against targets and write the report.")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@_run_options(*OPTIONS)
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
@click.option("--expectations", type=click.Path(path_type=Path), help="Accepted divergences; default: shipped ones.")
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
def run(
    targets: tuple[str, ...],
    out: Path,
    judges: str | None,
    expectations: Path | None,
    update_expectations: bool,
    again: Path | None,
    watch: tuple[str, ...],
    **options: object,
) -> None:
    """Run generated scenarios against TARGETs and write the compatibility report.

    TARGET is a name (moto, ministack, 'ministack?auth=true', cognito-local, localemu), a version of one
    (moto==5.1.22, cognito-local@5.1.0), a URL, or a TOML definition. Without one: moto, in this process.
    """
    from functools import partial

    from conformance.command.checks import check_expectations, check_selection, check_targets, distinct
    from conformance.command.launch import Plan

    check_targets(targets)
    check_expectations(expectations, update=update_expectations)
    once: Callable[[], _Ended]
    if again is not None:
        once = partial(_run_again, again, distinct(targets), _with_again(), expectations)
        specs = targets or (_targets_of(again) if watch else ())
    else:
        asked, chosen, specs = _judges(judges), RunOptions.of(options), targets or ("moto",)
        check_selection(chosen)
        once = partial(_run, Plan(distinct(specs), chosen, out), asked, expectations, update_expectations)
    sys.exit(_watch(once, watch, specs, again or out) if watch else once().code)


class _Ended(NamedTuple):
    """How a run ended: its exit status, and whether ``--watch`` stops after it."""

    code: int
    last: bool = False


def _run(plan: Plan, judges: Sequence[str], expectations: Path | None, update: bool) -> _Ended:
    """Do one run and write its report."""
    from conformance.command.folder import OutputError, output_folder

    try:
        with output_folder(plan.out) as folder:
            click.echo(_begun(plan.options, plan.out), err=True)
            outcome = _launch(plan)
            code = _said(outcome)
            if not folder.tested:
                folder.give_back()
                click.echo("nothing was tested, and nothing was written")
            elif not outcome.journal:
                code = max(code, _ask(judges, plan, outcome), key=WEIGHT.index)
                code = max(code, _report(plan.out, expectations, update), key=WEIGHT.index)
    except OutputError as error:
        _fail(str(error), UNUSABLE)
    return _Ended(code, last=outcome.interrupted)


def _begun(options: RunOptions, out: Path) -> str:
    return f"profile {options.profile}, seed {options.seed}, report in {out}"


NOT_AGAIN = ("out", "judges", "update_expectations")
OF_THIS_RUN = ("workers", "budget", "keep")  # options that --again does not take from the earlier run if they are given


def _with_again() -> dict[str, object]:
    """The options that may replace those of the earlier run; all others would change what is run, and are refused."""
    context = click.get_current_context()
    names = [*(option.key for option in OPTIONS.values()), *NOT_AGAIN]
    given = [name for name in names if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    for name in given:
        if name not in OF_THIS_RUN:
            raise UseError(f"--again repeats a run as it was: leave out --{name.replace('_', '-')}")
    return {name: context.params[name] for name in given}


def _targets_of(directory: Path) -> tuple[str, ...]:
    from conformance.command.again import Report
    from conformance.journal import JournalError

    try:
        return Report.read(directory).specs
    except JournalError as error:
        _fail(str(error), UNUSABLE)


def _run_again(
    directory: Path, targets: Sequence[str], given: Mapping[str, object], expectations: Path | None
) -> _Ended:
    """Run what failed in an earlier run again, and renew its report."""
    from conformance.command.again import Report, retries, run_again
    from conformance.command.folder import OutputError, locked_folder
    from conformance.journal import JournalError
    from reports.expectations import ExpectationError
    from reports.store import ReportError

    try:
        with locked_folder(directory):
            report = Report.read(directory)
            planned = retries(report, targets, given, _catalog(), _note)
            if not planned:
                click.echo(f"nothing to run again: nothing failed in {directory}")
                return _Ended(OK, last=True)
            click.echo(_begun(planned[0].options, directory), err=True)
            done = run_again(report, planned, expectations, _show_again)
            return _Ended(_renewed(directory, done), last=any(retried.outcome.interrupted for retried in done))
    except ExpectationError as error:
        _fail(str(error), USAGE)
    except (OutputError, JournalError, ReportError) as error:
        _fail(str(error), UNUSABLE)


def _note(text: str) -> None:
    click.echo(f"note: {text}", err=True)


def _show_again(retried: Retried) -> None:
    for line in retried.lines:
        click.echo(line)


def _renewed(directory: Path, done: Sequence[Retried]) -> int:
    """Print the summary line of all retries; returns the exit status."""
    from reports.again import counted

    codes = [OK]
    for retried in done:
        gate = retried.gate
        codes.append(_said(retried.outcome))
        codes.append(INTERNAL if gate.exit_code == INTERNAL else DIVERGED if gate.unexpected else OK)
        codes.append(UNUSABLE if gate.problems else OK)
    if any(retried.label for retried in done):
        click.echo(counted([a for r in done for a in r.answers], sum(r.expected for r in done)))
    if any(retried.complete for retried in done):
        click.echo(f"report: {directory / 'index.html'}")
    return max(codes, key=WEIGHT.index)


def _watch(once: Callable[[], _Ended], paths: Sequence[str], targets: Sequence[str], out: Path) -> int:
    """Repeat the run whenever something changes, until Ctrl-C; returns the exit status of the last run."""
    from conformance.command.watching import Watch, watched

    watch = Watch(watched(paths, targets, [out]))
    while True:
        ended = once()
        if ended.last:
            return ended.code
        try:
            click.echo(f"watching {watch.what}; Ctrl-C ends it", err=True)
            seen = watch.wait()
        except KeyboardInterrupt:
            return ended.code
        click.echo(f"\n{seen}: again", err=True)


WEIGHT = (OK, UNUSABLE, DIVERGED, USAGE, INTERNAL)  # when several apply, the last of them


def _launch(plan: Plan) -> Outcome:
    from conformance.command.launch import launch
    from conformance.command.progress import Progress
    from targets.interface import Identity

    progress = Progress(plan.out, {spec: Identity(spec, "", "").slug for spec in plan.targets})
    outcome = launch(plan, progress)
    progress.end()
    return outcome


def _judges(given: str | None) -> list[str]:
    """The judges that were asked for, in the order of the report."""
    if given is None:
        return []
    from conformance.judges.panel import JUDGES

    names = list(JUDGES) if given == "all" else [name for name in given.split(",") if name]
    for name in names:
        if name not in JUDGES:
            known = f"known: {', '.join(JUDGES)}. Targets come before --judges, or write --judges=all"
            raise UseError(f"there is no judge {name!r}.{nearest(name, JUDGES)} {known}")
    return [name for name in JUDGES if name in names]


def _ask(judges: Sequence[str], plan: Plan, outcome: Outcome) -> int:
    """Ask the judges about each usable target; their answers are not verdicts. Returns the exit status."""
    if not judges or outcome.interrupted:
        return OK
    from functools import partial

    from conformance.judges.panel import judge_target
    from targets.interface import TargetUnusable

    for spec in plan.targets:
        if spec in outcome.unusable:
            continue
        try:
            judge_target(spec, judges, plan.out, seed=plan.options.seed, say=partial(_say_judge, spec))
        except TargetUnusable as error:
            click.echo(f"cognito-conformance: the judges could not be asked: {error}", err=True)
        except KeyboardInterrupt:
            click.echo("cognito-conformance: interrupted; the judges' table is incomplete", err=True)
            return UNUSABLE
    return OK


def _say_judge(spec: str, name: str) -> None:
    click.echo(f"  {spec}: asking {name}", err=True)


def _said(outcome: Outcome) -> int:
    """Print errors that are not in the journal; returns the exit status for those alone."""
    for text in outcome.unusable.values():
        click.echo(f"cognito-conformance: {text}", err=True)
    for spec, text in outcome.broken.items():
        click.echo(f"cognito-conformance: the run on {spec} broke off, by a defect of this suite: {text}", err=True)
    if outcome.journal:
        click.echo(f"cognito-conformance: {outcome.journal}", err=True)
    if outcome.broken:
        return INTERNAL
    return UNUSABLE if outcome.unusable or outcome.interrupted or outcome.journal else OK


def _catalog() -> Catalog:
    from conformance.requirements import CatalogError, load_catalog

    try:
        return load_catalog()
    except CatalogError as error:
        _fail(f"the catalog is not valid: {error}", INTERNAL)


def _report(out: Path, expectations: Path | None, update: bool = False) -> int:
    from conformance.journal import JournalError, read_events
    from reports.expectations import ExpectationError
    from reports.terminal import print_summary
    from reports.write import ReportError, render_all

    try:
        if update and expectations is not None:
            _update(out, expectations)
        record, gate = render_all(read_events(out), out, expectations)
    except ExpectationError as error:
        _fail(str(error), USAGE)
    except (JournalError, ReportError) as error:
        _fail(str(error), UNUSABLE)
    if any(target.executed for target in record.targets) or gate.exit_code == INTERNAL:
        print_summary(record, gate, out)
    else:
        click.echo(f"nothing was tested\nreport: {out / 'index.html'}")
    return int(gate.exit_code)


def _update(out: Path, file: Path) -> None:
    """Write the divergences found into the expectations file, and print what changed in it."""
    from datetime import UTC, datetime

    from reports.expectations import update_expectations
    from reports.write import load_record

    done = update_expectations(load_record(out), file, datetime.now(UTC).date())
    changes = [f"{len(ids)} {what}" for what, ids in done if what != "kept" and ids]
    click.echo(f"{file}: {', '.join(changes) or 'nothing changed'}, {done.kept} kept", err=True)


@main.command(short_help="List the targets, and what is missing for each.")
def targets() -> None:
    """List the targets, and what is missing for those that cannot run here."""
    from targets.registry import listing

    for entry in listing():
        state = "ready" if entry.availability.ok else "no"
        tested = "" if entry.tested else "  (definition untested here)"
        click.echo(f"{state:<6} {entry.name:<22} {entry.how}{tested}")
        click.echo(f"{'':<29} {entry.availability.detail}")


@main.command(short_help="Show the requirements.")
@click.argument("identifier", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with counts by area, level and grade.")
@click.option("--next", "prefix", metavar="PREFIX", help="The id for a new requirement, such as --next CLIENT.")
def catalog(identifier: str | None, as_json: bool, prefix: str | None) -> None:
    """Show the requirements: all in a line each, or one with its statement and sources."""
    from conformance.command.listing import as_data, as_lines, as_text, next_id_text, retired_text
    from conformance.command.one_requirement import find_requirement

    if identifier is not None and not as_json and (one := find_requirement(identifier)) is not None:
        click.echo(as_text(one))
        return
    found = _catalog()
    if prefix is not None:
        try:
            click.echo(next_id_text(found, prefix))
        except ValueError as error:
            raise UseError(f"--next: {error}") from None
        return
    if identifier is not None and (retired := retired_text(found, identifier)):
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
        _fail(str(error), UNUSABLE)
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
@_run_options("areas", "requirements", "seed", "budget", seed="1")
def record(target: str, out: Path, **options: object) -> None:
    """Record TARGET's answers, and list the requirements whose grade they would raise or contradict."""
    from conformance.command.checks import check_selection, check_targets
    from conformance.command.recorder import RecordError, record_target
    from targets.interface import TargetUnusable

    chosen = RunOptions.of(options)
    check_targets([target])
    check_selection(chosen)
    try:
        result = record_target(target, out, chosen, say=lambda name: click.echo(f"  {name}", err=True))
    except (RecordError, TargetUnusable) as error:
        _fail(str(error), UNUSABLE)
    click.echo("\n".join(result.lines(_catalog())))
    sys.exit(INTERNAL if result.errors else OK if result.file.complete else UNUSABLE)


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
    from conformance.journal import FILE_NAME

    if not (directory / FILE_NAME).is_file():
        raise UseError(f"{directory} has no {FILE_NAME}. Name a folder that a run has written.")
    sys.exit(_report(directory, expectations))


@report.command("merge", epilog=EXIT_CODES, short_help="Join shards, or runs of several targets.")
@_directory("directories", nargs=-1, required=True, metavar="DIRECTORY...")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for it.")
@_JUDGED_BY
def report_merge(directories: tuple[Path, ...], out: Path, expectations: Path | None) -> None:
    """Join the journals of shards, or of several targets, into one report."""
    from conformance.command.folder import OutputError, output_folder
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
            code = _report(out, expectations)
    except MergeError as error:
        raise UseError(str(error)) from None
    except (JournalError, ReportError, OutputError) as error:
        _fail(str(error), UNUSABLE)
    sys.exit(code)


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
        _fail(str(error), UNUSABLE)
    if as_json:
        import json

        click.echo(json.dumps([change.model_dump() for change in changes], indent=1, ensure_ascii=False))
    else:
        click.echo(diff_text(changes), nl=False)


if __name__ == "__main__":
    main()
