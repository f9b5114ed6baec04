"""Which members somebody who signs in can meet, and which are the business of whoever runs the pool. Pure."""

from __future__ import annotations

from conformance.pool.diff.members import Difference

# Members that nobody who signs in meets.
UNNOTICED = (
    "pool.PoolName",
    "pool.UserPoolTags",
    "pool.DeletionProtection",
    "log_delivery",
    "clients.*.ClientName",
    "clients.*.AnalyticsConfiguration",
    "groups.*.Description",
    "resource_servers.*.Name",
)


def is_noticed(one: Difference) -> bool:
    """Whether somebody who signs in can meet this member."""
    place = [part for part in (one.part, one.key, *one.path) if part]
    return not any(_covers(pattern.split("."), place) for pattern in UNNOTICED)


def _covers(pattern: list[str], place: list[str]) -> bool:
    pairs = zip(pattern, place, strict=False)
    return len(place) >= len(pattern) and all(one in ("*", other) for one, other in pairs)
