"""Defects of the authorization endpoint."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "hosted-no-form",
        "the sign-in page has no form",
        violates="AUTHZ-001",
        also=("AUTHZ-003", "AUTHZ-004", "DISC-005"),
    ),
    Mutant(
        "hosted-form-at-authorize",
        "the form is at /oauth2/authorize itself",
        violates="AUTHZ-002",
        modelled_on="MiniStack, cognito-local, LocalEmu",
    ),
    Mutant(
        "hosted-own-provider-unknown",
        "identity_provider=COGNITO is an unknown provider",
        violates="AUTHZ-003",
        modelled_on="MiniStack",
    ),
    Mutant(
        "hosted-challenge-required",
        "a request without a code challenge is refused",
        violates="AUTHZ-004",
        modelled_on="cognito-local",
        also=(
            "FEDOIDC-001",
            "FEDOIDC-002",
            "FEDOIDC-004",
            "FEDSAML-001",
            "FEDSAML-025",
            "IDP-042",
            "IDP-043",
        ),
    ),
    Mutant(
        "hosted-callback-unchecked",
        "an unregistered redirect URI is redirected to",
        violates="AUTHZ-005",
        modelled_on="emulators that trust the request",
        also=("AUTHZ-006",),
    ),
    Mutant(
        "hosted-callback-code",
        "a redirect URI that is not registered is invalid_request",
        violates="AUTHZ-006",
        modelled_on="MiniStack, cognito-local",
    ),
    Mutant(
        "hosted-unknown-client-redirected",
        "with an unknown client the error goes to the redirect URI",
        violates="AUTHZ-007",
    ),
    Mutant(
        "hosted-unknown-client-code",
        "an unknown client is invalid_client",
        violates="AUTHZ-008",
        modelled_on="MiniStack",
    ),
    Mutant(
        "hosted-client-id-optional",
        "a request without client_id is served for some client of the pool",
        violates="AUTHZ-009",
    ),
    Mutant(
        "hosted-response-type-optional",
        "a request without response_type asks for a code",
        violates="AUTHZ-010",
        modelled_on="LocalEmu",
    ),
    Mutant(
        "hosted-any-response-type",
        "any response type asks for a code",
        violates="AUTHZ-011",
        modelled_on="LocalEmu",
    ),
    Mutant(
        "hosted-flow-code",
        "a flow that the client does not allow is unsupported_response_type",
        violates="AUTHZ-012",
    ),
    Mutant(
        "hosted-any-flow",
        "a response type is served that the client's flows do not allow",
        violates="AUTHZ-013",
        modelled_on="cognito-local",
        also=("AUTHZ-012",),
    ),
    Mutant(
        "hosted-any-scope",
        "a scope that the client does not allow is granted",
        violates="AUTHZ-014",
        modelled_on="emulators that grant what was asked for",
    ),
    Mutant(
        "hosted-state-dropped",
        "the state does not come back",
        violates="AUTHZ-015",
        also=(
            "FEDOIDC-004",
            "FEDSAML-004",
        ),
    ),
    Mutant(
        "hosted-state-decoded-twice",
        "the state comes back decoded twice",
        violates="AUTHZ-015",
        modelled_on="frameworks that decode what was decoded",
        also=(
            "FEDOIDC-004",
            "FEDSAML-004",
        ),
    ),
    Mutant(
        "hosted-error-without-state",
        "errors at the callback have no state",
        violates="AUTHZ-016",
    ),
    Mutant(
        "hosted-code-in-fragment",
        "the code is in the fragment",
        violates="AUTHZ-017",
        also=(
            "AUTHZ-015",
            "FEDOIDC-004",
            "FEDSAML-004",
            "FEDSAML-025",
            "LOGIN-001",
            "LOGIN-008",
            "LOGIN-012",
            "LOGIN-014",
        ),
    ),
    Mutant(
        "hosted-tokens-in-query",
        "the implicit grant puts its tokens into the query",
        violates="AUTHZ-018",
    ),
    Mutant(
        "hosted-implicit-refresh-token",
        "the implicit grant gives a refresh token",
        violates="AUTHZ-019",
    ),
    Mutant(
        "hosted-implicit-without-state",
        "the state does not come back with the implicit grant",
        violates="AUTHZ-020",
    ),
    Mutant(
        "hosted-nonce-dropped",
        "the nonce is not in the ID token",
        violates="AUTHZ-021",
        modelled_on="cognito-local, LocalEmu",
    ),
    Mutant(
        "hosted-plain-challenge",
        "a code challenge of any method is accepted",
        violates="AUTHZ-022",
        modelled_on="LocalEmu",
    ),
    Mutant(
        "hosted-switch-ignored",
        "a client that is not enabled for OAuth signs users in",
        violates="AUTHZ-023",
        modelled_on="MiniStack, cognito-local, LocalEmu",
    ),
    Mutant(
        "hosted-switch-breaks",
        "a client that is not enabled for OAuth is answered with status 500",
        violates="AUTHZ-023",
        also=("AUTHZ-024",),
    ),
    Mutant(
        "hosted-switch-text",
        "a client that is not enabled for OAuth is refused with another text",
        violates="AUTHZ-024",
    ),
    Mutant(
        "managed-login-prompt-ignored",
        "managed login ignores prompt",
        violates="AUTHZ-028",
        modelled_on="emulators",
    ),
    Mutant(
        "managed-login-prompt-login-ignored",
        "managed login gives a code at once to a user who is signed in, whatever prompt=login says",
        violates="AUTHZ-030",
        modelled_on="emulators that ignore prompt",
    ),
    Mutant(
        "managed-login-prompt-none-never-silent",
        "managed login answers every prompt=none with login_required",
        violates="AUTHZ-031",
    ),
)
