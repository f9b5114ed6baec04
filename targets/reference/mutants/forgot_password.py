"""Defects of ForgotPassword and ConfirmForgotPassword."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "forgot-email-first",
        "without a setting for recovery the code goes by e-mail",
        violates="FORGOT-028",
        modelled_on="emulators that send e-mail alone",
    ),
    Mutant(
        "forgot-capital-true-unverified",
        "only the exact flag true counts as verified",
        violates="FORGOT-001",
    ),
    Mutant(
        "forgot-without-attribute-name",
        "CodeDeliveryDetails have no AttributeName",
        violates="FORGOT-002",
        also=("TRIG-040",),
    ),
    Mutant(
        "forgot-unmasked",
        "Destination is the whole address",
        violates="FORGOT-003",
        modelled_on="emulators that show the address",
    ),
    Mutant(
        "forgot-unverified-accepted",
        "ForgotPassword reports a sent code for users without a verified contact",
        violates="FORGOT-004",
        modelled_on="moto",
        also=(
            "FORGOT-024",
            "MFAMSG-024",
        ),
    ),
    Mutant(
        "forgot-unverified-number-accepted",
        "ForgotPassword reports a sent code for users named by a number that is not verified",
        violates="FORGOT-004",
    ),
    Mutant(
        "forgot-no-contact-text",
        "the text for a missing contact ends with a full stop",
        violates="FORGOT-005",
    ),
    Mutant(
        "forgot-unknown-accepted",
        "ForgotPassword reports a sent code for unknown users, through a LEGACY client too",
        violates="FORGOT-006",
        modelled_on="moto",
    ),
    Mutant(
        "forgot-unknown-text",
        "the text for an unknown user is the one of sign-in",
        violates="FORGOT-007",
        modelled_on="emulators with one text for unknown users",
    ),
    Mutant(
        "forgot-temporary-accepted",
        "a user with a temporary password gets a code",
        violates="FORGOT-008",
        modelled_on="moto",
    ),
    Mutant(
        "forgot-temporary-text",
        "another text for a user with a temporary password",
        violates="FORGOT-009",
    ),
    Mutant(
        "forgot-changes-status",
        "ForgotPassword sets RESET_REQUIRED",
        violates="FORGOT-010",
    ),
    Mutant(
        "forgot-only-after-reset",
        "codes of ForgotPassword are refused, those of AdminResetUserPassword work",
        violates="FORGOT-011",
        also=(
            "FORGOT-021",
            "FORGOT-023",
            "EXPIRY-025",
        ),
    ),
    Mutant(
        "forgot-password-not-set",
        "the new password is not stored",
        violates="FORGOT-012",
    ),
    Mutant(
        "forgot-old-password-lives",
        "the former password still works",
        violates="FORGOT-013",
    ),
    Mutant(
        "forgot-any-code",
        "any code is accepted while one is pending",
        violates="FORGOT-014",
        modelled_on="moto, localemu",
        also=("FORGOT-019",),
    ),
    Mutant(
        "forgot-mismatch-text",
        "another text for a wrong code",
        violates="FORGOT-015",
    ),
    Mutant(
        "forgot-code-not-spent",
        "a code works twice",
        violates="FORGOT-016",
    ),
    Mutant(
        "forgot-code-never-asked-for",
        "any code is accepted when none is pending",
        violates="FORGOT-017",
        modelled_on="moto",
        also=("FORGOT-016",),
    ),
    Mutant(
        "forgot-no-code-text",
        "another text when no code is pending",
        violates="FORGOT-018",
    ),
    Mutant(
        "forgot-code-of-anybody",
        "the code of any user of the pool is accepted",
        violates="FORGOT-019",
    ),
    Mutant(
        "forgot-code-for-ever",
        "reset codes do not expire",
        violates="FORGOT-020",
        modelled_on="moto",
    ),
    Mutant(
        "forgot-code-five-minutes", "reset codes expire after five minutes", violates="FORGOT-021", also=("EXPIRY-025",)
    ),
    Mutant(
        "forgot-status-stays",
        "RESET_REQUIRED stays after ConfirmForgotPassword",
        violates="FORGOT-022",
    ),
    Mutant(
        "forgot-code-of-one-client",
        "a code is accepted only through the client it was requested with",
        violates="FORGOT-023",
    ),
    Mutant(
        "forgot-unconfirmed-accepted",
        "ForgotPassword reports a sent code for an UNCONFIRMED user",
        violates="FORGOT-024",
    ),
    Mutant(
        "forgot-admin-only-ignored",
        "ForgotPassword works in spite of admin_only",
        violates="FORGOT-025",
    ),
    Mutant(
        "forgot-confirm-unknown-hidden",
        "ConfirmForgotPassword hides from a LEGACY client that a user does not exist",
        violates="FORGOT-026",
    ),
)
