"""Defects of CUSTOM_AUTH with challenge triggers."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "custom-auth-names-select-challenge",
        "CUSTOM_AUTH calls its challenge by another name",
        violates="CUSTOMT-001",
        also=("CUSTOMT-009", "CUSTOMT-018"),
    ),
    Mutant("custom-auth-hides-public-parameters", "Public challenge parameters are not shown", violates="CUSTOMT-002"),
    Mutant(
        "custom-auth-without-username",
        "ChallengeParameters of the first custom challenge lacks USERNAME",
        violates="CUSTOMT-003",
        modelled_on="MiniStack 1.5",
        also=("CUSTOMT-004",),
    ),
    Mutant("custom-auth-username-as-typed", "USERNAME is what was typed", violates="CUSTOMT-004"),
    Mutant(
        "custom-auth-shows-private-parameters",
        "Private challenge parameters leak into the answer",
        violates="CUSTOMT-005",
    ),
    Mutant(
        "custom-auth-private-parameters-lost",
        "The verifying function does not get the private parameters",
        violates="CUSTOMT-006",
    ),
    Mutant(
        "custom-auth-answer-in-lower-case",
        "The verifying function gets the answer in lower case",
        violates="CUSTOMT-007",
        also=("CUSTOMT-008", "CUSTOM-005"),
    ),
    Mutant(
        "custom-auth-without-tokens",
        "No tokens come although the functions issue them",
        violates="CUSTOMT-008",
        also=("CUSTOM-005",),
    ),
    Mutant(
        "custom-auth-any-answer",
        "Any answer counts as correct",
        violates="CUSTOMT-009",
        also=("CUSTOMT-011", "CUSTOMT-014"),
    ),
    Mutant(
        "custom-auth-wrong-answer-refused",
        "A wrong answer is refused whatever the functions define",
        violates="CUSTOMT-009",
        modelled_on="the behaviour of MFA challenges",
    ),
    Mutant(
        "custom-auth-keeps-session",
        "The next custom challenge has the same session",
        violates="CUSTOMT-010",
        modelled_on="MiniStack 1.5",
        also=("SESSION-013",),
    ),
    Mutant("custom-auth-fails-never", "failAuthentication is not checked", violates="CUSTOMT-011"),
    Mutant("custom-auth-failure-text", "The text for failAuthentication differs", violates="CUSTOMT-012"),
    Mutant(
        "custom-auth-session-not-empty",
        "The first challenge is in the session before it is asked",
        violates="CUSTOMT-013",
        also=("CUSTOMT-001", "CUSTOMT-009", "CUSTOMT-014", "CUSTOMT-016", "CUSTOMT-017", "CUSTOMT-019"),
    ),
    Mutant(
        "custom-auth-forgets-history",
        "Only the last challenge is in the session",
        violates="CUSTOMT-014",
        also=("CUSTOMT-011",),
    ),
    Mutant("custom-auth-history-backwards", "The newest challenge comes first", violates="CUSTOMT-014"),
    Mutant("custom-auth-metadata-lost", "challengeMetadata is lost", violates="CUSTOMT-015"),
    Mutant(
        "custom-auth-srp-not-told",
        "The functions do not see CHALLENGE_NAME SRP_A",
        violates="CUSTOMT-016",
        also=("CUSTOMT-017", "CUSTOMT-018", "CUSTOMT-019"),
    ),
    Mutant(
        "custom-auth-srp-asks-custom",
        "PASSWORD_VERIFIER is not asked inside CUSTOM_AUTH",
        violates="CUSTOMT-017",
        modelled_on="emulators that know custom challenges alone",
    ),
    Mutant("custom-auth-proof-gives-tokens", "A right proof gives tokens at once", violates="CUSTOMT-018"),
    Mutant(
        "custom-auth-proof-told-as-custom",
        "The functions see a right proof as another challenge",
        violates="CUSTOMT-019",
    ),
    Mutant("custom-auth-any-proof", "Any proof of the password is right", violates="CUSTOMT-020"),
    Mutant(
        "custom-auth-unknown-runs-triggers",
        "Functions run for unknown users whatever the client says",
        violates="CUSTOMT-021",
        also=("CUSTOM-006",),
    ),
    Mutant("custom-auth-never-not-found", "userNotFound is never true", violates="CUSTOMT-022"),
    Mutant("custom-auth-verifying-loses-metadata", "ClientMetadata of an answer is lost", violates="CUSTOMT-023"),
    Mutant(
        "challenge-triggers-get-initial-metadata",
        "ClientMetadata of InitiateAuth reaches the challenge functions",
        violates="CUSTOMT-024",
    ),
    Mutant("create-auth-challenge-version-number", "version is a number", violates="CUSTOMT-025"),
    Mutant("define-auth-challenge-without-client-id", "callerContext is empty", violates="CUSTOMT-025"),
    Mutant(
        "create-auth-challenge-authentication-run-twice",
        "CreateAuthChallenge runs twice",
        violates="CUSTOMT-026",
    ),
    Mutant(
        "verify-auth-challenge-response-authentication-other-source",
        "triggerSource of VerifyAuthChallengeResponse is wrong",
        violates="CUSTOMT-026",
    ),
    Mutant(
        "create-auth-challenge-refusal-ignored",
        "A failing CreateAuthChallenge is ignored",
        violates="CUSTOMT-027",
        modelled_on="emulators that log what a function fails with",
    ),
    Mutant(
        "custom-auth-asks-second-factor",
        "After custom challenges without the password the app is asked for",
        violates="CUSTOMT-028",
    ),
    Mutant(
        "custom-auth-proof-needs-no-factor",
        "After the proof inside CUSTOM_AUTH no app is asked for",
        violates="CUSTOMT-029",
    ),
)
