"""The client's side of Cognito's SRP-6a, step by step, so that single steps can be done wrong on purpose.

Group: the 3072-bit prime of RFC 5054 with g = 2; k = H(N | g); key: HKDF-SHA256, info "Caldera Derived Key", 16 bytes.
"""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from gmpy2 import powmod

from conformance.kit.faster import faster

N = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
G = 2


def _padded(number: int) -> bytes:
    text = f"{number:x}"
    text = "0" + text if len(text) % 2 else text
    return bytes.fromhex("00" + text if text[0] in "89abcdef" else text)


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.sha256(data).digest(), "big")


@faster(lambda base, exponent: int(powmod(base, exponent, N)))
def power(base: int, exponent: int) -> int:
    """``base`` to this power, modulo N. Scripts show this plain form."""
    return pow(base, exponent, N)


def start(secret_number: str) -> dict[str, str]:
    """A = g^a mod N for the hexadecimal a: {"a": ..., "A": ...}, both hexadecimal."""
    return {"a": secret_number, "A": f"{power(G, int(secret_number, 16)):x}"}


def timestamp(now: str, day: str = "plain", offset_seconds: int = 0) -> str:
    """``now`` (seconds since the epoch) in the form 'EEE MMM d HH:mm:ss z yyyy', English, UTC.

    ``day`` is plain, padded (with a zero to two digits), or weekday (the name of the next day of the week).
    """
    moment = datetime.fromtimestamp(int(now) + offset_seconds, UTC)
    shift = 1 if day == "weekday" else 0
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[(moment.weekday() + shift) % 7]
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[moment.month - 1]
    number = f"{moment.day:02d}" if day == "padded" else str(moment.day)
    return f"{weekday} {month} {number} {moment:%H:%M:%S} UTC {moment.year}"


def claim(
    a: str, big_a: str, srp_b: str, salt: str, pool_id: str, user_id: str, password: str, secret_block: str, at: str
) -> str:
    """PASSWORD_CLAIM_SIGNATURE for what the server sent. ``at`` is the TIMESTAMP that will be sent along."""
    number_a, public_a, public_b = int(a, 16), int(big_a, 16), int(srp_b, 16)
    pool_name = pool_id.split("_", 1)[1]
    k = _hash(_padded(N) + _padded(G))
    u = _hash(_padded(public_a) + _padded(public_b))
    identity = hashlib.sha256(f"{pool_name}{user_id}:{password}".encode()).digest()
    x = _hash(_padded(int(salt, 16)) + identity)
    shared = power(public_b - k * power(G, x), number_a + u * x)
    extracted = hmac.new(_padded(u), _padded(shared), hashlib.sha256).digest()
    key = hmac.new(extracted, b"Caldera Derived Key\x01", hashlib.sha256).digest()[:16]
    message = pool_name.encode() + user_id.encode() + base64.b64decode(secret_block) + at.encode()
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
