"""A refused request to change or delete what a pool has leaves it as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.before_and_after import changed_member, still_accepted
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.federation import details_of, forget_provider, need_provider, pool_for, provider_name
from conformance.flows.lists import settled
from conformance.flows.refusals import left_as_it_was
from conformance.flows.second_factors import TOTP, must_set_mode
from conformance.flows.sent_codes import first_factors
from conformance.flows.users import legacy_client, try_password
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool
from conformance.strategies import names, passwords
from conformance.strategies.configurations import custom_names
from conformance.strategies.domains import prefixes
from conformance.strategies.malformed import unknown_client_ids, words
from conformance.strategies.pools import FOR_SERVERS, FOR_UPDATES
from conformance.strategies.providers import client_ids, endings
from conformance.strategies.resource_servers import LONGEST

PROTECTED: dict[str, Any] = {
    "UserPoolTier": "PLUS",
    "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"},
    "UserPoolTags": {"for": "refused risks"},
}


@check(
    "EFFECT-031",
    "EFFECT-032",
    "EFFECT-033",
    "EFFECT-034",
    "EFFECT-036",
    "EFFECT-037",
    "EFFECT-038",
    "EFFECT-039",
    "EFFECT-040",
    "EFFECT-041",
    "EFFECT-042",
    "EFFECT-043",
    "EFFECT-044",
)
def described_as_before(before: Exchange, after: Exchange, what: str) -> Difference | None:
    """Every member of the description is what it was."""
    return changed_member(before, after, what)


# -- providers ---------------------------------------------------------------------------------------------------------

PROVIDER_REASONS = {"mapping": "IDP-048", "details": "IDP-012", "identifier": "SHAPE-004"}


@prop(
    "EFFECT-031",
    reason=st.sampled_from(sorted(PROVIDER_REASONS)),
    ending=endings(),
    client_id=client_ids(),
    other=client_ids(),
)
def test_provider(s: Scenario, reason: str, ending: str, client_id: str, other: str) -> None:
    """Details, a mapping and an identifier, one of which cannot be stored."""
    s.assume(client_id != other)
    pool, name = pool_for(s, "OIDC"), provider_name(s, ending)
    more: dict[str, Any] = {"AttributeMapping": {"nickname": "nick"}, "IdpIdentifiers": [f"first{s.suffix()}"]}
    need_provider(s, pool, name, "OIDC", details_of(s, "OIDC", client_id=client_id), **more)
    which: dict[str, Any] = {"UserPoolId": pool.id, "ProviderName": name}
    wanted: dict[str, Any] = {
        "ProviderDetails": details_of(s, "OIDC", client_id=other),
        "AttributeMapping": {"name": "name"},
        "IdpIdentifiers": [f"second{s.suffix()}"],
    }
    if reason == "mapping":
        wanted["AttributeMapping"]["custom:nothing_there"] = "x"
    elif reason == "details":
        del wanted["ProviderDetails"]["client_id"]
    else:
        wanted["IdpIdentifiers"].append("i" * 41)  # longer than the API model has it

    def read() -> Exchange:
        return s.must("DescribeIdentityProvider", blame="IDP-003", **which)

    def attempt() -> Exchange:
        return s.call("UpdateIdentityProvider", **which, **wanted)

    left_as_it_was(s, "EFFECT-031", read, attempt, PROVIDER_REASONS[reason], what="IdentityProvider")
    forget_provider(s, pool, name)


# -- domains -----------------------------------------------------------------------------------------------------------


def _with_prefix(s: Scenario, base: str, **config: Any) -> tuple[Pool, str]:
    """A pool of the example's own with a prefix domain, and the prefix, which is derived from the pool."""
    pool = s.own_pool(**config)
    domain = str(s.compute("oauth.domain_for", pool.id, base))
    s.need(s.call("CreateUserPoolDomain", UserPoolId=pool.id, Domain=domain), "DOMAIN-001")
    return pool, domain


def _domain_shown(s: Scenario, domain: str) -> Exchange:
    """The description of a domain once it is active, which takes real Cognito a moment."""
    read = settled(
        s,
        lambda: s.call("DescribeUserPoolDomain", Domain=domain),
        lambda answer: answer.get("DomainDescription.Status") == "ACTIVE",
    )
    return s.need(read, "DOMAIN-004")


@prop("EFFECT-032", reason=st.sampled_from(("tier", "pool")), base=prefixes())
def test_update_of_domain(s: Scenario, reason: str, base: str) -> None:
    """Managed login where the tier lacks it, and the domain of one pool in the name of another."""
    pool, domain = _with_prefix(s, base, **({"UserPoolTier": "LITE"} if reason == "tier" else {}))
    asked = pool if reason == "tier" else s.pool()

    def attempt() -> Exchange:
        return s.call("UpdateUserPoolDomain", UserPoolId=asked.id, Domain=domain, ManagedLoginVersion=2)

    blame = "DOMAIN-015" if reason == "tier" else "DOMAIN-026"
    left_as_it_was(s, "EFFECT-032", lambda: _domain_shown(s, domain), attempt, blame, what="DomainDescription")


@prop("EFFECT-033", "DOMAIN-026", base=prefixes(), version=st.sampled_from((1, 2)))
def test_domain_of_another_pool(s: Scenario, base: str, version: int) -> None:
    """One pool's domain is deleted, and changed, in the name of another pool."""
    pool, domain = _with_prefix(s, base)
    other = s.pool()

    def changed(asked: Pool) -> Exchange:
        return s.call("UpdateUserPoolDomain", UserPoolId=asked.id, Domain=domain, ManagedLoginVersion=version)

    def deleted() -> Exchange:
        return s.call("DeleteUserPoolDomain", UserPoolId=other.id, Domain=domain)

    read = lambda: _domain_shown(s, domain)  # noqa: E731
    s.refused("DOMAIN-026", changed(other), control=lambda: changed(pool))
    left_as_it_was(s, "EFFECT-033", read, deleted, "DOMAIN-016", what="DomainDescription")


@prop("EFFECT-034", reason=st.sampled_from(("second", "taken")), base=prefixes(), version=st.sampled_from((1, 2)))
def test_domain_that_is_not_made(s: Scenario, reason: str, base: str, version: int) -> None:
    """A second prefix for a pool that has one, and its prefix for another pool."""
    pool, domain = _with_prefix(s, base)
    asked, wanted = (pool, f"{domain}-2") if reason == "second" else (s.own_pool(), domain)
    settings: dict[str, Any] = {"UserPoolId": asked.id, "Domain": wanted, "ManagedLoginVersion": version}

    def attempt() -> Exchange:
        return s.call("CreateUserPoolDomain", **settings)

    blame = "DOMAIN-008" if reason == "second" else "DOMAIN-002"
    left_as_it_was(s, "EFFECT-034", lambda: _domain_shown(s, domain), attempt, blame, what="DomainDescription")


# -- pools -------------------------------------------------------------------------------------------------------------


@check("EFFECT-035")
def still_signs_in(before: Exchange, after: Exchange) -> Difference | None:
    """The sign-in that was accepted before is accepted."""
    return still_accepted(after, "the user signs in as before")


@prop("EFFECT-035", "EFFECT-036", reason=st.sampled_from(("protection", "domain")), base=names(), password=passwords())
def test_deletion_of_pool(s: Scenario, reason: str, base: str, password: str) -> None:
    """A pool that is protected, and one that has a domain, with a client and a user."""
    pool = s.own_pool(**({"DeletionProtection": "ACTIVE"} if reason == "protection" else {}))
    if reason == "domain":
        domain = str(s.compute("oauth.domain_for", pool.id))
        s.need(s.call("CreateUserPoolDomain", UserPoolId=pool.id, Domain=domain), "DOMAIN-001")
        _domain_shown(s, domain)
    client, user = legacy_client(s, pool), s.user(pool, username=s.name(base), password=password)
    before = s.need(try_password(s, client, user, password), "PWAUTH-001")

    def read() -> Exchange:
        return s.must("DescribeUserPool", UserPoolId=pool.id)

    blame = "POOL-021" if reason == "protection" else "POOL-046"
    left_as_it_was(s, "EFFECT-036", read, lambda: s.call("DeleteUserPool", UserPoolId=pool.id), blame, what="UserPool")
    s.check("EFFECT-035", before, try_password(s, client, user, password))
    s.call("UpdateUserPool", UserPoolId=pool.id, DeletionProtection="INACTIVE")


MFA_REASONS: dict[str, tuple[dict[str, Any], str]] = {
    "no factor": ({"MfaConfiguration": "OPTIONAL"}, "MFACONF-005"),
    "no factor, required": ({"MfaConfiguration": "ON"}, "MFACONF-005"),
    "off": ({"MfaConfiguration": "OFF", **TOTP}, "MFACONF-007"),
    "factor alone": (TOTP, "MFACONF-009"),
    "codes first": ({"MfaConfiguration": "ON", **TOTP}, "MFACONF-031"),
    "e-mail": ({"MfaConfiguration": "OPTIONAL", **TOTP, "EmailMfaConfiguration": {"Message": "{####}"}}, "MFAMSG-027"),
}


@prop("EFFECT-037", reason=st.sampled_from(sorted(MFA_REASONS)), before=st.sampled_from(("OFF", "OPTIONAL", "ON")))
def test_mfa(s: Scenario, reason: str, before: str) -> None:
    """A mode without a factor, a factor without a mode, and factors that do not go together, whatever was before."""
    codes = reason == "codes first"
    pool = s.own_pool(**(first_factors("EMAIL_OTP") if codes else {}))
    if before != "OFF":
        must_set_mode(s, pool, "OPTIONAL" if codes else before)
    wrong, blame = MFA_REASONS[reason]
    beside: dict[str, Any] = {"WebAuthnConfiguration": {"RelyingPartyId": "other.example.com"}}

    def attempt() -> Exchange:
        return s.call("SetUserPoolMfaConfig", UserPoolId=pool.id, **beside, **wrong)

    def read() -> Exchange:
        return s.must("GetUserPoolMfaConfig", blame="MFACONF-002", UserPoolId=pool.id)

    left_as_it_was(s, "EFFECT-037", read, attempt, blame, what="")


@prop("EFFECT-038", name=custom_names(max_size=8), last=st.booleans())
def test_schema(s: Scenario, name: str, last: bool) -> None:
    """Custom attributes of which the pool has one already."""
    pool = s.pool(**FOR_UPDATES)
    taken = s.once(pool, "a custom attribute", lambda: _added(s, pool, f"taken{s.suffix()}"))
    added = [{"Name": each, "AttributeDataType": "String"} for each in (f"{name}{s.suffix()}"[-20:], taken)]

    def attempt() -> Exchange:
        return s.call("AddCustomAttributes", UserPoolId=pool.id, CustomAttributes=added if last else added[::-1])

    def read() -> Exchange:
        return s.must("DescribeUserPool", UserPoolId=pool.id)

    left_as_it_was(s, "EFFECT-038", read, attempt, "POOL-096", what="UserPool")


def _added(s: Scenario, pool: Pool, name: str) -> str:
    s.must(
        "AddCustomAttributes",
        UserPoolId=pool.id,
        CustomAttributes=[{"Name": name[-20:], "AttributeDataType": "String"}],
    )
    return name[-20:]


# -- what else a pool has ----------------------------------------------------------------------------------------------


@prop("EFFECT-039", reason=st.sampled_from(("name", "scope", "description")), text=client_ids())
def test_server(s: Scenario, reason: str, text: str) -> None:
    """A name and scopes, one of which is beyond its bounds."""
    which: dict[str, Any] = {"UserPoolId": s.pool(**FOR_SERVERS).id, "Identifier": f"kept{s.suffix()}"}
    reads = [{"ScopeName": "read", "ScopeDescription": "reads"}]
    s.need(s.call("CreateResourceServer", **which, Name="first", Scopes=reads), "RSERVER-001")
    wrong = {"ScopeName": "write", "ScopeDescription": "writes"}
    wrong |= {"scope": {"ScopeName": "w" * (LONGEST + 1)}, "description": {"ScopeDescription": ""}}.get(reason, {})
    name = "n" * (LONGEST + 1) if reason == "name" else text
    scopes = [{"ScopeName": "list", "ScopeDescription": "lists"}, wrong]

    def read() -> Exchange:
        return s.must("DescribeResourceServer", blame="RSERVER-002", **which)

    def attempt() -> Exchange:
        return s.call("UpdateResourceServer", **which, Name=name, Scopes=scopes)

    left_as_it_was(s, "EFFECT-039", read, attempt, "RSERVER-025", what="ResourceServer")
    s.call("DeleteResourceServer", **which)


@prop("EFFECT-040", reason=st.sampled_from(("action", "filter", "client")), wrong=words(), unknown=unknown_client_ids())
def test_risks(s: Scenario, reason: str, wrong: str, unknown: str) -> None:
    """Addresses that could be stored, beside an action and an event that do not exist, and for an unknown client."""
    pool = s.pool(**PROTECTED)
    of_pool: dict[str, Any] = {"UserPoolId": pool.id}
    first: dict[str, Any] = {"RiskExceptionConfiguration": {"BlockedIPRangeList": ["192.0.2.0/24"]}}
    s.need(s.call("SetRiskConfiguration", **of_pool, **first), "RISK-001")
    action, event = "BLOCK", "SIGN_IN"
    if reason == "action":
        action = wrong.upper()
    if reason == "filter":
        event = wrong.upper()
    asked: dict[str, Any] = {
        **of_pool,
        "RiskExceptionConfiguration": {"SkippedIPRangeList": ["198.51.100.0/24"]},
        "CompromisedCredentialsRiskConfiguration": {"EventFilter": [event], "Actions": {"EventAction": action}},
    }
    if reason == "client":
        asked["ClientId"] = unknown

    def read() -> Exchange:
        return s.must("DescribeRiskConfiguration", blame="RISK-001", **of_pool)

    blame = {"action": "RISK-007", "filter": "RISK-009", "client": "RISK-013"}[reason]
    attempt = lambda: s.call("SetRiskConfiguration", **asked)  # noqa: E731
    left_as_it_was(s, "EFFECT-040", read, attempt, blame, what="RiskConfiguration")


SESSIONS = "UserPoolSessionConfiguration"
SESSION_REASONS: dict[str, tuple[dict[str, Any], str]] = {
    "number": ({"TokenSession": {"MaxPerUser": 101}}, "TRACK-003"),
    "kind": ({"UserSessionTracking": "SOMETIMES"}, "TRACK-005"),
}


@prop("EFFECT-041", reason=st.sampled_from(sorted(SESSION_REASONS)), most=st.integers(1, 50))
def test_sessions(s: Scenario, reason: str, most: int) -> None:
    """How sessions are tracked: a number that could be stored, and one beyond its bounds; a switch that is none."""
    s.newer(f"Set{SESSIONS}", f"Get{SESSIONS}")
    pool = s.pool(UserPoolTags={"for": "refused session tracking"})
    right: dict[str, Any] = {"UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": most}}
    s.need(s.call(f"Set{SESSIONS}", UserPoolId=pool.id, **right), "TRACK-002")
    other: dict[str, Any] = {"UserSessionTracking": "DISABLED", "TokenSession": {"MaxPerUser": most + 1}}
    wrong, blame = SESSION_REASONS[reason]

    def read() -> Exchange:
        return s.must(f"Get{SESSIONS}", blame="TRACK-002", UserPoolId=pool.id)

    def attempt() -> Exchange:
        return s.call(f"Set{SESSIONS}", UserPoolId=pool.id, **(other | wrong))

    left_as_it_was(s, "EFFECT-041", read, attempt, blame, what="")


TAG_REASONS = ("key", "value", "number")


@prop("EFFECT-042", reason=st.sampled_from(TAG_REASONS), text=client_ids())
def test_tags(s: Scenario, reason: str, text: str) -> None:
    """A tag that could be stored, and others that are beyond their bounds."""
    pool = s.pool(UserPoolTags={"for": "refused tags", "same": "before"})
    arn = pool.created.text("UserPool.Arn")
    wrong: dict[str, str] = {"k" * 129: "x"} if reason == "key" else {"long": "v" * 257}
    if reason == "number":
        wrong = {f"tag{number}": "x" for number in range(51)}

    def read() -> Exchange:
        return s.must("ListTagsForResource", blame="TAG-002", ResourceArn=arn)

    def attempt() -> Exchange:
        return s.call("TagResource", ResourceArn=arn, Tags={"same": text, f"new{text}": text, **wrong})

    blame = {"key": "TAG-013", "value": "TAG-014", "number": "TAG-016"}[reason]
    left_as_it_was(s, "EFFECT-042", read, attempt, blame, what="Tags")


@prop("EFFECT-043", unknown=unknown_client_ids(), weight=st.integers(1, 999))
def test_look(s: Scenario, unknown: str, weight: int) -> None:
    """A style sheet for a client that does not exist, next to that of all clients."""
    pool = s.pool(UserPoolTags={"for": "refused looks"})
    s.hosted(pool)

    def of(number: int) -> dict[str, Any]:
        return {"UserPoolId": pool.id, "CSS": f".label-customizable {{font-weight: {number};}}"}

    s.must("SetUICustomization", blame="UICUST-001", **of(weight))

    def read() -> Exchange:
        return s.must("GetUICustomization", blame="UICUST-001", UserPoolId=pool.id)

    def attempt() -> Exchange:
        return s.call("SetUICustomization", **of(weight + 1000), ClientId=unknown)

    left_as_it_was(s, "EFFECT-043", read, attempt, "UICUST-009", what="UICustomization")


@prop(
    "EFFECT-044", reason=st.sampled_from(("name", "links")), word=words(), name=st.sampled_from(("english", "french"))
)
def test_terms(s: Scenario, reason: str, word: str, name: str) -> None:
    """Links that could be stored with a name that terms do not have, and a link with a blank."""
    s.newer("CreateTerms", "UpdateTerms", "DescribeTerms")
    client: Client = s.own_client(s.pool())
    links: Mapping[str, str] = {"cognito:default": "https://app.example.com/terms"}
    fixed: dict[str, Any] = {"TermsName": "terms-of-use", "TermsSource": "LINK", "Enforcement": "NONE"}
    of_client: dict[str, Any] = {"UserPoolId": client.pool.id, "ClientId": client.id}
    made = s.must("CreateTerms", blame="TERMS-001", **of_client, **fixed, Links=links)
    which: dict[str, Any] = {"UserPoolId": client.pool.id, "TermsId": made.text("Terms.TermsId")}
    other = {"cognito:default": f"https://app.example.com/{word}", f"cognito:{name}": "https://app.example.com/2"}
    wrong: dict[str, Any] = {"Links": other, "TermsName": word}
    if reason == "links":
        wrong = {"Links": {**other, "cognito:japanese": f"https://app.example.com/{word} 3"}}

    def read() -> Exchange:
        return s.must("DescribeTerms", blame="TERMS-001", **which)

    attempt = lambda: s.call("UpdateTerms", **which, **wrong)  # noqa: E731
    left_as_it_was(s, "EFFECT-044", read, attempt, "SHAPE-008", what="Terms")
