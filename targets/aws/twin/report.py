"""What has become of the account: what a run made there and left, asked for and cost."""

from __future__ import annotations

from typing import Any

from targets.aws.twin.account import Account


def state(account: Account) -> dict[str, Any]:
    """Everything that a test may want to hold against what the suite says of itself."""
    return {
        "account": account.id,
        "region": account.region,
        "rates": account.rates.seen(),
        "calls": account.journal.counts(),
        "defects": list(account.service.defects),
    }
