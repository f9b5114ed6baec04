"""Small applications that take a bearer token: right ones, and ones that lack one check."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import jwt
import requests
from flask import Flask, request
from joserfc import jwt as joserfc_jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from conformance.verify_app.draft import Needs


class Refused(Exception):
    """The token is not what the application needs."""


def bearer(value: str | None) -> str:
    """The token in an Authorization header; raises Refused where there is none."""
    scheme, _, token = (value or "").partition(" ")
    if scheme != "Bearer" or not token:
        raise Refused("no bearer token")
    return token


class WithPyJWT:
    """An application's validation with PyJWT; ``lacks`` names the one check that is left out."""

    def __init__(self, needs: Needs, jwks_url: str, lacks: str = "", leeway: int = 0) -> None:
        self.needs, self.lacks, self.leeway = needs, lacks, leeway
        self.client = jwt.PyJWKClient(jwks_url)

    def __call__(self, authorization: str | None) -> None:
        """Return for a token that is good; raise Refused otherwise."""
        if self.lacks == "token" and authorization is None:
            return
        try:
            claims = self._claims(bearer(authorization))
        except jwt.PyJWTError as error:
            raise Refused(str(error)) from None
        needs, client = self.needs, "client_id" if self.needs.use == "access" else "aud"
        if self.lacks != "client" and claims.get(client) != needs.client_id:
            raise Refused(client)
        if self.lacks != "token_use" and claims.get("token_use") != needs.use:
            raise Refused("token_use")
        if self.lacks != "permission":
            self._permitted(claims)

    def _claims(self, token: str) -> dict[str, Any]:
        options: Any = {
            "verify_signature": self.lacks != "signature",
            "verify_exp": self.lacks != "exp",
            "verify_iss": self.lacks != "iss",
            "verify_aud": False,
            "require": [] if self.lacks == "exp" else ["exp"],
        }
        key = None if self.lacks == "signature" else self.client.get_signing_key_from_jwt(token).key
        issuer = None if self.lacks == "iss" else self.needs.issuer
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=["RS256"], issuer=issuer, options=options, leeway=self.leeway
        )
        return claims

    def _permitted(self, claims: Mapping[str, Any]) -> None:
        if not set(self.needs.scopes) <= set(claims.get("scope", "").split()):
            raise Refused("scope")
        if self.needs.group is not None and self.needs.group not in claims.get("cognito:groups", []):
            raise Refused("group")


@contextmanager
def plain_app(check: Callable[[str | None], None], broken: int = 401) -> Iterator[str]:
    """The URL of an application on http.server that answers 200 or, for what ``check`` refuses, ``broken``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                check(self.headers.get("Authorization"))
                status = 200
            except Refused:
                status = broken
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with _served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        yield url


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def flask_app(needs: Needs, jwks_url: str, *, essential: bool = True) -> Iterator[str]:
    """The URL of an application on Flask with joserfc; unless ``essential``, claims are compared only where present."""
    app = Flask("token-app")
    client = "client_id" if needs.use == "access" else "aud"
    wanted: dict[str, Any] = {"iss": needs.issuer, client: needs.client_id, "token_use": needs.use}
    registry = joserfc_jwt.JWTClaimsRegistry(
        leeway=0, exp={"essential": True}, **{k: {"essential": essential, "value": v} for k, v in wanted.items()}
    )

    @app.get("/")
    def me() -> tuple[str, int]:
        try:
            keys = KeySet.import_key_set(requests.get(jwks_url, timeout=5).json())
            token = joserfc_jwt.decode(bearer(request.headers.get("Authorization")), keys, algorithms=["RS256"])
            registry.validate(token.claims)
        except (JoseError, Refused, ValueError):
            return "no", 401
        return "yes", 200

    with _served(make_server("127.0.0.1", 0, app, handler_class=_Quiet)) as url:
        yield url


@contextmanager
def _served(server: Any) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
