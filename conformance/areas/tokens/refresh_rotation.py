"""Refresh token rotation: chains, reuse, grace periods, forks, revocation inside a chain, lifetimes."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.tokens import refresh, rotate
from conformance.kit.reading import TOKENS, claims_in, token_in
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Session
from conformance.strategies import names, passwords
from conformance.strategies.tokens import garbage_tokens, in_seconds, validities

LONGEST_GRACE = 60
FIVE_DAYS = 432_000
GRACES = st.sampled_from((0, 10, LONGEST_GRACE))


@check("ROTATE-002")
def new_refresh_token(rotated: Exchange, sent: str) -> Difference | None:
    """The answer has all three tokens, and the refresh token is a new one."""
    for name in (*TOKENS, "RefreshToken"):
        if not token_in(rotated, name):
            return Difference("token-missing", "AccessToken, IdToken and RefreshToken", f"without {name}")
    if token_in(rotated, "RefreshToken") == sent:
        return Difference("same-refresh-token", "a RefreshToken that differs from the one sent", "the same")
    return None


@check("ROTATE-007")
def another_child(first: Exchange, second: Exchange) -> Difference | None:
    """A replay inside the grace period is answered with a refresh token of its own."""
    if not second.ok:
        return Difference(f"refused-{second.code}", "accepted in the grace period", f"{second.code}: {second.message}")
    if not token_in(second, "RefreshToken"):
        return Difference("token-missing", "a RefreshToken", "none")
    if token_in(second, "RefreshToken") == token_in(first, "RefreshToken"):
        return Difference("same-child", "another RefreshToken than the first exchange gave", "the same")
    return None


@check("ROTATE-016")
def jti_and_origin_jti(signed_in: Exchange, rotated: Exchange) -> Difference | None:
    """Both tokens carry both claims, before and after."""
    for answer in (signed_in, rotated):
        for name in TOKENS:
            for claim in ("jti", "origin_jti"):
                if not isinstance(claims_in(answer, name).get(claim), str):
                    return Difference(f"no-{claim.replace('_', '-')}", f"{claim} in the {name}", "none")
    return None


@check("ROTATE-017")
def auth_time_stays(signed_in: Exchange, rotated: Exchange) -> Difference | None:
    """auth_time is the same before and after the rotation, in both tokens."""
    for name in TOKENS:
        old, new = claims_in(signed_in, name).get("auth_time"), claims_in(rotated, name).get("auth_time")
        if old is None or old != new:
            return Difference("auth-time-changed", f"auth_time of the {name} stays {old!r}", f"{new!r}")
    return None


@check("ROTATE-019")
def no_refresh_token(refreshed: Exchange) -> Difference | None:
    """The answer has no RefreshToken."""
    for name in TOKENS:
        if not token_in(refreshed, name):
            return Difference("token-missing", "AccessToken and IdToken", f"without {name}")
    if token_in(refreshed, "RefreshToken"):
        return Difference("refresh-token-returned", "no RefreshToken", "a RefreshToken")
    return None


def _rotating(s: Scenario, grace: int = 0) -> Client:
    return s.client(
        s.pool(),
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": grace},
    )


def _session(s: Scenario, client: Client, password: str, base: str = "user") -> Session:
    return s.sign_in(client, s.user(client.pool, password=password, username=s.name(base)))


def _chain(s: Scenario, session: Session, length: int) -> list[str]:
    """The refresh tokens of a session that was rotated ``length`` times, oldest first."""
    chain = [session.refresh]
    for _ in range(length):
        rotated = s.need(rotate(s, session.client, chain[-1]), "ROTATE-001")
        following = token_in(rotated, "RefreshToken")
        if not following or following == chain[-1]:
            s.end("ROTATE-002", "rotation gave no new refresh token", rotated)
        chain.append(following)
    return chain


@prop("ROTATE-001", "ROTATE-002", "ROTATE-003", "ROTATE-016", password=passwords(), base=names(), grace=GRACES)
def test_rotation(s: Scenario, password: str, base: str, grace: int) -> None:
    """Each exchange gives a new refresh token, which is good for the next."""
    session = _session(s, _rotating(s, grace), password, base)
    rotated = s.accepted("ROTATE-001", rotate(s, session.client, session.refresh))
    s.check("ROTATE-002", rotated, sent=session.refresh)
    s.check("ROTATE-016", session.exchange, rotated)
    following = token_in(rotated, "RefreshToken")
    if not following or following == session.refresh:
        s.end("ROTATE-002", "rotation gave no new refresh token", rotated)
    s.accepted("ROTATE-003", rotate(s, session.client, following))


@prop("ROTATE-004", "ROTATE-006", password=passwords(), length=st.integers(1, 3), place=st.integers(0, 2))
def test_reuse(s: Scenario, password: str, length: int, place: int) -> None:
    """Without a grace period a rotated-out token is refused, and the session goes on with the newest."""
    session = _session(s, _rotating(s), password)
    chain = _chain(s, session, length)
    reuse = rotate(s, session.client, chain[place % length])
    newest = rotate(s, session.client, chain[-1])
    refused = s.refused("ROTATE-004", reuse, control=newest)
    if refused.as_stated:
        s.accepted("ROTATE-006", newest)


@prop("ROTATE-007", "ROTATE-009", password=passwords(), base=names())
def test_replay_in_grace(s: Scenario, password: str, base: str) -> None:
    """A replay inside the grace period succeeds, and the token it gives is the one that stays valid."""
    session = _session(s, _rotating(s, LONGEST_GRACE), password, base)
    first = s.need(rotate(s, session.client, session.refresh), "ROTATE-001")
    if token_in(first, "RefreshToken") in ("", session.refresh):
        s.end("ROTATE-002", "rotation gave no new refresh token", first)
    second = rotate(s, session.client, session.refresh)
    if second.outcome == "indeterminate":
        s.need(second, "ROTATE-007")
    if not s.check("ROTATE-007", first, second):
        s.end("ROTATE-007", "there is no fork")
    s.accepted("ROTATE-009", rotate(s, session.client, token_in(second, "RefreshToken")))


@prop("ROTATE-008", password=passwords(), base=names())
def test_fork(s: Scenario, password: str, base: str) -> None:
    """The token that the first use gave is refused after the replay."""
    session = _session(s, _rotating(s, LONGEST_GRACE), password, base)
    first = s.need(rotate(s, session.client, session.refresh), "ROTATE-001")
    second = s.need(rotate(s, session.client, session.refresh), "ROTATE-007")
    older, newer = token_in(first, "RefreshToken"), token_in(second, "RefreshToken")
    if not older or not newer or older == newer:
        s.end("ROTATE-007", "there is no fork", second)
    attempt = rotate(s, session.client, older)
    s.refused("ROTATE-008", attempt, control=lambda: rotate(s, session.client, newer))


@prop("ROTATE-010", password=passwords(), grace=st.sampled_from((10, 30, 60)), over=st.integers(5, 600))
def test_grace_is_over(s: Scenario, password: str, grace: int, over: int) -> None:
    """After the grace period the replay is refused that was accepted within it."""
    session = _session(s, _rotating(s, grace), password)
    _chain(s, session, 1)
    inside = s.need(rotate(s, session.client, session.refresh), "ROTATE-007")
    s.advance(grace + s.soon(over, 5))
    s.refused("ROTATE-010", rotate(s, session.client, session.refresh), control=inside)


@prop("ROTATE-011", password=passwords(), length=st.integers(1, 3))
def test_newest_revoked(s: Scenario, password: str, length: int) -> None:
    """The newest token is refused once revoked; that of another chain is accepted."""
    client = _rotating(s)
    session = _session(s, client, password)
    other = s.sign_in(client, session.user)
    revoked, alive = _chain(s, session, length)[-1], _chain(s, other, length)[-1]
    s.must("RevokeToken", blame="REVOKE-001", ClientId=client.id, Token=revoked)
    s.refused("ROTATE-011", rotate(s, client, revoked), control=lambda: rotate(s, client, alive))


@prop("ROTATE-012", password=passwords(), length=st.integers(1, 3))
def test_original_revoked(s: Scenario, password: str, length: int) -> None:
    """Revoking the sign-in's token, long rotated out, also revokes the newest one."""
    client = _rotating(s)
    session = _session(s, client, password)
    other = s.sign_in(client, session.user)
    chain, alive = _chain(s, session, length), _chain(s, other, length)[-1]
    s.must("RevokeToken", blame="REVOKE-001", ClientId=client.id, Token=chain[0])
    s.refused("ROTATE-012", rotate(s, client, chain[-1]), control=lambda: rotate(s, client, alive))


@prop("ROTATE-013", password=passwords(), length=st.integers(2, 4), place=st.integers(0, 2))
def test_middle_revoked(s: Scenario, password: str, length: int, place: int) -> None:
    """Revoking a token from the middle of the chain revokes no other."""
    session = _session(s, _rotating(s), password)
    chain = _chain(s, session, length)
    middle = chain[1 + place % (length - 1)]
    s.must("RevokeToken", blame="REVOKE-001", ClientId=session.client.id, Token=middle)
    s.accepted("ROTATE-013", rotate(s, session.client, chain[-1]))


@prop("ROTATE-014", "ROTATE-015", password=passwords(), validity=validities(7200, FIVE_DAYS), at=st.integers(10, 90))
def test_remaining_lifetime(s: Scenario, password: str, validity: tuple[int, str], at: int) -> None:
    """A token rotated after a part of the lifetime ends when the sign-in's token would have ended."""
    client = s.own_client(
        s.pool(),
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenValidity=validity[0],
        TokenValidityUnits={"RefreshToken": validity[1]},
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
    )
    session = _session(s, client, password)
    lifetime = in_seconds(validity)
    passed = lifetime * at // 100
    s.advance(passed)
    newest = _chain(s, session, 1)[-1]
    later = s.sign_in(client, session.user)  # its token outlives the other
    s.advance(lifetime - passed - 60)
    before_end = s.accepted("ROTATE-015", rotate(s, client, newest))
    last = token_in(before_end, "RefreshToken") or newest
    s.advance(120)
    s.refused("ROTATE-014", rotate(s, client, last), control=lambda: rotate(s, client, later.refresh))


@prop("ROTATE-017", password=passwords(), pause=st.integers(2, 29 * 86_400))
def test_rotation_later(s: Scenario, password: str, pause: int) -> None:
    """However much later the rotation is, auth_time is that of the sign-in."""
    session = _session(s, _rotating(s), password)
    s.let_pass(pause)
    rotated = s.need(rotate(s, session.client, session.refresh), "ROTATE-001")
    s.check("ROTATE-017", session.exchange, rotated)


@prop("ROTATE-018", password=passwords(), base=names())
def test_refresh_flow(s: Scenario, password: str, base: str) -> None:
    """The old flow is closed on a rotating client."""
    session = _session(s, _rotating(s), password, base)
    attempt = refresh(s, session.client, session.refresh)
    s.refused("ROTATE-018", attempt, control=lambda: rotate(s, session.client, session.refresh))


@prop("ROTATE-019", password=passwords(), base=names())
def test_rotation_switched_off(s: Scenario, password: str, base: str) -> None:
    """With Feature DISABLED nothing rotates."""
    client = s.client(
        s.pool(),
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        RefreshTokenRotation={"Feature": "DISABLED"},
    )
    session = _session(s, client, password, base)
    s.check("ROTATE-019", s.need(rotate(s, client, session.refresh), "REFRESH-006"))


@prop("ROTATE-020", garbage=garbage_tokens(), grace=GRACES)
def test_garbage(s: Scenario, garbage: str, grace: int) -> None:
    """An arbitrary string rotates nothing."""
    session = _session(s, _rotating(s, grace), "Correct-Horse7")
    attempt = rotate(s, session.client, garbage)
    s.refused("ROTATE-020", attempt, control=lambda: rotate(s, session.client, session.refresh))
