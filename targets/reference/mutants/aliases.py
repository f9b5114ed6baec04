"""Defects of aliases and of the case of names."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "email-alias-does-not-sign-in",
        "E-mail aliases do not sign in",
        violates="ALIAS-001",
        modelled_on="moto",
        also=(
            "ALIAS-026",
            "ADMUSER-053",
        ),
    ),
    Mutant(
        "unverified-alias-signs-in",
        "An address signs in before it is verified",
        violates="ALIAS-002",
        modelled_on="emulators that check only the attribute",
        also=(
            "ALIAS-038",
            "ALIAS-045",
        ),
    ),
    Mutant(
        "phone-alias-does-not-sign-in",
        "Phone numbers do not sign in",
        violates="ALIAS-003",
        modelled_on="moto",
        also=("ALIAS-026",),
    ),
    Mutant(
        "any-address-signs-in",
        "An address signs in where it is no alias",
        violates="ALIAS-004",
        modelled_on="emulators that look users up by address in every pool",
    ),
    Mutant(
        "preferred-name-does-not-sign-in",
        "Preferred user names do not sign in",
        violates="ALIAS-005",
        modelled_on="moto",
        also=("ALIAS-026",),
    ),
    Mutant("get-user-shows-the-alias", "GetUser shows the preferred user name as Username", violates="ALIAS-006"),
    Mutant("former-preferred-name-signs-in", "A former preferred user name signs in", violates="ALIAS-007"),
    Mutant(
        "admin-get-knows-no-alias",
        "AdminGetUser finds nobody by an alias",
        violates="ALIAS-008",
        modelled_on="moto",
    ),
    Mutant(
        "admin-update-knows-no-alias",
        "AdminUpdateUserAttributes finds nobody by an alias",
        violates="ALIAS-009",
        modelled_on="moto",
    ),
    Mutant(
        "sub-finds-nobody",
        "Administrators find nobody by the sub",
        violates="ALIAS-010",
        modelled_on="moto (issue 7376), MiniStack (issue 326)",
    ),
    Mutant("user-takes-foreign-alias", "A user may take another user's alias", violates="ALIAS-011"),
    Mutant("user-foreign-alias-text", "UpdateUserAttributes has the text of ConfirmSignUp", violates="ALIAS-012"),
    Mutant(
        "admin-gives-foreign-alias",
        "An administrator may give a user's alias to another",
        violates="ALIAS-013",
    ),
    Mutant(
        "admin-foreign-alias-text",
        "AdminUpdateUserAttributes has the text of ConfirmSignUp",
        violates="ALIAS-014",
    ),
    Mutant(
        "address-name-has-to-be-verified",
        "Where addresses are names, they sign in only when verified",
        violates="PWAUTH-020",
        also=(
            "SECRET-006",
            "ALIAS-048",
        ),
    ),
    Mutant(
        "changed-address-does-not-sign-in",
        "Where addresses are names, a changed one does not sign in",
        violates="ALIAS-016",
    ),
    Mutant(
        "former-address-signs-in",
        "Where addresses are names, the former one still signs in",
        violates="ALIAS-017",
    ),
    Mutant(
        "name-follows-address",
        "Where addresses are names, Username is the address once it is verified",
        violates="ALIAS-018",
        also=("ADMUSER-001",),
    ),
    Mutant(
        "names-of-any-case-are-taken",
        "By default a name is taken in any case",
        violates="CASE-001",
        modelled_on="emulators that ignore the case of names",
    ),
    Mutant(
        "sign-up-sub-of-namesake", "UserSub is that of the user whose name differs only in case", violates="CASE-002"
    ),
    Mutant("administrators-find-any-case", "By default AdminGetUser finds a name in any case", violates="CASE-003"),
    Mutant("sign-in-in-any-case", "By default a name signs in in any case", violates="CASE-004"),
    Mutant(
        "sign-in-exact-case",
        "CaseSensitive false is ignored at sign-in",
        violates="CASE-006",
        modelled_on="moto",
        also=("CASE-016",),
    ),
    Mutant(
        "admin-get-exact-case",
        "CaseSensitive false is ignored by AdminGetUser",
        violates="CASE-007",
        modelled_on="moto",
    ),
    Mutant(
        "srp-exact-case",
        "CaseSensitive false is ignored by SRP",
        violates="CASE-008",
        modelled_on="moto",
        also=(
            "CASE-015",
            "CASE-017",
            "CASE-019",
            "CASE-021",
            "CASE-024",
        ),
    ),
    Mutant(
        "admin-delete-exact-case",
        "CaseSensitive false is ignored by AdminDeleteUser",
        violates="CASE-009",
        modelled_on="moto",
    ),
    Mutant(
        "sign-up-compares-names-exactly",
        "CaseSensitive false is ignored by SignUp",
        violates="CASE-010",
        modelled_on="moto",
    ),
    Mutant(
        "alias-sign-in-exact-case",
        "CaseSensitive false is ignored for aliases",
        violates="CASE-011",
        also=("CASE-016",),
    ),
    Mutant(
        "password-in-any-case", "With CaseSensitive false the case of passwords is ignored too", violates="CASE-012"
    ),
    Mutant("aliases-of-any-case-are-taken", "By default an alias is taken in any case", violates="CASE-013"),
    Mutant(
        "admin-sign-out-knows-no-address",
        "AdminUserGlobalSignOut finds nobody by the address that is a user name",
        violates="ALIAS-020",
    ),
    Mutant("admin-disable-knows-no-alias", "AdminDisableUser finds nobody by an alias", violates="ALIAS-021"),
    Mutant("admin-enable-knows-no-sub", "AdminEnableUser finds nobody by the sub", violates="ALIAS-022"),
    Mutant(
        "group-user-list-by-user-name-only",
        "AdminListGroupsForUser lists nothing for a user who is not named by the user name",
        violates="ALIAS-023",
        modelled_on="https://github.com/jagregory/cognito-local/issues/405",
    ),
    Mutant(
        "groups-not-by-number",
        "AdminListGroupsForUser shows nothing where the user is named by the number",
        violates="ALIAS-023",
    ),
    Mutant(
        "admin-get-finds-any-address",
        "AdminGetUser finds users by addresses that are no aliases",
        violates="ALIAS-024",
        modelled_on="https://github.com/floci-io/floci/issues/1570",
    ),
    Mutant(
        "alias-not-by-user-srp-auth",
        "Aliases do not sign in by SRP",
        violates="ALIAS-025",
        also=("SRP-019",),
    ),
    Mutant(
        "alias-not-by-admin-user-password-auth",
        "Aliases do not sign in by ADMIN_USER_PASSWORD_AUTH",
        violates="ALIAS-026",
        modelled_on="MiniStack before its pull request 647",
    ),
    Mutant(
        "alias-not-by-admin-user-srp-auth",
        "Aliases do not sign in by the administrators' SRP",
        violates="ALIAS-027",
    ),
    Mutant(
        "alias-not-by-preferred-password",
        "Aliases do not sign in by a preferred PASSWORD",
        violates="ALIAS-028",
    ),
    Mutant(
        "alias-not-by-preferred-password-srp",
        "Aliases do not sign in by a preferred PASSWORD_SRP",
        violates="ALIAS-029",
    ),
    Mutant(
        "alias-not-by-chosen-password",
        "Aliases do not sign in by a chosen PASSWORD",
        violates="ALIAS-030",
        modelled_on="fakecloud pull request 2067, found in review",
    ),
    Mutant(
        "alias-not-by-chosen-password-srp",
        "Aliases do not sign in by a chosen PASSWORD_SRP",
        violates="ALIAS-031",
    ),
    Mutant(
        "alias-not-by-preferred-email-otp",
        "Aliases do not sign in by a preferred EMAIL_OTP",
        violates="ALIAS-032",
    ),
    Mutant(
        "alias-not-by-custom-auth",
        "Aliases do not sign in by CUSTOM_AUTH",
        violates="ALIAS-033",
    ),
    Mutant(
        "alias-not-by-custom-auth-with-srp",
        "Aliases do not sign in by CUSTOM_AUTH with SRP",
        violates="ALIAS-034",
    ),
    Mutant(
        "alias-not-by-pages",
        "Aliases do not sign in by the sign-in pages",
        violates="ALIAS-035",
        modelled_on="MiniStack before its pull request 1179",
    ),
    Mutant(
        "unverified-address-signs-in-by-user-password-auth",
        "An address signs in by USER_PASSWORD_AUTH before it is verified",
        violates="ALIAS-036",
        also=(
            "ALIAS-002",
            "ALIAS-045",
        ),
    ),
    Mutant(
        "unverified-address-signs-in-by-user-srp-auth",
        "An address signs in by SRP before it is verified",
        violates="ALIAS-037",
    ),
    Mutant(
        "unverified-address-signs-in-by-admin-user-password-auth",
        "An address signs in by ADMIN_USER_PASSWORD_AUTH before it is verified",
        violates="ALIAS-038",
    ),
    Mutant(
        "unverified-address-signs-in-by-admin-user-srp-auth",
        "An address signs in by the administrators' SRP before it is verified",
        violates="ALIAS-039",
    ),
    Mutant(
        "unverified-address-signs-in-by-preferred-password",
        "An address signs in by a preferred PASSWORD before it is verified",
        violates="ALIAS-040",
    ),
    Mutant(
        "unverified-address-signs-in-by-preferred-password-srp",
        "An address signs in by a preferred PASSWORD_SRP before it is verified",
        violates="ALIAS-041",
    ),
    Mutant(
        "unverified-address-signs-in-by-chosen",
        "An address signs in by USER_AUTH without a preference before it is verified",
        violates="ALIAS-042",
    ),
    Mutant(
        "unverified-address-signs-in-by-custom-auth",
        "An address signs in by CUSTOM_AUTH before it is verified",
        violates="ALIAS-043",
    ),
    Mutant(
        "unverified-address-signs-in-by-pages",
        "An address signs in by the sign-in pages before it is verified",
        violates="ALIAS-044",
    ),
    Mutant(
        "address-of-unconfirmed-is-known",
        "The address of an UNCONFIRMED user is an alias already",
        violates="ALIAS-045",
    ),
    Mutant(
        "number-is-no-user-name",
        "Where numbers are names, only the sub signs in",
        violates="ALIAS-046",
        also=("ALIAS-048",),
    ),
    Mutant(
        "address-not-by-user-srp-auth",
        "Addresses that are user names do not sign in by SRP",
        violates="ALIAS-047",
        also=("SRP-019",),
    ),
    Mutant(
        "address-not-by-admin-user-password-auth",
        "Addresses that are user names do not sign in by ADMIN_USER_PASSWORD_AUTH",
        violates="ALIAS-048",
        also=("TRIG-034",),
    ),
    Mutant(
        "address-not-by-admin-user-srp-auth",
        "Addresses that are user names do not sign in by the administrators' SRP",
        violates="ALIAS-049",
    ),
    Mutant(
        "address-not-by-preferred-password",
        "Addresses that are user names do not sign in by a preferred PASSWORD",
        violates="ALIAS-050",
    ),
    Mutant(
        "address-not-by-preferred-password-srp",
        "Addresses that are user names do not sign in by a preferred PASSWORD_SRP",
        violates="ALIAS-051",
    ),
    Mutant(
        "address-not-by-chosen-password",
        "Addresses that are user names do not sign in by a chosen PASSWORD",
        violates="ALIAS-052",
    ),
    Mutant(
        "address-not-by-chosen-password-srp",
        "Addresses that are user names do not sign in by a chosen PASSWORD_SRP",
        violates="ALIAS-053",
    ),
    Mutant(
        "address-not-by-preferred-email-otp",
        "Addresses that are user names do not sign in by a preferred EMAIL_OTP",
        violates="ALIAS-054",
    ),
    Mutant(
        "address-not-by-custom-auth",
        "Addresses that are user names do not sign in by CUSTOM_AUTH",
        violates="ALIAS-055",
    ),
    Mutant(
        "address-not-by-custom-auth-with-srp",
        "Addresses that are user names do not sign in by CUSTOM_AUTH with SRP",
        violates="ALIAS-056",
    ),
    Mutant(
        "address-not-by-pages",
        "Addresses that are user names do not sign in by the sign-in pages",
        violates="ALIAS-057",
    ),
    Mutant(
        "alias-not-by-forgot-password",
        "ForgotPassword finds nobody by an alias",
        violates="ALIAS-058",
    ),
    Mutant(
        "alias-not-by-confirm-forgot-password",
        "ConfirmForgotPassword finds nobody by an alias",
        violates="ALIAS-059",
    ),
    Mutant(
        "unverified-address-signs-in-by-forgot-password",
        "ForgotPassword finds a user by a number that is not verified",
        violates="ALIAS-060",
    ),
    Mutant(
        "address-not-by-forgot-password",
        "ForgotPassword finds nobody by an address that is a user name",
        violates="ALIAS-061",
        also=("FORGOT-001",),
    ),
    Mutant(
        "address-not-by-confirm-forgot-password",
        "ConfirmForgotPassword finds nobody by an address that is a user name",
        violates="ALIAS-062",
    ),
    Mutant(
        "address-not-by-resend-confirmation-code",
        "ResendConfirmationCode finds nobody by an address that is a user name",
        violates="ALIAS-063",
    ),
    Mutant(
        "address-not-by-confirm-sign-up",
        "ConfirmSignUp finds nobody by an address that is a user name",
        violates="ALIAS-064",
    ),
    Mutant(
        "new-password-names-user-as-typed",
        "NEW_PASSWORD_REQUIRED must be answered with the name that was typed",
        violates="ALIAS-066",
        also=("NEWPW-007",),
    ),
    Mutant(
        "totp-names-user-as-typed",
        "SOFTWARE_TOKEN_MFA must be answered with the name that was typed",
        violates="ALIAS-067",
    ),
    Mutant(
        "rotation-not-after-an-alias",
        "The refresh token of a sign-in by an alias does not rotate",
        violates="ALIAS-069",
    ),
    Mutant(
        "hash-over-real-name-at-user-password-auth",
        "USER_PASSWORD_AUTH wants the hash over the user name, whatever was typed",
        violates="ALIAS-070",
        also=("SECRET-006",),
    ),
    Mutant(
        "hash-over-real-name-at-admin-user-password-auth",
        "ADMIN_USER_PASSWORD_AUTH wants the hash over the user name, whatever was typed",
        violates="ALIAS-071",
    ),
    Mutant(
        "hash-over-real-name-at-user-srp-auth",
        "USER_SRP_AUTH wants the hash over the user name, whatever was typed",
        violates="ALIAS-072",
    ),
    Mutant(
        "hash-over-real-name-at-user-auth",
        "USER_AUTH wants the hash over the user name, whatever was typed",
        violates="ALIAS-073",
    ),
    Mutant(
        "other-case-not-by-user-srp-auth",
        "CaseSensitive false is ignored by SRP",
        violates="CASE-015",
        also=("CASE-008",),
    ),
    Mutant(
        "other-case-not-by-admin-user-password-auth",
        "CaseSensitive false is ignored by ADMIN_USER_PASSWORD_AUTH",
        violates="CASE-016",
    ),
    Mutant(
        "other-case-not-by-admin-user-srp-auth",
        "CaseSensitive false is ignored by the administrators' SRP",
        violates="CASE-017",
    ),
    Mutant(
        "other-case-not-by-preferred-password",
        "CaseSensitive false is ignored by a preferred PASSWORD",
        violates="CASE-018",
    ),
    Mutant(
        "other-case-not-by-preferred-password-srp",
        "CaseSensitive false is ignored by a preferred PASSWORD_SRP",
        violates="CASE-019",
    ),
    Mutant(
        "other-case-not-by-chosen-password",
        "CaseSensitive false is ignored by a chosen PASSWORD",
        violates="CASE-020",
    ),
    Mutant(
        "other-case-not-by-chosen-password-srp",
        "CaseSensitive false is ignored by a chosen PASSWORD_SRP",
        violates="CASE-021",
    ),
    Mutant(
        "other-case-not-by-preferred-email-otp",
        "CaseSensitive false is ignored by a preferred EMAIL_OTP",
        violates="CASE-022",
    ),
    Mutant(
        "other-case-not-by-custom-auth",
        "CaseSensitive false is ignored by CUSTOM_AUTH",
        violates="CASE-023",
    ),
    Mutant(
        "other-case-not-by-custom-auth-with-srp",
        "CaseSensitive false is ignored by CUSTOM_AUTH with SRP",
        violates="CASE-024",
    ),
    Mutant(
        "other-case-not-by-pages",
        "CaseSensitive false is ignored by the sign-in pages",
        violates="CASE-025",
    ),
)
