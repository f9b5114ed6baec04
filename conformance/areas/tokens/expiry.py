"""When tokens expire: on every path that issues them, as configured, and not otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.code_grant import served
from conformance.flows.hosted_sign_in import refresh_at_endpoint, web_client, web_pool, web_tokens, web_user
from conformance.flows.tokens import refresh, rotate
from conformance.kit.reading import TOKENS, claims_in, part_of, seconds, token_in
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Session
from conformance.scenario.setup import password_step
from conformance.strategies import names, passwords
from conformance.strategies.clients import BRIEF_TOKENS, BRIEF_UNITS, PASSWORD_CLIENT
from conformance.strategies.durations import DAY, HOUR, MINUTE
from conformance.strategies.scopes import words_for_pkce
from conformance.strategies.tokens import in_seconds, validities

SHORTEST, LONGEST = 5 * MINUTE, DAY
BRIEFEST = (5, "minutes")
SHORT_LIVED = validities(SHORTEST, LONGEST)
UNUSUAL = SHORT_LIVED.filter(lambda validity: in_seconds(validity) != HOUR)  # an hour is the default
LONG_LIVED = validities(HOUR, 20 * DAY)
SKEW = 60  # seconds by which clocks may differ


def _lives(claims: Mapping[str, Any], name: str, lifetime: int) -> Difference | None:
    """exp - iat; at first issue it may be a second short."""
    issued, ends = seconds(claims.get("iat")), seconds(claims.get("exp"))
    if issued is None or ends is None:
        return Difference("time-missing", f"integer iat and exp in the {name}", f"{issued!r}, {ends!r}")
    if ends - issued in (lifetime, lifetime - 1):
        return None
    return Difference("lifetime", f"exp - iat of the {name} is {lifetime} or one less", f"{ends - issued}")


@check("EXPIRY-001", "EXPIRY-005")
def access_token_lives(answer: Exchange, lifetime: int) -> Difference | None:
    """exp less iat of the access token is the lifetime that was configured."""
    return _lives(claims_in(answer, "AccessToken"), "access token", lifetime)


@check("EXPIRY-002", "EXPIRY-006")
def id_token_lives(answer: Exchange, lifetime: int) -> Difference | None:
    """exp less iat of the ID token is the lifetime that was configured."""
    return _lives(claims_in(answer, "IdToken"), "ID token", lifetime)


@check("EXPIRY-003")
def endpoint_access_token_lives(answer: Exchange, lifetime: int) -> Difference | None:
    """exp - iat of the access token and ExpiresIn are the configured lifetime."""
    if answer.get("expires_in") != lifetime:
        return Difference("expires-in", f"expires_in {lifetime}", f"{answer.get('expires_in')!r}")
    return _lives(part_of(str(answer.get("access_token")), 1), "access token", lifetime)


@check("EXPIRY-004")
def endpoint_id_token_lives(answer: Exchange, lifetime: int) -> Difference | None:
    """exp less iat of the ID token is the lifetime that was configured."""
    return _lives(part_of(str(answer.get("id_token")), 1), "ID token", lifetime)


@check("EXPIRY-008")
def issued_now(signed_in: Exchange, now: str) -> Difference | None:
    """auth_time and iat within a minute of the clock."""
    for name in TOKENS:
        for claim in ("auth_time", "iat"):
            seen = seconds(claims_in(signed_in, name).get(claim))
            if seen is None:
                return Difference("time-missing", f"an integer {claim} in the {name}", f"{seen!r}")
            if abs(seen - int(now)) > SKEW:
                kind = f"{claim.replace('_', '-')}-elsewhen"
                return Difference(kind, f"{claim} of the {name} within a minute of now", f"{seen - int(now)} s from it")
    return None


@check("EXPIRY-009")
def later_is_later(earlier: Exchange, later: Exchange, passed: float) -> Difference | None:
    """auth_time and iat of a later sign-in are later."""
    for name in TOKENS:
        for claim in ("auth_time", "iat"):
            before, after = (seconds(claims_in(each, name).get(claim)) for each in (earlier, later))
            if before is None or after is None:
                return Difference("time-missing", f"an integer {claim} in the {name}", f"{before!r}, then {after!r}")
            if after - before < passed - 1:
                kind = f"{claim.replace('_', '-')}-not-moved"
                return Difference(kind, f"{claim} of the {name} {passed:g} s later", f"{after - before} s")
    return None


# -- exp and iat -------------------------------------------------------------------------------------------------------

LIVES = {"AccessToken": ("access token", "TOKEN-041"), "IdToken": ("ID token", "TOKEN-042")}


def _judge_life(
    s: Scenario,
    requirement: str,
    answer: Exchange,
    name: Literal["AccessToken", "IdToken"],
    validity: tuple[int, str],
    sign_in: Callable[[], Exchange],
) -> None:
    """Check how long this token of ``answer`` is valid.

    A lifetime that was wrong at the sign-in already is reported only there.
    """
    (words, usual), lifetime = LIVES[name], in_seconds(validity)
    life = _lives(_claims_of_either(answer, name), words, lifetime)
    signed_in = sign_in() if life is not None else None
    if life is not None and signed_in is not None and life == _lives(claims_in(signed_in, name), words, lifetime):
        s.blocked(requirement, usual, f"the {words} of a sign-in lives as long: {life.seen} s", signed_in)
    else:
        s.check(requirement, answer, lifetime=lifetime)


def _claims_of_either(answer: Exchange, name: Literal["AccessToken", "IdToken"]) -> Mapping[str, Any]:
    """The claims of a token that the API or the token endpoint gave."""
    if answer.get("AuthenticationResult") is not None:
        return claims_in(answer, name)
    return part_of(str(answer.get({"AccessToken": "access_token", "IdToken": "id_token"}[name])), 1)


def _configured(access: tuple[int, str], identity: tuple[int, str]) -> dict[str, Any]:
    return {
        "AccessTokenValidity": access[0],
        "IdTokenValidity": identity[0],
        "TokenValidityUnits": {"AccessToken": access[1], "IdToken": identity[1]},
    }


def _signed_in(s: Scenario, password: str, flows: list[str], **config: Any) -> Session:
    client = s.own_client(s.pool(), ExplicitAuthFlows=flows, **config)
    return s.sign_in(client, s.user(client.pool, password=password))


@prop(
    "EXPIRY-001", "EXPIRY-002", password=passwords(), access=UNUSUAL, identity=UNUSUAL, pause=st.integers(2, 20 * DAY)
)
def test_refreshed_tokens(
    s: Scenario, password: str, access: tuple[int, str], identity: tuple[int, str], pause: int
) -> None:
    """Tokens of a refresh, some time later."""
    session = _signed_in(s, password, PASSWORD_CLIENT, **_configured(access, identity))
    s.let_pass(pause)
    answer = s.need(refresh(s, session.client, session.refresh), "REFRESH-001")
    _judge_life(s, "EXPIRY-001", answer, "AccessToken", access, lambda: session.exchange)
    _judge_life(s, "EXPIRY-002", answer, "IdToken", identity, lambda: session.exchange)


@prop("EXPIRY-005", "EXPIRY-006", password=passwords(), access=UNUSUAL, identity=UNUSUAL, rotating=st.booleans())
def test_exchanged_tokens(
    s: Scenario, password: str, access: tuple[int, str], identity: tuple[int, str], rotating: bool
) -> None:
    """Tokens of GetTokensFromRefreshToken, with and without rotation."""
    more = {"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}} if rotating else {}
    flows = ["ALLOW_USER_PASSWORD_AUTH"] if rotating else PASSWORD_CLIENT
    session = _signed_in(s, password, flows, **_configured(access, identity), **more)
    answer = s.need(rotate(s, session.client, session.refresh), "ROTATE-001" if rotating else "REFRESH-006")
    _judge_life(s, "EXPIRY-005", answer, "AccessToken", access, lambda: session.exchange)
    _judge_life(s, "EXPIRY-006", answer, "IdToken", identity, lambda: session.exchange)


@prop("EXPIRY-003", "EXPIRY-004", base=names(), word=words_for_pkce(), access=UNUSUAL, identity=UNUSUAL)
def test_tokens_of_a_code(
    s: Scenario, base: str, word: str, access: tuple[int, str], identity: tuple[int, str]
) -> None:
    """Tokens of an authorization code."""
    pool = web_pool(s)
    client = web_client(s, pool, **_configured(access, identity))
    user = web_user(s, pool, base)
    answer = web_tokens(s, client, user, "openid", word)

    def sign_in() -> Exchange:
        return password_step(s, client, user.login, str(user.password), "USER_PASSWORD_AUTH")

    _judge_life(s, "EXPIRY-003", answer, "AccessToken", access, sign_in)
    _judge_life(s, "EXPIRY-004", answer, "IdToken", identity, sign_in)


@prop("EXPIRY-008", "EXPIRY-009", password=passwords(), pause=st.integers(2, 29 * DAY))
def test_times_of_sign_ins(s: Scenario, password: str, pause: int) -> None:
    """One sign-in now, one later."""
    client = s.client(s.pool(), ExplicitAuthFlows=PASSWORD_CLIENT)
    user = s.user(client.pool, password=password)
    first = s.sign_in(client, user)
    s.check("EXPIRY-008", first.exchange, now=s.clock())
    passed = s.let_pass(pause)
    s.check("EXPIRY-009", first.exchange, s.sign_in(client, user).exchange, passed=passed)


# -- an end ------------------------------------------------------------------------------------------------------------


@prop("EXPIRY-010", "EXPIRY-011", "EXPIRY-012", password=passwords(), validity=SHORT_LIVED, part=st.floats(0.2, 0.7))
def test_refreshed_in_between(s: Scenario, password: str, validity: tuple[int, str], part: float) -> None:
    """Each access token of a session expires at its own time."""
    validity = s.soon(validity, BRIEFEST)
    lifetime = in_seconds(validity)
    between = max(int(lifetime * s.soon(part, 0.2)), 60)
    session = _signed_in(
        s, password, PASSWORD_CLIENT, AccessTokenValidity=validity[0], TokenValidityUnits={"AccessToken": validity[1]}
    )
    if access_token_lives(session.exchange, lifetime) is not None:
        s.end("TOKEN-041", "the access token does not live as configured", session.exchange)
    s.must("GetUser", AccessToken=session.access)
    s.advance(between)
    refreshed = s.need(refresh(s, session.client, session.refresh), "REFRESH-001")
    if access_token_lives(refreshed, lifetime) is not None:
        s.end("EXPIRY-001", "the refreshed access token does not live as configured", refreshed)
    renewed = token_in(refreshed, "AccessToken")
    s.advance(lifetime - between + 30)
    first, second = s.call("GetUser", AccessToken=session.access), s.call("GetUser", AccessToken=renewed)
    s.refused("EXPIRY-010", first, control=second)
    s.accepted("EXPIRY-011", second)
    s.advance(between)
    s.refused("EXPIRY-012", s.call("GetUser", AccessToken=renewed), control=second)


@prop("EXPIRY-013", "EXPIRY-014", password=passwords(), days=st.sampled_from((None, 0, 30)), late=st.integers(1, 60))
def test_thirty_days(s: Scenario, password: str, days: int | None, late: int) -> None:
    """A refresh token of a client with RefreshTokenValidity left out, 0 or 30."""
    client = s.client(
        s.pool(), ExplicitAuthFlows=PASSWORD_CLIENT, **({} if days is None else {"RefreshTokenValidity": days})
    )
    session = s.sign_in(client, s.user(client.pool, password=password))
    s.advance(30 * DAY - MINUTE)
    alive = s.accepted("EXPIRY-013", refresh(s, client, session.refresh))
    s.advance(MINUTE + late * MINUTE)
    s.refused("EXPIRY-014", refresh(s, client, session.refresh), control=alive)


def _long_lived(s: Scenario, password: str, validity: tuple[int, str]) -> Session:
    return _signed_in(
        s,
        password,
        PASSWORD_CLIENT,
        **BRIEF_TOKENS,
        RefreshTokenValidity=validity[0],
        TokenValidityUnits=BRIEF_UNITS | {"RefreshToken": validity[1]},
    )


@prop("EXPIRY-015", password=passwords(), validity=LONG_LIVED)
def test_exchange_of_an_expired_token(s: Scenario, password: str, validity: tuple[int, str]) -> None:
    """GetTokensFromRefreshToken a minute before and a minute after the end."""
    session = _long_lived(s, password, s.soon(validity, (1, "hours")))
    _expires(s, "EXPIRY-015", session, lambda: rotate(s, session.client, session.refresh), validity, "REFRESH-006")


@prop("EXPIRY-016", password=passwords(), validity=LONG_LIVED)
def test_admin_refresh_with_an_expired_token(s: Scenario, password: str, validity: tuple[int, str]) -> None:
    """AdminInitiateAuth a minute before and a minute after the end."""
    session = _long_lived(s, password, s.soon(validity, (1, "hours")))
    _expires(
        s,
        "EXPIRY-016",
        session,
        lambda: refresh(s, session.client, session.refresh, flow="admin REFRESH_TOKEN_AUTH"),
        validity,
        "REFRESH-005",
    )


def _expires(
    s: Scenario, requirement: str, session: Session, attempt: Any, validity: tuple[int, str], works: str
) -> None:
    lifetime = in_seconds(s.soon(validity, (1, "hours")))
    s.must("GetUser", AccessToken=session.access)
    s.advance(lifetime - MINUTE)
    alive = s.need(attempt(), works)
    s.advance(2 * MINUTE)
    s.refused(requirement, attempt(), control=alive)


@prop("EXPIRY-017", base=names(), word=words_for_pkce(), validity=LONG_LIVED)
def test_expired_token_at_the_endpoint(s: Scenario, base: str, word: str, validity: tuple[int, str]) -> None:
    """The refresh grant a minute before and a minute after the end."""
    validity = s.soon(validity, (1, "hours"))
    pool = web_pool(s)
    client: Client = web_client(
        s,
        pool,
        **BRIEF_TOKENS,
        RefreshTokenValidity=validity[0],
        TokenValidityUnits=BRIEF_UNITS | {"RefreshToken": validity[1]},
    )
    token = web_tokens(s, client, web_user(s, pool, base), "openid", word).text("refresh_token")
    s.advance(in_seconds(validity) - MINUTE)
    alive = s.need(served(s, refresh_at_endpoint(s, client, token)), "OTOKEN-019")
    s.advance(2 * MINUTE)
    s.refused("EXPIRY-017", served(s, refresh_at_endpoint(s, client, token)), control=alive)


@prop(
    "EXPIRY-018",
    password=passwords(),
    grace=st.integers(10, 60),
    age=st.integers(0, 20 * DAY),
    before=st.integers(3, 8),
)
def test_grace_period_lasts(s: Scenario, password: str, grace: int, age: int, before: int) -> None:
    """A rotation some time after the sign-in.

    The old token is accepted until shortly before the end of the grace period.
    """
    client = s.own_client(
        s.pool(),
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": grace},
    )
    session = s.sign_in(client, s.user(client.pool, password=password))
    s.advance(s.soon(age, 1))
    s.need(rotate(s, client, session.refresh), "ROTATE-001")
    s.advance(grace - before)
    s.accepted("EXPIRY-018", rotate(s, client, session.refresh))
