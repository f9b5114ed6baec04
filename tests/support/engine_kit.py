"""An engine on a target made of a function, with a small catalog and two properties to run on it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.journal import Journal, read_events
from conformance.requirements import parse_catalog
from conformance.run.budget import Budget
from conformance.run.engine import Engine
from conformance.run.profiles import PROFILES
from conformance.scenario import Scenario
from conformance.scenario.property import PROPERTIES, Property, prop
from fakes import FakeRunning

TABLE = """
[[requirement]]
id = "{id}"
title = "A title that says something"
statement = "A statement that is long enough."
level = "must"
grade = "recorded"
sources = ["somewhere"]
{more}
"""
CATALOG = parse_catalog(
    {
        "demo.toml": 'area = "demo"\ntitle = "Demo"\n'
        + TABLE.format(id="DEMO-001", more="")
        + TABLE.format(id="DEMO-002", more='error = ["NotAuthorizedException"]')
        + TABLE.format(id="DEMO-003", more='text_of = "DEMO-002"\nmessage = ["No\\\\."]')
        + TABLE.format(id="DEMO-004", more="")
        + TABLE.format(id="DEMO-005", more='error = ["NotAuthorizedException"]')
        + TABLE.format(id="DEMO-006", more="")
    }
)
WORDS = st.text("abcdefgh", min_size=1, max_size=12)


@check("DEMO-004")
def greets(answer: Exchange) -> Difference | None:
    """A check for these tests."""
    return None if answer.get("Greeting") == "hello" else Difference("greeting", "hello", str(answer.get("Greeting")))


@check("DEMO-006", of_form=True)
def greets_in_form(answer: Exchange) -> Difference | None:
    """The same as a check of form."""
    return greets(answer)


def property_of(function: Callable[..., None], *requirements: str, **strategies: Any) -> Property:
    test = prop(*requirements, **(strategies or {"word": WORDS}))(function)
    described: Property = test.__dict__["conformance_property"]
    PROPERTIES.pop(described.name)
    return described


def engine_maker(tmp_path: Path) -> Callable[..., Engine]:
    """Makes engines on a target that gives the answer it is made with."""
    numbers = itertools.count()

    def make(answer: Any, *, seed: int = 1, budget: Budget | None = None, **running: Any) -> Engine:
        journal = Journal(tmp_path / str(next(numbers)), target="fake")
        fake = FakeRunning(answer if callable(answer) else lambda operation, parameters: answer, **running)
        return Engine(fake, CATALOG, PROFILES["quick"], journal, seed=seed, budget=budget)

    return make


def outcomes(engine: Engine) -> dict[str, Counter[str]]:
    return {name: tally.outcomes for name, tally in engine.ledger.tallies.items()}


def events(engine: Engine, name: str) -> list[Any]:
    return [e for e in read_events(engine.journal.path) if e["event"] == name]


def sign_up(s: Scenario, word: str) -> None:
    s.accepted("DEMO-001", s.call("SignUp", Username=word))
    s.check("DEMO-004", s.call("GetUser", AccessToken=word))


def refusal(s: Scenario, word: str) -> None:
    attempt = s.call("InitiateAuth", Password=word)
    s.refused("DEMO-002", attempt, control=lambda: s.call("Control"))
