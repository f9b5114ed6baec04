"""Defects of user pool domains."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "domain-created-without-version",
        "CreateUserPoolDomain answers without the ManagedLoginVersion it was given",
        violates="DOMAIN-023",
        modelled_on="MiniStack 1.4",
    ),
    Mutant("domain-usual-version-not-told", "Only a version that was given is answered", violates="DOMAIN-025"),
    Mutant("domain-refused", "No pool gets a domain", violates="DOMAIN-001"),
    Mutant("domain-of-two-pools", "A second pool gets a domain that another has", violates="DOMAIN-002"),
    Mutant("domain-taken-text", "The text for a domain that is taken differs", violates="DOMAIN-003"),
    Mutant("domain-never-active", "A domain stays in the status CREATING", violates="DOMAIN-004"),
    Mutant(
        "domain-unknown-is-not-found",
        "DescribeUserPoolDomain refuses a prefix that nobody has",
        violates="DOMAIN-005",
        modelled_on="floci",
    ),
    Mutant("domain-described-after-deletion", "A deleted domain is still described", violates="DOMAIN-006"),
    Mutant(
        "domain-deleted-remains",
        "DeleteUserPoolDomain is accepted and has no effect",
        violates="DOMAIN-006",
        also=("DOMAIN-008", "DOMAIN-017", "POOL-046"),
    ),
    Mutant("domain-not-shown-by-pool", "DescribeUserPool shows no Domain", violates="DOMAIN-007", modelled_on="moto 3"),
    Mutant("domain-replaced", "A second prefix replaces the first", violates="DOMAIN-008"),
    Mutant("domain-second-text", "The text for a second prefix differs", violates="DOMAIN-009"),
    Mutant("domain-of-any-characters", "A prefix may have any characters", violates="DOMAIN-010"),
    Mutant("domain-of-any-length", "A prefix may be of any length", violates="DOMAIN-011"),
    Mutant("domain-of-any-word", "A prefix may have a reserved word", violates="DOMAIN-012"),
    Mutant("domain-version-lost", "UpdateUserPoolDomain is accepted and has no effect", violates="DOMAIN-013"),
    Mutant("domain-unknown-updated", "UpdateUserPoolDomain takes any prefix", violates="DOMAIN-014"),
    Mutant("domain-prefix-gets-certificate", "A prefix domain is given a certificate", violates="DOMAIN-031"),
    Mutant("domain-managed-in-lite", "Managed login is available in every tier", violates="DOMAIN-015"),
    Mutant("domain-deleted-by-any-pool", "A domain is deleted in the name of any pool", violates="DOMAIN-016"),
    Mutant("domain-used-up", "A deleted prefix cannot be used again", violates="DOMAIN-017"),
    Mutant(
        "domain-names-former-pool",
        "DescribeUserPoolDomain names the pool that had the prefix before",
        violates="DOMAIN-018",
    ),
    Mutant(
        "domain-serves-former-clients",
        "a domain still serves clients of the pool that had it before",
        violates="DOMAIN-019",
    ),
    Mutant(
        "domain-serves-any-client",
        "the page for a sign-in is shown for clients of other pools",
        violates="DOMAIN-020",
        modelled_on="one table of clients for all pools",
    ),
    Mutant(
        "domain-redeems-any-code",
        "the token endpoint redeems codes of other domains",
        violates="DOMAIN-021",
        modelled_on="one table of codes for all pools",
    ),
    Mutant(
        "domain-shares-browsers",
        "a user signed in at one domain is signed in at another as the user of the same name",
        violates="DOMAIN-022",
        modelled_on="one table of sessions for all pools",
    ),
    Mutant(
        "domain-updated-by-any-pool",
        "UpdateUserPoolDomain changes the domain of another pool",
        violates="DOMAIN-026",
    ),
    Mutant(
        "domain-created-with-distribution",
        "CreateUserPoolDomain names a CloudFrontDomain for a prefix",
        violates="DOMAIN-027",
        modelled_on="moto",
    ),
    Mutant(
        "domain-updated-with-distribution",
        "UpdateUserPoolDomain names a CloudFrontDomain for a prefix",
        violates="DOMAIN-028",
        modelled_on="moto",
    ),
    Mutant(
        "domain-of-another-account",
        "the description of a domain has another account than the pool",
        violates="DOMAIN-029",
        modelled_on="moto, which makes one up",
    ),
    Mutant(
        "domain-without-origin",
        "the description of a domain has no S3Bucket",
        violates="DOMAIN-030",
        modelled_on="MiniStack",
    ),
)
