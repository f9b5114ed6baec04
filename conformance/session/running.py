"""The engine of a process, from the start of its target to the footer in the journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pytest

from conformance.session.announcement import describe
from conformance.session.ending import interrupt_no_more
from conformance.session.recorded import ask_questions, keeper_of
from conformance.session.results import failure_text
from conformance.session.selection import judged_beside, wanted
from conformance.session.starting import ended_with_a_footer, start_second, start_target
from conformance.session.state import ITEMS_KEY, OPTIONS_KEY, journal_of, tell, worker_of

if TYPE_CHECKING:
    from conformance.run.budget import Budget
    from conformance.run.engine import Engine
    from conformance.run.property_run import PropertyRun
    from targets.interface import Running


def running_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Start the target and give its engine; write the footer however the run ends, and stop the target."""
    from conformance.journal import JournalError

    config = request.config
    with ended_with_a_footer(config):
        running = start_target(config)
        second = start_second(config, running)
    try:
        with ended_with_a_footer(config):
            engine = _made(running, config, second)
        yield engine
        if _interrupted(request):
            interrupt_no_more(config)
        waited = _finish(engine, request)
        engine.journal.close()
        _judge_waited(waited, engine, config)
    except JournalError as error:
        tell(config, "journal", str(error))
        pytest.skip(str(error))
    finally:
        if second is not None:
            second.stop()
        running.stop()


def _made(running: Running, config: pytest.Config, second: Running | None) -> Engine:
    from conformance.requirements import load_catalog
    from conformance.run.engine import Engine
    from conformance.run.profiles import PROFILES

    catalog, items, options = load_catalog(), config.stash[ITEMS_KEY], config.stash[OPTIONS_KEY]
    made = Engine(
        running,
        catalog,
        PROFILES[options.profile],
        journal_of(config),
        seed=options.seed,
        shortest=bool(options.requirements),
        keep=options.keep,
        selected=frozenset(wanted(config, catalog, items)),
        beside=judged_beside(config, catalog),
        budget=_share(config),
        worker=worker_of(config),
        allow_wait=options.allow_wait.seconds,
        rounds=options.rounds,
        allow_lockout=options.allow_lockout,
        second=second,
    )
    if config.option.record_into:
        made.ledger = keeper_of(made, config)
    describe(made)
    return made


def _finish(made: Engine, request: pytest.FixtureRequest) -> Sequence[PropertyRun]:
    """Finish the work after the last property; returns the runs of the properties that waited."""
    from conformance.command import scopes
    from conformance.run.stop import RunOver

    config = request.config
    waited = made.finish_waiting() if made.over is None and not _interrupted(request) else []
    if made.over is None and _interrupted(request):
        made.over = RunOver("interrupted", "interrupted")
    if made.over is None or made.over.reason != "journal":
        if worker_of(config) in ("main", "gw0"):
            scopes.collect(made)
            ask_questions(made, config)
            made.finish_against()
        if made.outlived and not made.keep and made.over is None:
            made.tidy()
        for sentence in made.settle():
            tell(config, "hint", sentence)
        if made.running.leaves_something:
            tell(config, "left", made.running.identity.spec)
        made.footer(len(config.stash[ITEMS_KEY]))
    return waited


def _share(config: pytest.Config) -> Budget:
    """The budget of this process: calls and dollars are divided among the workers, time passes for all."""
    from conformance.run.budget import Budget

    limits, workers = config.stash[OPTIONS_KEY].budget, config.stash[OPTIONS_KEY].workers
    calls = None if limits.calls is None else -(-limits.calls // workers)
    dollars = None if limits.usd is None else limits.usd / workers
    return Budget(calls=calls, seconds=limits.seconds, dollars=dollars)


def _interrupted(request: pytest.FixtureRequest) -> bool:
    return bool(request.session.exitstatus == pytest.ExitCode.INTERRUPTED)


def _judge_waited(waited: Sequence[PropertyRun], engine: Engine, config: pytest.Config) -> None:
    """Results of properties that had to wait, shown at the end by plain pytest: their tests are already over."""
    texts = [failure_text(identifier, run, engine) for run in waited for identifier in run.failed]
    if texts and not config.option.observe_only:
        pytest.fail("\n".join(texts), pytrace=False)
