"""The client credentials grant: tokens for programs, which belong to no user."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import claims_of
from conformance.checking.registry import check
from conformance.flows.client_credentials import MACHINE, ask_machine_token
from conformance.flows.clients import secret_of, tried_client
from conformance.flows.hosted_sign_in import CUSTOM, basic_of, machine_pool, user_info, web_client, web_tokens
from conformance.kit.reading import is_jwt, key_named, part_of, seconds
from conformance.kit.signature import refusal
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool
from conformance.strategies import names
from conformance.strategies.configurations import callback_paths, hosts, resource_names
from conformance.strategies.malformed import words
from conformance.strategies.scopes import STANDARD, words_for_pkce
from conformance.strategies.tokens import in_seconds, secrets, validities

OF_ANY_TOKEN = ("M2M-003", "M2M-004", "M2M-005", "M2M-006")
asked_scopes = st.lists(st.sampled_from(CUSTOM), unique=True, min_size=1)


@check("M2M-001")
def token_comes(answer: Exchange) -> Difference | None:
    """The status is 200, and access_token is a JWT."""
    if answer.status != 200:
        return Difference("status", "status 200", f"status {answer.status}")
    token = answer.get("access_token")
    if is_jwt(str(token)):
        return None
    return Difference("no-jwt", "an access_token that is a JWT", f"access_token {token!r}"[:60])


@check("M2M-002")
def access_token_alone(answer: Exchange) -> Difference | None:
    """The answer has an integer expires_in and token_type Bearer, and no refresh token or ID token."""
    for member in ("id_token", "refresh_token"):
        if answer.get(member) is not None:
            return Difference(f"{member.replace('_', '-')}-present", f"no {member}", "one")
    if seconds(answer.get("expires_in")) is None:
        return Difference("expires-in", "expires_in, an integer", f"{answer.get('expires_in')!r}")
    kind = answer.get("token_type")
    return None if str(kind).lower() == "bearer" else Difference("token-type", "token_type Bearer", f"{kind!r}")


@check("M2M-003")
def client_is_subject(answer: Exchange, client_id: str) -> Difference | None:
    """The claims sub and client_id are both the client's id."""
    for claim in ("sub", "client_id"):
        seen = claims_of(answer).get(claim)
        if seen != client_id:
            return Difference(claim.replace("_", "-"), f"{claim} {client_id!r}", f"{seen!r}")
    return None


@check("M2M-004")
def claims_there(answer: Exchange, client_id: str) -> Difference | None:
    """The token has token_use access, iss, scope, jti, the times as integers, and auth_time equal to iat."""
    claims = claims_of(answer)
    if claims.get("token_use") != "access":
        return Difference("token-use", "token_use 'access'", f"{claims.get('token_use')!r}")
    for claim in ("iss", "scope", "jti"):
        if not isinstance(claims.get(claim), str):
            return Difference(f"no-{claim}", f"string {claim}", f"{claims.get(claim)!r}")
    for claim in ("auth_time", "iat", "exp"):
        if seconds(claims.get(claim)) is None:
            return Difference(f"no-{claim.replace('_', '-')}", f"integer {claim}", f"{claims.get(claim)!r}")
    same = claims["auth_time"] == claims["iat"]
    return None if same else Difference("auth-time", f"auth_time {claims['iat']}", f"{claims['auth_time']}")


@check("M2M-005")
def version_two(answer: Exchange, client_id: str) -> Difference | None:
    """The claim version is 2, as for all tokens of the OAuth 2.0 endpoints."""
    seen = claims_of(answer).get("version")
    if type(seen) is int and seen == 2:
        return None
    return Difference("no-version" if seen is None else "version", "version 2 (a number)", f"{seen!r}")


@check("M2M-006")
def nobody(answer: Exchange, client_id: str) -> Difference | None:
    """The token has no claim username, cognito:username or cognito:groups."""
    for claim in ("username", "cognito:username", "cognito:groups"):
        if claim in claims_of(answer):
            return Difference(f"{claim.replace(':', '-')}-present", f"no {claim}", f"{claims_of(answer)[claim]!r}")
    return None


def _scopes(answer: Exchange, expected: list[str]) -> Difference | None:
    scope = claims_of(answer).get("scope")
    seen = set(scope.split(" ")) if isinstance(scope, str) else set()
    if not set(expected) <= seen:
        return Difference("scope-missing", f"scope {sorted(expected)}", f"{scope!r}")
    return (
        Difference("scope-not-asked-for", f"scope {sorted(expected)}", f"{scope!r}") if seen > set(expected) else None
    )


@check("M2M-007")
def scope_as_asked(answer: Exchange, scopes: list[str]) -> Difference | None:
    """The token's scope has exactly the scopes that were asked for."""
    return _scopes(answer, scopes)


@check("M2M-008")
def all_scopes(answer: Exchange, scopes: list[str]) -> Difference | None:
    """The token's scope has exactly the scopes that the client allows."""
    return _scopes(answer, scopes)


@check("M2M-012")
def status_of_refusal(answer: Exchange) -> Difference | None:
    """The status is 400."""
    return None if answer.status == 400 else Difference("status", "status 400", f"status {answer.status}")


@check("M2M-019")
def gone_left_out(answer: Exchange, kept: str, gone: str) -> Difference | None:
    """The token's scope has the scope that is left, and not the one that is gone."""
    seen = str(claims_of(answer).get("scope")).split(" ")
    if gone in seen:
        return Difference("gone-scope-granted", f"no {gone} in scope", f"{seen}")
    return None if kept in seen else Difference("scope-missing", f"{kept} in scope", f"{seen}")


@check("M2M-020")
def lives_as_configured(answer: Exchange, lifetime: int) -> Difference | None:
    """expires_in and exp - iat are the configured lifetime."""
    lasting, claims = seconds(answer.get("expires_in")), claims_of(answer)
    if lasting is None or abs(lasting - lifetime) > 1:
        return Difference("expires-in", f"expires_in {lifetime}", f"{answer.get('expires_in')!r}")
    begin, end = seconds(claims.get("iat")), seconds(claims.get("exp"))
    if begin is None or end is None or abs(end - begin - lifetime) > 1:
        return Difference("exp", f"exp less iat {lifetime}", f"{claims.get('exp')!r} less {claims.get('iat')!r}")
    return None


@check("M2M-021")
def verifies(answer: Exchange, jwks: Exchange) -> Difference | None:
    """The token verifies with the published key that its kid names."""
    token = str(answer.get("access_token"))
    why = refusal(token, key_named(jwks, part_of(token, 0).get("kid")))
    return Difference("not-verified", "the token verifies with the key of its kid", f"PyJWT: {why}") if why else None


def _machine(s: Scenario) -> Client:
    return s.client(machine_pool(s), **MACHINE)


def _token(s: Scenario, client: Client, scopes: list[str] | None) -> Exchange:
    answer = s.need(ask_machine_token(s, client, scopes), "M2M-001")
    if not is_jwt(str(answer.get("access_token"))):
        s.end("M2M-001", "there is no token to judge", answer)
    return answer


@prop("M2M-001", "M2M-002", *OF_ANY_TOKEN, "M2M-007", scopes=asked_scopes, in_form=st.booleans())
def test_token(s: Scenario, scopes: list[str], in_form: bool) -> None:
    """The grant with any scopes in any order."""
    client = _machine(s)
    answer = s.accepted("M2M-001", ask_machine_token(s, client, scopes, in_form=in_form))
    if not s.check("M2M-001", answer):
        s.end("M2M-001", "there is no token to judge")
    s.check("M2M-002", answer)
    for requirement in OF_ANY_TOKEN:
        s.check(requirement, answer, client_id=client.id)
    s.check("M2M-007", answer, scopes=scopes)


@prop("M2M-008", allowed=asked_scopes)
def test_no_scope(s: Scenario, allowed: list[str]) -> None:
    """The grant without scope, for clients with different scopes."""
    client = s.client(machine_pool(s), **(MACHINE | {"AllowedOAuthScopes": sorted(allowed)}))
    s.check("M2M-008", _token(s, client, None), scopes=allowed)


@prop("M2M-009", "M2M-012", right=asked_scopes, word=words(), form=st.integers(0, 3))
def test_unknown_scope(s: Scenario, right: list[str], word: str, form: int) -> None:
    """An unknown name, alone, of a known and of an unknown resource server, and a known name without its server."""
    client = _machine(s)
    wrong = [word, f"https://api.example.com/{word}", f"{word}/read", right[0].rpartition("/")[2]][form]
    attempt = ask_machine_token(s, client, [wrong])
    s.refused("M2M-009", attempt, control=lambda: ask_machine_token(s, client, right))
    if attempt.ok:
        s.end("M2M-009", "there is no refusal to judge", attempt)
    s.check("M2M-012", attempt)


@prop("M2M-010", "M2M-012", scopes=asked_scopes, wrong=secrets(), in_form=st.booleans())
def test_wrong_secret(s: Scenario, scopes: list[str], wrong: str, in_form: bool) -> None:
    """A wrong secret; with the right one there is a token."""
    client = _machine(s)
    attempt = ask_machine_token(s, client, scopes, secret=wrong, in_form=in_form)
    s.refused("M2M-010", attempt, control=lambda: ask_machine_token(s, client, scopes, in_form=in_form))
    if attempt.ok:
        s.end("M2M-010", "there is no refusal to judge", attempt)
    s.check("M2M-012", attempt)


@prop("M2M-011", scopes=asked_scopes)
def test_no_secret(s: Scenario, scopes: list[str]) -> None:
    """The client id without the secret; with the secret there is a token."""
    client = _machine(s)
    form = {"grant_type": "client_credentials", "client_id": client.id, "scope": " ".join(scopes)}
    attempt = s.request("POST", s.hosted(client.pool).url("/oauth2/token"), form=form)
    s.refused("M2M-011", attempt, control=lambda: ask_machine_token(s, client, scopes, in_form=True))


@prop("M2M-013", scopes=asked_scopes, explicit=st.booleans())
def test_not_enabled(s: Scenario, scopes: list[str], explicit: bool) -> None:
    """AllowedOAuthFlowsUserPoolClient is false or left out; a client with true gets a token."""
    config = {name: value for name, value in MACHINE.items() if name != "AllowedOAuthFlowsUserPoolClient"}
    switch = {"AllowedOAuthFlowsUserPoolClient": False} if explicit else {}
    pool = machine_pool(s)
    client, enabled = s.client(pool, **config, **switch), s.client(pool, **MACHINE)
    s.refused("M2M-013", ask_machine_token(s, client, scopes), control=lambda: ask_machine_token(s, enabled, scopes))


@prop("M2M-014", scopes=asked_scopes)
def test_other_flow(s: Scenario, scopes: list[str]) -> None:
    """A client for the code grant; one for this grant gets a token."""
    pool = machine_pool(s)
    other = web_client(
        s,
        pool,
        GenerateSecret=True,
        AllowedOAuthFlows=["code"],
        ReadAttributes=["email"],
        AllowedOAuthScopes=["openid", *CUSTOM],
    )
    enabled = s.client(pool, **MACHINE)
    s.refused("M2M-014", ask_machine_token(s, other, scopes), control=lambda: ask_machine_token(s, enabled, scopes))


@prop("M2M-015", scopes=asked_scopes, path=callback_paths(), host=hosts())
def test_redirect_uri(s: Scenario, scopes: list[str], path: str, host: str) -> None:
    """A request with a redirect_uri, after one without."""
    client = _machine(s)
    _token(s, client, scopes)
    s.accepted("M2M-015", ask_machine_token(s, client, scopes, redirect_uri=f"https://{host}{path}"))


@prop("M2M-016", scopes=asked_scopes)
def test_parameters_in_query(s: Scenario, scopes: list[str]) -> None:
    """A request with all parameters in the query, after one with a body."""
    client = _machine(s)
    _token(s, client, scopes)
    query = {"grant_type": "client_credentials", "scope": " ".join(scopes)}
    url = s.hosted(client.pool).url("/oauth2/token")
    headers = {"Content-Type": "application/x-www-form-urlencoded", **(basic_of(s, client) or {})}
    s.accepted("M2M-016", s.request("POST", url, query=query, headers=headers, body=""))


@prop("M2M-025", scopes=asked_scopes)
def test_named_twice(s: Scenario, scopes: list[str]) -> None:
    """Client id and secret in header and form at once, after a request with the header alone."""
    client = _machine(s)
    _token(s, client, scopes)
    s.accepted("M2M-025", ask_machine_token(s, client, scopes, client_id=client.id, client_secret=secret_of(s, client)))


@prop("M2M-017", "M2M-018", scopes=asked_scopes, base=names(), word=words_for_pkce())
def test_what_it_is_good_for(s: Scenario, scopes: list[str], base: str, word: str) -> None:
    """A program's token where a user's token is accepted."""
    pool = machine_pool(s)
    answer = _token(s, s.client(pool, **MACHINE), scopes)
    token = answer.text("access_token")
    client = web_client(s, pool, AllowedOAuthScopes=[*STANDARD, *CUSTOM], ReadAttributes=["email"])
    user = s.user(pool, username=s.name(base))
    session = s.sign_in(client, user)
    attempt = s.call("GetUser", AccessToken=token, signed=False)
    s.refused("M2M-017", attempt, control=lambda: s.call("GetUser", AccessToken=session.access, signed=False))
    right = web_tokens(s, client, user, "openid", word)
    s.refused("M2M-018", user_info(s, pool, token), control=lambda: user_info(s, pool, right.text("access_token")))


@prop("M2M-019", kept=words(), gone=words(), server=words())
def test_scope_that_is_gone(s: Scenario, kept: str, gone: str, server: str) -> None:
    """Two scopes, one of which is then removed from the resource server."""
    s.assume(kept != gone)
    pool = machine_pool(s)
    identifier = s.name(server)
    described: dict[str, Any] = {"UserPoolId": pool.id, "Identifier": identifier, "Name": "server"}
    scopes = [{"ScopeName": name, "ScopeDescription": name} for name in (kept, gone)]
    s.must("CreateResourceServer", **described, Scopes=scopes)
    first, second = f"{identifier}/{kept}", f"{identifier}/{gone}"
    client = s.own_client(pool, **(MACHINE | {"AllowedOAuthScopes": [first, second]}))
    before = _token(s, client, [first, second])
    if _scopes(before, [first, second]) is not None:
        s.end("M2M-007", "the scopes were not granted while both were there", before)
    s.must("UpdateResourceServer", **described, Scopes=scopes[:1])
    answer = ask_machine_token(s, client, [first, second])
    s.call("DeleteResourceServer", UserPoolId=pool.id, Identifier=identifier)
    s.accepted("M2M-019", answer)
    s.check("M2M-019", answer, kept=first, gone=second)


@prop("M2M-020", validity=validities(300, 86400), scopes=asked_scopes)
def test_lifetime(s: Scenario, validity: tuple[int, str], scopes: list[str]) -> None:
    """Access token lifetimes in all units."""
    config = {"AccessTokenValidity": validity[0], "TokenValidityUnits": {"AccessToken": validity[1]}}
    client = s.own_client(machine_pool(s), **MACHINE, **config)
    s.check("M2M-020", _token(s, client, scopes), lifetime=in_seconds(validity))


@prop("M2M-021", scopes=asked_scopes)
def test_signature(s: Scenario, scopes: list[str]) -> None:
    """The pool's keys."""
    client = _machine(s)
    s.check("M2M-021", _token(s, client, scopes), s.need(s.jwks(client.pool), "JWT-001"))


@prop(
    "M2M-022",
    scope=st.sampled_from(("phone", "profile")),
    beside=asked_scopes,
    alone=st.booleans(),
    base=resource_names(),
)
def test_scope_about_a_user(s: Scenario, scope: str, beside: list[str], alone: bool, base: str) -> None:
    """client_credentials with standard scopes, with or without custom ones; custom scopes alone are accepted."""
    pool, name = machine_pool(s), f"{s.resource_name()}{base}"

    def made(scopes: list[str]) -> Exchange:
        return tried_client(s, pool, ClientName=name, **(MACHINE | {"AllowedOAuthScopes": scopes}))

    s.refused("M2M-022", made([scope] if alone else [*beside, scope]), control=lambda: made(beside))


@prop("M2M-023", start=words(), rest=words(), server=words())
def test_slash_in_scope(s: Scenario, start: str, rest: str, server: str) -> None:
    """A slash within the name; without it the resource server is made."""
    pool, identifier = machine_pool(s), s.name(server)
    attempt = _server(s, pool, identifier, f"{start}/{rest}")
    s.refused("M2M-023", attempt, control=lambda: _server(s, pool, identifier, f"{start}{rest}"))
    s.call("DeleteResourceServer", UserPoolId=pool.id, Identifier=identifier)


def _server(s: Scenario, pool: Pool, identifier: str, scope: str) -> Exchange:
    return s.call(
        "CreateResourceServer",
        UserPoolId=pool.id,
        Identifier=identifier,
        Name="server",
        Scopes=[{"ScopeName": scope, "ScopeDescription": "described"}],
    )
