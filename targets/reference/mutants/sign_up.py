"""Defects of SignUp."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "sign-up-email-first",
        "where both addresses are verified the code goes by e-mail",
        violates="SIGNUP-042",
        modelled_on="emulators that send e-mail alone",
    ),
    Mutant(
        "sign-up-wants-attributes",
        "SignUp without attributes is refused",
        violates="SIGNUP-001",
        also=(
            "SIGNUP-008",
            "PWPOLICY-001",
            "PWPOLICY-007",
            "PWPOLICY-008",
            "PWPOLICY-009",
            "PWPOLICY-011",
            "SIGNUP-011",
        ),
    ),
    Mutant("sign-up-says-confirmed", "UserConfirmed is true at once", violates="SIGNUP-002", also=("TRIG-004",)),
    Mutant(
        "sign-up-random-user-sub",
        "UserSub is a UUID of its own, not the sub",
        violates="SIGNUP-003",
        also=(
            "CONFIRM-014",
            "TRIG-013",
        ),
    ),
    Mutant(
        "delivery-without-address-or-setting",
        "CodeDeliveryDetails without an address, in a pool that sends no codes",
        violates="SIGNUP-004",
    ),
    Mutant(
        "delivery-to-any-address",
        "CodeDeliveryDetails for an address that the pool does not verify",
        violates="SIGNUP-005",
        modelled_on="emulators that announce a code for every e-mail address",
        also=("SIGNUP-045",),
    ),
    Mutant(
        "delivery-to-names",
        "CodeDeliveryDetails for an address that is the user name",
        violates="SIGNUP-045",
        modelled_on="MiniStack 1.5",
        also=("SIGNUP-005",),
    ),
    Mutant(
        "delivery-to-numbers",
        "CodeDeliveryDetails for a phone number that is the user name",
        violates="SIGNUP-045",
        also=("SIGNUP-005",),
    ),
    Mutant(
        "sign-up-says-sms",
        "DeliveryMedium SMS for an e-mail address",
        violates="SIGNUP-006",
        modelled_on="moto, which announces a made-up phone number",
        also=("SIGNUP-010",),
    ),
    Mutant(
        "sign-up-address-not-masked",
        "Destination is the whole address",
        violates="SIGNUP-007",
        modelled_on="emulators that return the address as it is",
    ),
    Mutant(
        "auto-verified-is-required",
        "SignUp without the attribute that the pool verifies is refused",
        violates="SIGNUP-008",
    ),
    Mutant(
        "delivery-without-address",
        "CodeDeliveryDetails without an address, in a pool that sends codes",
        violates="SIGNUP-009",
    ),
    Mutant(
        "sign-up-code-goes-to-phone",
        "The code goes to the phone number although the pool verifies addresses only",
        violates="SIGNUP-010",
    ),
    Mutant(
        "sign-up-takes-taken-name",
        "A second user of a taken name replaces the first",
        violates="SIGNUP-011",
        also=("SIGNUP-013",),
    ),
    Mutant(
        "sign-up-taken-text",
        "The message for a taken name is the name",
        violates="SIGNUP-012",
        modelled_on="moto",
    ),
    Mutant(
        "hiding-client-takes-taken-name",
        "Through a client that hides existence a taken name is accepted",
        violates="SIGNUP-013",
    ),
    Mutant(
        "sign-up-takes-taken-address",
        "A taken address is accepted where addresses are names",
        violates="SIGNUP-014",
    ),
    Mutant(
        "sign-up-taken-address-text",
        "The message for a taken address is the address",
        violates="SIGNUP-015",
        modelled_on="moto",
    ),
    Mutant(
        "sign-up-refuses-foreign-alias",
        "SignUp already refuses another user's alias, and so reveals that it exists",
        violates="SIGNUP-016",
    ),
    Mutant(
        "closed-pool-lets-sign-up",
        "AllowAdminCreateUserOnly is ignored",
        violates="SIGNUP-017",
        modelled_on="moto",
    ),
    Mutant("closed-pool-text", "Another message for a sign-up that is not permitted", violates="SIGNUP-018"),
    Mutant("email-name-not-checked", "Any user name is accepted where user names are addresses", violates="SIGNUP-019"),
    Mutant(
        "email-name-text",
        "The message mentions phone numbers where only addresses are names",
        violates="SIGNUP-020",
        modelled_on="moto",
    ),
    Mutant(
        "phone-name-not-checked", "Any user name is accepted where user names are phone numbers", violates="SIGNUP-021"
    ),
    Mutant(
        "phone-name-text",
        "The message mentions addresses where only phone numbers are names",
        violates="SIGNUP-022",
        modelled_on="moto",
    ),
    Mutant(
        "email-or-phone-name-code",
        "Another code for a plain name where names are addresses or phone numbers",
        violates="SIGNUP-023",
    ),
    Mutant(
        "email-or-phone-name-text",
        "The message does not mention that phone numbers are names too",
        violates="SIGNUP-024",
    ),
    Mutant(
        "name-like-email-alias",
        "A name may look like an address where addresses are aliases",
        violates="SIGNUP-025",
        modelled_on="moto",
        also=("ADMCREATE-031",),
    ),
    Mutant(
        "name-like-email-alias-text", "Another message for a name that looks like an address", violates="SIGNUP-026"
    ),
    Mutant(
        "name-like-phone-alias",
        "A name may look like a phone number where phone numbers are aliases",
        violates="SIGNUP-027",
        modelled_on="moto",
    ),
    Mutant(
        "sign-up-keeps-address-as-name",
        "Where addresses are names, the user's name is the address",
        violates="SIGNUP-028",
        modelled_on="emulators that keep the address as the user name",
        also=(
            "ADMUSER-001",
            "TRIG-013",
        ),
    ),
    Mutant(
        "address-name-is-not-shown",
        "AdminGetUser shows no email attribute where addresses are names",
        violates="SIGNUP-029",
        also=(
            "ADMCREATE-018",
            "ADMUSER-001",
            "TRIG-035",
        ),
    ),
    Mutant(
        "sign-up-stores-no-verified-flag",
        "SignUp stores no email_verified",
        violates="SIGNUP-030",
        modelled_on="moto",
    ),
    Mutant(
        "admin-get-shows-the-sub-as-name",
        "AdminGetUser shows the sub as Username in a pool of plain names",
        violates="SIGNUP-031",
        also=(
            "ADMUSER-001",
            "FEDOIDC-006",
            "FEDSAML-005",
            "SRP-018",
        ),
    ),
    Mutant(
        "address-like-name-becomes-email",
        "A plain name that looks like an address becomes the email attribute",
        violates="SIGNUP-032",
    ),
    Mutant(
        "unconfirmed-is-disabled",
        "AdminGetUser shows an unconfirmed user as disabled",
        violates="SIGNUP-033",
        also=(
            "ADMUSER-001",
            "ADMUSER-003",
        ),
    ),
    Mutant(
        "sign-up-any-attribute",
        "SignUp accepts attributes that the schema lacks",
        violates="SIGNUP-034",
        modelled_on="moto",
    ),
    Mutant(
        "required-attributes-not-wanted",
        "SignUp does not require the required attributes",
        violates="SIGNUP-035",
        modelled_on="moto",
    ),
    Mutant("sign-up-any-email", "SignUp accepts any text as an address", violates="SIGNUP-036", modelled_on="moto"),
    Mutant(
        "sign-up-any-phone-number",
        "SignUp accepts any text as a phone number",
        violates="SIGNUP-037",
        modelled_on="moto",
    ),
    Mutant(
        "name-of-any-length",
        "User names may be longer than 128 characters",
        violates="SIGNUP-040",
        modelled_on="moto",
        also=("SHAPE-004",),
    ),
    Mutant(
        "name-with-blanks", "User names may have blanks", violates="SIGNUP-041", also=("SHAPE-008",), modelled_on="moto"
    ),
)
