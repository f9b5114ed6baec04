"""Defects in the appearance of the classic hosted pages."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "look-lost",
        "SetUICustomization is accepted and has no effect",
        violates="UICUST-001",
        also=("UICUST-003", "UICUST-004", "UICUST-005", "UICUST-006"),
    ),
    Mutant("look-without-dates", "UICustomization has no version and no dates", violates="UICUST-002"),
    Mutant(
        "look-never-replaced",
        "a style sheet stays as it was first set",
        violates="UICUST-003",
        also=("UICUST-001", "UICUST-005", "UICUST-006"),
    ),
    Mutant("look-of-all-only", "GetUICustomization ignores ClientId", violates="UICUST-004"),
    Mutant(
        "look-of-client-is-of-all",
        "a client's style sheet becomes that of all clients",
        violates="UICUST-005",
        also=("UICUST-006",),
    ),
    Mutant("look-not-inherited", "a client without a style sheet shows none", violates="UICUST-006"),
    Mutant("look-usual-is-empty", "a pool without a style sheet shows an empty one", violates="UICUST-007"),
    Mutant("look-without-domain", "a style sheet needs no domain", violates="UICUST-008"),
    Mutant("look-of-any-client", "a style sheet may be set for any client", violates="UICUST-009"),
    Mutant("pool-unknown-to-SetUICustomization", "an unknown pool is invalid", violates="UICUST-010"),
    Mutant("pool-unknown-to-GetUICustomization", "an unknown pool is invalid", violates="UICUST-011"),
)
