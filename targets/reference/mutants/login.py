"""Defects of the sign-in pages."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "hosted-sign-in-without-code",
        "the sign-in page leads to the callback without a code",
        violates="LOGIN-001",
        also=(
            "LOGIN-008",
            "DISC-005",
            "FEDOIDC-004",
            "FEDSAML-004",
            "FEDSAML-025",
        ),
    ),
    Mutant(
        "hosted-any-password",
        "any password signs in at the login page",
        violates="LOGIN-002",
    ),
    Mutant(
        "hosted-refused-sign-in-breaks",
        "a sign-in that is refused is answered with status 500",
        violates="LOGIN-002",
        also=("LOGIN-003", "LOGIN-004", "LOGIN-005", "LOGIN-006", "LOGIN-009", "LOGIN-010"),
    ),
    Mutant(
        "hosted-wrong-password-200",
        "a wrong password is answered with status 200",
        violates="LOGIN-003",
        modelled_on="MiniStack, cognito-local, LocalEmu",
    ),
    Mutant(
        "hosted-wrong-password-text",
        "the page does not show the error",
        violates="LOGIN-004",
    ),
    Mutant(
        "hosted-unknown-user-signs-in",
        "an unknown name signs in a user who has the password",
        violates="LOGIN-005",
    ),
    Mutant(
        "hosted-unconfirmed-user",
        "an unconfirmed user signs in at the login page",
        violates="LOGIN-006",
        modelled_on="emulators that check only the password",
    ),
    Mutant(
        "hosted-temporary-password-enough",
        "a temporary password signs in",
        violates="LOGIN-007",
        modelled_on="cognito-local",
    ),
    Mutant(
        "hosted-new-password-page-missing",
        "no page asks for a new password",
        violates="LOGIN-008",
        modelled_on="LocalEmu",
    ),
    Mutant(
        "hosted-new-password-keeps-status",
        "the user's status stays when the new password is set",
        violates="LOGIN-008",
    ),
    Mutant(
        "hosted-disabled-user",
        "a disabled user signs in at the login page",
        violates="LOGIN-009",
        modelled_on="cognito-local, LocalEmu",
    ),
    Mutant(
        "hosted-disabled-text",
        "the text for a disabled user differs",
        violates="LOGIN-010",
    ),
    Mutant(
        "hosted-field-names",
        "the field of the CSRF token has another name",
        violates="LOGIN-011",
        modelled_on="emulators with a form of their own",
    ),
    Mutant(
        "hosted-session-forgotten",
        "a second authorize asks for the password again",
        violates="LOGIN-012",
        modelled_on="MiniStack, cognito-local, LocalEmu",
        also=("LOGIN-014",),
    ),
    Mutant(
        "hosted-session-by-address",
        "a request that was answered from a session before needs no cookie",
        violates="LOGIN-013",
        also=(
            "LOGIN-016",
            "LOGOUT-003",
            "LOGOUT-008",
            "LOGIN-002",
            "LOGIN-005",
            "LOGIN-006",
            "LOGOUT-013",
        ),
    ),
    Mutant(
        "hosted-session-of-minutes",
        "a browser's session lasts a minute",
        violates="LOGIN-014",
    ),
    Mutant(
        "hosted-session-without-end",
        "a browser's session lasts a day",
        violates="LOGIN-015",
    ),
    Mutant(
        "hosted-code-of-the-last-user",
        "a code gives the tokens of whoever signed in last",
        violates="LOGIN-016",
        modelled_on="an emulator that bound codes to the wrong user",
    ),
    Mutant(
        "sign-out-ends-browser-sessions",
        "GlobalSignOut ends the browser's session",
        violates="LOGIN-017",
    ),
    Mutant(
        "hosted-page-never-too-old",
        "a sign-in page never expires",
        violates="LOGIN-019",
        modelled_on="emulators",
    ),
    Mutant(
        "managed-login-for-everybody",
        "managed login serves pages for clients without a style",
        violates="LOGIN-020",
        modelled_on="emulators with one kind of pages",
    ),
    Mutant(
        "managed-login-unavailable-status",
        "where managed login has no pages the status is 400",
        violates="LOGIN-020",
    ),
    Mutant(
        "managed-login-unavailable-text",
        "where managed login has no pages another text comes",
        violates="LOGIN-022",
    ),
    Mutant(
        "hosted-reset-required-user",
        "a user in status RESET_REQUIRED signs in at the login page",
        violates="LOGIN-023",
    ),
)
