"""Defects in the service model's constraints, and in rules for every answer."""

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
        "group names have no maximum length",
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
        "objects are accepted as strings",
        violates="SHAPE-009",
    ),
    Mutant(
        "get-user-shows-status",
        "GetUser shows UserStatus and dates",
        violates="SHAPE-012",
        modelled_on="fakecloud",
    ),
    Mutant(
        "get-group-shows-its-key",
        "GetGroup shows the key of its database table",
        violates="SHAPE-013",
    ),
    Mutant(
        "members-with-status-in-small-letters",
        "ListUsersInGroup writes UserStatus in small letters",
        violates="SHAPE-014",
    ),
    Mutant(
        "group-created-in-milliseconds",
        "CreationDate of groups is in milliseconds",
        violates="SHAPE-015",
        modelled_on="JavaScript timestamps",
    ),
    Mutant(
        "admin-get-shows-null-preference",
        "AdminGetUser shows PreferredMfaSetting null",
        violates="SHAPE-016",
        modelled_on="members of a row in a table",
    ),
    Mutant(
        "get-user-lists-sub-twice",
        "GetUser lists the attribute sub twice",
        violates="SHAPE-017",
    ),
    Mutant(
        "get-group-of-another-pool",
        "GetGroup names a pool of another Region than the one that was asked for",
        violates="SHAPE-018",
    ),
    Mutant(
        "get-user-fills-in-from-others",
        "GetUser shows an attribute that the user does not have with the value of another user",
        violates="SHAPE-019",
        modelled_on="a shared default object",
    ),
    Mutant(
        "refresh-repeats-scope",
        "the access token of a refresh has its scope twice",
        violates="SHAPE-020",
    ),
    Mutant(
        "access-token-names-group-twice",
        "the access token names the first group twice, the ID token does not",
        violates="SHAPE-021",
    ),
    Mutant(
        "id-token-names-role-twice",
        "the ID token names the first role twice",
        violates="SHAPE-022",
    ),
    Mutant(
        "id-token-null-nonce",
        "ID tokens have a nonce that is null",
        violates="SHAPE-023",
    ),
    Mutant(
        "refresh-not-before-in-milliseconds",
        "the access token of a refresh has nbf in milliseconds",
        violates="SHAPE-024",
        modelled_on="JavaScript timestamps",
    ),
    Mutant(
        "discovery-with-null-policy",
        "the discovery document has a member that is null",
        violates="SHAPE-025",
    ),
    Mutant(
        "client-updated-with-empty-address",
        "UpdateUserPoolClient answers with an empty DefaultRedirectURI where the client has none",
        violates="SHAPE-026",
        modelled_on="MiniStack",
    ),
)
