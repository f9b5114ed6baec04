"""Which rules of a PasswordPolicy a password breaks, and the words in which Cognito names them."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

# The special characters that the developer guide lists; a blank that is neither first nor last counts as one too.
SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-"
ALPHABETS = {
    "uppercase": string.ascii_uppercase,
    "lowercase": string.ascii_lowercase,
    "numbers": string.digits,
    "symbols": SYMBOLS,
}
FLAGS = {
    "uppercase": "RequireUppercase",
    "lowercase": "RequireLowercase",
    "numbers": "RequireNumbers",
    "symbols": "RequireSymbols",
}
REASONS = {
    "length": "Password not long enough",
    "uppercase": "Password must have uppercase characters",
    "lowercase": "Password must have lowercase characters",
    "numbers": "Password must have numeric characters",
    "symbols": "Password must have symbol characters",
}
DEFAULT: Mapping[str, Any] = {
    "MinimumLength": 8,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
}


def required_classes(policy: Mapping[str, Any]) -> tuple[str, ...]:
    """The character classes that the policy requires."""
    return tuple(name for name, flag in FLAGS.items() if policy.get(flag))


def broken_rules(policy: Mapping[str, Any], password: str) -> list[str]:
    """The rules that a password without outer blanks breaks: ``length`` first, then character classes."""
    broken = ["length"] if len(password) < policy["MinimumLength"] else []
    return broken + [name for name in required_classes(policy) if not _has(name, password)]


def _has(name: str, password: str) -> bool:
    if any(character in ALPHABETS[name] for character in password):
        return True
    return name == "symbols" and " " in password[1:-1]
