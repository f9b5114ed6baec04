"""A passkey in software: what a browser sends for a credential it made, and for one it signs in with.

Every part can be given wrongly on purpose: another challenge, origin, relying party, ceremony or key. WebAuthn level 3.
"""

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

USER_PRESENT = 0x01
USER_VERIFIED = 0x04
CREDENTIAL_INCLUDED = 0x40
ALGORITHMS = {"ES256": -7, "EdDSA": -8, "RS256": -257}  # of COSE


def _unpadded(data: bytes) -> str:
    """base64url without padding, as WebAuthn writes bytes in JSON."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _cbor(value: Any) -> bytes:
    """CBOR of integers, byte strings, texts and maps, the types in a credential."""
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    return _head(5, len(value)) + b"".join(_cbor(key) + _cbor(member) for key, member in value.items())


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    size = 1 if number < 256 else 2 if number < 65536 else 4
    return bytes([major << 5 | {1: 24, 2: 25, 4: 26}[size]]) + number.to_bytes(size, "big")


def new_key(algorithm: str) -> dict[str, str]:
    """A key pair of a passkey: ``pem``, the private key, and ``id``, the credential id made of it."""
    private: Any = ec.generate_private_key(ec.SECP256R1())
    if algorithm == "RS256":
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    elif algorithm == "EdDSA":
        private = ed25519.Ed25519PrivateKey.generate()
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    pem = private.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain).decode()
    return {"pem": pem, "id": _unpadded(hashlib.sha256(_public_der(private)).digest())}


def _private(pem: str) -> Any:
    return serialization.load_pem_private_key(pem.encode(), None)


def _public_der(private: Any) -> bytes:
    encoding = serialization.Encoding.DER
    der: bytes = private.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)
    return der


def _cose(private: Any) -> dict[int, Any]:
    """The public key as COSE writes it."""
    public = private.public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        numbers = public.public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
    if isinstance(public, rsa.RSAPublicKey):
        modulus = public.public_numbers().n
        return {1: 3, 3: -257, -1: modulus.to_bytes(256, "big"), -2: b"\x01\x00\x01"}
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return {1: 1, 3: -8, -1: 6, -2: raw}


def _client_data(ceremony: str, challenge: str, origin: str) -> bytes:
    client_data = {"type": f"webauthn.{ceremony}", "challenge": challenge, "origin": origin, "crossOrigin": False}
    return json.dumps(client_data, separators=(",", ":")).encode()


def _signed(private: Any, message: bytes) -> bytes:
    signature: bytes
    if isinstance(private, ec.EllipticCurvePrivateKey):
        signature = private.sign(message, ec.ECDSA(hashes.SHA256()))
    elif isinstance(private, rsa.RSAPrivateKey):
        signature = private.sign(message, padding.PKCS1v15(), hashes.SHA256())
    else:
        signature = private.sign(message)
    return signature


def registration(key: dict[str, str], challenge: str, rp_id: str, origin: str, verified: bool = True) -> dict[str, Any]:
    """RegistrationResponseJSON of a new passkey, with attestation ``none``."""
    private = _private(key["pem"])
    identifier = base64.urlsafe_b64decode(key["id"] + "==")
    cose = _cose(private)
    flags = USER_PRESENT | CREDENTIAL_INCLUDED | (USER_VERIFIED if verified else 0)
    data = hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + bytes(4) + bytes(16)
    data += len(identifier).to_bytes(2, "big") + identifier + _cbor(cose)
    return {
        "id": key["id"],
        "rawId": key["id"],
        "type": "public-key",
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": _unpadded(_client_data("create", challenge, origin)),
            "attestationObject": _unpadded(_cbor({"fmt": "none", "attStmt": {}, "authData": data})),
            "authenticatorData": _unpadded(data),
            "publicKey": _unpadded(_public_der(private)),
            "publicKeyAlgorithm": cose[3],
            "transports": ["internal"],
        },
    }


def broken(credential: dict[str, Any], how: str) -> dict[str, Any]:
    """A RegistrationResponseJSON whose attestation object, or client data, is cut in the middle, or is no CBOR."""
    response = dict(credential["response"])
    if how == "client-data":
        response["clientDataJSON"] = response["clientDataJSON"][: len(response["clientDataJSON"]) // 8 * 4]
    elif how == "attestation-cut":
        response["attestationObject"] = response["attestationObject"][: len(response["attestationObject"]) // 8 * 4]
    else:
        response["attestationObject"] = _unpadded(b"\xff" * 64)
    return {**credential, "response": response}


def options(text: str) -> dict[str, str]:
    """``challenge`` and ``rpId`` of CREDENTIAL_REQUEST_OPTIONS; empty where there are none."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    found = found if isinstance(found, dict) else {}
    return {name: found[name] if isinstance(found.get(name), str) else "" for name in ("challenge", "rpId")}


def assertion(
    key: dict[str, str],
    challenge: str,
    rp_id: str,
    origin: str,
    verified: bool = True,
    ceremony: str = "get",
    signer: dict[str, str] | None = None,
) -> str:
    """AuthenticationResponseJSON, the text of CREDENTIAL: for the passkey ``key``, signed by ``signer``'s key."""
    private = _private((signer or key)["pem"])
    flags = USER_PRESENT | (USER_VERIFIED if verified else 0)
    data = hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + bytes(4)
    client_data = _client_data(ceremony, challenge, origin)
    answer = {
        "id": key["id"],
        "rawId": key["id"],
        "type": "public-key",
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": _unpadded(client_data),
            "authenticatorData": _unpadded(data),
            "signature": _unpadded(_signed(private, data + hashlib.sha256(client_data).digest())),
        },
    }
    return json.dumps(answer, separators=(",", ":"))
