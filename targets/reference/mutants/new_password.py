"""Defects of NEW_PASSWORD_REQUIRED."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "temporary-password-fails-beyond-ascii",
        "A server error for user names beyond ASCII",
        violates="NEWPW-001",
        also=(
            "ADMCREATE-025",
            "ADMCREATE-033",
        ),
    ),
    Mutant(
        "new-password-with-tokens",
        "Tokens are returned with NEW_PASSWORD_REQUIRED",
        violates="NEWPW-002",
        also=(
            "NEWPW-018",
            "ADMCREATE-025",
            "ADMCREATE-033",
            "ADMPW-006",
            "PRETOKEN-022",
        ),
    ),
    Mutant(
        "new-password-without-user-id",
        "NEW_PASSWORD_REQUIRED has no USER_ID_FOR_SRP",
        violates="NEWPW-003",
        modelled_on="moto",
    ),
    Mutant("user-attributes-without-custom", "userAttributes lacks custom attributes", violates="NEWPW-004"),
    Mutant("user-attributes-with-sub", "userAttributes has the sub", violates="NEWPW-005"),
    Mutant(
        "required-attributes-without-prefix",
        "requiredAttributes has names without userAttributes.",
        violates="NEWPW-006",
    ),
    Mutant(
        "admin-takes-no-new-password",
        "AdminRespondToAuthChallenge does not know NEW_PASSWORD_REQUIRED",
        violates="NEWPW-007",
        also=(
            "NEWPW-012",
            "SESSION-014",
        ),
    ),
    Mutant(
        "no-challenge-parameters-at-new-password-required",
        "ChallengeParameters is left out of answers with tokens",
        violates="NEWPW-008",
    ),
    Mutant("new-password-leaves-status", "The user stays FORCE_CHANGE_PASSWORD", violates="NEWPW-009"),
    Mutant("temporary-password-lives", "The temporary password still works next to the new one", violates="NEWPW-010"),
    Mutant("new-password-of-any-strength", "The policy is not applied to the new password", violates="NEWPW-011"),
    Mutant("temporary-password-not-kept", "The new password must not be the temporary one", violates="NEWPW-012"),
    Mutant(
        "required-attribute-not-needed",
        "A required attribute may stay missing",
        violates="NEWPW-013",
        modelled_on="moto",
    ),
    Mutant(
        "required-attribute-text",
        "The text for a required attribute that is missing differs",
        violates="NEWPW-014",
    ),
    Mutant(
        "attributes-with-new-password-dropped",
        "Attributes given along are not stored",
        violates="NEWPW-015",
        modelled_on="moto",
    ),
    Mutant(
        "attribute-with-new-password-overwrites",
        "An attribute that has a value is overwritten",
        violates="NEWPW-016",
        modelled_on="moto",
    ),
    Mutant(
        "attribute-with-new-password-text",
        "The text for an attribute that has a value differs",
        violates="NEWPW-017",
    ),
    Mutant(
        "temporary-password-good-once",
        "A temporary password works only once, even if no new one was set",
        violates="NEWPW-018",
        also=(
            "EXPIRY-026",
            "EXPIRY-028",
            "NEWPW-001",
        ),
    ),
    Mutant("any-temporary-password", "Any password is accepted for a user with a temporary one", violates="NEWPW-019"),
    Mutant(
        "temporary-password-never-expires",
        "A temporary password never expires",
        violates="NEWPW-020",
        modelled_on="moto",
        also=("EXPIRY-027",),
    ),
    Mutant(
        "temporary-password-day-early",
        "A temporary password expires a day early",
        violates="NEWPW-020",
        also=("EXPIRY-026",),
    ),
    Mutant(
        "temporary-password-expired-text",
        "The text for an expired temporary password differs",
        violates="NEWPW-021",
    ),
)
