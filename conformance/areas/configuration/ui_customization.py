"""The appearance of the classic hosted pages: style sheets for all clients and for one."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import member_present, members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.lists import settled
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies.malformed import pool_id_endings, unknown_client_ids

SET, GET = "SetUICustomization", "GetUICustomization"
weights = st.integers(1, 999)
all_clients = st.sampled_from(({}, {"ClientId": "ALL"}))  # two ways of writing the same colour


def _css(weight: int) -> str:
    """A style sheet of one rule that the pages know."""
    return f".label-customizable {{font-weight: {weight};}}"


def _pool(s: Scenario) -> Pool:
    """A pool with a domain, whose look is changed again and again."""
    pool = s.pool(UserPoolTags={"for": "looks"})
    s.once(pool, "domain", lambda: _domain(s, pool))
    return pool


def _domain(s: Scenario, pool: Pool) -> str:
    domain = str(s.compute("oauth.domain_for", pool.id))
    s.need(s.call("CreateUserPoolDomain", UserPoolId=pool.id, Domain=domain), "DOMAIN-001")
    settled(
        s,
        lambda: s.call("DescribeUserPoolDomain", Domain=domain),
        lambda answer: answer.get("DomainDescription.Status") == "ACTIVE",
    )
    return domain


def _set(s: Scenario, pool: Pool, css: str, **client: Any) -> Exchange:
    return s.call(SET, UserPoolId=pool.id, CSS=css, **client)


def _get(s: Scenario, pool: Pool, **client: Any) -> Exchange:
    return s.call(GET, UserPoolId=pool.id, **client)


@check("UICUST-001", "UICUST-003", "UICUST-005", "UICUST-006")
def looks_like(answer: Exchange, css: str) -> Difference | None:
    """CSS is the style sheet that was set."""
    return members_differ(answer.get("UICustomization"), {"CSS": css}, "UICustomization")


@check("UICUST-002")
def dated(answer: Exchange) -> Difference | None:
    """A version of the style sheet and both dates."""
    missing = [
        name for name in ("CSSVersion", "CreationDate", "LastModifiedDate") if not answer.get(f"UICustomization.{name}")
    ]
    if missing:
        return Difference(f"without-{missing[0]}", f"{', '.join(missing)} in UICustomization", "it has none")
    return None


@check("UICUST-004")
def looks_like_of(answer: Exchange, css: str, client: str) -> Difference | None:
    """The answer has the client's style sheet and its id."""
    return members_differ(answer.get("UICustomization"), {"CSS": css, "ClientId": client}, "UICustomization")


@check("UICUST-007")
def looks_usual(answer: Exchange) -> Difference | None:
    """UICustomization without a style sheet."""
    return member_present(answer.get("UICustomization"), "CSS", "UICustomization")


@prop("UICUST-001", "UICUST-002", "UICUST-003", weight=weights, setting=all_clients, getting=all_clients)
def test_all_clients(s: Scenario, weight: int, setting: dict[str, str], getting: dict[str, str]) -> None:
    """A style sheet for all clients, and another one."""
    pool, first, second = _pool(s), _css(weight), _css(weight + 1000)
    s.works("UICUST-001", _set(s, pool, first, **setting))
    shown = s.works("UICUST-001", _get(s, pool, **getting))
    s.check("UICUST-001", shown, css=first)
    s.check("UICUST-002", shown)
    s.works("UICUST-003", _set(s, pool, second, **setting))
    s.check("UICUST-003", _get(s, pool, **getting), css=second)


@prop("UICUST-004", "UICUST-005", "UICUST-006", weight=weights, other=weights)
def test_one_client(s: Scenario, weight: int, other: int) -> None:
    """A style sheet for all clients and one for a client, next to a client without."""
    pool = _pool(s)
    mine, plain = s.own_client(pool), s.client(pool, ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"])
    shared, own = _css(weight), _css(other + 1000)
    s.need(_set(s, pool, shared), "UICUST-001")
    s.works("UICUST-004", _set(s, pool, own, ClientId=mine.id))
    s.check("UICUST-004", _get(s, pool, ClientId=mine.id), css=own, client=mine.id)
    s.check("UICUST-005", s.works("UICUST-005", _get(s, pool)), css=shared)
    s.check("UICUST-006", s.works("UICUST-006", _get(s, pool, ClientId=plain.id)), css=shared)


@prop("UICUST-007", getting=all_clients, weight=weights)
def test_usual_look(s: Scenario, getting: dict[str, str], weight: int) -> None:
    """A pool for which nothing was set."""
    pool = s.own_pool(PoolName=s.resource_name(f"look {weight} "))
    s.check("UICUST-007", s.works("UICUST-007", _get(s, pool, **getting)))


@prop("UICUST-008", weight=weights, setting=all_clients)
def test_no_domain(s: Scenario, weight: int, setting: dict[str, str]) -> None:
    """A style sheet in a pool without a domain; in one with a domain it is accepted."""
    attempt = _set(s, s.pool(UserPoolTags={"for": "no looks"}), _css(weight), **setting)
    s.refused("UICUST-008", attempt, control=lambda: _set(s, _pool(s), _css(weight), **setting))


@prop(
    "UICUST-009",
    "UICUST-010",
    "UICUST-011",
    ending=pool_id_endings(),
    client=unknown_client_ids(),
    weight=weights,
)
def test_look_of_nobody(s: Scenario, ending: str, client: str, weight: int) -> None:
    """A client and a pool that do not exist; for those that do each request is accepted."""
    pool, unknown = _pool(s), f"{s.region}_{ending}"
    css: dict[str, Any] = {"CSS": _css(weight)}
    control = _set(s, pool, _css(weight))
    s.refused("UICUST-009", _set(s, pool, _css(weight), ClientId=client), control=control)
    s.refused("UICUST-010", s.call(SET, UserPoolId=unknown, **css), control=control)
    s.refused("UICUST-011", s.call(GET, UserPoolId=unknown), control=lambda: _get(s, pool))
