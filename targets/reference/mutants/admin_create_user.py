"""Defects of AdminCreateUser."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "admin-create-wants-a-password",
        "AdminCreateUser without TemporaryPassword is refused",
        violates="ADMCREATE-001",
        also=(
            "ADMCREATE-013",
            "ADMCREATE-019",
            "ADMUSER-012",
        ),
    ),
    Mutant(
        "admin-create-says-confirmed",
        "The new user is CONFIRMED in the answer",
        violates="ADMCREATE-002",
        also=("TRIG-016",),
    ),
    Mutant("admin-create-without-dates", "The new user has no dates in the answer", violates="ADMCREATE-003"),
    Mutant("attributes-in-ascii-only", "Attribute values keep their ASCII characters only", violates="ADMCREATE-004"),
    Mutant(
        "email-verified-in-lower-case",
        "email_verified is brought to lower case",
        violates="ADMCREATE-005",
    ),
    Mutant(
        "admin-create-flags-addresses",
        "An address gets email_verified false",
        violates="ADMCREATE-006",
        modelled_on="emulators that treat AdminCreateUser like SignUp",
        also=("TOKEN-025",),
    ),
    Mutant(
        "verified-without-address",
        "email_verified true without an address is accepted",
        violates="ADMCREATE-007",
        modelled_on="moto",
    ),
    Mutant(
        "verified-without-address-text",
        "Another message for email_verified without an address",
        violates="ADMCREATE-008",
    ),
    Mutant("admin-create-takes-taken-name", "A taken name is accepted", violates="ADMCREATE-009"),
    Mutant(
        "admin-create-taken-text",
        "A taken name has the text of SignUp",
        violates="ADMCREATE-010",
        modelled_on="emulators with one text for both operations",
    ),
    Mutant(
        "admin-create-takes-taken-address",
        "A taken address is accepted where addresses are names",
        violates="ADMCREATE-011",
    ),
    Mutant(
        "admin-create-taken-address-text",
        "A taken address has the text of a taken name",
        violates="ADMCREATE-012",
    ),
    Mutant(
        "addresses-are-unique-everywhere",
        "An address is unique even where it is not the user name",
        violates="ADMCREATE-013",
    ),
    Mutant(
        "admin-create-any-attribute",
        "Attributes that the schema lacks are accepted",
        violates="ADMCREATE-014",
        modelled_on="moto",
        also=("ADMCREATE-016",),
    ),
    Mutant("unknown-attribute-text", "Another message for attributes that the schema lacks", violates="ADMCREATE-015"),
    Mutant(
        "admin-create-looks-at-the-name-first",
        "A taken name is reported before the attributes are checked",
        violates="ADMCREATE-016",
        modelled_on="moto",
    ),
    Mutant(
        "admin-create-keeps-address-as-name",
        "Where addresses are names, the user's name is the address",
        violates="ADMCREATE-017",
        modelled_on="emulators that keep the address as the user name",
        also=(
            "ADMCREATE-012",
            "ALIAS-017",
            "SECRET-014",
            "SECRET-018",
            "TOKEN-016",
        ),
    ),
    Mutant(
        "admin-create-flags-address-names",
        "Where addresses are names, the address gets email_verified false",
        violates="ADMCREATE-018",
    ),
    Mutant(
        "admin-create-wants-required",
        "Administrators have to give the required attributes",
        violates="ADMCREATE-019",
    ),
    Mutant("temporary-password-in-the-answer", "The answer shows the password", violates="ADMCREATE-022"),
    Mutant(
        "temporary-password-signs-in",
        "The first temporary password gives tokens",
        violates="NEWPW-002",
        also=(
            "ADMCREATE-033",
            "SESSION-013",
            "SRP-032",
            "CHOICE-013",
            "ADMCREATE-035",
            "SRP-044",
            "CHOICE-033",
            "CHOICE-034",
            "CHOICE-035",
        ),
    ),
    Mutant(
        "invitation-with-other-password",
        "An invitation brings a password that does not sign in",
        violates="ADMCREATE-035",
    ),
    Mutant(
        "temporary-password-of-eight",
        "Generated temporary passwords ignore the policy",
        violates="ADMCREATE-037",
        modelled_on="ministack",
    ),
    Mutant("invitation-again-never", "No invitation can be sent again", violates="ADMCREATE-024"),
    Mutant(
        "invitation-again-keeps-password",
        "An invitation sent again does not set the new temporary password",
        violates="ADMCREATE-025",
        also=("EXPIRY-026",),
    ),
    Mutant(
        "invitation-again-to-confirmed",
        "A CONFIRMED user can be invited again",
        violates="ADMCREATE-026",
        modelled_on="moto",
    ),
    Mutant("invitation-again-makes-a-user", "RESEND creates a user who does not exist", violates="ADMCREATE-027"),
    Mutant(
        "invitation-again-text", "Another message for RESEND of a user who does not exist", violates="ADMCREATE-028"
    ),
    Mutant(
        "admin-create-any-email",
        "Any text is accepted as an e-mail address",
        violates="ADMCREATE-029",
        modelled_on="moto",
    ),
    Mutant("malformed-email-text", "Another message for an invalid e-mail address", violates="ADMCREATE-030"),
    Mutant(
        "admin-create-any-name",
        "AdminCreateUser takes names of any form",
        violates="ADMCREATE-031",
        modelled_on="moto",
    ),
    Mutant(
        "admin-create-takes-foreign-alias",
        "AdminCreateUser takes another user's alias without ForceAliasCreation",
        violates="ADMCREATE-032",
    ),
    Mutant("admin-create-ignores-force", "ForceAliasCreation has no effect", violates="ADMCREATE-033"),
    Mutant(
        "invitation-without-address",
        "an invitation by e-mail to a user without an address is accepted",
        violates="ADMCREATE-038",
        modelled_on="emulators that skip the message",
    ),
    Mutant(
        "invitation-without-address-text",
        "another message for an invitation by e-mail without an address",
        violates="ADMCREATE-039",
    ),
)
