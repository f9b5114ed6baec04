"""Terraform: the resources of one pool in ``terraform show -json`` of a plan or of a state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.pool.form.document import ID, PARTS, WHOLE_POOL, Members, PoolDocument, is_unknown, unknown
from conformance.pool.form.known import withheld
from conformance.pool.form.model import botocore_version
from conformance.pool.form.problems import PoolError
from conformance.pool.form.secrets import without_secrets
from conformance.pool.form.settle import settled
from conformance.pool.form.shapes import add_client
from conformance.pool.importing.typed import shape_of, typed

POOL = "aws_cognito_user_pool"
CANNOT_SAY = ("sessions", "replicas", "terms")
NOT_CONFIGURATION = frozenset({"aws_cognito_user", "aws_cognito_user_in_group"})
# Attributes that the provider computes and nobody chooses.
COMPUTED = frozenset(
    [
        "arn",
        "cloudfront_distribution",
        "cloudfront_distribution_arn",
        "cloudfront_distribution_zone_id",
        "creation_date",
        "css_version",
        "custom_domain",
        "endpoint",
        "estimated_number_of_users",
        "id",
        "image_url",
        "last_modified_date",
        "managed_login_branding_id",
        "region",
        "s3_bucket",
        "scope_identifiers",
        "settings_all",
        "tags_all",
        "user_pool_id",
        "version",
        "aws_account_id",
        "client_secret",
        "image_file",
        "name_prefix",
        "name_pattern",
        "client_id",
        "timeouts",
    ]
)
POOL_COMPUTED = frozenset({"domain"})
IN_MFA = frozenset(
    {"mfa_configuration", "software_token_mfa_configuration", "email_mfa_configuration", "web_authn_configuration"}
)
PARTS_OF = {
    "aws_cognito_user_pool_client": ("clients", "name"),
    "aws_cognito_managed_user_pool_client": ("clients", "name"),
    "aws_cognito_user_pool_domain": ("domains", "domain"),
    "aws_cognito_identity_provider": ("identity_providers", "provider_name"),
    "aws_cognito_resource_server": ("resource_servers", "identifier"),
    "aws_cognito_user_group": ("groups", "name"),
    "aws_cognito_risk_configuration": ("risk", ""),
    "aws_cognito_user_pool_ui_customization": ("ui", ""),
    "aws_cognito_managed_login_branding": ("branding", ""),
    "aws_cognito_log_delivery_configuration": ("log_delivery", ""),
}
# Attributes whose names are not those of the API in other letters; a dot names the object that the member is in.
RENAMED = {
    "pool": {
        "name": "PoolName",
        "tags": "UserPoolTags",
        "password_policy": "Policies.PasswordPolicy",
        "sign_in_policy": "Policies.SignInPolicy",
    },
    "clients": {"name": "ClientName"},
    "groups": {"name": "GroupName"},
    "resource_servers": {"scope": "Scopes"},
    "domains": {"certificate_arn": "CustomDomainConfig.CertificateArn"},
    "branding": {"asset": "Assets"},
    "mfa": {},
}
RENAMED_BELOW = {"from_email_address": "From", "recovery_mechanism": "RecoveryMechanisms"}


@dataclass(frozen=True)
class Resource:
    """One resource of a plan or a state, with what is only known after the plan was applied."""

    address: str
    kind: str
    values: Mapping[str, Any]
    after_unknown: Mapping[str, Any]
    expressions: Mapping[str, Any] | None  # of the configuration; None in a state


def import_plan(plan: Mapping[str, Any], where: str, wanted: str = "") -> PoolDocument:
    """The pool at the address ``wanted``, or the only one. Raises ``PoolError``."""
    resources = list(_resources(plan, where))
    pool = _pool(resources, where, wanted)
    alone = sum(one.kind == POOL for one in resources) == 1
    document = PoolDocument("terraform", where, botocore_version())
    document.not_stated = list(CANNOT_SAY)
    document.parts = {part: {} for part in PARTS if part not in CANNOT_SAY}
    document.parts["pool"], document.parts["mfa"] = _pool_parts(pool)
    clients = {one.address: one for one in resources if PARTS_OF.get(one.kind, ("",))[0] == "clients"}
    for resource in resources:
        if resource.kind not in PARTS_OF:
            continue
        if not alone and not _belongs(resource, pool):
            document.notes.append(f"{resource.address}: which of several pools is its own is unknown: not read")
            continue
        _add(document, resource, clients)
    return settled(document)


def _resources(plan: Mapping[str, Any], where: str) -> Iterator[Resource]:
    values = plan.get("planned_values") or plan.get("values")
    if not isinstance(values, Mapping) or not isinstance(values.get("root_module"), Mapping):
        raise PoolError(
            f"{where}: planned_values.root_module: there are no values; write the file with "
            "`terraform show -json PLANFILE`, and not with `terraform plan -json`"
        )
    changes = {one.get("address"): one.get("change") or {} for one in plan.get("resource_changes") or []}
    configured = dict(_configured((plan.get("configuration") or {}).get("root_module") or {}, ""))
    for one in _modules(values["root_module"]):
        address = str(one.get("address", ""))
        if one.get("mode", "managed") != "managed":
            continue
        after = changes.get(address, {}).get("after_unknown")
        expressions = configured.get(_without_keys(address)) if configured else None
        yield Resource(
            address,
            str(one.get("type")),
            one.get("values") or {},
            after if isinstance(after, Mapping) else {},
            expressions,
        )


def _modules(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources") or []
    for inner in module.get("child_modules") or []:
        yield from _modules(inner)


def _configured(module: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for one in module.get("resources") or []:
        yield f"{path}{one.get('address')}", one.get("expressions") or {}
    for name, call in (module.get("module_calls") or {}).items():
        yield from _configured(call.get("module") or {}, f"{path}module.{name}.")


def _without_keys(address: str) -> str:
    """The address in the configuration, where ``count`` and ``for_each`` have made no copies yet."""
    return re.sub(r"\[[^\]]*\]", "", address)


def _pool(resources: list[Resource], where: str, wanted: str) -> Resource:
    pools = {one.address: one for one in resources if one.kind == POOL}
    names = ", ".join(sorted(pools))
    if wanted:
        named = {address: one for address, one in pools.items() if wanted in (address, address.rpartition(".")[2])}
        if len(named) == 1:
            return next(iter(named.values()))
        raise PoolError(f"{where}: {wanted}: no {POOL} at this address; the pools are {names or 'none'}")
    if not pools:
        raise PoolError(f"{where}: no {POOL} among {len(resources)} resources; name the plan or state that has it")
    if len(pools) > 1:
        raise PoolError(f"{where}: several pools: {names}; name one, for example '{where}#{sorted(pools)[0]}'")
    return next(iter(pools.values()))


def _belongs(resource: Resource, pool: Resource) -> bool:
    """Whether a resource is of this pool, by its id where that is known, otherwise by what the code refers to."""
    given = resource.values.get("user_pool_id")
    if given:
        return bool(given == pool.values.get("id"))
    return any(_without_keys(pool.address).endswith(one) for one in _references(resource, "user_pool_id"))


def _references(resource: Resource, attribute: str) -> list[str]:
    found = (resource.expressions or {}).get(attribute)
    listed = found.get("references") or [] if isinstance(found, Mapping) else []
    return [str(one) for one in listed]


def _pool_parts(pool: Resource) -> tuple[Members, Members]:
    given = {name: value for name, value in _given(pool).items() if name not in POOL_COMPUTED}
    members = _members("pool", {name: value for name, value in given.items() if name not in IN_MFA})
    mfa = _members("mfa", {name: value for name, value in given.items() if name in IN_MFA})
    mode = mfa.setdefault("MfaConfiguration", "OFF")
    if mode != "OFF" and members.get("SmsConfiguration"):  # the provider turns SMS on wherever it can be sent
        mfa["SmsMfaConfiguration"] = {}
    return members, mfa


def _add(document: PoolDocument, resource: Resource, clients: Mapping[str, Resource]) -> None:
    part, name = PARTS_OF[resource.kind]
    given = _given(resource)
    members = _members(part, {n: v for n, v in given.items() if not (n == name and part == "domains")})
    if part == "log_delivery":
        document.parts[part] = members
        return
    if part == "clients":
        secret = bool(resource.values.get("client_secret")) or members.get("GenerateSecret") is True
        members = {ID: str(resource.values.get("id") or resource.address), **members, "GenerateSecret": secret}
    key = _key(given.get(name), resource) if name else _client_of(resource, clients)
    if part == "clients":
        add_client(document.parts[part], key, members)
        return
    document.parts[part][key] = members


def _key(name: Any, resource: Resource) -> str:
    return str(name) if isinstance(name, str) and name else f"?{resource.address}"


def _client_of(resource: Resource, clients: Mapping[str, Resource]) -> str:
    """The client that a resource is about, as the document calls it."""
    given, references = resource.values.get("client_id"), _references(resource, "client_id")
    for address, client in clients.items():
        if (given and given == client.values.get("id")) or any(_without_keys(address) == r for r in references):
            return _key(_given(client).get("name"), client)
    return WHOLE_POOL if not references and given in (None, "", "ALL") else f"?{resource.address}"


def _given(resource: Resource) -> Members:
    """What somebody chose: values without what is computed, and what will only be known, as unknown.

    The provider lists attributes that nobody wrote as unknown too. The configuration decides which those are.
    """
    found = {n: v for n, v in resource.values.items() if n not in COMPUTED and not _empty(v)}
    for name, open_part in resource.after_unknown.items():
        if name in COMPUTED or not _any(open_part):
            continue
        if resource.expressions is not None and name not in resource.expressions:
            continue
        references = _references(resource, name)
        why = f"{resource.address}.{name}: known after apply" + (f" ({references[0]})" if references else "")
        found[name] = _opened(found.get(name), open_part, why)
    return found


def _any(tree: Any) -> bool:
    inner = tree.values() if isinstance(tree, Mapping) else tree if isinstance(tree, list) else ()
    return tree is True or any(_any(one) for one in inner)


def _opened(value: Any, tree: Any, why: str) -> Any:
    """The value with what is not known yet in it; an element of a set may have no place of its own."""
    if tree is True:
        return unknown(why)
    if isinstance(tree, list):
        known = value if isinstance(value, list) else []
        pairs = [(known[number] if number < len(known) else None, inner) for number, inner in enumerate(tree)]
        return [_opened(one, inner, why) for one, inner in pairs] + known[len(tree) :]
    if isinstance(tree, Mapping):
        base = dict(value) if isinstance(value, Mapping) else {}
        return base | {name: _opened(base.get(name), inner, why) for name, inner in tree.items() if _any(inner)}
    return value


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


# -- names and shapes --------------------------------------------------------------------------------------------------


def _members(part: str, given: Mapping[str, Any]) -> Members:
    found = _structure(shape_of(part), given, RENAMED.get(part, {}))
    return withheld(part, without_secrets(typed(part, found)))


def _structure(shape: Any, given: Mapping[str, Any], renamed: Mapping[str, str]) -> Members:
    names = {name.lower(): name for name in shape.members}
    found: Members = {}
    for attribute, value in given.items():
        if _empty(value):
            continue
        name = renamed.get(attribute) or names.get(attribute.replace("_", "").lower()) or attribute
        outer, _, inner = name.rpartition(".")
        target, holder = (found.setdefault(outer, {}), shape.members[outer]) if outer else (found, shape)
        known = holder.members.get(inner) if hasattr(holder, "members") else None
        target[inner] = _value(known, value) if known is not None else value
    return found


def _value(shape: Any, value: Any) -> Any:
    """A block that stands at most once is a list of one in Terraform, and an object in the API."""
    if is_unknown(value):
        return value
    if shape.type_name == "structure":
        single = value[0] if isinstance(value, list) and value else value
        if not isinstance(single, Mapping) or is_unknown(single):
            return single
        return _structure(shape, single, RENAMED_BELOW)
    if shape.type_name == "list":
        listed = value if isinstance(value, list) else [value]
        return [_value(shape.member, one) for one in listed]
    return value
