"""Defects in what requests change besides: of users, groups, settings and lists."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "enabling-leaves-groups",
        "AdminEnableUser takes the user out of all groups",
        violates="EFFECT-085",
    ),
    Mutant(
        "admin-sign-out-enables-user",
        "AdminUserGlobalSignOut enables a disabled user",
        violates="EFFECT-085",
    ),
    Mutant(
        "app-set-up-leaves-groups",
        "VerifySoftwareToken takes the user out of all groups",
        violates="EFFECT-086",
    ),
    Mutant(
        "new-password-by-code-forgets-preference",
        "ConfirmForgotPassword drops the preferred factor",
        violates="EFFECT-087",
    ),
    Mutant(
        "verified-address-verifies-number",
        "VerifyUserAttribute of an address verifies the number as well",
        violates="EFFECT-088",
    ),
    Mutant(
        "client-update-callbacks-for-logout",
        "UpdateUserPoolClient takes callback URLs for logout URLs where both are given",
        violates="EFFECT-089",
    ),
    Mutant(
        "pool-update-recovery-or-functions",
        "UpdateUserPool overlooks functions beside AccountRecoverySetting",
        violates="EFFECT-090",
    ),
    Mutant(
        "provider-update-details-or-mapping",
        "UpdateIdentityProvider overlooks the mapping beside details",
        violates="EFFECT-091",
    ),
    Mutant(
        "refused-new-password-spends-session",
        "a new password that is refused spends the Session",
        violates="EFFECT-092",
    ),
    Mutant(
        "wrong-code-by-admin-spends-session",
        "a wrong code of an app spends the Session at AdminRespondToAuthChallenge",
        violates="EFFECT-092",
    ),
    Mutant(
        "wrong-code-drops-secret",
        "a wrong code at VerifySoftwareToken drops the new secret",
        violates="EFFECT-093",
    ),
    Mutant(
        "members-as-created",
        "ListUsersInGroup shows the date of the creation as the last one",
        violates="EFFECT-094",
    ),
    Mutant(
        "administrators-list-devices-without-name",
        "AdminListDevices shows no device_name",
        violates="EFFECT-095",
    ),
    Mutant(
        "groups-listed-without-precedence",
        "ListGroups shows no Precedence",
        violates="EFFECT-096",
    ),
    Mutant(
        "auth-factors-without-mfa",
        "AdminGetUserAuthFactors shows no MFA settings",
        violates="EFFECT-097",
    ),
    Mutant(
        "unknown-group-ends-memberships",
        "AdminAddUserToGroup of an unknown group ends all memberships, and is refused",
        violates="EFFECT-098",
    ),
    Mutant(
        "unknown-device-forgets-all",
        "an operation on an unknown device forgets all devices, and is refused",
        violates="EFFECT-099",
    ),
    Mutant(
        "unknown-passkey-deletes-all",
        "the deletion of an unknown passkey deletes all, and is refused",
        violates="EFFECT-100",
    ),
    Mutant(
        "late-confirmation-verifies",
        "AdminConfirmSignUp of a confirmed user verifies the address, and is refused",
        violates="EFFECT-101",
    ),
    Mutant(
        "change-password-ends-sessions-first",
        "ChangePassword revokes the user's tokens before it looks at the policy",
        violates="EFFECT-102",
    ),
    Mutant(
        "deletion-of-group-by-beginning",
        "DeleteGroup deletes all groups whose names begin so",
        violates="EFFECT-103",
    ),
    Mutant(
        "deletion-signs-out-others",
        "the deletion of a user revokes the tokens of all",
        violates="EFFECT-104",
    ),
    Mutant(
        "attr-later-ones-close-others",
        "AddCustomAttributes makes the former custom attributes immutable",
        violates="EFFECT-105",
    ),
    Mutant(
        "deletion-of-one-provider-deletes-all",
        "DeleteIdentityProvider deletes all providers of the pool",
        violates="EFFECT-106",
    ),
    Mutant(
        "confirmation-leaves-groups",
        "a confirmation takes the user out of all groups",
        violates="EFFECT-107",
    ),
    Mutant(
        "longest-group-name-refused",
        "a group name of 128 characters is refused",
        violates="EFFECT-108",
    ),
    Mutant(
        "largest-page-refused",
        "a page of 60 is refused",
        violates="EFFECT-109",
    ),
    Mutant(
        "list-later-pages-without-filter",
        "ListUsers forgets the filter from the second page on",
        violates="EFFECT-110",
    ),
    Mutant(
        "renewed-access-token-survives-revocation",
        "RevokeToken leaves access tokens of GetTokensFromRefreshToken valid",
        violates="EFFECT-111",
    ),
    Mutant(
        "own-deletion-leaves-alias",
        "DeleteUser leaves the aliases of the user",
        violates="EFFECT-112",
    ),
    Mutant(
        "preference-of-one-resets-other",
        "a preference for one factor resets that of another one",
        violates="EFFECT-113",
    ),
    Mutant(
        "created-user-without-flag",
        "the answer of AdminCreateUser has no phone_number_verified",
        violates="EFFECT-114",
    ),
    Mutant(
        "devices-not-by-number",
        "AdminListDevices shows nothing where the user is named by the number",
        violates="EFFECT-115",
    ),
)
