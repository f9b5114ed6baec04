"""Sign-ins at a pool's domain, and what is done with their tokens: shared by the areas on OAuth 2.0."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Exchange
from conformance.flows.code_grant import code_for, redeemed, site_of
from conformance.scenario import Scenario
from conformance.scenario.browser import Arrival, Browser
from conformance.scenario.resources import Client, Pool, User
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.scopes import STANDARD

CALLBACK = "https://app.example.com/in"
READABLE = [
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "given_name",
    "nickname",
    "custom:tag",
]
SERVERS = {"https://api.example.com": ["read", "write"], "orders": ["list", "orders:new"]}
CUSTOM = tuple(f"{server}/{scope}" for server, scopes in SERVERS.items() for scope in scopes)
BLAME_PAGES = "LOGIN-001"  # a sign-in over the pages gives a code
BLAME_TOKEN = "OTOKEN-001"  # a code gives tokens


def web_pool(s: Scenario) -> Pool:
    """A pool with a domain and a custom attribute; the example ends where the target has no hosted UI."""
    pool = s.pool(Schema=[{"Name": "tag", "AttributeDataType": "String", "Mutable": True}])
    s.hosted(pool)
    return pool


def web_client(s: Scenario, pool: Pool, **changed: Any) -> Client:
    """A public client for passwords and for all scopes that need no resource server."""
    usual: dict[str, Any] = {
        "ExplicitAuthFlows": PASSWORD_CLIENT,
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code", "implicit"],
        "AllowedOAuthScopes": list(STANDARD),
        "CallbackURLs": [CALLBACK],
        "SupportedIdentityProviders": ["COGNITO"],
        "ReadAttributes": READABLE,
    }
    return s.client(pool, **(usual | changed))


def machine_pool(s: Scenario, **config: Any) -> Pool:
    """A pool with a domain and resource servers, which are made once and are part of what makes the pool."""
    pool = s.pool(UserPoolTags={"for": "resource servers"}, **config)
    s.hosted(pool)
    if any(step.name == "CreateResourceServer" for step in pool.steps):
        return pool
    first = len(s.steps)
    for identifier, scopes in SERVERS.items():
        s.must(
            "CreateResourceServer",
            UserPoolId=pool.id,
            Identifier=identifier,
            Name="server",
            Scopes=[{"ScopeName": name, "ScopeDescription": name} for name in scopes],
        )
    pool.steps.extend(s.steps[first:])
    return pool


def web_user(s: Scenario, pool: Pool, base: str, *, verified: bool = True, given: str = "Ana", tag: str = "x") -> User:
    """A user with something for every scope to show."""
    attributes = {
        "email": s.email(),
        "email_verified": str(verified).lower(),
        "phone_number": s.phone(),
        "phone_number_verified": str(not verified).lower(),
        "given_name": given,
        "nickname": "nick",
        "custom:tag": tag,
    }
    return s.user(pool, username=s.name(base), attributes=attributes)


def code_of(s: Scenario, client: Client, user: User, scope: str | None, verifier: str) -> str:
    """An authorization code, by the pages; the example ends where there is none."""
    challenge = s.compute("oauth.challenge", verifier)
    return code_for(
        s, site_of(s, client), user, scope=scope, code_challenge_method="S256", code_challenge=challenge
    ).code


def web_tokens(s: Scenario, client: Client, user: User, scope: str | None, word: str) -> Exchange:
    """The token endpoint's answer after a sign-in over the pages; the example ends where it has no tokens.

    With PKCE, for some targets serve nothing else; real Cognito does with and without.
    """
    verifier = s.compute("oauth.verifier", word)
    code = code_of(s, client, user, scope, verifier)
    proof = basic_of(s, client) or {}
    answer = s.need(
        redeemed(s, site_of(s, client), code, verifier, client_id=client.id, authorization=proof.get("Authorization")),
        BLAME_TOKEN,
    )
    if not isinstance(answer.get("access_token"), str):
        s.end(BLAME_TOKEN, "the token endpoint gave no access token", answer)
    return answer


def implicit_tokens(s: Scenario, client: Client, user: User, scope: str | None) -> Arrival:
    """The arrival of a sign-in for the implicit grant, with an access token among its parameters."""
    first = Browser(s, s.hosted(client.pool))
    answer = first.authorize(client, response_type="token", scope=scope)
    if answer.outcome == "error" and answer.code in ("unsupported_response_type", "invalid_request"):
        s.lack("this target does not serve the implicit grant")
    arrival = first.finish(answer, user)
    s.need(arrival.last, BLAME_PAGES)
    if not arrival.parameters.get("access_token"):
        s.end(BLAME_PAGES, "the sign-in ended without an access token", arrival.last)
    return arrival


def basic_of(s: Scenario, client: Client) -> dict[str, str] | None:
    """The Authorization header of a client with a secret; none for a public client."""
    if client.secret is None:
        return None
    return {"Authorization": s.compute("oauth.basic", client.id, client.secret)}


def refresh_at_endpoint(s: Scenario, client: Client, token: str) -> Exchange:
    """The refresh grant. Not judged."""
    form = {"grant_type": "refresh_token", "client_id": client.id, "refresh_token": token}
    return s.request("POST", s.hosted(client.pool).url("/oauth2/token"), form=form, headers=basic_of(s, client))


def user_info(s: Scenario, pool: Pool, token: str) -> Exchange:
    """/oauth2/userInfo with this token. Not judged."""
    return s.request(
        "GET", s.hosted(pool).url("/oauth2/userInfo"), headers={"Authorization": s.compute("oauth.bearer", token)}
    )
