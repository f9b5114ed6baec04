"""Defects that show only when requests are made at the same time: each checks and changes without a lock."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant("race-totp", "The code of an app is compared and spent in two steps", violates="RACE-021"),
    Mutant("race-sign-up", "A name is looked up and taken in two steps at SignUp", violates="RACE-001"),
    Mutant(
        "race-admin-create-user",
        "A name is looked up and taken in two steps at AdminCreateUser",
        violates="RACE-002",
    ),
    Mutant("race-confirm-code", "The code of a sign-up is compared and spent in two steps", violates="RACE-003"),
    Mutant(
        "race-confirm-address",
        "An address is looked up and taken in two steps at ConfirmSignUp",
        violates="RACE-004",
    ),
    Mutant(
        "race-verified-address",
        "An address is looked up and taken in two steps at AdminUpdateUserAttributes",
        violates="RACE-005",
    ),
    Mutant(
        "race-forgot-code",
        "The code of a forgotten password is compared and spent in two steps",
        violates="RACE-006",
    ),
    Mutant("race-session", "A Session is looked up and spent in two steps", violates="RACE-007"),
    Mutant("race-authorization-code", "An authorization code is looked up and spent in two steps", violates="RACE-008"),
    Mutant("race-rotation", "A refresh token is looked up and rotated out in two steps", violates="RACE-009"),
    Mutant("race-change-password", "The previous password is compared and replaced in two steps", violates="RACE-010"),
    Mutant("race-create-group", "The name of a group is looked up and taken in two steps", violates="RACE-011"),
    Mutant("race-domain", "A domain is looked up and taken in two steps", violates="RACE-012"),
    Mutant(
        "race-refresh-sign-out",
        "A refresh continues with the session that it read before a sign-out",
        violates="RACE-013",
    ),
    Mutant(
        "race-refresh-revocation",
        "A refresh continues with the session that it read before a revocation",
        violates="RACE-014",
    ),
    Mutant("race-sign-in-deletion", "A sign-in restores a user who was deleted meanwhile", violates="RACE-015"),
    Mutant(
        "race-sign-in-disabling",
        "A sign-in restores a user's state from before it was disabled",
        violates="RACE-016",
    ),
    Mutant(
        "race-group-deletion",
        "Adding a user to a group restores a group that was deleted meanwhile",
        violates="RACE-017",
    ),
    Mutant(
        "race-attributes",
        "A user is read, changed and written as a whole: attributes written meanwhile are lost",
        violates="RACE-018",
        also=("RACE-005",),
        modelled_on="emulators that keep their state in one file",
    ),
    Mutant(
        "race-group-memberships",
        "Groups of a user are read, changed and written as a whole: groups joined meanwhile are lost",
        violates="RACE-019",
        modelled_on="emulators that keep their state in one file",
    ),
    Mutant(
        "race-users",
        "The users are read, changed and written as a whole: users who signed up meanwhile are lost",
        violates="RACE-020",
        also=("RACE-001",),
        modelled_on="emulators that keep their state in one file",
    ),
)
