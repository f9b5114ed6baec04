"""Which situations of a mutant no test can show: those where a dimension itself decides that nothing changes.

What the unchanged reference did is counted: how often a request in a situation came by the mutant's place, and how
often the place saw that the mutant would make a difference to that request. That it never did is not enough to leave a
situation out: what no property arranges would be left out, too. It is left out for one of two reasons.

- A dimension *decides*: with each of its values either every request made a difference, or none did. Of a mutant that
  calls every user enabled ``state`` decides, for it changes what is said of disabled users and of nobody else. Where
  two dimensions seem to decide, one may do so by chance, since a property arranged both: then nothing is left out.
- The value is never there together with those that decide (``NEVER_TOGETHER``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

Visit = tuple[str, str, bool]  # the operation, a dimension=value, and whether the mutant made a difference
ENOUGH = 10  # requests with one value before it says anything
# Values that no request has together, as the reference's situations are read. Each with the reason.
NEVER_TOGETHER: Mapping[tuple[str, str], str] = {
    ("name=sub", "names=addresses"): "there the user name is the sub",
    ("name=email", "names=plain"): "there the user name is the only name",
    ("name=phone", "names=plain"): "there the user name is the only name",
    ("name=preferred_username", "names=plain"): "there the user name is the only name",
    ("name=preferred_username", "names=addresses"): "there it is no name to sign in by",
}


@dataclass(frozen=True)
class Split:
    """The situations in which a mutant is to be tried, and those that are left out, with the reason."""

    possible: frozenset[str]
    excluded: Mapping[str, str]


def split(met: Mapping[Visit, int]) -> Split:
    """What a mutant's visits say. Where nothing was seen to decide, every situation it was met in is possible."""
    changed, same = _counted(met)
    deciding = _deciding(changed, same)
    excluded = {}
    for situation in sorted({*changed, *same} - {*changed}):
        dimension = situation.partition("=")[0]
        if dimension in deciding and same[situation] >= ENOUGH:
            excluded[situation] = f"{dimension} decides: only {', '.join(sorted(deciding[dimension]))}"
        elif reason := _never_with(situation, deciding):
            excluded[situation] = reason
    return Split(frozenset({*changed, *same} - {*excluded}), excluded)


def _counted(met: Mapping[Visit, int]) -> tuple[Counter[str], Counter[str]]:
    """In how many requests the mutant made a difference, and made none, by situation."""
    changed, same = Counter[str](), Counter[str]()
    for (_, situation, here), times in met.items():
        (changed if here else same)[situation] += times
    return changed, same


def _deciding(changed: Mapping[str, int], same: Mapping[str, int]) -> Mapping[str, frozenset[str]]:
    """By the one dimension that decides: the values with which there is a difference."""
    values: dict[str, set[str]] = defaultdict(set)
    for situation in (*changed, *same):
        values[situation.partition("=")[0]].add(situation)
    found = {}
    for dimension, among in values.items():
        always = frozenset(each for each in among if changed.get(each, 0) and not same.get(each, 0))
        never = frozenset(each for each in among if same.get(each, 0) and not changed.get(each, 0))
        seen = min(sum(changed.get(each, 0) for each in always), sum(same.get(each, 0) for each in never))
        if always | never == among and always and never and seen >= ENOUGH:
            found[dimension] = always
    return found if len(found) == 1 else {}


def _never_with(situation: str, deciding: Mapping[str, frozenset[str]]) -> str:
    """Why this value is never there where a dimension decides for a difference; empty where it may be."""
    for values in deciding.values():
        reasons = [NEVER_TOGETHER.get((each, situation)) or NEVER_TOGETHER.get((situation, each)) for each in values]
        if all(reasons):
            return f"never with {', '.join(sorted(values))}: {reasons[0]}"
    return ""
