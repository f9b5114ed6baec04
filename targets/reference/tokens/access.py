"""The access token of a token-authorized operation: who is calling, and may they."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from targets.reference.core.api import Call
from targets.reference.core.deviation import deviates
from targets.reference.core.endings import access_token_over
from targets.reference.core.errors import (
    InvalidParameterException,
    NotAuthorizedException,
    ResourceNotFoundException,
    user_not_found,
)
from targets.reference.core.keys import SigningKey
from targets.reference.core.namesakes import namesake
from targets.reference.core.scopes import ADMIN_SCOPE
from targets.reference.core.state import Client, Pool, RefreshFamily, User
from targets.reference.tokens.issue import REFRESH_START, encoded


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
    mistaken = refresh_token_owner(call) or id_token_owner(call)
    if mistaken is not None:
        return mistaken
    if "." not in call["AccessToken"]:
        raise garbage(call)
    claims = verified_claims(call)
    if claims.get("token_use") != "access":
        wrong_text = call.operation == "GetUser" and deviates("id-token-text")
        raise NotAuthorizedException("Wrong token use") if wrong_text else invalid_token()
    check_not_expired(call, claims)
    pool = call.store.pools[claims["iss"].rpartition("/")[2]]
    if claims["client_id"] not in pool.clients and not deviates("access-token-client-name"):
        raise ResourceNotFoundException(f"User pool client {claims['client_id']} does not exist.")
    check_scope(call, claims)
    family = family_of(pool, claims)
    check_user(call, pool, family, claims)
    return mixed_up(call, Caller(family.user, family.client, family))


def check_scope(call: Call, claims: dict[str, Any]) -> None:
    """Recorded: of the scopes of a token from a pool's domain only one is good for the API."""
    asked = "get-user" if call.operation == "GetUser" else "operations"
    if "version" in claims and asked == "get-user" and deviates("get-user-refuses-hosted-tokens"):
        raise invalid_token()
    if "username" not in claims:
        unscoped = deviates("get-user-takes-machine-tokens")
    else:
        unscoped = deviates("get-user-without-scope") if asked == "get-user" else deviates("operations-without-scope")
    if ADMIN_SCOPE not in claims["scope"].split(" ") and not unscoped:
        wrong_text = deviates("missing-scope-text")
        raise NotAuthorizedException("Invalid scope" if wrong_text else "Access Token does not have required scopes")


def garbage(call: Call) -> Exception:
    """Recorded: one text for what is no token at all."""
    if call.operation == "GetUser" and deviates("garbage-token-not-found"):
        return user_not_found()
    if call.operation not in ("GetUser", "GlobalSignOut") and deviates("garbage-token-parameter"):
        return InvalidParameterException("Invalid token")
    wrong_text = (call.operation == "GetUser" and deviates("garbage-token-text")) or (
        call.operation == "GlobalSignOut" and deviates("global-sign-out-garbage-text")
    )
    return NotAuthorizedException("Invalid token") if wrong_text else invalid_token()


def check_not_expired(call: Call, claims: dict[str, Any]) -> None:
    """Recorded: the text differs from that for a malformed token."""
    now = call.now + (45 if deviates("access-token-ends-early") else 0)
    ignored = deviates("get-user-ignores-expiry" if call.operation == "GetUser" else "operations-ignore-expiry")
    if access_token_over(call, claims, over=now >= claims["exp"]) and not ignored:
        wrong_text = deviates("expired-access-token-text")
        raise NotAuthorizedException("Invalid Access Token" if wrong_text else "Access Token has expired")


def family_of(pool: Pool, claims: dict[str, Any]) -> RefreshFamily:
    """The sign-in that an access token stems from."""
    family = pool.families.get(claims["jti"])
    if family is None:  # only a mutant gets here: it took claims that were never issued
        users = {f.user.sub: f for f in pool.families.values()}
        family = users.get(claims["sub"]) or next(reversed(pool.families.values()))
    elif claims["jti"] != family.jtis[0] and deviates("refreshed-access-token-unknown"):
        raise invalid_token()
    return family


def mixed_up(call: Call, found: Caller) -> Caller:
    """The caller; for a mutant the first user of that name in any pool."""
    if deviates("pools-mixed-up"):
        for pool in call.store.pools.values():
            other = pool.names.get(pool.fold(found.user.username))
            if other is not None:
                found.user = other
                break
    return found


def refresh_token_owner(call: Call) -> Caller | None:
    """Not looked at, but for a mutant: whose refresh token this is."""
    token = call["AccessToken"]
    pools = call.store.pools.values() if token.startswith(REFRESH_START) else ()
    found = (pool.refresh_tokens.get(token) for pool in pools)
    family = next((family for family, _ in filter(None, found)), None)
    known = deviates("refresh-token-authorizes", here=family is not None)
    return Caller(family.user, family.client, family) if known and family is not None else None


def id_token_owner(call: Call) -> Caller | None:
    """Not looked at, but for mutants: whose ID token this is."""
    if deviates("get-user-takes-id-tokens" if call.operation == "GetUser" else "operations-take-id-tokens"):
        pieces = call["AccessToken"].split(".")
        claims = json.loads(_decoded(pieces[1])) if len(pieces) == 3 else {}
        if claims.get("token_use") == "id":
            families = (f for pool in call.store.pools.values() for f in pool.families.values())
            family = next((f for f in families if f.origin_jti == claims.get("origin_jti")), None)
            return Caller(family.user, family.client, family) if family else None
    return None


def forgiven(call: Call, family: RefreshFamily, claims: dict[str, Any]) -> bool:
    """Which revocations emulators forget."""
    by, writes = family.ended_by, call.operation not in ("GetUser", "GlobalSignOut")
    first = claims["jti"] == family.jtis[0]
    return (
        (by.startswith("GlobalSignOut") and deviates("sign-out-keeps-access-tokens"))
        or (by == "GlobalSignOut" and writes and deviates("sign-out-seen-by-get-user-only"))
        or (by == "GlobalSignOut elsewhere" and deviates("sign-out-keeps-other-access-tokens"))
        or (by == "AdminUserGlobalSignOut" and deviates("admin-sign-out-keeps-access-tokens"))
        or (call.operation == "GlobalSignOut" and deviates("global-sign-out-twice"))
        or (by == "RevokeToken" and first and deviates("revoke-keeps-first-access-token"))
        or (by == "RevokeToken" and not first and deviates("revoke-keeps-newer-access-tokens"))
    )


def check_user(call: Call, pool: Pool, family: RefreshFamily, claims: dict[str, Any]) -> None:
    """Whether the user behind a token is still there and signed in."""
    gone = family.user.sub not in pool.users and not deviates("access-token-of-deleted-user")
    if gone and not (namesake(pool, family.user) and deviates("access-token-of-namesake")):
        raise user_not_found()
    if family.auth_time <= int(max(family.user.attempts.get("signed out", [0]))):  # empty, but for a mutant
        raise NotAuthorizedException("Access Token has been revoked")
    if not family.user.enabled and not deviates("admuser-access-lives"):
        raise NotAuthorizedException("User is disabled.")
    survives = claims["jti"] in family.renewed and deviates("renewed-access-token-survives-revocation")
    if (family.revoked or family.access_revoked) and not survives and not forgiven(call, family, claims):
        wrong_text = family.ended_by == "GlobalSignOut" and deviates("signed-out-access-token-text")
        raise NotAuthorizedException("Invalid token" if wrong_text else "Access Token has been revoked")


def verified_claims(call: Call, member: str = "AccessToken") -> dict[str, Any]:
    """The claims of a token that one of our pools signed."""
    header, claims, signature, signed = _parts(call[member])
    pool = call.store.pools.get(str(claims.get("iss", "")).rpartition("/")[2])
    if pool is None or (claims.get("iss") != pool.issuer and not deviates("access-token-issuer-localhost")):
        raise invalid_token()
    if accepted_unverified(call, pool, header, signature, signed):
        return claims
    key = _key(pool, header)
    try:
        key.private.public_key().verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        wrong_text = deviates("wrong-signature-text")
        text = "signature mismatch" if wrong_text else "Could not verify signature for Access Token"
        raise NotAuthorizedException(text) from None
    if claims.get("token_use") == "access" and key is not pool.access_key:
        raise invalid_token()
    return claims


def accepted_unverified(call: Call, pool: Pool, header: dict[str, Any], signature: bytes, signed: bytes) -> bool:
    """Not so, but for mutants: each leaves out one step of the verification."""
    known = header.get("kid") == pool.access_key.kid
    rs256 = header.get("alg") == "RS256"
    issued = encoded(signature) in pool.issued
    return (
        (str(header.get("alg", "")).lower() in ("none", "") and deviates("alg-none-accepted"))
        or (
            header.get("alg") == "HS256"
            and hmac.compare_digest(signature, hmac.digest(_pem(pool.access_key), signed, "sha256"))
            and deviates("hmac-with-public-key-accepted")
        )
        or (rs256 and known and call.operation == "GetUser" and deviates("get-user-ignores-signature"))
        or (rs256 and known and call.operation != "GetUser" and deviates("operations-ignore-signature"))
        or (rs256 and known and issued and len(header) == 2 and deviates("claims-not-signed"))
        or (issued and _same_claims(pool, signature, signed) and deviates("header-not-signed"))
        or (rs256 and known and len(signature) == 256 and deviates("foreign-signature-accepted"))
        or (rs256 and not known and header.get("kid") != pool.id_key.kid and deviates("unknown-kid-accepted"))
        or (rs256 and known and len(signature) < 256 and deviates("truncated-signature-accepted"))
    )


def _same_claims(pool: Pool, signature: bytes, signed: bytes) -> bool:
    """Whether the signature fits these claims under the header that the pool writes."""
    header = encoded(json.dumps({"kid": pool.access_key.kid, "alg": "RS256"}, separators=(",", ":")).encode())
    try:
        original = f"{header}.".encode() + signed.partition(b".")[2]
        pool.access_key.private.public_key().verify(signature, original, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _pem(key: SigningKey) -> bytes:
    return key.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _key(pool: Pool, header: dict[str, Any]) -> SigningKey:
    """The key that ``kid`` names; RS256 is the only algorithm."""
    if header.get("alg") != "RS256":
        raise invalid_token()
    if header.get("kid") == "hosted" and deviates("hosted-access-token-unknown-kid"):
        return pool.access_key
    for key in (pool.access_key, pool.id_key):
        if header.get("kid") == key.kid:
            return key
    raise invalid_token()


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    pieces = token.split(".")
    shortened = deviates("truncated-signature-accepted")
    if len(pieces) == 2 and shortened:
        pieces.append("")
    if len(pieces) != 3:
        raise invalid_token()
    try:
        header, claims = json.loads(_decoded(pieces[0])), json.loads(_decoded(pieces[1]))
        signature = b"" if shortened and len(pieces[2]) < 342 else _decoded(pieces[2])
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
