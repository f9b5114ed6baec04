"""The examples of a property: how many, with which values, and their outcomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, Protocol

from conformance.checking.exchange import Missing
from conformance.run.ledger import Ledger, Tally
from conformance.run.profiles import Profile
from conformance.run.property_run import PropertyRun, Wrong
from conformance.run.seeding import seed_of
from conformance.run.situations import cell_of, situation_of
from conformance.scenario import ExampleOver, Scenario
from conformance.scenario.attempts import Attempts
from conformance.scenario.context import Context
from conformance.scenario.coverage import Cell, covering_array, label_of
from conformance.scenario.dimensions import PLAIN, Setting, left_free, settings, with_these
from conformance.scenario.example import Fault, cut_short
from conformance.scenario.parameters import NOT_IN_ACCOUNTS
from conformance.scenario.property import Property
from conformance.transport.waiting import TooLate

DROPS = 10  # dropped examples after which a combination of values counts as impossible


class Host(Context, Protocol):
    """The run that examples belong to. ``conformance.run.engine.Engine`` implements it."""

    profile: Profile
    seed: int
    rounds: int
    exhausted: dict[str, bool]  # requirements whose property has no further distinct inputs

    @property
    def ledger(self) -> Ledger:
        """The ledger that takes and counts observations."""
        ...

    def stop_if_over(self) -> None:
        """Raise ``RunOver`` once the run has ended."""
        ...

    def example_done(self, scenario: Scenario) -> None:
        """Take an example that has come to its end."""
        ...

    def side_by_side(self, work: Callable[[], None], run: PropertyRun) -> None:
        """Do work that may wait while other work goes on."""
        ...


class _Held:
    """The settings of a property's examples; draws that are dropped use up none, unless they always are."""

    def __init__(self, left: Iterator[Setting]) -> None:
        self._left, self._setting, self._dropped = left, next(left), 0

    def take(self) -> Setting:
        """The setting of the next example."""
        if self._dropped >= DROPS:
            self.done()
        self._dropped += 1
        return self._setting

    def done(self) -> None:
        """An example came to its end in this setting: the next one has another."""
        self._setting, self._dropped = next(self._left), 0


class Generation:
    """Runs the examples of properties, until each requirement was seen in enough situations."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def passes(self, property_: Property, wanted: list[str], run: PropertyRun) -> None:
        """Make examples, in as many passes as the profile allows; the outcome is added to ``run``."""
        host = self._host
        cells, fruitful = self._cells(property_), list[Cell]()
        for number in range(host.profile.passes):
            missing = self._missing(property_, wanted)
            if not missing or run.exhausted:
                return
            examples = max(missing, 2 if number else max(len(cells), self._ranging(property_)))
            if 0 < number == host.profile.passes - 1:  # the last pass: some draws will repeat those of earlier passes
                examples = 3 * missing + 2
            if property_.races and not number:  # further rounds of what is out of reach would show nothing
                examples = min(examples, host.profile.need)
            made = self.generate(
                property_, examples, number, run, cells if not number else fruitful[:examples], fruitful
            )
            if made < examples and run.status != "stopped":
                run.exhausted = True
                host.exhausted.update(dict.fromkeys(wanted, True))
            if host.waiting.waits(property_.name):
                return  # its results come at the end of the run
            if not any(host.ledger.of(property_.name)[i].situations for i in wanted):
                return  # nothing was reached at all: more examples would not help

    def _missing(self, property_: Property, wanted: list[str]) -> int:
        """How many situations the property still has to find.

        Only its own situations count: those of other properties depend on the worker that ran them, and the same seed
        must generate the same inputs with any number of workers.
        """
        own = self._host.ledger.of(property_.name)
        need = max(self._host.profile.need, self._host.rounds) if property_.races else self._host.profile.need
        return max([0, *(self._lacking(own.get(identifier), need) for identifier in wanted)])

    def _ranging(self, property_: Property) -> int:
        """In how many examples each value of the dimensions is that its requirements range over."""
        sizes = [len(left_free(name, property_.fixed)) for name in self._over(property_)]
        return max(sizes, default=0) if self._host.profile.need > 1 else 0

    def _over(self, property_: Property) -> set[str]:
        """The dimensions that a requirement of the property ranges over."""
        catalog = self._host.catalog
        return {name for i in property_.expanded(catalog) for name in catalog.requirements[i].over}

    @staticmethod
    def _lacking(tally: Tally | None, need: int) -> int:
        """How many situations a requirement still needs; 0 if none of those tried so far could reach it."""
        if tally is None:
            return need
        out_of_reach = sum(tally.outcomes[outcome] for outcome in ("blocked", "unsupported", "excluded"))
        if not tally.situations and out_of_reach >= need:
            return 0
        return need - len(tally.situations)

    def _cells(self, property_: Property) -> list[Cell]:
        """The values of the first examples; if one situation is enough, a single cell of them."""
        sizes = {name: len(values) for name, values in property_.values.items()}
        cells = covering_array(sizes, f"{self._host.seed}:{property_.name}")
        return cells if self._host.profile.need > 1 else cells[:1]

    def generate(
        self,
        property_: Property,
        examples: int,
        number: int,
        run: PropertyRun,
        cells: Sequence[Cell] = (),
        fruitful: list[Cell] | None = None,
    ) -> int:
        """``cells`` are the values of the first examples; those that led to a judgement are added to ``fruitful``.

        Returns how many examples were drawn: those that are repeated plainly are no others.
        """
        from hypothesis import given, seed

        left, tried, made = list(reversed(cells)), Counter[int](), 0
        salt = str(self._host.seed)
        few = self._host.sparing
        drawn_for = (f"{property_.name}:{number}", property_.fixed | NOT_IN_ACCOUNTS if few else property_.fixed)
        waits = property_.clock and "clock" not in self._host.running.capabilities  # seconds are not to pass again
        varied = repeat(PLAIN) if self._host.profile.plainly else settings(salt, *drawn_for, few=few)
        held = None if waits else _Held(varied)
        if not number:
            run.left = [label_of(cell, property_.values) for cell in left]

        def example(**drawn: Any) -> None:
            nonlocal made
            self._host.stop_if_over()
            run.examples, made = run.examples + 1, made + 1
            while left and tried[len(left)] >= DROPS:
                run.events["values that do not go together"] += 1
                left.pop()
                self._tried(run)
            cell = left[-1] if left else None
            if cell is not None:
                tried[len(left)] += 1
                drawn |= {name: property_.values[name][place] for name, place in cell.items()}
            setting = held.take() if held is not None else None
            scenario = self._example(property_, drawn, run, setting)
            if held is not None:
                held.done()
            if cell is not None:  # not if the draws were dropped: another example takes its place
                left.pop()
                self._tried(run)
                if scenario.judged and fruitful is not None:
                    fruitful.append(cell)

        test = generating(examples)(given(**property_.strategies)(example)) if property_.strategies else None
        if test is None:
            example()
            return made
        test._hypothesis_internal_database_key = None  # no database needs it, and it is slow
        seed(seed_of(self._host.seed, property_.name, number))(test)()
        return made

    @staticmethod
    def _tried(run: PropertyRun) -> None:
        """The values of the last cell that was left are done with; in later passes there are none."""
        if run.left:
            run.tried.append(run.left.pop())

    def _example(
        self,
        property_: Property,
        drawn: Mapping[str, Any],
        run: PropertyRun,
        setting: Setting | None,
    ) -> Scenario:
        """Run one example with these draws, in this setting; however it ends, unreached requirements are recorded.

        Returns the last attempt at it, complete unless it waits.
        """
        host = self._host
        tried: list[Scenario] = []

        def work() -> None:
            attempts, spoiled = Attempts(host.shared), True
            while spoiled:
                scenario = Scenario(host, property_, run.examples, situation_of(property_.name, drawn))
                scenario.cell, scenario.endured = cell_of(drawn, property_.values), attempts.endured
                scenario.setting = setting
                tried.append(scenario)
                spoiled = self._spoiled(property_, scenario, drawn, run, attempts)
                if spoiled:
                    host.stop_if_over()
            self._done(scenario, drawn, run)

        if property_.clock and host.waiting.longest:
            host.side_by_side(work, run)
        else:
            work()
        return tried[-1]

    def _done(self, scenario: Scenario, drawn: Mapping[str, Any], run: PropertyRun) -> None:
        """Keep what diverged in an example; where its setting was perhaps in the way, repeat it plainly."""
        self._host.example_done(scenario)
        arranged = {name: value for name, value in scenario.arranged.items() if value != PLAIN[name]}
        for requirement in scenario.diverged:
            run.wrong.setdefault(requirement, Wrong(drawn, arranged))
        if not scenario.hindered:
            return
        if scenario.setting is None or scenario.setting == PLAIN:
            run.plainly_hindered = True
        elif not run.plainly_hindered:
            run.examples += 1
            self._example(scenario.property, drawn, run, PLAIN)

    def narrow(self, property_: Property, run: PropertyRun) -> None:
        """Find the part of a setting that a divergence depends on: the same draws again, with one value at a time."""
        if property_.races or self._host.waiting.longest:
            return
        tallies, tried = self._host.ledger.of(property_.name), dict[tuple[int, str], set[str]]()

        def again(wrong: Wrong, values: Setting) -> set[str]:
            key = (id(wrong.drawn), repr(sorted(values.items())))
            if key not in tried:
                self._host.stop_if_over()
                run.examples += 1
                tried[key] = self._example(property_, wrong.drawn, run, with_these(values)).diverged
            return tried[key]

        for requirement, wrong in list(run.wrong.items()):
            if tallies[requirement].outcomes["agrees"] and wrong.arranged and requirement not in again(wrong, {}):
                for name, value in wrong.arranged.items():
                    again(wrong, {name: value})

    @staticmethod
    def _spoiled(
        property_: Property, scenario: Scenario, drawn: Mapping[str, Any], run: PropertyRun, attempts: Attempts
    ) -> bool:
        """Make one attempt; whether a fault on the way has spoiled it so that there is to be another."""
        try:
            property_.function(scenario, **drawn)
        except ExampleOver:
            run.events["ended early"] += 1
        except Missing as missing:
            if _perhaps_cut_short(scenario, missing) and attempts.another(scenario, cut_short(missing)):
                return True
            run.events["ended early"] += 1
            scenario.end_without(missing)
        except TooLate as error:
            scenario.end_too_late(str(error))
        except Fault as fault:
            run.events["spoiled by a fault on the way"] += 1
            if attempts.another(scenario, fault):
                return True
            scenario.end_in_faults(fault)
        return False


def _perhaps_cut_short(scenario: Scenario, missing: Missing) -> bool:
    """Whether the lack of a member says nothing of the target: not where several attempts have shown it."""
    known = cut_short(missing).place in scenario.endured
    return scenario.context.driver.way_is_unsound() and not known


def generating(examples: int, **more: Any) -> Any:
    """Hypothesis settings that generate so many examples and do nothing else. ``more`` settings are added."""
    import hypothesis
    from hypothesis import HealthCheck, Phase

    return hypothesis.settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        **more,
    )
