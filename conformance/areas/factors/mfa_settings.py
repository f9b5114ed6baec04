"""MFA settings: the factors that a pool offers or requires, and those that a user enables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.answers import checked
from conformance.flows.refusals import must_be_refused
from conformance.flows.second_factors import (
    TOTP,
    Owner,
    associate,
    by_admin,
    enrolled,
    mfa_client,
    mfa_pool,
    must_set_mode,
    new_owner,
    new_user,
    prefer,
    set_mode,
    signed_in,
    wrong_code,
)
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, Session, User
from conformance.strategies import names, passwords
from conformance.strategies.factors import SALTS
from conformance.strategies.malformed import pool_id_endings

MODES = st.sampled_from(("OFF", "OPTIONAL", "ON"))
WITH_FACTOR = st.sampled_from(("OPTIONAL", "ON"))
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@check("MFACONF-002", "MFACONF-003", "MFACONF-010", "MFACONF-048")
def shown_mode(read: Exchange, mode: str) -> Difference | None:
    """The settings have this mode, and apps only if they were configured."""
    if read.get("MfaConfiguration") != mode:
        return Difference("mode", f"MfaConfiguration {mode}", f"MfaConfiguration {read.get('MfaConfiguration')!r}")
    block = read.get("SoftwareTokenMfaConfiguration")
    if mode == "OFF" and block is not None:
        return Difference(
            "factor-shown", "no SoftwareTokenMfaConfiguration", f"SoftwareTokenMfaConfiguration {block!r}"
        )
    if mode != "OFF" and (not isinstance(block, dict) or block.get("Enabled") is not True):
        return Difference("factor", "SoftwareTokenMfaConfiguration Enabled true", f"{block!r}")
    return None


@check("MFACONF-033")
def mode_on(read: Exchange) -> Difference | None:
    """MfaConfiguration is ON."""
    seen = read.get("MfaConfiguration")
    return None if seen == "ON" else Difference("mode", "MfaConfiguration ON", f"MfaConfiguration {seen!r}")


@check("MFACONF-004")
def described_mode(read: Exchange, mode: str) -> Difference | None:
    """MfaConfiguration of the pool is this mode."""
    seen = read.get("UserPool.MfaConfiguration")
    return None if seen == mode else Difference("mode", f"MfaConfiguration {mode}", f"MfaConfiguration {seen!r}")


@check("MFACONF-020")
def listed(read: Exchange) -> Difference | None:
    """UserMFASettingList has SOFTWARE_TOKEN_MFA."""
    seen = read.get("UserMFASettingList")
    if isinstance(seen, list) and "SOFTWARE_TOKEN_MFA" in seen:
        return None
    return Difference("not-listed", "UserMFASettingList with SOFTWARE_TOKEN_MFA", f"UserMFASettingList {seen!r}")


@check("MFACONF-021")
def preferred(read: Exchange) -> Difference | None:
    """PreferredMfaSetting is SOFTWARE_TOKEN_MFA."""
    seen = read.get("PreferredMfaSetting")
    if seen == "SOFTWARE_TOKEN_MFA":
        return None
    return Difference("not-preferred", "PreferredMfaSetting SOFTWARE_TOKEN_MFA", f"PreferredMfaSetting {seen!r}")


@check("MFACONF-022")
def not_preferred(read: Exchange) -> Difference | None:
    """PreferredMfaSetting is absent or empty; MFACONF-023 judges which of the two."""
    seen = read.get("PreferredMfaSetting")
    return None if not seen else Difference("preferred", "no PreferredMfaSetting", f"PreferredMfaSetting {seen!r}")


@check("MFACONF-023", "MFACONF-024")
def nothing_set(read: Exchange) -> Difference | None:
    """The answer has neither UserMFASettingList nor PreferredMfaSetting."""
    for name in ("UserMFASettingList", "PreferredMfaSetting"):
        seen = read.get(name)
        if name in read.response and seen is not None:
            kind = "empty" if not seen else "set"
            return Difference(
                f"{kind}-{'list' if isinstance(seen, list) else 'text'}", f"no {name}", f"{name} {seen!r}"
            )
    return None


@check("MFACONF-025")
def both_shown(read: Exchange) -> Difference | None:
    """SOFTWARE_TOKEN_MFA is in the list and preferred."""
    return listed(read) or preferred(read)


@check("MFACONF-026")
def not_listed(read: Exchange) -> Difference | None:
    """SOFTWARE_TOKEN_MFA is not in the list."""
    seen = read.get("UserMFASettingList")
    if isinstance(seen, list) and "SOFTWARE_TOKEN_MFA" in seen:
        return Difference("listed", "UserMFASettingList without SOFTWARE_TOKEN_MFA", f"UserMFASettingList {seen!r}")
    return None


@check("MFACONF-027")
def gone(read: Exchange) -> Difference | None:
    """SOFTWARE_TOKEN_MFA is neither in the list nor preferred."""
    if read.get("PreferredMfaSetting") == "SOFTWARE_TOKEN_MFA":
        return Difference("preferred", "no PreferredMfaSetting", "PreferredMfaSetting SOFTWARE_TOKEN_MFA")
    return not_listed(read)


# -- pools -------------------------------------------------------------------------------------------------------------


def config_of(s: Scenario, pool: Pool) -> Exchange:
    """GetUserPoolMfaConfig."""
    return s.must("GetUserPoolMfaConfig", blame="MFACONF-002", UserPoolId=pool.id)


@prop(
    "MFACONF-001",
    "MFACONF-002",
    "MFACONF-004",
    "MFACONF-048",
    modes=st.lists(MODES, min_size=1, max_size=4),
    last=WITH_FACTOR,
)
def test_modes(s: Scenario, modes: Sequence[str], last: str) -> None:
    """Any sequence of modes, read back after each."""
    pool = s.own_pool()
    for mode in (*modes, last):
        answer = set_mode(s, pool, mode)
        if mode == "OFF":
            s.need(answer, "MFACONF-010")
        else:
            s.check("MFACONF-048", s.accepted("MFACONF-001", answer), mode=mode)
            checked(s, "MFACONF-002", config_of(s, pool), mode=mode)
        s.check("MFACONF-004", s.must("DescribeUserPool", UserPoolId=pool.id), mode=mode)


@prop("MFACONF-003", name=st.text(LETTERS, min_size=1, max_size=30))
def test_new_pool(s: Scenario, name: str) -> None:
    """A pool as it was made."""
    pool = s.own_pool(PoolName=f"{s.resource_name()}{name}")
    s.check("MFACONF-003", config_of(s, pool), mode="OFF")


@prop("MFACONF-005", mode=WITH_FACTOR, before=MODES)
def test_no_factor(s: Scenario, mode: str, before: str) -> None:
    """A mode that needs a factor, without one and with one, whatever was set before."""
    pool = s.own_pool()
    if before != "OFF":
        must_set_mode(s, pool, before)
    attempt = s.call("SetUserPoolMfaConfig", UserPoolId=pool.id, MfaConfiguration=mode)
    s.refused("MFACONF-005", attempt, control=lambda: set_mode(s, pool, mode))


@prop("MFACONF-007", before=MODES, enabled=st.booleans())
def test_factor_with_mfa_off(s: Scenario, before: str, enabled: bool) -> None:
    """OFF with a factor, and OFF alone."""
    pool = s.own_pool()
    if before != "OFF":
        must_set_mode(s, pool, before)
    factor: dict[str, Any] = {"SoftwareTokenMfaConfiguration": {"Enabled": enabled}}
    attempt = s.call("SetUserPoolMfaConfig", UserPoolId=pool.id, MfaConfiguration="OFF", **factor)
    s.refused("MFACONF-007", attempt, control=lambda: set_mode(s, pool, "OFF"))


@prop("MFACONF-009", before=MODES, enabled=st.booleans())
def test_factor_without_mode(s: Scenario, before: str, enabled: bool) -> None:
    """A factor without a mode, whether it is enabled or not, and with one."""
    pool = s.own_pool()
    if before != "OFF":
        must_set_mode(s, pool, before)
    factor: dict[str, Any] = {"SoftwareTokenMfaConfiguration": {"Enabled": enabled}}
    attempt = s.call("SetUserPoolMfaConfig", UserPoolId=pool.id, **factor)
    s.refused("MFACONF-009", attempt, control=lambda: set_mode(s, pool, "OPTIONAL"))


@prop("MFACONF-010", before=WITH_FACTOR)
def test_pool_alone(s: Scenario, before: str) -> None:
    """SetUserPoolMfaConfig with only the pool's id."""
    pool = s.own_pool()
    must_set_mode(s, pool, before)
    seen = config_of(s, pool)
    if seen.get("MfaConfiguration") != before:
        s.end("MFACONF-002", "the mode that was set is not shown", seen)
    s.accepted("MFACONF-010", s.call("SetUserPoolMfaConfig", UserPoolId=pool.id))
    s.check("MFACONF-010", config_of(s, pool), mode="OFF")


@prop("MFACONF-011", mode=WITH_FACTOR, letters=pool_id_endings())
def test_unknown_pool(s: Scenario, mode: str, letters: str) -> None:
    """SetUserPoolMfaConfig with the id of a pool that does not exist."""
    pool = mfa_pool(s, mode)
    s.assume(not pool.id.endswith(letters))
    unknown = s.compute("secret.replaced_end", pool.id, letters)
    attempt = s.call("SetUserPoolMfaConfig", UserPoolId=unknown, MfaConfiguration=mode, **TOTP)
    s.refused("MFACONF-011", attempt, control=lambda: set_mode(s, pool, mode))


@prop("MFACONF-012", name=st.text(LETTERS, min_size=1, max_size=30))
def test_update(s: Scenario, name: str) -> None:
    """UpdateUserPool with MFA required, and without MFA."""
    pool = s.own_pool(PoolName=f"{s.resource_name()}{name}")
    attempt = s.call("UpdateUserPool", UserPoolId=pool.id, MfaConfiguration="ON")
    s.refused(
        "MFACONF-012", attempt, control=lambda: s.call("UpdateUserPool", UserPoolId=pool.id, MfaConfiguration="OFF")
    )


@prop("MFACONF-033", name=st.text(LETTERS, min_size=1, max_size=30))
def test_update_with_factor(s: Scenario, name: str) -> None:
    """UpdateUserPool where apps are a factor."""
    pool = s.own_pool(PoolName=f"{s.resource_name()}{name}")
    must_set_mode(s, pool, "OPTIONAL")
    s.accepted("MFACONF-033", s.call("UpdateUserPool", UserPoolId=pool.id, MfaConfiguration="ON"))
    s.check("MFACONF-033", config_of(s, pool))


@prop("MFACONF-031", name=st.text(LETTERS, min_size=1, max_size=30))
def test_codes_as_first_factor(s: Scenario, name: str) -> None:
    """ON and OPTIONAL in a pool in which a code by e-mail is a first factor."""
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
    pool = s.own_pool(PoolName=f"{s.resource_name()}{name}", Policies=policies)
    shown = s.must("DescribeUserPool", UserPoolId=pool.id)
    if "EMAIL_OTP" not in (shown.get("UserPool.Policies.SignInPolicy.AllowedFirstAuthFactors") or ()):
        s.end("POOL-101", "the pool does not show its first factors", shown)
    s.refused("MFACONF-031", set_mode(s, pool, "ON"), control=lambda: set_mode(s, pool, "OPTIONAL"))


# -- users -------------------------------------------------------------------------------------------------------------


def read(s: Scenario, owner: Owner) -> Exchange:
    """The user as an administrator sees it."""
    return s.must("AdminGetUser", UserPoolId=owner.user.pool.id, Username=owner.user.username)


def verified_owner(s: Scenario, password: str, base: str = "user") -> Owner:
    """A user who verified an app and set no preference, where MFA is optional."""
    client, user = new_user(s, password, "OPTIONAL", base)
    session = signed_in(s, client, user)
    return Owner(client, user, enrolled(s, session), session)


def own_choice(s: Scenario, owner: Owner, settings: dict[str, bool]) -> Exchange:
    """SetUserMFAPreference for apps."""
    return s.call("SetUserMFAPreference", AccessToken=owner.session.access, SoftwareTokenMfaSettings=settings)


@prop("MFACONF-014", password=passwords(), base=names(), prefers=st.booleans())
def test_no_app_by_admin(s: Scenario, password: str, base: str, prefers: bool) -> None:
    """An administrator enables a missing app, and an existing one."""
    _, user = new_user(s, password, "OPTIONAL", base)
    settings = {"Enabled": True, "PreferredMfa": prefers}
    attempt = by_admin(s, user, settings)
    s.refused("MFACONF-014", attempt, control=lambda: by_admin(s, verified_owner(s, password, base).user, settings))


def refused_until_verified(
    s: Scenario, requirement: str, client: Client, user: User, session: Session, prefers: bool
) -> None:
    """SetUserMFAPreference by the user now, and once an app was verified."""
    settings = {"Enabled": True, "PreferredMfa": prefers}
    attempt = s.call("SetUserMFAPreference", AccessToken=session.access, SoftwareTokenMfaSettings=settings)

    def control() -> Exchange:
        return own_choice(s, Owner(client, user, enrolled(s, session), session), settings)

    s.refused(requirement, attempt, control=control)


@prop("MFACONF-016", password=passwords(), base=names(), prefers=st.booleans())
def test_no_app_by_user(s: Scenario, password: str, base: str, prefers: bool) -> None:
    """A user enables a missing app, and an existing one."""
    client, user = new_user(s, password, "OPTIONAL", base)
    refused_until_verified(s, "MFACONF-016", client, user, signed_in(s, client, user), prefers)


@prop("MFACONF-017", password=passwords(), base=names(), prefers=st.booleans())
def test_unverified_app(s: Scenario, password: str, base: str, prefers: bool) -> None:
    """A user enables an app before and after it was verified."""
    client, user = new_user(s, password, "OPTIONAL", base)
    session = signed_in(s, client, user)
    associate(s, session)
    refused_until_verified(s, "MFACONF-017", client, user, session, prefers)


@prop("MFACONF-049", password=passwords(), base=names(), prefers=st.booleans(), salt=SALTS)
def test_app_after_a_wrong_code(s: Scenario, password: str, base: str, prefers: bool, salt: int) -> None:
    """A user enables an app after a wrong code, and after the right one."""
    client, user = new_user(s, password, "OPTIONAL", base)
    session = signed_in(s, client, user)
    wrong = wrong_code(s, associate(s, session), salt)
    must_be_refused(s, s.call("VerifySoftwareToken", AccessToken=session.access, UserCode=wrong), "TOTP-008")
    refused_until_verified(s, "MFACONF-049", client, user, session, prefers)


@prop("MFACONF-018", password=passwords(), base=names(), prefers=st.booleans())
def test_enabled_by_admin(s: Scenario, password: str, base: str, prefers: bool) -> None:
    """An administrator enables a verified app."""
    owner = verified_owner(s, password, base)
    s.accepted("MFACONF-018", by_admin(s, owner.user, {"Enabled": True, "PreferredMfa": prefers}))


@prop("MFACONF-019", password=passwords(), base=names(), prefers=st.booleans())
def test_enabled_by_user(s: Scenario, password: str, base: str, prefers: bool) -> None:
    """A user enables a verified app."""
    owner = verified_owner(s, password, base)
    s.accepted("MFACONF-019", own_choice(s, owner, {"Enabled": True, "PreferredMfa": prefers}))


@prop("MFACONF-020", "MFACONF-026", password=passwords(), base=names(), prefers=st.booleans())
def test_listed_once_enabled(s: Scenario, password: str, base: str, prefers: bool) -> None:
    """The app is not listed when it is verified, but once it is enabled."""
    owner = verified_owner(s, password, base)
    before = read(s, owner)
    prefer(s, owner.session, preferred=prefers)
    if not s.check("MFACONF-020", read(s, owner)):
        s.end("MFACONF-020", "apps are not listed at all")
    s.check("MFACONF-026", before)


@prop("MFACONF-021", "MFACONF-025", password=passwords(), base=names())
def test_preferred(s: Scenario, password: str, base: str) -> None:
    """AdminGetUser and GetUser show the settings."""
    owner = verified_owner(s, password, base)
    prefer(s, owner.session)
    s.check("MFACONF-021", read(s, owner))
    s.check("MFACONF-025", s.must("GetUser", AccessToken=owner.session.access))


@prop("MFACONF-022", password=passwords(), base=names())
def test_enabled_and_not_preferred(s: Scenario, password: str, base: str) -> None:
    """Enabled, and preferred false; then preferred, to see that it would be shown."""
    owner = verified_owner(s, password, base)
    prefer(s, owner.session, preferred=False)
    before = read(s, owner)
    prefer(s, owner.session)
    after = read(s, owner)
    if preferred(after):
        s.end("MFACONF-021", "a preference is not shown at all", after)
    s.check("MFACONF-022", before)


@prop("MFACONF-023", "MFACONF-024", password=passwords(), base=names(), offered=st.booleans())
def test_nothing_set(s: Scenario, password: str, base: str, offered: bool) -> None:
    """A user without MFA settings, in a pool that offers MFA and in one that does not."""
    pool = mfa_pool(s, "OPTIONAL") if offered else s.pool()
    client = mfa_client(s, pool)
    user = s.user(pool, password=password, username=s.name(base))
    s.check("MFACONF-023", s.must("AdminGetUser", UserPoolId=pool.id, Username=user.username))
    s.check("MFACONF-024", s.must("GetUser", AccessToken=s.sign_in(client, user).access))


@prop("MFACONF-027", plain=("mfa=ON",), password=passwords(), base=names())
def test_disabled(s: Scenario, password: str, base: str) -> None:
    """An app is enabled and preferred, then disabled."""
    owner = new_owner(s, password, base=base)
    before = read(s, owner)
    if listed(before):
        s.end("MFACONF-020", "the app is not on the list", before)
    prefer(s, owner.session, enabled=False, preferred=False)
    s.check("MFACONF-027", read(s, owner))


@prop("MFACONF-028", password=passwords(), base=names(), enabled=st.booleans())
def test_unknown_user(s: Scenario, password: str, base: str, enabled: bool) -> None:
    """A user name that does not exist; then the same request for a user with an app."""
    pool, settings = mfa_pool(s, "OPTIONAL"), {"Enabled": enabled, "PreferredMfa": enabled}
    attempt = s.call(
        "AdminSetUserMFAPreference", UserPoolId=pool.id, Username=s.name(base), SoftwareTokenMfaSettings=settings
    )
    s.refused("MFACONF-028", attempt, control=lambda: by_admin(s, verified_owner(s, password, base).user, settings))
