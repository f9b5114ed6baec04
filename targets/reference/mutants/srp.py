"""Defects of USER_SRP_AUTH."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "srp-fails-beyond-ascii",
        "A server error for user names beyond ASCII",
        violates="SRP-001",
        also=("CUSTOM-004", "FLOW-014", "FLOW-017", "SECRET-021", "PUEE-008"),
    ),
    Mutant(
        "srp-without-sign-byte",
        "Numbers are hashed without the zero byte before a set top bit",
        violates="SRP-002",
        modelled_on="floci#912",
        also=(
            "CHOICE-006",
            "SRP-006",
            "SRP-019",
            "SRP-032",
            "SRP-033",
            "SRP-035",
        ),
    ),
    Mutant(
        "verifier-without-username",
        "PASSWORD_VERIFIER has no USERNAME",
        violates="SRP-003",
        also=("ADMAUTH-011", "CHOICE-005", "CHOICE-010"),
    ),
    Mutant(
        "secret-block-no-base64",
        "SECRET_BLOCK is no base64",
        violates="SRP-004",
        modelled_on="moto, whose block is a UUID",
    ),
    Mutant(
        "srp-answer-has-session",
        "PASSWORD_VERIFIER comes with a Session",
        violates="SRP-005",
        modelled_on="moto, ministack",
    ),
    Mutant(
        "srp-proof-needs-session",
        "PASSWORD_VERIFIER comes with a Session that must be sent back",
        violates="SRP-006",
        also=("SRP-005",),
    ),
    Mutant(
        "token-type-in-lower-case-at-password-verifier",
        'TokenType is "bearer" after SRP',
        violates="SRP-007",
        also=(
            "CHOICE-006",
            "SRP-033",
        ),
    ),
    Mutant(
        "any-srp-password",
        "Any proof signs in",
        violates="SRP-008",
        modelled_on="moto, localemu, ministack before its pull request 1758",
        also=(
            "CHOICE-007",
            "SRP-010",
            "SRP-012",
            "SRP-013",
            "SRP-016",
        ),
    ),
    Mutant(
        "wrong-password-not-found-at-password-verifier",
        "A wrong proof is UserNotFoundException",
        violates="SRP-008",
        also=(
            "CHOICE-007",
            "SRP-010",
            "SRP-012",
            "SRP-013",
            "SRP-016",
        ),
    ),
    Mutant(
        "wrong-password-text-at-password-verifier",
        "The text for a wrong proof has no full stop",
        violates="SRP-009",
    ),
    Mutant("signature-first-bytes-ignored", "The first bytes of the signature are not compared", violates="SRP-010"),
    Mutant(
        "secret-block-first-character-ignored",
        "SECRET_BLOCK is known again by all but its first character",
        violates="SRP-011",
    ),
    Mutant("secret-block-of-any-challenge", "Any SECRET_BLOCK that was issued does", violates="SRP-012"),
    Mutant("timestamp-within-a-minute", "Any TIMESTAMP near the signed one does", violates="SRP-013"),
    Mutant(
        "timestamp-format-as-wrong-password",
        "A TIMESTAMP that cannot be read looks like a wrong password",
        violates="SRP-014",
    ),
    Mutant("timestamp-format-text", "The text for a TIMESTAMP that cannot be read differs", violates="SRP-015"),
    Mutant(
        "timestamp-as-sent",
        "TIMESTAMP is verified as sent, not as the server writes the date",
        violates="SRP-016",
    ),
    Mutant("proof-never-late", "A proof is good at any time", violates="SRP-017"),
    Mutant(
        "user-id-as-typed",
        "USER_ID_FOR_SRP is the name as typed",
        violates="SRP-018",
        modelled_on="ministack before its pull request 1758",
        also=("SECRET-018",),
    ),
    Mutant(
        "address-does-not-begin-srp",
        "SRP cannot be begun with an address",
        violates="SRP-019",
        modelled_on="moto",
    ),
    Mutant(
        "srp-simulates-for-legacy",
        "A LEGACY client gets a simulated challenge too",
        violates="SRP-020",
        modelled_on="ministack before its pull request 1758",
    ),
    Mutant("srp-unknown-user-text", "The text for an unknown user by SRP differs", violates="SRP-021"),
    Mutant(
        "missing-srp-a-not-found",
        "A missing SRP_A is ResourceNotFoundException",
        violates="SRP-025",
        modelled_on="moto",
    ),
    Mutant("missing-srp-a-text", "The text for a missing SRP_A differs", violates="SRP-026"),
    Mutant("srp-a-of-any-text", "SRP_A may be any text", violates="SRP-027", modelled_on="moto"),
    Mutant("srp-a-text", "The text for an SRP_A that is not hexadecimal differs", violates="SRP-028"),
    Mutant("salt-new-each-time", "SALT is another in each call", violates="SRP-029", modelled_on="moto"),
    Mutant("server-keys-kept", "SRP_B is the same in each call", violates="SRP-030"),
    Mutant("srp-a-good-once", "SRP_A is good for one sign-in", violates="SRP-031"),
    Mutant(
        "password-verifier-skips-new-password",
        "After a right proof a temporary password need not be replaced",
        violates="SRP-032",
        modelled_on="fakecloud before its pull request 1961",
    ),
    Mutant("admin-takes-no-proof", "AdminRespondToAuthChallenge does not know PASSWORD_VERIFIER", violates="SRP-033"),
    Mutant(
        "disabled-user-signs-in-by-srp",
        "A disabled user signs in by SRP",
        violates="SRP-034",
        modelled_on="ministack before its pull request 1758",
    ),
    Mutant(
        "answer-names-user-as-typed",
        "USERNAME of the answer must be the name that was typed",
        violates="SRP-035",
        modelled_on="moto",
        also=("SECRET-018",),
    ),
)
