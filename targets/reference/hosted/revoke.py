"""``/oauth2/revoke``."""

from __future__ import annotations

from targets.reference.calls import Call
from targets.reference.deviation import deviates
from targets.reference.hosted.client_auth import authenticated
from targets.reference.hosted.refusals import NotAllowed, OAuthError
from targets.reference.hosted.request import FORM, nothing
from targets.reference.hosted.visit import Visit
from targets.reference.signout import is_signed_token
from targets.reference.signout import revoke as end
from targets.reference.wire import Reply


def revoke(visit: Visit) -> Reply:
    """Recorded: an empty body. Documented: 200 for a token that is unknown or revoked already, too."""
    if visit.request.content_type not in (FORM, ""):
        raise NotAllowed
    client = authenticated(visit, wrong_status=401)
    text = visit.request.parameters.get("token")
    if not text or not client.revokes:
        raise OAuthError("invalid_request")
    call = Call(visit.call.service, "RevokeToken", {"Token": text}, visit.call.request_id)
    if is_signed_token(call) and not deviates("hosted-revoke-takes-access-tokens"):
        raise OAuthError("unsupported_token_type")
    found = visit.pool.refresh_tokens.get(text)
    if found is None:
        return nothing(200)
    family, token = found
    if family.client is not client and not deviates("hosted-revoke-for-any-client"):
        raise OAuthError("invalid_request")  # which error is not known
    if not deviates("hosted-revoke-does-nothing"):
        end(family, token)
    return nothing(200)
