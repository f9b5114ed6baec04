"""Changes that do not get there as they are written: left out of an update, fixed, or refused by Cognito."""

from __future__ import annotations

from pool_changes import ARN, CHOSEN, EMAIL, GONE, MAIL, SMS, TEAM, WEB, Seed, applied, left_out, refused

FIXED = {"api": "refused", "cfn": "refused", "terraform": "replaces"}
NOT_APPLIED: tuple[Seed, ...] = (
    # what an update leaves out, member by member
    left_out("AutoVerifiedAttributes", "pool/AutoVerifiedAttributes", ["email"], api="reset", cfn="unknown"),
    Seed(
        "Policies left out",
        "pool.Policies.PasswordPolicy.MinimumLength",
        {"api": "kept", "cfn": "kept", "terraform": "kept"},
        {},
        {"pool/Policies": GONE},
    ),
    Seed(
        "SignInPolicy left out beside a password policy",
        "pool.Policies.SignInPolicy.AllowedFirstAuthFactors",
        {"api": "kept", "terraform": "kept"},
        {f"pool/{CHOSEN}": ["PASSWORD", "EMAIL_OTP"]},
        {"pool/Policies/SignInPolicy": GONE},
    ),
    Seed(
        "PasswordPolicy left out beside a sign-in policy",
        "pool.Policies.PasswordPolicy.MinimumLength",
        {"api": "kept", "terraform": "kept"},
        {},
        {"pool/Policies/PasswordPolicy": GONE},
    ),
    Seed(
        "MFA not mentioned at all",
        "mfa.MfaConfiguration",
        {"api": "kept", "cfn": "unknown"},
        {},
        {"mfa/MfaConfiguration": GONE, "mfa/SoftwareTokenMfaConfiguration": GONE},
    ),
    left_out("DeletionProtection", "pool/DeletionProtection", "ACTIVE", api="unknown", cfn="kept"),
    Seed(
        "LambdaConfig left out",
        "pool.LambdaConfig.PreSignUp",
        {"api": "reset", "cfn": "unknown", "terraform": "reset"},
        {"pool/LambdaConfig": {"PreSignUp": ARN}},
    ),
    left_out(
        "DeviceConfiguration",
        "pool/DeviceConfiguration",
        {"ChallengeRequiredOnNewDevice": True},
        api="reset",
        cfn="unknown",
        terraform="reset",
    ),
    Seed(
        "tags left out", "pool.UserPoolTags.a", {"api": "unknown", "cfn": "unknown"}, {"pool/UserPoolTags": {"a": "b"}}
    ),
    Seed(
        "VerificationMessageTemplate left out",
        "pool.VerificationMessageTemplate.DefaultEmailOption",
        {"api": "unknown", "cfn": "kept", "terraform": "kept"},
        {"pool/VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"}},
    ),
    Seed(
        "EmailConfiguration left out",
        "pool.EmailConfiguration.EmailSendingAccount",
        {"api": "unknown", "cfn": "kept", "terraform": "kept"},
        {"pool/EmailConfiguration": MAIL},
    ),
    left_out(
        "AccountRecoverySetting",
        "pool/AccountRecoverySetting",
        {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
        api="unknown",
        cfn="kept",
        terraform="kept",
    ),
    left_out("UserPoolTier", "pool/UserPoolTier", "PLUS", api="kept", cfn="unknown"),
    left_out("SmsConfiguration", "pool/SmsConfiguration", SMS, api="unknown", terraform="kept"),
    Seed(
        "passkeys left out",
        "mfa.WebAuthnConfiguration",
        {"api": "unknown"},
        {"mfa/WebAuthnConfiguration": {"RelyingPartyId": "a.example", "UserVerification": "required"}},
    ),
    left_out("ReadAttributes", f"{WEB}/ReadAttributes", ["email"], api="reset", cfn="unknown", terraform="kept"),
    Seed(
        "RefreshTokenValidity left out",
        "clients.web.RefreshTokenValidity",
        {"api": "reset", "cfn": "kept", "terraform": "kept"},
        {f"{WEB}/RefreshTokenValidity": 7},
    ),
    left_out("EnableTokenRevocation", f"{WEB}/EnableTokenRevocation", False, api="reset", cfn="kept"),
    left_out("AuthSessionValidity", f"{WEB}/AuthSessionValidity", 9, api="reset", cfn="kept", terraform="kept"),
    left_out("PreventUserExistenceErrors", f"{WEB}/PreventUserExistenceErrors", "ENABLED", api="reset"),
    # what is fixed once the pool, or the client, exists
    Seed(
        "user names instead of aliases",
        "pool.AliasAttributes",
        FIXED,
        {"pool/UsernameAttributes": GONE},
        {"pool/UsernameAttributes": GONE, "pool/AliasAttributes": ["email"]},
    ),
    Seed("user names by phone", "pool.UsernameAttributes", FIXED, {}, {"pool/UsernameAttributes": ["phone_number"]}),
    Seed(
        "case of names",
        "pool.UsernameConfiguration.CaseSensitive",
        FIXED,
        {},
        {"pool/UsernameConfiguration": {"CaseSensitive": False}},
    ),
    refused("a custom attribute goes", "pool.Schema.custom:team", {"pool/Schema": [EMAIL]}),
    refused(
        "a custom attribute gets longer",
        "pool.Schema.custom:team.StringAttributeConstraints.MaxLength",
        {"pool/Schema": [{**TEAM, "StringAttributeConstraints": {"MaxLength": "99"}}, EMAIL]},
    ),
    refused("an attribute is no longer required", "pool.Schema.email", {"pool/Schema": [TEAM]}),
    applied(
        "a custom attribute comes",
        "pool.Schema.custom:size",
        {"pool/Schema": [TEAM, EMAIL, {"Name": "size", "AttributeDataType": "Number"}]},
    ),
    Seed("another name", "pool.PoolName", {"api": "applied", "terraform": "unknown"}, {}, {"pool/PoolName": "store"}),
    Seed(
        "a secret for a client",
        "clients.web.GenerateSecret",
        {"api": "refused", "cfn": "replaces", "terraform": "replaces"},
        {},
        {f"{WEB}/GenerateSecret": True},
    ),
    Seed(
        "another type of provider",
        "identity_providers.Google.ProviderType",
        {"api": "refused", "cfn": "replaces", "terraform": "replaces"},
        {},
        {"identity_providers/Google/ProviderType": "Facebook"},
    ),
    # what Cognito refuses
    refused("code without callbacks", "clients.web.CallbackURLs", {f"{WEB}/CallbackURLs": []}),
    refused(
        "flows of both kinds",
        "clients.web.ExplicitAuthFlows",
        {f"{WEB}/ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ADMIN_NO_SRP_AUTH"]},
    ),
    refused(
        "tokens for a minute",
        "clients.web.AccessTokenValidity",
        {f"{WEB}/AccessTokenValidity": 1, f"{WEB}/TokenValidityUnits": {"AccessToken": "minutes"}},
    ),
    refused(
        "rotation beside the refresh flow",
        "clients.web.RefreshTokenRotation.Feature",
        {f"{WEB}/RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}},
    ),
    refused(
        "a machine's flow beside a user's",
        "clients.web.AllowedOAuthFlows",
        {f"{WEB}/AllowedOAuthFlows": ["code", "client_credentials"]},
    ),
    refused(
        "another default callback", "clients.web.DefaultRedirectURI", {f"{WEB}/DefaultRedirectURI": "https://c.example"}
    ),
    refused(
        "a scope that is not there", "clients.web.AllowedOAuthScopes", {f"{WEB}/AllowedOAuthScopes": ["api/write"]}
    ),
    refused(
        "a provider that is not there",
        "clients.web.SupportedIdentityProviders",
        {f"{WEB}/SupportedIdentityProviders": ["COGNITO", "Okta"]},
    ),
    refused("an attribute that is not there", "clients.web.ReadAttributes", {f"{WEB}/ReadAttributes": ["custom:no"]}),
    refused(
        "threat protection without its tier",
        "pool.UserPoolAddOns.AdvancedSecurityMode",
        {"pool/UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}},
    ),
    refused(
        "a cheaper tier with codes as first factor",
        "pool.UserPoolTier",
        {"pool/UserPoolTier": "LITE", f"pool/{CHOSEN}": ["PASSWORD", "EMAIL_OTP"]},
        {f"pool/{CHOSEN}": ["PASSWORD", "EMAIL_OTP"]},
    ),
    refused(
        "phones without SMS", "pool.AutoVerifiedAttributes", {"pool/AutoVerifiedAttributes": ["email", "phone_number"]}
    ),
    refused(
        "holding back what is not verified",
        "pool.UserAttributeUpdateSettings",
        {"pool/UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["phone_number"]}},
    ),
    refused(
        "recovery by administrators and more",
        "pool.AccountRecoverySetting",
        {
            "pool/AccountRecoverySetting": {
                "RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}, {"Name": "verified_email", "Priority": 2}]
            }
        },
    ),
    refused("no passwords", "pool.Policies.SignInPolicy.AllowedFirstAuthFactors", {f"pool/{CHOSEN}": ["EMAIL_OTP"]}),
    refused(
        "no factor for required MFA",
        "mfa.MfaConfiguration",
        {"mfa/MfaConfiguration": "ON", "mfa/SoftwareTokenMfaConfiguration": {"Enabled": False}},
    ),
    Seed(
        "required MFA beside codes: what was sent first is there already",
        "pool.Policies.SignInPolicy.AllowedFirstAuthFactors",
        {"api": "partly applied", "cfn": "partly applied"},
        {},
        {f"pool/{CHOSEN}": ["PASSWORD", "EMAIL_OTP"], "mfa/MfaConfiguration": "ON"},
    ),
    Seed(
        "required MFA beside codes: the second call",
        "mfa.MfaConfiguration",
        {"api": "refused", "cfn": "refused"},
        {},
        {f"pool/{CHOSEN}": ["PASSWORD", "EMAIL_OTP"], "mfa/MfaConfiguration": "ON"},
    ),
)
