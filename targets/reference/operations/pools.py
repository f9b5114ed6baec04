"""User pools: creation, description, update by replacement, deletion."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from targets.reference.core import ids
from targets.reference.core.api import Answer, Call, Params, operation
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import date
from targets.reference.core.errors import FeatureUnavailableInTierException, InvalidParameterException
from targets.reference.core.keys import key_pair
from targets.reference.core.paging import page
from targets.reference.core.schema import custom_attribute, schema_from
from targets.reference.core.state import Pool
from targets.reference.operations.mfa_settings import check_update as check_mfa_update

# What UpdateUserPool replaces; left out there, a member goes back to its default.
REPLACED = [
    "DeletionProtection",
    "LambdaConfig",
    "AutoVerifiedAttributes",
    "SmsVerificationMessage",
    "EmailVerificationMessage",
    "EmailVerificationSubject",
    "VerificationMessageTemplate",
    "SmsAuthenticationMessage",
    "UserAttributeUpdateSettings",
    "MfaConfiguration",
    "DeviceConfiguration",
    "EmailConfiguration",
    "SmsConfiguration",
    "UserPoolTags",
    "UserPoolAddOns",
    "AccountRecoverySetting",
    "UserPoolTier",
    "AdminCreateUserConfig",
    "IssuerConfiguration",
]
# Documented: immutable once the pool exists.
FIXED = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration")
# Documented: an SMS configuration cannot be taken away.
KEPT = ("SmsConfiguration",)
CUSTOM_ATTRIBUTES = 50
RECOVERY_BY_ADMIN = "admin_only"


@operation("CreateUserPool")
def create_user_pool(call: Call) -> Answer:
    """A pool. Recorded and documented: what is left out gets the defaults below."""
    if deviates("pool-name-of-letters-only") and not call["PoolName"].replace("-", "").isalnum():
        raise InvalidParameterException("Invalid pool name.")
    check_settings(call.params, creating=True)
    check_names(call.params)
    schema = schema_from(call.get("Schema", []))
    _check_custom_count(len([name for name in schema if ":" in name]))
    id_key, access_key = key_pair(call.store.next_turn())
    pool = Pool(
        id=ids.pool_id(call.region),
        name=call["PoolName"],
        region=call.region,
        created=call.now,
        modified=call.now,
        settings=settings_from(call.params) | {name: call[name] for name in FIXED if name in call.params},
        schema=schema,
        id_key=id_key,
        access_key=access_key,
        simulation_key=secrets.token_bytes(32),
    )
    call.store.pools[pool.id] = pool
    return {"UserPool": described(pool)}


@operation("DescribeUserPool")
def describe_user_pool(call: Call) -> Answer:
    """The pool's settings and schema."""
    return {"UserPool": described(call.pool())}


@operation("UpdateUserPool")
def update_user_pool(call: Call) -> Answer:
    """Documented: a full replacement of what the request can hold."""
    pool = call.pool()
    check_settings(call.params, creating=False)
    check_mfa_update(pool, call.params)
    fixed = {name: pool.settings[name] for name in FIXED if name in pool.settings}
    kept = {name: pool.settings[name] for name in KEPT if name in pool.settings}
    if deviates("pool-update-forgets-names"):
        fixed = {}
    before = pool.settings
    pool.settings = kept | settings_from(call.params) | fixed
    if deviates("pool-update-merges"):
        pool.settings = before | {name: pool.settings[name] for name in call.params if name in pool.settings}
    if "Policies" in call.params and deviates("pool-update-without-policy"):
        pool.settings["Policies"] = before["Policies"]
    pool.name = call.get("PoolName", pool.name)
    pool.modified = call.now
    return {}


@operation("DeleteUserPool")
def delete_user_pool(call: Call) -> Answer:
    """Documented: not while it is protected. Recorded: not while it has a domain."""
    pool = call.pool()
    if pool.settings["DeletionProtection"] == "ACTIVE" and not deviates("pool-protection-ignored"):
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
    return {"UserPools": [_summary(pool) for pool in shown]} | token


@operation("AddCustomAttributes")
def add_custom_attributes(call: Call) -> Answer:
    """Custom attributes for good: they cannot be removed or renamed."""
    pool = call.pool()
    added = [custom_attribute(entry) for entry in call["CustomAttributes"]]
    for attribute in added:
        if attribute.name in pool.schema:
            raise InvalidParameterException(f"{attribute.name}: Existing attribute already has name {attribute.name}.")
    _check_custom_count(len([name for name in pool.schema if ":" in name]) + len(added))
    if deviates("attr-later-ones-closed"):
        added = [replace(attribute, developer_only=True) for attribute in added]
    if not deviates("attr-later-ones-lost"):
        pool.schema.update({attribute.name: attribute for attribute in added})
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
    if deviates("pool-counts-one-more"):
        shown["EstimatedNumberOfUsers"] += 1
    shown["SchemaAttributes"] = [distorted_attribute(one) for one in shown["SchemaAttributes"]]
    if deviates("pool-schema-without-updated-at"):
        shown["SchemaAttributes"] = [one for one in shown["SchemaAttributes"] if one["Name"] != "updated_at"]
    return shown


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
    "pool-tier-not-shown": "UserPoolTier",
    "pool-device-configuration-not-shown": "DeviceConfiguration",
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
    if pool.domain:
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


def settings_from(requested: Params) -> Params:
    """Settings with the defaults filled in."""
    defaults: Params = {
        "DeletionProtection": "INACTIVE",
        "LambdaConfig": {},
        "MfaConfiguration": "OFF",
        "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
        "UserPoolTags": {},
        "UserPoolTier": "ESSENTIALS",
    }
    given = {name: requested[name] for name in REPLACED if name in requested}
    creation = {"AllowAdminCreateUserOnly": False} | requested.get("AdminCreateUserConfig", {})
    policies = policies_from(requested.get("Policies", {}), validity_days=creation.get("UnusedAccountValidityDays"))
    validity = policies["PasswordPolicy"]["TemporaryPasswordValidityDays"]
    return (
        defaults
        | given
        | {
            "Policies": policies,
            "AdminCreateUserConfig": creation | {"UnusedAccountValidityDays": validity},
        }
    )


def policies_from(requested: Params, *, validity_days: int | None) -> Params:
    """Recorded: eight characters of all four kinds and seven days for a temporary password, unless said otherwise."""
    policy = {
        "MinimumLength": 8,
        "RequireUppercase": True,
        "RequireLowercase": True,
        "RequireNumbers": True,
        "RequireSymbols": not (deviates("pw-default-without-symbols") or deviates("pool-symbols-not-required")),
        "TemporaryPasswordValidityDays": validity_days or 7,
    }
    if "PasswordPolicy" in requested:  # a policy that is given does not require what it does not name
        policy |= dict.fromkeys(("RequireUppercase", "RequireLowercase", "RequireNumbers", "RequireSymbols"), False)
        policy |= requested["PasswordPolicy"]
        if deviates("pool-policy-at-least-eight"):
            policy["MinimumLength"] = max(8, policy["MinimumLength"])
    # Documented: zero is like nothing.
    if not policy["TemporaryPasswordValidityDays"] and not deviates("pool-zero-days"):
        policy["TemporaryPasswordValidityDays"] = 7
    factors = requested.get("SignInPolicy", {}).get("AllowedFirstAuthFactors", ["PASSWORD"])
    return {"PasswordPolicy": policy, "SignInPolicy": {"AllowedFirstAuthFactors": factors}}


def check_settings(requested: Params, *, creating: bool) -> None:
    """Combinations that cannot be."""
    _check_invitation(requested)
    _check_recovery(requested)
    _check_mfa(requested, creating=creating)
    _check_tier(requested)
    held_back = requested.get("UserAttributeUpdateSettings", {}).get("AttributesRequireVerificationBeforeUpdate", [])
    unverified = set(held_back) - set(requested.get("AutoVerifiedAttributes", []))
    if unverified and not deviates("pool-holds-back-unverified"):
        raise InvalidParameterException(
            "AttributesRequireVerificationBeforeUpdate must be a subset of AutoVerifiedAttributes."
        )


def _check_invitation(requested: Params) -> None:
    """Recorded: the older member is refused next to the newer one."""
    policy = requested.get("Policies", {}).get("PasswordPolicy", {})
    newer = policy.get("TemporaryPasswordValidityDays")
    older = "UnusedAccountValidityDays" in requested.get("AdminCreateUserConfig", {})
    if newer and older and not deviates("pool-two-validities"):
        text = "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays"
        raise InvalidParameterException(varied(text, "pool-two-validities-text", "Two validities."))


def _check_recovery(requested: Params) -> None:
    """Documented: recovery by an administrator excludes all other ways."""
    mechanisms = requested.get("AccountRecoverySetting", {}).get("RecoveryMechanisms", [])
    by_admin = any(entry.get("Name") == RECOVERY_BY_ADMIN for entry in mechanisms)
    if by_admin and len(mechanisms) > 1 and not deviates("pool-recovery-with-admin"):
        raise InvalidParameterException("Invalid account recovery setting: admin_only cannot be combined.")


def _check_mfa(requested: Params, *, creating: bool) -> None:
    """Recorded: a pool cannot begin with MFA unless it can send SMS. Documented: codes are no first factor then."""
    required = requested.get("MfaConfiguration", "OFF")
    if creating and required != "OFF" and "SmsConfiguration" not in requested and not deviates("pool-mfa-without-sms"):
        text = "SMS configuration and Auto verification for phone_number are required when MFA is required/optional"
        raise InvalidParameterException(varied(text, "pool-mfa-without-sms-text", "SMS is not configured."))
    factors = requested.get("Policies", {}).get("SignInPolicy", {}).get("AllowedFirstAuthFactors", [])
    if required == "ON" and {"EMAIL_OTP", "SMS_OTP"} & set(factors) and not deviates("pool-requires-mfa-beside-codes"):
        raise InvalidParameterException("MFA cannot be required when first factors are one-time passwords.")


def _check_tier(requested: Params) -> None:
    """Documented: the LITE tier lacks access-token customization, password history and sign-in by choice."""
    if requested.get("UserPoolTier", "ESSENTIALS") != "LITE":
        return
    version = requested.get("LambdaConfig", {}).get("PreTokenGenerationConfig", {}).get("LambdaVersion", "V1_0")
    policies = requested.get("Policies", {})
    history = policies.get("PasswordPolicy", {}).get("PasswordHistorySize", 0)
    factors = policies.get("SignInPolicy", {}).get("AllowedFirstAuthFactors", ["PASSWORD"])
    if deviates("pre-token-v2-on-lite"):
        version = "V1_0"
    if version != "V1_0" or history or factors != ["PASSWORD"]:
        raise FeatureUnavailableInTierException("The feature is not available in the LITE tier.")


def check_names(requested: Params) -> None:
    """How users may be named is settled once, at creation."""
    aliases: list[str] = requested.get("AliasAttributes", [])
    if aliases and requested.get("UsernameAttributes") and not deviates("pool-aliases-and-names"):
        raise InvalidParameterException(
            "Only one of the aliasAttributes or usernameAttributes can be set in a User pool."
        )
    required: list[Any] = [entry["Name"] for entry in requested.get("Schema", []) if entry.get("Required")]
    if "preferred_username" in aliases and "preferred_username" in required and not deviates("pool-required-alias"):
        raise InvalidParameterException("preferred_username cannot be both an alias and a required attribute.")


def _check_custom_count(count: int) -> None:
    if count > CUSTOM_ATTRIBUTES:
        raise InvalidParameterException(f"A user pool cannot have more than {CUSTOM_ATTRIBUTES} custom attributes.")
