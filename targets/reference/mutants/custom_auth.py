"""Defects of CUSTOM_AUTH without triggers."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "custom-auth-in-public-leads-on",
        "InitiateAuth with CUSTOM_AUTH is accepted without triggers",
        violates="CUSTOM-001",
        modelled_on="moto; floci before its pull request 1484",
    ),
    Mutant("custom-auth-text", "The text for CUSTOM_AUTH without triggers differs", violates="CUSTOM-002"),
    Mutant(
        "custom-auth-at-admin-leads-on",
        "AdminInitiateAuth with CUSTOM_AUTH is accepted without triggers",
        violates="CUSTOM-003",
    ),
    Mutant(
        "custom-auth-by-default-leads-on",
        "CUSTOM_AUTH is accepted without triggers on a client without ExplicitAuthFlows",
        violates="CUSTOM-004",
        modelled_on="moto",
    ),
    Mutant(
        "custom-auth-tokens-without-refresh-token",
        "CUSTOM_AUTH issues no refresh token",
        violates="CUSTOM-005",
        also=("CUSTOMT-008",),
    ),
    Mutant(
        "custom-auth-unknown-is-wrong-password",
        "CUSTOM_AUTH hides unknown users from a LEGACY client",
        violates="CUSTOM-006",
    ),
    Mutant(
        "unconfirmed-signs-in-by-custom-auth",
        "An UNCONFIRMED user signs in by CUSTOM_AUTH",
        violates="CUSTOM-007",
    ),
    Mutant(
        "unconfirmed-signs-in-by-custom-auth-with-srp",
        "An UNCONFIRMED user signs in by CUSTOM_AUTH with SRP",
        violates="CUSTOM-008",
    ),
    Mutant(
        "disabled-signs-in-by-custom-auth",
        "A disabled user signs in by CUSTOM_AUTH",
        violates="CUSTOM-009",
        also=("ADMUSER-020",),
    ),
    Mutant(
        "disabled-signs-in-by-custom-auth-with-srp",
        "A disabled user signs in by CUSTOM_AUTH with SRP",
        violates="CUSTOM-010",
    ),
    Mutant(
        "reset-required-signs-in-by-custom-auth-with-srp",
        "A RESET_REQUIRED user signs in by CUSTOM_AUTH with SRP",
        violates="CUSTOM-011",
    ),
)
