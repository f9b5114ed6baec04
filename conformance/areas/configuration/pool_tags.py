"""Tags of pools: given at creation, added, replaced, removed and listed."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool
from conformance.strategies.configurations import resource_names
from conformance.strategies.malformed import pool_id_endings, words

TAG, UNTAG, LIST = "TagResource", "UntagResource", "ListTagsForResource"
LONGEST_KEY, LONGEST_VALUE, MOST = 128, 256, 50
Tags = dict[str, str]
_TEXT = string.ascii_letters + string.digits + "_.:/=+-@"
keys = st.text(_TEXT, min_size=1, max_size=20).map(lambda text: f"k{text}")
values = st.text(_TEXT + " ", min_size=1, max_size=30).map(lambda text: f"v{text.strip()}")


def tag_maps(*, min_size: int = 1, max_size: int = 4) -> st.SearchStrategy[Tags]:
    """Tags by key."""
    return st.dictionaries(keys, values, min_size=min_size, max_size=max_size)


def _arn(pool: Pool) -> str:
    """The pool's ARN from the answer of its creation."""
    return pool.created.text("UserPool.Arn")


def _arn_of(pool: Pool, pool_id: str) -> str:
    """The ARN that a pool with this id would have in the same account."""
    return f"{_arn(pool).rpartition('/')[0]}/{pool_id}"


def _shared(s: Scenario) -> Pool:
    """A pool whose tags are changed again and again."""
    return s.pool(UserPoolTags={"for": "tags"})


# -- what is shown -----------------------------------------------------------------------------------------------------


@check("TAG-001", "TAG-004", "TAG-005", "TAG-007", "TAG-015")
def tags_listed(answer: Exchange, tags: Mapping[str, str]) -> Difference | None:
    """These tags are among those that are listed."""
    return _lacks(answer.get("Tags"), tags, "Tags")


@check("TAG-003")
def tags_described(answer: Exchange, tags: Mapping[str, str]) -> Difference | None:
    """These tags are among UserPoolTags."""
    return _lacks(answer.get("UserPool.UserPoolTags"), tags, "UserPoolTags")


@check("TAG-002", "TAG-008")
def tags_only(answer: Exchange, tags: Mapping[str, str]) -> Difference | None:
    """These tags and no others; no member where there are none."""
    found = answer.get("Tags") or {}
    return None if found == dict(tags) else Difference("other-tags", f"Tags {dict(tags)}", f"Tags {found!r}")


@check("TAG-006")
def tags_gone(answer: Exchange, keys: Sequence[str]) -> Difference | None:
    """None of these keys is listed."""
    left = [key for key in keys if key in (answer.get("Tags") or {})]
    return Difference("still-listed", f"no tags {sorted(keys)}", f"tags {sorted(left)}") if left else None


def _lacks(found: Any, tags: Mapping[str, str], where: str) -> Difference | None:
    shown = found if isinstance(found, Mapping) else {}
    for key, value in tags.items():
        if key not in shown:
            return Difference("tag-missing", f"{where} with {key!r}", f"{where} without it")
        if shown[key] != value:
            return Difference("other-value", f"{value!r} for {key!r}", f"{shown[key]!r}")
    return None


@prop("TAG-002", tags=tag_maps())
def test_tags_of_a_new_pool(s: Scenario, tags: Tags) -> None:
    """A pool that is created with tags."""
    s.untagged()
    pool = s.own_pool(UserPoolTags=tags)
    s.check("TAG-002", s.works("TAG-002", s.call(LIST, ResourceArn=_arn(pool))), tags=tags)


@prop("TAG-008", base=resource_names())
def test_pool_without_tags(s: Scenario, base: str) -> None:
    """A pool that is created without tags."""
    s.untagged()
    pool = s.own_pool(PoolName=s.resource_name(base))
    s.check("TAG-008", s.works("TAG-008", s.call(LIST, ResourceArn=_arn(pool))), tags={})


@check("TAG-017")
def tags_as_before(before: Exchange, after: Exchange) -> Difference | None:
    """The same tags, with the same values."""
    old, new = before.get("Tags"), after.get("Tags")
    return None if old == new else Difference("other-tags", f"Tags {old!r}", f"Tags {new!r}")


@prop("TAG-017", tags=tag_maps(), key=keys)
def test_nothing_to_remove(s: Scenario, tags: Tags, key: str) -> None:
    """UntagResource with a key that the pool does not have."""
    pool = _shared(s)
    arn, prefix = _arn(pool), s.suffix()
    given = {f"{prefix}.{name}": value for name, value in tags.items()}
    s.must(TAG, blame="TAG-001", ResourceArn=arn, Tags=given)
    before = s.need(s.call(LIST, ResourceArn=arn), "TAG-002")
    if not given.items() <= (before.get("Tags") or {}).items():
        s.end("TAG-002", "the tags of the pool are not listed", before)
    if s.answered("TAG-017", s.call(UNTAG, ResourceArn=arn, TagKeys=[f"{prefix}.{key}.none"])):
        s.check("TAG-017", before, s.need(s.call(LIST, ResourceArn=arn), "TAG-002"))
    s.call(UNTAG, ResourceArn=arn, TagKeys=list(given))


@prop("TAG-001", "TAG-003", "TAG-004", "TAG-005", "TAG-006", "TAG-007", first=tag_maps(), second=tag_maps())
def test_tags_come_and_go(s: Scenario, first: Tags, second: Tags) -> None:
    """Tags are added to a pool, some of them with other values, and some are removed."""
    pool = _shared(s)
    arn, key = _arn(pool), s.suffix()
    first = {f"{key}.{name}": value for name, value in first.items()}
    changed = {name: f"{value}2" for name, value in list(first.items())[:1]}
    added = {f"{key}.{name}.2": value for name, value in second.items()}
    s.works("TAG-001", s.call(TAG, ResourceArn=arn, Tags=first))
    s.check("TAG-001", s.need(s.call(LIST, ResourceArn=arn), "TAG-002"), tags=first)
    s.check("TAG-003", s.must("DescribeUserPool", UserPoolId=pool.id), tags=first)
    s.works("TAG-004", s.call(TAG, ResourceArn=arn, Tags=changed | added))
    after = s.need(s.call(LIST, ResourceArn=arn), "TAG-002")
    s.check("TAG-004", after, tags=changed)
    s.check("TAG-005", after, tags=dict(list(first.items())[1:]) | {"for": "tags"})
    s.works("TAG-006", s.call(UNTAG, ResourceArn=arn, TagKeys=list(first)))
    after = s.need(s.call(LIST, ResourceArn=arn), "TAG-002")
    s.check("TAG-006", after, keys=list(first))
    s.check("TAG-007", after, tags=added)
    s.call(UNTAG, ResourceArn=arn, TagKeys=list(added))


@prop("TAG-015", key=keys)
def test_empty_value(s: Scenario, key: str) -> None:
    """A tag without a value."""
    arn, key = _arn(_shared(s)), f"{key}{s.suffix()}"
    s.works("TAG-015", s.call(TAG, ResourceArn=arn, Tags={key: ""}))
    s.check("TAG-015", s.need(s.call(LIST, ResourceArn=arn), "TAG-002"), tags={key: ""})
    s.call(UNTAG, ResourceArn=arn, TagKeys=[key])


# -- what is refused ---------------------------------------------------------------------------------------------------


@prop("TAG-009", "TAG-010", "TAG-011", ending=pool_id_endings(), tags=tag_maps(max_size=2))
def test_tags_of_an_unknown_pool(s: Scenario, ending: str, tags: Tags) -> None:
    """The ARN of a pool that does not exist; with that of one that does each request is accepted."""
    pool = _shared(s)
    arn, unknown = _arn(pool), _arn_of(pool, f"{s.region}_{ending}")
    attempt = s.call(TAG, ResourceArn=unknown, Tags=tags)
    s.refused("TAG-009", attempt, control=lambda: s.call(TAG, ResourceArn=arn, Tags=tags))
    attempt = s.call(UNTAG, ResourceArn=unknown, TagKeys=list(tags))
    s.refused("TAG-010", attempt, control=lambda: s.call(UNTAG, ResourceArn=arn, TagKeys=list(tags)))
    s.refused("TAG-011", s.call(LIST, ResourceArn=unknown), control=lambda: s.call(LIST, ResourceArn=arn))


@prop("TAG-012", other=st.none() | words(min_size=20, max_size=40))
def test_no_arn(s: Scenario, other: str | None) -> None:
    """The id of the pool instead of its ARN, or any word; the ARN is accepted."""
    pool = _shared(s)
    attempt = s.call(LIST, ResourceArn=other or pool.id)
    s.refused("TAG-012", attempt, control=lambda: s.call(LIST, ResourceArn=_arn(pool)))


def _tried(s: Scenario, tags: Tags) -> Exchange:
    """TagResource, not judged; the tags are removed again."""
    arn = _arn(_shared(s))
    answer = s.call(TAG, ResourceArn=arn, Tags=tags)
    if answer.ok:
        s.call(UNTAG, ResourceArn=arn, TagKeys=list(tags))
    return answer


@prop("TAG-013", length=st.integers(LONGEST_KEY + 1, LONGEST_KEY + 60), value=values)
def test_long_key(s: Scenario, length: int, value: str) -> None:
    """A key that is too long, and the longest one."""
    s.refused("TAG-013", _tried(s, {"k" * length: value}), control=lambda: _tried(s, {"k" * LONGEST_KEY: value}))


@prop("TAG-014", length=st.integers(LONGEST_VALUE + 1, LONGEST_VALUE + 60), key=keys)
def test_long_value(s: Scenario, length: int, key: str) -> None:
    """A value that is too long, and the longest one."""
    s.refused("TAG-014", _tried(s, {key: "v" * length}), control=lambda: _tried(s, {key: "v" * LONGEST_VALUE}))


@prop("TAG-016", key=keys)
def test_many_tags(s: Scenario, key: str) -> None:
    """One tag more than there may be, and as many as there may be."""
    s.untagged()
    pool = s.own_pool()

    def attempt(number: int) -> Exchange:
        return s.call(TAG, ResourceArn=_arn(pool), Tags={f"{key}{place}": "v" for place in range(number)})

    s.refused("TAG-016", attempt(MOST + 1), control=lambda: attempt(MOST))
