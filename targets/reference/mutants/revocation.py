"""Defects of RevokeToken."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "revoke-refused",
        "RevokeToken is refused",
        violates="REVOKE-001",
        also=("REVOKE-012", "REVOKE-014", "REVOKE-015", "REVOKE-016"),
    ),
    Mutant(
        "revoked-refresh-token-works",
        "a revoked refresh token refreshes",
        violates="REVOKE-002",
        modelled_on="emulators that always answer {}",
        also=(
            "REVOKE-019",
            "ROTATE-011",
            "ROTATE-012",
            "OREVOKE-004",
        ),
    ),
    Mutant(
        "revoked-refresh-token-text",
        "a revoked refresh token gets the error for a malformed one",
        violates="REVOKE-003",
        modelled_on="emulators that delete the token",
    ),
    Mutant(
        "revoke-keeps-first-access-token",
        "the sign-in's access token survives RevokeToken",
        violates="REVOKE-004",
        modelled_on="ministack and others that end the refresh token only",
        also=("OREVOKE-005",),
    ),
    Mutant(
        "revoke-keeps-newer-access-tokens",
        "refreshed access tokens survive RevokeToken",
        violates="REVOKE-005",
    ),
    Mutant(
        "revoke-ends-other-refresh-tokens",
        "RevokeToken ends the refresh tokens of the user's other sessions",
        violates="REVOKE-006",
        modelled_on="revocation by user",
    ),
    Mutant(
        "revoke-ends-other-access-tokens",
        "RevokeToken ends the access tokens of the user's other sessions",
        violates="REVOKE-007",
        modelled_on="revocation by user",
    ),
    Mutant(
        "revoke-ends-the-client",
        "RevokeToken ends the client's sessions of other users",
        violates="REVOKE-008",
    ),
    Mutant(
        "revoke-changes-id-key",
        "RevokeToken changes the key of ID tokens",
        violates="REVOKE-009",
    ),
    Mutant(
        "revoke-changes-access-key",
        "RevokeToken changes the key of access tokens",
        violates="REVOKE-010",
        also=(
            "REVOKE-007",
            "REVOKE-008",
            "SIGNOUT-004",
        ),
    ),
    Mutant(
        "revoke-only-once",
        "RevokeToken of a revoked token is refused",
        violates="REVOKE-011",
        modelled_on="emulators that look the token up",
    ),
    Mutant(
        "revoke-refuses-unknown",
        "RevokeToken of an unknown token is refused",
        violates="REVOKE-012",
        modelled_on="emulators that look the token up",
    ),
    Mutant(
        "revoke-by-header",
        "RevokeToken of a changed token revokes the real one",
        violates="REVOKE-013",
    ),
    Mutant(
        "revoke-takes-access-tokens",
        "RevokeToken accepts an access token",
        violates="REVOKE-014",
        modelled_on="emulators that always answer {}",
    ),
    Mutant(
        "revoke-although-disabled",
        "RevokeToken works without EnableTokenRevocation",
        violates="REVOKE-015",
        modelled_on="emulators that store the setting and ignore it",
    ),
    Mutant(
        "revoke-refuses-secret-clients",
        "RevokeToken refuses the plain secret",
        violates="REVOKE-016",
        modelled_on="emulators that want a hash everywhere",
    ),
    Mutant(
        "revoke-ignores-secret",
        "RevokeToken does not check the secret",
        violates="REVOKE-017",
        modelled_on="most emulators",
    ),
    Mutant(
        "revoke-for-any-client",
        "any client revokes any refresh token",
        violates="REVOKE-018",
        modelled_on="emulators that check only the token",
    ),
    Mutant(
        "revocation-forgotten-when-disabled",
        "revoked tokens are valid again when revocation is switched off",
        violates="REVOKE-019",
    ),
)
