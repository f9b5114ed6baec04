"""The pytest plugin: the options, the engine fixture, and the hooks that turn a pytest session into a run."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from conformance.command.folder import OutputError, output_folder
from conformance.command.options import OPTIONS, OptionError, RunOptions
from conformance.command.properties import properties
from conformance.command.storage import keep_out_of_the_working_directory
from conformance.session.announcement import announce
from conformance.session.ending import be_interruptible, end_with_the_command
from conformance.session.results import show
from conformance.session.running import running_engine
from conformance.session.selection import choose, property_of_item
from conformance.session.state import (
    ALONE_KEY,
    FOLDER_KEY,
    ITEMS_KEY,
    OPTIONS_KEY,
    RELEASE_KEY,
    is_about_us,
    is_controller,
    tell,
    worker_of,
    workers_of,
)

if TYPE_CHECKING:
    from conformance.run.engine import Engine


# Objects between two collections of garbage, 700 by default: a run makes very many, and few that are circular.
RARELY = 20_000


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
    group.addoption("--against", default="", help="set by the command: a second target to compare the first with")
    group.addoption("--tell", default="", help="set by the command: a file for messages to it")
    group.addoption("--again", action="append", default=[], help="set by the command: requirements to run again")
    group.addoption("--again-property", action="append", default=[], help="set by the command: properties to run again")
    group.addoption("--record-into", default="", help="set by the command: a folder for the answers that are kept")
    group.addoption("--alive-fd", type=int, default=-1, help="set by the command: a pipe that closes when it ends")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the seed and the run's name once, for workers too; refuse invalid values."""
    given = {option.key: config.getoption(option.key) for option in OPTIONS.values() if option.of_pytest}
    chosen = getattr(config, "workerinput", {})
    try:
        options = RunOptions.of({**given, "seed": chosen.get("conformance_seed", given["seed"])})
    except OptionError as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[OPTIONS_KEY] = replace(options, workers=workers_of(config))
    if is_about_us(config):
        keep_out_of_the_working_directory()
    config.option.run_id = chosen.get("conformance_run") or config.option.run_id or f"{options.seed}-{os.getpid()}"
    if config.option.alive_fd >= 0 and worker_of(config) == "main":
        end_with_the_command(config)
    if worker_of(config) != "main" or config.option.tell:
        be_interruptible()
        gc.set_threshold(RARELY, *gc.get_threshold()[1:])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Pass the chosen values to an xdist worker, which only has the command line."""
    node.workerinput["conformance_seed"] = node.config.stash[OPTIONS_KEY].seed
    node.workerinput["conformance_run"] = node.config.option.run_id


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what --area, --requirement and --shard ask for; properties that move the clock come last."""
    choose(config, items)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Hold the output folder while properties run as plain pytest; the command holds it for its own runs."""
    config = session.config
    if config.option.tell or config.option.collectonly or worker_of(config) != "main" or not is_about_us(config):
        return
    stack = config.stash[RELEASE_KEY] = ExitStack()
    try:
        config.stash[FOLDER_KEY] = stack.enter_context(output_folder(Path(config.option.out)))
    except OutputError as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Release the folder, restored if nothing was tested; remove what a vanished command has left."""
    folder = config.stash.get(FOLDER_KEY, None)
    if folder is not None:
        if not folder.tested:
            folder.give_back()
        config.stash[RELEASE_KEY].close()
    if config.stash.get(ALONE_KEY, False):
        shutil.rmtree(Path(config.option.tell).parent, ignore_errors=True)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Remember the selection, and announce the run before anything is started: once for each target."""
    from conformance.journal import JournalError

    config = session.config
    items = config.stash[ITEMS_KEY] = [item for item in session.items if property_of_item(item) is not None]
    first = worker_of(config) in ("main", "gw0") and not is_controller(config)
    if not items or not first or config.option.collectonly:
        return
    try:
        announce(config, items)
    except JournalError as error:
        tell(config, "journal", str(error))
        pytest.exit(str(error), returncode=pytest.ExitCode.INTERNAL_ERROR)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The engine of this process; starts the target, and writes the footer however the run ends."""
    yield from running_engine(request)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[Any]:
    """A property's result: divergences fail the test; the end of a run, or nothing judged, skips it."""
    property_ = property_of_item(pyfuncitem)
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
            tell(pyfuncitem.config, "journal", str(over))
        pytest.skip(str(over))
    run = engine.last_run
    if run is not None and not pyfuncitem.config.option.observe_only:
        show(run, engine)
    return result


def pytest_report_teststatus(report: pytest.TestReport, config: pytest.Config) -> Any:
    """Under the command its own progress replaces pytest's dots."""
    if config.option.tell and report.when in ("setup", "call", "teardown") and not report.failed:
        return "", "", ""
    return None


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """After a plain run: how to repeat it, and how to get the report."""
    folder = config.stash.get(FOLDER_KEY, None)
    if folder is not None and folder.tested:
        render = f"cognito-conformance report render {config.option.out}"
        terminalreporter.write_line(f"seed {config.stash[OPTIONS_KEY].seed}; for the report: {render}")
