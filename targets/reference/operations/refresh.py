"""Exchanging a refresh token, with and without rotation."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.attempt import Attempt, challenge
from targets.reference.core.contention import gap, read_before
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.endings import grace_begins, refresh_token_over
from targets.reference.core.errors import (
    InvalidParameterException,
    NotAuthorizedException,
    RefreshTokenReuseException,
    ResourceNotFoundException,
    user_not_found,
)
from targets.reference.core.namesakes import namesake
from targets.reference.core.secret_hash import check_received, check_refresh_hash, fits, is_secret_of
from targets.reference.core.state import Client, RefreshFamily, RefreshToken, User
from targets.reference.core.token_validity import refresh_seconds
from targets.reference.sign_in.device_tracking import check_device
from targets.reference.tokens import issue


def refresh_token_auth(attempt: Attempt) -> Answer:
    """REFRESH_TOKEN_AUTH and REFRESH_TOKEN, which are synonyms. Recorded: no new refresh token comes back."""
    client = attempt.client
    refuse_by_flow(attempt)
    if client.rotates and not deviates("refresh-flow-with-rotation"):  # documented: not available with rotation
        raise InvalidParameterException("Auth flow not enabled for this client")
    text = attempt.require("REFRESH_TOKEN")
    given_hash = attempt.given.get("SECRET_HASH")
    if not deviates("refresh-without-hash"):
        check_received(client, given_hash)
    family, token = known(attempt.call, issuer_of(attempt, text), text)
    if given_hash is not None and not over_address(client, family.user, given_hash):
        check_refresh_hash(client, name_for_hash(family.user), given_hash)
    check_alive(attempt.call, family, token)
    family = read_before(attempt.call, family)
    check_device(family, attempt.given.get("DEVICE_KEY"))
    if deviates("refresh-token-single-use"):
        token.revoked = True
    if family.user.factors.enabled and deviates("mfa-asked-at-refresh"):
        return challenge("SOFTWARE_TOKEN_MFA", {})
    result = issue.issue(attempt.call, family)
    if deviates("refresh-returns-refresh-token"):
        result["RefreshToken"] = text
    if deviates("refresh-token-type-in-lower-case"):
        result["TokenType"] = "bearer"
    if attempt.admin and deviates("admin-refresh-swaps-tokens"):
        result["AccessToken"], result["IdToken"] = result["IdToken"], result["AccessToken"]
    return {"ChallengeParameters": {}, "AuthenticationResult": result}


def refuse_by_flow(attempt: Attempt) -> None:
    """The ways to refresh that mutants do not have."""
    short = attempt.call["AuthFlow"] == "REFRESH_TOKEN"
    lacking = (
        (not attempt.admin and not short and deviates("refresh-refused"))
        or (not attempt.admin and short and deviates("refresh-short-name-refused"))
        or (attempt.admin and deviates("admin-refresh-refused"))
    )
    if lacking:
        raise InvalidParameterException("Auth flow not enabled for this client")


def name_for_hash(user: User) -> str:
    """The real name; for a mutant the address."""
    return varied(user.username, "refresh-hash-over-address-only", user.attributes.get("email", user.username))


def over_address(client: Client, user: User, given: str) -> bool:
    """Not looked at, but for a mutant: a hash over the address does as well."""
    address = user.attributes.get("email", "")
    return fits(client, address, given) and deviates("refresh-hash-over-address-too")


@operation("GetTokensFromRefreshToken")
def get_tokens_from_refresh_token(call: Call) -> Answer:
    """Documented: takes the secret itself, not a hash; gives a new refresh token only with rotation."""
    client = call.client()
    if deviates("rotation-refused" if client.rotates else "tokens-from-refresh-token-needs-rotation"):
        raise NotAuthorizedException("Not available.")
    if client.secret and deviates("tokens-from-refresh-token-wants-hash"):
        raise NotAuthorizedException(f"Unable to verify secret hash for client {client.id}")
    if client.secret and not is_secret_of(client, call.get("ClientSecret")):
        raise NotAuthorizedException(f"Unable to verify secret for client {client.id}")
    if "." not in call["RefreshToken"] and deviates("rotation-garbage-code"):
        raise InvalidParameterException("Invalid Refresh Token")
    family, token = known(call, client, call["RefreshToken"])
    check_alive(call, family, token)
    if not deviates("tokens-from-refresh-token-without-device-key"):
        check_device(family, call.get("DeviceKey"))
    if not client.rotates:
        result = issue.issue(call, family)
        family.renewed.add(family.jtis[-1])
        if deviates("tokens-from-refresh-token-returns-one"):
            result["RefreshToken"] = token.text
        return {"AuthenticationResult": result}
    check_not_reused(call, client, family, token)
    if typed_at(family) != family.user.username and deviates("rotation-not-after-an-alias"):
        raise NotAuthorizedException("Invalid Refresh Token")
    gap(call, "race-rotation")
    return {"AuthenticationResult": rotated(call, family, token)}


def typed_at(family: RefreshFamily) -> str:
    """The name that was typed at the sign-in: only a mutant needs to know."""
    return family.user.remains.get(f"typed {family.origin_jti}", family.user.username)


def known(call: Call, client: Client, text: str) -> tuple[RefreshFamily, RefreshToken]:
    """The family of a refresh token of this client."""
    found = client.pool.refresh_tokens.get(text)
    if found is None:
        found = mistaken(call, client, text)
    foreign = found is not None and found[0].client is not client and not deviates("refresh-for-any-client")
    if foreign and found and found[0].client.id not in client.pool.clients and deviates("refresh-for-deleted-client"):
        foreign = False
    if found is None or foreign:
        garbage = "." not in text
        if garbage and deviates("refresh-garbage-code"):
            raise ResourceNotFoundException("No such token.")
        wrong_text = garbage and deviates("refresh-garbage-text")
        raise NotAuthorizedException("Refresh Token has been revoked" if wrong_text else "Invalid Refresh Token")
    return found


def issuer_of(attempt: Attempt, text: str) -> Client:
    """The client that asks; for a mutant the one that was given the token, in whatever pool."""
    if deviates("refresh-for-any-pool"):
        for pool in attempt.call.store.pools.values():
            if text in pool.refresh_tokens:
                return pool.refresh_tokens[text][0].client
    return attempt.client


def mistaken(call: Call, client: Client, text: str) -> tuple[RefreshFamily, RefreshToken] | None:
    """What mutants accept though it is not a refresh token."""
    newest = reversed(client.pool.refresh_tokens.items())
    alike = next((kind for name, kind in ALIKE.items() if deviates(name)), None)
    if deviates(f"refresh-tag-ignored-by-{call.operation}"):
        alike = same_but_for_the_tag
    if alike is not None:
        return next((found for known_text, found in newest if alike(known_text, text)), None)
    if deviates("refresh-compares-the-end"):
        return next((found for known_text, found in newest if known_text[-20:] == text[-20:]), None)
    if deviates("refresh-by-any-token"):
        origin = claims_of(text).get("origin_jti")
        return next((found for _, found in newest if found[0].origin_jti == origin), None)
    return None


def same_but_for_the_tag(token: str, given: str) -> bool:
    """Whether they are the same up to the part that says that the others are as they were issued."""
    return token.rpartition(".")[0] == given.rpartition(".")[0]


ALIKE: dict[str, Callable[[str, str], bool]] = {
    "refresh-token-cut": lambda token, given: token.startswith(given) or given.startswith(token),
    "refresh-parts-in-any-order": lambda token, given: sorted(token.split(".")) == sorted(given.split(".")),
    "refresh-token-in-any-case": lambda token, given: token.lower() == given.lower(),
}


def claims_of(text: str) -> dict[str, Any]:
    """The claims of a JWT, whoever signed it."""
    pieces = text.split(".")
    if len(pieces) != 3:
        return {}
    claims = json.loads(base64.urlsafe_b64decode(pieces[1] + "=" * (-len(pieces[1]) % 4)))
    return claims if isinstance(claims, dict) else {}


def check_alive(call: Call, family: RefreshFamily, token: RefreshToken) -> None:
    """Recorded: each way to be dead has its text."""
    user = family.user
    rotating = family.client.rotates
    gone = user.sub not in family.client.pool.users and not overlooks(call, "deleted")
    if gone and not (namesake(family.client.pool, user) and deviates("refresh-for-namesake")):
        raise user_not_found()
    if not user.enabled and not overlooks(call, "disabled"):
        raise NotAuthorizedException("User is disabled.")
    if call.now >= family.expires_at and deviates("refresh-token-single-use"):
        raise NotAuthorizedException("Refresh Token has expired")
    if (family.revoked or token.revoked) and not forgiven(call, family):
        raise NotAuthorizedException(revoked_text(family))
    over = refresh_token_over(call, over=call.now >= family.expires_at)
    if over and not (not rotating and deviates("refresh-tokens-never-expire")):
        wrong_text = deviates("expired-refresh-token-text")
        raise NotAuthorizedException("Invalid Refresh Token" if wrong_text else "Refresh Token has expired")
    if rotating and token.parent is not None and deviates("rotated-token-unusable"):
        raise NotAuthorizedException("Invalid Refresh Token")


def overlooks(call: Call, state: str) -> bool:
    """Whether a mutant exchanges the refresh tokens of deleted or disabled users, by any operation or by this one."""
    return deviates(f"refresh-for-{state}-user") or deviates(f"refresh-for-{state}-user-by-{call.operation}")


def forgiven(call: Call, family: RefreshFamily) -> bool:
    """Which revocations emulators forget."""
    return (
        (family.ended_by == "GlobalSignOut" and deviates("sign-out-keeps-refresh-token"))
        or (family.ended_by == "GlobalSignOut elsewhere" and deviates("sign-out-keeps-other-refresh-tokens"))
        or (family.ended_by == "AdminUserGlobalSignOut" and deviates("admin-sign-out-keeps-refresh-tokens"))
        or (family.ended_by == "RevokeToken" and deviates("revoked-refresh-token-works"))
        or (family.ended_by == "/oauth2/revoke" and deviates("hosted-revoke-api-refresh-lives"))
        or (family.ended_by == "AdminDisableUser" and overlooks(call, "disabled"))
        or (not family.client.revokes and deviates("revocation-forgotten-when-disabled"))
    )


def revoked_text(family: RefreshFamily) -> str:
    """Recorded: the text differs from that for a malformed token."""
    after = "revoked-refresh-token-text" if family.ended_by == "RevokeToken" else "signed-out-refresh-token-text"
    return "Invalid Refresh Token" if deviates(after) else "Refresh Token has been revoked"


def check_not_reused(call: Call, client: Client, family: RefreshFamily, token: RefreshToken) -> None:
    """Recorded: after the grace period an exchanged token is refused, and its family lives on."""
    grace = client.settings["RefreshTokenRotation"].get("RetryGracePeriodSeconds", 0)
    if deviates("no-grace-means-a-minute"):
        grace = grace or 60
    if deviates("grace-period-ignored"):
        grace = 0
    too_late = token.rotated_at is not None and call.now >= grace_begins(family, token.rotated_at) + grace
    if grace and deviates("grace-period-without-end"):
        too_late = False
    if too_late or (token.fork_lost and not deviates("fork-keeps-both")):
        if deviates("reuse-ends-the-session"):
            family.revoked = True
        wrong_text = deviates("reuse-text")
        raise RefreshTokenReuseException("Invalid Refresh Token" if wrong_text else "Refresh token reuse detected")


def rotated(call: Call, family: RefreshFamily, token: RefreshToken) -> dict[str, Any]:
    """Recorded: a retry within the grace period makes a second child, and only the newest child lives.

    Documented: the new token has what is left of the lifetime, which is the family's.
    """
    if deviates("rotation-returns-the-same-token"):
        return issue.issue(call, family) | {"RefreshToken": token.text}
    forked = token.rotated_at is not None
    if token.rotated_at is None:
        token.rotated_at = call.now
    for sibling in family.tokens:
        if sibling.parent is token:
            sibling.fork_lost = True
    child = issue.new_refresh_token(family, parent=token)
    child.fork_lost = forked and deviates("fork-loses-both")
    if deviates("rotation-renews-lifetime"):
        family.expires_at = call.now + refresh_seconds(family.client)
    if deviates("rotation-halves-lifetime"):
        family.expires_at -= (family.expires_at - call.now) / 2
    if deviates("rotation-resets-auth-time"):
        family.auth_time = int(call.now)
    result = issue.issue(call, family) | {"RefreshToken": child.text}
    if deviates("rotation-returns-no-refresh-token"):
        del result["RefreshToken"]
    return result
