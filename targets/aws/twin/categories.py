"""The quota categories of the user pools API, and what each operation counts towards.

As AWS publishes them in the developer guide, "API operation categories and request rate quotas" (as of 2026), with the
codes that Service Quotas lists them under. What is not listed by name below is in the category that the guide's
description of the categories puts it in: see ``guessed``. A quota applies to an account in one Region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Quota:
    """A category: requests a second, and how Service Quotas knows it."""

    rate: int
    code: str
    adjustable: bool = False
    per_pool: int = 0  # requests a second of one operation to one pool; 0: no such limit
    per_account: bool = False  # whether Service Quotas says so in the name, though there is no limit for a pool

    @property
    def name_suffix(self) -> str:
        """How Service Quotas ends the names of some categories."""
        return " per account" if self.per_pool or self.per_account else ""


PER_POOL = 5
QUOTAS: Mapping[str, Quota] = MappingProxyType(
    {
        "UserAuthentication": Quota(120, "L-026ADBA3", adjustable=True),
        "UserCreation": Quota(50, "L-5987B8A0", adjustable=True),
        "UserFederation": Quota(25, "L-BB3E7CCF", adjustable=True),
        "UserAccountRecovery": Quota(30, "L-7D6E8ED3"),
        "UserRead": Quota(120, "L-D6BD5178", adjustable=True),
        "UserUpdate": Quota(25, "L-6621E65D"),
        "UserToken": Quota(120, "L-F21F8BB4", adjustable=True),
        "UserResourceRead": Quota(50, "L-55545DC8", adjustable=True),
        "UserResourceUpdate": Quota(25, "L-574C86AE"),
        "UserList": Quota(30, "L-259E3368"),
        "UserPoolRead": Quota(15, "L-CFFBE34A"),
        "UserPoolUpdate": Quota(15, "L-60A0B411"),
        "UserPoolResourceRead": Quota(20, "L-A01C9633", per_pool=PER_POOL),
        "UserPoolResourceUpdate": Quota(15, "L-B7575496", per_pool=PER_POOL),
        "UserPoolClientRead": Quota(15, "L-A412573D", per_pool=PER_POOL),
        "UserPoolClientUpdate": Quota(15, "L-12C4D74A", per_pool=PER_POOL),
        "ClientAuthentication": Quota(150, "L-74D3DD04", per_account=True),
        "LimitManagement": Quota(1, ""),
    }
)
CHALLENGE_FACTOR = 3  # RespondToAuthChallenge has three times the quota of UserAuthentication to itself
REDEMPTION = "code redemption"  # of authorization codes: a quota of its own, of the size of UserAuthentication
CHALLENGE = "RespondToAuthChallenge"
NEW_PASSWORD = "NEW_PASSWORD_REQUIRED"

OPERATIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "UserAuthentication": (
            "AdminInitiateAuth",
            "AdminRespondToAuthChallenge",
            "GetTokensFromRefreshToken",
            "InitiateAuth",
            "RespondToAuthChallenge",
        ),
        "UserCreation": ("AdminConfirmSignUp", "AdminCreateUser", "ConfirmSignUp", "SignUp"),
        "UserAccountRecovery": (
            "AdminResetUserPassword",
            "AdminSetUserPassword",
            "ChangePassword",
            "ConfirmForgotPassword",
            "ForgotPassword",
        ),
        "UserRead": ("AdminGetUser", "GetUser"),
        "UserUpdate": (
            "AdminAddUserToGroup",
            "AdminDeleteUser",
            "AdminDeleteUserAttributes",
            "AdminDisableProviderForUser",
            "AdminDisableUser",
            "AdminEnableUser",
            "AdminLinkProviderForUser",
            "AdminRemoveUserFromGroup",
            "AdminUpdateUserAttributes",
            "AdminUserGlobalSignOut",
            "DeleteUser",
            "DeleteUserAttributes",
            "GlobalSignOut",
            "UpdateUserAttributes",
            "VerifyUserAttribute",
        ),
        "UserToken": ("RevokeToken",),
        "UserResourceRead": (
            "AdminGetDevice",
            "AdminListDevices",
            "AdminListGroupsForUser",
            "AdminListUserAuthEvents",
            "GetDevice",
            "GetUserAttributeVerificationCode",
            "ListDevices",
            "ResendConfirmationCode",
        ),
        "UserResourceUpdate": (
            "AdminForgetDevice",
            "AdminSetUserMFAPreference",
            "AdminSetUserSettings",
            "AdminUpdateAuthEventFeedback",
            "AdminUpdateDeviceStatus",
            "AssociateSoftwareToken",
            "ConfirmDevice",
            "ForgetDevice",
            "SetUserMFAPreference",
            "SetUserSettings",
            "UpdateAuthEventFeedback",
            "UpdateDeviceStatus",
            "VerifySoftwareToken",
        ),
        "UserList": ("ListUsers", "ListUsersInGroup"),
        "UserPoolRead": ("DescribeUserPool", "ListUserPools"),
        "UserPoolUpdate": ("CreateUserPool", "DeleteUserPool", "UpdateUserPool"),
        "UserPoolResourceRead": (
            "DescribeIdentityProvider",
            "DescribeResourceServer",
            "DescribeUserImportJob",
            "DescribeUserPoolDomain",
            "GetCSVHeader",
            "GetGroup",
            "GetIdentityProviderByIdentifier",
            "GetSigningCertificate",
            "GetUICustomization",
            "GetUserPoolMfaConfig",
            "ListGroups",
            "ListIdentityProviders",
            "ListResourceServers",
            "ListTagsForResource",
            "ListUserImportJobs",
        ),
        "UserPoolResourceUpdate": (
            "AddCustomAttributes",
            "CreateGroup",
            "CreateIdentityProvider",
            "CreateResourceServer",
            "CreateUserImportJob",
            "CreateUserPoolDomain",
            "DeleteGroup",
            "DeleteIdentityProvider",
            "DeleteResourceServer",
            "DeleteUserPoolDomain",
            "SetUICustomization",
            "SetUserPoolMfaConfig",
            "StartUserImportJob",
            "StopUserImportJob",
            "TagResource",
            "UntagResource",
            "UpdateGroup",
            "UpdateIdentityProvider",
            "UpdateResourceServer",
            "UpdateUserPoolDomain",
        ),
        "UserPoolClientRead": ("DescribeUserPoolClient", "ListUserPoolClients"),
        "UserPoolClientUpdate": ("CreateUserPoolClient", "DeleteUserPoolClient", "UpdateUserPoolClient"),
        "LimitManagement": ("GetProvisionedLimit", "UpdateProvisionedLimit"),
    }
)
READS = ("Describe", "Get", "List")
MACHINES = ("GetClientToken", "GetDerivedToken")
OF_A_USER = ("WebAuthn", "UserSession", "SoftwareToken")  # what a user has


def category_of(operation: str, challenge: object = None) -> str:
    """The category of a call of the API. Documented: a new password, given as a challenge's answer, is a recovery."""
    if challenge == NEW_PASSWORD and operation.endswith(CHALLENGE):
        return "UserAccountRecovery"
    return LISTED.get(operation) or guessed(operation)


def guessed(operation: str) -> str:
    """The category of an operation that is not listed, by what it is about and whether it only reads."""
    reads = operation.removeprefix("Admin").startswith(READS)
    if operation in MACHINES:
        return "ClientAuthentication"
    if "UserAuthFactors" in operation:
        return "UserRead"
    if any(word in operation for word in OF_A_USER):
        return "UserResourceRead" if reads else "UserResourceUpdate"
    if "ClientSecret" in operation:
        return "UserPoolClientRead" if reads else "UserPoolClientUpdate"
    return "UserPoolResourceRead" if reads else "UserPoolResourceUpdate"


LISTED: Mapping[str, str] = MappingProxyType({name: kind for kind, names in OPERATIONS.items() for name in names})

# Of a pool's domain: what each path counts towards. Those that are not here have only the domain's own limits.
FEDERATED = ("/oauth2/idpresponse", "/saml2/idpresponse")
SIGN_IN_STEPS = ("/login", "/oauth2/authorize", "/mfa", "/signup", "/confirmUser", "/forgotPassword", "/passkeys/add")


def category_of_page(method: str, path: str, grant: str) -> str:
    """The category of a request to a domain; empty where it counts only towards the domain's own limits."""
    if path == "/oauth2/token":
        return {"client_credentials": "ClientAuthentication", "authorization_code": REDEMPTION}.get(
            grant, "UserAuthentication"
        )
    if path in FEDERATED:
        return "UserFederation"
    if path == "/oauth2/revoke":
        return "UserToken"
    return "UserAuthentication" if method == "POST" and path in SIGN_IN_STEPS else ""
