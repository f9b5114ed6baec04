"""Lifetimes that an app client may set: of tokens in each unit, of sessions, of the grace after a rotation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.clients import tried_client
from conformance.scenario import Scenario, prop
from conformance.strategies.clients import BRIEF_TOKENS, BRIEF_UNITS
from conformance.strategies.configurations import resource_names
from conformance.strategies.durations import SECONDS
from conformance.strategies.malformed import words

# The smallest and the largest value by unit.
SHORT_BOUNDS = {"seconds": (300, 86400), "minutes": (5, 1440), "hours": (1, 24), "days": (1, 1)}
LONG_BOUNDS = {"seconds": (3600, 315360000), "minutes": (60, 5256000), "hours": (1, 87600), "days": (1, 3650)}
UNITS = st.sampled_from(sorted(SECONDS))
# No other token outlives the refresh token.


def _outside(bounds: Mapping[str, tuple[int, int]], unit: str, *, below: bool, distance: int) -> tuple[str, int, int]:
    """A unit, a value outside its bounds and the bound; in hours and days only 0 is below."""
    unit = "minutes" if below and bounds[unit][0] == 1 else unit
    least, most = bounds[unit]
    return (unit, 1 + distance % (least - 1), least) if below else (unit, most + distance, most)


@prop("CLIENT-035", "CLIENT-036", unit=UNITS, below=st.booleans(), distance=st.integers(1, 1000))
def test_short_tokens(s: Scenario, unit: str, below: bool, distance: int) -> None:
    """Validity of access and ID tokens beyond five minutes and a day; the bounds are accepted."""
    unit, value, bound = _outside(SHORT_BOUNDS, unit, below=below, distance=distance)

    def attempt(token: str, chosen: int) -> Exchange:
        return tried_client(s, s.pool(), **{f"{token}Validity": chosen}, TokenValidityUnits={token: unit})

    for requirement, token in (("CLIENT-035", "AccessToken"), ("CLIENT-036", "IdToken")):
        s.refused(requirement, attempt(token, value), control=partial(attempt, token, bound))


@prop("CLIENT-038", unit=UNITS, below=st.booleans(), distance=st.integers(1, 1000))
def test_refresh_token(s: Scenario, unit: str, below: bool, distance: int) -> None:
    """Validity of refresh tokens beyond an hour and ten years; the bounds are accepted."""
    unit, value, bound = _outside(LONG_BOUNDS, unit, below=below, distance=distance)

    def attempt(chosen: int) -> Exchange:
        units = BRIEF_UNITS | {"RefreshToken": unit}
        return tried_client(s, s.pool(), **BRIEF_TOKENS, RefreshTokenValidity=chosen, TokenValidityUnits=units)

    s.refused("CLIENT-038", attempt(value), control=lambda: attempt(bound))


@prop(
    "CLIENT-092",
    token=st.sampled_from(("AccessToken", "IdToken", "RefreshToken")),
    unit=UNITS,
    below=st.booleans(),
    distance=st.integers(1, 1000),
)
def test_update(s: Scenario, token: str, unit: str, below: bool, distance: int) -> None:
    """The same beyond the bounds in an update; the bounds are accepted.

    Too many seconds would be a number that the API model does not allow, which has another text.
    """
    unit = "minutes" if unit == "seconds" and not below else unit
    refresh = token == "RefreshToken"
    unit, value, bound = _outside(LONG_BOUNDS if refresh else SHORT_BOUNDS, unit, below=below, distance=distance)
    client = s.own_client(s.pool())
    others: dict[str, Any] = BRIEF_TOKENS if refresh else {}
    units = (BRIEF_UNITS if refresh else {}) | {token: unit}

    def attempt(chosen: int) -> Exchange:
        lifetimes: dict[str, Any] = others | {f"{token}Validity": chosen, "TokenValidityUnits": units}
        return s.call("UpdateUserPoolClient", UserPoolId=client.pool.id, ClientId=client.id, **lifetimes)

    s.refused("CLIENT-092", attempt(value), control=lambda: attempt(bound))


@prop("CLIENT-037", token=st.sampled_from(("AccessToken", "IdToken", "RefreshToken")), unit=words(), right=UNITS)
def test_unknown_unit(s: Scenario, token: str, unit: str, right: str) -> None:
    """A unit that does not exist; those that do are accepted."""

    def attempt(chosen: str) -> Exchange:
        return tried_client(
            s,
            s.pool(),
            **{f"{token}Validity": LONG_BOUNDS[right][0] if token == "RefreshToken" else SHORT_BOUNDS[right][0]},
            TokenValidityUnits=BRIEF_UNITS | {token: chosen},
            **{f"{name}Validity": 5 for name in BRIEF_UNITS if name != token},
        )

    s.refused("CLIENT-037", attempt(unit), control=lambda: attempt(right))


@check("CLIENT-039")
def thirty_days(answer: Exchange) -> Difference | None:
    """RefreshTokenValidity is 30 (days)."""
    return members_differ(answer.get("UserPoolClient"), {"RefreshTokenValidity": 30}, "UserPoolClient")


@prop("CLIENT-039", base=resource_names(), by_update=st.booleans())
def test_refresh_zero(s: Scenario, base: str, by_update: bool) -> None:
    """RefreshTokenValidity 0 at creation and at an update."""
    pool, name = s.pool(), f"{s.resource_name()}{base}"
    client = s.own_client(pool, ClientName=name, RefreshTokenValidity=7 if by_update else 0)
    if by_update:
        s.must(
            "UpdateUserPoolClient", blame="CLIENT-017", UserPoolId=pool.id, ClientId=client.id, RefreshTokenValidity=0
        )
    s.check("CLIENT-039", s.must("DescribeUserPoolClient", UserPoolId=pool.id, ClientId=client.id))


@check("CLIENT-041")
def validities_shown(answer: Exchange, values: Mapping[str, Any], units: Mapping[str, Any]) -> Difference | None:
    """Numbers and units as they were given."""
    return members_differ(answer.get("UserPoolClient"), values, "UserPoolClient") or members_differ(
        answer.get("UserPoolClient.TokenValidityUnits"), units, "TokenValidityUnits"
    )


@prop("CLIENT-041", access=UNITS, identity=UNITS, refresh=UNITS, part=st.floats(0, 1))
def test_validities_kept(s: Scenario, access: str, identity: str, refresh: str, part: float) -> None:
    """Lifetimes within their bounds, in all units."""

    def between(bounds: Mapping[str, tuple[int, int]], unit: str) -> int:
        least, most = bounds[unit]
        return least + int((most - least) * part)

    values = {
        "AccessTokenValidity": between(SHORT_BOUNDS, access),
        "IdTokenValidity": between(SHORT_BOUNDS, identity),
        # At least two days, so that no other token outlives it.
        "RefreshTokenValidity": max(between(LONG_BOUNDS, refresh), 2 * 86400 // SECONDS[refresh]),
    }
    units = {"AccessToken": access, "IdToken": identity, "RefreshToken": refresh}
    pool = s.pool()
    client = s.own_client(pool, **values, TokenValidityUnits=units)
    answer = s.must("DescribeUserPoolClient", UserPoolId=pool.id, ClientId=client.id)
    s.check("CLIENT-041", answer, values=values, units=units)


@prop("CLIENT-040", minutes=st.one_of(st.integers(0, 2), st.integers(16, 500)), base=resource_names())
def test_session_validity(s: Scenario, minutes: int, base: str) -> None:
    """AuthSessionValidity beyond 3 and 15 minutes; the bounds are accepted."""
    pool, name = s.pool(), f"{s.resource_name()}{base}"

    def attempt(chosen: int) -> Exchange:
        return tried_client(s, pool, ClientName=name, AuthSessionValidity=chosen)

    s.refused("CLIENT-040", attempt(minutes), control=lambda: attempt(3 if minutes < 3 else 15))


@prop("CLIENT-047", seconds=st.one_of(st.integers(-50, -1), st.integers(61, 5000)), base=resource_names())
def test_grace_period(s: Scenario, seconds: int, base: str) -> None:
    """RetryGracePeriodSeconds beyond 0 and 60; the bounds are accepted."""
    pool, name = s.pool(), f"{s.resource_name()}{base}"

    def attempt(chosen: int) -> Exchange:
        rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": chosen}
        return tried_client(
            s, pool, ClientName=name, RefreshTokenRotation=rotation, ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"]
        )

    s.refused("CLIENT-047", attempt(seconds), control=lambda: attempt(0 if seconds < 0 else 60))
