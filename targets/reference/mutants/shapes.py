"""Defects of the service model's constraints."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "answer-empty-lists-as-text",
        "empty lists are answered as empty texts",
        violates="SHAPE-001",
        modelled_on="answers converted from XML",
    ),
    Mutant(
        "shape-unknown-server-is-our-defect",
        "an unknown resource server is an internal error",
        violates="SHAPE-002",
    ),
    Mutant(
        "shape-missing-group-name",
        "a missing GroupName is an internal error",
        violates="SHAPE-003",
        modelled_on="moto",
    ),
    Mutant(
        "shape-long-group-names",
        "group names have no longest",
        violates="SHAPE-004",
        modelled_on="moto",
    ),
    Mutant(
        "shape-empty-group-names",
        "group names may be empty",
        violates="SHAPE-005",
        modelled_on="moto",
    ),
    Mutant(
        "shape-list-of-any-size",
        "MaxResults of ListResourceServers has no bound",
        violates="SHAPE-006",
        modelled_on="moto",
    ),
    Mutant(
        "shape-any-user-existence",
        "PreventUserExistenceErrors takes any value",
        violates="SHAPE-007",
        modelled_on="moto",
    ),
    Mutant(
        "shape-group-names-with-blanks",
        "group names may have blanks",
        violates="SHAPE-008",
        modelled_on="moto",
    ),
    Mutant(
        "json-objects-as-text",
        "objects are taken for texts",
        violates="SHAPE-009",
    ),
)
