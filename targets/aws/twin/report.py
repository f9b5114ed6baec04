"""What has become of the account: what a run made there and left, asked for and cost."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from targets.aws.twin.account import Account
from targets.aws.twin.categories import QUOTAS
from targets.aws.twin.described import described
from targets.aws.twin.naming import is_client, is_pool
from targets.made_up import made_up_client, made_up_domain, made_up_pool
from targets.reference.core.state import Pool


def state(account: Account) -> dict[str, Any]:
    """Everything that a test may want to hold against what the suite says of itself."""
    return {
        "account": account.id,
        "region": account.region,
        "now": account.service.clock.now(),
        "foreign": _foreign(account),
        "pools": [described(pool) | {"users": len(pool.users)} for pool in own_pools(account)],
        "rates": account.rates.seen(),
        "messages": {
            "sent": dict(account.mailbox.sent),
            "by_day": {str(d): n for d, n in account.mailbox.days.items()},
        },
        "meter": account.meter.read(account.service.clock.now(), _free(account)),
        "faults": dict(account.faults.made),
        "calls": account.journal.counts(),
        "strangers": strangers(account),
        "defects": list(account.service.defects),
    }


def _free(account: Account) -> dict[str, int]:
    """The limits that cost nothing."""
    return {name: account.rates.scaled(quota.rate) for name, quota in QUOTAS.items()}


def _foreign(account: Account) -> dict[str, Any]:
    digests = account.foreign.digests()
    whole = hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()
    return {
        "count": len(digests),
        "digest": whole,
        "pools": digests,
        "touched": account.foreign.touched(),
        "named": sorted(account.foreign.ids & {name for _, name in account.journal.named()}),
    }


def strangers(account: Account) -> list[str]:
    """The pools and clients that requests have named and that were never there, but for those that are made up."""
    named = {
        name
        for operation, name in account.journal.named()
        if is_pool(name) or (is_client(name) and not operation.endswith("UserPoolDomain"))
    } - account.known
    return sorted(name for name in named if not _made_up(name))


def _made_up(name: str) -> bool:
    """Whether the suite made an id up to see it refused; it may be a word in the place of an ARN."""
    return made_up_pool(name.rpartition("/")[2]) or made_up_client(name) or made_up_domain(name)


def own_pools(account: Account) -> list[Pool]:
    """The pools that were made since the twin started."""
    with account.service.lock:
        return [pool for pool in account.service.pools.values() if pool.id not in account.foreign.pools]
