"""Defects of the tracking of user sessions."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant("tracking-by-default", "sessions are tracked by default", violates="TRACK-001"),
    Mutant("tracking-lost", "SetUserPoolSessionConfiguration is accepted and has no effect", violates="TRACK-002"),
    Mutant("tracking-of-any-number", "MaxPerUser may be any number", violates="TRACK-003"),
    Mutant("tracking-in-lite", "sessions are tracked in every tier", violates="TRACK-004"),
    Mutant("tracking-of-any-kind", "UserSessionTracking may be anything", violates="TRACK-005"),
    Mutant("pool-unknown-to-GetUserPoolSessionConfiguration", "an unknown pool is invalid", violates="TRACK-006"),
    Mutant("reuse-forever", "browser sessions are reused for 90 days by default", violates="TRACK-007"),
    Mutant("reuse-lost", "SetUserPoolClientSessionConfiguration is accepted and has no effect", violates="TRACK-008"),
    Mutant("reuse-of-any-length", "MaxValidityMinutes may be any number", violates="TRACK-009"),
)
