"""Defects of signing out."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "global-sign-out-refused",
        "GlobalSignOut is refused",
        violates="SIGNOUT-001",
    ),
    Mutant(
        "admin-sign-out-refused",
        "AdminUserGlobalSignOut is refused",
        violates="SIGNOUT-002",
    ),
    Mutant(
        "sign-out-keeps-access-tokens",
        "access tokens survive GlobalSignOut",
        violates="SIGNOUT-003",
        modelled_on="cognito-local, ministack",
        also=("SIGNOUT-007", "SIGNOUT-008", "SIGNOUT-016"),
    ),
    Mutant(
        "signed-out-access-token-text",
        "GetUser reports a signed-out token as invalid",
        violates="SIGNOUT-004",
        modelled_on="moto",
    ),
    Mutant(
        "sign-out-keeps-refresh-token",
        "the session's refresh token survives GlobalSignOut",
        violates="SIGNOUT-005",
        modelled_on="emulators that end access tokens only",
    ),
    Mutant(
        "signed-out-refresh-token-text",
        "a signed-out refresh token gets the error for a malformed one",
        violates="SIGNOUT-006",
        modelled_on="emulators with one text for all",
    ),
    Mutant(
        "sign-out-seen-by-get-user-only",
        "other operations do not check whether the token was revoked",
        violates="SIGNOUT-007",
        modelled_on="emulators that decode the token only",
    ),
    Mutant(
        "sign-out-keeps-other-access-tokens",
        "access tokens of other sessions survive GlobalSignOut",
        violates="SIGNOUT-008",
        modelled_on="sign-out of the session instead of the user",
    ),
    Mutant(
        "sign-out-keeps-other-refresh-tokens",
        "refresh tokens of other sessions survive GlobalSignOut",
        violates="SIGNOUT-009",
        modelled_on="sign-out of the session instead of the user",
    ),
    Mutant(
        "admin-sign-out-keeps-access-tokens",
        "access tokens survive AdminUserGlobalSignOut",
        violates="SIGNOUT-010",
        modelled_on="emulators that end refresh tokens only",
    ),
    Mutant(
        "admin-sign-out-keeps-refresh-tokens",
        "refresh tokens survive AdminUserGlobalSignOut",
        violates="SIGNOUT-011",
    ),
    Mutant(
        "sign-out-ends-all-users",
        "a sign-out ends everybody's sessions in the pool",
        violates="SIGNOUT-012",
        also=("SIGNOUT-013",),
    ),
    Mutant(
        "sign-out-ends-all-refresh-tokens",
        "a sign-out ends everybody's refresh tokens",
        violates="SIGNOUT-013",
    ),
    Mutant(
        "admin-sign-out-disables-user",
        "AdminUserGlobalSignOut disables the user",
        violates="SIGNOUT-014",
    ),
    Mutant(
        "sign-out-by-second",
        "tokens issued in the second of the sign-out are refused",
        violates="SIGNOUT-015",
        modelled_on="revocation by a timestamp in whole seconds",
    ),
    Mutant(
        "global-sign-out-twice",
        "GlobalSignOut works with a revoked token",
        violates="SIGNOUT-016",
        modelled_on="idempotent sign-out",
    ),
    Mutant(
        "global-sign-out-takes-anything",
        "GlobalSignOut accepts an arbitrary string",
        violates="SIGNOUT-017",
        modelled_on="emulators that always answer {}",
    ),
    Mutant(
        "global-sign-out-garbage-text",
        "GlobalSignOut reports a malformed token as an invalid one",
        violates="SIGNOUT-018",
        modelled_on="moto",
    ),
    Mutant(
        "sign-out-changes-id-key",
        "a sign-out changes the key of ID tokens",
        violates="SIGNOUT-019",
    ),
    Mutant(
        "sign-out-changes-access-key",
        "a sign-out changes the key of access tokens",
        violates="SIGNOUT-020",
        also=("SIGNOUT-003", "SIGNOUT-004", "SIGNOUT-012"),
    ),
)
