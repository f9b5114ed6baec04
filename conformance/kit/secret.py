"""The secret hash of app clients that have a secret."""

import base64
import hashlib
import hmac


def secret_hash(username: str, client_id: str, client_secret: str) -> str:
    """Base64 of HMAC-SHA256 with the client secret over username + client id (developer guide)."""
    digest = hmac.new(client_secret.encode(), (username + client_id).encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def altered(text: str) -> str:
    """The same text with a different first letter or digit: well-formed, but wrong."""
    first = "B" if text[:1] != "B" else "C"
    return first + text[1:]


def replaced_end(text: str, end: str) -> str:
    """The same text with other characters at its end."""
    return text[: len(text) - len(end)] + end
