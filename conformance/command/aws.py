"""``cognito-conformance aws``: what belongs to runs in an account of AWS, before and after them."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

import click

from conformance.command.aws_runs import account_named
from conformance.command.clicking import Group, run_options
from conformance.command.exit_status import OK, UNUSABLE, end_with_error
from conformance.command.options import RunOptions
from conformance.command.use import UseError

if TYPE_CHECKING:
    from targets.aws import AwsTarget
    from targets.aws.named import Named
    from targets.aws.sweep import Sweep

AWS_EXIT_CODES = """\b
Exit status:
  0  done
  2  wrong use
  3  the account cannot be used, or something could not be deleted or not be seen; what was wrong is said
  4  a defect of this suite
"""
_TARGET = click.argument("target", metavar="TARGET")


@click.group("aws", cls=Group, epilog=AWS_EXIT_CODES, short_help="Prepare an account of AWS for runs, and clean up.")
def aws() -> None:
    """Prepare an account for runs, look whether one could start, and remove what one has left.

    TARGET is the name that a run takes: 'aws?profile=P&region=R&account=123456789012'.
    """


@aws.command("doctor", short_help="Look whether a run could start; makes nothing.")
@_TARGET
def doctor(target: str) -> None:
    """Take all the steps of a run before the first thing is made: names, keys, account, quotas."""
    from targets.aws.doctor import examine
    from targets.interface import TargetUnusable

    try:
        for line in examine(_target(target)):
            click.echo(line)
    except TargetUnusable as error:
        _unusable(error)


@aws.command("sweep", short_help="List what runs have left; with --yes, delete it.")
@_TARGET
@click.option("--run", "run_id", default="", metavar="ID", help="Only what this run has left.")
@click.option("--yes", is_flag=True, help="Delete it. Without this nothing is changed.")
def sweep(target: str, run_id: str, yes: bool) -> None:
    """List the pools that carry the suite's name and tag, and are in a ledger here or past their expiry.

    Nothing else is ever deleted.
    """
    from targets.aws.sweeping import opened_sweep
    from targets.interface import TargetGone, TargetUnusable

    try:
        with opened_sweep(_target(target), time.time()) as sweeping:
            sys.exit(_sweep(sweeping, run_id, delete=yes))
    except (TargetUnusable, TargetGone) as error:
        _unusable(error)


def _sweep(sweeping: Sweep, run_id: str, *, delete: bool) -> int:
    from targets.aws.sweep import Left

    left = stuck = unsure = 0
    found = list(sweeping.found(run_id))
    if run_id and not found:
        click.echo(f"nothing here is of run {run_id}, as far as can be seen; without --run everything is listed")
    for each in found:
        if not isinstance(each, Left):
            unsure += each.unsure
            click.echo(f"{'unsure ' if each.unsure else 'kept   '}   {each.pool}  {each.why}")
            continue
        left += 1
        if not delete:
            click.echo(f"left      {each.pool}  {each.name}, run {each.run}: {each.why}")
        elif sweeping.delete(each):
            click.echo(f"deleted   {each.pool}  {each.name}, run {each.run}")
        else:
            stuck += 1
            click.echo(f"stuck     {each.pool}  {each.name}: it could not be deleted: {sweeping.stuck(each)}")
    if delete:
        sweeping.forget_ledgers()
    click.echo(f"{left - stuck} of {left} deleted" if delete else f"{left} left by runs; --yes deletes them")
    hidden = list(_hidden(sweeping))
    for line in hidden:
        click.echo(line)
    return UNUSABLE if stuck or unsure or hidden else OK


def _hidden(sweeping: Sweep) -> Iterator[str]:
    """What nobody has seen, so that more may be left than was found."""
    for what, why in sweeping.unseen.items():
        yield f"not seen  {what}: {why}"
    if sweeping.unseen:
        yield "not everything in the account could be looked at, so more may be left; run it again"
    if sweeping.elsewhere:
        yield "a ledger has functions or queues: look for them by the name of the run, with codes=custom-sender"


@aws.command("policy", short_help="Print the least IAM policy for a run.")
@_TARGET
@run_options("areas", "requirements")
def policy(target: str, **options: object) -> None:
    """Print an IAM policy: pools are made with the suite's tag, and only such pools are used.

    For a selection, it has the operations that a rehearsal of it on this machine sends; otherwise all that may be sent.
    """
    from targets.aws.policy import LONGEST, is_too_long
    from targets.aws.policy import policy as made

    named, chosen = _named(target), RunOptions.of({**options, "seed": "1"})
    operations = None
    if chosen.areas or chosen.requirements:
        from conformance.command.aws_plan import plan_of
        from conformance.command.checks import check_selection

        check_selection(chosen)
        operations = set(plan_of(target, chosen).used.operations)
    document = made(named.account, named.region, operations, named)
    click.echo(json.dumps(document, indent=2))
    if is_too_long(document):
        click.echo(
            f"cognito-conformance: a managed policy takes {LONGEST} characters, and this has more: put it into the "
            "role itself, as 'aws setup' does, or name a selection with --area",
            err=True,
        )


@aws.command("setup", short_help="Print a CloudFormation template: a role for runs, and its boundary.")
@_TARGET
def setup(target: str) -> None:
    """Print a CloudFormation template with a role that has that policy, and the same as permission boundary."""
    from targets.aws.policy import template

    named = _named(target)
    click.echo(json.dumps(template(named.account, named.region, named), indent=2))


def _target(spec: str) -> AwsTarget:
    from targets.aws import AwsTarget
    from targets.interface import TargetUnusable
    from targets.spec import parse

    try:
        if parse(spec).name != "aws":
            raise UseError(f"{spec!r} is not an account of AWS; write 'aws?profile=P&region=R&account=123456789012'")
        return AwsTarget(spec)
    except TargetUnusable as error:
        raise UseError(str(error)) from None


def _named(spec: str) -> Named:
    """What the target names, which has to be an account; nothing is read and nothing sent."""
    _target(spec)
    return account_named(spec)


def _unusable(error: Exception) -> NoReturn:
    end_with_error(str(error), UNUSABLE)
