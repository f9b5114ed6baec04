"""Tokens in an answer, read without verifying them and without ever raising.

Checks decide whether something is missing.
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any

TOKENS = ("AccessToken", "IdToken")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def token_in(exchange: Any, name: str) -> str:
    """``AccessToken``, ``IdToken`` or ``RefreshToken`` of an answer; empty where there is none."""
    found = exchange.get(f"AuthenticationResult.{name}")
    return found if isinstance(found, str) else ""


def part_of(token: str, number: int) -> dict[str, Any]:
    """The header (0) or the claims (1) of a JWT; empty if it is not a JWT."""
    try:
        part = token.split(".")[number]
        value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, IndexError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def header_in(exchange: Any, name: str) -> dict[str, Any]:
    """The JOSE header of a token of an answer."""
    return part_of(token_in(exchange, name), 0)


def claims_in(exchange: Any, name: str) -> dict[str, Any]:
    """The claims of a token of an answer."""
    return part_of(token_in(exchange, name), 1)


def is_jwt(token: str) -> bool:
    """Whether this has three parts, the first two of which are JSON objects."""
    return token.count(".") == 2 and bool(part_of(token, 0)) and bool(part_of(token, 1))


def is_uuid(value: Any) -> bool:
    """Whether this is a UUID in lower-case hexadecimal, of whatever version."""
    return isinstance(value, str) and UUID.fullmatch(value) is not None


def seconds(value: Any) -> int | None:
    """A time claim as an integer, or None where it is something else."""
    return value if type(value) is int else None


def keys_in(jwks: Any) -> list[dict[str, Any]]:
    """The keys of a JWKS that are objects; none where there is no such list."""
    found = jwks.get("keys")
    return [key for key in found if isinstance(key, dict)] if isinstance(found, list) else []


def key_named(jwks: Any, kid: Any) -> dict[str, Any] | None:
    """The key of a JWKS with this kid."""
    return next((key for key in keys_in(jwks) if key.get("kid") == kid), None)
