"""Which requirement says that an arranging operation works."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.checking.members import members_of

BLAME = {
    "CreateUserPool": "POOL-001",
    "DescribeUserPool": "POOL-002",
    "CreateUserPoolClient": "CLIENT-001",
    "DescribeUserPoolClient": "CLIENT-002",
    "SignUp": "SIGNUP-001",
    "ConfirmSignUp": "CONFIRM-001",
    "AdminConfirmSignUp": "ADMCONF-001",
    "AdminCreateUser": "ADMCREATE-001",
    "AdminGetUser": "ADMUSER-001",
    "AdminSetUserPassword": "ADMPW-001",
    "AdminUpdateUserAttributes": "ATTR-001",
    "CreateGroup": "GROUP-001",
    "AdminAddUserToGroup": "GROUP-002",
    "InitiateAuth": "PWAUTH-001",
    "AdminInitiateAuth": "ADMAUTH-001",
    "RespondToAuthChallenge": "SRP-002",
    "GetUser": "ACCESS-001",
    "ForgotPassword": "FORGOT-001",
    "ConfirmForgotPassword": "FORGOT-011",
    "ChangePassword": "CHANGEPW-001",
    "AdminResetUserPassword": "ADMPW-008",
    "AdminDisableUser": "ADMUSER-002",
    "AdminEnableUser": "ADMUSER-003",
    "AdminDeleteUser": "ADMUSER-004",
    "UpdateUserAttributes": "ATTR-002",
    "AddCustomAttributes": "ATTR-003",
    "AssociateSoftwareToken": "TOTP-001",
    "VerifySoftwareToken": "TOTP-005",
    "SetUserPoolMfaConfig": "MFACONF-001",
    "GetUserPoolMfaConfig": "MFACONF-002",
    "AdminSetUserMFAPreference": "MFACONF-018",
    "SetUserMFAPreference": "MFACONF-019",
    "CreateIdentityProvider": "IDP-001",
    "AdminLinkProviderForUser": "FEDOIDC-026",
    "GET /.well-known/jwks.json": "JWT-001",
    "GET /.well-known/openid-configuration": "JWT-002",
}

# The requirement that says that the documented values of a setting are accepted, by operation and member.
SETTINGS = {
    "CreateUserPool": {
        "AccountRecoverySetting": "POOL-089",
        "AliasAttributes": "POOL-090",
        "UsernameAttributes": "POOL-090",
        "AutoVerifiedAttributes": "POOL-090",
        "UserAttributeUpdateSettings": "POOL-090",
        "Schema": "POOL-091",
        "UserPoolTier": "POOL-092",
        "DeletionProtection": "POOL-092",
        "VerificationMessageTemplate": "POOL-092",
        "Policies": "POOL-093",
    },
    "CreateUserPoolClient": {
        "ExplicitAuthFlows": "CLIENT-086",
        "PreventUserExistenceErrors": "CLIENT-087",
        "TokenValidityUnits": "CLIENT-087",
        "AllowedOAuthFlows": "CLIENT-087",
        "RefreshTokenRotation": "CLIENT-087",
    },
    "SetUserPoolMfaConfig": {"MfaConfiguration": "MFACONF-047", "WebAuthnConfiguration": "MFACONF-047"},
}

# The requirement that says that an accepted answer has a member, by operation and the member's path or its beginning.
MEMBERS = {
    ("CreateUserPool", "UserPool.Id"): "POOL-003",
    ("CreateUserPoolClient", "UserPoolClient.ClientId"): "CLIENT-001",
    ("InitiateAuth", "AuthenticationResult"): "PWAUTH-002",
    ("AdminInitiateAuth", "AuthenticationResult"): "ADMAUTH-002",
    ("RespondToAuthChallenge", "AuthenticationResult"): "SRP-007",
    ("InitiateAuth", "ChallengeParameters"): "SRP-003",
    ("RespondToAuthChallenge", "Session"): "SESSION-013",
    ("AssociateSoftwareToken", "SecretCode"): "TOTP-002",
    ("AssociateSoftwareToken", "Session"): "TOTP-019",
    ("VerifySoftwareToken", "Session"): "TOTP-021",
    ("POST /oauth2/token", "access_token"): "OTOKEN-001",
    ("POST /oauth2/token", "refresh_token"): "OTOKEN-002",
    ("POST /oauth2/token", "id_token"): "SCOPE-008",
    ("GET /.well-known/openid-configuration", "jwks_uri"): "JWT-002",
    ("AddUserPoolClientSecret", "ClientSecretDescriptor"): "SECRET-026",
}


def blame_of(refusal: Exchange) -> str | None:
    """The requirement that says that a refused request of arrangement is accepted, if one does.

    Of several settings in a request it is that of the one which the refusal names, by a value or by the member itself.
    """
    message = refusal.message or ""
    for member, requirement in SETTINGS.get(refusal.operation, {}).items():
        given = refusal.request.get(member)
        if given is not None and any(
            word in message for word in (*_words(given), member, member[:1].lower() + member[1:])
        ):
            return requirement
    return BLAME.get(refusal.operation)


def _words(value: Any) -> Iterator[str]:
    """The texts in a setting that are long enough to say which one is meant."""
    return (part for _, _, part in members_of([value]) if isinstance(part, str) and len(part) > 3)


def blame_for(operation: str, path: str) -> str | None:
    """The requirement that says that an accepted answer of ``operation`` has the member at ``path``, if one does."""
    found = (name for (of, start), name in MEMBERS.items() if of == operation and (path + ".").startswith(start + "."))
    return next(found, None)
