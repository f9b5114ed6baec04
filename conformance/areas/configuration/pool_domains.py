"""Prefix domains: how they are shown, changed and deleted, and what a prefix may be."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.lists import settled
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies.domains import prefixes
from conformance.strategies.malformed import WORD_MARK

CREATE, DESCRIBE = "CreateUserPoolDomain", "DescribeUserPoolDomain"
UPDATE, DELETE = "UpdateUserPoolDomain", "DeleteUserPoolDomain"
LONGEST = 63


def _free(s: Scenario, base: str) -> str:
    """A prefix that no pool has, and that is not kept by one after the example."""
    return f"{base}{s.suffix()}"


def _nobodys(s: Scenario, base: str) -> str:
    """A prefix that no pool has, for requests that are to say so: with the mark of what is made up."""
    return f"{WORD_MARK}{_free(s, base)}"


def _of_pool(s: Scenario, pool: Pool, base: str) -> str:
    """A prefix derived from this pool: in a replay, another pool has another prefix."""
    return str(s.compute("oauth.domain_for", pool.id, base))


def _with_domain(s: Scenario, base: str, **config: Any) -> tuple[Pool, str]:
    """A pool with a prefix domain, and the prefix."""
    pool = s.own_pool(**config)
    domain = _of_pool(s, pool, base)
    s.need(s.call(CREATE, UserPoolId=pool.id, Domain=domain), "DOMAIN-001")
    return pool, domain


def _described(s: Scenario, domain: str) -> Exchange:
    """The description of a domain once it is active, which takes real Cognito a moment."""
    return settled(
        s,
        lambda: s.call(DESCRIBE, Domain=domain),
        lambda answer: answer.get("DomainDescription.Status") == "ACTIVE",
    )


@check("DOMAIN-004")
def domain_described(answer: Exchange, pool_id: str, domain: str) -> Difference | None:
    """The description has the pool's id, the prefix as Domain, and the status ACTIVE."""
    wanted = {"UserPoolId": pool_id, "Domain": domain, "Status": "ACTIVE"}
    return members_differ(answer.get("DomainDescription"), wanted, "DomainDescription")


@check("DOMAIN-005")
def nothing_described(answer: Exchange) -> Difference | None:
    """The description has neither a pool nor a status."""
    described = [name for name in ("UserPoolId", "Status") if answer.get(f"DomainDescription.{name}")]
    if described:
        return Difference("described", "an empty DomainDescription", f"one with {' and '.join(described)}")
    return None


@check("DOMAIN-006")
def gone(answer: Exchange) -> Difference | None:
    """An empty description, or the refusal that the API model names."""
    if not answer.ok:
        code = answer.code
        if code == "ResourceNotFoundException":
            return None
        return Difference(f"code-{code}", "an empty DomainDescription or ResourceNotFoundException", f"{code}")
    return nothing_described(answer)


@check("DOMAIN-007")
def pool_shows_prefix(answer: Exchange, domain: str) -> Difference | None:
    """The pool has the prefix as Domain."""
    return members_differ(answer.get("UserPool"), {"Domain": domain}, "UserPool")


@check("DOMAIN-013")
def version_shown(answer: Exchange, pool_id: str, version: int) -> Difference | None:
    """ManagedLoginVersion is the version that was set, and the pool is the same."""
    wanted = {"UserPoolId": pool_id, "ManagedLoginVersion": version}
    return members_differ(answer.get("DomainDescription"), wanted, "DomainDescription")


@prop("DOMAIN-004", "DOMAIN-007", "DOMAIN-006", "DOMAIN-017", base=prefixes())
def test_shown_and_deleted(s: Scenario, base: str) -> None:
    """A domain as it is shown, and after it was deleted; then another pool gets its prefix."""
    pool, domain = _with_domain(s, base)
    s.check("DOMAIN-004", s.works("DOMAIN-004", _described(s, domain)), pool_id=pool.id, domain=domain)
    s.check("DOMAIN-007", s.must("DescribeUserPool", UserPoolId=pool.id), domain=domain)
    s.works("DOMAIN-006", s.call(DELETE, UserPoolId=pool.id, Domain=domain))
    after = settled(s, lambda: s.call(DESCRIBE, Domain=domain), lambda answer: gone(answer) is None)
    s.check("DOMAIN-006", after)
    s.accepted("DOMAIN-017", s.call(CREATE, UserPoolId=s.own_pool().id, Domain=domain))


@prop("DOMAIN-005", "DOMAIN-014", base=prefixes(), version=st.sampled_from((1, 2)))
def test_unknown_prefix(s: Scenario, base: str, version: int) -> None:
    """DescribeUserPoolDomain and UpdateUserPoolDomain with an unknown prefix."""
    s.check("DOMAIN-005", s.works("DOMAIN-005", s.call(DESCRIBE, Domain=_nobodys(s, base))))
    pool, domain = _with_domain(s, base)
    _described(s, domain)

    def attempt(prefix: str) -> Exchange:
        return s.call(UPDATE, UserPoolId=pool.id, Domain=prefix, ManagedLoginVersion=version)

    s.refused("DOMAIN-014", attempt(_nobodys(s, base)), control=lambda: attempt(domain))


@prop("DOMAIN-008", base=prefixes(), second=prefixes())
def test_second_domain(s: Scenario, base: str, second: str) -> None:
    """A second prefix for a pool; once the first was deleted it is accepted."""
    pool, domain = _with_domain(s, base)
    free = _of_pool(s, pool, f"{second}-2-")
    attempt = s.call(CREATE, UserPoolId=pool.id, Domain=free)

    def after_deletion() -> Exchange:
        s.need(s.call(DELETE, UserPoolId=pool.id, Domain=domain), "DOMAIN-006")
        return s.call(CREATE, UserPoolId=pool.id, Domain=free)

    s.refused("DOMAIN-008", attempt, control=after_deletion)


def _prefix_tried(s: Scenario, domain: str) -> Exchange:
    """CreateUserPoolDomain for a pool that is used for this again and again, not judged; the domain is deleted."""
    pool = s.pool(UserPoolTags={"for": "prefixes"})
    answer = s.call(CREATE, UserPoolId=pool.id, Domain=domain)
    if answer.ok:
        s.call(DELETE, UserPoolId=pool.id, Domain=domain)
    return answer


@prop("DOMAIN-010", base=prefixes(), wrong=st.sampled_from(("{}A", "{}_x", "{}.x", "{} x", "-{}", "{}-", "{}é")))
def test_characters_of_prefixes(s: Scenario, base: str, wrong: str) -> None:
    """A prefix with one thing that prefixes do not have; with a hyphen inside it is accepted."""
    attempt = _prefix_tried(s, wrong.format(_free(s, base)))
    s.refused("DOMAIN-010", attempt, control=lambda: _prefix_tried(s, f"x-{_free(s, base)}"))


@prop("DOMAIN-011", length=st.integers(LONGEST + 1, LONGEST + 40))
def test_long_prefix(s: Scenario, length: int) -> None:
    """A prefix that is too long, and the longest one."""
    attempt = _prefix_tried(s, s.suffix().rjust(length, "p"))
    s.refused("DOMAIN-011", attempt, control=lambda: _prefix_tried(s, s.suffix().rjust(LONGEST, "p")))


@prop("DOMAIN-012", base=prefixes(), word=st.sampled_from(("aws", "amazon", "cognito")), first=st.booleans())
def test_reserved_words(s: Scenario, base: str, word: str, first: bool) -> None:
    """A prefix with a reserved word; with another word it is accepted."""

    def attempt(inside: str) -> Exchange:
        free = _free(s, base)
        return _prefix_tried(s, f"{inside}{free}" if first else f"{free}-{inside}")

    s.refused("DOMAIN-012", attempt(word), control=lambda: attempt("other"))


@prop("DOMAIN-013", base=prefixes(), before=st.sampled_from((None, 1, 2)), version=st.sampled_from((1, 2)))
def test_version(s: Scenario, base: str, before: int | None, version: int) -> None:
    """The version of the pages is set, from whatever it was to one of the two."""
    pool, domain = _with_domain(s, base)
    _described(s, domain)
    for number in (before, version):
        if number is not None:
            s.works("DOMAIN-013", s.call(UPDATE, UserPoolId=pool.id, Domain=domain, ManagedLoginVersion=number))
            _described(s, domain)
    shown = s.need(s.call(DESCRIBE, Domain=domain), "DOMAIN-004")
    s.check("DOMAIN-013", shown, pool_id=pool.id, version=version)


@check("DOMAIN-027", "DOMAIN-028")
def no_distribution(answer: Exchange) -> Difference | None:
    """The answer names no CloudFrontDomain."""
    found = answer.get("CloudFrontDomain")
    return Difference("distribution-named", "no CloudFrontDomain", f"{found!r}") if found else None


@prop("DOMAIN-027", "DOMAIN-028", base=prefixes(), version=st.sampled_from((1, 2)))
def test_distribution_not_answered(s: Scenario, base: str, version: int) -> None:
    """A prefix domain, made and changed."""
    pool = s.own_pool(UserPoolTier="ESSENTIALS")
    domain = _of_pool(s, pool, base)
    s.check("DOMAIN-027", s.must(CREATE, blame="DOMAIN-001", UserPoolId=pool.id, Domain=domain))
    _described(s, domain)
    asked: dict[str, Any] = {"UserPoolId": pool.id, "Domain": domain, "ManagedLoginVersion": version}
    s.check("DOMAIN-028", s.must(UPDATE, blame="DOMAIN-013", **asked))


@check("DOMAIN-029")
def account_shown(described: Exchange, arn: str) -> Difference | None:
    """AWSAccountId is the account in the pool's Arn."""
    account = arn.split(":")[4:5]
    found = described.get("DomainDescription.AWSAccountId")
    if [found] == account:
        return None
    return Difference("another-account", f"AWSAccountId {''.join(account)}", f"AWSAccountId {found!r}")


@check("DOMAIN-030")
def origin_shown(described: Exchange) -> Difference | None:
    """S3Bucket, CloudFrontDistribution and Version are texts that are not empty."""
    for name in ("S3Bucket", "CloudFrontDistribution", "Version"):
        found = described.get(f"DomainDescription.{name}")
        if not isinstance(found, str) or not found:
            return Difference(f"without-{name}", f"{name}, a text", f"{name} {found!r}")
    return None


@prop("DOMAIN-029", "DOMAIN-030", base=prefixes())
def test_account_and_origin(s: Scenario, base: str) -> None:
    """The description of an active prefix domain, and that of its pool."""
    pool, domain = _with_domain(s, base)
    shown = s.need(_described(s, domain), "DOMAIN-004")
    s.check("DOMAIN-030", shown)
    arn = s.must("DescribeUserPool", UserPoolId=pool.id).text("UserPool.Arn")
    s.check("DOMAIN-029", shown, arn=arn)


@prop("DOMAIN-015", base=prefixes())
def test_managed_login_in_lite(s: Scenario, base: str) -> None:
    """Managed login in a pool of the Lite tier; the classic pages are accepted."""
    pool, domain = _with_domain(s, base, UserPoolTier="LITE")
    _described(s, domain)

    def attempt(version: int) -> Exchange:
        return s.call(UPDATE, UserPoolId=pool.id, Domain=domain, ManagedLoginVersion=version)

    s.refused("DOMAIN-015", attempt(2), control=lambda: attempt(1))


@prop("DOMAIN-016", base=prefixes())
def test_domain_of_another_pool(s: Scenario, base: str) -> None:
    """One pool's domain is deleted in the name of another pool, then in its own."""
    pool, domain = _with_domain(s, base)
    other = s.pool()
    attempt = s.call(DELETE, UserPoolId=other.id, Domain=domain)
    s.refused("DOMAIN-016", attempt, control=lambda: s.call(DELETE, UserPoolId=pool.id, Domain=domain))


@prop("DOMAIN-031", base=prefixes(), certificate=st.uuids().map(str), version=st.sampled_from((None, 1, 2)))
def test_certificate_for_prefix(s: Scenario, base: str, certificate: str, version: int | None) -> None:
    """A certificate for a prefix domain; the same update without it is accepted."""
    pool, domain = _with_domain(s, base)
    _described(s, domain)
    named: dict[str, Any] = {"UserPoolId": pool.id, "Domain": domain} | (
        {"ManagedLoginVersion": version} if version else {}
    )
    custom = {"CertificateArn": f"arn:aws:acm:us-east-1:123456789012:certificate/{certificate}"}
    attempt = s.call(UPDATE, **named, CustomDomainConfig=custom)
    s.refused("DOMAIN-031", attempt, control=lambda: s.call(UPDATE, **named))
