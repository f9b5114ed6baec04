"""Looks whether a run could start, and says what it would be allowed; makes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from targets.aws.operations import PUBLISHED
from targets.aws.target import AwsTarget
from targets.masking import masked_account


def examine(target: AwsTarget) -> Iterator[str]:
    """What was found, line by line. Raises ``TargetUnusable`` where a run could not start."""
    opened = target.open("doctor")
    with opened.stack:
        named, quotas = opened.named, opened.quotas
        yield f"account   {masked_account(named.account)}: the keys are its own, and it is on no list of yours"
        yield f"region    {named.region}"
        yield f"keys      {f'profile {named.profile}' if named.profile else 'those of the twin'}"
        yield f"quotas    {quotas.source}; {named.share:.0%} of each is used"
        for category in PUBLISHED:
            rate = quotas.rates[category]
            yield f"          {category:<24} {rate:>5.0f} a second, used {opened.outbound.pace.limit(category):>4}"
        lent = opened.outbound.book.lent
        if lent is not None:
            yield f"codes     key {lent.named}: in use; role {named.role}: not looked at before a function is made"
        yield f"ledgers   {opened.folder}"
        yield "nothing was made"
