"""Defects in the effects of requests."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "own-update-stored-until-refused",
        "UpdateUserAttributes stores what comes before the attribute that it refuses",
        violates="EFFECT-001",
        modelled_on="floci",
    ),
    Mutant(
        "admin-update-stored-until-refused",
        "AdminUpdateUserAttributes stores what comes before the attribute that it refuses",
        violates="EFFECT-002",
        modelled_on="floci",
    ),
    Mutant(
        "change-password-before-policy",
        "ChangePassword sets the password before it checks the policy",
        violates="EFFECT-003",
    ),
    Mutant(
        "admin-password-before-policy",
        "AdminSetUserPassword sets the password before it checks the policy",
        violates="EFFECT-004",
    ),
    Mutant(
        "admin-password-status-before-policy",
        "AdminSetUserPassword sets the status before it checks the policy",
        violates="EFFECT-005",
    ),
    Mutant(
        "reset-password-before-policy",
        "ConfirmForgotPassword sets the password before it checks the policy",
        violates="EFFECT-006",
    ),
    Mutant(
        "pool-tags-before-checks",
        "UpdateUserPool stores tags before it checks the other members",
        violates="EFFECT-007",
    ),
    Mutant(
        "client-name-before-checks",
        "UpdateUserPoolClient stores the name before it checks the other members",
        violates="EFFECT-008",
    ),
    Mutant(
        "group-described-before-checks",
        "UpdateGroup stores description and role before it refuses the precedence",
        violates="EFFECT-009",
    ),
    Mutant(
        "refused-invitation-makes-user",
        "AdminCreateUser creates the user before it checks the attributes",
        violates="EFFECT-010",
    ),
    Mutant(
        "refused-sign-up-makes-user",
        "SignUp creates the user before it checks attributes and password",
        violates="EFFECT-011",
    ),
    Mutant(
        "get-user-before-update",
        "GetUser shows a nickname that was changed as it was before",
        violates="EFFECT-012",
        modelled_on="a copy kept with the session",
    ),
    Mutant(
        "list-users-before-update",
        "ListUsers shows a nickname that was changed as it was before",
        violates="EFFECT-013",
        modelled_on="an index that is not updated",
    ),
    Mutant(
        "id-token-before-update",
        "ID tokens have a nickname that was changed as it was before",
        violates="EFFECT-014",
        modelled_on="a copy kept with the user",
    ),
    Mutant(
        "user-info-before-update",
        "userInfo shows a nickname that was changed as it was before",
        violates="EFFECT-015",
        modelled_on="a copy kept with the user",
    ),
    Mutant(
        "srp-verifier-stays",
        "SRP still uses the verifier of the former password",
        violates="EFFECT-016",
        modelled_on="a verifier that is computed once",
        also=("EFFECT-017",),
    ),
    Mutant(
        "srp-any-proof-after-a-change",
        "SRP takes any proof of a user whose password was changed",
        violates="EFFECT-017",
    ),
    Mutant(
        "list-groups-before-update",
        "ListGroups shows a group as it was before it was changed",
        violates="EFFECT-018",
        modelled_on="an index that is not updated",
    ),
    Mutant(
        "groups-of-user-before-update",
        "AdminListGroupsForUser shows a group as it was before it was changed",
        violates="EFFECT-019",
        modelled_on="a copy kept with the member",
    ),
    Mutant(
        "provider-made-again-keeps-mapping",
        "a recreated provider has the mapping of the former one",
        violates="EFFECT-020",
    ),
    Mutant(
        "taken-name-at-sign-up-changes-user",
        "SignUp with a taken name changes the attributes of the user who has it, and is refused",
        violates="EFFECT-021",
    ),
    Mutant(
        "taken-name-at-invitation-changes-user",
        "AdminCreateUser with a taken name changes the attributes of the user who has it, and is refused",
        violates="EFFECT-022",
    ),
    Mutant(
        "taken-name-sets-password",
        "SignUp or AdminCreateUser with a taken name sets the password of the user who has it, and is refused",
        violates="EFFECT-023",
    ),
    Mutant(
        "taken-group-is-described-anew",
        "CreateGroup with a taken name changes the description of the group, and is refused",
        violates="EFFECT-024",
    ),
    Mutant(
        "taken-server-gets-scopes",
        "CreateResourceServer with a taken identifier replaces the scopes, and is refused",
        violates="EFFECT-025",
    ),
    Mutant(
        "wrong-sign-up-code-verifies",
        "ConfirmSignUp marks the address as verified before it looks at the code",
        violates="EFFECT-026",
    ),
    Mutant(
        "wrong-code-verifies-address",
        "VerifyUserAttribute marks the attribute as verified before it looks at the code",
        violates="EFFECT-027",
    ),
    Mutant(
        "refused-reset-changes-status",
        "AdminResetUserPassword changes the status of a user whom it refuses to reset",
        violates="EFFECT-028",
    ),
    Mutant(
        "wrong-password-ends-sessions",
        "a wrong password revokes the tokens that the user has",
        violates="EFFECT-029",
    ),
    Mutant(
        "taken-provider-is-mapped-anew",
        "CreateIdentityProvider with a taken name changes the mapping of the provider, and is refused",
        violates="EFFECT-030",
    ),
    Mutant(
        "provider-details-before-mapping",
        "UpdateIdentityProvider stores the details before it checks the mapping",
        violates="EFFECT-031",
    ),
    Mutant(
        "domain-version-before-checks",
        "UpdateUserPoolDomain stores the version before it looks at the tier",
        violates="EFFECT-032",
    ),
    Mutant(
        "domain-deleted-and-refused",
        "DeleteUserPoolDomain deletes the domain of another pool, and refuses",
        violates="EFFECT-033",
    ),
    Mutant(
        "refused-domain-gives-version",
        "CreateUserPoolDomain gives its version to the domain that is there, and refuses",
        violates="EFFECT-034",
    ),
    Mutant(
        "refused-deletion-takes-clients",
        "DeleteUserPool deletes the clients before it finds that the pool cannot be deleted",
        violates="EFFECT-035",
    ),
    Mutant(
        "refused-deletion-ends-protection",
        "DeleteUserPool refuses once, and ends the protection",
        violates="EFFECT-036",
    ),
    Mutant(
        "mfa-mode-before-checks",
        "SetUserPoolMfaConfig stores the mode before it checks the factors",
        violates="EFFECT-037",
    ),
    Mutant(
        "attributes-added-until-refused",
        "AddCustomAttributes adds the new attributes before it refuses the one that is there",
        violates="EFFECT-038",
    ),
    Mutant(
        "refused-UpdateResourceServer-is-carried-out",
        "UpdateResourceServer stores what is too long, and refuses",
        violates="EFFECT-039",
    ),
    Mutant(
        "refused-SetRiskConfiguration-is-carried-out",
        "SetRiskConfiguration stores what it refuses",
        violates="EFFECT-040",
    ),
    Mutant(
        "refused-SetUserPoolSessionConfiguration-is-carried-out",
        "SetUserPoolSessionConfiguration stores what it refuses",
        violates="EFFECT-041",
    ),
    Mutant(
        "tags-before-checks",
        "TagResource stores tags before it counts them",
        violates="EFFECT-042",
    ),
    Mutant(
        "look-before-client",
        "SetUICustomization changes the style of all clients before it looks for the client",
        violates="EFFECT-043",
    ),
    Mutant(
        "refused-UpdateTerms-is-carried-out",
        "UpdateTerms stores what it refuses",
        violates="EFFECT-044",
    ),
    Mutant(
        "refused-DeleteUserAttributes-is-carried-out",
        "DeleteUserAttributes deletes what it can, and refuses",
        violates="EFFECT-045",
    ),
    Mutant(
        "refused-AdminDeleteUserAttributes-is-carried-out",
        "AdminDeleteUserAttributes deletes what it can, and refuses",
        violates="EFFECT-046",
    ),
    Mutant(
        "preferences-set-though-refused",
        "an MFA preference is stored for the factors that can be set, and refused for another",
        violates="EFFECT-047",
    ),
    Mutant(
        "attributes-before-new-password",
        "attributes beside a new password are stored before the policy is checked",
        violates="EFFECT-048",
    ),
    Mutant(
        "refused-reset-code-changes-status",
        "ForgotPassword sets RESET_REQUIRED before it looks for an address",
        violates="EFFECT-049",
    ),
    Mutant(
        "refused-invitation-changes-status",
        "an invitation sent again to a confirmed user sets FORCE_CHANGE_PASSWORD, and is refused",
        violates="EFFECT-050",
    ),
    Mutant(
        "refused-invitation-sets-password",
        "an invitation sent again to a confirmed user sets the temporary password, and is refused",
        violates="EFFECT-051",
    ),
    Mutant(
        "wrong-password-changes-status",
        "a wrong temporary password sets RESET_REQUIRED",
        violates="EFFECT-052",
    ),
    Mutant(
        "wrong-sign-in-code-verifies",
        "a wrong code by e-mail verifies the address",
        violates="EFFECT-053",
    ),
    Mutant(
        "prevented-confirmation-takes-alias",
        "ConfirmSignUp takes the alias from its owner, and is refused",
        violates="EFFECT-054",
    ),
    Mutant(
        "refused-alias-is-taken-from-its-owner",
        "an alias that is another user's is taken from that user, and refused",
        violates="EFFECT-055",
    ),
    Mutant(
        "refused-revocation-revokes",
        "RevokeToken revokes the newest sign-in before it looks at the client",
        violates="EFFECT-056",
    ),
    Mutant(
        "attributes-deleted-before-permission",
        "DeleteUserAttributes deletes before it looks at what the client may write",
        violates="EFFECT-045",
    ),
    Mutant(
        "device-of-another-changed-and-refused",
        "operations on another user's device change its status, and refuse",
        violates="EFFECT-057",
    ),
    Mutant(
        "enabling-again-ends-sessions",
        "AdminEnableUser for an enabled user ends the sign-ins",
        violates="EFFECT-058",
    ),
    Mutant(
        "same-value-ends-sessions",
        "AdminUpdateUserAttributes with the value that is there ends the sign-ins",
        violates="EFFECT-058",
    ),
    Mutant(
        "update-of-pool-resets-users",
        "UpdateUserPool marks addresses as unverified",
        violates="EFFECT-059",
    ),
    Mutant(
        "update-of-pool-fills-in-template",
        "UpdateUserPool adds a subject to the template that it is given",
        violates="EFFECT-060",
    ),
    Mutant(
        "update-of-client-renews-secret",
        "UpdateUserPoolClient renews the secret",
        violates="EFFECT-061",
        also=("CLIENT-016",),
    ),
    Mutant(
        "update-of-group-empties-it",
        "UpdateGroup with a Precedence empties the group",
        violates="EFFECT-062",
    ),
    Mutant(
        "preference-set-again-is-lost",
        "an MFA preference that is set again is turned off",
        violates="EFFECT-063",
    ),
    Mutant(
        "server-update-takes-scopes",
        "UpdateResourceServer takes its scopes from clients",
        violates="EFFECT-064",
    ),
    Mutant(
        "list-users-after-deletion",
        "ListUsers shows a nickname that was deleted",
        violates="EFFECT-065",
    ),
    Mutant(
        "user-info-after-deletion",
        "userInfo shows a nickname that was deleted",
        violates="EFFECT-066",
    ),
    Mutant(
        "refused-client-is-made",
        "CreateUserPoolClient makes the client before it checks the settings",
        violates="EFFECT-067",
    ),
    Mutant(
        "refused-CreateGroup-is-carried-out",
        "CreateGroup makes the group that it refuses",
        violates="EFFECT-068",
    ),
    Mutant(
        "refused-provider-is-made",
        "CreateIdentityProvider makes the provider before it checks mapping and details",
        violates="EFFECT-069",
    ),
    Mutant(
        "refused-CreateResourceServer-is-carried-out",
        "CreateResourceServer makes the server that it refuses",
        violates="EFFECT-070",
    ),
    Mutant(
        "refused-prefix-is-assigned",
        "CreateUserPoolDomain assigns the prefix before it checks the name",
        violates="EFFECT-071",
    ),
    Mutant(
        "third-secret-takes-a-place",
        "a third client secret takes the place of the first, and is refused",
        violates="EFFECT-072",
    ),
    Mutant(
        "last-secret-deleted-and-refused",
        "DeleteUserPoolClientSecret replaces the last secret, and refuses",
        violates="EFFECT-073",
    ),
    Mutant(
        "second-style-changes-the-first",
        "a second style of a client changes the first, and is refused",
        violates="EFFECT-074",
    ),
    Mutant(
        "second-terms-change-the-first",
        "second terms of a client change the first, and are refused",
        violates="EFFECT-075",
    ),
    Mutant(
        "refused-SetUserPoolClientSessionConfiguration-is-carried-out",
        "SetUserPoolClientSessionConfiguration stores what it refuses",
        violates="EFFECT-076",
    ),
    Mutant(
        "job-fails-without-file",
        "an import job that is started without its file is Failed",
        violates="EFFECT-077",
    ),
    Mutant(
        "password-change-loses-factors",
        "ChangePassword turns the app off",
        violates="EFFECT-078",
    ),
    Mutant(
        "disabling-leaves-groups",
        "AdminDisableUser takes the user out of all groups",
        violates="EFFECT-078",
    ),
    Mutant(
        "nickname-written-to-all",
        "AdminUpdateUserAttributes writes a nickname to all who have one",
        violates="EFFECT-079",
    ),
    Mutant(
        "number-unverifies-address",
        "a new phone number marks the e-mail address as unverified",
        violates="EFFECT-080",
    ),
    Mutant(
        "deletion-of-attribute-unverifies",
        "deleting an attribute deletes email_verified as well",
        violates="EFFECT-080",
    ),
    Mutant(
        "deleted-group-empties-others",
        "DeleteGroup takes its members out of all groups",
        violates="EFFECT-081",
    ),
    Mutant(
        "leaving-another-group-leaves-all",
        "AdminRemoveUserFromGroup for a group that the user is not in ends all memberships",
        violates="EFFECT-082",
    ),
    Mutant(
        "wrong-sign-up-code-spends-right-one",
        "a wrong sign-up code makes the right one void",
        violates="EFFECT-083",
    ),
    Mutant(
        "wrong-reset-code-spends-right-one",
        "a wrong code for a new password makes the right one void",
        violates="EFFECT-083",
    ),
    Mutant(
        "refused-invitation-takes-alias",
        "an invitation with a taken alias marks it as unverified, and is refused",
        violates="EFFECT-084",
    ),
    Mutant(
        "admin-password-before-history",
        "AdminSetUserPassword sets the password before it looks at those that were used",
        violates="EFFECT-004",
    ),
    Mutant(
        "mfa-factors-before-messages",
        "SetUserPoolMfaConfig stores the factors before it looks for a sender",
        violates="EFFECT-037",
    ),
    Mutant(
        "mfa-mode-before-first-factors",
        "SetUserPoolMfaConfig stores the mode before it looks at the first factors",
        violates="EFFECT-037",
    ),
)
