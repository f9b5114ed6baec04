"""Identity providers that cannot be created, each with a similar one that can."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.flows.federation import (
    NOWHERE,
    details_of,
    forget_provider,
    need_provider,
    new_provider,
    pool_for,
    provider_name,
)
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies.configurations import custom_names
from conformance.strategies.malformed import words
from conformance.strategies.providers import CUSTOM_TYPES, SECRETS, client_ids, endings, secrets, social

APPLE = ("client_id", "team_id", "key_id", "private_key")
OIDC = ("client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method")


def unknown_attributes() -> st.SearchStrategy[str]:
    """Names of attributes that a pool with the custom attribute ``known`` lacks."""
    custom = custom_names(max_size=16).map(lambda name: f"custom:{name}_no")
    return st.one_of(st.sampled_from(("custom:email", "mail", "Email", "given-name")), custom)


def _tried(s: Scenario, pool: Pool, name: str, kind: str, details: dict[str, str]) -> Exchange:
    """CreateIdentityProvider; what it made is deleted at once."""
    made = new_provider(s, pool, name, kind, details)
    if made.ok:
        forget_provider(s, pool, name)
    return made


def _without(details: dict[str, str], name: str) -> dict[str, str]:
    return {member: value for member, value in details.items() if member != name}


@prop("IDP-006", kind=social(), ending=endings(), client_id=client_ids())
def test_social_name(s: Scenario, kind: str, ending: str, client_id: str) -> None:
    """A social provider under a custom name, then under the name of its type."""
    pool, details = pool_for(s, kind), details_of(s, kind, client_id=client_id)
    attempt = _tried(s, pool, provider_name(s, ending), kind, details)
    s.refused("IDP-006", attempt, control=lambda: _tried(s, pool, kind, kind, details))


@prop(
    "IDP-008",
    kind=st.sampled_from(SECRETS),
    missing=st.sampled_from(("client_id", "client_secret", "authorize_scopes")),
    client_id=client_ids(),
    secret=secrets(),
)
def test_social_details(s: Scenario, kind: str, missing: str, client_id: str, secret: str) -> None:
    """One of the three is missing."""
    pool, details = pool_for(s, kind), details_of(s, kind, client_id=client_id, secret=secret)
    attempt = _tried(s, pool, kind, kind, _without(details, missing))
    s.refused("IDP-008", attempt, control=lambda: _tried(s, pool, kind, kind, details))


@prop("IDP-010", missing=st.sampled_from(APPLE), client_id=client_ids())
def test_apple_details(s: Scenario, missing: str, client_id: str) -> None:
    """One of the four is missing."""
    kind = "SignInWithApple"
    pool = pool_for(s, kind)
    details = details_of(s, kind, client_id=client_id)
    attempt = _tried(s, pool, kind, kind, _without(details, missing))
    s.refused("IDP-010", attempt, control=lambda: _tried(s, pool, kind, kind, details))


@prop("IDP-012", missing=st.sampled_from(OIDC), client_id=client_ids(), ending=endings())
def test_oidc_details(s: Scenario, missing: str, client_id: str, ending: str) -> None:
    """One of the four is missing."""
    pool, details = pool_for(s, "OIDC"), details_of(s, "OIDC", client_id=client_id)
    attempt = _tried(s, pool, provider_name(s, ending), "OIDC", _without(details, missing))
    s.refused("IDP-012", attempt, control=lambda: _tried(s, pool, provider_name(s, ending), "OIDC", details))


@prop("IDP-014", word=words(), ending=endings())
def test_http_issuer(s: Scenario, word: str, ending: str) -> None:
    """An issuer with http, then the same one with https."""
    pool, details = pool_for(s, "OIDC"), details_of(s, "OIDC") | {"oidc_issuer": f"{NOWHERE}/{word}"}
    plain = details | {"oidc_issuer": f"{NOWHERE.replace('https:', 'http:')}/{word}"}
    attempt = _tried(s, pool, provider_name(s, ending), "OIDC", plain)
    s.refused("IDP-014", attempt, control=lambda: _tried(s, pool, provider_name(s, ending), "OIDC", details))


@prop(
    "IDP-016",
    word=st.one_of(st.sampled_from(("PUT", "get", "DELETE")), words()),
    ending=endings(),
    right=st.sampled_from(("GET", "POST")),
)
def test_request_method(s: Scenario, word: str, ending: str, right: str) -> None:
    """An unknown attributes_request_method, then one of the two known ones."""
    pool, details = pool_for(s, "OIDC"), details_of(s, "OIDC")
    attempt = _tried(s, pool, provider_name(s, ending), "OIDC", details | {"attributes_request_method": word})
    fit = details | {"attributes_request_method": right}
    s.refused("IDP-016", attempt, control=lambda: _tried(s, pool, provider_name(s, ending), "OIDC", fit))


@prop("IDP-017", ending=endings(), more=st.sampled_from(({}, {"IDPSignout": "true"}, {"IDPInit": "false"})))
def test_no_metadata(s: Scenario, ending: str, more: dict[str, str]) -> None:
    """A SAML provider without metadata, then with a document."""
    pool, details = pool_for(s, "OIDC"), details_of(s, "SAML")
    attempt = _tried(s, pool, provider_name(s, ending), "SAML", more or {"IDPSignout": "false"})
    s.refused("IDP-017", attempt, control=lambda: _tried(s, pool, provider_name(s, ending), "SAML", details))


@prop("IDP-019", ending=endings(), word=words())
def test_two_metadata(s: Scenario, ending: str, word: str) -> None:
    """Metadata by address and by document at once, then by document alone."""
    pool, details = pool_for(s, "OIDC"), details_of(s, "SAML")
    both = details | {"MetadataURL": f"{NOWHERE}/{word}/metadata"}
    attempt = _tried(s, pool, provider_name(s, ending), "SAML", both)
    s.refused("IDP-019", attempt, control=lambda: _tried(s, pool, provider_name(s, ending), "SAML", details))


@prop("IDP-021", kind=st.sampled_from(CUSTOM_TYPES), ending=endings(), length=st.integers(33, 60))
def test_long_name(s: Scenario, kind: str, ending: str, length: int) -> None:
    """A name of more than 32 characters, then one of 32."""
    pool, details, base = pool_for(s, "OIDC"), details_of(s, kind), provider_name(s, ending)
    attempt = _tried(s, pool, base.ljust(length, "x"), kind, details)
    s.refused("IDP-021", attempt, control=lambda: _tried(s, pool, base.ljust(32, "x"), kind, details))


@prop("IDP-022", kind=st.sampled_from(CUSTOM_TYPES), ending=endings(), first=st.sampled_from("_ "))
def test_first_character(s: Scenario, kind: str, ending: str, first: str) -> None:
    """A name with an underscore or a blank at its beginning, then without."""
    pool, details, base = pool_for(s, "OIDC"), details_of(s, kind), provider_name(s, ending)[:31]
    attempt = _tried(s, pool, f"{first}{base}", kind, details)
    s.refused("IDP-022", attempt, control=lambda: _tried(s, pool, base, kind, details))


@prop("IDP-023", kind=st.one_of(st.sampled_from(("oidc", "Twitter", "COGNITO", "Amazon")), words()), ending=endings())
def test_unknown_type(s: Scenario, kind: str, ending: str) -> None:
    """An unknown ProviderType, then OIDC."""
    pool, details = pool_for(s, "OIDC"), details_of(s, "OIDC")
    attempt = _tried(s, pool, provider_name(s, ending), kind, details)
    s.refused("IDP-023", attempt, control=lambda: _tried(s, pool, provider_name(s, ending), "OIDC", details))


# -- attributes that a provider maps -----------------------------------------------------------------------------------


def _mapping_pool(s: Scenario) -> Pool:
    """A pool with a custom attribute."""
    schema = [{"Name": "known", "AttributeDataType": "String", "Mutable": True}]
    return s.pool(Schema=schema, UserPoolTags={"for": "mappings"})


@prop(
    "IDP-046",
    kind=st.sampled_from(CUSTOM_TYPES),
    ending=endings(),
    unknown=unknown_attributes(),
    right=st.sampled_from(("custom:known", "email", "given_name")),
)
def test_unknown_attribute(s: Scenario, kind: str, ending: str, unknown: str, right: str) -> None:
    """A mapping with an attribute that the pool lacks and one that it has; the latter alone is accepted."""
    pool, details = _mapping_pool(s), details_of(s, kind)

    def attempt(*attributes: str) -> Exchange:
        name = provider_name(s, ending)
        made = new_provider(s, pool, name, kind, details, AttributeMapping=dict.fromkeys(attributes, "claim"))
        if made.ok:
            forget_provider(s, pool, name)
        return made

    s.refused("IDP-046", attempt(right, unknown), control=lambda: attempt(right))


@prop("IDP-048", kind=st.sampled_from(CUSTOM_TYPES), ending=endings(), unknown=unknown_attributes())
def test_unknown_attribute_at_update(s: Scenario, kind: str, ending: str, unknown: str) -> None:
    """An attribute that the pool lacks, in the mapping of an update."""
    pool, name = _mapping_pool(s), provider_name(s, ending)
    need_provider(s, pool, name, kind, details_of(s, kind), AttributeMapping={"email": "email"})

    def attempt(attribute: str) -> Exchange:
        mapping = {"email": "email", attribute: "claim"}
        return s.call("UpdateIdentityProvider", UserPoolId=pool.id, ProviderName=name, AttributeMapping=mapping)

    s.refused("IDP-048", attempt(unknown), control=lambda: attempt("custom:known"))
    forget_provider(s, pool, name)
