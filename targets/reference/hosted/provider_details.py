"""ProviderDetails of an identity provider: what has to be given, and what the service adds."""

from __future__ import annotations

from urllib.parse import urlsplit

from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import InvalidParameterException
from targets.reference.core.state import Pool
from targets.reference.hosted.outbound import LOOPBACK, Unreachable, document
from targets.reference.hosted.saml_keys import certificate
from targets.reference.hosted.saml_metadata import Metadata, expired, read

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
# Recorded: what must be there, and what is said when it is not.
SECRET = ("client_id", "client_secret", "authorize_scopes")
REQUIRED = {
    "Google": SECRET,
    "Facebook": SECRET,
    "LoginWithAmazon": SECRET,
    "SignInWithApple": ("client_id", "private_key", "team_id", "key_id"),
    "OIDC": ("client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"),
}
NAMED = {
    SECRET: "clientId, clientSecret and authorizeScopes",
    REQUIRED["SignInWithApple"]: "clientId, privateKey, teamId, and keyId",
    REQUIRED["OIDC"]: "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod",
}
DISCOVERED = {
    "authorize_url": "authorization_endpoint",
    "token_url": "token_endpoint",
    "attributes_url": "userinfo_endpoint",
    "jwks_uri": "jwks_uri",
}


def completed(pool: Pool, kind: str, given: dict[str, str], now: float) -> dict[str, str]:
    """The details with what the service adds; Documented: the key of Sign in with Apple is never shown."""
    check_details(kind, given)
    if kind == "SAML":
        return given | from_metadata(pool, given, now)
    if kind == "OIDC":
        found = dict(given) if deviates("provider-oidc-undiscovered") else discovered(given)
        return found | {"attributes_url_add_attributes": "false"}
    hidden = () if deviates("provider-apple-key-shown") else ("private_key",)
    known_of = {} if deviates(f"provider-{kind.lower()}-bare") else added(kind, given)
    return known_of | {name: value for name, value in given.items() if name not in hidden}


def check_details(kind: str, given: dict[str, str]) -> None:
    """Recorded: each kind of provider has one text for whatever is missing."""
    if kind == "SAML":
        return check_metadata(given)
    wanted = REQUIRED.get(kind, ())
    if not wanted:  # a type that only a mutant lets through
        return None
    text = f"{NAMED[wanted]} are all required idp details."
    lenient = {"OIDC": "provider-oidc-incomplete", "SignInWithApple": "provider-apple-incomplete"}
    places = {"OIDC": "provider-oidc-text", "SignInWithApple": "provider-apple-text"}
    missing = any(not given.get(name) for name in wanted)
    if missing and not deviates(lenient.get(kind, "provider-social-incomplete")):
        raise InvalidParameterException(varied(text, places.get(kind, "provider-social-text"), "Details are missing."))
    if kind == "OIDC":
        check_oidc(given)
    return None


def check_metadata(given: dict[str, str]) -> None:
    """Recorded: one of the two."""
    found = {"MetadataURL", "MetadataFile"} & given.keys()
    if not found and not deviates("provider-saml-without-metadata"):
        text = "At least one of the MetadataURL or MetadataFile should be provided."
        raise InvalidParameterException(varied(text, "provider-no-metadata-text", "Metadata is missing."))
    if len(found) == 2 and not deviates("provider-saml-two-metadata"):
        text = "Only one of the MetadataURL or MetadataFile should be provided."
        raise InvalidParameterException(varied(text, "provider-two-metadata-text", "Metadata is ambiguous."))


def check_oidc(given: dict[str, str]) -> None:
    """Recorded: https alone; what runs on this machine is let through, as nothing here could be tried otherwise."""
    issuer, method = given.get("oidc_issuer", "https://"), given.get("attributes_request_method", "GET")
    here = urlsplit(issuer).hostname in LOOPBACK
    if not issuer.startswith("https://") and not here and not deviates("provider-http-issuer"):
        text = "OIDC endpoint must start with https://"
        raise InvalidParameterException(varied(text, "provider-http-issuer-text", "Invalid oidc_issuer."))
    if method not in ("GET", "POST") and not deviates("provider-any-request-method"):
        raise InvalidParameterException(
            f"1 validation error detected: Value '{method}' at 'attributesRequestMethod' failed to satisfy constraint: "
            "Member must satisfy enum value set: [POST, GET]"
        )


def from_metadata(pool: Pool, given: dict[str, str], now: float) -> dict[str, str]:
    """Recorded: the addresses for redirects, and a certificate to encrypt for."""
    if "MetadataFile" not in given:
        if deviates("provider-saml-without-metadata"):
            return {}
        raise InvalidParameterException("The metadata cannot be read: nothing outside this machine is asked.")
    try:
        metadata = read(given["MetadataFile"])
    except ValueError as error:
        raise InvalidParameterException(f"The metadata cannot be read: {error}") from error
    check_usable(metadata, now)
    own = certificate(pool.id, pool.id_key.private, now)
    shown = {
        "SSORedirectBindingURI": metadata.sso,
        "SLORedirectBindingURI": metadata.slo,
        "ActiveEncryptionCertificate": varied(own, "saml-encryption-certificate-is-a-name", pool.id),
    }
    if deviates("provider-saml-addresses-not-shown"):
        del shown["SSORedirectBindingURI"], shown["SLORedirectBindingURI"]
    if deviates("provider-saml-certificate-not-shown"):
        del shown["ActiveEncryptionCertificate"]
    return {name: value for name, value in shown.items() if value}


def check_usable(metadata: Metadata, now: float) -> None:
    """Recorded: what is said of metadata without an address for redirects, and of certificates that are over."""
    if not metadata.sso and not deviates("provider-saml-without-redirects"):
        text = "No SingleSignOn Http redirect binding location found in metadata."
        raise InvalidParameterException(varied(text, "provider-no-redirects-text", "The metadata are incomplete."))
    if all(expired(one, now) for one in metadata.certificates) and not deviates("provider-saml-expired"):
        text = "Signing certificates are expired"
        raise InvalidParameterException(varied(text, "provider-expired-text", "The metadata are too old."))


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
