"""A pool's keys for SAML: the one that signs requests, and the one that assertions are encrypted for."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote_plus, urlencode

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import ResourceNotFoundException
from targets.reference.core.keys import named
from targets.reference.core.state import Pool
from targets.reference.core.store import Store
from targets.reference.hosted.request import extended
from targets.reference.hosted.signatures import RSA_SHA256

DAYS = 3650  # documented: ten years


@operation("GetSigningCertificate")
def get_signing_certificate(call: Call) -> Answer:
    """Documented: the pool's, each time a certificate of the same key."""
    try:
        pool = call.pool()
    except ResourceNotFoundException:
        if deviates("saml-signing-certificate-of-no-pool"):
            return {"Certificate": certificate(call["UserPoolId"], named(0).private, call.now)}
        raise
    key = signing_key(call.store, pool)
    if deviates("saml-signing-key-each-time"):
        pool.saml_key = None
    if deviates("saml-signing-certificate-of-another"):
        key = pool.id_key.private
    if deviates("saml-signing-certificate-is-a-key"):
        form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        return {"Certificate": base64.b64encode(key.public_key().public_bytes(*form)).decode()}
    days = varied(DAYS, "saml-signing-certificate-for-a-year", 365)
    return {"Certificate": certificate(pool.id, key, call.now, days)}


def signing_key(store: Store, pool: Pool) -> rsa.RSAPrivateKey:
    """Made when it is first needed."""
    if pool.saml_key is None:
        pool.saml_key = named(store.next_turn() * 2)
    return pool.saml_key.private


def certificate(name: str, key: rsa.RSAPrivateKey, now: float, days: int = DAYS) -> str:
    """One of its own, issued now, in base64."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.fromtimestamp(now, UTC)
    made = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(today).not_valid_after(today + timedelta(days=days))
    return base64.b64encode(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)).decode()


def signed_address(store: Store, pool: Pool, address: str, asked: dict[str, str | None]) -> str:
    """Documented by SAML bindings 3.4.4.1: the signature covers the parameters exactly as the address has them."""
    asked = asked | {"SigAlg": varied(RSA_SHA256, "saml-request-signed-by-sha1", RSA_SHA256.replace("256", "1"))}
    over = dict(asked)
    if deviates("saml-request-signed-without-state"):
        over["RelayState"] = None
    text = urlencode({name: value for name, value in over.items() if value is not None})
    if deviates("saml-request-signed-unencoded"):
        text = unquote_plus(text)
    value = signing_key(store, pool).sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return extended(address, asked | {"Signature": base64.b64encode(value).decode()})
