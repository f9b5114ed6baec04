"""Settings of user pools: their defaults, what an update does with those it leaves out, and which exclude others."""

from __future__ import annotations

from typing import Any

from targets.reference.core.api import Params
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import FeatureUnavailableInTierException, InvalidParameterException

# What CreateUserPool and UpdateUserPool store as it is given. Policies and AdminCreateUserConfig are completed.
STORED = [
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
    "DcrConfiguration",
    "AccountRecoverySetting",
    "UserPoolTier",
    "KeyConfiguration",
    "IssuerConfiguration",
    "AcrConfiguration",
]
# What an update that leaves it out leaves as it is; Policies likewise, each of the two by itself. Everything else goes
# back to its default. Measured: MfaConfiguration and Policies; documented: UserPoolTier, SmsConfiguration and
# DcrConfiguration; the others were seen to stay through a tool.
KEPT = (
    "AccountRecoverySetting",
    "DcrConfiguration",
    "DeletionProtection",
    "EmailConfiguration",
    "IssuerConfiguration",
    "KeyConfiguration",
    "MfaConfiguration",
    "SmsConfiguration",
    "UserPoolTier",
    "VerificationMessageTemplate",
)
RESET_BY = {"pool-update-resets-mfa": "MfaConfiguration", "pool-update-resets-tier": "UserPoolTier"}
KEPT_BY = {
    "pool-update-keeps-verified": "AutoVerifiedAttributes",
    "pool-update-keeps-triggers": "LambdaConfig",
    "pool-update-keeps-devices": "DeviceConfiguration",
}
RECOVERY_BY_ADMIN = "admin_only"
PASSWORD = "PASSWORD"
PASSKEY = "WEB_AUTHN"
CODES = {"EMAIL_OTP", "SMS_OTP"}
PASSKEY_AS_MFA = "MULTI_FACTOR_WITH_USER_VERIFICATION"
CHARACTER_RULES = ("RequireUppercase", "RequireLowercase", "RequireNumbers", "RequireSymbols")


def settings_from(requested: Params) -> Params:
    """The settings of a new pool. Recorded and documented: what is left out gets the defaults below."""
    defaults: Params = {
        "DeletionProtection": "INACTIVE",
        "LambdaConfig": {},
        "MfaConfiguration": "OFF",
        "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
        "UserPoolTags": {},
        "UserPoolTier": "ESSENTIALS",
    }
    given = {name: requested[name] for name in STORED if name in requested}
    return defaults | given | _completed(requested, {})


def updated(before: Params, requested: Params) -> Params:
    """The settings after an update of a pool with the settings ``before``."""
    kept = before if deviates("pool-update-merges") else {n: before[n] for n in _kept() if n in before}
    creation = {n: before[n] for n in ("AdminCreateUserConfig",) if deviates("pool-update-merges")}
    given = {n: requested[n] for n in STORED if n in requested}
    base = settings_from({n: value for n, value in kept.items() if n in STORED})
    return base | given | _completed(creation | requested, _kept_policies(before["Policies"], requested))


def _kept() -> set[str]:
    """The members that an update leaves alone."""
    reset = {name for mutant, name in RESET_BY.items() if deviates(mutant)}
    more = {name for mutant, name in KEPT_BY.items() if deviates(mutant)}
    return set(KEPT) - reset | more


def _kept_policies(before: Params, requested: Params) -> Params:
    """The policies that hold where the update gives none. Measured: both, also the one beside one that is given."""
    given = requested.get("Policies")
    lost = set()
    if given is None:
        lost |= {"PasswordPolicy"} if deviates("pool-update-resets-password-policy") else set()
        lost |= {"SignInPolicy"} if deviates("pool-update-resets-factors") else set()
    elif "PasswordPolicy" in given:
        lost |= {"SignInPolicy"} if deviates("pool-password-policy-resets-factors") else set()
    else:
        lost |= {"PasswordPolicy"} if deviates("pool-factors-reset-password-policy") else set()
    return {name: policy for name, policy in before.items() if name not in lost}


def _completed(requested: Params, base: Params) -> Params:
    """Policies and AdminCreateUserConfig, which share the validity of temporary passwords."""
    creation = {"AllowAdminCreateUserOnly": False} | requested.get("AdminCreateUserConfig", {})
    policies = _policies(requested.get("Policies", {}), base, creation.get("UnusedAccountValidityDays"))
    validity = policies["PasswordPolicy"]["TemporaryPasswordValidityDays"]
    return {"Policies": policies, "AdminCreateUserConfig": creation | {"UnusedAccountValidityDays": validity}}


def _policies(requested: Params, base: Params, validity_days: int | None) -> Params:
    """The policies that are given, else those of ``base``, else the default ones."""
    policy = base.get("PasswordPolicy", _default_policy())
    if "PasswordPolicy" in requested:
        policy = _given_policy(requested["PasswordPolicy"], validity_days)
    elif validity_days:
        policy = policy | {"TemporaryPasswordValidityDays": validity_days}
    factors = requested.get("SignInPolicy") or base.get("SignInPolicy") or {"AllowedFirstAuthFactors": [PASSWORD]}
    return {"PasswordPolicy": policy, "SignInPolicy": factors}


def _default_policy() -> Params:
    """Recorded: eight characters of all four kinds and seven days for a temporary password."""
    symbols = not (deviates("pw-default-without-symbols") or deviates("pool-symbols-not-required"))
    kinds = dict.fromkeys(CHARACTER_RULES, True) | {"RequireSymbols": symbols}
    return {"MinimumLength": 8, **kinds, "TemporaryPasswordValidityDays": 7}


def _given_policy(given: Params, validity_days: int | None) -> Params:
    """Recorded: a policy that is given does not require what it does not name, but for eight characters."""
    kinds = dict.fromkeys(CHARACTER_RULES, deviates("pool-partial-policy-requires-all"))
    shortest = varied(8, "pool-partial-policy-any-length", 6)
    policy = {"MinimumLength": shortest, **kinds, "TemporaryPasswordValidityDays": validity_days or 7, **given}
    if deviates("pool-policy-at-least-eight"):
        policy["MinimumLength"] = max(8, policy["MinimumLength"])
    # Documented: zero is like nothing.
    if not policy["TemporaryPasswordValidityDays"] and not deviates("pool-zero-days"):
        policy["TemporaryPasswordValidityDays"] = 7
    return policy


# -- what is refused ---------------------------------------------------------------------------------------------------


def check_request(requested: Params, *, creating: bool) -> None:
    """Members of one request that cannot go together, whatever the pool had before."""
    _check_invitation(requested)
    _check_recovery(requested)
    _check_held_back(requested)
    _check_sender(requested)
    required = requested.get("MfaConfiguration", "OFF")
    if creating and required != "OFF" and "SmsConfiguration" not in requested and not deviates("pool-mfa-without-sms"):
        text = "SMS configuration and Auto verification for phone_number are required when MFA is required/optional"
        raise InvalidParameterException(varied(text, "pool-mfa-without-sms-text", "SMS is not configured."))


def check(settings: Params, mfa: Params, *, creating: bool) -> None:
    """Settings that a pool cannot have together. ``mfa``: what SetUserPoolMfaConfig stored for it."""
    _check_first_factors(settings, mfa, creating=creating)
    _check_tier(settings, creating=creating)
    _check_invitation_texts(settings)
    phone = "phone_number" in settings.get("AutoVerifiedAttributes", [])
    if phone and "SmsConfiguration" not in settings and not deviates("pool-verifies-phones-without-sms"):
        text = "SMS configuration is required when phone_number is selected for auto verification"
        raise InvalidParameterException(varied(text, "pool-verifies-phones-without-sms-text", "SMS is not configured."))


def _check_invitation(requested: Params) -> None:
    """Recorded: the older member is refused next to the newer one."""
    policy = requested.get("Policies", {}).get("PasswordPolicy", {})
    newer = policy.get("TemporaryPasswordValidityDays")
    older = "UnusedAccountValidityDays" in requested.get("AdminCreateUserConfig", {})
    if newer and older and not deviates("pool-two-validities"):
        text = "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays"
        raise InvalidParameterException(varied(text, "pool-two-validities-text", "Two validities."))


def _check_invitation_texts(settings: Params) -> None:
    """Documented: an invitation has places for the user name and, unless there are other factors, for the password."""
    factors = settings["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"]
    places = [] if deviates("pool-invitation-without-name") else ["{username}"]
    if factors == [PASSWORD] and not deviates("pool-invitation-without-password"):
        places.append("{####}")
    template = settings.get("AdminCreateUserConfig", {}).get("InviteMessageTemplate", {})
    for text in (template[member] for member in ("EmailMessage", "SMSMessage") if member in template):
        if any(place not in text for place in places):
            raise InvalidParameterException("The message is invalid.")


def _check_recovery(requested: Params) -> None:
    """Recorded: recovery by an administrator excludes all other ways, and no two ways share a place."""
    mechanisms: list[Params] = requested.get("AccountRecoverySetting", {}).get("RecoveryMechanisms", [])
    problem = "Invalid account recovery setting parameter. Account Recovery Setting cannot"
    by_admin = any(entry.get("Name") == RECOVERY_BY_ADMIN for entry in mechanisms)
    if by_admin and len(mechanisms) > 1 and not deviates("pool-recovery-with-admin"):
        text = f"{problem} use admin_only setting with any other recovery mechanisms."
        raise InvalidParameterException(varied(text, "pool-recovery-with-admin-text", "Only admin_only."))
    for member in ("Priority", "Name"):
        values = [entry.get(member) for entry in mechanisms]
        if len(set(values)) < len(values) and not deviates("pool-recovery-of-one-priority"):
            text = f"{problem} have duplicate priorities or recovery mechanisms."
            raise InvalidParameterException(varied(text, "pool-recovery-of-one-priority-text", "Twice the same."))


def _check_held_back(requested: Params) -> None:
    """Recorded: what is held back is auto-verified by the same request; what the pool had before does not count."""
    held_back = requested.get("UserAttributeUpdateSettings", {}).get("AttributesRequireVerificationBeforeUpdate", [])
    verified = requested.get("AutoVerifiedAttributes", [])
    if "AutoVerifiedAttributes" not in requested and deviates("pool-holds-back-what-was-verified"):
        return
    if set(held_back) - set(verified) and not deviates("pool-holds-back-unverified"):
        text = "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes"
        raise InvalidParameterException(varied(text, "pool-holds-back-unverified-text", "Verify them first."))


def _check_sender(requested: Params) -> None:
    """Recorded: an account of one's own sends as an identity of one's own; Cognito's sends as itself."""
    mail = requested.get("EmailConfiguration", {})
    own = mail.get("EmailSendingAccount") == "DEVELOPER"
    if "SourceArn" in mail:
        return
    if own and not deviates("pool-sends-without-identity"):
        text = "Source ARN is required to use DEVELOPER email sending owner"
        raise InvalidParameterException(varied(text, "pool-sends-without-identity-text", "SourceArn is missing."))
    if "From" in mail and not own and not deviates("pool-names-sender-without-identity"):
        text = "Cannot configure From email address for default email configuration"
        raise InvalidParameterException(varied(text, "pool-names-sender-without-identity-text", "From is not allowed."))


def _check_first_factors(settings: Params, mfa: Params, *, creating: bool) -> None:
    """Recorded: the password is one of them. Where MFA is required, codes are none, and passkeys must count as MFA."""
    factors = settings["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"]
    if PASSWORD not in factors and not deviates("pool-without-password"):
        text = "Password should be configured as one of the allowed first auth factors."
        raise InvalidParameterException(varied(text, "pool-without-password-text", "PASSWORD is missing."))
    if settings["MfaConfiguration"] != "ON":
        return
    lax = "pool-requires-mfa-beside-codes" if creating else "pool-update-codes-beside-mfa"
    if CODES & set(factors) and not deviates(lax):
        raise InvalidParameterException("MFA cannot be required when first factors are one-time passwords.")
    counts = mfa.get("WebAuthnConfiguration", {}).get("FactorConfiguration") == PASSKEY_AS_MFA
    counts = counts and not deviates("pool-update-refuses-passkeys-as-mfa")
    lax = "pool-requires-mfa-beside-passkeys" if creating else "pool-update-passkeys-beside-mfa"
    if PASSKEY in factors and not counts and not deviates(lax):
        text = "WEB_AUTHN cannot be used as an auth factor when MFA is enabled if not configured for MFA."
        raise InvalidParameterException(varied(text, "pool-update-passkeys-beside-mfa-text", "No passkeys with MFA."))


def _check_tier(settings: Params, *, creating: bool) -> None:
    """Recorded: each tier names the features that it lacks."""
    tier = settings["UserPoolTier"]
    lacking = (_beyond_essentials(settings) if tier != "PLUS" else []) + (
        _beyond_lite(settings, creating=creating) if tier == "LITE" else []
    )
    if not lacking:
        return
    text = f"The following features need to be disabled for the {tier} pricing tier configured: {', '.join(lacking)}"
    for feature, mutant in TIER_TEXTS.items():
        if any(feature in one for one in lacking):
            text = varied(text, mutant, "The feature is not available in this tier.")
    raise FeatureUnavailableInTierException(text)


TIER_TEXTS = {
    "Threat Protection": "pool-threats-on-essentials-text",
    "Passwordless Sign-In": "pool-passwordless-on-lite-text",
    "Token Customization": "pre-token-v2-on-lite-text",
}


def _beyond_essentials(settings: Params) -> list[str]:
    """Features of the tier PLUS."""
    mode = settings.get("UserPoolAddOns", {}).get("AdvancedSecurityMode", "OFF")
    return ["Threat Protection"] if mode != "OFF" and not deviates("pool-threats-on-essentials") else []


def _beyond_lite(settings: Params, *, creating: bool) -> list[str]:
    """Features of the tier ESSENTIALS. Documented: password history; the others are recorded."""
    found: list[str] = []
    trigger: Any = settings["LambdaConfig"].get("PreTokenGenerationConfig", {})
    version = trigger.get("LambdaVersion", "V1_0")
    if version != "V1_0" and not deviates("pre-token-v2-on-lite"):
        found.append(f"Token Customization with Pre-Token Generation Lambda {version}")
    policies = settings["Policies"]
    if policies["PasswordPolicy"].get("PasswordHistorySize"):
        found.append("Password History")
    lax = "pool-passwordless-on-lite" if creating else "pool-gets-passwordless-on-lite"
    if policies["SignInPolicy"]["AllowedFirstAuthFactors"] != [PASSWORD] and not deviates(lax):
        found.append("Passwordless Sign-In")
    return found
