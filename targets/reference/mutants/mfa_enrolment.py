"""Defects of setting up an authenticator app."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "totp-association-by-token-refused",
        "AssociateSoftwareToken does not take an access token",
        violates="TOTP-001",
    ),
    Mutant("totp-secret-short-by-token", "The secret has twelve characters", violates="TOTP-002", modelled_on="moto"),
    Mutant(
        "totp-secret-no-base32",
        "The secret has digits that base32 does not have",
        violates="TOTP-002",
        also=("TOTP-019",),
    ),
    Mutant(
        "totp-association-with-session",
        "A Session comes back though none was sent",
        violates="TOTP-003",
        modelled_on="ministack",
    ),
    Mutant(
        "totp-secret-shared",
        "All users have the same secret",
        violates="TOTP-004",
        modelled_on="moto",
        also=("TOTP-016",),
    ),
    Mutant(
        "totp-verification-by-token-refused",
        "VerifySoftwareToken does not take an access token",
        violates="TOTP-005",
        also=("TOTP-011", "TOTP-012", "TOTP-028", "TOTP-010"),
    ),
    Mutant(
        "totp-verification-says-error-by-token",
        "The right code is answered with Status ERROR",
        violates="TOTP-006",
    ),
    Mutant(
        "totp-verification-with-session",
        "VerifySoftwareToken gives a Session though none was sent",
        violates="TOTP-007",
        modelled_on="moto",
    ),
    Mutant(
        "totp-enrolled-by-any-code",
        "Any six digits set up an app",
        violates="TOTP-008",
        modelled_on="moto; ministackorg/ministack#1608",
        also=("TOTP-013", "TOTP-014", "TOTP-015"),
    ),
    Mutant(
        "totp-wrong-at-enrolment-is-mismatch",
        "A wrong code at set-up gives the error of a wrong code at sign-in",
        violates="TOTP-008",
        modelled_on="cognito-local",
    ),
    Mutant(
        "totp-wrong-at-enrolment-text",
        "The text for a wrong code at set-up differs",
        violates="TOTP-009",
        modelled_on="ministack",
    ),
    Mutant(
        "totp-code-of-any-shape",
        "A code of other than six digits is compared, not refused for its shape",
        violates="TOTP-010",
        modelled_on="moto, ministack, cognito-local",
    ),
    Mutant("totp-previous-refused", "The code of the previous time step is refused", violates="TOTP-011"),
    Mutant("totp-next-refused", "The code of the next time step is refused", violates="TOTP-012"),
    Mutant("totp-enrolled-at-any-age", "A code of half an hour ago sets up an app", violates="TOTP-013"),
    Mutant("totp-of-another-user-enrols", "Another user's code sets up an app", violates="TOTP-014"),
    Mutant("totp-of-former-secret-enrols", "A code of a replaced secret sets up an app", violates="TOTP-015"),
    Mutant(
        "totp-secret-kept",
        "A second association returns the same secret",
        violates="TOTP-016",
        modelled_on="moto",
    ),
    Mutant(
        "totp-without-configuration",
        "Apps are set up in pools that do not offer them",
        violates="TOTP-017",
        modelled_on="moto, ministack, cognito-local",
    ),
    Mutant(
        "totp-association-by-session-refused",
        "AssociateSoftwareToken does not take a Session",
        violates="TOTP-018",
    ),
    Mutant(
        "totp-association-without-session",
        "AssociateSoftwareToken with a Session returns none",
        violates="TOTP-019",
    ),
    Mutant("totp-secret-short-by-session", "With a Session the secret has twelve characters", violates="TOTP-019"),
    Mutant(
        "totp-verification-by-session-refused",
        "VerifySoftwareToken does not take a Session",
        violates="TOTP-020",
    ),
    Mutant(
        "totp-verification-without-session",
        "VerifySoftwareToken with a Session returns none",
        violates="TOTP-021",
        also=(
            "MFA-031",
            "MFA-033",
        ),
    ),
    Mutant(
        "totp-verification-says-error-by-session",
        "With a Session the right code is answered with Status ERROR",
        violates="TOTP-021",
    ),
    Mutant(
        "totp-enrolled-by-any-code-by-session",
        "With a Session any six digits set up an app",
        violates="TOTP-022",
        modelled_on="moto",
        also=("MFA-037",),
    ),
    Mutant(
        "totp-wrong-by-session-is-not-authorized",
        "With a Session a wrong code gives NotAuthorizedException",
        violates="TOTP-022",
    ),
    Mutant("totp-association-by-any-session", "Any string is taken for a Session of MFA_SETUP", violates="TOTP-023"),
    Mutant(
        "totp-association-again-ignored",
        "The old app stays valid until a new secret is verified",
        violates="TOTP-024",
        modelled_on="moto, ministack, cognito-local",
    ),
    Mutant(
        "totp-association-again-ignored-when-required",
        "Where MFA is required, the old app stays valid until a new secret is verified",
        violates="TOTP-025",
    ),
    Mutant("totp-of-replaced-app-signs-in", "The codes of a replaced app still sign in", violates="TOTP-026"),
    Mutant(
        "totp-first-app-stays",
        "After a second set-up the first app's codes sign in",
        violates="TOTP-027",
        also=(
            "TOTP-026",
            "MFA-008",
            "MFA-010",
        ),
    ),
    Mutant(
        "app-taken-away-remains",
        "AdminDeleteSoftwareToken does nothing",
        violates="TOTP-030",
        also=("TOTP-031",),
    ),
    Mutant("app-taken-away-listed", "A deleted app is still listed", violates="TOTP-031"),
    Mutant("app-taken-away-for-good", "A user whose app was deleted cannot set up another", violates="TOTP-032"),
    Mutant("totp-name-refused", "A name for the app is refused", violates="TOTP-028"),
)
