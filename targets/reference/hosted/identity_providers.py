"""Identity providers of a pool: social ones with fixed names, OpenID Connect and SAML under names of one's own."""

from __future__ import annotations

from typing import Any

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import date
from targets.reference.core.errors import (
    DuplicateProviderException,
    InvalidParameterException,
    ResourceNotFoundException,
)
from targets.reference.core.paging import page
from targets.reference.core.state import Pool, Provider
from targets.reference.hosted.provider_details import completed

SUBJECT = {"Facebook": "id", "LoginWithAmazon": "user_id", "Google": "sub", "SignInWithApple": "sub", "OIDC": "sub"}
NATIVE = "COGNITO"
SOCIAL = ("Google", "Facebook", "LoginWithAmazon", "SignInWithApple")


@operation("CreateIdentityProvider")
def create_identity_provider(call: Call) -> Answer:
    """Recorded: the social providers have fixed names."""
    pool, name, kind = call.pool(), call["ProviderName"], call["ProviderType"]
    if name in pool.providers and not deviates("provider-replaced"):
        if deviates("taken-provider-is-mapped-anew"):
            pool.providers[name].mapping |= call.get("AttributeMapping", {})
        raise DuplicateProviderException(f"A provider with the name {name} already exists.")
    if kind in SOCIAL and name != kind and not deviates("provider-social-of-any-name"):
        text = f"Provider {name} cannot be of type {kind}."
        raise InvalidParameterException(varied(text, "provider-name-text", f"The provider name {name} is not valid."))
    if name == NATIVE:
        raise InvalidParameterException(f"The provider name {name} is reserved.")
    if kind == "SAML" and deviates("provider-saml-refused"):
        raise InvalidParameterException("SAML is not supported.")
    if deviates("refused-provider-is-made"):
        pool.providers[name] = Provider(name, kind, call.now, call.now, call["ProviderDetails"], {})
    check_mapping(call, pool, kind)
    details = completed(pool, kind, call["ProviderDetails"], call.now)
    provider = Provider(name, kind, call.now, call.now, details, mapped(kind, call.get("AttributeMapping", {})))
    set_identifiers(call, pool, provider)
    if name in pool.deleted_providers and deviates("provider-made-again-keeps-mapping"):
        provider.mapping = pool.deleted_providers[name].mapping | provider.mapping
    pool.providers[name] = provider
    shown = described(pool, provider)
    if deviates("provider-answer-without-dates"):
        del shown["CreationDate"], shown["LastModifiedDate"]
    return {"IdentityProvider": shown}


@operation("DescribeIdentityProvider")
def describe_identity_provider(call: Call) -> Answer:
    """One provider."""
    pool = call.pool()
    return {"IdentityProvider": described(pool, known(call, pool))}


@operation("GetIdentityProviderByIdentifier")
def get_identity_provider_by_identifier(call: Call) -> Answer:
    """The provider that has this identifier."""
    pool = call.pool()
    provider = identified(pool, call["IdpIdentifier"])
    if provider is None and deviates("provider-any-identifier"):
        return {"IdentityProvider": {}}
    if provider is None or deviates("provider-not-found-by-identifier"):
        raise ResourceNotFoundException(f"Identity provider {call['IdpIdentifier']} does not exist.")
    return {"IdentityProvider": described(pool, provider)}


@operation("UpdateIdentityProvider")
def update_identity_provider(call: Call) -> Answer:
    """What is given is replaced."""
    pool = call.pool()
    if call["ProviderName"] not in pool.providers and deviates("provider-update-makes"):
        return {"IdentityProvider": {}}
    provider = known(call, pool)
    if "ProviderDetails" in call.params and deviates("provider-details-before-mapping"):
        provider.details = provider.details | call["ProviderDetails"]
    check_mapping(call, pool, provider.kind)
    if "ProviderDetails" in call.params:
        changed = completed(pool, provider.kind, call["ProviderDetails"], call.now)
        provider.details = provider.details if deviates("provider-update-forgotten") else changed
    beside = "ProviderDetails" in call.params and deviates("provider-update-details-or-mapping")
    if "AttributeMapping" in call.params and not beside:
        provider.mapping = mapped(provider.kind, call["AttributeMapping"])
    set_identifiers(call, pool, provider)
    provider.modified = call.now
    return {"IdentityProvider": described(pool, provider)}


@operation("DeleteIdentityProvider")
def delete_identity_provider(call: Call) -> Answer:
    """Its users stay."""
    pool = call.pool()
    if call["ProviderName"] not in pool.providers and deviates("provider-delete-unknown"):
        return {}
    provider = known(call, pool)
    if not deviates("provider-deleted-remains"):
        del pool.providers[provider.name]
        if deviates("deletion-of-one-provider-deletes-all"):
            pool.providers.clear()
        for other in call.store.pools.values() if deviates("provider-deleted-in-all-pools") else ():
            other.providers.pop(provider.name, None)
        pool.deleted_providers[provider.name] = provider
    return {}


@operation("ListIdentityProviders")
def list_identity_providers(call: Call) -> Answer:
    """Name, type and dates of all."""
    providers = list(call.pool().providers.values())
    shown, token = page(call, providers, lambda provider: provider.name, call.get("MaxResults"), "NextToken")
    if call.get("NextToken") and deviates("provider-list-repeats-first"):
        shown = [providers[0], *shown]
    listed = [summary(provider) for provider in shown]
    if deviates("provider-list-without-type"):
        listed = [{name: value for name, value in one.items() if name != "ProviderType"} for one in listed]
    return {"Providers": listed} | token


def mapped(kind: str, given: dict[str, str]) -> dict[str, str]:
    """Documented: the user name comes from the subject, also next to an explicit mapping."""
    if deviates("provider-without-default-mapping"):
        return given
    return ({"username": SUBJECT[kind]} if kind in SUBJECT else {}) | given


def check_mapping(call: Call, pool: Pool, kind: str) -> None:
    """Recorded of OIDC: attributes that are mapped exist in the pool, beside the user name.

    Of social providers nobody says so, and integration tests of the CDK map other names.
    """
    if kind in SOCIAL:
        return
    unknown = [name for name in call.get("AttributeMapping", {}) if name not in (*pool.schema, "username")]
    updating = call.operation == "UpdateIdentityProvider"
    if unknown and not deviates("provider-update-maps-anything" if updating else "provider-maps-anything"):
        text = f"AttributeMapping contains invalid mapping: [{', '.join(unknown)}]"
        raise InvalidParameterException(varied(text, "provider-maps-anything-text", "Unknown attributes."))


def set_identifiers(call: Call, pool: Pool, provider: Provider) -> None:
    """Names that ``idp_identifier`` may say instead. Each belongs to one provider."""
    if "IdpIdentifiers" not in call.params:
        return
    for text in call["IdpIdentifiers"]:
        if identified(pool, text) not in (None, provider):
            raise DuplicateProviderException(f"The identifier {text} belongs to another provider.")
    provider.identifiers = list(call["IdpIdentifiers"])


def identified(pool: Pool, text: str) -> Provider | None:
    """Who has this identifier."""
    return next((one for one in pool.providers.values() if text in one.identifiers), None)


def described(pool: Pool, provider: Provider) -> dict[str, Any]:
    """IdentityProviderType."""
    details = dict(provider.details)
    if deviates("provider-details-not-shown"):
        details.pop("client_id", None)
    return {
        "UserPoolId": pool.id,
        "ProviderDetails": details,
        "AttributeMapping": dict(provider.mapping),
        "IdpIdentifiers": list(provider.identifiers),
    } | summary(provider)


def summary(provider: Provider) -> dict[str, Any]:
    """ProviderDescription."""
    return {
        "ProviderName": provider.name,
        "ProviderType": provider.kind,
        "LastModifiedDate": date(provider.modified),
        "CreationDate": date(provider.created),
    }


def known(call: Call, pool: Pool) -> Provider:
    """The provider of the request."""
    provider = pool.providers.get(call["ProviderName"])
    if provider is None:
        reading = call.operation == "DescribeIdentityProvider" and deviates("provider-unknown-is-invalid")
        kind = InvalidParameterException if reading else ResourceNotFoundException
        raise kind(f"Identity provider {call['ProviderName']} does not exist.")
    return provider
