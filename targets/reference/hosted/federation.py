"""Sign-in at another identity provider, by OpenID Connect. Seam: SAML comes later."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jwt

from targets.reference import ids
from targets.reference.clock import MINUTE
from targets.reference.deviation import deviates
from targets.reference.directory import add_user, index, touch
from targets.reference.errors import ApiError
from targets.reference.hosted.grants import signed_in
from targets.reference.hosted.identities import Identity, store
from targets.reference.hosted.outbound import Unreachable, document
from targets.reference.hosted.refusals import CallbackError, ErrorPage
from targets.reference.hosted.request import extended, redirect
from targets.reference.hosted.state import Authorization, Departure
from targets.reference.hosted.visit import Visit
from targets.reference.schema import missing_required, value_problem
from targets.reference.state import EXTERNAL_PROVIDER, Group, Pool, User
from targets.reference.wire import Reply

if TYPE_CHECKING:
    from targets.reference.hosted.identity_providers import Provider

NATIVE = "COGNITO"
AWAY = 10 * MINUTE
GROUPED = ("Google", "Facebook", "SAML")  # recorded for these: their users are in a group of the provider's


def chosen(visit: Visit, authorization: Authorization) -> Provider | None:
    """The provider that the request or the client asks for; None for the pool itself."""
    given, supported = visit.request.parameters, supported_by(authorization)
    name = given.get("identity_provider")
    if given.get("idp_identifier"):
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
    if provider.kind == "SAML":
        raise ErrorPage("SAML is not served here", authorization.client.id)
    state = ids.opaque(120)
    visit.web.departures[state] = Departure(authorization, provider.name, visit.call.now + AWAY)
    asked = {
        "client_id": provider.details["client_id"],
        "redirect_uri": f"{visit.request.base}/oauth2/idpresponse",
        "scope": provider.details["authorize_scopes"],
        "response_type": "code",
        "state": authorization.state if deviates("federation-hands-on-state") else state,
    }
    return redirect(extended(provider.details["authorize_url"], asked))


def returned(visit: Visit) -> Reply:
    """``/oauth2/idpresponse``: the provider sends the browser back."""
    given = visit.request.query
    departure = visit.web.departures.pop(given.get("state", ""), None)
    if departure is None and deviates("federation-any-state"):
        departure = next(iter(visit.web.departures.values()), None)
    provider = visit.pool.providers.get(departure.provider) if departure else None
    if departure is None or provider is None or visit.call.now > departure.expires_at:
        raise ErrorPage("Invalid State/RelayState provided.")
    authorization = departure.authorization
    if "error" in given:
        raise CallbackError(authorization, given["error"], given.get("error_description"))
    try:
        profile = claims_from(visit, provider, given.get("code", ""))
    except Unreachable as error:
        told = f"{provider.name} Error - {error} getting token"
        raise CallbackError(authorization, "invalid_request", told) from error
    except jwt.InvalidTokenError as error:
        raise CallbackError(authorization, "invalid_request", f"Bad id_token issue: {error}") from error
    return signed_in(visit, authorization, user_of(visit, authorization, provider, profile))


def claims_from(visit: Visit, provider: Provider, code: str) -> dict[str, Any]:
    """The verified claims of the ID token, and what the provider's userInfo says besides."""
    details = provider.details
    answer = document(
        details["token_url"],
        {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": details["client_id"],
            "client_secret": details.get("client_secret", ""),
            "redirect_uri": f"{visit.request.base}/oauth2/idpresponse",
        },
    )
    claims = verified(details, str(answer.get("id_token", "")))
    if not details.get("attributes_url") or "access_token" not in answer:
        return claims
    method = details.get("attributes_request_method", "GET")
    profile = document(details["attributes_url"], bearer=str(answer["access_token"]), method=method)
    return claims | (profile if profile.get("sub", claims["sub"]) == claims["sub"] else {})


def verified(details: dict[str, str], id_token: str) -> dict[str, Any]:
    """OpenID Connect Core 3.1.3.7."""
    keys = jwt.PyJWKSet.from_dict(document(details["jwks_uri"]))
    kid = jwt.get_unverified_header(id_token).get("kid")
    key = next((one for one in keys.keys if kid in (None, one.key_id)), None)
    if key is None:
        raise jwt.InvalidTokenError("no key for this token")
    claims: dict[str, Any] = jwt.decode(
        id_token, key, algorithms=["RS256", "ES256"], audience=details["client_id"], issuer=details["oidc_issuer"],
        leeway=60, options={"require": ["sub", "exp", "iat"]},
    )  # fmt: skip
    return claims


def user_of(visit: Visit, authorization: Authorization, provider: Provider, profile: dict[str, Any]) -> User:
    """The user that the identity is, or is linked to; made at the first sign-in, changed at later ones."""
    subject = str(profile[provider.mapping["username"]])
    linked = visit.pool.links.get((provider.name, subject))
    name = visit.pool.fold(f"{provider.name}_{subject}")  # recorded: a pool that folds case folds all of it
    user = linked or visit.pool.names.get(name)
    attributes = mapped(visit.pool, provider, profile)
    check(authorization, visit.pool, user, attributes)
    if user is None:
        user = first_time(visit, provider, subject, name, attributes)
    if not user.enabled:
        raise CallbackError(authorization, "invalid_request", "User is not enabled")
    if linked is None:
        user.attributes |= attributes
    index(visit.pool, user)
    touch(visit.call, user)
    return user


def mapped(pool: Pool, provider: Provider, profile: dict[str, Any]) -> dict[str, str]:
    """Attributes of the pool from the provider's claims. Documented: an address is unverified unless it says so."""
    found = {
        name: text(profile[claim])
        for name, claim in provider.mapping.items()
        if name != "username" and claim in profile and name in pool.schema
    }
    if "email" in found and not deviates("federation-email-verified"):
        return {"email_verified": "false"} | found
    return found


def text(value: Any) -> str:
    """A claim as an attribute."""
    return value if isinstance(value, str) else json.dumps(value)


def check(authorization: Authorization, pool: Pool, user: User | None, attributes: dict[str, str]) -> None:
    """Recorded: what is required must come from the provider; what cannot change must not be told anew."""
    present = user.attributes if user else {}
    missing = missing_required(pool.schema, present | attributes)
    if missing and not deviates("federation-required-ignored"):
        raise CallbackError(authorization, "invalid_request", f"attributes required: [{', '.join(missing)}]")
    fixed = next((name for name in attributes if name in present and not pool.schema[name].mutable), None)
    problem = "Attribute cannot be updated." if fixed else ""
    for name, value in attributes.items():
        if not problem and (found := value_problem(pool.schema[name], value)):
            fixed, problem = name, found
    if fixed:
        raise CallbackError(authorization, "invalid_request", f"Invalid user attributes: {fixed}: {problem}")


def first_time(visit: Visit, provider: Provider, subject: str, name: str, attributes: dict[str, str]) -> User:
    """A user of the provider's. Recorded: named after both, with the status EXTERNAL_PROVIDER."""
    try:
        user = add_user(visit.call, visit.pool, name, attributes, EXTERNAL_PROVIDER)
    except ApiError as error:
        raise ErrorPage(error.message) from error
    rename(visit.pool, user, name)
    created = int(visit.call.now * 1000)
    store(user, [Identity(subject, provider.name, provider.kind, created, primary=True)])
    if provider.kind in GROUPED:
        join(visit, user, f"{visit.pool.id}_{provider.name}")
    return user


def rename(pool: Pool, user: User, name: str) -> None:
    """Where an address stands in for the name, a federated user keeps the provider's name all the same."""
    pool.names.pop(pool.fold(user.username), None)
    for attribute in pool.username_attributes:
        if user.attributes.get(attribute) == name:
            del user.attributes[attribute]
    user.username = name
    pool.names[pool.fold(name)] = user


def join(visit: Visit, user: User, name: str) -> None:
    """Recorded: a group of the pool and the provider, made when it is needed."""
    visit.pool.groups.setdefault(name, Group(name, visit.call.now, visit.call.now))
    user.groups.append(name)
