"""The server's half of SRP as Cognito speaks it: pure arithmetic, fixed by the official client libraries."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from gmpy2 import powmod

from targets.reference.core.deviation import deviates

# The 3072-bit group of RFC 5054.
N_HEX = (
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
    "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
    "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
    "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
    "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33"
    "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864"
    "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF"
)
N = int(N_HEX, 16)
G = 2
INFO = b"Caldera Derived Key"
KEY_SIZE = 16
EXPONENT_BITS = 256


def padded(number: int) -> bytes:
    """Big-endian bytes with a zero in front of a set top bit, as Java's BigInteger has it."""
    if deviates("srp-without-sign-byte"):
        return number.to_bytes((number.bit_length() + 7) // 8, "big")
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def hashed(*parts: bytes) -> int:
    """SHA-256 as a number."""
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest(), "big")


K = hashed(padded(N), padded(G))


def _power(base: int, exponent: int) -> int:
    return int(powmod(base, exponent, N))  # ten times as fast as pow()


def verifier(pool_name: str, user_id: str, password: str, salt: int) -> int:
    """v = g^x, with x from the salt and ``<pool name><user id>:<password>``."""
    identity = hashlib.sha256(f"{pool_name}{user_id}:{password}".encode()).digest()
    return _power(G, hashed(padded(salt), identity))


def server_keys(known_verifier: int, kept: int | None = None) -> tuple[int, int]:
    """A private b, fresh unless one is kept, and the public B = kv + g^b."""
    private = kept or secrets.randbits(EXPONENT_BITS) | 1
    return private, (K * known_verifier + _power(G, private)) % N


def session_key(client_public: int, private: int, public: int, known_verifier: int) -> bytes:
    """The key both sides derive, by HKDF."""
    scrambler = hashed(padded(client_public), padded(public))
    secret = _power(client_public * _power(known_verifier, scrambler), private)
    pseudo_random = hmac.new(padded(scrambler), padded(secret), hashlib.sha256).digest()
    return hmac.new(pseudo_random, INFO + b"\x01", hashlib.sha256).digest()[:KEY_SIZE]


def signature(key: bytes, pool_name: str, user_id: str, secret_block: bytes, timestamp: str) -> bytes:
    """What the client proves its key with."""
    message = pool_name.encode() + user_id.encode() + secret_block + timestamp.encode()
    return hmac.new(key, message, hashlib.sha256).digest()
