"""Sign-in at another identity provider: which one is meant, and the way there and back by OpenID Connect."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jwt

from targets.reference.core import ids
from targets.reference.core.clock import MINUTE
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.domain_state import Authorization, Departure
from targets.reference.core.state import Provider
from targets.reference.core.wire import Reply
from targets.reference.hosted.federated_users import Unfit, user_of
from targets.reference.hosted.grants import signed_in
from targets.reference.hosted.identity_providers import NATIVE
from targets.reference.hosted.outbound import Unreachable, document
from targets.reference.hosted.refusals import Broken, CallbackError, ErrorPage
from targets.reference.hosted.request import extended, redirect
from targets.reference.hosted.visit import Visit

AWAY = 10 * MINUTE
SKEW = 60.0  # seconds between this clock and the provider's
UNKNOWN = "Invalid State/RelayState provided."


def chosen(visit: Visit, authorization: Authorization) -> Provider | None:
    """The provider that the request or the client asks for; None for the pool itself."""
    given, supported = visit.request.parameters, supported_by(authorization)
    name = given.get("identity_provider")
    if given.get("idp_identifier") and not deviates("federation-identifier-ignored"):
        names = [one.name for one in visit.pool.providers.values() if given["idp_identifier"] in one.identifiers]
        name = names[0] if names else given["idp_identifier"]
    if name is None and len(supported) == 1:
        name = supported[0]
    if name in (None, NATIVE) and not (given.get("identity_provider") and deviates("hosted-own-provider-unknown")):
        return None
    provider = visit.pool.providers.get(str(name))
    if provider is None or (name not in supported and not deviates("federation-any-provider")):
        raise ErrorPage("invalid_request", authorization.client.id)
    return provider


def supported_by(authorization: Authorization) -> list[str]:
    """The client's providers."""
    listed: list[str] = authorization.client.settings.get("SupportedIdentityProviders", [NATIVE])
    return listed


def depart(visit: Visit, authorization: Authorization, provider: Provider) -> Reply:
    """Recorded: these parameters in this order; ``state`` is our own and says nothing."""
    state = ids.opaque(120)
    if authorization.state and deviates("federation-hands-on-state"):
        state = authorization.state
    visit.web.departures[state] = Departure(authorization, provider.name, visit.call.now + AWAY)
    answer = varied("/oauth2/idpresponse", "federation-answer-at-callback", "/callback")
    asked = {
        "client_id": provider.details["client_id"],
        "redirect_uri": f"{visit.request.base}{answer}",
        "scope": provider.details["authorize_scopes"],
        "response_type": "code",
        "state": state,
    }
    if provider.kind not in ("OIDC", "Google") and deviates("federation-social-without-state"):
        del asked["state"]
    if provider.kind == "Google" and deviates("federation-google-scopes-of-the-client"):
        asked["scope"] = " ".join(authorization.scopes[:1])
    return redirect(extended(provider.details["authorize_url"], asked))


def returned(visit: Visit) -> Reply:
    """``/oauth2/idpresponse``: the provider sends the browser back."""
    given = visit.request.query
    departure = visit.web.departures.pop(given.get("state", ""), None)
    if departure is None and deviates("federation-any-state"):
        departure = next(reversed(visit.web.departures.values()), None)
    provider = visit.pool.providers.get(departure.provider) if departure else None
    if departure is None or provider is None or visit.call.now > departure.expires_at:
        raise ErrorPage(varied(UNKNOWN, "federation-state-text", "invalid_request"))
    authorization = spoiled(departure.authorization)
    if "error" in given and not deviates("federation-error-on-own-page"):
        raise CallbackError(authorization, given["error"], given.get("error_description"))
    if "error" in given:
        raise ErrorPage(given["error"])
    try:
        profile = claims_from(visit, provider, given.get("code", ""))
        subject = str(profile[provider.mapping.get("username", "sub")])
        user = user_of(visit, provider, subject, profile, authorization.client.id)
    except Unreachable as error:
        message = f"{provider.name} Error - {error} getting token"
        raise token_refused(authorization, message) from error
    except jwt.InvalidTokenError as error:
        if deviates("federation-bad-token-breaks"):
            raise Broken from error
        raise CallbackError(authorization, "invalid_request", f"Bad id_token {error}") from error
    except Unfit as error:
        code = varied("invalid_request", "federation-unfit-code", "access_denied")
        raise CallbackError(authorization, code, error.text) from error
    return signed_in(visit, authorization, user)


def spoiled(authorization: Authorization) -> Authorization:
    """What mutants forget of it on the way to the provider and back."""
    if deviates("federation-state-lost"):
        return replace(authorization, state=None)
    if deviates("federation-without-proof-key"):
        return replace(authorization, challenge=None)
    if deviates("federation-code-without-tokens"):
        return replace(authorization, scopes=tuple(scope for scope in authorization.scopes if scope != "openid"))
    return authorization


def token_refused(authorization: Authorization, message: str) -> CallbackError | ErrorPage:
    """Documented: the application gets the error, with the provider's name and the status."""
    if deviates("federation-token-error-on-own-page"):
        return ErrorPage("invalid_request")
    message = varied(message, "federation-token-error-unnamed", "unknown error")
    return CallbackError(authorization, "invalid_request", message)


def claims_from(visit: Visit, provider: Provider, code: str) -> dict[str, Any]:
    """The verified claims of the ID token, and what the provider's userInfo says besides."""
    details = provider.details
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": details["client_id"],
        "client_secret": details.get("client_secret", ""),
        "redirect_uri": f"{visit.request.base}/oauth2/idpresponse",
    }
    if deviates("federation-secret-not-posted"):
        del form["client_secret"]
    answer = document(details["token_url"], form)
    claims = verified(details, str(answer.get("id_token", "")), visit.call.now)
    if not details.get("attributes_url") or "access_token" not in answer or deviates("federation-user-info-unread"):
        return claims
    method = details.get("attributes_request_method", "GET")
    profile = document(details["attributes_url"], bearer=str(answer["access_token"]), method=method)
    return claims | (profile if profile.get("sub", claims["sub"]) == claims["sub"] else {})


def verified(details: dict[str, str], id_token: str, now: float) -> dict[str, Any]:
    """OpenID Connect Core 3.1.3.7, by the service's own clock."""
    if deviates("federation-signature-unchecked"):
        claims: dict[str, Any] = jwt.decode(id_token, options={"verify_signature": False})
    else:
        keys = jwt.PyJWKSet.from_dict(document(details["jwks_uri"]))
        kid = jwt.get_unverified_header(id_token).get("kid")
        key = next((one for one in keys.keys if kid in (None, one.key_id)), None)
        if key is None:
            raise jwt.InvalidTokenError("key: none for this token")
        claims = jwt.decode(
            id_token,
            key,
            algorithms=["RS256", "ES256"],
            options={"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False},
        )
    check(claims, details, now)
    return claims


def check(claims: dict[str, Any], details: dict[str, str], now: float) -> None:
    """Who issued it, for whom, and until when."""
    if claims.get("iss") != details["oidc_issuer"] and not deviates("federation-any-issuer"):
        raise jwt.InvalidTokenError(
            varied(f"issuer {claims.get('iss')}", "federation-issuer-text", "or its issuer is wrong")
        )
    audience = claims.get("aud", [])
    named = audience if isinstance(audience, list) else [audience]
    if details["client_id"] not in named and not deviates("federation-any-audience"):
        raise jwt.InvalidTokenError("audience")
    ends = claims.get("exp")
    alive = isinstance(ends, int) and now < ends + SKEW
    if not alive and not deviates("federation-expired-accepted"):
        raise jwt.InvalidTokenError("expiry")
    if "sub" not in claims:
        raise jwt.InvalidTokenError("subject")
