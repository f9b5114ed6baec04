"""Delivery of logs: what can be set, what replaces what, and what goes together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies.malformed import pool_id_endings, words

SET, GET = "SetLogDeliveryConfiguration", "GetLogDeliveryConfiguration"
Configuration = dict[str, Any]
PLUS: dict[str, Any] = {"UserPoolTier": "PLUS", "UserPoolTags": {"for": "logs"}}
names = words(max_size=20)  # of log groups, buckets and streams


def _account_has_none(s: Scenario) -> None:
    """Ends the example on real Cognito: the log group, bucket or stream would have to be there."""
    if "amazonaws.com" in (s.endpoint or ""):
        s.exclude("it needs a log group, bucket or stream of this account, and none was named")


def _to_group(s: Scenario, name: str) -> Configuration:
    arn = f"arn:aws:logs:{s.region}:123456789012:log-group:/aws/vendedlogs/{name}"
    return {"CloudWatchLogsConfiguration": {"LogGroupArn": arn}}


def _to_bucket(name: str) -> Configuration:
    return {"S3Configuration": {"BucketArn": f"arn:aws:s3:::{name}"}}


def _to_stream(s: Scenario, name: str) -> Configuration:
    arn = f"arn:aws:firehose:{s.region}:123456789012:deliverystream/{name}"
    return {"FirehoseConfiguration": {"StreamArn": arn}}


def _notifications(s: Scenario, name: str, **changed: Any) -> Configuration:
    """A configuration that every tier accepts, except for the changed members."""
    return {"LogLevel": "ERROR", "EventSource": "userNotification"} | _to_group(s, name) | changed


def _activity(destination: Configuration, **changed: Any) -> Configuration:
    """A configuration that requires the Plus tier, except for the changed members."""
    return {"LogLevel": "INFO", "EventSource": "userAuthEvents"} | destination | changed


def _pool(s: Scenario) -> Pool:
    """A pool whose log delivery is set again and again."""
    _account_has_none(s)
    return s.pool(UserPoolTags={"for": "logs"})


def _plus_pool(s: Scenario) -> Pool:
    _account_has_none(s)
    return s.pool(**PLUS)


def _set(s: Scenario, pool: Pool, *configurations: Configuration) -> Exchange:
    return s.call(SET, UserPoolId=pool.id, LogConfigurations=list(configurations))


# -- what is set -------------------------------------------------------------------------------------------------------


@check("LOGDEL-001", "LOGDEL-002", "LOGDEL-004", "LOGDEL-024")
def delivers(answer: Exchange, pool_id: str, configurations: Sequence[Configuration]) -> Difference | None:
    """The pool's id and these configurations, in any order."""
    found = answer.get("LogDeliveryConfiguration")
    difference = members_differ(found, {"UserPoolId": pool_id}, "LogDeliveryConfiguration")
    if difference is not None:
        return difference
    wanted, seen = _ordered(configurations), _ordered(answer.get("LogDeliveryConfiguration.LogConfigurations"))
    return None if wanted == seen else Difference("other-configurations", f"{wanted}", f"{seen}")


def _ordered(listed: Any) -> list[Any]:
    entries = [entry for entry in (listed if isinstance(listed, list) else []) if isinstance(entry, Mapping)]
    return sorted((dict(entry) for entry in entries), key=lambda entry: str(entry.get("EventSource")))


@check("LOGDEL-003", "LOGDEL-005")
def delivers_nothing(answer: Exchange) -> Difference | None:
    """No configurations, or no member."""
    found = answer.get("LogDeliveryConfiguration.LogConfigurations")
    return Difference("configurations", "no LogConfigurations", f"{found!r}") if found else None


@prop("LOGDEL-001", "LOGDEL-002", "LOGDEL-004", "LOGDEL-005", name=names, other=names)
def test_set_replaced_and_ended(s: Scenario, name: str, other: str) -> None:
    """Delivery to one log group, then to another, then to none."""
    pool = _pool(s)
    first, second = _notifications(s, f"{name}1"), _notifications(s, f"{other}2")
    answer = s.works("LOGDEL-001", _set(s, pool, first))
    s.check("LOGDEL-001", answer, pool_id=pool.id, configurations=[first])
    shown = s.works("LOGDEL-002", s.call(GET, UserPoolId=pool.id))
    s.check("LOGDEL-002", shown, pool_id=pool.id, configurations=[first])
    s.works("LOGDEL-004", _set(s, pool, second))
    s.check("LOGDEL-004", s.call(GET, UserPoolId=pool.id), pool_id=pool.id, configurations=[second])
    s.works("LOGDEL-005", _set(s, pool))
    s.check("LOGDEL-005", s.call(GET, UserPoolId=pool.id))


@prop("LOGDEL-004", name=names, bucket=names)
def test_two_become_one(s: Scenario, name: str, bucket: str) -> None:
    """Both sources are set, then one of them."""
    pool = _plus_pool(s)
    notifications, activity = _notifications(s, name), _activity(_to_bucket(bucket))
    s.need(_set(s, pool, notifications, activity), "LOGDEL-019")
    s.need(_set(s, pool, activity), "LOGDEL-019")
    s.check("LOGDEL-004", s.call(GET, UserPoolId=pool.id), pool_id=pool.id, configurations=[activity])


@prop("LOGDEL-003", name=names)
def test_never_set(s: Scenario, name: str) -> None:
    """GetLogDeliveryConfiguration of a pool for which nothing was set."""
    pool = s.own_pool(PoolName=s.resource_name(name))
    s.check("LOGDEL-003", s.works("LOGDEL-003", s.call(GET, UserPoolId=pool.id)))


@prop("LOGDEL-018", "LOGDEL-019", "LOGDEL-020", name=names)
def test_activity(s: Scenario, name: str) -> None:
    """User activity to each of the three destinations."""
    pool = _plus_pool(s)
    s.accepted("LOGDEL-018", _set(s, pool, _activity(_to_group(s, name))))
    s.accepted("LOGDEL-019", _set(s, pool, _activity(_to_bucket(name))))
    s.accepted("LOGDEL-020", _set(s, pool, _activity(_to_stream(s, name))))


# -- what is refused ---------------------------------------------------------------------------------------------------


@prop("LOGDEL-006", "LOGDEL-008", "LOGDEL-010", name=names, level=words() | st.just("error"), source=words())
def test_one_thing_wrong(s: Scenario, name: str, level: str, source: str) -> None:
    """A configuration with a wrong level, a wrong source or without a destination."""
    pool = _pool(s)
    right = _notifications(s, name)
    control = s.need(_set(s, pool, right), "LOGDEL-001")
    s.refused("LOGDEL-006", _set(s, pool, right | {"LogLevel": level}), control=control)
    s.refused("LOGDEL-008", _set(s, pool, right | {"EventSource": source}), control=control)
    nowhere = {member: right[member] for member in ("LogLevel", "EventSource")}
    s.refused("LOGDEL-010", _set(s, pool, nowhere), control=control)


@prop("LOGDEL-012", "LOGDEL-014", name=names, other=names, level=st.sampled_from(("ERROR", "INFO")))
def test_too_many(s: Scenario, name: str, other: str, level: str) -> None:
    """One source twice, and three configurations; a single configuration is accepted."""
    pool = _plus_pool(s)
    right = _notifications(s, f"{name}1")
    again = _notifications(s, f"{other}2", LogLevel=level)
    control = s.need(_set(s, pool, right), "LOGDEL-001")
    s.refused("LOGDEL-012", _set(s, pool, right, again), control=control)
    three = (right, _activity(_to_bucket(name)), again)
    s.refused("LOGDEL-014", _set(s, pool, *three), control=lambda: _set(s, pool, *three[:2]))


@prop("LOGDEL-015", name=names, tier=st.sampled_from(("ESSENTIALS", "LITE")))
def test_activity_in_other_tiers(s: Scenario, name: str, tier: str) -> None:
    """User activity in a pool of another tier; in the Plus tier it is accepted."""
    plus = _plus_pool(s)
    pool = s.pool(UserPoolTier=tier, UserPoolTags={"for": "logs"})
    activity = _activity(_to_bucket(name))
    s.refused("LOGDEL-015", _set(s, pool, activity), control=lambda: _set(s, plus, activity))


@prop("LOGDEL-016", "LOGDEL-017", name=names, stream=st.booleans())
def test_what_does_not_go_together(s: Scenario, name: str, stream: bool) -> None:
    """User activity at the level of errors, and notifications to a bucket."""
    pool = _plus_pool(s)
    destination = _to_stream(s, name) if stream else _to_bucket(name)
    attempt = _set(s, pool, _activity(destination, LogLevel="ERROR"))
    s.refused("LOGDEL-016", attempt, control=lambda: _set(s, pool, _activity(destination)))
    right = _notifications(s, name)
    wrong = {"LogLevel": "ERROR", "EventSource": "userNotification"} | _to_bucket(name)
    s.refused("LOGDEL-017", _set(s, pool, wrong), control=lambda: _set(s, pool, right))


@prop("LOGDEL-021", "LOGDEL-022", ending=pool_id_endings())
def test_logs_of_an_unknown_pool(s: Scenario, ending: str) -> None:
    """A pool that does not exist; in one that does the same request is accepted."""
    pool, unknown = s.pool(UserPoolTags={"for": "logs"}), f"{s.region}_{ending}"
    attempt = s.call(SET, UserPoolId=unknown, LogConfigurations=[])
    s.refused("LOGDEL-021", attempt, control=lambda: _set(s, pool))
    s.refused("LOGDEL-022", s.call(GET, UserPoolId=unknown), control=lambda: s.call(GET, UserPoolId=pool.id))


@prop("LOGDEL-023", "LOGDEL-024", name=names, level=words())
def test_refused_and_unchanged(s: Scenario, name: str, level: str) -> None:
    """A request without the list, one with a wrong level and one without a destination, while something is set."""
    pool = _pool(s)
    right = _notifications(s, name)
    control = s.need(_set(s, pool, right), "LOGDEL-001")
    s.refused("LOGDEL-023", s.call(SET, UserPoolId=pool.id), control=control)
    other_level = _set(s, pool, right | {"LogLevel": level})
    if other_level.ok:
        s.end("LOGDEL-006", "any level is accepted", other_level)
    nowhere = _set(s, pool, {"LogLevel": "ERROR", "EventSource": "userNotification"})
    if nowhere.ok:
        s.end("LOGDEL-010", "no destination is accepted", nowhere)
    s.check("LOGDEL-024", s.call(GET, UserPoolId=pool.id), pool_id=pool.id, configurations=[right])
