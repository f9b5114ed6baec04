"""What a pool is, for whoever looks for it in requests."""

from __future__ import annotations

from typing import Any

from targets.reference.core.state import Pool


def described(pool: Pool) -> dict[str, Any]:
    """Its id, name, tags and tier, the ids of its clients, its domain, and the names of its users."""
    return {
        "id": pool.id,
        "name": pool.name,
        "tags": pool.settings.get("UserPoolTags") or {},
        "tier": pool.settings["UserPoolTier"],
        "clients": sorted(pool.clients),
        "domain": pool.domain,
        "users": sorted(user.username for user in pool.users.values()),
    }
