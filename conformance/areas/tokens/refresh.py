"""Refresh without rotation: what comes back, what stays, and which tokens are refused."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.tokens import REFRESH_FLOWS, refresh, rotate
from conformance.kit.reading import TOKENS, claims_in, header_in, key_named, seconds, token_in
from conformance.kit.signature import refusal
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Session
from conformance.strategies import attribute_values, group_names, names, passwords
from conformance.strategies.clients import OTHER_CLIENT, PASSWORD_CLIENT
from conformance.strategies.durations import HOUR
from conformance.strategies.tokens import garbage_tokens, in_seconds, validities

TEN_DAYS = 864_000
TOKEN_USE = {"AccessToken": "access", "IdToken": "id"}


@check("REFRESH-003")
def no_refresh_token(refreshed: Exchange) -> Difference | None:
    """The session keeps its refresh token."""
    if refreshed.get("AuthenticationResult.RefreshToken") is None:
        return None
    return Difference("refresh-token-returned", "no RefreshToken", "a RefreshToken")


def _not_both(refreshed: Exchange) -> Difference | None:
    for name in TOKENS:
        if not token_in(refreshed, name):
            return Difference("token-missing", "AccessToken and IdToken", f"without {name}")
        use = claims_in(refreshed, name).get("token_use")
        if use != TOKEN_USE[name]:
            return Difference("token-use", f"{name} with token_use {TOKEN_USE[name]!r}", f"token_use {use!r}")
    return None


@check("REFRESH-004")
def two_tokens(refreshed: Exchange) -> Difference | None:
    """The answer has an access token, an ID token, TokenType Bearer and an integer ExpiresIn."""
    wrong = _not_both(refreshed)
    if wrong is not None:
        return wrong
    kind, lifetime = (refreshed.get(f"AuthenticationResult.{member}") for member in ("TokenType", "ExpiresIn"))
    if kind != "Bearer":
        return Difference("token-type", "TokenType Bearer", f"TokenType {kind!r}")
    return None if type(lifetime) is int else Difference("expires-in", "an integer ExpiresIn", f"{lifetime!r}")


@check("REFRESH-007")
def two_tokens_only(refreshed: Exchange) -> Difference | None:
    """The answer has an access token and an ID token, and no refresh token."""
    return _not_both(refreshed) or no_refresh_token(refreshed)


def _kept(before: Exchange, after: Exchange, claim: str, *tokens: str) -> Difference | None:
    for name in tokens or TOKENS:
        old, new = claims_in(before, name).get(claim), claims_in(after, name).get(claim)
        kind = claim.replace("_", "-").replace(":", "-")
        if new is None:
            return Difference(f"{kind}-missing", f"{claim} in the {name}", "none")
        if old != new:
            return Difference(f"{kind}-changed", f"{claim} of the {name} stays {old!r}", f"{new!r}")
    return None


@check("REFRESH-008")
def origin_jti_stays(signed_in: Exchange, refreshed: Exchange) -> Difference | None:
    """origin_jti is the same before and after the refresh."""
    return _kept(signed_in, refreshed, "origin_jti")


@check("REFRESH-009")
def jti_is_new(signed_in: Exchange, refreshed: Exchange) -> Difference | None:
    """Each token has a jti of its own."""
    old = [claims_in(signed_in, name).get("jti") for name in TOKENS]
    new = [claims_in(refreshed, name).get("jti") for name in TOKENS]
    for name, jti in zip(TOKENS, new, strict=True):
        if not isinstance(jti, str) or not jti:
            return Difference("jti-missing", f"a jti in the {name}", f"{jti!r}")
        if jti in old:
            return Difference("jti-repeated", f"a new jti in the {name}", "that of the sign-in")
    return None if new[0] != new[1] else Difference("jti-shared", "two jti", "one for both tokens")


@check("REFRESH-010")
def auth_time_stays(signed_in: Exchange, refreshed: Exchange) -> Difference | None:
    """auth_time is the same before and after the refresh."""
    return _kept(signed_in, refreshed, "auth_time")


@check("REFRESH-011")
def times_move(signed_in: Exchange, refreshed: Exchange, passed: float) -> Difference | None:
    """iat and exp are counted from the refresh."""
    for name in TOKENS:
        for claim in ("iat", "exp"):
            old, new = seconds(claims_in(signed_in, name).get(claim)), seconds(claims_in(refreshed, name).get(claim))
            if old is None or new is None:
                return Difference("time-missing", f"integer {claim} in the {name}", f"{old!r}, then {new!r}")
            if new - old < passed - (1 if claim == "iat" else 2):
                return Difference(f"{claim}-not-moved", f"{claim} of the {name} {passed:g} s later", f"{new - old} s")
    return None


@check("REFRESH-012")
def same_user_and_client(signed_in: Exchange, refreshed: Exchange) -> Difference | None:
    """The claims that identify user, client and issuer do not change."""
    for claim in ("sub", "iss"):
        if different := _kept(signed_in, refreshed, claim):
            return different
    for claim, name in (
        ("client_id", "AccessToken"),
        ("username", "AccessToken"),
        ("aud", "IdToken"),
        ("cognito:username", "IdToken"),
    ):
        if different := _kept(signed_in, refreshed, claim, name):
            return different
    return None


@check("REFRESH-013")
def scope_stays(refreshed: Exchange) -> Difference | None:
    """The refreshed access token's scope is aws.cognito.signin.user.admin."""
    scope = claims_in(refreshed, "AccessToken").get("scope")
    if scope == "aws.cognito.signin.user.admin":
        return None
    return Difference("scope", "scope aws.cognito.signin.user.admin", f"scope {scope!r}")


@check("REFRESH-014")
def attributes_of_now(refreshed: Exchange, name: str | None, gone: str) -> Difference | None:
    """A changed attribute shows its new value, a deleted one is gone."""
    claims = claims_in(refreshed, "IdToken")
    if claims.get("name") != name:
        return Difference("stale-attribute", f"name {name!r}", f"name {claims.get('name')!r}")
    return Difference("deleted-attribute", f"no {gone}", f"{gone} {claims[gone]!r}") if gone in claims else None


@check("REFRESH-015")
def groups_of_now(refreshed: Exchange, groups: list[str]) -> Difference | None:
    """cognito:groups has the user's groups at that time."""
    for name in TOKENS:
        seen = claims_in(refreshed, name).get("cognito:groups", [])
        if not isinstance(seen, list) or {str(group) for group in seen} != set(groups):
            return Difference("stale-groups", f"cognito:groups of the {name}: {sorted(groups)}", f"{seen!r}")
    return None


@check("REFRESH-028")
def refreshed_tokens_verify(refreshed: Exchange, jwks: Exchange) -> Difference | None:
    """Both tokens are signed with keys that the pool publishes."""
    for name in TOKENS:
        key = key_named(jwks, header_in(refreshed, name).get("kid"))
        why = refusal(token_in(refreshed, name), key)
        if why:
            return Difference("not-verified", f"the {name} verifies with the key of its kid", f"PyJWT: {why}")
    return None


def _client(s: Scenario) -> Client:
    return s.client(s.pool(), ExplicitAuthFlows=PASSWORD_CLIENT)


def _session(s: Scenario, password: str, base: str = "user", client: Client | None = None) -> Session:
    client = client or _client(s)
    user = s.user(client.pool, password=password, username=s.name(base), attributes={"name": "Ana", "nickname": "an"})
    return s.sign_in(client, user)


def _traced(s: Scenario, session: Session) -> None:
    """End the example where the sign-in gave no origin_jti that could stay."""
    if any("origin_jti" not in claims_in(session.exchange, name) for name in TOKENS):
        s.end("TOKEN-034", "the tokens of the sign-in have no origin_jti", session.exchange)


@prop(
    "REFRESH-001",
    "REFRESH-003",
    "REFRESH-004",
    "REFRESH-008",
    "REFRESH-009",
    "REFRESH-012",
    "REFRESH-013",
    password=passwords(),
    base=names(),
)
def test_refresh(s: Scenario, password: str, base: str) -> None:
    """A refresh gives two new tokens of the same session."""
    session = _session(s, password, base)
    refreshed = s.accepted("REFRESH-001", refresh(s, session.client, session.refresh))
    s.check("REFRESH-003", refreshed)
    s.check("REFRESH-004", refreshed)
    for requirement in ("REFRESH-009", "REFRESH-012"):
        s.check(requirement, session.exchange, refreshed)
    s.check("REFRESH-013", refreshed)
    _traced(s, session)
    s.check("REFRESH-008", session.exchange, refreshed)


@prop("REFRESH-002", "REFRESH-004", "REFRESH-009", password=passwords(), base=names())
def test_refresh_by_its_short_name(s: Scenario, password: str, base: str) -> None:
    """REFRESH_TOKEN does what REFRESH_TOKEN_AUTH does."""
    session = _session(s, password, base)
    refreshed = s.accepted("REFRESH-002", refresh(s, session.client, session.refresh, flow="REFRESH_TOKEN"))
    s.check("REFRESH-004", refreshed)
    s.check("REFRESH-009", session.exchange, refreshed)


@prop(
    "REFRESH-005",
    "REFRESH-003",
    "REFRESH-004",
    "REFRESH-008",
    "REFRESH-012",
    password=passwords(),
    refresh_flow=st.sampled_from(REFRESH_FLOWS[2:]),
)
def test_admin_refresh(s: Scenario, password: str, refresh_flow: str) -> None:
    """The administrator's operation refreshes too, under both names."""
    session = _session(s, password)
    refreshed = s.accepted("REFRESH-005", refresh(s, session.client, session.refresh, flow=refresh_flow))
    s.check("REFRESH-003", refreshed)
    s.check("REFRESH-004", refreshed)
    s.check("REFRESH-012", session.exchange, refreshed)
    _traced(s, session)
    s.check("REFRESH-008", session.exchange, refreshed)


@prop("REFRESH-006", "REFRESH-007", password=passwords(), base=names())
def test_tokens_from_refresh_token(s: Scenario, password: str, base: str) -> None:
    """The operation made for rotation works without it."""
    session = _session(s, password, base)
    refreshed = s.accepted("REFRESH-006", rotate(s, session.client, session.refresh))
    s.check("REFRESH-007", refreshed)


@prop("REFRESH-027", password=passwords(), base=names())
def test_tokens_from_refresh_token_with_secret(s: Scenario, password: str, base: str) -> None:
    """A client with a secret sends it as it is."""
    client = s.client(s.pool(), ExplicitAuthFlows=PASSWORD_CLIENT, GenerateSecret=True)
    session = _session(s, password, base, client)
    s.accepted("REFRESH-027", rotate(s, client, session.refresh))


@prop("REFRESH-029", password=passwords(), refresh_flow=st.sampled_from(REFRESH_FLOWS))
def test_refreshed_access_token_authorizes(s: Scenario, password: str, refresh_flow: str) -> None:
    """GetUser accepts the new access token."""
    session = _session(s, password)
    refreshed = s.need(refresh(s, session.client, session.refresh, flow=refresh_flow), "REFRESH-001")
    s.accepted("REFRESH-029", s.call("GetUser", AccessToken=token_in(refreshed, "AccessToken") or "none"))


@prop("REFRESH-028", password=passwords(), refresh_flow=st.sampled_from(REFRESH_FLOWS))
def test_refreshed_tokens_verify(s: Scenario, password: str, refresh_flow: str) -> None:
    """The new tokens verify with the pool's published keys."""
    session = _session(s, password)
    refreshed = s.need(refresh(s, session.client, session.refresh, flow=refresh_flow), "REFRESH-001")
    jwks = s.need(s.jwks(session.client.pool), "JWT-001")
    s.check("REFRESH-028", refreshed, jwks)


@prop("REFRESH-014", password=passwords(), value=attribute_values())
def test_attributes_of_now(s: Scenario, password: str, value: str) -> None:
    """Attributes that were changed since the sign-in come with the next refresh."""
    session = _session(s, password)
    if claims_in(session.exchange, "IdToken").get("name") != "Ana":
        s.end("TOKEN-022", "the ID token of the sign-in has no name", session.exchange)
    user = session.user
    s.must(
        "AdminUpdateUserAttributes",
        UserPoolId=user.pool.id,
        Username=user.username,
        UserAttributes=[{"Name": "name", "Value": value}],
    )
    s.must(
        "AdminDeleteUserAttributes", UserPoolId=user.pool.id, Username=user.username, UserAttributeNames=["nickname"]
    )
    refreshed = s.need(refresh(s, session.client, session.refresh), "REFRESH-001")
    s.check("REFRESH-014", refreshed, name=value, gone="nickname")


@prop("REFRESH-015", password=passwords(), first=group_names(), then=group_names(), leave=st.booleans())
def test_groups_of_now(s: Scenario, password: str, first: str, then: str, leave: bool) -> None:
    """Groups joined and left since the sign-in come with the next refresh."""
    client = _client(s)
    user = s.user(client.pool, password=password)
    before, after = s.name(first), s.name(then)
    for group in (before, after):
        s.must("CreateGroup", UserPoolId=user.pool.id, GroupName=group)
    s.must("AdminAddUserToGroup", UserPoolId=user.pool.id, Username=user.username, GroupName=before)
    session = s.sign_in(client, user)
    s.must("AdminAddUserToGroup", UserPoolId=user.pool.id, Username=user.username, GroupName=after)
    if leave:
        s.must(
            "AdminRemoveUserFromGroup",
            blame="GROUP-002",
            UserPoolId=user.pool.id,
            Username=user.username,
            GroupName=before,
        )
    refreshed = s.need(refresh(s, client, session.refresh), "REFRESH-001")
    s.check("REFRESH-015", refreshed, groups=[after] if leave else [before, after])


@prop("REFRESH-016", password=passwords(), flows=st.lists(st.sampled_from(REFRESH_FLOWS[:3]), min_size=2, max_size=4))
def test_used_many_times(s: Scenario, password: str, flows: list[str]) -> None:
    """A refresh token that was used once, in any way, is still good."""
    session = _session(s, password)
    s.need(refresh(s, session.client, session.refresh, flow=flows[0]), "REFRESH-001")
    for flow in flows[1:]:
        s.accepted("REFRESH-016", refresh(s, session.client, session.refresh, flow=flow))


@prop("REFRESH-017", plain=("client",), garbage=garbage_tokens(), refresh_flow=st.sampled_from(REFRESH_FLOWS))
def test_garbage(s: Scenario, garbage: str, refresh_flow: str) -> None:
    """An arbitrary string refreshes nothing."""
    session = _session(s, "Correct-Horse7")
    attempt = refresh(s, session.client, garbage, flow=refresh_flow)
    s.refused("REFRESH-017", attempt, control=lambda: refresh(s, session.client, session.refresh, flow=refresh_flow))


@prop("REFRESH-020", password=passwords(), which=st.sampled_from(("access", "id")))
def test_other_kind_of_token(s: Scenario, password: str, which: str) -> None:
    """The session's other tokens do not refresh."""
    session = _session(s, password)
    attempt = refresh(s, session.client, session.access if which == "access" else session.id)
    s.refused("REFRESH-020", attempt, control=lambda: refresh(s, session.client, session.refresh))


@prop("REFRESH-021", password=passwords(), turned=st.booleans())
def test_other_clients_token(s: Scenario, password: str, turned: bool) -> None:
    """A refresh token belongs to the client that issued it."""
    issuing, other = _client(s), s.client(s.pool(), ExplicitAuthFlows=OTHER_CLIENT)
    if turned:
        issuing, other = other, issuing
    session = _session(s, password, client=issuing)
    attempt = refresh(s, other, session.refresh)
    s.refused("REFRESH-021", attempt, control=lambda: refresh(s, issuing, session.refresh))


@prop("REFRESH-025", password=passwords(), base=names())
def test_deleted_user(s: Scenario, password: str, base: str) -> None:
    """A refresh for a deleted user."""
    session = _session(s, password, base)
    alive = s.need(refresh(s, session.client, session.refresh), "REFRESH-001")
    s.must("AdminDeleteUser", UserPoolId=session.user.pool.id, Username=session.user.username)
    s.refused("REFRESH-025", refresh(s, session.client, session.refresh), control=alive)


@prop("REFRESH-026", password=passwords(), base=names())
def test_disabled_user(s: Scenario, password: str, base: str) -> None:
    """A refresh for a disabled user."""
    session = _session(s, password, base)
    alive = s.need(refresh(s, session.client, session.refresh), "REFRESH-001")
    s.must("AdminDisableUser", UserPoolId=session.user.pool.id, Username=session.user.username)
    s.refused("REFRESH-026", refresh(s, session.client, session.refresh), control=alive)


@prop("REFRESH-010", "REFRESH-011", password=passwords(), pause=st.integers(2, 29 * 86_400))
def test_refresh_later(s: Scenario, password: str, pause: int) -> None:
    """However much later the refresh is (refresh tokens live 30 days), auth_time stays and the other times move."""
    session = _session(s, password)
    passed = s.let_pass(pause)
    refreshed = s.need(refresh(s, session.client, session.refresh), "REFRESH-001")
    s.check("REFRESH-010", session.exchange, refreshed)
    s.check("REFRESH-011", session.exchange, refreshed, passed=passed)


@prop("REFRESH-022", "REFRESH-024", password=passwords(), validity=validities(HOUR, TEN_DAYS))
def test_expiry(s: Scenario, password: str, validity: tuple[int, str]) -> None:
    """Accepted a minute before the end of its lifetime, refused a minute after it."""
    validity = s.soon(validity, (1, "hours"))
    client = s.own_client(
        s.pool(),
        ExplicitAuthFlows=PASSWORD_CLIENT,
        RefreshTokenValidity=validity[0],
        TokenValidityUnits={"RefreshToken": validity[1]},
    )
    session = _session(s, password, client=client)
    s.advance(in_seconds(validity) - 60)
    alive = s.accepted("REFRESH-024", refresh(s, client, session.refresh))
    s.advance(120)
    s.refused("REFRESH-022", refresh(s, client, session.refresh), control=alive)
