"""Changes of a pool's configuration, each with what has to be said of it. Written before the code that says it.

A change is the members of OLD and of NEW that differ from ``BASE``; ``GONE`` takes one away. What is expected is the
way of one place, by tool: how the change gets there.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from conformance.pool.form.document import PoolDocument, unknown
from conformance.pool.form.settle import settled

GONE = object()
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:f"
SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}
MAIL = {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/a@b.example"}
ALL_KINDS = {"RequireUppercase": True, "RequireLowercase": True, "RequireNumbers": True, "RequireSymbols": True}
POLICY = {"MinimumLength": 12, **ALL_KINDS, "TemporaryPasswordValidityDays": 3}
TEAM = {"Name": "team", "AttributeDataType": "String", "StringAttributeConstraints": {"MaxLength": "20"}}
EMAIL = {"Name": "email", "AttributeDataType": "String", "Required": True}
BASE: dict[str, Any] = {
    "pool": {
        "PoolName": "shop",
        "UsernameAttributes": ["email"],
        "AutoVerifiedAttributes": ["email"],
        "Policies": {"PasswordPolicy": POLICY, "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}},
        "Schema": [TEAM, EMAIL],
        "UserPoolTier": "ESSENTIALS",
        "DeletionProtection": "ACTIVE",
    },
    "mfa": {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}},
    "clients": {
        "web": {
            "ClientName": "web",
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "email"],
            "CallbackURLs": ["https://a.example/cb", "https://b.example/cb"],
            "SupportedIdentityProviders": ["COGNITO"],
        }
    },
    "resource_servers": {"api": {"Name": "api", "Scopes": [{"ScopeName": "read", "ScopeDescription": "r"}]}},
    "groups": {"admins": {"Precedence": 1}},
    "domains": {"shop-1": {}},
    "identity_providers": {
        "Google": {"ProviderType": "Google", "ProviderDetails": {"client_id": "g", "authorize_scopes": "openid"}}
    },
}


@dataclass(frozen=True)
class Seed:
    """One change."""

    name: str
    place: str
    ways: dict[str, str]  # by tool
    old: dict[str, Any] = field(default_factory=dict)  # dotted place -> value
    new: dict[str, Any] = field(default_factory=dict)


def document(changes: dict[str, Any], kind: Any = "snapshot") -> PoolDocument:
    """``BASE`` with these changes."""
    parts = copy.deepcopy(BASE)
    for place, value in changes.items():
        *way, last = place.split("/")
        holder = parts
        for name in way:
            holder = holder.setdefault(name, {})
        if value is GONE:
            holder.pop(last, None)
        else:
            holder[last] = copy.deepcopy(value)
    return settled(PoolDocument(kind, "it", "0", parts))


def everywhere(way: str) -> dict[str, str]:
    """The same by every tool."""
    return dict.fromkeys(("api", "cfn", "terraform"), way)


def _left_out(name: str, place: str, value: Any, **ways: str) -> Seed:
    """A member that OLD has and NEW leaves out."""
    return Seed(f"{name} left out", place.replace("/", "."), ways, {place: value}, {place: GONE})


def _refused(name: str, place: str, new: dict[str, Any], old: dict[str, Any] | None = None) -> Seed:
    return Seed(name, place, everywhere("refused"), old or {}, new)


def _applied(name: str, place: str, new: dict[str, Any], old: dict[str, Any] | None = None) -> Seed:
    return Seed(name, place, everywhere("applied"), old or {}, new)


FIXED = {"api": "refused", "cfn": "refused", "terraform": "replaces"}
WEB = "clients/web"
CHOSEN = "Policies/SignInPolicy/AllowedFirstAuthFactors"
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
SEEDS: tuple[Seed, ...] = (
    # what an update leaves out, member by member
    _left_out("AutoVerifiedAttributes", "pool/AutoVerifiedAttributes", ["email"], api="reset", cfn="unknown"),
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
    _left_out("DeletionProtection", "pool/DeletionProtection", "ACTIVE", api="unknown", cfn="kept"),
    Seed(
        "LambdaConfig left out",
        "pool.LambdaConfig.PreSignUp",
        {"api": "reset", "cfn": "unknown", "terraform": "reset"},
        {"pool/LambdaConfig": {"PreSignUp": ARN}},
    ),
    _left_out(
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
    _left_out(
        "AccountRecoverySetting",
        "pool/AccountRecoverySetting",
        {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
        api="unknown",
        cfn="kept",
        terraform="kept",
    ),
    _left_out("UserPoolTier", "pool/UserPoolTier", "PLUS", api="kept", cfn="unknown"),
    _left_out("SmsConfiguration", "pool/SmsConfiguration", SMS, api="unknown", terraform="kept"),
    Seed(
        "passkeys left out",
        "mfa.WebAuthnConfiguration",
        {"api": "unknown"},
        {"mfa/WebAuthnConfiguration": {"RelyingPartyId": "a.example", "UserVerification": "required"}},
    ),
    _left_out("ReadAttributes", f"{WEB}/ReadAttributes", ["email"], api="reset", cfn="unknown", terraform="kept"),
    Seed(
        "RefreshTokenValidity left out",
        "clients.web.RefreshTokenValidity",
        {"api": "reset", "cfn": "kept", "terraform": "kept"},
        {f"{WEB}/RefreshTokenValidity": 7},
    ),
    _left_out("EnableTokenRevocation", f"{WEB}/EnableTokenRevocation", False, api="reset", cfn="kept"),
    _left_out("AuthSessionValidity", f"{WEB}/AuthSessionValidity", 9, api="reset", cfn="kept", terraform="kept"),
    _left_out("PreventUserExistenceErrors", f"{WEB}/PreventUserExistenceErrors", "ENABLED", api="reset"),
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
    _refused("a custom attribute goes", "pool.Schema.custom:team", {"pool/Schema": [EMAIL]}),
    _refused(
        "a custom attribute gets longer",
        "pool.Schema.custom:team.StringAttributeConstraints.MaxLength",
        {"pool/Schema": [{**TEAM, "StringAttributeConstraints": {"MaxLength": "99"}}, EMAIL]},
    ),
    _refused("an attribute is no longer required", "pool.Schema.email", {"pool/Schema": [TEAM]}),
    _applied(
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
    _refused("code without callbacks", "clients.web.CallbackURLs", {f"{WEB}/CallbackURLs": []}),
    _refused(
        "flows of both kinds",
        "clients.web.ExplicitAuthFlows",
        {f"{WEB}/ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ADMIN_NO_SRP_AUTH"]},
    ),
    _refused(
        "tokens for a minute",
        "clients.web.AccessTokenValidity",
        {f"{WEB}/AccessTokenValidity": 1, f"{WEB}/TokenValidityUnits": {"AccessToken": "minutes"}},
    ),
    _refused(
        "rotation beside the refresh flow",
        "clients.web.RefreshTokenRotation.Feature",
        {f"{WEB}/RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}},
    ),
    _refused(
        "a machine's flow beside a user's",
        "clients.web.AllowedOAuthFlows",
        {f"{WEB}/AllowedOAuthFlows": ["code", "client_credentials"]},
    ),
    _refused(
        "another default callback", "clients.web.DefaultRedirectURI", {f"{WEB}/DefaultRedirectURI": "https://c.example"}
    ),
    _refused(
        "a scope that is not there", "clients.web.AllowedOAuthScopes", {f"{WEB}/AllowedOAuthScopes": ["api/write"]}
    ),
    _refused(
        "a provider that is not there",
        "clients.web.SupportedIdentityProviders",
        {f"{WEB}/SupportedIdentityProviders": ["COGNITO", "Okta"]},
    ),
    _refused("an attribute that is not there", "clients.web.ReadAttributes", {f"{WEB}/ReadAttributes": ["custom:no"]}),
    _refused(
        "threat protection without its tier",
        "pool.UserPoolAddOns.AdvancedSecurityMode",
        {"pool/UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}},
    ),
    _refused(
        "a cheaper tier with codes as first factor",
        "pool.UserPoolTier",
        {"pool/UserPoolTier": "LITE", f"pool/{CHOSEN}": ["PASSWORD", "EMAIL_OTP"]},
        {f"pool/{CHOSEN}": ["PASSWORD", "EMAIL_OTP"]},
    ),
    _refused(
        "phones without SMS", "pool.AutoVerifiedAttributes", {"pool/AutoVerifiedAttributes": ["email", "phone_number"]}
    ),
    _refused(
        "holding back what is not verified",
        "pool.UserAttributeUpdateSettings",
        {"pool/UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["phone_number"]}},
    ),
    _refused(
        "recovery by administrators and more",
        "pool.AccountRecoverySetting",
        {
            "pool/AccountRecoverySetting": {
                "RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}, {"Name": "verified_email", "Priority": 2}]
            }
        },
    ),
    _refused("no passwords", "pool.Policies.SignInPolicy.AllowedFirstAuthFactors", {f"pool/{CHOSEN}": ["EMAIL_OTP"]}),
    _refused(
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
    # what gets there as it is written
    _applied(
        "longer passwords",
        "pool.Policies.PasswordPolicy.MinimumLength",
        {"pool/Policies/PasswordPolicy": {**POLICY, "MinimumLength": 20}},
    ),
    _applied(
        "a policy that names only a length",
        "pool.Policies.PasswordPolicy.RequireSymbols",
        {"pool/Policies/PasswordPolicy": {"MinimumLength": 12}},
    ),
    _applied("required MFA", "mfa.MfaConfiguration", {"mfa/MfaConfiguration": "ON"}),
    _applied(
        "no MFA", "mfa.MfaConfiguration", {"mfa/MfaConfiguration": "OFF", "mfa/SoftwareTokenMfaConfiguration": GONE}
    ),
    _applied("one flow less", "clients.web.ExplicitAuthFlows", {f"{WEB}/ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}),
    _applied("one callback less", "clients.web.CallbackURLs", {f"{WEB}/CallbackURLs": ["https://a.example/cb"]}),
    _applied(
        "shorter tokens",
        "clients.web.AccessTokenValidity",
        {f"{WEB}/AccessTokenValidity": 5, f"{WEB}/TokenValidityUnits": {"AccessToken": "minutes"}},
    ),
    _applied(
        "no sign-up",
        "pool.AdminCreateUserConfig.AllowAdminCreateUserOnly",
        {"pool/AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True}},
    ),
    _applied(
        "links instead of codes",
        "pool.VerificationMessageTemplate.DefaultEmailOption",
        {"pool/VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"}},
    ),
    _applied("another client", "clients.other", {"clients/other": {"ClientName": "other"}}),
    Seed("a client goes", "clients.web", {"cfn": "applied", "terraform": "applied"}, {}, {WEB: GONE}),
    _applied("another group", "groups.staff", {"groups/staff": {"Precedence": 2}}),
    _applied("another domain", "domains.shop-2", {"domains/shop-1": GONE, "domains/shop-2": {}}),
    _applied(
        "one scope more",
        "resource_servers.api.Scopes",
        {"resource_servers/api/Scopes": [{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")]},
    ),
    _applied("less protection", "pool.DeletionProtection", {"pool/DeletionProtection": "INACTIVE"}),
    _left_out(
        "ExplicitAuthFlows", f"{WEB}/ExplicitAuthFlows", RIGHT_FLOWS, api="reset", cfn="unknown", terraform="kept"
    ),
    _left_out("WriteAttributes", f"{WEB}/WriteAttributes", ["email"], api="reset", cfn="unknown", terraform="kept"),
    _left_out("LogoutURLs", f"{WEB}/LogoutURLs", [BYE], api="reset", cfn="unknown", terraform="kept"),
    _left_out("AccessTokenValidity", f"{WEB}/AccessTokenValidity", 2, api="reset", cfn="unknown", terraform="kept"),
    _left_out("IdTokenValidity", f"{WEB}/IdTokenValidity", 2, api="reset", cfn="unknown", terraform="kept"),
    _left_out(
        "DefaultRedirectURI", f"{WEB}/DefaultRedirectURI", CALLBACK, api="reset", cfn="unknown", terraform="kept"
    ),
    _left_out(
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
    _applied(
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
    _refused(
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
    _refused(
        "another type of a custom attribute",
        "pool.Schema.custom:team.AttributeDataType",
        {"pool/Schema": [{"Name": "team", "AttributeDataType": "Number"}, EMAIL]},
    ),
    _refused(
        "a custom attribute that users can no longer change",
        "pool.Schema.custom:team.Mutable",
        {"pool/Schema": [{**TEAM, "Mutable": False}, EMAIL]},
    ),
    _refused(
        "a standard attribute becomes required",
        "pool.Schema.name",
        {"pool/Schema": [TEAM, EMAIL, {"Name": "name", "AttributeDataType": "String", "Required": True}]},
    ),
    _refused("passwords of five characters", "pool.Policies.PasswordPolicy.MinimumLength", {LENGTH: 5}),
    _applied("passwords of six characters", "pool.Policies.PasswordPolicy.MinimumLength", {LENGTH: 6}),
    _refused(
        "refresh tokens for eleven years", "clients.web.RefreshTokenValidity", {f"{WEB}/RefreshTokenValidity": 4015}
    ),
    _refused("access tokens for 25 hours", "clients.web.AccessTokenValidity", {f"{WEB}/AccessTokenValidity": 25}),
    _applied("access tokens for 24 hours", "clients.web.AccessTokenValidity", {f"{WEB}/AccessTokenValidity": 24}),
    _refused("sessions of 16 minutes", "clients.web.AuthSessionValidity", {f"{WEB}/AuthSessionValidity": 16}),
    _applied("sessions of 15 minutes", "clients.web.AuthSessionValidity", {f"{WEB}/AuthSessionValidity": 15}),
    _refused("a domain with a capital", "domains.Shop-2", {"domains/shop-1": GONE, "domains/Shop-2": {}}),
    _applied("managed login", "domains.shop-1.ManagedLoginVersion", {"domains/shop-1": {"ManagedLoginVersion": 2}}),
    _applied("no revocation", "clients.web.EnableTokenRevocation", {f"{WEB}/EnableTokenRevocation": False}),
    _applied(
        "hidden users", "clients.web.PreventUserExistenceErrors", {f"{WEB}/PreventUserExistenceErrors": "ENABLED"}
    ),
    _applied("an older flow", "clients.web.ExplicitAuthFlows", {f"{WEB}/ExplicitAuthFlows": ["USER_PASSWORD_AUTH"]}),
    _applied(
        "rotation without the refresh flow",
        "clients.web.RefreshTokenRotation.Feature",
        {f"{WEB}/RefreshTokenRotation": ROTATES, f"{WEB}/ExplicitAuthFlows": RIGHT_FLOWS[:1]},
    ),
    _applied("tokens without a code", "clients.web.AllowedOAuthFlows", {f"{WEB}/AllowedOAuthFlows": ["implicit"]}),
    _applied("one scope less", "clients.web.AllowedOAuthScopes", {f"{WEB}/AllowedOAuthScopes": ["openid"]}),
    _applied(
        "e-mail that users no longer change",
        "clients.web.WriteAttributes",
        {f"{WEB}/WriteAttributes": ["name"]},
        {"pool/Schema": [TEAM], f"{WEB}/WriteAttributes": ["email", "name"]},
    ),
    _refused(
        "a mapping to an attribute that is not there",
        "identity_providers.Own.AttributeMapping.custom:no",
        {"identity_providers/Own/AttributeMapping": {"custom:no": "sub"}},
        {"identity_providers/Own": OIDC},
    ),
    _applied(
        "a mapping to an attribute that is there",
        "identity_providers.Own.AttributeMapping.custom:team",
        {"identity_providers/Own/AttributeMapping": {"custom:team": "team"}},
        {"identity_providers/Own": OIDC},
    ),
    _applied(
        "another client at the provider",
        "identity_providers.Google.ProviderDetails.client_id",
        {"identity_providers/Google/ProviderDetails": {"client_id": "other", "authorize_scopes": "openid"}},
    ),
    _applied(
        "a trigger that changes access tokens",
        "pool.LambdaConfig.PreTokenGenerationConfig",
        {"pool/LambdaConfig": {"PreTokenGenerationConfig": {"LambdaArn": ARN, "LambdaVersion": "V2_0"}}},
    ),
    _refused(
        "a trigger that changes access tokens, without its tier",
        "pool.LambdaConfig.PreTokenGenerationConfig",
        {"pool/LambdaConfig": {"PreTokenGenerationConfig": {"LambdaArn": ARN, "LambdaVersion": "V2_0"}}},
        {"pool/UserPoolTier": "LITE"},
    ),
    _applied("a dearer tier", "pool.UserPoolTier", {"pool/UserPoolTier": "PLUS"}),
    _applied(
        "threat protection with its tier",
        "pool.UserPoolAddOns.AdvancedSecurityMode",
        {"pool/UserPoolTier": "PLUS", "pool/UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}},
    ),
    _applied("another precedence", "groups.admins.Precedence", {"groups/admins": {"Precedence": 7}}),
    Seed("a domain goes", "domains.shop-1", everywhere("applied"), {}, {"domains/shop-1": GONE}),
    # what cannot be told
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
    _applied(
        "a domain whose name is not known",
        "domains.?Site",
        {"domains/shop-1": GONE, "domains/?Site": {}},
        {"domains/shop-1": GONE},
    ),
    Seed("a member that nobody knows", "pool.Telepathy", everywhere("unknown"), {}, {"pool/Telepathy": "ON"}),
)
