"""Defects of aliases and of the case of names."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant("email-alias-does-not-sign-in", "E-mail aliases do not sign in", violates="ALIAS-001", modelled_on="moto"),
    Mutant(
        "unverified-alias-signs-in",
        "An address signs in before it is verified",
        violates="ALIAS-002",
        modelled_on="emulators that look at the attribute only",
    ),
    Mutant("phone-alias-does-not-sign-in", "Phone numbers do not sign in", violates="ALIAS-003", modelled_on="moto"),
    Mutant(
        "any-address-signs-in",
        "An address signs in where it is no alias",
        violates="ALIAS-004",
        modelled_on="emulators that look users up by address in every pool",
    ),
    Mutant(
        "preferred-name-does-not-sign-in",
        "Preferred user names do not sign in",
        violates="ALIAS-005",
        modelled_on="moto",
    ),
    Mutant("get-user-shows-the-alias", "GetUser shows the preferred user name as Username", violates="ALIAS-006"),
    Mutant("former-preferred-name-signs-in", "A former preferred user name signs in", violates="ALIAS-007"),
    Mutant(
        "admin-get-knows-no-alias",
        "AdminGetUser finds nobody by an alias",
        violates="ALIAS-008",
        modelled_on="moto",
    ),
    Mutant(
        "admin-update-knows-no-alias",
        "AdminUpdateUserAttributes finds nobody by an alias",
        violates="ALIAS-009",
        modelled_on="moto",
    ),
    Mutant(
        "sub-finds-nobody",
        "Administrators find nobody by the sub",
        violates="ALIAS-010",
        modelled_on="moto (issue 7376), MiniStack (issue 326)",
    ),
    Mutant("user-takes-foreign-alias", "A user may take another user's alias", violates="ALIAS-011"),
    Mutant("user-foreign-alias-text", "UpdateUserAttributes has the text of ConfirmSignUp", violates="ALIAS-012"),
    Mutant(
        "admin-gives-foreign-alias",
        "An administrator may give another user's alias away",
        violates="ALIAS-013",
    ),
    Mutant(
        "admin-foreign-alias-text",
        "AdminUpdateUserAttributes has the text of ConfirmSignUp",
        violates="ALIAS-014",
    ),
    Mutant(
        "address-name-has-to-be-verified",
        "Where addresses are names, they sign in only when verified",
        violates="PWAUTH-020",
        also=("SECRET-006",),
    ),
    Mutant(
        "changed-address-does-not-sign-in",
        "Where addresses are names, a changed one does not sign in",
        violates="ALIAS-016",
    ),
    Mutant(
        "former-address-signs-in",
        "Where addresses are names, the former one still signs in",
        violates="ALIAS-017",
    ),
    Mutant(
        "name-follows-address",
        "Where addresses are names, Username is the address once it is verified",
        violates="ALIAS-018",
        also=("ADMUSER-001",),
    ),
    Mutant(
        "names-of-any-case-are-taken",
        "By default a name is taken in any case",
        violates="CASE-001",
        modelled_on="emulators that ignore the case of names",
    ),
    Mutant("sign-up-sub-of-namesake", "UserSub is that of the namesake in another case", violates="CASE-002"),
    Mutant("administrators-find-any-case", "By default AdminGetUser finds a name in any case", violates="CASE-003"),
    Mutant("sign-in-in-any-case", "By default a name signs in in any case", violates="CASE-004"),
    Mutant(
        "sign-in-exact-case",
        "CaseSensitive false is ignored at sign-in",
        violates="CASE-006",
        modelled_on="moto",
    ),
    Mutant(
        "admin-get-exact-case",
        "CaseSensitive false is ignored by AdminGetUser",
        violates="CASE-007",
        modelled_on="moto",
    ),
    Mutant("srp-exact-case", "CaseSensitive false is ignored by SRP", violates="CASE-008", modelled_on="moto"),
    Mutant(
        "admin-delete-exact-case",
        "CaseSensitive false is ignored by AdminDeleteUser",
        violates="CASE-009",
        modelled_on="moto",
    ),
    Mutant(
        "sign-up-compares-names-exactly",
        "CaseSensitive false is ignored by SignUp",
        violates="CASE-010",
        modelled_on="moto",
    ),
    Mutant("alias-sign-in-exact-case", "CaseSensitive false is ignored for aliases", violates="CASE-011"),
    Mutant("password-in-any-case", "With CaseSensitive false passwords have no case either", violates="CASE-012"),
    Mutant("aliases-of-any-case-are-taken", "By default an alias is taken in any case", violates="CASE-013"),
)
