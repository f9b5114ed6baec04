"""Defects in expiry: too early, too late, or counted from the wrong start."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "refreshed-access-token-lives-an-hour",
        "A refreshed access token lives an hour, whatever is configured",
        violates="EXPIRY-001",
    ),
    Mutant(
        "refreshed-id-token-lives-an-hour",
        "A refreshed ID token lives an hour, whatever is configured",
        violates="EXPIRY-002",
    ),
    Mutant(
        "of-a-code-access-token-lives-an-hour",
        "The access token for a code lives an hour, whatever is configured",
        violates="EXPIRY-003",
    ),
    Mutant(
        "of-a-code-id-token-lives-an-hour",
        "The ID token for a code lives an hour, whatever is configured",
        violates="EXPIRY-004",
    ),
    Mutant(
        "exchanged-access-token-lives-an-hour",
        "An access token of GetTokensFromRefreshToken lives an hour",
        violates="EXPIRY-005",
    ),
    Mutant(
        "exchanged-id-token-lives-an-hour",
        "An ID token of GetTokensFromRefreshToken lives an hour",
        violates="EXPIRY-006",
    ),
    Mutant("auth-time-in-local-time", "auth_time is given in local time, two hours off", violates="EXPIRY-008"),
    Mutant("auth-time-of-the-first-sign-in", "auth_time stays that of the user's first sign-in", violates="EXPIRY-009"),
    Mutant(
        "refresh-lengthens-access-token",
        "A refresh lengthens the life of the first access token",
        violates="EXPIRY-010",
    ),
    Mutant(
        "refreshed-access-token-ends-with-the-first",
        "A refreshed access token is refused when the first one has expired",
        violates="EXPIRY-011",
    ),
    Mutant(
        "refreshed-access-token-without-end",
        "The newest access token of a refresh is accepted after it has expired",
        violates="EXPIRY-012",
    ),
    Mutant("refresh-default-29-days", "A refresh token lives 29 days by default", violates="EXPIRY-013"),
    Mutant("refresh-default-31-days", "A refresh token lives 31 days by default", violates="EXPIRY-014"),
    Mutant(
        "expired-refresh-token-exchanged",
        "GetTokensFromRefreshToken does not check whether the refresh token has expired",
        violates="EXPIRY-015",
        also=("ROTATE-014",),
    ),
    Mutant(
        "expired-refresh-token-taken-from-admins",
        "AdminInitiateAuth does not check whether the refresh token has expired",
        violates="EXPIRY-016",
    ),
    Mutant(
        "hosted-expired-token-refreshes",
        "The token endpoint does not check whether the refresh token has expired",
        violates="EXPIRY-017",
    ),
    Mutant("grace-from-the-sign-in", "The grace period begins with the sign-in", violates="EXPIRY-018"),
    Mutant("choice-session-minute-early", "The session of a choice ends a minute early", violates="EXPIRY-019"),
    Mutant("choice-session-without-end", "The session of a choice never ends", violates="EXPIRY-020"),
    Mutant(
        "next-step-keeps-time",
        "The session of a step expires with that of the previous step",
        violates="EXPIRY-021",
    ),
    Mutant(
        "code-half-an-hour-early-at-sign-up",
        "A sign-up code ends half an hour early",
        violates="EXPIRY-022",
        also=("EXPIRY-023",),
    ),
    Mutant(
        "code-sent-again-keeps-time-at-sign-up",
        "A sign-up code sent again expires with the first one",
        violates="EXPIRY-023",
    ),
    Mutant(
        "code-half-an-hour-early-at-attribute",
        "A code for an attribute ends half an hour early",
        violates="EXPIRY-024",
    ),
    Mutant(
        "code-sent-again-keeps-time-at-forgot-password",
        "A recovery code requested again expires with the first one",
        violates="EXPIRY-025",
    ),
    Mutant("invitation-again-keeps-time", "An invitation that is sent again renews nothing", violates="EXPIRY-026"),
    Mutant(
        "invitation-again-without-end",
        "A temporary password of a second invitation never expires",
        violates="EXPIRY-027",
    ),
    Mutant(
        "expired-user-beyond-help", "A user whose temporary password expired cannot get another", violates="EXPIRY-028"
    ),
    Mutant("permanent-passwords-expire", "Permanent passwords expire like temporary ones", violates="EXPIRY-029"),
    Mutant("page-token-half-an-hour", "A PaginationToken expires after half an hour", violates="EXPIRY-030"),
    Mutant("page-token-without-end", "A PaginationToken never expires", violates="LIST-026"),
)
