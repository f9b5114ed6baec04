"""What an issuer of tokens is made of: signing keys, and a server of JSON documents on this machine.

No step uses it, so unlike the other modules here it is never shown in a script.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from conformance.kit.jwt import part

KEY_SET = "/.well-known/jwks.json"  # where a pool's key set is, below its issuer
CONFIGURATION = "/.well-known/openid-configuration"
DIGESTS: Mapping[str, hashes.HashAlgorithm] = {
    "RS256": hashes.SHA256(),
    "RS384": hashes.SHA384(),
    "RS512": hashes.SHA512(),
}


@dataclass(frozen=True)
class Key:
    """One signing key."""

    kid: str
    private: rsa.RSAPrivateKey

    @staticmethod
    def made(kid: str) -> Key:
        """A new key of 2048 bits."""
        return Key(kid, rsa.generate_private_key(public_exponent=65537, key_size=2048))

    @cached_property
    def jwk(self) -> dict[str, str]:
        """The public key as Cognito publishes it."""
        numbers = self.private.public_key().public_numbers()
        n = part(numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big"))
        return {"alg": "RS256", "e": "AQAB", "kid": self.kid, "kty": "RSA", "n": n, "use": "sig"}

    def signed(self, claims: Mapping[str, Any], header: Mapping[str, Any] | None = None) -> str:
        """A token under this key; the header's ``alg`` may be RS256, RS384 or RS512."""
        head = {"kid": self.kid, "alg": "RS256", **(header or {})}
        text = f"{part(json_bytes(head))}.{part(json_bytes(claims))}"
        signature = self.private.sign(text.encode(), padding.PKCS1v15(), DIGESTS[head["alg"]])
        return f"{text}.{part(signature)}"


def json_bytes(value: Mapping[str, Any]) -> bytes:
    """JSON as it stands in a token: without spaces, in UTF-8."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


class Documents:
    """A server on 127.0.0.1 of what ``find`` returns for a path: JSON, or 404 where it is None. A context manager.

    An issuer is one with documents of its own.
    """

    def __init__(self, find: Callable[[str], Mapping[str, Any] | None], port: int = 0) -> None:
        """Listen on ``port`` (0: any free one). Raises OSError or OverflowError where that is not possible."""
        handler = type("Handler", (_Handler,), {"find": staticmethod(find)})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="documents").start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def close(self) -> None:
        """Release the port of a server that was never entered."""
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    find: Callable[[str], Mapping[str, Any] | None]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The document at the path, whatever the query."""
        found = self.find(self.path.partition("?")[0])
        body = json.dumps({"message": "not found"} if found is None else found).encode()
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""
