"""PreTokenGeneration: what a function may change of the tokens, and what it may not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from targets.reference.core.api import Call
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.state import Client, Pool, RefreshFamily
from targets.reference.triggers.fire import attributes_of, metadata, run

Claims = dict[str, Any]
# Documented: what the function can neither change nor take away, of either token.
PROTECTED = frozenset(
    {
        "acr",
        "amr",
        "at_hash",
        "aud",
        "auth_time",
        "azp",
        "client_id",
        "cognito:username",
        "device_key",
        "event_id",
        "exp",
        "iat",
        "identities",
        "iss",
        "jti",
        "nbf",
        "nonce",
        "origin_jti",
        "scope",
        "sub",
        "token_use",
        "username",
        "version",
    }
)
GROUPS = "cognito:groups"
ROLES = ("cognito:roles", "cognito:preferred_role")
ALONE = "pre-token-refreshes-id-token-alone"
WAYS = {"GetTokensFromRefreshToken": "rotation", "POST /oauth2/token": "endpoint"}  # to refresh, of some mutants
VERSIONS = {"V1_0": "1", "V2_0": "2", "V3_0": "3"}


def configured(pool: Pool) -> tuple[str | None, str]:
    """The function and the version of its events."""
    settings = pool.settings["LambdaConfig"]
    newer = settings.get("PreTokenGenerationConfig") or {}
    arn = newer.get("LambdaArn") or settings.get("PreTokenGeneration")
    return arn, newer.get("LambdaVersion", "V1_0")


def source_of(call: Call, family: RefreshFamily, *, refreshed: bool) -> str:
    """Documented: by what led to the tokens."""
    if refreshed:
        return varied("RefreshTokens", "pre-token-refresh-as-sign-in", "Authentication")
    if family.grant is not None:
        by_provider = family.user.status == "EXTERNAL_PROVIDER"
        return "Authentication" if by_provider and deviates("federation-tokens-as-by-password") else "HostedAuth"
    if call.get("ChallengeName") == "NEW_PASSWORD_REQUIRED" and not deviates("pre-token-new-password-as-sign-in"):
        return "NewPasswordChallenge"
    return "Authentication"


def customized(
    call: Call, family: RefreshFamily, access: Claims, identity: Claims, *, refreshed: bool
) -> tuple[Claims, Claims]:
    """Both tokens' claims as the function leaves them."""
    arn, version = configured(family.client.pool)
    if arn is None or (refreshed and deviates("pre-token-not-at-refresh")):
        return access, identity
    way = WAYS.get(call.operation, "") if refreshed else ""
    if way and deviates(f"pre-token-not-at-{way}"):
        return access, identity
    source = f"TokenGeneration_{source_of(call, family, refreshed=refreshed)}"
    response = asked(call, family, source, arn, version, access, identity)
    if version != "V1_0" and deviates("pre-token-for-each-token"):
        asked(call, family, source, arn, version, access, identity)
    if version == "V1_0":
        return basic(response, access, identity)
    if refreshed and (deviates(f"pre-token-id-token-alone-at-{way}") if way else deviates(ALONE)):
        return access, extended(response, access, identity)[1]
    return extended(response, access, identity)


def asked(
    call: Call, family: RefreshFamily, source: str, arn: str, version: str, access: Claims, identity: Claims
) -> Mapping[str, Any]:
    """The function's response. Documented: it is shown the roles; recorded: an empty list where there are none."""
    groups = list(access.get(GROUPS, []))
    roles, preferred = list(identity.get(ROLES[0], [])), identity.get(ROLES[1])
    if not roles and deviates("pre-token-with-word-for-no-role"):
        preferred = "none"
    request = {
        "userAttributes": attributes_of(family.user, "PreToken"),
        "groupConfiguration": {
            "groupsToOverride": varied(groups, "pre-token-without-groups", []),
            "iamRolesToOverride": varied(roles, "pre-token-without-roles", []),
            "preferredRole": varied(preferred, "pre-token-prefers-last-role", roles[-1] if roles else None),
        },
        "clientMetadata": given_metadata(call),
    }
    return invoked(
        call, family.client, source, arn, version, request | scopes_of(version, access), username=family.user.username
    )


def given_metadata(call: Call) -> dict[str, str] | None:
    """Documented: not that of InitiateAuth."""
    rotates = call.operation == "GetTokensFromRefreshToken"
    if deviates("pre-token-loses-metadata-at-rotation" if rotates else "pre-token-loses-metadata"):
        return None
    return metadata(call, always=deviates("pre-token-gets-initial-metadata"))


def scopes_of(version: str, access: Claims) -> dict[str, Any]:
    """The newer events show the scopes."""
    if version == "V1_0" or deviates("pre-token-without-scopes"):
        return {}
    return {"scopes": str(access["scope"]).split()}


def invoked(
    call: Call, client: Client, source: str, arn: str, version: str, request: Mapping[str, Any], *, username: str
) -> Mapping[str, Any]:
    """One event of this version."""
    member = "claimsOverrideDetails" if version == "V1_0" else "claimsAndScopeOverrideDetails"
    number = VERSIONS[version] if not deviates("pre-token-version-always-1") else "1"
    response = run(
        call,
        client.pool,
        "PreTokenGeneration",
        source,
        username=username,
        request=request,
        arn=arn,
        response={member: None},
        version=number,
        client_id=client.id,
    )
    details = response.get(member)
    return details if isinstance(details, Mapping) else {}


def basic(details: Mapping[str, Any], access: Claims, identity: Claims) -> tuple[Claims, Claims]:
    """Documented: V1_0 changes the ID token; groups alone change in both."""
    identity = grouped(changed(identity, details), details)
    if deviates("pre-token-v1-changes-access-token"):
        access = changed(access, details)
    return (access if deviates("pre-token-groups-in-id-token-alone") else grouped(access, details)), identity


def extended(details: Mapping[str, Any], access: Claims, identity: Claims) -> tuple[Claims, Claims]:
    """Documented: from V2_0 on each token has its own changes, and the access token its scopes."""
    for_access, for_identity = details.get("accessTokenGeneration") or {}, details.get("idTokenGeneration") or {}
    if deviates("pre-token-same-claims-for-both"):
        for_identity = for_access
    before = access
    access = scoped(changed(access, for_access, as_text=deviates("pre-token-claims-as-text")), for_access)
    if deviates("pre-token-access-claims-lost"):
        access = {name: value for name, value in access.items() if name in before}
    identity = changed(identity, for_identity)
    return grouped(access, details), grouped(identity, details)


def added(details: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the function sets."""
    found = details.get("claimsToAddOrOverride")
    return found if isinstance(found, Mapping) else {}


def changed(claims: Claims, details: Mapping[str, Any], *, as_text: bool = False) -> Claims:
    """Documented: taking away wins over setting; protected claims and new ones of Cognito's own stay as they are."""
    result = dict(claims)
    for name, value in added(details).items():
        if settable(name, claims):
            result[name] = str(value) if as_text else value
    taken = [] if deviates("pre-token-suppresses-nothing") else details.get("claimsToSuppress") or []
    for name in taken:
        wins = name not in added(details) or not deviates("pre-token-setting-wins")
        if removable(name) and wins:
            result.pop(name, None)
    return result


def settable(name: str, claims: Claims) -> bool:
    """Whether the function may set a claim."""
    if name not in claims and deviates("pre-token-sets-nothing-new"):
        return False
    if name in claims and deviates("pre-token-overrides-nothing"):
        return False
    if name in PROTECTED or name in (GROUPS, *ROLES):
        token = "access" if claims["token_use"] == "access" else "id"
        return name != "scope" and deviates(f"pre-token-sets-protected-{token}-claims")
    return not name.startswith("cognito:") or deviates("pre-token-sets-cognito-claims")


def removable(name: str) -> bool:
    """Whether the function may take a claim away."""
    return name not in PROTECTED or deviates("pre-token-suppresses-protected-claims")


def grouped(claims: Claims, details: Mapping[str, Any]) -> Claims:
    """Groups as the function wants them."""
    wanted = (details.get("groupOverrideDetails") or {}).get("groupsToOverride")
    if wanted is None or deviates("pre-token-groups-ignored"):
        return claims
    return {name: value for name, value in claims.items() if name != GROUPS} | ({GROUPS: wanted} if wanted else {})


def scoped(claims: Claims, details: Mapping[str, Any]) -> Claims:
    """Scopes added and taken away."""
    scopes = str(claims["scope"]).split()
    if not deviates("pre-token-scopes-not-added"):
        scopes += [scope for scope in details.get("scopesToAdd") or [] if scope not in scopes]
    taken = [] if deviates("pre-token-scopes-not-suppressed") else details.get("scopesToSuppress") or []
    return claims | {"scope": " ".join(scope for scope in scopes if scope not in taken)}


def customized_for_machine(call: Call, client: Client, claims: Claims, given: Mapping[str, Any] | None) -> Claims:
    """Documented: V3_0 alone also runs for tokens of programs."""
    arn, version = configured(client.pool)
    runs = version == "V3_0" and not deviates("pre-token-not-for-machines")
    if arn is None or not (runs or (version == "V2_0" and deviates("pre-token-v2-for-machines"))):
        return claims
    source = "TokenGeneration_ClientCredentials"
    request = {"userAttributes": {}, "groupConfiguration": {}} | scopes_of(version, claims)
    request["clientMetadata"] = varied(given, "pre-token-loses-metadata-of-machines", None)
    details = invoked(call, client, source, arn, version, request, username="ClientCredentials")
    for_access = details.get("accessTokenGeneration") or {}
    if deviates("pre-token-ignored-for-machines"):
        return claims
    return scoped(changed(claims, for_access), for_access)
