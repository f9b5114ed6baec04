"""The configuration that a change really leads to: NEW, but for what never gets there."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from conformance.oracle.update_members import fixed_member
from conformance.pool.diff.pairing import aligned
from conformance.pool.diff.ways import Way
from conformance.pool.form.document import PoolDocument

STAYS = ("kept", "refused", "unknown")  # ways after which what OLD had is there, or may not have gone
DEEP = ("Policies", "AdminCreateUserConfig")  # objects of which each member is kept by itself


def effective(old: PoolDocument, new: PoolDocument, ways: Sequence[Way]) -> PoolDocument:
    """NEW under the keys of OLD, in which everything that stays, or is not resolved, is as OLD has it."""
    found = copy.deepcopy(aligned(old, new))
    for one in ways:
        difference = one.difference
        if one.way not in STAYS or (difference.change == "unknown" and difference.old is None):
            continue  # a value that is not resolved gets there; where OLD has one, that stands for it
        whole = one.way == "refused" and fixed_member(difference.part, difference.path) is None
        if not difference.path or whole:
            _restore(
                found.parts, old.parts, (difference.part, difference.key) if difference.key else (difference.part,)
            )
        else:
            depth = 2 if difference.path[0] in DEEP else 1
            place = tuple(filter(None, (difference.part, difference.key)))
            _restore(found.parts, old.parts, (*place, *difference.path[:depth]))
    return found


def _restore(there: dict[str, Any], source: dict[str, Any], place: Sequence[str]) -> None:
    """Put what ``source`` has at a place there, or take it away where it has nothing."""
    *way, last = place
    for name in way:
        there[name] = there.get(name) or {}  # what is null is like nothing
        there = there[name]
        source = source.get(name) or {}
    if last in source:
        there[last] = copy.deepcopy(source[last])
    else:
        there.pop(last, None)
