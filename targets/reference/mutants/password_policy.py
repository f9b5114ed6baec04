"""Defects of the password policy."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "pw-maximum-99",
        "a password of more than 99 characters is too long",
        violates="PWPOLICY-001",
        modelled_on="moto: at most 99 characters",
        also=("PWPOLICY-011",),
    ),
    Mutant(
        "pw-length-off-by-one",
        "a password may be one character shorter than MinimumLength",
        violates="PWPOLICY-002",
        also=(
            "PWPOLICY-014", "PWPOLICY-015", "PWPOLICY-017", "PWPOLICY-019", "PWPOLICY-021", "CHANGEPW-008",
            "NEWPW-011",
        ),
    ),
    Mutant(
        "pw-no-uppercase-rule",
        "RequireUppercase is not looked at",
        violates="PWPOLICY-003",
        also=("PWPOLICY-014", "PWPOLICY-015", "PWPOLICY-017", "PWPOLICY-019", "CHANGEPW-008", "NEWPW-011"),
    ),
    Mutant(
        "pw-no-lowercase-rule",
        "RequireLowercase is not looked at",
        violates="PWPOLICY-004",
        also=("PWPOLICY-014", "PWPOLICY-015", "PWPOLICY-017", "PWPOLICY-019", "CHANGEPW-008", "NEWPW-011"),
    ),
    Mutant(
        "pw-no-numeric-rule",
        "RequireNumbers is not looked at",
        violates="PWPOLICY-005",
        also=(
            "PWPOLICY-014", "PWPOLICY-015", "PWPOLICY-017", "PWPOLICY-019", "PWPOLICY-021", "CHANGEPW-008",
            "NEWPW-011",
        ),
    ),
    Mutant(
        "pw-no-symbol-rule",
        "RequireSymbols is not looked at",
        violates="PWPOLICY-006",
        also=(
            "PWPOLICY-010", "PWPOLICY-014", "PWPOLICY-015", "PWPOLICY-017", "PWPOLICY-019", "CHANGEPW-008",
            "NEWPW-011",
        ),
    ),
    Mutant(
        "pw-rules-always-on",
        "all four classes are required whatever the policy says",
        violates="PWPOLICY-007",
        modelled_on="a fixed expression for passwords",
        also=("PWPOLICY-001",),
    ),
    Mutant(
        "pw-few-symbols",
        "= + and - are no special characters",
        violates="PWPOLICY-008",
        modelled_on="an older list of special characters",
        also=("PWPOLICY-001",),
    ),
    Mutant(
        "pw-blank-is-no-symbol",
        "a blank is no special character",
        violates="PWPOLICY-009",
    ),
    Mutant(
        "pw-anything-is-a-symbol",
        "whatever is no letter or digit is a special character",
        violates="PWPOLICY-010",
        modelled_on="an expression [^A-Za-z0-9]",
    ),
    Mutant(
        "pw-maximum-255",
        "a password of 256 characters is too long",
        violates="PWPOLICY-011",
    ),
    Mutant(
        "pw-no-maximum",
        "a password may have more than 256 characters",
        violates="PWPOLICY-012",
        modelled_on="emulators without validation",
    ),
    Mutant(
        "pw-outer-blank",
        "a password may begin or end with a blank",
        violates="PWPOLICY-013",
        modelled_on="moto",
    ),
    Mutant(
        "pw-default-without-symbols",
        "a pool without Policies asks for no special character",
        violates="PWPOLICY-014",
        also=("CHANGEPW-008", "POOL-007", "POOL-024"),
    ),
    Mutant(
        "pw-sign-up-unchecked",
        "SignUp does not look at the policy",
        violates="PWPOLICY-015",
        also=(
            "PWPOLICY-002", "PWPOLICY-003", "PWPOLICY-004", "PWPOLICY-005", "PWPOLICY-006", "PWPOLICY-010",
            "PWPOLICY-014",
        ),
    ),
    Mutant(
        "pw-sign-up-text",
        "SignUp says what the other operations say",
        violates="PWPOLICY-016",
        modelled_on="one text for all operations",
    ),
    Mutant(
        "pw-creation-unchecked",
        "AdminCreateUser does not look at the policy",
        violates="PWPOLICY-017",
        modelled_on="moto",
        also=(
            "PWPOLICY-002", "PWPOLICY-003", "PWPOLICY-004", "PWPOLICY-005", "PWPOLICY-006", "PWPOLICY-010",
            "PWPOLICY-014",
        ),
    ),
    Mutant(
        "pw-creation-text",
        "AdminCreateUser says what SignUp says",
        violates="PWPOLICY-018",
        modelled_on="one text for all operations",
    ),
    Mutant(
        "pw-admin-set-unchecked",
        "AdminSetUserPassword does not look at the policy",
        violates="PWPOLICY-019",
        also=(
            "PWPOLICY-002", "PWPOLICY-003", "PWPOLICY-004", "PWPOLICY-005", "PWPOLICY-006", "PWPOLICY-010",
            "PWPOLICY-014",
        ),
    ),
    Mutant(
        "pw-admin-set-text",
        "AdminSetUserPassword says what SignUp says",
        violates="PWPOLICY-020",
        modelled_on="one text for all operations",
    ),
    Mutant(
        "forgot-policy-unchecked",
        "ConfirmForgotPassword does not look at the policy",
        violates="PWPOLICY-021",
        modelled_on="moto",
    ),
    Mutant(
        "forgot-policy-text",
        "ConfirmForgotPassword says what SignUp says",
        violates="PWPOLICY-022",
        modelled_on="one text for all operations",
    ),
    Mutant(
        "pw-reason-always-numeric",
        "whatever class is missing, the text says numeric",
        violates="PWPOLICY-023",
    ),
    Mutant(
        "pw-length-named-last",
        "classes are looked at before the length",
        violates="PWPOLICY-024",
    ),
    Mutant(
        "pw-history-unchecked-at-change",
        "ChangePassword does not look at former passwords",
        violates="PWPOLICY-025",
        modelled_on="moto",
    ),
    Mutant(
        "pw-history-without-current",
        "the current password does not count as one of the last",
        violates="PWPOLICY-025",
        also=("PWPOLICY-026",),
    ),
    Mutant(
        "pw-history-unchecked-by-admin",
        "AdminSetUserPassword does not look at former passwords",
        violates="PWPOLICY-026",
        modelled_on="moto",
    ),
    Mutant(
        "pw-history-without-end",
        "no former password comes back, however far back",
        violates="PWPOLICY-027",
    ),
)
