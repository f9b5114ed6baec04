"""Defects of the identity providers' configuration."""

from targets.reference.mutants import Mutant

LAX = "emulators that store whatever details they are given (moto, MiniStack)"
MUTANTS = (
    Mutant("provider-saml-refused", "SAML providers cannot be made", violates="IDP-001"),
    Mutant("provider-answer-without-dates", "the answer has no dates", violates="IDP-002"),
    Mutant(
        "provider-details-not-shown", "the client_id is not among the details", violates="IDP-003", also=("IDP-032",)
    ),
    Mutant(
        "provider-unknown-is-invalid",
        "a provider that does not exist is an invalid parameter",
        violates="IDP-004",
        also=("IDP-034",),
    ),
    Mutant("provider-replaced", "a second provider of the same name replaces the first", violates="IDP-005"),
    Mutant(
        "provider-social-of-any-name",
        "a social provider may have any name",
        violates="IDP-006",
        modelled_on=LAX,
        also=("IDP-007",),
    ),
    Mutant("provider-name-text", "another text for a social provider's wrong name", violates="IDP-007"),
    Mutant(
        "provider-social-incomplete",
        "social providers need no details",
        violates="IDP-008",
        modelled_on=LAX,
        also=("IDP-009",),
    ),
    Mutant("provider-social-text", "another text for missing details of a social provider", violates="IDP-009"),
    Mutant(
        "provider-apple-incomplete",
        "Sign in with Apple needs no details",
        violates="IDP-010",
        modelled_on=LAX,
        also=("IDP-011",),
    ),
    Mutant("provider-apple-text", "another text for missing details of Sign in with Apple", violates="IDP-011"),
    Mutant(
        "provider-oidc-incomplete",
        "OpenID Connect providers need no details",
        violates="IDP-012",
        modelled_on=LAX,
        also=("IDP-013",),
    ),
    Mutant("provider-oidc-text", "another text for missing details of an OpenID Connect provider", violates="IDP-013"),
    Mutant(
        "provider-http-issuer", "an http issuer is accepted", violates="IDP-014", modelled_on=LAX, also=("IDP-015",)
    ),
    Mutant("provider-http-issuer-text", "another text for an http issuer", violates="IDP-015"),
    Mutant(
        "provider-any-request-method", "any attributes_request_method is accepted", violates="IDP-016", modelled_on=LAX
    ),
    Mutant(
        "provider-saml-without-metadata",
        "a SAML provider needs no metadata",
        violates="IDP-017",
        modelled_on=LAX,
        also=("IDP-018",),
    ),
    Mutant("provider-no-metadata-text", "another text for missing metadata", violates="IDP-018"),
    Mutant(
        "provider-saml-two-metadata",
        "metadata by file and by address are accepted together",
        violates="IDP-019",
        modelled_on=LAX,
        also=("IDP-020",),
    ),
    Mutant("provider-two-metadata-text", "another text for two sources of metadata", violates="IDP-020"),
    Mutant("provider-name-of-any-length", "a provider's name may have any length", violates="IDP-021", modelled_on=LAX),
    Mutant(
        "provider-name-of-any-characters",
        "a provider's name may begin with an underscore",
        violates="IDP-022",
        modelled_on=LAX,
    ),
    Mutant("provider-of-any-type", "a provider may have any type", violates="IDP-023", modelled_on="moto"),
    Mutant(
        "provider-google-bare",
        "Google's addresses are not added",
        violates="IDP-024",
        modelled_on=LAX,
        also=("IDP-042",),
    ),
    Mutant(
        "provider-facebook-bare",
        "Facebook's addresses are not added",
        violates="IDP-025",
        modelled_on=LAX,
        also=("IDP-043", "IDP-044"),
    ),
    Mutant(
        "provider-loginwithamazon-bare",
        "Amazon's addresses are not added",
        violates="IDP-026",
        modelled_on=LAX,
        also=("IDP-043", "IDP-044"),
    ),
    Mutant(
        "provider-signinwithapple-bare",
        "Apple's addresses are not added",
        violates="IDP-027",
        modelled_on=LAX,
        also=("IDP-043", "IDP-044"),
    ),
    Mutant("provider-apple-key-shown", "the private key is shown", violates="IDP-028", modelled_on=LAX),
    Mutant(
        "provider-without-default-mapping",
        "the user name is not mapped by default",
        violates="IDP-029",
        modelled_on=LAX,
    ),
    Mutant(
        "provider-saml-addresses-not-shown",
        "the addresses of the metadata are not shown",
        violates="IDP-030",
        modelled_on=LAX,
    ),
    Mutant(
        "provider-saml-certificate-not-shown",
        "a SAML provider has no certificate to encrypt for",
        violates="IDP-031",
        modelled_on=LAX,
    ),
    Mutant("provider-update-forgotten", "an update of the details changes nothing", violates="IDP-032"),
    Mutant("provider-update-makes", "an update of a provider that does not exist is accepted", violates="IDP-033"),
    Mutant("provider-deleted-remains", "a deleted provider still exists", violates="IDP-034"),
    Mutant("provider-delete-unknown", "a provider that does not exist can be deleted", violates="IDP-035"),
    Mutant("provider-list-without-type", "the list has no types", violates="IDP-036"),
    Mutant("provider-list-repeats-first", "later pages have the first provider again", violates="IDP-037"),
    Mutant("provider-not-found-by-identifier", "identifiers find nothing", violates="IDP-038"),
    Mutant("provider-any-identifier", "an unknown identifier finds an empty provider", violates="IDP-039"),
    Mutant(
        "client-any-provider",
        "a client may support providers that do not exist",
        violates="IDP-040",
        modelled_on=LAX,
        also=("IDP-041",),
    ),
    Mutant("client-provider-text", "another text for a client's unknown provider", violates="IDP-041"),
    Mutant(
        "federation-google-scopes-of-the-client", "Google is asked for the application's scopes", violates="IDP-042"
    ),
    Mutant("federation-social-without-state", "social providers get no state", violates="IDP-043", also=("IDP-044",)),
    Mutant("federation-any-provider", "a provider that the client does not allow is redirected to", violates="IDP-044"),
    Mutant(
        "provider-maps-anything",
        "a provider may map attributes that the pool lacks",
        violates="IDP-046",
        modelled_on=LAX,
        also=("IDP-047",),
    ),
    Mutant(
        "provider-maps-anything-text", "another text for a mapped attribute that does not exist", violates="IDP-047"
    ),
    Mutant(
        "provider-update-maps-anything",
        "an update may map attributes that the pool lacks",
        violates="IDP-048",
        modelled_on=LAX,
    ),
    Mutant(
        "provider-deleted-in-all-pools",
        "DeleteIdentityProvider deletes the provider of this name in all pools",
        violates="IDP-049",
    ),
)
