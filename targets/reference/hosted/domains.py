"""User pool domains: where the hosted UI of a pool is."""

from __future__ import annotations

import re
from typing import Any

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.contention import gap
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import (
    FeatureUnavailableInTierException,
    InvalidParameterException,
    ResourceNotFoundException,
)
from targets.reference.core.state import Pool

LABEL = r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?"
PREFIX = re.compile(LABEL)
CUSTOM = re.compile(rf"{LABEL}(?:\.{LABEL})+")
LONGEST = 63  # characters of a prefix
RESERVED = ("aws", "amazon", "cognito")
INVALID = (
    "The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and "
    "hyphens. Please enter a different name that follows this format: ^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$"
)
CLOUD_FRONT = "d111111abcdef8.cloudfront.net"  # the address of all distributions here


@operation("CreateUserPoolDomain")
def create_user_pool_domain(call: Call) -> Answer:
    """Recorded: one domain a pool, one pool a domain; a custom one comes with an address of its own."""
    pool, domain = call.pool(), call["Domain"]
    custom = "CustomDomainConfig" in call.params
    if not pool.domain and deviates("refused-prefix-is-assigned"):
        pool.domain = domain
    check_name(domain, custom=custom)
    check_version(call, pool)
    if deviates("refused-domain-gives-version"):
        pool.domain_settings |= settings_from(call)
    if pool.domain and not deviates("domain-replaced"):
        text = "User pool already has a domain configured."
        raise InvalidParameterException(varied(text, "domain-second-text", "There is a domain."))
    if domain in call.store.former_domains and deviates("domain-used-up"):
        raise InvalidParameterException("The domain was used before.")
    if owner_of(call, domain) and not deviates("domain-of-two-pools"):
        text = "Domain already associated with another user pool."
        raise InvalidParameterException(varied(text, "domain-taken-text", "The domain exists."))
    if deviates("domain-refused"):
        raise InvalidParameterException("Domains are not available.")
    gap(call, "race-domain")
    pool.domain = domain
    pool.domain_settings = settings_from(call)
    lost = "domain-created-without-version" if "ManagedLoginVersion" in call.params else "domain-usual-version-not-told"
    return varied({"ManagedLoginVersion": call.get("ManagedLoginVersion", 1)}, lost, {}) | (
        {"CloudFrontDomain": CLOUD_FRONT} if custom or deviates("domain-created-with-distribution") else {}
    )


@operation("DescribeUserPoolDomain")
def describe_user_pool_domain(call: Call) -> Answer:
    """Reported: the description is empty for a domain that nobody has."""
    domain = call["Domain"]
    pool = owner_of(call, domain)
    former = call.store.former_domains.get(domain)
    if pool is not None and former is not None and deviates("domain-names-former-pool"):
        pool = former
    if pool is None and former is not None and deviates("domain-described-after-deletion"):
        return {"DomainDescription": described(former) | {"Domain": domain}}
    if pool is None and former is None and deviates("domain-unknown-is-not-found"):
        raise ResourceNotFoundException("Domain does not exist.")
    return {"DomainDescription": described(pool) if pool else {}}


@operation("UpdateUserPoolDomain")
def update_user_pool_domain(call: Call) -> Answer:
    """The certificate of a custom domain, or the version of the pages."""
    if owner_of(call, call["Domain"]) is None and deviates("domain-unknown-updated"):
        return {}
    pool = updated(call)
    if deviates("domain-version-before-checks"):
        pool.domain_settings |= settings_from(call)
    check_version(call, pool)
    check_certificate(call, pool)
    if not deviates("domain-version-lost"):
        pool.domain_settings |= settings_from(call)
    version = {name: call[name] for name in ("ManagedLoginVersion",) if name in call.params}
    distributed = "CustomDomainConfig" in pool.domain_settings or deviates("domain-updated-with-distribution")
    return version | ({"CloudFrontDomain": CLOUD_FRONT} if distributed else {})


@operation("DeleteUserPoolDomain")
def delete_user_pool_domain(call: Call) -> Answer:
    """The pages are gone at once."""
    owner = owner_of(call, call["Domain"])
    if owner and owner is not call.pool() and deviates("domain-deleted-and-refused"):
        owner.domain, owner.domain_settings = None, {}
    pool = owner if owner and deviates("domain-deleted-by-any-pool") else owned(call)
    if not deviates("domain-deleted-remains"):
        pool.domain, pool.domain_settings = None, {}
        call.store.former_domains[call["Domain"]] = pool
    return {}


def described(pool: Pool) -> dict[str, Any]:
    """Recorded: a prefix domain shows the distribution it shares."""
    return {
        "UserPoolId": pool.id,
        "AWSAccountId": varied(pool.account, "domain-of-another-account", "210987654321"),
        "Domain": pool.domain,
        **varied({"S3Bucket": f"aws-cognito-prod-{pool.region}-assets"}, "domain-without-origin", {}),
        "CloudFrontDistribution": CLOUD_FRONT,
        "Version": "20260101000000",
        "Status": varied("ACTIVE", "domain-never-active", "CREATING"),
    } | pool.domain_settings


def settings_from(call: Call) -> dict[str, Any]:
    """What can be configured."""
    return {name: call[name] for name in ("CustomDomainConfig", "ManagedLoginVersion") if name in call.params}


def check_name(domain: str, *, custom: bool) -> None:
    """Recorded: both texts."""
    if not custom and PREFIX.fullmatch(domain[:LONGEST]) and len(domain) > LONGEST and deviates("domain-of-any-length"):
        return
    if not (CUSTOM if custom else PREFIX).fullmatch(domain) and not deviates("domain-of-any-characters"):
        raise InvalidParameterException(INVALID)
    reserved = next((word for word in RESERVED if word in domain and not custom), None)
    if reserved and not deviates("domain-of-any-word"):
        raise InvalidParameterException(f"Domain cannot contain reserved word: {reserved}")


def check_version(call: Call, pool: Pool) -> None:
    """Documented: 1 is the classic hosted UI; 2, managed login, is not in the LITE tier."""
    version = call.get("ManagedLoginVersion", 1)
    if version not in (1, 2):
        raise InvalidParameterException("Invalid managed login version.")
    if version == 2 and pool.settings["UserPoolTier"] == "LITE" and not deviates("domain-managed-in-lite"):
        raise FeatureUnavailableInTierException("Managed login is not available in the LITE tier.")


def owner_of(call: Call, domain: str) -> Pool | None:
    """The pool that has this domain."""
    return next((pool for pool in call.store.pools.values() if pool.domain == domain), None)


def updated(call: Call) -> Pool:
    """The pool whose domain is to be changed."""
    owner = owner_of(call, call["Domain"])
    return owner if owner and deviates("domain-updated-by-any-pool") else owned(call)


def owned(call: Call) -> Pool:
    """The pool of the request, which must have the domain of the request."""
    pool = call.pool()
    if pool.domain != call["Domain"]:
        raise InvalidParameterException("No such domain or user pool exists.")
    return pool


def check_certificate(call: Call, pool: Pool) -> None:
    """Recorded: only a custom domain has a certificate to replace."""
    custom = "CustomDomainConfig" in pool.domain_settings
    if "CustomDomainConfig" in call.params and not custom and not deviates("domain-prefix-gets-certificate"):
        raise InvalidParameterException(
            "User pool should have a custom domain associated, failed to update the certificate."
        )
