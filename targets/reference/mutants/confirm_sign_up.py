"""Defects of ConfirmSignUp and ResendConfirmationCode."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "confirm-wants-force",
        "ConfirmSignUp is refused without ForceAliasCreation",
        violates="CONFIRM-001",
        also=(
            "CONFIRM-012",
            "RESEND-004",
            "EXPIRY-022",
        ),
    ),
    Mutant(
        "confirm-any-code",
        "ConfirmSignUp takes any code while one is pending",
        violates="CONFIRM-002",
        modelled_on="emulators that never compare the code",
        also=("CONFIRM-006", "RESEND-008"),
    ),
    Mutant("confirm-wrong-code-text", "Another message for a wrong code", violates="CONFIRM-003"),
    Mutant(
        "confirm-keeps-status",
        "ConfirmSignUp leaves the user UNCONFIRMED",
        violates="CONFIRM-004",
        also=("CONFIRM-007", "CONFIRM-014", "CHOOSE-029", "TRIG-017", "TRIG-068", "TRIG-071"),
    ),
    Mutant(
        "confirm-verifies-nothing",
        "ConfirmSignUp does not verify the address",
        violates="CONFIRM-005",
        modelled_on="emulators that only change the status",
        also=("CONFIRM-014", "CONFIRM-015", "CONFIRM-016"),
    ),
    Mutant(
        "confirm-takes-anybodys-code", "The code of any user confirms", violates="CONFIRM-006", also=("RESEND-008",)
    ),
    Mutant(
        "confirm-twice",
        "A confirmed user can be confirmed again",
        violates="CONFIRM-007",
        modelled_on="moto",
        also=("CONFIRM-009",),
    ),
    Mutant("confirm-twice-text", "Another message for a user who is confirmed", violates="CONFIRM-008"),
    Mutant(
        "confirm-after-administrator",
        "A code that was left over still confirms a CONFIRMED user",
        violates="CONFIRM-009",
        modelled_on="moto",
    ),
    Mutant("sign-up-codes-never-expire", "Codes of SignUp never expire", violates="CONFIRM-010"),
    Mutant("confirm-expired-text", "Another message for a code that has expired", violates="CONFIRM-011"),
    Mutant(
        "confirm-takes-foreign-alias",
        "ConfirmSignUp takes another user's alias without ForceAliasCreation",
        violates="CONFIRM-012",
    ),
    Mutant("confirm-ignores-force", "ForceAliasCreation has no effect", violates="CONFIRM-013"),
    Mutant(
        "force-moves-nothing",
        "ForceAliasCreation confirms, and leaves the alias where it was",
        violates="CONFIRM-014",
        also=("CONFIRM-015", "CONFIRM-016"),
    ),
    Mutant("former-owner-signs-in", "An alias also signs in the user who lost it", violates="CONFIRM-015"),
    Mutant("former-owner-stays-verified", "A user who lost an alias keeps the verified flag", violates="CONFIRM-016"),
    Mutant(
        "confirm-always-hides",
        "ConfirmSignUp hides unknown users from every client",
        violates="CONFIRM-018",
    ),
    Mutant(
        "confirm-unknown-text",
        "the text of ConfirmSignUp for an unknown user is the one of sign-in",
        violates="CONFIRM-022",
        modelled_on="emulators with one text for unknown users",
    ),
    Mutant(
        "resend-not-for-unconfirmed",
        "ResendConfirmationCode is refused for UNCONFIRMED users",
        violates="RESEND-001",
    ),
    Mutant("resend-says-sms", "DeliveryMedium SMS for an e-mail address", violates="RESEND-002"),
    Mutant("resend-address-not-masked", "Destination is the whole address", violates="RESEND-003"),
    Mutant(
        "resend-code-does-not-count",
        "Only the first code confirms, not the newest",
        violates="RESEND-004",
        also=("EXPIRY-023", "RESEND-008"),
    ),
    Mutant("resend-once", "A code is sent again only once", violates="RESEND-005"),
    Mutant("resend-for-confirmed", "A CONFIRMED user gets a code", violates="RESEND-006"),
    Mutant(
        "resend-older-code-lives",
        "a code still confirms after a newer one was sent",
        violates="RESEND-008",
        modelled_on="emulators that keep every code that was sent",
    ),
    Mutant("resend-confirmed-text", "Another message for a confirmed user who requests a code", violates="RESEND-010"),
    Mutant(
        "resend-nowhere-code",
        "Where the pool verifies nothing, a request for a code is an invalid parameter",
        violates="RESEND-011",
    ),
    Mutant("resend-nowhere-text", "Another message where the pool verifies nothing", violates="RESEND-012"),
    Mutant(
        "resend-always-hides",
        "ResendConfirmationCode hides unknown users from every client",
        violates="RESEND-007",
    ),
)
