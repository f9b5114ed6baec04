"""SECRET_HASH: what a client with a secret proves in every call."""

from __future__ import annotations

import base64
import hashlib
import hmac

from targets.reference.errors import InvalidParameterException, NotAuthorizedException
from targets.reference.state import Client


def secret_hash(client: Client, username: str) -> str:
    """Documented: Base64(HMAC-SHA256(secret, username + client id))."""
    message = f"{username}{client.id}".encode()
    return base64.b64encode(hmac.new((client.secret or "").encode(), message, hashlib.sha256).digest()).decode()


def check_secret_hash(client: Client, username: str, given: str | None) -> None:
    """Recorded: before any look at the user; over the name as typed."""
    check_received(client, given)
    if client.secret and not same(given, secret_hash(client, username)):
        raise NotAuthorizedException(f"Unable to verify secret hash for client {client.id}")


def check_unexpected(client: Client, given: str | None) -> None:
    """Recorded for SignUp: a client without a secret does not ignore a hash."""
    if not client.secret and given is not None:
        raise InvalidParameterException(
            f"App client {client.id} is not configured for secret but secret hash was received"
        )


def check_refresh_hash(client: Client, username: str, given: str | None) -> None:
    """Recorded: a refresh wants the real user name, not the alias signed in with, and has a text of its own."""
    if client.secret and not same(given, secret_hash(client, username)):
        raise NotAuthorizedException(f"SecretHash does not match for the client: {client.id}")


def check_received(client: Client, given: str | None) -> None:
    """Recorded: this text today; an older one and the one for a wrong hash are known too."""
    if client.secret and given is None:
        raise NotAuthorizedException(f"Client {client.id} is configured with secret but SECRET_HASH was not received")


def same(given: str | None, expected: str) -> bool:
    """Compare in constant time."""
    return given is not None and hmac.compare_digest(given.encode(), expected.encode())
