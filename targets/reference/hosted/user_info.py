"""``/oauth2/userInfo``."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from targets.reference.core.api import Call
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.errors import ApiError
from targets.reference.core.scopes import ADMIN_SCOPE
from targets.reference.core.state import RefreshFamily
from targets.reference.core.user_attributes import former
from targets.reference.core.wire import Reply
from targets.reference.hosted.refusals import BearerError
from targets.reference.hosted.request import answer
from targets.reference.hosted.visit import Visit
from targets.reference.tokens.access import verified_claims
from targets.reference.tokens.domain_claims import shown_attributes


def user_info(visit: Visit) -> Reply:
    """Documented and recorded: all values are strings, the verified flags too, and ``username`` is among them."""
    family = bearer(visit)
    scopes = family.grant.scopes if family.grant else tuple(family.scope.split())
    content: dict[str, Any] = {"sub": family.user.sub}
    content |= shown_attributes(family, ("openid",) if deviates("user-info-ignores-scopes") else scopes)
    content |= {"username": family.user.username}
    return answer(spoiled(content, family, scopes))


def spoiled(content: dict[str, Any], family: RefreshFamily, scopes: tuple[str, ...]) -> dict[str, Any]:
    """What some emulators answer instead."""
    if deviates("user-info-ignores-read-attributes"):
        content = family.user.attributes | content
    if "nickname" not in content and deviates("user-info-names-what-is-not-there"):
        content = content | {"nickname": ""}
    if not family.user.groups and deviates("user-info-without-groups-says-none"):
        content = content | {"cognito:groups": ""}
    if "deleted nickname" in family.user.remains and deviates("user-info-after-deletion"):
        content = content | {"nickname": family.user.remains["deleted nickname"]}
    if "nickname" in content:
        content = content | {
            "nickname": former(family.user, "user-info-before-update", "nickname", content["nickname"])
        }
    if deviates("user-info-sub-is-username"):
        content = content | {"sub": family.user.username}
    for flag in ("email_verified", "phone_number_verified"):
        if flag in content and deviates("user-info-flags-as-booleans"):
            content = content | {flag: content[flag] == "true"}
        if flag in content and deviates("user-info-flags-in-capitals"):
            content = content | {flag: content[flag].upper()}
    if "phone_number" in content and deviates("user-info-phone-without-plus"):
        content = content | {"phone_number": content["phone_number"].lstrip("+")}
    left_out: dict[str, Callable[[str], bool]] = {
        "user-info-without-username": lambda name: name == "username",
        "hosted-user-info-without-custom": lambda name: ":" in name,
        "user-info-without-names": lambda name: name in ("given_name", "nickname"),
        "user-info-email-without-flag": lambda name: name == "email_verified" and "email" in scopes,
    }
    unwanted = [dropped for mutant, dropped in left_out.items() if deviates(mutant)]
    return {name: value for name, value in content.items() if not any(dropped(name) for dropped in unwanted)}


def bearer(visit: Visit) -> RefreshFamily:
    """The sign-in that the access token stems from."""
    scheme, _, token = visit.request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        error = varied("invalid_request", "user-info-no-token-invalid-token", "invalid_token")
        status = varied(400, "user-info-no-token-401", 401)
        raise BearerError(error, status, "Bad OAuth2 request at UserInfo Endpoint")
    family = live_family(visit, token.strip())
    if ADMIN_SCOPE in family.scope.split() and family.grant and deviates("user-info-refuses-api-scope"):
        raise BearerError("invalid_token", 401, "Access token has a scope of the API")
    forgiven = deviates("hosted-user-info-without-openid") or (family.grant and deviates("user-info-any-hosted-token"))
    if "openid" not in family.scope.split() and not forgiven:
        text = varied("Access token does not contain openid scope", "user-info-openid-text", "insufficient scope")
        raise BearerError("invalid_token", 401, text)
    return family


def live_family(visit: Visit, token: str) -> RefreshFamily:
    """Documented: one text for all that an access token can be too late for."""
    dead = BearerError(
        "invalid_token",
        varied(401, "user-info-dead-400", 400),
        "Access token is expired, disabled, or deleted, or the user has globally signed out.",
    )
    try:
        claims = verified_claims(Call(visit.call.store, "UserInfo", {"AccessToken": token}, visit.call.request_id))
    except ApiError:
        claims = unverified(token)
    family = family_of(visit, claims)
    if family is None or (visit.call.now >= claims["exp"] and not deviates("user-info-after-its-end")):
        raise dead
    ended = (family.revoked or family.access_revoked) and not deviates("hosted-user-info-after-sign-out")
    if family.ended_by == "RevokeToken" and deviates("user-info-after-revocation"):
        ended = False
    if ended or family.user.sub not in visit.pool.users or not family.user.enabled:
        raise dead
    return family


def family_of(visit: Visit, claims: dict[str, Any]) -> RefreshFamily | None:
    """The sign-in of an access token; of an ID token only for a mutant."""
    families = visit.pool.families
    if claims.get("token_use") == "access":
        machine = "username" not in claims and families and deviates("user-info-takes-machine-tokens")
        return next(reversed(families.values())) if machine else families.get(str(claims.get("jti")))
    if claims.get("token_use") == "id" and deviates("user-info-takes-id-tokens"):
        return next((f for f in families.values() if f.origin_jti == claims.get("origin_jti")), None)
    return None


def unverified(token: str) -> dict[str, Any]:
    """Nothing, but for a mutant: the claims of a token whose signature is wrong."""
    if not deviates("user-info-ignores-signature") or token.count(".") != 2:
        return {}
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found
