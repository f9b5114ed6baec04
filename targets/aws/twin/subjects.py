"""What a request of the user pools API is about: its pool, and its user."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from targets.aws.twin.naming import POOL_ID, ids_in_text
from targets.reference.core.name_index import find
from targets.reference.core.state import Pool, User
from targets.reference.core.store import Store


def pool_of(store: Store, params: Mapping[str, Any]) -> Pool | None:
    """The pool that a request names, by its id, its ARN, a client, a token or a domain."""
    for name in ("UserPoolId", "ResourceArn"):
        found = POOL_ID.search(str(params.get(name, "")))
        if found:
            return store.pools.get(found[0])
    client = store.clients.get(str(params.get("ClientId", "")))
    if client is not None:
        return client.pool
    token = str(params.get("AccessToken", ""))
    if token:
        return next((store.pools[name] for name in ids_in_text(token) if name in store.pools), None)
    domain = params.get("Domain")
    return next((pool for pool in list(store.pools.values()) if domain and pool.domain == domain), None)


def user_of(store: Store, params: Mapping[str, Any]) -> tuple[Pool, User] | None:
    """The user that a request names, and the pool."""
    pool = pool_of(store, params)
    if pool is None:
        return None
    name = _username(params)
    user = find(pool, name) if name else None
    return (pool, user) if user else None


def _username(params: Mapping[str, Any]) -> str:
    """Wherever operations take it."""
    for place in (params, params.get("AuthParameters"), params.get("ChallengeResponses")):
        if isinstance(place, Mapping):
            for member in ("Username", "USERNAME"):
                if isinstance(value := place.get(member), str):
                    return value
    return ""
