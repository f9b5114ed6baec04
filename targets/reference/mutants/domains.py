"""Defects of user pool domains."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant("domain-refused", "No pool gets a domain", violates="DOMAIN-001"),
    Mutant("domain-of-two-pools", "A second pool gets a domain that another has", violates="DOMAIN-002"),
    Mutant("domain-taken-text", "The text for a domain that is taken differs", violates="DOMAIN-003"),
)
