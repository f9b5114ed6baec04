"""``/logout``, which is not OpenID Connect's."""

from __future__ import annotations

from urllib.parse import urlencode

from targets.reference.core.deviation import deviates, varied
from targets.reference.core.state import Client
from targets.reference.core.wire import Reply
from targets.reference.hosted.authorization import registered_callback
from targets.reference.hosted.refusals import ErrorPage
from targets.reference.hosted.request import extended, redirect
from targets.reference.hosted.single_logout import by_way_of_provider
from targets.reference.hosted.visit import SESSION_COOKIE, Visit


def logout(visit: Visit) -> Reply:
    """Documented: with ``logout_uri`` everything but the client is ignored; else on to ``/login``."""
    given = visit.request.query
    if "post_logout_redirect_uri" in given and deviates("hosted-openid-logout"):
        given = given | {"logout_uri": given["post_logout_redirect_uri"]}
    if not given.get("client_id") and deviates("hosted-logout-for-nobody"):
        given = given | {"client_id": next(iter(visit.pool.clients))}
    if not given.get("client_id"):
        text = "Missing required parameter client_id in request URL"
        raise ErrorPage(varied(text, "hosted-logout-of-nobody-text", "Bad Request"))
    client = visit.client(given["client_id"])
    if client is None:
        raise ErrorPage("invalid_request", given["client_id"])
    registered = given.get("logout_uri") in client.settings.get("LogoutURLs", [])
    first = not ("redirect_uri" in given and deviates("hosted-logout-redirect-uri-first"))
    if (registered and first) or ("logout_uri" in given and deviates("hosted-logout-to-anywhere")):
        return to_logout_uri(visit, given)
    if not given.get("redirect_uri") and deviates("hosted-logout-text"):
        raise ErrorPage("redirect_mismatch", client.id)
    registered_callback(client, given.get("redirect_uri"))
    path = varied("/login", "hosted-logout-to-authorize", "/oauth2/authorize")
    location = f"{visit.request.base}{path}?{urlencode(next_sign_in(client, given))}"
    if deviates("hosted-logout-on-the-way-keeps-session"):
        return redirect(location)
    return signed_out(visit, location)


def to_logout_uri(visit: Visit, given: dict[str, str]) -> Reply:
    """Recorded: the address as it is registered."""
    location = given["logout_uri"]
    if deviates("hosted-logout-adds-state"):
        location = extended(location, {"state": given.get("state")})
    if deviates("hosted-logout-goes-nowhere"):
        location = f"{visit.request.base}/login?client_id={given['client_id']}"
    if visit.pool.providers and deviates("federation-logout-by-the-provider"):
        location = extended("https://idp.example.com/logout", {"post_logout_redirect_uri": location})
    return signed_out(visit, location)


def next_sign_in(client: Client, given: dict[str, str]) -> dict[str, str]:
    """Documented: all scopes of the client where none was named."""
    scopes = " ".join(client.settings.get("AllowedOAuthScopes", []))
    return {name: value for name, value in given.items() if name != "logout_uri"} | (
        {} if "scope" in given or deviates("hosted-logout-without-scopes") else {"scope": scopes}
    )


def signed_out(visit: Visit, location: str) -> Reply:
    """The browser's session ends; the tokens of applications do not."""
    first = by_way_of_provider(visit, location)
    if deviates("hosted-logout-keeps-session") or (first != location and deviates("saml-logout-keeps-session")):
        return redirect(first)
    visit.web.sessions.pop(visit.request.cookies.get(SESSION_COOKIE, ""), None)
    return redirect(first, visit.request.cookie(SESSION_COOKIE, "", seconds=0))
