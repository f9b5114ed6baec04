"""What means the same reads the same: order, defaults spelled out, mirrored members, ``[]`` and absent.

The result is for comparing alone: it is never sent, and never shown as somebody's configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.pool.form.document import ID, ITEMS, SINGLE, Members, PoolDocument, is_unknown
from conformance.pool.form.schema import READABLE, WRITABLE, chosen
from conformance.pool.form.settle import sorted_sets

WHOLE_POLICY = {
    "MinimumLength": 8,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
    "TemporaryPasswordValidityDays": 7,
    "PasswordHistorySize": 0,
}
# Recorded: a policy that is given does not require what it does not name, but for eight characters.
GIVEN_POLICY = {name: False if value is True else value for name, value in WHOLE_POLICY.items()}
POOL: Members = {
    "DeletionProtection": "INACTIVE",
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "UserPoolTier": "ESSENTIALS",
    "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
    "IssuerConfiguration": {"Type": "ORIGINAL"},
    "UserPoolAddOns": {"AdvancedSecurityMode": "OFF"},
    "UsernameConfiguration": {"CaseSensitive": True},
}
# Of the message template, the members on the left are the same as those of the pool on the right.
MIRRORED = {
    "EmailMessage": "EmailVerificationMessage",
    "EmailSubject": "EmailVerificationSubject",
    "SmsMessage": "SmsVerificationMessage",
}
CLIENT: Members = {
    "AllowedOAuthFlowsUserPoolClient": False,
    "EnableTokenRevocation": True,
    "EnablePropagateAdditionalUserContextData": False,
    "AuthSessionValidity": 3,
    "PreventUserExistenceErrors": "LEGACY",
    "GenerateSecret": False,
    "ClientType": "REGULAR",
}
# Documented: the flows of a client that names none.
FLOWS = ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]
UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
# Token: the member of its lifetime, the unit unless another is named, and the lifetime in that unit unless given.
LIFETIMES = {"AccessToken": ("hours", 1), "IdToken": ("hours", 1), "RefreshToken": ("days", 30)}
ATTRIBUTES = {"ReadAttributes": READABLE, "WriteAttributes": WRITABLE}
SYSTEM_TAG = "aws:"  # tags that CloudFormation adds


def folded(document: PoolDocument) -> dict[str, Any]:
    """Every part that the document speaks of, in the one way in which it is compared."""
    found: dict[str, Any] = {}
    for part in SINGLE:
        if part in document.parts:
            found[part] = _compact(SINGLE_FOLDS[part](sorted_sets(document.single(part)), document))
    for part in ITEMS:
        if part in document.parts:
            found[part] = {key: _compact(_item(part, key, item)) for key, item in document.items(part).items()}
    if document.single("sessions").get("UserSessionTracking") != "ENABLED":  # nothing is used again then
        for client in found.get("clients", {}).values():
            client.pop("SSOSession", None)
    found.pop("risk", None)
    if "risk" in document.parts:
        found["risk"] = {key: item for key, item in _risks(document).items() if item}
    return found


def first_domain(shape: Mapping[str, Any]) -> str:
    """The domain of a folded document at which pages are asked for; empty where it has none."""
    return next(iter(sorted(shape.get("domains", {}))), "")


def _item(part: str, key: str, item: Mapping[str, Any]) -> Members:
    members = {name: value for name, value in sorted_sets(item).items() if name != ID}
    fold = ITEM_FOLDS.get(part)
    return fold(key, members) if fold else members


def _compact(value: Any) -> Any:
    """Without what is empty: ``[]``, ``{}``, an empty text and absent mean the same in all of this."""
    if is_unknown(value) or not isinstance(value, Mapping):
        return value
    inner = {name: _compact(one) for name, one in value.items()}
    return {name: one for name, one in inner.items() if one is not None and one not in ("", [], {})}


# -- the pool ----------------------------------------------------------------------------------------------------------


def _pool(pool: Members, document: PoolDocument) -> Members:
    found = {**POOL, **_present(pool)}
    for name, default in POOL.items():
        if isinstance(default, dict) and isinstance(found[name], dict) and not is_unknown(found[name]):
            found[name] = {**default, **_present(found[name])}
    found["Policies"] = _policies(pool)
    found["AdminCreateUserConfig"] = _creation(pool)
    found["VerificationMessageTemplate"] = _template(pool)
    for name in MIRRORED.values():
        found.pop(name, None)
    if not is_unknown(found.get("Schema")):
        found["Schema"] = chosen(found.get("Schema") or [])
    found["LambdaConfig"] = _triggers(found.get("LambdaConfig") or {})
    found["SmsAuthenticationMessage"] = _sms(pool, document, "SmsAuthenticationMessage")
    found["SmsConfiguration"] = _sms(pool, document, "SmsConfiguration")
    found["UserPoolTags"] = _tags(found.get("UserPoolTags"))
    if found.get("DeviceConfiguration"):  # documented: any member of it turns tracking on
        found["DeviceConfiguration"] = _devices(found["DeviceConfiguration"])
    return found


def _devices(given: Any) -> Any:
    """Both members: with both of them off tracking is on, so the object is never folded away."""
    if is_unknown(given) or not isinstance(given, Mapping):
        return given
    return {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": False, **_present(given)}


def _policies(pool: Members) -> Any:
    given = pool.get("Policies") or {}
    if is_unknown(given):
        return given
    policy = given.get("PasswordPolicy")
    if not is_unknown(policy):
        policy = _password_policy(policy, pool)
    factors = given.get("SignInPolicy") or {"AllowedFirstAuthFactors": ["PASSWORD"]}
    return {**given, "PasswordPolicy": policy, "SignInPolicy": factors}


def _password_policy(given: Mapping[str, Any] | None, pool: Members) -> Members:
    policy = {**GIVEN_POLICY, **_present(given)} if given else dict(WHOLE_POLICY)
    creation = pool.get("AdminCreateUserConfig") or {}
    older = None if is_unknown(creation) else creation.get("UnusedAccountValidityDays")
    named = (given or {}).get("TemporaryPasswordValidityDays")
    policy["TemporaryPasswordValidityDays"] = named or older or 7  # documented: zero is like nothing
    return policy


def _creation(pool: Members) -> Any:
    given = pool.get("AdminCreateUserConfig") or {}
    if is_unknown(given):
        return given
    rest = {name: value for name, value in given.items() if name != "UnusedAccountValidityDays"}
    return {"AllowAdminCreateUserOnly": False, **_present(rest)}


def _template(pool: Members) -> Any:
    given = pool.get("VerificationMessageTemplate") or {}
    if is_unknown(given):
        return given
    older = {name: pool[other] for name, other in MIRRORED.items() if pool.get(other)}
    return {"DefaultEmailOption": "CONFIRM_WITH_CODE", **older, **_present(given)}


def _triggers(given: Any) -> Any:
    """PreTokenGeneration is PreTokenGenerationConfig with version V1_0."""
    if is_unknown(given) or not isinstance(given, Mapping):
        return given
    found = dict(_present(given))
    older = found.pop("PreTokenGeneration", None)
    if older is not None and "PreTokenGenerationConfig" not in found:
        found["PreTokenGenerationConfig"] = {"LambdaArn": older, "LambdaVersion": "V1_0"}
    return found


def _sms(pool: Members, document: PoolDocument, name: str) -> Any:
    """What the pool and its second factor both show."""
    factor = document.single("mfa").get("SmsMfaConfiguration") or {}
    return pool.get(name) or (None if is_unknown(factor) else factor.get(name))


def _tags(given: Any) -> Any:
    if is_unknown(given) or not isinstance(given, Mapping):
        return given
    return {name: value for name, value in given.items() if not str(name).startswith(SYSTEM_TAG)}


FACTORS = ("SmsMfaConfiguration", "SoftwareTokenMfaConfiguration", "EmailMfaConfiguration")


# -- second factors and sessions ---------------------------------------------------------------------------------------


def _mfa(mfa: Members, document: PoolDocument) -> Members:
    """A factor that is disabled is one that is not there; what SMS says beside ``on`` stands in the pool."""
    found = {"MfaConfiguration": "OFF", **_present(mfa)}
    if found["MfaConfiguration"] == "OFF":  # it cannot be off and have factors: they are named in vain
        found = {name: value for name, value in found.items() if name not in FACTORS}
    totp = found.get("SoftwareTokenMfaConfiguration")
    if isinstance(totp, Mapping) and totp.get("Enabled") is False:
        del found["SoftwareTokenMfaConfiguration"]
    sms = found.get("SmsMfaConfiguration")
    if sms is not None and not is_unknown(sms):
        found["SmsMfaConfiguration"] = {"Enabled": True}
    if found.get("EmailMfaConfiguration") == {}:
        found["EmailMfaConfiguration"] = {"Enabled": True}
    keys = found.get("WebAuthnConfiguration")
    if isinstance(keys, Mapping) and not is_unknown(keys):
        defaults = {"FactorConfiguration": "SINGLE_FACTOR", "UserVerification": "preferred"}
        given = {**defaults, **_present(keys)}
        found["WebAuthnConfiguration"] = {} if given == defaults else given
    return found


def _sessions(given: Members, document: PoolDocument) -> Members:
    """A limit counts only where sessions are tracked."""
    if given.get("UserSessionTracking", "DISABLED") == "DISABLED":
        return {}
    return given


# -- clients and the other items ---------------------------------------------------------------------------------------


def _client(key: str, given: Members) -> Members:
    found = {**CLIENT, **_present(given)}
    if not found.get("ExplicitAuthFlows"):
        found["ExplicitAuthFlows"] = FLOWS
    for name, all_of_them in ATTRIBUTES.items():
        listed = found.get(name)
        known = isinstance(listed, list) and not any(is_unknown(one) for one in listed)
        if known and set(listed or ()) - {"sub"} == all_of_them:
            del found[name]
    for token, (unit, lifetime) in LIFETIMES.items():
        found[f"{token}Validity"] = _seconds(found, token, unit, lifetime)
    found.pop("TokenValidityUnits", None)
    rotation = {"Feature": "DISABLED", "RetryGracePeriodSeconds": 0}
    given_rotation = found.get("RefreshTokenRotation")
    if not is_unknown(given_rotation):
        found["RefreshTokenRotation"] = {**rotation, **_present(given_rotation)}
        if found["RefreshTokenRotation"]["Feature"] == "DISABLED":
            found["RefreshTokenRotation"] = rotation
    return found


def _seconds(client: Members, token: str, unit: str, lifetime: int) -> Any:
    """A lifetime in seconds; zero is like nothing for a refresh token, as documented."""
    value, units = client.get(f"{token}Validity"), client.get("TokenValidityUnits") or {}
    if is_unknown(value) or is_unknown(units):
        return value if is_unknown(value) else units
    named = units.get(token) or unit
    if is_unknown(named):
        return named
    if not value:
        return f"{lifetime * UNITS[unit]} s"
    return f"{int(value) * UNITS.get(str(named), 1)} s"


def _domain(key: str, given: Members) -> Members:
    return {"ManagedLoginVersion": 1, **_present(given)}


def _provider(key: str, given: Members) -> Members:
    found = {**_present(given), "ProviderName": key}
    details = found.get("ProviderDetails")
    if isinstance(details, Mapping) and not is_unknown(details):
        kept = {name: value for name, value in details.items() if name not in BY_AWS}
        found["ProviderDetails"] = {name: _text(value) for name, value in kept.items()}
    return found


# Members of ProviderDetails that AWS adds by itself, whatever was given.
BY_AWS = frozenset({"ActiveEncryptionCertificate", "SLORedirectBindingURI", "SSORedirectBindingURI"})


def _text(value: Any) -> Any:
    if is_unknown(value):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def _named(member: str) -> Callable[[str, Members], Members]:
    return lambda key, given: {**_present(given), member: key}


def _ui(key: str, given: Members) -> Members:
    return {name: value for name, value in given.items() if name not in ("CSSVersion", "ImageUrl")}


def _risks(document: PoolDocument) -> dict[str, Members]:
    return {
        key: _compact({name: value for name, value in sorted_sets(item).items() if name not in (ID, "ClientId")})
        for key, item in document.items("risk").items()
    }


def _present(given: Mapping[str, Any] | None) -> Members:
    return {name: value for name, value in (given or {}).items() if value is not None}


SINGLE_FOLDS: dict[str, Callable[[Members, PoolDocument], Members]] = {
    "pool": _pool,
    "mfa": _mfa,
    "sessions": _sessions,
    "log_delivery": lambda given, document: given,
}
ITEM_FOLDS: dict[str, Callable[[str, Members], Members]] = {
    "clients": _client,
    "domains": _domain,
    "identity_providers": _provider,
    "resource_servers": _named("Identifier"),
    "groups": _named("GroupName"),
    "ui": _ui,
}
