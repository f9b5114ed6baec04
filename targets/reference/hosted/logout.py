"""``/logout``, which is not OpenID Connect's."""

from __future__ import annotations

from urllib.parse import urlencode

from targets.reference.deviation import deviates
from targets.reference.hosted.authorize import registered_callback
from targets.reference.hosted.refusals import ErrorPage
from targets.reference.hosted.request import redirect
from targets.reference.hosted.visit import SESSION_COOKIE, Visit
from targets.reference.state import Client
from targets.reference.wire import Reply


def logout(visit: Visit) -> Reply:
    """Documented: with ``logout_uri`` everything but the client is ignored; else on to ``/login``."""
    given = visit.request.query
    if not given.get("client_id"):
        raise ErrorPage("Missing required parameter client_id in request URL")
    client = visit.client(given["client_id"])
    if client is None:
        raise ErrorPage("invalid_request", given["client_id"])
    registered = given.get("logout_uri") in client.settings.get("LogoutURLs", [])
    if registered or ("logout_uri" in given and deviates("hosted-logout-to-anywhere")):
        return signed_out(visit, given["logout_uri"])
    registered_callback(client, given.get("redirect_uri"))
    return signed_out(visit, f"{visit.request.base}/login?{urlencode(next_sign_in(client, given))}")


def next_sign_in(client: Client, given: dict[str, str]) -> dict[str, str]:
    """Documented: all scopes of the client where none was named."""
    scopes = " ".join(client.settings.get("AllowedOAuthScopes", []))
    return {name: value for name, value in given.items() if name != "logout_uri"} | (
        {} if "scope" in given else {"scope": scopes}
    )


def signed_out(visit: Visit, location: str) -> Reply:
    """The browser's session ends; the tokens of applications do not."""
    if not deviates("hosted-logout-keeps-session"):
        visit.web.sessions.pop(visit.request.cookies.get(SESSION_COOKIE, ""), None)
    return redirect(location, visit.request.cookie(SESSION_COOKIE, "", seconds=0))
