"""The authorization code grant: an application, its browser, a code, and the tokens for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.scenario.browser import Arrival, Browser, callback_of

if TYPE_CHECKING:
    from conformance.checking.exchange import Exchange
    from conformance.scenario import Scenario
    from conformance.scenario.resources import Client, Hosted, Pool, User

CALLBACK = "https://app.example.com/callback"
OTHER_CALLBACK = "https://app.example.com/other"
GOODBYE = "https://app.example.com/bye"
SCOPES = ("openid", "email", "profile", "aws.cognito.signin.user.admin")
APPLICATION: dict[str, Any] = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": list(SCOPES),
    "CallbackURLs": [CALLBACK, OTHER_CALLBACK],
    "LogoutURLs": [GOODBYE],
    "SupportedIdentityProviders": ["COGNITO"],
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
}


@dataclass(frozen=True)
class Site:
    """An application with the hosted UI of its pool, and a browser that knows neither yet."""

    hosted: Hosted
    client: Client
    browser: Browser

    @property
    def pool(self) -> Pool:
        """The pool."""
        return self.client.pool


def application(s: Scenario, **config: Any) -> Site:
    """A public client that may use the code grant, unless ``config`` says otherwise.

    The hosted UI comes first: a target without one gets no other requests.
    """
    pool = s.pool()
    hosted = s.hosted(pool)
    return Site(hosted, s.client(pool, **(APPLICATION | config)), Browser(s, hosted))


def site_of(s: Scenario, client: Client) -> Site:
    """The application for an existing client."""
    hosted = s.hosted(client.pool)
    return Site(hosted, client, Browser(s, hosted))


def served(s: Scenario, answer: Exchange) -> Exchange:
    """An answer that decides something, acceptance or refusal; the example ends where there is no such page."""
    return s.need(answer, None) if answer.outcome in ("unsupported", "indeterminate") else answer


def not_refused(s: Scenario, requirement: str, answer: Exchange) -> Exchange:
    """The answer, whose content is judged later; a refusal counts as a divergence of the requirement here."""
    return answer if answer.ok else s.accepted(requirement, answer)


def proof_key(s: Scenario, word: str) -> tuple[str, dict[str, str | None]]:
    """A PKCE verifier made of a drawn text, and the parameters that go to authorize."""
    verifier = str(s.compute("oauth.verifier", word))
    return verifier, {
        "code_challenge": s.compute("oauth.challenge", verifier),
        "code_challenge_method": "S256",
    }


def sign_in_page(s: Scenario, site: Site, word: str) -> Exchange:
    """The page that a right request leads to; the example ends where there is none."""
    _, key = proof_key(s, word)
    page = s.need(site.browser.follow(site.browser.authorize(site.client, scope="openid", **key)), "AUTHZ-001")
    if site.browser.form(page) is None:
        s.end("AUTHZ-001", f"a valid request leads to no page with a form: HTTP {page.status}", page)
    return page


def code_for(s: Scenario, site: Site, user: User, **parameters: str | None) -> Arrival:
    """A sign-in with the right password that ends at the callback with a code; the example ends where it does not."""
    arrival = site.browser.sign_in(site.client, user, **parameters)
    served(s, arrival.last)
    if not arrival.code:
        shown = f": {arrival.error or arrival.last.status}" if arrival.last.ok else ""
        s.end("LOGIN-001", f"the sign-in gave no code{shown}", arrival.last)
    return arrival


def again(s: Scenario, site: Site, word: str, **parameters: str | None) -> Exchange:
    """One more right request in the same browser, with redirects on the domain followed: a code, or a page."""
    _, key = proof_key(s, word)
    return served(s, site.browser.follow(site.browser.authorize(site.client, scope="openid", **(key | parameters))))


def redeemed(s: Scenario, site: Site, code: str, verifier: str | None = None, **changes: str | None) -> Exchange:
    """The token request for a code; ``changes`` replaces or (None) leaves out parameters.

    A client with a secret sends it in the body. Not judged.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": callback_of(site.client),
        "code_verifier": verifier,
    }
    return token_request(s, site, **(form | changes))


def token_request(
    s: Scenario, site: Site, *, authorization: str | None = None, origin: str | None = None, **form: str | None
) -> Exchange:
    """POST /oauth2/token with these parameters and the client's own in the body, or with an Authorization header.

    ``origin`` is that of the script that asks.
    """
    proof = {"client_id": site.client.id, "client_secret": site.client.secret} if authorization is None else {}
    given = {"Authorization": authorization, "Origin": origin}
    headers = {name: value for name, value in given.items() if value}
    return served(s, s.request("POST", site.hosted.url("/oauth2/token"), form=proof | form, headers=headers or None))


def tokens_for(s: Scenario, site: Site, user: User, word: str, **parameters: str | None) -> Exchange:
    """The token endpoint's answer to a right exchange; the example ends where it is refused."""
    verifier, key = proof_key(s, word)
    arrival = code_for(s, site, user, **(key | parameters))
    return s.need(redeemed(s, site, arrival.code, verifier), "OTOKEN-001")


def two_codes(s: Scenario, site: Site, password: str, word: str) -> tuple[str, list[str]]:
    """A PKCE verifier, and two unredeemed codes of one user that were issued for it."""
    user = s.user(site.pool, password=password)
    verifier, key = proof_key(s, word)
    return verifier, [code_for(s, site, user, scope="openid", **key).code for _ in range(2)]


def refusals_among(s: Scenario, *answers: Exchange) -> list[Exchange]:
    """The refusals among these answers; the example ends if there are none."""
    refusals = [answer for answer in answers if not answer.ok]
    if not refusals:
        s.end("OTOKEN-008", "nothing is refused", answers[-1])
    return refusals
