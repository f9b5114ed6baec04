"""Defects of the token endpoint."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "hosted-code-refused",
        "every code is refused",
        violates="OTOKEN-001",
        also=(
            "OTOKEN-009",
            "OTOKEN-017",
            "OTOKEN-025",
            "OTOKEN-026",
            "DISC-006",
            "FEDOIDC-005",
        ),
    ),
    Mutant(
        "hosted-token-type-in-lower-case",
        "token_type is bearer",
        violates="OTOKEN-002",
    ),
    Mutant(
        "hosted-code-without-refresh-token",
        "a code gives no refresh token",
        violates="OTOKEN-002",
    ),
    Mutant(
        "hosted-code-without-id-token",
        "a code gives no ID token",
        violates="OTOKEN-003",
        also=(
            "AUTHZ-021",
            "LOGIN-016",
            "SCOPE-008",
            "EXPIRY-004",
            "FEDOIDC-005",
            "FEDOIDC-006",
            "FEDOIDC-007",
            "FEDOIDC-008",
            "FEDOIDC-013",
            "FEDOIDC-026",
            "FEDSAML-005",
            "FEDSAML-006",
            "FEDSAML-007",
        ),
    ),
    Mutant(
        "hosted-scope-in-answer",
        "the answer has a member scope",
        violates="OTOKEN-004",
        modelled_on="other servers",
    ),
    Mutant(
        "hosted-token-content-type",
        "the answer is text/plain",
        violates="OTOKEN-005",
    ),
    Mutant(
        "hosted-token-without-cors",
        "the answer has no Access-Control-Allow-Origin",
        violates="OTOKEN-006",
    ),
    Mutant(
        "hosted-code-twice",
        "a code can be used more than once",
        violates="OTOKEN-007",
        also=("OTOKEN-018",),
    ),
    Mutant(
        "hosted-refresh-tag-ignored",
        "the token endpoint does not check the last part of a refresh token",
        violates="OTOKEN-047",
    ),
    Mutant(
        "hosted-unknown-code-code",
        "an unknown code is invalid_request",
        violates="OTOKEN-008",
    ),
    Mutant(
        "hosted-code-of-seconds",
        "a code expires after ten seconds",
        violates="OTOKEN-009",
    ),
    Mutant(
        "hosted-code-without-end",
        "a code does not expire",
        violates="OTOKEN-010",
    ),
    Mutant(
        "hosted-code-of-any-client",
        "a code is accepted from another client",
        violates="OTOKEN-011",
    ),
    Mutant(
        "hosted-code-for-any-callback",
        "a code is accepted with another redirect URI",
        violates="OTOKEN-012",
    ),
    Mutant(
        "hosted-callback-mismatch-code",
        "a wrong redirect URI is invalid_grant",
        violates="OTOKEN-013",
        modelled_on="MiniStack",
    ),
    Mutant(
        "hosted-exchange-without-callback",
        "the redirect URI may be left out",
        violates="OTOKEN-014",
    ),
    Mutant(
        "hosted-verifier-unchecked",
        "the code verifier is not checked",
        violates="OTOKEN-015",
        modelled_on="LocalEmu",
        also=(
            "OTOKEN-016",
            "FEDOIDC-035",
        ),
    ),
    Mutant(
        "hosted-verifier-optional", "the code verifier may be left out", violates="OTOKEN-016", also=("FEDOIDC-035",)
    ),
    Mutant(
        "hosted-verifier-always",
        "an exchange without a challenge is refused",
        violates="OTOKEN-017",
        modelled_on="cognito-local",
        also=(
            "OTOKEN-025",
            "FEDOIDC-005",
        ),
    ),
    Mutant(
        "hosted-wrong-verifier-spends-nothing",
        "a code is still valid after a wrong verifier",
        violates="OTOKEN-018",
        modelled_on="MiniStack",
    ),
    Mutant(
        "hosted-refresh-without-id-token",
        "a refresh gives no ID token",
        violates="OTOKEN-019",
    ),
    Mutant(
        "hosted-refresh-returns-one",
        "refreshing returns a refresh token without rotation",
        violates="OTOKEN-020",
    ),
    Mutant(
        "hosted-rotation-ignored",
        "the token endpoint does not rotate",
        violates="OTOKEN-021",
        modelled_on="MiniStack",
    ),
    Mutant(
        "hosted-refresh-token-of-the-api-refused",
        "a refresh token of the API is refused",
        violates="OTOKEN-022",
        also=("OREVOKE-017",),
    ),
    Mutant(
        "hosted-unknown-refresh-token-code",
        "an unknown refresh token is invalid_request",
        violates="OTOKEN-023",
    ),
    Mutant(
        "hosted-refresh-of-any-client",
        "another client's refresh token is accepted",
        violates="OTOKEN-024",
        modelled_on="MiniStack",
    ),
    Mutant(
        "hosted-basic-ignored",
        "the Authorization header is ignored",
        violates="OTOKEN-025",
        also=("OTOKEN-028", "OTOKEN-030", "M2M-001", "OREVOKE-012", "OREVOKE-016"),
    ),
    Mutant(
        "hosted-secret-in-body-ignored",
        "the secret in the body is ignored",
        violates="OTOKEN-026",
        also=("M2M-001",),
    ),
    Mutant(
        "hosted-any-secret",
        "any client secret is accepted",
        violates="OTOKEN-028",
        also=("M2M-010", "OREVOKE-011"),
    ),
    Mutant(
        "hosted-secret-optional",
        "a client with a secret may leave it out",
        violates="OTOKEN-029",
        also=("M2M-011",),
        modelled_on="cognito-local",
    ),
    Mutant(
        "hosted-unknown-app-code",
        "an unknown client is invalid_request",
        violates="OTOKEN-030",
    ),
    Mutant(
        "hosted-wrong-secret-401",
        "a wrong secret has status 401",
        violates="OTOKEN-031",
        also=("M2M-012",),
        modelled_on="the letter of RFC 6749",
    ),
    Mutant(
        "hosted-unknown-grant-code",
        "an unknown grant type is invalid_grant",
        violates="OTOKEN-032",
    ),
    Mutant(
        "hosted-no-grant-code",
        "a missing grant type is unsupported_grant_type",
        violates="OTOKEN-033",
        modelled_on="MiniStack",
        also=("OTOKEN-037",),
    ),
    Mutant(
        "hosted-error-without-body",
        "an unknown grant type is answered with an empty body",
        violates="OTOKEN-034",
        also=("OTOKEN-032",),
    ),
    Mutant(
        "hosted-unknown-grant-401",
        "an unknown grant type has status 401",
        violates="OTOKEN-035",
    ),
    Mutant(
        "hosted-json-taken",
        "a JSON body is accepted",
        violates="OTOKEN-036",
    ),
    Mutant(
        "hosted-json-called-a-form",
        "a JSON body with the content type of a form is accepted",
        violates="OTOKEN-037",
    ),
    Mutant(
        "hosted-token-by-get",
        "GET is accepted",
        violates="OTOKEN-038",
    ),
    Mutant(
        "hosted-scope-beyond-reading",
        "a scope for attributes that the client cannot read is accepted",
        violates="OTOKEN-040",
        modelled_on="MiniStack",
    ),
    Mutant(
        "hosted-other-clients-code-breaks",
        "another client's code is answered with a server error",
        violates="OTOKEN-011",
    ),
    Mutant(
        "hosted-other-clients-code-200",
        "another client's code is refused with status 200",
        violates="OTOKEN-011",
    ),
    Mutant(
        "hosted-other-callback-breaks",
        "another redirect URI is answered with a server error",
        violates="OTOKEN-012",
    ),
    Mutant(
        "hosted-wrong-verifier-breaks",
        "a wrong code verifier is answered with a server error",
        violates="OTOKEN-015",
    ),
    Mutant(
        "hosted-no-verifier-breaks",
        "a missing code verifier is answered with a server error",
        violates="OTOKEN-016",
    ),
    Mutant(
        "hosted-other-clients-refresh-token-breaks",
        "another client's refresh token is answered with a server error",
        violates="OTOKEN-024",
    ),
    Mutant(
        "hosted-json-breaks",
        "a JSON body is answered with a server error",
        violates="OTOKEN-036",
    ),
    Mutant(
        "hosted-token-by-get-is-empty",
        "GET is answered with status 200 and nothing",
        violates="OTOKEN-038",
    ),
    Mutant(
        "hosted-refresh-of-tracked-devices",
        "refresh tokens of remembered devices are accepted",
        violates="OTOKEN-044",
    ),
    Mutant(
        "hosted-refresh-for-disabled-user",
        "the refresh token of a disabled user is accepted",
        violates="OTOKEN-045",
    ),
    Mutant(
        "hosted-refresh-for-deleted-user",
        "the refresh token of a deleted user is accepted",
        violates="OTOKEN-046",
    ),
)
