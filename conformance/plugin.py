"""The pytest plugin: options, the engine fixture, selection, sharding, the journal's header and footer.

It runs in three kinds of process: the one that executes tests by itself, the one that controls xdist workers, and each
worker. Only the first and the third have an engine; the controller never starts the target.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

import pytest

from conformance.command.folder import Held, OutputError, output_folder
from conformance.command.options import OPTIONS, OptionError, RunOptions
from conformance.command.properties import properties, property_of
from conformance.command.storage import keep_out_of_the_working_directory

if TYPE_CHECKING:
    from conformance.command.properties import Property
    from conformance.journal import Journal
    from conformance.requirements import Catalog, Requirement
    from conformance.run.engine import Budget, Engine, PropertyRun
    from targets.interface import Running

PACKAGE = Path(__file__).parent
MEMBERS = (  # of a catalog entry, as the run announces it
    "id",
    "area",
    "title",
    "statement",
    "level",
    "grade",
    "status",
    "reason",
    "sources",
    "operations",
    "capabilities",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of a conformance run; ``cognito-conformance run`` sets them."""
    group = parser.getgroup("cognito-conformance")
    group.addoption("--target", default="moto", help="target to test: moto, a URL, a TOML file … (default: moto)")
    for option in OPTIONS.values():
        if option.of_pytest and option.switch:
            group.addoption(option.flag, action="store_true", help=option.help)
        elif option.of_pytest:
            action = "append" if option.many else "store"
            group.addoption(option.flag, action=action, metavar=option.metavar, help=option.help)
    group.addoption("--out", default="conformance-report", help="folder for the journal")
    group.addoption("--observe-only", action="store_true", help="divergences do not fail the tests (the report judges)")
    group.addoption("--run-id", default="", help="name of the run in the journal")
    group.addoption("--beside", action="append", default=[], help="set by the command: the targets of the same run")
    group.addoption("--tell", default="", help="set by the command: a file for messages to it")
    group.addoption("--again", action="append", default=[], help="set by the command: requirements to run again")
    group.addoption("--again-property", action="append", default=[], help="set by the command: properties to run again")
    group.addoption("--alive-fd", type=int, default=-1, help="set by the command: a pipe that closes when it ends")


_OPTIONS = pytest.StashKey[RunOptions]()
_ENGINE = pytest.StashKey["Engine"]()
_ITEMS = pytest.StashKey[list[pytest.Item]]()
_FOLDER = pytest.StashKey[Held]()
_RELEASE = pytest.StashKey[ExitStack]()
_ALONE = pytest.StashKey[bool]()  # the command that started this is gone


def pytest_configure(config: pytest.Config) -> None:
    """Choose the seed and the run's name once, for workers too; refuse invalid values."""
    given = {option.key: config.getoption(option.key) for option in OPTIONS.values() if option.of_pytest}
    chosen = getattr(config, "workerinput", {})
    try:
        options = RunOptions.of({**given, "seed": chosen.get("conformance_seed", given["seed"])})
    except OptionError as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[_OPTIONS] = replace(options, workers=_workers(config))
    if _about_us(config):
        keep_out_of_the_working_directory()
    config.option.run_id = chosen.get("conformance_run") or config.option.run_id or f"{options.seed}-{os.getpid()}"
    if config.option.alive_fd >= 0 and _worker(config) == "main":
        _end_with(config)
    if _worker(config) != "main" or config.option.tell:
        _interruptible()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give an xdist worker what was chosen: it only has the words of the command line."""
    node.workerinput["conformance_seed"] = node.config.stash[_OPTIONS].seed
    node.workerinput["conformance_run"] = node.config.option.run_id


def _worker(config: pytest.Config) -> str:
    return str(getattr(config, "workerinput", {}).get("workerid", "main"))


def _workers(config: pytest.Config) -> int:
    """How many processes share this run."""
    count = getattr(config, "workerinput", {}).get("workercount") or getattr(config.option, "numprocesses", None)
    return count if isinstance(count, int) else 1


def _is_controller(config: pytest.Config) -> bool:
    return _worker(config) == "main" and bool(getattr(config.option, "numprocesses", None))


def _end_with(config: pytest.Config) -> None:
    """End this run in an orderly way when the command that started it is gone, also by ``kill -9``."""
    import signal
    import threading

    def watch() -> None:
        os.read(config.option.alive_fd, 1)  # returns only when the pipe closes: nothing is ever written to it
        config.stash[_ALONE] = True
        os.killpg(os.getpgrp(), signal.SIGINT)

    threading.Thread(target=watch, daemon=True, name="end-with-the-command").start()


def _interruptible() -> None:
    """Let Ctrl-C end this process in an orderly way: workers and background processes start with SIGINT ignored."""
    import signal
    import threading

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _tell(config: pytest.Config, kind: str, text: str) -> None:
    """Report to the command what pytest's exit status cannot; each line is one write, as workers share the file."""
    if config.option.tell:
        with open(config.option.tell, "a", encoding="utf-8") as file:
            file.write(json.dumps({"kind": kind, "text": text}) + "\n")


# -- selection ---------------------------------------------------------------------------------------------------------


def _property_of(item: pytest.Item) -> Property | None:
    return property_of(getattr(item, "function", None))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what --area, --requirement and --shard ask for; properties that move the clock come last."""
    mine = {item: property_ for item in items if (property_ := _property_of(item)) is not None}
    if not mine:
        return
    chosen = [item for item, property_ in mine.items() if _selected(config, property_)]
    dropped = [item for item in mine if item not in set(chosen)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
    shortest = bool(config.stash[_OPTIONS].requirements)
    chosen.sort(key=lambda item: (mine[item].clock, *(_length(mine[item]) if shortest else ())))
    items[:] = [item for item in items if item not in mine] + chosen


def _length(property_: Property) -> tuple[bool, int, str]:
    """An order in which the shortest properties that decide a requirement come first, and machines last."""
    return property_.machine, len(property_.requirements), property_.name


def _selected(config: pytest.Config, property_: Property) -> bool:
    from conformance.requirements import load_catalog

    options, catalog = config.stash[_OPTIONS], load_catalog()
    reached = property_.expanded(catalog)
    if not reached:
        return False
    if options.areas and not set(options.areas) & {catalog.requirements[i].area for i in reached}:
        return False
    if options.requirements and not set(options.requirements) & set(reached):
        return False
    again, named = set(config.option.again), config.option.again_property
    if (again or named) and not again & set(reached) and property_.name not in named:
        return False
    return options.shard.holds(property_.name)


def _share(config: pytest.Config) -> Budget:
    """The budget of this process: calls are divided among the workers, time passes for all of them."""
    from conformance.run.engine import Budget

    limits, workers = config.stash[_OPTIONS].budget, config.stash[_OPTIONS].workers
    calls = None if limits.calls is None else -(-limits.calls // workers)
    return Budget(calls=calls, seconds=limits.seconds)


def wanted(config: pytest.Config, catalog: Catalog, items: Sequence[pytest.Item]) -> list[str]:
    """The active requirements that this selection is about: all of them only when nothing was left out."""
    options = config.stash[_OPTIONS]
    chosen = {p.name: p for item in items if (p := _property_of(item)) is not None}
    reached = {i for p in chosen.values() for i in p.expanded(catalog)}
    narrowed = options.shard.count > 1 or bool(config.option.keyword or config.option.again)
    whole = not narrowed and bool(options.areas or options.requirements)
    if not narrowed and not whole:
        whole = set(chosen) >= {name for name, property_ in properties().items() if property_.expanded(catalog)}
    return [
        r.id
        for r in catalog.active()
        if (whole or r.id in reached)
        and (not options.areas or r.area in options.areas)
        and (not options.requirements or r.id in options.requirements)
    ]


def judged_beside(config: pytest.Config, catalog: Catalog) -> frozenset[str]:
    """The requirements that every shard judges on each answer, even if their property is in another shard."""
    from conformance.checking.registry import checks_on_every_answer

    options = config.stash[_OPTIONS]
    if options.shard.count == 1:
        return frozenset()
    known = (catalog.requirements[i] for i in checks_on_every_answer())
    return frozenset(
        r.id
        for r in known
        if (not options.areas or r.area in options.areas) and (not options.requirements or r.id in options.requirements)
    )


# -- the folder of a plain pytest run ----------------------------------------------------------------------------------


def pytest_sessionstart(session: pytest.Session) -> None:
    """Hold the output folder while properties run as plain pytest; the command holds it for its own runs."""
    config = session.config
    if config.option.tell or config.option.collectonly or _worker(config) != "main" or not _about_us(config):
        return
    stack = config.stash[_RELEASE] = ExitStack()
    try:
        config.stash[_FOLDER] = stack.enter_context(output_folder(Path(config.option.out)))
    except OutputError as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)


def _about_us(config: pytest.Config) -> bool:
    """Whether the arguments name the properties, a part of them or a folder around them."""
    for argument in config.args:
        path = Path(str(argument).split("::", 1)[0]).resolve()
        if PACKAGE.is_relative_to(path) or path.is_relative_to(PACKAGE):
            return True
    return False


def pytest_unconfigure(config: pytest.Config) -> None:
    """Release the folder, restored if nothing was tested; remove what a vanished command has left."""
    folder = config.stash.get(_FOLDER, None)
    if folder is not None:
        if not folder.tested:
            folder.give_back()
        config.stash[_RELEASE].close()
    if config.stash.get(_ALONE, False):
        shutil.rmtree(Path(config.option.tell).parent, ignore_errors=True)


# -- the engine --------------------------------------------------------------------------------------------------------


def pytest_collection_finish(session: pytest.Session) -> None:
    """Remember the selection, and announce the run before anything is started: once for each target."""
    from conformance.journal import JournalError

    config = session.config
    items = config.stash[_ITEMS] = [item for item in session.items if _property_of(item) is not None]
    first = _worker(config) in ("main", "gw0") and not _is_controller(config)
    if not items or not first or config.option.collectonly:
        return
    try:
        _announce(config, items)
    except JournalError as error:
        _tell(config, "journal", str(error))
        pytest.exit(str(error), returncode=pytest.ExitCode.INTERNAL_ERROR)


def _slug(spec: str) -> str:
    from targets.interface import Identity

    return Identity(spec.strip(), "", "").slug


def _journal(config: pytest.Config) -> Journal:
    from conformance.journal import Journal

    return Journal(Path(config.option.out), target=_slug(config.option.target), worker=_worker(config))


def _announce(config: pytest.Config, items: Sequence[pytest.Item]) -> None:
    import botocore

    from conformance import __version__
    from conformance.journal import SCHEMA
    from conformance.requirements import load_catalog
    from conformance.run.profiles import PROFILES
    from conformance.transport.aws_model import operation_count, operation_names

    catalog, options, journal = load_catalog(), config.stash[_OPTIONS], _journal(config)
    journal.write(
        "run",
        schema=SCHEMA,
        run_id=config.option.run_id,
        spec=config.option.target,
        suite_version=__version__,
        catalog_digest=catalog.digest,
        botocore_version=botocore.__version__,
        model_operations=operation_count(),
        operations=operation_names(),
        profile=options.profile,
        need=PROFILES[options.profile].need,
        seed=options.seed,
        arguments=options.arguments(),
        requirements=[_entry(r) for r in catalog.requirements.values()],
        areas=dict(catalog.areas),
        expected=[i for i in wanted(config, catalog, items) if i in config.option.again or not config.option.again],
        targets=[_slug(s) for s in config.option.beside or [config.option.target]],
    )
    journal.close()


def _entry(requirement: Requirement) -> dict[str, Any]:
    return {name: value for name in MEMBERS if (value := getattr(requirement, name))}


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The engine of this process; starts the target, and writes the footer however the run ends."""
    from conformance.command import scopes
    from conformance.journal import JournalError
    from conformance.requirements import load_catalog
    from conformance.run.engine import Engine
    from conformance.run.profiles import PROFILES
    from conformance.run.stop import RunOver

    config = request.config
    catalog, items, options = load_catalog(), config.stash[_ITEMS], config.stash[_OPTIONS]
    running = _started(config)
    try:
        journal = _journal(config)
        made = config.stash[_ENGINE] = Engine(
            running,
            catalog,
            PROFILES[options.profile],
            journal,
            seed=options.seed,
            shortest=bool(options.requirements),
            keep=options.keep,
            selected=frozenset(wanted(config, catalog, items)),
            beside=judged_beside(config, catalog),
            budget=_share(config),
            worker=_worker(config),
            allow_wait=options.allow_wait.seconds,
            rounds=options.rounds,
            allow_lockout=options.allow_lockout,
        )
        _describe(made)
        yield made
        waited = made.finish_waiting() if made.over is None and not _interrupted(request) else []
        if made.over is None and _interrupted(request):
            made.over = RunOver("interrupted", "interrupted")
        if made.over is None or made.over.reason != "journal":
            if _worker(config) in ("main", "gw0"):
                scopes.collect(made)
            if made.outlived and not made.keep and made.over is None:
                made.tidy()
            made.footer(len(items))
        journal.close()
        _judge_waited(waited, made, config)
    except JournalError as error:
        _tell(config, "journal", str(error))
        pytest.skip(str(error))
    finally:
        running.stop()


def _interrupted(request: pytest.FixtureRequest) -> bool:
    return bool(request.session.exitstatus == pytest.ExitCode.INTERRUPTED)


def _judge_waited(waited: Sequence[PropertyRun], engine: Engine, config: pytest.Config) -> None:
    """Results of properties that had to wait, shown at the end by plain pytest: their tests are already over."""
    told = [_told(identifier, run, engine) for run in waited for identifier in run.failed]
    if told and not config.option.observe_only:
        pytest.fail("\n".join(told), pytrace=False)


def _started(config: pytest.Config) -> Running:
    """The target, started and seen to answer like Cognito; otherwise the run ends here."""
    from targets.interface import TargetUnusable
    from targets.registry import resolve
    from targets.smoke import smoke

    try:
        running = resolve(config.option.target).start(worker=_worker(config))
    except TargetUnusable as error:
        _unusable(config, str(error))
    try:
        trouble = smoke(running)
    except BaseException:
        running.stop()
        raise
    if trouble:
        running.stop()
        _unusable(config, trouble)
    for hint in running.hints():
        _tell(config, "hint", hint)
    return running


def _unusable(config: pytest.Config, text: str) -> NoReturn:
    """End this process's part: recorded in the journal, reported to the command, and plain pytest stops at once."""
    spec = config.option.target
    text = text if text.startswith(spec) else f"{spec}: {text}"
    journal = _journal(config)
    journal.write("note", text=f"not tested: {text}")
    journal.write(
        "footer",
        reason="unusable",
        complete=False,
        text=text,
        calls=0,
        seconds=0.0,
        target_seconds=0.0,
        properties=0,
        properties_expected=len(config.stash[_ITEMS]),
    )
    journal.close()
    _tell(config, "unusable", text)
    if config.option.tell:
        pytest.skip(text)
    if _worker(config) != "main":
        pytest.fail(text, pytrace=False)
    pytest.exit(text, returncode=3)


def _describe(engine: Engine) -> None:
    running, identity = engine.running, engine.running.identity
    engine.journal.write(
        "target",
        spec=identity.spec,
        product=identity.product,
        version=identity.version,
        mode=identity.mode,
        extras=dict(identity.extras),
        endpoint=running.endpoint,
        region=running.region,
        capabilities=sorted(running.capabilities),
        embedded=running.endpoint is None,
    )
    for hint in running.hints():
        engine.journal.write("note", text=hint)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[Any]:
    """A property's result: divergences fail the test, the end of a run and what could not be judged skip it."""
    property_ = _property_of(pyfuncitem)
    if property_ is None:
        return (yield)
    from conformance.run.stop import RunOver

    if property_.machine:
        properties()  # a machine uses checks of every area, whose modules may not have been collected

    engine = cast("Engine", pyfuncitem.funcargs["engine"])
    try:
        result = yield
    except RunOver as over:
        if over.reason == "journal":
            _tell(pyfuncitem.config, "journal", str(over))
        pytest.skip(str(over))
    run = engine.last_run
    if run is not None and not pyfuncitem.config.option.observe_only:
        _judge(run, engine)
    return result


def _judge(run: PropertyRun, engine: Engine) -> None:
    """The result of a property as plain pytest shows it."""
    if run.waits:
        pytest.skip("waits: judged at the end of the run")
    if run.failed:
        pytest.fail("\n".join(_told(i, run, engine) for i in run.failed), pytrace=False)
    if not run.judged:
        outcomes = {outcome for tally in engine.ledger.of(run.name).values() for outcome in tally.outcomes}
        pytest.skip(f"nothing could be judged: {', '.join(sorted(outcomes)) or 'never exercised'}")


def _told(identifier: str, run: PropertyRun, engine: Engine) -> str:
    difference, clean = run.differences[identifier], engine.redactor.text
    again = "" if identifier in run.confirmed else " (not when it was replayed)"
    title = engine.catalog.requirements[identifier].title
    return (
        f"{identifier} diverges{again}: {title}\n"
        f"  expected: {clean(difference.expected)[:300]}\n  seen:     {clean(difference.seen)[:300]}"
    )


# -- what pytest prints ------------------------------------------------------------------------------------------------


def pytest_report_teststatus(report: pytest.TestReport, config: pytest.Config) -> Any:
    """Under the command its own progress replaces pytest's dots."""
    if config.option.tell and report.when in ("setup", "call", "teardown") and not report.failed:
        return "", "", ""
    return None


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """After a plain run: how to repeat it, and how to get the report."""
    folder = config.stash.get(_FOLDER, None)
    if folder is not None and folder.tested:
        render = f"cognito-conformance report render {config.option.out}"
        terminalreporter.write_line(f"seed {config.stash[_OPTIONS].seed}; for the report: {render}")
