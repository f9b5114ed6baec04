"""``cognito-conformance pool``: the configuration of a pool of your own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conformance.command.clicking import Group
from conformance.command.exit_status import OK, UNUSABLE, end_with_error
from conformance.command.use import UseError

if TYPE_CHECKING:
    from conformance.oracle.update_members import Via
    from conformance.pool.diff.report import Report
    from conformance.pool.form.document import PoolDocument
    from conformance.requirements import Catalog

POOL_EXIT_CODES = """\b
Exit status:
  0  done; nothing changed for users
  1  something changed for users, or would be refused, or users would be lost
  2  wrong use: the file, and the place in it, is named
  3  it is unclear: an unknown member, a value that is not resolved, a target that does not answer
  4  a defect of this suite
"""


def _ends_well(command: Callable[..., None]) -> Callable[..., None]:
    """Problems of files are wrong use, those of targets are not."""

    @wraps(command)
    def run(*given: Any, **named: Any) -> None:
        from conformance.pool.form.problems import PoolError, PoolUnreadable

        try:
            command(*given, **named)
        except PoolError as error:
            raise UseError(str(error)) from None
        except PoolUnreadable as error:
            end_with_error(str(error), UNUSABLE)

    return run


@click.group("pool", cls=Group, epilog=POOL_EXIT_CODES)
def pool() -> None:
    """Read a pool of your own, and see what a change of it does."""


TOOLS: dict[str, Via] = {"cloudformation": "cfn", "terraform": "terraform"}  # by kind of document
_OUT = click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; default: standard output."
)


@pool.command("snapshot", epilog=POOL_EXIT_CODES, short_help="Read a pool's configuration from a target.")
@click.argument("target")
@click.option("--pool", "pool_id", required=True, metavar="ID", help="The pool's id.")
@_OUT
@_ends_well
def pool_snapshot(target: str, pool_id: str, out: Path | None) -> None:
    """Read everything that describes the pool ID of TARGET. Nothing is changed, no user is touched."""
    from conformance.pool.reach import reached
    from conformance.pool.snapshot.take import take

    with reached(target) as driver:
        document = take(driver, pool_id)
    _write(document, out)


@pool.command("import", epilog=POOL_EXIT_CODES, short_help="Read a pool's configuration from infrastructure code.")
@click.argument("files", nargs=-1, required=True, metavar="FILE[#NAME]...")
@_OUT
@_ends_well
def pool_import(files: Sequence[str], out: Path | None) -> None:
    """Read one pool out of FILE: CloudFormation, ``terraform show -json``, or what describe operations printed.

    NAME is the logical id, or the address, of one of several pools. Further files are parameters of the template,
    or further descriptions.
    """
    from conformance.pool.importing.files import import_files

    _write(import_files(files), out)


@pool.command("create", epilog=POOL_EXIT_CODES, short_help="Make a pool like a document, on a target.")
@click.argument("source", metavar="POOL.JSON")
@click.option("--target", required=True, help="Where to make it: an emulator, or any target.")
@_OUT
@_ends_well
def pool_create(source: str, target: str, out: Path | None) -> None:
    """Make a pool like the one in POOL.JSON on a target; triggers, roles and secrets become the suite's own.

    With --out, the pool is read again and written there.
    """
    from conformance.pool.creating.make import make
    from conformance.pool.importing.files import import_files
    from conformance.pool.reach import reached
    from conformance.pool.snapshot.take import take

    wanted = import_files([source])
    with reached(target) as driver:
        made = make(driver, wanted)
        live = take(driver, made.pool_id) if out is not None else None
    click.echo(f"made {made.pool_id} on {target}")
    for line in made.replaced:
        click.echo(f"replaced: {line}")
    for one in made.refused:
        click.echo(f"not made: {one}", err=True)
    if live is not None and out is not None:
        _save(live, out)
    sys.exit(UNUSABLE if made.refused else OK)


@pool.command("diff", epilog=POOL_EXIT_CODES, short_help="What a change of a pool's configuration does.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--via",
    type=click.Choice(["api", "cfn", "terraform"]),
    default=None,
    help="The tool that makes the change; default: what NEW is, else api.",
)
@click.option(
    "--format", "form", type=click.Choice(["markdown", "json", "junit"]), default="markdown", show_default=True
)
@click.option(
    "--accept", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Accepted differences (TOML)."
)
@click.option(
    "--scripts",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write a script for each consequence, which shows it before and after.",
)
@_ends_well
def pool_diff(old: str, new: str, via: Via | None, form: str, accept: Path | None, scripts: Path | None) -> None:
    """Compare two configurations, each a pool document or anything that ``pool import`` reads.

    Says which members differ; how the change gets there: applied, refused, silently kept or reset, or by replacing
    the pool; and what it means for users, seen on the suite's reference.
    """
    from datetime import UTC, datetime

    from conformance.command.reading import read_catalog
    from conformance.pool.diff.accepted import Accepted, read_accepted
    from conformance.pool.diff.render import FORMATS
    from conformance.pool.diff.report import report
    from conformance.pool.importing.files import import_files

    entries = read_accepted(accept, datetime.now(UTC).date()) if accept is not None else Accepted()
    before, after = import_files([old]), import_files([new])
    tool = via or TOOLS.get(after.kind, "api")
    catalog = read_catalog()
    found = report(before, after, tool, entries, catalog)
    if scripts is not None:
        _write_scripts(scripts, before, found, catalog)
    click.echo(FORMATS[form](found), nl=False)
    sys.exit(found.exit_status)


@pool.command("contract", epilog=POOL_EXIT_CODES, short_help="What a pool promises its users.")
@click.argument("source", metavar="POOL.JSON")
@_OUT
@_ends_well
def pool_contract(source: str, out: Path | None) -> None:
    """Write what follows for users from a configuration: a pool document, or anything that ``pool import`` reads.

    What differs from a default pool comes first. Every promise names its requirement and a source.
    """
    from conformance.command.reading import read_catalog
    from conformance.pool.contract.committed import pool_beside
    from conformance.pool.contract.derive import contract_of
    from conformance.pool.contract.text import as_toml
    from conformance.pool.importing.files import import_files

    text = as_toml(contract_of(import_files([source])), read_catalog(), pool_beside(source, out))
    if out is None:
        click.echo(text, nl=False)
    else:
        _save_text(text, out)
    sys.exit(OK)


@pool.command("check", epilog=POOL_EXIT_CODES, short_help="Try what a pool promises, on a target.")
@click.argument("source", metavar="POOL.JSON|CONTRACT.TOML")
@click.option("--target", required=True, help="Where a pool like it is made: an emulator, or any target.")
@click.option("--seed", type=int, default=1, show_default=True, help="Repeats what was drawn.")
@click.option(
    "--situations", type=click.IntRange(1, 100), default=3, show_default=True, help="How often each promise is tried."
)
@click.option("--promise", "named", default="*", metavar="KEY", help="Only this promise; * stands for any text.")
@click.option("--live", "pool_id", metavar="ID", help="Make nothing: ask the pool ID itself what touches no user.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_ends_well
def pool_check(
    source: str, target: str, seed: int, situations: int, named: str, pool_id: str | None, form: str
) -> None:
    """Make a pool like the one in POOL.JSON on a target, and try there what it promises its users.

    A contract that `pool contract` wrote is tried as it stands in the file, on the pool that it names.

    Users, names and passwords are drawn. Triggers, roles and secrets become the suite's own, so what they do is not
    tried. With --live, a pool that is there is compared with the document, and asked at its published addresses.
    """
    from conformance.command.reading import read_catalog
    from conformance.pool.check.live import check_live
    from conformance.pool.check.render import as_json, as_text
    from conformance.pool.check.trying import check
    from conformance.pool.contract.committed import is_contract, read_contract
    from conformance.pool.importing.files import import_files
    from conformance.pool.reach import reached

    catalog = read_catalog()
    committed = read_contract(Path(source), catalog) if is_contract(source) else None
    document = import_files([source if committed is None else committed.pool])
    with reached(target) as driver:
        if pool_id is not None:
            checked = check_live(driver, document, pool_id, catalog, committed)
        else:
            drawn = {"seed": seed, "situations": situations}
            checked = check(driver, document, catalog, **drawn, named=named, committed=committed)
    click.echo((as_json if form == "json" else as_text)(checked), nl=False)
    sys.exit(checked.exit_status)


def _write(document: PoolDocument, out: Path | None) -> None:
    """Write the document, and say what in it is not known."""
    if out is None:
        click.echo(document.text(), nl=False)
    else:
        _save(document, out)
    for line in _remarks(document):
        click.echo(f"note: {line}", err=True)
    sys.exit(OK)


def _write_scripts(folder: Path, old: PoolDocument, found: Report, catalog: Catalog) -> None:
    """The scripts, in a folder that has none of an earlier report: they would show what is no longer so."""
    from conformance.pool.diff.scripts import scripts

    if folder.is_dir() and any(folder.iterdir()):
        raise UseError(f"--scripts {folder}: the folder is not empty; name a new one")
    files = scripts(old, found.meaning, found.via, catalog)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UseError(f"--scripts {folder}: {error.strerror or error}") from None


def _save(document: PoolDocument, out: Path) -> None:
    _save_text(document.text(), out)


def _save_text(text: str, out: Path) -> None:
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UseError(f"--out {out}: {error.strerror or error}") from None


def _remarks(document: PoolDocument) -> list[str]:
    from conformance.pool.form.known import unknown_members

    return [
        *(f"{part}: unknown: {why}" for part, why in sorted(document.unknown.items())),
        *(f"{place}: unknown: {why}" for place, why in document.unresolved()),
        *(f"{place}: no member that this version knows" for place in unknown_members(document)),
        *document.notes,
    ]
