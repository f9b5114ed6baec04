"""What pools and users want of second factors: SetUserPoolMfaConfig and the preferences of users."""

from __future__ import annotations

from typing import Any

from targets.reference.core.api import Answer, Call, Params, operation
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import managed_user, touch
from targets.reference.core.errors import InvalidParameterException, NotAuthorizedException, UserNotFoundException
from targets.reference.core.state import Pool, User
from targets.reference.sign_in import mfa_messages
from targets.reference.sign_in.mfa import FACTORS, Factor, required
from targets.reference.tokens.access import caller

OFF = "OFF"
PASSKEY_AS_MFA = "MULTI_FACTOR_WITH_USER_VERIFICATION"


@operation("GetUserPoolMfaConfig")
def get_user_pool_mfa_config(call: Call) -> Answer:
    """Recorded: a factor is shown where it was configured, and not otherwise."""
    pool = call.pool()
    shown: Params = dict(pool.mfa) | {"MfaConfiguration": pool.settings["MfaConfiguration"]}
    if deviates("mfa-config-shows-all"):
        shown.setdefault("SoftwareTokenMfaConfiguration", {"Enabled": False})
    if "SoftwareTokenMfaConfiguration" in pool.mfa and deviates("mfa-config-without-totp"):
        del shown["SoftwareTokenMfaConfiguration"]
    if deviates("passkey-configuration-not-shown"):
        shown.pop("WebAuthnConfiguration", None)
    return mfa_messages.configuration(shown)


@operation("SetUserPoolMfaConfig")
def set_user_pool_mfa_config(call: Call) -> Answer:
    """Recorded: a full replacement; left out, MfaConfiguration means OFF."""
    if call["UserPoolId"] not in call.store.pools and deviates("mfa-config-of-any-pool"):
        return {}
    pool = call.pool()
    kept = call.params.keys() == {"UserPoolId"} and deviates("mfa-config-keeps-mode")
    mode = call.get("MfaConfiguration", pool.settings["MfaConfiguration"] if kept else OFF)
    given = {name: value for name, value in call.params.items() if name not in {"UserPoolId", "MfaConfiguration"}}
    if mode == "ON" and deviates("mfa-config-never-on"):
        raise InvalidParameterException("MFA cannot be required.")
    if "WebAuthnConfiguration" in given and deviates("passkey-configuration-refused"):
        raise InvalidParameterException("Invalid WebAuthnConfiguration.")
    if deviates("mfa-mode-before-checks"):
        pool.settings["MfaConfiguration"] = mode
    check_combination(call, mode, given)
    if deviates("mfa-mode-before-first-factors"):
        pool.settings["MfaConfiguration"] = mode
    check_first_factors(pool, mode, given.get("WebAuthnConfiguration", {}))
    if deviates("mfa-factors-before-messages"):
        pool.mfa = given
    mfa_messages.check_configuration(pool, given)
    pool.mfa = pool.mfa if kept else given
    pool.settings["MfaConfiguration"] = mode
    return varied(get_user_pool_mfa_config(call), "mfa-set-without-answer", {})


def check_combination(call: Call, mode: str, given: Params) -> None:
    """Recorded: factors go with MFA, and MFA with factors."""
    factors = [factor.configuration for factor in FACTORS.values() if factor.configuration in given]
    if mode == OFF and mfa_messages.EMAIL_BLOCK in given and deviates("email-mfa-with-mfa-off"):
        return
    if mode == OFF and factors:
        named = "MfaConfiguration" in call.params
        if deviates("mfa-config-off-with-factor" if named else "mfa-config-factor-alone"):
            return
        text = "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
        by_email = mfa_messages.EMAIL_BLOCK in given
        wrong_text = named and deviates("email-mfa-off-text" if by_email else "mfa-config-off-text")
        raise InvalidParameterException("Invalid MFA settings" if wrong_text else text)
    enabled = [name for name in factors if given[name].get("Enabled", True)]
    lax = "mfa-passkeys-are-a-factor" if "WebAuthnConfiguration" in given else "mfa-config-without-factor"
    if mode != OFF and not enabled and not deviates(lax):
        text = "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled."
        raise InvalidParameterException(varied(text, f"{lax}-text", "No factor is enabled"))


def check_first_factors(pool: Pool, mode: str, passkeys: Params) -> None:
    """Recorded: where a code or a passkey by itself is a first factor, MFA can be optional, but not required."""
    if mode == "ON":
        _check_codes(pool.first_factors)
    single = passkeys.get("FactorConfiguration") != PASSKEY_AS_MFA
    if "WEB_AUTHN" not in pool.first_factors or mode == OFF:
        return
    if mode == "ON" and (single or deviates("mfa-required-refuses-passkeys-as-mfa")):
        if single and deviates("mfa-required-beside-passkeys"):
            return
        text = (
            "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required "
            "and WebAuthn is an allowed first auth factor"
        )
        raise InvalidParameterException(varied(text, "mfa-required-beside-passkeys-text", "No passkeys with MFA"))
    if mode == "OPTIONAL" and single and deviates("mfa-optional-refuses-passkeys"):
        raise InvalidParameterException("Passkeys must count as MFA")


def _check_codes(factors: list[str]) -> None:
    lax = {"EMAIL_OTP"} if deviates("mfa-required-beside-codes") else set()
    lax |= {"SMS_OTP"} if deviates("mfa-required-beside-codes-by-sms") else set()
    if ({"EMAIL_OTP", "SMS_OTP"} - lax) & set(factors):
        text = "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled"
        raise InvalidParameterException(varied(text, "mfa-required-beside-codes-text", "No codes with MFA"))


def check_update(pool: Pool, requested: Params) -> None:
    """Recorded: UpdateUserPool cannot make MFA required in a pool that has no factor."""
    later = requested.get("MfaConfiguration") == "ON" and "SmsConfiguration" not in pool.settings
    if (
        later
        and (not pool.mfa or deviates("pool-update-never-requires-mfa"))
        and not deviates("pool-update-requires-mfa")
    ):
        text = "Cannot turn MFA functionality ON, once the user pool has been created."
        raise InvalidParameterException(varied(text, "pool-update-requires-mfa-text", "MFA cannot be changed"))


@operation("SetUserMFAPreference")
def set_user_mfa_preference(call: Call) -> Answer:
    """The user's own choice."""
    who = caller(call)
    if deviates("mfa-preference-by-user-refused"):
        raise NotAuthorizedException("Not allowed.")
    apply(call, who.pool, who.user)
    touch(call, who.user)
    return {}


@operation("AdminSetUserMFAPreference")
def admin_set_user_mfa_preference(call: Call) -> Answer:
    """The choice of an administrator for a user."""
    pool = call.pool()
    if deviates("mfa-preference-of-nobody"):
        try:
            user = managed_user(call, pool)
        except UserNotFoundException:
            return {}
    user = managed_user(call, pool)
    if deviates("mfa-preference-by-admin-refused"):
        raise NotAuthorizedException("Not allowed.")
    apply(call, pool, user)
    touch(call, user)
    return {}


def apply(call: Call, pool: Pool, user: User) -> None:
    """All settings are checked before the first is applied."""
    wanted = [(factor, call[factor.settings]) for factor in FACTORS.values() if factor.settings in call.params]
    for factor, settings in wanted if deviates("preferences-set-though-refused") else ():
        if factor.usable(pool, user) or not settings.get("Enabled"):
            apply_one(call, pool, user, factor, settings)
    for factor, settings in wanted:
        check_usable(call, pool, user, factor, settings)
    for factor, settings in wanted:
        apply_one(call, pool, user, factor, settings)


def check_usable(call: Call, pool: Pool, user: User, factor: Factor, settings: dict[str, Any]) -> None:
    """Recorded: what a user cannot use cannot be turned on."""
    if not settings.get("Enabled") or factor.usable(pool, user):
        return
    stage = "of-begun" if user.factors.authenticator is not None else "without-app"
    by = "admin" if call.operation.startswith("Admin") else "user"
    if deviates(f"mfa-preference-{stage}-by-{by}"):
        return
    text = f"User does not have delivery config set to turn on {factor.name}"
    wrong_text = by == "admin" and deviates("mfa-preference-without-app-text")
    raise InvalidParameterException("There is no app" if wrong_text else text)


def apply_one(call: Call, pool: Pool, user: User, factor: Factor, settings: dict[str, Any]) -> None:
    """Documented: with MFA required, nothing can be turned off, only preferred."""
    factors, name = user.factors, factor.name
    enabled = bool(settings.get("Enabled"))
    by = "admin" if call.operation.startswith("Admin") else "user"
    if enabled and name not in factors.enabled:
        factors.enabled.append(name)
    stays = deviates(f"mfa-not-disabled-by-{by}") or (name == "SMS_MFA" and deviates("sms-mfa-not-disabled"))
    if not enabled and stays:
        return
    if not enabled and required(pool):
        user.remains["mfa-disabled"] = "yes"  # for a mutant
        return
    if not enabled:
        factors.enabled = [one for one in factors.enabled if one != name]
    if enabled and factors.preferred == name and deviates("preference-set-again-is-lost"):
        factors.preferred = ""
        return
    prefers = settings.get("PreferredMfa") or (enabled and deviates("mfa-enabled-is-preferred"))
    if prefers and not deviates("mfa-preference-ignored"):
        factors.preferred = name
    elif factors.preferred != name:
        factors.preferred = varied(factors.preferred, "preference-of-one-resets-other", "")
    elif enabled or not deviates("mfa-preference-stays"):
        factors.preferred = ""


def shown(call: Call, user: User) -> Params:
    """The members of GetUser and AdminGetUser. Recorded: absent where there is nothing to show."""
    own = call.operation == "GetUser"
    if user.remains.get("factors hidden"):  # for a mutant
        return {}
    if own and deviates("mfa-settings-not-in-get-user"):
        return {}
    found: Params = {}
    if user.factors.enabled and not deviates("mfa-setting-list-hidden"):
        found["UserMFASettingList"] = list(user.factors.enabled)
    if user.factors.preferred:
        found["PreferredMfaSetting"] = user.factors.preferred
    if deviates("mfa-settings-empty-in-get-user" if own else "mfa-settings-empty"):
        found = {"UserMFASettingList": [], "PreferredMfaSetting": ""} | found
    return mfa_messages.preferences(user, found)
