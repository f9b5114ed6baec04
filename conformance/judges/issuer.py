"""A token issuer on this machine: keys, a JWKS for each of its pools over HTTP, and signed tokens.

It issues what Cognito issues, and also what Cognito never would: a token with one thing wrong about it. So a verifier
can be asked about a form that no target gives away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac

from conformance.kit import issuing
from conformance.kit.jwt import part

Key = issuing.Key
REGION = "us-east-1"
OTHER_REGION = "eu-central-1"


def mac_signed(claims: Mapping[str, Any], kid: str, secret: bytes) -> str:
    """A token under HS256 with a secret of its own, which no key of the pool has anything to do with."""
    text = f"{part(issuing.json_bytes({'kid': kid, 'alg': 'HS256'}))}.{part(issuing.json_bytes(claims))}"
    mac = hmac.HMAC(secret, hashes.SHA256())
    mac.update(text.encode())
    return f"{text}.{part(mac.finalize())}"


@dataclass
class Pool:
    """A pool: its two keys, as Cognito has them, its published set, and where that is served on this machine."""

    id: str
    client_id: str
    access_key: Key
    id_key: Key
    jwks_url: str
    keys: list[dict[str, str]]

    @property
    def region(self) -> str:
        """The region in the pool's id."""
        return self.id.partition("_")[0]

    @property
    def issuer(self) -> str:
        """The issuer that Cognito writes into a token of this pool."""
        return issuer_of(self.id)

    @property
    def jwks(self) -> dict[str, Any]:
        """The published set as it is now."""
        return {"keys": list(self.keys)}

    def key(self, use: str) -> Key:
        """The key that signs tokens of this use."""
        return self.access_key if use == "access" else self.id_key

    def other_key(self, use: str) -> Key:
        """The pool's other key."""
        return self.id_key if use == "access" else self.access_key


def issuer_of(pool_id: str) -> str:
    """The issuer of a pool by its id."""
    return f"https://cognito-idp.{pool_id.partition('_')[0]}.amazonaws.com/{pool_id}"


class Issuer(issuing.Documents):
    """The server of the sets of keys. Each pool has an address of its own."""

    def __init__(self) -> None:
        self.pools: dict[str, Pool] = {}
        self._numbers = count(1)
        self.spare = Key.made("spare")  # of no pool
        self._access, self._id = Key.made("access-key"), Key.made("id-key")
        super().__init__(self._set_at)

    def _set_at(self, path: str) -> dict[str, Any] | None:
        pool = self.pools.get(path)
        return pool.jwks if pool else None

    def number(self) -> int:
        """A number that was not given before, to any judge."""
        return next(self._numbers)

    def pool(self, name: str, *, client_id: str = "4p3qrstuvwxyz0123456789abc") -> Pool:
        """A pool whose id ends in this name, with a set at an address of its own. All have the same two keys."""
        pool_id = f"{REGION}_{name}"
        path = f"/{pool_id}{issuing.KEY_SET}"
        keys = [self._access.jwk, self._id.jwk]
        made = Pool(pool_id, client_id, self._access, self._id, f"{self.address}{path}", keys)
        self.pools[path] = made
        return made
