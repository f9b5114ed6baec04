"""The secret of a remembered device: its verifier for ConfirmDevice, and the proof for DEVICE_PASSWORD_VERIFIER.

The same arithmetic as for a password; the identity is DeviceGroupKey + DeviceKey instead of pool name + user name.
"""

import base64
import hashlib
import hmac

from conformance.kit.srp import G, N, _hash, _padded, power


def _exponent(salt: int, group_key: str, device_key: str, password: str) -> int:
    identity = hashlib.sha256(f"{group_key}{device_key}:{password}".encode()).digest()
    return _hash(_padded(salt) + identity)


def device_verifier(group_key: str, device_key: str, password: str, salt: str) -> dict[str, str]:
    """DeviceSecretVerifierConfig for a device password and a salt in hexadecimal."""
    number = int(salt, 16)
    value = power(G, _exponent(number, group_key, device_key, password))
    return {
        "PasswordVerifier": base64.b64encode(_padded(value)).decode(),
        "Salt": base64.b64encode(_padded(number)).decode(),
    }


def device_claim(
    a: str,
    big_a: str,
    srp_b: str,
    salt: str,
    group_key: str,
    device_key: str,
    password: str,
    secret_block: str,
    at: str,
) -> str:
    """PASSWORD_CLAIM_SIGNATURE for what the server sent. ``at`` is the TIMESTAMP that will be sent along."""
    public_b = int(srp_b, 16)
    k = _hash(_padded(N) + _padded(G))
    u = _hash(_padded(int(big_a, 16)) + _padded(public_b))
    x = _exponent(int(salt, 16), group_key, device_key, password)
    shared = power(public_b - k * power(G, x), int(a, 16) + u * x)
    extracted = hmac.new(_padded(u), _padded(shared), hashlib.sha256).digest()
    key = hmac.new(extracted, b"Caldera Derived Key\x01", hashlib.sha256).digest()[:16]
    message = group_key.encode() + device_key.encode() + base64.b64decode(secret_block) + at.encode()
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
