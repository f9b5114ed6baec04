"""Defects of refresh token rotation."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "rotation-refused",
        "GetTokensFromRefreshToken refuses rotating clients",
        violates="ROTATE-001",
    ),
    Mutant(
        "rotation-returns-the-same-token",
        "rotation returns the token that was sent",
        violates="ROTATE-002",
        modelled_on="emulators that store the setting and ignore it",
        also=("OTOKEN-021",),
    ),
    Mutant(
        "rotation-returns-no-refresh-token",
        "rotation returns no refresh token",
        violates="ROTATE-002",
        modelled_on="emulators that store the setting and ignore it",
        also=("OTOKEN-021",),
    ),
    Mutant(
        "rotated-token-unusable",
        "a token that rotation returned is refused",
        violates="ROTATE-003",
        modelled_on="emulators that forget to register the child",
        also=("ROTATE-006", "ROTATE-009", "ROTATE-015"),
    ),
    Mutant(
        "no-grace-means-a-minute",
        "a grace period of 0 is a minute",
        violates="ROTATE-004",
        modelled_on="a value of 0 treated as absent",
    ),
    Mutant(
        "reuse-text",
        "reuse gets the error for a malformed token",
        violates="ROTATE-005",
    ),
    Mutant(
        "reuse-ends-the-session",
        "reuse revokes the whole session",
        violates="ROTATE-006",
        modelled_on="the rule of other identity providers",
    ),
    Mutant(
        "grace-period-ignored",
        "a replay within the grace period is refused",
        violates="ROTATE-007",
        modelled_on="emulators that store the setting and ignore it",
        also=("EXPIRY-018",),
    ),
    Mutant(
        "fork-keeps-both",
        "both tokens of a fork stay valid",
        violates="ROTATE-008",
    ),
    Mutant(
        "fork-loses-both",
        "both tokens of a fork are refused",
        violates="ROTATE-009",
    ),
    Mutant(
        "grace-period-without-end",
        "a grace period never ends",
        violates="ROTATE-010",
    ),
    Mutant(
        "newest-not-revoked",
        "RevokeToken of the newest rotated token does nothing",
        violates="ROTATE-011",
        modelled_on="revocation by the sign-in's token",
    ),
    Mutant(
        "original-revoked-alone",
        "RevokeToken of the sign-in's token leaves the newest alive",
        violates="ROTATE-012",
        modelled_on="revocation token by token",
    ),
    Mutant(
        "middle-revokes-all",
        "RevokeToken of a token in mid-chain ends the session",
        violates="ROTATE-013",
        modelled_on="revocation by family",
    ),
    Mutant(
        "rotation-renews-lifetime",
        "a rotated token has a whole lifetime",
        violates="ROTATE-014",
        modelled_on="sliding sessions",
    ),
    Mutant(
        "rotation-halves-lifetime",
        "a rotated token has half of what was left",
        violates="ROTATE-015",
    ),
    Mutant(
        "rotation-resets-auth-time",
        "auth_time is the time of the rotation",
        violates="ROTATE-017",
        modelled_on="emulators that sign in again to refresh",
    ),
    Mutant(
        "refresh-flow-with-rotation",
        "REFRESH_TOKEN_AUTH works on a rotating client",
        violates="ROTATE-018",
        modelled_on="moto",
    ),
    Mutant(
        "rotation-disabled-rotates",
        "Feature DISABLED rotates",
        violates="ROTATE-019",
        modelled_on="a check for the member instead of its value",
    ),
    Mutant(
        "rotation-garbage-code",
        "a malformed token is InvalidParameterException for GetTokensFromRefreshToken",
        violates="ROTATE-020",
    ),
    Mutant(
        "rotation-without-origin-jti",
        "tokens of a rotating client have no origin_jti",
        violates="ROTATE-016",
    ),
)
