"""Validation of ``--against``: with what it cannot be combined. Raises ``UseError``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conformance.command.aws_runs import accounts_in
from conformance.command.checks import check_targets
from conformance.command.options import RunOptions
from conformance.command.use import UseError


def check_against(second: str | None, targets: Sequence[str], others: Mapping[str, bool], options: RunOptions) -> str:
    """The second target, empty where none is named.

    ``others``: whether each of these options is given, by flag. Raises ``UseError``.
    """
    if second is None:
        return ""
    check_targets([second])
    if len(targets) != 1:
        raise UseError(f"--against compares one target with another, and {len(targets)} are named before it")
    if accounts_in([*targets, second], twins=True):
        raise UseError("--against is not for accounts of AWS: what it repeats may cost money. Use --record there")
    given = [flag for flag, named in others.items() if named]
    if options.workers > 1:
        given.append("--workers")
    if str(options.shard):
        given.append("--shard")
    if options.allow_wait.seconds:
        given.append("--allow-wait")
    if given:
        raise UseError(f"--against takes one whole run in one process: leave out {' and '.join(given)}")
    return second
