"""One run on one target in one process: generates, judges, keeps witnesses, writes the journal."""

from __future__ import annotations

import secrets
import time
import traceback
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from conformance.checking.exchange import Difference, Exchange
from conformance.journal import Journal, JournalError
from conformance.journal.redact import Redactor
from conformance.requirements import Catalog
from conformance.run.budget import Budget
from conformance.run.generation import Generation, generating
from conformance.run.ledger import Ledger
from conformance.run.profiles import Profile
from conformance.run.property_run import PropertyRun, Unfinished
from conformance.run.room import with_room
from conformance.run.seeding import draw_from_the_seed_alone, seed_of
from conformance.run.stop import RunOver
from conformance.run.tidying import delete_pools
from conformance.run.witnesses import Witnesses
from conformance.scenario import Scenario
from conformance.scenario.context import Shared
from conformance.scenario.names import Names
from conformance.scenario.property import Property
from conformance.scenario.steps import Judgement, Step
from conformance.transport.driver import Driver, TargetLost
from conformance.transport.waiting import Waiting
from targets.interface import Running

if TYPE_CHECKING:
    from hypothesis.stateful import RuleBasedStateMachine

    from conformance.run.against import Against


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
        second: Running | None = None,
    ) -> None:
        """``shortest``: skip a property whose requirements have already been decided by others.

        ``keep``: pools are not deleted; otherwise ``tidy`` is to be called at the end of a run on an
        endpoint that outlives it.
        ``second``: another target, on which each example is repeated.
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
        self.may_lock = allow_lockout or not running.identity.guarded
        self.sparing = profile.sparing and running.identity.guarded
        self.driver = Driver(running)
        self.waiting = Waiting(0.0 if "clock" in running.capabilities else allow_wait)
        self.driver.pause = self.waiting.pause
        usual = profile.need if self.sparing else profile.rounds
        self.rounds = usual if rounds is None else rounds
        self.redactor = Redactor(str(seed))
        self.driver.secret = self.redactor.password
        self.ledger = Ledger(journal, self.redactor)
        attached = running.identity.extras.get("runs") == "attached"
        self.outlived = attached or running.identity.guarded  # by the endpoint, so names must differ
        lasting = second is not None and second.identity.extras.get("runs") == "attached"
        self.keep = keep
        self.names = Names(seed, worker, run=secrets.token_hex(4) if self.outlived or lasting else "")
        self.shared = Shared()
        self.started = time.perf_counter()
        self.over: RunOver | None = None
        self.properties_done = 0
        self.last_run: PropertyRun | None = None
        self.confirming = True  # whether divergences are replayed
        self.exhausted: dict[str, bool] = {}  # requirements whose property has no further distinct inputs
        self.witnesses = Witnesses(self.driver, catalog, profile, journal, self.redactor, self.shared, self.names.tag)
        self.against = self._compared_with(second) if second is not None else None
        self._generation = Generation(self)
        self._unfinished: list[Unfinished] = []

    def _compared_with(self, second: Running) -> Against:
        from conformance.run.against import Against

        return Against(self.driver, second, self.catalog, self.redactor, self.names.tag)

    # -- running ---------------------------------------------------------------------------------------------------

    def run(self, property_: Property) -> PropertyRun:
        """Run one property until each of its requirements has been seen in enough situations.

        Divergences do not raise. Raises ``RunOver`` once the run has ended, and defects of the suite.
        """
        wanted = self._wanted(property_.expanded(self.catalog))

        def passes(run: PropertyRun) -> None:
            if not self._decided(wanted):
                self._generation.passes(property_, wanted, run)
                if self.confirming:
                    self._generation.narrow(property_, run)

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
            bound: Any = type(machine.__name__, (machine,), {"engine": self, "run": run})
            settings = generating(self.profile.machine_examples, stateful_step_count=self.profile.machine_steps)
            bound._hypothesis_internal_use_seed = seed_of(self.seed, name, 0)
            run_state_machine_as_test(bound, settings=settings)

        return self._measured(name, "machines", requirements, runs)

    def _measured(
        self, name: str, area: str, requirements: list[str], body: Callable[[PropertyRun], None]
    ) -> PropertyRun:
        run = self.last_run = PropertyRun(name)
        self.witnesses.kept = {}
        self.stop_if_over()
        work = Unfinished(area, requirements, run, self.witnesses.kept)

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

    def _guarded(self, work: Unfinished, body: Callable[[], None]) -> None:
        """Do a part of a property's work: its cost is counted, and its end is noted in its run."""
        run, calls, target_seconds, started = work.run, self.driver.calls, self.driver.seconds, time.perf_counter()
        try:
            with_room(body)()
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

    def _close(self, work: Unfinished) -> None:
        """Write the event of a property, once."""
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
                **({"untried": run.untried} if run.status == "stopped" and not run.waits else {}),
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
            self.last_run, self.witnesses.kept = works[name].run, works[name].witnesses

        def replays(work: Unfinished, fingerprint: str) -> Callable[[], None]:
            return lambda: self.witnesses.confirm(work, fingerprint)

        def both() -> None:
            self.waiting.finish(enter, self.stop_if_over)
            for work in works.values():
                for fingerprint in work.witnesses if self.confirming else ():
                    enter(work.run.name)
                    self.waiting.begin(replays(work, fingerprint), work.run.name)
            self.waiting.finish(enter, self.stop_if_over)

        whole = Unfinished("", [], PropertyRun("what was waited for"), {}, closed=True)
        try:
            self._guarded(whole, both)
        finally:
            for work in works.values():
                work.run.status = whole.run.status
                self._close(work)
        return [work.run for work in works.values()]

    def side_by_side(self, work: Callable[[], None], run: PropertyRun) -> None:
        """Start work that may wait, after resuming work whose wait is over."""
        unfinished = {each.run.name: (each.run, each.witnesses) for each in self._unfinished}
        unfinished[run.name] = here = (run, self.witnesses.kept)

        def enter(name: Any) -> None:
            self.last_run, self.witnesses.kept = unfinished[name]

        self.waiting.resume_due(enter)
        self.last_run, self.witnesses.kept = here
        self.waiting.begin(work, run.name)

    def stop_if_over(self) -> None:
        """Raise ``RunOver`` once a budget is spent or the run has ended."""
        dollars = self.running.usage().get("dollars", 0.0) if self.budget.dollars is not None else 0.0
        spent = self.budget.spent(self.driver.calls, time.perf_counter() - self.started, dollars)
        if spent and self.over is None:
            self.over = RunOver("budget", f"the budget of {spent} is spent")
        if self.over is not None:
            raise RunOver(self.over.reason, str(self.over))  # a new one: the same would gather a traceback each time

    # -- witnesses -------------------------------------------------------------------------------------------------

    def wants(self, requirement: str) -> bool:
        """Whether this requirement is selected for the run."""
        known = self.catalog.requirements.get(requirement)
        chosen = self.selected is None or requirement in self.selected or requirement in self.beside
        return known is not None and known.active and chosen

    def example_done(self, scenario: Scenario) -> None:
        """An example came to its end: repeat it on the second target, where there is one."""
        if self.against is not None and not scenario.given_up:
            self.against.example(scenario)

    def note(self, text: str) -> None:
        """Write a note for people into the journal."""
        self.journal.write("note", text=text)

    def unvaried(self, value: str) -> None:
        """Write into the journal that this target has no such value of a dimension to vary."""
        self.journal.write("unvaried", value=value)

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
        if self.last_run is not None:
            self.last_run.differences.setdefault(requirement, difference)
        self.witnesses.keep(steps, where, requirement, difference, about, judgement)

    def _confirm_witnesses(self, work: Unfinished) -> None:
        for fingerprint in work.witnesses if self.confirming else ():
            self.witnesses.confirm(work, fingerprint)

    def tidy(self) -> None:
        """Delete the pools of this run, domains first. Pools that cannot be deleted are noted, and remain."""
        if not self.running.identity.guarded:  # those are left by ``settle``, however the run has ended
            delete_pools(self.driver, self.note)

    def finish_against(self) -> None:
        """Write what the two targets answered differently, and delete what the run made on the second one."""
        if self.against is not None:
            self.against.finish(self.journal, str(self.over) if self.over is not None else "")
            if not self.keep:
                self.against.tidy(self.note)

    def settle(self) -> tuple[str, ...]:
        """Let the target remove what was made in an account, and note what it says of that, and why the run ended."""
        lost = self.over is not None and self.over.reason == "target-lost" and self.running.identity.guarded
        sentences = (*([str(self.over)] if lost else []), *self.running.settle())
        for sentence in sentences:
            self.note(sentence)
        if used := self.running.usage():
            self.journal.write("account", **used)
        return sentences

    # -- ending ----------------------------------------------------------------------------------------------------

    def footer(self, expected: int) -> None:
        """Write the footer: how the run ended."""
        over = self.over
        passed = self.driver.insistence.passed
        if passed:
            kinds = ", ".join(f"{count} x {fault}" for fault, count in sorted(passed.items()))
            self.note(f"answers that did not come again when they were asked for again, and count for nothing: {kinds}")
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
