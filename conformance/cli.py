"""The command ``cognito-conformance``. Imports what a command needs inside it, so that --help is fast."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

OK, DIVERGED, USAGE, UNUSABLE, INTERNAL = 0, 1, 2, 3, 4
EXIT_CODES = """\b
Exit status:
  0  as expected
  1  a divergence that is not expected, or an expectation that is stale
  2  wrong use
  3  a target is unusable, or the run is partial or inconclusive
  4  a defect of this suite
"""


class _Group(click.Group):
    """Suggests the nearest command."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(error.format_message() + _nearest(args[0], self.list_commands(ctx)), ctx) from None


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


@main.command(epilog=EXIT_CODES)
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option("--profile", type=click.Choice(["quick", "standard", "deep"]), default="quick", show_default=True,
              help="In how many distinct situations each requirement is tried: 3, 20 or 200.")  # fmt: skip
@click.option("--area", "areas", multiple=True, help="Only this area; may be repeated.")
@click.option("--requirement", "requirements", multiple=True, metavar="ID", help="Only this requirement; may be repeated.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Makes a run repeatable; the report names the one used.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes side by side.")
@click.option("--shard", default="", metavar="I/N", help="The I-th of N parts; join them with 'report merge'.")
@click.option("--budget", default="", metavar="calls=N,seconds=N", help="End the run, as partial, when it is spent.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("conformance-report"),
              show_default=True, help="Folder for the report.")  # fmt: skip
@click.option("--expectations", type=click.Path(path_type=Path), help="Accepted divergences; default: those shipped.")
@click.option("--update-expectations", is_flag=True, help="Write what was found into the --expectations file.")
def run(targets: tuple[str, ...], **options: Any) -> None:
    """Run generated scenarios against TARGETs and write the compatibility report.

    TARGET is a name (moto, ministack, 'ministack?auth=true', cognito-local, localemu), a version of one
    (moto==5.1.22, cognito-local@5.1.0), a URL, or a TOML definition. Without one: moto, in this process.
    """
    from conformance import launch

    plan = _plan(targets or ("moto",), options)
    try:
        with launch.output_folder(plan.out):
            click.echo(f"profile {plan.profile}, seed {plan.seed}, report in {plan.out}", err=True)
            outcome = launch.launch(plan)
            code = _report(plan.out, options["expectations"], options["update_expectations"])
    except launch.OutputError as error:
        _fail(str(error), UNUSABLE)
    sys.exit(_exit_code(outcome, code))


def _exit_code(outcome: Any, code: int) -> int:
    for text in outcome.unusable.values():
        click.echo(f"cognito-conformance: {text}", err=True)
    for spec, text in outcome.broken.items():
        click.echo(f"cognito-conformance: the run on {spec} broke off; pytest said:\n{text}", err=True)
    if outcome.broken:
        return INTERNAL
    if (outcome.unusable or outcome.interrupted) and code in (OK, DIVERGED):
        return UNUSABLE
    return code


def _plan(targets: Sequence[str], options: Mapping[str, Any]) -> Any:
    from conformance.launch import Plan

    _check_targets(targets)
    _check_selection(options["areas"], options["requirements"])
    _check_numbers(options["shard"], options["budget"])
    if options["expectations"] and not options["expectations"].exists() and not options["update_expectations"]:
        raise click.UsageError(f"--expectations {options['expectations']}: there is no such file")
    if options["update_expectations"] and not options["expectations"]:
        raise click.UsageError("--update-expectations needs --expectations FILE: the file to write")
    seed = options["seed"]
    if seed is None:
        import random

        seed = random.SystemRandom().randrange(1, 2**31)
    return Plan(targets=list(dict.fromkeys(targets)), seed=seed, **{
        name: options[name] for name in ("profile", "out", "areas", "requirements", "workers", "shard", "budget")
    })  # fmt: skip


def _check_targets(targets: Sequence[str]) -> None:
    from targets.interface import TargetUnusable
    from targets.registry import resolve

    for spec in targets:
        try:
            resolve(spec)
        except TargetUnusable as error:
            raise click.UsageError(str(error)) from None


def _check_selection(areas: Sequence[str], requirements: Sequence[str]) -> None:
    catalog = _catalog()
    for area in areas:
        if area not in catalog.areas:
            raise click.UsageError(f"there is no area {area!r}.{_nearest(area, catalog.areas)}")
    for identifier in requirements:
        found = catalog.requirements.get(identifier)
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


def _catalog() -> Any:
    from conformance.requirements import CatalogError, load_catalog

    try:
        return load_catalog()
    except CatalogError as error:
        return _fail(f"the catalog is not valid: {error}", INTERNAL)


def _report(out: Path, expectations: Path | None, update: bool = False) -> int:
    from conformance.journal import JournalError, read_events
    from reports.expectations import ExpectationError, update_expectations
    from reports.render.terminal import print_summary
    from reports.write import ReportError, load_record, render_all

    try:
        if update and expectations is not None:
            update_expectations(load_record(out), expectations)
        record, gate = render_all(read_events(out), out, expectations)
    except JournalError:
        return UNUSABLE  # no target wrote anything; why was said
    except ExpectationError as error:
        return int(_fail(str(error), USAGE))
    except ReportError as error:
        return int(_fail(str(error), UNUSABLE))
    print_summary(record, gate, out)
    return int(gate.exit_code)


@main.command()
def targets() -> None:
    """List the targets, and what is missing for those that cannot run here."""
    from targets.registry import listing

    for entry in listing():
        state = "ready " if entry.availability.ok else "absent"
        tested = "" if entry.tested else "  (definition untested here)"
        click.echo(f"{state}  {entry.name:<22} {entry.how}{tested}")
        click.echo(f"        {'':<22} {entry.availability.detail}")


@main.command()
@click.argument("identifier", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON, with counts by area, level and grade.")
def catalog(identifier: str | None, as_json: bool) -> None:
    """Show the requirements: all in a line each, or one with its statement and sources."""
    from conformance.listing import as_data, as_lines, as_text

    found = _catalog()
    if identifier is not None:
        if identifier not in found.requirements:
            raise click.UsageError(f"there is no requirement {identifier!r}.{_nearest(identifier, found.requirements)}")
        click.echo(as_data(found, [identifier]) if as_json else as_text(found.requirements[identifier]))
        return
    click.echo(as_data(found) if as_json else as_lines(found))


@main.command()
@click.argument("directory", type=click.Path(path_type=Path, exists=True))
@click.argument("identifier", metavar="ID")
@click.option("--target", default=None, help="Another target than the one the witness came from.")
@click.option("--spec", default=None, help="Which target of the run, where it had several.")
def replay(directory: Path, identifier: str, target: str | None, spec: str | None) -> None:
    """Execute the witness of a divergence again: fixed (0), still there (1), or not to be told (3)."""
    from conformance.replay.again import ReplayError, replay_again

    try:
        still, text = replay_again(directory, identifier, target=target, spec=spec)
    except ReplayError as error:
        _fail(str(error), UNUSABLE)
    click.echo(text)
    sys.exit(DIVERGED if still else OK)


@main.group()
def report() -> None:
    """Make reports from what was recorded."""


@report.command("render")
@click.argument("directory", type=click.Path(path_type=Path, exists=True))
@click.option("--expectations", type=click.Path(path_type=Path, exists=True))
def report_render(directory: Path, expectations: Path | None) -> None:
    """Write all formats again from DIRECTORY's journal, also after a crash."""
    from conformance.journal import FILE_NAME

    if not (directory / FILE_NAME).exists():
        _fail(f"{directory} has no {FILE_NAME}. Name a folder that a run has written.", USAGE)
    sys.exit(_report(directory, expectations))


@report.command("merge")
@click.argument("directories", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--expectations", type=click.Path(path_type=Path, exists=True))
def report_merge(directories: tuple[Path, ...], out: Path, expectations: Path | None) -> None:
    """Join the journals of shards, or of several targets, into one report."""
    from conformance.journal import JournalError
    from reports.merge import merge_journals

    try:
        merge_journals(directories, out)
    except JournalError as error:
        _fail(str(error), UNUSABLE)
    sys.exit(_report(out, expectations))


@report.command("diff")
@click.argument("old", type=click.Path(path_type=Path, exists=True))
@click.argument("new", type=click.Path(path_type=Path, exists=True))
@click.option("--json", "as_json", is_flag=True)
def report_diff(old: Path, new: Path, as_json: bool) -> None:
    """What became better and what became worse between two reports."""
    from conformance.journal import JournalError
    from reports.compare import diff, diff_lines
    from reports.write import ReportError, load_record

    try:
        change = diff(load_record(old), load_record(new))
    except (JournalError, ReportError) as error:
        _fail(str(error), UNUSABLE)
    click.echo(change.model_dump_json(indent=1) if as_json else "\n".join(diff_lines(change)))


if __name__ == "__main__":
    main()
