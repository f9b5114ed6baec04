"""Generators: user names, passwords, attributes, codes. Shapes only; ``Scenario.name`` makes them fresh."""

from __future__ import annotations

from conformance.oracle.password_policy import SYMBOLS
from conformance.strategies.attributes import attribute_values, emails_local, given_names
from conformance.strategies.names import group_names, names
from conformance.strategies.passwords import passwords, wrong_variants

__all__ = [
    "SYMBOLS",
    "attribute_values",
    "emails_local",
    "given_names",
    "group_names",
    "names",
    "passwords",
    "wrong_variants",
]
