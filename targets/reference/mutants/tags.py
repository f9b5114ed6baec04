"""Defects of tags."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "tags-lost",
        "TagResource is accepted and has no effect",
        violates="TAG-001",
        also=("TAG-003", "TAG-004", "TAG-007", "TAG-015"),
    ),
    Mutant(
        "tags-of-creation-not-listed", "tags of CreateUserPool are not listed", violates="TAG-002", also=("TAG-005",)
    ),
    Mutant("tags-not-described", "DescribeUserPool shows no tags", violates="TAG-003"),
    Mutant("tag-value-stays", "TagResource does not change the value of an existing tag", violates="TAG-004"),
    Mutant("tags-replaced", "TagResource replaces all tags", violates="TAG-005"),
    Mutant("untag-lost", "UntagResource is accepted and has no effect", violates="TAG-006"),
    Mutant("untag-removes-all", "UntagResource removes all tags", violates="TAG-007"),
    Mutant("tags-none-is-not-found", "ListTagsForResource does not find a pool without tags", violates="TAG-008"),
    Mutant("arn-unknown-to-TagResource", "an unknown ARN is an invalid parameter", violates="TAG-009"),
    Mutant("arn-unknown-to-UntagResource", "an unknown ARN is an invalid parameter", violates="TAG-010"),
    Mutant("arn-unknown-to-ListTagsForResource", "an unknown ARN is an invalid parameter", violates="TAG-011"),
    Mutant("arn-of-any-form", "any text is accepted as an ARN", violates="TAG-012"),
    Mutant("tag-key-of-any-length", "a key may be of any length", violates="TAG-013"),
    Mutant("tag-value-of-any-length", "a value may be of any length", violates="TAG-014"),
    Mutant("tag-without-value-lost", "a tag with an empty value is not kept", violates="TAG-015"),
    Mutant("tags-without-end", "a pool may have any number of tags", violates="TAG-016"),
    Mutant(
        "untag-of-nothing-removes-all",
        "UntagResource of a key that is not there removes all tags",
        violates="TAG-017",
    ),
)
