"""An issuer on 127.0.0.1: OpenID configuration, key set, and the keys that sign."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from conformance.kit.issuing import CONFIGURATION, KEY_SET, Documents, Key

STRANGER = "stranger"  # names a key that is in no key set


class IssuerError(Exception):
    """The issuer could not be started; the message says where and what to do."""


class Issuer(Documents):
    """Serves one pool's documents while it is open. ``keys`` has the signing keys by ``kid``, and the stranger's."""

    def __init__(self, port: int, pool_id: str, kids: list[str]) -> None:
        """Listen on ``port`` of 127.0.0.1 (0: any free one). Raises IssuerError where that is not possible."""
        self.pool_id = pool_id
        self.keys: dict[str, Key] = {STRANGER: Key.made(STRANGER)}
        self.published: list[str] = []
        for kid in kids:
            self.publish(kid)
        with port_refused(port):
            super().__init__(self.document, port)

    @property
    def url(self) -> str:
        """The address of the issuer, without a slash at the end."""
        return f"{self.address}/{self.pool_id}"

    @property
    def jwks_url(self) -> str:
        """The address of the key set."""
        return f"{self.url}{KEY_SET}"

    def publish(self, kid: str) -> None:
        """Add a new key to the key set."""
        self.keys[kid] = Key.made(kid)
        self.published.append(kid)

    def document(self, path: str) -> dict[str, Any] | None:
        """What is served at a path; None where nothing is."""
        if path == f"/{self.pool_id}{KEY_SET}":
            return {"keys": [self.keys[kid].jwk for kid in list(self.published)]}
        if path == f"/{self.pool_id}{CONFIGURATION}":
            return {
                "issuer": self.url,
                "jwks_uri": self.jwks_url,
                "id_token_signing_alg_values_supported": ["RS256"],
                "response_types_supported": ["code", "token"],
                "subject_types_supported": ["public"],
            }
        return None


@contextmanager
def port_refused(port: int) -> Iterator[None]:
    """Raises IssuerError where a server of documents can have no such port."""
    try:
        yield
    except (OSError, OverflowError) as error:
        text = f"no key set can be served on 127.0.0.1:{port}: {error}. Choose another --issuer-port."
        raise IssuerError(text) from None
