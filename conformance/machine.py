"""State machines over a scenario: rules that send, judge and never stop at a divergence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hypothesis.stateful import RuleBasedStateMachine

from conformance.engine import Engine, PropertyRun
from conformance.property import PROPERTIES, Property
from conformance.replay.steps import Judgement
from conformance.scenario import ExampleOver, Scenario

if TYPE_CHECKING:
    from conformance.exchange import Difference, Exchange


class MachineScenario(Scenario):
    """A scenario that goes on: a rule that cannot finish leaves the other requirements alone."""

    def _end_unreached(self, outcome: str, blame: str, reason: str) -> None:
        """A machine mixes all its requirements; what one rule did not reach, another may."""

    def _judge(
        self, requirement: str, difference: Difference | None, about: Exchange | None, judgement: Judgement
    ) -> None:
        self.diverged = self.diverged or difference is not None
        super()._judge(requirement, difference, about, judgement)

    diverged = False


class Machine(RuleBasedStateMachine):
    """The base of the machines. ``engine`` and ``run`` are set on a subclass made for each run."""

    engine: Engine
    run: PropertyRun
    described: Property

    def __init__(self) -> None:
        super().__init__()
        self.run.examples += 1
        self.s = MachineScenario(self.engine, self.described, self.run.examples, "")

    @contextmanager
    def step(self, rule: str, **features: Any) -> Iterator[MachineScenario]:
        """One rule's work: ``features`` of the state make the situation; a step that cannot go on ends quietly."""
        self.engine.stop_if_over()
        text = f"{self.described.name}:{rule}:{sorted(features.items())!r}"
        self.s.situation = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        self.s.diverged = False
        self.run.events[rule] += 1
        try:
            yield self.s
        except ExampleOver:
            self.run.events[f"{rule}: could not go on"] += 1


def machine_test(machine: type[Machine], *requirements: str) -> Callable[[Any], None]:
    """A pytest test that runs the machine; ``requirements`` are the ids it may observe."""
    module = machine.__module__.rsplit(".", 1)[-1]
    described = Property(f"{module}.{machine.__name__}", "machines", requirements, {}, _not_called)
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
