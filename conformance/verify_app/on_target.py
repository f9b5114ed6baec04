"""A target that is started for tokens: two pools on it, and its key set served on 127.0.0.1."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from conformance.kit import jwt as kit
from conformance.kit.issuing import KEY_SET, Documents
from conformance.kit.signature import refusal
from conformance.transport.driver import Driver
from conformance.transport.reaching import reached
from conformance.verify_app.draft import Needs, drawn_name
from conformance.verify_app.issuer import port_refused
from conformance.verify_app.pool import SHORTEST, Pool, PoolError
from conformance.verify_app.trouble import Say
from targets.interface import Running, TargetUnusable

GUARDED = (
    "verify-app makes pools on emulators only, not in an account of AWS. Try the application with the local issuer, "
    "without --target: --cognito-issuer puts Cognito's own issuer into its tokens"
)


@dataclass(frozen=True)
class Opened:
    """What an application needs to know of the pool, and the pools. ``endpoint`` is None for a target in process."""

    needs: Needs
    jwks_url: str
    product: str
    endpoint: str | None
    pool: Pool
    other: Pool


@contextmanager
def opened(spec: str, port: int, needs: Needs, seed: int, say: Say, *, short: bool = False) -> Iterator[Opened]:
    """The target with two new pools, which are deleted at the end; ``say`` gets what could not be deleted.

    ``short``: the tokens of the client that the application is for live as short as can be. ``needs`` is without issuer
    and client id, which come from the pool. Raises ``TargetUnusable``, ``PoolError`` and ``IssuerError``.
    """
    with reached(spec, GUARDED) as running:
        pools: list[Pool] = []
        try:
            driver, random = Driver(running), Random(f"pool {seed}")
            for _ in range(2):
                pools.append(Pool.made(driver, random))
            pool, other = pools
            client_id = pool.client(random, minutes=SHORTEST if short else None)
            token = pool.sign_in(pool.user(random, drawn_name(random, 12), ()), client_id).token(needs.use)
            keys = key_set(running, pool)
            needs = replace(needs, issuer=_issuer(token, keys), client_id=client_id)
            path = f"/{pool.id}{KEY_SET}"
            with port_refused(port):
                documents = Documents(lambda asked: keys if asked == path else None, port)
            with documents:
                yield _opened(running, needs, documents, path, pool, other)
        finally:
            _remove(pools, say)


def _opened(running: Running, needs: Needs, documents: Documents, path: str, pool: Pool, other: Pool) -> Opened:
    product = f"{running.identity.product} {running.identity.version}"
    return Opened(needs, f"{documents.address}{path}", product, running.endpoint, pool, other)


def _issuer(token: str, keys: Mapping[str, Any]) -> str:
    """The ``iss`` of the pool's tokens. Raises PoolError where they cannot be read, or the key set does not fit."""
    try:
        kid, issuer = kit.header(token).get("kid"), str(kit.payload(token)["iss"])
        key = next((key for key in keys["keys"] if key.get("kid") == kid), None)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise PoolError(f"the target's token or key set cannot be read: {error!r}") from None
    wrong = refusal(token, key)
    if wrong:
        raise PoolError(f"the target's own key set does not verify its token ({wrong}), so no application can")
    return issuer


def key_set(running: Running, pool: Pool) -> dict[str, Any]:
    """The key set as the target publishes it. Raises PoolError where it has none."""
    url = f"{running.issuer(pool.id)}{KEY_SET}"
    try:
        answer = running.http("GET", url)
        found = json.loads(answer.body)
    except (TargetUnusable, ValueError) as error:
        raise PoolError(f"the target has no key set at {url}: {error}") from None
    if answer.status != 200 or not isinstance(found, Mapping) or "keys" not in found:
        raise PoolError(f"the target has no key set at {url}: HTTP {answer.status}")
    return dict(found)


def _remove(pools: list[Pool], say: Say) -> None:
    for pool in pools:
        trouble = pool.remove()
        if trouble:
            say(trouble)
