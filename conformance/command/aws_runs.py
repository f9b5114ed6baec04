"""What a run in an account of AWS asks of the command before anything is started."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from conformance.command.exit_status import UNUSABLE, end_with_error
from conformance.command.use import UseError
from targets.interface import TargetUnusable
from targets.spec import Spec, parse

if TYPE_CHECKING:
    from targets.aws.named import Named


def check_account_runs(specs: Sequence[str], *, judges: bool, keep: bool) -> None:
    """Refuse options that go past the guards of an account. Raises ``UseError``."""
    if not any(_of_account(parse(spec)) for spec in specs):
        return
    if judges:
        raise UseError("--judges: judges send requests of their own, past the guards of an account. Leave it out")
    if keep:
        raise UseError("--keep: what a run makes in an account is always deleted. Leave it out")


def confirmed(specs: Sequence[str]) -> list[str]:
    """The specs, with ``confirm`` where the account was typed again on this terminal; the run itself has none.

    Without a terminal they stay as they are, and the target refuses to start.
    """
    return [_confirmed(spec) if _of_account(parse(spec)) else spec for spec in specs]


def check_accounts_here(specs: Sequence[str]) -> None:
    """End the command where an account among these cannot be used, as far as this machine shows; nothing is sent.

    A plan takes minutes: what is wrong with the profile is said before.
    """
    from targets.aws import AwsTarget

    for spec in accounts_in(specs):
        try:
            AwsTarget(spec).check_here()
        except TargetUnusable as error:
            end_with_error(str(error), UNUSABLE)


def account_named(spec: str) -> Named:
    """What the spec of an account names; nothing is read and nothing sent. Ends the command where it is wrong."""
    from targets.aws.named import read_options

    try:
        return read_options(parse(spec))
    except TargetUnusable as error:
        end_with_error(str(error), UNUSABLE)


def accounts_in(specs: Sequence[str], *, twins: bool = False) -> list[str]:
    """The specs of accounts of AWS; with ``twins`` also those that stand in for one."""
    found = [spec for spec in specs if _of_account(parse(spec))]
    return [spec for spec in found if twins or not _stands_in(parse(spec))]


def _stands_in(spec: Spec) -> bool:
    return spec.flag("twin") or spec.flag("rehearsal")


def _confirmed(text: str) -> str:
    from targets.aws.named import must_be_confirmed

    named = account_named(text)
    if named.twin or named.confirm or not sys.stdin.isatty():
        return text
    try:
        must_be_confirmed(named)
    except TargetUnusable as error:
        end_with_error(str(error), UNUSABLE)
    return f"{text}&confirm={named.account}"


def _of_account(spec: Spec) -> bool:
    return spec.kind == "name" and spec.name == "aws"
