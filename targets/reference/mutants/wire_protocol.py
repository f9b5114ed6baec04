"""Defects of the wire protocol."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "answer-accepted-with-201",
        "what is accepted is answered with status 201",
        violates="WIRE-001",
    ),
    Mutant(
        "refusal-status-by-traits",
        "the API model's httpError traits decide on the status of refusals",
        violates="WIRE-002",
        modelled_on="emulators generated from the model",
    ),
    Mutant(
        "refusal-message-in-capitals",
        "the text of a refusal stands under Message",
        violates="WIRE-003",
        modelled_on="emulators that send Message only",
    ),
    Mutant(
        "refusal-type-with-namespace",
        "__type has a namespace in front of the code",
        violates="WIRE-004",
        modelled_on="frameworks of other AWS services",
    ),
    Mutant(
        "refusal-without-type-header",
        "refusals have no header x-amzn-ErrorType",
        violates="WIRE-005",
    ),
    Mutant(
        "refusal-type-header-general",
        "x-amzn-ErrorType says ClientError of every refusal",
        violates="WIRE-005",
    ),
    Mutant(
        "refusal-without-message-header",
        "refusals have no header x-amzn-ErrorMessage",
        violates="WIRE-006",
        modelled_on="moto",
    ),
    Mutant(
        "answer-without-request-id",
        "answers have no request id",
        violates="WIRE-007",
    ),
    Mutant(
        "answer-with-one-request-id",
        "all answers have the same request id",
        violates="WIRE-007",
    ),
    Mutant(
        "refusal-as-plain-json",
        "refusals are of type application/json",
        violates="WIRE-008",
        modelled_on="moto",
    ),
    Mutant(
        "dates-in-milliseconds",
        "dates count milliseconds",
        violates="WIRE-009",
        modelled_on="emulators in JavaScript",
    ),
    Mutant(
        "violation-without-value",
        "validation texts do not tell the value",
        violates="WIRE-010",
        also=("LIST-024",),
    ),
    Mutant(
        "violation-member-as-written",
        "validation texts write members as the request does",
        violates="WIRE-010",
        also=("WIRE-013", "WIRE-016", "LIST-024"),
    ),
    Mutant(
        "violation-password-echoed",
        "validation texts tell the password",
        violates="WIRE-011",
    ),
    Mutant(
        "violations-first-only",
        "only the first violation is told",
        violates="WIRE-012",
        modelled_on="validators that stop at the first",
        also=("WIRE-013",),
    ),
    Mutant(
        "violation-without-path",
        "validation texts name nested members without their path",
        violates="WIRE-013",
    ),
    Mutant(
        "code-of-any-form",
        "a confirmation code with a blank is compared",
        violates="WIRE-014",
        also=("SHAPE-008",),
    ),
    Mutant(
        "missing-code-is-compared",
        "a missing confirmation code is compared as if it were empty",
        violates="WIRE-015",
        also=("SHAPE-003",),
    ),
    Mutant(
        "missing-member-text",
        "another text for a missing member",
        violates="WIRE-016",
    ),
    Mutant(
        "pool-unknown-is-invalid",
        "a pool that does not exist is an invalid parameter",
        violates="WIRE-017",
        also=(
            "WIRE-019",
            "WIRE-033",
            "WIRE-035",
            "WIRE-036",
            "WIRE-037",
            "POOL-023",
            "MFACONF-011",
            "FEDSAML-035",
        ),
    ),
    Mutant(
        "pool-unknown-text",
        "another text for a pool that does not exist",
        violates="WIRE-018",
        also=("WIRE-034",),
    ),
    Mutant(
        "unknown-pool-list-text",
        "lists of a pool that does not exist are refused with another text",
        violates="WIRE-034",
    ),
    Mutant(
        "pool-unknown-is-empty",
        "what is described or listed of a pool that does not exist is an empty answer",
        violates="WIRE-019",
        also=("POOL-023", "WIRE-033", "WIRE-035", "WIRE-036", "WIRE-037"),
    ),
    Mutant(
        "pool-unknown-is-empty-at-ListUsers",
        "ListUsers finds no users in a pool that does not exist",
        violates="WIRE-033",
        modelled_on="floci until September 2026",
    ),
    Mutant(
        "pool-unknown-is-empty-at-ListUserPoolClients",
        "ListUserPoolClients finds no clients in a pool that does not exist",
        violates="WIRE-033",
        modelled_on="floci until September 2026",
    ),
    Mutant(
        "pool-unknown-is-empty-at-ListGroups",
        "ListGroups finds no groups in a pool that does not exist",
        violates="WIRE-033",
    ),
    Mutant(
        "pool-unknown-is-empty-at-ListResourceServers",
        "ListResourceServers finds none in a pool that does not exist",
        violates="WIRE-035",
    ),
    Mutant(
        "pool-unknown-is-empty-at-ListIdentityProviders",
        "ListIdentityProviders finds none in a pool that does not exist",
        violates="WIRE-036",
    ),
    Mutant(
        "pool-unknown-is-empty-at-ListUsersInGroup",
        "ListUsersInGroup finds no users in a pool that does not exist",
        violates="WIRE-037",
    ),
    Mutant(
        "client-unknown-is-invalid",
        "a client that does not exist is an invalid parameter",
        violates="WIRE-020",
        also=("WIRE-022", "CLIENT-042", "CLIENT-043", "ADMAUTH-013"),
    ),
    Mutant(
        "client-unknown-text",
        "the text for a client that does not exist is its id",
        violates="WIRE-021",
        modelled_on="moto",
    ),
    Mutant(
        "client-unknown-at-sign-in",
        "InitiateAuth at a client that does not exist is not authorized",
        violates="WIRE-022",
    ),
    Mutant(
        "unsigned-not-for-passwords",
        "ChangePassword wants a signature",
        violates="WIRE-023",
        modelled_on="gateways that check all requests",
        also=(
            "CHANGEPW-001",
            "CHANGEPW-010",
            "SHAPE-003",
        ),
    ),
    Mutant(
        "unsigned-always",
        "no operation wants a signature",
        violates="WIRE-024",
        modelled_on="most emulators",
    ),
    Mutant(
        "unsigned-is-not-authorized",
        "a missing signature is told as NotAuthorizedException",
        violates="WIRE-025",
    ),
    Mutant(
        "auth-parameters-must-be-known",
        "unknown AuthParameters are refused",
        violates="WIRE-026",
    ),
    Mutant(
        "json-numbers-as-text",
        "numbers and booleans are taken for texts",
        violates="WIRE-027",
        modelled_on="moto",
    ),
    Mutant(
        "json-broken-is-our-defect",
        "a body that is no JSON is an internal error",
        violates="WIRE-028",
    ),
    Mutant(
        "unknown-operation-accepted",
        "an operation that does not exist is accepted",
        violates="WIRE-029",
    ),
)
