"""An OpenID Connect provider on this machine. It knows no users: the code in a request contains the answer."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

IDP_SERVERS: list[Any] = []  # the one server of this process, once it has been asked for
IDP_ASKED: dict[str, dict[str, str]] = {}  # the last token request for a code


def idp_url() -> str:
    """The URL of the provider; it runs from the first time on, until this process ends."""
    if not IDP_SERVERS:
        server = ThreadingHTTPServer(("127.0.0.1", 0), IdpHandler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        IDP_SERVERS.append(server)
    return f"http://127.0.0.1:{IDP_SERVERS[0].server_port}"


def idp_code(now: str, claims: dict[str, Any], **changes: Any) -> str:
    """An authorization code for the user that these claims describe.

    ``now`` is the target's clock. ``changes``: ``token`` replaces claims of the ID token, ``info`` has further members
    of userInfo, ``key`` "other" signs with a key that is not published, ``error`` is the token endpoint's error instead
    of tokens, ``salt`` makes equal codes differ.
    """
    content = json.dumps({"now": int(now), "claims": claims, **changes}, ensure_ascii=True, sort_keys=True)
    return base64.urlsafe_b64encode(content.encode()).rstrip(b"=").decode()


def idp_opened(text: str) -> dict[str, Any]:
    """The content of a code; empty for a text that is not a code."""
    try:
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def idp_keys() -> tuple[Any, Any]:
    """The key that is published, and one that is not; made once."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    if len(IDP_SERVERS) < 2:
        IDP_SERVERS.append(tuple(rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)))
    pair: tuple[Any, Any] = IDP_SERVERS[1]
    return pair


def idp_discovery(issuer: str) -> dict[str, Any]:
    """The provider's discovery document."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/keys",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }


def idp_tokens(issuer: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """The answer of the token endpoint."""
    import jwt

    given = idp_opened(form.get("code", ""))
    IDP_ASKED[form.get("code", "")] = form
    if "claims" not in given:
        return 400, {"error": "invalid_grant"}
    if given.get("error"):
        return 400, {"error": given["error"], "error_description": "as asked for"}
    at = given["now"]
    claims = {"iss": issuer, "aud": form.get("client_id", ""), "iat": at, "exp": at + 300, "auth_time": at}
    content = claims | given["claims"] | given.get("token", {})
    key = idp_keys()[1 if given.get("key") == "other" else 0]
    signed = jwt.encode(content, key, algorithm="RS256", headers={"kid": "suite"})
    return 200, {"access_token": form["code"], "id_token": signed, "token_type": "Bearer", "expires_in": 300}


def idp_document(issuer: str, path: str, form: dict[str, str], bearer: str) -> tuple[int, Any]:
    """The answer to a request for one of the provider's documents."""
    from jwt.algorithms import RSAAlgorithm

    if path == "/.well-known/openid-configuration":
        return 200, idp_discovery(issuer)
    if path == "/keys":
        key = json.loads(RSAAlgorithm.to_jwk(idp_keys()[0].public_key()))
        return 200, {"keys": [key | {"kid": "suite", "alg": "RS256", "use": "sig"}]}
    if path == "/token":
        return idp_tokens(issuer, form)
    if path == "/userinfo":
        given = idp_opened(bearer)
        if "claims" not in given:
            return 401, {"error": "invalid_token"}
        return 200, given["claims"] | given.get("info", {})
    if path == "/asked":  # for the suite: the target's last request to the token endpoint
        return 200, IDP_ASKED.get(form.get("code", ""), {})
    return 404, {"error": "not_found"}


class IdpHandler(BaseHTTPRequestHandler):
    """One request to the provider."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer the request; form parameters may be in the query or in the body."""
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
        form = dict(parse_qsl(parts.query)) | dict(parse_qsl(body))
        form |= {"authorization": "yes"} if self.headers.get("Authorization", "").startswith("Basic ") else {}
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        issuer = f"http://127.0.0.1:{IDP_SERVERS[0].server_port}"
        status, content = idp_document(issuer, parts.path, form, bearer)
        text = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_POST(self) -> None:
        """Answer like ``do_GET``."""
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def apple_key() -> str:
    """A private key as Sign in with Apple gives it out: PKCS #8 without its frame."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    plain = serialization.NoEncryption()
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()
    return "".join(text.strip().splitlines()[1:-1])
