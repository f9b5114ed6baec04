"""Defects of SECRET_HASH."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "hash-known-to-user-password-auth-only",
        "SRP and the flow for servers refuse a right hash",
        violates="SECRET-001",
        also=("SECRET-021",),
    ),
    Mutant(
        "sign-in-with-any-hash",
        "Sign-in accepts any hash",
        violates="SECRET-002",
        modelled_on="moto: USER_PASSWORD_AUTH never compares the hash",
    ),
    Mutant(
        "wrong-hash-text",
        "The text for a wrong hash differs",
        violates="SECRET-003",
        modelled_on="moto, whose text is the hash",
    ),
    Mutant("sign-in-without-hash", "Sign-in needs no hash", violates="SECRET-004", modelled_on="moto"),
    Mutant(
        "missing-hash-text",
        "The text for a missing hash differs",
        violates="SECRET-005",
        modelled_on="moto, whose text is empty",
    ),
    Mutant(
        "sign-in-hash-over-real-name",
        "At sign-in the hash must be over the real name, not the one typed",
        violates="SECRET-006",
        also=(
            "ALIAS-070",
            "ALIAS-071",
            "ALIAS-072",
            "ALIAS-073",
        ),
    ),
    Mutant("sign-up-refuses-the-hash", "SignUp refuses a right hash", violates="SECRET-007"),
    Mutant("sign-up-ignores-hash", "SignUp accepts any hash, or none", violates="SECRET-008", modelled_on="moto"),
    Mutant(
        "confirm-sign-up-ignores-hash",
        "ConfirmSignUp accepts any hash, or none",
        violates="SECRET-009",
        modelled_on="moto",
    ),
    Mutant("resend-ignores-hash", "ResendConfirmationCode accepts any hash, or none", violates="SECRET-010"),
    Mutant(
        "forgot-password-ignores-hash",
        "ForgotPassword accepts any hash, or none",
        violates="SECRET-011",
        modelled_on="moto",
    ),
    Mutant(
        "confirm-forgot-password-ignores-hash",
        "ConfirmForgotPassword accepts any hash, or none",
        violates="SECRET-012",
        modelled_on="moto",
    ),
    Mutant(
        "refresh-hash-over-address-only",
        "A refresh wants the hash over the address",
        violates="SECRET-013",
        modelled_on="moto: the name typed at sign-in is hashed",
        also=("SECRET-014",),
    ),
    Mutant(
        "refresh-hash-over-address-too",
        "A refresh takes the hash over the address as well",
        violates="SECRET-014",
    ),
    Mutant("refresh-hash-text", "The text for the hash over the address at a refresh differs", violates="SECRET-015"),
    Mutant("refresh-without-hash", "A refresh needs no hash", violates="SECRET-016"),
    Mutant(
        "challenge-ignores-hash",
        "The answer to NEW_PASSWORD_REQUIRED needs no hash",
        violates="SECRET-017",
        modelled_on="moto",
    ),
    Mutant(
        "proof-ignores-hash",
        "The answer to PASSWORD_VERIFIER needs no hash",
        violates="SECRET-018",
        modelled_on="moto",
    ),
    Mutant(
        "unexpected-hash-ignored",
        "A client without a secret takes a SecretHash",
        violates="SECRET-019",
        modelled_on="moto",
    ),
    Mutant(
        "unexpected-hash-text", "The text for a SecretHash of a client without a secret differs", violates="SECRET-020"
    ),
    Mutant(
        "hash-in-latin-1",
        "A server error for a hash over a name beyond ASCII",
        violates="SECRET-021",
        modelled_on="moto: UnicodeEncodeError",
    ),
    Mutant(
        "client-secret-replaced",
        "A new client secret replaces the older one",
        violates="SECRET-022",
        also=("SECRET-023", "SECRET-027"),
    ),
    Mutant("client-third-secret", "A client can have any number of secrets", violates="SECRET-023"),
    Mutant(
        "client-deleted-secret-works",
        "A deleted client secret still works",
        violates="SECRET-024",
        also=("SECRET-023", "SECRET-025"),
    ),
    Mutant("client-last-secret-deleted", "The last secret of a client can be deleted", violates="SECRET-025"),
    Mutant("client-own-secret-shown", "The answer shows a secret that was given", violates="SECRET-026"),
    Mutant("client-secret-values-listed", "Client secrets are listed with their values", violates="SECRET-027"),
)
