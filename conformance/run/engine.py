"""One run on one target in one process: generates, judges, keeps witnesses, writes the journal."""

from __future__ import annotations

import hashlib
import secrets
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from conformance.checking.exchange import Difference, Exchange, Missing
from conformance.journal import Journal, JournalError
from conformance.journal.redact import Redactor
from conformance.replay.witness import Replaying, Spaces, Witness, confirm
from conformance.requirements import Catalog
from conformance.run.ledger import Ledger, Tally
from conformance.run.profiles import Profile
from conformance.run.seeding import draw_from_the_seed_alone
from conformance.run.stop import RunOver
from conformance.scenario import ExampleOver, Scenario
from conformance.scenario.context import Shared
from conformance.scenario.coverage import Cell, covering_array, label_of
from conformance.scenario.names import Names
from conformance.scenario.property import Property
from conformance.scenario.steps import Judgement, Step
from conformance.transport.driver import Driver, TargetLost
from conformance.transport.waiting import TooLate, Waiting
from targets.interface import Running

if TYPE_CHECKING:
    from hypothesis.stateful import RuleBasedStateMachine


REAL = "aws"  # the product that runs in a real account


DROPS = 10  # dropped examples after which a combination of values counts as impossible


@dataclass
class Budget:
    """Bounds of a run; None means none."""

    calls: int | None = None
    seconds: float | None = None


@dataclass
class PropertyRun:
    """The record of one property in this process."""

    name: str
    examples: int = 0
    calls: int = 0
    seconds: float = 0.0
    target_seconds: float = 0.0
    status: str = "done"
    exhausted: bool = False
    events: Counter[str] = field(default_factory=Counter)
    differences: dict[str, Difference] = field(default_factory=dict)  # requirement -> the first way it diverged here
    confirmed: set[str] = field(default_factory=set)  # requirements of which a witness diverged again
    judged: bool = False  # whether anything agreed or diverged here
    waits: bool = False  # whether a part is only judged at the end of the run

    @property
    def failed(self) -> list[str]:
        """The requirements that diverged here, without server errors that did not repeat."""
        return [i for i, d in self.differences.items() if i in self.confirmed or d.kind != "server-error"]


@dataclass
class _Unfinished:
    """The work of a property until its event is written."""

    area: str
    requirements: list[str]
    run: PropertyRun
    witnesses: dict[str, Witness]
    closed: bool = False


class Engine:
    """Runs properties and machines against a started target. One per process and target."""

    def __init__(
        self,
        running: Running,
        catalog: Catalog,
        profile: Profile,
        journal: Journal,
        *,
        seed: int,
        selected: frozenset[str] | None = None,
        beside: frozenset[str] = frozenset(),
        budget: Budget | None = None,
        worker: str = "main",
        allow_wait: float = 0.0,
        rounds: int | None = None,
        allow_lockout: bool = False,
        shortest: bool = False,
        keep: bool = False,
    ) -> None:
        """``shortest``: a property is left out whose requirements others have decided already.

        ``keep``: pools are not deleted; otherwise ``tidy`` is to be called at the end of a run on an
        endpoint that outlives it.
        ``beside``: requirements that are not selected, but judged by the checks on every answer.
        """
        draw_from_the_seed_alone()
        self.running = running
        self.catalog = catalog
        self.profile = profile
        self.journal = journal
        self.seed = seed
        self.shortest = shortest
        self.selected = selected
        self.beside = beside
        self.budget = budget or Budget()
        self.may_lock = allow_lockout or running.identity.product != REAL
        self.driver = Driver(running)
        self.waiting = Waiting(0.0 if "clock" in running.capabilities else allow_wait)
        self.driver.pause = self.waiting.pause
        self.rounds = profile.rounds if rounds is None else rounds
        self.redactor = Redactor(str(seed))
        self.ledger = Ledger(journal, self.redactor)
        self.outlived = running.identity.extras.get("runs") == "attached"  # by the endpoint, so names must differ
        self.keep = keep
        self.names = Names(seed, worker, run=secrets.token_hex(4) if self.outlived else "")
        self.shared = Shared()
        self.started = time.perf_counter()
        self.over: RunOver | None = None
        self.properties_done = 0
        self.last_run: PropertyRun | None = None
        self.confirming = True  # whether divergences are replayed
        self.exhausted: dict[str, bool] = {}  # requirements whose property has no further distinct inputs
        self.spaces = Spaces(self.names.tag)
        self._witnesses: dict[str, Witness] = {}
        self._confirmed: dict[str, int] = {}  # fingerprint -> steps of the confirmed witness
        self._unfinished: list[_Unfinished] = []

    # -- running ---------------------------------------------------------------------------------------------------

    def run(self, property_: Property) -> PropertyRun:
        """Run one property until each of its requirements has been seen in enough situations.

        Divergences do not raise. Raises ``RunOver`` once the run has ended, and defects of the suite.
        """
        wanted = self._wanted(property_.expanded(self.catalog))

        def passes(run: PropertyRun) -> None:
            if not self._decided(wanted):
                self._passes(property_, wanted, run)

        return self._measured(property_.name, property_.area(self.catalog), wanted, passes)

    def _wanted(self, requirements: Sequence[str]) -> list[str]:
        return [i for i in requirements if self.selected is None or i in self.selected]

    def _decided(self, requirements: Sequence[str]) -> bool:
        """Whether each of these was already seen in enough situations, if no more than that is required."""
        if not self.shortest:
            return False
        tallies = self.ledger.tallies
        need = self.profile.need
        return all(i in tallies and (len(tallies[i].situations) >= need or i in self.exhausted) for i in requirements)

    def run_machine(self, machine: type[RuleBasedStateMachine], name: str, requirements: list[str]) -> PropertyRun:
        """Run one state machine as often as the profile says."""
        from hypothesis.stateful import run_state_machine_as_test

        def runs(run: PropertyRun) -> None:
            if not self.profile.machine_examples or self._decided(self._wanted(requirements)):
                return
            bound = type(machine.__name__, (machine,), {"engine": self, "run": run})
            settings = _settings(self.profile.machine_examples, stateful_step_count=self.profile.machine_steps)
            _seeded(bound, self._seed_of(name, 0))
            run_state_machine_as_test(bound, settings=settings)

        return self._measured(name, "machines", requirements, runs)

    def _measured(
        self, name: str, area: str, requirements: list[str], body: Callable[[PropertyRun], None]
    ) -> PropertyRun:
        run = self.last_run = PropertyRun(name)
        self._witnesses = {}
        self.stop_if_over()
        work = _Unfinished(area, requirements, run, self._witnesses)

        def whole() -> None:
            body(run)
            run.waits = self.waiting.waits(run.name)
            if not run.waits:
                self._confirm_witnesses(work)

        self._guarded(work, whole)
        if run.waits and run.status == "done":
            self._unfinished.append(work)
        else:
            self._close(work)
        self.stop_if_over()
        return run

    def _guarded(self, work: _Unfinished, body: Callable[[], None]) -> None:
        """Do a part of a property's work: its cost is counted, and its end is noted in its run."""
        run, calls, target_seconds, started = work.run, self.driver.calls, self.driver.seconds, time.perf_counter()
        try:
            body()
        except RunOver as over:
            run.status, self.over = "stopped", over
        except TargetLost as lost:
            run.status, self.over = "stopped", RunOver("target-lost", str(lost))
        except JournalError as error:
            run.status, self.over = "stopped", RunOver("journal", str(error))
        except KeyboardInterrupt:
            run.status, self.over = "stopped", RunOver("interrupted", "interrupted")
            raise
        except BaseException as error:  # a defect of the suite: recorded, and raised for pytest to show
            run.status = "error"
            self.journal.write(
                "error",
                property=run.name,
                requirements=work.requirements,
                message=f"{type(error).__name__}: {error}"[:500],
                traceback="".join(traceback.format_exception(error))[-6000:],
            )
            raise
        finally:
            run.calls += self.driver.calls - calls
            run.target_seconds += self.driver.seconds - target_seconds
            run.seconds += time.perf_counter() - started
            if run.status != "done":
                self._close(work)

    def _close(self, work: _Unfinished) -> None:
        """Write what a property did, once."""
        run = work.run
        if work.closed:
            return
        work.closed = True
        run.judged = any(tally.situations for tally in self.ledger.of(run.name).values())
        if self.over is None or self.over.reason != "journal":
            self.journal.write(
                "property",
                property=run.name,
                area=work.area,
                requirements=work.requirements,
                examples=run.examples,
                calls=run.calls,
                seconds=round(run.seconds, 4),
                target_seconds=round(run.target_seconds, 4),
                status=run.status,
                exhausted=run.exhausted,
                events=dict(run.events),
            )
        self.properties_done += run.status == "done"

    def finish_waiting(self) -> list[PropertyRun]:
        """Finish all waiting work side by side; then replay its divergences, again side by side.

        Returns the runs of the properties that waited. The end of the run is in ``over``.
        """
        works = {work.run.name: work for work in self._unfinished}
        if not works:
            return []

        def enter(name: Any) -> None:
            self.last_run, self._witnesses = works[name].run, works[name].witnesses

        def replays(work: _Unfinished, fingerprint: str) -> Callable[[], None]:
            return lambda: self._confirm_witness(work, fingerprint)

        def both() -> None:
            self.waiting.finish(enter, self.stop_if_over)
            for work in works.values():
                for fingerprint in work.witnesses if self.confirming else ():
                    enter(work.run.name)
                    self.waiting.begin(replays(work, fingerprint), work.run.name)
            self.waiting.finish(enter, self.stop_if_over)

        whole = _Unfinished("", [], PropertyRun("what was waited for"), {}, closed=True)
        try:
            self._guarded(whole, both)
        finally:
            for work in works.values():
                work.run.status = whole.run.status
                self._close(work)
        return [work.run for work in works.values()]

    def _passes(self, property_: Property, wanted: list[str], run: PropertyRun) -> None:
        cells, fruitful = self._cells(property_), list[Cell]()
        for number in range(self.profile.passes):
            missing = self._missing(property_, wanted)
            if not missing or run.exhausted:
                return
            examples = max(missing, 2 if number else len(cells))
            if 0 < number == self.profile.passes - 1:  # the last pass: some draws will repeat those of earlier passes
                examples = 3 * missing + 2
            if property_.races and not number:  # further rounds of what is out of reach would show nothing
                examples = min(examples, self.profile.need)
            before = run.examples
            self._generate(property_, examples, number, run, cells if not number else fruitful[:examples], fruitful)
            if run.examples - before < examples and run.status != "stopped":
                run.exhausted = True
                self.exhausted.update(dict.fromkeys(wanted, True))
            if self.waiting.waits(property_.name):
                return  # its results come at the end of the run
            if not any(self.ledger.of(property_.name)[i].situations for i in wanted):
                return  # nothing was reached at all: more of the same would not help

    def _missing(self, property_: Property, wanted: list[str]) -> int:
        """How many situations the property still has to find.

        Only its own situations count: those of other properties depend on the worker that ran them, and the same seed
        must generate the same inputs with any number of workers.
        """
        own = self.ledger.of(property_.name)
        need = max(self.profile.need, self.rounds) if property_.races else self.profile.need
        return max([0, *(self._lacking(own.get(identifier), need) for identifier in wanted)])

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
        """The values of the first examples; where one situation is all that is asked for, a single cell of them."""
        sizes = {name: len(values) for name, values in property_.values.items()}
        cells = covering_array(sizes, f"{self.seed}:{property_.name}")
        return cells if self.profile.need > 1 else cells[:1]

    def _generate(
        self,
        property_: Property,
        examples: int,
        number: int,
        run: PropertyRun,
        cells: Sequence[Cell] = (),
        fruitful: list[Cell] | None = None,
    ) -> None:
        """``cells`` are the values of the first examples; those that led to a judgement are added to ``fruitful``."""
        from hypothesis import given, seed

        left, tried = list(reversed(cells)), Counter[int]()

        def example(**drawn: Any) -> None:
            self.stop_if_over()
            run.examples += 1
            while left and tried[len(left)] >= DROPS:
                run.events["values that do not go together"] += 1
                left.pop()
            cell = left[-1] if left else None
            if cell is not None:
                tried[len(left)] += 1
                drawn |= {name: property_.values[name][place] for name, place in cell.items()}
            scenario = Scenario(self, property_, run.examples, _situation(property_.name, drawn))
            scenario.cell = _cell_of(drawn, property_.values)

            def work() -> None:
                try:
                    property_.function(scenario, **drawn)
                except ExampleOver:
                    run.events["ended early"] += 1
                except Missing as missing:
                    run.events["ended early"] += 1
                    scenario.end_without(missing)
                except TooLate as error:
                    scenario.end_too_late(str(error))

            if property_.clock and self.waiting.longest:
                self._side_by_side(work, run)
            else:
                work()
            if cell is not None:  # not if the draws were dropped: another example takes its place
                left.pop()
                if scenario.judged and fruitful is not None:
                    fruitful.append(cell)

        test = _settings(examples)(given(**property_.strategies)(example)) if property_.strategies else None
        if test is None:
            example()
            return
        test._hypothesis_internal_database_key = None  # no database needs it, and it is slow
        seed(self._seed_of(property_.name, number))(test)()

    def _side_by_side(self, work: Callable[[], None], run: PropertyRun) -> None:
        """Start work that may wait, after resuming work whose wait is over."""
        unfinished = {each.run.name: (each.run, each.witnesses) for each in self._unfinished}
        unfinished[run.name] = here = (run, self._witnesses)

        def enter(name: Any) -> None:
            self.last_run, self._witnesses = unfinished[name]

        self.waiting.resume_due(enter)
        self.last_run, self._witnesses = here
        self.waiting.begin(work, run.name)

    def _seed_of(self, name: str, number: int) -> int:
        return int.from_bytes(hashlib.sha256(f"{self.seed}:{name}:{number}".encode()).digest()[:8], "big")

    def stop_if_over(self) -> None:
        """Raise ``RunOver`` once a budget is spent or the run has ended."""
        spent = None
        if self.budget.calls is not None and self.driver.calls >= self.budget.calls:
            spent = f"{self.budget.calls} calls"
        elif self.budget.seconds is not None and time.perf_counter() - self.started >= self.budget.seconds:
            spent = f"{self.budget.seconds:g} seconds"
        if spent and self.over is None:
            self.over = RunOver("budget", f"the budget of {spent} is spent")
        if self.over is not None:
            raise self.over

    # -- witnesses -------------------------------------------------------------------------------------------------

    def wants(self, requirement: str) -> bool:
        """Whether this requirement is selected for the run."""
        known = self.catalog.requirements.get(requirement)
        chosen = self.selected is None or requirement in self.selected or requirement in self.beside
        return known is not None and known.active and chosen

    def note(self, text: str) -> None:
        """Write a note for people into the journal."""
        self.journal.write("note", text=text)

    def keep_witness(
        self,
        steps: Sequence[Step],
        where: tuple[str, int],
        requirement: str,
        difference: Difference,
        about: Exchange | None,
        judgement: Judgement,
    ) -> None:
        """Keep the shortest sequence of steps that shows this divergence.

        ``where`` is the name of the property and the number of its example.
        """
        operation = about.operation if about is not None else ""
        fingerprint = f"{requirement}|{operation}|{difference.kind}"
        if self.last_run is not None:
            self.last_run.differences.setdefault(requirement, difference)
        known = self._witnesses.get(fingerprint)
        length = min(len(known.steps) if known else 10_000, self._confirmed.get(fingerprint, 10_000))
        if len(steps) < length:
            self._witnesses[fingerprint] = Witness(
                requirement, difference, operation, *where, list(steps), judgement.as_now()
            )

    def _confirm_witnesses(self, work: _Unfinished) -> None:
        if not self.confirming:
            return
        for fingerprint in work.witnesses:
            self._confirm_witness(work, fingerprint)

    def _confirm_witness(self, work: _Unfinished, fingerprint: str) -> None:
        witness = work.witnesses[fingerprint]
        confirmed = confirm(witness, self._replaying())
        if confirmed.get("confirmed"):
            work.run.confirmed.add(witness.requirement)
            self._confirmed[fingerprint] = len(confirmed["steps"])
        self.journal.write("witness", **confirmed)

    def _replaying(self) -> Replaying:
        self.spaces.fresh.adopt(self.shared.pools.values())
        profile, tag = self.profile, self.names.tag
        return Replaying(
            self.driver, self.catalog, self.redactor, self.spaces, tag, profile.cut_budget, anew=profile.anew
        )

    # -- tidying up ------------------------------------------------------------------------------------------------

    def tidy(self) -> None:
        """Delete the pools of this run, domains first. Pools that cannot be deleted are noted, and remain."""
        made = self.driver.made
        for domain, pool in list(made.domains.items()):
            self.driver.call("DeleteUserPoolDomain", {"Domain": domain, "UserPoolId": pool})
        left = [pool for pool in list(made.pools) if not self._deleted(pool)]
        if left:
            self.note(f"{len(left)} of the pools that this run made could not be deleted: {', '.join(left[:5])} ...")

    def _deleted(self, pool: str) -> bool:
        answer = self.driver.call("DeleteUserPool", {"UserPoolId": pool})
        if not answer.ok and answer.code != "ResourceNotFoundException":
            inactive = {"UserPoolId": pool, "DeletionProtection": "INACTIVE"}
            self.driver.call("UpdateUserPool", inactive)
            answer = self.driver.call("DeleteUserPool", {"UserPoolId": pool})
        return answer.ok or answer.code == "ResourceNotFoundException"

    # -- ending ----------------------------------------------------------------------------------------------------

    def footer(self, expected: int) -> None:
        """Write the footer: how the run ended."""
        over = self.over
        self.journal.write(
            "footer",
            reason=over.reason if over else "finished",
            complete=over is None,
            text=str(over or ""),
            calls=self.driver.calls,
            seconds=round(time.perf_counter() - self.started, 3),
            target_seconds=round(self.driver.seconds, 3),
            properties=self.properties_done,
            properties_expected=expected,
        )


def _situation(name: str, drawn: dict[str, Any]) -> str:
    text = name + repr([(member, _ordered(value)) for member, value in sorted(drawn.items())])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _cell_of(drawn: Mapping[str, Any], values: Mapping[str, tuple[Any, ...]]) -> dict[str, str]:
    """The draws that range over a few values, in words."""
    places = {name: _place_of(drawn[name], among) for name, among in values.items()}
    return label_of({name: place for name, place in places.items() if place is not None}, values)


def _place_of(value: Any, among: Sequence[Any]) -> int | None:
    """The index of a value among these; None if it equals none of them."""
    found = (number for number, each in enumerate(among) if each is value)
    return next(found, next((n for n, each in enumerate(among) if type(each) is type(value) and each == value), None))


def _ordered(value: Any) -> Any:
    """A drawn value whose sets are ordered in the same way in every process."""
    if isinstance(value, set | frozenset):
        return ["set", *sorted(map(repr, value))]
    if isinstance(value, dict):
        return {name: _ordered(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_ordered(member) for member in value]
    return value


def _settings(examples: int, **more: Any) -> Any:
    from hypothesis import HealthCheck, Phase, settings

    return settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        **more,
    )


def _seeded(machine: Any, value: int) -> None:
    machine._hypothesis_internal_use_seed = value
