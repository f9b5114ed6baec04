"""Asks the judges about every form of a token and every answer, on this machine, and writes ``docs/consumers.md``.

``python -m conformance.judges`` asks those that changed since they were last asked; ``--all`` asks all of them, and
``--judge NAME`` one. ``--page`` writes the page alone, of the results that are there.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from conformance.judges import matrix
from conformance.judges.answers import scripted
from conformance.judges.asking import answers
from conformance.judges.issuer import Issuer
from conformance.judges.manifest import Manifest, manifests
from conformance.judges.page import page
from conformance.transport.installs import NotInstalled
from conformance.transport.programs import ProgramLost

DOCS = Path("docs")
BESIDE = 2
UNKNOWN, LOST = 2, 3


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--all", "everything", is_flag=True, help="Ask every judge, not only those that changed.")
@click.option("--judge", "names", multiple=True, metavar="NAME", help="Ask this judge; may be repeated.")
@click.option("--page", "only_page", is_flag=True, help="Ask none: write the page of the results that are there.")
@click.option("--seed", default=1, show_default=True, help="What the forms are drawn from.")
@click.option("--docs", default=DOCS, type=click.Path(path_type=Path), help="The folder of the page and the results.")
def main(everything: bool, names: Sequence[str], only_page: bool, seed: int, docs: Path) -> None:
    """Ask verifiers, gateways and clients what they make of Cognito's tokens and answers."""
    file = docs / matrix.NAME
    try:
        results = matrix.read(file)
    except matrix.MatrixError as error:
        raise click.ClickException(str(error)) from error
    if unknown := [name for name in names if name not in manifests()]:
        click.echo(f"there is no judge {unknown[0]!r}; known: {', '.join(manifests())}", err=True)
        sys.exit(UNKNOWN)
    asked = [] if only_page else list(names) or (list(manifests()) if everything else matrix.stale(results))
    lost = False
    for name, entry in _asked([manifests()[name] for name in asked], seed):
        lost = lost or entry is None
        if entry is not None:
            results["judges"][name] = entry
            matrix.write(file, results)
    (docs / "consumers.md").write_text(page(matrix.read(file)), encoding="utf-8")
    sys.exit(LOST if lost else 0)


def _asked(chosen: Sequence[Manifest], seed: int) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """What is kept of each judge as it ends; None of one that failed. What is not installed is left out, and said."""
    with Issuer() as issuer, ThreadPoolExecutor(BESIDE) as pool:
        waiting = {pool.submit(_one, manifest, issuer, seed): manifest for manifest in chosen}
        for done in as_completed(waiting):
            name = waiting[done].name
            try:
                entry, seconds = done.result()
            except NotInstalled as error:
                click.echo(f"{name}: {error}", err=True)
            except (ProgramLost, TimeoutError) as error:
                click.echo(f"{name}: {error}", err=True)
                yield name, None
            else:
                click.echo(f"{name}: {seconds:.0f} s", err=True)
                yield name, entry


def _one(manifest: Manifest, issuer: Issuer, seed: int) -> tuple[dict[str, Any], float]:
    begun = time.monotonic()
    cells = list(answers(manifest, issuer, seed=seed)) if manifest.verifies else []
    entry = matrix.entry(manifest, cells, scripted(manifest), seed=seed, now=datetime.now(UTC))
    return entry, time.monotonic() - begun


if __name__ == "__main__":
    main()
