"""User pools: creation, description, update, deletion."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from targets.reference.core import ids
from targets.reference.core.api import Answer, Call, Params, operation
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import date
from targets.reference.core.errors import InvalidParameterException
from targets.reference.core.keys import key_pair
from targets.reference.core.paging import page
from targets.reference.core.schema import custom_attribute, schema_from
from targets.reference.core.state import Pool
from targets.reference.operations import pool_settings
from targets.reference.operations.mfa_settings import check_update as check_mfa_update

# Documented: immutable once the pool exists.
FIXED = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration")
MOST = ("LambdaConfig", "AdminCreateUserConfig", "VerificationMessageTemplate")  # that a mutant overlooks
CUSTOM_ATTRIBUTES = 50


@operation("CreateUserPool")
def create_user_pool(call: Call) -> Answer:
    """A pool. Recorded and documented: what is left out gets the defaults below."""
    if not call["PoolName"].replace("-", "").isalnum() and deviates("pool-name-of-letters-only"):
        raise InvalidParameterException("Invalid pool name.")
    settings = pool_settings.settings_from(call.params)
    pool_settings.check_request(call.params, creating=True)
    pool_settings.check(settings, {}, creating=True)
    check_names(call.params)
    schema = schema_from(call.get("Schema", []))
    _check_custom_count(len([name for name in schema if ":" in name]))
    id_key, access_key = key_pair(call.store.next_turn())
    pool = Pool(
        id=ids.pool_id(call.region),
        name=call["PoolName"],
        account=call.store.account,
        region=call.region,
        created=call.now,
        modified=call.now,
        settings=settings | {name: call[name] for name in FIXED if name in call.params},
        schema=schema,
        id_key=id_key,
        access_key=access_key,
        simulation_key=secrets.token_bytes(32),
    )
    call.store.pools[pool.id] = pool
    hidden = {"pool-created-without-schema": "SchemaAttributes", "pool-created-without-functions": "LambdaConfig"}
    left_out = [name for mutant, name in hidden.items() if deviates(mutant)]
    more: Params = {"AliasAttributes": []} if deviates("pool-created-with-empty-lists") else {}
    return {"UserPool": more | {name: value for name, value in described(pool).items() if name not in left_out}}


@operation("DescribeUserPool")
def describe_user_pool(call: Call) -> Answer:
    """The pool's settings and schema."""
    return {"UserPool": described(call.pool())}


@operation("UpdateUserPool")
def update_user_pool(call: Call) -> Answer:
    """Measured: what is left out is kept or reset, member by member."""
    pool = call.pool()
    settings = pool_settings.updated(pool.settings, call.params)
    if deviates("pool-tags-before-checks"):
        pool.settings["UserPoolTags"] = settings["UserPoolTags"]
    pool_settings.check_request(call.params, creating=False)
    pool_settings.check(settings, pool.mfa, creating=False)
    check_mfa_update(pool, call.params)
    fixed = {name: pool.settings[name] for name in FIXED if name in pool.settings}
    if deviates("pool-update-forgets-names"):
        fixed = {}
    if {"AccountRecoverySetting", "LambdaConfig"} <= call.params.keys() and deviates(
        "pool-update-recovery-or-functions"
    ):
        settings["LambdaConfig"] = pool.settings["LambdaConfig"]
    if "Policies" in call.params and deviates("pool-update-without-policy"):
        settings["Policies"] = pool.settings["Policies"]
    if deviates("pool-update-ignores-most"):
        settings |= {name: pool.settings[name] for name in MOST if name in pool.settings}
    pool.settings = settings | fixed
    pool.name = call.get("PoolName", varied(pool.name, "pool-update-loses-name", "pool"))
    pool.modified = call.now
    if deviates("update-of-pool-resets-users"):
        for user in pool.users.values():
            user.attributes |= {"email_verified": "false"}
    if "VerificationMessageTemplate" in call.params and deviates("update-of-pool-fills-in-template"):
        template = pool.settings["VerificationMessageTemplate"]
        pool.settings["VerificationMessageTemplate"] = template | {"EmailSubject": "Your verification code"}
    return {}


@operation("DeleteUserPool")
def delete_user_pool(call: Call) -> Answer:
    """Documented: not while it is protected. Recorded: not while it has a domain."""
    pool = call.pool()
    if deviates("refused-deletion-takes-clients"):
        for client_id in pool.clients:
            call.store.clients.pop(client_id, None)
    protected = pool.settings["DeletionProtection"] == "ACTIVE"
    if deviates("refused-deletion-ends-protection"):
        pool.settings["DeletionProtection"] = "INACTIVE"
    if protected and not deviates("pool-protection-ignored"):
        text = (
            "The user pool cannot be deleted because deletion protection is activated. "
            "Deletion protection must be inactivated first."
        )
        raise InvalidParameterException(varied(text, "pool-protection-text", "Deletion protection is active."))
    if pool.domain and not deviates("pool-deleted-with-domain"):
        text = "User pool cannot be deleted. It has a domain configured that should be deleted first."
        raise InvalidParameterException(varied(text, "pool-with-domain-text", "The pool has a domain."))
    for client_id in pool.clients:
        call.store.clients.pop(client_id, None)
    if not deviates("pool-deleted-remains"):
        del call.store.pools[pool.id]
        call.store.domain_states.pop(pool.id, None)
    return {}


@operation("ListUserPools")
def list_user_pools(call: Call) -> Answer:
    """Pools, oldest first."""
    pools = list(call.store.pools.values())
    if call.get("NextToken") and deviates("pool-list-repeats-first"):
        pools.append(pools[0])
    shown, token = page(call, pools, lambda pool: pool.id, call["MaxResults"], "NextToken")
    listed = [_summary(pool) for pool in shown]
    for entry in listed if deviates("pools-listed-without-functions") else ():
        del entry["LambdaConfig"]
    return {"UserPools": listed} | token


@operation("AddCustomAttributes")
def add_custom_attributes(call: Call) -> Answer:
    """Custom attributes for good: they cannot be removed or renamed."""
    pool = call.pool()
    added = [custom_attribute(entry) for entry in call["CustomAttributes"]]
    for attribute in added:
        if attribute.name in pool.schema and not deviates("attr-added-twice"):
            if deviates("attributes-added-until-refused"):
                pool.schema |= {each.name: each for each in added if each.name not in pool.schema}
            text = f"{attribute.name}: Existing attribute already has name {attribute.name}."
            raise InvalidParameterException(varied(text, "attr-added-twice-text", f"{attribute.name} exists."))
    _check_custom_count(len([name for name in pool.schema if ":" in name]) + len(added))
    if deviates("attr-later-ones-closed"):
        added = [replace(attribute, developer_only=True) for attribute in added]
    for name in [name for name in pool.schema if ":" in name] if deviates("attr-later-ones-close-others") else ():
        pool.schema[name] = replace(pool.schema[name], mutable=False)
    if not deviates("attr-later-ones-lost"):
        pool.schema.update({attribute.name: attribute for attribute in added})
    for other in call.store.pools.values() if deviates("pool-change-reaches-namesakes") else ():
        if other.name == pool.name:
            other.schema.update({attribute.name: attribute for attribute in added})
    return {}


def described(pool: Pool) -> Params:
    """UserPool as the API shows it."""
    return distorted(pool, _described(pool))


def distorted(pool: Pool, shown: Params) -> Params:
    """What mutants show instead."""
    shown = dict(shown)
    for mutant, name in HIDDEN.items():
        if deviates(mutant):
            shown.pop(name, None)
    for mutant, (name, value) in FILLED_IN.items():
        if deviates(mutant):
            shown.setdefault(name, value)
    for mutant, (name, value) in REPLACED_BY.items():
        if deviates(mutant):
            shown[name] = value
    if deviates("pre-token-config-not-shown"):
        hidden = "PreTokenGenerationConfig"
        shown["LambdaConfig"] = {name: value for name, value in shown["LambdaConfig"].items() if name != hidden}
    if deviates("pool-name-in-small-letters"):
        shown["Name"] = pool.name.lower()
    if deviates("pool-factors-not-shown"):
        shown["Policies"] = {name: value for name, value in shown["Policies"].items() if name != "SignInPolicy"}
    if deviates("pool-factors-always-default"):
        shown["Policies"] = {**shown["Policies"], "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}}
    if deviates("pool-counts-one-more"):
        shown["EstimatedNumberOfUsers"] += 1
    shown["SchemaAttributes"] = distorted_schema([distorted_attribute(one) for one in shown["SchemaAttributes"]])
    return shown


def distorted_schema(shown: list[Params]) -> list[Params]:
    """The attributes that mutants show of a schema."""
    if deviates("pool-schema-without-updated-at"):
        shown = [one for one in shown if one["Name"] != "updated_at"]
    custom = [one for one in shown if ":" in one["Name"]]
    return custom if custom and deviates("pool-schema-of-custom-alone") else shown


def distorted_attribute(shown: Params) -> Params:
    """An attribute of the schema as mutants show it."""
    name = shown["Name"]
    if deviates("pool-custom-without-prefix"):
        name = name.removeprefix("custom:")
    if deviates("pool-custom-prefix-once"):
        name = name.replace("custom:custom:", "custom:")
    return shown | {"Name": name, "Mutable": shown["Mutable"] or deviates("pool-sub-can-be-changed")}


FILLED_IN = {
    "pool-case-filled-in": ("UsernameConfiguration", {"CaseSensitive": True}),
    "pool-with-device-configuration": ("DeviceConfiguration", {"ChallengeRequiredOnNewDevice": False}),
}
REPLACED_BY: dict[str, tuple[str, Any]] = {
    "pool-without-sign-up-switch": ("AdminCreateUserConfig", {"UnusedAccountValidityDays": 7}),
    "pool-tier-always-default": ("UserPoolTier", "ESSENTIALS"),
    "mfa-mode-not-described": ("MfaConfiguration", "OFF"),
}
HIDDEN = {
    "pool-protection-not-shown": "DeletionProtection",
    "pool-mfa-not-shown": "MfaConfiguration",
    "pool-mail-not-shown": "EmailConfiguration",
    "pool-text-messages-not-shown": "SmsAuthenticationMessage",
    "pool-tier-not-shown": "UserPoolTier",
    "pool-device-configuration-not-shown": "DeviceConfiguration",
    "tags-not-described": "UserPoolTags",
}


def _described(pool: Pool) -> Params:
    shown = {
        "Id": pool.id,
        "Name": pool.name,
        "Arn": pool.arn,
        "CreationDate": date(pool.created),
        "LastModifiedDate": date(pool.modified),
        "EstimatedNumberOfUsers": len(pool.users),
        "SchemaAttributes": [attribute.described() for attribute in pool.schema.values()],
    }
    if pool.domain and not deviates("domain-not-shown-by-pool"):
        shown["CustomDomain" if "CustomDomainConfig" in pool.domain_settings else "Domain"] = pool.domain
    return shown | pool.settings


def _summary(pool: Pool) -> Params:
    return {
        "Id": pool.id,
        "Name": pool.name,
        "LambdaConfig": pool.settings["LambdaConfig"],
        "CreationDate": date(pool.created),
        "LastModifiedDate": date(pool.modified),
    }


def check_names(requested: Params) -> None:
    """How users may be named is settled once, at creation."""
    aliases: list[str] = requested.get("AliasAttributes", [])
    if aliases and requested.get("UsernameAttributes") and not deviates("pool-aliases-and-names"):
        text = "Only one of the aliasAttributes or usernameAttributes can be set in a User pool."
        raise InvalidParameterException(varied(text, "pool-aliases-and-names-text", "Aliases or names."))
    required: list[Any] = [entry["Name"] for entry in requested.get("Schema", []) if entry.get("Required")]
    if "preferred_username" in aliases and "preferred_username" in required and not deviates("pool-required-alias"):
        raise InvalidParameterException("preferred_username cannot be both an alias and a required attribute.")


def _check_custom_count(count: int) -> None:
    if count > CUSTOM_ATTRIBUTES:
        raise InvalidParameterException(f"A user pool cannot have more than {CUSTOM_ATTRIBUTES} custom attributes.")
