"""The pytest plugin: options, the engine fixture, selection, sharding, the journal's header and footer.

It runs in three kinds of process: the one that executes tests by itself, the one that controls xdist workers, and each
worker. Only the first and the third have an engine; the controller never starts the target.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

import pytest

if TYPE_CHECKING:
    from conformance.journal import Journal
    from conformance.requirements import Catalog
    from conformance.run.engine import Engine, PropertyRun
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
    group.addoption("--target", default="moto", help="what to test: moto, a URL, a TOML file … (default: moto)")
    group.addoption(
        "--profile", default="quick", choices=("smoke", "quick", "standard", "deep"), help="how much to try"
    )
    group.addoption("--seed", type=int, default=None, help="makes a run repeatable (default: chosen and shown)")
    group.addoption("--area", action="append", default=[], help="only this area; may be repeated")
    group.addoption("--requirement", action="append", default=[], help="only this requirement; may be repeated")
    group.addoption("--shard", default="", help="I/N: the I-th of N parts")
    group.addoption("--budget", default="", help="calls=N,seconds=N")
    group.addoption("--allow-wait", default="", help="wait where no clock can be moved, an example for up to 6m, 1h …")
    group.addoption("--rounds", type=int, default=None, help="how often each race is run (default: by profile)")
    group.addoption("--allow-lockout", action="store_true", help="on real Cognito, too, lock users out, use limits up")
    group.addoption("--out", default="conformance-report", help="folder for the journal")
    group.addoption("--observe-only", action="store_true", help="divergences do not fail the tests (the report judges)")
    group.addoption("--run-id", default="", help="name of the run in the journal")
    group.addoption("--beside", action="append", default=[], help="set by the command: the targets of the same run")
    group.addoption("--tell", default="", help="set by the command: a file for what it has to know")
    group.addoption("--alive-fd", type=int, default=-1, help="set by the command: a pipe that ends with it")


_ENGINE = pytest.StashKey["Engine"]()
_ITEMS = pytest.StashKey[list[pytest.Item]]()
_FOLDER = pytest.StashKey[Any]()
_ALONE = pytest.StashKey[bool]()  # the command that started this is gone


def pytest_configure(config: pytest.Config) -> None:
    """Choose the seed and the run's name once, before workers are made; refuse values that mean nothing."""
    if config.option.seed is None:
        config.option.seed = random.SystemRandom().randrange(1, 2**31)
    config.option.run_id = config.option.run_id or f"{config.option.seed}-{os.getpid()}"
    parse_budget(config.option.budget)
    _allowed_wait(config)
    if config.option.shard:
        parse_shard(config.option.shard)
    if config.option.alive_fd >= 0 and _worker(config) == "main":
        _end_with(config)
    if _worker(config) != "main" or config.option.tell:
        _interruptible()


def _worker(config: pytest.Config) -> str:
    return str(getattr(config, "workerinput", {}).get("workerid", "main"))


def _is_controller(config: pytest.Config) -> bool:
    return _worker(config) == "main" and bool(getattr(config.option, "numprocesses", None))


def _end_with(config: pytest.Config) -> None:
    """End this run in an orderly way when the command that started it is gone, also by ``kill -9``."""
    import signal
    import threading

    def watch() -> None:
        os.read(config.option.alive_fd, 1)  # returns at the end of the pipe alone: nothing is ever written
        config.stash[_ALONE] = True
        os.killpg(os.getpgrp(), signal.SIGINT)

    threading.Thread(target=watch, daemon=True, name="end-with-the-command").start()


def _interruptible() -> None:
    """Let Ctrl-C end this process in an orderly way: workers, and what runs in the background, begin without that."""
    import signal
    import threading

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _tell(config: pytest.Config, kind: str, text: str) -> None:
    """Say to the command what pytest's exit status cannot say; each line is one write, as workers share the file."""
    if config.option.tell:
        with open(config.option.tell, "a", encoding="utf-8") as file:
            file.write(json.dumps({"kind": kind, "text": text}) + "\n")


# -- selection ---------------------------------------------------------------------------------------------------------


def _property_of(item: pytest.Item) -> Any:
    return getattr(getattr(item, "function", None), "conformance_property", None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what --area, --requirement and --shard ask for; properties that move the clock come last."""
    mine = [item for item in items if _property_of(item) is not None]
    if not mine:
        return
    chosen = [item for item in mine if _selected(config, item)]
    dropped = [item for item in mine if item not in set(chosen)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
    chosen.sort(key=lambda item: _property_of(item).clock)
    items[:] = [item for item in items if item not in set(mine)] + chosen


def _selected(config: pytest.Config, item: pytest.Item) -> bool:
    from conformance.requirements import load_catalog

    property_ = _property_of(item)
    catalog = load_catalog()
    reached = property_.expanded(catalog)
    areas, requirements = set(config.option.area), set(config.option.requirement)
    if not reached:
        return False
    if areas and not areas & {catalog.requirements[i].area for i in reached}:
        return False
    if requirements and not requirements & set(reached):
        return False
    return _in_shard(config.option.shard, property_.name)


def _in_shard(shard: str, name: str) -> bool:
    if not shard:
        return True
    index, count = parse_shard(shard)
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % count == index - 1


def parse_shard(text: str) -> tuple[int, int]:
    """``I/N`` as numbers. Raises ``pytest.UsageError``."""
    index, slash, count = text.partition("/")
    if not slash or not _is_number(index) or not _is_number(count) or not 1 <= int(index) <= int(count):
        raise pytest.UsageError(f"--shard {text}: write I/N with 1 <= I <= N, for example 1/4")
    return int(index), int(count)


def parse_budget(text: str) -> Any:
    """``calls=N,seconds=N`` as a ``Budget``. Raises ``pytest.UsageError``."""
    from conformance.run.engine import Budget

    budget = Budget()
    for part in text.split(",") if text else []:
        name, _, value = (word.strip() for word in part.partition("="))
        if name not in ("calls", "seconds") or not _is_number(value) or int(value) < 1:
            raise pytest.UsageError(
                f"--budget {text}: write calls=N, seconds=N or both with a comma between; N is a whole number from 1 on"
            )
        setattr(budget, name, int(value))
    return budget


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _allowed_wait(config: pytest.Config) -> float:
    """``--allow-wait`` in seconds. Raises ``pytest.UsageError``."""
    from conformance.transport.waiting import parse_duration

    try:
        return parse_duration(config.option.allow_wait)
    except ValueError as error:
        raise pytest.UsageError(f"--allow-wait {error}") from None


def _share(config: pytest.Config) -> Any:
    """The budget of this process: calls are divided among the workers, time passes for all of them."""
    budget = parse_budget(config.option.budget)
    workers = int(getattr(config, "workerinput", {}).get("workercount", 1))
    if budget.calls is not None:
        budget.calls = -(-budget.calls // workers)
    return budget


def wanted(config: pytest.Config, catalog: Catalog, items: Sequence[pytest.Item]) -> list[str]:
    """The active requirements that this selection is about: all of them only when nothing was left out."""
    from conformance.command.properties import tests

    areas, requirements = set(config.option.area), set(config.option.requirement)
    properties = {p.name: p for item in items if (p := _property_of(item)) is not None}
    reached = {i for p in properties.values() for i in p.expanded(catalog)}
    everything = set(properties) >= {n for n, t in tests().items() if _reaches(t, catalog)}
    narrowed = bool(config.option.shard or config.option.keyword)
    whole = not narrowed and bool(everything or areas or requirements)
    return [
        r.id
        for r in catalog.active()
        if (whole or r.id in reached) and (not areas or r.area in areas) and (not requirements or r.id in requirements)
    ]


def judged_beside(config: pytest.Config, catalog: Catalog) -> frozenset[str]:
    """What is judged on every answer in each shard, though the property that is about it may be in another."""
    from conformance.checking.registry import checks_on_every_answer

    if not config.option.shard:
        return frozenset()
    areas, requirements = set(config.option.area), set(config.option.requirement)
    known = (catalog.requirements[i] for i in checks_on_every_answer())
    return frozenset(
        r.id for r in known if (not areas or r.area in areas) and (not requirements or r.id in requirements)
    )


def _reaches(test: Any, catalog: Catalog) -> bool:
    return bool(test.conformance_property.expanded(catalog))


# -- the folder of a plain pytest run ----------------------------------------------------------------------------------


def pytest_sessionstart(session: pytest.Session) -> None:
    """Hold the output folder while properties run as plain pytest; the command holds it for its own runs."""
    from conformance.command.folder import OutputError, output_folder

    config = session.config
    if config.option.tell or config.option.collectonly or _worker(config) != "main" or not _about_us(config):
        return
    holder = output_folder(Path(config.option.out))
    try:
        holder.__enter__()
    except OutputError as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)
    config.stash[_FOLDER] = holder


def _about_us(config: pytest.Config) -> bool:
    """Whether the arguments name the properties, a part of them or a folder around them."""
    for argument in config.args:
        path = Path(str(argument).split("::", 1)[0]).resolve()
        if PACKAGE.is_relative_to(path) or path.is_relative_to(PACKAGE):
            return True
    return False


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let go of the folder; remove what a command that is gone has left."""
    holder = config.stash.get(_FOLDER, None)
    if holder is not None:
        holder.__exit__(None, None, None)
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
    from conformance.transport.aws_model import operation_count

    catalog, profile, journal = load_catalog(), PROFILES[config.option.profile], _journal(config)
    journal.write(
        "run",
        schema=SCHEMA,
        run_id=config.option.run_id,
        suite_version=__version__,
        catalog_digest=catalog.digest,
        botocore_version=botocore.__version__,
        model_operations=operation_count(),
        profile=profile.name,
        need=profile.need,
        seed=config.option.seed,
        arguments={
            "area": config.option.area,
            "requirement": config.option.requirement,
            "shard": config.option.shard,
            "budget": config.option.budget,
            "allow_wait": config.option.allow_wait,
            "rounds": config.option.rounds,
        },
        requirements=[_entry(r) for r in catalog.requirements.values()],
        areas=dict(catalog.areas),
        expected=wanted(config, catalog, items),
        targets=[_slug(s) for s in config.option.beside or [config.option.target]],
    )
    journal.close()


def _entry(requirement: Any) -> dict[str, Any]:
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
    catalog, items = load_catalog(), config.stash[_ITEMS]
    running = _started(config)
    try:
        journal = _journal(config)
        made = config.stash[_ENGINE] = Engine(
            running,
            catalog,
            PROFILES[config.option.profile],
            journal,
            seed=config.option.seed,
            selected=frozenset(wanted(config, catalog, items)),
            beside=judged_beside(config, catalog),
            budget=_share(config),
            worker=_worker(config),
            allow_wait=_allowed_wait(config),
            rounds=config.option.rounds,
            allow_lockout=config.option.allow_lockout,
        )
        _describe(made)
        yield made
        waited = made.finish_waiting() if made.over is None and not _interrupted(request) else []
        if made.over is None and _interrupted(request):
            made.over = RunOver("interrupted", "interrupted")
        if made.over is None or made.over.reason != "journal":
            if _worker(config) in ("main", "gw0"):
                scopes.collect(made)
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
    """What was waited for, as plain pytest shows it: their tests are over, so it stands at the end."""
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
    return running


def _unusable(config: pytest.Config, text: str) -> NoReturn:
    """End this process's part: recorded in the journal, told to the command, and plain pytest stops at once."""
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


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[Any]:
    """A property's result: divergences fail the test, the end of a run and what could not be judged skip it."""
    if _property_of(pyfuncitem) is None:
        return (yield)
    from conformance.run.stop import RunOver

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
    if config.stash.get(_FOLDER, None) is not None:
        render = f"cognito-conformance report render {config.option.out}"
        terminalreporter.write_line(f"seed {config.option.seed}; for the report: {render}")
