"""Defects of resource servers."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant("server-name-lost-at-once", "CreateResourceServer answers without Name", violates="RSERVER-001"),
    Mutant("server-shown-without-scopes", "DescribeResourceServer shows no scopes", violates="RSERVER-002"),
    Mutant(
        "server-list-repeats-first", "each later page begins with the first resource server", violates="RSERVER-003"
    ),
    Mutant("server-list-without-limit", "ListResourceServers ignores MaxResults", violates="RSERVER-004"),
    Mutant("server-list-unbounded", "MaxResults of ListResourceServers may be any number", violates="RSERVER-005"),
    Mutant("server-replaced", "CreateResourceServer replaces one with the same identifier", violates="RSERVER-006"),
    Mutant("server-of-one-pool-only", "an identifier is used up for all pools", violates="RSERVER-007"),
    Mutant("server-update-adds-scopes", "UpdateResourceServer adds scopes to the old ones", violates="RSERVER-008"),
    Mutant("server-update-keeps-scopes", "without Scopes an update keeps the old ones", violates="RSERVER-009"),
    Mutant("server-unknown-is-empty", "DescribeResourceServer shows an unknown one empty", violates="RSERVER-010"),
    Mutant("server-made-by-update", "UpdateResourceServer creates a missing resource server", violates="RSERVER-011"),
    Mutant("server-deleted-twice", "DeleteResourceServer of an unknown identifier is accepted", violates="RSERVER-012"),
    Mutant("server-shown-after-deletion", "a deleted resource server is still described", violates="RSERVER-013"),
    Mutant("server-listed-after-deletion", "a deleted resource server is still listed", violates="RSERVER-014"),
    Mutant(
        "pool-unknown-to-CreateResourceServer",
        "an unknown pool is an invalid parameter of CreateResourceServer",
        violates="RSERVER-015",
    ),
    Mutant(
        "pool-unknown-to-ListResourceServers",
        "an unknown pool is an invalid parameter of ListResourceServers",
        violates="RSERVER-016",
    ),
    Mutant("server-identifier-of-any-length", "an identifier may be of any length", violates="RSERVER-017"),
    Mutant("server-identifier-of-any-characters", "an identifier may have any characters", violates="RSERVER-018"),
    Mutant("server-name-of-any-length", "a name may be of any length", violates="RSERVER-019"),
    Mutant("server-name-of-any-characters", "a name may have any characters", violates="RSERVER-020"),
    Mutant("server-with-many-scopes", "a resource server may have any number of scopes", violates="RSERVER-021"),
    Mutant("scope-name-of-any-length", "a scope's name may be of any length", violates="RSERVER-022"),
    Mutant("scope-description-of-any-length", "a scope's description may be of any length", violates="RSERVER-023"),
    Mutant("scope-without-description", "a scope needs no description", violates="RSERVER-024"),
    Mutant("server-update-unbounded", "UpdateResourceServer checks no lengths", violates="RSERVER-025"),
    Mutant("server-identifier-used-up", "a deleted identifier cannot be used again", violates="RSERVER-026"),
    Mutant(
        "server-in-use-stays",
        "a resource server cannot be deleted while a client allows one of its scopes",
        violates="RSERVER-027",
    ),
    Mutant(
        "server-changed-in-all-pools",
        "UpdateResourceServer changes the server of this identifier in all pools",
        violates="RSERVER-028",
    ),
)
