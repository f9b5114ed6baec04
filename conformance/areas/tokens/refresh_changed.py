"""Refresh tokens that are changed a little, in any of their parts: none of them was issued."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.flows.tokens import refresh, rotate
from conformance.kit.opaque import ALTERATIONS, PARTS
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Session
from conformance.strategies import passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.tokens import places

ANY_PART = st.sampled_from(PARTS)
SHORT = 20  # characters: a shorter token has no distinguishable parts


def _session(s: Scenario, password: str) -> Session:
    client = s.client(s.pool(), ExplicitAuthFlows=PASSWORD_CLIENT)
    session = s.sign_in(client, s.user(client.pool, password=password))
    if len(session.refresh) < SHORT or not session.refresh.isascii():
        s.exclude(f"the refresh token has {len(session.refresh)} characters")
    return session


def _refused(s: Scenario, requirement: str, session: Session, changed: str, send: Callable[[str], Exchange]) -> None:
    if changed == session.refresh:
        s.exclude("this change leaves the token the same")
    s.refused(requirement, send(changed), control=lambda: send(session.refresh))


@prop("REFRESH-019", part=ANY_PART, place=places(), password=passwords())
def test_at_initiate_auth(s: Scenario, part: str, place: int, password: str) -> None:
    """InitiateAuth with a token in which one character of one part is changed."""
    session = _session(s, password)
    changed = s.compute("opaque.with_bit_changed", session.refresh, part, place)
    _refused(s, "REFRESH-019", session, changed, partial(refresh, s, session.client))


@prop("REFRESH-032", how=st.sampled_from(ALTERATIONS), place=places(), password=passwords())
def test_altered(s: Scenario, how: str, place: int, password: str) -> None:
    """InitiateAuth with a token that is shorter, longer, or has its parts in another order."""
    session = _session(s, password)
    changed = s.compute("opaque.altered_token", session.refresh, how, place)
    _refused(s, "REFRESH-032", session, changed, partial(refresh, s, session.client))


@prop("REFRESH-033", part=ANY_PART, place=places(), password=passwords())
def test_at_get_tokens_from_refresh_token(s: Scenario, part: str, place: int, password: str) -> None:
    """GetTokensFromRefreshToken with a changed token."""
    session = _session(s, password)
    changed = s.compute("opaque.with_bit_changed", session.refresh, part, place)
    _refused(s, "REFRESH-033", session, changed, partial(rotate, s, session.client))


@prop("REFRESH-034", part=ANY_PART, place=places(), password=passwords())
def test_at_admin_initiate_auth(s: Scenario, part: str, place: int, password: str) -> None:
    """AdminInitiateAuth with a changed token."""
    session = _session(s, password)
    changed = s.compute("opaque.with_bit_changed", session.refresh, part, place)
    _refused(s, "REFRESH-034", session, changed, partial(refresh, s, session.client, flow="admin REFRESH_TOKEN_AUTH"))
