"""Defects of the settings that a target takes: one documented value each is refused."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "refused-recovery-verified-email", "verified_email is refused in Name", violates="POOL-089", also=("POOL-080",)
    ),
    Mutant(
        "refused-recovery-verified-phone-number",
        "verified_phone_number is refused in Name",
        violates="POOL-089",
        also=("POOL-080",),
    ),
    Mutant("refused-recovery-admin-only", "admin_only is refused in Name", violates="POOL-089", also=("POOL-080",)),
    Mutant("refused-alias-email", "email is refused in AliasAttributes", violates="POOL-090", also=("POOL-069",)),
    Mutant(
        "refused-alias-phone-number",
        "phone_number is refused in AliasAttributes",
        violates="POOL-090",
        also=("POOL-069",),
    ),
    Mutant(
        "refused-alias-preferred-username",
        "preferred_username is refused in AliasAttributes",
        violates="POOL-090",
        also=("POOL-069",),
    ),
    Mutant(
        "refused-user-name-email", "email is refused in UsernameAttributes", violates="POOL-090", also=("POOL-069",)
    ),
    Mutant(
        "refused-user-name-phone-number",
        "phone_number is refused in UsernameAttributes",
        violates="POOL-090",
        also=("POOL-069",),
    ),
    Mutant("refused-verified-email", "email is refused in AutoVerifiedAttributes", violates="POOL-090"),
    Mutant(
        "refused-held-back-email", "email is refused in AttributesRequireVerificationBeforeUpdate", violates="POOL-090"
    ),
    Mutant("refused-type-string", "String is refused in AttributeDataType", violates="POOL-091"),
    Mutant("refused-type-number", "Number is refused in AttributeDataType", violates="POOL-091"),
    Mutant("refused-type-datetime", "DateTime is refused in AttributeDataType", violates="POOL-091"),
    Mutant("refused-type-boolean", "Boolean is refused in AttributeDataType", violates="POOL-091"),
    Mutant("refused-tier-lite", "LITE is refused in UserPoolTier", violates="POOL-092", also=("POOL-074",)),
    Mutant("refused-tier-essentials", "ESSENTIALS is refused in UserPoolTier", violates="POOL-092"),
    Mutant("refused-tier-plus", "PLUS is refused in UserPoolTier", violates="POOL-092"),
    Mutant("refused-protection-active", "ACTIVE is refused in DeletionProtection", violates="POOL-092"),
    Mutant("refused-protection-inactive", "INACTIVE is refused in DeletionProtection", violates="POOL-092"),
    Mutant(
        "refused-email-option-confirm-with-code",
        "CONFIRM_WITH_CODE is refused in DefaultEmailOption",
        violates="POOL-092",
    ),
    Mutant(
        "refused-email-option-confirm-with-link",
        "CONFIRM_WITH_LINK is refused in DefaultEmailOption",
        violates="POOL-092",
    ),
    Mutant("refused-first-factor-email-otp", "EMAIL_OTP is refused in AllowedFirstAuthFactors", violates="POOL-093"),
    Mutant(
        "refused-first-factor-web-authn",
        "WEB_AUTHN is refused in AllowedFirstAuthFactors",
        violates="POOL-093",
        also=("MFACONF-041",),
    ),
    Mutant(
        "refused-first-factor-password",
        "PASSWORD is refused in AllowedFirstAuthFactors",
        violates="POOL-093",
        also=("MFACONF-041",),
    ),
    Mutant(
        "refused-flow-allow-admin-user-password-auth",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH is refused in ExplicitAuthFlows",
        violates="CLIENT-086",
    ),
    Mutant(
        "refused-flow-allow-custom-auth", "ALLOW_CUSTOM_AUTH is refused in ExplicitAuthFlows", violates="CLIENT-086"
    ),
    Mutant(
        "refused-flow-allow-user-password-auth",
        "ALLOW_USER_PASSWORD_AUTH is refused in ExplicitAuthFlows",
        violates="CLIENT-086",
    ),
    Mutant(
        "refused-flow-allow-user-srp-auth", "ALLOW_USER_SRP_AUTH is refused in ExplicitAuthFlows", violates="CLIENT-086"
    ),
    Mutant(
        "refused-flow-allow-refresh-token-auth",
        "ALLOW_REFRESH_TOKEN_AUTH is refused in ExplicitAuthFlows",
        violates="CLIENT-086",
    ),
    Mutant("refused-flow-allow-user-auth", "ALLOW_USER_AUTH is refused in ExplicitAuthFlows", violates="CLIENT-086"),
    Mutant(
        "refused-flow-admin-no-srp-auth", "ADMIN_NO_SRP_AUTH is refused in ExplicitAuthFlows", violates="CLIENT-086"
    ),
    Mutant(
        "refused-flow-custom-auth-flow-only",
        "CUSTOM_AUTH_FLOW_ONLY is refused in ExplicitAuthFlows",
        violates="CLIENT-086",
    ),
    Mutant(
        "refused-flow-user-password-auth", "USER_PASSWORD_AUTH is refused in ExplicitAuthFlows", violates="CLIENT-086"
    ),
    Mutant("refused-existence-legacy", "LEGACY is refused in PreventUserExistenceErrors", violates="CLIENT-087"),
    Mutant("refused-existence-enabled", "ENABLED is refused in PreventUserExistenceErrors", violates="CLIENT-087"),
    Mutant("refused-unit-seconds", "seconds is refused in AccessToken", violates="CLIENT-087"),
    Mutant("refused-unit-minutes", "minutes is refused in AccessToken", violates="CLIENT-087"),
    Mutant("refused-unit-hours", "hours is refused in AccessToken", violates="CLIENT-087"),
    Mutant("refused-unit-days", "days is refused in AccessToken", violates="CLIENT-087"),
    Mutant(
        "refused-oauth-flow-code", "code is refused in AllowedOAuthFlows", violates="CLIENT-087", also=("CLIENT-019",)
    ),
    Mutant("refused-oauth-flow-implicit", "implicit is refused in AllowedOAuthFlows", violates="CLIENT-087"),
    Mutant("refused-rotation-enabled", "ENABLED is refused in Feature", violates="CLIENT-087"),
    Mutant("refused-rotation-disabled", "DISABLED is refused in Feature", violates="CLIENT-087"),
    Mutant(
        "refused-mode-off",
        "OFF is refused in MfaConfiguration",
        violates="MFACONF-047",
        also=(
            "MFAMSG-031",
            "PASSKEY-001",
        ),
    ),
    Mutant(
        "refused-mode-optional",
        "OPTIONAL is refused in MfaConfiguration",
        violates="MFACONF-047",
        also=("MFACONF-037",),
    ),
    Mutant(
        "refused-mode-on",
        "ON is refused in MfaConfiguration",
        violates="MFACONF-047",
        also=(
            "MFAMSG-025",
            "MFACONF-001",
            "MFACONF-013",
            "MFACONF-032",
            "MFACONF-033",
            "MFACONF-036",
            "MFACONF-038",
            "POOL-040",
        ),
    ),
    Mutant(
        "refused-verification-required",
        "required is refused in UserVerification",
        violates="MFACONF-047",
        also=(
            "MFACONF-037",
            "MFACONF-038",
            "PASSKEY-001",
        ),
    ),
    Mutant(
        "refused-verification-preferred",
        "preferred is refused in UserVerification",
        violates="MFACONF-047",
        also=(
            "MFACONF-037",
            "PASSKEY-001",
        ),
    ),
)
