"""Defects of the discovery document of a pool with a domain, and of the endpoints it names."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "discovery-endpoints-without-oauth2",
        "the path of authorization_endpoint is /authorize",
        violates="DISC-001",
        modelled_on="documents of pools without a domain",
    ),
    Mutant(
        "discovery-without-revocation-endpoint",
        "the document has no revocation_endpoint",
        violates="DISC-002",
        modelled_on="MiniStack",
    ),
    Mutant(
        "discovery-without-end-session-endpoint",
        "the document has no end_session_endpoint",
        violates="DISC-003",
        modelled_on="documents before 2024",
    ),
    Mutant(
        "discovery-of-domain-without-basic",
        "client_secret_basic is not among the methods of a pool with a domain",
        violates="JWT-016",
    ),
    Mutant(
        "discovery-authorization-endpoint-elsewhere",
        "nothing is served at authorization_endpoint",
        violates="DISC-005",
        modelled_on="cognito-local, which names another port",
    ),
    Mutant(
        "discovery-token-endpoint-elsewhere",
        "nothing is served at token_endpoint",
        violates="DISC-006",
        modelled_on="cognito-local, which names another port",
    ),
    Mutant(
        "discovery-userinfo-endpoint-elsewhere",
        "nothing is served at userinfo_endpoint",
        violates="DISC-007",
    ),
    Mutant(
        "discovery-revocation-endpoint-elsewhere",
        "nothing is served at revocation_endpoint",
        violates="DISC-008",
    ),
    Mutant(
        "hosted-id-token-issuer-with-slash",
        "iss of ID tokens of the domain ends with a slash",
        violates="DISC-009",
        modelled_on="emulators whose issuer differs from the discovery document's",
    ),
    Mutant(
        "hosted-id-token-stray-key",
        "ID tokens of the domain are signed with a key that is not published",
        violates="DISC-010",
    ),
    Mutant(
        "hosted-access-token-unknown-kid",
        "the kid of access tokens of the domain is not published",
        violates="DISC-011",
        also=("DISC-010",),
    ),
)
