"""Tokens taken apart, and put together wrongly on purpose."""

import base64
import hashlib
import hmac
import json
from typing import Any


def part(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _json(value: dict[str, Any]) -> str:
    return part(json.dumps(value, separators=(",", ":")).encode())


def header(token: str) -> dict[str, Any]:
    """The JOSE header, not verified."""
    found: dict[str, Any] = json.loads(_bytes(token.split(".", maxsplit=1)[0]))
    return found


def payload(token: str) -> dict[str, Any]:
    """The claims, not verified."""
    found: dict[str, Any] = json.loads(_bytes(token.split(".")[1]))
    return found


def with_signature_bit_flipped(token: str, place: int, bit: int = 0) -> str:
    """The token with one bit of its signature changed, at byte ``place`` counted modulo its length."""
    head, body, signature = token.split(".")
    data = bytearray(_bytes(signature))
    data[place % len(data)] ^= 1 << bit % 8
    return f"{head}.{body}.{part(bytes(data))}"


def with_claims(token: str, claims: dict[str, Any]) -> str:
    """The token with claims changed (None removes one) and the signature left as it was."""
    head, _, signature = token.split(".")
    changed = {**payload(token), **claims}
    return f"{head}.{_json({k: v for k, v in changed.items() if v is not None})}.{signature}"


def with_header(token: str, members: dict[str, Any]) -> str:
    """The token with header members changed and the signature left as it was."""
    _, body, signature = token.split(".")
    return f"{_json({**header(token), **members})}.{body}.{signature}"


def with_character_changed(token: str, place: int) -> str:
    """The token with one letter or digit replaced, which is never the last of a part (its low bits may be padding)."""
    places = [i for i in range(len(token) - 1) if token[i].isalnum() and token[i + 1] != "."]
    chosen = places[place % len(places)]
    return token[:chosen] + ("A" if token[chosen] != "A" else "B") + token[chosen + 1 :]


def with_letter(token: str, place: int, letter: str) -> str:
    """The token with a letter put in, at ``place`` counted modulo its length."""
    return token[: place % len(token)] + letter + token[place % len(token) :]


def truncated(token: str, part: int, characters: int) -> str:
    """The token without the last ``characters`` of it, or without a whole part (0 header, 1 claims, 2 signature)."""
    if part < 3:
        return ".".join(piece for number, piece in enumerate(token.split(".")) if number != part)
    return token[: -(1 + characters % (len(token) - 1))]


def unsigned(token: str, algorithm: str = "none") -> str:
    """The same claims under ``alg`` none (or another spelling of it), with an empty signature."""
    _, body, _ = token.split(".")
    return f"{_json({**header(token), 'alg': algorithm})}.{body}."


def hmac_signed_with_public_key(token: str, key: dict[str, Any]) -> str:
    """The same claims under HS256, with the PEM text of the RSA public key (a JWK) as the shared secret."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    numbers = RSAPublicNumbers(int.from_bytes(_bytes(key["e"]), "big"), int.from_bytes(_bytes(key["n"]), "big"))
    pem = numbers.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    signed = f"{_json({**header(token), 'alg': 'HS256'})}.{token.split('.')[1]}"
    return f"{signed}.{part(hmac.new(pem, signed.encode(), hashlib.sha256).digest())}"


_KEYS: dict[str, Any] = {}


def foreign_signed(token: str, members: dict[str, Any], claims: dict[str, Any]) -> str:
    """The token, with header members and claims changed, under RS256 with a key of the suite: a real signature."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    if "key" not in _KEYS:
        _KEYS["key"] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    changed = {k: v for k, v in {**payload(token), **claims}.items() if v is not None}
    signed = f"{_json({**header(token), **members})}.{_json(changed)}"
    signature = _KEYS["key"].sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{part(signature)}"
