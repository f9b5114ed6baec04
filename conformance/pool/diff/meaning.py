"""Layer 3: what a change means. Promises that change, and users who live through it, seen on the reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from conformance.oracle.update_members import Via
from conformance.pool.contract.derive import contract_of
from conformance.pool.contract.promise import Promise
from conformance.pool.creating.make import Refused, make
from conformance.pool.diff.effective import effective
from conformance.pool.diff.lives.living import Life
from conformance.pool.diff.lives.together import Lived, lives
from conformance.pool.diff.members import compare
from conformance.pool.diff.noticed import is_noticed
from conformance.pool.diff.showing import UNCLEAR, word
from conformance.pool.diff.ways import Way
from conformance.pool.form.document import PoolDocument
from conformance.pool.reach import reached
from conformance.requirements import Catalog

NOBODY = Lived([], [], [])  # of a pool that is made anew nobody is left


@dataclass(frozen=True)
class Consequence:
    """A statement that changed: what OLD promises, as it was seen under OLD and under NEW."""

    key: str
    old_says: str
    new_says: str
    old_seen: str
    new_seen: str
    requirement: str
    shown: bool  # whether OLD was seen keeping it, and NEW was seen otherwise
    promise: Promise  # as OLD makes it


@dataclass(frozen=True)
class Meaning:
    """What a change means for users. ``silent`` says why nothing could be tried."""

    consequences: list[Consequence]
    lives: list[Life]
    result: PoolDocument | None = None  # what the change leads to
    unclear: list[str] = field(default_factory=list)  # statements and users that could not be tried, a sentence each
    silent: str = ""


def with_scripts(found: Meaning) -> list[Consequence | Life]:
    """What a script can show: the reference showed it, and nobody disputes it. In the order of the report."""
    shown: list[Consequence | Life] = [one for one in found.consequences if one.shown]
    return shown + [one for one in found.lives if not one.disputed]


def meaning(old: PoolDocument, new: PoolDocument, ways: Sequence[Way], via: Via, catalog: Catalog) -> Meaning:
    """Run what changed on the reference, under OLD and under what the change leads to."""
    result = effective(old, new, ways)
    if not any(is_noticed(one) for one in compare(old, result).differences):
        return Meaning([], [], result)
    before = {one.key: one for one in contract_of(old).promises}
    after = {one.key: one for one in contract_of(result).promises}
    changed = [key for key in before if key in after and _asks(before[key]) != _asks(after[key])]
    asked = [before[key] for key in changed]
    try:
        seen_before, seen_after = _seen(old, asked, catalog), _seen(result, asked, catalog)
        lived = NOBODY if "" in _replaced(ways) else _lived(old, result, via, _replaced(ways))
    except Refused as error:
        return Meaning([], [], silent=str(error))
    found = [_consequence(before[k], after[k], seen_before[k], seen_after[k]) for k in changed]
    clear_ones = [one for one in found if not _unclear(one)]
    unclear = [_sentence(one) for one in found if _unclear(one) and before[one.key].expected != after[one.key].expected]
    unclear += [one.sentence for one in lived.unclear]
    noticed = [one for one in clear_ones if _matters(one, before[one.key], after[one.key])]
    return Meaning(noticed, lived.changed, result, unclear)


def _unclear(one: Consequence) -> bool:
    return one.old_seen.startswith(UNCLEAR) or one.new_seen.startswith(UNCLEAR)


def _sentence(one: Consequence) -> str:
    why = one.old_seen if one.old_seen.startswith(UNCLEAR) else one.new_seen
    return f"{one.key}: {one.old_says} → {one.new_says} It could not be tried: {why.removeprefix(f'{UNCLEAR}: ')}"


def _matters(one: Consequence, old: Promise, new: Promise) -> bool:
    """Whether the statement itself changed, or OLD's was seen broken: a boundary that moved changes many shapes."""
    if old.expected != new.expected:
        return True
    return one.old_seen != one.new_seen


def _asks(promise: Promise) -> object:
    """What is tried and what has to come of it; which flow leads there does not matter."""
    return promise.expected, {name: value for name, value in promise.given.items() if name != "way"}


def _consequence(old: Promise, new: Promise, seen_old: str, seen_new: str) -> Consequence:
    """What OLD promises, tried under both."""
    shown = seen_old == old.expected and seen_new != seen_old
    return Consequence(old.key, old.says, new.says, seen_old, seen_new, new.requirement, shown, old)


def _lived(old: PoolDocument, result: PoolDocument, via: Via, replaced: frozenset[str]) -> Lived:
    with reached("reference") as driver:
        return lives(driver, old, result, via, replaced=replaced)


def _replaced(ways: Sequence[Way]) -> frozenset[str]:
    """The clients that are made anew; an empty name stands for the pool."""
    parts = ("pool", "clients")
    return frozenset(one.difference.key for one in ways if one.way == "replaces" and one.difference.part in parts)


def _seen(document: PoolDocument, promises: list[Promise], catalog: Catalog) -> dict[str, str]:
    """The word that each probe gives on a pool of the reference that was made like the document."""
    if not promises:
        return {}
    with reached("reference") as driver:
        made = make(driver, document)
        codes = {one.key: catalog.requirements[one.requirement].error for one in promises}
        return {one.key: word(driver, made, one, codes[one.key]) for one in promises}
