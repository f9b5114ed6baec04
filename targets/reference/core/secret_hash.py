"""SECRET_HASH: what a client with a secret proves in every call."""

from __future__ import annotations

import base64
import hashlib
import hmac

from targets.reference.core.api import Call
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import InvalidParameterException, NotAuthorizedException
from targets.reference.core.state import Client

IGNORING = {
    "SignUp": "sign-up-ignores-hash",
    "ConfirmSignUp": "confirm-sign-up-ignores-hash",
    "ResendConfirmationCode": "resend-ignores-hash",
    "ForgotPassword": "forgot-password-ignores-hash",
    "ConfirmForgotPassword": "confirm-forgot-password-ignores-hash",
}


def secret_hash(client: Client, username: str, secret: str) -> str:
    """Documented: Base64(HMAC-SHA256(secret, username + client id))."""
    message = f"{username}{client.id}".encode()
    return base64.b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest()).decode()


def fits(client: Client, username: str, given: str | None) -> bool:
    """Documented: a client may have two secrets, and both are good."""
    return any(same(given, secret_hash(client, username, one.value)) for one in client.secrets)


def check_secret_hash(client: Client, username: str, given: str | None) -> None:
    """Recorded: before any look at the user; over the name as typed."""
    check_received(client, given)
    if client.secret and not fits(client, username, given):
        text = f"Unable to verify secret hash for client {client.id}"
        raise NotAuthorizedException(varied(text, "wrong-hash-text", "Invalid secret hash"))


def check_hash_of(call: Call, client: Client) -> None:
    """SecretHash of the operations on sign-up and recovery, over Username."""
    if call.operation == "SignUp" and "SecretHash" in call.params and deviates("sign-up-refuses-the-hash"):
        raise NotAuthorizedException("Unable to verify secret hash")
    if not deviates(IGNORING[call.operation]):
        check_secret_hash(client, call["Username"], call.get("SecretHash"))


def check_unexpected(client: Client, given: str | None) -> None:
    """Recorded for SignUp: a client without a secret does not ignore a hash."""
    if not client.secret and given is not None and not deviates("unexpected-hash-ignored"):
        text = f"App client {client.id} is not configured for secret but secret hash was received"
        raise InvalidParameterException(varied(text, "unexpected-hash-text", "Unexpected secret hash"))


def check_refresh_hash(client: Client, username: str, given: str | None) -> None:
    """Recorded: a refresh wants the real user name, not the alias signed in with, and has a text of its own."""
    if client.secret and not fits(client, username, given):
        text = f"SecretHash does not match for the client: {client.id}"
        raise NotAuthorizedException(varied(text, "refresh-hash-text", "Invalid secret hash"))


def check_received(client: Client, given: str | None) -> None:
    """Recorded: this text today; an older one and the one for a wrong hash are known too."""
    if client.secret and given is None:
        text = f"Client {client.id} is configured with secret but SECRET_HASH was not received"
        raise NotAuthorizedException(varied(text, "missing-hash-text", "Secret hash required"))


def is_secret_of(client: Client, given: str | None) -> bool:
    """Whether this is one of the client's secrets."""
    return any(same(given, one.value) for one in client.secrets)


def same(given: str | None, expected: str) -> bool:
    """Compare in constant time."""
    return given is not None and hmac.compare_digest(given.encode(), expected.encode())
