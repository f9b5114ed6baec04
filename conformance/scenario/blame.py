"""Which requirement says that an arranging operation works."""

from __future__ import annotations

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

# The requirement that says that an accepted answer has a member, by operation and the member's path or its beginning.
_MEMBERS = {
    ("CreateUserPool", "UserPool.Id"): "POOL-003",
    ("CreateUserPoolClient", "UserPoolClient.ClientId"): "CLIENT-001",
    ("InitiateAuth", "AuthenticationResult"): "PWAUTH-002",
    ("AdminInitiateAuth", "AuthenticationResult"): "ADMAUTH-002",
    ("RespondToAuthChallenge", "AuthenticationResult"): "SRP-007",
    ("InitiateAuth", "ChallengeParameters"): "SRP-004",
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


def blame_for(operation: str, path: str) -> str | None:
    """The requirement that says that an accepted answer of ``operation`` has the member at ``path``, if one does."""
    found = (name for (of, start), name in _MEMBERS.items() if of == operation and (path + ".").startswith(start + "."))
    return next(found, None)
