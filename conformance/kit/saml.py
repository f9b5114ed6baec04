"""A SAML identity provider: its metadata, its signed and encrypted responses, and requests of a service provider.

Signed elements are generated in canonical form (exclusive canonicalization) from the start, so that only a signature
has to be added, and any part can be made wrong.
"""

import base64
import hashlib
import os
import re
import uuid
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SAML_PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
SAML_ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
SAML_METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
SAML_BINDINGS = "urn:oasis:names:tc:SAML:2.0:bindings"
XML_SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
XML_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
XML_RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
XML_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
XML_SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"
XML_ENCRYPTION = "http://www.w3.org/2001/04/xmlenc#"


_SIGNING_KEYS: dict[bool, list[Any]] = {}


def _signing_key(stranger: bool) -> Any:
    """One of four keys, used in rotation because generating one is slow; strangers' keys are never a provider's."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    keys = _SIGNING_KEYS.setdefault(stranger, [])
    fresh = len(keys) < 4
    keys.append(rsa.generate_private_key(public_exponent=65537, key_size=2048) if fresh else keys.pop(0))
    return keys[-1]


def saml_identity(ended: int = 0, stranger: bool = False) -> dict[str, str]:
    """A provider's signing key and a new certificate of it: ``key`` in PEM, ``certificate`` as metadata has it.

    The certificate is good for ten years from yesterday, or was good for a year until ``ended`` days ago. The key
    differs from the last three; a stranger's key differs from every provider's.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.x509.oid import NameOID

    key = _signing_key(stranger)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example.com")])
    today = datetime.now(UTC)
    since, until = (-ended - 365, -ended) if ended else (-1, 3650)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(today + timedelta(days=since)).not_valid_after(today + timedelta(days=until))
    certificate = made.sign(key, hashes.SHA256())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    der = certificate.public_bytes(serialization.Encoding.DER)
    return {"key": pem, "certificate": base64.b64encode(der).decode()}


def saml_id() -> str:
    """A fresh ID of a response or an assertion."""
    return f"_{uuid.uuid4().hex}"


def xml_text(text: str) -> str:
    """The text of an element in canonical form."""
    for character, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#xD;")):
        text = text.replace(character, written)
    return text


def xml_value(text: str) -> str:
    """The value of an attribute in canonical form."""
    for character, written in (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;"), ("\n", "&#xA;"), ("\r", "&#xD;")):
        text = text.replace(character, written)
    return text


def saml_metadata(
    entity: str, certificate: str, sso: str, slo: str, other: str = "", binding: str = "HTTP-Redirect"
) -> str:
    """The provider's metadata with its addresses for redirects.

    ``other`` is the certificate of a second signing key, ``binding`` the binding for requests instead of redirects.
    """
    keys = "".join(
        f'<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="{XML_SIGNATURE}"><ds:X509Data>'
        f"<ds:X509Certificate>{one}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        for one in (certificate, other)
        if one
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>'
        f'<md:EntityDescriptor xmlns:md="{SAML_METADATA}" entityID="{xml_value(entity)}">'
        f'<md:IDPSSODescriptor protocolSupportEnumeration="{SAML_PROTOCOL}" WantAuthnRequestsSigned="false">'
        f'{keys}<md:SingleLogoutService Binding="{SAML_BINDINGS}:HTTP-Redirect" Location="{xml_value(slo)}"/>'
        f"<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>"
        f'<md:SingleSignOnService Binding="{SAML_BINDINGS}:{binding}" Location="{xml_value(sso)}"/>'
        f"</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


def saml_time(now: str, seconds: int) -> str:
    """A moment before or after the target's clock, as SAML writes it."""
    return datetime.fromtimestamp(int(now) + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def saml_attribute(name: str, values: list[str]) -> str:
    """One attribute with its values."""
    form = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"
    inner = "".join(f"<saml:AttributeValue>{xml_text(value)}</saml:AttributeValue>" for value in values)
    return f'<saml:Attribute Name="{xml_value(name)}" NameFormat="{form}">{inner}</saml:Attribute>'


def saml_halves(now: str, given: dict[str, Any]) -> tuple[str, str]:
    """An assertion in canonical form, before and after the place of its signature."""
    life, issued = int(given.get("life", 300)), -int(given.get("age", 0))
    starts = int(given.get("starts", min(life, issued) - 300))
    asked = f' InResponseTo="{xml_value(given["asked"])}"' if given.get("asked") else ""
    listed = {name: values if isinstance(values, list) else [values] for name, values in given["attributes"].items()}
    statement = "".join(saml_attribute(name, values) for name, values in listed.items())
    head = (
        f'<saml:Assertion xmlns:saml="{SAML_ASSERTION}" ID="{given["id"]}"'
        f' IssueInstant="{saml_time(now, issued)}" Version="2.0">'
        f"<saml:Issuer>{xml_text(given['issuer'])}</saml:Issuer>"
    )
    tail = (
        f'<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">'
        f"{xml_text(given['subject'])}</saml:NameID>"
        f'<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
        f'<saml:SubjectConfirmationData{asked} NotOnOrAfter="{saml_time(now, life)}"'
        f' Recipient="{xml_value(given["recipient"])}">'
        f"</saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>"
        f'<saml:Conditions NotBefore="{saml_time(now, starts)}" NotOnOrAfter="{saml_time(now, life)}">'
        f"<saml:AudienceRestriction><saml:Audience>{xml_text(given['audience'])}</saml:Audience>"
        f"</saml:AudienceRestriction></saml:Conditions>"
        f'<saml:AuthnStatement AuthnInstant="{saml_time(now, issued)}" SessionIndex="{given["id"]}"><saml:AuthnContext>'
        f"<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified</saml:AuthnContextClassRef>"
        f"</saml:AuthnContext></saml:AuthnStatement>"
        f"<saml:AttributeStatement>{statement}</saml:AttributeStatement></saml:Assertion>"
    )
    return head, tail


def saml_signature(signer: dict[str, str], reference: str, signed: str) -> str:
    """The enveloped signature over this text, which the reference names."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding

    digest = base64.b64encode(hashlib.sha256(signed.encode()).digest()).decode()
    inner = (
        f'<ds:CanonicalizationMethod Algorithm="{XML_EXCLUSIVE}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{XML_RSA_SHA256}"></ds:SignatureMethod>'
        f'<ds:Reference URI="#{reference}"><ds:Transforms>'
        f'<ds:Transform Algorithm="{XML_SIGNATURE}enveloped-signature"></ds:Transform>'
        f'<ds:Transform Algorithm="{XML_EXCLUSIVE}"></ds:Transform></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{XML_SHA256}"></ds:DigestMethod><ds:DigestValue>{digest}</ds:DigestValue>'
        f"</ds:Reference>"
    )
    alone = f'<ds:SignedInfo xmlns:ds="{XML_SIGNATURE}">{inner}</ds:SignedInfo>'
    # The key is the suite's own, and checking it would take as long as generating it.
    key: Any = serialization.load_pem_private_key(signer["key"].encode(), None, unsafe_skip_rsa_key_validation=True)
    value = base64.b64encode(key.sign(alone.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
    return (
        f'<ds:Signature xmlns:ds="{XML_SIGNATURE}"><ds:SignedInfo>{inner}</ds:SignedInfo>'
        f"<ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo><ds:X509Data>"
        f"<ds:X509Certificate>{signer['certificate']}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"
    )


def saml_response(signer: dict[str, str], now: str, given: dict[str, Any]) -> str:
    """A response for the form field ``SAMLResponse``.

    ``given``: ``id``, ``issuer``, ``subject``, ``audience``, ``recipient``, ``attributes``, ``asked`` (the request it
    answers), ``life`` (seconds it is good for), ``age`` (since it was issued), ``starts`` (until it is good).
    ``unsigned`` leaves the signature out, ``changed`` is the subject once it has been signed, ``beside`` the subject of
    an unsigned assertion placed before the signed one, ``sealed`` the certificate that it is encrypted for.
    """
    head, tail = saml_halves(now, given)
    sign = "" if given.get("unsigned") else saml_signature(signer, given["id"], head + tail)
    if given.get("changed"):
        tail = tail.replace(f">{xml_text(given['subject'])}<", f">{xml_text(given['changed'])}<")
    said = f"{head}{sign}{tail}"
    if given.get("sealed"):
        said = xml_sealed(given["sealed"], said)
    beside = ""
    if given.get("beside"):
        beside = "".join(saml_halves(now, given | {"id": f"{given['id']}b", "subject": given["beside"]}))
    asked = f' InResponseTo="{xml_value(given["asked"])}"' if given.get("asked") else ""
    text = (
        f'<samlp:Response xmlns:samlp="{SAML_PROTOCOL}" Destination="{xml_value(given["recipient"])}"'
        f' ID="{given["id"]}r"'
        f'{asked} IssueInstant="{saml_time(now, -int(given.get("age", 0)))}" Version="2.0">'
        f'<saml:Issuer xmlns:saml="{SAML_ASSERTION}">{xml_text(given["issuer"])}</saml:Issuer>'
        f'<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode>'
        f"</samlp:Status>{beside}{said}</samlp:Response>"
    )
    return base64.b64encode(text.encode()).decode()


def saml_logout_response(signer: dict[str, str], now: str, issuer: str, recipient: str, asked: str) -> str:
    """The signed answer to a LogoutRequest, with the status Success, for the form field ``SAMLResponse``."""
    identifier = saml_id()
    head = (
        f'<samlp:LogoutResponse xmlns:samlp="{SAML_PROTOCOL}" Destination="{xml_value(recipient)}" ID="{identifier}"'
        f' InResponseTo="{xml_value(asked)}" IssueInstant="{saml_time(now, 0)}" Version="2.0">'
        f'<saml:Issuer xmlns:saml="{SAML_ASSERTION}">{xml_text(issuer)}</saml:Issuer>'
    )
    tail = (
        '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode>'
        "</samlp:Status></samlp:LogoutResponse>"
    )
    text = head + saml_signature(signer, identifier, head + tail) + tail
    return base64.b64encode(text.encode()).decode()


def xml_sealed(certificate: str, plain: str) -> str:
    """An assertion encrypted for the key of a certificate: AES-256-CBC under a key that RSA-OAEP wraps."""
    from cryptography.hazmat.primitives import hashes, padding
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    loaded = x509_of(certificate)
    public: Any = loaded.public_key() if loaded is not None else None
    key, vector, pad = os.urandom(32), os.urandom(16), padding.PKCS7(128).padder()
    work = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    text = work.update(pad.update(plain.encode()) + pad.finalize()) + work.finalize()
    wrapped = public.encrypt(key, OAEP(MGF1(hashes.SHA1()), hashes.SHA1(), None))
    return (
        f'<saml:EncryptedAssertion xmlns:saml="{SAML_ASSERTION}">'
        f'<xenc:EncryptedData xmlns:xenc="{XML_ENCRYPTION}" Type="{XML_ENCRYPTION}Element">'
        f'<xenc:EncryptionMethod Algorithm="{XML_ENCRYPTION}aes256-cbc"></xenc:EncryptionMethod>'
        f'<ds:KeyInfo xmlns:ds="{XML_SIGNATURE}"><xenc:EncryptedKey>'
        f'<xenc:EncryptionMethod Algorithm="{XML_ENCRYPTION}rsa-oaep-mgf1p">'
        f'<ds:DigestMethod Algorithm="{XML_SHA1}"></ds:DigestMethod></xenc:EncryptionMethod>'
        f"<xenc:CipherData><xenc:CipherValue>{base64.b64encode(wrapped).decode()}</xenc:CipherValue></xenc:CipherData>"
        f"</xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData>"
        f"<xenc:CipherValue>{base64.b64encode(vector + text).decode()}</xenc:CipherValue></xenc:CipherData>"
        f"</xenc:EncryptedData></saml:EncryptedAssertion>"
    )


def x509_of(text: str) -> Any:
    """The X.509 certificate in PEM, or in base64 alone; None if it is not a certificate."""
    from cryptography import x509

    bare = re.sub(r"-----(BEGIN|END) CERTIFICATE-----|\s", "", text)
    try:
        return x509.load_der_x509_certificate(base64.b64decode(bare, validate=True))
    except ValueError:
        return None


def x509_facts(text: str) -> dict[str, Any]:
    """The content of a certificate: ``since``, ``until`` (seconds since the epoch), ``rsa`` and its public key ``key``.

    Empty if it is not a certificate.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    found = x509_of(text)
    if found is None:
        return {}
    public = found.public_key()
    form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return {
        "since": int(found.not_valid_before_utc.timestamp()),
        "until": int(found.not_valid_after_utc.timestamp()),
        "rsa": isinstance(public, rsa.RSAPublicKey),
        "key": base64.b64encode(public.public_bytes(*form)).decode(),
    }


def saml_request_signed(url: str, certificate: str) -> bool:
    """Whether the signature in a redirect is good (RSA with SHA-256).

    It is over SAMLRequest, RelayState and SigAlg as they are in the address, in this order.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    parts = {part.partition("=")[0]: part for part in urlsplit(url).query.split("&")}
    signed = "&".join(parts[name] for name in ("SAMLRequest", "RelayState", "SigAlg") if name in parts)
    given = dict(parse_qsl(urlsplit(url).query))
    public: Any = x509_of(certificate).public_key() if x509_facts(certificate).get("rsa") else None
    try:
        value = base64.b64decode(given.get("Signature", ""), validate=True)
        if public is None or given.get("SigAlg") != XML_RSA_SHA256:
            return False
        public.verify(value, signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (ValueError, InvalidSignature):
        return False
    return True


def saml_request(url: str) -> dict[str, str]:
    """The request in a redirect: ``element``, ``ID``, ``Issuer``, ``NameID``, its other attributes by their names.

    Empty if there is no readable request.
    """
    import xml.etree.ElementTree as tree

    packed = dict(parse_qsl(urlsplit(url).query)).get("SAMLRequest", "")
    try:
        text = zlib.decompress(base64.b64decode(packed, validate=True), -15).decode()
        if re.search(r"<!(DOCTYPE|ENTITY)", text):
            return {}
        root = tree.fromstring(text)
    except (ValueError, zlib.error, tree.ParseError):
        return {}
    texts = {name: root.findtext(f"{{{SAML_ASSERTION}}}{name}", "").strip() for name in ("Issuer", "NameID")}
    return {**root.attrib, "element": root.tag, **texts}
