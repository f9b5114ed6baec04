"""The part of a run that a scenario may use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from conformance.checking.exchange import Difference, Exchange
from conformance.requirements import Catalog
from conformance.scenario.names import Names
from conformance.scenario.observation import ObservationOutcome
from conformance.scenario.pool_pasts import PoolPasts
from conformance.scenario.resources import Pool
from conformance.scenario.steps import Judgement, Step
from conformance.scenario.strangers import Acquaintances
from conformance.transport.driver import Driver
from conformance.transport.waiting import Waiting
from targets.interface import Running


@dataclass
class Shared:
    """Resources that the examples of one worker share: pools, functions, and facts that were probed once."""

    pools: dict[str, Pool] = field(default_factory=dict)  # by configuration
    functions: dict[str, Step] = field(default_factory=dict)  # by plan
    known: dict[str, bool] = field(default_factory=dict)  # facts about the target that are probed once
    supposed: dict[str, Exchange | None] = field(default_factory=dict)  # by what a race relies on: the answer against
    users: Acquaintances = field(default_factory=Acquaintances)  # all pools that were created
    pasts: PoolPasts = field(default_factory=PoolPasts)  # what was made in them
    overseen: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # by requirement, operation and kind


class Observations(Protocol):
    """Takes observations; ``conformance.run.ledger.Ledger`` writes them to the journal."""

    def observe(
        self,
        requirement: str,
        outcome: ObservationOutcome,
        *,
        property_: str,
        scenario: int,
        situation: str,
        operation: str = "",
        difference: Difference | None = None,
        blame: str = "",
        reason: str = "",
        step: str = "",
        lacks: Sequence[str] = (),
        worked: Sequence[str] = (),
        about: Exchange | None = None,
        cell: Mapping[str, str] | None = None,
        setting: Mapping[str, str] | None = None,
        beside: bool = False,
    ) -> None:
        """Record one observation: ``about`` is the exchange that decided it, ``reason`` is for people.

        ``step`` is the operation or page whose answer is the reason, where it is one, ``lacks`` the parts of operations
        that the answer says are missing, ``worked`` those that were accepted since the observation before.
        ``cell``: the values of the draws that range over a few; ``setting``: those of the dimensions that were left
        open. ``beside``: the requirement is not one of the property's own.
        """
        ...


class Context(Protocol):
    """The run that a scenario belongs to. ``conformance.run.engine.Engine`` implements it."""

    running: Running
    catalog: Catalog
    driver: Driver
    waiting: Waiting
    names: Names
    shared: Shared
    may_lock: bool  # whether users may be locked out and limits used up
    sparing: bool  # whether examples share as many pools and clients as they can, as in the profile quick in an account

    @property
    def ledger(self) -> Observations:
        """The ledger that takes observations."""
        ...

    def wants(self, requirement: str) -> bool:
        """Whether this requirement is selected for the run."""
        ...

    def unvaried(self, value: str) -> None:
        """Write into the journal that this target has no such value of a dimension (``client=secret``) to vary."""
        ...

    def note(self, text: str) -> None:
        """Write a note for people into the journal."""
        ...

    def keep_witness(
        self,
        steps: Sequence[Step],
        where: tuple[str, int],
        requirement: str,
        difference: Difference,
        about: Exchange | None,
        judgement: Judgement,
    ) -> None:
        """Keep the steps that showed a divergence. ``where``: the property's name and the number of its example."""
        ...
