"""Defects of keys and discovery, and of tokens as verifiers see them."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "jwks-not-served",
        "there is no jwks.json",
        violates="JWT-001",
        modelled_on="emulators without it",
        also=("JWT-014",),
    ),
    Mutant(
        "discovery-not-served",
        "there is no openid-configuration",
        violates="JWT-002",
        modelled_on="emulators without it",
    ),
    Mutant(
        "keys-without-alg",
        "published keys have no alg",
        violates="JWT-003",
    ),
    Mutant(
        "short-keys",
        "keys have 1024 bits",
        violates="JWT-004",
    ),
    Mutant(
        "one-key-published",
        "a single key is published and signs everything",
        violates="JWT-005",
        modelled_on="moto, cognito-local",
        also=("TOKEN-003",),
    ),
    Mutant(
        "id-token-unpublished-kid",
        "the ID token's kid is not published",
        violates="JWT-006",
        also=(
            "JWT-008",
            "JWT-009",
            "JWT-012",
            "JWT-014",
            "REFRESH-028",
            "SIGNOUT-019",
            "REVOKE-009",
            "DISC-010",
            "OREVOKE-010",
        ),
    ),
    Mutant(
        "stale-access-key",
        "the published access key is not the one that signs",
        violates="JWT-007",
        modelled_on="ministack without its extra",
        also=("JWT-010", "JWT-011", "REFRESH-028", "SIGNOUT-020", "REVOKE-010", "DISC-010", "DISC-011", "M2M-021"),
    ),
    Mutant(
        "stale-id-key",
        "the published ID key is not the one that signs",
        violates="JWT-008",
        modelled_on="ministack without its extra",
        also=("JWT-009", "JWT-012", "REFRESH-028", "SIGNOUT-019", "REVOKE-009", "DISC-010"),
    ),
    Mutant(
        "id-token-born-expired",
        "ID tokens are expired when they are issued",
        violates="JWT-009",
        also=(
            "JWT-012",
            "TOKEN-039",
            "TOKEN-042",
            "SIGNOUT-019",
            "REVOKE-009",
            "EXPIRY-002",
            "EXPIRY-004",
            "EXPIRY-006",
        ),
    ),
    Mutant(
        "access-token-issuer-localhost",
        "iss of the access token is the emulator's own address",
        violates="JWT-010",
        modelled_on="ministack, localemu, floci",
        also=("TOKEN-007", "JWT-013", "DISC-009"),
    ),
    Mutant(
        "access-token-not-yet-valid",
        "access tokens have an nbf in the future",
        violates="JWT-011",
    ),
    Mutant(
        "id-token-not-yet-valid",
        "ID tokens have an nbf in the future",
        violates="JWT-012",
    ),
    Mutant(
        "discovery-issuer-with-slash",
        "the document's issuer is not that of the tokens",
        violates="JWT-013",
        modelled_on="issuers that are made as URLs",
        also=("JWT-009", "JWT-010", "DISC-009"),
    ),
    Mutant(
        "discovery-jwks-uri-elsewhere",
        "nothing is served at jwks_uri",
        violates="JWT-014",
    ),
    Mutant(
        "discovery-without-userinfo",
        "the document has no userinfo_endpoint",
        violates="JWT-015",
        modelled_on="moto",
        also=("DISC-001",),
    ),
    Mutant(
        "discovery-without-token-response",
        "the document offers the code response only",
        violates="JWT-016",
    ),
    Mutant(
        "same-kids-in-every-pool",
        "kids are the same in every pool",
        violates="JWT-017",
        modelled_on="moto, cognito-local",
    ),
    Mutant(
        "same-keys-in-every-pool",
        "keys are the same in every pool",
        violates="JWT-018",
        modelled_on="moto, cognito-local",
    ),
)
