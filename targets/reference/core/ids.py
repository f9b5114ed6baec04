"""Identifiers and secrets, shaped like the recorded ones."""

from __future__ import annotations

import secrets
import string
import uuid

from targets.reference.core.deviation import varied

BASE32 = "0123456789abcdefghijklmnopqrstuv"  # recorded: client ids and secrets have the digits 0-9a-v
ALPHANUMERIC = string.ascii_letters + string.digits


def pick(alphabet: str, length: int) -> str:
    """Characters chosen at random."""
    return "".join(secrets.choice(alphabet) for _ in range(length))


def pool_id(region: str) -> str:
    """Recorded: the Region, ``_`` and nine letters and digits."""
    return f"{varied(region, 'pool-id-of-another-region', 'local')}_{pick(ALPHANUMERIC, 9)}"


def client_id() -> str:
    """Recorded: usually 26 base-32 digits that start with 1..7."""
    digits = pick(BASE32, 25)
    return pick("1234567", 1) + varied(digits, "client-id-with-hyphen", f"{digits[:12]}-{digits[12:]}")


def client_secret() -> str:
    """Recorded: about 51 base-32 digits."""
    return varied("1" + pick(BASE32, 50), "client-secret-as-uuid", unique())


def subject() -> str:
    """Recorded: a UUID in shape only, the third group starts with 70: not version 4."""
    digits = secrets.token_hex(15)
    return f"{digits[:8]}-{digits[8:12]}-70{digits[12:14]}-{digits[14:18]}-{digits[18:30]}"


def unique() -> str:
    """A UUID for requests, tokens and sessions."""
    return str(uuid.uuid4())


def opaque(size: int) -> str:
    """A long string that means nothing to the client."""
    return secrets.token_urlsafe(size)


def digits(length: int) -> str:
    """A code a person types."""
    return "".join(secrets.choice(string.digits) for _ in range(length))
