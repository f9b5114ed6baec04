"""Defects of disabling, enabling and deleting users."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "admuser-without-date",
        "AdminGetUser does not say when the user was made",
        violates="ADMUSER-001",
    ),
    Mutant(
        "admuser-always-enabled",
        "AdminGetUser shows every user as enabled",
        violates="ADMUSER-002",
    ),
    Mutant("disabling-changes-status", "a disabled user is ARCHIVED", violates="ADMUSER-002", also=("LIST-018",)),
    Mutant(
        "admuser-enable-confirms",
        "AdminEnableUser makes the user CONFIRMED",
        violates="ADMUSER-003",
    ),
    Mutant(
        "admuser-delete-needs-disabled",
        "a user must be disabled before AdminDeleteUser",
        violates="ADMUSER-004",
        modelled_on="a rule of the console",
        also=("CASE-009",),
    ),
    Mutant(
        "admuser-delete-own-refused",
        "DeleteUser is refused",
        violates="ADMUSER-005",
    ),
    Mutant(
        "admuser-delete-own-lost",
        "DeleteUser is accepted and forgotten",
        violates="ADMUSER-009",
    ),
    Mutant(
        "admuser-access-lives",
        "access tokens survive AdminDisableUser",
        violates="ADMUSER-006",
        also=("ADMUSER-007", "ADMUSER-008"),
    ),
    Mutant(
        "admuser-enable-revives-access",
        "access tokens live again after AdminEnableUser",
        violates="ADMUSER-007",
        modelled_on="moto",
    ),
    Mutant(
        "admuser-enable-revives-refresh",
        "refresh tokens live again after AdminEnableUser",
        violates="ADMUSER-008",
        modelled_on="moto",
    ),
    Mutant(
        "admuser-unknown-delete-accepted",
        "AdminDeleteUser of an unknown user is no error",
        violates="ADMUSER-009",
        also=("ADMUSER-014",),
    ),
    Mutant(
        "admuser-unknown-text",
        "another text for a user who is gone",
        violates="ADMUSER-010",
    ),
    Mutant(
        "admuser-deleted-signs-in",
        "a deleted user signs in",
        violates="ADMUSER-011",
    ),
    Mutant(
        "admuser-name-stays-taken",
        "the name of a deleted user stays taken",
        violates="ADMUSER-012",
    ),
    Mutant(
        "admuser-sub-comes-back",
        "a new user of an old name gets the old sub",
        violates="ADMUSER-013",
    ),
    Mutant(
        "unknown-in-AdminDisableUser",
        "AdminDisableUser: an unknown user is a missing resource",
        violates="ADMUSER-014",
    ),
    Mutant(
        "admuser-disable-not-twice",
        "a disabled user cannot be disabled",
        violates="ADMUSER-015",
    ),
    Mutant(
        "disabled-signs-in-by-password-verifier",
        "a user who is disabled before the proof of SRP signs in",
        violates="ADMUSER-016",
    ),
    Mutant(
        "disabled-signs-in-by-new-password-required",
        "a user who is disabled before the new password signs in",
        violates="ADMUSER-017",
    ),
    Mutant(
        "disabled-signs-in-by-software-token-mfa",
        "a user who is disabled before the code of an app signs in",
        violates="ADMUSER-018",
    ),
    Mutant(
        "disabled-signs-in-by-select-challenge",
        "a user who is disabled before the choice signs in",
        violates="ADMUSER-019",
    ),
    Mutant(
        "disabled-signs-in-by-custom-challenge",
        "a user who is disabled before the answer to a custom challenge signs in",
        violates="ADMUSER-020",
    ),
    Mutant(
        "disabled-signs-in-by-email-otp",
        "a user who is disabled before the code by e-mail signs in",
        violates="ADMUSER-021",
    ),
    Mutant(
        "refresh-for-disabled-user-by-GetTokensFromRefreshToken",
        "GetTokensFromRefreshToken takes the refresh token of a disabled user",
        violates="ADMUSER-022",
    ),
    Mutant(
        "refresh-for-disabled-user-by-AdminInitiateAuth",
        "AdminInitiateAuth takes the refresh token of a disabled user",
        violates="ADMUSER-023",
    ),
    Mutant(
        "refresh-for-deleted-user-by-GetTokensFromRefreshToken",
        "GetTokensFromRefreshToken takes the refresh token of a deleted user",
        violates="ADMUSER-024",
    ),
    Mutant(
        "refresh-for-deleted-user-by-AdminInitiateAuth",
        "AdminInitiateAuth takes the refresh token of a deleted user",
        violates="ADMUSER-025",
    ),
)
