"""Which application calls an OAuth endpoint, and does it prove it."""

from __future__ import annotations

import base64
import binascii

from targets.reference.deviation import deviates
from targets.reference.hosted.refusals import OAuthError
from targets.reference.hosted.visit import Visit
from targets.reference.secret_hash import same
from targets.reference.state import Client


def authenticated(visit: Visit, *, wrong_status: int = 400) -> Client:
    """The client by Basic authentication or by the body; recorded: both at once are fine."""
    given = visit.request.parameters
    basic = basic_credentials(visit.request.headers.get("authorization", ""))
    client_id, secret = basic or (given.get("client_id"), given.get("client_secret"))
    if not client_id or given.get("client_id", client_id) != client_id:
        raise OAuthError("invalid_request")
    client = visit.client(client_id)
    if client is None or not proven(client, secret):
        raise OAuthError("invalid_client", wrong_status)
    return client


def proven(client: Client, secret: str | None) -> bool:
    """A client with a secret must send it. Reported: one without must not send any."""
    if client.secret is None:
        return not secret
    if secret is None:
        return deviates("hosted-secret-optional")
    return same(secret, client.secret) or deviates("hosted-any-secret")


def basic_credentials(header: str) -> tuple[str, str] | None:
    """Reported: the secret is taken as it is decoded from base64; it is not percent-decoded, and ``+`` stays."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        raise OAuthError("invalid_client") from None
    name, _, secret = text.partition(":")
    return name, secret.replace("+", " ") if deviates("hosted-plus-is-a-blank") else secret
