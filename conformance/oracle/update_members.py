"""What happens to the members that an update leaves out, by operation and member. Pure.

AWS's reference says of UpdateUserPool and UpdateUserPoolClient as a whole that a member that is left out goes back to
its default. For app clients that is so. For pools it is not: measured with a control, some members stay as they are. So
each member has a row of its own, with everybody who saw or says something about it, and only rows that are ``settled``
become requirements that are scored. ``tests/conformance/test_update_members.py`` holds the catalog and the reference
target to these rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

LeftOut = Literal["kept", "reset", "unknown"]
How = Literal["measured", "reported", "tool", "documented"]
ABSENT = None  # the default of a member that is not shown unless it was set


@dataclass(frozen=True)
class Witness:
    """A source on what happens to a member that is left out.

    ``how``: ``measured`` on AWS with a control in the same request; ``reported`` as seen on AWS, without one; through a
    ``tool`` (CloudFormation, Cloud Control), which may send more than it was given; ``documented`` by AWS.
    """

    source: str  # as the catalog names it
    date: str  # year, or year and month
    how: How
    says: LeftOut

    @property
    def grade(self) -> str:
        """The evidence grade that this witness gives a requirement; nothing for what a tool did."""
        return {"measured": "recorded", "reported": "recorded", "documented": "documented"}.get(self.how, "")


@dataclass(frozen=True)
class Member:
    """One member of an update's request."""

    operation: str
    name: str  # a dotted path below the request
    left_out: LeftOut  # what the strongest witness says; unknown where there is none
    requirement: str  # the requirement of the catalog that says it, whatever its status
    witnesses: tuple[Witness, ...]
    settled: bool = True  # whether the witnesses are enough to score a target by
    default: Any = ABSENT  # what is shown after a reset
    beside: str = ""  # the other member of the same object, where the object itself is given


# -- witnesses ---------------------------------------------------------------------------------------------------------

_CDKD = "https://github.com/go-to-k/cdkd"
_DRIFT = "https://github.com/go-to-k/cdk-real-drift"
_POOL_TEXT = Witness("AWS service model cognito-idp: UpdateUserPool", "2026-11", "documented", "reset")
_POOL_GUIDE = Witness(
    "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-updating.html",
    "2026-11",
    "documented",
    "reset",
)
_TIER_TEXT = Witness(
    "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html"
    " (UserPoolTier is excepted by name)",
    "2026-08",
    "documented",
    "kept",
)
_POLICIES = Witness(f"{_CDKD}/pull/1982 (measured on AWS)", "2026-08", "measured", "kept")
_MFA = Witness(f"{_CDKD}/issues/1968 (measured on AWS)", "2026-08", "measured", "kept")
_VERIFIED = (
    Witness(f"{_CDKD}/issues/1968 (measured on AWS)", "2026-08", "measured", "reset"),
    Witness("https://github.com/serverless/serverless/issues/6499", "2019-08", "reported", "reset"),
)
_EVERYTHING_THEN = Witness("https://github.com/aws/aws-cli/issues/3302", "2018-05", "reported", "reset")
_TRIGGERS = Witness("https://github.com/aws/aws-cli/issues/6839", "2022-04", "reported", "reset")
_TRIGGERS_BY_TOOL = Witness("https://github.com/serverless/serverless/issues/9635", "2021-07", "tool", "reset")
_DEVICES = Witness("https://github.com/aws/aws-cdk/issues/33282", "2025-02", "reported", "reset")
_TAGS = Witness("https://github.com/serverless/serverless/pull/6519", "2019-08", "reported", "reset")
_FIRST_BY_TOOL = Witness(f"{_DRIFT}/issues/702", "2026-07", "tool", "kept")
_MORE_BY_TOOL = Witness(f"{_DRIFT}/pull/1187", "2026-07", "tool", "kept")
_HELD_BACK = Witness(
    "https://github.com/hashicorp/terraform-provider-aws/blob/015edb1/internal/service/cognitoidp/user_pool.go"
    " (UserAttributeUpdateSettings)",
    "2022-10",
    "reported",
    "kept",
)
_DCR_TEXT = Witness(
    "AWS service model cognito-idp: UpdateUserPoolRequest.DcrConfiguration", "2026-11", "documented", "kept"
)
_SMS_TEXT = Witness(
    "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-updating.html",
    "2026-11",
    "documented",
    "kept",
)
_NAME_TEXT = Witness(
    "AWS service model cognito-idp: UpdateUserPoolRequest.PoolName", "2026-11", "documented", "unknown"
)

_CLIENT_TEXT = Witness("AWS service model cognito-idp: UpdateUserPoolClient", "2026-11", "documented", "reset")
_SNAPSHOT = "localstack-ext 3.8.1 snapshot, recorded on AWS 2023-04 (test_user_pool_client_updates)"
_CLIENT = Witness(_SNAPSHOT, "2023-04", "measured", "reset")
_CLIENT_NAME = Witness(_SNAPSHOT, "2023-04", "measured", "kept")
_CLIENT_PROBED = Witness("measured on throwaway pools 2026-09, public source file", "2026-09", "measured", "reset")
_CLIENT_BY_TOOL = Witness(f"{_DRIFT}/issues/1689", "2026-07", "tool", "kept")
_WRITE = Witness(
    "https://github.com/rosberglinhares/CloudFormationCognitoCustomResources/pull/7", "2018-12", "reported", "reset"
)
_WRITE_TOO = Witness("https://github.com/hashicorp/terraform-provider-aws/pull/2874", "2018-01", "reported", "reset")
_ROTATION = (
    Witness("https://github.com/hashicorp/terraform-provider-aws/issues/43531", "2025-07", "reported", "reset"),
    Witness("https://github.com/hashicorp/terraform-provider-aws/issues/47196", "2026-04", "reported", "reset"),
    Witness("https://github.com/hashicorp/terraform-provider-aws/pull/47374", "2026-04", "reported", "reset"),
)

_MFA_SETTINGS = (
    Witness("https://github.com/floci-io/floci/pull/2831 (measured on AWS)", "2026-08", "measured", "reset"),
    Witness(f"{_CDKD}/pull/1929", "2026-08", "measured", "reset"),
)


# -- UpdateUserPool ----------------------------------------------------------------------------------------------------


def _pool(name: str, left_out: LeftOut, requirement: str, *witnesses: Witness, **more: Any) -> Member:
    return Member("UpdateUserPool", name, left_out, requirement, witnesses, **more)


def _unmeasured(name: str, left_out: LeftOut, requirement: str, *witnesses: Witness, **more: Any) -> Member:
    return _pool(name, left_out, requirement, *witnesses, _POOL_TEXT, settled=False, **more)


POOL: tuple[Member, ...] = (
    _pool("AutoVerifiedAttributes", "reset", "POOL-024", *_VERIFIED, _EVERYTHING_THEN, _POOL_TEXT, _POOL_GUIDE),
    # The report of 2018 saw the password policy go; those of 2026 have a control, and agree.
    _pool("Policies.PasswordPolicy", "kept", "POOL-051", _POLICIES, _FIRST_BY_TOOL, _EVERYTHING_THEN, _POOL_TEXT),
    _pool("Policies.SignInPolicy", "kept", "POOL-052", _POLICIES, _POOL_TEXT),
    _pool("Policies.SignInPolicy", "kept", "POOL-053", _POLICIES, _POOL_TEXT, beside="PasswordPolicy"),
    _pool("Policies.PasswordPolicy", "kept", "POOL-054", _POLICIES, _POOL_TEXT, beside="SignInPolicy"),
    _pool("MfaConfiguration", "kept", "POOL-055", _MFA, _POOL_TEXT),
    _pool("UserPoolTier", "kept", "POOL-056", _TIER_TEXT),
    _pool("LambdaConfig", "reset", "POOL-057", _TRIGGERS, _TRIGGERS_BY_TOOL, _POOL_TEXT, default={}),
    _pool("DeviceConfiguration", "reset", "POOL-058", _DEVICES, _POOL_TEXT),
    _pool("PoolName", "kept", "POOL-059", _NAME_TEXT),
    _pool("SmsConfiguration", "kept", "POOL-048", _SMS_TEXT, settled=False),
    _pool("DcrConfiguration", "kept", "POOL-068", _DCR_TEXT, settled=False),
    _unmeasured("AdminCreateUserConfig.AllowAdminCreateUserOnly", "reset", "POOL-060", default=False),
    _unmeasured("DeletionProtection", "kept", "POOL-061", _FIRST_BY_TOOL),
    _unmeasured("UserPoolTags", "reset", "POOL-062", _TAGS, _EVERYTHING_THEN, default={}),
    _unmeasured("VerificationMessageTemplate", "kept", "POOL-063", _MORE_BY_TOOL),
    _unmeasured("EmailConfiguration", "kept", "POOL-064", _MORE_BY_TOOL),
    _unmeasured("AccountRecoverySetting", "kept", "POOL-065", _MORE_BY_TOOL),
    _unmeasured("KeyConfiguration", "kept", "POOL-066", _MORE_BY_TOOL),
    _unmeasured("IssuerConfiguration", "kept", "POOL-066", _MORE_BY_TOOL),
    _unmeasured("SmsVerificationMessage", "reset", "POOL-067"),
    _unmeasured("EmailVerificationMessage", "reset", "POOL-067"),
    _unmeasured("EmailVerificationSubject", "reset", "POOL-067"),
    _unmeasured("SmsAuthenticationMessage", "reset", "POOL-067"),
    _unmeasured(
        "UserAttributeUpdateSettings", "unknown", "POOL-067", _HELD_BACK
    ),  # a remark in code against a sentence
    _unmeasured("UserPoolAddOns", "reset", "POOL-067"),
    _unmeasured("AcrConfiguration", "reset", "POOL-067"),
)


# -- UpdateUserPoolClient ----------------------------------------------------------------------------------------------


def _client(name: str, requirement: str = "CLIENT-014", *witnesses: Witness, **more: Any) -> Member:
    seen = witnesses or (_CLIENT, _CLIENT_PROBED, _CLIENT_TEXT)
    return Member("UpdateUserPoolClient", name, "reset", requirement, seen, **more)


CLIENT: tuple[Member, ...] = (
    Member("UpdateUserPoolClient", "ClientName", "kept", "CLIENT-015", (_CLIENT_NAME,)),
    _client("ExplicitAuthFlows"),
    _client("CallbackURLs"),
    _client("LogoutURLs"),
    _client("ReadAttributes"),
    _client("AccessTokenValidity"),
    _client("PreventUserExistenceErrors"),
    # A tool kept these three: it sent them again.
    _client("RefreshTokenValidity", "CLIENT-014", _CLIENT, _CLIENT_TEXT, _CLIENT_BY_TOOL, default=30),
    _client("AuthSessionValidity", "CLIENT-014", _CLIENT, _CLIENT_TEXT, _CLIENT_BY_TOOL, default=3),
    _client("EnableTokenRevocation", "CLIENT-014", _CLIENT, _CLIENT_TEXT, _CLIENT_BY_TOOL, default=True),
    _client("WriteAttributes", "CLIENT-063", _WRITE, _WRITE_TOO, _CLIENT_TEXT),
    _client("IdTokenValidity", "CLIENT-076", _CLIENT_TEXT),
    _client("TokenValidityUnits", "CLIENT-076", _CLIENT_TEXT, default={}),
    _client("AllowedOAuthFlows", "CLIENT-064", _CLIENT_TEXT),
    _client("AllowedOAuthScopes", "CLIENT-064", _CLIENT_TEXT),
    _client("AllowedOAuthFlowsUserPoolClient", "CLIENT-064", _CLIENT_TEXT, default=False),
    _client("SupportedIdentityProviders", "CLIENT-064", _CLIENT_TEXT),
    _client("DefaultRedirectURI", "CLIENT-064", _CLIENT_TEXT),
    _client("EnablePropagateAdditionalUserContextData", "CLIENT-077", _CLIENT_TEXT, default=False),
    _client(
        "RefreshTokenRotation",
        "CLIENT-059",
        *_ROTATION,
        _CLIENT_TEXT,
        default={"Feature": "DISABLED", "RetryGracePeriodSeconds": 0},
    ),
    _client("AnalyticsConfiguration", "CLIENT-065", _CLIENT_TEXT, settled=False),
)


# -- SetUserPoolMfaConfig ----------------------------------------------------------------------------------------------


def _mfa(name: str, left_out: LeftOut, requirement: str, *witnesses: Witness, **more: Any) -> Member:
    return Member("SetUserPoolMfaConfig", name, left_out, requirement, witnesses, **more)


MFA: tuple[Member, ...] = (
    _mfa("MfaConfiguration", "reset", "MFACONF-010", *_MFA_SETTINGS, default="OFF"),
    # Seen where the mode was left out too; with other factors it was never measured.
    _mfa("SoftwareTokenMfaConfiguration", "reset", "MFACONF-010", *_MFA_SETTINGS),
    _mfa("SmsMfaConfiguration", "unknown", "MFACONF-046", settled=False),
    _mfa("EmailMfaConfiguration", "unknown", "MFACONF-046", settled=False),
    _mfa("WebAuthnConfiguration", "unknown", "MFACONF-046", settled=False),
)

MEMBERS: tuple[Member, ...] = (*POOL, *CLIENT, *MFA)


# -- tools: what they send of what is left out, and what nobody can change ---------------------------------------------

Via = Literal["api", "cfn", "terraform"]
Fate = Literal["applied", "refused", "replaces", "unknown"]
_PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/015edb1/internal/service/cognitoidp/"
_USER_POOL_GO = f"{_PROVIDER}user_pool.go"
_CLIENT_GO = f"{_PROVIDER}user_pool_client.go"
# Attributes that Terraform computes where the code leaves them out, or whose absence it overlooks: what was there is
# sent again. Everything else that the code leaves out is left out of the request too.
TERRAFORM_KEEPS: dict[str, tuple[frozenset[str], str]] = {
    "UpdateUserPool": (
        frozenset(
            {
                "AccountRecoverySetting",
                "AdminCreateUserConfig.AllowAdminCreateUserOnly",
                "EmailConfiguration",
                "EmailVerificationMessage",
                "EmailVerificationSubject",
                "Policies.PasswordPolicy",
                "Policies.SignInPolicy",
                "SmsConfiguration",
                "SmsVerificationMessage",
                "VerificationMessageTemplate",
            }
        ),
        _USER_POOL_GO,
    ),
    "UpdateUserPoolClient": (
        frozenset(
            {row.name for row in CLIENT}
            - {"AnalyticsConfiguration", "ClientName", "RefreshTokenRotation", "TokenValidityUnits"}
        ),
        _CLIENT_GO,
    ),
}


# Members that Terraform sends empty where the code no longer has them, so that they go.
TERRAFORM_EMPTIES: dict[tuple[str, str], tuple[dict[str, Any], str]] = {
    ("UpdateUserPool", "UserAttributeUpdateSettings"): (
        {"AttributesRequireVerificationBeforeUpdate": []},
        f"{_USER_POOL_GO} (UserAttributeUpdateSettings)",
    ),
}


@dataclass(frozen=True)
class Fixed:
    """A member that is settled when its object is made: what a tool does with a change of it."""

    part: str  # of a pool document: pool, clients, identity_providers
    name: str  # a dotted path
    api: Fate
    cfn: Fate
    terraform: Fate
    sources: tuple[str, ...]

    def by(self, via: Via) -> Fate:
        """What this tool does."""
        fates: dict[Via, Fate] = {"api": self.api, "cfn": self.cfn, "terraform": self.terraform}
        return fates[via]


_NO_MEMBER = "AWS service model cognito-idp: UpdateUserPoolRequest has no such member"
_NO_CREATE_ONLY = (
    "CloudFormation schema AWS::Cognito::UserPool: no createOnlyProperties, so it is announced as an update"
)
_CREATE_ONLY = "CloudFormation schema: createOnlyProperties"
FIXED: tuple[Fixed, ...] = (
    *(
        Fixed(
            "pool", name, "refused", "refused", "replaces", (_NO_MEMBER, _NO_CREATE_ONLY, f"{_USER_POOL_GO} (ForceNew)")
        )
        for name in ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration")
    ),
    Fixed(
        "pool",
        "Schema",
        "refused",
        "refused",
        "refused",
        (_NO_MEMBER, f"{_USER_POOL_GO} (cannot modify or remove schema items)"),
    ),
    # The model of 2026 has PoolName in UpdateUserPoolRequest. The provider made pools anew before, and a name in
    # CloudFormation was never seen changing here.
    Fixed("pool", "PoolName", "applied", "unknown", "unknown", (_NAME_TEXT.source, f"{_USER_POOL_GO} (ForceNew)")),
    Fixed(
        "clients",
        "GenerateSecret",
        "refused",
        "replaces",
        "replaces",
        (
            "AWS service model cognito-idp: UpdateUserPoolClientRequest has no such member",
            f"{_CREATE_ONLY} of AWS::Cognito::UserPoolClient",
            f"{_CLIENT_GO} (RequiresReplace)",
        ),
    ),
    Fixed(
        "identity_providers",
        "ProviderType",
        "refused",
        "replaces",
        "replaces",
        (
            "AWS service model cognito-idp: UpdateIdentityProviderRequest has no such member",
            f"{_CREATE_ONLY} of AWS::Cognito::UserPoolIdentityProvider",
            f"{_PROVIDER}identity_provider.go (ForceNew)",
        ),
    ),
)


@dataclass(frozen=True)
class LeftOutBy:
    """What becomes of a member that is left out, where a tool stands between; ``sources`` say so."""

    says: LeftOut
    sources: tuple[str, ...]
    requirement: str


def left_out_by(row: Member, via: Via) -> LeftOutBy:
    """What a tool makes of a member that is left out: what it was seen doing, else what the API does, else unknown."""
    keeps, source = TERRAFORM_KEEPS.get(row.operation, (frozenset[str](), ""))
    if via == "terraform" and row.name in keeps:
        return LeftOutBy("kept", (source,), row.requirement)
    if via == "cfn":  # its handlers may send what nobody wrote, so only what was seen counts
        seen = [one for one in row.witnesses if one.how == "tool" and one.source.startswith(_DRIFT)]
        return LeftOutBy(seen[0].says if seen else "unknown", tuple(one.source for one in seen), row.requirement)
    says = row.left_out if row.settled else "unknown"
    return LeftOutBy(says, tuple(one.source for one in row.witnesses), row.requirement)


def fixed_member(part: str, path: tuple[str, ...]) -> Fixed | None:
    """The row of a member that is settled when its object is made; None for one that updates can change."""
    return next((row for row in FIXED if row.part == part and path[:1] == (row.name,)), None)


def row_of(operation: str, path: tuple[str, ...], beside: str = "") -> Member | None:
    """The row of the member at a path below an update's request; None where the table has none.

    ``beside`` names another member of the same object that the request gives.
    """
    named = [row for row in MEMBERS if row.operation == operation and _leads_to(row.name, path)]
    exact = [row for row in named if row.beside == beside]
    return next(iter(exact or [row for row in named if not row.beside]), None)


def _leads_to(name: str, path: tuple[str, ...]) -> bool:
    parts = tuple(name.split("."))
    return path[: len(parts)] == parts


def member_of(requirement: str) -> Member:
    """The one row of a requirement. Raises ``LookupError`` where it has none, or several."""
    rows = [row for row in MEMBERS if row.requirement == requirement]
    if len(rows) != 1:
        raise LookupError(f"{requirement} has {len(rows)} rows in {__name__}; name a requirement that has one")
    return rows[0]
