"""RSA keys. Finding primes is slow, so keys are made of pairs out of a few primes: all different, none secure."""

from __future__ import annotations

import base64
import secrets
import threading
from dataclasses import dataclass
from math import isqrt

from cryptography.hazmat.primitives.asymmetric import rsa

from targets.reference.core.deviation import deviates

EXPONENT = 65537
# The first of them are known: for the pools of a short run none has to be searched for.
OFFSETS = (1037, 1697, 1937, 2087, 2197, 3031, 3727, 5111)
_primes = [3 * 2**1022 + offset for offset in OFFSETS]
_keys: dict[int, rsa.RSAPrivateKey] = {}
_lock = threading.Lock()


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
    """Two different keys with new kids; no two turns have a key in common."""
    return named(2 * turn), named(2 * turn + 1)


def named(position: int) -> SigningKey:
    """The key at a position, under a new kid."""
    kid = base64.b64encode(secrets.token_bytes(32)).decode()
    if deviates("same-kids-in-every-pool"):
        kid = f"key-{position % 2}"
    if deviates("same-keys-in-every-pool"):
        position %= 2
    if deviates("short-keys"):
        return SigningKey(kid, rsa.generate_private_key(public_exponent=EXPONENT, key_size=1024))
    return SigningKey(kid, _key(position))


def _key(position: int) -> rsa.RSAPrivateKey:
    """The product of two primes: each position has a pair of its own, and few primes make many pairs."""
    with _lock:
        if position not in _keys:
            larger = (1 + isqrt(1 + 8 * position)) // 2
            smaller = position - larger * (larger - 1) // 2
            while len(_primes) <= larger:
                found = rsa.generate_private_key(public_exponent=EXPONENT, key_size=2048).private_numbers()
                _primes.extend((found.p, found.q))
            _keys[position] = _product(_primes[larger], _primes[smaller])
        return _keys[position]


def _product(p: int, q: int) -> rsa.RSAPrivateKey:
    d = pow(EXPONENT, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p,
        q,
        d,
        rsa.rsa_crt_dmp1(d, p),
        rsa.rsa_crt_dmq1(d, q),
        rsa.rsa_crt_iqmp(p, q),
        rsa.RSAPublicNumbers(EXPONENT, p * q),
    )
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


def _number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
