"""Defects of AdminGetUserAuthFactors."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant("admin-sees-no-password", "AdminGetUserAuthFactors does not list PASSWORD", violates="AUTHF-001"),
    Mutant("unknown-in-AdminGetUserAuthFactors", "an unknown user is a missing resource", violates="AUTHF-002"),
    Mutant("pool-unknown-to-AdminGetUserAuthFactors", "an unknown pool is invalid", violates="AUTHF-003"),
)
