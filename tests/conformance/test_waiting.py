"""Waiting side by side: one thread at a time, all waits at once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from conformance.journal import Journal, read_events
from conformance.replay import witness as witness_module
from conformance.requirements import parse_catalog
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from conformance.scenario import Scenario
from conformance.scenario.property import Property
from conformance.transport import waiting
from conformance.transport.waiting import TooLate, Waiting, parse_duration
from fakes import FakeRunning

REST = 'level = "must"\ngrade = "recorded"\nsources = ["somewhere"]\n'
TABLE = (
    """
[[requirement]]
id = "WAIT-{number}"
title = "A title that says something"
statement = "A statement that is long enough."
"""
    + REST
)
CATALOG = parse_catalog(
    {
        "demo.toml": 'area = "demo"\ntitle = "Demo"\n'
        + TABLE.format(number="001")
        + TABLE.format(number="002")
        + 'error = ["NotAuthorizedException"]\n'
    }
)


@pytest.mark.parametrize(("text", "seconds"), [("", 0), ("90s", 90), ("6m", 360), ("1h30m", 5400), ("1d", 86400)])
def test_durations(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["6", "m", "6 m", "-6m", "6x", "1.5h"])
def test_no_durations(text: str) -> None:
    with pytest.raises(ValueError, match="no duration"):
        parse_duration(text)


def nothing(_: Any = None) -> None:
    """A scheduler callback that does nothing."""


def test_waits_are_side_by_side_and_work_is_not() -> None:
    side, log = Waiting(10), []

    def work(name: str) -> None:
        log.append(f"{name} begins")
        side.pause(0.2)
        log.append(f"{name} goes on")
        time.sleep(0.02)
        log.append(f"{name} ends")

    for name in "abcde":
        side.begin(lambda name=name: work(name), name)
    assert log == [f"{name} begins" for name in "abcde"]
    assert side.waits("c")
    side.finish(nothing, nothing)
    assert log[5:] == [f"{name} {what}" for name in "abcde" for what in ("goes on", "ends")]
    assert not side.waits("c")


def test_work_may_wait_again() -> None:
    side, log = Waiting(10), []

    def work() -> None:
        for number in range(3):
            side.pause(0.02)
            log.append(number)

    side.begin(work, "owner")
    side.finish(log.append, nothing)
    assert log == ["owner", 0, "owner", 1, "owner", 2]


def test_what_work_raises_is_raised_where_it_was_handed_over() -> None:
    side = Waiting(10)

    def at_once() -> None:
        raise LookupError

    def later() -> None:
        side.pause(0.01)
        raise LookupError

    with pytest.raises(LookupError):
        side.begin(at_once, "owner")
    side.begin(later, "owner")
    with pytest.raises(LookupError):
        side.finish(nothing, nothing)
    assert not side.waits("owner")


def test_coming_late_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LATE", 0.05)
    side, met = Waiting(10), []

    def work() -> None:
        try:
            side.pause(0.01)
        except TooLate as error:
            met.append(error)

    side.begin(work, "owner")
    time.sleep(0.1)
    side.finish(nothing, nothing)
    assert len(met) == 1


def test_only_work_that_was_begun_here_may_wait() -> None:
    side, answers = Waiting(10), []
    assert not side.allows(1)
    side.begin(lambda: answers.extend([side.allows(10), side.allows(11)]), "owner")
    assert answers == [True, False]


# -- in the engine -----------------------------------------------------------------------------------------------------


def expires_late(s: Scenario, word: str, life: float) -> None:
    """Good now, refused after its time."""
    good = s.accepted("WAIT-001", s.call("Use", Word=word))
    s.advance(s.soon(life * 1000, life))
    s.refused("WAIT-002", s.call("Use", Word=word), control=good)


def by_a_helper(s: Scenario) -> None:
    """Lets time pass in a function of this module."""
    later(s)


def later(s: Scenario) -> None:
    """What a helper below its property does."""
    s.advance(1)


def at_once(s: Scenario) -> None:
    """Lets no time pass."""
    s.must("Use")


def test_a_property_that_lets_time_pass_by_a_helper_is_known_as_such() -> None:
    answers = [Property("test_waiting.p", (), {}, function).clock for function in (by_a_helper, at_once)]
    assert answers == [True, False]


def run(tmp_path: Path, longest: float, *, life: float = 1.0, works: bool = True) -> tuple[Engine, list[Any]]:
    first: dict[str, float] = {}

    def answer(operation: str, parameters: dict[str, Any]) -> Any:
        begun = first.setdefault(parameters["Word"], time.monotonic())
        if works and time.monotonic() - begun >= life:
            return 400, {"__type": "NotAuthorizedException", "message": "No."}
        return 200, {}

    journal = Journal(tmp_path, target="fake")
    engine = Engine(FakeRunning(answer), CATALOG, PROFILES["quick"], journal, seed=1, allow_wait=longest)
    drawn = {"word": st.text("abcdefgh", min_size=8, max_size=12), "life": st.just(life)}
    waits = Property("test_waiting.expires_late", ("WAIT-001", "WAIT-002"), drawn, expires_late)
    engine.run(waits)
    engine.finish_waiting()
    engine.footer(1)
    return engine, list(read_events(tmp_path))


def test_examples_that_wait_are_judged_at_the_end(tmp_path: Path) -> None:
    engine, events = run(tmp_path, longest=3.0)
    assert engine.ledger.tallies["WAIT-002"].outcomes["agrees"] == 3
    order = [event["requirement"] for event in events if event["event"] == "observation"]
    assert order == ["WAIT-001"] * 3 + ["WAIT-002"] * 3  # all three waited at the same time
    (written,) = [event for event in events if event["event"] == "property"]
    assert (written["status"], written["examples"]) == ("done", 3)
    assert engine.properties_done == 1


def test_what_diverged_is_replayed_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness_module, "BRIEF", 0.1)  # longer waits are repeated once, and nothing is cut
    engine, events = run(tmp_path, longest=3.0, works=False)
    assert engine.ledger.tallies["WAIT-002"].outcomes["diverges"] == 3
    (witness,) = [event for event in events if event["event"] == "witness"]
    assert witness["confirmed"]
    assert [step["name"] for step in witness["steps"]] == ["Use", "wait", "Use"]
    assert "advance(1.0)" in witness["script"]


@pytest.mark.parametrize("longest", [0.0, 0.1])
def test_nothing_waits_longer_than_it_may(tmp_path: Path, longest: float) -> None:
    engine, _ = run(tmp_path, longest=longest)
    assert engine.ledger.tallies["WAIT-002"].outcomes == {"excluded": 3}
    assert engine.waiting.waits("anything") is False
