"""A SAML provider's metadata document, and what the service shows of it."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from cryptography import x509

from targets.reference.core.deviation import deviates
from targets.reference.core.state import Provider
from targets.reference.hosted.signatures import SIGNATURE, Element, child, children, parsed, text_of

METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"


@dataclass(frozen=True)
class Metadata:
    """The part of the document that is used here."""

    entity: str  # the issuer
    certificates: tuple[str, ...]  # those that vouch for assertions
    sso: str  # where AuthnRequests go, by redirect
    slo: str  # where sign-outs go, by redirect


NOTHING = Metadata("", (), "", "")


def read(text: str) -> Metadata:
    """Raises ``ValueError`` for a document that does not describe an identity provider."""
    root = parsed(text.encode())
    role = child(root, METADATA, "IDPSSODescriptor")
    if role is None:
        raise ValueError("there is no IDPSSODescriptor")
    found = Metadata(
        root.getAttribute("entityID"),
        tuple(_certificates(role)),
        _location(role, "SingleSignOnService"),
        _location(role, "SingleLogoutService"),
    )
    if not found.entity or not found.certificates:
        raise ValueError("entityID and a signing certificate are needed")
    return found


def metadata_of(provider: Provider) -> Metadata:
    """What the document of a SAML provider says; empty for any other provider."""
    document = provider.details.get("MetadataFile")
    return read(document) if document else NOTHING


def _certificates(role: Element) -> list[str]:
    """Documented: any of several signing certificates will do."""
    keys = [key for key in children(role, METADATA, "KeyDescriptor") if key.getAttribute("use") in ("", "signing")]
    data = [child(child(key, SIGNATURE, "KeyInfo"), SIGNATURE, "X509Data") for key in keys]
    found = [text for text in (text_of(child(one, SIGNATURE, "X509Certificate")) for one in data) if text]
    return found[:1] if deviates("saml-first-certificate-only") else found


def _location(role: Element, name: str) -> str:
    services = [one for one in children(role, METADATA, name) if one.getAttribute("Binding") == REDIRECT]
    return str(services[0].getAttribute("Location")) if services else ""


def expired(certificate: str, now: float) -> bool:
    """Whether a signing certificate is not good any more."""
    return x509.load_der_x509_certificate(base64.b64decode(certificate)).not_valid_after_utc.timestamp() < now
