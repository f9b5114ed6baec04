"""Constraints of the API model, checked before an operation sees its request.

Recorded: all violations of a request are in one text, each with the member's path in lower camel case; the
value of a sensitive member is not echoed. Unknown members are ignored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import ServiceModel

from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import InternalErrorException, InvalidParameterException, SerializationException
from targets.reference.core.patterns import matcher

Params = dict[str, Any]
Reader = Callable[[Any, str, list[str]], Any]  # a value and its path to the value cleaned, violations are appended

# Recorded: an inner blank reaches the policy check, which the model's own pattern [\S]+ would not let through.
# Recorded: a bad domain name has a text of its own.
PATTERNS = {"PasswordType": r"^[\S]+.*[\S]+$", "DomainType": r"(?s).*"}
# Recorded: the values are listed in this order, which is not the model's.
ENUMS = {
    "TimeUnitsType": ("hours", "days", "minutes", "seconds"),
    "EventSourceName": ("userAuthEvents", "userNotification"),
}
# Mutants that list them in another order.
OTHER_ORDERS = {
    "LogLevel": ("logs-level-text", "INFO, ERROR"),
    "EventSourceName": ("logs-source-text", "userNotification, userAuthEvents"),
}


@cache
def service_model() -> ServiceModel:
    """botocore's copy of the API model."""
    return ServiceModel(Loader().load_service_model("cognito-idp", "service-2"), "cognito-idp")


@cache
def is_public(operation: str) -> bool:
    """Documented: operations whose auth type is none take unsigned requests."""
    return bool(service_model().operation_model(operation).auth_type == "none")


def validated(operation: str, body: Any) -> Params:
    """The request without unknown members and nulls. Raises ``InvalidParameterException``."""
    violations: list[str] = []
    params: Params = _request_reader(operation)(body, "", violations)
    if violations and deviates("token-letters-unchecked"):
        violations = [text for text in violations if "accessToken" not in text]
    violations = [text for text in violations if not _overlooked(text) and not _lenient(operation, text)]
    if violations and operation == "ListUsers" and deviates("list-limit-text"):
        violations = [text.replace("less than or equal to 60", "at most 60") for text in violations]
    if len(violations) > 1 and deviates("violations-first-only"):
        del violations[1:]
    if violations:
        plural = "s" if len(violations) > 1 else ""
        raise InvalidParameterException(f"{len(violations)} validation error{plural} detected: {'; '.join(violations)}")
    return params


def _overlooked(violation: str) -> bool:
    """Whether a mutant does not see this violation."""
    if "'username'" not in violation:
        return False
    if "length" in violation:
        return deviates("name-of-any-length")
    return "pattern" in violation and deviates("name-with-blanks")


# A mutant that overlooks one kind of violation is a row here and needs no ``deviates`` elsewhere: its id, then the
# operation (any, if empty), and two parts of the violation's text: the member's path and the kind of constraint. It is
# listed in ``mutants/`` like every other one.
LENIENT = {
    "totp-code-of-any-shape": ("VerifySoftwareToken", "'userCode'", ""),
    "pool-minimum-length-unbounded": ("", "minimumLength'", "value"),
    "pool-temporary-days-unbounded": ("", "temporaryPasswordValidityDays'", "value"),
    "pool-history-unbounded": ("", "passwordHistorySize'", "value"),
    "pool-custom-name-of-any-length": ("", ".name'", "length less"),
    "pool-many-attributes-at-once": ("", "'customAttributes'", "length less"),
    "pool-list-unbounded": ("ListUserPools", "'maxResults'", "value"),
    "pool-message-without-code": ("", "erificationMessage'", "pattern"),
    "pool-message-without-link": ("", "emailMessageByLink'", "pattern"),
    "pool-name-of-any-length": ("CreateUserPool", "'poolName'", "length"),
    "pool-name-of-any-characters": ("CreateUserPool", "'poolName'", "pattern"),
    "client-name-of-any-length": ("CreateUserPoolClient", "'clientName'", "length"),
    "client-name-of-any-characters": ("CreateUserPoolClient", "'clientName'", "pattern"),
    "client-list-unbounded": ("ListUserPoolClients", "'maxResults'", "value"),
    "client-session-unbounded": ("", "'authSessionValidity'", "value"),
    "client-any-unit": ("", "tokenValidityUnits.", "enum"),
    "client-any-oauth-flow": ("", "'allowedOAuthFlows", "enum"),
    "client-many-callbacks": ("", "'callbackURLs'", "length"),
    "client-grace-unbounded": ("CreateUserPoolClient", "retryGracePeriodSeconds'", "value"),
    "client-id-with-hyphen": ("", "'clientId'", "pattern"),
    "list-limit-unbounded": ("ListUsers", "'limit'", "value"),
    "list-filter-of-any-length": ("ListUsers", "'filter'", "length"),
    "shape-long-group-names": ("", "'groupName'", "length less"),
    "shape-empty-group-names": ("", "Value '' at 'groupName'", ""),
    "shape-list-of-any-size": ("ListResourceServers", "'maxResults'", "value"),
    "shape-any-user-existence": ("", "'preventUserExistenceErrors'", "enum"),
    "shape-group-names-with-blanks": ("", "'groupName'", "pattern"),
    "shape-missing-group-name": ("", "'groupName'", "null"),
    "logs-of-any-level": ("SetLogDeliveryConfiguration", "logLevel'", "enum"),
    "logs-of-any-source": ("SetLogDeliveryConfiguration", "eventSource'", "enum"),
    "logs-any-number": ("SetLogDeliveryConfiguration", "'logConfigurations'", "length"),
    "logs-list-left-out": ("SetLogDeliveryConfiguration", "'logConfigurations'", "null"),
    "risk-any-compromised-action": ("SetRiskConfiguration", "compromisedCredentials", "BLOCK"),
    "risk-any-takeover-action": ("SetRiskConfiguration", "accountTakeover", "enum"),
    "risk-any-filter": ("SetRiskConfiguration", ".eventFilter.", "enum"),
    "risk-any-number-of-addresses": ("SetRiskConfiguration", "IPRangeList'", "length"),
    "job-list-unbounded": ("ListUserImportJobs", "'maxResults'", "value"),
    "job-name-of-any-length": ("CreateUserImportJob", "'jobName'", "length"),
    "job-role-of-any-form": ("CreateUserImportJob", "'cloudWatchLogsRoleArn'", "pattern"),
    "terms-of-any-name": ("CreateTerms", "'termsName'", "pattern"),
    "tracking-of-any-number": ("SetUserPoolSessionConfiguration", "maxPerUser'", "value"),
    "tracking-of-any-kind": ("SetUserPoolSessionConfiguration", "'userSessionTracking'", "enum"),
    "reuse-of-any-length": ("SetUserPoolClientSessionConfiguration", "maxValidityMinutes'", "value"),
    "arn-of-any-form": ("ListTagsForResource", "'resourceArn'", ""),
    "tag-value-of-any-length": ("TagResource", "'tags.", "length"),
    "domain-of-any-length": ("CreateUserPoolDomain", "'domain'", "length"),
    "server-list-unbounded": ("ListResourceServers", "'maxResults'", "value"),
    "server-identifier-of-any-length": ("CreateResourceServer", "'identifier'", "length"),
    "server-identifier-of-any-characters": ("CreateResourceServer", "'identifier'", "pattern"),
    "server-name-of-any-length": ("CreateResourceServer", "'name'", "length"),
    "server-name-of-any-characters": ("CreateResourceServer", "'name'", "pattern"),
    "server-with-many-scopes": ("CreateResourceServer", "'scopes'", "length"),
    "scope-name-of-any-length": ("CreateResourceServer", "scopeName'", "length"),
    "scope-description-of-any-length": ("CreateResourceServer", "scopeDescription'", "length"),
    "scope-without-description": ("CreateResourceServer", "scopeDescription'", "null"),
    "server-update-unbounded": ("UpdateResourceServer", "", "length"),
    "scope-name-with-slash": ("CreateResourceServer", "scopeName'", "pattern"),
    "email-mfa-message-without-place": ("SetUserPoolMfaConfig", "emailMfaConfiguration.message'", "pattern"),
    "sms-message-without-place": ("SetUserPoolMfaConfig", "smsAuthenticationMessage'", "pattern"),
    "sms-message-of-any-length": ("SetUserPoolMfaConfig", "smsAuthenticationMessage'", "length"),
    "code-of-any-form": ("ConfirmSignUp", "'confirmationCode'", "pattern"),
    "provider-name-of-any-length": ("CreateIdentityProvider", "'providerName'", "length less"),
    "provider-name-of-any-characters": ("CreateIdentityProvider", "'providerName'", "pattern"),
    "provider-of-any-type": ("CreateIdentityProvider", "'providerType'", "enum"),
}

# A mutant that refuses one documented value is a row here: the member's name as texts print it, and the value.
REFUSED = {
    "refused-recovery-verified-email": ("name", "verified_email"),
    "refused-recovery-verified-phone-number": ("name", "verified_phone_number"),
    "refused-recovery-admin-only": ("name", "admin_only"),
    "refused-alias-email": ("aliasAttributes", "email"),
    "refused-alias-phone-number": ("aliasAttributes", "phone_number"),
    "refused-alias-preferred-username": ("aliasAttributes", "preferred_username"),
    "refused-user-name-email": ("usernameAttributes", "email"),
    "refused-user-name-phone-number": ("usernameAttributes", "phone_number"),
    "refused-verified-email": ("autoVerifiedAttributes", "email"),
    "refused-held-back-email": ("attributesRequireVerificationBeforeUpdate", "email"),
    "refused-type-string": ("attributeDataType", "String"),
    "refused-type-number": ("attributeDataType", "Number"),
    "refused-type-datetime": ("attributeDataType", "DateTime"),
    "refused-type-boolean": ("attributeDataType", "Boolean"),
    "refused-tier-lite": ("userPoolTier", "LITE"),
    "refused-tier-essentials": ("userPoolTier", "ESSENTIALS"),
    "refused-tier-plus": ("userPoolTier", "PLUS"),
    "refused-protection-active": ("deletionProtection", "ACTIVE"),
    "refused-protection-inactive": ("deletionProtection", "INACTIVE"),
    "refused-email-option-confirm-with-code": ("defaultEmailOption", "CONFIRM_WITH_CODE"),
    "refused-email-option-confirm-with-link": ("defaultEmailOption", "CONFIRM_WITH_LINK"),
    "refused-first-factor-email-otp": ("allowedFirstAuthFactors", "EMAIL_OTP"),
    "refused-first-factor-web-authn": ("allowedFirstAuthFactors", "WEB_AUTHN"),
    "refused-first-factor-password": ("allowedFirstAuthFactors", "PASSWORD"),
    "refused-flow-allow-admin-user-password-auth": ("explicitAuthFlows", "ALLOW_ADMIN_USER_PASSWORD_AUTH"),
    "refused-flow-allow-custom-auth": ("explicitAuthFlows", "ALLOW_CUSTOM_AUTH"),
    "refused-flow-allow-user-password-auth": ("explicitAuthFlows", "ALLOW_USER_PASSWORD_AUTH"),
    "refused-flow-allow-user-srp-auth": ("explicitAuthFlows", "ALLOW_USER_SRP_AUTH"),
    "refused-flow-allow-refresh-token-auth": ("explicitAuthFlows", "ALLOW_REFRESH_TOKEN_AUTH"),
    "refused-flow-allow-user-auth": ("explicitAuthFlows", "ALLOW_USER_AUTH"),
    "refused-flow-admin-no-srp-auth": ("explicitAuthFlows", "ADMIN_NO_SRP_AUTH"),
    "refused-flow-custom-auth-flow-only": ("explicitAuthFlows", "CUSTOM_AUTH_FLOW_ONLY"),
    "refused-flow-user-password-auth": ("explicitAuthFlows", "USER_PASSWORD_AUTH"),
    "refused-existence-legacy": ("preventUserExistenceErrors", "LEGACY"),
    "refused-existence-enabled": ("preventUserExistenceErrors", "ENABLED"),
    "refused-unit-seconds": ("accessToken", "seconds"),
    "refused-unit-minutes": ("accessToken", "minutes"),
    "refused-unit-hours": ("accessToken", "hours"),
    "refused-unit-days": ("accessToken", "days"),
    "refused-oauth-flow-code": ("allowedOAuthFlows", "code"),
    "refused-oauth-flow-implicit": ("allowedOAuthFlows", "implicit"),
    "refused-rotation-enabled": ("feature", "ENABLED"),
    "refused-rotation-disabled": ("feature", "DISABLED"),
    "refused-mode-off": ("mfaConfiguration", "OFF"),
    "refused-mode-optional": ("mfaConfiguration", "OPTIONAL"),
    "refused-mode-on": ("mfaConfiguration", "ON"),
    "refused-verification-required": ("userVerification", "required"),
    "refused-verification-preferred": ("userVerification", "preferred"),
}
_REFUSING = {place: mutant for mutant, place in REFUSED.items()}
_PLACES = re.compile(r"\.\d+\.member$")  # in a list


def _refused(path: str, value: str) -> bool:
    """Whether a mutant refuses a value that the model lists."""
    member = _PLACES.sub("", path).rpartition(".")[2]
    mutant = _REFUSING.get((member, value))
    return mutant is not None and deviates(mutant)


def _lenient(operation: str, violation: str) -> bool:
    return any(
        where in ("", operation) and place in violation and kind in violation and deviates(mutant)
        for mutant, (where, place, kind) in LENIENT.items()
    )


@cache
def _request_reader(operation: str) -> Reader:
    return reader(service_model().operation_model(operation).input_shape, frozenset())


def reader(shape: Any, above: frozenset[str]) -> Reader:
    """The reader of a shape; ``above`` stops at shapes that contain themselves. A document may hold anything."""
    if shape is None or shape.name in above or getattr(shape, "is_document_type", False):
        return lambda value, path, violations: value
    make = READERS.get(shape.type_name)
    return make(shape, above | {shape.name}) if make else lambda value, path, violations: value


def lower_camel(name: str) -> str:
    """``TokenValidityUnits`` as the texts print it."""
    return varied(name[:1].lower() + name[1:], "violation-member-as-written", name)


def shown(value: Any, path: str, *, sensitive: bool) -> str:
    """The head of a violation."""
    quoted = (
        "" if sensitive and not deviates("violation-password-echoed") else (" null" if value is None else f" '{value}'")
    )
    if value is not None and deviates("violation-without-value"):
        quoted = ""
    return f"Value{quoted} at '{path}' failed to satisfy constraint: Member must"


def _structure(shape: Any, above: frozenset[str]) -> Reader:
    required = set(shape.required_members)
    members = [
        (name, name in required, is_sensitive(member), reader(member, above)) for name, member in shape.members.items()
    ]

    def read(value: Any, path: str, violations: list[str]) -> Params:
        if not isinstance(value, dict):
            raise SerializationException("Start of structure or map found where not expected.")
        cleaned: Params = {}
        for name, needed, sensitive, member in members:
            given = value.get(name)
            if given is not None:
                cleaned[name] = member(given, _below(path, name), violations)
            elif needed and name == "ConfirmationCode" and deviates("missing-code-is-compared"):
                cleaned[name] = ""
            elif needed and deviates("missing-member-text"):
                violations.append(f"Missing required field {name}")
            elif needed:
                violations.append(f"{shown(None, _below(path, name), sensitive=sensitive)} not be null")
        return cleaned

    return read


def _below(path: str, name: str) -> str:
    camel = lower_camel(name)
    return f"{path}.{camel}" if path and not deviates("violation-without-path") else camel


def _list(shape: Any, above: frozenset[str]) -> Reader:
    element, bounds = reader(shape.member, above), _length_check(shape, is_sensitive(shape.member))

    def read(value: Any, path: str, violations: list[str]) -> list[Any]:
        if not isinstance(value, list):
            raise SerializationException("Expected list or null")
        bounds(value, path, violations)
        return [element(item, f"{path}.{at}.member", violations) for at, item in enumerate(value, 1)]

    return read


def _map(shape: Any, above: frozenset[str]) -> Reader:
    element = reader(shape.value, above)

    def read(value: Any, path: str, violations: list[str]) -> Params:
        if not isinstance(value, dict):
            raise SerializationException("Expected map or null")
        return {
            key: element(item, f"{path}.{key}.member", violations) for key, item in value.items() if item is not None
        }

    return read


def _length_check(shape: Any, sensitive: bool) -> Callable[[Any, str, list[str]], None]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")

    def check(value: Any, path: str, violations: list[str]) -> None:
        overlooked = "short-session-looked-up" if len(value) < 20 else "session-too-long"
        if shape.name == "SessionType" and deviates(overlooked):
            return
        if most is not None and len(value) > most:
            head = shown(value, path, sensitive=sensitive)
            violations.append(f"{head} have length less than or equal to {most}")
        if least is not None and len(value) < least:
            head = shown(value, path, sensitive=sensitive)
            violations.append(f"{head} have length greater than or equal to {least}")

    return check


def _string(shape: Any, above: frozenset[str]) -> Reader:
    sensitive = is_sensitive(shape)
    bounds = _length_check(shape, sensitive)
    pattern = PATTERNS.get(shape.name, shape.metadata.get("pattern"))
    matches = matcher(pattern) if pattern else None
    allowed = frozenset(shape.enum)
    listed = ", ".join(ENUMS.get(shape.name, shape.enum))

    def read(value: Any, path: str, violations: list[str]) -> str:
        if (isinstance(value, dict) and deviates("json-objects-as-text")) or (
            isinstance(value, int) and deviates("json-numbers-as-text")
        ):
            value = str(value)
        if not isinstance(value, str):
            raise SerializationException(f"{_json_type(value)} can not be converted to a String")
        if not (shape.name == "PasswordType" and deviates("pw-no-maximum")) and not (
            shape.name == "AttributeValueType" and deviates("attr-no-maximum")
        ):
            bounds(value, path, violations)
        if matches and not matches(value) and not (shape.name == "PasswordType" and deviates("pw-outer-blank")):
            head = shown(value, path, sensitive=sensitive)
            violations.append(f"{head} satisfy regular expression pattern: {pattern}")
        if allowed and (value not in allowed or _refused(path, value)):
            mutant, order = OTHER_ORDERS.get(shape.name, ("", ""))
            order = varied(listed, mutant, order)
            violations.append(f"{shown(value, path, sensitive=sensitive)} satisfy enum value set: [{order}]")
        return value

    return read


def _integer(shape: Any, above: frozenset[str]) -> Reader:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")

    def read(value: Any, path: str, violations: list[str]) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            raise SerializationException(f"{_json_type(value)} can not be converted to an Integer")
        if most is not None and value > most:
            violations.append(f"{shown(value, path, sensitive=False)} have value less than or equal to {most}")
        if least is not None and value < least and not precedence_overlooked(shape):
            violations.append(f"{shown(value, path, sensitive=False)} have value greater than or equal to {least}")
        return int(value)

    return read


def _boolean(shape: Any, above: frozenset[str]) -> Reader:
    def read(value: Any, path: str, violations: list[str]) -> bool:
        if not isinstance(value, bool):
            raise SerializationException(f"{_json_type(value)} can not be converted to a Boolean")
        return value

    return read


READERS: dict[str, Callable[[Any, frozenset[str]], Reader]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "integer": _integer,
    "long": _integer,
    "boolean": _boolean,
}


def is_sensitive(shape: Any) -> bool:
    """Whether values of this shape stay out of texts."""
    return bool(shape.metadata.get("sensitive"))


def _json_type(value: Any) -> str:
    names = {bool: "TRUE_VALUE" if value else "FALSE_VALUE", int: "NUMBER_VALUE", float: "DECIMAL_VALUE"}
    return names.get(type(value), "START_OBJECT" if isinstance(value, dict) else "STRING_VALUE")


def parsed(body: bytes) -> Any:
    """The JSON of a request body."""
    try:
        return json.loads(body or b"{}")
    except ValueError:
        if deviates("json-broken-is-our-defect"):
            raise InternalErrorException("malformed JSON") from None
        raise SerializationException("Unexpected end-of-input or malformed JSON") from None


def precedence_overlooked(shape: Any) -> bool:
    """Whether a mutant takes a Precedence below zero, or finds it out when it has stored the rest."""
    found_late = deviates("group-negative") or deviates("group-described-before-checks")
    return shape.name == "PrecedenceType" and found_late
