"""The pytest plugin: options, the engine fixture, selection, sharding, progress and the journal's header and footer."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conformance.engine import Engine
    from conformance.requirements import Catalog


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of a conformance run; ``cognito-conformance run`` sets them."""
    group = parser.getgroup("cognito-conformance")
    group.addoption("--target", default="moto", help="what to test: moto, ministack, a URL, a TOML file … (default: moto)")
    group.addoption("--profile", default="quick", choices=("quick", "standard", "deep"), help="how much to try")
    group.addoption("--seed", type=int, default=None, help="makes a run repeatable (default: chosen and shown)")
    group.addoption("--area", action="append", default=[], help="only this area; may be repeated")
    group.addoption("--requirement", action="append", default=[], help="only this requirement; may be repeated")
    group.addoption("--shard", default="", help="I/N: the I-th of N parts")
    group.addoption("--budget", default="", help="calls=N,seconds=N")
    group.addoption("--out", default="conformance-report", help="folder for the journal")
    group.addoption("--observe-only", action="store_true", help="divergences do not fail the tests (the report judges)")
    group.addoption("--run-id", default="", help="name of the run in the journal")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the seed once, before workers are made."""
    if config.option.seed is None:
        config.option.seed = random.SystemRandom().randrange(1, 2**31)
    config.stash[_COUNTS] = {}


UNUSABLE = 13  # read by conformance.launch
_ENGINE = pytest.StashKey["Engine"]()
_ITEMS = pytest.StashKey[list[pytest.Item]]()
_COUNTS = pytest.StashKey[dict[str, list[int]]]()


def _worker(config: pytest.Config) -> str:
    return str(getattr(config, "workerinput", {}).get("workerid", "main"))


def _property_of(item: pytest.Item) -> Any:
    return getattr(getattr(item, "function", None), "conformance_property", None)


# -- selection ---------------------------------------------------------------------------------------------------------


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
    if not slash or not index.isdigit() or not count.isdigit() or not 1 <= int(index) <= int(count):
        raise pytest.UsageError(f"--shard {text}: write I/N with 1 <= I <= N, for example 1/4")
    return int(index), int(count)


def parse_budget(text: str) -> Any:
    """``calls=N,seconds=N`` as a ``Budget``. Raises ``pytest.UsageError``."""
    from conformance.engine import Budget

    budget = Budget()
    for part in filter(None, text.split(",")):
        name, _, value = part.partition("=")
        if name.strip() not in ("calls", "seconds") or not value.strip().isdigit():
            raise pytest.UsageError(f"--budget {text}: write calls=N, seconds=N or both with a comma between")
        setattr(budget, name.strip(), int(value))
    return budget


def wanted(config: pytest.Config, catalog: Catalog, items: list[pytest.Item]) -> list[str]:
    """The active requirements that this selection is about."""
    areas, requirements = set(config.option.area), set(config.option.requirement)
    reached = {i for item in items if _property_of(item) for i in _property_of(item).expanded(catalog)}
    everything = not (areas or requirements or config.option.shard or config.option.keyword)
    return [
        r.id
        for r in catalog.active()
        if (everything or r.id in reached) and (not areas or r.area in areas) and (not requirements or r.id in requirements)
    ]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Remember the selection for the header and the footer."""
    session.config.stash[_ITEMS] = [item for item in session.items if _property_of(item) is not None]


# -- the engine --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The engine of this process; starts the target, writes header and footer."""
    from conformance.engine import Engine
    from conformance.journal import Journal
    from conformance.profiles import PROFILES
    from conformance.requirements import load_catalog
    from targets.interface import TargetUnusable
    from targets.registry import resolve
    try:
        from targets.smoke import smoke
    except ImportError:
        smoke = lambda running: None

    config = request.config
    catalog = load_catalog()
    items = config.stash[_ITEMS]
    expected = wanted(config, catalog, items)
    worker = _worker(config)
    try:
        running = resolve(config.option.target).start(worker=worker)
    except TargetUnusable as error:
        pytest.exit(f"{config.option.target}: {error}", returncode=UNUSABLE)
    try:
        trouble = smoke(running)
        if trouble:
            pytest.exit(f"{config.option.target}: {trouble}", returncode=UNUSABLE)
        journal = Journal(Path(config.option.out), target=running.identity.slug, worker=worker)
        made = Engine(
            running, catalog, PROFILES[config.option.profile], journal, seed=config.option.seed,
            selected=frozenset(expected), budget=parse_budget(config.option.budget), worker=worker,
        )  # fmt: skip
        config.stash[_ENGINE] = made
        _header(made, config, expected)
        yield made
        made.footer(len(items))
        journal.close()
    finally:
        running.stop()


def _header(engine: Engine, config: pytest.Config, expected: list[str]) -> None:
    import botocore

    from conformance import __version__
    from conformance.journal import SCHEMA
    from conformance.model import operation_count

    catalog, identity = engine.catalog, engine.running.identity
    engine.journal.write(
        "run", schema=SCHEMA, run_id=config.option.run_id or f"{os.getpid()}-{config.option.seed}", suite_version=__version__,
        catalog_digest=catalog.digest, botocore_version=botocore.__version__, model_operations=operation_count(),
        profile=engine.profile.name, need=engine.profile.need, seed=engine.seed,
        arguments={"area": config.option.area, "requirement": config.option.requirement, "shard": config.option.shard,
                   "budget": config.option.budget},
        requirements=[_entry(r) for r in catalog.requirements.values()], areas=dict(catalog.areas), expected=expected,
    )  # fmt: skip
    engine.journal.write(
        "target", spec=identity.spec, product=identity.product, version=identity.version, mode=identity.mode,
        extras=dict(identity.extras), endpoint=engine.running.endpoint, region=engine.running.region,
        capabilities=sorted(engine.running.capabilities), embedded=engine.running.endpoint is None,
    )  # fmt: skip


def _entry(requirement: Any) -> dict[str, Any]:
    members = ("id", "area", "title", "statement", "level", "grade", "status", "reason", "sources", "operations", "capabilities")
    return {name: value for name in members if (value := getattr(requirement, name))}


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[Any]:
    """A property's result: failed requirements fail the test, the end of a run skips it."""
    if _property_of(pyfuncitem) is None:
        return (yield)
    from conformance.engine import RunOver

    try:
        result = yield
    except RunOver as over:
        pytest.skip(str(over))
    run = pyfuncitem.funcargs["engine"].last_run
    failed = run.failed if run else []
    pyfuncitem.user_properties.append(("conformance", {"failed": failed, "area": _property_of(pyfuncitem).area}))
    if failed and not pyfuncitem.config.option.observe_only:
        pytest.fail("diverges from " + ", ".join(failed) + "; the report has the call sequences", pytrace=False)
    return result


# -- progress ----------------------------------------------------------------------------------------------------------


def pytest_report_teststatus(report: pytest.TestReport, config: pytest.Config) -> Any:
    """Under the command the areas' lines replace pytest's dots."""
    if config.option.observe_only and report.when in ("setup", "call", "teardown") and not report.failed:
        return "", "", ""
    return None


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count what came in; the terminal shows it by area."""
    progress = _PROGRESS.get("progress")
    if progress is not None and report.when == "call":
        progress.add(report)


_PROGRESS: dict[str, Any] = {}


def pytest_sessionstart(session: pytest.Session) -> None:
    """Make the progress display in the process that talks to the terminal."""
    if session.config.option.observe_only and _worker(session.config) == "main":
        from conformance.progress import Progress

        _PROGRESS["progress"] = Progress(session.config.option.target)


def pytest_sessionfinish() -> None:
    """End the progress display."""
    progress = _PROGRESS.pop("progress", None)
    if progress is not None:
        progress.close()
