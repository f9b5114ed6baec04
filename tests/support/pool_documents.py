"""Configurations of pools that Cognito takes, drawn."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from conformance.pool.form.document import PoolDocument
from conformance.pool.form.settle import settled

DRAWING = settings(
    deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
WORDS = st.sampled_from(["web", "app", "shop", "Mobile App", "über", "a-b_c"])
SLUGS = st.text("abcdefghij0123456789", min_size=3, max_size=12)
URLS = st.sampled_from(
    ["https://a.example/cb", "https://b.example/cb?x=1", "http://localhost:3000", "myapp://done", "https://c.example"]
)
MODES = ("OFF", "OPTIONAL", "ON")
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"]
STANDARD = ["email", "name", "nickname", "phone_number", "website", "gender"]


def optional(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An object with any of these members."""
    return st.fixed_dictionaries({}, optional=members)


def some(values: list[str], least: int = 0) -> st.SearchStrategy[list[str]]:
    """Some of these, in any order."""
    return st.lists(st.sampled_from(values), unique=True, min_size=least)


PASSWORD_POLICIES = optional(
    MinimumLength=st.integers(6, 99),
    RequireUppercase=st.booleans(),
    RequireLowercase=st.booleans(),
    RequireNumbers=st.booleans(),
    RequireSymbols=st.booleans(),
    TemporaryPasswordValidityDays=st.integers(0, 365),
)
CUSTOM = st.one_of(
    st.fixed_dictionaries(
        {"AttributeDataType": st.just("String")},
        optional={
            "Mutable": st.booleans(),
            "StringAttributeConstraints": optional(MinLength=st.just("1"), MaxLength=st.sampled_from(["9", "2048"])),
        },
    ),
    st.fixed_dictionaries(
        {"AttributeDataType": st.just("Number")},
        optional={"NumberAttributeConstraints": optional(MinValue=st.just("0"), MaxValue=st.just("99"))},
    ),
    st.fixed_dictionaries({"AttributeDataType": st.sampled_from(["Boolean", "DateTime"])}),
)


@st.composite
def schemas(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Standard attributes that are required or immutable, and custom ones."""
    found = [
        {"Name": name, "AttributeDataType": "String", "Required": draw(st.booleans()), "Mutable": draw(st.booleans())}
        for name in draw(some(STANDARD))
    ]
    names = draw(st.lists(SLUGS, unique=True, max_size=3))
    return found + [{"Name": name, **draw(CUSTOM)} for name in names]


@st.composite
def clients(draw: st.DrawFn, name: str, schema: list[dict[str, Any]], scopes: list[str], tier: str) -> dict[str, Any]:
    """One app client."""
    secret = draw(st.booleans())
    found: dict[str, Any] = {"ClientName": name, "GenerateSecret": secret}
    rotation = draw(st.sampled_from([None, "ENABLED", "DISABLED"]))
    flows = draw(some(FLOWS, 1))
    if tier != "LITE":
        flows += draw(some(["ALLOW_USER_AUTH"]))
    if rotation != "ENABLED":
        flows += draw(some(["ALLOW_REFRESH_TOKEN_AUTH"]))
    if rotation:
        found["RefreshTokenRotation"] = {"Feature": rotation}
        if rotation == "ENABLED" and draw(st.booleans()):
            found["RefreshTokenRotation"]["RetryGracePeriodSeconds"] = draw(st.integers(0, 60))
    if rotation == "ENABLED" or draw(st.booleans()):
        found["ExplicitAuthFlows"] = flows
    found |= draw(_oauth(secret, scopes)) | draw(_lifetimes())
    found |= draw(
        optional(
            PreventUserExistenceErrors=st.sampled_from(["ENABLED", "LEGACY"]),
            EnableTokenRevocation=st.booleans(),
            AuthSessionValidity=st.integers(3, 15),
            ReadAttributes=some([*STANDARD, "email_verified", *_custom(schema)], 1),
            WriteAttributes=st.just(sorted({one["Name"] for one in schema if one["Name"] in STANDARD} | {"email"})),
        )
    )
    if secret and draw(st.booleans()):
        found["EnablePropagateAdditionalUserContextData"] = True
    return found


def _custom(schema: list[dict[str, Any]]) -> list[str]:
    return [f"custom:{one['Name']}" for one in schema if one["Name"] not in STANDARD]


@st.composite
def _oauth(draw: st.DrawFn, secret: bool, scopes: list[str]) -> dict[str, Any]:
    kind = draw(st.sampled_from(["none", "user", "machine"]))
    if kind == "machine" and secret and scopes:
        named = draw(some(scopes, 1))
        return {
            "AllowedOAuthFlows": ["client_credentials"],
            "AllowedOAuthScopes": named,
            "AllowedOAuthFlowsUserPoolClient": True,
        }
    if kind != "user":
        return {}
    urls = draw(st.lists(URLS, unique=True, min_size=1))
    found: dict[str, Any] = {
        "AllowedOAuthFlows": draw(some(["code", "implicit"], 1)),
        "AllowedOAuthScopes": draw(some(["openid", "email", "phone", "profile", *scopes], 1)),
        "AllowedOAuthFlowsUserPoolClient": True,
        "CallbackURLs": urls,
        "SupportedIdentityProviders": ["COGNITO"],
    }
    if draw(st.booleans()):
        found |= {"LogoutURLs": draw(st.lists(URLS, unique=True)), "DefaultRedirectURI": urls[0]}
    return found


@st.composite
def _lifetimes(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        return {}
    access, identity = draw(st.integers(5, 1440)), draw(st.integers(5, 1440))
    units = {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"}
    return {
        "AccessTokenValidity": access,
        "IdTokenValidity": identity,
        "RefreshTokenValidity": draw(st.integers(1, 3650)),
        "TokenValidityUnits": units,
    }


@st.composite
def _pools(draw: st.DrawFn, mode: str, tier: str) -> dict[str, Any]:
    found: dict[str, Any] = {"PoolName": draw(WORDS.filter(str.isascii)), "UserPoolTier": tier}
    found |= draw(
        optional(
            Policies=st.fixed_dictionaries({"PasswordPolicy": PASSWORD_POLICIES}),
            AutoVerifiedAttributes=st.just(["email"]),
            DeletionProtection=st.sampled_from(["ACTIVE", "INACTIVE"]),
            AdminCreateUserConfig=optional(AllowAdminCreateUserOnly=st.booleans()),
            DeviceConfiguration=optional(
                ChallengeRequiredOnNewDevice=st.booleans(), DeviceOnlyRememberedOnUserPrompt=st.booleans()
            ),
            UsernameConfiguration=st.fixed_dictionaries({"CaseSensitive": st.booleans()}),
            UserPoolTags=st.dictionaries(SLUGS, WORDS, max_size=2),
            VerificationMessageTemplate=optional(
                EmailMessage=st.just("Code {####}"),
                DefaultEmailOption=st.sampled_from(["CONFIRM_WITH_CODE", "CONFIRM_WITH_LINK"]),
            ),
            Schema=schemas(),
        )
    )
    found |= draw(
        st.sampled_from([{}, {"AliasAttributes": ["email"]}, {"UsernameAttributes": ["phone_number", "email"]}])
    )
    if draw(st.booleans()):
        ways = draw(st.permutations(["verified_email", "verified_phone_number"]))
        found["AccountRecoverySetting"] = {
            "RecoveryMechanisms": [{"Name": name, "Priority": number} for number, name in enumerate(ways, 1)]
        }
    if tier != "LITE" and mode != "ON" and draw(st.booleans()):
        factors = ["PASSWORD", *draw(some(["EMAIL_OTP", "WEB_AUTHN"]))]
        found.setdefault("Policies", {})["SignInPolicy"] = {"AllowedFirstAuthFactors": factors}
    return found


@st.composite
def documents(draw: st.DrawFn) -> PoolDocument:
    """A whole pool: clients, a domain, resource servers, groups and MFA too."""
    mode, tier = draw(st.sampled_from(MODES)), draw(st.sampled_from(["LITE", "ESSENTIALS", "PLUS"]))
    pool = draw(_pools(mode, tier))
    servers = draw(st.lists(SLUGS, unique=True, max_size=2))
    scopes = [f"{server}/{scope}" for server in servers for scope in ("read", "write")]
    listed = [{"ScopeName": name, "ScopeDescription": name} for name in ("write", "read")]
    names = draw(st.lists(WORDS.filter(str.isascii), unique=True, max_size=3))
    document = PoolDocument("snapshot", "drawn", "0")
    by_app = {"SoftwareTokenMfaConfiguration": {"Enabled": True}} if mode != "OFF" else {}
    groups = draw(st.lists(SLUGS, unique=True, max_size=2))
    document.parts = {
        "pool": pool,
        "mfa": {"MfaConfiguration": mode, **by_app},
        "clients": {name: draw(clients(name, pool.get("Schema", []), scopes, tier)) for name in names},
        "resource_servers": {name: {"Name": name, "Scopes": listed} for name in servers},
        "groups": {name: {"Precedence": draw(st.integers(0, 9))} for name in groups},
        "domains": {name: {} for name in draw(st.lists(SLUGS, max_size=1))},
    }
    return settled(document)
