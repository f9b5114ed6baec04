"""RevokeToken: which tokens end with a refresh token, which do not, and who may revoke it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.tokens import REFRESH_FLOWS, need_jwt, refresh
from conformance.kit.reading import token_in
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Session, User
from conformance.strategies import names, passwords
from conformance.strategies.clients import OTHER_CLIENT, PASSWORD_CLIENT
from conformance.strategies.tokens import places, secrets


@check("REVOKE-018")
def still_refreshes(refreshed: Exchange) -> Difference | None:
    """A refresh with the token is still accepted."""
    if refreshed.ok:
        return None
    return Difference("revoked", "the refresh token is still accepted", f"{refreshed.code}: {refreshed.message}")


def _client(s: Scenario) -> Client:
    return s.client(s.pool(), ExplicitAuthFlows=PASSWORD_CLIENT)


def _secret_client(s: Scenario) -> Client:
    return s.client(s.pool(), ExplicitAuthFlows=PASSWORD_CLIENT, GenerateSecret=True)


def _user(s: Scenario, password: str, base: str = "user") -> User:
    return s.user(s.pool(), password=password, username=s.name(base))


def _session(s: Scenario, password: str, base: str = "user", client: Client | None = None) -> Session:
    return s.sign_in(client or _client(s), _user(s, password, base))


def _revoke(s: Scenario, client: Client, token: str, *, secret: str | None = None) -> Exchange:
    more: dict[str, Any] = {"ClientSecret": secret} if secret else {}
    return s.call("RevokeToken", ClientId=client.id, Token=token, **more)


def _get_user(s: Scenario, token: str) -> Exchange:
    return s.call("GetUser", AccessToken=token)


@prop("REVOKE-001", "REVOKE-002", password=passwords(), base=names(), refresh_flow=st.sampled_from(REFRESH_FLOWS))
def test_refresh_token(s: Scenario, password: str, base: str, refresh_flow: str) -> None:
    """The refresh token worked before, and not after."""
    session = _session(s, password, base)
    alive = s.need(refresh(s, session.client, session.refresh, flow=refresh_flow), "REFRESH-001")
    s.accepted("REVOKE-001", _revoke(s, session.client, session.refresh))
    s.refused("REVOKE-002", refresh(s, session.client, session.refresh, flow=refresh_flow), control=alive)


@prop("REVOKE-004", "REVOKE-005", password=passwords(), base=names())
def test_access_tokens(s: Scenario, password: str, base: str) -> None:
    """The access tokens of the session, first and refreshed, worked before, and not after."""
    session = _session(s, password, base)
    first = s.need(_get_user(s, session.access), "ACCESS-001")
    refreshed = s.need(refresh(s, session.client, session.refresh), "REFRESH-001")
    newer = token_in(refreshed, "AccessToken") or "none"
    second = s.need(_get_user(s, newer), "REFRESH-029")
    s.need(_revoke(s, session.client, session.refresh), "REVOKE-001")
    s.refused("REVOKE-004", _get_user(s, session.access), control=first)
    s.refused("REVOKE-005", _get_user(s, newer), control=second)


@prop("REVOKE-006", "REVOKE-007", password=passwords(), elsewhere=st.booleans(), later=st.booleans())
def test_other_sessions(s: Scenario, password: str, elsewhere: bool, later: bool) -> None:
    """The user's other sessions, older or newer, in the same client or another, go on."""
    client, user = _client(s), _user(s, password)
    other_client = s.client(s.pool(), ExplicitAuthFlows=OTHER_CLIENT) if elsewhere else client
    if later:
        session, other = s.sign_in(client, user), s.sign_in(other_client, user)
    else:
        other, session = s.sign_in(other_client, user), s.sign_in(client, user)
    s.need(_revoke(s, client, session.refresh), "REVOKE-001")
    refreshed, access = refresh(s, other_client, other.refresh), _get_user(s, other.access)
    s.accepted("REVOKE-006", refreshed)
    s.accepted("REVOKE-007", access)


@prop("REVOKE-007", password=passwords(), elsewhere=st.booleans())
def test_other_sessions_access_token(s: Scenario, password: str, elsewhere: bool) -> None:
    """The access token of another session works, whether or not its refresh token does."""
    client, user = _client(s), _user(s, password)
    session = s.sign_in(client, user)
    other = s.sign_in(s.client(s.pool(), ExplicitAuthFlows=OTHER_CLIENT) if elsewhere else client, user)
    s.need(_revoke(s, client, session.refresh), "REVOKE-001")
    s.accepted("REVOKE-007", _get_user(s, other.access))


@prop("REVOKE-008", password=passwords(), base=names())
def test_other_users(s: Scenario, password: str, base: str) -> None:
    """Another user's tokens still work."""
    session, other = _session(s, password, base), _session(s, password, base)
    s.need(_revoke(s, session.client, session.refresh), "REVOKE-001")
    access, refreshed = _get_user(s, other.access), refresh(s, other.client, other.refresh)
    s.accepted("REVOKE-008", access)
    s.accepted("REVOKE-008", refreshed)


@prop("REVOKE-009", "REVOKE-010", password=passwords(), base=names())
def test_tokens_verify(s: Scenario, password: str, base: str) -> None:
    """The JWTs still verify with the published keys."""
    session = _session(s, password, base)
    need_jwt(s, session)
    s.need(_revoke(s, session.client, session.refresh), "REVOKE-001")
    jwks = s.need(s.jwks(session.client.pool), "JWT-001")
    now = s.clock()
    s.check("REVOKE-009", session.exchange, jwks, now=now)
    s.check("REVOKE-010", session.exchange, jwks, now=now)


@prop("REVOKE-011", password=passwords(), times=st.integers(1, 3))
def test_repeated(s: Scenario, password: str, times: int) -> None:
    """Revoking again changes nothing and is no error."""
    session = _session(s, password)
    s.need(_revoke(s, session.client, session.refresh), "REVOKE-001")
    for _ in range(times):
        s.accepted("REVOKE-011", _revoke(s, session.client, session.refresh))


@prop("REVOKE-012", password=passwords(), place=places())
def test_never_issued(s: Scenario, password: str, place: int) -> None:
    """A token that was never issued is revoked without an error."""
    session = _session(s, password)
    changed = s.compute("jwt.with_character_changed", session.refresh, place)
    s.accepted("REVOKE-012", _revoke(s, session.client, changed))


@prop("REVOKE-013", password=passwords(), place=places())
def test_changed_copy(s: Scenario, password: str, place: int) -> None:
    """The token stays valid whatever RevokeToken answers to a changed copy."""
    session = _session(s, password)
    changed = s.compute("jwt.with_character_changed", session.refresh, place)
    answer = _revoke(s, session.client, changed)
    if answer.outcome in ("unsupported", "indeterminate"):
        s.need(answer, "REVOKE-001")
    s.accepted("REVOKE-013", refresh(s, session.client, session.refresh))


@prop("REVOKE-014", password=passwords(), base=names())
def test_access_token_given(s: Scenario, password: str, base: str) -> None:
    """Only refresh tokens are revoked."""
    session = _session(s, password, base)
    attempt = _revoke(s, session.client, session.access)
    s.refused("REVOKE-014", attempt, control=lambda: _revoke(s, session.client, session.refresh))


@prop("REVOKE-015", password=passwords(), base=names())
def test_revocation_disabled(s: Scenario, password: str, base: str) -> None:
    """A client without revocation says so; one with it revokes."""
    client = s.client(s.pool(), ExplicitAuthFlows=PASSWORD_CLIENT, EnableTokenRevocation=False)
    user = _user(s, password, base)
    session, other = s.sign_in(client, user), s.sign_in(_client(s), user)
    attempt = _revoke(s, client, session.refresh)
    s.refused("REVOKE-015", attempt, control=lambda: _revoke(s, other.client, other.refresh))


@prop("REVOKE-016", password=passwords(), base=names())
def test_secret(s: Scenario, password: str, base: str) -> None:
    """RevokeToken with the client secret itself."""
    client = _secret_client(s)
    session = _session(s, password, base, client)
    s.accepted("REVOKE-016", _revoke(s, client, session.refresh, secret=client.secret))


@prop("REVOKE-017", password=passwords(), wrong=st.one_of(st.none(), st.just("altered"), secrets()))
def test_wrong_secret(s: Scenario, password: str, wrong: str | None) -> None:
    """Without the secret, or with another, nothing is revoked."""
    client = _secret_client(s)
    session = _session(s, password, client=client)
    secret = s.compute("secret.altered", client.secret or "x") if wrong == "altered" else wrong
    attempt = _revoke(s, client, session.refresh, secret=secret)
    s.refused("REVOKE-017", attempt, control=lambda: _revoke(s, client, session.refresh, secret=client.secret))


@prop("REVOKE-018", password=passwords(), turned=st.booleans())
def test_other_client(s: Scenario, password: str, turned: bool) -> None:
    """The token stays valid whatever RevokeToken answers to another client."""
    issuing, other = _client(s), s.client(s.pool(), ExplicitAuthFlows=OTHER_CLIENT)
    if turned:
        issuing, other = other, issuing
    session = _session(s, password, client=issuing)
    answer = _revoke(s, other, session.refresh)
    if answer.outcome in ("unsupported", "indeterminate"):
        s.need(answer, "REVOKE-001")
    s.check("REVOKE-018", refresh(s, issuing, session.refresh))


@prop("REVOKE-019", password=passwords(), base=names())
def test_disabled_later(s: Scenario, password: str, base: str) -> None:
    """Switching revocation off makes no revoked token valid again."""
    client = s.own_client(s.pool(), ExplicitAuthFlows=PASSWORD_CLIENT)
    user = _user(s, password, base)
    session, other = s.sign_in(client, user), s.sign_in(client, user)
    s.need(_revoke(s, client, session.refresh), "REVOKE-001")
    s.must(
        "UpdateUserPoolClient",
        UserPoolId=client.pool.id,
        ClientId=client.id,
        ExplicitAuthFlows=PASSWORD_CLIENT,
        EnableTokenRevocation=False,
    )
    attempt = refresh(s, client, session.refresh)
    s.refused("REVOKE-019", attempt, control=lambda: refresh(s, client, other.refresh))
