"""The discovery document of a pool with a domain, and whether its statements hold."""

from __future__ import annotations

from urllib.parse import urlsplit

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import claims_of
from conformance.checking.registry import check
from conformance.flows.clients import tried_client
from conformance.flows.hosted_sign_in import BLAME_PAGES, web_client, web_pool, web_tokens, web_user
from conformance.kit.reading import key_named, part_of, token_in
from conformance.kit.signature import refusal
from conformance.scenario import Scenario, prop
from conformance.scenario.browser import Browser, callback_of
from conformance.scenario.resources import Pool, User
from conformance.strategies import names
from conformance.strategies.configurations import callback_paths, hosts
from conformance.strategies.scopes import scope_lists, words_for_pkce

PATHS = {
    "authorization_endpoint": "/oauth2/authorize",
    "token_endpoint": "/oauth2/token",
    "userinfo_endpoint": "/oauth2/userInfo",
}


def _named(document: Exchange, member: str, path: str) -> Difference | None:
    value, kind = document.get(member), member.replace("_", "-")
    if not isinstance(value, str):
        return Difference(f"no-{kind}", f"{member}, a URL", f"{value!r}")
    right = value.startswith(("https://", "http://")) and urlsplit(value).path.endswith(path)
    return None if right else Difference(kind, f"{member}, a URL that ends with {path}", f"{value!r}")


@check("DISC-001")
def endpoints_named(document: Exchange) -> Difference | None:
    """The document names the addresses for authorization, tokens and user information, at their paths."""
    return next((found for member, path in PATHS.items() if (found := _named(document, member, path))), None)


@check("DISC-002")
def revocation_named(document: Exchange) -> Difference | None:
    """revocation_endpoint is at the path /oauth2/revoke."""
    return _named(document, "revocation_endpoint", "/oauth2/revoke")


@check("DISC-003")
def sign_out_named(document: Exchange) -> Difference | None:
    """end_session_endpoint is at the path /logout."""
    return _named(document, "end_session_endpoint", "/logout")


@check("DISC-005")
def code_arrives(last: Exchange, code: str) -> Difference | None:
    """The sign-in arrives at the callback with a code."""
    return None if code else Difference("no-code", "a code at the callback", f"status {last.status}")


@check("DISC-006")
def tokens_come(answer: Exchange) -> Difference | None:
    """The answer is accepted and has an access token that can be read."""
    if answer.ok and part_of(str(answer.get("access_token")), 1):
        return None
    return Difference("no-tokens", "an access token", f"status {answer.status}, {answer.code}")


@check("DISC-007")
def user_info_answers(answer: Exchange) -> Difference | None:
    """The answer is accepted and has a string sub."""
    if answer.ok and isinstance(answer.get("sub"), str):
        return None
    return Difference("no-sub", "an object with sub", f"status {answer.status}, {answer.code}")


@check("DISC-008")
def revoked(answer: Exchange, refreshed: Exchange) -> Difference | None:
    """The status is 200, and the refresh token is refused afterwards."""
    if answer.status != 200:
        return Difference("status", "status 200", f"status {answer.status}")
    return Difference("alive", "the refresh token is refused", "it gives tokens") if refreshed.ok else None


@check("DISC-009")
def one_issuer(answer: Exchange, document: Exchange) -> Difference | None:
    """iss of both tokens is the document's issuer."""
    expected = document.get("issuer")
    for member in ("access_token", "id_token"):
        seen = claims_of(answer, member).get("iss")
        if expected is None or seen != expected:
            return Difference("issuer-differs", f"iss of the {member} is the document's {expected!r}", f"{seen!r}")
    return None


def _verifies(token: str, jwks: Exchange, name: str) -> Difference | None:
    kid = part_of(token, 0).get("kid")
    key = key_named(jwks, kid)
    if key is None:
        return Difference("unknown-kid", f"the kid of the {name} in the key set", f"{kid!r} is not")
    why = refusal(token, key)
    return Difference("not-verified", f"the {name} verifies with the key of its kid", f"PyJWT: {why}") if why else None


@check("DISC-010")
def verify_with_keys(answer: Exchange, jwks: Exchange) -> Difference | None:
    """Access token and ID token verify with the keys that their kids name."""
    for member in ("access_token", "id_token"):
        if found := _verifies(str(answer.get(member)), jwks, member):
            return found
    return None


@check("DISC-011")
def one_key_set(signed_in: Exchange, answer: Exchange, jwks: Exchange) -> Difference | None:
    """The API's and the hosted UI's access tokens verify with keys of the same set."""
    return _verifies(token_in(signed_in, "AccessToken"), jwks, "API's access token") or _verifies(
        str(answer.get("access_token")), jwks, "hosted access token"
    )


def _document(s: Scenario, pool: Pool) -> Exchange:
    """The document of a pool that has a domain."""
    s.hosted(pool)
    return s.need(s.discovery(pool), "JWT-002")


def _address(s: Scenario, document: Exchange, member: str, path: str, blame: str) -> str:
    if _named(document, member, path) is not None:
        s.end(blame, f"the document has no {member}", document)
    return str(document.get(member))


@prop("DISC-001", "DISC-002", "DISC-003", "JWT-016", scopes=scope_lists(), host=hosts(), path=callback_paths())
def test_document(s: Scenario, scopes: list[str], host: str, path: str) -> None:
    """The document is the same whatever a client of the pool allows."""
    pool = web_pool(s)
    document = _document(s, pool)
    made = tried_client(
        s,
        pool,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=scopes,
        CallbackURLs=[f"https://{host}{path}"],
    )
    document = _document(s, pool) if made.ok else document
    for requirement in ("DISC-001", "DISC-002", "DISC-003", "JWT-016"):
        s.check(requirement, document)


@prop(
    "DISC-005",
    "DISC-006",
    "DISC-007",
    plain=("client",),
    base=names(),
    word=words_for_pkce(),
    scopes=scope_lists(always=("openid",)),
)
def test_addresses(s: Scenario, base: str, word: str, scopes: list[str]) -> None:
    """A sign-in that uses only addresses from the document."""
    pool = web_pool(s)
    document, client, user = _document(s, pool), web_client(s, pool), web_user(s, pool, base)
    start = _address(s, document, "authorization_endpoint", "/oauth2/authorize", "DISC-001")
    verifier = s.compute("oauth.verifier", word)
    code = _code(s, start, user, " ".join(scopes), verifier)
    form = {
        "grant_type": "authorization_code",
        "client_id": client.id,
        "code": code,
        "redirect_uri": callback_of(client),
        "code_verifier": verifier,
    }
    answer = s.request("POST", _address(s, document, "token_endpoint", "/oauth2/token", "DISC-001"), form=form)
    if answer.outcome != "unsupported" and not s.check("DISC-006", answer):
        s.end("DISC-006", "there is no token to continue with", answer)
    s.need(answer, "DISC-006")
    where = _address(s, document, "userinfo_endpoint", "/oauth2/userInfo", "DISC-001")
    bearer = s.compute("oauth.bearer", answer.text("access_token"))
    info = s.request("GET", where, headers={"Authorization": bearer})
    if info.outcome == "unsupported":
        s.lack("there is no userInfo")
    s.check("DISC-007", info)


def _code(s: Scenario, start: str, user: User, scope: str, verifier: str) -> str:
    client = web_client(s, user.pool)
    browser = Browser(s, s.hosted(user.pool))
    query = {
        "client_id": client.id,
        "response_type": "code",
        "redirect_uri": callback_of(client),
        "scope": scope,
        "code_challenge_method": "S256",
        "code_challenge": s.compute("oauth.challenge", verifier),
    }
    arrival = browser.finish(browser.get(start, query=query), user)
    if arrival.last.outcome == "unsupported":
        s.need(arrival.last, BLAME_PAGES)
    if not s.check("DISC-005", arrival.last, code=arrival.code):
        s.end("DISC-005", "there is no code to continue with")
    return arrival.code


@prop("DISC-008", plain=("client",), base=names(), word=words_for_pkce(), scopes=scope_lists())
def test_revocation(s: Scenario, base: str, word: str, scopes: list[str]) -> None:
    """A refresh token that worked before is revoked at revocation_endpoint."""
    pool = web_pool(s)
    document, client = _document(s, pool), web_client(s, pool, EnableTokenRevocation=True)
    where = _address(s, document, "revocation_endpoint", "/oauth2/revoke", "DISC-002")
    token = web_tokens(s, client, web_user(s, pool, base), " ".join(scopes), word).text("refresh_token")
    at = s.hosted(pool).url("/oauth2/token")
    form = {"grant_type": "refresh_token", "client_id": client.id, "refresh_token": token}
    s.need(s.request("POST", at, form=form), "REFRESH-001")
    answer = s.request("POST", where, form={"token": token, "client_id": client.id})
    if answer.outcome == "unsupported" or answer.get("__type") is not None:
        s.lack("there is no revocation endpoint")
    s.check("DISC-008", answer, s.request("POST", at, form=form))


@prop("DISC-009", "DISC-010", base=names(), word=words_for_pkce(), scopes=scope_lists(always=("openid",)))
def test_issuer_and_keys(s: Scenario, base: str, word: str, scopes: list[str]) -> None:
    """Tokens of a sign-in at the domain, compared with the document."""
    pool = web_pool(s)
    document = _document(s, pool)
    answer = web_tokens(s, web_client(s, pool), web_user(s, pool, base), " ".join(scopes), word)
    if not claims_of(answer, "id_token"):
        s.end("SCOPE-008", "there is no ID token to judge", answer)
    s.check("DISC-009", answer, document)
    s.check("DISC-010", answer, s.need(s.fetch(document.text("jwks_uri")), "JWT-014"))


@prop("DISC-011", base=names(), word=words_for_pkce(), scopes=scope_lists())
def test_one_key_set(s: Scenario, base: str, word: str, scopes: list[str]) -> None:
    """The same user signed in through the API and the hosted UI."""
    pool = web_pool(s)
    client, user = web_client(s, pool), web_user(s, pool, base)
    answer = web_tokens(s, client, user, " ".join(scopes), word)
    s.check("DISC-011", s.sign_in(client, user).exchange, answer, s.need(s.jwks(pool), "JWT-001"))
