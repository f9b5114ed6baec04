"""The scopes that access tokens can have."""

from __future__ import annotations

from typing import Any

from targets.reference.core.state import Pool

STANDARD_SCOPES = ("phone", "email", "openid", "profile")
ADMIN_SCOPE = "aws.cognito.signin.user.admin"  # documented: what lets a token change its own user


def is_custom_scope(pool: Pool, scope: str) -> bool:
    """Documented: a custom scope is written identifier/name."""
    identifier, _, name = scope.rpartition("/")
    server: dict[str, Any] = pool.resource_servers.get(identifier, {})
    return any(entry["ScopeName"] == name for entry in server.get("Scopes", []))
