"""Defects of user attributes."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "attr-first-value-stays",
        "an administrator cannot change a value that is there",
        violates="ATTR-001",
        also=("REFRESH-014",),
    ),
    Mutant(
        "attr-user-update-lost",
        "changes of standard attributes by the user are accepted and not stored",
        violates="ATTR-002",
    ),
    Mutant(
        "attr-later-ones-lost",
        "AddCustomAttributes is accepted and has no effect",
        violates="ATTR-003",
        also=(
            "POOL-031",
            "POOL-032",
        ),
    ),
    Mutant(
        "attr-flag-kept",
        "a new address keeps the flag of the old one",
        violates="ATTR-004",
        modelled_on="moto",
    ),
    Mutant(
        "attr-phone-without-flag",
        "a phone number has no flag",
        violates="ATTR-005",
        modelled_on="moto",
    ),
    Mutant(
        "attr-any-update-unverifies",
        "every update resets email_verified",
        violates="ATTR-006",
    ),
    Mutant(
        "attr-flag-with-address-lost",
        "email_verified given along with a new address is ignored",
        violates="ATTR-007",
        also=("VERIFY-008",),
    ),
    Mutant(
        "attr-admin-empty-stays",
        "an empty value by an administrator is stored",
        violates="ATTR-008",
        modelled_on="moto",
    ),
    Mutant(
        "attr-user-empty-stays",
        "an empty value by the user is stored",
        violates="ATTR-009",
        modelled_on="moto",
    ),
    Mutant(
        "attr-write-unchecked",
        "WriteAttributes are not checked",
        violates="ATTR-010",
        modelled_on="moto",
    ),
    Mutant(
        "attr-write-text",
        "the text for a missing permission ends with a full stop",
        violates="ATTR-011",
    ),
    Mutant(
        "attr-default-is-standard",
        "without WriteAttributes a client writes standard attributes only",
        violates="ATTR-012",
        modelled_on="the text of the API model",
        also=(
            "ATTR-013",
            "ATTR-027",
            "SIGNUP-034",
        ),
    ),
    Mutant(
        "attr-later-ones-closed",
        "users cannot write attributes that AddCustomAttributes made",
        violates="ATTR-013",
    ),
    Mutant(
        "attr-read-unchecked",
        "GetUser does not check ReadAttributes",
        violates="ATTR-014",
        modelled_on="moto",
    ),
    Mutant(
        "attr-immutable-changes",
        "immutable attributes change",
        violates="ATTR-015",
        modelled_on="moto",
        also=("ATTR-035",),
    ),
    Mutant(
        "attr-schema-unchecked",
        "attributes outside of the schema are stored",
        violates="ATTR-016",
        modelled_on="moto",
    ),
    Mutant(
        "attr-schema-text",
        "another text for an attribute outside of the schema",
        violates="ATTR-017",
    ),
    Mutant(
        "attr-username-ignored",
        "an attribute username is accepted and ignored",
        violates="ATTR-018",
        modelled_on="moto",
    ),
    Mutant(
        "attr-sub-ignored",
        "an attribute sub is accepted and ignored",
        violates="ATTR-019",
        modelled_on="moto",
    ),
    Mutant(
        "attr-maximum-2000",
        "a value has at most 2000 characters",
        violates="ATTR-020",
    ),
    Mutant(
        "attr-no-maximum",
        "a value may have more than 2048 characters",
        violates="ATTR-021",
        modelled_on="moto",
    ),
    Mutant(
        "attr-birthdate-free",
        "a birthdate may have any length",
        violates="ATTR-022",
        modelled_on="moto",
    ),
    Mutant(
        "attr-length-off-by-one",
        "a value may be one character longer than MaxLength",
        violates="ATTR-023",
        also=("ATTR-022",),
    ),
    Mutant(
        "attr-no-minimum-length",
        "MinLength is not checked",
        violates="ATTR-023",
        modelled_on="moto",
        also=("ATTR-022",),
    ),
    Mutant(
        "attr-number-off-by-one",
        "a number may be one above MaxValue",
        violates="ATTR-024",
    ),
    Mutant(
        "attr-no-minimum-value",
        "MinValue is not checked",
        violates="ATTR-024",
        modelled_on="moto",
    ),
    Mutant(
        "attr-number-of-letters",
        "a Number attribute accepts any text",
        violates="ATTR-025",
        modelled_on="moto",
    ),
    Mutant(
        "attr-dev-prefix-custom",
        "developer-only attributes get the prefix custom:",
        violates="ATTR-026",
        modelled_on="moto has dev:custom:",
    ),
    Mutant(
        "attr-user-delete-lost",
        "DeleteUserAttributes is accepted and has no effect",
        violates="ATTR-027",
    ),
    Mutant(
        "attr-admin-delete-lost",
        "AdminDeleteUserAttributes is accepted and has no effect",
        violates="ATTR-028",
        also=("ATTR-029", "REFRESH-014"),
    ),
    Mutant(
        "attr-deleted-still-claimed",
        "a deleted attribute stays in ID tokens",
        violates="ATTR-029",
        also=("REFRESH-014",),
    ),
    Mutant(
        "attr-date-stays",
        "UserLastModifiedDate does not change",
        violates="ATTR-030",
    ),
    Mutant(
        "attr-developer-only-open",
        "users write developer-only attributes",
        violates="ATTR-031",
        modelled_on="moto",
    ),
    Mutant(
        "attr-flags-writable",
        "users declare their own address verified",
        violates="ATTR-032",
        modelled_on="moto",
    ),
    Mutant(
        "attr-refused-update-half-stored",
        "UpdateUserAttributes stores the attributes of a request that it refuses",
        violates="ATTR-034",
        modelled_on="https://github.com/floci-io/floci/issues/2530",
    ),
    Mutant(
        "attr-immutable-set-late",
        "an immutable attribute that has no value yet can be set",
        violates="ATTR-035",
        modelled_on="emulators that compare with the former value",
    ),
)
