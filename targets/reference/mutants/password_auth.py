"""Defects of USER_PASSWORD_AUTH."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "public-sign-in-fails-beyond-ascii",
        "A server error for user names beyond ASCII",
        violates="PWAUTH-001",
        modelled_on="moto: UnicodeEncodeError where a user name is hashed",
        also=(
            "NEWPW-001",
            "SECRET-021",
            "ADMCREATE-025",
        ),
    ),
    Mutant(
        "token-type-in-lower-case-at-user-password-auth",
        'TokenType is "bearer"',
        violates="PWAUTH-002",
        also=("MFAMSG-021",),
    ),
    Mutant(
        "any-password-at-user-password-auth",
        "Any password signs in",
        violates="PWAUTH-003",
        modelled_on="emulators that never compare the password",
        also=(
            "NEWPW-010",
            "PWAUTH-014",
            "PWAUTH-017",
            "CASE-012",
            "CONFIRM-015",
            "FEDOIDC-034",
            "FEDOIDC-037",
        ),
    ),
    Mutant(
        "wrong-password-not-found-at-user-password-auth",
        "A wrong password is UserNotFoundException",
        violates="PWAUTH-003",
        also=(
            "NEWPW-010",
            "NEWPW-019",
            "PWAUTH-017",
            "CASE-012",
            "CHANGEPW-003",
            "CONFIRM-015",
            "FEDOIDC-037",
            "FORGOT-013",
            "PUEE-003",
        ),
    ),
    Mutant(
        "wrong-password-text-at-user-password-auth",
        "The text for a wrong password has no full stop",
        violates="PWAUTH-004",
        also=("PUEE-003",),
    ),
    Mutant(
        "no-challenge-parameters-at-user-password-auth",
        "ChallengeParameters is left out of answers with tokens",
        violates="PWAUTH-005",
        modelled_on="moto",
    ),
    Mutant(
        "public-sign-in-hides-unknown-from-legacy",
        "An unknown user looks like a wrong password to every client",
        violates="PWAUTH-007",
        also=(
            "ADMUSER-011",
            "ALIAS-002",
            "ALIAS-004",
            "ALIAS-007",
            "ALIAS-017",
            "CASE-004",
            "PUEE-020",
        ),
    ),
    Mutant("unknown-user-text", "The text for an unknown user differs", violates="PWAUTH-008"),
    Mutant(
        "public-sign-in-of-disabled-user",
        "A disabled user signs in",
        violates="PWAUTH-009",
        modelled_on="emulators that ignore Enabled",
    ),
    Mutant("disabled-user-text", "The text for a disabled user differs", violates="PWAUTH-010", also=("ADMPW-013",)),
    Mutant("enabling-forgets-password", "After AdminEnableUser the password no longer works", violates="PWAUTH-011"),
    Mutant(
        "unconfirmed-signs-in-by-user-password-auth",
        "An UNCONFIRMED user signs in",
        violates="PWAUTH-012",
        modelled_on="emulators that ignore the status",
        also=("PWAUTH-014",),
    ),
    Mutant("unconfirmed-text", "The text for an UNCONFIRMED user differs", violates="PWAUTH-013"),
    Mutant(
        "password-before-confirmation-by-user-password-auth",
        "A wrong password of an UNCONFIRMED user gets the error for wrong passwords",
        violates="PWAUTH-014",
        modelled_on="moto",
    ),
    Mutant(
        "reset-required-signs-in-by-user-password-auth",
        "A user in status RESET_REQUIRED signs in with the former password",
        violates="PWAUTH-015",
        modelled_on="moto",
    ),
    Mutant("reset-required-text", "The text for RESET_REQUIRED differs", violates="PWAUTH-016"),
    Mutant(
        "former-password-lives",
        "The password before the current one still works",
        violates="PWAUTH-017",
        also=("NEWPW-010", "CHANGEPW-003", "FORGOT-013"),
    ),
    Mutant(
        "public-missing-parameter-not-authorized",
        "A missing USERNAME or PASSWORD looks like a wrong password",
        violates="PWAUTH-018",
        modelled_on="moto",
    ),
    Mutant("missing-parameter-text", "The text for a missing parameter differs", violates="PWAUTH-019"),
    Mutant(
        "very-long-password-is-malformed",
        "A password of more than 128 characters at sign-in is an invalid parameter",
        violates="PWAUTH-023",
    ),
    Mutant("empty-parameter-is-one", "An empty USERNAME or PASSWORD is taken for one", violates="PWAUTH-024"),
    Mutant("empty-parameter-text", "The text for an empty parameter differs", violates="PWAUTH-025"),
    Mutant(
        "address-is-no-user-name",
        "In an e-mail pool only the sub signs in",
        violates="PWAUTH-020",
        also=(
            "SECRET-006",
            "TRIG-034",
            "ALIAS-048",
        ),
    ),
)
