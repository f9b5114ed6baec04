"""Records a target's answers in the layout of the evidence, and compares them with the catalog's grades."""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conformance.checking.exchange import Difference, Exchange
from conformance.command.options import RunOptions
from conformance.evidence import LAYOUT, EvidenceFile, Recording
from conformance.journal import Journal
from conformance.journal.redact import Redactor
from conformance.requirements import Catalog, load_catalog
from conformance.run.budget import Budget
from conformance.run.engine import Engine
from conformance.run.ledger import Ledger
from conformance.run.profiles import PROFILES
from conformance.run.stop import RunOver
from targets.interface import Running
from targets.registry import resolve
from targets.smoke import smoke
from targets.spec import parse

KEPT_OF_EACH = 2  # answers that are kept for each requirement and outcome
HEADERS = re.compile(r"content-type|content-length|date|www-authenticate|cache-control|x-amzn-.*")
ACCOUNT = re.compile(r"(arn:[\w-]+:[\w-]*:[\w-]*:)\d{12}")
DOCUMENTS = {"GET /.well-known/jwks.json": "jwks", "GET /.well-known/openid-configuration": "discovery"}
RAISES, CONTRADICTS, CONFIRMS, SHORT = "raises", "contradicts", "confirms", "seen too rarely"


class RecordError(Exception):
    """Nothing can be recorded; the message says why and what to do."""


@dataclass
class Kept:
    """An answer that is kept, and the verdicts it led to."""

    exchange: Exchange
    property: str
    shows: dict[str, str] = field(default_factory=dict)  # requirement -> agrees or diverges


class Keeper(Ledger):
    """A ledger that also keeps the first answers that decided each requirement."""

    def __init__(self, journal: Journal, redactor: Redactor) -> None:
        super().__init__(journal, redactor)
        self.kept: dict[int, Kept] = {}  # by identity: one answer may decide several requirements
        self.differences: dict[str, Difference] = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    def observe(self, requirement: str, outcome: Any, *, about: Exchange | None = None, **more: Any) -> None:
        """Record one observation, and keep what it is about."""
        super().observe(requirement, outcome, about=about, **more)
        if outcome not in ("agrees", "diverges"):
            return
        if more.get("difference") is not None:
            self.differences.setdefault(requirement, more["difference"])
        if about is not None and self._counts[requirement, outcome] < KEPT_OF_EACH:
            self._counts[requirement, outcome] += 1
            kept = self.kept.setdefault(id(about), Kept(about, more["property_"]))
            kept.shows[requirement] = outcome


@dataclass(frozen=True)
class Result:
    """The result of a recording."""

    file: EvidenceFile
    out: Path
    differences: dict[str, str]  # why an answer contradicts, in words
    errors: tuple[str, ...]  # defects of this suite
    stopped: str  # why it ended early, else empty

    def lines(self, catalog: Catalog) -> Iterator[str]:
        """The result for people."""
        yield f"{len(self.file.recordings)} answers of {self.file.target} kept in {self.out}"
        if not self.file.real:
            yield f"{self.file.target} is not real Cognito: none of this is evidence; it only shows the form"
        titles = {
            RAISES: "would raise the grade to recorded",
            CONTRADICTS: "would contradict",
            CONFIRMS: "confirms",
            SHORT: "agrees, but in too few situations",
        }
        for word, title in titles.items():
            ids = self.file.conclusions.get(word, ())
            yield f"{title}: {len(ids)}"
            if word in (RAISES, CONTRADICTS):
                for identifier in ids:
                    known, why = catalog.requirements[identifier], self.differences.get(identifier, "")
                    yield f"  {identifier} ({known.grade}): {known.title}{f'; {why}' if why else ''}"
        if self.stopped:
            yield f"incomplete: {self.stopped}"
        yield from (f"defect of this suite: {text}" for text in self.errors)


def record_target(
    spec: str, out: Path, options: RunOptions, *, say: Callable[[str], None] = lambda text: None
) -> Result:
    """Run the situations of the quick profile on a target and write what it answered to a new file.

    Only the options for areas, requirements, seed and budget are used.

    Raises ``RecordError``, and ``TargetUnusable`` when the target cannot be started.
    """
    if parse(spec).name == "aws" and not parse(spec).flag("twin"):
        raise RecordError(
            "recording real Cognito is not part of this version: its answers have ids of the account; nothing was sent"
        )
    with _reserved(out) as file:
        running = resolve(spec).start()
        try:
            if trouble := smoke(running):
                raise RecordError(trouble)
            result = _record(running, out, options, say=say)
        finally:
            running.stop()
        file.write_text(_as_text(result.file), encoding="utf-8")
    return result


@contextmanager
def _reserved(out: Path) -> Iterator[Path]:
    """The file, created before anything is sent, so that an hour's work cannot fail to be written."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.touch(exist_ok=False)
    except FileExistsError:
        raise RecordError(f"{out} exists, and evidence is never overwritten. Name another file with --out.") from None
    except OSError as error:
        raise RecordError(f"cannot write {out}: {error.strerror}. Name another file with --out.") from error
    try:
        yield out
    finally:
        if out.stat().st_size == 0:
            out.unlink()


def _wanted(options: RunOptions) -> frozenset[str]:
    areas, requirements = set(options.areas), set(options.requirements)
    return frozenset(
        r.id
        for r in load_catalog().active()
        if (not areas or r.area in areas) and (not requirements or r.id in requirements)
    )


def _record(running: Running, out: Path, options: RunOptions, *, say: Callable[[str], None]) -> Result:
    wanted, budget = _wanted(options), Budget(options.budget.calls, options.budget.seconds, options.budget.usd)
    catalog, identity = load_catalog(), running.identity
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder), target=running.identity.slug)
        engine = Engine(running, catalog, PROFILES["quick"], journal, seed=options.seed, selected=wanted, budget=budget)
        engine.confirming = False  # a witness is for a report
        keeper = Keeper(journal, engine.redactor)
        engine.ledger = keeper
        errors, stopped = _run(engine, wanted, say)
        journal.close()
    complete = not (errors or stopped)
    file = EvidenceFile(
        layout=LAYOUT,
        about=f"answers of {identity.spec} to the situations of the quick profile",
        target=identity.spec,
        real=identity.real,
        complete=complete,
        versions=_versions(engine),
        conclusions=_conclusions(engine, wanted),
        recordings=tuple(_recordings(engine, keeper)),
    )
    contradicted = {i: keeper.differences[i] for i in file.conclusions[CONTRADICTS]}
    words = {i: f"expected {d.expected}, seen {engine.redactor.text(d.seen)[:200]}" for i, d in contradicted.items()}
    return Result(file, out, words, tuple(errors), stopped)


def _run(engine: Engine, wanted: frozenset[str], say: Callable[[str], None]) -> tuple[list[str], str]:
    """Run the properties that reach the wanted requirements.

    Returns defects of this suite, and why the run ended early.
    """
    from conformance.command.properties import properties, tests

    errors: list[str] = []
    for name, property_ in properties().items():
        if property_.machine or not wanted & set(property_.expanded(engine.catalog)):
            continue
        say(name)
        try:
            tests()[name](engine)
        except RunOver as over:
            return errors, str(over)
        except KeyboardInterrupt:
            return errors, "interrupted"
        except Exception as error:  # reported at the end: one broken property must not lose what the others recorded
            errors.append(f"{name}: {type(error).__name__}: {error}"[:300])
    return errors, ""


def _conclusions(engine: Engine, wanted: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Compare what was seen of each requirement with the grade that the catalog gives it."""
    found: dict[str, list[str]] = {RAISES: [], CONTRADICTS: [], CONFIRMS: [], SHORT: []}
    for identifier, tally in engine.ledger.tallies.items():
        if identifier not in wanted or not tally.situations:
            continue
        enough = len(tally.situations) >= engine.profile.need or engine.exhausted.get(identifier, False)
        recorded = engine.catalog.requirements[identifier].grade == "recorded"
        agrees = (CONFIRMS if recorded else RAISES) if enough else SHORT
        found[CONTRADICTS if tally.diverged else agrees].append(identifier)
    return {word: tuple(sorted(ids)) for word, ids in found.items()}


def _versions(engine: Engine) -> dict[str, str]:
    import botocore

    from conformance import __version__

    identity = engine.running.identity
    return {
        "suite": __version__,
        "catalog": engine.catalog.digest,
        "botocore": botocore.__version__,
        "target": f"{identity.product} {identity.version} {identity.mode}",
        "seed": str(engine.seed),
    }


def _recordings(engine: Engine, keeper: Keeper) -> Iterator[Recording]:
    today = datetime.now(UTC).date().isoformat()
    for number, kept in enumerate(keeper.kept.values(), 1):
        exchange = kept.exchange
        payload = _clean(engine.redactor, exchange.response)
        refused = exchange.outcome == "error" and ("__type" in payload or "error" in payload)
        kind: Any = "api-error" if refused else DOCUMENTS.get(exchange.operation, "api-answer")
        by_outcome = {o: tuple(i for i, seen in kept.shows.items() if seen == o) for o in ("agrees", "diverges")}
        yield Recording(
            id=f"REC-{number:04d}",
            kind=kind,
            recorded=today,
            region=engine.running.region,
            operation=exchange.operation,
            situation=kept.property,
            status=exchange.status,
            payload=payload,
            header={n: v for n, v in exchange.headers.items() if HEADERS.fullmatch(n)},
            request=_clean(engine.redactor, exchange.request),
            requirements=by_outcome["agrees"],
            contradicts=by_outcome["diverges"],
            source=f"cognito-conformance record {engine.running.identity.spec}",
        )


def _clean(redactor: Redactor, value: Any) -> dict[str, Any]:
    """The value without secrets and account ids."""
    text = json.dumps(redactor.clean(value), default=str)
    cleaned: dict[str, Any] = json.loads(ACCOUNT.sub(r"\1(account)", text))
    return cleaned


def _as_text(file: EvidenceFile) -> str:
    """One line for each recording, without empty members."""
    document = file.model_dump(exclude_defaults=True)
    document["real"] = file.real
    lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in document.pop("recordings"))
    head = json.dumps(document, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{head},\n "recordings": [\n{lines}\n ]\n}}\n'
