"""Exchanging a refresh token, with and without rotation."""

from __future__ import annotations

from typing import Any

from targets.reference import tokens
from targets.reference.attempt import Attempt
from targets.reference.calls import Answer, Call, operation
from targets.reference.errors import (
    InvalidParameterException,
    NotAuthorizedException,
    RefreshTokenReuseException,
    user_not_found,
)
from targets.reference.secret_hash import check_received, check_refresh_hash, same
from targets.reference.state import Client, RefreshFamily, RefreshToken


def refresh_token_auth(attempt: Attempt) -> Answer:
    """REFRESH_TOKEN_AUTH and REFRESH_TOKEN, which are synonyms. Recorded: no new refresh token comes back."""
    client = attempt.client
    if client.rotates:  # documented: not available with rotation
        raise InvalidParameterException("Auth flow not enabled for this client")
    text = attempt.require("REFRESH_TOKEN")
    given_hash = attempt.given.get("SECRET_HASH")
    check_received(client, given_hash)
    family, token = known(client, text)
    check_refresh_hash(client, family.user.username, given_hash)
    check_alive(attempt.call, family, token)
    return {"ChallengeParameters": {}, "AuthenticationResult": tokens.issue(attempt.call, family)}


@operation("GetTokensFromRefreshToken")
def get_tokens_from_refresh_token(call: Call) -> Answer:
    """Documented: takes the secret itself, not a hash; gives a new refresh token only with rotation."""
    client = call.client()
    if client.secret and not same(call.get("ClientSecret"), client.secret):
        raise NotAuthorizedException(f"Unable to verify secret for client {client.id}")
    family, token = known(client, call["RefreshToken"])
    check_alive(call, family, token)
    if not client.rotates:
        return {"AuthenticationResult": tokens.issue(call, family)}
    check_not_reused(call, client, token)
    return {"AuthenticationResult": rotated(call, family, token)}


def known(client: Client, text: str) -> tuple[RefreshFamily, RefreshToken]:
    """The family of a refresh token of this client."""
    found = client.pool.refresh_tokens.get(text)
    if found is None or found[0].client is not client:
        raise NotAuthorizedException("Invalid Refresh Token")
    return found


def check_alive(call: Call, family: RefreshFamily, token: RefreshToken) -> None:
    """Recorded: each way to be dead has its text."""
    user = family.user
    if user.sub not in family.client.pool.users:
        raise user_not_found()
    if not user.enabled:
        raise NotAuthorizedException("User is disabled.")
    if family.revoked or token.revoked:
        raise NotAuthorizedException("Refresh Token has been revoked")
    if call.now >= family.expires_at:
        raise NotAuthorizedException("Refresh Token has expired")


def check_not_reused(call: Call, client: Client, token: RefreshToken) -> None:
    """Recorded: after the grace period an exchanged token is refused, and its family lives on."""
    grace = client.settings["RefreshTokenRotation"].get("RetryGracePeriodSeconds", 0)
    too_late = token.rotated_at is not None and call.now >= token.rotated_at + grace
    if too_late or token.fork_lost:
        raise RefreshTokenReuseException("Refresh token reuse detected")


def rotated(call: Call, family: RefreshFamily, token: RefreshToken) -> dict[str, Any]:
    """Recorded: a retry within the grace period makes a second child, and only the newest child lives.

    Documented: the new token has what is left of the lifetime, which is the family's.
    """
    if token.rotated_at is None:
        token.rotated_at = call.now
    for sibling in family.tokens:
        if sibling.parent is token:
            sibling.fork_lost = True
    child = tokens.new_refresh_token(family, parent=token)
    return tokens.issue(call, family) | {"RefreshToken": child.text}
