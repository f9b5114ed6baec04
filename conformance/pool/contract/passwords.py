"""Passwords that are taken and refused, on both sides of the boundary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.oracle.password_policy import FLAGS
from conformance.pool.contract.promise import Promise

RULES = {  # the requirement about a password that lacks a class of characters
    "uppercase": ("an upper-case letter", "PWPOLICY-003"),
    "lowercase": ("a lower-case letter", "PWPOLICY-004"),
    "numbers": ("a digit", "PWPOLICY-005"),
    "symbols": ("a special character", "PWPOLICY-006"),
}


def password_promises(policy: Mapping[str, Any]) -> Iterator[Promise]:
    """What the policy takes and refuses; ``given`` is the shape of the password that is drawn."""
    least = int(policy["MinimumLength"])
    yield Promise(
        "passwords.shortest",
        f"A password of {least} characters with every kind of character is taken.",
        "PWPOLICY-001",
        "password",
        "taken",
        {"length": least, "without": []},
    )
    yield Promise(
        "passwords.too-short",
        f"A password of {least - 1} characters is refused.",
        "PWPOLICY-002",
        "password",
        "refused",
        {"length": least - 1, "without": []},
    )
    for kind, flag in FLAGS.items():
        named, requirement = RULES[kind]
        needed = bool(policy[flag])
        yield Promise(
            f"passwords.without-{kind}",
            f"A password without {named} is {'refused' if needed else 'taken'}.",
            requirement if needed else "PWPOLICY-007",
            "password",
            "refused" if needed else "taken",
            {"length": max(least, 8), "without": [kind]},
        )
