"""The operations that may be sent, each with the category of its quota; those of no category here are refused."""

from __future__ import annotations

from collections.abc import Mapping

THROTTLED = ("TooManyRequestsException", "ThrottlingException", "Throttling", "RequestLimitExceeded")

# Requests a second and account in one region, as AWS publishes them (quotas.md of the developer guide, late 2026).
PUBLISHED: Mapping[str, int] = {
    "UserAuthentication": 120,
    "UserCreation": 50,
    "UserAccountRecovery": 30,
    "UserRead": 120,
    "UserUpdate": 25,
    "UserToken": 120,
    "UserResourceRead": 50,
    "UserResourceUpdate": 25,
    "UserList": 30,
    "UserPoolRead": 15,
    "UserPoolUpdate": 15,
    "UserPoolResourceRead": 20,
    "UserPoolResourceUpdate": 15,
    "UserPoolClientRead": 15,
    "UserPoolClientUpdate": 15,
    "UserFederation": 25,
    "ClientAuthentication": 150,
    "code redemption": 120,
}


def used_of(quota: float, share: float) -> int:
    """Requests a second that a share of a quota comes to; at least one, or nothing would ever be sent."""
    return max(1, int(quota * share))


PER_POOL = 5  # requests a second of one operation on one pool, in the categories of POOL_CATEGORIES
PER_DOMAIN = 300  # requests a second to one domain from one address
POOL_CATEGORIES = frozenset(
    {"UserPoolResourceRead", "UserPoolResourceUpdate", "UserPoolClientRead", "UserPoolClientUpdate"}
)

_BY_CATEGORY: Mapping[str, str] = {
    "UserAuthentication": """
        InitiateAuth AdminInitiateAuth RespondToAuthChallenge AdminRespondToAuthChallenge
        GetTokensFromRefreshToken""",
    "UserCreation": "SignUp ConfirmSignUp AdminCreateUser AdminConfirmSignUp",
    "UserAccountRecovery": """
        ChangePassword ForgotPassword ConfirmForgotPassword AdminSetUserPassword AdminResetUserPassword""",
    "UserRead": "AdminGetUser GetUser GetUserAuthFactors AdminGetUserAuthFactors",
    "UserUpdate": """
        AdminAddUserToGroup AdminDeleteUser AdminDeleteUserAttributes AdminDisableProviderForUser
        AdminDisableUser AdminEnableUser AdminLinkProviderForUser AdminRemoveUserFromGroup
        AdminUpdateUserAttributes AdminUserGlobalSignOut DeleteUser DeleteUserAttributes GlobalSignOut
        UpdateUserAttributes VerifyUserAttribute""",
    "UserToken": "RevokeToken",
    "UserResourceRead": """
        AdminGetDevice AdminListDevices AdminListGroupsForUser AdminListUserAuthEvents GetDevice ListDevices
        ListWebAuthnCredentials ResendConfirmationCode GetUserAttributeVerificationCode""",
    "UserResourceUpdate": """
        AdminDeleteSoftwareToken AdminForgetDevice AdminSetUserMFAPreference AdminSetUserSettings
        AdminUpdateAuthEventFeedback AdminUpdateDeviceStatus AssociateSoftwareToken
        CompleteWebAuthnRegistration ConfirmDevice DeleteWebAuthnCredential ForgetDevice SetUserMFAPreference
        SetUserSettings StartWebAuthnRegistration UpdateAuthEventFeedback UpdateDeviceStatus
        VerifySoftwareToken""",
    "UserList": "ListUsers ListUsersInGroup",
    "UserPoolRead": "DescribeUserPool ListUserPools",
    "UserPoolUpdate": "CreateUserPool DeleteUserPool UpdateUserPool",
    "UserPoolResourceRead": """
        DescribeIdentityProvider DescribeManagedLoginBranding DescribeManagedLoginBrandingByClient
        DescribeResourceServer DescribeRiskConfiguration DescribeTerms DescribeTermsByClient
        DescribeUserImportJob DescribeUserPoolDomain GetCSVHeader GetGroup GetIdentityProviderByIdentifier
        GetLogDeliveryConfiguration GetSigningCertificate GetUICustomization
        GetUserPoolClientSessionConfiguration GetUserPoolMfaConfig GetUserPoolSessionConfiguration ListGroups
        ListIdentityProviders ListResourceServers ListTagsForResource ListTerms ListUserImportJobs""",
    "UserPoolResourceUpdate": """
        AddCustomAttributes CreateGroup CreateIdentityProvider CreateManagedLoginBranding CreateResourceServer
        CreateTerms CreateUserImportJob CreateUserPoolDomain DeleteGroup DeleteIdentityProvider
        DeleteManagedLoginBranding DeleteResourceServer DeleteTerms DeleteUserPoolDomain
        SetLogDeliveryConfiguration SetRiskConfiguration SetUICustomization
        SetUserPoolClientSessionConfiguration SetUserPoolMfaConfig SetUserPoolSessionConfiguration
        StartUserImportJob StopUserImportJob TagResource UntagResource UpdateGroup UpdateIdentityProvider
        UpdateManagedLoginBranding UpdateResourceServer UpdateTerms UpdateUserPoolDomain""",
    "UserPoolClientRead": """
        DescribeUserPoolClient ListUserPoolClients ListUserPoolClientSecrets""",
    "UserPoolClientUpdate": """
        AddUserPoolClientSecret CreateUserPoolClient DeleteUserPoolClient DeleteUserPoolClientSecret
        UpdateUserPoolClient""",
}
CATEGORY: Mapping[str, str] = {name: category for category, names in _BY_CATEGORY.items() for name in names.split()}

# Of other services, what is asked before and after a run.
OTHER_SERVICES: Mapping[str, frozenset[str]] = {
    "sts": frozenset({"GetCallerIdentity"}),
    "service-quotas": frozenset({"ListServiceQuotas"}),
}
# Never, whatever the user allows: they cost money at once, last longer than a run or reach beyond its pools.
NEVER: Mapping[str, str] = {
    "UpdateProvisionedLimit": "it raises a quota, which is charged at once",
    "CreateUserPoolReplica": "replicas are charged, and are in other regions",
    "UpdateUserPoolReplica": "replicas are charged, and are in other regions",
    "DeleteUserPoolReplica": "replicas are charged, and are in other regions",
    "TestRole": "it uses a role of the account",
}


def api_category(operation: str, challenge: object = None) -> str:
    """The category of a call of the API, empty where it has none. ``challenge``: its ChallengeName, if it has one.

    Documented: a new password, given as the answer to a challenge, counts as a recovery.
    """
    if challenge == "NEW_PASSWORD_REQUIRED" and operation.endswith("RespondToAuthChallenge"):
        return "UserAccountRecovery"
    return CATEGORY.get(operation, "")


REDEMPTION = "code redemption"  # it has a quota of its own, as large as that of UserAuthentication
SIGN_IN_PAGES = ("/login", "/oauth2/authorize", "/mfa", "/signup", "/confirmUser", "/forgotPassword", "/passkeys/add")


def page_category(method: str, path: str, body: bytes) -> str:
    """The category of a request to a pool's domain or issuer; empty where only the domain's own limits count."""
    if path.endswith("/oauth2/token"):
        if b"grant_type=authorization_code" in body:
            return REDEMPTION
        return "ClientAuthentication" if b"grant_type=client_credentials" in body else "UserAuthentication"
    if path.endswith(("/saml2/idpresponse", "/oauth2/idpresponse")):
        return "UserFederation"
    if path.endswith("/oauth2/revoke"):
        return "UserToken"
    return "UserAuthentication" if method == "POST" and path in SIGN_IN_PAGES else ""
