"""Signing out, and revoking a refresh token."""

from __future__ import annotations

from targets.reference.access import caller, verified_claims
from targets.reference.calls import Answer, Call, operation
from targets.reference.directory import managed_user
from targets.reference.errors import (
    ApiError,
    UnauthorizedException,
    UnsupportedOperationException,
    UnsupportedTokenTypeException,
)
from targets.reference.secret_hash import same
from targets.reference.state import RefreshFamily, RefreshToken, User


@operation("GlobalSignOut")
def global_sign_out(call: Call) -> Answer:
    """Documented: not twice with one token, for the first time revoked it. ID tokens cannot be called back."""
    revoke_all(caller(call).user)
    return {}


@operation("AdminUserGlobalSignOut")
def admin_user_global_sign_out(call: Call) -> Answer:
    """Documented: the user's tokens of all clients; the next sign-in works at once."""
    revoke_all(managed_user(call, call.pool()))
    return {}


@operation("RevokeToken")
def revoke_token(call: Call) -> Answer:
    """Recorded: a token already revoked, or never issued, is no error."""
    client = call.client()
    if client.secret and not same(call.get("ClientSecret"), client.secret):
        raise UnauthorizedException("Client authentication failed.")
    if not client.revokes:
        raise UnsupportedOperationException("Token revocation is not enabled for this client.")
    if is_signed_token(call):
        raise UnsupportedTokenTypeException("Only refresh tokens can be revoked.")
    found = client.pool.refresh_tokens.get(call["Token"])
    if found is None:
        return {}
    family, token = found
    if family.client is not client:
        raise UnauthorizedException("The token was issued to another client.")
    revoke(family, token)
    return {}


def revoke(family: RefreshFamily, token: RefreshToken) -> None:
    """Recorded: the newest token or the first of a sign-in ends all; one between is dead already, the rest lives.

    Documented: the access tokens of the sign-in end too.
    """
    token.revoked = True
    if token is family.tokens[0] or token is family.tokens[-1]:
        family.revoked = True


def revoke_all(user: User) -> None:
    """End every sign-in of a user."""
    for family in user.families:
        family.revoked = True
    user.families.clear()


def is_signed_token(call: Call) -> bool:
    """Whether it is one of our access or ID tokens."""
    try:
        verified_claims(call.service.pools, call["Token"])
    except ApiError:
        return False
    return True
