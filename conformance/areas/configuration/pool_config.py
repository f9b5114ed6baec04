"""User pools: what a new one is like, what an update replaces, what a deletion ends, and how pools are listed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import member_present, members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.lists import MOST_PAGES, settled, walk
from conformance.flows.pools import new_pool
from conformance.oracle.standard_attributes import STANDARD_ATTRIBUTES
from conformance.scenario import Scenario, prop
from conformance.scenario.dimensions import PLAIN
from conformance.strategies.configurations import custom_names, password_policies, resource_names
from conformance.strategies.pools import FOR_UPDATES

# -- what a new pool is like -------------------------------------------------------------------------------------------


@check("POOL-002")
def described_pool(answer: Exchange, pool_id: str, name: str) -> Difference | None:
    """The answer has the pool's id and name."""
    return members_differ(answer.get("UserPool"), {"Id": pool_id, "Name": name}, "UserPool")


@check("POOL-003")
def pool_id_form(created: Exchange, region: str) -> Difference | None:
    """The id is the Region, an underscore, letters and digits, at most 55 characters."""
    value = created.get("UserPool.Id")
    if isinstance(value, str) and re.fullmatch(re.escape(region) + r"_[0-9a-zA-Z]+", value) and len(value) <= 55:
        return None
    return Difference("id-form", f"an id of the form {region}_<letters and digits>", f"id {value!r}")


@check("POOL-004")
def default_protection(answer: Exchange) -> Difference | None:
    """DeletionProtection is INACTIVE."""
    return members_differ(answer.get("UserPool"), {"DeletionProtection": "INACTIVE"}, "UserPool")


@check("POOL-005")
def default_mfa(answer: Exchange) -> Difference | None:
    """MfaConfiguration is OFF."""
    return members_differ(answer.get("UserPool"), {"MfaConfiguration": "OFF"}, "UserPool")


@check("POOL-006")
def default_tier(answer: Exchange) -> Difference | None:
    """UserPoolTier is ESSENTIALS."""
    return members_differ(answer.get("UserPool"), {"UserPoolTier": "ESSENTIALS"}, "UserPool")


@check("POOL-007")
def default_policy(answer: Exchange) -> Difference | None:
    """The default policy: eight characters, four character classes, temporary passwords valid for seven days."""
    wanted = {
        "MinimumLength": 8,
        "RequireUppercase": True,
        "RequireLowercase": True,
        "RequireNumbers": True,
        "RequireSymbols": True,
        "TemporaryPasswordValidityDays": 7,
    }
    return members_differ(answer.get("UserPool.Policies.PasswordPolicy"), wanted, "PasswordPolicy")


@check("POOL-008")
def default_sign_up(answer: Exchange) -> Difference | None:
    """AllowAdminCreateUserOnly is false."""
    return members_differ(
        answer.get("UserPool.AdminCreateUserConfig"), {"AllowAdminCreateUserOnly": False}, "AdminCreateUserConfig"
    )


@check("POOL-009")
def no_users_yet(answer: Exchange) -> Difference | None:
    """EstimatedNumberOfUsers is 0."""
    return members_differ(answer.get("UserPool"), {"EstimatedNumberOfUsers": 0}, "UserPool")


def schema_of(answer: Exchange) -> dict[str, Mapping[str, Any]]:
    """The attributes of the schema by name; what is no attribute is passed over."""
    listed = answer.get("UserPool.SchemaAttributes")
    entries = listed if isinstance(listed, list) else []
    return {str(entry.get("Name")): entry for entry in entries if isinstance(entry, Mapping)}


@check("POOL-010", "POOL-094", "POOL-104")
def standard_attributes(answer: Exchange) -> Difference | None:
    """The schema has all standard attributes; it may have more."""
    found = schema_of(answer)
    missing = [name for name in STANDARD_ATTRIBUTES if name not in found]
    if missing:
        return Difference(
            "attributes-missing", "all standard attributes in the schema", f"without {', '.join(missing)}"
        )
    return None


@check("POOL-011")
def special_attributes(answer: Exchange) -> Difference | None:
    """The standard attributes that are not plain mutable strings are as documented."""
    found = schema_of(answer)
    ten = {"MinLength": "10", "MaxLength": "10"}
    wanted: dict[str, dict[str, Any]] = {
        "sub": {"AttributeDataType": "String", "Mutable": False, "Required": True},
        "birthdate": {"AttributeDataType": "String", "StringAttributeConstraints": ten},
        "email_verified": {"AttributeDataType": "Boolean"},
        "phone_number_verified": {"AttributeDataType": "Boolean"},
        "updated_at": {"AttributeDataType": "Number"},
    }
    for name, members in wanted.items():
        difference = members_differ(found.get(name), members, name)
        if difference:
            return Difference(f"{name.replace('_', '-')}-{difference.kind}", difference.expected, difference.seen)
    return None


@check("POOL-012")
def default_factors(answer: Exchange) -> Difference | None:
    """AllowedFirstAuthFactors lists PASSWORD alone."""
    return members_differ(
        answer.get("UserPool.Policies.SignInPolicy"), {"AllowedFirstAuthFactors": ["PASSWORD"]}, "SignInPolicy"
    )


@check("POOL-013")
def no_username_configuration(answer: Exchange) -> Difference | None:
    """The pool has no member UsernameConfiguration."""
    return member_present(answer.get("UserPool"), "UsernameConfiguration", "UserPool")


@check("POOL-014")
def no_device_configuration(answer: Exchange) -> Difference | None:
    """The pool has no member DeviceConfiguration."""
    return member_present(answer.get("UserPool"), "DeviceConfiguration", "UserPool")


DEFAULTS = [f"POOL-{number:03d}" for number in range(4, 15)]
DECIDED_BY = {"POOL-005": "mfa", "POOL-006": "tier", "POOL-012": "tier", "POOL-013": "case", "POOL-014": "devices"}


@prop("POOL-001", "POOL-002", "POOL-003", *DEFAULTS, base=resource_names())
def test_new_pool(s: Scenario, base: str) -> None:
    """A pool created with only a name."""
    name = f"{s.resource_name()}{base}"
    created = s.accepted("POOL-001", new_pool(s, PoolName=name))
    s.check("POOL-003", created, region=s.region)
    pool_id = created.text("UserPool.Id")
    answer = s.must("DescribeUserPool", UserPoolId=pool_id)
    s.check("POOL-002", answer, pool_id=pool_id, name=name)
    for requirement in DEFAULTS:
        s.check(requirement, answer)
    other = s.pool()  # shared, with what the setting gives it, and perhaps with users
    shown = s.must("DescribeUserPool", UserPoolId=other.id)
    for requirement in DEFAULTS:
        dimension = DECIDED_BY.get(requirement)
        decided = dimension is not None and other.values.get(dimension, PLAIN[dimension]) != PLAIN[dimension]
        if requirement != "POOL-009" and not decided:
            s.check(requirement, shown)


# -- settings that are given -------------------------------------------------------------------------------------------


@check("POOL-015", "POOL-025")
def policy_as_given(answer: Exchange, policy: Mapping[str, Any]) -> Difference | None:
    """The password policy that was asked for."""
    return members_differ(answer.get("UserPool.Policies.PasswordPolicy"), policy, "PasswordPolicy")


@check("POOL-016")
def tier_as_given(answer: Exchange, tier: str) -> Difference | None:
    """UserPoolTier is the one that was given."""
    return members_differ(answer.get("UserPool"), {"UserPoolTier": tier}, "UserPool")


@check("POOL-031", "POOL-032")
def in_schema(answer: Exchange, name: str) -> Difference | None:
    """The schema lists the attribute under its name with the prefix."""
    found = schema_of(answer)
    if name in found:
        return None
    others = [known for known in found if known.startswith(("custom:", "dev:"))]
    return Difference("name", "the attribute under its prefix in the schema", f"custom attributes {others}")


@prop(
    "POOL-015",
    "POOL-016",
    "POOL-031",
    "POOL-032",
    policy=password_policies(),
    tier=st.sampled_from(("LITE", "ESSENTIALS")),
    name=custom_names(max_size=13),
    second=custom_names(),
)
def test_given_settings(s: Scenario, policy: dict[str, Any], tier: str, name: str, second: str) -> None:
    """A password policy, a tier and custom attributes are kept."""
    s.assume(second not in (name, f"custom:{name}"))
    schema = [{"Name": given, "AttributeDataType": "String", "Mutable": True} for given in (second, f"custom:{name}")]
    pool = s.own_pool(Policies={"PasswordPolicy": policy}, UserPoolTier=tier, Schema=schema)
    answer = s.must("DescribeUserPool", UserPoolId=pool.id)
    s.check("POOL-015", answer, policy=policy)
    s.check("POOL-016", answer, tier=tier)
    s.check("POOL-031", answer, name=f"custom:{second}")
    s.check("POOL-032", answer, name=f"custom:custom:{name}")


# -- update ------------------------------------------------------------------------------------------------------------


@check("POOL-024")
def back_to_default(answer: Exchange) -> Difference | None:
    """The pool has no AutoVerifiedAttributes any more."""
    value = answer.get("UserPool.AutoVerifiedAttributes")
    if value:
        return Difference(
            "kept-AutoVerifiedAttributes", "no AutoVerifiedAttributes", f"AutoVerifiedAttributes {value!r}"
        )
    return None


@prop("POOL-024", "POOL-025", policy=password_policies(), repeated=st.booleans())
def test_update_replaces(s: Scenario, policy: dict[str, Any], repeated: bool) -> None:
    """An update with a policy and auto-verified attributes, and one without these, with or without the policy."""
    pool = s.pool(**FOR_UPDATES)
    given: dict[str, Any] = {"Policies": {"PasswordPolicy": policy}}
    s.must("UpdateUserPool", blame="POOL-025", UserPoolId=pool.id, AutoVerifiedAttributes=["email"], **given)
    described = s.must("DescribeUserPool", UserPoolId=pool.id)
    s.check("POOL-025", described, policy=policy)
    if described.get("UserPool.AutoVerifiedAttributes") != ["email"]:
        s.end("POOL-025", "AutoVerifiedAttributes were set and are not shown", described)
    s.must("UpdateUserPool", blame="POOL-025", UserPoolId=pool.id, **(given if repeated else {}))
    s.check("POOL-024", s.must("DescribeUserPool", UserPoolId=pool.id))


@check("POOL-026")
def unchanged_by_update(before: Exchange, after: Exchange) -> Difference | None:
    """Id and the settings of user names are the same, and no attribute left the schema."""
    old, new = before.get("UserPool"), after.get("UserPool")
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return Difference("not-there", "UserPool before and after", "without UserPool")
    for name in ("Id", "UsernameAttributes", "AliasAttributes", "UsernameConfiguration"):
        if old.get(name) != new.get(name):
            return Difference(f"changed-{name}", f"{name} {old.get(name)!r} as before", f"{name} {new.get(name)!r}")
    lost = sorted(set(schema_of(before)) - set(schema_of(after)))
    if lost:
        return Difference("schema-lost", "the schema as before", f"without {', '.join(lost)}")
    return None


FIXED: tuple[dict[str, Any], ...] = (
    {"UsernameAttributes": ["email"]},
    {"AliasAttributes": ["email", "preferred_username"]},
    {"UsernameConfiguration": {"CaseSensitive": False}},
    {"UsernameAttributes": ["phone_number", "email"]},
)


@prop("POOL-026", fixed=st.sampled_from(FIXED), policy=password_policies())
def test_update_keeps(s: Scenario, fixed: dict[str, Any], policy: dict[str, Any]) -> None:
    """An update of something else leaves alone how users are named, and the schema."""
    created = s.own_pool if policy["MinimumLength"] == 6 else s.pool  # most examples use one pool of each kind
    pool = created(**FOR_UPDATES, **fixed, Schema=[{"Name": "size", "AttributeDataType": "String", "Mutable": True}])
    s.must("UpdateUserPool", blame="POOL-025", UserPoolId=pool.id, Policies={"PasswordPolicy": policy})
    s.check("POOL-026", pool.created, s.must("DescribeUserPool", UserPoolId=pool.id))


# -- deletion ----------------------------------------------------------------------------------------------------------


@prop(
    "POOL-021",
    "POOL-023",
    base=resource_names(),
    by_update=st.booleans(),
    operation=st.sampled_from(("DescribeUserPool", "ListUsers", "DeleteUserPool")),
)
def test_deletion(s: Scenario, base: str, by_update: bool, operation: str) -> None:
    """A protected pool cannot be deleted until the protection is taken away; once deleted it is not found."""
    name = f"{s.resource_name()}{base}"
    pool = s.own_pool(PoolName=name, **({} if by_update else {"DeletionProtection": "ACTIVE"}))
    if by_update:
        s.must("UpdateUserPool", blame="POOL-025", UserPoolId=pool.id, DeletionProtection="ACTIVE")
    before = s.must("DescribeUserPool" if operation == "DeleteUserPool" else operation, UserPoolId=pool.id)
    attempt = s.call("DeleteUserPool", UserPoolId=pool.id)
    deleted = attempt
    if not attempt.ok:
        s.must("UpdateUserPool", blame="POOL-025", UserPoolId=pool.id, DeletionProtection="INACTIVE")
        deleted = s.call("DeleteUserPool", UserPoolId=pool.id)
    s.refused("POOL-021", attempt, control=deleted)
    s.need(deleted, "POOL-021")
    s.refused(
        "POOL-023", s.call(operation, UserPoolId=pool.id), control=deleted if operation == "DeleteUserPool" else before
    )


@prop("POOL-046", base=resource_names())
def test_deletion_with_domain(s: Scenario, base: str) -> None:
    """A pool with a prefix domain; without it it is deleted."""
    pool = s.own_pool(PoolName=f"{s.resource_name()}{base}")
    domain: dict[str, Any] = {"UserPoolId": pool.id, "Domain": str(s.compute("oauth.domain_for", pool.id))}
    s.must("CreateUserPoolDomain", **domain)

    def without_domain() -> Exchange:
        s.must("DeleteUserPoolDomain", **domain)
        return s.call("DeleteUserPool", UserPoolId=pool.id)

    s.refused("POOL-046", s.call("DeleteUserPool", UserPoolId=pool.id), control=without_domain)


# -- lists -------------------------------------------------------------------------------------------------------------


@prop("POOL-037", limit=st.one_of(st.just(0), st.integers(61, 2000)), control=st.sampled_from((1, 60)))
def test_list_bounds(s: Scenario, limit: int, control: int) -> None:
    """MaxResults of ListUserPools on both sides of its bounds."""
    attempt = s.call("ListUserPools", MaxResults=limit)
    s.refused("POOL-037", attempt, control=lambda: s.call("ListUserPools", MaxResults=1 if limit == 0 else control))


def ids_of(pages: Sequence[Exchange], member: str, name: str) -> list[str]:
    """The ids on all pages."""
    found: list[str] = []
    for page in pages:
        listed = page.get(member)
        entries = listed if isinstance(listed, list) else []
        found += [str(entry.get(name)) for entry in entries if isinstance(entry, Mapping)]
    return found


@check("POOL-038")
def pools_listed_once(*pages: Exchange, wanted: Sequence[str]) -> Difference | None:
    """Each pool is on the pages exactly once."""
    found = ids_of(pages, "UserPools", "Id")
    for pool_id in wanted:
        if found.count(pool_id) != 1:
            kind = "lost" if pool_id not in found else "repeated"
            return Difference(
                kind, "each pool once on all pages", f"one of {len(wanted)} pools {found.count(pool_id)} times"
            )
    return None


@prop("POOL-038", limit=st.integers(30, 60))
def test_list_pages(s: Scenario, limit: int) -> None:
    """All pages of ListUserPools; two at least, however few pools there are."""
    made = [s.pool(UserPoolTags={"for": f"list {place}"}).id for place in range(4)] + [s.pool().id]
    first = settled(
        s, lambda: s.call("ListUserPools", MaxResults=60), lambda answer: made[3] in ids_of([answer], "UserPools", "Id")
    )
    fewer = max(len(ids_of([first], "UserPools", "Id")) - 1, 1)
    pages = walk(s, "ListUserPools", "NextToken", MaxResults=min(limit, fewer))
    if len(pages) == MOST_PAGES:
        s.exclude("this account has too many pools to list them all")
    s.need(pages[-1], "POOL-037")
    s.check("POOL-038", *pages, wanted=made)


@check("POOL-103")
def listed_in_full(*pages: Exchange, pool_id: str, name: str) -> Difference | None:
    """The entry of the pool has its name, no functions, and both dates. Without an entry there is nothing to judge."""
    entries = [entry for page in pages for entry in page.get("UserPools") if isinstance(entry, Mapping)]
    entry = next((entry for entry in entries if entry.get("Id") == pool_id), None)
    if entry is None:
        return None
    missing = [date for date in ("CreationDate", "LastModifiedDate") if entry.get(date) is None]
    if missing:
        return Difference("date-missing", "CreationDate and LastModifiedDate", f"no {missing[0]}")
    return members_differ(entry, {"Name": name, "LambdaConfig": {}}, "the entry")


@prop("POOL-103", base=resource_names())
def test_listed(s: Scenario, base: str) -> None:
    """The entry of a pool without functions, on whichever page it is."""
    s.without_senders()
    name = f"{s.resource_name()}{base}"
    pool_id = s.need(new_pool(s, PoolName=name), "POOL-001").text("UserPool.Id")
    pages = walk(s, "ListUserPools", "NextToken", MaxResults=60)
    listed = s.need(pages[-1], "POOL-037")
    if pool_id not in ids_of(pages, "UserPools", "Id"):
        s.end("POOL-038", "the pool is not listed", answer=listed)
    s.check("POOL-103", *pages, pool_id=pool_id, name=name)
