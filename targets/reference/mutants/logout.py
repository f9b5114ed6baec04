"""Defects of the logout endpoint."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "hosted-logout-goes-nowhere",
        "logout always leads to the sign-in page",
        violates="LOGOUT-001",
        also=(
            "LOGOUT-009",
            "LOGOUT-013",
        ),
    ),
    Mutant(
        "hosted-logout-adds-state",
        "the state is added to the logout_uri",
        violates="LOGOUT-002",
    ),
    Mutant(
        "hosted-logout-keeps-session",
        "logout does not end the browser's session",
        violates="LOGOUT-003",
        also=(
            "FEDSAML-058",
            "LOGOUT-008",
            "LOGOUT-013",
        ),
    ),
    Mutant(
        "hosted-logout-to-anywhere",
        "logout redirects to any address",
        violates="LOGOUT-004",
        modelled_on="emulators that trust the request",
    ),
    Mutant(
        "hosted-logout-text",
        "a missing redirect_uri is reported as redirect_mismatch",
        violates="LOGOUT-005",
    ),
    Mutant(
        "hosted-logout-to-authorize",
        "logout with redirect_uri leads to authorize",
        violates="LOGOUT-006",
    ),
    Mutant(
        "hosted-logout-without-scopes",
        "logout adds no scopes",
        violates="LOGOUT-007",
    ),
    Mutant(
        "hosted-logout-on-the-way-keeps-session",
        "logout with redirect_uri does not end the session",
        violates="LOGOUT-008",
    ),
    Mutant(
        "hosted-logout-redirect-uri-first",
        "redirect_uri comes before logout_uri",
        violates="LOGOUT-009",
    ),
    Mutant(
        "hosted-logout-for-nobody",
        "logout needs no client",
        violates="LOGOUT-010",
    ),
    Mutant(
        "hosted-openid-logout",
        "post_logout_redirect_uri is followed",
        violates="LOGOUT-011",
        modelled_on="OpenID Connect's own logout",
    ),
    Mutant(
        "hosted-logout-of-nobody-text",
        "another text for a logout without client_id",
        violates="LOGOUT-012",
    ),
)
