"""``/oauth2/userInfo``."""

from __future__ import annotations

from targets.reference.access import verified_claims
from targets.reference.calls import Call
from targets.reference.deviation import deviates
from targets.reference.errors import ApiError
from targets.reference.hosted.claims import shown_attributes
from targets.reference.hosted.refusals import BearerError
from targets.reference.hosted.request import answer
from targets.reference.hosted.visit import Visit
from targets.reference.state import RefreshFamily
from targets.reference.wire import Reply


def user_info(visit: Visit) -> Reply:
    """Documented and recorded: all values are strings, the verified flags too, and ``username`` is among them."""
    family = bearer(visit)
    scopes = family.grant.scopes if family.grant else tuple(family.scope.split())
    attributes = shown_attributes(family, scopes)
    if deviates("hosted-user-info-without-custom"):
        attributes = {name: value for name, value in attributes.items() if ":" not in name}
    return answer({"sub": family.user.sub} | attributes | {"username": family.user.username})


def bearer(visit: Visit) -> RefreshFamily:
    """The sign-in that the access token stems from."""
    scheme, _, token = visit.request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise BearerError("invalid_request", 400, "Bad OAuth2 request at UserInfo Endpoint")
    family = live_family(visit, token.strip())
    if "openid" not in family.scope.split() and not deviates("hosted-user-info-without-openid"):
        raise BearerError("invalid_token", 401, "Access token does not contain openid scope")
    return family


def live_family(visit: Visit, token: str) -> RefreshFamily:
    """Documented: one text for all that an access token can be too late for."""
    dead = BearerError(
        "invalid_token",
        401,
        "Access token is expired, disabled, or deleted, or the user has globally signed out.",
    )
    try:
        claims = verified_claims(Call(visit.call.service, "UserInfo", {"AccessToken": token}, visit.call.request_id))
    except ApiError:
        raise dead from None
    family = visit.pool.families.get(str(claims.get("jti")))
    if claims.get("token_use") != "access" or family is None or visit.call.now >= claims["exp"]:
        raise dead
    ended = (family.revoked or family.access_revoked) and not deviates("hosted-user-info-after-sign-out")
    if ended or family.user.sub not in visit.pool.users or not family.user.enabled:
        raise dead
    return family
