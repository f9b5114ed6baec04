"""Defects of userInfo."""

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "user-info-refuses-api-scope",
        "userInfo refuses tokens with the API's scope",
        violates="UINFO-001",
    ),
    Mutant(
        "user-info-sub-is-username",
        "sub of userInfo is the user name",
        violates="UINFO-002",
        modelled_on="emulators without subs",
    ),
    Mutant(
        "user-info-without-username",
        "userInfo has no username",
        violates="UINFO-003",
        modelled_on="OpenID Connect, which has no such claim",
    ),
    Mutant(
        "user-info-flags-as-booleans",
        "verified flags of userInfo are booleans",
        violates="UINFO-004",
        modelled_on="OpenID Connect",
        also=("UINFO-005",),
    ),
    Mutant(
        "user-info-flags-in-capitals",
        "verified flags of userInfo are capitalized",
        violates="UINFO-005",
        also=("UINFO-007", "UINFO-008"),
    ),
    Mutant(
        "hosted-user-info-without-custom",
        "userInfo has no custom attributes",
        violates="UINFO-006",
        modelled_on="LocalEmu",
    ),
    Mutant(
        "user-info-without-names",
        "userInfo has no names",
        violates="UINFO-007",
        modelled_on="LocalEmu",
    ),
    Mutant(
        "user-info-email-without-flag",
        "scope email brings no email_verified into userInfo",
        violates="UINFO-008",
    ),
    Mutant(
        "user-info-ignores-scopes",
        "userInfo shows all attributes whatever the scopes",
        violates="UINFO-009",
        modelled_on="MiniStack, LocalEmu",
        also=("UINFO-010",),
    ),
    Mutant(
        "user-info-phone-without-plus",
        "the phone number of userInfo has no plus",
        violates="UINFO-010",
        also=("UINFO-007", "UINFO-008"),
    ),
    Mutant(
        "user-info-no-token-invalid-token",
        "userInfo without a token answers invalid_token",
        violates="UINFO-011",
        modelled_on="MiniStack, LocalEmu",
    ),
    Mutant(
        "user-info-no-token-401",
        "userInfo without a token answers 401",
        violates="UINFO-012",
        modelled_on="MiniStack, LocalEmu",
    ),
    Mutant(
        "hosted-user-info-without-openid",
        "userInfo accepts a token without openid",
        violates="UINFO-013",
        modelled_on="MiniStack, LocalEmu",
        also=("UINFO-014",),
    ),
    Mutant(
        "user-info-any-hosted-token",
        "userInfo accepts any token of the hosted UI",
        violates="UINFO-014",
    ),
    Mutant(
        "user-info-openid-text",
        "another text for a token without openid",
        violates="UINFO-015",
    ),
    Mutant(
        "hosted-user-info-after-sign-out",
        "userInfo accepts a token after a global sign-out",
        violates="UINFO-016",
        modelled_on="MiniStack, LocalEmu",
        also=("UINFO-018",),
    ),
    Mutant(
        "user-info-dead-400",
        "userInfo answers 400 to a revoked token",
        violates="UINFO-017",
    ),
    Mutant(
        "user-info-after-revocation",
        "userInfo accepts a token after its sign-in was revoked",
        violates="UINFO-018",
        modelled_on="MiniStack",
    ),
    Mutant(
        "user-info-after-its-end",
        "userInfo accepts an expired token",
        violates="UINFO-019",
    ),
    Mutant(
        "user-info-takes-id-tokens",
        "userInfo accepts an ID token",
        violates="UINFO-020",
        modelled_on="MiniStack",
    ),
    Mutant(
        "user-info-ignores-signature",
        "userInfo accepts a token with a wrong signature",
        violates="UINFO-021",
        modelled_on="MiniStack",
    ),
    Mutant(
        "user-info-ignores-read-attributes",
        "userInfo shows attributes that the client cannot read",
        violates="UINFO-022",
        modelled_on="MiniStack, LocalEmu",
        also=("UINFO-009", "UINFO-010"),
    ),
    Mutant(
        "user-info-names-what-is-not-there",
        "userInfo has an empty nickname for users who have none",
        violates="UINFO-025",
    ),
    Mutant(
        "user-info-without-groups-says-none",
        "userInfo of a user without groups says so in cognito:groups",
        violates="UINFO-026",
    ),
)
