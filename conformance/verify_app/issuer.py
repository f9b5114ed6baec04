"""An issuer on 127.0.0.1: OpenID configuration, key set, and the private keys that sign."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

STRANGER = "stranger"  # names a key that is in no key set


class IssuerError(Exception):
    """The issuer could not be started; the message says where and what to do."""


class Issuer:
    """Serves one pool's documents while it is open. ``keys`` has the private keys by ``kid``, and the stranger's."""

    def __init__(self, port: int, pool_id: str, kids: list[str]) -> None:
        """Listen on ``port`` of 127.0.0.1 (0: any free one). Raises IssuerError where that is not possible."""
        self.pool_id = pool_id
        self.keys: dict[str, Any] = {STRANGER: _new_key()}
        self.published: list[str] = []
        for kid in kids:
            self.publish(kid)
        try:
            self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        except (OSError, OverflowError) as error:
            raise IssuerError(f"no issuer on 127.0.0.1:{port}: {error}. Choose another --issuer-port.") from None
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """The address of the issuer, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/{self.pool_id}"

    @property
    def jwks_url(self) -> str:
        """The address of the key set."""
        return f"{self.url}/.well-known/jwks.json"

    def publish(self, kid: str) -> None:
        """Add a new key to the key set."""
        self.keys[kid] = _new_key()
        self.published.append(kid)

    def document(self, path: str) -> dict[str, Any] | None:
        """What is served at a path; None where nothing is."""
        if path == f"/{self.pool_id}/.well-known/jwks.json":
            return {"keys": [_public(kid, self.keys[kid]) for kid in list(self.published)]}
        if path == f"/{self.pool_id}/.well-known/openid-configuration":
            return {
                "issuer": self.url,
                "jwks_uri": self.jwks_url,
                "id_token_signing_alg_values_supported": ["RS256"],
                "response_types_supported": ["code", "token"],
                "subject_types_supported": ["public"],
            }
        return None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = issuer.document(self.path)
                body = json.dumps(found if found is not None else {"message": "not found"}).encode()
                self.send_response(200 if found is not None else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing is logged."""

        return Handler

    def __enter__(self) -> Issuer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _public(kid: str, key: rsa.RSAPrivateKey) -> dict[str, Any]:
    numbers: dict[str, Any] = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {"alg": "RS256", "e": numbers["e"], "kid": kid, "kty": "RSA", "n": numbers["n"], "use": "sig"}
