"""The command ``cognito-conformance``. Imports what a command needs inside it, so that --help is fast."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

OK, DIVERGED, USAGE, UNUSABLE, INTERNAL = 0, 1, 2, 3, 4
EXIT_CODES = """\b
Exit status:
  0  as expected
  1  a divergence that is not expected, or an expectation that is stale
  2  wrong use
  3  target or folder unusable, or the run partial or inconclusive
  4  a defect of this suite
"""


class _Group(click.Group):
    """Suggests the nearest command; no end of the command is taken for a divergence."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C outside of a run, and our own defects, have exit statuses of their own."""
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
                text += _nearest(args[0], self.list_commands(ctx))
            raise click.UsageError(text, ctx) from None


@click.group(cls=_Group, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cognito-conformance", prog_name="cognito-conformance")
def main() -> None:
    """Find out where an Amazon Cognito emulator, or a pool of your own, differs from real Cognito."""


def _nearest(word: str, known: Iterable[str]) -> str:
    import difflib

    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f" Did you mean {close[0]!r}?" if close else ""


def _fail(text: str, code: int) -> Any:
    click.echo(f"cognito-conformance: {text}", err=True)
    sys.exit(code)


@main.command("run", epilog=EXIT_CODES, short_help="Run scenarios against targets and write the report.")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option(
    "--profile",
    type=click.Choice(["smoke", "quick", "standard", "deep"]),
    default="quick",
    show_default=True,
    help="In how many distinct situations each requirement is tried: 3, 20 or 200.",
)
@click.option("--area", "areas", multiple=True, help="Only this area; may be repeated.")
@click.option("--requirement", "requirements", multiple=True, metavar="ID", help="Only this one; may be repeated.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Repeats a run; the report names the one used.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes side by side.")
@click.option("--shard", default="", metavar="I/N", help="The I-th of N parts; join them with 'report merge'.")
@click.option("--budget", default="", metavar="calls=N,seconds=N", help="End a target's run, as partial, when spent.")
@click.option(
    "--allow-wait",
    default="",
    metavar="DURATION",
    help="Wait where no clock can be moved, each example for up to 6m, 1h …, all of them side by side.",
)
@click.option("--rounds", type=click.IntRange(1, 1_000_000), help="How often each race is run; default: by profile.")
@click.option("--allow-lockout", is_flag=True, help="On real Cognito, too, lock users out and use hourly limits up.")
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
    help="Also ask software that others wrote what it makes of each target; default: all.",
)
@click.option("--expectations", type=click.Path(path_type=Path), help="Accepted divergences; default: those shipped.")
@click.option("--update-expectations", is_flag=True, help="Accept what was found, in the --expectations file.")
def run(targets: tuple[str, ...], **options: Any) -> None:
    """Run generated scenarios against TARGETs and write the compatibility report.

    TARGET is a name (moto, ministack, 'ministack?auth=true', cognito-local, localemu), a version of one
    (moto==5.1.22, cognito-local@5.1.0), a URL, or a TOML definition. Without one: moto, in this process.
    """
    from conformance.command.folder import OutputError, output_folder

    judges = _judges(options.pop("judges"))
    plan = _plan(targets or ("moto",), options)
    try:
        with output_folder(plan.out):
            click.echo(f"profile {plan.profile}, seed {plan.seed}, report in {plan.out}", err=True)
            outcome = _launch(plan)
            code = _said(outcome)
            if not outcome.journal:
                code = max(code, _ask(judges, plan, outcome), key=WEIGHT.index)
                found = _report(plan.out, options["expectations"], options["update_expectations"])
                code = max(code, found, key=WEIGHT.index)
    except OutputError as error:
        _fail(str(error), UNUSABLE)
    sys.exit(code)


WEIGHT = (OK, UNUSABLE, DIVERGED, USAGE, INTERNAL)  # when several apply, the last of them


def _launch(plan: Any) -> Any:
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
            raise click.UsageError(f"there is no judge {name!r}.{_nearest(name, JUDGES)} {known}")
    return [name for name in JUDGES if name in names]


def _ask(judges: Sequence[str], plan: Any, outcome: Any) -> int:
    """Let the judges speak about each target that could be used; their words are no verdicts. The exit status."""
    if not judges or outcome.interrupted:
        return OK
    from functools import partial

    from conformance.judges.panel import judge_target
    from targets.interface import TargetUnusable

    for spec in plan.targets:
        if spec in outcome.unusable:
            continue
        try:
            judge_target(spec, judges, plan.out, seed=plan.seed, say=partial(_say_judge, spec))
        except TargetUnusable as error:
            click.echo(f"cognito-conformance: the judges could not be asked: {error}", err=True)
        except KeyboardInterrupt:
            click.echo("cognito-conformance: interrupted; the judges' table is incomplete", err=True)
            return UNUSABLE
    return OK


def _say_judge(spec: str, name: str) -> None:
    click.echo(f"  {spec}: asking {name}", err=True)


def _said(outcome: Any) -> int:
    """Say what went wrong beside what the journal holds; the exit status of that alone."""
    for text in outcome.unusable.values():
        click.echo(f"cognito-conformance: {text}", err=True)
    for spec, text in outcome.broken.items():
        click.echo(f"cognito-conformance: the run on {spec} broke off, by a defect of this suite: {text}", err=True)
    if outcome.journal:
        click.echo(f"cognito-conformance: {outcome.journal}", err=True)
    if outcome.broken:
        return INTERNAL
    return UNUSABLE if outcome.unusable or outcome.interrupted or outcome.journal else OK


def _plan(targets: Sequence[str], options: Mapping[str, Any]) -> Any:
    from conformance.command.launch import Plan

    _check_targets(targets)
    _check_selection(options["areas"], options["requirements"])
    _check_numbers(options["shard"], options["budget"])
    _check_duration(options["allow_wait"])
    _check_expectations(options["expectations"], options["update_expectations"])
    seed = options["seed"]
    if seed is None:
        import random

        seed = random.SystemRandom().randrange(1, 2**31)
    names = (
        "profile",
        "out",
        "areas",
        "requirements",
        "workers",
        "shard",
        "budget",
        "allow_wait",
        "rounds",
        "allow_lockout",
    )
    return Plan(targets=_distinct(targets), seed=seed, **{name: options[name] for name in names})


def _distinct(targets: Sequence[str]) -> list[str]:
    """Each target once; two that would share their place in the report are refused."""
    from targets.interface import Identity

    slugs: dict[str, str] = {}
    for spec in map(str.strip, targets):
        other = slugs.setdefault(Identity(spec, "", "").slug, spec)
        if other != spec:
            raise click.UsageError(f"{other!r} and {spec!r} cannot be told apart in one report: run them one by one")
    return list(slugs.values())


def _check_expectations(file: Path | None, update: bool) -> None:
    """Before anything is run: a file that is not there or cannot be read would lose the run's end."""
    if file is None:
        if update:
            raise click.UsageError("--update-expectations needs --expectations FILE: the file to write")
        return
    if not file.exists():
        if update:
            return
        raise click.UsageError(f"--expectations {file}: there is no such file; --update-expectations would write it")
    from reports.expectations import ExpectationError, load_expectations

    try:
        named = {expectation.requirement for expectation in load_expectations(file)}
    except ExpectationError as error:
        raise click.UsageError(str(error)) from None
    _refuse_retired(file, named)
    known = _catalog().requirements
    for identifier in sorted(named - set(known)):
        raise click.UsageError(f"{file}: there is no requirement {identifier!r}.{_nearest(identifier, known)}")


def _check_targets(targets: Sequence[str]) -> None:
    from targets.interface import TargetUnusable
    from targets.registry import resolve

    for spec in targets:
        try:
            resolve(spec)
        except TargetUnusable as error:
            raise click.UsageError(str(error)) from None


def _check_selection(areas: Sequence[str], requirements: Sequence[str]) -> None:
    if not areas and not requirements:
        return
    catalog = _catalog()
    for area in areas:
        if area not in catalog.areas:
            raise click.UsageError(f"there is no area {area!r}.{_nearest(area, catalog.areas)}")
    for identifier in requirements:
        found = catalog.requirements.get(identifier)
        _refuse_retired("--requirement", [identifier])
        if found is None:
            known = catalog.requirements
            raise click.UsageError(f"there is no requirement {identifier!r}.{_nearest(identifier.upper(), known)}")
        if not found.active:
            raise click.UsageError(f"{identifier} is {found.status}, not tested: {found.reason}")


def _check_numbers(shard: str, budget: str) -> None:
    import pytest

    from conformance.plugin import parse_budget, parse_shard

    try:
        parse_budget(budget)
        if shard:
            parse_shard(shard)
    except pytest.UsageError as error:
        raise click.UsageError(str(error)) from None


def _check_duration(text: str) -> None:
    from conformance.transport.waiting import parse_duration

    try:
        parse_duration(text)
    except ValueError as error:
        raise click.UsageError(f"--allow-wait {error}") from None


def _catalog() -> Any:
    from conformance.requirements import CatalogError, load_catalog

    try:
        return load_catalog()
    except CatalogError as error:
        return _fail(f"the catalog is not valid: {error}", INTERNAL)


def _report(out: Path, expectations: Path | None, update: bool = False) -> int:
    from conformance.journal import JournalError, read_events
    from reports.expectations import ExpectationError
    from reports.render.terminal import print_summary
    from reports.write import ReportError, render_all

    try:
        if update and expectations is not None:
            _update(out, expectations)
        record, gate = render_all(read_events(out), out, expectations)
    except ExpectationError as error:
        return int(_fail(str(error), USAGE))
    except (JournalError, ReportError) as error:
        return int(_fail(str(error), UNUSABLE))
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


@main.command(short_help="List the targets, and what is missing for each.")
def targets() -> None:
    """List the targets, and what is missing for those that cannot run here."""
    from targets.registry import listing

    for entry in listing():
        state = "ready" if entry.availability.ok else "no"
        tested = "" if entry.tested else "  (definition untested here)"
        click.echo(f"{state:<6} {entry.name:<22} {entry.how}{tested}")
        click.echo(f"{'':<29} {entry.availability.detail}")


def _refuse_retired(where: object, identifiers: Iterable[str]) -> None:
    """A retired id is unknown for a reason, and often has a successor: name both."""
    from conformance.command.listing import retired_text

    for identifier in sorted(identifiers):
        if text := retired_text(_catalog(), identifier):
            raise click.UsageError(f"{where}: {text}")


@main.command(short_help="Show the requirements.")
@click.argument("identifier", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON, with counts by area, level and grade.")
@click.option("--next", "prefix", metavar="PREFIX", help="The id for a new requirement, such as --next CLIENT.")
def catalog(identifier: str | None, as_json: bool, prefix: str | None) -> None:
    """Show the requirements: all in a line each, or one with its statement and sources."""
    from conformance.command.listing import as_data, as_lines, as_text, next_id_text, retired_text

    found = _catalog()
    if prefix is not None:
        try:
            click.echo(next_id_text(found, prefix))
        except ValueError as error:
            raise click.UsageError(f"--next: {error}") from None
        return
    if identifier is not None and (retired := retired_text(found, identifier)):
        click.echo(as_data(found, [identifier]) if as_json else retired)
        return
    if identifier is not None:
        if identifier not in found.requirements:
            raise click.UsageError(f"there is no requirement {identifier!r}.{_nearest(identifier, found.requirements)}")
        click.echo(as_data(found, [identifier]) if as_json else as_text(found.requirements[identifier]))
        return
    click.echo(as_data(found) if as_json else as_lines(found))


@main.command(short_help="Try a divergence again: fixed, or still there?")
@click.argument("directory", type=click.Path(path_type=Path, exists=True))
@click.argument("identifier", metavar="[ID]", default="")
@click.option("--target", default=None, help="Another target than the one it was found on.")
@click.option("--of", "spec", default=None, metavar="TARGET", help="Of several targets of the run: only this one.")
def replay(directory: Path, identifier: str, target: str | None, spec: str | None) -> None:
    """Execute what showed a divergence again, from the journal in DIRECTORY; without ID all that was confirmed.

    \b
    Exit status:
      0  fixed
      1  still there
      3  it could not be told: no witness, target unusable, a step did not work
    """
    from conformance.command.replaying import ReplayError, replay_again

    try:
        if target is not None:
            _check_targets([target])
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
    return f"{still.count(False)} fixed, {still.count(True)} still there, {still.count(None)} not to be told"


@main.command(short_help="Keep a target's answers as evidence, and compare them with the catalog's grades.")
@click.argument("target")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="A new file (JSON).")
@click.option("--area", "areas", multiple=True, help="Only this area; may be repeated.")
@click.option("--requirement", "requirements", multiple=True, metavar="ID", help="Only this one; may be repeated.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="Makes it repeatable.")
@click.option("--budget", default="", metavar="calls=N,seconds=N", help="End when spent; what there is is kept.")
def record(target: str, out: Path, **options: Any) -> None:
    """Keep what TARGET answers, and say which requirements' grade that would raise, or contradict."""
    from conformance.command.recorder import RecordError, record_target
    from conformance.plugin import parse_budget
    from targets.interface import TargetUnusable

    _check_targets([target])
    _check_selection(options["areas"], options["requirements"])
    _check_numbers("", options["budget"])
    options["budget"] = parse_budget(options["budget"])
    try:
        result = record_target(target, out, say=lambda name: click.echo(f"  {name}", err=True), **options)
    except (RecordError, TargetUnusable) as error:
        _fail(str(error), UNUSABLE)
    click.echo("\n".join(result.lines(_catalog())))
    sys.exit(INTERNAL if result.errors else OK if result.file.complete else UNUSABLE)


@main.group()
def report() -> None:
    """Make reports from what was recorded."""


if TYPE_CHECKING:
    Decorator = Callable[[Callable[..., None]], Callable[..., None]]


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
        raise click.UsageError(f"{directory} has no {FILE_NAME}. Name a folder that a run has written.")
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
        with output_folder(out):
            merge_journals(directories, out)
            code = _report(out, expectations)
    except MergeError as error:
        raise click.UsageError(str(error)) from None
    except (JournalError, ReportError, OutputError) as error:
        _fail(str(error), UNUSABLE)
    sys.exit(code)


@report.command("diff", short_help="What changed between two reports.")
@_directory("old")
@_directory("new")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one entry for each pair of targets.")
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
