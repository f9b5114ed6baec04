"""Threat protection settings of pools and clients, and the history that it keeps of users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies import names
from conformance.strategies.malformed import pool_id_endings, unknown_client_ids, words

SET, GET = "SetRiskConfiguration", "DescribeRiskConfiguration"
HISTORY = "AdminListUserAuthEvents"
EXCEPTIONS, COMPROMISED, TAKEOVER = (
    "RiskExceptionConfiguration",
    "CompromisedCredentialsRiskConfiguration",
    "AccountTakeoverRiskConfiguration",
)
PROTECTED: dict[str, Any] = {
    "UserPoolTier": "PLUS",
    "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"},
    "UserPoolTags": {"for": "risks"},
}
LISTS = ("BlockedIPRangeList", "SkippedIPRangeList")
MOST = 200  # maximum entries of such a list
ranges = st.tuples(st.integers(1, 254), st.integers(0, 255)).map(lambda drawn: f"10.{drawn[0]}.{drawn[1]}.1/32")
range_lists = st.lists(ranges, min_size=1, max_size=4, unique=True)
filters = st.lists(st.sampled_from(("SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP")), min_size=1, unique=True)
takeover_actions = st.sampled_from(("BLOCK", "MFA_IF_CONFIGURED", "MFA_REQUIRED", "NO_ACTION"))


def _pool(s: Scenario) -> Pool:
    """A protected pool whose settings are changed again and again."""
    return s.pool(**PROTECTED)


def _set(s: Scenario, pool: Pool, member: str, value: Mapping[str, Any], **client: Any) -> Exchange:
    settings: dict[str, Any] = {member: value}
    return s.call(SET, UserPoolId=pool.id, **client, **settings)


def _get(s: Scenario, pool: Pool, **client: Any) -> Exchange:
    return s.call(GET, UserPoolId=pool.id, **client)


def _takeover(**actions: str) -> dict[str, Any]:
    """Actions by level of risk, none of which notifies the user."""
    return {"Actions": {level: {"Notify": False, "EventAction": action} for level, action in actions.items()}}


@check("RISK-001", "RISK-005", "RISK-006")
def lists_shown(answer: Exchange, lists: Mapping[str, list[str]]) -> Difference | None:
    """These lists, in any order."""
    for name, wanted in lists.items():
        found = answer.get(f"RiskConfiguration.{EXCEPTIONS}.{name}") or []
        if sorted(map(str, found)) != sorted(wanted):
            return Difference(f"other-{name}", f"{name} {sorted(wanted)}", f"{name} {found!r}")
    return None


@check("RISK-002")
def compromised_shown(answer: Exchange, filters: list[str], action: str) -> Difference | None:
    """The filter, in any order, and the action."""
    found = answer.get(f"RiskConfiguration.{COMPROMISED}.EventFilter") or []
    if sorted(map(str, found)) != sorted(filters):
        return Difference("other-EventFilter", f"EventFilter {sorted(filters)}", f"EventFilter {found!r}")
    actions = answer.get(f"RiskConfiguration.{COMPROMISED}.Actions")
    return members_differ(actions, {"EventAction": action}, "Actions")


@check("RISK-003")
def takeover_shown(answer: Exchange, actions: Mapping[str, Any]) -> Difference | None:
    """The actions by level of risk."""
    for level, action in actions.items():
        found = answer.get(f"RiskConfiguration.{TAKEOVER}.Actions.{level}")
        difference = members_differ(found, action, level)
        if difference is not None:
            return difference
    return None


@check("RISK-004")
def lists_of_client(answer: Exchange, client: str, lists: Mapping[str, list[str]]) -> Difference | None:
    """The configuration has the lists and the client's id."""
    difference = members_differ(answer.get("RiskConfiguration"), {"ClientId": client}, "RiskConfiguration")
    return difference or lists_shown(answer, lists)


@prop("RISK-001", "RISK-006", blocked=range_lists, skipped=range_lists, later=range_lists)
def test_addresses(s: Scenario, blocked: list[str], skipped: list[str], later: list[str]) -> None:
    """Lists of addresses, and others in their place."""
    pool = _pool(s)
    lists = dict(zip(LISTS, (blocked, [one for one in skipped if one not in blocked]), strict=True))
    s.works("RISK-001", _set(s, pool, EXCEPTIONS, lists))
    s.check("RISK-001", s.works("RISK-001", _get(s, pool)), lists=lists)
    second = {"BlockedIPRangeList": [f"192.168.{place}.0/24" for place in range(len(later))]}
    s.works("RISK-006", _set(s, pool, EXCEPTIONS, second))
    s.check("RISK-006", s.works("RISK-006", _get(s, pool)), lists=second)


@prop("RISK-002", filters=filters, action=st.sampled_from(("BLOCK", "NO_ACTION")))
def test_compromised(s: Scenario, filters: list[str], action: str) -> None:
    """The action for compromised credentials."""
    pool = _pool(s)
    s.works("RISK-002", _set(s, pool, COMPROMISED, {"EventFilter": filters, "Actions": {"EventAction": action}}))
    s.check("RISK-002", s.works("RISK-002", _get(s, pool)), filters=filters, action=action)


@prop("RISK-003", low=takeover_actions, medium=takeover_actions, high=takeover_actions)
def test_takeover(s: Scenario, low: str, medium: str, high: str) -> None:
    """The actions for account takeovers, by level of risk."""
    pool, wanted = _pool(s), _takeover(LowAction=low, MediumAction=medium, HighAction=high)
    s.works("RISK-003", _set(s, pool, TAKEOVER, wanted))
    s.check("RISK-003", s.works("RISK-003", _get(s, pool)), actions=wanted["Actions"])


@prop("RISK-004", "RISK-005", blocked=range_lists, count=st.integers(1, 3))
def test_risks_of_a_client(s: Scenario, blocked: list[str], count: int) -> None:
    """Lists of addresses for a client, next to the pool's."""
    pool = _pool(s)
    client = s.own_client(pool)
    shared = {"BlockedIPRangeList": [f"172.16.{place}.0/24" for place in range(count)]}
    own = {"BlockedIPRangeList": blocked}
    s.need(_set(s, pool, EXCEPTIONS, shared), "RISK-001")
    s.works("RISK-004", _set(s, pool, EXCEPTIONS, own, ClientId=client.id))
    s.check("RISK-004", s.works("RISK-004", _get(s, pool, ClientId=client.id)), client=client.id, lists=own)
    s.check("RISK-005", s.works("RISK-005", _get(s, pool)), lists=shared)


@prop("RISK-007", "RISK-008", "RISK-009", wrong=words().map(str.upper), right=takeover_actions, beside=filters)
def test_unknown_values(s: Scenario, wrong: str, right: str, beside: list[str]) -> None:
    """Values that the API model does not have; with those that it has each request is accepted."""
    pool = _pool(s)

    def compromised(action: str, events: list[str]) -> Exchange:
        return _set(s, pool, COMPROMISED, {"EventFilter": events, "Actions": {"EventAction": action}})

    control = compromised("BLOCK", beside)
    s.refused("RISK-007", compromised(wrong, beside), control=control)
    s.refused("RISK-009", compromised("BLOCK", [*beside, wrong]), control=control)
    attempt = _set(s, pool, TAKEOVER, _takeover(HighAction=wrong))
    s.refused("RISK-008", attempt, control=lambda: _set(s, pool, TAKEOVER, _takeover(HighAction=right)))


@prop("RISK-010", name=st.sampled_from(LISTS), count=st.integers(MOST + 1, MOST + 20))
def test_number_of_addresses(s: Scenario, name: str, count: int) -> None:
    """A list that is too long, and the longest one."""
    pool = _pool(s)

    def attempt(number: int) -> Exchange:
        return _set(s, pool, EXCEPTIONS, {name: [f"10.9.{place}.0/24" for place in range(number)]})

    s.refused("RISK-010", attempt(count), control=lambda: attempt(MOST))


@prop("RISK-011", "RISK-012", "RISK-013", ending=pool_id_endings(), client=unknown_client_ids(), blocked=range_lists)
def test_risks_of_nobody(s: Scenario, ending: str, client: str, blocked: list[str]) -> None:
    """A pool and a client that do not exist; for those that do each request is accepted."""
    pool, unknown = _pool(s), f"{s.region}_{ending}"
    lists = {"BlockedIPRangeList": blocked}
    control = _set(s, pool, EXCEPTIONS, lists)
    s.refused("RISK-011", s.call(SET, UserPoolId=unknown, RiskExceptionConfiguration=lists), control=control)
    s.refused("RISK-012", s.call(GET, UserPoolId=unknown), control=lambda: _get(s, pool))
    s.refused("RISK-013", _set(s, pool, EXCEPTIONS, lists, ClientId=client), control=control)


@check("RISK-015")
def history_shown(answer: Exchange) -> Difference | None:
    """AuthEvents is a list, empty or not: events come later."""
    seen = answer.get("AuthEvents")
    return None if isinstance(seen, list) else Difference("no-list", "AuthEvents, a list", f"{seen!r}")


@prop("RISK-014", "RISK-015", "RISK-016", base=names(), off=st.booleans(), mode=st.sampled_from(("AUDIT", "ENFORCED")))
def test_history(s: Scenario, base: str, off: bool, mode: str) -> None:
    """The history of a user where nothing keeps it, and where threat protection does."""
    off_or_none: dict[str, Any] = {"UserPoolAddOns": {"AdvancedSecurityMode": "OFF"}} if off else {}
    protected = s.pool(UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": mode})
    plain = s.pool(**off_or_none)
    user, other = s.user(protected, username=s.name(base)), s.user(plain, username=s.name(base))
    shown = s.works("RISK-015", s.call(HISTORY, UserPoolId=protected.id, Username=user.username))
    s.check("RISK-015", shown)
    s.refused("RISK-014", s.call(HISTORY, UserPoolId=plain.id, Username=other.username), control=shown)
    s.refused("RISK-016", s.call(HISTORY, UserPoolId=protected.id, Username=s.name(f"{base}x")), control=shown)
