"""Which values of a property's draws a result depends on: values never judged, and values a divergence needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from reports.members import Event, text_in

Value = tuple[str, str]  # a draw that ranges over a few values, and one of them, in words
Cell = tuple[str, tuple[Value, ...]]  # a property, and the values of its draws
HINDRANCES = frozenset({"blocked", "inconclusive", "excluded"})
JUDGED = ("agrees", "diverges")
LARGEST = 2  # values that a combination has at most
NAMED = 3  # combinations that are named at most


def cell_of(event: Event) -> Cell | None:
    """The cell of an observation; None where its property has no such draws."""
    drawn = event.get("cell")
    if not isinstance(drawn, dict) or not drawn:
        return None
    return text_in(event, "property"), tuple(sorted((str(name), str(value)) for name, value in drawn.items()))


def combination_of(event: Event) -> Cell | None:
    """The cell of an observation together with the setting it was made in; None where it has neither.

    A setting says how what the property left open was arranged. A pass does not need each of its values, as it needs
    each value of a draw: a divergence may depend on either.
    """
    setting = event.get("setting")
    cell = cell_of(event)
    if not isinstance(setting, dict) or not setting:
        return cell
    arranged = {str(name): str(value) for name, value in setting.items()}
    return text_in(event, "property"), tuple(sorted({**arranged, **dict(cell[1] if cell else ())}.items()))


def outcome_in_cell(event: Event) -> str:
    """The outcome of an observation; with its kind where it diverges."""
    outcome = text_in(event, "outcome")
    return f"diverges {text_in(event, 'kind')}" if outcome == "diverges" else outcome


def never_judged(cells: Mapping[Cell, set[str]], because: frozenset[str]) -> list[str]:
    """The values with which nothing was ever judged, for these reasons alone; in words."""
    met: dict[tuple[str, Value], set[str]] = defaultdict(set)
    for (property_, values), outcomes in cells.items():
        for value in values:
            met[property_, value] |= outcomes
    return sorted({words(value) for (_, value), outcomes in met.items() if outcomes <= because})


def never_met(cells: Mapping[Cell, set[str]], wanted: Mapping[str, Iterable[str]]) -> list[str]:
    """Those of the wanted values, by what they are values of, with which nothing agreed or diverged; in words."""
    judged = {value for (_, values), met in cells.items() if any(m.startswith(JUDGED) for m in met) for value in values}
    return [words((name, value)) for name, values in wanted.items() for value in values if (name, value) not in judged]


def outcomes_with(cells: Mapping[Cell, set[str]], wanted: str) -> set[str]:
    """The outcomes in all cells that have this value, which is given in words."""
    with_it = (met for (_, values), met in cells.items() if wanted in map(words, values))
    return set().union(*with_it)


def needed_for(cells: Mapping[Cell, set[str]], kind: str) -> list[str]:
    """The smallest combinations of values with which it always diverges in this way, and without which it never does.

    Empty where it diverges whatever the values are, or where no small combination says when. Values that were only seen
    together are named together: ``one=a or other=b``.
    """
    judged = {cell: met for cell, met in cells.items() if any(m.startswith(JUDGED) for m in met)}
    wanted = f"diverges {kind}"
    wrong = {cell for cell, met in judged.items() if wanted in met}
    right = {cell for cell, met in judged.items() if wanted not in met}
    if not wrong or not right:
        return []
    for size in range(1, LARGEST + 1):
        named = _fewest(_combinations(wrong, right, size), wrong)
        if named:
            return sorted(" or ".join(" and ".join(map(words, each)) for each in alike) for alike in named)
    return []


def _fewest(combinations_: Iterable[tuple[Value, ...]], wrong: set[Cell]) -> list[list[tuple[Value, ...]]]:
    """As few of these as explain all that went wrong, the widest first; none where that takes more than a few.

    Each with those that explain the same and cannot be distinguished from it; none where these are more than a few.
    """
    explains = {each: {cell for cell in wrong if set(each) <= set(cell[1])} for each in combinations_}
    named: list[list[tuple[Value, ...]]] = []
    left = set(wrong)
    while left and len(named) < NAMED:
        best = max(sorted(explains), key=lambda each: len(explains[each] & left), default=None)
        if best is None or not explains[best] & left:
            return []
        alike = [each for each in sorted(explains) if explains[each] == explains[best]]
        if len(alike) > NAMED:
            return []
        named.append(alike)
        left -= explains[best]
    return [] if left else named


def _combinations(wrong: Iterable[Cell], right: Iterable[Cell], size: int) -> set[tuple[Value, ...]]:
    candidates = {each for _, values in wrong for each in combinations(values, size)}
    return {each for each in candidates if not any(set(each) <= set(values) for _, values in right)}


def words(value: Value) -> str:
    """``operation=ListUsers``."""
    return f"{value[0]}={value[1]}"
