"""Computations of OAuth 2.0 and OpenID Connect clients."""

import base64
import hashlib
from urllib.parse import parse_qsl, urlencode, urlsplit


def domain_for(pool_id: str, base: str = "conformance-") -> str:
    """A prefix domain for a pool that begins with ``base``: each pool has its own, in a replay as well."""
    return base + hashlib.sha256(pool_id.encode()).hexdigest()[:20]


def verifier(seed: str) -> str:
    """A PKCE code verifier of 43 characters made of a drawn text."""
    digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def challenge(code_verifier: str) -> str:
    """The PKCE code challenge of a verifier, method S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()


def half_hash(token: str) -> str:
    """``at_hash`` of an access token: the left half of its SHA-256 (OpenID Connect Core 3.1.3.6)."""
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:16]).rstrip(b"=").decode()


def basic(client_id: str, secret: str) -> str:
    """The value of an Authorization header by Basic authentication; nothing is percent-encoded in it."""
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def bearer(token: str) -> str:
    """The value of an Authorization header with an access token."""
    return f"Bearer {token}"


def parameters(url: str) -> dict[str, str]:
    """The parameters of a URL, of its fragment as well as of its query."""
    parts = urlsplit(url)
    return dict(parse_qsl(parts.fragment, keep_blank_values=True)) | query_of(url)


def query_of(url: str) -> dict[str, str]:
    """The parameters in the query of a URL."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def fragment_of(url: str) -> dict[str, str]:
    """The parameters in the fragment of a URL."""
    return dict(parse_qsl(urlsplit(url).fragment, keep_blank_values=True))


def encoded(parameters: dict[str, str]) -> str:
    """Parameters as a form or a query has them."""
    return urlencode(parameters)
