"""Compares the answers of two targets to one request, judging neither. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from conformance.checking.exchange import Exchange
from conformance.kit.reading import is_jwt, part_of
from conformance.replay.against.masking import ID, TIME, Mask

Kind = Literal["accepted", "offered", "code", "status", "text", "member", "type", "value", "length", "claim"]
Masks = tuple[Mask, Mask]
Place = tuple[str | int, ...]
NOTHING = "(absent)"
LOCATION = "Location"
ABSENT: Any = object()  # in the place of a member that an answer does not have
ENDS = ("accepted", "offered")  # kinds after which the two targets are no longer in one state
COMMON = frozenset({"ListUserPools"})  # lists of what others made, too: only their form says anything
IDS = frozenset({"kid", "jti", "origin_jti", "event_id"})  # members that never have the same value
KEYS = ("GroupName", "Username", "ProviderName", "Identifier", "ClientName", "Name")  # which name a list's elements
LONGEST = 160  # characters of a value that is shown
LATEST = 1e11  # seconds since 1970 that no time reaches
WORD = 40  # characters of the longest text that is a word and no value


@dataclass(frozen=True)
class Contrast:
    """One difference between two answers.

    ``where``: the path of a member, empty for the whole answer; ``first`` and ``second``: the two targets' sides of it,
    masked. ``key`` is equal for differences that are counted as one. ``place`` is where in the second answer the member
    is or would be, and ``instead`` what the first answer has there; None where the answers differ as a whole.
    """

    operation: str
    kind: Kind
    where: str
    first: str
    second: str
    key: tuple[str, ...]
    place: Place | None = None
    instead: Any = None


def contrasts(first: Exchange, second: Exchange, masks: Masks) -> list[Contrast]:
    """How two answers to one request differ; empty where one of them got no clear answer."""
    if "indeterminate" in (first.outcome, second.outcome):
        return []
    if first.outcome != second.outcome:
        return [_outcome(first, second, masks)]
    if first.outcome == "error":
        return list(_refusals(first, second, masks))
    if first.outcome == "unsupported":
        return []
    members = _Walk(first.operation, masks).walk(_content(first), _content(second), (), "")
    return [*_pages(first, second, masks), *members]


def _content(exchange: Exchange) -> Any:
    return {name: value for name, value in exchange.response.items() if not name.startswith("$")}


def _whole(exchange: Exchange, kind: Kind, first: str, second: str) -> Contrast:
    return Contrast(exchange.operation, kind, "", first, second, (exchange.operation, kind, first, second))


def _outcome(first: Exchange, second: Exchange, masks: Masks) -> Contrast:
    words = masked_text(first, masks[0]), masked_text(second, masks[1])
    if "unsupported" not in (first.outcome, second.outcome):
        return _whole(first, "accepted", *words)
    lacking = "first" if first.outcome == "unsupported" else "second"  # whatever the other one says
    return Contrast(first.operation, "offered", "", *words, (first.operation, "offered", lacking))


def masked_text(exchange: Exchange, mask: Mask) -> str:
    """An answer in a few words, masked: accepted, not offered, or refused with what."""
    if exchange.ok:
        return "accepted"
    if exchange.outcome == "unsupported":
        return "not offered"
    return f"refused: {exchange.code}: {_shown(mask.message(exchange.message or '', exchange.request))}"


def _refusals(first: Exchange, second: Exchange, masks: Masks) -> Iterator[Contrast]:
    if first.code != second.code:
        yield _whole(first, "code", masked_text(first, masks[0]), masked_text(second, masks[1]))
        return
    if first.status != second.status:
        yield _whole(first, "status", f"{first.code}, HTTP {first.status}", f"{second.code}, HTTP {second.status}")
    texts = [_text(exchange, mask) for exchange, mask in zip((first, second), masks, strict=True)]
    if texts[0] != texts[1]:
        shown = [f"{first.code}: {_shown(text)}" for text in texts]
        yield _whole(first, "text", shown[0], shown[1])


def _text(exchange: Exchange, mask: Mask) -> str:
    return mask.message(exchange.message or "", exchange.request).strip()


def _pages(first: Exchange, second: Exchange, masks: Masks) -> Iterator[Contrast]:
    if first.status != second.status:
        yield _whole(first, "status", f"HTTP {first.status}", f"HTTP {second.status}")
        return
    ways = [_way(exchange, mask) for exchange, mask in zip((first, second), masks, strict=True)]
    if ways[0] != ways[1]:
        kind: Kind = "member" if NOTHING in ways else "value"
        yield Contrast(first.operation, kind, LOCATION, ways[0], ways[1], (first.operation, kind, LOCATION, *ways))


def _way(exchange: Exchange, mask: Mask) -> str:
    """Where a redirect leads: path and names of parameters."""
    if "location" not in exchange.headers:
        return NOTHING
    parts = urlsplit(exchange.headers["location"])
    names = sorted({name for text in (parts.query, parts.fragment) for name, _ in parse_qsl(text, True)})
    return mask.text(f"{parts.path or '/'}{'#' if parts.fragment else '?'}{'&'.join(names)}")


class _Walk:
    """Goes through two answers member by member."""

    def __init__(self, operation: str, masks: Masks) -> None:
        self._operation = operation
        self._masks = masks
        self._kind: Kind | None = None  # that of everything inside of a token

    def walk(self, first: Any, second: Any, place: Place | None, path: str) -> Iterator[Contrast]:
        """The differences between two values at one path. ``place``: that path in the second answer, if it has one."""
        if isinstance(first, Mapping) and isinstance(second, Mapping):
            yield from self._members(first, second, place, path)
        elif isinstance(first, list) and isinstance(second, list):
            yield from self._elements(first, second, place, path)
        elif _type(first) != _type(second):
            yield self._contrast("type", path, _type(first), _type(second), place, first)
        elif _is_token(first) and _is_token(second):
            yield from self._token(first, second, place, path)
        elif TIME.search(path.rsplit(".", 1)[-1]):
            if _unit(first) != _unit(second):
                yield self._contrast("value", path, _unit(first), _unit(second), place, first)
        elif isinstance(first, str | int | float) and path.rsplit(".", 1)[-1] not in IDS:
            yield from self._scalars(first, second, place, path)

    def _members(
        self, first: Mapping[str, Any], second: Mapping[str, Any], place: Place | None, path: str
    ) -> Iterator[Contrast]:
        for name in dict.fromkeys([*first, *second]):
            there = None if place is None else (*place, name)
            below = f"{path}.{self._masks[0].text(str(name))}" if path else str(name)
            if name in first and name in second:
                yield from self.walk(first[name], second[name], there, below)
            elif name in first:
                yield self._contrast("member", below, self._alone(name, first[name], 0), NOTHING, there, first[name])
            else:
                yield self._contrast("member", below, NOTHING, self._alone(name, second[name], 1), there, ABSENT)

    def _elements(
        self, first: Sequence[Any], second: Sequence[Any], place: Place | None, path: str
    ) -> Iterator[Contrast]:
        """Lists are in no order: elements are matched by their names, or else by what they are."""
        named = [self._named(value, side) for side, value in enumerate((first, second))]
        if named[0] is not None and named[1] is not None and self._operation not in COMMON:
            for name in dict.fromkeys([*named[0], *named[1]]):
                one, other = named[0].get(name), named[1].get(name)
                below = f"{path}.@{name}"
                if one is not None and other is not None:
                    yield from self.walk(first[one], second[other], None if place is None else (*place, other), below)
                else:
                    words = (
                        NOTHING if one is None else self._word(first[one], 0),
                        NOTHING if other is None else self._word(second[other], 1),
                    )
                    yield self._contrast("member", below, *words, place, list(first))
            return
        if all(not isinstance(each, Mapping | list) for each in (*first, *second)):
            shown = [self._set(value, side) for side, value in enumerate((first, second))]
            if shown[0] != shown[1] and self._operation not in COMMON:
                yield self._contrast("value", path, shown[0], shown[1], place, list(first))
            return
        ordered = [self._sorted(value, side) for side, value in enumerate((first, second))]
        if len(first) != len(second) and self._operation not in COMMON:
            yield self._contrast("length", path, str(len(first)), str(len(second)), place, list(first))
        for one, other in zip(*ordered, strict=False):
            yield from self.walk(first[one], second[other], None if place is None else (*place, other), f"{path}[]")

    def _named(self, values: Sequence[Any], side: int) -> dict[str, int] | None:
        """The positions of elements by their names; None where they have none, or not each its own."""
        for key in KEYS:
            texts = [v.get(key) if isinstance(v, Mapping) else None for v in values]
            if all(isinstance(text, str) for text in texts):
                found = {self._masks[side].text(str(text)): n for n, text in enumerate(texts)}
                if len(found) == len(values) and ID not in found:
                    return found
        return None

    def _set(self, values: Sequence[Any], side: int) -> str:
        return json.dumps(sorted(self._word(value, side) for value in values), ensure_ascii=False)

    def _sorted(self, values: Sequence[Any], side: int) -> list[int]:
        return sorted(range(len(values)), key=lambda n: self._masks[side].text(json.dumps(values[n], sort_keys=True)))

    def _token(self, first: str, second: str, place: Place | None, path: str) -> Iterator[Contrast]:
        inside = _Walk(self._operation, self._masks)
        inside._kind = "claim"
        for number, part in enumerate(("header", "claims")):
            there = None if place is None else (*place, f"${part}")
            parts = [_with_lifetime(part_of(token, number)) for token in (first, second)]
            yield from inside.walk(parts[0], parts[1], there, f"{path}.{part}")

    def _scalars(self, first: Any, second: Any, place: Place | None, path: str) -> Iterator[Contrast]:
        if first == second or self._operation in COMMON:
            return
        words = self._word(first, 0), self._word(second, 1)
        if words[0] != words[1]:
            yield self._contrast("value", path, *words, place, first)

    def _alone(self, name: str, value: Any, side: int) -> str:
        """A member that only one side has: of a time, that it is one, since it is another when it is repeated."""
        return "<time>" if isinstance(value, int | float) and TIME.search(name) else self._word(value, side)

    def _word(self, value: Any, side: int) -> str:
        if isinstance(value, str):
            return self._masks[side].text(value)
        if isinstance(value, Mapping | list):
            return f"{_type(value)} of {len(value)}"
        return json.dumps(value)

    def _contrast(self, kind: Kind, path: str, first: str, second: str, place: Place | None, instead: Any) -> Contrast:
        shown = self._kind or kind
        sides = [_side(kind, word) for word in (first, second)]
        key = (self._operation, shown, path, kind, *sides)
        return Contrast(self._operation, shown, path, _shown(first), _shown(second), key, place, instead)


def _side(kind: str, word: str) -> str:
    """What of a side is part of what the difference is: not a value that was drawn."""
    if kind == "member":
        return NOTHING if word == NOTHING else ""
    if kind == "length":
        return ""
    return word if kind == "type" or (len(word) <= WORD and word.replace("_", "").isupper()) or len(word) < 6 else ""


def _is_token(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("eyJ") and is_jwt(value)


def _with_lifetime(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Claims with how long the token lasts, in whole minutes: its times themselves are never alike."""
    first, last = claims.get("iat"), claims.get("exp")
    if isinstance(first, int) and isinstance(last, int):
        return {**claims, "exp - iat": round((last - first) / 60)}
    return dict(claims)


def _type(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "JSON Web Token" if _is_token(value) else "text"
    return "null" if value is None else "list" if isinstance(value, list) else "object"


def _unit(moment: Any) -> str:
    """In what a time is given; which time it is says nothing."""
    if not isinstance(moment, int | float):
        return ""
    return "milliseconds" if moment > LATEST else "seconds"


def _shown(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
