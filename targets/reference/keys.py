"""RSA keys. Making one is slow, so pools share a few of them under key ids of their own."""

from __future__ import annotations

import base64
import secrets
import threading
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa

RING_SIZE = 6
_ring: list[rsa.RSAPrivateKey] = []
_ring_lock = threading.Lock()


@dataclass(frozen=True)
class SigningKey:
    """A key pair under a name. Recorded: a kid is 32 bytes in base64, 44 characters."""

    kid: str
    private: rsa.RSAPrivateKey

    @property
    def jwk(self) -> dict[str, str]:
        """Recorded: these members, in this order."""
        numbers = self.private.public_key().public_numbers()
        return {
            "alg": "RS256",
            "e": _number(numbers.e),
            "kid": self.kid,
            "kty": "RSA",
            "n": _number(numbers.n),
            "use": "sig",
        }


def key_pair(turn: int) -> tuple[SigningKey, SigningKey]:
    """Two different keys with new kids; neighbouring turns get different ones."""
    return _named(2 * turn), _named(2 * turn + 1)


def _named(position: int) -> SigningKey:
    return SigningKey(base64.b64encode(secrets.token_bytes(32)).decode(), _key(position % RING_SIZE))


def _key(position: int) -> rsa.RSAPrivateKey:
    with _ring_lock:
        while len(_ring) <= position:
            _ring.append(rsa.generate_private_key(public_exponent=65537, key_size=2048))
        return _ring[position]


def _number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
