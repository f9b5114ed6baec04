"""Defects of groups and their claims."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "group-hundred-and-first",
        "a user can be in any number of groups",
        violates="GROUP-025",
        modelled_on="moto",
    ),
    Mutant(
        "group-created-without-answer",
        "CreateGroup answers with nothing",
        violates="GROUP-001",
    ),
    Mutant(
        "group-only-one",
        "a user is in one group at most",
        violates="GROUP-002",
    ),
    Mutant(
        "group-claim-stays",
        "tokens still name a group that the user has left",
        violates="GROUP-003",
    ),
    Mutant(
        "group-unknown-accepted",
        "a group that does not exist is no error",
        violates="GROUP-004",
    ),
    Mutant(
        "group-unknown-text",
        "another text for a group that does not exist",
        violates="GROUP-005",
        modelled_on="moto, whose text is the name",
    ),
    Mutant(
        "unknown-in-AdminAddUserToGroup",
        "an unknown user is a missing resource",
        violates="GROUP-006",
    ),
    Mutant(
        "group-twice-refused",
        "adding twice is an error",
        violates="GROUP-007",
    ),
    Mutant(
        "group-twice-listed",
        "adding twice lists the group twice",
        violates="GROUP-007",
        also=("GROUP-016",),
    ),
    Mutant(
        "group-replaced",
        "CreateGroup replaces a group of the same name",
        violates="GROUP-008",
    ),
    Mutant(
        "group-precedence-zero-lost",
        "Precedence 0 is treated as missing",
        violates="GROUP-009",
        modelled_on="a test for truth instead of absence",
        also=("GROUP-017", "GROUP-020", "GROUP-022"),
    ),
    Mutant(
        "group-role-must-exist",
        "a role that does not exist is refused",
        violates="GROUP-010",
    ),
    Mutant(
        "group-negative", "Precedence may be negative", violates="GROUP-011", modelled_on="moto", also=("SHAPE-006",)
    ),
    Mutant(
        "group-list-of-pool",
        "AdminListGroupsForUser lists all groups of the pool",
        violates="GROUP-012",
        also=("GROUP-007", "GROUP-013", "GROUP-016"),
    ),
    Mutant(
        "group-user-list-without-limit",
        "AdminListGroupsForUser ignores Limit",
        violates="GROUP-013",
    ),
    Mutant(
        "group-user-list-first-page-only",
        "AdminListGroupsForUser has no second page",
        violates="GROUP-013",
    ),
    Mutant(
        "group-members-of-any",
        "ListUsersInGroup lists members of all groups",
        violates="GROUP-014",
    ),
    Mutant(
        "group-list-loses-one",
        "ListGroups leaves the oldest group out",
        violates="GROUP-015",
    ),
    Mutant(
        "group-list-without-limit",
        "ListGroups ignores Limit",
        violates="GROUP-015",
    ),
    Mutant(
        "group-remove-lost",
        "AdminRemoveUserFromGroup is accepted and has no effect",
        violates="GROUP-016",
        also=("GROUP-003",),
    ),
    Mutant(
        "group-update-lost",
        "UpdateGroup is accepted and has no effect",
        violates="GROUP-017",
    ),
    Mutant(
        "group-delete-lost",
        "DeleteGroup is accepted and has no effect",
        violates="GROUP-018",
    ),
    Mutant(
        "group-no-role-claims",
        "ID tokens have no role claims",
        violates="GROUP-019",
        modelled_on="moto",
        also=("GROUP-020", "GROUP-022"),
    ),
    Mutant(
        "group-highest-number-preferred",
        "the highest Precedence is preferred",
        violates="GROUP-020",
    ),
    Mutant(
        "group-tie-takes-first",
        "of two groups with equal precedence and different roles one is preferred",
        violates="GROUP-021",
    ),
    Mutant(
        "group-tie-takes-none",
        "two groups with equal precedence and the same role have no preferred role",
        violates="GROUP-022",
    ),
    Mutant(
        "group-roles-in-access-token",
        "access tokens have role claims",
        violates="GROUP-023",
    ),
    Mutant(
        "group-made-again-is-listed",
        "a recreated group is listed for the members of the former one",
        violates="GROUP-026",
        modelled_on="memberships kept by name",
    ),
    Mutant(
        "group-made-again-keeps-members",
        "a recreated group has the members of the former one",
        violates="GROUP-027",
        modelled_on="memberships kept by name",
    ),
    Mutant(
        "group-made-again-is-claimed",
        "tokens of former members name a recreated group",
        violates="GROUP-028",
        modelled_on="memberships kept by name",
    ),
    Mutant(
        "group-made-again-keeps-settings",
        "a recreated group has the settings of the former one",
        violates="GROUP-029",
    ),
    Mutant(
        "group-update-reaches-other-pools",
        "UpdateGroup changes groups of the same name in other pools as well",
        violates="GROUP-030",
        modelled_on="one table of groups for all pools",
    ),
    Mutant(
        "group-joined-in-every-pool",
        "a user joins the groups of the same name in other pools as well",
        violates="GROUP-031",
        modelled_on="one table of memberships for all pools",
    ),
    Mutant(
        "group-delete-reaches-other-pools",
        "DeleteGroup deletes groups of the same name in other pools as well",
        violates="GROUP-032",
        modelled_on="one table of groups for all pools",
        also=("GROUP-030",),
    ),
    Mutant(
        "groups-empty-after-the-last",
        "tokens have an empty list of groups once a user has left one",
        violates="GROUP-033",
    ),
    Mutant(
        "members-shown-enabled",
        "ListUsersInGroup shows all members as enabled",
        violates="GROUP-034",
    ),
    Mutant(
        "groups-empty-at-refresh",
        "GetTokensFromRefreshToken gives users without groups an empty list of them",
        violates="GROUP-035",
    ),
    Mutant(
        "groups-of-user-with-precedence-zero",
        "AdminListGroupsForUser shows Precedence 0 of groups that were given none",
        violates="GROUP-036",
        modelled_on="MiniStack",
    ),
)
