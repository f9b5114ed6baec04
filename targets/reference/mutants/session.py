"""Defects of the sessions of challenges."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "session-lost-beyond-ascii",
        "The Session of a user whose name is not ASCII is refused",
        violates="NEWPW-007",
        also=(
            "CHOICE-010",
            "NEWPW-012",
            "SESSION-013",
            "SESSION-014",
            "CHOOSE-006",
            "CHOOSE-010",
            "CHOOSE-023",
            "CUSTOMT-008",
            "CUSTOMT-018",
            "MFA-008",
            "MFA-010",
            "MFAMSG-013",
            "MFAMSG-042",
            "NEWPW-022",
            "PASSKEY-035",
            "PASSKEY-036",
            "PASSKEY-042",
            "RACE-007",
            "RACE-021",
            "TOTP-018",
            "TOTP-027",
        ),
    ),
    Mutant(
        "session-used-again",
        "A Session may be used any number of times",
        violates="SESSION-002",
        also=(
            "CHOOSE-017",
            "MFA-023",
        ),
    ),
    Mutant(
        "session-used-text", "The text for a Session used before differs", violates="SESSION-003", also=("CHOOSE-018",)
    ),
    Mutant(
        "any-session-for-new-password-required",
        "Any Session is accepted",
        violates="SESSION-004",
        modelled_on="emulators that look the challenge up by user",
    ),
    Mutant(
        "unknown-session-not-found",
        "An unknown Session is ResourceNotFoundException",
        violates="SESSION-004",
        modelled_on="moto",
        also=(
            "CHOICE-018",
            "SESSION-006",
            "CHOOSE-019",
            "MFA-021",
            "MFA-022",
            "MFAMSG-018",
        ),
    ),
    Mutant("unknown-session-text", "The text for an unknown Session differs", violates="SESSION-005"),
    Mutant(
        "session-of-anybody",
        "A Session is accepted for any user",
        violates="SESSION-006",
        modelled_on="moto",
        also=(
            "CHOOSE-019",
            "MFA-021",
        ),
    ),
    Mutant(
        "session-never-expires",
        "A Session never expires",
        violates="SESSION-007",
        modelled_on="moto",
        also=(
            "CHOOSE-021",
            "EXPIRY-020",
        ),
    ),
    Mutant("session-expired-text", "The text for an expired Session differs", violates="SESSION-008"),
    Mutant("session-minute-early", "A Session expires a minute early", violates="SESSION-009", also=("EXPIRY-019",)),
    Mutant(
        "short-session-looked-up",
        "A Session that is too short is looked up",
        violates="SESSION-010",
        modelled_on="moto",
        also=("SHAPE-005",),
    ),
    Mutant(
        "missing-session-not-found",
        "A missing Session is ResourceNotFoundException",
        violates="SESSION-011",
        modelled_on="moto",
        also=("MFA-038",),
    ),
    Mutant("missing-session-text", "The text for a missing Session differs", violates="SESSION-012", also=("MFA-039",)),
    Mutant(
        "next-step-keeps-session",
        "The next challenge has the Session that was sent",
        violates="SESSION-013",
        also=("EXPIRY-021",),
    ),
    Mutant("operations-not-mixed", "A Session of one operation is refused by the other", violates="SESSION-014"),
    Mutant("session-too-long", "A Session is longer than the API allows", violates="SESSION-015"),
)
