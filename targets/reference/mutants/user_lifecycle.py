"""Defects of disabling, enabling and deleting users."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "admuser-without-date",
        "AdminGetUser has no UserCreateDate",
        violates="ADMUSER-001",
    ),
    Mutant(
        "admuser-always-enabled",
        "AdminGetUser shows every user as enabled",
        violates="ADMUSER-002",
    ),
    Mutant(
        "disabling-changes-status",
        "a disabled user has the status ARCHIVED",
        violates="ADMUSER-002",
        also=("LIST-018",),
    ),
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
        "DeleteUser is accepted and has no effect",
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
        "access tokens are valid again after AdminEnableUser",
        violates="ADMUSER-007",
        modelled_on="moto",
    ),
    Mutant(
        "admuser-enable-revives-refresh",
        "refresh tokens are valid again after AdminEnableUser",
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
        "GetTokensFromRefreshToken accepts the refresh token of a disabled user",
        violates="ADMUSER-022",
    ),
    Mutant(
        "refresh-for-disabled-user-by-AdminInitiateAuth",
        "AdminInitiateAuth accepts the refresh token of a disabled user",
        violates="ADMUSER-023",
    ),
    Mutant(
        "refresh-for-deleted-user-by-GetTokensFromRefreshToken",
        "GetTokensFromRefreshToken accepts the refresh token of a deleted user",
        violates="ADMUSER-024",
    ),
    Mutant(
        "refresh-for-deleted-user-by-AdminInitiateAuth",
        "AdminInitiateAuth accepts the refresh token of a deleted user",
        violates="ADMUSER-025",
    ),
    Mutant(
        "access-token-of-namesake",
        "an access token of a deleted user is valid again for a new user with the same name",
        violates="ADMUSER-027",
        modelled_on="users looked up by name",
    ),
    Mutant(
        "refresh-for-namesake",
        "a refresh token of a deleted user is valid again for a new user with the same name",
        violates="ADMUSER-028",
        modelled_on="users looked up by name",
    ),
    Mutant(
        "made-again-keeps-password",
        "the password of a deleted user signs in a new user with the same name",
        violates="ADMUSER-029",
    ),
    Mutant(
        "made-again-keeps-sign-up-code",
        "the sign-up code of a deleted user confirms a new user with the same name",
        violates="ADMUSER-030",
        modelled_on="codes kept by user name",
    ),
    Mutant(
        "made-again-keeps-recovery-code",
        "the recovery code of a deleted user works for a new user with the same name",
        violates="ADMUSER-031",
        modelled_on="codes kept by user name",
    ),
    Mutant(
        "made-again-keeps-verification-code",
        "the verification code of a deleted user works for a new user with the same name",
        violates="ADMUSER-032",
        modelled_on="codes kept by user name",
    ),
    Mutant(
        "session-of-deleted-user",
        "the Session of a deleted user works for a new user with the same name",
        violates="ADMUSER-033",
        modelled_on="moto",
    ),
    Mutant(
        "made-again-keeps-history",
        "the password history of a deleted user applies to a new user with the same name",
        violates="ADMUSER-034",
    ),
    Mutant(
        "made-again-keeps-attributes",
        "a new user has the attributes of a deleted user with the same name",
        violates="ADMUSER-035",
    ),
    Mutant(
        "made-again-keeps-groups",
        "AdminListGroupsForUser lists the groups of a deleted user with the same name",
        violates="ADMUSER-036",
        modelled_on="memberships kept by user name",
    ),
    Mutant(
        "made-again-stays-member",
        "ListUsersInGroup lists a new user instead of a deleted user with the same name",
        violates="ADMUSER-037",
        modelled_on="memberships kept by user name",
    ),
    Mutant(
        "made-again-keeps-group-claim",
        "tokens of a new user name a group of a deleted user with the same name",
        violates="ADMUSER-038",
        modelled_on="memberships kept by user name",
    ),
    Mutant(
        "made-again-stays-disabled",
        "a new user is disabled if a deleted user with the same name was",
        violates="ADMUSER-039",
        also=("ADMUSER-040",),
    ),
    Mutant(
        "made-again-signs-in-no-more",
        "a new user cannot sign in if a deleted user with the same name was disabled",
        violates="ADMUSER-040",
    ),
    Mutant(
        "address-stays-with-deleted-user",
        "the address of a deleted user still refers to that user",
        violates="ADMUSER-041",
    ),
    Mutant(
        "made-again-keeps-factors",
        "a new user has the factors of a deleted user with the same name",
        violates="ADMUSER-042",
        also=("ADMUSER-043",),
    ),
    Mutant(
        "made-again-keeps-hidden-factors",
        "a new user is asked for the app of a deleted user with the same name, which no operation shows",
        violates="ADMUSER-043",
    ),
    Mutant(
        "made-again-keeps-devices",
        "a new user has the devices of a deleted user with the same name",
        violates="ADMUSER-044",
    ),
    Mutant(
        "made-again-keeps-passkeys",
        "a new user has the passkeys of a deleted user with the same name",
        violates="ADMUSER-045",
    ),
    Mutant(
        "hosted-code-of-namesake",
        "the token endpoint accepts a code of a deleted user once a new user has the same name",
        violates="ADMUSER-046",
    ),
    Mutant(
        "hosted-session-of-namesake",
        "a browser of a deleted user is signed in as a new user with the same name",
        violates="ADMUSER-047",
    ),
    Mutant(
        "srp-challenge-of-deleted-user",
        "an SRP challenge stays valid after its user is deleted",
        violates="ADMUSER-048",
    ),
    Mutant(
        "password-of-another-pool",
        "the password of a user of the same name in another pool signs in",
        violates="ADMUSER-049",
        modelled_on="one table of users for all pools",
    ),
    Mutant(
        "refresh-for-any-pool",
        "a refresh token is accepted through clients of other pools",
        violates="ADMUSER-050",
        modelled_on="one table of tokens for all pools",
        also=("REFRESH-021",),
    ),
    Mutant(
        "sign-up-code-of-another-pool",
        "the code of a sign-up with the same address in another pool confirms",
        violates="ADMUSER-051",
        modelled_on="codes kept by address",
    ),
    Mutant(
        "recovery-code-of-another-pool",
        "the recovery code of the same address in another pool sets a password",
        violates="ADMUSER-052",
        modelled_on="codes kept by address",
    ),
    Mutant(
        "address-of-another-pool",
        "an alias refers to the user of the first pool that has it",
        violates="ADMUSER-053",
        modelled_on="one table of aliases for all pools",
    ),
    Mutant(
        "admin-update-reaches-other-pools",
        "AdminUpdateUserAttributes changes users of the same name in other pools as well",
        violates="ADMUSER-054",
        modelled_on="one table of users for all pools",
    ),
    Mutant(
        "admin-sign-out-reaches-other-pools",
        "AdminUserGlobalSignOut signs users of the same name in other pools out as well",
        violates="ADMUSER-055",
        modelled_on="one table of users for all pools",
    ),
    Mutant(
        "set-password-reaches-other-pools",
        "a password that is set in one pool is that of users of the same name in others as well",
        violates="ADMUSER-056",
    ),
    Mutant(
        "confirming-by-administrator-reaches-other-pools",
        "AdminConfirmSignUp confirms users of the same name in other pools as well",
        violates="ADMUSER-057",
    ),
    Mutant(
        "confirming-by-code-reaches-other-pools",
        "ConfirmSignUp confirms users of the same name in other pools as well",
        violates="ADMUSER-061",
    ),
    Mutant(
        "disabled-signs-in-by-sms-otp",
        "a user who is disabled before the code by text message signs in",
        violates="ADMUSER-058",
    ),
    Mutant(
        "disabled-signs-in-by-device-password-verifier",
        "a user who is disabled before the proof of a device signs in",
        violates="ADMUSER-059",
    ),
    Mutant(
        "disabled-signs-in-by-web-authn",
        "a user who is disabled before the answer of a passkey signs in",
        violates="ADMUSER-060",
    ),
)
