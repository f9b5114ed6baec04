"""Defects of terms documents."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant("terms-without-links", "DescribeTerms shows no links", violates="TERMS-001", also=("TERMS-004",)),
    Mutant("terms-by-client-of-another-id", "DescribeTermsByClient shows another id", violates="TERMS-002"),
    Mutant("terms-list-loses-one", "ListTerms leaves the oldest document out", violates="TERMS-003"),
    Mutant("terms-update-lost", "UpdateTerms is accepted and has no effect", violates="TERMS-004"),
    Mutant("terms-twice", "a client may have two documents with the same name", violates="TERMS-005"),
    Mutant(
        "terms-unknown-are-empty", "unknown terms are described as empty", violates="TERMS-006", also=("TERMS-007",)
    ),
    Mutant("terms-deleted-remain", "deleted terms still exist", violates="TERMS-007"),
    Mutant("terms-of-any-name", "terms may have any name", violates="TERMS-008"),
)
