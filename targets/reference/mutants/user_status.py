"""Defects of the status of users."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant("unconfirmed-looks-confirmed", "AdminGetUser shows UNCONFIRMED users as CONFIRMED", violates="STATUS-001"),
    Mutant(
        "invited-looks-confirmed",
        "AdminGetUser shows FORCE_CHANGE_PASSWORD users as CONFIRMED",
        violates="STATUS-002",
        also=("STATUS-004", "ADMCONF-007"),
    ),
    Mutant(
        "permanent-password-is-not",
        "A permanent password leaves FORCE_CHANGE_PASSWORD",
        violates="STATUS-003",
    ),
    Mutant(
        "temporary-password-keeps-status",
        "A temporary password leaves CONFIRMED",
        violates="STATUS-004",
        modelled_on="emulators that ignore Permanent",
        also=("STATUS-005",),
    ),
    Mutant(
        "later-temporary-password-signs-in",
        "A temporary password that replaced another one gives tokens",
        violates="STATUS-005",
        also=("ADMCREATE-025",),
    ),
    Mutant("new-password-keeps-status", "A new password leaves FORCE_CHANGE_PASSWORD", violates="STATUS-006"),
    Mutant("admin-reset-keeps-status", "AdminResetUserPassword leaves the status", violates="STATUS-007"),
    Mutant("disabling-changes-status", "A disabled user is ARCHIVED", violates="STATUS-008"),
    Mutant("enabling-changes-status", "An enabled user has to reset the password", violates="STATUS-009"),
    Mutant(
        "permanent-password-leaves-unconfirmed",
        "A permanent password leaves UNCONFIRMED",
        violates="STATUS-010",
    ),
    Mutant("forgot-password-changes-status", "ForgotPassword makes RESET_REQUIRED", violates="STATUS-011"),
    Mutant("reset-code-keeps-status", "ConfirmForgotPassword leaves RESET_REQUIRED", violates="STATUS-012"),
)
