"""Defects of the client credentials grant."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "machine-without-basic",
        "the grant is refused with Basic authentication",
        violates="M2M-001",
    ),
    Mutant(
        "machine-refresh-token",
        "the answer has a refresh token",
        violates="M2M-002",
        modelled_on="emulators with one answer for all grants",
    ),
    Mutant(
        "machine-sub-is-a-user",
        "sub is not the client",
        violates="M2M-003",
    ),
    Mutant(
        "machine-token-without-auth-time",
        "the token has no auth_time",
        violates="M2M-004",
    ),
    Mutant(
        "machine-token-without-version",
        "the token has no version",
        violates="M2M-005",
        modelled_on="MiniStack",
    ),
    Mutant(
        "machine-token-has-username",
        "the token has a username",
        violates="M2M-006",
    ),
    Mutant(
        "machine-scope-always-all",
        "all scopes are granted whatever was asked for",
        violates="M2M-007",
    ),
    Mutant(
        "machine-no-scope-means-one",
        "without scope the first is granted",
        violates="M2M-008",
    ),
    Mutant(
        "hosted-any-machine-scope",
        "client credentials get a scope that is not the client's",
        violates="M2M-009",
    ),
    Mutant(
        "machine-any-secret",
        "any secret is accepted",
        violates="M2M-010",
    ),
    Mutant(
        "machine-secret-optional",
        "the secret may be left out",
        violates="M2M-011",
    ),
    Mutant(
        "machine-refused-scope-403",
        "an unknown scope is answered with 403",
        violates="M2M-012",
    ),
    Mutant(
        "machine-switch-ignored",
        "a client that is not enabled for OAuth gets a token",
        violates="M2M-013",
        modelled_on="most emulators",
    ),
    Mutant(
        "machine-any-flow",
        "a client for another flow gets a token",
        violates="M2M-014",
    ),
    Mutant(
        "machine-redirect-uri-refused",
        "redirect_uri makes the request invalid",
        violates="M2M-015",
    ),
    Mutant(
        "machine-query-refused",
        "parameters in the query are refused",
        violates="M2M-016",
    ),
    Mutant(
        "get-user-takes-machine-tokens",
        "GetUser takes a client's token",
        violates="M2M-017",
    ),
    Mutant(
        "user-info-takes-machine-tokens",
        "userInfo takes a client's token",
        violates="M2M-018",
        modelled_on="MiniStack",
    ),
    Mutant(
        "machine-gone-scope-granted",
        "a scope that is gone is granted",
        violates="M2M-019",
    ),
    Mutant(
        "machine-token-lives-an-hour",
        "the token always lives an hour",
        violates="M2M-020",
        modelled_on="emulators with fixed lifetimes",
    ),
    Mutant(
        "machine-token-unknown-kid",
        "the kid of the token is not one of the pool's",
        violates="M2M-021",
    ),
    Mutant(
        "machine-client-with-profile",
        "a client for this grant may have phone and profile",
        violates="M2M-022",
    ),
    Mutant(
        "machine-named-twice",
        "a client that is named in header and form is refused",
        violates="M2M-025",
        modelled_on="OAuth 2.0 (RFC 6749, 2.3), which forbids two methods in one request",
    ),
    Mutant(
        "scope-name-with-slash",
        "names of scopes may have a slash",
        violates="M2M-023",
    ),
)
