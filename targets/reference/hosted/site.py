"""What a user pool domain serves, and at which path."""

from __future__ import annotations

import html
from collections.abc import Callable

from targets.reference.core import ids
from targets.reference.core.api import Call
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.store import Store
from targets.reference.core.wire import Reply
from targets.reference.hosted import federation, login, saml_sign_in, single_logout
from targets.reference.hosted.authorize import authorize
from targets.reference.hosted.logout import logout
from targets.reference.hosted.refusals import Refusal
from targets.reference.hosted.request import WebRequest, nothing, page
from targets.reference.hosted.revoke import revoke
from targets.reference.hosted.token_endpoint import token
from targets.reference.hosted.user_info import user_info
from targets.reference.hosted.visit import Visit


def serve(store: Store, domain: str, request: WebRequest) -> Reply:
    """One request to a domain; recorded: there is nothing, not even a page, where no pool has it."""
    pool = next((pool for pool in store.pools.values() if pool.domain == domain), None)
    handlers = PATHS.get(request.path)
    if pool is None:
        return nothing(404)
    if handlers is None:  # recorded for the discovery document, which is not here
        return page("Error", "<p>Bad Request</p>", status=400)
    handler = handlers.get(request.method)
    if handler is None:
        return nothing(405)
    visit = Visit(Call(store, f"{request.method} {request.path}", {}, ids.unique()), pool, request)
    try:
        return handler(visit)
    except Refusal as refusal:
        return refusal.reply(request)


def start(visit: Visit) -> Reply:
    """Recorded: the form is at ``/login``, and the browser is sent there."""
    answer = authorize(visit)
    at_login = answer.headers.get("Location", "").startswith(f"{visit.request.base}/login?")
    return login.show(visit) if at_login and deviates("hosted-form-at-authorize") else answer


def token_by_get(visit: Visit) -> Reply:
    """Documented: POST only."""
    if deviates("hosted-token-by-get"):
        return token(visit)
    return nothing(varied(405, "hosted-token-by-get-is-empty", 200))


def error_page(visit: Visit) -> Reply:
    """Recorded: 400, and the error's text is on the page."""
    text = html.escape(visit.request.query.get("error", "unknown"))
    return page("Error", f"<h1>An error was encountered with the requested page.</h1><p>{text}</p>", status=400)


PATHS: dict[str, dict[str, Callable[[Visit], Reply]]] = {
    "/oauth2/authorize": {"GET": start, "POST": start},
    "/login": {"GET": login.show, "POST": login.submit},
    "/changePassword": {"POST": login.change_password},
    "/error": {"GET": error_page},
    "/logout": {"GET": logout},
    "/oauth2/token": {"GET": token_by_get, "POST": token},
    "/oauth2/userInfo": {"GET": user_info, "POST": user_info},
    "/oauth2/revoke": {"POST": revoke},
    "/oauth2/idpresponse": {"GET": federation.returned},
    "/saml2/idpresponse": {"GET": saml_sign_in.got, "POST": saml_sign_in.answered},
    "/saml2/logout": {"POST": single_logout.returned},
}
