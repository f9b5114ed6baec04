"""What UpdateUserPool does with the members that the request leaves out, one by one.

Each example gives the pool its settings in one update and leaves one of them out of the next. That one sets
AutoVerifiedAttributes, or another part of the policies: an update that does nothing at all keeps everything, and proves
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.pools import never_run
from conformance.flows.second_factors import must_set_mode
from conformance.oracle.update_members import POOL, member_of
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies.configurations import password_policies, resource_names

FOR_MEMBERS = {"UserPoolTags": {"for": "members of updates"}}
PASSWORD_POLICY = "UserPool.Policies.PasswordPolicy"
FACTORS = "UserPool.Policies.SignInPolicy.AllowedFirstAuthFactors"
MORE_FACTORS = st.sampled_from(("EMAIL_OTP", "WEB_AUTHN"))
TRIGGERS = ("PreSignUp", "PostConfirmation", "PreAuthentication", "PostAuthentication", "CustomMessage")
TRACKING = (
    {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False},
    {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": True},
    {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True},
)
KEPT = sorted({row.requirement for row in POOL if row.settled and row.left_out == "kept"})
RESET = sorted({row.requirement for row in POOL if row.settled and row.left_out == "reset"} - {"POOL-024"})


def _in_order(value: Any) -> Any:
    """Lists are compared without regard to their order."""
    return sorted(map(str, value)) if isinstance(value, list) else value


@check(*KEPT)
def member_kept(before: Exchange, after: Exchange, path: str) -> Difference | None:
    """The value at this path is the same before and after the update."""
    name, old, new = path.rpartition(".")[2], _in_order(before.get(path)), _in_order(after.get(path))
    if old == new:
        return None
    return Difference(f"changed-{name}", f"{name} {old!r} as before the update", f"{name} {new!r}")


@check(*RESET)
def member_reset(after: Exchange, member: str) -> Difference | None:
    """The member is not there, or nothing in it is set or turned on."""
    value = after.get(f"UserPool.{member}")
    if not value or (isinstance(value, Mapping) and not any(value.values())):
        return None
    return Difference(f"kept-{member}", f"no {member} after an update without it", f"{member} {value!r}")


@check("POOL-088")
def member_as_given(answer: Exchange, path: str, value: Any) -> Difference | None:
    """The value at this path is the given one; in an object, each given member."""
    name, seen = path.rpartition(".")[2], answer.get(path)
    if isinstance(value, Mapping):
        return members_differ(seen, value, name)
    if _in_order(seen) == _in_order(value):
        return None
    return Difference(f"other-{name}", f"{name} {value!r}", f"{name} {seen!r}")


def updated(s: Scenario, pool: Pool, **settings: Any) -> Exchange:
    """The pool after this update."""
    s.must("UpdateUserPool", blame="POOL-025", UserPoolId=pool.id, **settings)
    return s.must("DescribeUserPool", UserPoolId=pool.id)


def must_show(s: Scenario, answer: Exchange, path: str, value: Any, blame: str = "POOL-088") -> None:
    """End the example unless the setting is shown: a missing value can be neither kept nor lost."""
    seen = answer.get(path)
    if _in_order(seen) != _in_order(value):
        s.end(blame, f"{path} was set to {value!r} and is shown as {seen!r}", answer)


def _leaving_out(s: Scenario, pool: Pool, **settings: Any) -> Exchange:
    """The pool after an update with these settings and no others, which is seen to have been applied."""
    after = updated(s, pool, AutoVerifiedAttributes=["email"], **settings)
    must_show(s, after, "UserPool.AutoVerifiedAttributes", ["email"])
    return after


def _not_default(policy: dict[str, Any]) -> dict[str, Any]:
    """The policy with another length than the default one."""
    return policy | {"MinimumLength": policy["MinimumLength"] + (policy["MinimumLength"] == 8)}


def _with_both_policies(s: Scenario, pool: Pool, policy: dict[str, Any], factor: str) -> Exchange:
    """The pool with a password policy and a sign-in policy that are not the default ones."""
    factors = ["PASSWORD", factor]
    policies = {"PasswordPolicy": policy, "SignInPolicy": {"AllowedFirstAuthFactors": factors}}
    before = updated(s, pool, AutoVerifiedAttributes=[], Policies=policies)
    must_show(s, before, f"{PASSWORD_POLICY}.MinimumLength", policy["MinimumLength"], "POOL-025")
    return before


# -- what an update is given -------------------------------------------------------------------------------------------


def _recovery(*names: str) -> dict[str, Any]:
    return {"RecoveryMechanisms": [{"Priority": place, "Name": name} for place, name in enumerate(names, 1)]}


GIVEN: dict[str, tuple[Any, ...]] = {  # values by the path where they are shown
    "AutoVerifiedAttributes": (["email"],),
    FACTORS.removeprefix("UserPool."): (["PASSWORD", "EMAIL_OTP"], ["PASSWORD", "WEB_AUTHN"], ["PASSWORD"]),
    "DeviceConfiguration": TRACKING,
    "LambdaConfig": ("PreSignUp", "PostConfirmation"),
    "AdminCreateUserConfig": ({"AllowAdminCreateUserOnly": True}, {"AllowAdminCreateUserOnly": False}),
    "AccountRecoverySetting": (_recovery("verified_email"), _recovery("admin_only")),
    "VerificationMessageTemplate": (
        {"DefaultEmailOption": "CONFIRM_WITH_LINK"},
        {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
    ),
}


@prop("POOL-088", path=st.sampled_from(sorted(GIVEN)), place=st.integers(0, 2), policy=password_policies())
def test_given_members(s: Scenario, path: str, place: int, policy: dict[str, Any]) -> None:
    """An update with one member and a password policy."""
    value = GIVEN[path][place % len(GIVEN[path])]
    if path == "LambdaConfig":
        value = {value: never_run(s)}
    policies: dict[str, Any] = {"PasswordPolicy": policy}
    settings: dict[str, Any] = {} if path.startswith("Policies") else {path: value}
    if not settings:
        policies["SignInPolicy"] = {"AllowedFirstAuthFactors": value}
    answer = updated(s, s.pool(**FOR_MEMBERS), Policies=policies, **settings)
    s.check("POOL-088", answer, path=f"UserPool.{path}", value=value)


# -- policies ----------------------------------------------------------------------------------------------------------


@prop("POOL-051", policy=password_policies(), factor=MORE_FACTORS)
def test_without_password_policy(s: Scenario, policy: dict[str, Any], factor: str) -> None:
    """An update without Policies, after one with a password policy and a sign-in policy."""
    pool = s.pool(**FOR_MEMBERS)
    before = _with_both_policies(s, pool, _not_default(policy), factor)
    s.check("POOL-051", before, _leaving_out(s, pool), path=PASSWORD_POLICY)


@prop("POOL-052", policy=password_policies(), factor=MORE_FACTORS)
def test_without_sign_in_policy(s: Scenario, policy: dict[str, Any], factor: str) -> None:
    """An update without Policies, judged by the first factors."""
    pool = s.pool(**FOR_MEMBERS)
    before = _with_both_policies(s, pool, _not_default(policy), factor)
    must_show(s, before, FACTORS, ["PASSWORD", factor])
    s.check("POOL-052", before, _leaving_out(s, pool), path=FACTORS)


@prop("POOL-053", policy=password_policies(), factor=MORE_FACTORS, length=st.integers(9, 99))
def test_password_policy_alone(s: Scenario, policy: dict[str, Any], factor: str, length: int) -> None:
    """A password policy without a sign-in policy; the new one is there."""
    pool = s.pool(**FOR_MEMBERS)
    before = _with_both_policies(s, pool, policy, factor)
    must_show(s, before, FACTORS, ["PASSWORD", factor])
    after = updated(s, pool, Policies={"PasswordPolicy": policy | {"MinimumLength": length}})
    must_show(s, after, f"{PASSWORD_POLICY}.MinimumLength", length, "POOL-025")
    s.check("POOL-053", before, after, path=FACTORS)


@prop("POOL-054", policy=password_policies(), factor=MORE_FACTORS)
def test_sign_in_policy_alone(s: Scenario, policy: dict[str, Any], factor: str) -> None:
    """A sign-in policy without a password policy; the new one is there."""
    pool = s.pool(**FOR_MEMBERS)
    before = _with_both_policies(s, pool, _not_default(policy), factor)
    after = updated(s, pool, Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}})
    must_show(s, after, FACTORS, ["PASSWORD"])
    s.check("POOL-054", before, after, path=PASSWORD_POLICY)


# -- other members that stay -------------------------------------------------------------------------------------------


@prop("POOL-055", mode=st.sampled_from(("OPTIONAL", "ON")), base=resource_names())
def test_without_mfa(s: Scenario, mode: str, base: str) -> None:
    """An update without MfaConfiguration, where apps are a factor."""
    pool = s.own_pool(PoolName=f"{s.resource_name()}{base}")
    must_set_mode(s, pool, mode)

    def read() -> Exchange:
        return s.must("GetUserPoolMfaConfig", blame="MFACONF-002", UserPoolId=pool.id)

    before = read()
    must_show(s, before, "MfaConfiguration", mode, "MFACONF-002")
    _leaving_out(s, pool)
    s.check("POOL-055", before, read(), path="MfaConfiguration")


@prop("POOL-056", policy=password_policies())
def test_without_tier(s: Scenario, policy: dict[str, Any]) -> None:
    """An update without UserPoolTier, of a pool that is not on the default tier."""
    pool = s.pool(UserPoolTier="LITE", **FOR_MEMBERS)
    before = updated(s, pool, UserPoolTier="LITE", AutoVerifiedAttributes=[])
    must_show(s, before, "UserPool.UserPoolTier", "LITE", "POOL-016")
    s.check(
        "POOL-056", before, _leaving_out(s, pool, Policies={"PasswordPolicy": policy}), path="UserPool.UserPoolTier"
    )


@prop("POOL-059", base=resource_names())
def test_without_name(s: Scenario, base: str) -> None:
    """An update without PoolName."""
    name = f"{s.resource_name()}{base}"
    pool = s.own_pool(PoolName=name)
    before = s.must("DescribeUserPool", UserPoolId=pool.id)
    must_show(s, before, "UserPool.Name", name, "POOL-002")
    s.check("POOL-059", before, _leaving_out(s, pool), path="UserPool.Name")


# -- members that go ---------------------------------------------------------------------------------------------------


@prop("POOL-057", triggers=st.lists(st.sampled_from(TRIGGERS), min_size=1, unique=True))
def test_without_triggers(s: Scenario, triggers: list[str]) -> None:
    """An update without LambdaConfig, after one with triggers."""
    s.without_senders()
    pool, function = s.pool(**FOR_MEMBERS), never_run(s)
    before = updated(s, pool, AutoVerifiedAttributes=[], LambdaConfig=dict.fromkeys(triggers, function))
    must_show(s, before, f"UserPool.LambdaConfig.{triggers[0]}", function)
    s.check("POOL-057", _leaving_out(s, pool), member=member_of("POOL-057").name)


@prop("POOL-058", tracking=st.sampled_from(TRACKING), policy=password_policies())
def test_without_device_tracking(s: Scenario, tracking: dict[str, bool], policy: dict[str, Any]) -> None:
    """An update without DeviceConfiguration, after one with it."""
    pool = s.pool(**FOR_MEMBERS)
    before = updated(s, pool, AutoVerifiedAttributes=[], DeviceConfiguration=tracking)
    must_show(s, before, "UserPool.DeviceConfiguration", tracking)
    after = _leaving_out(s, pool, Policies={"PasswordPolicy": policy})
    s.check("POOL-058", after, member=member_of("POOL-058").name)
