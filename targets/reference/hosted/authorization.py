"""A request to authorize, checked: which application asks for what, and may it."""

from __future__ import annotations

from targets.reference.core.deviation import deviates, varied
from targets.reference.core.domain_state import Authorization
from targets.reference.core.state import Client
from targets.reference.hosted.refusals import Broken, CallbackError, ErrorPage
from targets.reference.hosted.visit import Visit

FLOWS = {"code": "code", "token": "implicit"}  # response_type and what AllowedOAuthFlows calls it


def requested(visit: Visit) -> Authorization:
    """The request, checked. Recorded and documented: who gets which error. The order of the checks is ours."""
    given = visit.request.parameters
    client = known_client(visit)
    redirect_uri = registered_callback(client, given.get("redirect_uri"))
    query = visit.request.query_string or visit.request.body.decode("utf-8", "replace")
    authorization = Authorization(
        client,
        redirect_uri,
        given.get("response_type", varied("", "hosted-response-type-optional", "code")),
        requested_scopes(client, given.get("scope")),
        query,
        state=given.get("state"),
        nonce=None if deviates("hosted-nonce-dropped") else given.get("nonce"),
        challenge=given.get("code_challenge"),
        resource=None if deviates("managed-login-resource-ignored") else given.get("resource"),
    )
    check_response_type(authorization)
    check_challenge(authorization, given.get("code_challenge_method"))
    if not_allowed(authorization):
        raise CallbackError(authorization, "invalid_request", "invalid_scope")
    return authorization


def known_client(visit: Visit) -> Client:
    """Recorded: one text for no client id, another error for one that nobody has."""
    client_id = visit.request.parameters.get("client_id")
    if not client_id and deviates("hosted-client-id-optional"):
        client_id = next(iter(visit.pool.clients))
    if not client_id:
        raise ErrorPage("Required parameters missing")
    client = visit.client(client_id)
    if client is None:
        raise unknown_client(visit, client_id)
    return client


def unknown_client(visit: Visit, client_id: str) -> ErrorPage | CallbackError:
    """Recorded: the domain's page, never the callback that a stranger names."""
    if deviates("hosted-unknown-client-redirected"):
        someone = next(iter(visit.pool.clients.values()))
        there = visit.request.parameters.get("redirect_uri", "")
        return CallbackError(Authorization(someone, there, "code", (), ""), "invalid_request")
    return ErrorPage(varied("invalid_request", "hosted-unknown-client-code", "invalid_client"), client_id)


def registered_callback(client: Client, redirect_uri: str | None) -> str:
    """Recorded: compared as a whole; one that is not registered is never redirected to."""
    if not redirect_uri:
        raise ErrorPage("Required String parameter 'redirect_uri' is not present", client.id)
    if redirect_uri not in client.settings.get("CallbackURLs", []) and not deviates("hosted-callback-unchecked"):
        raise ErrorPage(varied("redirect_mismatch", "hosted-callback-code", "invalid_request"), client.id)
    return redirect_uri


def requested_scopes(client: Client, text: str | None) -> tuple[str, ...]:
    """Recorded: without ``scope`` all that the client allows."""
    allowed = client.settings.get("AllowedOAuthScopes", [])
    if not text and deviates("hosted-no-scope-means-openid"):
        return ("openid",)
    return tuple(dict.fromkeys((text or "").split())) or tuple(allowed)


def not_allowed(authorization: Authorization) -> bool:
    """Whether a scope was asked for that the client does not allow."""
    allowed = authorization.client.settings.get("AllowedOAuthScopes", [])
    return any(scope not in allowed for scope in authorization.scopes) and not deviates("hosted-any-scope")


def check_response_type(authorization: Authorization) -> None:
    """Documented: the error goes to the callback."""
    flow = FLOWS.get(authorization.response_type)
    if flow is None and authorization.response_type and deviates("hosted-any-response-type"):
        return
    if flow is None:
        raise CallbackError(authorization, "invalid_request")
    allowed = authorization.client.settings.get("AllowedOAuthFlows", [])
    if flow not in allowed and not deviates("hosted-any-flow"):
        raise CallbackError(
            authorization, varied("unauthorized_client", "hosted-flow-code", "unsupported_response_type")
        )


def check_challenge(authorization: Authorization, method: str | None) -> None:
    """Documented: S256 is the only method, and it must be named."""
    code_grant = authorization.response_type == "code"
    if authorization.challenge is None and code_grant and deviates("hosted-challenge-required"):
        raise CallbackError(authorization, "invalid_request")
    if authorization.challenge is None or method == "S256":
        return
    if not deviates("hosted-plain-challenge"):
        raise CallbackError(authorization, "invalid_request")


def check_enabled(client: Client) -> None:
    """Recorded: this text on an error page; ``/oauth2/authorize`` itself still leads to ``/login``."""
    if not client.settings["AllowedOAuthFlowsUserPoolClient"] and not deviates("hosted-switch-ignored"):
        if deviates("hosted-switch-breaks"):
            raise Broken
        text = "Client is not enabled for OAuth2.0 flows."
        raise ErrorPage(varied(text, "hosted-switch-text", "unauthorized_client"), client.id)
