"""Defects of the sign-in at an OpenID Connect provider."""

from targets.reference.mutants import Mutant

UNVERIFIED = "MiniStack, which decodes the provider's ID token without verifying it"
MUTANTS = (
    Mutant(
        "federation-answer-at-callback",
        "the redirect_uri for the provider is wrong",
        violates="FEDOIDC-001",
        also=("FEDOIDC-002", "FEDOIDC-042", "IDP-042", "IDP-043", "IDP-044"),
    ),
    Mutant(
        "federation-identifier-ignored", "idp_identifier is ignored", violates="FEDOIDC-002", modelled_on="MiniStack"
    ),
    Mutant("federation-hands-on-state", "the provider gets the application's own state", violates="FEDOIDC-003"),
    Mutant("federation-state-lost", "the application's state does not come back", violates="FEDOIDC-004"),
    Mutant(
        "federation-code-without-tokens",
        "the code of a federated sign-in gives no ID token",
        violates="FEDOIDC-005",
        also=(
            "FEDOIDC-006",
            "FEDOIDC-007",
            "FEDOIDC-008",
            "FEDOIDC-013",
            "FEDOIDC-026",
        ),
    ),
    Mutant(
        "federation-bare-subject",
        "the name of a federated user is the subject alone",
        violates="FEDOIDC-006",
        also=(
            "FEDSAML-005",
            "FEDOIDC-007",
            "FEDOIDC-028",
        ),
    ),
    Mutant(
        "federation-keeps-case",
        "a case-insensitive pool keeps the case of a federated user's name",
        violates="FEDOIDC-007",
        modelled_on="MiniStack",
    ),
    Mutant(
        "federation-identities-as-attribute",
        "identities in the ID token have a boolean and a number",
        violates="FEDOIDC-008",
        also=("FEDSAML-006",),
        modelled_on="emulators that copy the attribute",
    ),
    Mutant("federation-identities-as-claim", "the attribute identities has strings alone", violates="FEDOIDC-009"),
    Mutant(
        "federation-maps-nothing",
        "claims do not become attributes",
        violates="FEDOIDC-010",
        also=(
            "FEDOIDC-011",
            "FEDOIDC-012",
            "FEDOIDC-014",
            "FEDOIDC-015",
            "FEDSAML-008",
            "FEDSAML-009",
            "FEDOIDC-041",
            "FEDSAML-010",
        ),
    ),
    Mutant("federation-user-info-unread", "userInfo is not requested", violates="FEDOIDC-011", modelled_on="MiniStack"),
    Mutant("federation-first-profile-stays", "later sign-ins change nothing", violates="FEDOIDC-012"),
    Mutant(
        "federation-new-user-each-time",
        "every sign-in makes a new user",
        violates="FEDOIDC-013",
        also=("FEDOIDC-036", "FEDOIDC-041"),
    ),
    Mutant("federation-email-verified", "an address from a provider counts as verified", violates="FEDOIDC-014"),
    Mutant("federation-flag-unmapped", "email_verified is not mapped", violates="FEDOIDC-015"),
    Mutant(
        "federation-any-state",
        "a provider's answer with any state is accepted",
        violates="FEDOIDC-016",
        also=("FEDOIDC-017",),
        modelled_on="clients that do not check state",
    ),
    Mutant("federation-state-text", "another text for an unknown state", violates="FEDOIDC-017"),
    Mutant(
        "federation-error-on-own-page",
        "the provider's error is shown on a page and not passed to the callback",
        violates="FEDOIDC-018",
        modelled_on="MiniStack",
    ),
    Mutant(
        "federation-token-error-on-own-page",
        "an error of the token endpoint is not passed to the callback",
        violates="FEDOIDC-019",
        also=("FEDOIDC-020",),
        modelled_on="MiniStack",
    ),
    Mutant("federation-token-error-unnamed", "an error of the token endpoint has no name", violates="FEDOIDC-020"),
    Mutant(
        "federation-signature-unchecked",
        "an ID token may be signed by anybody",
        violates="FEDOIDC-021",
        modelled_on=UNVERIFIED,
    ),
    Mutant(
        "federation-bad-token-breaks",
        "an invalid ID token is answered with status 500",
        violates="FEDOIDC-021",
        also=("FEDOIDC-022", "FEDOIDC-023", "FEDOIDC-024", "FEDOIDC-025"),
    ),
    Mutant(
        "federation-any-issuer",
        "an ID token may be of any issuer",
        violates="FEDOIDC-022",
        also=("FEDOIDC-023",),
        modelled_on=UNVERIFIED,
    ),
    Mutant("federation-issuer-text", "another text for another issuer", violates="FEDOIDC-023"),
    Mutant("federation-any-audience", "an ID token may be for anybody", violates="FEDOIDC-024", modelled_on=UNVERIFIED),
    Mutant(
        "federation-expired-accepted", "an ID token may have expired", violates="FEDOIDC-025", modelled_on=UNVERIFIED
    ),
    Mutant(
        "federation-links-forgotten",
        "a link has no effect",
        violates="FEDOIDC-026",
        also=("FEDOIDC-027", "FEDOIDC-033"),
    ),
    Mutant(
        "federation-linked-not-listed",
        "a linked identity is not among the identities",
        violates="FEDOIDC-027",
        also=("FEDOIDC-031",),
    ),
    Mutant(
        "federation-link-merges",
        "an identity that has a user of its own can be linked",
        violates="FEDOIDC-028",
        also=("FEDOIDC-029",),
    ),
    Mutant("federation-merging-text", "another text for an identity that has signed in", violates="FEDOIDC-029"),
    Mutant(
        "federation-unknown-destination-code", "an unknown user gives ResourceNotFoundException", violates="FEDOIDC-030"
    ),
    Mutant("federation-links-without-end", "any number of identities can be linked to a user", violates="FEDOIDC-031"),
    Mutant("federation-links-native-users", "a native user can be linked to another", violates="FEDOIDC-032"),
    Mutant("federation-link-remains", "a link that ended still leads to the user", violates="FEDOIDC-033"),
    Mutant(
        "federation-native-keeps-password",
        "AdminDisableProviderForUser does not work for native users",
        violates="FEDOIDC-034",
    ),
    Mutant(
        "federation-without-proof-key",
        "the proof key does not hold for a federated sign-in",
        violates="FEDOIDC-035",
        modelled_on="MiniStack",
    ),
    Mutant(
        "federation-disabled-signs-in",
        "a disabled federated user signs in",
        violates="FEDOIDC-036",
        modelled_on="MiniStack",
    ),
    Mutant("federation-any-password", "a federated user signs in with any password", violates="FEDOIDC-037"),
    Mutant(
        "federation-password-keeps-status",
        "a password does not make a federated user CONFIRMED",
        violates="FEDOIDC-038",
    ),
    Mutant(
        "federation-required-ignored",
        "a required attribute that the provider does not send may be missing",
        violates="FEDOIDC-039",
        also=("FEDOIDC-040", "FEDSAML-020", "FEDSAML-021"),
        modelled_on="MiniStack",
    ),
    Mutant("federation-unfit-code", "another error for a missing attribute", violates="FEDOIDC-039"),
    Mutant("federation-required-text", "another text for a missing attribute", violates="FEDOIDC-040"),
    Mutant(
        "federation-immutable-updated",
        "an immutable attribute changes",
        violates="FEDOIDC-041",
        modelled_on="MiniStack",
    ),
    Mutant("federation-secret-not-posted", "the provider's token endpoint gets no secret", violates="FEDOIDC-042"),
    Mutant(
        "provider-oidc-undiscovered",
        "endpoints that are left out are not looked up",
        violates="FEDOIDC-043",
        modelled_on="MiniStack, which looks for them at the sign-in only",
    ),
    Mutant("federation-status-confirmed", "a federated user is CONFIRMED", violates="STATUS-013"),
    Mutant("federation-logout-by-the-provider", "logout leads to the provider", violates="LOGOUT-013"),
    Mutant(
        "federation-unlinks-all",
        "ending one link ends what is listed of all",
        violates="FEDOIDC-050",
    ),
    Mutant(
        "federation-link-unverifies",
        "a link marks the e-mail address as unverified",
        violates="FEDOIDC-049",
    ),
)
