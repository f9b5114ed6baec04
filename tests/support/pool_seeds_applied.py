"""Changes that get there as they are written, and those of which nobody can tell."""

from __future__ import annotations

from typing import Any

from conformance.pool.form.document import unknown
from pool_changes import ARN, CHOSEN, EMAIL, GONE, MAIL, POLICY, TEAM, WEB, Seed, applied, everywhere, left_out, refused

LENGTH = "pool/Policies/PasswordPolicy/MinimumLength"
CALLBACK, BYE = "https://a.example/cb", "https://a.example/bye"
RIGHT_FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
ROTATES = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
TWO_FACTORS = "MULTI_FACTOR_WITH_USER_VERIFICATION"
PASSKEYS: dict[str, Any] = {
    f"pool/{CHOSEN}": ["PASSWORD", "WEB_AUTHN"],
    "mfa/WebAuthnConfiguration": {"RelyingPartyId": "a.example", "UserVerification": "required"},
}
OIDC: dict[str, Any] = {
    "ProviderType": "OIDC",
    "ProviderDetails": {
        "client_id": "o",
        "authorize_scopes": "openid",
        "oidc_issuer": "https://idp.example.com",
        "attributes_request_method": "GET",
    },
}
APPLIED: tuple[Seed, ...] = (
    # what gets there as it is written
    applied(
        "longer passwords",
        "pool.Policies.PasswordPolicy.MinimumLength",
        {"pool/Policies/PasswordPolicy": {**POLICY, "MinimumLength": 20}},
    ),
    applied(
        "a policy that names only a length",
        "pool.Policies.PasswordPolicy.RequireSymbols",
        {"pool/Policies/PasswordPolicy": {"MinimumLength": 12}},
    ),
    applied("required MFA", "mfa.MfaConfiguration", {"mfa/MfaConfiguration": "ON"}),
    applied(
        "no MFA", "mfa.MfaConfiguration", {"mfa/MfaConfiguration": "OFF", "mfa/SoftwareTokenMfaConfiguration": GONE}
    ),
    applied("one flow less", "clients.web.ExplicitAuthFlows", {f"{WEB}/ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}),
    applied("one callback less", "clients.web.CallbackURLs", {f"{WEB}/CallbackURLs": ["https://a.example/cb"]}),
    applied(
        "shorter tokens",
        "clients.web.AccessTokenValidity",
        {f"{WEB}/AccessTokenValidity": 5, f"{WEB}/TokenValidityUnits": {"AccessToken": "minutes"}},
    ),
    applied(
        "no sign-up",
        "pool.AdminCreateUserConfig.AllowAdminCreateUserOnly",
        {"pool/AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True}},
    ),
    applied(
        "links instead of codes",
        "pool.VerificationMessageTemplate.DefaultEmailOption",
        {"pool/VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"}},
    ),
    applied("another client", "clients.other", {"clients/other": {"ClientName": "other"}}),
    Seed("a client goes", "clients.web", {"cfn": "applied", "terraform": "applied"}, {}, {WEB: GONE}),
    applied("another group", "groups.staff", {"groups/staff": {"Precedence": 2}}),
    applied("another domain", "domains.shop-2", {"domains/shop-1": GONE, "domains/shop-2": {}}),
    applied(
        "one scope more",
        "resource_servers.api.Scopes",
        {"resource_servers/api/Scopes": [{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")]},
    ),
    applied("less protection", "pool.DeletionProtection", {"pool/DeletionProtection": "INACTIVE"}),
    left_out(
        "ExplicitAuthFlows", f"{WEB}/ExplicitAuthFlows", RIGHT_FLOWS, api="reset", cfn="unknown", terraform="kept"
    ),
    left_out("WriteAttributes", f"{WEB}/WriteAttributes", ["email"], api="reset", cfn="unknown", terraform="kept"),
    left_out("LogoutURLs", f"{WEB}/LogoutURLs", [BYE], api="reset", cfn="unknown", terraform="kept"),
    left_out("AccessTokenValidity", f"{WEB}/AccessTokenValidity", 2, api="reset", cfn="unknown", terraform="kept"),
    left_out("IdTokenValidity", f"{WEB}/IdTokenValidity", 2, api="reset", cfn="unknown", terraform="kept"),
    left_out("DefaultRedirectURI", f"{WEB}/DefaultRedirectURI", CALLBACK, api="reset", cfn="unknown", terraform="kept"),
    left_out(
        "context data",
        f"{WEB}/EnablePropagateAdditionalUserContextData",
        True,
        api="reset",
        cfn="unknown",
        terraform="kept",
    ),
    Seed(
        "RefreshTokenRotation left out",
        "clients.web.RefreshTokenRotation.Feature",
        {"api": "reset", "cfn": "unknown", "terraform": "reset"},
        {f"{WEB}/RefreshTokenRotation": ROTATES, f"{WEB}/ExplicitAuthFlows": RIGHT_FLOWS[:1]},
        {f"{WEB}/RefreshTokenRotation": GONE},
    ),
    Seed(
        "shorter tokens beside callbacks that are left out",
        "clients.web.AccessTokenValidity",
        {"api": "refused", "terraform": "applied"},
        {},
        {f"{WEB}/CallbackURLs": GONE, f"{WEB}/AccessTokenValidity": 2},
    ),
    Seed(
        "callbacks left out beside the code flow",
        "clients.web.CallbackURLs",
        {"api": "refused", "cfn": "unknown", "terraform": "kept"},
        {},
        {f"{WEB}/CallbackURLs": GONE},
    ),
    Seed(
        "sign-up closed, and left out",
        "pool.AdminCreateUserConfig.AllowAdminCreateUserOnly",
        {"api": "unknown", "cfn": "unknown", "terraform": "kept"},
        {"pool/AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True}},
        {"pool/AdminCreateUserConfig": GONE},
    ),
    Seed(
        "what waits for verification, left out",
        "pool.UserAttributeUpdateSettings",
        {"api": "unknown", "cfn": "unknown", "terraform": "applied"},
        {"pool/UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}},
        {"pool/UserAttributeUpdateSettings": GONE},
    ),
    Seed(
        "threat protection left out",
        "pool.UserPoolAddOns.AdvancedSecurityMode",
        everywhere("unknown"),
        {"pool/UserPoolTier": "PLUS", "pool/UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}},
        {"pool/UserPoolAddOns": GONE},
    ),
    Seed(
        "a factor without the mode",
        "mfa.MfaConfiguration",
        {"api": "refused"},
        {},
        {"mfa/MfaConfiguration": GONE},
    ),
    applied(
        "codes as first factor beside optional MFA",
        "pool.Policies.SignInPolicy.AllowedFirstAuthFactors",
        {f"pool/{CHOSEN}": ["PASSWORD", "EMAIL_OTP"]},
    ),
    Seed(
        "required MFA beside passkeys that are one factor",
        "mfa.MfaConfiguration",
        {"api": "refused", "cfn": "refused"},
        PASSKEYS,
        {"mfa/MfaConfiguration": "ON"},
    ),
    Seed(
        "required MFA beside passkeys that are two factors",
        "mfa.MfaConfiguration",
        {"api": "applied", "cfn": "applied"},
        PASSKEYS,
        {"mfa/MfaConfiguration": "ON", "mfa/WebAuthnConfiguration/FactorConfiguration": TWO_FACTORS},
    ),
    refused(
        "codes by e-mail from Cognito's own sender",
        "mfa.EmailMfaConfiguration",
        {"mfa/EmailMfaConfiguration": {"Message": "{####}", "Subject": "code"}},
    ),
    Seed(
        "codes by e-mail and their sender at once",
        "mfa.EmailMfaConfiguration",
        {"api": "applied", "cfn": "applied", "terraform": "refused"},
        {},
        {
            "pool/EmailConfiguration": MAIL,
            "mfa/EmailMfaConfiguration": {"Message": "{####}", "Subject": "code"},
            "pool/AccountRecoverySetting": {
                "RecoveryMechanisms": [
                    {"Name": "verified_phone_number", "Priority": 1},
                    {"Name": "verified_email", "Priority": 2},
                ]
            },
        },
    ),
    refused(
        "another type of a custom attribute",
        "pool.Schema.custom:team.AttributeDataType",
        {"pool/Schema": [{"Name": "team", "AttributeDataType": "Number"}, EMAIL]},
    ),
    refused(
        "a custom attribute that users can no longer change",
        "pool.Schema.custom:team.Mutable",
        {"pool/Schema": [{**TEAM, "Mutable": False}, EMAIL]},
    ),
    refused(
        "a standard attribute becomes required",
        "pool.Schema.name",
        {"pool/Schema": [TEAM, EMAIL, {"Name": "name", "AttributeDataType": "String", "Required": True}]},
    ),
    refused("passwords of five characters", "pool.Policies.PasswordPolicy.MinimumLength", {LENGTH: 5}),
    applied("passwords of six characters", "pool.Policies.PasswordPolicy.MinimumLength", {LENGTH: 6}),
    refused(
        "refresh tokens for eleven years", "clients.web.RefreshTokenValidity", {f"{WEB}/RefreshTokenValidity": 4015}
    ),
    refused("access tokens for 25 hours", "clients.web.AccessTokenValidity", {f"{WEB}/AccessTokenValidity": 25}),
    applied("access tokens for 24 hours", "clients.web.AccessTokenValidity", {f"{WEB}/AccessTokenValidity": 24}),
    refused("sessions of 16 minutes", "clients.web.AuthSessionValidity", {f"{WEB}/AuthSessionValidity": 16}),
    applied("sessions of 15 minutes", "clients.web.AuthSessionValidity", {f"{WEB}/AuthSessionValidity": 15}),
    refused("a domain with a capital", "domains.Shop-2", {"domains/shop-1": GONE, "domains/Shop-2": {}}),
    applied("managed login", "domains.shop-1.ManagedLoginVersion", {"domains/shop-1": {"ManagedLoginVersion": 2}}),
    applied("no revocation", "clients.web.EnableTokenRevocation", {f"{WEB}/EnableTokenRevocation": False}),
    applied("hidden users", "clients.web.PreventUserExistenceErrors", {f"{WEB}/PreventUserExistenceErrors": "ENABLED"}),
    applied("an older flow", "clients.web.ExplicitAuthFlows", {f"{WEB}/ExplicitAuthFlows": ["USER_PASSWORD_AUTH"]}),
    applied(
        "rotation without the refresh flow",
        "clients.web.RefreshTokenRotation.Feature",
        {f"{WEB}/RefreshTokenRotation": ROTATES, f"{WEB}/ExplicitAuthFlows": RIGHT_FLOWS[:1]},
    ),
    applied("tokens without a code", "clients.web.AllowedOAuthFlows", {f"{WEB}/AllowedOAuthFlows": ["implicit"]}),
    applied("one scope less", "clients.web.AllowedOAuthScopes", {f"{WEB}/AllowedOAuthScopes": ["openid"]}),
    applied(
        "e-mail that users no longer change",
        "clients.web.WriteAttributes",
        {f"{WEB}/WriteAttributes": ["name"]},
        {"pool/Schema": [TEAM], f"{WEB}/WriteAttributes": ["email", "name"]},
    ),
    refused(
        "a mapping to an attribute that is not there",
        "identity_providers.Own.AttributeMapping.custom:no",
        {"identity_providers/Own/AttributeMapping": {"custom:no": "sub"}},
        {"identity_providers/Own": OIDC},
    ),
    applied(
        "a mapping to an attribute that is there",
        "identity_providers.Own.AttributeMapping.custom:team",
        {"identity_providers/Own/AttributeMapping": {"custom:team": "team"}},
        {"identity_providers/Own": OIDC},
    ),
    applied(
        "another client at the provider",
        "identity_providers.Google.ProviderDetails.client_id",
        {"identity_providers/Google/ProviderDetails": {"client_id": "other", "authorize_scopes": "openid"}},
    ),
    applied(
        "a trigger that changes access tokens",
        "pool.LambdaConfig.PreTokenGenerationConfig",
        {"pool/LambdaConfig": {"PreTokenGenerationConfig": {"LambdaArn": ARN, "LambdaVersion": "V2_0"}}},
    ),
    refused(
        "a trigger that changes access tokens, without its tier",
        "pool.LambdaConfig.PreTokenGenerationConfig",
        {"pool/LambdaConfig": {"PreTokenGenerationConfig": {"LambdaArn": ARN, "LambdaVersion": "V2_0"}}},
        {"pool/UserPoolTier": "LITE"},
    ),
    applied("a dearer tier", "pool.UserPoolTier", {"pool/UserPoolTier": "PLUS"}),
    applied(
        "threat protection with its tier",
        "pool.UserPoolAddOns.AdvancedSecurityMode",
        {"pool/UserPoolTier": "PLUS", "pool/UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}},
    ),
    applied("another precedence", "groups.admins.Precedence", {"groups/admins": {"Precedence": 7}}),
    Seed("a domain goes", "domains.shop-1", everywhere("applied"), {}, {"domains/shop-1": GONE}),
    # what is unclear
    Seed(
        "an unresolved trigger",
        "pool.LambdaConfig.PreSignUp",
        everywhere("unknown"),
        {"pool/LambdaConfig": {"PreSignUp": ARN}},
        {"pool/LambdaConfig": {"PreSignUp": unknown("GetAtt F.Arn")}},
    ),
    Seed(
        "unresolved callbacks",
        "clients.web.CallbackURLs",
        everywhere("unknown"),
        {},
        {f"{WEB}/CallbackURLs": unknown("Ref Callbacks")},
    ),
    Seed(
        "callbacks that are unresolved before and after",
        "clients.web.CallbackURLs",
        everywhere("unknown"),
        {f"{WEB}/CallbackURLs": [unknown("Ref One")]},
        {f"{WEB}/CallbackURLs": [unknown("Ref Other")]},
    ),
    applied(
        "a domain whose name is not known",
        "domains.?Site",
        {"domains/shop-1": GONE, "domains/?Site": {}},
        {"domains/shop-1": GONE},
    ),
    Seed("a member that nobody knows", "pool.Telepathy", everywhere("unknown"), {}, {"pool/Telepathy": "ON"}),
)
