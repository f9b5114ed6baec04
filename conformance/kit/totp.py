"""The authenticator app of a user: time-based one-time passwords of RFC 6238 (HMAC-SHA-1, 30 seconds, six digits)."""

import base64
import hashlib
import hmac
import struct

STEP = 30  # seconds


def code(secret: str, now: str, shift: int = 0) -> str:
    """The code at ``now`` (seconds since the epoch), or so many time steps later or earlier."""
    padded = secret.upper() + "=" * (-len(secret) % 8)
    counter = struct.pack(">Q", int(now) // STEP + shift)
    digest = hmac.new(base64.b32decode(padded), counter, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def usable(secret: str) -> bool:
    """Whether codes can be computed with this secret."""
    try:
        return len(base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))) > 0
    except ValueError:
        return False


def wrong(secret: str, now: str, salt: int) -> str:
    """Six digits, chosen by ``salt``, that are no code of this secret within five minutes of ``now``."""
    near = {code(secret, now, shift) for shift in range(-10, 11)}
    number = salt % 1_000_000
    while f"{number:06d}" in near:
        number = (number + 1) % 1_000_000
    return f"{number:06d}"
