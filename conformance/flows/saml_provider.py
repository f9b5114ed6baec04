"""The suite's own SAML provider in a scenario. It needs no server: the browser carries everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.flows.code_grant import APPLICATION, CALLBACK, Site, redeemed, served
from conformance.flows.federation import FEDERATED, NOWHERE, SAML_ANSWER, new_provider
from conformance.scenario.browser import Arrival, Browser

if TYPE_CHECKING:
    from conformance.checking.exchange import Exchange
    from conformance.scenario import Scenario

CORPORATE: dict[str, Any] = FEDERATED | {"UserPoolTags": {"for": "saml"}}  # names of providers are taken once a pool
ENTITY = f"{NOWHERE}/metadata"
SSO, SLO = f"{NOWHERE}/sso", f"{NOWHERE}/slo"
MAIL = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"
MAPPING = {"email": MAIL, "name": "displayName", "nickname": "roles"}


@dataclass(frozen=True)
class Corporation:
    """An application, and the provider that its users come from."""

    site: Site
    name: str
    signer: Mapping[str, str]
    second: Mapping[str, str]  # a second key in its metadata; empty where there is only one

    @property
    def audience(self) -> str:
        """The pool's entity ID at the provider."""
        return f"urn:amazon:cognito:sp:{self.site.pool.id}"

    @property
    def recipient(self) -> str:
        """The target's own address for responses, in case the request does not name one."""
        return self.site.hosted.url(SAML_ANSWER)


def corporation(
    s: Scenario,
    name: str,
    *,
    pool: Mapping[str, Any] = CORPORATE,
    details: Mapping[str, str] | None = None,
    two_keys: bool = False,
) -> Corporation:
    """An application whose users may come from the suite's SAML provider; pool and provider are shared."""
    made = s.pool(**pool)
    hosted = s.hosted(made)

    def make() -> list[Mapping[str, str]]:
        signers = [s.compute("saml.saml_identity") for _ in range(1 + two_keys)]
        keys = [signer["certificate"] for signer in signers]
        text = str(s.compute("saml.saml_metadata", ENTITY, keys[0], SSO, SLO, *keys[1:]))
        given = {"MetadataFile": text, **(details or {})}
        s.need(new_provider(s, made, name, "SAML", given, AttributeMapping=MAPPING), "IDP-001")
        return [*signers, {}]

    signers = s.once(made, f"SAML {name}", make)
    # a client of a provider that may begin a sign-in has no other kind of provider
    beside = [] if (details or {}).get("IDPInit") == "true" else ["COGNITO"]
    listed = {"SupportedIdentityProviders": [*beside, name]}
    site = Site(hosted, s.client(made, **(APPLICATION | listed)), Browser(s, hosted))
    return Corporation(site, name, signers[0], signers[1])


@dataclass(frozen=True)
class Request:
    """A request to the provider, as it arrived there."""

    away: Arrival
    id: str
    answer_at: str

    @property
    def relay(self) -> str | None:
        """The relay state that has to come back with the answer."""
        return self.away.parameters.get("RelayState")


def leave(s: Scenario, corp: Corporation, **parameters: str | None) -> Request:
    """The redirect to the provider; the example ends where there is none."""
    asked: dict[str, str | None] = {"identity_provider": corp.name, "scope": "openid", **parameters}
    away = corp.site.browser.arrive(served(s, corp.site.browser.authorize(corp.site.client, **asked)))
    if not away.parameters.get("SAMLRequest"):
        s.end("FEDSAML-001", "authorize does not lead to the provider", away.last)
    found: dict[str, str] = s.compute("saml.saml_request", away.url)
    return Request(away, found.get("ID", ""), found.get("AssertionConsumerServiceURL") or corp.recipient)


def assertion(s: Scenario, corp: Corporation, request: Request | None, subject: str, **changes: Any) -> dict[str, Any]:
    """The provider's response about a subject to a request."""
    return {
        "id": s.compute("saml.saml_id"),
        "issuer": ENTITY,
        "subject": subject,
        "audience": corp.audience,
        "recipient": request.answer_at if request else corp.recipient,
        "asked": request.id if request else "",
        "attributes": {MAIL: s.email(), "displayName": "Some Body"},
        **changes,
    }


def respond(
    s: Scenario,
    corp: Corporation,
    relay: str | None,
    said: Mapping[str, Any],
    signer: Mapping[str, str] | None = None,
) -> Arrival:
    """The browser posts the provider's response to the pool."""
    text = str(s.compute("saml.saml_response", dict(signer or corp.signer), s.clock(), dict(said)))
    form = {"SAMLResponse": text, **({"RelayState": relay} if relay is not None else {})}
    answer = served(s, corp.site.browser.post(corp.site.hosted.url(SAML_ANSWER), form))
    return corp.site.browser.arrive(answer)


def sign_in(s: Scenario, corp: Corporation, subject: str, *, state: str | None = None, **changes: Any) -> Arrival:
    """A sign-in in a browser without cookies, to the callback; the example ends where it fails."""
    corp.site.browser.forget()
    request = leave(s, corp, state=state)
    arrival = respond(s, corp, request.relay, assertion(s, corp, request, subject, **changes))
    if not arrival.code:
        why = f": {arrival.error or arrival.last.status}" if arrival.last.ok else ""
        s.end("FEDSAML-004", f"a sign-in at the provider gave no code{why}", arrival.last)
    return arrival


def tokens_of(s: Scenario, corp: Corporation, arrival: Arrival) -> Exchange:
    """The tokens that the application gets for the code."""
    return s.need(redeemed(s, corp.site, arrival.code), "FEDOIDC-005")


def profile_of(s: Scenario, corp: Corporation, subject: str) -> Exchange:
    """AdminGetUser; the example ends where there is no such user."""
    username = f"{corp.name}_{subject}"
    return s.need(s.call("AdminGetUser", UserPoolId=corp.site.pool.id, Username=username), "FEDSAML-005")


def unasked(client_id: str, provider: str) -> dict[str, str]:
    """The relay state of a sign-in that begins at the provider."""
    return {
        "identity_provider": provider,
        "client_id": client_id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid",
    }
