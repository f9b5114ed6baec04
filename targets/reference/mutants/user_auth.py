"""Defects of USER_AUTH."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "choice-fails-beyond-ascii",
        "A server error for user names beyond ASCII",
        violates="CHOICE-001",
        also=("PASSKEY-033",),
    ),
    Mutant(
        "choice-without-srp",
        "AvailableChallenges lacks PASSWORD_SRP",
        violates="CHOICE-002",
        also=(
            "CHOICE-005",
            "CHOICE-010",
            "CHOICE-011",
            "CHOICE-012",
            "CHOOSE-009",
        ),
    ),
    Mutant(
        "preferred-password-ignored",
        "A preferred PASSWORD leads to the choice",
        violates="CHOICE-003",
        also=(
            "CHOICE-004",
            "CHOICE-013",
            "MFA-004",
            "MFA-027",
            "MFA-033",
            "MFA-041",
            "MFAMSG-009",
        ),
    ),
    Mutant(
        "any-password-at-user-auth", "USER_AUTH with a preferred PASSWORD accepts any password", violates="CHOICE-004"
    ),
    Mutant("preferred-password-srp-ignored", "A preferred PASSWORD_SRP leads to the choice", violates="CHOICE-005"),
    Mutant("proof-by-choice-refused", "A proof that comes with a Session is refused", violates="CHOICE-006"),
    Mutant("any-srp-password-by-choice", "Any proof that comes with a Session signs in", violates="CHOICE-007"),
    Mutant(
        "chosen-password-not-begun",
        "PASSWORD chosen gives another challenge instead of tokens",
        violates="CHOICE-008",
        also=(
            "CHOICE-009",
            "SESSION-013",
            "MFA-006",
            "MFA-027",
            "MFA-041",
        ),
    ),
    Mutant(
        "any-password-at-select-challenge", "USER_AUTH with PASSWORD chosen accepts any password", violates="CHOICE-009"
    ),
    Mutant(
        "chosen-password-srp-not-begun",
        "PASSWORD_SRP chosen gives another challenge than PASSWORD_VERIFIER",
        violates="CHOICE-010",
    ),
    Mutant(
        "unavailable-preference-refused",
        "A preference that is not available is an error",
        violates="CHOICE-011",
        also=(
            "CHOICE-012",
            "CHOOSE-012",
            "CHOOSE-030",
        ),
    ),
    Mutant(
        "email-otp-for-temporary-password",
        "A user with a temporary password is offered EMAIL_OTP",
        violates="CHOICE-012",
    ),
    Mutant(
        "user-auth-skips-new-password",
        "A temporary password need not be replaced in USER_AUTH",
        violates="CHOICE-013",
        modelled_on="fakecloud before its pull request 1961",
    ),
    Mutant(
        "choice-hides-unknown-from-legacy",
        "An unknown user looks like a wrong password to every client",
        violates="CHOICE-015",
    ),
    Mutant(
        "choice-tells-unknown-to-enabled",
        "An unknown user is reported to a client that hides them",
        violates="CHOICE-016",
        also=("CHOOSE-015",),
    ),
    Mutant("password-is-no-factor", "GetUserAuthFactors does not list PASSWORD", violates="CHOICE-017"),
    Mutant(
        "any-session-for-select-challenge",
        "The choice is accepted with any Session",
        violates="CHOICE-018",
        modelled_on="floci pull request 3930, found in review",
    ),
    Mutant(
        "chosen-proof-never-right",
        "Every proof is refused after a choice",
        violates="CHOICE-020",
    ),
    Mutant(
        "unconfirmed-signs-in-by-preferred-password",
        "An UNCONFIRMED user signs in by a preferred PASSWORD",
        violates="CHOICE-021",
    ),
    Mutant(
        "unconfirmed-signs-in-by-preferred-password-srp",
        "An UNCONFIRMED user signs in by a preferred PASSWORD_SRP",
        violates="CHOICE-022",
    ),
    Mutant(
        "unconfirmed-signs-in-by-chosen-password",
        "An UNCONFIRMED user signs in by a chosen PASSWORD",
        violates="CHOICE-023",
    ),
    Mutant(
        "unconfirmed-signs-in-by-chosen-password-srp",
        "An UNCONFIRMED user signs in by a chosen PASSWORD_SRP",
        violates="CHOICE-024",
    ),
    Mutant(
        "reset-required-signs-in-by-preferred-password",
        "A RESET_REQUIRED user signs in by a preferred PASSWORD",
        violates="CHOICE-025",
    ),
    Mutant(
        "reset-required-signs-in-by-preferred-password-srp",
        "A RESET_REQUIRED user signs in by a preferred PASSWORD_SRP",
        violates="CHOICE-026",
    ),
    Mutant(
        "reset-required-signs-in-by-chosen-password",
        "A RESET_REQUIRED user signs in by a chosen PASSWORD",
        violates="CHOICE-027",
    ),
    Mutant(
        "reset-required-signs-in-by-chosen-password-srp",
        "A RESET_REQUIRED user signs in by a chosen PASSWORD_SRP",
        violates="CHOICE-028",
    ),
    Mutant(
        "disabled-signs-in-by-preferred-password",
        "A disabled user signs in by a preferred PASSWORD",
        violates="CHOICE-029",
    ),
    Mutant(
        "disabled-signs-in-by-preferred-password-srp",
        "A disabled user signs in by a preferred PASSWORD_SRP",
        violates="CHOICE-030",
    ),
    Mutant(
        "disabled-signs-in-by-chosen-password",
        "A disabled user signs in by a chosen PASSWORD",
        violates="CHOICE-031",
        also=("ADMUSER-019",),
    ),
    Mutant(
        "disabled-signs-in-by-chosen-password-srp",
        "A disabled user signs in by a chosen PASSWORD_SRP",
        violates="CHOICE-032",
    ),
    Mutant(
        "temporary-password-enough-by-preferred-password-srp",
        "A temporary password is enough by a preferred PASSWORD_SRP",
        violates="CHOICE-033",
        modelled_on="fakecloud before its pull request 1961",
    ),
    Mutant(
        "temporary-password-enough-by-chosen-password",
        "A temporary password is enough by a chosen PASSWORD",
        violates="CHOICE-034",
        also=("SESSION-013",),
    ),
    Mutant(
        "temporary-password-enough-by-chosen-password-srp",
        "A temporary password is enough by a chosen PASSWORD_SRP",
        violates="CHOICE-035",
    ),
)
