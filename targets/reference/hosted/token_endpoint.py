"""``/oauth2/token``."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from targets.reference.core.contention import gap
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.domain_state import Code
from targets.reference.core.namesakes import namesake
from targets.reference.core.secret_hash import same
from targets.reference.core.state import Client, RefreshFamily, RefreshToken
from targets.reference.core.wire import Reply
from targets.reference.hosted.client_auth import authenticated
from targets.reference.hosted.client_credentials import client_credentials
from targets.reference.hosted.grants import begun
from targets.reference.hosted.refusals import Broken, NotAllowed, OAuthError
from targets.reference.hosted.request import FORM, answer, nothing
from targets.reference.hosted.visit import Visit
from targets.reference.operations.refresh import rotated, same_but_for_the_tag
from targets.reference.tokens import issue

ATTRIBUTES_NEEDED = {"email": ("email", "email_verified"), "phone": ("phone_number", "phone_number_verified")}


def token(visit: Visit) -> Reply:
    """Recorded: 405 for another content type; 400 where the body is no form or lacks a parameter."""
    request = visit.request
    forms = (FORM, "", "application/json") if deviates("hosted-json-taken") else (FORM, "")
    if request.content_type not in forms or (request.body and not request.content_type):
        raise Broken if deviates("hosted-json-breaks") else NotAllowed
    grant_type = request.parameters.get("grant_type")
    if not grant_type:
        raise OAuthError(varied("invalid_request", "hosted-no-grant-code", "unsupported_grant_type"))
    grant = GRANTS.get(grant_type)
    if grant is None:
        return unknown_grant()
    reply = answer(grant(visit, authenticated(visit)), x_amz_cognito_request_id=visit.call.request_id)
    return Reply(reply.status, answered_headers(reply.headers), reply.body)


def answered_headers(headers: dict[str, str]) -> dict[str, str]:
    """Those of every JSON answer."""
    left_out = varied("", "hosted-token-without-cors", "Access-Control-Allow-Origin")
    kind = {"Content-Type": "text/plain"} if deviates("hosted-token-content-type") else {}
    return {name: value for name, value in headers.items() if name != left_out} | kind


def unknown_grant() -> Reply:
    """Documented: 400 and this error."""
    if deviates("hosted-error-without-body"):
        return nothing(400)
    error = varied("unsupported_grant_type", "hosted-unknown-grant-code", "invalid_grant")
    raise OAuthError(error, varied(400, "hosted-unknown-grant-401", 401))


def required(visit: Visit, name: str) -> str:
    """A parameter that must be there."""
    value = visit.request.parameters.get(name)
    if not value:
        raise OAuthError("invalid_request")
    return value


def shown(issued: dict[str, Any]) -> dict[str, Any]:
    """Recorded: the members and their order; there is no ``scope`` among them."""
    named = {
        "id_token": issued.get("IdToken"),
        "access_token": issued["AccessToken"],
        "refresh_token": issued.get("RefreshToken"),
        "expires_in": issued["ExpiresIn"],
        "token_type": varied(issued["TokenType"], "hosted-token-type-in-lower-case", "bearer"),
        "scope": varied(None, "hosted-scope-in-answer", "openid"),
    }
    return {name: value for name, value in named.items() if value is not None}


def authorization_code(visit: Visit, client: Client) -> dict[str, Any]:
    """Tokens for a code. Reported: a wrong redirect URI or verifier spends it, wrong client credentials do not."""
    code = live_code(visit, client, required(visit, "code"))
    if deviates("hosted-code-refused"):
        raise OAuthError("invalid_grant")
    redirect_uri = visit.request.parameters.get("redirect_uri")
    if not redirect_uri and deviates("hosted-exchange-without-callback"):
        redirect_uri = code.authorization.redirect_uri
    if not redirect_uri:
        raise OAuthError("invalid_request")
    if "code" not in client.settings.get("AllowedOAuthFlows", []):
        raise OAuthError("unauthorized_client")
    gap(visit.call, "race-authorization-code")
    code.used = True
    if redirect_uri != code.authorization.redirect_uri and not deviates("hosted-code-for-any-callback"):
        if deviates("hosted-other-callback-breaks"):
            raise Broken
        error = varied("unauthorized_client", "hosted-callback-mismatch-code", "invalid_grant")
        raise OAuthError(error, description="invalid_redirect")
    check_verifier(code, visit.request.parameters.get("code_verifier"))
    check_readable(client, code.authorization.scopes)
    user = next(reversed(visit.web.codes.values())).user if deviates("hosted-code-of-the-last-user") else code.user
    family = begun(visit, code.authorization, user, code.auth_time)
    issued = issue.issue(visit.call, family, start=int(visit.call.now))
    if deviates("hosted-code-without-id-token"):
        issued = issued | {"IdToken": None}
    if deviates("hosted-code-without-refresh-token"):
        return shown(issued)
    return shown(issued | {"RefreshToken": issue.new_refresh_token(family).text})


def live_code(visit: Visit, client: Client, text: str) -> Code:
    """Documented: a code is good once, for five minutes, and for the client it was given to."""
    code = visit.web.codes.get(text)
    if code is None and deviates("domain-redeems-any-code"):
        return next(state.codes[text] for state in visit.call.store.domain_states.values() if text in state.codes)
    if code is None and deviates("hosted-unknown-code-code"):
        raise OAuthError("invalid_request")
    if code is None:
        raise OAuthError("invalid_grant")
    if code.authorization.client is not client and not deviates("hosted-code-of-any-client"):
        status = varied(400, "hosted-other-clients-code-200", 200)
        raise Broken if deviates("hosted-other-clients-code-breaks") else OAuthError("invalid_grant", status)
    used = code.used and not deviates("hosted-code-twice")
    expired = visit.call.now > code.expires_at and not deviates("hosted-code-without-end")
    gone = code.user.sub not in visit.pool.users or not code.user.enabled
    if gone and namesake(visit.pool, code.user) and deviates("hosted-code-of-namesake"):
        gone = False
    if used or expired or gone:
        raise OAuthError("invalid_grant")
    return code


def check_verifier(code: Code, verifier: str | None) -> None:
    """RFC 7636. Which error a wrong one gets is disputed; that it is refused is not."""
    challenge = code.authorization.challenge
    if challenge is None and deviates("hosted-verifier-always"):
        raise OAuthError("invalid_grant")
    if challenge is None or deviates("hosted-verifier-unchecked"):
        return
    if verifier is None and deviates("hosted-verifier-optional"):
        return
    digest = hashlib.sha256((verifier or "").encode()).digest()
    if verifier is None or not same(base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), challenge):
        code.used = not deviates("hosted-wrong-verifier-spends-nothing")
        breaks = deviates("hosted-no-verifier-breaks" if verifier is None else "hosted-wrong-verifier-breaks")
        raise Broken if breaks else OAuthError("invalid_grant")


def check_readable(client: Client, scopes: tuple[str, ...]) -> None:
    """Documented: a client that cannot read what a scope gives access to gets no tokens for it."""
    readable = client.settings.get("ReadAttributes")
    needed = [name for scope in scopes for name in ATTRIBUTES_NEEDED.get(scope, ())]
    if readable is not None and not set(needed) <= set(readable) and not deviates("hosted-scope-beyond-reading"):
        raise OAuthError("invalid_grant")


def refresh_token(visit: Visit, client: Client) -> dict[str, Any]:
    """Documented: no new refresh token unless the client rotates them; the scopes stay."""
    family, found = live_refresh_token(visit, client, required(visit, "refresh_token"))
    if not client.rotates or deviates("hosted-rotation-ignored"):
        issued = issue.issue(visit.call, family)
        if deviates("hosted-refresh-without-id-token"):
            issued = issued | {"IdToken": None}
        return shown(issued | ({"RefreshToken": found.text} if deviates("hosted-refresh-returns-one") else {}))
    grace = client.settings["RefreshTokenRotation"].get("RetryGracePeriodSeconds", 0)
    exchanged = found.rotated_at is not None and visit.call.now >= found.rotated_at + grace
    if exchanged or found.fork_lost:
        raise OAuthError("invalid_grant")
    return shown(rotated(visit.call, family, found))


def live_refresh_token(visit: Visit, client: Client, text: str) -> tuple[RefreshFamily, RefreshToken]:
    """The token, if it can still be used. Documented: tokens of the API's sign-in are taken too."""
    found = visit.pool.refresh_tokens.get(text)
    if found is None and deviates("hosted-refresh-tag-ignored"):
        found = next((that for t, that in visit.pool.refresh_tokens.items() if same_but_for_the_tag(t, text)), None)
    if found is None and deviates("hosted-unknown-refresh-token-code"):
        raise OAuthError("invalid_request")
    if found is None:
        raise OAuthError("invalid_grant")
    if found[0].client is not client and not deviates("hosted-refresh-of-any-client"):
        raise Broken if deviates("hosted-other-clients-refresh-token-breaks") else OAuthError("invalid_grant")
    family, known = found
    if family.grant is None and deviates("hosted-refresh-token-of-the-api-refused"):
        raise OAuthError("invalid_grant")
    if family.grant is None and tracked(visit):
        raise OAuthError("invalid_grant")
    enabled = family.user.enabled or deviates("hosted-refresh-for-disabled-user")
    there = family.user.sub in visit.pool.users or deviates("hosted-refresh-for-deleted-user")
    forgiven = family.ended_by == "AdminDisableUser" and deviates("hosted-refresh-for-disabled-user")
    gone = not (there and enabled)
    revoked = (family.revoked or known.revoked) and not forgiven and not deviates("hosted-revoked-token-refreshes")
    over = visit.call.now >= family.expires_at and not deviates("hosted-expired-token-refreshes")
    if gone or revoked or over:
        raise OAuthError("invalid_grant")
    return found


def tracked(visit: Visit) -> bool:
    """Recorded: a refresh token of the API belongs to a device, and this endpoint does not ask which one."""
    return bool(visit.pool.settings.get("DeviceConfiguration")) and not deviates("hosted-refresh-of-tracked-devices")


GRANTS: dict[str, Callable[[Visit, Client], dict[str, Any]]] = {
    "authorization_code": authorization_code,
    "refresh_token": refresh_token,
    "client_credentials": client_credentials,
}
