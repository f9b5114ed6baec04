"""Defects of tokens of the hosted UI, and of what their scopes change."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "hosted-scope-adds-openid",
        "access tokens of the domain always have openid",
        violates="SCOPE-001",
    ),
    Mutant(
        "hosted-scope-of-the-api",
        "access tokens of the domain have the API's scope whatever was asked for",
        violates="SCOPE-001",
        modelled_on="cognito-local, LocalEmu",
        also=("SCOPE-016", "SCOPE-018", "SCOPE-020", "SCOPE-021"),
    ),
    Mutant(
        "api-scope-of-oauth-client",
        "the API's access tokens have openid at clients that are open to OAuth",
        violates="SCOPE-002",
        modelled_on="emulators that copy the client's scopes",
    ),
    Mutant(
        "hosted-access-token-without-version",
        "access tokens of the domain have no version",
        violates="SCOPE-003",
        modelled_on="MiniStack, cognito-local, LocalEmu",
        also=("SCOPE-023",),
    ),
    Mutant(
        "api-version-of-oauth-client",
        "the API's access tokens have version 2 at clients that are open to OAuth",
        violates="SCOPE-004",
    ),
    Mutant(
        "hosted-id-token-without-at-hash",
        "ID tokens of the domain have no at_hash",
        violates="SCOPE-005",
        modelled_on="MiniStack, cognito-local, LocalEmu",
        also=("SCOPE-006",),
    ),
    Mutant(
        "hosted-at-hash-whole",
        "at_hash is the whole hash",
        violates="SCOPE-005",
        also=("SCOPE-006",),
    ),
    Mutant(
        "hosted-implicit-at-hash-wrong",
        "at_hash of the implicit grant is of another text",
        violates="SCOPE-006",
    ),
    Mutant(
        "hosted-id-token-always",
        "an ID token comes without openid",
        violates="SCOPE-007",
        modelled_on="cognito-local, LocalEmu",
    ),
    Mutant(
        "hosted-no-id-token-with-phone",
        "no ID token comes when phone is among the scopes",
        violates="SCOPE-008",
    ),
    Mutant(
        "hosted-auth-time-as-text",
        "auth_time of access tokens of the domain is a string",
        violates="SCOPE-009",
    ),
    Mutant(
        "hosted-access-token-username-is-email",
        "username of access tokens of the domain is the address",
        violates="SCOPE-010",
        also=("UINFO-003",),
    ),
    Mutant(
        "hosted-access-token-has-email",
        "the access token has the address when scope email was asked for",
        violates="SCOPE-011",
        modelled_on="emulators that put the claims of a scope into both tokens",
    ),
    Mutant(
        "hosted-origin-jti-not-shared",
        "the ID token of the domain has an origin_jti of its own",
        violates="SCOPE-012",
    ),
    Mutant(
        "hosted-id-token-openid-bare",
        "with openid alone the ID token has no attributes",
        violates="SCOPE-013",
        modelled_on="OpenID Connect, where openid means sub alone",
        also=(
            "UINFO-010",
            "FEDOIDC-008",
            "FEDOIDC-027",
            "FEDSAML-006",
        ),
    ),
    Mutant(
        "hosted-flag-as-text",
        "email_verified is a string in the ID token of a code",
        violates="SCOPE-027",
        modelled_on="MiniStack 1.4",
        also=("SCOPE-013", "SCOPE-014"),
    ),
    Mutant(
        "hosted-phone-flag-as-text",
        "phone_number_verified is a string in the ID token of a code",
        violates="SCOPE-027",
        modelled_on="MiniStack 1.4",
        also=("SCOPE-013", "SCOPE-014"),
    ),
    Mutant(
        "hosted-email-without-flag",
        "scope email brings no email_verified into the ID token",
        violates="SCOPE-014",
    ),
    Mutant(
        "hosted-scopes-choose-nothing",
        "all attributes are shown whatever the scopes",
        violates="SCOPE-015",
        modelled_on="MiniStack",
        also=("UINFO-009",),
    ),
    Mutant(
        "get-user-without-scope",
        "GetUser does not check the scope",
        violates="SCOPE-016",
        modelled_on="MiniStack, cognito-local, LocalEmu",
    ),
    Mutant(
        "missing-scope-text",
        "another text for a token without its scope",
        violates="SCOPE-017",
    ),
    Mutant(
        "operations-without-scope",
        "operations that change the user do not check the scope",
        violates="SCOPE-018",
        modelled_on="MiniStack, cognito-local, LocalEmu",
    ),
    Mutant(
        "get-user-refuses-hosted-tokens",
        "GetUser takes no token of the domain",
        violates="SCOPE-019",
        also=("SCOPE-017",),
    ),
    Mutant(
        "hosted-no-scope-means-openid",
        "without scope only openid is granted",
        violates="SCOPE-020",
    ),
    Mutant(
        "hosted-custom-scope-without-server",
        "custom scopes in the access token lack their resource server",
        violates="SCOPE-021",
    ),
    Mutant(
        "hosted-refresh-drops-scopes",
        "a refresh at the token endpoint gives other scopes",
        violates="SCOPE-022",
        modelled_on="emulators that issue every refreshed token alike",
    ),
    Mutant(
        "hosted-refreshed-token-without-version",
        "refreshed access tokens have no version",
        violates="SCOPE-023",
    ),
    Mutant(
        "managed-login-resource-ignored",
        "the access token has no aud, whatever resource was asked for",
        violates="SCOPE-028",
        modelled_on="emulators that ignore resource",
    ),
    Mutant(
        "hosted-empty-groups",
        "tokens of the hosted UI have an empty list of groups",
        violates="SCOPE-029",
    ),
    Mutant(
        "hosted-empty-nickname",
        "tokens of the hosted UI have an empty nickname for users who have none",
        violates="SCOPE-030",
    ),
)
