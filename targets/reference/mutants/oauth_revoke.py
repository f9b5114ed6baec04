"""Defects of /oauth2/revoke."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "hosted-revoke-needs-a-secret",
        "public clients cannot revoke",
        violates="OREVOKE-001",
        also=(
            "OREVOKE-007",
            "DISC-008",
            "OREVOKE-015",
            "OREVOKE-019",
        ),
    ),
    Mutant(
        "hosted-revoke-with-a-body",
        "revoking is answered with JSON",
        violates="OREVOKE-002",
    ),
    Mutant(
        "hosted-revoke-does-nothing",
        "revoking has no effect",
        violates="OREVOKE-003",
        modelled_on="LocalEmu",
        also=("OREVOKE-004", "OREVOKE-005", "OREVOKE-019", "DISC-008"),
    ),
    Mutant(
        "hosted-revoked-token-refreshes",
        "a revoked refresh token still works at the token endpoint",
        violates="OREVOKE-003",
        also=("OREVOKE-019", "DISC-008"),
    ),
    Mutant(
        "hosted-revoke-api-refresh-lives",
        "a refresh token that was revoked at the domain still works at the API",
        violates="OREVOKE-004",
    ),
    Mutant(
        "hosted-revoke-access-token-lives",
        "the access token of a revoked sign-in stays valid",
        violates="OREVOKE-005",
    ),
    Mutant(
        "hosted-revoke-ends-other-sign-ins",
        "revoking ends all sign-ins of the user",
        violates="OREVOKE-006",
        modelled_on="emulators that revoke by user",
    ),
    Mutant(
        "hosted-revoke-only-once",
        "revoking again is an error",
        violates="OREVOKE-007",
    ),
    Mutant(
        "hosted-revoke-refuses-unknown",
        "revoking an unknown token is an error",
        violates="OREVOKE-008",
    ),
    Mutant(
        "hosted-revoke-takes-access-tokens",
        "revoking an access token is no error",
        violates="OREVOKE-009",
        modelled_on="LocalEmu",
    ),
    Mutant(
        "hosted-revoke-takes-id-tokens",
        "revoking an ID token is no error",
        violates="OREVOKE-010",
        modelled_on="LocalEmu",
    ),
    Mutant(
        "hosted-revoke-ignores-secret",
        "any secret revokes",
        violates="OREVOKE-011",
        modelled_on="LocalEmu",
    ),
    Mutant(
        "hosted-revoke-wrong-secret-400",
        "a wrong secret is answered with 400",
        violates="OREVOKE-012",
        modelled_on="the token endpoint",
    ),
    Mutant(
        "hosted-revoke-no-token",
        "a request without a token is no error",
        violates="OREVOKE-013",
        modelled_on="LocalEmu",
    ),
    Mutant(
        "hosted-revoke-although-disabled",
        "clients without token revocation revoke",
        violates="OREVOKE-014",
        modelled_on="LocalEmu",
    ),
    Mutant(
        "hosted-revoke-refusals-401",
        "refusals have status 401",
        violates="OREVOKE-015",
    ),
    Mutant(
        "hosted-revoke-without-basic",
        "clients with a secret cannot revoke by Basic authentication",
        violates="OREVOKE-016",
    ),
    Mutant(
        "hosted-revoke-before-the-secret",
        "the token is revoked before the secret is checked",
        violates="OREVOKE-017",
    ),
    Mutant(
        "hosted-revoke-for-any-client",
        "another client's refresh token can be revoked",
        violates="OREVOKE-018",
    ),
    Mutant(
        "hosted-revoke-own-tokens-live",
        "refresh tokens of the hosted UI are not revoked",
        violates="OREVOKE-019",
        also=("DISC-008",),
    ),
)
