"""/oauth2/userInfo: what it shows of a user, and which tokens it accepts."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.redirects import claims_of
from conformance.checking.registry import check
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
from conformance.kit.reading import part_of, seconds
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, User
from conformance.strategies import names
from conformance.strategies.attributes import attribute_values, given_names
from conformance.strategies.scopes import ADMIN, CLAIMS_OF, STANDARD, scope_lists, words_for_pkce
from conformance.strategies.tokens import places

OF_ANY_SCOPES = ("UINFO-002", "UINFO-003")
FLAGS = ("email_verified", "phone_number_verified")


def _answered(info: Exchange) -> Difference | None:
    if info.status != 200:
        return Difference("status", "status 200", f"status {info.status}")
    return None if info.response else Difference("no-object", "a JSON object", info.body[:60])


@check("UINFO-001")
def served(info: Exchange) -> Difference | None:
    """The status is 200, and the body is a JSON object."""
    return _answered(info)


def _as_in_token(info: Exchange, answer: Exchange, claim: str) -> Difference | None:
    expected, seen = claims_of(answer).get(claim), info.get(claim)
    if isinstance(seen, str) and seen == expected:
        return None
    return Difference(f"no-{claim}" if seen is None else claim, f"{claim} {expected!r}", f"{seen!r}")


@check("UINFO-002")
def sub_of_token(info: Exchange, answer: Exchange) -> Difference | None:
    """sub is that of the access token."""
    return _as_in_token(info, answer, "sub")


@check("UINFO-003")
def username_of_token(info: Exchange, answer: Exchange) -> Difference | None:
    """username is that of the access token."""
    return _as_in_token(info, answer, "username")


@check("UINFO-004")
def only_strings(info: Exchange) -> Difference | None:
    """Every value is a string."""
    for name, value in info.response.items():
        if not isinstance(value, str):
            kind = name if name in ("sub", "username", "email", *FLAGS, "phone_number", "address") else "other"
            return Difference(f"{kind.replace('_', '-')}-{type(value).__name__}", f"a string as {name}", f"{value!r}")
    return None


def _attributes(info: Exchange, expected: dict[str, str]) -> Difference | None:
    for name, value in expected.items():
        seen = info.response.get(name)
        if seen is None:
            return Difference(f"{name.replace('_', '-').replace(':', '-')}-missing", f"{name} {value!r}", "none")
        shown = str(seen).lower() if isinstance(seen, bool) else seen  # types are another requirement's
        if shown != value:
            return Difference(f"{name.replace('_', '-').replace(':', '-')}-differs", f"{name} {value!r}", f"{seen!r}")
    return None


@check("UINFO-005")
def flags_as_text(info: Exchange, attributes: dict[str, str]) -> Difference | None:
    """email_verified and phone_number_verified are the texts of the attributes, no booleans."""
    for name in FLAGS:
        seen = info.response.get(name)
        if seen != attributes.get(name):
            kind = "missing" if seen is None else type(seen).__name__
            return Difference(f"{name.replace('_', '-')}-{kind}", f"{name} {attributes.get(name)!r}", f"{seen!r}")
    return None


@check("UINFO-006")
def custom_attributes(info: Exchange, attributes: dict[str, str]) -> Difference | None:
    """Each custom attribute is there under its full name."""
    return _attributes(info, {name: value for name, value in attributes.items() if name.startswith("custom:")})


@check("UINFO-007")
def standard_attributes(info: Exchange, attributes: dict[str, str]) -> Difference | None:
    """Each standard attribute is there with its value."""
    return _attributes(info, {name: value for name, value in attributes.items() if not name.startswith("custom:")})


@check("UINFO-008")
def attributes_of_scopes(info: Exchange, attributes: dict[str, str], scopes: list[str]) -> Difference | None:
    """Each attribute of the scopes email and phone that were asked for is there with its value."""
    wanted = [name for scope in ("email", "phone") if scope in scopes for name in CLAIMS_OF[scope]]
    return _attributes(info, {name: value for name, value in attributes.items() if name in wanted})


@check("UINFO-009")
def no_other_attributes(info: Exchange, scope: str) -> Difference | None:
    """The attributes of the scope that was not asked for, email or phone, are absent."""
    for name in CLAIMS_OF["phone" if scope == "email" else "email"]:
        if name in info.response:
            return Difference(f"{name.replace('_', '-')}-present", f"no {name} for scope {scope}", "one")
    return None


@check("UINFO-010")
def like_id_token(info: Exchange, answer: Exchange) -> Difference | None:
    """email and phone_number are those of the ID token, and absent where it has none."""
    claims = claims_of(answer, "id_token")
    for name in ("email", "phone_number"):
        if info.response.get(name) != claims.get(name):
            return Difference(
                f"{name.replace('_', '-')}-differs",
                f"{name} {claims.get(name)!r}, as in the ID token",
                f"{info.response.get(name)!r}",
            )
    return None


@check("UINFO-012")
def status_without_token(refused: Exchange) -> Difference | None:
    """The status is 400, and WWW-Authenticate names the error."""
    if refused.status != 400:
        return Difference("status", "status 400", f"status {refused.status}")
    info = refused.headers.get("www-authenticate", "")
    if "error" in info and "error_description" in info:
        return None
    return Difference("www-authenticate", "WWW-Authenticate with error and error_description", repr(info))


@check("UINFO-017")
def status_of_dead(refused: Exchange) -> Difference | None:
    """The status is 401."""
    return None if refused.status == 401 else Difference("status", "status 401", f"status {refused.status}")


@check("UINFO-022")
def unreadable_absent(info: Exchange, unreadable: list[str]) -> Difference | None:
    """The attributes that the client cannot read are absent."""
    for name in unreadable:
        if name in info.response:
            return Difference("attribute-present", f"no {name}", "one")
    return None


def _info(s: Scenario, client: Client, user: User, scopes: list[str], word: str) -> tuple[Exchange, Exchange]:
    """The tokens of a sign-in and userInfo's answer to its access token; the example ends if it refuses."""
    answer = web_tokens(s, client, user, " ".join(scopes), word)
    return answer, s.need(user_info(s, client.pool, answer.text("access_token")), "UINFO-001")


@prop(
    "UINFO-001",
    *OF_ANY_SCOPES,
    "UINFO-004",
    scopes=scope_lists(always=("openid",)),
    base=names(),
    word=words_for_pkce(),
    given=given_names(),
    tag=attribute_values(),
)
def test_any_scopes(s: Scenario, *, scopes: list[str], base: str, word: str, given: str, tag: str) -> None:
    """openid with any other scopes."""
    pool = web_pool(s)
    client, user = web_client(s, pool), web_user(s, pool, base, given=given, tag=tag)
    answer = web_tokens(s, client, user, " ".join(scopes), word)
    info = s.accepted("UINFO-001", user_info(s, pool, answer.text("access_token")))
    if not s.check("UINFO-001", info):
        s.end("UINFO-001", "there is no object to judge")
    for requirement in OF_ANY_SCOPES:
        s.check(requirement, info, answer)
    s.check("UINFO-004", info)


@prop(
    "UINFO-010",
    scopes=scope_lists(always=("openid",), among=("email", "phone", ADMIN)),
    base=names(),
    word=words_for_pkce(),
)
def test_like_id_token(s: Scenario, scopes: list[str], base: str, word: str) -> None:
    """userInfo compared with the ID token of the same sign-in."""
    pool = web_pool(s)
    answer, info = _info(s, web_client(s, pool), web_user(s, pool, base), scopes, word)
    if not claims_of(answer, "id_token"):
        s.end("SCOPE-008", "there is no ID token to compare with", answer)
    s.check("UINFO-010", info, answer)


@prop(
    "UINFO-005",
    "UINFO-006",
    "UINFO-007",
    base=names(),
    word=words_for_pkce(),
    given=given_names(),
    tag=attribute_values(),
    verified=st.booleans(),
)
def test_openid_alone(s: Scenario, *, base: str, word: str, given: str, tag: str, verified: bool) -> None:
    """All attributes that the client can read."""
    pool = web_pool(s)
    client, user = web_client(s, pool), web_user(s, pool, base, given=given, tag=tag, verified=verified)
    _, info = _info(s, client, user, ["openid"], word)
    for requirement in ("UINFO-005", "UINFO-006", "UINFO-007"):
        s.check(requirement, info, attributes=dict(user.attributes))


@prop(
    "UINFO-008",
    scopes=scope_lists(always=("openid", "email"), among=("phone", "profile", ADMIN)),
    base=names(),
    phone=st.booleans(),
    word=words_for_pkce(),
    verified=st.booleans(),
)
def test_scopes(s: Scenario, *, scopes: list[str], base: str, phone: bool, word: str, verified: bool) -> None:
    """The scopes email, phone or both, with any others."""
    asked = list(dict.fromkeys(("phone" if scope == "email" else scope) if phone else scope for scope in scopes))
    pool = web_pool(s)
    user = web_user(s, pool, base, verified=verified)
    _, info = _info(s, web_client(s, pool), user, asked, word)
    s.check("UINFO-008", info, attributes=dict(user.attributes), scopes=asked)


@prop("UINFO-009", scope=st.sampled_from(("email", "phone")), admin=st.booleans(), base=names(), word=words_for_pkce())
def test_one_scope(s: Scenario, scope: str, admin: bool, base: str, word: str) -> None:
    """email or phone, after openid alone has shown both."""
    pool = web_pool(s)
    client, user = web_client(s, pool), web_user(s, pool, base)
    _, all_of_it = _info(s, client, user, ["openid"], word)
    _, info = _info(s, client, user, ["openid", scope, *([ADMIN] if admin else [])], word)
    if any(name not in all_of_it.response for names_ in CLAIMS_OF.values() for name in names_):
        s.end("UINFO-007", "openid alone does not show these attributes either", all_of_it)
    s.check("UINFO-009", info, scope=scope)


@prop("UINFO-022", base=names(), word=words_for_pkce(), hidden=st.sampled_from(("email", "phone_number", "given_name")))
def test_unreadable(s: Scenario, base: str, word: str, hidden: str) -> None:
    """A client that cannot read one attribute, next to one that can and is shown it."""
    pool = web_pool(s)
    user = web_user(s, pool, base)
    _, shown = _info(s, web_client(s, pool), user, ["openid"], word)
    if hidden not in shown.response:
        s.end("UINFO-007", "a client that can read it does not see it either", shown)
    unreadable = [hidden, f"{hidden}_verified"]
    narrow = web_client(s, pool, ReadAttributes=[name for name in READABLE if name not in unreadable])
    _, info = _info(s, narrow, user, ["openid"], word)
    s.check("UINFO-022", info, unreadable=unreadable)


@prop("UINFO-011", "UINFO-012", base=names(), word=words_for_pkce(), scopes=scope_lists(always=("openid",)))
def test_no_token(s: Scenario, base: str, word: str, scopes: list[str]) -> None:
    """No Authorization header; with a token there is an answer."""
    pool = web_pool(s)
    _, info = _info(s, web_client(s, pool), web_user(s, pool, base), scopes, word)
    attempt = s.request("GET", s.hosted(pool).url("/oauth2/userInfo"))
    s.refused("UINFO-011", attempt, control=info)
    if attempt.ok:
        s.end("UINFO-011", "there is no refusal to judge", attempt)
    s.check("UINFO-012", attempt)


@prop("UINFO-013", base=names(), word=words_for_pkce(), scopes=scope_lists(always=("openid",)))
def test_token_of_the_api(s: Scenario, base: str, word: str, scopes: list[str]) -> None:
    """The API's token; the hosted UI's of the same user has an answer."""
    pool = web_pool(s)
    client, user = web_client(s, pool), web_user(s, pool, base)
    _, info = _info(s, client, user, scopes, word)
    s.refused("UINFO-013", user_info(s, pool, s.sign_in(client, user).access), control=info)


@prop("UINFO-014", base=names(), word=words_for_pkce(), custom=st.lists(st.sampled_from(CUSTOM), unique=True))
def test_token_without_openid(s: Scenario, base: str, word: str, custom: list[str]) -> None:
    """A hosted token without openid; one with openid of the same user has an answer."""
    pool = machine_pool(s) if custom else web_pool(s)
    more: dict[str, Any] = {"AllowedOAuthScopes": [*STANDARD, *CUSTOM], "ReadAttributes": ["email"]} if custom else {}
    client, user = web_client(s, pool, **more), s.user(pool, username=s.name(base))
    scopes = custom or [ADMIN]
    answer = web_tokens(s, client, user, " ".join(scopes), word)
    token = answer.text("access_token")
    if "openid" in str(part_of(token, 1).get("scope")).split():
        s.end("SCOPE-001", "the token has the scope openid, which was not asked for", answer)
    attempt = user_info(s, pool, token)
    s.refused("UINFO-014", attempt, control=lambda: _info(s, client, user, [*scopes, "openid"], word)[1])


@prop(
    "UINFO-016",
    "UINFO-017",
    base=names(),
    word=words_for_pkce(),
    by_admin=st.booleans(),
    scopes=scope_lists(always=("openid", ADMIN)),
)
def test_after_sign_out(s: Scenario, *, base: str, word: str, by_admin: bool, scopes: list[str]) -> None:
    """A token that worked before, after a global sign-out by the user or by an administrator."""
    pool = web_pool(s)
    user = web_user(s, pool, base)
    answer, info = _info(s, web_client(s, pool), user, scopes, word)
    token = answer.text("access_token")
    if by_admin:
        s.must("AdminUserGlobalSignOut", blame="SIGNOUT-002", UserPoolId=pool.id, Username=user.username)
    else:
        s.must("GlobalSignOut", blame="SIGNOUT-001", AccessToken=token, signed=False)
    attempt = user_info(s, pool, token)
    s.refused("UINFO-016", attempt, control=info)
    if attempt.ok:
        s.end("UINFO-016", "there is no refusal to judge", attempt)
    s.check("UINFO-017", attempt)


@prop("UINFO-018", base=names(), word=words_for_pkce(), scopes=scope_lists(always=("openid",)))
def test_after_revocation(s: Scenario, base: str, word: str, scopes: list[str]) -> None:
    """A token that worked before, after its refresh token was revoked through the API."""
    pool = web_pool(s)
    client = web_client(s, pool, EnableTokenRevocation=True)
    answer, info = _info(s, client, web_user(s, pool, base), scopes, word)
    s.must("RevokeToken", blame="REVOKE-001", ClientId=client.id, Token=answer.text("refresh_token"), signed=False)
    s.refused("UINFO-018", user_info(s, pool, answer.text("access_token")), control=info)


@prop(
    "UINFO-019", base=names(), word=words_for_pkce(), scopes=scope_lists(always=("openid",)), late=st.integers(2, 5000)
)
def test_after_its_end(s: Scenario, base: str, word: str, scopes: list[str], late: int) -> None:
    """A token half a minute before and after its expiry."""
    pool = web_pool(s)
    client = web_client(s, pool, AccessTokenValidity=5, TokenValidityUnits={"AccessToken": "minutes"})
    answer, _ = _info(s, client, web_user(s, pool, base), scopes, word)
    ends = seconds(claims_of(answer).get("exp"))
    if ends is None:
        s.end("SCOPE-009", "the access token does not say when it ends", answer)
    token, left = answer.text("access_token"), ends - int(s.clock())
    s.advance(max(left - 30, 0))
    info = s.need(user_info(s, pool, token), "UINFO-001")
    s.advance(30 + s.soon(late, 30))
    s.refused("UINFO-019", user_info(s, pool, token), control=info)


@prop("UINFO-020", base=names(), word=words_for_pkce(), scopes=scope_lists(always=("openid",)))
def test_id_token(s: Scenario, base: str, word: str, scopes: list[str]) -> None:
    """The ID token instead of the access token."""
    pool = web_pool(s)
    answer, info = _info(s, web_client(s, pool), web_user(s, pool, base), scopes, word)
    if not claims_of(answer, "id_token"):
        s.end("SCOPE-008", "there is no ID token to try", answer)
    s.refused("UINFO-020", user_info(s, pool, answer.text("id_token")), control=info)


@prop("UINFO-021", base=names(), word=words_for_pkce(), place=places(), claims=st.booleans())
def test_changed_token(s: Scenario, base: str, word: str, place: int, claims: bool) -> None:
    """A changed token; the unchanged one has an answer."""
    pool = web_pool(s)
    answer, info = _info(s, web_client(s, pool), web_user(s, pool, base), ["openid"], word)
    token = answer.text("access_token")
    if not claims_of(answer):
        s.end("SCOPE-009", "the access token is no JWT", answer)
    if claims:
        changed = s.compute("jwt.with_claims", token, {"auth_time": place})
    else:
        changed = s.compute("jwt.with_signature_bit_flipped", token, place)
    s.refused("UINFO-021", user_info(s, pool, changed), control=info)
