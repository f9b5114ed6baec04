"""State machines over a scenario: their rules send and judge, and never stop at a divergence."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from conformance.checking.exchange import Missing
from conformance.run.engine import Engine
from conformance.run.property_run import PropertyRun
from conformance.scenario import ExampleOver, Scenario
from conformance.scenario.example import Fault
from conformance.scenario.property import PROPERTIES, Property
from conformance.scenario.resources import Pool

MANY = 64
T = TypeVar("T")


def picks() -> st.SearchStrategy[int]:
    """Numbers that ``pick`` maps to existing items, so that no draw depends on the target's answers."""
    return st.integers(0, MANY - 1)


def pick(number: int, among: Sequence[T]) -> T | None:
    """The item that this number selects; None where there are no items."""
    return among[number % len(among)] if among else None


def name_pools() -> st.SearchStrategy[str]:
    """How the users of a machine's pool are named: ``plain`` names or ``email`` addresses."""
    return st.sampled_from(("plain", "email"))


def naming(pool: Pool) -> str:
    """How the users of this pool are named in fact: a target may impose addresses where plain names were asked for."""
    return "email" if "email" in pool.username_attributes else "plain"


class MachineScenario(Scenario):
    """A scenario that goes on: a rule that cannot finish does not affect the other requirements."""

    decisive = False  # whether nothing can follow without this step

    def _end_unreached(self, outcome: str, blame: str, reason: str, step: str = "", lacks: Sequence[str] = ()) -> None:
        """A machine mixes all its requirements; what one rule did not reach, another may, or a property will.

        A failed beginning is only noted: counted against them, it would keep the properties from trying.
        """
        if self.decisive:
            text = f"{self.property.name} could not begin everywhere: {outcome}{' by ' if blame else ''}{blame}"
            self.context.note(text)


class Machine(RuleBasedStateMachine):
    """The base of the machines. ``engine`` and ``run`` are set on a subclass made for each run."""

    engine: Engine
    run: PropertyRun
    described: Property
    begun = False  # whether the rules have something to work with
    anew: Callable[[], None]  # begins again, with what was drawn for the first beginning

    def __init__(self) -> None:
        super().__init__()
        self.run.examples += 1
        self.s = self._scenario()

    def _scenario(self) -> MachineScenario:
        return MachineScenario(self.engine, self.described, self.run.examples, "")

    @contextmanager
    def step(self, rule: str, *, decisive: bool = False, **features: Any) -> Iterator[MachineScenario]:
        """Run one rule.

        ``features`` of the state make the situation, and a step that cannot go on ends without an error. When a
        ``decisive`` step cannot go on, the machine has nothing to work with; see ``once_begun``.
        """
        self.engine.stop_if_over()
        self.s.decisive = decisive
        text = f"{self.described.name}:{rule}:{sorted(features.items())!r}"
        self.s.situation = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        self.run.events[rule] += 1
        try:
            yield self.s
        except ExampleOver:
            self.run.events[f"{rule}: could not go on"] += 1
        except Missing as missing:
            self.run.events[f"{rule}: could not go on"] += 1
            self.s.end_without(missing)
        except Fault:  # what became of the request is not known, and with it what the machine believes
            self.run.events[f"{rule}: spoiled by a fault on the way"] += 1
            self.s.given_up = True
        else:
            self.begun = self.begun or decisive

    def teardown(self) -> None:
        """The machine has come to its end."""
        self.engine.example_done(self.s)

    def begin_anew_if_spoiled(self) -> None:
        """After a fault on the way nothing is believed any more: others take the place of all there was."""
        if self.s.given_up:
            self.begun, self.s = False, self._scenario()
            self.anew()


def beginning(begin: Callable[..., None]) -> Callable[..., None]:
    """The first thing that a machine does, which it can do again."""

    @functools.wraps(begin)
    def remembered(self: Machine, **drawn: Any) -> None:
        self.anew = functools.partial(begin, self, **drawn)
        self.anew()

    return remembered


def once_begun(rule: Callable[..., None]) -> Callable[..., None]:
    """A rule that does nothing if the machine could not begin. (A precondition would make draws depend on that.)"""

    @functools.wraps(rule)
    def guarded(self: Machine, *arguments: Any, **drawn: Any) -> None:
        self.begin_anew_if_spoiled()
        if self.begun:
            rule(self, *arguments, **drawn)

    return guarded


def machine_test(machine: type[Machine], *requirements: str) -> Callable[[Any], None]:
    """A pytest test that runs the machine; ``requirements`` are the ids it may observe."""
    module = machine.__module__.rsplit(".", 1)[-1]
    described = Property(f"{module}.{machine.__name__}", requirements, {}, _not_called, machine=True)
    machine.described = described
    PROPERTIES[described.name] = described

    def test(engine: Any) -> None:
        engine.run_machine(machine, described.name, described.expanded(engine.catalog))

    test.__name__ = f"test_{module}"
    test.__doc__ = machine.__doc__
    test.__module__ = machine.__module__
    test.__dict__["conformance_property"] = described
    return test


def _not_called(*_: Any, **__: Any) -> None:
    raise AssertionError("a machine is run by its rules")
