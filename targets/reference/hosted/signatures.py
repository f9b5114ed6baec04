"""XML signatures (enveloped, exclusive canonicalization, RSA with SHA-256), as SAML assertions have them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.dom import minidom
from xml.parsers.expat import ExpatError

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

Element = Any  # of minidom, which has no types worth the name
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
TRANSFORMS = (f"{SIGNATURE}enveloped-signature", EXCLUSIVE)
DECLARATIONS = "http://www.w3.org/2000/xmlns/"


def parsed(text: bytes) -> Element:
    """The root of a document. Raises ``ValueError`` for what is no XML, and for a document with declarations."""
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ValueError("declarations are not taken")
    try:
        return minidom.parseString(text).documentElement
    except ExpatError as error:
        raise ValueError(str(error)) from error


def children(element: Element, namespace: str, name: str) -> list[Element]:
    """The element's own children of this name."""
    found = (node for node in element.childNodes if node.nodeType == node.ELEMENT_NODE)
    return [node for node in found if (node.namespaceURI, node.localName) == (namespace, name)]


def child(element: Element | None, namespace: str, name: str) -> Element | None:
    """The first of them."""
    found = children(element, namespace, name) if element is not None else []
    return found[0] if found else None


def text_of(element: Element | None) -> str:
    """Its text without the blanks around it."""
    if element is None:
        return ""
    return "".join(node.data for node in element.childNodes if node.nodeType == node.TEXT_NODE).strip()


def signed_by(element: Element, certificates: Sequence[str]) -> bool:
    """Whether the element has a good signature of its own by the key of one of these certificates."""
    signature = child(element, SIGNATURE, "Signature")
    info = child(signature, SIGNATURE, "SignedInfo")
    if signature is None or info is None or not _refers(info, element, signature):
        return False
    method = child(info, SIGNATURE, "SignatureMethod")
    if method is None or method.getAttribute("Algorithm") != RSA_SHA256:
        return False
    value = base64.b64decode(text_of(child(signature, SIGNATURE, "SignatureValue")))
    return any(_verifies(certificate, value, canonical(info)) for certificate in certificates)


def _refers(info: Element, element: Element, signature: Element) -> bool:
    """Whether the signature covers exactly this element."""
    references = children(info, SIGNATURE, "Reference")
    if len(references) != 1 or references[0].getAttribute("URI") != f"#{element.getAttribute('ID')}":
        return False
    transforms = children(child(references[0], SIGNATURE, "Transforms"), SIGNATURE, "Transform")
    method = child(references[0], SIGNATURE, "DigestMethod")
    if any(one.getAttribute("Algorithm") not in TRANSFORMS for one in transforms) or method is None:
        return False
    digest = base64.b64decode(text_of(child(references[0], SIGNATURE, "DigestValue")))
    same = hashlib.sha256(canonical(element, signature)).digest() == digest
    return same and method.getAttribute("Algorithm") == SHA256


def _verifies(certificate: str, value: bytes, signed: bytes) -> bool:
    key = x509.load_der_x509_certificate(base64.b64decode(certificate)).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        key.verify(value, signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def canonical(element: Element, without: Element | None = None) -> bytes:
    """Exclusive XML Canonicalization 1.0, without comments and without one of its children."""
    return "".join(_written(element, {}, without)).encode()


def _written(node: Element, rendered: Mapping[str, str], without: Element | None) -> Iterator[str]:
    if node is without or node.nodeType == node.COMMENT_NODE:
        return
    if node.nodeType in (node.TEXT_NODE, node.CDATA_SECTION_NODE):
        yield _replaced(node.data, {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
        return
    attributes = [node.attributes.item(number) for number in range(node.attributes.length)]
    plain = [one for one in attributes if one.namespaceURI != DECLARATIONS]
    used = {node.prefix or "": node.namespaceURI or ""}
    used |= {one.prefix: one.namespaceURI for one in plain if one.prefix and one.prefix != "xml"}
    new = {prefix: uri for prefix, uri in used.items() if rendered.get(prefix, "") != uri}
    yield f"<{node.tagName}"
    for prefix, uri in sorted(new.items()):
        yield f' xmlns{":" if prefix else ""}{prefix}="{_quoted(uri)}"'
    for one in sorted(plain, key=lambda a: (a.namespaceURI or "", a.localName or a.name)):
        yield f' {one.name}="{_quoted(one.value)}"'
    yield ">"
    for inner in node.childNodes:
        yield from _written(inner, {**rendered, **new}, without)
    yield f"</{node.tagName}>"


def _quoted(text: str) -> str:
    return _replaced(text, {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"})


def _replaced(text: str, by: Mapping[str, str]) -> str:
    for character, written in by.items():
        text = text.replace(character, written)
    return text
