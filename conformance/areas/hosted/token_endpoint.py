"""/oauth2/token with an authorization code: its answer, and what a code is bound to."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.token_refusals import oauth_refusal
from conformance.flows.code_grant import (
    CALLBACK,
    OTHER_CALLBACK,
    SCOPES,
    application,
    code_for,
    not_refused,
    proof_key,
    redeemed,
    refusals_among,
    two_codes,
)
from conformance.kit.reading import is_jwt
from conformance.scenario import Scenario, prop
from conformance.strategies import passwords
from conformance.strategies.hosted import unregistered, unregistered_ways
from conformance.strategies.malformed import words


@check("OTOKEN-001")
def access_token_given(answer: Exchange) -> Difference | None:
    """access_token is a JWT."""
    token = answer.response.get("access_token")
    if isinstance(token, str) and is_jwt(token):
        return None
    return Difference("no-access-token", "a JWT as access_token", f"members {sorted(answer.response)}")


@check("OTOKEN-002")
def members(answer: Exchange) -> Difference | None:
    """The answer has a refresh_token, an integer expires_in and token_type Bearer."""
    refresh, seconds = answer.response.get("refresh_token"), answer.response.get("expires_in")
    if not isinstance(refresh, str) or not refresh:
        return Difference("no-refresh-token", "a refresh_token", f"{refresh!r}")
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        return Difference("expires-in", "an integer expires_in", f"{seconds!r}")
    kind = answer.response.get("token_type")
    return None if kind == "Bearer" else Difference("token-type", "token_type 'Bearer'", f"{kind!r}")


@check("OTOKEN-003")
def id_token_given(answer: Exchange) -> Difference | None:
    """id_token is a JWT."""
    token = answer.response.get("id_token")
    return None if isinstance(token, str) and is_jwt(token) else Difference("no-id-token", "a JWT as id_token", "none")


@check("OTOKEN-004")
def no_scope(answer: Exchange) -> Difference | None:
    """The answer has no member scope."""
    return Difference("scope", "no member scope", "one") if "scope" in answer.response else None


@check("OTOKEN-005")
def json_type(answer: Exchange) -> Difference | None:
    """Content-Type is application/json, with or without a charset."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return None if kind == "application/json" else Difference("content-type", "application/json", kind or "none")


@check("OTOKEN-006")
def any_origin(answer: Exchange) -> Difference | None:
    """Access-Control-Allow-Origin is *."""
    seen = answer.headers.get("access-control-allow-origin")
    return None if seen == "*" else Difference("allow-origin", "Access-Control-Allow-Origin: *", f"{seen!r}")


@check("OTOKEN-011")
def other_client_gets_nothing(answer: Exchange) -> Difference | None:
    """The answer is a refusal without tokens, status 400 to 499, with a string error in JSON."""
    return oauth_refusal(answer)


@check("OTOKEN-012")
def other_callback_gets_nothing(answer: Exchange) -> Difference | None:
    """The answer is a refusal without tokens, status 400 to 499, with a string error in JSON."""
    return oauth_refusal(answer)


@check("OTOKEN-015")
def wrong_verifier_gets_nothing(answer: Exchange) -> Difference | None:
    """The answer is a refusal without tokens, status 400 to 499, with a string error in JSON."""
    return oauth_refusal(answer)


@check("OTOKEN-016")
def no_verifier_gets_nothing(answer: Exchange) -> Difference | None:
    """An exchange without code_verifier is refused for a code with a challenge."""
    return oauth_refusal(answer)


@check("OTOKEN-034")
def error_in_json(answer: Exchange) -> Difference | None:
    """The body is JSON with a string error that is not empty."""
    seen = answer.response.get("error")
    if isinstance(seen, str) and seen:
        return None
    return Difference("no-error", "a string error in a JSON body", f"{seen!r}")


@check("OTOKEN-035")
def status_400(answer: Exchange) -> Difference | None:
    """The status is 400."""
    return None if answer.status == 400 else Difference("status", "HTTP 400", f"HTTP {answer.status}")


@prop(
    "OTOKEN-001",
    "OTOKEN-002",
    "OTOKEN-003",
    "OTOKEN-004",
    "OTOKEN-005",
    password=passwords(),
    word=words(),
    scopes=st.sets(st.sampled_from(SCOPES)).map(lambda some: sorted(some | {"openid"})),
)
def test_exchange(s: Scenario, password: str, word: str, scopes: list[str]) -> None:
    """A right exchange."""
    site = application(s)
    user = s.user(site.pool, password=password, attributes={"email": s.email()})
    verifier, key = proof_key(s, word)
    arrival = code_for(s, site, user, scope=" ".join(scopes), **key)
    answer = not_refused(s, "OTOKEN-001", redeemed(s, site, arrival.code, verifier))
    if not s.check("OTOKEN-001", answer):
        s.end("OTOKEN-001", "there is no access token")
    for requirement in ("OTOKEN-002", "OTOKEN-003", "OTOKEN-004", "OTOKEN-005"):
        s.check(requirement, answer)


HOSTS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=20)


@prop("OTOKEN-006", password=passwords(), word=words(), host=HOSTS)
def test_exchange_by_a_script(s: Scenario, password: str, word: str, host: str) -> None:
    """A right exchange with an Origin header, after one without."""
    site = application(s)
    verifier, (first, second) = two_codes(s, site, password, word)
    s.need(redeemed(s, site, first, verifier), "OTOKEN-001")
    answer = redeemed(s, site, second, verifier, origin=f"https://{host}.example.org")
    s.check("OTOKEN-006", not_refused(s, "OTOKEN-006", answer))


@prop("OTOKEN-007", "OTOKEN-008", "OTOKEN-034", "OTOKEN-035", password=passwords(), word=words())
def test_used_and_unknown(s: Scenario, password: str, word: str) -> None:
    """A used code, and a made-up one."""
    site = application(s)
    verifier, (code, _) = two_codes(s, site, password, word)
    first = redeemed(s, site, code, verifier)
    second = redeemed(s, site, code, verifier)
    s.refused("OTOKEN-007", second, control=first)
    unknown = redeemed(s, site, s.compute("oauth.verifier", f"{word} is no code"), verifier)
    s.refused("OTOKEN-008", unknown, control=first)
    for answer in refusals_among(s, second, unknown):
        s.check("OTOKEN-034", answer)
        s.check("OTOKEN-035", answer)


@prop(
    "OTOKEN-009",
    "OTOKEN-010",
    password=passwords(),
    word=words(),
    early=st.integers(1, 290),
    late=st.integers(310, 1200),
)
def test_five_minutes(s: Scenario, password: str, word: str, early: int, late: int) -> None:
    """Two codes: one exchanged in time, one too late."""
    site = application(s)
    verifier, (code, other) = two_codes(s, site, password, word)
    s.advance(early)
    first = s.accepted("OTOKEN-009", redeemed(s, site, code, verifier))
    s.advance(s.soon(late, 310) - early)
    s.refused("OTOKEN-010", redeemed(s, site, other, verifier), control=first)


@prop("OTOKEN-011", password=passwords(), word=words())
def test_other_client(s: Scenario, password: str, word: str) -> None:
    """A code in another client's request; another code in the right one."""
    site = application(s)
    other = application(s, AllowedOAuthScopes=["openid"])
    verifier, (code, good) = two_codes(s, site, password, word)
    s.need(redeemed(s, site, good, verifier), "OTOKEN-001")
    s.check("OTOKEN-011", redeemed(s, other, code, verifier))


@prop("OTOKEN-012", "OTOKEN-013", password=passwords(), word=words(), way=st.one_of(st.none(), unregistered_ways()))
def test_other_callback(s: Scenario, password: str, word: str, way: str | None) -> None:
    """A redirect_uri other than the one the code was sent to, registered or not."""
    site = application(s)
    verifier, (code, good) = two_codes(s, site, password, word)
    control = s.need(redeemed(s, site, good, verifier), "OTOKEN-001")
    answer = redeemed(s, site, code, verifier, redirect_uri=unregistered(way, word) if way else OTHER_CALLBACK)
    if not s.check("OTOKEN-012", answer):
        s.end("OTOKEN-012", "the redirect URI is not compared")
    s.refused("OTOKEN-013", answer, control=control)


@prop("OTOKEN-014", password=passwords(), word=words())
def test_no_callback(s: Scenario, password: str, word: str) -> None:
    """An exchange without redirect_uri."""
    site = application(s)
    verifier, (code, good) = two_codes(s, site, password, word)
    answer = redeemed(s, site, code, verifier, redirect_uri=None)
    s.refused("OTOKEN-014", answer, control=lambda: redeemed(s, site, good, verifier))


@prop("OTOKEN-015", "OTOKEN-016", password=passwords(), word=words(), other=words())
def test_verifier(s: Scenario, password: str, word: str, other: str) -> None:
    """The verifier of another challenge, the challenge itself, or no verifier."""
    s.assume(word != other)
    site = application(s)
    verifier, (good, wrong) = two_codes(s, site, password, word)
    _, (missing, _) = two_codes(s, site, password, word)
    s.need(redeemed(s, site, good, verifier), "OTOKEN-001")
    s.check("OTOKEN-015", redeemed(s, site, wrong, s.compute("oauth.verifier", other)))
    s.check("OTOKEN-016", redeemed(s, site, missing))


@prop("OTOKEN-017", password=passwords(), word=words())
def test_without_challenge(s: Scenario, password: str, word: str) -> None:
    """A code without a challenge, exchanged without a verifier."""
    site = application(s)
    user = s.user(site.pool, password=password)
    answer = site.browser.authorize(site.client, scope="openid", state=word)
    s.need(answer, "AUTHZ-004")
    arrival = site.browser.finish(answer, user)
    if not arrival.code:
        s.end("LOGIN-001", "the sign-in gave no code", arrival.last)
    s.accepted("OTOKEN-017", redeemed(s, site, arrival.code, redirect_uri=CALLBACK))


@prop("OTOKEN-018", password=passwords(), word=words(), other=words())
def test_spent_by_a_wrong_verifier(s: Scenario, password: str, word: str, other: str) -> None:
    """A wrong verifier, then the right one."""
    s.assume(word != other)
    site = application(s)
    verifier, (code, good) = two_codes(s, site, password, word)
    wrong = redeemed(s, site, code, s.compute("oauth.verifier", other))
    if wrong.ok:
        s.end("OTOKEN-015", "a wrong verifier is accepted", wrong)
    s.refused("OTOKEN-018", redeemed(s, site, code, verifier), control=lambda: redeemed(s, site, good, verifier))
