"""Defects of user pool domains."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant("domain-refused", "No pool gets a domain", violates="DOMAIN-001"),
    Mutant("domain-of-two-pools", "A second pool gets a domain that another has", violates="DOMAIN-002"),
    Mutant("domain-taken-text", "The text for a domain that is taken differs", violates="DOMAIN-003"),
    Mutant(
        "domain-stays-reserved",
        "a prefix that was deleted stays taken",
        violates="DOMAIN-004",
        also=("DOMAIN-006",),
    ),
    Mutant(
        "domain-names-first-pool",
        "DescribeUserPoolDomain names the first pool that had the prefix",
        violates="DOMAIN-005",
    ),
    Mutant(
        "domain-serves-former-clients",
        "a domain goes on serving clients of the pool that had it before",
        violates="DOMAIN-006",
    ),
    Mutant(
        "domain-serves-any-client",
        "the page for a sign-in is shown for clients of other pools",
        violates="DOMAIN-007",
        modelled_on="one table of clients for all pools",
    ),
    Mutant(
        "domain-redeems-any-code",
        "the token endpoint redeems codes of other domains",
        violates="DOMAIN-008",
        modelled_on="one table of codes for all pools",
    ),
    Mutant(
        "domain-shares-browsers",
        "who signed in at one domain is signed in at another as the user of the same name",
        violates="DOMAIN-009",
        modelled_on="one table of sessions for all pools",
    ),
)
