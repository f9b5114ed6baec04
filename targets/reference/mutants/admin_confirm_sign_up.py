"""Defects of AdminConfirmSignUp."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "admin-confirm-not-while-a-code-waits",
        "AdminConfirmSignUp is refused for a user who was sent a code",
        violates="ADMCONF-001",
    ),
    Mutant(
        "admin-confirm-keeps-status",
        "AdminConfirmSignUp leaves the user UNCONFIRMED",
        violates="ADMCONF-002",
        also=("ADMCONF-004", "ADMCONF-008", "PWAUTH-020", "ADMCONF-010", "TRIG-069"),
    ),
    Mutant("admin-confirm-verifies", "AdminConfirmSignUp verifies the address", violates="ADMCONF-003"),
    Mutant(
        "admin-confirm-loses-password",
        "AdminConfirmSignUp forgets the password",
        violates="ADMCONF-004",
        also=("PWAUTH-020",),
    ),
    Mutant(
        "admin-confirm-invited",
        "AdminConfirmSignUp confirms users whom an administrator made",
        violates="ADMCONF-005",
        modelled_on="moto",
    ),
    Mutant(
        "admin-confirm-invited-text", "Another message for users whom an administrator made", violates="ADMCONF-006"
    ),
    Mutant(
        "admin-confirm-refused-but-done",
        "AdminConfirmSignUp is refused for users whom an administrator made, but confirms them",
        violates="ADMCONF-007",
    ),
    Mutant("admin-confirm-twice", "AdminConfirmSignUp is idempotent", violates="ADMCONF-008", modelled_on="moto"),
    Mutant("admin-confirm-twice-text", "Another message for a CONFIRMED user", violates="ADMCONF-009"),
)
