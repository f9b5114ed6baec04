"""XML encryption as SAML assertions have it: AES under a key that RSA-OAEP wraps."""

from __future__ import annotations

import base64
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from targets.reference.hosted.signatures import SIGNATURE, Element, child, parsed, text_of

ENCRYPTION = "http://www.w3.org/2001/04/xmlenc#"
NEWER = "http://www.w3.org/2009/xmlenc11#"
CBC = {f"{ENCRYPTION}aes128-cbc": 16, f"{ENCRYPTION}aes256-cbc": 32}  # bytes of the key
GCM = {f"{NEWER}aes128-gcm": 16, f"{NEWER}aes256-gcm": 32}
OAEP_SHA1 = f"{ENCRYPTION}rsa-oaep-mgf1p"
DIGESTS: dict[str, Any] = {f"{SIGNATURE}sha1": hashes.SHA1, f"{ENCRYPTION}sha256": hashes.SHA256}


def opened(sealed: Element, private: rsa.RSAPrivateKey) -> Element:
    """The element in an EncryptedAssertion. Raises ``ValueError`` where this key does not open it."""
    data = child(sealed, ENCRYPTION, "EncryptedData")
    wrapped = child(child(data, SIGNATURE, "KeyInfo"), ENCRYPTION, "EncryptedKey")
    key = private.decrypt(_value(wrapped), _wrapping(child(wrapped, ENCRYPTION, "EncryptionMethod")))
    return parsed(_plain(_algorithm(child(data, ENCRYPTION, "EncryptionMethod")), key, _value(data)))


def _wrapping(method: Element | None) -> OAEP:
    if _algorithm(method) != OAEP_SHA1:
        raise ValueError("the key is not wrapped by RSA-OAEP")
    name = _algorithm(child(method, SIGNATURE, "DigestMethod")) or f"{SIGNATURE}sha1"
    if name not in DIGESTS:
        raise ValueError(f"no such digest: {name}")
    return OAEP(MGF1(hashes.SHA1()), DIGESTS[name](), None)


def _plain(algorithm: str, key: bytes, text: bytes) -> bytes:
    if len(key) != (CBC | GCM).get(algorithm):
        raise ValueError(f"this is no key of {algorithm}")
    if algorithm in GCM:
        try:
            return AESGCM(key).decrypt(text[:12], text[12:], None)
        except InvalidTag as error:
            raise ValueError("the text was changed") from error
    work, pad = Cipher(algorithms.AES(key), modes.CBC(text[:16])).decryptor(), padding.ANSIX923(128).unpadder()
    found = work.update(text[16:]) + work.finalize()
    return pad.update(_zeroed(found)) + pad.finalize()


def _zeroed(padded: bytes) -> bytes:
    """The last byte is the length of the padding; the other bytes of the padding may be anything."""
    length = padded[-1] if padded else 0
    return padded[: len(padded) - length] + bytes(max(length - 1, 0)) + padded[-1:] if length else padded


def _algorithm(method: Element | None) -> str:
    return str(method.getAttribute("Algorithm")) if method is not None else ""


def _value(element: Element | None) -> bytes:
    return base64.b64decode(text_of(child(child(element, ENCRYPTION, "CipherData"), ENCRYPTION, "CipherValue")))
