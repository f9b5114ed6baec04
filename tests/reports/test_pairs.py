"""Which pairs of values were judged together, by area."""

from __future__ import annotations

from typing import Any

from reports.pairs import as_text, pairs_by_area

RUN: dict[str, Any] = {
    "event": "run",
    "requirements": [{"id": "A-001", "area": "a"}, {"id": "B-001", "area": "b"}],
    "dimensions": {"name": ["username", "email"], "names": ["plain", "aliases"], "client": ["public", "secret"]},
    "apart": [[["names", "plain"], ["name", "email"]]],
}


def observed(requirement: str, outcome: str = "agrees", **setting: str) -> dict[str, Any]:
    return {"event": "observation", "requirement": requirement, "outcome": outcome, "setting": setting}


def test_what_was_judged_together_counts_and_what_cannot_be_does_not() -> None:
    events = [RUN, observed("A-001", name="email", names="aliases"), observed("A-001", name="username", names="plain")]
    found = pairs_by_area(events)
    assert [(each.area, each.covered, each.possible) for each in found] == [("a", 2, 3)]
    assert found[0].missing == ((("name", "username"), ("names", "aliases")),)


def test_what_was_blocked_was_not_judged() -> None:
    assert pairs_by_area([RUN, observed("A-001", "blocked", name="email", names="aliases")]) == []


def test_each_area_by_itself() -> None:
    events = [RUN, observed("A-001", name="email", names="aliases"), observed("B-001", client="public", names="plain")]
    assert [(e.area, e.covered, e.possible) for e in pairs_by_area(events)] == [("a", 1, 3), ("b", 1, 4)]
    assert "a " in as_text(pairs_by_area(events))
    assert "1 / 3" in as_text(pairs_by_area(events))


def test_a_journal_without_dimensions_has_no_pairs() -> None:
    assert pairs_by_area([{"event": "run"}, observed("A-001", name="email", names="aliases")]) == []
