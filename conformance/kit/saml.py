"""A SAML identity provider: its metadata, its signed responses, and what a service provider asked it.

What is signed is written down in its canonical form (exclusive canonicalization) from the start, so that nothing but a
signature is needed, and so that any part of it can be made wrong.
"""

import base64
import hashlib
import re
import uuid
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
BINDINGS = "urn:oasis:names:tc:SAML:2.0:bindings"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"


def identity() -> dict[str, str]:
    """A provider's signing key and its certificate: ``key`` in PEM, ``certificate`` as metadata has it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example.com")])
    today = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(today - timedelta(days=1)).not_valid_after(today + timedelta(days=3650))
    certificate = made.sign(key, hashes.SHA256())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    der = certificate.public_bytes(serialization.Encoding.DER)
    return {"key": pem, "certificate": base64.b64encode(der).decode()}


def identifier() -> str:
    """A fresh ID of a response or an assertion."""
    return f"_{uuid.uuid4().hex}"


def escaped(text: str) -> str:
    """The text of an element in canonical form."""
    for character, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#xD;")):
        text = text.replace(character, written)
    return text


def quoted(text: str) -> str:
    """The value of an attribute in canonical form."""
    for character, written in (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;"), ("\n", "&#xA;"), ("\r", "&#xD;")):
        text = text.replace(character, written)
    return text


def metadata(entity: str, certificate: str, sso: str, slo: str) -> str:
    """The provider's metadata with its addresses for redirects."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>'
        f'<md:EntityDescriptor xmlns:md="{METADATA}" entityID="{quoted(entity)}">'
        f'<md:IDPSSODescriptor protocolSupportEnumeration="{PROTOCOL}" WantAuthnRequestsSigned="false">'
        f'<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="{SIGNATURE}"><ds:X509Data>'
        f"<ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        f'<md:SingleLogoutService Binding="{BINDINGS}:HTTP-Redirect" Location="{quoted(slo)}"/>'
        f"<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>"
        f'<md:SingleSignOnService Binding="{BINDINGS}:HTTP-Redirect" Location="{quoted(sso)}"/>'
        f"</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


def at(now: str, seconds: int) -> str:
    """A moment before or after the target's clock, as SAML writes it."""
    return datetime.fromtimestamp(int(now) + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def attribute(name: str, values: list[str]) -> str:
    """One attribute with its values."""
    form = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"
    inner = "".join(f"<saml:AttributeValue>{escaped(value)}</saml:AttributeValue>" for value in values)
    return f'<saml:Attribute Name="{quoted(name)}" NameFormat="{form}">{inner}</saml:Attribute>'


def halves(now: str, given: dict[str, Any]) -> tuple[str, str]:
    """An assertion in canonical form, before and after the place of its signature."""
    life = int(given.get("life", 300))
    asked = f' InResponseTo="{quoted(given["asked"])}"' if given.get("asked") else ""
    listed = {name: values if isinstance(values, list) else [values] for name, values in given["attributes"].items()}
    statement = "".join(attribute(name, values) for name, values in listed.items())
    head = (
        f'<saml:Assertion xmlns:saml="{ASSERTION}" ID="{given["id"]}" IssueInstant="{at(now, 0)}" Version="2.0">'
        f"<saml:Issuer>{escaped(given['issuer'])}</saml:Issuer>"
    )
    tail = (
        f'<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">'
        f"{escaped(given['subject'])}</saml:NameID>"
        f'<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
        f'<saml:SubjectConfirmationData{asked} NotOnOrAfter="{at(now, life)}" Recipient="{quoted(given["recipient"])}">'
        f"</saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>"
        f'<saml:Conditions NotBefore="{at(now, min(life, 0) - 300)}" NotOnOrAfter="{at(now, life)}">'
        f"<saml:AudienceRestriction><saml:Audience>{escaped(given['audience'])}</saml:Audience>"
        f"</saml:AudienceRestriction></saml:Conditions>"
        f'<saml:AuthnStatement AuthnInstant="{at(now, 0)}" SessionIndex="{given["id"]}"><saml:AuthnContext>'
        f"<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified</saml:AuthnContextClassRef>"
        f"</saml:AuthnContext></saml:AuthnStatement>"
        f"<saml:AttributeStatement>{statement}</saml:AttributeStatement></saml:Assertion>"
    )
    return head, tail


def signature(signer: dict[str, str], reference: str, signed: str) -> str:
    """The enveloped signature over this text, which the reference names."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding

    digest = base64.b64encode(hashlib.sha256(signed.encode()).digest()).decode()
    inner = (
        f'<ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{RSA_SHA256}"></ds:SignatureMethod>'
        f'<ds:Reference URI="#{reference}"><ds:Transforms>'
        f'<ds:Transform Algorithm="{SIGNATURE}enveloped-signature"></ds:Transform>'
        f'<ds:Transform Algorithm="{EXCLUSIVE}"></ds:Transform></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{SHA256}"></ds:DigestMethod><ds:DigestValue>{digest}</ds:DigestValue>'
        f"</ds:Reference>"
    )
    alone = f'<ds:SignedInfo xmlns:ds="{SIGNATURE}">{inner}</ds:SignedInfo>'
    key: Any = serialization.load_pem_private_key(signer["key"].encode(), password=None)
    value = base64.b64encode(key.sign(alone.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
    return (
        f'<ds:Signature xmlns:ds="{SIGNATURE}"><ds:SignedInfo>{inner}</ds:SignedInfo>'
        f"<ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo><ds:X509Data>"
        f"<ds:X509Certificate>{signer['certificate']}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"
    )


def response(signer: dict[str, str], now: str, given: dict[str, Any]) -> str:
    """A response for the form field ``SAMLResponse``.

    ``given``: ``id``, ``issuer``, ``subject``, ``audience``, ``recipient``, ``attributes``, ``asked`` (the request it
    answers), ``life`` (seconds it is good for). ``unsigned`` leaves the signature out, ``changed`` is the subject once
    it has been signed, ``beside`` the subject of an unsigned assertion that stands before the signed one.
    """
    head, tail = halves(now, given)
    sign = "" if given.get("unsigned") else signature(signer, given["id"], head + tail)
    if given.get("changed"):
        tail = tail.replace(f">{escaped(given['subject'])}<", f">{escaped(given['changed'])}<")
    beside = ""
    if given.get("beside"):
        beside = "".join(halves(now, given | {"id": f"{given['id']}b", "subject": given["beside"]}))
    asked = f' InResponseTo="{quoted(given["asked"])}"' if given.get("asked") else ""
    text = (
        f'<samlp:Response xmlns:samlp="{PROTOCOL}" Destination="{quoted(given["recipient"])}" ID="{given["id"]}r"'
        f'{asked} IssueInstant="{at(now, 0)}" Version="2.0">'
        f'<saml:Issuer xmlns:saml="{ASSERTION}">{escaped(given["issuer"])}</saml:Issuer>'
        f'<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode>'
        f"</samlp:Status>{beside}{head}{sign}{tail}</samlp:Response>"
    )
    return base64.b64encode(text.encode()).decode()


def request(url: str) -> dict[str, str]:
    """The AuthnRequest in a redirect: ``element``, ``ID``, ``Issuer``, ``AssertionConsumerServiceURL`` and so on.

    Empty where there is none that can be read.
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
    issuer = root.find(f"{{{ASSERTION}}}Issuer")
    return {**root.attrib, "element": root.tag, "Issuer": (issuer.text or "").strip() if issuer is not None else ""}
