"""Tokens of the hosted UI next to the API's: what a scope changes, and what it does not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import claims_of
from conformance.checking.registry import check
from conformance.flows.hosted_sign_in import (
    CUSTOM,
    implicit_tokens,
    machine_pool,
    refresh_at_endpoint,
    web_client,
    web_pool,
    web_tokens,
    web_user,
)
from conformance.flows.tokens import authorized
from conformance.kit.oauth import half_hash
from conformance.kit.reading import claims_in, is_uuid, part_of, seconds
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, User
from conformance.strategies import names
from conformance.strategies.attributes import attribute_values, given_names
from conformance.strategies.scopes import ADMIN, CLAIMS_OF, STANDARD, scope_lists, words_for_pkce

ATTRIBUTES = ("email", "email_verified", "phone_number", "phone_number_verified", "given_name", "custom:tag")
CHANGING = ("ChangePassword", "DeleteUser", "UpdateUserAttributes", "DeleteUserAttributes", "GlobalSignOut")
OF_ANY_GRANT = ("SCOPE-001", "SCOPE-003", "SCOPE-009", "SCOPE-011")


def _scopes(claims: dict[str, Any], expected: list[str]) -> Difference | None:
    seen = claims.get("scope")
    if not isinstance(seen, str):
        return Difference("no-scope" if seen is None else "scope-form", "scope, a string", f"{seen!r}")
    missing, more = set(expected) - set(seen.split(" ")), set(seen.split(" ")) - set(expected)
    if missing:
        return Difference("scope-missing", f"scope with {sorted(expected)}", f"scope {seen!r}")
    return Difference("scope-not-asked-for", f"scope {sorted(expected)}", f"scope {seen!r}") if more else None


@check("SCOPE-001")
def scope_as_asked(answer: Exchange, scopes: list[str]) -> Difference | None:
    """The access token's scope has exactly the scopes that were asked for."""
    return _scopes(claims_of(answer), scopes)


@check("SCOPE-002")
def scope_of_the_api(signed_in: Exchange) -> Difference | None:
    """The access token's scope is aws.cognito.signin.user.admin alone."""
    return _scopes(claims_in(signed_in, "AccessToken"), ["aws.cognito.signin.user.admin"])


def _version(answer: Exchange) -> Difference | None:
    seen = claims_of(answer).get("version")
    if type(seen) is int and seen == 2:
        return None
    return Difference("no-version" if seen is None else "version", "version 2 (a number)", f"version {seen!r}")


@check("SCOPE-003")
def version_two(answer: Exchange) -> Difference | None:
    """The claim version is 2, as for all tokens of the OAuth 2.0 endpoints."""
    return _version(answer)


@check("SCOPE-004")
def api_tokens_unmarked(signed_in: Exchange) -> Difference | None:
    """The access token has no claim version, and the ID token no at_hash."""
    for name, claim in (("AccessToken", "version"), ("IdToken", "at_hash")):
        claims = claims_in(signed_in, name)
        if claim in claims:
            return Difference(f"api-{claim.replace('_', '-')}", f"no {claim} in the {name}", f"{claims[claim]!r}")
    return None


def _at_hash(id_token: str, access_token: str) -> Difference | None:
    if not access_token or not part_of(id_token, 1):
        return Difference("no-tokens", "an access token and an ID token", "not both")
    expected, seen = half_hash(access_token), part_of(id_token, 1).get("at_hash")
    if seen == expected:
        return None
    return Difference("no-at-hash" if seen is None else "at-hash", f"at_hash {expected!r}", f"{seen!r}")


@check("SCOPE-005")
def at_hash_of_code(answer: Exchange) -> Difference | None:
    """at_hash is the left half of the access token's SHA-256 hash, in base64url."""
    return _at_hash(str(answer.get("id_token") or ""), str(answer.get("access_token") or ""))


@check("SCOPE-006")
def at_hash_of_implicit(id_token: str, access_token: str) -> Difference | None:
    """at_hash is the left half of the access token's SHA-256 hash, in base64url."""
    return _at_hash(str(id_token), str(access_token))


@check("SCOPE-007")
def no_id_token(answer: Exchange) -> Difference | None:
    """The answer has an access token and no ID token."""
    if not isinstance(answer.get("access_token"), str):
        return Difference("no-access-token", "access_token", "none")
    return None if answer.get("id_token") is None else Difference("id-token", "no id_token", "id_token")


@check("SCOPE-008")
def id_token_comes(answer: Exchange) -> Difference | None:
    """The ID token is a JWT with token_use id."""
    use = claims_of(answer, "id_token").get("token_use")
    if use == "id":
        return None
    kind = "no-id-token" if answer.get("id_token") is None else "token-use"
    return Difference(kind, "id_token with token_use 'id'", f"token_use {use!r}")


@check("SCOPE-009")
def access_token_claims(answer: Exchange) -> Difference | None:
    """The access token has the claims that every user's access token has."""
    claims = claims_of(answer)
    for claim in ("sub", "iss", "client_id", "scope", "jti", "username"):
        if not isinstance(claims.get(claim), str) or not claims[claim]:
            return Difference(f"no-{claim.replace('_', '-')}", f"string {claim}", f"{claims.get(claim)!r}")
    if claims.get("token_use") != "access":
        return Difference("token-use", "token_use 'access'", f"{claims.get('token_use')!r}")
    for claim in ("auth_time", "iat", "exp"):
        if seconds(claims.get(claim)) is None:
            return Difference(f"no-{claim.replace('_', '-')}", f"integer {claim}", f"{claims.get(claim)!r}")
    return None


@check("SCOPE-010")
def one_user(signed_in: Exchange, answer: Exchange) -> Difference | None:
    """The tokens of the API and of the hosted UI name the same user, issuer and client."""
    api, web = claims_in(signed_in, "AccessToken"), claims_of(answer)
    for claim in ("sub", "iss", "client_id", "username"):
        if api.get(claim) != web.get(claim):
            return Difference(
                f"{claim.replace('_', '-')}-differs",
                f"{claim} {api.get(claim)!r}, as the API has it",
                f"{web.get(claim)!r}",
            )
    return None


@check("SCOPE-011")
def no_attributes(answer: Exchange) -> Difference | None:
    """The access token has no claim of the user's address, phone number or name."""
    claims = claims_of(answer)
    for claim in ("email", "email_verified", "phone_number", "phone_number_verified", "given_name"):
        if claim in claims:
            return Difference(f"{claim.replace('_', '-')}-present", f"no {claim} in the access token", "one")
    return None


@check("SCOPE-012")
def origin_shared(answer: Exchange) -> Difference | None:
    """origin_jti is a UUID, the same in access token and ID token."""
    access, identity = (claims_of(answer, name).get("origin_jti") for name in ("access_token", "id_token"))
    if not is_uuid(access):
        return Difference("no-origin-jti", "a UUID as origin_jti of the access token", f"{access!r}")
    return None if access == identity else Difference("origin-jti-differs", "the same in the ID token", f"{identity!r}")


def _same_claims(signed_in: Exchange, answer: Exchange, claims: tuple[str, ...]) -> Difference | None:
    api, web = claims_in(signed_in, "IdToken"), claims_of(answer, "id_token")
    for claim in claims:
        if claim in api and web.get(claim) != api[claim]:
            kind = claim.replace("_", "-").replace(":", "-")
            return Difference(
                f"{kind}-missing" if claim not in web else f"{kind}-differs",
                f"{claim} {api[claim]!r}, as in the API's ID token",
                f"{web.get(claim)!r}",
            )
    return None


@check("SCOPE-013")
def openid_alone(signed_in: Exchange, answer: Exchange) -> Difference | None:
    """The ID token has the same attributes as the ID token of the API."""
    return _same_claims(signed_in, answer, ATTRIBUTES)


@check("SCOPE-014")
def claims_of_scope(signed_in: Exchange, answer: Exchange, scopes: list[str]) -> Difference | None:
    """The ID token has the claims of these scopes as the ID token of the API has them."""
    wanted = tuple(claim for scope in ("email", "phone") if scope in scopes for claim in CLAIMS_OF[scope])
    return _same_claims(signed_in, answer, wanted)


@check("SCOPE-015")
def no_other_claims(answer: Exchange, scope: str) -> Difference | None:
    """The ID token lacks the claims of the scope that was not asked for."""
    claims = claims_of(answer, "id_token")
    for claim in CLAIMS_OF["phone" if scope == "email" else "email"]:
        if claim in claims:
            return Difference(f"{claim.replace('_', '-')}-present", f"no {claim} for scope {scope}", "one")
    return None


@check("SCOPE-020")
def all_scopes(access_token: str, scopes: list[str]) -> Difference | None:
    """The access token's scope has exactly the scopes that the client allows."""
    return _scopes(part_of(str(access_token), 1), scopes)


@check("SCOPE-021")
def custom_scopes(answer: Exchange, scopes: list[str]) -> Difference | None:
    """The access token's scope has each custom scope as identifier, slash and name."""
    seen = str(claims_of(answer).get("scope")).split(" ")
    missing = [scope for scope in scopes if scope not in seen]
    return Difference("custom-scope-missing", f"scope with {missing}", f"{seen}") if missing else None


@check("SCOPE-022")
def scopes_kept(answer: Exchange, refreshed: Exchange) -> Difference | None:
    """The refreshed access token has exactly the scopes of the first one."""
    before = claims_of(answer).get("scope")
    return _scopes(claims_of(refreshed), before.split(" ") if isinstance(before, str) else [])


@check("SCOPE-023")
def version_kept(refreshed: Exchange) -> Difference | None:
    """The refreshed access token has the claim version 2."""
    return _version(refreshed)


def _need_id_token(s: Scenario, token: object, answer: Exchange) -> None:
    if not isinstance(token, str) or not part_of(token, 1):
        s.end("SCOPE-008", "there is no ID token to judge", answer)


def _api_with(s: Scenario, client: Client, user: User, *claims: str) -> Exchange:
    """A sign-in through the API, whose ID token is seen to have these claims."""
    signed_in = s.sign_in(client, user).exchange
    missing = [claim for claim in claims if claim not in claims_in(signed_in, "IdToken")]
    if missing:
        s.end("TOKEN-022", f"the API's ID token has no {missing[0]}, so there is nothing to compare with", signed_in)
    return signed_in


@prop(*OF_ANY_GRANT, scopes=scope_lists(), base=names(), word=words_for_pkce())
def test_any_scopes(s: Scenario, scopes: list[str], base: str, word: str) -> None:
    """Any scopes in any order: the claims that the access token has, and those it lacks."""
    pool = web_pool(s)
    answer = web_tokens(s, web_client(s, pool), web_user(s, pool, base), " ".join(scopes), word)
    s.check("SCOPE-001", answer, scopes=scopes)
    for requirement in OF_ANY_GRANT[1:]:
        s.check(requirement, answer)


@prop("SCOPE-007", base=names(), word=words_for_pkce(), custom=st.lists(st.sampled_from(CUSTOM), unique=True))
def test_without_openid(s: Scenario, base: str, word: str, custom: list[str]) -> None:
    """Scopes that are not about the user, after a sign-in with openid among them."""
    pool = machine_pool(s) if custom else web_pool(s)
    more: dict[str, Any] = {"AllowedOAuthScopes": [*STANDARD, *CUSTOM], "ReadAttributes": ["email"]} if custom else {}
    client = web_client(s, pool, **more)
    user = s.user(pool, username=s.name(base))
    s.check("SCOPE-007", web_tokens(s, client, user, " ".join(custom or [ADMIN]), word))


@prop(
    "SCOPE-005", "SCOPE-008", "SCOPE-012", scopes=scope_lists(always=("openid",)), base=names(), word=words_for_pkce()
)
def test_with_openid(s: Scenario, scopes: list[str], base: str, word: str) -> None:
    """The ID token, and its claims that refer to the access token."""
    pool = web_pool(s)
    client = web_client(s, pool, EnableTokenRevocation=True)
    answer = web_tokens(s, client, web_user(s, pool, base), " ".join(scopes), word)
    if not s.check("SCOPE-008", answer):
        s.end("SCOPE-008", "there is no ID token to judge")
    s.check("SCOPE-005", answer)
    s.check("SCOPE-012", answer)


@prop("SCOPE-006", scopes=scope_lists(always=("openid",)), base=names())
def test_implicit(s: Scenario, scopes: list[str], base: str) -> None:
    """The tokens of the implicit grant at the callback."""
    pool = web_pool(s)
    arrival = implicit_tokens(s, web_client(s, pool), web_user(s, pool, base), " ".join(scopes))
    found = arrival.parameters
    _need_id_token(s, found.get("id_token"), arrival.last)
    s.check("SCOPE-006", id_token=found.get("id_token", ""), access_token=found["access_token"])


@prop(
    "SCOPE-002",
    "SCOPE-004",
    "SCOPE-010",
    scopes=scope_lists(),
    base=names(),
    word=words_for_pkce(),
    api_first=st.booleans(),
)
def test_both_sign_ins(s: Scenario, scopes: list[str], base: str, word: str, api_first: bool) -> None:
    """The same user signed in through the API and the hosted UI, in either order."""
    pool = web_pool(s)
    client, user = web_client(s, pool), web_user(s, pool, base)
    before = s.sign_in(client, user) if api_first else None
    answer = web_tokens(s, client, user, " ".join(scopes), word)
    signed_in = (before or s.sign_in(client, user)).exchange
    s.check("SCOPE-002", signed_in)
    s.check("SCOPE-004", signed_in)
    s.check("SCOPE-010", signed_in, answer)


@prop(
    "SCOPE-013",
    base=names(),
    word=words_for_pkce(),
    given=given_names(),
    tag=attribute_values(),
    verified=st.booleans(),
)
def test_openid_alone(s: Scenario, *, base: str, word: str, given: str, tag: str, verified: bool) -> None:
    """The attributes of the API's ID token."""
    pool = web_pool(s)
    client, user = web_client(s, pool), web_user(s, pool, base, given=given, tag=tag, verified=verified)
    answer = web_tokens(s, client, user, "openid", word)
    _need_id_token(s, answer.get("id_token"), answer)
    s.check("SCOPE-013", _api_with(s, client, user, "email"), answer)


@prop(
    "SCOPE-014",
    scopes=scope_lists(always=("openid", "email"), among=("phone", "profile", ADMIN)),
    phone=st.booleans(),
    base=names(),
    word=words_for_pkce(),
    verified=st.booleans(),
)
def test_claims_of_scopes(s: Scenario, *, scopes: list[str], phone: bool, base: str, word: str, verified: bool) -> None:
    """The scopes email, phone or both, with any others."""
    asked = [("phone" if scope == "email" else scope) if phone else scope for scope in scopes]
    pool = web_pool(s)
    client, user = web_client(s, pool), web_user(s, pool, base, verified=verified)
    answer = web_tokens(s, client, user, " ".join(dict.fromkeys(asked)), word)
    _need_id_token(s, answer.get("id_token"), answer)
    claims = [claim for scope in CLAIMS_OF if scope in asked for claim in CLAIMS_OF[scope]]
    s.check("SCOPE-014", _api_with(s, client, user, *claims), answer, scopes=asked)


@prop("SCOPE-015", scope=st.sampled_from(("email", "phone")), admin=st.booleans(), base=names(), word=words_for_pkce())
def test_one_scope_about_the_user(s: Scenario, scope: str, admin: bool, base: str, word: str) -> None:
    """The scope email or phone, not both; a sign-in through the API shows that the user has the other's claims."""
    pool = web_pool(s)
    asked = ["openid", scope, *([ADMIN] if admin else [])]
    client, user = web_client(s, pool), web_user(s, pool, base)
    answer = web_tokens(s, client, user, " ".join(asked), word)
    _need_id_token(s, answer.get("id_token"), answer)
    _api_with(s, client, user, *CLAIMS_OF["phone" if scope == "email" else "email"])
    s.check("SCOPE-015", answer, scope=scope)


def web_token_without_api(s: Scenario, client: Client, user: User, scopes: list[str], word: str) -> str:
    """An access token for these scopes, without the API's own; the example ends if it has that scope anyway."""
    answer = web_tokens(s, client, user, " ".join(scopes), word)
    token = answer.text("access_token")
    if ADMIN in str(part_of(token, 1).get("scope")).split():
        s.end("SCOPE-001", f"the token has the scope {ADMIN}, which was not asked for", answer)
    return token


@prop(
    "SCOPE-016",
    scopes=scope_lists(always=("openid",), among=("email", "phone", "profile")),
    base=names(),
    word=words_for_pkce(),
)
def test_get_user_without_scope(s: Scenario, scopes: list[str], base: str, word: str) -> None:
    """GetUser with a token that works for userInfo; the API's token of the same user is accepted."""
    pool = web_pool(s)
    client, user = web_client(s, pool), web_user(s, pool, base)
    attempt = s.call("GetUser", AccessToken=web_token_without_api(s, client, user, scopes, word), signed=False)
    session = s.sign_in(client, user)
    s.refused("SCOPE-016", attempt, control=lambda: s.call("GetUser", AccessToken=session.access, signed=False))


@prop(
    "SCOPE-018",
    operation=st.sampled_from(CHANGING),
    base=names(),
    word=words_for_pkce(),
    scopes=scope_lists(always=("openid",), among=("email", "phone", "profile")),
)
def test_change_without_scope(s: Scenario, operation: str, base: str, word: str, scopes: list[str]) -> None:
    """Operations that change the user; with the API's token they are accepted."""
    pool = web_pool(s)
    client, user = web_client(s, pool), web_user(s, pool, base)
    session = s.sign_in(client, user)
    attempt = authorized(s, operation, web_token_without_api(s, client, user, scopes, word), user)
    s.refused("SCOPE-018", attempt, control=lambda: authorized(s, operation, session.access, user))


@prop("SCOPE-019", scopes=scope_lists(always=(ADMIN,)), base=names(), word=words_for_pkce())
def test_get_user_with_scope(s: Scenario, scopes: list[str], base: str, word: str) -> None:
    """The scope of the API among any others."""
    pool = web_pool(s)
    answer = web_tokens(s, web_client(s, pool), web_user(s, pool, base), " ".join(scopes), word)
    s.accepted("SCOPE-019", s.call("GetUser", AccessToken=answer.text("access_token"), signed=False))


@prop("SCOPE-020", base=names(), narrow=st.booleans())
def test_no_scope(s: Scenario, base: str, narrow: bool) -> None:
    """A request without scope, for a client that allows all scopes and for one that allows two."""
    pool = web_pool(s)
    allowed = ["openid", "email"] if narrow else list(STANDARD)
    client = web_client(s, pool, AllowedOAuthScopes=allowed)
    found = implicit_tokens(s, client, web_user(s, pool, base), None).parameters
    s.check("SCOPE-020", access_token=found["access_token"], scopes=allowed)


@prop(
    "SCOPE-021",
    custom=st.lists(st.sampled_from(CUSTOM), unique=True, min_size=1),
    openid=st.booleans(),
    base=names(),
    word=words_for_pkce(),
)
def test_custom_scopes(s: Scenario, custom: list[str], openid: bool, base: str, word: str) -> None:
    """Scopes of one or two resource servers, with and without openid."""
    pool = machine_pool(s)
    client = web_client(s, pool, AllowedOAuthScopes=[*STANDARD, *CUSTOM], ReadAttributes=["email"])
    asked = [*custom, *(["openid"] if openid else [])]
    answer = web_tokens(s, client, s.user(pool, username=s.name(base)), " ".join(asked), word)
    s.check("SCOPE-021", answer, scopes=custom)


@prop("SCOPE-022", "SCOPE-023", scopes=scope_lists(), base=names(), word=words_for_pkce())
def test_refresh(s: Scenario, scopes: list[str], base: str, word: str) -> None:
    """A refresh at the token endpoint, which does not repeat the scopes."""
    pool = web_pool(s)
    client = web_client(s, pool)
    answer = web_tokens(s, client, web_user(s, pool, base), " ".join(scopes), word)
    refreshed = refresh_at_endpoint(s, client, answer.text("refresh_token"))
    s.need(refreshed, "REFRESH-001")
    s.check("SCOPE-023", refreshed)
    if scope_as_asked(answer, scopes) is not None:
        s.end("SCOPE-001", "the first token has other scopes than were asked for", answer)
    s.check("SCOPE-022", answer, refreshed)
