"""Defects of ListUsers."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "list-hides-new-users",
        "users who must change their password are listed only by a filter",
        violates="LIST-001",
        also=("LIST-010",),
    ),
    Mutant(
        "list-without-modified-date",
        "listed users have no UserLastModifiedDate",
        violates="LIST-002",
    ),
    Mutant(
        "list-without-sub",
        "listed users have no sub",
        violates="LIST-003",
    ),
    Mutant(
        "list-shows-all-enabled",
        "disabled users are listed as enabled",
        violates="LIST-004",
    ),
    Mutant(
        "list-family-not-searched",
        "family and given names are not searched",
        violates="LIST-005",
        modelled_on="emulators that search few attributes",
        also=("LIST-007",),
    ),
    Mutant(
        "list-equals-is-begins",
        "= finds values that begin with the text",
        violates="LIST-006",
    ),
    Mutant(
        "list-begins-is-equals",
        "^= finds only equal values",
        violates="LIST-007",
    ),
    Mutant(
        "list-limit-unbounded",
        "Limit of ListUsers has no bound",
        violates="LIST-008",
        modelled_on="moto",
        also=("SHAPE-006",),
    ),
    Mutant(
        "list-begins-is-contains",
        "^= finds values that contain the text",
        violates="LIST-009",
    ),
    Mutant(
        "list-empty-filter-finds-nobody",
        "an empty filter finds nobody",
        violates="LIST-010",
    ),
    Mutant(
        "list-limit-and-one",
        "pages have one user more than Limit",
        violates="LIST-011",
    ),
    Mutant(
        "list-loses-last",
        "paging loses the last user",
        violates="LIST-012",
        modelled_on="pagination tokens with a wrong count",
    ),
    Mutant(
        "list-repeats-first",
        "paging repeats the first user",
        violates="LIST-013",
        modelled_on="pagination tokens with a wrong count",
    ),
    Mutant(
        "list-searches-custom",
        "custom attributes can be searched",
        violates="LIST-014",
        modelled_on="moto before 2021",
    ),
    Mutant(
        "list-searches-custom-text",
        "another text for a filter on a custom attribute",
        violates="LIST-015",
        modelled_on="moto",
    ),
    Mutant("list-quote-in-value", "a quotation mark amid a value is part of it", violates="LIST-030"),
    Mutant(
        "list-unreadable-filter-ignored",
        "a filter that cannot be read is ignored",
        violates="LIST-016",
        also=("LIST-030",),
        modelled_on="ministack",
    ),
    Mutant(
        "list-unreadable-filter-text",
        "the text for an unreadable filter has no full stop",
        violates="LIST-017",
        modelled_on="moto",
    ),
    Mutant(
        "list-user-status-ignored",
        "filters on cognito:user_status are ignored",
        violates="LIST-018",
    ),
    Mutant(
        "list-status-ignored",
        "filters on status are ignored",
        violates="LIST-019",
    ),
    Mutant(
        "list-status-is-user-status",
        "filters on status compare UserStatus, not whether the user is enabled",
        violates="LIST-019",
        modelled_on="ministack until July 2026",
    ),
    Mutant(
        "list-filter-of-any-length",
        "filters may have any length",
        violates="LIST-020",
        modelled_on="moto",
        also=("SHAPE-004",),
    ),
    Mutant(
        "list-all-attributes",
        "AttributesToGet is ignored",
        violates="LIST-021",
        modelled_on="moto before 2021",
    ),
    Mutant(
        "list-lacking-attributes-passed-over",
        "AttributesToGet passes over users who lack the attribute",
        violates="LIST-022",
        modelled_on="moto",
    ),
    Mutant(
        "list-without-end",
        "the last page has a PaginationToken",
        violates="LIST-023",
    ),
    Mutant(
        "list-limit-text",
        "another text for a Limit that is too large",
        violates="LIST-024",
    ),
    Mutant(
        "list-filter-needs-blanks",
        "filters without blanks around = cannot be read",
        violates="LIST-025",
        also=("LIST-029",),
    ),
    Mutant(
        "list-quoted-name-ignored",
        "a filter whose name is quoted finds everybody",
        violates="LIST-029",
        modelled_on="an older MiniStack",
    ),
)
