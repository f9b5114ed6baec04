"""Which application calls an OAuth endpoint, and does it prove it."""

from __future__ import annotations

import base64
import binascii

from targets.reference.core.deviation import deviates, varied
from targets.reference.core.secret_hash import is_secret_of
from targets.reference.core.state import Client
from targets.reference.hosted.refusals import OAuthError
from targets.reference.hosted.visit import Visit


def authenticated(visit: Visit, *, wrong_status: int = 400) -> Client:
    """The client by Basic authentication or by the body; recorded: both at once are fine."""
    given = visit.request.parameters
    basic = basic_credentials(visit.request.headers.get("authorization", ""))
    if deviates("hosted-basic-ignored"):
        basic = None
    if basic and "client_secret" in given and deviates("machine-named-twice"):
        raise OAuthError("invalid_request")
    in_body = varied(given.get("client_secret"), "hosted-secret-in-body-ignored", None)
    client_id, secret = basic or (given.get("client_id"), in_body)
    if not client_id or given.get("client_id", client_id) != client_id:
        raise OAuthError("invalid_request")
    client = visit.client(client_id)
    machine = given.get("grant_type") == "client_credentials"
    if client is None or not (proven(client, secret) or (machine and unproven_machine(secret))):
        error = "invalid_request" if client is None and deviates("hosted-unknown-app-code") else "invalid_client"
        raise OAuthError(error, varied(wrong_status, "hosted-wrong-secret-401", 401))
    return client


def unproven_machine(secret: str | None) -> bool:
    """Never enough, but for mutants."""
    return deviates("machine-secret-optional" if secret is None else "machine-any-secret")


def proven(client: Client, secret: str | None) -> bool:
    """A client with a secret must send it. Reported: one without must not send any."""
    if client.secret is None:
        return not secret
    if secret is None:
        return deviates("hosted-secret-optional")
    return is_secret_of(client, secret) or deviates("hosted-any-secret")


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
