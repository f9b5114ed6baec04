"""The judges: which were selected, and running them on each target. Their answers are not verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from conformance.command.exit_status import OK, UNUSABLE
from conformance.command.use import UseError, nearest

if TYPE_CHECKING:
    from conformance.command.launch import Outcome, Plan


def chosen_judges(given: str | None) -> list[str]:
    """The selected judges, in the order of the report. Raises ``UseError``."""
    if given is None:
        return []
    from conformance.judges.panel import names

    all_names = names()
    asked = all_names if given == "all" else [name for name in given.split(",") if name]
    for name in asked:
        if name not in all_names:
            known = f"known: {', '.join(all_names)}. Targets come before --judges, or write --judges=all"
            raise UseError(f"there is no judge {name!r}.{nearest(name, all_names)} {known}")
    return [name for name in all_names if name in asked]


def ask_judges(judges: Sequence[str], plan: Plan, outcome: Outcome) -> int:
    """Ask the judges about each usable target; their answers are not verdicts. Returns the exit status."""
    if not judges or outcome.interrupted:
        return OK
    from conformance.judges.panel import judge_target
    from targets.interface import TargetUnusable

    for spec in plan.targets:
        if spec in outcome.unusable:
            continue
        try:
            judge_target(
                spec,
                judges,
                plan.out,
                seed=plan.options.seed,
                keep=plan.options.keep,
                say=partial(_say_judge, spec),
            )
        except TargetUnusable as error:
            click.echo(f"cognito-conformance: the judges could not be asked: {error}", err=True)
        except KeyboardInterrupt:
            click.echo("cognito-conformance: interrupted; the judges' table is incomplete", err=True)
            return UNUSABLE
    return OK


def _say_judge(spec: str, name: str) -> None:
    from targets.masking import public

    click.echo(f"  {public(spec)}: asking {name}", err=True)
