"""``/oauth2/revoke``."""

from __future__ import annotations

import base64
import json

from targets.reference.core.api import Call
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.state import Client, RefreshFamily, RefreshToken
from targets.reference.core.wire import Reply
from targets.reference.hosted.client_auth import authenticated, basic_credentials
from targets.reference.hosted.refusals import NotAllowed, OAuthError
from targets.reference.hosted.request import FORM, answer, nothing
from targets.reference.hosted.visit import Visit
from targets.reference.operations.sign_out import is_signed_token
from targets.reference.operations.sign_out import revoke as end


def revoke(visit: Visit) -> Reply:
    """Recorded: an empty body. Documented: 200 for a token that is unknown or revoked already, too."""
    if visit.request.content_type not in (FORM, ""):
        raise NotAllowed
    client = revoking_client(visit)
    text = token_of(visit, client)
    found = visit.pool.refresh_tokens.get(text)
    if found is None:
        if deviates("hosted-revoke-refuses-unknown"):
            raise OAuthError("invalid_grant")
        return nothing(200)
    family, token = found
    if family.client is not client and not deviates("hosted-revoke-for-any-client"):
        raise OAuthError("invalid_request")  # which error is not known
    if token.revoked and deviates("hosted-revoke-only-once"):
        raise OAuthError("invalid_grant")
    if family.grant is not None and deviates("hosted-revoke-own-tokens-live"):
        return nothing(200)
    if not deviates("hosted-revoke-does-nothing"):
        end(family, token)
        revoked_besides(family, token)
    return answer({"revoked": True}) if deviates("hosted-revoke-with-a-body") else nothing(200)


def revoking_client(visit: Visit) -> Client:
    """Documented: 401 for wrong credentials; some emulators know clients of one kind only, or look at no secret."""
    known = visit.client(visit.request.parameters.get("client_id", ""))
    if known is not None and known.secret is None and deviates("hosted-revoke-needs-a-secret"):
        raise OAuthError("invalid_client", 401)
    credentials = basic_credentials(visit.request.headers.get("authorization", ""))
    if credentials is not None and deviates("hosted-revoke-ignores-secret"):
        client = visit.client(credentials[0])
        if client is not None:
            return client
    if credentials is not None and deviates("hosted-revoke-without-basic"):
        raise OAuthError("invalid_client", 401)
    try:
        return authenticated(visit, wrong_status=varied(401, "hosted-revoke-wrong-secret-400", 400))
    except OAuthError:
        found = visit.pool.refresh_tokens.get(visit.request.parameters.get("token", ""))
        if found is not None and deviates("hosted-revoke-before-the-secret"):
            end(*found)
        raise


def token_of(visit: Visit, client: Client) -> str:
    """The text that is to be revoked. Documented: 400 for all that cannot be."""
    status = varied(400, "hosted-revoke-refusals-401", 401)
    text = visit.request.parameters.get("token")
    if not text and not deviates("hosted-revoke-no-token"):
        raise OAuthError("invalid_request", status)
    if not client.revokes and not deviates("hosted-revoke-although-disabled"):
        raise OAuthError("invalid_request", status)
    call = Call(visit.call.store, "RevokeToken", {"Token": text or ""}, visit.call.request_id)
    if is_signed_token(call):
        kind = "hosted-revoke-takes-id-tokens" if use_of(text or "") == "id" else "hosted-revoke-takes-access-tokens"
        if not deviates(kind):
            raise OAuthError("unsupported_token_type", status)
    return text or ""


def use_of(token: str) -> str:
    """Which kind of signed token this is."""
    part = token.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))).get("token_use"))


def revoked_besides(family: RefreshFamily, token: RefreshToken) -> None:
    """What some emulators forget, or end besides."""
    if deviates("hosted-revoke-api-refresh-lives"):
        family.ended_by = "/oauth2/revoke"
    if deviates("hosted-revoke-access-token-lives"):
        family.revoked, token.revoked = False, True
    if deviates("hosted-revoke-ends-other-sign-ins"):
        for other in family.user.families:
            other.revoked = True
