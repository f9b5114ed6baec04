"""What CreateUserPool and AddCustomAttributes refuse: bounds, and settings that exclude each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.pools import new_pool
from conformance.scenario import Scenario, prop
from conformance.strategies.configurations import (
    custom_names,
    not_resource_characters,
    password_policies,
    resource_names,
)
from conformance.strategies.pools import FOR_UPDATES

CHARACTER_RULES = ("RequireUppercase", "RequireLowercase", "RequireNumbers", "RequireSymbols")


def _configured(s: Scenario, **settings: Any) -> Exchange:
    """An update of the one pool that these properties change."""
    return s.call("UpdateUserPool", UserPoolId=s.pool(**FOR_UPDATES).id, **settings)


def _with_policy(s: Scenario, policy: dict[str, Any], **changed: Any) -> Exchange:
    return _configured(s, Policies={"PasswordPolicy": policy | changed})


@prop("POOL-017", policy=password_policies(), length=st.one_of(st.integers(0, 5), st.integers(100, 300)))
def test_minimum_length(s: Scenario, policy: dict[str, Any], length: int) -> None:
    """MinimumLength beyond its bounds; at the bound it is accepted."""
    bound = 6 if length < 6 else 99
    attempt = _with_policy(s, policy, MinimumLength=length)
    s.refused("POOL-017", attempt, control=lambda: _with_policy(s, policy, MinimumLength=bound))


@prop("POOL-018", policy=password_policies(), days=st.integers(366, 4000))
def test_temporary_days(s: Scenario, policy: dict[str, Any], days: int) -> None:
    """TemporaryPasswordValidityDays beyond a year; a year is accepted."""
    attempt = _with_policy(s, policy, TemporaryPasswordValidityDays=days)
    s.refused("POOL-018", attempt, control=lambda: _with_policy(s, policy, TemporaryPasswordValidityDays=365))


@check("POOL-019")
def seven_days(answer: Exchange) -> Difference | None:
    """TemporaryPasswordValidityDays is 7."""
    value = answer.get("UserPool.Policies.PasswordPolicy.TemporaryPasswordValidityDays")
    return None if value == 7 else Difference("days", "TemporaryPasswordValidityDays 7", f"{value!r}")


@prop("POOL-019", policy=password_policies())
def test_no_temporary_days(s: Scenario, policy: dict[str, Any]) -> None:
    """TemporaryPasswordValidityDays 0."""
    s.need(_with_policy(s, policy, TemporaryPasswordValidityDays=0), "POOL-025")
    s.check("POOL-019", s.must("DescribeUserPool", UserPoolId=s.pool(**FOR_UPDATES).id))


@prop("POOL-020", policy=password_policies(), size=st.integers(25, 500))
def test_history_size(s: Scenario, policy: dict[str, Any], size: int) -> None:
    """PasswordHistorySize beyond its bound; at the bound it is accepted."""
    attempt = _with_policy(s, policy, PasswordHistorySize=size)
    s.refused("POOL-020", attempt, control=lambda: _with_policy(s, policy, PasswordHistorySize=24))


@prop("POOL-035", policy=password_policies(), days=st.integers(1, 365))
def test_two_validities(s: Scenario, policy: dict[str, Any], days: int) -> None:
    """The older member for the validity of temporary passwords next to the newer one."""
    newer = {"Policies": {"PasswordPolicy": policy}}
    attempt = _configured(s, **newer, AdminCreateUserConfig={"UnusedAccountValidityDays": days})
    s.refused("POOL-035", attempt, control=lambda: _configured(s, **newer))


# -- how users are named -----------------------------------------------------------------------------------------------


@prop(
    "POOL-027",
    aliases=st.lists(st.sampled_from(("email", "phone_number", "preferred_username")), min_size=1, unique=True),
    names=st.lists(st.sampled_from(("email", "phone_number")), min_size=1, unique=True),
    keep=st.booleans(),
    base=resource_names(),
)
def test_aliases_or_names(s: Scenario, aliases: list[str], names: list[str], keep: bool, base: str) -> None:
    """AliasAttributes and UsernameAttributes together; one of them alone is accepted."""
    name = f"{s.resource_name()}{base}"
    attempt = new_pool(s, PoolName=name, AliasAttributes=aliases, UsernameAttributes=names)
    alone = {"AliasAttributes": sorted(aliases)} if keep else {"UsernameAttributes": sorted(names)}
    s.refused("POOL-027", attempt, control=lambda: s.pool(**alone).created)


@prop(
    "POOL-028",
    others=st.lists(st.sampled_from(("email", "phone_number")), unique=True),
    base=resource_names(),
    mutable=st.booleans(),
)
def test_required_alias(s: Scenario, others: list[str], base: str, mutable: bool) -> None:
    """preferred_username as an alias and as a required attribute; another required attribute is accepted."""

    def config(name: str) -> dict[str, Any]:
        schema = [{"Name": name, "AttributeDataType": "String", "Required": True, "Mutable": mutable}]
        return {"AliasAttributes": ["preferred_username", *sorted(others)], "Schema": schema}

    attempt = new_pool(s, PoolName=f"{s.resource_name()}{base}", **config("preferred_username"))
    s.refused("POOL-028", attempt, control=lambda: s.pool(**config("nickname")).created)


# -- custom attributes -------------------------------------------------------------------------------------------------


def _attribute(name: str, **more: Any) -> dict[str, Any]:
    return {"Name": name, "AttributeDataType": "String", "Mutable": True, **more}


@prop(
    "POOL-029",
    "POOL-031",
    "POOL-032",
    "POOL-033",
    "POOL-034",
    base=custom_names(max_size=12),
    full=custom_names(min_size=20),
    more=st.text("abcxyz", min_size=1, max_size=12),
    count=st.integers(26, 40),
)
def test_added_attributes(s: Scenario, base: str, full: str, more: str, count: int) -> None:
    """Attributes that cannot be added to a pool, and those next to them that can."""
    pool = s.own_pool()

    def add(entries: list[dict[str, Any]]) -> Exchange:
        return s.call("AddCustomAttributes", UserPoolId=pool.id, CustomAttributes=entries)

    many = add([_attribute(f"{base}_m{place}") for place in range(count)])
    right = [_attribute(full), _attribute(f"custom:{base}"), _attribute(f"{base}-r", Required=False)]
    # Some of a pool's fifty attributes may be used up where too many at once were accepted.
    right += [_attribute(f"{base}_{place}") for place in range(22 if not many.ok else 5)]
    added = add(right)
    s.refused("POOL-034", many, control=added)
    s.need(added, "POOL-031")
    s.refused("POOL-029", add([_attribute(f"{base}-q", Required=True)]), control=added)
    s.refused("POOL-033", add([_attribute(full + more)]), control=added)
    answer = s.must("DescribeUserPool", UserPoolId=pool.id)
    s.check("POOL-031", answer, name=f"custom:{base}-r")
    s.check("POOL-032", answer, name=f"custom:custom:{base}")


@prop("POOL-096", base=custom_names(max_size=14), kind=st.sampled_from(("String", "Number")))
def test_attribute_added_twice(s: Scenario, base: str, kind: str) -> None:
    """The name of an attribute that the pool has; another name next to it is accepted."""
    pool = s.own_pool()

    def add(name: str, kind: str) -> Exchange:
        entry = {"Name": name, "AttributeDataType": kind, "Mutable": True}
        return s.call("AddCustomAttributes", UserPoolId=pool.id, CustomAttributes=[entry])

    s.need(add(base, "String"), "POOL-031")
    shown = s.must("DescribeUserPool", UserPoolId=pool.id)
    if f"custom:{base}" not in schema_names(shown):
        s.end("POOL-031", "the attribute was not added", shown)
    s.refused("POOL-096", add(base, kind), control=lambda: add(f"{base}_more", kind))


def schema_names(described: Exchange) -> list[str]:
    """The names of the pool's attributes."""
    listed = described.get("UserPool.SchemaAttributes")
    entries = listed if isinstance(listed, list) else []
    return [str(entry.get("Name")) for entry in entries if isinstance(entry, Mapping)]


@prop("POOL-029", "POOL-033", name=custom_names(max_size=15), more=custom_names(min_size=21, max_size=32))
def test_attributes_of_new_pool(s: Scenario, name: str, more: str) -> None:
    """Such attributes in the schema of a new pool."""
    control = s.pool(Schema=[_attribute("abcdefghijklmnopqrst", Required=False)]).created
    s.refused("POOL-029", new_pool(s, Schema=[_attribute(name, Required=True)]), control=control)
    s.refused("POOL-033", new_pool(s, Schema=[_attribute(more)]), control=control)


# -- settings that need others -----------------------------------------------------------------------------------------


@prop("POOL-039", mfa=st.sampled_from(("ON", "OPTIONAL")), base=resource_names())
def test_mfa_without_sms(s: Scenario, mfa: str, base: str) -> None:
    """A pool that begins with MFA and cannot send SMS; without MFA it is accepted."""
    attempt = new_pool(s, PoolName=f"{s.resource_name()}{base}", MfaConfiguration=mfa)
    s.refused("POOL-039", attempt, control=lambda: s.pool(MfaConfiguration="OFF").created)


@prop("POOL-041", policy=password_policies())
def test_verified_before_update(s: Scenario, policy: dict[str, Any]) -> None:
    """An attribute held back until it is verified that the pool never verifies; with verification it is accepted."""

    def configure(verified: list[str]) -> Exchange:
        return _configured(
            s,
            AutoVerifiedAttributes=verified,
            Policies={"PasswordPolicy": policy},
            UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
        )

    s.refused("POOL-041", configure([]), control=lambda: configure(["email"]))


@prop(
    "POOL-042",
    other=st.sampled_from(("verified_email", "verified_phone_number")),
    first=st.booleans(),
    policy=password_policies(),
)
def test_recovery_by_admin(s: Scenario, other: str, first: bool, policy: dict[str, Any]) -> None:
    """Recovery by an administrator next to another way; each alone is accepted."""

    def configure(mechanisms: list[str]) -> Exchange:
        listed = [{"Priority": place, "Name": name} for place, name in enumerate(mechanisms, 1)]
        return _configured(
            s, AccountRecoverySetting={"RecoveryMechanisms": listed}, Policies={"PasswordPolicy": policy}
        )

    both = ["admin_only", other] if first else [other, "admin_only"]
    s.refused("POOL-042", configure(both), control=lambda: configure([both[0]]))


# -- names -------------------------------------------------------------------------------------------------------------


@prop("POOL-043", base=resource_names(), length=st.one_of(st.just(0), st.integers(129, 400)))
def test_name_length(s: Scenario, base: str, length: int) -> None:
    """An empty name and a name of more than 128 characters; 1 to 128 are accepted."""
    attempt = new_pool(s, PoolName=f"{s.resource_name()}{base}".ljust(500, "x")[:length])
    s.refused("POOL-043", attempt, control=lambda: s.pool(PoolName=(s.prefix + "name").ljust(128, "x")).created)


@prop("POOL-044", base=resource_names(), character=not_resource_characters())
def test_name_characters(s: Scenario, base: str, character: str) -> None:
    """A name with a character that names cannot have; one of all those that they can have is accepted."""
    attempt = new_pool(s, PoolName=f"{s.resource_name()}{character}{base}")
    s.refused("POOL-044", attempt, control=lambda: s.pool(PoolName=f"{s.prefix}azAZ09_ +=,.@-x").created)


# -- settings that exclude others --------------------------------------------------------------------------------------

PASSWORDLESS = ("EMAIL_OTP", "WEB_AUTHN")  # SMS_OTP needs an SMS configuration as well


def _tried(s: Scenario, base: str, **config: Any) -> Exchange:
    """CreateUserPool under a fresh name; not judged."""
    return new_pool(s, PoolName=f"{s.resource_name()}{base}", **config)


def _first_factors(*factors: str) -> dict[str, Any]:
    return {"SignInPolicy": {"AllowedFirstAuthFactors": list(factors)}}


@prop("POOL-070", policy=password_policies())
def test_verified_before(s: Scenario, policy: dict[str, Any]) -> None:
    """An attribute held back that the pool verifies, but that this update does not name as verified."""
    held_back = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    s.need(_configured(s, AutoVerifiedAttributes=["email"], Policies={"PasswordPolicy": policy}), "POOL-025")
    attempt = _configured(s, UserAttributeUpdateSettings=held_back)

    def control() -> Exchange:
        return _configured(s, UserAttributeUpdateSettings=held_back, AutoVerifiedAttributes=["email"])

    s.refused("POOL-070", attempt, control=control)


@prop(
    "POOL-072",
    factors=st.lists(st.sampled_from(PASSWORDLESS), min_size=1, unique=True),
    base=resource_names(),
    first=st.booleans(),
)
def test_no_password(s: Scenario, factors: list[str], base: str, first: bool) -> None:
    """First factors without the password; with it, before or after the others, they are accepted."""
    attempt = _tried(s, base, Policies=_first_factors(*factors))
    with_password = ["PASSWORD", *factors] if first else [*factors, "PASSWORD"]
    s.refused("POOL-072", attempt, control=lambda: _tried(s, base, Policies=_first_factors(*with_password)))


@prop("POOL-074", factors=st.lists(st.sampled_from(PASSWORDLESS), min_size=1, unique=True), base=resource_names())
def test_passwordless_on_lite(s: Scenario, factors: list[str], base: str) -> None:
    """First factors in addition to the password on the LITE tier; on the default one they are accepted."""
    policies = _first_factors("PASSWORD", *factors)
    attempt = _tried(s, base, UserPoolTier="LITE", Policies=policies)
    s.refused("POOL-074", attempt, control=lambda: _tried(s, base, UserPoolTier="ESSENTIALS", Policies=policies))


@prop("POOL-076", email=st.booleans(), first=st.booleans(), base=resource_names())
def test_phones_without_sms(s: Scenario, email: bool, first: bool, base: str) -> None:
    """Phone numbers verified by a pool that cannot send text messages; addresses alone are accepted."""
    verified = ["phone_number", *(["email"] if email else [])]
    attempt = _tried(s, base, AutoVerifiedAttributes=verified if first else verified[::-1])
    s.refused("POOL-076", attempt, control=lambda: _tried(s, base, AutoVerifiedAttributes=["email"]))


@prop("POOL-078", priority=st.sampled_from((1, 2)), first=st.booleans(), base=resource_names())
def test_recovery_priorities(s: Scenario, priority: int, first: bool, base: str) -> None:
    """Two ways of recovery in one place; in two places they are accepted."""
    names = ["verified_email", "verified_phone_number"] if first else ["verified_phone_number", "verified_email"]

    def attempt(*priorities: int) -> Exchange:
        listed = [{"Priority": place, "Name": name} for place, name in zip(priorities, names, strict=True)]
        return _tried(s, base, AccountRecoverySetting={"RecoveryMechanisms": listed})

    s.refused("POOL-078", attempt(priority, priority), control=lambda: attempt(priority, 3 - priority))


@prop("POOL-081", sender=st.booleans(), base=resource_names())
def test_own_mail_without_identity(s: Scenario, sender: bool, base: str) -> None:
    """E-mail through the account's own SES without naming an identity; e-mail from Cognito is accepted."""
    more = {"ReplyToEmailAddress": "help@example.com"} if sender else {}

    def attempt(account: str) -> Exchange:
        return _tried(s, base, EmailConfiguration={"EmailSendingAccount": account, **more})

    s.refused("POOL-081", attempt("DEVELOPER"), control=lambda: attempt("COGNITO_DEFAULT"))


@prop(
    "POOL-108",
    by_update=st.booleans(),
    account=st.booleans(),
    name=st.sampled_from(("", "Help ")),
    base=resource_names(),
)
def test_sender_without_identity(s: Scenario, by_update: bool, account: bool, name: str, base: str) -> None:
    """A sender of one's own for e-mail that Cognito sends; without it, it is accepted."""
    usual = {"EmailSendingAccount": "COGNITO_DEFAULT"} if account else {"ReplyToEmailAddress": "help@example.com"}
    sender = f"{name}<help@example.com>" if name else "help@example.com"

    def attempt(**more: str) -> Exchange:
        settings = {"EmailConfiguration": usual | more}
        return _configured(s, **settings) if by_update else _tried(s, base, **settings)

    s.refused("POOL-108", attempt(From=sender), control=attempt)


# A target that accepts what these try would leave the pool of the others on another tier: they have one of their own.


@prop("POOL-111", factors=st.lists(st.sampled_from(PASSWORDLESS), min_size=1, unique=True), policy=password_policies())
def test_gets_passwordless_on_lite(s: Scenario, factors: list[str], policy: dict[str, Any]) -> None:
    """An update to the LITE tier with more first factors than the password; to the default tier it is accepted."""
    pool = s.own_pool()
    policies = {"PasswordPolicy": policy, **_first_factors("PASSWORD", *factors)}

    def attempt(tier: str) -> Exchange:
        return s.call("UpdateUserPool", UserPoolId=pool.id, UserPoolTier=tier, Policies=policies)

    s.refused("POOL-111", attempt("LITE"), control=lambda: attempt("ESSENTIALS"))


@prop("POOL-086", plain=("tier",), mode=st.sampled_from(("AUDIT", "ENFORCED")), policy=password_policies())
def test_threats_on_essentials(s: Scenario, mode: str, policy: dict[str, Any]) -> None:
    """Threat protection on the tier ESSENTIALS; turned off it is accepted."""
    pool = s.own_pool(UserPoolTier="ESSENTIALS")

    def attempt(chosen: str) -> Exchange:
        return s.call(
            "UpdateUserPool",
            UserPoolId=pool.id,
            UserPoolTier="ESSENTIALS",
            UserPoolAddOns={"AdvancedSecurityMode": chosen},
            Policies={"PasswordPolicy": policy},
        )

    s.refused("POOL-086", attempt(mode), control=lambda: attempt("OFF"))


# -- password policies that leave something out ------------------------------------------------------------------------


@check("POOL-084")
def nothing_else_required(answer: Exchange, named: Mapping[str, bool]) -> Difference | None:
    """The character classes that were named are as given; the others are not required."""
    policy = answer.get("UserPool.Policies.PasswordPolicy")
    return members_differ(policy, dict.fromkeys(CHARACTER_RULES, False) | dict(named), "PasswordPolicy")


@check("POOL-085")
def eight_characters(answer: Exchange) -> Difference | None:
    """MinimumLength is 8."""
    return members_differ(answer.get("UserPool.Policies.PasswordPolicy"), {"MinimumLength": 8}, "PasswordPolicy")


@prop("POOL-084", policy=password_policies(), left_out=st.sets(st.sampled_from(CHARACTER_RULES), min_size=1))
def test_partial_policy(s: Scenario, policy: dict[str, Any], left_out: set[str]) -> None:
    """A new pool whose policy names some kinds of characters, or none."""
    given = {name: value for name, value in policy.items() if name not in left_out}
    pool = s.own_pool(Policies={"PasswordPolicy": given})
    named = {name: given[name] for name in CHARACTER_RULES if name in given}
    s.check("POOL-084", s.must("DescribeUserPool", UserPoolId=pool.id), named=named)


@prop("POOL-085", policy=password_policies())
def test_policy_without_length(s: Scenario, policy: dict[str, Any]) -> None:
    """A new pool whose policy says nothing of the length."""
    given = {name: value for name, value in policy.items() if name != "MinimumLength"}
    pool = s.own_pool(Policies={"PasswordPolicy": given})
    s.check("POOL-085", s.must("DescribeUserPool", UserPoolId=pool.id))
