"""Defects of the MFA settings of pools and users."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "mfa-config-never-on",
        "MFA cannot be required",
        violates="MFACONF-001",
        also=(
            "MFAMSG-025",
            "MFACONF-032",
        ),
    ),
    Mutant(
        "mfa-config-without-totp",
        "GetUserPoolMfaConfig does not show apps",
        violates="MFACONF-002",
        also=("MFACONF-048",),
    ),
    Mutant("mfa-set-without-answer", "SetUserPoolMfaConfig answers with nothing", violates="MFACONF-048"),
    Mutant(
        "mfa-config-shows-all",
        "GetUserPoolMfaConfig shows factors that were not configured",
        violates="MFACONF-003",
        modelled_on="cognito-local",
        also=("MFACONF-010",),
    ),
    Mutant("mfa-mode-not-described", "DescribeUserPool shows MFA as off when it is on", violates="MFACONF-004"),
    Mutant(
        "mfa-config-without-factor",
        "MFA is turned on without a factor",
        violates="MFACONF-005",
        modelled_on="ministack, cognito-local",
    ),
    Mutant(
        "mfa-config-without-factor-text",
        "The text for MFA without a factor differs",
        violates="MFACONF-006",
        modelled_on="moto",
    ),
    Mutant(
        "mfa-config-off-with-factor",
        "A factor is configured with MFA off",
        violates="MFACONF-007",
        also=("MFAMSG-030",),
        modelled_on="moto, ministack, cognito-local",
    ),
    Mutant("mfa-config-off-text", "The text for a factor with MFA off differs", violates="MFACONF-008"),
    Mutant(
        "mfa-config-factor-alone",
        "A factor is configured without a mode",
        violates="MFACONF-009",
        modelled_on="ministack, cognito-local",
    ),
    Mutant(
        "mfa-config-keeps-mode",
        "A request with only the pool's id leaves MFA as it is",
        violates="MFACONF-010",
        modelled_on="ministack, cognito-local",
    ),
    Mutant("mfa-config-of-any-pool", "Settings of a pool that does not exist are accepted", violates="MFACONF-011"),
    Mutant(
        "pool-update-requires-mfa",
        "UpdateUserPool makes MFA required without a factor",
        violates="MFACONF-012",
        modelled_on="moto, ministack, cognito-local",
    ),
    Mutant(
        "pool-update-requires-mfa-text",
        "The text for MFA made required by UpdateUserPool differs",
        violates="MFACONF-013",
    ),
    Mutant(
        "mfa-preference-without-app-by-admin",
        "An administrator enables a missing app",
        violates="MFACONF-014",
        also=("MFAMSG-005",),
        modelled_on="ministack",
    ),
    Mutant(
        "mfa-preference-without-app-text",
        "The text for a missing app differs",
        violates="MFACONF-015",
        modelled_on="moto",
    ),
    Mutant(
        "mfa-preference-without-app-by-user",
        "A user enables a missing app",
        violates="MFACONF-016",
        modelled_on="ministack",
    ),
    Mutant(
        "mfa-preference-of-begun-by-user",
        "A user enables an app that was not verified",
        violates="MFACONF-017",
        modelled_on="ministack",
    ),
    Mutant(
        "mfa-preference-by-admin-refused",
        "AdminSetUserMFAPreference is refused",
        violates="MFACONF-018",
        also=(
            "MFACONF-014",
            "MFACONF-028",
            "MFAMSG-001",
        ),
    ),
    Mutant(
        "mfa-preference-by-user-refused",
        "SetUserMFAPreference is refused",
        violates="MFACONF-019",
        also=("MFACONF-016", "MFACONF-017"),
    ),
    Mutant(
        "mfa-setting-list-hidden",
        "UserMFASettingList is not shown",
        violates="MFACONF-020",
        also=(
            "MFACONF-025",
            "MFAMSG-002",
            "MFAMSG-040",
        ),
    ),
    Mutant(
        "mfa-preference-ignored",
        "The preferred factor is not remembered",
        violates="MFACONF-021",
        also=(
            "MFACONF-025",
            "MFAMSG-003",
            "MFAMSG-023",
            "MFAMSG-024",
            "MFAMSG-040",
        ),
    ),
    Mutant(
        "mfa-enabled-is-preferred",
        "Enabling a factor also makes it preferred",
        violates="MFACONF-022",
        also=("MFAMSG-004",),
        modelled_on="ministack",
    ),
    Mutant(
        "mfa-settings-empty",
        "AdminGetUser shows an empty list and an empty preference",
        violates="MFACONF-023",
        also=("MFAMSG-004",),
        modelled_on="moto, ministack",
    ),
    Mutant(
        "mfa-settings-empty-in-get-user",
        "GetUser shows an empty list and an empty preference",
        violates="MFACONF-024",
        modelled_on="moto, ministack",
    ),
    Mutant("mfa-settings-not-in-get-user", "GetUser does not show MFA settings", violates="MFACONF-025"),
    Mutant(
        "totp-verified-is-enabled",
        "Verifying an app also enables it",
        violates="MFACONF-026",
        modelled_on="ministack, cognito-local",
    ),
    Mutant("mfa-preference-stays", "A disabled app stays the preferred one", violates="MFACONF-027"),
    Mutant("mfa-required-beside-codes", "MFA is required though a code is a first factor", violates="MFACONF-031"),
    Mutant(
        "mfa-required-beside-codes-text",
        "The text for required MFA beside codes as first factor differs",
        violates="MFACONF-032",
    ),
    Mutant(
        "pool-update-never-requires-mfa",
        "UpdateUserPool cannot make MFA required even where there is a factor",
        violates="MFACONF-033",
    ),
    Mutant(
        "mfa-preference-of-nobody",
        "Preferences of a user who does not exist are accepted",
        violates="MFACONF-028",
    ),
    Mutant(
        "mfa-required-beside-codes-by-sms",
        "MFA is required though a code by SMS is a first factor",
        violates="MFACONF-034",
    ),
    Mutant(
        "mfa-required-beside-passkeys",
        "MFA is required though a passkey that does not count as MFA is a first factor",
        violates="MFACONF-035",
        modelled_on="moto, ministack, cognito-local",
    ),
    Mutant(
        "mfa-required-beside-passkeys-text",
        "The text for required MFA beside passkeys differs",
        violates="MFACONF-036",
    ),
    Mutant(
        "mfa-optional-refuses-passkeys",
        "MFA cannot be optional where a passkey is a single factor",
        violates="MFACONF-037",
        also=("MFACONF-035",),
    ),
    Mutant(
        "mfa-required-refuses-passkeys-as-mfa",
        "MFA cannot be required where passkeys count as MFA",
        violates="MFACONF-038",
    ),
    Mutant(
        "pool-update-passkeys-beside-mfa",
        "Passkeys become a first factor though MFA is required",
        violates="MFACONF-039",
        modelled_on="moto, ministack, cognito-local",
    ),
    Mutant(
        "pool-update-passkeys-beside-mfa-text",
        "The text for passkeys where MFA is required differs",
        violates="MFACONF-040",
    ),
    Mutant(
        "pool-update-refuses-passkeys-as-mfa",
        "Passkeys that count as MFA cannot become a first factor where MFA is required",
        violates="MFACONF-041",
    ),
    Mutant(
        "pool-update-codes-beside-mfa",
        "Codes become a first factor though MFA is required",
        violates="MFACONF-042",
        modelled_on="moto, ministack, cognito-local",
    ),
    Mutant(
        "pool-requires-mfa-beside-passkeys",
        "A pool begins with required MFA and passkeys as first factor",
        violates="MFACONF-043",
        modelled_on="moto",
    ),
    Mutant(
        "mfa-passkeys-are-a-factor",
        "MFA is turned on with passkeys as the only configuration",
        violates="MFACONF-044",
        modelled_on="ministack, cognito-local",
    ),
    Mutant(
        "mfa-passkeys-are-a-factor-text",
        "The text for passkeys as the only factor of MFA differs",
        violates="MFACONF-045",
    ),
    Mutant(
        "wrong-code-verifies-app",
        "VerifySoftwareToken marks the app as verified before it looks at the code",
        violates="MFACONF-049",
    ),
)
