"""/oauth2/revoke: which tokens end, which stay valid, and which requests are refused.

Most refresh tokens come from the API: they work here as well.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.hosted_sign_in import basic_of, refresh_at_endpoint, web_client, web_pool, web_tokens, web_user
from conformance.flows.tokens import REFRESH_FLOWS, refresh
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Session
from conformance.strategies import names, passwords
from conformance.strategies.clients import OTHER_CLIENT
from conformance.strategies.scopes import scope_lists, words_for_pkce
from conformance.strategies.tokens import garbage_tokens, secrets

REVOCABLE: dict[str, Any] = {"EnableTokenRevocation": True}


def _is_200(answer: Exchange) -> Difference | None:
    return None if answer.status == 200 else Difference("status", "status 200", f"status {answer.status}")


@check("OREVOKE-001")
def public_client(answer: Exchange) -> Difference | None:
    """The status is 200."""
    return _is_200(answer)


@check("OREVOKE-002")
def empty_body(answer: Exchange) -> Difference | None:
    """The body is empty."""
    return None if not answer.body else Difference("body", "an empty body", repr(answer.body[:60]))


@check("OREVOKE-007")
def again(answer: Exchange) -> Difference | None:
    """The status is 200."""
    return _is_200(answer)


@check("OREVOKE-008")
def unknown(answer: Exchange) -> Difference | None:
    """The status is 200."""
    return _is_200(answer)


@check("OREVOKE-012")
def status_of_wrong_secret(answer: Exchange) -> Difference | None:
    """The status is 401."""
    return None if answer.status == 401 else Difference("status", "status 401", f"status {answer.status}")


@check("OREVOKE-015")
def status_of_refusal(answer: Exchange) -> Difference | None:
    """The status is 400."""
    return None if answer.status == 400 else Difference("status", "status 400", f"status {answer.status}")


@check("OREVOKE-016")
def with_secret(answer: Exchange) -> Difference | None:
    """The status is 200."""
    return _is_200(answer)


@check("OREVOKE-019")
def of_hosted_ui(answer: Exchange, refreshed: Exchange) -> Difference | None:
    """The status is 200, and the refresh token is refused afterwards."""
    if found := _is_200(answer):
        return found
    return Difference("alive", "the refresh token is refused", "it gives tokens") if refreshed.ok else None


def revoke(
    s: Scenario, client: Client, token: str | None, *, client_id: str | None = None, headers: Any = None
) -> Exchange:
    """POST /oauth2/revoke, not judged; ends the example if there is no OAuth 2.0 endpoint.

    ``client_id`` is in the form for a public client alone, as documented.
    """
    form = {"token": token, "client_id": client_id or (client.id if client.secret is None else None)}
    url = s.hosted(client.pool).url("/oauth2/revoke")
    answer = s.request("POST", url, form=form, headers=headers or basic_of(s, client))
    if answer.get("__type") is not None:
        s.lack(f"the API answers at /oauth2/revoke: {answer.get('__type')}")
    return answer


def _session(s: Scenario, base: str, password: str, **more: Any) -> Session:
    pool = web_pool(s)
    client = web_client(s, pool, **(REVOCABLE | more))
    return s.sign_in(client, s.user(pool, username=s.name(base), password=password))


@prop("OREVOKE-001", "OREVOKE-002", "OREVOKE-007", base=names(), password=passwords())
def test_public_client(s: Scenario, base: str, password: str) -> None:
    """A refresh token is revoked twice."""
    session = _session(s, base, password)
    answer = s.accepted("OREVOKE-001", revoke(s, session.client, session.refresh))
    s.check("OREVOKE-001", answer)
    s.check("OREVOKE-002", answer)
    s.check("OREVOKE-007", revoke(s, session.client, session.refresh))


@prop("OREVOKE-003", plain=("devices",), base=names(), password=passwords())
def test_dead_at_token_endpoint(s: Scenario, base: str, password: str) -> None:
    """A revoked refresh token at the token endpoint, which accepted it before."""
    session = _session(s, base, password)
    alive = s.need(refresh_at_endpoint(s, session.client, session.refresh), "REFRESH-001")
    s.need(revoke(s, session.client, session.refresh), "OREVOKE-001")
    s.refused("OREVOKE-003", refresh_at_endpoint(s, session.client, session.refresh), control=alive)


@prop("OREVOKE-004", base=names(), password=passwords(), refresh_flow=st.sampled_from(REFRESH_FLOWS))
def test_dead_at_api(s: Scenario, base: str, password: str, refresh_flow: str) -> None:
    """A revoked refresh token in a refresh through the API, which accepted it before."""
    session = _session(s, base, password)
    alive = s.need(refresh(s, session.client, session.refresh, flow=refresh_flow), "REFRESH-001")
    s.need(revoke(s, session.client, session.refresh), "OREVOKE-001")
    s.refused("OREVOKE-004", refresh(s, session.client, session.refresh, flow=refresh_flow), control=alive)


@prop("OREVOKE-005", base=names(), password=passwords())
def test_access_token(s: Scenario, base: str, password: str) -> None:
    """GetUser with the access token of a revoked sign-in, which it accepted before."""
    session = _session(s, base, password)
    alive = s.must("GetUser", AccessToken=session.access, signed=False)
    s.need(revoke(s, session.client, session.refresh), "OREVOKE-001")
    s.refused("OREVOKE-005", s.call("GetUser", AccessToken=session.access, signed=False), control=alive)


@prop("OREVOKE-006", base=names(), password=passwords(), first=st.booleans())
def test_other_sign_in(s: Scenario, base: str, password: str, first: bool) -> None:
    """Two sign-ins of one user; the first or the second is revoked."""
    one = _session(s, base, password)
    two = s.sign_in(one.client, one.user)
    ended, other = (one, two) if first else (two, one)
    s.need(revoke(s, one.client, ended.refresh), "OREVOKE-001")
    former = refresh(s, one.client, ended.refresh)
    if former.ok:
        s.end("OREVOKE-004", "nothing was revoked", former)
    s.accepted("OREVOKE-006", refresh(s, one.client, other.refresh))


@prop("OREVOKE-008", base=names(), password=passwords(), text=garbage_tokens())
def test_unknown_token(s: Scenario, base: str, password: str, text: str) -> None:
    """Any text as the token; the right token is then revoked."""
    session = _session(s, base, password)
    answer = revoke(s, session.client, text)
    s.need(revoke(s, session.client, session.refresh), "OREVOKE-001")
    s.check("OREVOKE-008", answer)


@prop("OREVOKE-009", "OREVOKE-010", "OREVOKE-015", base=names(), password=passwords(), access_first=st.booleans())
def test_other_tokens(s: Scenario, base: str, password: str, access_first: bool) -> None:
    """The access token and the ID token, in either order, before the refresh token has its answer."""
    session = _session(s, base, password)
    tried = [("OREVOKE-009", session.access), ("OREVOKE-010", session.id)]
    attempts = [(named, revoke(s, session.client, token)) for named, token in tried[:: 1 if access_first else -1]]
    right = revoke(s, session.client, session.refresh)
    for named, attempt in attempts:
        s.refused(named, attempt, control=right)
    for named, attempt in attempts:
        if named == "OREVOKE-009" and attempt.ok:
            s.end("OREVOKE-009", "there is no refusal to judge", attempt)
        if named == "OREVOKE-009":
            s.check("OREVOKE-015", attempt)


@prop(
    "OREVOKE-011", "OREVOKE-012", "OREVOKE-017", plain=("devices",), base=names(), password=passwords(), wrong=secrets()
)
def test_wrong_secret(s: Scenario, base: str, password: str, wrong: str) -> None:
    """A wrong secret; the right one is accepted."""
    session = _session(s, base, password, GenerateSecret=True)
    client = session.client
    attempt = revoke(s, client, session.refresh, headers={"Authorization": s.compute("oauth.basic", client.id, wrong)})
    refreshed = refresh_at_endpoint(s, client, session.refresh)
    refused = s.refused("OREVOKE-011", attempt, control=lambda: revoke(s, client, session.refresh))
    if attempt.ok:
        s.end("OREVOKE-011", "there is no refusal to judge", attempt)
    s.check("OREVOKE-012", attempt)
    if refused.as_stated:
        s.accepted("OREVOKE-017", refreshed)


@prop("OREVOKE-013", "OREVOKE-015", base=names(), password=passwords(), empty=st.booleans())
def test_no_token(s: Scenario, base: str, password: str, empty: bool) -> None:
    """A request without a token or with an empty one; with a token it is accepted."""
    session = _session(s, base, password)
    attempt = revoke(s, session.client, "" if empty else None)
    s.refused("OREVOKE-013", attempt, control=lambda: revoke(s, session.client, session.refresh))
    if attempt.ok:
        s.end("OREVOKE-013", "there is no refusal to judge", attempt)
    s.check("OREVOKE-015", attempt)


@prop("OREVOKE-014", "OREVOKE-015", base=names(), password=passwords())
def test_revocation_disabled(s: Scenario, base: str, password: str) -> None:
    """A client without EnableTokenRevocation, and one of the same pool with it."""
    session = _session(s, base, password, EnableTokenRevocation=False)
    client = web_client(s, session.client.pool, **REVOCABLE)
    attempt = revoke(s, session.client, session.refresh)
    s.refused("OREVOKE-014", attempt, control=lambda: revoke(s, client, s.sign_in(client, session.user).refresh))
    if attempt.ok:
        s.end("OREVOKE-014", "there is no refusal to judge", attempt)
    s.check("OREVOKE-015", attempt)


@prop("OREVOKE-016", base=names(), password=passwords())
def test_with_secret(s: Scenario, base: str, password: str) -> None:
    """Basic authentication."""
    session = _session(s, base, password, GenerateSecret=True)
    answer = s.accepted("OREVOKE-016", revoke(s, session.client, session.refresh))
    s.check("OREVOKE-016", answer)


@prop("OREVOKE-018", base=names(), password=passwords())
def test_other_client(s: Scenario, base: str, password: str) -> None:
    """A token stays valid whatever another client's request is answered; its own client revokes it."""
    session = _session(s, base, password)
    other = web_client(s, session.client.pool, ExplicitAuthFlows=OTHER_CLIENT, **REVOCABLE)
    revoke(s, other, session.refresh)
    refreshed = refresh(s, session.client, session.refresh)
    s.need(revoke(s, session.client, session.refresh), "OREVOKE-001")
    former = refresh(s, session.client, session.refresh)
    if former.ok:
        s.end("OREVOKE-004", "its own client cannot end it either", former)
    s.accepted("OREVOKE-018", refreshed)


@prop("OREVOKE-019", base=names(), word=words_for_pkce(), scopes=scope_lists())
def test_hosted_sign_in(s: Scenario, base: str, word: str, scopes: list[str]) -> None:
    """A refresh token from an authorization code, which gave tokens before."""
    pool = web_pool(s)
    client = web_client(s, pool, **REVOCABLE)
    answer = web_tokens(s, client, web_user(s, pool, base), " ".join(scopes), word)
    token = answer.text("refresh_token")
    s.need(refresh_at_endpoint(s, client, token), "REFRESH-001")
    revoked = s.accepted("OREVOKE-019", revoke(s, client, token))
    s.check("OREVOKE-019", revoked, refresh_at_endpoint(s, client, token))
