"""A token issuer on this machine: keys, a JWKS for each of its pools over HTTP, and signed tokens.

It issues what Cognito issues, and also what Cognito never would: a token with one thing wrong about it. So a verifier
can be asked about a form that no target gives away.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from conformance.kit.jwt import part

REGION = "us-east-1"
OTHER_REGION = "eu-central-1"
PATH = "/.well-known/jwks.json"


@dataclass(frozen=True)
class Key:
    """One signing key."""

    kid: str
    private: rsa.RSAPrivateKey

    @staticmethod
    def made(kid: str) -> Key:
        """A new key of 2048 bits."""
        return Key(kid, rsa.generate_private_key(public_exponent=65537, key_size=2048))

    @cached_property
    def jwk(self) -> dict[str, str]:
        """The public key as Cognito publishes it."""
        numbers = self.private.public_key().public_numbers()
        n = part(numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big"))
        return {"alg": "RS256", "e": "AQAB", "kid": self.kid, "kty": "RSA", "n": n, "use": "sig"}

    def signed(self, claims: Mapping[str, Any], header: Mapping[str, Any] | None = None) -> str:
        """A token under this key; the header's ``alg`` may be RS256, RS384 or RS512."""
        head = {"kid": self.kid, "alg": "RS256", **(header or {})}
        text = f"{part(_json(head))}.{part(_json(claims))}"
        digests = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}
        signature = self.private.sign(text.encode(), padding.PKCS1v15(), digests[head["alg"]])
        return f"{text}.{part(signature)}"


def mac_signed(claims: Mapping[str, Any], kid: str, secret: bytes) -> str:
    """A token under HS256 with a secret of its own, which no key of the pool has anything to do with."""
    text = f"{part(_json({'kid': kid, 'alg': 'HS256'}))}.{part(_json(claims))}"
    mac = hmac.HMAC(secret, hashes.SHA256())
    mac.update(text.encode())
    return f"{text}.{part(mac.finalize())}"


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


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


class Issuer:
    """The server of the sets of keys; a context manager. Each pool has an address of its own."""

    def __init__(self) -> None:
        self.pools: dict[str, Pool] = {}
        self._numbers = count(1)
        self.spare = Key.made("spare")  # of no pool
        self._access, self._id = Key.made("access-key"), Key.made("id-key")
        handler = type("Handler", (_Handler,), {"issuer": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Issuer:
        threading.Thread(target=self._server.serve_forever, daemon=True, name="issuer").start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def number(self) -> int:
        """A number that was not given before, to any judge."""
        return next(self._numbers)

    def pool(self, name: str, *, client_id: str = "4p3qrstuvwxyz0123456789abc") -> Pool:
        """A pool whose id ends in this name, with a set at an address of its own. All have the same two keys."""
        pool_id = f"{REGION}_{name}"
        keys = [self._access.jwk, self._id.jwk]
        made = Pool(pool_id, client_id, self._access, self._id, f"{self.url}/{pool_id}{PATH}", keys)
        self.pools[f"/{pool_id}{PATH}"] = made
        return made


class _Handler(BaseHTTPRequestHandler):
    issuer: Issuer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        pool = self.issuer.pools.get(self.path.partition("?")[0])
        body = json.dumps(pool.jwks if pool else {"message": "no such pool"}).encode()
        self.send_response(200 if pool else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""
