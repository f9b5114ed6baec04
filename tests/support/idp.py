"""An OpenID Connect provider on this machine, for tests of federation: it signs in the user that it was given."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID, SECRET = "cognito", "between+us"


class Provider:
    """``claims`` is who signs in next; ``spoil`` changes the ID token's claims; ``refuse`` is a status of the token."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        self.spoil: dict[str, Any] = {}
        self.refuse: int | None = None
        self.forms: list[dict[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def details(self) -> dict[str, str]:
        """ProviderDetails of CreateIdentityProvider, the endpoints left to discovery."""
        return {
            "client_id": CLIENT_ID,
            "client_secret": SECRET,
            "authorize_scopes": "openid email",
            "attributes_request_method": "GET",
            "oidc_issuer": self.url,
        }

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Discovery, keys, tokens and userInfo."""
        if path == "/.well-known/openid-configuration":
            named = {name: f"{self.url}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
            return 200, named | {"userinfo_endpoint": f"{self.url}/userinfo", "jwks_uri": f"{self.url}/keys"}
        if path == "/keys":
            return 200, {"keys": [json.loads(RSAAlgorithm.to_jwk(self.key.public_key())) | {"kid": "k"}]}
        if path == "/userinfo":
            return 200, self.claims
        self.forms.append(form)
        if self.refuse:
            return self.refuse, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "sub": self.claims["sub"]}
        token = jwt.encode(claims | self.spoil, self.key, algorithm="RS256", headers={"kid": "k"})
        return 200, {"access_token": "opaque", "id_token": token, "token_type": "Bearer"}

    def stop(self) -> None:
        """Close."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                form = dict(parse_qsl(self.rfile.read(length).decode()))
                path, _, query = self.path.partition("?")
                if path == "/authorization_endpoint":
                    return self.send_back(dict(parse_qsl(query)))
                status, content = provider.answer(path, form)
                body = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

                return None

            do_POST = do_GET

            def send_back(self, asked: dict[str, str]) -> None:
                self.send_response(302)
                self.send_header("Location", f"{asked['redirect_uri']}?code=c&state={asked['state']}")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Handler
