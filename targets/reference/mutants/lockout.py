"""Defects of the lockout and of the hourly limits."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "never-locks-out",
        "Wrong passwords are not limited",
        violates="LOCK-001",
        also=("LOCK-012", "LOCK-014"),
        modelled_on="moto, ministack, cognito-local: no lockout at all",
    ),
    Mutant(
        "lockout-after-two",
        "Two wrong passwords lock a user out for a second",
        violates="LOCK-002",
        also=(
            "LOCK-005",
            "LOCK-006",
            "LOCK-009",
            "LOCK-010",
            "RACE-004",
            "RACE-006",
            "RACE-007",
            "RACE-010",
        ),
    ),
    Mutant(
        "lockout-spares-the-right-password",
        "The right password ends a lockout",
        violates="LOCK-003",
        also=("LOCK-007", "LOCK-013"),
    ),
    Mutant(
        "lockout-looks-like-wrong-password",
        "During a lockout the right password is refused with the text of a wrong one",
        violates="LOCK-004",
    ),
    Mutant("lockout-of-an-hour", "A lockout lasts an hour", violates="LOCK-005", also=("LOCK-006",)),
    Mutant(
        "lockout-grows-by-attempts",
        "Each attempt during a lockout counts as a failure",
        violates="LOCK-006",
        also=("LOCK-005",),
    ),
    Mutant("lockout-never-grows", "Every lockout lasts a second", violates="LOCK-007"),
    Mutant("sign-in-keeps-failures", "A sign-in does not reset the counter of failures", violates="LOCK-009"),
    Mutant("failures-never-forgotten", "A pause does not reset the counter of failures", violates="LOCK-010"),
    Mutant(
        "lockout-of-the-user-made-before",
        "A lockout also applies to the next user",
        violates="LOCK-011",
        also=("LOCK-002", "LOCK-005", "LOCK-006", "LOCK-009", "LOCK-014"),
    ),
    Mutant(
        "failures-counted-by-operation",
        "InitiateAuth and AdminInitiateAuth count failures separately",
        violates="LOCK-012",
        also=("LOCK-013",),
    ),
    Mutant(
        "lockout-of-one-operation",
        "A lockout applies only to the operation of the last failure",
        violates="LOCK-013",
        also=("LOCK-012", "LOCK-014"),
    ),
    Mutant("wrong-proofs-not-counted", "Wrong passwords by SRP are not counted", violates="LOCK-014"),
    Mutant("confirm-forgot-password-unlimited", "Wrong reset codes are not limited", violates="LOCK-016"),
    Mutant("verify-user-attribute-unlimited", "Wrong attribute codes are not limited", violates="LOCK-017"),
    Mutant("limits-of-a-day", "Hourly limits are counted over a day", violates="LOCK-018"),
    Mutant(
        "limit-of-the-user-made-before",
        "Requests of one user count for the next one",
        violates="LOCK-019",
        also=("FORGOT-001", "LOCK-018"),
    ),
    Mutant("forgot-password-limit-text", "Too many ForgotPassword: another text", violates="LOCK-020"),
    Mutant("change-password-limit-text", "Too many ChangePassword: another text", violates="LOCK-021"),
    Mutant("change-password-unlimited", "ChangePassword is not limited", violates="CHANGEPW-011", also=("LOCK-021",)),
    Mutant("confirm-sign-up-unlimited", "Wrong sign-up codes are not limited", violates="CONFIRM-021"),
    Mutant("resend-confirmation-code-unlimited", "ResendConfirmationCode is not limited", violates="RESEND-009"),
    Mutant(
        "get-user-attribute-verification-code-unlimited",
        "GetUserAttributeVerificationCode is not limited",
        violates="VERIFY-014",
    ),
    Mutant("forgot-password-unlimited", "ForgotPassword is not limited", violates="FORGOT-029"),
)
