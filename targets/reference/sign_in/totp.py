"""Time-based one-time passwords as the service checks them (RFC 6238 and RFC 4226)."""

from __future__ import annotations

import base64
import hmac
import secrets

SECONDS = 30
DIGITS = 6
TOLERANCE = 1  # documented: thirty seconds before or after


def new_secret() -> str:
    """Base32 without padding."""
    return base64.b32encode(secrets.token_bytes(32)).decode().rstrip("=")


def password_at(secret: str, step: int) -> str:
    """The one-time password of a time step: RFC 4226 with the step as counter."""
    key = base64.b32decode(secret.ljust(-(-len(secret) // 8) * 8, "="), casefold=True)
    mac = hmac.digest(key, step.to_bytes(8, "big"), "sha1")
    offset = mac[19] & 0x0F
    truncated = int.from_bytes(mac[offset : offset + 4], "big") % 2**31
    return str(truncated % 10**DIGITS).zfill(DIGITS)


def step_of(secret: str, typed: str, now: float, tolerance: int = TOLERANCE) -> int | None:
    """The time step near ``now`` whose password was typed; None where there is none."""
    present = int(now) // SECONDS
    near = sorted(range(present - tolerance, present + tolerance + 1), key=lambda step: abs(step - present))
    return next((step for step in near if password_at(secret, step) == typed), None)
