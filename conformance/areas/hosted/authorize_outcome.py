"""The outcome of /oauth2/authorize: the parameters at the callback, and those that never get there."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import claims_of, redirect_query, refused_without_code
from conformance.checking.registry import check
from conformance.flows.code_grant import (
    Site,
    application,
    code_for,
    not_refused,
    proof_key,
    redeemed,
    served,
    tokens_for,
)
from conformance.kit.oauth import fragment_of, parameters, query_of
from conformance.scenario import Scenario, prop
from conformance.scenario.browser import Arrival
from conformance.strategies import passwords
from conformance.strategies.hosted import nonces, states
from conformance.strategies.malformed import words

DISABLED = "Client is not enabled for OAuth2.0 flows."


@check("AUTHZ-014")
def scope_not_granted(answer: Exchange, scope: str) -> Difference | None:
    """The access token, if there is one, does not have the scope."""
    found = claims_of(answer).get("scope")
    granted = found.split() if isinstance(found, str) else []
    return Difference("granted", f"no token with {scope}", f"scope {found!r}") if scope in granted else None


@check("AUTHZ-015")
def state_back(callback: Exchange, state: str) -> Difference | None:
    """The callback's state is the one that was sent."""
    seen = redirect_query(callback).get("state")
    if seen == state:
        return None
    return Difference("state-missing" if seen is None else "state-changed", f"state={state!r}", f"{seen!r}")


@check("AUTHZ-017")
def code_in_query(callback: Exchange) -> Difference | None:
    """The callback's query has a code."""
    if redirect_query(callback).get("code"):
        return None
    where = "in the fragment" if "code" in fragment_of(callback.headers.get("location", "")) else "nowhere"
    return Difference("no-code-in-query", "a code in the callback's query", where)


@check("AUTHZ-018")
def tokens_in_fragment(callback: Exchange) -> Difference | None:
    """access_token, id_token, expires_in and token_type Bearer are in the fragment, and not in the query."""
    given, query = fragment_of(callback.headers.get("location", "")), redirect_query(callback)
    for name in ("access_token", "id_token", "expires_in", "token_type"):
        if name in query:
            return Difference("in-query", f"{name} in the fragment alone", "in the query")
        if not given.get(name):
            return Difference(f"no-{name.replace('_', '-')}", f"{name} in the fragment", f"members {sorted(given)}")
    kind = given["token_type"]
    return None if kind.lower() == "bearer" else Difference("token-type", "token_type Bearer", f"{kind!r}")


@check("AUTHZ-019")
def no_refresh_token(callback: Exchange) -> Difference | None:
    """The callback has no refresh_token."""
    given = parameters(callback.headers.get("location", ""))
    return Difference("refresh-token", "no refresh_token", "a refresh_token") if "refresh_token" in given else None


@check("AUTHZ-020")
def state_in_fragment(callback: Exchange, state: str) -> Difference | None:
    """The state is as it was sent, next to the tokens."""
    seen = fragment_of(callback.headers.get("location", "")).get("state")
    if seen == state:
        return None
    return Difference("state-missing" if seen is None else "state-changed", f"state={state!r}", f"{seen!r}")


@check("AUTHZ-021")
def nonce_in_id_token(answer: Exchange, nonce: str) -> Difference | None:
    """The ID token's nonce is the one that was sent."""
    seen = claims_of(answer, "id_token").get("nonce")
    if seen == nonce:
        return None
    return Difference("nonce-missing" if seen is None else "nonce-changed", f"nonce {nonce!r}", f"{seen!r}")


@check("AUTHZ-023")
def no_code_when_disabled(last: Exchange) -> Difference | None:
    """The browser is given no code, and the server does not fail."""
    return refused_without_code(last)


@check("AUTHZ-024")
def disabled_text(last: Exchange) -> Difference | None:
    """The page, or the redirect to it, has the error."""
    said = redirect_query(last) | query_of(str(last.request.get("url", "")))
    if DISABLED in (said.get("error"), said.get("error_description")) or DISABLED in last.body:
        return None
    return Difference("text", f"an error page that says {DISABLED!r}", f"HTTP {last.status} that does not")


def _implicit(s: Scenario, site: Site, password: str, **parameters: str | None) -> Arrival:
    """An implicit sign-in that arrived; the example ends where it did not."""
    user = s.user(site.pool, password=password)
    answer = site.browser.authorize(site.client, response_type="token", **parameters)
    not_refused(s, "AUTHZ-018", answer)
    arrival = site.browser.finish(answer, user)
    served(s, arrival.last)
    if not arrival.arrived:
        s.end("LOGIN-001", "the sign-in does not come back to the application", arrival.last)
    return arrival


@prop("AUTHZ-015", "AUTHZ-017", word=words(), state=states(), password=passwords())
def test_code_at_the_callback(s: Scenario, word: str, state: str, password: str) -> None:
    """A sign-in with the code grant."""
    site = application(s)
    user = s.user(site.pool, password=password)
    _, key = proof_key(s, word)
    arrival = code_for(s, site, user, scope="openid", state=state, **key)
    s.check("AUTHZ-015", arrival.last, state=state)
    s.check("AUTHZ-017", arrival.last)


@prop("AUTHZ-018", "AUTHZ-019", "AUTHZ-020", state=states(), password=passwords())
def test_tokens_at_the_callback(s: Scenario, state: str, password: str) -> None:
    """A sign-in with the implicit grant."""
    site = application(s, AllowedOAuthFlows=["code", "implicit"])
    arrival = _implicit(s, site, password, scope="openid", state=state)
    if s.check("AUTHZ-018", arrival.last):
        s.check("AUTHZ-019", arrival.last)
        s.check("AUTHZ-020", arrival.last, state=state)
    else:
        s.end("AUTHZ-018", "there are no tokens in the fragment")


@prop("AUTHZ-021", word=words(), nonce=nonces(), password=passwords())
def test_nonce(s: Scenario, word: str, nonce: str, password: str) -> None:
    """A sign-in with the code grant and a nonce."""
    site = application(s)
    user = s.user(site.pool, password=password)
    s.check("AUTHZ-021", tokens_for(s, site, user, word, scope="openid", nonce=nonce), nonce=nonce)


@prop(
    "AUTHZ-014",
    word=words(),
    password=passwords(),
    scope=st.sampled_from(("email", "profile", "phone", "aws.cognito.signin.user.admin")),
)
def test_scope_not_allowed(s: Scenario, word: str, password: str, scope: str) -> None:
    """A scope that the client does not have, together with one that it has."""
    site = application(s, AllowedOAuthScopes=["openid"])
    user = s.user(site.pool, password=password)
    verifier, key = proof_key(s, word)
    code_for(s, site, user, scope="openid", **key)
    site.browser.forget()
    arrival = site.browser.sign_in(site.client, user, scope=f"openid {scope}", **key)
    answer = redeemed(s, site, arrival.code, verifier) if arrival.code else served(s, arrival.last)
    s.check("AUTHZ-014", answer, scope=scope)


@prop("AUTHZ-023", "AUTHZ-024", word=words(), password=passwords())
def test_not_enabled(s: Scenario, word: str, password: str) -> None:
    """A client with AllowedOAuthFlowsUserPoolClient false; the user signs in through another client."""
    site = application(s, AllowedOAuthFlowsUserPoolClient=False)
    other = application(s)
    user = s.user(site.pool, password=password)
    _, key = proof_key(s, word)
    code_for(s, other, user, scope="openid", **key)
    arrival = site.browser.sign_in(site.client, user, scope="openid", **key)
    if not s.check("AUTHZ-023", served(s, arrival.last)):
        s.end("AUTHZ-023", "the client got its code")
    s.check("AUTHZ-024", arrival.last)
