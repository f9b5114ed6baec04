"""CloudFormation: the resources of one pool in a template, which may be CDK's, SAM's, Serverless's or Amplify's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.pool.form.document import (
    ID,
    PARTS,
    UNKNOWN,
    WHOLE_POOL,
    Members,
    PoolDocument,
    is_unknown,
    unknown,
)
from conformance.pool.form.known import withheld
from conformance.pool.form.model import botocore_version
from conformance.pool.form.problems import PoolError
from conformance.pool.form.secrets import without_secrets
from conformance.pool.form.settle import settled
from conformance.pool.form.shapes import add_client
from conformance.pool.importing.intrinsics import ABSENT, Resolver
from conformance.pool.importing.typed import typed

POOL = "AWS::Cognito::UserPool"
CANNOT_SAY = ("sessions", "replicas")  # CloudFormation has no words for these parts
NOT_CONFIGURATION = frozenset(
    {"AWS::Cognito::UserPoolUser", "AWS::Cognito::UserPoolUserToGroupAttachment", "AWS::Cognito::UserPool"}
)
RENAMED = {"UserPoolName": "PoolName"}
SHOWN_ALONE = frozenset({"Arn", "ProviderName", "ProviderURL", "UserPoolId"})  # what reading a pool adds
IN_MFA = frozenset(
    {
        "MfaConfiguration",
        "EnabledMfas",
        "EmailAuthenticationMessage",
        "EmailAuthenticationSubject",
        "WebAuthnRelyingPartyID",
        "WebAuthnUserVerification",
        "WebAuthnFactorConfiguration",
    }
)
PASSKEYS = {
    "WebAuthnRelyingPartyID": "RelyingPartyId",
    "WebAuthnUserVerification": "UserVerification",
    "WebAuthnFactorConfiguration": "FactorConfiguration",
}


@dataclass(frozen=True)
class Resource:
    """One resource of a template."""

    logical: str
    kind: str
    properties: Mapping[str, Any]
    condition: str


def import_template(
    template: Mapping[str, Any], where: str, wanted: str = "", parameters: Mapping[str, Any] | None = None
) -> PoolDocument:
    """The pool with the logical id ``wanted``, or the only one. Raises ``PoolError``."""
    _check(template, where)
    reading = _Reading(template, where, parameters or {})
    pool = reading.pool(wanted)
    document = PoolDocument("cloudformation", where, botocore_version())
    document.not_stated = list(CANNOT_SAY)
    document.parts = {part: {} for part in PARTS if part not in CANNOT_SAY}
    reading.add_pool(document, pool)
    for resource in reading.resources:
        reading.add(document, resource, pool)
    document.parts["clients"] = dict(sorted(document.parts["clients"].items()))
    return settled(document)


def _check(template: Any, where: str) -> None:
    if not isinstance(template, Mapping):
        raise PoolError(f"{where}: no template: an object with Resources is needed, not a {type(template).__name__}")
    resources = template.get("Resources")
    if not isinstance(resources, Mapping) or not resources:
        raise PoolError(f"{where}: Resources: there are none; name a CloudFormation template that has some")
    for name, resource in resources.items():
        if not isinstance(resource, Mapping) or not isinstance(resource.get("Type"), str):
            raise PoolError(f"{where}{_line(resource)}: Resources.{name}: a resource with a Type is needed")
        if not isinstance(resource.get("Properties") or {}, Mapping):
            raise PoolError(f"{where}{_line(resource)}: Resources.{name}.Properties: an object is needed")


def _line(node: Any) -> str:
    mark = getattr(node, "start_mark", None)
    return f":{mark.line + 1}" if mark is not None else ""


class _Reading:
    """One template that is being read."""

    def __init__(self, template: Mapping[str, Any], where: str, parameters: Mapping[str, Any]) -> None:
        self.where = where
        self.resolver = Resolver(template, parameters)
        self.resources = [
            Resource(str(name), str(one["Type"]), one.get("Properties") or {}, str(one.get("Condition") or ""))
            for name, one in template["Resources"].items()
        ]
        self.raw = template["Resources"]

    def pool(self, wanted: str) -> Resource:
        """The pool that is asked for. Raises ``PoolError``."""
        pools = {one.logical: one for one in self.resources if one.kind == POOL}
        names = ", ".join(sorted(pools))
        if wanted and wanted in pools:
            return pools[wanted]
        if wanted:
            known = f"the pools are {names}" if pools else "the template has no pool"
            raise PoolError(f"{self.where}: Resources.{wanted}: there is no {POOL} of this name; {known}")
        if not pools:
            raise PoolError(
                f"{self.where}: Resources: no {POOL} among {len(self.resources)}; name the stack that has it"
            )
        if len(pools) > 1:
            first = sorted(pools)[0]
            raise PoolError(f"{self.where}: several pools: {names}; name one, for example '{self.where}#{first}'")
        return next(iter(pools.values()))

    def add_pool(self, document: PoolDocument, pool: Resource) -> None:
        """The parts ``pool`` and ``mfa``."""
        found = self._properties(pool)
        members = {RENAMED.get(n, n): v for n, v in found.items() if n not in IN_MFA | SHOWN_ALONE}
        if triggers := self._sam_triggers(pool.logical):
            members["LambdaConfig"] = {**triggers, **(members.get("LambdaConfig") or {})}
        document.parts["pool"] = _members("pool", members)
        document.parts["mfa"] = _members("mfa", _mfa(found))
        if isinstance(found.get("MfaConfiguration"), bool):
            document.notes.append(
                f"Resources.{pool.logical}.MfaConfiguration: YAML reads ON and OFF without quotes as true and false, "
                "which CloudFormation refuses; write them in quotes"
            )
        if pool.condition and self.resolver.condition(pool.condition) is not True:
            document.notes.append(f"Resources.{pool.logical} is made only under the condition {pool.condition}")

    def add(self, document: PoolDocument, resource: Resource, pool: Resource) -> None:
        """What another resource adds to the pool."""
        if not resource.kind.startswith("AWS::Cognito::UserPool") and resource.kind not in ADDED:
            return
        if resource.kind in NOT_CONFIGURATION:
            return
        place = f"Resources.{resource.logical}"
        owner = self._owner(resource)
        if owner is None:
            document.notes.append(
                f"{place} ({resource.kind}): UserPoolId is no Ref to a pool of this template: not read"
            )
        if owner != pool.logical:
            return
        held = self.resolver.condition(resource.condition) if resource.condition else True
        if held is False:
            return
        if resource.kind not in ADDED:
            document.notes.append(f"{place}: this version of the suite does not know {resource.kind}")
            return
        part, key, members = ADDED[resource.kind](self, resource)
        if held is None:
            members = {UNKNOWN: f"the condition {resource.condition} is unknown"}
        if part == "log_delivery":
            document.parts[part] = members
        elif part == "clients":
            add_client(document.parts[part], key, members)
        else:
            document.parts[part][key] = members

    def _owner(self, resource: Resource) -> str | None:
        """The logical id of the pool that a resource belongs to; None where it names none of this template."""
        for logical in _referred(resource.properties.get("UserPoolId")):
            if self.raw.get(logical, {}).get("Type") == POOL:
                return logical
        return None

    def _properties(self, resource: Resource) -> Members:
        found = self.resolver.value(resource.properties)
        if is_unknown(found) or found is ABSENT:
            raise PoolError(f"{self.where}: Resources.{resource.logical}.Properties: they cannot be resolved")
        return {name: value for name, value in found.items() if name != "UserPoolId"}

    def _sam_triggers(self, pool: str) -> Members:
        """The triggers that functions of SAM name in their events."""
        found: Members = {}
        for function in self.resources:
            if function.kind != "AWS::Serverless::Function":
                continue
            for event in _events(function):
                if pool in _referred(event.get("UserPool")):
                    for trigger in _listed(event.get("Trigger")):
                        found[str(trigger)] = unknown(f"GetAtt {function.logical}.Arn")
        return found

    def item(self, resource: Resource, part: str, name: str) -> tuple[str, Members]:
        """The name and the members of a resource; one whose name is not known is called by its logical id."""
        found = self._properties(resource)
        key = found.get(name)
        members = _members(part, found)
        if part == "domains":
            members.pop("Domain", None)
        return (str(key) if isinstance(key, str | int) else f"?{resource.logical}"), members

    def of_client(self, resource: Resource) -> str:
        """The client that a resource is about, as the document calls it."""
        given = resource.properties.get("ClientId")
        for logical in _referred(given):
            client = next((one for one in self.resources if one.logical == logical), None)
            if client is not None:
                return self.item(client, "clients", "ClientName")[0]
        return WHOLE_POOL if given in (None, "ALL") else f"?{resource.logical}"


def _referred(node: Any) -> Iterator[str]:
    """The logical ids that a node is a plain reference to."""
    if isinstance(node, Mapping) and len(node) == 1:
        if isinstance(node.get("Ref"), str):
            yield str(node["Ref"])
        attribute = node.get("Fn::GetAtt")
        if isinstance(attribute, str):
            yield attribute.partition(".")[0]
        elif isinstance(attribute, list) and attribute:
            yield str(attribute[0])
        text = node.get("Fn::Sub")
        if isinstance(text, str) and text.startswith("${") and text.endswith("}"):
            yield text[2:-1]


def _events(function: Resource) -> Iterator[Mapping[str, Any]]:
    events = function.properties.get("Events")
    for event in events.values() if isinstance(events, Mapping) else ():
        if isinstance(event, Mapping) and event.get("Type") == "Cognito":
            yield event.get("Properties") or {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _members(part: str, found: Mapping[str, Any]) -> Members:
    return withheld(part, without_secrets(typed(part, found)))


def _mfa(found: Mapping[str, Any]) -> Members:
    """SetUserPoolMfaConfig as CloudFormation makes it of the pool's properties."""
    mfa: Members = {"MfaConfiguration": found["MfaConfiguration"]} if "MfaConfiguration" in found else {}
    factors = found.get("EnabledMfas")
    if factors is None:  # CreateUserPool turns SMS on wherever MFA is, and CloudFormation leaves that alone
        factors = ["SMS_MFA"] if found.get("SmsConfiguration") and mfa.get("MfaConfiguration", "OFF") != "OFF" else []
    if is_unknown(factors):
        return mfa | {"SoftwareTokenMfaConfiguration": factors, "SmsMfaConfiguration": factors}
    if "SMS_MFA" in factors:
        mfa["SmsMfaConfiguration"] = {}
    if "SOFTWARE_TOKEN_MFA" in factors:
        mfa["SoftwareTokenMfaConfiguration"] = {"Enabled": True}
    if "EMAIL_OTP" in factors:
        texts = {"Message": found.get("EmailAuthenticationMessage"), "Subject": found.get("EmailAuthenticationSubject")}
        mfa["EmailMfaConfiguration"] = {name: text for name, text in texts.items() if text is not None}
    passkeys = {member: found[name] for name, member in PASSKEYS.items() if name in found}
    return mfa | ({"WebAuthnConfiguration": passkeys} if passkeys else {})


# -- what each type of resource adds: the part, the name, the members -------------------------------------------------

Added = tuple[str, str, Members]


def _client(reading: _Reading, resource: Resource) -> Added:
    key, members = reading.item(resource, "clients", "ClientName")
    kept = {name: value for name, value in members.items() if name not in ("ClientId", "Name")}
    return "clients", key, {ID: resource.logical, **kept}


def _plain(part: str, name: str) -> Callable[[_Reading, Resource], Added]:
    def read(reading: _Reading, resource: Resource) -> Added:
        key, members = reading.item(resource, part, name)
        return part, key, {n: v for n, v in members.items() if n not in ("CloudFrontDistribution", "ClientId")}

    return read


def _per_client(part: str, *less: str) -> Callable[[_Reading, Resource], Added]:
    def read(reading: _Reading, resource: Resource) -> Added:
        _, members = reading.item(resource, part, "")
        return part, reading.of_client(resource), {n: v for n, v in members.items() if n not in ("ClientId", *less)}

    return read


def _terms(reading: _Reading, resource: Resource) -> Added:
    key, members = reading.item(resource, "terms", "TermsName")
    kept = {name: value for name, value in members.items() if name not in ("ClientId", "TermsId")}
    return "terms", f"{key} of {reading.of_client(resource)}", kept


def _log_delivery(reading: _Reading, resource: Resource) -> Added:
    _, members = reading.item(resource, "log_delivery", "")
    return "log_delivery", "", {name: value for name, value in members.items() if name != "Id"}


ADDED: dict[str, Callable[[_Reading, Resource], Added]] = {
    "AWS::Cognito::UserPoolClient": _client,
    "AWS::Cognito::UserPoolDomain": _plain("domains", "Domain"),
    "AWS::Cognito::UserPoolIdentityProvider": _plain("identity_providers", "ProviderName"),
    "AWS::Cognito::UserPoolResourceServer": _plain("resource_servers", "Identifier"),
    "AWS::Cognito::UserPoolGroup": _plain("groups", "GroupName"),
    "AWS::Cognito::UserPoolRiskConfigurationAttachment": _per_client("risk"),
    "AWS::Cognito::UserPoolUICustomizationAttachment": _per_client("ui"),
    "AWS::Cognito::ManagedLoginBranding": _per_client("branding", "ManagedLoginBrandingId", "ReturnMergedResources"),
    "AWS::Cognito::Terms": _terms,
    "AWS::Cognito::LogDeliveryConfiguration": _log_delivery,
}
