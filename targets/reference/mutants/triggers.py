"""Defects of triggers: not run, run twice, with a wrong source, without members of the event, or ignored."""

from __future__ import annotations

from targets.reference.mutants import Mutant

LOGGED = "emulators that only log a function's error"
STORED = "emulators that store LambdaConfig and never run it"

MUTANTS = (
    Mutant(
        "pre-sign-up-sign-up-not-run",
        "SignUp does not run PreSignUp",
        violates="TRIG-001",
        modelled_on=STORED,
        also=("SIGNUP-043", "TRIG-003", "TRIG-005", "TRIG-008"),
    ),
    Mutant("pre-sign-up-sign-up-run-twice", "SignUp runs PreSignUp twice", violates="TRIG-001"),
    Mutant("pre-sign-up-sign-up-other-source", "PreSignUp of SignUp has a wrong source", violates="TRIG-001"),
    Mutant(
        "auto-confirm-ignored",
        "autoConfirmUser is ignored",
        violates="SIGNUP-043",
        also=("TRIG-002", "TRIG-018"),
    ),
    Mutant(
        "auto-confirm-keeps-status",
        "UserConfirmed is true after autoConfirmUser, but the user stays UNCONFIRMED",
        violates="TRIG-002",
    ),
    Mutant("auto-verify-ignored", "autoVerifyEmail is ignored", violates="TRIG-003"),
    Mutant(
        "pre-sign-up-always-confirms", "Every PreSignUp confirms the user, whatever it returns", violates="TRIG-004"
    ),
    Mutant("pre-sign-up-refusal-ignored", "A PreSignUp that fails is ignored", violates="TRIG-005", modelled_on=LOGGED),
    Mutant("pre-sign-up-refusal-text", "The error of PreSignUp lacks the trigger's name", violates="TRIG-006"),
    Mutant("pre-sign-up-refusal-leaves-user", "A refused sign-up leaves the user", violates="TRIG-007"),
    Mutant("pre-sign-up-junk-ignored", "A PreSignUp that returns nothing is ignored", violates="TRIG-008"),
    Mutant("junk-text", "The text for a function that returns nothing differs", violates="TRIG-009"),
    Mutant("pre-sign-up-without-attributes", "PreSignUp gets no attributes", violates="TRIG-010"),
    Mutant("pre-sign-up-loses-validation-data", "PreSignUp gets no ValidationData", violates="TRIG-011"),
    Mutant("pre-sign-up-loses-metadata", "PreSignUp gets no ClientMetadata", violates="TRIG-012"),
    Mutant(
        "pre-sign-up-loses-metadata-of-administrator",
        "PreSignUp gets no ClientMetadata of AdminCreateUser",
        violates="TRIG-087",
    ),
    Mutant("pre-sign-up-name-as-typed", "PreSignUp gets the address as user name", violates="TRIG-013"),
    Mutant("pre-sign-up-admin-create-user-not-run", "AdminCreateUser does not run PreSignUp", violates="TRIG-014"),
    Mutant("pre-sign-up-admin-create-user-run-twice", "AdminCreateUser runs PreSignUp twice", violates="TRIG-014"),
    Mutant("admin-create-runs-post-confirmation", "AdminCreateUser runs PostConfirmation", violates="TRIG-015"),
    Mutant("auto-confirm-by-administrator", "AdminCreateUser applies autoConfirmUser", violates="TRIG-016"),
    Mutant(
        "post-confirmation-confirm-sign-up-run-twice",
        "A confirmation runs PostConfirmation twice",
        violates="TRIG-017",
        also=("TRIG-018", "ADMCONF-010"),
    ),
    Mutant(
        "post-confirmation-not-after-auto-confirm",
        "A sign-up that PreSignUp confirmed does not run PostConfirmation",
        violates="TRIG-018",
    ),
    Mutant(
        "post-confirmation-not-by-administrator",
        "AdminConfirmSignUp does not run PostConfirmation",
        violates="ADMCONF-010",
        also=("TRIG-069",),
    ),
    Mutant(
        "post-confirmation-confirm-forgot-password-not-run",
        "ConfirmForgotPassword does not run PostConfirmation",
        violates="TRIG-019",
    ),
    Mutant("post-confirmation-loses-metadata", "PostConfirmation gets no ClientMetadata", violates="TRIG-020"),
    Mutant(
        "post-confirmation-loses-metadata-of-code",
        "PostConfirmation gets no ClientMetadata of what confirms with a code",
        violates="TRIG-089",
    ),
    Mutant(
        "pre-authentication-authentication-not-run",
        "PreAuthentication does not run",
        violates="TRIG-021",
        modelled_on=STORED,
        also=("TRIG-024", "TRIG-026"),
    ),
    Mutant("pre-authentication-authentication-run-twice", "PreAuthentication runs twice", violates="TRIG-021"),
    Mutant(
        "post-authentication-authentication-not-run",
        "PostAuthentication does not run",
        violates="TRIG-022",
        also=("TRIG-066",),
    ),
    Mutant("post-authentication-authentication-run-twice", "PostAuthentication runs twice", violates="TRIG-022"),
    Mutant(
        "post-authentication-authentication-other-source",
        "PostAuthentication has a wrong source",
        violates="TRIG-022",
    ),
    Mutant(
        "post-authentication-after-wrong-password",
        "A wrong password runs PostAuthentication",
        violates="TRIG-023",
    ),
    Mutant(
        "pre-authentication-refusal-ignored",
        "A PreAuthentication that fails is ignored",
        violates="TRIG-024",
        modelled_on=LOGGED,
    ),
    Mutant("pre-authentication-always", "PreAuthentication runs for unknown users", violates="TRIG-025"),
    Mutant(
        "pre-authentication-not-for-hidden",
        "PreAuthentication does not run for hidden unknown users",
        violates="TRIG-026",
    ),
    Mutant("pre-authentication-never-not-found", "userNotFound is never true", violates="TRIG-026"),
    Mutant(
        "pre-authentication-loses-validation-data",
        "PreAuthentication gets no ClientMetadata",
        violates="TRIG-027",
    ),
    Mutant(
        "post-authentication-gets-metadata",
        "PostAuthentication gets the ClientMetadata of InitiateAuth",
        violates="TRIG-028",
        modelled_on="cognito-local 5.3",
    ),
    Mutant(
        "pre-authentication-late",
        "PreAuthentication runs after PostAuthentication",
        violates="TRIG-029",
        also=("TRIG-026", "TRIG-027"),
    ),
    Mutant("pre-authentication-version-number", "version is a number", violates="TRIG-030"),
    Mutant("pre-sign-up-without-client-id", "callerContext is empty", violates="TRIG-030"),
    Mutant(
        "pre-authentication-without-attributes",
        "PreAuthentication gets no attributes",
        violates="TRIG-075",
        also=("TRIG-076",),
    ),
    Mutant(
        "pre-authentication-without-status",
        "PreAuthentication does not get the status of the user",
        violates="TRIG-076",
        modelled_on="floci 2.1",
    ),
    Mutant(
        "post-confirmation-without-attributes",
        "PostConfirmation gets no attributes",
        violates="TRIG-077",
        also=("TRIG-078",),
    ),
    Mutant(
        "post-confirmation-without-status",
        "PostConfirmation does not get the status of the user",
        violates="TRIG-078",
    ),
    Mutant(
        "custom-message-without-status",
        "CustomMessage does not get the status of the user",
        violates="TRIG-079",
    ),
    Mutant(
        "invitation-shows-user-name",
        "CustomMessage of an invitation gets the user name in place of a placeholder",
        violates="TRIG-080",
    ),
    Mutant("pre-sign-up-with-sub", "PreSignUp gets the sub of the user to come", violates="TRIG-081"),
    Mutant(
        "pre-sign-up-with-empty-response",
        "The event of PreSignUp offers no answers",
        violates="TRIG-082",
        modelled_on="LocalStack of September 2025",
    ),
    Mutant(
        "administrator-as-client",
        "Triggers of an administrator's call get another client id",
        violates="TRIG-083",
        modelled_on="LocalStack of 2020",
    ),
    Mutant(
        "pre-authentication-refusal-text",
        "The error of PreAuthentication lacks its name",
        violates="TRIG-084",
        modelled_on="floci 2.1, which put a fixed text in its place",
    ),
    Mutant(
        "pre-authentication-after-password",
        "A wrong password does not run PreAuthentication",
        violates="TRIG-085",
    ),
    Mutant(
        "new-password-runs-post-confirmation",
        "A new password in place of a temporary one runs PostConfirmation",
        violates="TRIG-086",
    ),
    Mutant("post-authentication-without-sub", "The attributes that a trigger sees lack sub", violates="TRIG-031"),
    Mutant(
        "user-migration-authentication-not-run",
        "A sign-in of an unknown user does not run UserMigration",
        violates="TRIG-032",
        modelled_on=STORED,
        also=("TRIG-034",),
    ),
    Mutant(
        "user-migration-authentication-run-twice", "UserMigration runs twice", violates="TRIG-032", also=("TRIG-036",)
    ),
    Mutant(
        "migration-without-password", "UserMigration does not get the password", violates="TRIG-033", also=("TRIG-034",)
    ),
    Mutant("migration-forgets-password", "A migrated user has no password", violates="TRIG-034"),
    Mutant("migration-without-attributes", "A migrated user lacks attributes", violates="TRIG-035", also=("TRIG-040",)),
    Mutant("migration-for-known-users", "UserMigration runs for existing users", violates="TRIG-036"),
    Mutant("migration-failure-code", "A failing UserMigration gets the error of other triggers", violates="TRIG-037"),
    Mutant("migration-failure-text", "The text of a UserMigration that fails is lost", violates="TRIG-038"),
    Mutant(
        "migration-without-name-attribute",
        "A migrated user needs no email where it is the user name",
        violates="TRIG-039",
    ),
    Mutant(
        "user-migration-forgot-password-not-run",
        "ForgotPassword does not run UserMigration",
        violates="TRIG-040",
    ),
    Mutant(
        "user-migration-forgot-password-other-source",
        "UserMigration has a wrong source at ForgotPassword",
        violates="TRIG-040",
    ),
    Mutant("migration-by-srp", "SRP runs UserMigration", violates="TRIG-041"),
    Mutant(
        "custom-message-sign-up-not-run", "SignUp does not run CustomMessage", violates="TRIG-042", also=("TRIG-072",)
    ),
    Mutant("custom-message-sign-up-run-twice", "SignUp runs CustomMessage twice", violates="TRIG-042"),
    Mutant(
        "custom-message-resend-code-other-source",
        "CustomMessage has a wrong source for a code sent again",
        violates="TRIG-043",
    ),
    Mutant(
        "custom-message-forgot-password-not-run",
        "ForgotPassword does not run CustomMessage",
        violates="TRIG-044",
        also=("TRIG-090",),
    ),
    Mutant("custom-message-admin-create-user-not-run", "An invitation does not run CustomMessage", violates="TRIG-045"),
    Mutant(
        "custom-message-update-user-attribute-not-run",
        "A new address does not run CustomMessage",
        violates="TRIG-046",
        also=("TRIG-091",),
    ),
    Mutant(
        "custom-message-verify-user-attribute-other-source",
        "CustomMessage has a wrong source for an address",
        violates="TRIG-047",
    ),
    Mutant("custom-message-shows-code", "CustomMessage gets a code instead of its placeholder", violates="TRIG-048"),
    Mutant(
        "pre-sign-up-external-provider-not-run",
        "a first sign-in through a provider does not run PreSignUp",
        violates="TRIG-052",
    ),
    Mutant(
        "federation-without-post-confirmation",
        "a first sign-in through a provider does not run PostConfirmation",
        violates="TRIG-053",
    ),
    Mutant(
        "federation-tokens-as-by-password",
        "PreTokenGeneration has the API's source after a sign-in through a provider",
        violates="TRIG-054",
    ),
    Mutant(
        "federation-without-pre-authentication",
        "a later sign-in through a provider does not run PreAuthentication",
        violates="TRIG-055",
    ),
    Mutant(
        "federation-without-post-authentication",
        "a later sign-in through a provider does not run PostAuthentication",
        violates="TRIG-056",
    ),
    Mutant(
        "federation-signs-up-each-time",
        "each sign-in through a provider runs PreSignUp",
        violates="TRIG-057",
    ),
    Mutant(
        "slow-trigger-ignored",
        "a trigger that takes too long is ignored",
        violates="TRIG-049",
        modelled_on="emulators without a limit",
    ),
    Mutant("slow-trigger-text", "the text for a trigger that takes too long differs", violates="TRIG-058"),
    Mutant("custom-message-loses-metadata", "CustomMessage does not see ClientMetadata", violates="TRIG-059"),
    Mutant(
        "custom-message-loses-metadata-of-changes",
        "CustomMessage does not see ClientMetadata of changed addresses and of administrators",
        violates="TRIG-088",
    ),
    Mutant(
        "custom-message-not-at-admin-reset",
        "AdminResetUserPassword does not run CustomMessage",
        violates="TRIG-090",
    ),
    Mutant(
        "custom-message-not-at-admin-update",
        "AdminUpdateUserAttributes does not run CustomMessage",
        violates="TRIG-091",
    ),
    Mutant(
        "migration-loses-validation-data",
        "UserMigration does not see ClientMetadata of a sign-in",
        violates="TRIG-060",
    ),
    Mutant(
        "migration-at-reset-loses-metadata",
        "UserMigration does not see ClientMetadata of a forgotten password",
        violates="TRIG-061",
    ),
    Mutant(
        "pre-authentication-name-as-typed",
        "PreAuthentication gets the name that was typed",
        violates="TRIG-062",
    ),
    Mutant(
        "federation-sign-up-refusal-ignored",
        "a first sign-in through a provider that PreSignUp refuses gives a code",
        violates="TRIG-063",
        modelled_on="emulators that run the trigger and ignore its error",
    ),
    Mutant(
        "federation-trigger-refusal-text",
        "the function's error is not passed to the callback",
        violates="TRIG-064",
    ),
    Mutant(
        "federation-made-before-asked",
        "a user whom PreSignUp refuses at a first sign-in through a provider is created",
        violates="TRIG-065",
    ),
    Mutant(
        "post-authentication-refusal-ignored",
        "A PostAuthentication that fails is ignored",
        violates="TRIG-066",
        modelled_on=LOGGED,
    ),
    Mutant("post-authentication-refusal-text", "The error of PostAuthentication lacks its name", violates="TRIG-067"),
    Mutant(
        "post-confirmation-refusal-ignored",
        "A PostConfirmation that fails is ignored",
        violates="TRIG-068",
        modelled_on=LOGGED,
        also=("TRIG-069",),
    ),
    Mutant(
        "post-confirmation-refusal-ignored-for-administrator",
        "A PostConfirmation that fails is ignored when an administrator confirms",
        violates="TRIG-069",
    ),
    Mutant("post-confirmation-refusal-text", "The error of PostConfirmation lacks its name", violates="TRIG-070"),
    Mutant("post-confirmation-junk-ignored", "A PostConfirmation that returns nothing is ignored", violates="TRIG-071"),
    Mutant(
        "custom-message-refusal-ignored",
        "A CustomMessage that fails is ignored",
        violates="TRIG-072",
        modelled_on=LOGGED,
    ),
    Mutant(
        "post-confirmation-junk-undoes",
        "A user whose PostConfirmation returned nothing stays UNCONFIRMED",
        violates="TRIG-073",
        modelled_on="emulators that take a confirmation and its trigger for one transaction",
    ),
)
