"""Defects of AdminInitiateAuth."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "admin-sign-in-fails-beyond-ascii",
        "A server error for user names beyond ASCII",
        violates="ADMAUTH-001",
        also=(
            "ADMAUTH-005",
            "NEWPW-001",
            "SECRET-021",
            "LOCK-001",
            "MFA-032",
            "MFAMSG-007",
        ),
    ),
    Mutant(
        "no-challenge-parameters-at-admin-user-password-auth",
        "ChallengeParameters is left out of answers with tokens",
        violates="ADMAUTH-002",
        modelled_on="moto",
    ),
    Mutant("any-password-at-admin-user-password-auth", "Any password signs in", violates="ADMAUTH-003"),
    Mutant(
        "wrong-password-not-found-at-admin-user-password-auth",
        "A wrong password is UserNotFoundException",
        violates="ADMAUTH-003",
        also=(
            "NEWPW-019",
            "PUEE-007",
        ),
    ),
    Mutant(
        "wrong-password-text-at-admin-user-password-auth",
        "The text for a wrong password has no full stop",
        violates="ADMAUTH-004",
        modelled_on="moto, whose text is the user name",
        also=("PUEE-007",),
    ),
    Mutant(
        "admin-lacks-admin-no-srp-auth",
        "The older name ADMIN_NO_SRP_AUTH is not known",
        violates="ADMAUTH-005",
        also=("FLOW-016",),
    ),
    Mutant(
        "admin-sign-in-hides-unknown-from-legacy",
        "An unknown user looks like a wrong password to every client",
        violates="ADMAUTH-006",
    ),
    Mutant(
        "public-takes-admin-flows",
        "InitiateAuth serves the flows for administrators",
        violates="ADMAUTH-007",
        modelled_on="emulators that share one handler",
    ),
    Mutant("admin-flow-text", "The text for an administrator's flow at InitiateAuth differs", violates="ADMAUTH-008"),
    Mutant(
        "admin-takes-user-password-auth",
        "AdminInitiateAuth serves USER_PASSWORD_AUTH",
        violates="ADMAUTH-009",
        modelled_on="emulators that share one handler",
    ),
    Mutant(
        "user-password-auth-at-admin-text",
        "The text for USER_PASSWORD_AUTH at AdminInitiateAuth differs",
        violates="ADMAUTH-010",
    ),
    Mutant(
        "admin-lacks-user-srp-auth",
        "AdminInitiateAuth does not know USER_SRP_AUTH",
        violates="ADMAUTH-011",
        modelled_on="moto",
    ),
    Mutant("admin-sign-in-with-any-client", "A client of another pool is accepted", violates="ADMAUTH-013"),
    Mutant("admin-sign-in-of-disabled-user", "A disabled user signs in", violates="ADMAUTH-014"),
    Mutant(
        "admin-missing-parameter-not-authorized",
        "A missing USERNAME or PASSWORD looks like a wrong password",
        violates="ADMAUTH-015",
        modelled_on="moto",
    ),
    Mutant(
        "unconfirmed-signs-in-by-admin-user-password-auth",
        "An UNCONFIRMED user signs in through the operation for servers",
        violates="ADMAUTH-016",
        modelled_on="moto 5.2.5, MiniStack 1.4.2, cognito-local before its pull request 337",
        also=("ADMAUTH-019",),
    ),
    Mutant(
        "unconfirmed-text-at-administrators",
        "The text for an UNCONFIRMED user differs in AdminInitiateAuth",
        violates="ADMAUTH-017",
    ),
    Mutant(
        "unconfirmed-signs-in-by-admin-no-srp-auth",
        "An UNCONFIRMED user signs in under the older name of the flow",
        violates="ADMAUTH-018",
    ),
    Mutant(
        "password-before-confirmation-by-admin-user-password-auth",
        "A wrong password of an UNCONFIRMED user is reported as wrong",
        violates="ADMAUTH-019",
    ),
    Mutant(
        "reset-required-signs-in-by-admin-user-password-auth",
        "A RESET_REQUIRED user signs in through the operation for servers",
        violates="ADMAUTH-020",
    ),
    Mutant(
        "reset-required-asked-by-admin-user-password-auth",
        "A RESET_REQUIRED user is asked for a new password",
        violates="ADMAUTH-020",
        modelled_on="moto 5.2.5",
    ),
    Mutant(
        "reset-required-signs-in-by-admin-no-srp-auth",
        "A RESET_REQUIRED user signs in under the older name of the flow",
        violates="ADMAUTH-021",
    ),
)
