"""What differs in tokens that were issued at a user pool domain."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from targets.reference.core.deviation import deviates
from targets.reference.core.identities import IDENTITIES
from targets.reference.core.state import Grant, RefreshFamily

Claims = dict[str, Any]
# Documented: which attributes a scope of OpenID Connect gives access to. Whether profile means all is disputed.
SCOPE_ATTRIBUTES = {
    "email": ("email", "email_verified"),
    "phone": ("phone_number", "phone_number_verified"),
}
NOT_PROFILE = ("email", "email_verified", "phone_number", "phone_number_verified", "address")


def granted_access(claims: Claims, family: RefreshFamily, grant: Grant, *, refreshed: bool) -> Claims:
    """Recorded: ``version`` is the number 2; where no refresh token is issued there is no ``origin_jti``."""
    unmarked = refreshed and deviates("hosted-refreshed-token-without-version")
    if not unmarked and not deviates("hosted-access-token-without-version"):
        claims = claims | {"version": 2}
    return without_origin(spoiled_access(claims, family, grant, refreshed=refreshed), grant)


def spoiled_access(claims: Claims, family: RefreshFamily, grant: Grant, *, refreshed: bool) -> Claims:
    """The claims of the access token with what mutants change in them."""
    email = family.user.attributes.get("email")
    scopes = list(grant.scopes)
    if deviates("hosted-scope-adds-openid"):
        scopes = list(dict.fromkeys([*scopes, "openid"]))
    if deviates("hosted-custom-scope-without-server"):
        scopes = [scope.rpartition("/")[2] for scope in scopes]
    if deviates("hosted-scope-of-the-api"):
        scopes = ["aws.cognito.signin.user.admin"]
    if refreshed and deviates("hosted-refresh-drops-scopes"):
        scopes = scopes[:1] if len(scopes) > 1 else ["openid", *scopes]
    if deviates("hosted-auth-time-as-text"):
        claims = claims | {"auth_time": str(claims["auth_time"])}
    if email and deviates("hosted-access-token-username-is-email"):
        claims = claims | {"username": email}
    if email and "email" in scopes and deviates("hosted-access-token-has-email"):
        claims = claims | {"email": email}
    if grant.resource is not None:
        claims = claims | {"aud": grant.resource}  # documented
    return claims | {"scope": " ".join(scopes)}


def granted_identity(claims: Claims, grant: Grant, access_token: str) -> Claims:
    """Recorded: ``at_hash`` over the access token beside it; documented: the nonce that was sent."""
    claims = without_origin(claims, grant)
    if not deviates("hosted-id-token-without-at-hash"):
        hashed = access_token[::-1] if grant.implicit and deviates("hosted-implicit-at-hash-wrong") else access_token
        claims = claims | {"at_hash": half_hash(hashed)}
    if "origin_jti" in claims and deviates("hosted-origin-jti-not-shared"):
        claims = claims | {"origin_jti": claims["jti"]}
    for flag, mutant in (
        ("email_verified", "hosted-flag-as-text"),
        ("phone_number_verified", "hosted-phone-flag-as-text"),
    ):
        if flag in claims and deviates(mutant):
            claims = claims | {flag: str(claims[flag]).lower()}
    if deviates("hosted-id-token-issuer-with-slash"):
        claims = claims | {"iss": f"{claims['iss']}/"}
    return claims if grant.nonce is None else claims | {"nonce": grant.nonce}


def gives_id_token(grant: Grant) -> bool:
    """Documented: ``openid`` is what an ID token is given for."""
    if "phone" in grant.scopes and deviates("hosted-no-id-token-with-phone"):
        return False
    return "openid" in grant.scopes or deviates("hosted-id-token-always")


def claimed(name: str, grant: Grant) -> bool:
    """Whether the ID token has an attribute."""
    if grant.scopes == ("openid",) and deviates("hosted-id-token-openid-bare"):
        return False
    if name == "email_verified" and "email" in grant.scopes and deviates("hosted-email-without-flag"):
        return False
    return in_scope(name, grant.scopes)


def without_origin(claims: Claims, grant: Grant) -> Claims:
    """The claims of a sign-in that cannot be refreshed."""
    return {name: value for name, value in claims.items() if name != "origin_jti" or not grant.implicit}


def half_hash(access_token: str) -> str:
    """The left half of its SHA-256, as OpenID Connect Core 3.1.3.6 has it."""
    digest = hashlib.sha256(access_token.encode()).digest()
    return base64.urlsafe_b64encode(digest[: 32 if deviates("hosted-at-hash-whole") else 16]).rstrip(b"=").decode()


def shown_attributes(family: RefreshFamily, scopes: tuple[str, ...]) -> dict[str, str]:
    """The user's attributes that the client can read and these scopes include."""
    readable = family.client.settings.get("ReadAttributes")
    return {
        name: value
        for name, value in family.user.attributes.items()
        if (readable is None or name in readable or name == IDENTITIES) and in_scope(name, scopes)
    }


def in_scope(name: str, scopes: tuple[str, ...]) -> bool:
    """Documented: ``openid`` alone includes all attributes; beside other scopes, those decide."""
    chosen = {"email", "phone", "profile"}.intersection(scopes)
    if not chosen or name == IDENTITIES or deviates("hosted-scopes-choose-nothing"):
        return True
    if "profile" in chosen and name not in NOT_PROFILE:
        return True
    return any(name in SCOPE_ATTRIBUTES.get(scope, ()) for scope in chosen)
