"""Defects of clients that hide whether a user exists."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "hiding-client-tells",
        "InitiateAuth reveals unknown users despite ENABLED",
        violates="PUEE-001",
        modelled_on="moto",
        also=("PUEE-003",),
    ),
    Mutant(
        "hidden-unknown-text",
        "InitiateAuth has a different message for unknown users",
        violates="PUEE-002",
        also=("PUEE-003",),
    ),
    Mutant(
        "hidden-password-text",
        "InitiateAuth has a different message for a known user's wrong password",
        violates="PUEE-003",
    ),
    Mutant(
        "hidden-unknown-status",
        "The HTTP status reveals unknown users",
        violates="PUEE-004",
        also=("PUEE-007",),
    ),
    Mutant(
        "hiding-client-tells-administrators",
        "AdminInitiateAuth reveals unknown users despite ENABLED",
        violates="PUEE-005",
        modelled_on="moto",
        also=("PUEE-007",),
    ),
    Mutant(
        "hidden-admin-unknown-text",
        "AdminInitiateAuth has a different message for unknown users",
        violates="PUEE-006",
        also=("PUEE-007",),
    ),
    Mutant(
        "hidden-admin-password-text",
        "AdminInitiateAuth has a different message for a known user's wrong password",
        violates="PUEE-007",
    ),
    Mutant(
        "srp-tells-unknown",
        "USER_SRP_AUTH reveals unknown users despite ENABLED",
        violates="PUEE-008",
        modelled_on="moto",
    ),
    Mutant("simulated-challenge-lacks-username", "The simulated challenge has no USERNAME", violates="PUEE-009"),
    Mutant("simulated-challenge-has-a-session", "The simulated challenge has a Session", violates="PUEE-009"),
    Mutant("simulated-salt-is-random", "The simulated salt is new each time", violates="PUEE-010"),
    Mutant("simulated-id-is-random", "The simulated user id is new each time", violates="PUEE-011"),
    Mutant("simulated-salt-is-shared", "All unknown users have the same salt", violates="PUEE-012"),
    Mutant("simulated-id-is-shared", "All unknown users have the same user id", violates="PUEE-013"),
    Mutant(
        "simulated-proof-tells",
        "The answer to a proof reveals unknown users",
        violates="PUEE-014",
        also=("PUEE-015",),
    ),
    Mutant(
        "hidden-proof-text",
        "A known user's wrong proof has a different message",
        violates="PUEE-015",
    ),
    Mutant("forgot-password-tells", "ForgotPassword reveals unknown users", violates="PUEE-016"),
    Mutant("forgot-password-simulates-nothing", "ForgotPassword announces no simulated delivery", violates="PUEE-016"),
    Mutant("confirm-forgot-password-tells", "ConfirmForgotPassword reveals unknown users", violates="PUEE-017"),
    Mutant(
        "very-long-name-is-malformed",
        "A user name of more than 128 characters at sign-in is an invalid parameter",
        violates="PUEE-024",
    ),
    Mutant("confirm-tells-unknown", "ConfirmSignUp reveals unknown users", violates="PUEE-018", modelled_on="moto"),
    Mutant("resend-tells-unknown", "ResendConfirmationCode reveals unknown users", violates="PUEE-019"),
    Mutant(
        "one-client-hides-for-all",
        "One client with ENABLED hides for all clients of the pool",
        violates="PUEE-020",
        also=("ADMUSER-011",),
    ),
    Mutant(
        "administrators-do-not-tell",
        "AdminGetUser and AdminDeleteUser hide unknown users",
        violates="ADMUSER-014",
        also=(
            "CASE-003",
            "ADMUSER-009",
            "TRIG-007",
        ),
    ),
)
