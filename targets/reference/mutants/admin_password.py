"""Defects of AdminSetUserPassword and AdminResetUserPassword."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "admpw-permanent-required",
        "Permanent may not be left out",
        violates="ADMPW-001",
    ),
    Mutant(
        "admpw-permanent-asks-again",
        "a permanent password for a CONFIRMED user sets FORCE_CHANGE_PASSWORD",
        violates="ADMPW-002",
        also=(
            "ADMPW-003",
            "CHOOSE-002",
            "CHOOSE-009",
            "CHOOSE-022",
        ),
    ),
    Mutant(
        "admpw-second-ignored",
        "a permanent password for a CONFIRMED user is not stored",
        violates="ADMPW-003",
        also=(
            "PWAUTH-017",
            "CHOOSE-009",
            "CHOOSE-030",
        ),
    ),
    Mutant(
        "admpw-temporary-confirms",
        "Permanent false sets CONFIRMED",
        violates="ADMPW-004",
        also=("ADMPW-006",),
    ),
    Mutant(
        "admpw-permanent-by-default",
        "Permanent left out means true",
        violates="ADMPW-005",
        also=("ADMPW-006",),
    ),
    Mutant(
        "admpw-temporary-signs-in",
        "a temporary password gives tokens to a user who had a password before",
        violates="ADMPW-006",
    ),
    Mutant(
        "later-temporary-password-signs-in",
        "a temporary password that replaced another one gives tokens",
        violates="ADMPW-006",
        also=(
            "ADMCREATE-025",
            "EXPIRY-027",
        ),
    ),
    Mutant(
        "unknown-in-AdminSetUserPassword",
        "an unknown user is a missing resource",
        violates="ADMPW-007",
    ),
    Mutant(
        "reset-needs-phone",
        "an e-mail address does not count as a contact for a reset",
        violates="ADMPW-008",
    ),
    Mutant(
        "reset-status-stays",
        "AdminResetUserPassword does not change the status",
        violates="ADMPW-009",
        also=("PWAUTH-015",),
    ),
    Mutant(
        "reset-temporary-accepted",
        "a user with a temporary password can be reset",
        violates="ADMPW-010",
    ),
    Mutant(
        "reset-temporary-text",
        "another text for a user with a temporary password",
        violates="ADMPW-011",
    ),
    Mutant(
        "reset-disabled-accepted",
        "a disabled user can be reset",
        violates="ADMPW-012",
    ),
    Mutant(
        "reset-disabled-text",
        "another text for a disabled user",
        violates="ADMPW-013",
    ),
    Mutant(
        "reset-without-contact",
        "a user without a verified contact can be reset",
        violates="ADMPW-014",
    ),
    Mutant(
        "admpw-unconfirmed-stays",
        "a permanent password leaves an UNCONFIRMED user UNCONFIRMED",
        violates="ADMPW-016",
    ),
)
