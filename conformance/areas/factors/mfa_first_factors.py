"""First factors that required MFA excludes, in either order: codes, and passkeys that do not count as MFA."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.flows.pools import new_pool
from conformance.flows.second_factors import TOTP, must_set_mode, set_mode
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies.configurations import resource_names
from conformance.transport.aws_model import service_model

PASSKEY, EMAIL_CODE, SMS_CODE = "WEB_AUTHN", "EMAIL_OTP", "SMS_OTP"
WITH_FACTOR = st.sampled_from(("OPTIONAL", "ON"))
SINGLE: tuple[dict[str, str], ...] = (  # passkeys that do not count as MFA; none: WebAuthnConfiguration is left out
    {},
    {"UserVerification": "preferred"},
    {"UserVerification": "required"},
    {"FactorConfiguration": "SINGLE_FACTOR"},
    {"FactorConfiguration": "SINGLE_FACTOR", "UserVerification": "required"},
)
AS_MFA = {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION", "UserVerification": "required"}


def _needs_factor_configuration(s: Scenario) -> None:
    """End the example where the installed botocore does not know FactorConfiguration."""
    if "FactorConfiguration" not in service_model().shape_for("WebAuthnConfigurationType").members:
        s.exclude("the installed botocore does not know FactorConfiguration; install a newer one")


def _policies(*factors: str) -> dict[str, Any]:
    return {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", *factors]}}


def _pool(s: Scenario, base: str, *factors: str, **config: Any) -> Pool:
    """A pool with these first factors in addition to the password; the example ends where it does not show them."""
    pool = s.own_pool(PoolName=f"{s.resource_name()}{base}", Policies=_policies(*factors), **config)
    shown = s.must("DescribeUserPool", UserPoolId=pool.id)
    if set(factors) - set(shown.get("UserPool.Policies.SignInPolicy.AllowedFirstAuthFactors") or ()):
        s.end("POOL-101", "the pool does not show its first factors", shown)
    return pool


def _set(s: Scenario, pool: Pool, mode: str, passkeys: dict[str, str]) -> Exchange:
    """SetUserPoolMfaConfig with apps as factor and this configuration of passkeys, if any."""
    more: dict[str, Any] = {"WebAuthnConfiguration": passkeys} if passkeys else {}
    return s.call("SetUserPoolMfaConfig", UserPoolId=pool.id, MfaConfiguration=mode, **TOTP, **more)


def _add(s: Scenario, pool: Pool, mode: str, factor: str) -> Exchange:
    """UpdateUserPool with one more first factor, and the mode that the pool has: left out, it might be lost."""
    return s.call("UpdateUserPool", UserPoolId=pool.id, MfaConfiguration=mode, Policies=_policies(factor))


# -- the first factor, then MFA ----------------------------------------------------------------------------------------


@prop("MFACONF-034", base=resource_names())
def test_sms_codes_as_first_factor(s: Scenario, base: str) -> None:
    """ON in a pool in which a code by SMS is a first factor; OPTIONAL is accepted."""
    pool = _pool(s, base, SMS_CODE, SmsConfiguration=s.sender("sms"))
    s.refused("MFACONF-034", set_mode(s, pool, "ON"), control=lambda: set_mode(s, pool, "OPTIONAL"))


@prop("MFACONF-035", base=resource_names(), passkeys=st.sampled_from(SINGLE))
def test_passkeys_as_first_factor(s: Scenario, base: str, passkeys: dict[str, str]) -> None:
    """ON in a pool in which a passkey is a first factor and does not count as MFA; OPTIONAL is accepted."""
    _needs_factor_configuration(s)
    pool = _pool(s, base, PASSKEY)
    s.refused("MFACONF-035", _set(s, pool, "ON", passkeys), control=lambda: _set(s, pool, "OPTIONAL", passkeys))


@prop("MFACONF-037", base=resource_names(), verification=st.sampled_from(("preferred", "required")))
def test_optional_with_passkeys(s: Scenario, base: str, verification: str) -> None:
    """OPTIONAL in a pool in which a passkey is a first factor and does not count as MFA."""
    _needs_factor_configuration(s)
    passkeys = {"FactorConfiguration": "SINGLE_FACTOR", "UserVerification": verification}
    s.accepted("MFACONF-037", _set(s, _pool(s, base, PASSKEY), "OPTIONAL", passkeys))


@prop("MFACONF-038", base=resource_names())
def test_required_with_passkeys_as_mfa(s: Scenario, base: str) -> None:
    """ON in a pool in which a passkey is a first factor and counts as MFA."""
    _needs_factor_configuration(s)
    s.accepted("MFACONF-038", _set(s, _pool(s, base, PASSKEY), "ON", AS_MFA))


@prop("MFACONF-044", base=resource_names(), mode=WITH_FACTOR, verification=st.sampled_from(("preferred", "required")))
def test_passkeys_are_no_factor(s: Scenario, base: str, mode: str, verification: str) -> None:
    """Passkeys as the only configuration; with apps, or without MFA, they are accepted."""
    pool = s.own_pool(PoolName=f"{s.resource_name()}{base}")
    passkeys = {"RelyingPartyId": "login.example.com", "UserVerification": verification}
    parameters: dict[str, Any] = {"UserPoolId": pool.id, "WebAuthnConfiguration": passkeys}
    attempt = s.call("SetUserPoolMfaConfig", MfaConfiguration=mode, **parameters)
    s.need(s.call("SetUserPoolMfaConfig", MfaConfiguration="OFF", **parameters), "PASSKEY-001")
    s.refused("MFACONF-044", attempt, control=lambda: _set(s, pool, mode, passkeys))


# -- MFA, then the first factor ----------------------------------------------------------------------------------------


def _mfa_pool(s: Scenario, base: str, mode: str) -> Pool:
    """A pool with apps as factor and the password as the only first factor."""
    pool = s.own_pool(PoolName=f"{s.resource_name()}{base}")
    must_set_mode(s, pool, mode)
    return pool


def _refused_where_required(s: Scenario, requirement: str, base: str, factor: str) -> None:
    """One more first factor in a pool whose MFA is ON, and in one whose MFA is OPTIONAL."""
    pool = _mfa_pool(s, base, "ON")
    attempt = _add(s, pool, "ON", factor)

    def control() -> Exchange:
        must_set_mode(s, pool, "OPTIONAL")
        return _add(s, pool, "OPTIONAL", factor)

    s.refused(requirement, attempt, control=control)


@prop("MFACONF-039", base=resource_names())
def test_passkeys_added(s: Scenario, base: str) -> None:
    """Passkeys where MFA is required; where it is optional they are accepted."""
    _refused_where_required(s, "MFACONF-039", base, PASSKEY)


@prop("MFACONF-041", base=resource_names())
def test_passkeys_as_mfa_added(s: Scenario, base: str) -> None:
    """Passkeys that were said to count as MFA, where MFA is required."""
    _needs_factor_configuration(s)
    pool = s.own_pool(PoolName=f"{s.resource_name()}{base}")
    s.need(_set(s, pool, "ON", AS_MFA), "MFACONF-038")
    s.accepted("MFACONF-041", _add(s, pool, "ON", PASSKEY))


@prop("MFACONF-042", base=resource_names())
def test_codes_added(s: Scenario, base: str) -> None:
    """Codes by e-mail where MFA is required; where it is optional they are accepted."""
    _refused_where_required(s, "MFACONF-042", base, EMAIL_CODE)


@prop("MFACONF-043", base=resource_names(), others=st.booleans())
def test_created_with_passkeys(s: Scenario, base: str, others: bool) -> None:
    """A new pool with required MFA and passkeys; with optional MFA it is accepted."""
    config: dict[str, Any] = {"Policies": _policies(PASSKEY), "SmsConfiguration": s.sender("sms")}
    if others:
        config["AutoVerifiedAttributes"] = ["email"]

    def attempt(mode: str) -> Exchange:
        return new_pool(s, PoolName=f"{s.resource_name()}{base}", MfaConfiguration=mode, **config)

    s.refused("MFACONF-043", attempt("ON"), control=lambda: attempt("OPTIONAL"))
