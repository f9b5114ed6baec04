"""The access token of a token-authorized operation: who is calling, and may they."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from targets.reference.calls import Call
from targets.reference.clients import ADMIN_SCOPE
from targets.reference.errors import NotAuthorizedException, ResourceNotFoundException, user_not_found
from targets.reference.keys import SigningKey
from targets.reference.state import Client, Pool, RefreshFamily, User
from targets.reference.tokens import encoded


class Caller:
    """Who an access token speaks for."""

    def __init__(self, user: User, client: Client, family: RefreshFamily) -> None:
        self.user = user
        self.client = client
        self.pool = client.pool
        self.family = family


def invalid_token() -> NotAuthorizedException:
    """Recorded: for garbage and for an ID token."""
    return NotAuthorizedException("Invalid Access Token")


def caller(call: Call) -> Caller:
    """The user and client of ``AccessToken``. The order of the checks is ours where it is not known."""
    claims = verified_claims(call.service.pools, call["AccessToken"])
    if claims.get("token_use") != "access":
        raise invalid_token()
    if call.now >= claims["exp"]:
        raise NotAuthorizedException("Access Token has expired")
    pool = call.service.pools[claims["iss"].rpartition("/")[2]]
    if claims["client_id"] not in pool.clients:
        raise ResourceNotFoundException(f"User pool client {claims['client_id']} does not exist.")
    if ADMIN_SCOPE not in claims["scope"].split(" "):
        raise NotAuthorizedException("Access Token does not have required scopes")
    family = pool.families[claims["jti"]]
    check_user(pool, family)
    return Caller(family.user, family.client, family)


def check_user(pool: Pool, family: RefreshFamily) -> None:
    """Whether the user behind a token is still there and signed in."""
    if family.user.sub not in pool.users:
        raise user_not_found()
    if not family.user.enabled:
        raise NotAuthorizedException("User is disabled.")
    if family.revoked:
        raise NotAuthorizedException("Access Token has been revoked")


def verified_claims(pools: dict[str, Pool], token: str) -> dict[str, Any]:
    """The claims of a token that one of our pools signed."""
    header, claims, signature, signed = _parts(token)
    pool = pools.get(str(claims.get("iss", "")).rpartition("/")[2])
    if pool is None or claims.get("iss") != pool.issuer:
        raise invalid_token()
    key = _key(pool, header)
    try:
        key.private.public_key().verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise NotAuthorizedException("Could not verify signature for Access Token") from None
    if claims.get("token_use") == "access" and key is not pool.access_key:
        raise invalid_token()
    return claims


def _key(pool: Pool, header: dict[str, Any]) -> SigningKey:
    """The key that ``kid`` names; RS256 is the only algorithm."""
    if header.get("alg") != "RS256":
        raise invalid_token()
    for key in (pool.access_key, pool.id_key):
        if header.get("kid") == key.kid:
            return key
    raise invalid_token()


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    pieces = token.split(".")
    if len(pieces) != 3:
        raise invalid_token()
    try:
        header, claims = json.loads(_decoded(pieces[0])), json.loads(_decoded(pieces[1]))
        signature = _decoded(pieces[2])
    except (ValueError, binascii.Error):
        raise invalid_token() from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise invalid_token()
    return header, claims, signature, f"{pieces[0]}.{pieces[1]}".encode()


def _decoded(text: str) -> bytes:
    """base64url without padding, and only in its one canonical spelling."""
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encoded(raw) != text:
        raise ValueError("not canonical base64url")
    return raw
