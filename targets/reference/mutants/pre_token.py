"""Defects of PreTokenGeneration."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "pre-token-sets-nothing-new",
        "New claims are not added to the ID token",
        violates="PRETOKEN-001",
        also=("PRETOKEN-021", "PRETOKEN-011", "PRETOKEN-015", "PRETOKEN-028"),
    ),
    Mutant(
        "pre-token-v1-changes-access-token",
        "V1_0 changes the access token too",
        violates="PRETOKEN-002",
        modelled_on="emulators with one event for both tokens",
    ),
    Mutant(
        "pre-token-overrides-nothing",
        "Existing claims are not overridden",
        violates="PRETOKEN-003",
        also=("PRETOKEN-021",),
    ),
    Mutant(
        "pre-token-suppresses-nothing",
        "claimsToSuppress is ignored",
        violates="PRETOKEN-004",
        also=("PRETOKEN-005",),
    ),
    Mutant("pre-token-setting-wins", "Setting a claim wins over suppressing it", violates="PRETOKEN-005"),
    Mutant(
        "pre-token-groups-ignored",
        "groupOverrideDetails is ignored",
        violates="PRETOKEN-006",
        also=("PRETOKEN-007",),
    ),
    Mutant(
        "pre-token-groups-in-id-token-alone",
        "Groups change in the ID token alone",
        violates="PRETOKEN-007",
        modelled_on="MiniStack 1.5",
    ),
    Mutant(
        "pre-token-sets-protected-id-claims",
        "The function may set protected claims of the ID token",
        violates="PRETOKEN-008",
        modelled_on="MiniStack 1.5",
    ),
    Mutant(
        "pre-token-suppresses-protected-claims",
        "The function may suppress protected claims",
        violates="PRETOKEN-009",
        modelled_on="MiniStack 1.5",
    ),
    Mutant(
        "pre-token-sets-cognito-claims",
        "The function may add claims of Cognito's namespace",
        violates="PRETOKEN-010",
        modelled_on="MiniStack 1.5",
    ),
    Mutant(
        "pre-token-access-claims-lost",
        "V2_0 adds nothing to the access token",
        violates="PRETOKEN-011",
        also=("PRETOKEN-015",),
    ),
    Mutant(
        "pre-token-same-claims-for-both", "V2_0 adds the claims of the access token to both", violates="PRETOKEN-012"
    ),
    Mutant("pre-token-scopes-not-added", "scopesToAdd is ignored", violates="PRETOKEN-013"),
    Mutant("pre-token-scopes-not-suppressed", "scopesToSuppress is ignored", violates="PRETOKEN-014"),
    Mutant("pre-token-claims-as-text", "Values of any type become text", violates="PRETOKEN-015"),
    Mutant(
        "pre-token-sets-protected-access-claims",
        "The function may set protected claims of the access token",
        violates="PRETOKEN-016",
        modelled_on="MiniStack 1.5",
    ),
    Mutant(
        "pre-token-for-each-token", "V2_0 runs for each token", violates="PRETOKEN-017", modelled_on="MiniStack 1.5"
    ),
    Mutant("pre-token-version-always-1", "Events of V2_0 and V3_0 have version 1", violates="PRETOKEN-018"),
    Mutant("pre-token-without-scopes", "Events of V2_0 and V3_0 show no scopes", violates="PRETOKEN-018"),
    Mutant(
        "token-generation-authentication-not-run",
        "A sign-in does not run PreTokenGeneration",
        violates="PRETOKEN-019",
        modelled_on="emulators that store LambdaConfig and run nothing of it",
        also=("PRETOKEN-027",),
    ),
    Mutant(
        "token-generation-authentication-run-twice",
        "A sign-in runs PreTokenGeneration twice",
        violates="PRETOKEN-019",
        also=("PRETOKEN-017", "PRETOKEN-020"),
    ),
    Mutant(
        "token-generation-authentication-other-source",
        "The source at a sign-in is wrong",
        violates="PRETOKEN-019",
        also=("PRETOKEN-017", "PRETOKEN-027"),
    ),
    Mutant("pre-token-refresh-as-sign-in", "A refresh has the source of a sign-in", violates="PRETOKEN-020"),
    Mutant(
        "pre-token-not-at-refresh",
        "A refresh does not run PreTokenGeneration",
        violates="PRETOKEN-021",
        also=("PRETOKEN-020", "PRETOKEN-032", "PRETOKEN-033", "PRETOKEN-034", "PRETOKEN-035", "PRETOKEN-036"),
    ),
    Mutant(
        "pre-token-not-at-rotation",
        "GetTokensFromRefreshToken does not run PreTokenGeneration",
        violates="PRETOKEN-032",
        also=("PRETOKEN-034",),
    ),
    Mutant(
        "pre-token-not-at-endpoint",
        "A refresh at the token endpoint does not run PreTokenGeneration",
        violates="PRETOKEN-035",
        also=("PRETOKEN-036",),
    ),
    Mutant(
        "pre-token-refreshes-id-token-alone",
        "At a refresh by InitiateAuth V2_0 changes the ID token alone",
        violates="PRETOKEN-033",
    ),
    Mutant(
        "pre-token-id-token-alone-at-rotation",
        "At GetTokensFromRefreshToken V2_0 changes the ID token alone",
        violates="PRETOKEN-034",
    ),
    Mutant(
        "pre-token-id-token-alone-at-endpoint",
        "At a refresh at the token endpoint V2_0 changes the ID token alone",
        violates="PRETOKEN-036",
    ),
    Mutant(
        "pre-token-new-password-as-sign-in", "A first sign-in has the source of later ones", violates="PRETOKEN-022"
    ),
    Mutant("pre-token-without-groups", "The event shows no groups", violates="PRETOKEN-023"),
    Mutant(
        "pre-token-without-attributes",
        "The event shows no attributes",
        violates="PRETOKEN-024",
        also=("PRETOKEN-038",),
    ),
    Mutant("pre-token-without-roles", "The event shows no roles", violates="PRETOKEN-039"),
    Mutant("pre-token-prefers-last-role", "The preferred role of the event is the last one", violates="PRETOKEN-040"),
    Mutant("pre-token-with-word-for-no-role", "Without roles the event has a preferred one", violates="PRETOKEN-041"),
    Mutant("pre-token-without-status", "The event does not show the status of the user", violates="PRETOKEN-038"),
    Mutant(
        "pre-token-gets-initial-metadata",
        "ClientMetadata of InitiateAuth reaches PreTokenGeneration",
        violates="PRETOKEN-025",
    ),
    Mutant(
        "pre-token-loses-metadata",
        "ClientMetadata of an answer does not reach PreTokenGeneration",
        violates="PRETOKEN-026",
    ),
    Mutant(
        "pre-token-loses-metadata-at-rotation",
        "ClientMetadata of GetTokensFromRefreshToken does not reach PreTokenGeneration",
        violates="PRETOKEN-042",
    ),
    Mutant(
        "pre-token-generation-refusal-ignored",
        "A PreTokenGeneration that fails is ignored",
        violates="PRETOKEN-027",
        modelled_on="MiniStack 1.5 without its strict option",
    ),
    Mutant("pre-token-not-for-machines", "V3_0 does not run for client credentials", violates="PRETOKEN-028"),
    Mutant(
        "pre-token-ignored-for-machines",
        "The changes of V3_0 to a program's token are ignored",
        violates="PRETOKEN-028",
    ),
    Mutant("pre-token-v2-for-machines", "V2_0 runs for client credentials", violates="PRETOKEN-029"),
    Mutant("pre-token-config-not-shown", "PreTokenGenerationConfig is not shown", violates="PRETOKEN-030"),
    Mutant("pre-token-v2-on-lite", "The LITE tier takes V2_0", violates="POOL-049", modelled_on="moto, MiniStack"),
    Mutant(
        "pre-token-loses-metadata-of-machines",
        "aws_client_metadata does not reach PreTokenGeneration",
        violates="PRETOKEN-037",
        modelled_on="an older MiniStack",
    ),
)
