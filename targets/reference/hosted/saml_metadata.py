"""A SAML provider's metadata document, and what the service shows of it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from targets.reference.hosted.signatures import SIGNATURE, Element, child, children, parsed, text_of
from targets.reference.state import Pool

METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"


@dataclass(frozen=True)
class Metadata:
    """The part of it that matters here."""

    entity: str
    certificates: tuple[str, ...]
    sso: str  # where AuthnRequests go, by redirect
    slo: str


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
    if not found.entity or not found.certificates or not found.sso:
        raise ValueError("entityID, a signing certificate and a SingleSignOnService are needed")
    return found


def _certificates(role: Element) -> list[str]:
    """Documented: any of several signing certificates will do."""
    keys = [key for key in children(role, METADATA, "KeyDescriptor") if key.getAttribute("use") in ("", "signing")]
    data = [child(child(key, SIGNATURE, "KeyInfo"), SIGNATURE, "X509Data") for key in keys]
    return [text for text in (text_of(child(one, SIGNATURE, "X509Certificate")) for one in data) if text]


def _location(role: Element, name: str) -> str:
    services = [one for one in children(role, METADATA, name) if one.getAttribute("Binding") == REDIRECT]
    return str(services[0].getAttribute("Location")) if services else ""


def encryption_certificate(pool: Pool) -> str:
    """Recorded: there is one of the pool's own, for providers that encrypt."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, pool.id)])
    key = pool.id_key.private
    today = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(today).not_valid_after(today + timedelta(days=3650))
    return base64.b64encode(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)).decode()
