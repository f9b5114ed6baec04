"""Tracking of user sessions: the settings of pools and clients."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool
from conformance.strategies.configurations import resource_names
from conformance.strategies.malformed import pool_id_endings, words

SET, GET = "SetUserPoolSessionConfiguration", "GetUserPoolSessionConfiguration"
SET_CLIENT, GET_CLIENT = "SetUserPoolClientSessionConfiguration", "GetUserPoolClientSessionConfiguration"
MOST, LONGEST = 100, 129_600  # maximum sessions of a user; minutes
TRACKED = {"UserPoolTags": {"for": "session tracking"}}
switches = st.sampled_from(("ENABLED", "DISABLED"))


def _pool(s: Scenario, **config: Any) -> Pool:
    s.newer(SET, GET, SET_CLIENT, GET_CLIENT)
    return s.pool(**(config or TRACKED))


def _set(s: Scenario, pool: Pool, tracking: str, most: int) -> Exchange:
    return s.call(SET, UserPoolId=pool.id, UserSessionTracking=tracking, TokenSession={"MaxPerUser": most})


def _set_client(s: Scenario, client: Client, minutes: int) -> Exchange:
    named: dict[str, Any] = {"UserPoolId": client.pool.id, "ClientId": client.id}
    return s.call(SET_CLIENT, **named, SSOSession={"MaxValidityMinutes": minutes})


def _get_client(s: Scenario, client: Client) -> Exchange:
    return s.call(GET_CLIENT, UserPoolId=client.pool.id, ClientId=client.id)


@check("TRACK-001", "TRACK-002")
def tracking_shown(answer: Exchange, tracking: str, most: int) -> Difference | None:
    """The answer has the given UserSessionTracking and MaxPerUser."""
    if answer.get("UserSessionTracking") != tracking:
        seen = answer.get("UserSessionTracking")
        return Difference("other-UserSessionTracking", f"UserSessionTracking {tracking}", f"{seen!r}")
    return members_differ(answer.get("TokenSession"), {"MaxPerUser": most}, "TokenSession")


@check("TRACK-007", "TRACK-008")
def reuse_shown(answer: Exchange, minutes: int) -> Difference | None:
    """The answer has the given MaxValidityMinutes."""
    return members_differ(answer.get("SSOSession"), {"MaxValidityMinutes": minutes}, "SSOSession")


@prop("TRACK-001", "TRACK-007", base=resource_names())
def test_nothing_set(s: Scenario, base: str) -> None:
    """A new pool and a new client."""
    s.newer(GET, GET_CLIENT)
    pool = s.own_pool(PoolName=s.resource_name(base))
    s.check("TRACK-001", s.works("TRACK-001", s.call(GET, UserPoolId=pool.id)), tracking="DISABLED", most=20)
    client = s.own_client(pool)
    s.check("TRACK-007", s.works("TRACK-007", _get_client(s, client)), minutes=60)


@prop("TRACK-002", tracking=switches, most=st.sampled_from((1, 2, MOST)) | st.integers(1, MOST))
def test_pool_set(s: Scenario, tracking: str, most: int) -> None:
    """The settings of a pool."""
    pool = _pool(s)
    s.works("TRACK-002", _set(s, pool, tracking, most))
    s.check("TRACK-002", s.works("TRACK-002", s.call(GET, UserPoolId=pool.id)), tracking=tracking, most=most)


@prop("TRACK-003", "TRACK-005", tracking=switches, most=st.just(0) | st.integers(MOST + 1, 5000), wrong=words())
def test_wrong_settings(s: Scenario, tracking: str, most: int, wrong: str) -> None:
    """A number beyond its bounds, and a switch that does not exist; at the bound it is accepted."""
    pool, within = _pool(s), MOST if most else 1
    control = _set(s, pool, tracking, within)
    s.refused("TRACK-003", _set(s, pool, tracking, most), control=control)
    s.refused("TRACK-005", _set(s, pool, wrong.upper(), within), control=control)


@prop("TRACK-004", tracking=switches, most=st.integers(1, MOST))
def test_tracking_in_lite(s: Scenario, tracking: str, most: int) -> None:
    """A pool of the Lite tier; in the Essentials tier it is accepted."""
    attempt = _set(s, _pool(s, UserPoolTier="LITE", **TRACKED), tracking, most)
    s.refused("TRACK-004", attempt, control=lambda: _set(s, _pool(s), tracking, most))


@prop("TRACK-006", ending=pool_id_endings())
def test_tracking_of_an_unknown_pool(s: Scenario, ending: str) -> None:
    """A pool that does not exist; that of one that does is shown."""
    pool = _pool(s)
    attempt = s.call(GET, UserPoolId=f"{s.region}_{ending}")
    s.refused("TRACK-006", attempt, control=lambda: s.call(GET, UserPoolId=pool.id))


def _tracked_client(s: Scenario) -> Client:
    """A client of a pool that tracks sessions."""
    pool = _pool(s, UserPoolTags={"for": "tracked clients"})
    s.once(pool, "tracking", lambda: s.need(_set(s, pool, "ENABLED", 20), "TRACK-002").ok)
    return s.client(pool)


@prop("TRACK-008", minutes=st.sampled_from((0, 1, LONGEST)) | st.integers(0, LONGEST))
def test_client_set(s: Scenario, minutes: int) -> None:
    """The settings of a client."""
    client = _tracked_client(s)
    s.works("TRACK-008", _set_client(s, client, minutes))
    s.check("TRACK-008", s.works("TRACK-008", _get_client(s, client)), minutes=minutes)


@prop("TRACK-009", beyond=st.integers(1, 100_000), bound=st.sampled_from((0, LONGEST)))
def test_long_reuse(s: Scenario, beyond: int, bound: int) -> None:
    """More minutes than there may be; the least and the most are accepted."""
    client = _tracked_client(s)
    s.refused("TRACK-009", _set_client(s, client, LONGEST + beyond), control=lambda: _set_client(s, client, bound))
