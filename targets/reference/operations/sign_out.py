"""Signing out, and revoking a refresh token."""

from __future__ import annotations

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates
from targets.reference.core.directory import managed_user
from targets.reference.core.errors import (
    ApiError,
    InvalidParameterException,
    UnauthorizedException,
    UnsupportedOperationException,
    UnsupportedTokenTypeException,
)
from targets.reference.core.keys import named
from targets.reference.core.namesakes import elsewhere
from targets.reference.core.secret_hash import is_secret_of
from targets.reference.core.state import Pool, RefreshFamily, RefreshToken, User
from targets.reference.tokens.access import caller, verified_claims


@operation("GlobalSignOut")
def global_sign_out(call: Call) -> Answer:
    """Documented: not twice with one token, for the first time revoked it. ID tokens cannot be called back."""
    if deviates("global-sign-out-refused"):
        raise InvalidParameterException("GlobalSignOut is not available.")
    if "." not in call["AccessToken"] and deviates("global-sign-out-takes-anything"):
        return {}
    who = caller(call)
    revoke_all(who.user, call.operation, own=who.family)
    signed_out(call, who.pool, who.user)
    return {}


@operation("AdminUserGlobalSignOut")
def admin_user_global_sign_out(call: Call) -> Answer:
    """Documented: the user's tokens of all clients; the next sign-in works at once."""
    if deviates("admin-sign-out-refused"):
        raise InvalidParameterException("AdminUserGlobalSignOut is not available.")
    pool = call.pool()
    user = managed_user(call, pool)
    revoke_all(user, call.operation)
    signed_out(call, pool, user)
    if deviates("admin-sign-out-enables-user"):
        user.enabled = True
    if deviates("admin-sign-out-reaches-other-pools"):
        for other in elsewhere(call.store.pools.values(), pool, user):
            revoke_all(other, call.operation)
    if deviates("admin-sign-out-disables-user"):
        user.enabled = False
    return {}


def signed_out(call: Call, pool: Pool, user: User) -> None:
    """What some emulators end or change besides, by mistake."""
    others = [family for family in pool.families.values() if family.user is not user]
    if deviates("sign-out-ends-browser-sessions"):
        domain = call.store.domain_states[pool.id]
        domain.sessions = {text: one for text, one in domain.sessions.items() if one.user is not user}
    if deviates("sign-out-ends-all-users"):
        for family in others:
            family.revoked = True
    if deviates("sign-out-ends-all-refresh-tokens"):
        for token in (token for family in others for token in family.tokens):
            token.revoked = True
    if deviates("sign-out-by-second"):
        user.attempts["signed out"] = [call.now]
    if deviates("sign-out-changes-id-key"):
        pool.id_key = named(call.store.next_turn() * 2)
    if deviates("sign-out-changes-access-key"):
        pool.access_key = named(call.store.next_turn() * 2)


@operation("RevokeToken")
def revoke_token(call: Call) -> Answer:
    """Recorded: a token already revoked, or never issued, is no error."""
    client = call.client()
    if deviates("revoke-refused"):
        raise InvalidParameterException("RevokeToken is not available.")
    if client.secret and deviates("revoke-refuses-secret-clients"):
        raise UnauthorizedException("Client authentication failed.")
    if client.pool.families and deviates("refused-revocation-revokes"):
        newest = list(client.pool.families.values())[-1]
        newest.revoked = newest.client is client
    wrong_secret = client.secret and not is_secret_of(client, call.get("ClientSecret"))
    if wrong_secret and not deviates("revoke-ignores-secret"):
        raise UnauthorizedException("Client authentication failed.")
    if not client.revokes and not deviates("revoke-although-disabled"):
        raise UnsupportedOperationException("Token revocation is not enabled for this client.")
    if is_signed_token(call) and not deviates("revoke-takes-access-tokens"):
        raise UnsupportedTokenTypeException("Only refresh tokens can be revoked.")
    found = client.pool.refresh_tokens.get(call["Token"])
    if found is None and deviates("revoke-refuses-unknown"):
        raise UnauthorizedException("Unknown token.")
    if found is None and deviates("revoke-by-header"):
        found = next((v for k, v in reversed(client.pool.refresh_tokens.items()) if v[0].client is client), None)
    if found is None:
        return {}
    family, token = found
    if family.client is not client and not deviates("revoke-for-any-client"):
        raise UnauthorizedException("The token was issued to another client.")
    if token.revoked and deviates("revoke-only-once"):
        raise UnauthorizedException("The token is revoked already.")
    revoke(family, token)
    revoked_besides(call, family)
    return {}


def revoked_besides(call: Call, revoked: RefreshFamily) -> None:
    """What some emulators end or change besides, by mistake."""
    pool = revoked.client.pool
    for family in pool.families.values():
        mine = family.user is revoked.user
        if family is revoked or family.revoked:
            continue
        if mine and deviates("revoke-ends-other-refresh-tokens"):
            family.tokens[-1].revoked = True
        if mine and deviates("revoke-ends-other-access-tokens"):
            family.access_revoked = True
        if not mine and family.client is revoked.client and deviates("revoke-ends-the-client"):
            family.revoked = True
    if deviates("revoke-changes-id-key"):
        pool.id_key = named(call.store.next_turn() * 2)
    if deviates("revoke-changes-access-key"):
        pool.access_key = named(call.store.next_turn() * 2)


def revoke(family: RefreshFamily, token: RefreshToken) -> None:
    """Recorded: the newest token or the first of a sign-in ends all; one between is dead already, the rest lives.

    Documented: the access tokens of the sign-in end too.
    """
    rotated, first, newest = len(family.tokens) > 1, token is family.tokens[0], token is family.tokens[-1]
    if newest and rotated and deviates("newest-not-revoked"):
        return
    if first and rotated and deviates("original-revoked-alone"):
        first = False
    token.revoked = True
    if first or newest or deviates("middle-revokes-all"):
        family.revoked, family.ended_by = True, "RevokeToken"


def revoke_all(user: User, by: str, own: RefreshFamily | None = None) -> None:
    """End every sign-in of a user; ``own`` is the one that asked for it."""
    for family in user.families:
        family.revoked = True
        family.ended_by = by if own in (None, family) else f"{by} elsewhere"
    user.families.clear()


def is_signed_token(call: Call) -> bool:
    """Whether it is one of our access or ID tokens."""
    try:
        verified_claims(call, "Token")
    except ApiError:
        return False
    return True
