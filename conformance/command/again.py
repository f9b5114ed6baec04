"""Runs again what failed in an earlier run, and brings its report up to date."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from conformance.command.folder import AGAIN_DIR, PREVIOUS, remove_again
from conformance.command.launch import Again, Outcome, Plan, launch
from conformance.command.options import OPTIONS, OptionError, RunOptions
from conformance.command.progress import Progress
from conformance.command.use import UseError
from conformance.journal import FILE_NAME, read_events
from conformance.requirements import Catalog
from reports.again import Answer, answers, diverges_now, focused, to_run_again
from reports.fold import fold
from reports.gate import GateResult
from reports.record import RunRecord, TargetRecord
from reports.renew import Renewal, renewed
from reports.store import ReportError, write_text
from reports.terminal import again_lines
from reports.write import judge, render_all
from targets.interface import Identity, TargetUnusable
from targets.spec import parse

Event = Mapping[str, Any]


class AgainError(UseError):
    """Nothing can be run again; the message gives the reason and what to do."""


@dataclass(frozen=True)
class Report:
    """The report of an earlier run, as it is in its folder."""

    folder: Path
    events: Sequence[Event]
    record: RunRecord

    @classmethod
    def read(cls, folder: Path) -> Report:
        """Raises ``AgainError``, and ``JournalError`` when the journal cannot be read."""
        if not (folder / FILE_NAME).is_file():
            alone = (folder / "run.json").is_file()
            why = "; its run.json does not say what was seen: run it whole" if alone else ""
            raise AgainError(f"{folder} has no {FILE_NAME}{why}. Name a folder that a run has written.")
        events = list(read_events(folder))
        if not any(event.get("event") == "run" for event in events):
            raise AgainError(f"{folder / FILE_NAME} does not say what was run. Name a folder that a run has written.")
        return cls(folder, events, fold(events))

    def heads(self, slug: str) -> list[Event]:
        """The ``run`` events for a target, one for each part of the run."""
        return [e for e in self.events if e.get("event") == "run" and e.get("target") in (slug, "")]

    @property
    def specs(self) -> tuple[str, ...]:
        """The targets as the user named them, those that are known."""
        return tuple(spec for target in self.record.targets if (spec := self.spec(target)))

    def spec(self, target: TargetRecord) -> str:
        """The target as the user named it; empty where a run of an earlier version did not record it."""
        said = [str(e["spec"]) for e in self.events if e.get("target") == target.slug and e.get("spec")]
        return next(iter(said), "")


@dataclass(frozen=True)
class Retry:
    """The retry on one target, and the results it is compared with."""

    before: TargetRecord
    spec: str
    options: RunOptions
    again: Again

    @property
    def slug(self) -> str:
        """The name of the target in the journal."""
        return Identity(self.spec, "", "").slug


@dataclass(frozen=True)
class Retried:
    """The result of one target's retry."""

    retry: Retry
    outcome: Outcome
    answers: Sequence[Answer] = ()
    gate: GateResult = field(default_factory=GateResult)
    label: str = ""  # product and version; empty where nothing was tested
    complete: bool = False  # whether the report has it now

    @property
    def expected(self) -> int:
        """How many of the diverging requirements were expected to diverge."""
        divergent = (a.requirement for a in self.answers if a.seen)
        return sum(1 for identifier in divergent if self.gate.status(self.retry.slug, identifier) == "known")

    @property
    def lines(self) -> list[str]:
        """The result as lines for people; empty where nothing was tested."""
        if not self.label:
            return []
        lines = again_lines(self.label, self.retry.slug, self.answers, self.gate)
        return lines if self.complete else [*lines, "  it did not come to its end: the report stays as it was"]


# -- what to run -------------------------------------------------------------------------------------------------------


def retries(
    report: Report, specs: Sequence[str], given: Mapping[str, object], catalog: Catalog, say: Callable[[str], None]
) -> list[Retry]:
    """The retries for what failed, on each target of the report or on the named ones; empty if nothing failed.

    ``given`` are options that replace those of the run, by ``Option.key``. Raises ``AgainError``.
    """
    if report.record.catalog_digest != catalog.digest:
        say(f"the catalog is another one than in that run ({report.record.catalog_digest}, now {catalog.digest})")
    if report.record.partial:
        say("that run did not come to its end; its report stays partial until it is run whole")
    found = []
    for before, spec in _pairs(report, specs, say):
        ids = to_run_again(before)
        there = [i for i in ids if i in catalog.requirements and catalog.requirements[i].active]
        if len(there) < len(ids):
            say(f"no longer in the catalog, or not tested any more: {', '.join(sorted(set(ids) - set(there)))}")
        if there:
            options = _within(_options(report, before.slug, given, say), there, before)
            found.append(Retry(before, spec, options, Again(there, _that_saw(report, before.slug, set(there)))))
    return found


def _pairs(report: Report, specs: Sequence[str], say: Callable[[str], None]) -> Iterator[tuple[TargetRecord, str]]:
    for spec in specs:
        yield _before(report, spec), spec.strip()
    for target in report.record.targets if not specs else ():
        spec = report.spec(target)
        if spec:
            yield target, spec
        else:
            say(f"{target.slug}: that run does not say how it was named; name it to run it again")


def _before(report: Report, spec: str) -> TargetRecord:
    """The target of the report that a spec is compared with: the same spec, else the only target of its product."""
    targets = report.record.targets
    slug, name = Identity(spec.strip(), "", "").slug, parse(spec).name
    same = [target for target in targets if target.slug == slug]
    akin = [target for target in targets if _name(report.spec(target)) == name]
    for found in (same, akin, list(targets)):
        if len(found) == 1:
            return found[0]
        if found:
            break
    labels = ", ".join(report.spec(target) or target.slug for target in akin or targets) or "none"
    raise AgainError(f"{spec} cannot be compared with one target of {report.folder}: it has {labels}")


def _name(spec: str) -> str:
    try:
        return parse(spec).name
    except TargetUnusable:
        return ""


def _options(report: Report, slug: str, given: Mapping[str, object], say: Callable[[str], None]) -> RunOptions:
    """The options of that run. Where its parts differ the selections are joined, and else the first one counts."""
    heads = report.heads(slug)
    parts = [{**(h.get("arguments") or {}), "profile": h.get("profile"), "seed": h.get("seed")} for h in heads]
    joined: dict[str, object] = {}
    for option in OPTIONS.values():
        values = [part.get(option.key) for part in parts]
        if all(value == values[0] for value in values):
            joined[option.key] = values[0]
        elif option.many:
            joined[option.key] = _either(values)
        elif option.key in ("seed", "profile"):
            joined[option.key] = values[0]
            say(f"the parts of that run differ in {option.flag}: {values[0]} is used")
    try:
        return RunOptions.of({**joined, **given})
    except OptionError as error:
        raise AgainError(f"{report.folder} was run with what this version does not know: {error}") from None


def _either(selections: Sequence[Any]) -> list[str]:
    """The union of these selections. An empty list means everything, and is returned if any of them is empty."""
    everything = not all(selections)
    return [] if everything else list(dict.fromkeys(str(name) for selection in selections for name in selection))


def _within(options: RunOptions, identifiers: Sequence[str], before: TargetRecord) -> RunOptions:
    """The selection is kept, since it decides what is drawn.

    It is dropped if something outside of it blocked a requirement.
    """
    scored = {result.requirement for result in before.results if result.scored}
    return options if scored.issuperset(identifiers) else replace(options, areas=(), requirements=())


def _that_saw(report: Report, slug: str, identifiers: set[str]) -> list[str]:
    """The properties in which they diverged: not only their own properties can observe that."""
    return sorted(
        {
            str(event.get("property"))
            for event in report.events
            if event.get("event") == "observation"
            and event.get("target") == slug
            and event.get("outcome") == "diverges"
            and event.get("requirement") in identifiers
        }
    )


# -- running it --------------------------------------------------------------------------------------------------------


def run_again(
    report: Report,
    planned: Sequence[Retry],
    expectations: Path | None,
    show: Callable[[Retried], None],
    *,
    fresh: bool = False,
) -> list[Retried]:
    """Run it, update the report, and return the result for each target.

    If the run of a target does not finish, the report stays unchanged, and the recorded events are in the folder
    ``journal.again``. ``fresh`` as in ``Plan``. Raises what reading expectations and writing a report raise.
    """
    out = report.folder / AGAIN_DIR
    remove_again(report.folder)
    progress = Progress(out, {retry.spec: retry.slug for retry in planned})
    done: list[Retried] = []
    renewals: list[Renewal] = []
    for retry in planned:
        outcome = launch(Plan([retry.spec], retry.options, out, retry.again, fresh), progress)
        progress.end()
        events = [e for e in _recorded(out) if e.get("target") == retry.slug]
        retried, renewal = _judged(report, retry, outcome, events, expectations)
        renewals += [renewal] if renewal is not None else []
        done.append(retried)
        show(retried)
        if outcome.interrupted or outcome.journal:
            break
    if renewals:
        _write(report.folder, renewed(report.events, renewals), expectations)
    if len(renewals) == len(planned) or not any(retried.label for retried in done):
        remove_again(report.folder)
    return done


def _recorded(out: Path) -> list[Event]:
    return list(read_events(out)) if (out / FILE_NAME).is_file() else []


def _judged(
    report: Report, retry: Retry, outcome: Outcome, events: Sequence[Event], expectations: Path | None
) -> tuple[Retried, Renewal | None]:
    """The result for one target; with the new events for the report, if its run finished."""
    record = fold(events)
    seen = next((target for target in record.targets if target.slug == retry.slug), None)
    if seen is None or not seen.product:
        return Retried(retry, outcome), None
    ids = sorted({*retry.again.requirements, *diverges_now(retry.before, seen)})
    renewal, merged = Renewal(retry.slug, frozenset(ids), events), seen
    if seen.complete:
        whole = fold(renewed(report.events, [renewal]))
        merged = next(target for target in whole.targets if target.slug == retry.slug)
    view = record.model_copy(update={"targets": [focused(seen, merged, ids)]})
    found = answers(record, retry.before, merged, ids)
    if not seen.complete:
        found = [answer for answer in found if answer.now == "pass" or answer.seen]
    retried = Retried(retry, outcome, found, judge(view, expectations), seen.label, seen.complete)
    return retried, renewal if seen.complete else None


def _write(folder: Path, events: Sequence[Event], expectations: Path | None) -> None:
    """Replace the journal, keeping the old one aside; then write all formats."""
    journal, fresh = folder / FILE_NAME, folder / f"{FILE_NAME}.new"
    lines = [json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n" for event in events]
    write_text(fresh, "".join(lines))
    try:
        journal.replace(folder / PREVIOUS)
        fresh.replace(journal)
    except OSError as error:
        raise ReportError(f"cannot renew {journal}: {error.strerror}. The new journal is {fresh}.") from error
    render_all(events, folder, expectations)
