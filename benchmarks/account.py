"""A whole run on the twin of AWS, held against the reference target and against its own plan.

``python benchmarks/account.py OUT --profile quick --seed 1`` runs the same selection three times, each into a folder
below OUT: on the reference target, as a rehearsal, which is what ``--plan`` counts, and on a twin. It prints which
verdicts differ, what was left out and why, what stayed in the account, what of others was touched or named, the highest
use of each limit beside the share, and the figures beside those of the plan. Exit status 1 where anything is not as it
should be. A part that is there already is not run again. Nothing leaves this machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent / "tests" / "support")]

from aws_run import words  # noqa: E402
from conformance.journal import read_events  # noqa: E402
from reports.fold import fold  # noqa: E402
from targets.aws.meter import Used  # noqa: E402
from targets.aws.prices import price_of  # noqa: E402
from targets.aws.twin import started  # noqa: E402
from twin_kit import above  # noqa: E402

SHARE = 0.5
NEAR = 0.05  # how far users, calls and price may be from the plan
STATE = "state.json"
Words = tuple[str, ...]


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--profile", default="quick", show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--shard", default="", help="I/N: only this part.")
@click.option("--workers", default=1, show_default=True, help="Of the run on the twin.")
def main(out: Path, profile: str, seed: int, shard: str, workers: int) -> None:
    """Run what is not there yet, and compare."""
    given = ("--profile", profile, "--seed", str(seed), *(("--shard", shard) if shard else ()))
    _run(out / "reference", "reference", given)
    _run(out / "plan", "aws?rehearsal=true", given)
    options = {"profile": profile, "seed": str(seed), "workers": workers, **({"shard": shard} if shard else {})}
    _run_on_a_twin(out / "twin", options)
    wrong = list(_compared(out))
    for line in wrong:
        click.echo(f"NOT AS IT SHOULD BE: {line}")
    sys.exit(1 if wrong else 0)


def _run(folder: Path, target: str, given: Words) -> None:
    if not folder.exists():
        command = [sys.executable, "-m", "conformance", "run", target, *given, "--out", str(folder)]
        subprocess.run(command, check=False, capture_output=True)


def _run_on_a_twin(folder: Path, options: Mapping[str, object]) -> None:
    if (folder / STATE).exists():
        return
    with started() as twin:
        before = twin.ask("/state")["foreign"]["digest"]
        own = {"XDG_STATE_HOME": str(folder / "home"), "HOME": str(folder / "home")}
        subprocess.run(words(twin, folder, **options), check=False, capture_output=True, env={**os.environ, **own})
        state = twin.ask("/state")
    (folder / STATE).write_text(json.dumps({"before": before, **state}))


# -- comparing ---------------------------------------------------------------------------------------------------------


def _compared(out: Path) -> Iterator[str]:
    """What is not as it should be; the rest is printed."""
    yield from _verdicts(_results(out / "reference"), _results(out / "twin"))
    state = json.loads((out / "twin" / STATE).read_text())
    yield from _account(state)
    yield from _figures(_used(out / "plan"), _used(out / "twin"), _seconds(out / "twin"))


def _results(folder: Path) -> dict[str, tuple[str, str]]:
    """By requirement: verdict and reason, of those that are scored."""
    (target,) = fold(list(read_events(folder))).targets
    return {each.requirement: (each.verdict, each.reason) for each in target.results if each.scored}


def _verdicts(expected: Mapping[str, tuple[str, str]], found: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    out = Counter(reason for verdict, reason in found.values() if verdict == "excluded")
    click.echo(f"verdicts on the twin: {_counts(Counter(verdict for verdict, _ in found.values()))}")
    click.echo(f"on the reference: {_counts(Counter(verdict for verdict, _ in expected.values()))}")
    for reason, count in out.most_common():
        click.echo(f"  left out {count:>4}  {reason}")
    for identifier in sorted(expected.keys() | found.keys()):
        there, here = expected.get(identifier, ("none", "")), found.get(identifier, ("none", ""))
        if here[0] != there[0] and here[0] != "excluded":
            yield f"{identifier}: {here[0]} on the twin ({here[1]}), {there[0]} on the reference"


def _account(state: Mapping[str, Any]) -> Iterator[str]:
    foreign = state["foreign"]
    same = foreign["digest"] == state["before"] and not foreign["touched"]
    click.echo(f"left in the account: {len(state['pools'])} pools")
    click.echo(f"{foreign['count']} pools of others, {'as they were' if same else 'CHANGED'}")
    click.echo(f"ids in requests that are of others: {len(foreign['named'])}; of nobody: {len(state['strangers'])}")
    if state["pools"] or not same or foreign["named"] or state["strangers"] or state["defects"]:
        yield "the account is not as it was"
    rates = {name: rate for name, rate in state["rates"].items() if rate["kind"] == "category"}
    for name, rate in sorted(rates.items()):
        click.echo(f"  {name:<24} {rate['highest']:>4} of {rate['limit']} a second")
    yield from (f"more than the share: {each}" for each in above(state["rates"], SHARE))


def _used(folder: Path) -> Used:
    return sum((Used.of(dict(event)) for event in read_events(folder) if event["event"] == "account"), Used())


def _seconds(folder: Path) -> float:
    times = [float(event["at"]) for event in read_events(folder) if "at" in event]
    return max(times) - min(times)


def _figures(planned: Used, used: Used, seconds: float) -> Iterator[str]:
    click.echo(f"made: {_counts(used.made)}; {seconds / 60:.1f} minutes; throttled: {used.throttled}")
    figures = {
        "users": (planned.users.total(), used.users.total()),
        "calls": (planned.calls.total(), used.calls.total()),
        "dollars": (price_of(planned, seconds).most, price_of(used, seconds).most),
    }
    for name, (plan, found) in figures.items():
        click.echo(f"{name}: {found:.2f}, {plan:.2f} in the plan ({(found - plan) / max(plan, 1e-9):+.1%})")
        if abs(found - plan) > NEAR * plan:
            yield f"{name}: further from the plan than {NEAR:.0%}"


def _counts(counter: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counter.items()) if number)


if __name__ == "__main__":
    main()
