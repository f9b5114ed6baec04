"""Defects in how the API checks access tokens."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "get-user-refused",
        "GetUser refuses every token",
        violates="ACCESS-001",
        also=(
            "ACCESS-022",
            "REFRESH-029",
            "SIGNOUT-012",
            "SIGNOUT-015",
            "REVOKE-007",
            "REVOKE-008",
            "SCOPE-019",
        ),
    ),
    Mutant(
        "get-user-without-sub",
        "GetUser returns no sub",
        violates="ACCESS-002",
        modelled_on="emulators without subs",
        also=(
            "ACCESS-003",
            "ATTR-014",
        ),
    ),
    Mutant(
        "pools-mixed-up",
        "GetUser looks the user name up in all pools",
        violates="ACCESS-003",
        modelled_on="emulators with one table of users",
    ),
    Mutant(
        "garbage-token-not-found",
        "GetUser answers an arbitrary string with UserNotFoundException",
        violates="ACCESS-004",
        modelled_on="emulators that look the token up",
    ),
    Mutant(
        "garbage-token-text",
        "GetUser reports an arbitrary string as an invalid token",
        violates="ACCESS-005",
        modelled_on="moto",
    ),
    Mutant(
        "garbage-token-parameter",
        "an arbitrary string is InvalidParameterException",
        violates="ACCESS-006",
        also=("CHANGEPW-006",),
    ),
    Mutant(
        "get-user-ignores-signature",
        "GetUser does not verify the signature",
        violates="ACCESS-007",
        modelled_on="cognito-local, ministack",
        also=("ACCESS-009", "ACCESS-010", "ACCESS-013"),
    ),
    Mutant(
        "wrong-signature-text",
        "a wrong signature has a text of its own",
        violates="ACCESS-008",
    ),
    Mutant(
        "claims-not-signed",
        "any claims are accepted with an issued signature",
        violates="ACCESS-009",
        modelled_on="tables of signatures",
    ),
    Mutant(
        "header-not-signed",
        "any header is accepted with a signed payload",
        violates="ACCESS-010",
    ),
    Mutant(
        "alg-none-accepted",
        "alg none is accepted",
        violates="ACCESS-011",
        modelled_on="libraries before 2015, emulators that decode only",
    ),
    Mutant(
        "hmac-with-public-key-accepted",
        "HS256 with the public key is accepted",
        violates="ACCESS-012",
        modelled_on="libraries before 2015",
    ),
    Mutant(
        "foreign-signature-accepted",
        "any signature of 256 bytes is accepted",
        violates="ACCESS-013",
        modelled_on="emulators that decode only",
        also=(
            "ACCESS-007",
            "ACCESS-009",
            "ACCESS-010",
            "ACCESS-025",
            "UINFO-021",
        ),
    ),
    Mutant(
        "unknown-kid-accepted",
        "a token with an unknown kid is not verified",
        violates="ACCESS-014",
        modelled_on="verifiers that skip what they cannot find",
        also=("ACCESS-010",),
    ),
    Mutant(
        "truncated-signature-accepted",
        "a short or missing signature is accepted",
        violates="ACCESS-015",
        modelled_on="emulators that decode only",
    ),
    Mutant(
        "get-user-takes-id-tokens",
        "GetUser accepts an ID token",
        violates="ACCESS-016",
        modelled_on="emulators that do not check token_use",
    ),
    Mutant(
        "id-token-text",
        "GetUser has a text of its own for ID tokens",
        violates="ACCESS-017",
    ),
    Mutant(
        "operations-take-id-tokens",
        "other operations accept an ID token",
        violates="ACCESS-018",
        modelled_on="emulators that do not check token_use",
    ),
    Mutant(
        "refresh-token-authorizes",
        "a refresh token authorizes calls",
        violates="ACCESS-019",
        modelled_on="emulators with one table of tokens",
    ),
    Mutant(
        "get-user-ignores-expiry",
        "GetUser accepts expired tokens",
        violates="ACCESS-020",
        modelled_on="moto",
        also=(
            "EXPIRY-010",
            "EXPIRY-012",
        ),
    ),
    Mutant(
        "expired-access-token-text",
        "an expired token gets the error for a malformed one",
        violates="ACCESS-021",
    ),
    Mutant(
        "access-token-ends-early",
        "access tokens are refused 45 seconds before their end",
        violates="ACCESS-022",
        also=("EXPIRY-011",),
    ),
    Mutant(
        "access-token-of-deleted-user",
        "a deleted user's access token works",
        violates="ACCESS-023",
        modelled_on="stateless emulators",
    ),
    Mutant(
        "token-letters-unchecked",
        "the letters of a token are not checked",
        violates="ACCESS-024",
        modelled_on="emulators without the model's constraints",
    ),
    Mutant(
        "operations-ignore-signature",
        "other operations do not verify the signature",
        violates="ACCESS-025",
        modelled_on="emulators that decode only",
        also=(
            "ACCESS-009",
            "ACCESS-010",
            "ACCESS-013",
            "UINFO-021",
        ),
    ),
    Mutant(
        "operations-ignore-expiry",
        "other operations accept expired tokens",
        violates="ACCESS-026",
        modelled_on="moto",
    ),
)
