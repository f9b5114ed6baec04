"""``/oauth2/authorize``: on to a provider, to the login form, or back at once when somebody is signed in."""

from __future__ import annotations

from targets.reference.core.deviation import deviates
from targets.reference.core.wire import Reply
from targets.reference.hosted import federation, saml_sign_in
from targets.reference.hosted.authorization import requested
from targets.reference.hosted.grants import granted
from targets.reference.hosted.refusals import CallbackError
from targets.reference.hosted.request import redirect
from targets.reference.hosted.visit import Visit


def authorize(visit: Visit) -> Reply:
    """Documented for GET only; a POST is served alike, as OpenID Connect wants it."""
    authorization = requested(visit)
    provider = federation.chosen(visit, authorization)
    if provider is not None:
        leave = saml_sign_in.depart if provider.kind == "SAML" else federation.depart
        return leave(visit, authorization, provider)
    session = visit.session
    if session is not None and deviates("hosted-session-by-address"):
        visit.web.sessions[authorization.query] = session
    prompt = visit.request.parameters.get("prompt") if visit.pool.managed_login else None
    afresh = prompt == "login" and not deviates("managed-login-prompt-login-ignored")
    refused = prompt == "none" and deviates("managed-login-prompt-none-never-silent")
    if session is not None and not afresh and not refused and not deviates("hosted-session-forgotten"):
        return granted(visit, authorization, session.user, session.auth_time)
    if prompt == "none" and not deviates("managed-login-prompt-ignored"):
        raise CallbackError(authorization, "login_required")
    return redirect(f"{visit.request.base}/login?{authorization.query}")
