"""Faults on the way to a target: whole runs through a proxy that breaks requests, held against the same run without.

``python benchmarks/way.py 'ministack?auth=true' --share 0.1 --seed 1`` starts the target, runs the suite through the
proxy of the tests without faults (kept in ``--out``, and not run again), then once more with faults, and prints how
many requests were broken and how, and each requirement whose verdict another one took the place of. Exit status 1 where
one became *fail*, *flaky* or *unsupported*, where the suite had an error, or where more became *inconclusive* than
``--unclear`` allows. What a target draws itself may differ without faults as well: ``--share 0`` tells. Nothing leaves
this machine.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from pathlib import Path

import click

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent / "tests" / "support")]

from command import events, start, verdicts  # noqa: E402
from faulty_proxy import GATEWAY, KINDS, UNSEEN, Faults, changes, proxy  # noqa: E402
from targets.registry import resolve  # noqa: E402

KINDS_HELP = f"Only these; default: {', '.join(KINDS)}."
SPARED = frozenset({"inconclusive", "pass"})  # what a verdict may become by faults


@click.command()
@click.argument("target")
@click.option("--seed", default=1, show_default=True, help="Of the run and of the faults.")
@click.option("--share", default=0.1, show_default=True, help="Of the requests is broken.")
@click.option("--unclear", default=0.05, show_default=True, help="Of the requirements may become inconclusive.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice([*KINDS, *GATEWAY, *UNSEEN]), help=KINDS_HELP)
@click.option("--area", "areas", multiple=True, help="Only these; default: all.")
@click.option("--options", default="", help="More for the target's name: read_timeout=2 …")
@click.option("--out", type=click.Path(path_type=Path), default=Path("conformance-faults"), show_default=True)
def main(
    target: str,
    seed: int,
    share: float,
    unclear: float,
    kinds: tuple[str, ...],
    areas: tuple[str, ...],
    options: str,
    out: Path,
) -> None:
    """Run the suite on TARGET with and without faults on the way, and say what differs."""
    folders = out / f"{seed}-without", out / f"{seed}-{share:g}"
    if not (folders[0] / "run.json").exists():
        _run(target, seed, Faults(0.0, seed), areas, options, folders[0])
    faults = Faults(share, seed, kinds or KINDS)
    _run(target, seed, faults, areas, options, folders[1])
    after = verdicts(folders[1])
    before = {name: verdict for name, verdict in verdicts(folders[0]).items() if not areas or name in after}
    changed = changes(before, after)
    for requirement, (one, other) in sorted(changed.items()):
        click.echo(f"{requirement}: {one} -> {other}")
    errors = [f"{each['property']}: {each['message']}" for each in events(folders[1], "error")]
    for error in errors:
        click.echo(f"error: {error}")
    click.echo(f"{faults.met.total()} faults in {faults.requests} requests: {_counts(faults.met)}")
    click.echo(f"{len(before)} requirements; {_counts(Counter(f'{a} to {b}' for a, b in changed.values()))}")
    wrong = [name for name, (_, other) in changed.items() if other not in SPARED]
    lost = sum(other == "inconclusive" for _, other in changed.values())
    sys.exit(1 if wrong or errors or lost > unclear * len(before) else 0)


def _run(target: str, seed: int, faults: Faults, areas: tuple[str, ...], options: str, out: Path) -> None:
    """One run through the proxy on a target that is started for it alone."""
    began = time.monotonic()
    running = resolve(target).start()
    try:
        with proxy(str(running.endpoint), faults) as url:
            sign = "&" if "?" in target else "?"
            named = f"{target}{sign}endpoint={url}" + (f"&{options}" if options else "")
            selection = [word for area in areas for word in ("--area", area)]
            process = start("run", named, *selection, "--seed", str(seed), "--out", out, cwd=Path(os.getcwd()))
            process.communicate()
    finally:
        running.stop()
    click.echo(f"{out.name}: status {process.returncode}, {time.monotonic() - began:.0f} s", err=True)


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counter.items())) or "none"


if __name__ == "__main__":
    main()
