"""Identity providers of a pool, and users of the pool that are linked to identities elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from targets.reference.calls import Answer, Call, Params, operation
from targets.reference.deviation import deviates
from targets.reference.directory import date, find, touch
from targets.reference.errors import (
    DuplicateProviderException,
    InvalidParameterException,
    LimitExceededException,
    ResourceNotFoundException,
    user_not_found,
)
from targets.reference.hosted.identities import Identity, identities_of, store
from targets.reference.hosted.outbound import Unreachable, document
from targets.reference.paging import page
from targets.reference.state import Pool, User

GOOGLE = {
    "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
    "attributes_url_add_attributes": "true",
    "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
    "oidc_issuer": "https://accounts.google.com",
    "token_request_method": "POST",
    "token_url": "https://www.googleapis.com/oauth2/v4/token",
}
AMAZON = {
    "attributes_url": "https://api.amazon.com/user/profile",
    "attributes_url_add_attributes": "false",
    "authorize_url": "https://www.amazon.com/ap/oa",
    "token_request_method": "POST",
    "token_url": "https://api.amazon.com/auth/o2/token",
}
APPLE = {
    "attributes_url_add_attributes": "false",
    "authorize_url": "https://appleid.apple.com/auth/authorize",
    "oidc_issuer": "https://appleid.apple.com",
    "token_request_method": "POST",
    "token_url": "https://appleid.apple.com/auth/token",
}
# Documented as samples: what is asked for, and what the service adds.
REQUIRED = {
    "Google": ("client_id", "client_secret", "authorize_scopes"),
    "Facebook": ("client_id", "client_secret", "authorize_scopes"),
    "LoginWithAmazon": ("client_id", "client_secret", "authorize_scopes"),
    "SignInWithApple": ("client_id", "team_id", "key_id", "private_key", "authorize_scopes"),
    "OIDC": ("client_id", "authorize_scopes", "attributes_request_method", "oidc_issuer"),
}
SUBJECT = {"Facebook": "id", "LoginWithAmazon": "user_id", "Google": "sub", "SignInWithApple": "sub", "OIDC": "sub"}
DISCOVERED = {
    "authorize_url": "authorization_endpoint",
    "token_url": "token_endpoint",
    "attributes_url": "userinfo_endpoint",
    "jwks_uri": "jwks_uri",
}
LINKS = 5
NATIVE = "Cognito"


@dataclass
class Provider:
    """One identity provider."""

    name: str
    kind: str
    created: float
    modified: float
    details: dict[str, str]
    mapping: dict[str, str]  # attributes of the pool from claims of the provider
    identifiers: list[str] = field(default_factory=list)


@operation("CreateIdentityProvider")
def create_identity_provider(call: Call) -> Answer:
    """Documented: the social providers have fixed names."""
    pool, name, kind = call.pool(), call["ProviderName"], call["ProviderType"]
    if name in pool.providers:
        raise DuplicateProviderException(f"A provider with the name {name} already exists.")
    if kind not in ("OIDC", "SAML") and name != kind:
        raise InvalidParameterException(f"The provider name {name} is not valid for the provider type {kind}.")
    if name == NATIVE.upper():
        raise InvalidParameterException(f"The provider name {name} is reserved.")
    details = completed(kind, call["ProviderDetails"])
    provider = Provider(name, kind, call.now, call.now, details, mapped(kind, call.get("AttributeMapping", {})))
    set_identifiers(call, pool, provider)
    pool.providers[name] = provider
    return {"IdentityProvider": described(pool, provider)}


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
    if provider is None:
        raise ResourceNotFoundException(f"Identity provider {call['IdpIdentifier']} does not exist.")
    return {"IdentityProvider": described(pool, provider)}


@operation("UpdateIdentityProvider")
def update_identity_provider(call: Call) -> Answer:
    """What is given is replaced."""
    pool = call.pool()
    provider = known(call, pool)
    if "ProviderDetails" in call.params:
        provider.details = completed(provider.kind, call["ProviderDetails"])
    if "AttributeMapping" in call.params:
        provider.mapping = mapped(provider.kind, call["AttributeMapping"])
    set_identifiers(call, pool, provider)
    provider.modified = call.now
    return {"IdentityProvider": described(pool, provider)}


@operation("DeleteIdentityProvider")
def delete_identity_provider(call: Call) -> Answer:
    """Its users stay."""
    pool = call.pool()
    del pool.providers[known(call, pool).name]
    return {}


@operation("ListIdentityProviders")
def list_identity_providers(call: Call) -> Answer:
    """Name, type and dates of all."""
    providers = list(call.pool().providers.values())
    shown, token = page(call, providers, lambda provider: provider.name, call.get("MaxResults"), "NextToken")
    return {"Providers": [summary(provider) for provider in shown]} | token


@operation("AdminLinkProviderForUser")
def admin_link_provider_for_user(call: Call) -> Answer:
    """Recorded: an identity that signed in already has a user of its own and cannot be linked."""
    pool = call.pool()
    source, destination = call["SourceUser"], call["DestinationUser"]
    user = destination_of(pool, destination)
    provider = pool.providers.get(source.get("ProviderName", ""))
    if provider is None:
        raise InvalidParameterException("Invalid SourceUser: there is no such identity provider.")
    identity = (provider.name, source.get("ProviderAttributeValue", ""))
    if pool.names.get(pool.fold("_".join(identity))) and not deviates("federation-link-merges"):
        raise InvalidParameterException(
            "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link"
        )
    if identity in pool.links:
        raise InvalidParameterException("SourceUser is already linked to DestinationUser")
    if len(identities_of(user)) >= LINKS and not deviates("federation-links-without-end"):
        raise LimitExceededException("The user has too many linked identities.")
    pool.links[identity] = user
    store(user, [*identities_of(user), Identity(identity[1], provider.name, provider.kind, int(call.now * 1000))])
    touch(call, user)
    return {}


@operation("AdminDisableProviderForUser")
def admin_disable_provider_for_user(call: Call) -> Answer:
    """The identity may be linked again, or become a user of its own."""
    pool, named = call.pool(), call["User"]
    identity = (named.get("ProviderName", ""), named.get("ProviderAttributeValue", ""))
    user = pool.links.pop(identity, None) or pool.names.get(pool.fold("_".join(identity)))
    if user is None:
        raise user_not_found()
    store(user, [one for one in identities_of(user) if (one.provider, one.subject) != identity])
    return {}


def destination_of(pool: Pool, destination: Params) -> User:
    """A user of the pool: native by name, or federated by provider and subject."""
    value = destination.get("ProviderAttributeValue", "")
    name = value if destination.get("ProviderName") == NATIVE else f"{destination.get('ProviderName')}_{value}"
    user = find(pool, name)
    if user is None:
        raise user_not_found()
    return user


def completed(kind: str, given: dict[str, str]) -> dict[str, str]:
    """The details with what the service adds; Documented: the key of Sign in with Apple is never shown."""
    missing = [name for name in REQUIRED.get(kind, ()) if not given.get(name)]
    if missing:
        raise InvalidParameterException(f"Missing required provider details: {', '.join(missing)}")
    if kind == "SAML" and not ({"MetadataURL", "MetadataFile"} & given.keys()):
        raise InvalidParameterException("MetadataURL or MetadataFile is required.")
    if kind == "OIDC":
        return discovered(given) | {"attributes_url_add_attributes": "false"}
    return added(kind, given) | {name: value for name, value in given.items() if name != "private_key"}


def added(kind: str, given: dict[str, str]) -> dict[str, str]:
    """Documented as samples."""
    version = given.get("api_version", "v17.0")
    facebook = {
        "attributes_url": f"https://graph.facebook.com/{version}/me?fields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": f"https://www.facebook.com/{version}/dialog/oauth",
        "token_request_method": "GET",
        "token_url": f"https://graph.facebook.com/{version}/oauth/access_token",
    }
    return {"Google": GOOGLE, "LoginWithAmazon": AMAZON, "SignInWithApple": APPLE, "Facebook": facebook}.get(kind, {})


def discovered(given: dict[str, str]) -> dict[str, str]:
    """Documented: endpoints that are left out come from the issuer's discovery document."""
    if all(given.get(name) for name in DISCOVERED):
        return dict(given)
    try:
        found = document(f"{given['oidc_issuer'].rstrip('/')}/.well-known/openid-configuration")
    except Unreachable as error:
        raise InvalidParameterException(f"Unable to contact well-known endpoint: {error}") from None
    return {name: str(found[member]) for name, member in DISCOVERED.items() if member in found} | given


def mapped(kind: str, given: dict[str, str]) -> dict[str, str]:
    """Documented: the user name comes from the subject, also next to an explicit mapping."""
    return ({"username": SUBJECT[kind]} if kind in SUBJECT else {}) | given


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
    return {
        "UserPoolId": pool.id,
        "ProviderDetails": dict(provider.details),
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
        raise ResourceNotFoundException(f"Identity provider {call['ProviderName']} does not exist.")
    return provider
