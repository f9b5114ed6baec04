"""The plan of a run in an account: a rehearsal of the same selection on this machine, and what it has counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from conformance.command.aws_runs import account_named
from conformance.command.exit_status import INTERNAL, OK, UNUSABLE, end_with_error
from conformance.command.options import RunOptions
from conformance.command.own_folder import own_folder
from targets.spec import parse

if TYPE_CHECKING:
    from targets.aws.meter import Used
    from targets.aws.plan import Plan

PASSED_ON = ("allow", "codes", "ses", "share", "sms", "tags")


def print_plans(specs: Sequence[str], options: RunOptions) -> int:
    """Print the plan of each account among these targets; the exit status. Sends nothing."""
    for spec in specs:
        click.echo("\n".join(plan_of(spec, options).lines()))
    return OK


def plan_of(spec: str, options: RunOptions) -> Plan:
    """Rehearse a run. Ends the command where the spec, or the rehearsal, is not usable."""
    from conformance.command.launch import Plan as Launched
    from conformance.command.launch import launch
    from targets.aws.plan import Plan

    named = account_named(spec)
    click.echo(f"rehearsing {named.spec} on this machine, to count what it would take", err=True)
    with own_folder("plan") as folder:
        outcome = launch(Launched([_rehearsal(spec)], options, folder))
        if outcome.interrupted:
            end_with_error("interrupted; there is no plan, and nothing was sent", UNUSABLE)
        for text in (*outcome.broken.values(), *outcome.unusable.values(), *filter(None, [outcome.journal])):
            end_with_error(f"there is no plan, and nothing was sent: {text}", INTERNAL if outcome.broken else UNUSABLE)
        return Plan(named, *_counted(folder), workers=options.workers)


def _rehearsal(spec: str) -> str:
    given = parse(spec).options
    kept = [f"{name}={quote(value, safe=':,.')}" for name, value in given.items() if name in PASSED_ON]
    return "aws?" + "&".join(["rehearsal=true", *kept])


def _counted(folder: Path) -> tuple[Used, dict[str, int]]:
    from conformance.journal import read_events
    from reports.fold import fold
    from targets.aws.meter import Used

    events = list(read_events(folder))
    used = sum((Used.of(dict(event)) for event in events if event["event"] == "account"), Used())
    left_out: Counter[str] = Counter()
    for target in fold(events).targets:
        left_out.update(r.reason for r in target.results if r.scored and r.verdict == "excluded")
    return used, dict(left_out)
