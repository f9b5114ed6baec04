"""What a browser sends of passkeys, read and verified as WebAuthn level 3 asks (sections 7.1 and 7.2)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

ES256, RS256 = -7, -257
PRESENT, VERIFIED, INCLUDED = 0x01, 0x04, 0x40
FIXED_PART = 37  # hash, flags and counter
ID_AT = 55  # behind the authenticator's model and a length


class Unreadable(Exception):
    """The data is not what a browser sends."""


@dataclass(frozen=True)
class ClientData:
    """What the browser says of the ceremony."""

    ceremony: str
    challenge: str
    origin: str
    digest: bytes


@dataclass(frozen=True)
class AuthenticatorData:
    """What the authenticator says, and for a new passkey its id and public key in COSE."""

    rp_hash: bytes
    flags: int
    raw: bytes
    identifier: str = ""
    public: dict[int, Any] | None = None

    @property
    def verified(self) -> bool:
        """Whether the authenticator knew its user."""
        return bool(self.flags & VERIFIED)


def decoded(text: Any) -> bytes:
    """base64url without padding."""
    if not isinstance(text, str):
        raise Unreadable("bytes are texts in JSON")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except binascii.Error as error:
        raise Unreadable(str(error)) from error


def encoded(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def client_data(text: Any) -> ClientData:
    """clientDataJSON."""
    raw = decoded(text)
    try:
        data = json.loads(raw)
        return ClientData(str(data["type"]), str(data["challenge"]), str(data["origin"]), hashlib.sha256(raw).digest())
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(str(error)) from error


def authenticator_data(raw: bytes) -> AuthenticatorData:
    """The bytes that an authenticator signs."""
    if len(raw) < FIXED_PART:
        raise Unreadable("too short")
    flags = raw[32]
    if not flags & INCLUDED:
        return AuthenticatorData(raw[:32], flags, raw)
    size = int.from_bytes(raw[ID_AT - 2 : ID_AT], "big")
    identifier = raw[ID_AT : ID_AT + size]
    if len(identifier) < size or not size:
        raise Unreadable("no credential id")
    public, _ = cbor(raw, ID_AT + size)
    if not isinstance(public, dict):
        raise Unreadable("no public key")
    return AuthenticatorData(raw[:32], flags, raw, encoded(identifier), public)


def attestation(text: Any) -> AuthenticatorData:
    """attestationObject; what it attests is not looked at. Documented: attestation is not enforced."""
    found, _ = cbor(decoded(text), 0)
    if not isinstance(found, dict) or not isinstance(found.get("authData"), bytes):
        raise Unreadable("no authData")
    data = authenticator_data(found["authData"])
    if data.public is None:
        raise Unreadable("no credential")
    return data


def cbor(raw: bytes, at: int) -> tuple[Any, int]:
    """One item of CBOR, and where the next one begins: numbers, bytes, texts, lists, maps of definite length."""
    if at >= len(raw):
        raise Unreadable("CBOR ends too early")
    major, short = raw[at] >> 5, raw[at] & 31
    number, at = length(raw, at + 1, short)
    if major == 0:
        return number, at
    if major == 1:
        return -1 - number, at
    if major in (2, 3):
        return text_or_bytes(raw, at, number, text=major == 3)
    if major in (4, 5):
        return collection(raw, at, number, pairs=major == 5)
    raise Unreadable(f"CBOR of major type {major}")


def length(raw: bytes, at: int, short: int) -> tuple[int, int]:
    """The number in the head of an item."""
    if short < 24:
        return short, at
    if short > 27:
        raise Unreadable("CBOR of indefinite length")
    size = 1 << (short - 24)
    if at + size > len(raw):
        raise Unreadable("CBOR ends too early")
    return int.from_bytes(raw[at : at + size], "big"), at + size


def text_or_bytes(raw: bytes, at: int, size: int, *, text: bool) -> tuple[Any, int]:
    """A string of either kind."""
    found = raw[at : at + size]
    if len(found) < size:
        raise Unreadable("CBOR ends too early")
    try:
        return found.decode() if text else found, at + size
    except UnicodeDecodeError as error:
        raise Unreadable(str(error)) from error


def collection(raw: bytes, at: int, size: int, *, pairs: bool) -> tuple[Any, int]:
    """A list or a map."""
    items: list[Any] = []
    for _ in range(size * 2 if pairs else size):
        item, at = cbor(raw, at)
        if pairs and len(items) % 2 == 0 and not isinstance(item, int | str | bytes):
            raise Unreadable("a map key that is neither a number, bytes nor text")
        items.append(item)
    return (dict(zip(items[::2], items[1::2], strict=True)) if pairs else items), at


def belongs(origin: str, rp_id: str) -> bool:
    """Whether an origin belongs to the relying party's domain."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    return parts.scheme == "https" and (host == rp_id or host.endswith(f".{rp_id}"))


def hash_of(rp_id: str) -> bytes:
    """How authenticators write a relying party."""
    return hashlib.sha256(rp_id.encode()).digest()


def verifies(public: dict[int, Any], signature: bytes, message: bytes) -> bool:
    """Whether a passkey signed this."""
    try:
        if public.get(3) == ES256:
            x, y = (int.from_bytes(public[name], "big") for name in (-2, -3))
            EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key().verify(signature, message, ECDSA(SHA256()))
        else:
            modulus, exponent = (int.from_bytes(public[name], "big") for name in (-1, -2))
            RSAPublicNumbers(exponent, modulus).public_key().verify(signature, message, PKCS1v15(), SHA256())
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, KeyError, TypeError):
        return False
    return True
