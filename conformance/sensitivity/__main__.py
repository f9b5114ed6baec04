"""The command: run, print the failures, write the files, and exit with 1 if there are any."""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

import click

import conformance.sensitivity
from conformance.command.properties import tests
from conformance.command.reading import read_catalog
from conformance.command.use import UseError
from conformance.run.profiles import PROFILES
from conformance.sensitivity import page, selection
from conformance.sensitivity.conditional import drawn, left_out, situations, summary, together, try_conditional
from conformance.sensitivity.generation import Generation, measure
from conformance.sensitivity.kept import Kept
from conformance.sensitivity.mutation import MutantJob, MutantResult, PairJob, pairs_of, try_mutant, try_pair
from conformance.sensitivity.reach import by_mutant, trace
from conformance.sensitivity.trial import reaching, try_variant
from targets.reference.mutants import mutants

Job = TypeVar("Job")
Found = TypeVar("Found")


JOBS_PER_PROCESS = 100  # then a new process, to free the memory that trials leave behind


def _map(
    function: Callable[[Job], Found],
    jobs: Sequence[Job],
    workers: int,
    label: str,
    keep: Callable[[Found], object] = lambda result: None,
) -> list[Found]:
    """The results of all jobs, in the order in which they came; each is handed to ``keep`` at once."""
    results: list[Found] = []
    if not jobs:
        return results
    ready = multiprocessing.get_context("forkserver")  # its processes begin with everything imported
    ready.set_forkserver_preload(["conformance.sensitivity.ready"])
    with ready.Pool(min(workers, len(jobs)), maxtasksperchild=JOBS_PER_PROCESS) as pool:
        for number, result in enumerate(pool.imap_unordered(function, jobs), 1):
            keep(result)
            results.append(result)
            if number % 20 == 0 or number == len(jobs):
                click.echo(f"{label}: {number} of {len(jobs)}", err=True)
    return results


def _generation(profile: str, chosen: Sequence[str]) -> Generation:
    """How often the requirements of these mutants are reached, by the properties that name them."""
    click.echo("the reference itself …", err=True)
    wanted = frozenset(mutants()[i].violates for i in chosen)
    return measure(try_variant([], reaching(wanted), profile, 1).events, wanted)


@click.command(help=conformance.sensitivity.__doc__)
@click.option("--area", multiple=True, help="only mutants of this area's requirements")
@click.option("--mutant", multiple=True, help="only this mutant")
@click.option("--changed-since", metavar="REV", help="only mutants that a change since this revision can affect")
@click.option("--seeds", default=10, show_default=True)
@click.option("--profile", default="standard", show_default=True, type=click.Choice(list(PROFILES)))
@click.option("--pairs-profile", type=click.Choice(list(PROFILES)), help="of the pairs; default: as --profile")
@click.option(
    "--clean/--no-clean",
    default=False,
    help="also run every property that a mutant can affect, to see that nothing unrelated fails",
)
@click.option("--pairs/--no-pairs", default=False, help="also pairs in which one mutant can hide the other")
@click.option(
    "--generation/--no-generation",
    default=False,
    help="also measure how often the inputs reach these mutants' requirements",
)
@click.option("--mutants/--no-mutants", "alone", default=True, help="the single mutants")
@click.option("--conditional", default=0, metavar="N", help="also N mutants that are wrong in one situation only")
@click.option("--draw", default=1, show_default=True, help="seed of the draw of conditional mutants")
@click.option("--resume", is_flag=True, help="go on where a run on the same tree was ended (with --out)")
@click.option("--workers", default=2, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=None, help="folder for sensitivity.json and .html")
def main(
    *,
    area: tuple[str, ...],
    mutant: tuple[str, ...],
    changed_since: str | None,
    seeds: int,
    profile: str,
    pairs_profile: str | None,
    clean: bool,
    pairs: bool,
    generation: bool,
    alone: bool,
    conditional: int,
    draw: int,
    resume: bool,
    workers: int,
    out: Path | None,
) -> None:
    """Run the selected mutants, pairs and measurements."""
    started = time.perf_counter()
    read_catalog()
    try:
        chosen = selection.chosen(area, mutant, changed_since)
    except (selection.NoRevision, UseError) as error:
        raise click.UsageError(str(error)) from error
    met = by_mutant(_map(trace, list(tests()), workers, "traces")) if clean and alone else {}
    jobs = [MutantJob(i, seeds, profile, met.get(i, ()) if clean else None) for i in chosen] if alone else []
    paired = [PairJob(a, b, pairs_profile or profile) for a, b in pairs_of(chosen)] if pairs else []
    outcome = page.Outcome(seeds, profile)
    outcome.mutants = _mutants(jobs, workers, Kept(out, profile, clean=clean), resume=resume)
    outcome.pairs = sorted(_map(try_pair, paired, workers, "pairs"), key=lambda p: (p.first, p.second))
    outcome.generation = _generation(profile, chosen) if generation else None
    if conditional:
        _conditional(conditional, draw, profile, workers, out)
    outcome.seconds = round(time.perf_counter() - started, 1)
    _print(outcome)
    if out is not None:
        _write(out, outcome)
    sys.exit(0 if outcome.right else 1)


def _conditional(count: int, draw: int, profile: str, workers: int, out: Path | None) -> None:
    """Try mutants that are wrong in one situation only, and say how many were caught."""
    click.echo("the situations of all properties …", err=True)
    met = together(situations(list(tests())))  # in one run, so that equal seeds draw the same
    click.echo("\n".join(left_out(met)))
    found = _map(try_conditional, drawn(met, count, profile, draw), workers, "conditional mutants")
    click.echo("\n".join(summary(found)))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "conditional.json").write_text(json.dumps([asdict(r) for r in sorted(found, key=str)], indent=1))


def _mutants(jobs: Sequence[MutantJob], workers: int, kept: Kept, *, resume: bool) -> list[MutantResult]:
    try:
        before = kept.of(jobs) if resume else []
        if not resume:
            kept.begin()
        done = {result.id for result in before}
        if before:
            click.echo(f"mutants: {len(before)} of {len(jobs)} are known from before", err=True)
        found = _map(try_mutant, [job for job in jobs if job.id not in done], workers, "mutants", kept.keep)
    except OSError as error:
        raise click.ClickException(f"cannot keep results: {error}. Choose another folder with --out.") from error
    return sorted([*before, *found], key=lambda m: (m.violates, m.id))


def _write(out: Path, outcome: page.Outcome) -> None:
    try:
        page.write(out, outcome)
    except OSError as error:
        raise click.ClickException(f"cannot write to {out}: {error.strerror}. Choose another folder.") from error
    click.echo(f"{out / page.HTML}, {out / page.JSON}")


def _print(outcome: page.Outcome) -> None:
    for result in outcome.mutants:
        if not result.killed and not result.unkillable:
            why = f"; {result.escaped}" if result.escaped else ""
            click.echo(f"NOT KILLED {result.id} ({result.violates}): {result.caught} of {result.seeds} seeds{why}")
        if result.unrelated:
            click.echo(f"NOT CLEAN {result.id} ({result.violates}): also {result.unrelated}")
        for error in result.errors[:1]:
            click.echo(f"ERROR {result.id}: {error}")
    for pair in outcome.pairs:
        if not pair.right:
            seen = f"{pair.verdict} {pair.errors or ''}"
            click.echo(f"HIDDEN {pair.second} by {pair.first}: {pair.requirement} is {seen}")
    for poor in outcome.generation.poor if outcome.generation else ():
        click.echo(f"NEEDS LUCK {poor.id}: observed in {poor.share:.0%} of the examples of {poor.by}")
    if outcome.generation and outcome.generation.requirements:
        least = outcome.generation.requirements[0]
        click.echo(f"least often reached: {least.id}, in {least.share:.0%} of the examples of {least.by}")
    click.echo(_summary(outcome))


def _summary(outcome: page.Outcome) -> str:
    figures = outcome.figures
    parts = [f"mutants killed {figures['killed']} / {figures['total']}"]
    parts += [f"clean {figures['clean']} / {figures['tried_clean']}"] if figures["tried_clean"] else []
    parts += [f"pairs right {figures['pairs_right']} / {figures['pairs']}"] if figures["pairs"] else []
    parts += [f"unkillable {figures['unkillable']}"] if figures["unkillable"] else []
    return f"{', '.join(parts)}, {outcome.seconds} s"


if __name__ == "__main__":
    main()
