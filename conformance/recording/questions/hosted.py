"""Questions about the pages of a pool's domain."""

from __future__ import annotations

from functools import partial

from conformance.checking.exchange import Exchange
from conformance.flows.client_credentials import MACHINE, ask_machine_token
from conformance.flows.code_grant import CALLBACK, application, code_for, proof_key, redeemed, sign_in_page, tokens_for
from conformance.flows.hosted_sign_in import (
    CUSTOM,
    READABLE,
    machine_pool,
    user_info,
    web_client,
    web_pool,
    web_tokens,
    web_user,
)
from conformance.recording.questions.question import Said, in_words, question, readable_claims, refusal_expected
from conformance.scenario.browser import Arrival
from conformance.scenario.resources import Client
from conformance.scenario.unjudged import Quiet

WORD = "a question"
MADE_UP = "zq-no-code"
CONTROL = "a control"  # for the request that has to be accepted, so that a refusal tells something


@question("DISC-012", "GET /.well-known/openid-configuration on the pool's domain")
def document_on_domain(s: Quiet) -> Said:
    """See the catalog."""
    site = application(s)
    answer = s.request("GET", s.hosted(site.pool).url("/.well-known/openid-configuration"))
    sign_in_page(s, site, WORD)  # the control: the domain serves what is right
    return Said(f"status {answer.status}", answer.status == 400, answer)


@question("M2M-024", "a token by client credentials for a scope that exists and the client does not allow")
def scope_not_allowed(s: Quiet) -> Said:
    """See the catalog."""
    client = s.client(machine_pool(s), **{**MACHINE, "AllowedOAuthScopes": [CUSTOM[0]]})
    control = partial(ask_machine_token, s, client, [CUSTOM[0]])
    return refusal_expected(ask_machine_token(s, client, [CUSTOM[1]]), control=control)


@question("UINFO-024", "POST /oauth2/userInfo with a token that GET accepts")
def user_info_by_post(s: Quiet) -> Said:
    """See the catalog."""
    pool = web_pool(s)
    tokens = web_tokens(s, web_client(s, pool), web_user(s, pool, "asked"), "openid", WORD)
    headers = {"Authorization": s.compute("oauth.bearer", tokens.text("access_token"))}
    ask = partial(s.request, url=s.hosted(pool).url("/oauth2/userInfo"), headers=headers)
    return refusal_expected(ask("POST", form={}), control=lambda: ask("GET"))


@question("OTOKEN-043", "a code exchanged with another PKCE verifier")
def another_verifier(s: Quiet) -> Said:
    """See the catalog."""
    site = application(s)
    user, (other, _), (right, key) = s.user(site.pool), proof_key(s, f"another {WORD}"), proof_key(s, WORD)

    def exchanged(verifier: str) -> Exchange:
        return redeemed(s, site, code_for(s, site, user, scope="openid", **key).code, verifier)

    return refusal_expected(exchanged(other), "invalid_request", control=lambda: exchanged(right))


@question("SCOPE-026", "a sign-in for the code grant without the parameter scope")
def no_scope(s: Quiet) -> Said:
    """See the catalog; whether the code can be exchanged at all is the first half."""
    site = application(s)
    user, (verifier, key) = s.user(site.pool), proof_key(s, WORD)
    arrival = code_for(s, site, user, **key)
    answer = redeemed(s, site, arrival.code, verifier)
    if not answer.ok:
        tokens_for(s, site, user, CONTROL, scope="openid")
        return Said(in_words(answer), False, answer)
    granted = set(str(readable_claims(s, answer.text("access_token"), answer).get("scope", "")).split())
    everything = granted == set(site.client.config["AllowedOAuthScopes"])
    return Said("all scopes of the client" if everything else "not all scopes of the client", everything, answer)


@question("SCOPE-024", "a sign-in for the code grant with the scope email alone")
def email_without_openid(s: Quiet) -> Said:
    """See the catalog."""
    site = application(s)
    user, (verifier, key) = s.user(site.pool), proof_key(s, WORD)
    arrival = site.browser.sign_in(site.client, user, scope="email", **key)
    answer = redeemed(s, site, arrival.code, verifier) if arrival.code else arrival.last
    if arrival.code and answer.ok:
        return Said(in_words(answer), False, answer)
    tokens_for(s, site, user, CONTROL, scope="openid email")
    return Said(in_words(answer) if arrival.code else _without_code(arrival), True, answer)


def _without_code(arrival: Arrival) -> str:
    return f"no code: {arrival.error or arrival.last.code or arrival.last.status}"


@question("OREVOKE-020", "POST /oauth2/revoke of a refresh token of another client")
def token_of_another_client(s: Quiet) -> Said:
    """See the catalog."""
    pool = web_pool(s)
    owner, other = web_client(s, pool), web_client(s, pool, AllowedOAuthFlows=["code"])
    token = s.sign_in(owner, web_user(s, pool, "asked")).refresh

    def revoked(client: Client) -> Exchange:
        form = {"token": token, "client_id": client.id}
        return s.request("POST", s.hosted(pool).url("/oauth2/revoke"), form=form)

    return refusal_expected(revoked(other), control=lambda: revoked(owner))


@question("OTOKEN-042", "a made-up code exchanged by a client for the implicit grant alone")
def code_of_an_implicit_client(s: Quiet) -> Said:
    """See the catalog. No such client has a code; what a client with the code flow gets for it must be another one."""
    answer = redeemed(s, application(s, AllowedOAuthFlows=["implicit"]), MADE_UP)
    if answer.code != "unauthorized_client":
        return Said(in_words(answer), False, answer)
    other = redeemed(s, application(s, AllowedOAuthFlows=["code"]), MADE_UP)
    if other.code == answer.code:
        return Said(f"{in_words(answer)}; and so was a client with the code flow", None, answer, answered=False)
    return Said(in_words(answer), True, answer)


@question("AUTHZ-026", "GET /oauth2/authorize without redirect_uri, of a client with DefaultRedirectURI")
def without_callback(s: Quiet) -> Said:
    """See the catalog: the statement has two sides."""
    site = application(s, DefaultRedirectURI=CALLBACK)
    user, (_, key) = s.user(site.pool), proof_key(s, WORD)
    arrival = site.browser.sign_in(site.client, user, scope="openid", redirect_uri=None, **key)
    if arrival.code:
        return Said("a code at the default callback", None, arrival.last)
    tokens_for(s, site, user, CONTROL, scope="openid")
    return Said(_without_code(arrival), None, arrival.last)


@question("UINFO-023", "userInfo with the scopes openid and profile, of a user with all attributes of the client")
def profile_shown(s: Quiet) -> Said:
    """See the catalog."""
    pool = web_pool(s)
    tokens = web_tokens(s, web_client(s, pool), web_user(s, pool, "asked"), "openid profile", WORD)
    shown = s.need(user_info(s, pool, tokens.text("access_token")), None)
    return _with_addresses(set(shown.response), shown)


@question("SCOPE-025", "the ID token of the scopes openid and profile, of a user with all attributes of the client")
def profile_in_token(s: Quiet) -> Said:
    """See the catalog."""
    pool = web_pool(s)
    tokens = web_tokens(s, web_client(s, pool), web_user(s, pool, "asked"), "openid profile", WORD)
    return _with_addresses(set(readable_claims(s, tokens.text("id_token"), tokens)), tokens)


def _with_addresses(names: set[str], about: Exchange) -> Said:
    """Whether email and phone number, on which the pages of the guide disagree, are among these, as all else is."""
    there = {"email", "phone_number"} & names
    every = set(READABLE) <= names
    words = "every attribute" if every else f"without {', '.join(sorted(set(READABLE) - names))}"
    return Said(words if there or every else f"{words}: no address and no phone number", every, about)
