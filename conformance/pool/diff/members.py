"""Layer 1: the members that differ, with everything folded that means the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from conformance.pool.diff.pairing import renamed
from conformance.pool.form.document import ITEMS, PARTS, PoolDocument, is_unknown
from conformance.pool.form.fold import folded
from conformance.pool.form.known import NOT_KNOWN

Change = Literal["changed", "added", "removed", "unknown"]
NAMES = {"clients": "ClientName", "pool": "PoolName"}
MAPS = frozenset(["AttributeMapping", "LambdaConfig", "Links", "ProviderDetails", "Schema", "UserPoolTags"])
# Members of ProviderDetails that AWS fills in where nobody gave them.
GROWN = frozenset(
    [
        "attributes_url",
        "attributes_url_add_attributes",
        "authorize_url",
        "jwks_uri",
        "oidc_issuer",
        "token_request_method",
        "token_url",
    ]
)


@dataclass(frozen=True)
class Difference:
    """One member that differs. ``path`` is empty where a whole item came or went."""

    part: str
    key: str  # of an item; empty in parts that are one object
    path: tuple[str, ...]
    old: Any
    new: Any
    change: Change

    @property
    def place(self) -> str:
        """Where it is, as the report and the accepted entries name it."""
        return ".".join(filter(None, (self.part, self.key, *self.path)))


@dataclass(frozen=True)
class Compared:
    """What differs, and the parts that one of the two does not speak of."""

    differences: list[Difference]
    not_compared: list[str]  # a sentence each
    unread: list[str]  # a sentence each: a part that one side has and the other could not read


def compare(old: PoolDocument, new: PoolDocument) -> Compared:
    """Everything that differs, in the order of the parts."""
    left, right = folded(old), folded(new)
    found: list[Difference] = []
    silent: list[str] = []
    unread: list[str] = []
    for part in PARTS:
        if part in left and part in right:
            found += _part(part, left[part], right[part], old, new)
        elif part in old.unknown or part in new.unknown:
            side, document = ("OLD", old) if part in old.unknown else ("NEW", new)
            sentence = f"{part}: {side} could not read it: {document.unknown[part]}"
            (unread if part in left or part in right else silent).append(sentence)
        elif part in left or part in right:
            silent.append(f"{part}: {'NEW' if part in left else 'OLD'} does not speak of it")
    noise = _Noise(old, new)
    return Compared([one for one in found if not noise.covers(one)], silent, unread)


def _part(part: str, left: Any, right: Any, old: PoolDocument, new: PoolDocument) -> Iterator[Difference]:
    if part not in ITEMS:
        yield from _members(part, "", left, right, ())
        return
    right = renamed(old, new, part, right)
    for key in sorted(left.keys() | right.keys()):
        if key not in right:
            yield Difference(part, key, (), left[key], None, "removed")
        elif key not in left:
            yield Difference(part, key, (), None, right[key], "unknown" if is_unknown(right[key]) else "added")
        else:
            yield from _members(part, key, left[key], right[key], ())


def _members(part: str, key: str, old: Any, new: Any, path: tuple[str, ...]) -> Iterator[Difference]:
    if old == new and not _not_known(old):
        return
    if is_unknown(old) or is_unknown(new):
        yield Difference(part, key, path, old, new, "unknown")
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in sorted(old.keys() | new.keys()):
            yield from _members(part, key, old.get(name), new.get(name), (*path, str(name)))
    else:
        yield from _leaf(part, key, old, new, path)


def _leaf(part: str, key: str, old: Any, new: Any, path: tuple[str, ...]) -> Iterator[Difference]:
    """A value; an object that came or went as a whole counts as one, but for the maps of many things."""
    given = new if old is None else old
    if isinstance(given, Mapping) and path and path[-1] in MAPS:
        for name in sorted(given):
            before, after = (None, given[name]) if old is None else (given[name], None)
            yield from _members(part, key, before, after, (*path, str(name)))
        return
    unclear = _inner_unknown(old) or _inner_unknown(new)
    change: Change = "unknown" if unclear else "added" if old is None else "removed" if new is None else "changed"
    yield Difference(part, key, path, old, new, change)


def _inner_unknown(value: Any) -> bool:
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return is_unknown(value) or any(_inner_unknown(one) for one in inner)


def _not_known(value: Any) -> bool:
    """Whether values were left out here: then equal ones need not be equal."""
    if is_unknown(value):
        return bool(value["$unknown"] == NOT_KNOWN)
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return any(_not_known(one) for one in inner)


class _Noise:
    """Differences that come of how the two were read, and of nothing that anybody did."""

    def __init__(self, old: PoolDocument, new: PoolDocument) -> None:
        self.declared = old.declared or new.declared

    def covers(self, one: Difference) -> bool:
        """Whether nobody did this."""
        if not self.declared:
            return False
        one_sided = one.change in ("added", "removed")
        if one_sided and one.path == (NAMES.get(one.part),):  # infrastructure code gets a name made up
            return True
        if one.part != "identity_providers" or not one_sided:
            return False
        grown = one.path[:1] == ("ProviderDetails",) and one.path[1:2] and one.path[1] in GROWN
        return bool(grown) or one.path == ("AttributeMapping", "username")
