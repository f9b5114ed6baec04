"""A thousand faults: runs in an account that fails by chance, ended in several ways, each swept afterwards.

``python benchmarks/faults.py --faults 1000`` starts a twin of AWS for each run, makes requests to it fail (throttled,
5xx before and after they took effect, answers cut or lost), kills the run at a request that is drawn, lets its login
expire or its disk be full, then sweeps the account. It prints a line for each run, and at the end how many faults there
were and what went wrong: a requirement held against Cognito, a pool that stayed, a pool of others that was touched.
Exit status 1 where anything did. Nothing leaves this machine.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

import click

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent / "tests" / "support")]

from aws_faults import ENDINGS, Outcome, faulty_run  # noqa: E402


@click.command()
@click.option("--faults", "wanted", default=1000, show_default=True, help="As many at least.")
@click.option("--runs", default=20, show_default=True, help="As many at least.")
@click.option("--seed", default=1, show_default=True, help="Of the first run; the next one has the next.")
@click.option("--areas", default=10, show_default=True, help="How many each run has.")
def main(wanted: int, runs: int, seed: int, areas: int) -> None:
    """Make faults, and look what becomes of the account."""
    made: list[Outcome] = []
    while len(made) < runs or _total(made).total() < wanted:
        made.append(_one(seed + len(made), ENDINGS[len(made) % len(ENDINGS)], areas))
        click.echo(_line(made[-1]))
    faults = _total(made)
    harm = [outcome for outcome in made if outcome.harm]
    click.echo(f"{faults.total()} faults in {len(made)} runs: {_counts(faults)}")
    click.echo(f"{sum(one.calls for one in made)} requests; {_counts(_verdicts(made))}")
    ended, swept = (sum(one.left[n] for one in made) for n in (0, 1))
    click.echo(f"{ended} pools were left when runs ended, {swept} after the sweeps")
    click.echo(f"runs in which harm was done: {len(harm)}")
    sys.exit(1 if harm else 0)


def _one(seed: int, ending: str, areas: int) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="cognito-conformance-faults-") as folder:
        os.environ |= {"XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder}
        return faulty_run(seed, Path(folder), ending=ending, areas=areas)


def _line(one: Outcome) -> str:
    harm = "; ".join(one.harm) or "no harm"
    return (
        f"seed {one.seed} ({', '.join(one.areas)}), {one.ended}, status {one.status}: {one.faults.total()} faults in "
        f"{one.calls} requests; {_counts(one.verdicts)}; left {one.left[0]}, then {one.left[1]}; {harm}"
    )


def _total(made: list[Outcome]) -> Counter[str]:
    return sum((one.faults for one in made), Counter[str]())


def _verdicts(made: list[Outcome]) -> Counter[str]:
    return sum((one.verdicts for one in made), Counter[str]())


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counter.items()) if number)


if __name__ == "__main__":
    main()
