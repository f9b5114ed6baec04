"""The one fold from the journal's events to verdicts and scores. No I/O; the order of events does not matter.

``tally`` collects the events, ``verdicts`` has the rules of the verdicts, ``scores`` computes the scores.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from reports.announced import Announced
from reports.causes import Judged, traced
from reports.harm import counted, harm_of, worst_of
from reports.journeys import journeys_of
from reports.judges import opinions, share
from reports.members import Event, canonical, rank, real_number, text_in, texts_in, whole_number, words_of
from reports.operations import used
from reports.record import (
    VERDICTS,
    Footer,
    PropertyRecord,
    Result,
    RunRecord,
    ScopeComparison,
    SuiteError,
    TargetRecord,
    Timings,
)
from reports.roots import roots_of, weighed
from reports.scores import scores_of
from reports.tally import OUTCOMES, Tally, TargetEvents
from reports.verdicts import Evidence, Status, needed_of, status_of
from reports.witnesses import fingerprints, witness_ids, witnesses_of

REASON_FLAGS = {r: r.upper() for r in ("interrupted", "budget", "target-lost", "error", "unusable")}


class AreaProgress(NamedTuple):
    """The progress of an area during the run."""

    area: str
    passed: int
    failed: int
    other: int  # decided otherwise so far: unsupported, blocked ...
    total: int


class Fold:
    """Takes events one by one, and can give the record and the progress at any time."""

    def __init__(self) -> None:
        self._runs: list[Event] = []
        self._joined: Announced | None = None  # of these, until there is another
        self._targets: dict[str, TargetEvents] = {}
        self._general = TargetEvents("")
        self._first: float | None = None
        self._last: float | None = None

    def add(self, event: Event) -> None:
        """Take one event; unknown ones are passed over."""
        at = event.get("at")
        if isinstance(at, int | float):
            self._first = at if self._first is None else min(self._first, at)
            self._last = at if self._last is None else max(self._last, at)
        if event.get("event") == "run":
            self._runs.append(event)
            self._joined = None
        slug = text_in(event, "target")
        (self._target(slug) if slug else self._general).add(event)

    def _target(self, slug: str) -> TargetEvents:
        return self._targets.setdefault(slug, TargetEvents(slug))

    def progress(self, slug: str) -> list[AreaProgress]:
        """Passed and failed so far by area, for one target. Cheap enough for once a second."""
        run = self._announced()
        target = self._target(slug)
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for requirement in run.scored(slug):
            area = run.requirements[requirement].area
            tally = target.tallies.get(requirement)
            found[area]["total"] += 1
            if tally is None:
                continue
            if tally.diverged:
                found[area]["failed"] += 1
            elif run.need is not None and len(tally.agreed) >= run.need:
                found[area]["passed"] += 1
            elif not tally.agreed:
                found[area]["other"] += 1
        return [AreaProgress(a, c["passed"], c["failed"], c["other"], c["total"]) for a, c in found.items()]

    def record(self) -> RunRecord:
        """The run record of all events so far."""
        run = self._announced()
        for event in self._runs:
            for slug in texts_in(event, "targets"):
                self._target(slug)
        targets = [
            _target_record(run, self._targets[slug].settled()) for slug in sorted(self._targets, key=self._order)
        ]
        complete = bool(targets) and bool(self._runs) and all(t.complete for t in targets)
        return RunRecord(
            **run.head,
            need=run.need,
            operations=run.operations(),
            started=self._first,
            ended=self._last,
            complete=complete,
            flags=_flags(targets, complete),
            areas=run.areas,
            requirements=list(run.requirements.values()),
            journeys=run.journeys,
            targets=targets,
            errors=_errors(self._general, set()),
            notes=sorted({*self._general.notes, *run.notes}),
        )

    def _announced(self) -> Announced:
        if self._joined is None:
            self._joined = Announced.of(self._runs)
        return self._joined

    def _order(self, slug: str) -> tuple[int, float, str]:
        """Targets in the order in which the run named them, else in that of their tests."""
        named = [name for event in self._runs for name in texts_in(event, "targets")]
        return (named.index(slug) if slug in named else len(named), self._targets[slug].begun, slug)


def fold(events: Iterable[Event]) -> RunRecord:
    """The run record of a journal's events. Pure; unknown events and members are passed over."""
    state = Fold()
    for event in events:
        state.add(event)
    return state.record()


def _target_record(run: Announced, target: TargetEvents) -> TargetRecord:
    complete = target.complete()
    names = witness_ids(target)
    results = weighed(_results(run, target, complete, names), run.requirements)
    scored = [r for r in results if r.scored]
    said = opinions(target.judges)
    counts = Counter(r.verdict for r in scored)
    return TargetRecord(
        **_identity(target),
        complete=complete,
        flags=_target_flags(run, target, complete),
        expected=len(scored),
        executed=sum(1 for r in scored if r.observed),
        counts={v: counts[v] for v in VERDICTS if v != "not-scored"},
        scores=scores_of(scored, run.requirements, run.areas),
        timings=_timings(target),
        roots=roots_of(results, run.requirements),
        journeys=journeys_of(run.journeys, results, run.requirements),
        harms=counted(results, run.requirements, run.journeys),
        operations=used(run.modelled(), results, run.requirements) if run.operations() else None,
        results=results,
        witnesses=witnesses_of(target, names),
        footers=[_footer(e) for e in sorted(target.footers, key=rank)],
        errors=_errors(target, set(run.requirements)),
        notes=sorted(target.notes),
        properties=_properties(target.properties),
        judges=said,
        judges_share=share(said),
        scopes=_comparison(target.scopes),
    )


def _comparison(events: Sequence[Event]) -> ScopeComparison | None:
    """The latest one; one written by a version unknown to this one is ignored."""
    for event in sorted(events, key=rank, reverse=True):
        try:
            return ScopeComparison.model_validate(dict(event))
        except ValueError:
            continue
    return None


def _identity(target: TargetEvents) -> dict[str, Any]:
    known = target.identity
    texts = {m: "" if known.get(m) is None else words_of(known[m]) for m in ("spec", "product", "version", "mode")}
    return {
        "slug": target.slug,
        **texts,
        "spec": texts["spec"] or target.slug,
        "endpoint": words_of(known.get("endpoint") or ""),
        "region": words_of(known.get("region") or ""),
        "extras": known.get("extras"),
        "capabilities": known.get("capabilities"),
        "embedded": known.get("embedded") is True,
    }


def _target_flags(run: Announced, target: TargetEvents, complete: bool) -> list[str]:
    flags = [] if complete else ["PARTIAL"]
    flags += sorted({REASON_FLAGS[r] for f in target.footers if (r := text_in(f, "reason")) in REASON_FLAGS})
    active = sum(1 for r in run.requirements.values() if r.status == "active")
    if len(run.scored(target.slug)) < active:
        flags.append("SELECTION")
    return flags


def _flags(targets: Sequence[TargetRecord], complete: bool) -> list[str]:
    found = {flag for target in targets for flag in target.flags}
    return ([] if complete else ["PARTIAL"]) + sorted(found - {"PARTIAL"})


def _results(run: Announced, target: TargetEvents, complete: bool, names: Mapping[Any, str]) -> list[Result]:
    """Results in the catalog's order.

    The selection of the run, further requirements that it observed, and those that are not scored.
    """
    selected = run.selected(target.slug)
    scored = set(run.scored(target.slug))
    statuses = _statuses(run, target, complete)
    everything = len(scored) == sum(1 for r in run.requirements.values() if r.status == "active")
    shown = [
        r.id
        for r in run.requirements.values()
        if r.id in selected or r.id in target.tallies or (everything and r.status != "active")
    ]
    shown += sorted(set(target.tallies) - set(run.requirements))
    return [_result(run, target, i, statuses, scored=i in scored, names=names) for i in shown]


def _statuses(run: Announced, target: TargetEvents, complete: bool) -> dict[str, Status]:
    """The verdict of every requirement that the catalog has or that was observed on the target."""
    failing, exhausted = target.failing_properties(), target.exhausted()
    broken = set().union(*failing.values())
    unfinished = {} if complete else target.unfinished(run.ranging)
    statuses = {
        identifier: status_of(
            run.requirements.get(identifier),
            Evidence(
                target.tallies.get(identifier) or Tally(),
                target.witnesses.get(identifier, {}),
                run.need,
                complete,
                failing.get(identifier, set()),
                identifier in exhausted,
                target.unvaried,
                run.plain,
                unfinished.get(identifier, set()),
                broken,
            ),
        )
        for identifier in {*run.requirements, *target.tallies}
    }
    thorough = complete and (run.need is None or run.need > 1)
    return traced(Judged(statuses, target.tallies, run.selected(target.slug), thorough))


def _result(
    run: Announced,
    target: TargetEvents,
    identifier: str,
    statuses: Mapping[str, Status],
    *,
    scored: bool,
    names: Mapping[Any, str],
) -> Result:
    tally = target.tallies.get(identifier) or Tally()
    status = statuses[identifier]
    blamed = statuses.get(status.blamed or "")
    kinds = [k.model_copy(update={"harm": harm_of(k)}) for k in fingerprints(identifier, tally, target, names)]
    return Result(
        requirement=identifier,
        verdict=status.verdict,
        scored=scored,
        observed=len(tally.agreed | tally.diverged_situations),
        agreed=len(tally.agreed),
        diverged=len(tally.diverged_situations),
        needed=needed_of(run.need, status.verdict, len(tally.agreed)),
        witness=next((k.witness for k in kinds if k.witness), None),
        kinds=kinds,
        harm=worst_of(kinds),
        blocked_by=status.blamed,
        blocked_by_verdict=blamed.verdict if blamed else None,
        root=status.root,
        step=status.step,
        answer=status.answer,
        reason=status.reason,
        properties=sorted(tally.properties),
        outcomes={o: tally.outcomes[o] for o in OUTCOMES if tally.outcomes[o]},
    )


def _timings(target: TargetEvents) -> Timings:
    """From the footers; from the properties where a footer is missing."""
    source = target.footers if target.workers <= {text_in(f, "worker") for f in target.footers} else []
    events = source or target.properties
    by_worker: dict[str, list[float]] = defaultdict(list)
    for event in events:
        by_worker[text_in(event, "worker")].append(real_number(event.get("seconds")))
    seconds = sum(sorted(real_number(e.get("seconds")) for e in events))
    waiting = sum(sorted(real_number(e.get("target_seconds")) for e in events))
    return Timings(
        wall_seconds=round(max((sum(sorted(parts)) for parts in by_worker.values()), default=0.0), 3),
        seconds=round(seconds, 3),
        target_seconds=round(waiting, 3),
        calls=sum(whole_number(e.get("calls")) for e in events),
        suite_share=round(max(0.0, 1 - waiting / seconds), 4) if seconds > 0 else None,
    )


def _footer(event: Event) -> Footer:
    done, expected = event.get("properties"), event.get("properties_expected")
    return Footer(
        worker=text_in(event, "worker"),
        reason=text_in(event, "reason"),
        complete=event.get("complete") is True,
        properties=done if isinstance(done, int) else None,
        properties_expected=expected if isinstance(expected, int) else None,
    )


def _errors(target: TargetEvents, known: set[str]) -> list[SuiteError]:
    """Defects of the suite.

    Error events, properties that ended in an error without such an event, observations of unknown requirements.
    """
    listed: dict[str, set[str]] = defaultdict(set)
    for event in target.properties:
        listed[text_in(event, "property")].update(texts_in(event, "requirements"))
    found = {canonical(e): e for e in target.errors}
    errors = [
        SuiteError(
            message=text_in(e, "message") or "no message",
            property=(name := text_in(e, "property")),
            traceback=text_in(e, "traceback"),
            requirements=sorted({*texts_in(e, "requirements"), *listed.get(name, ())}),
        )
        for e in (found[key] for key in sorted(found))
    ]
    named = {e.property for e in errors}
    ended = {text_in(e, "property") for e in target.properties if e.get("status") == "error"}
    for name in sorted(ended - named):
        errors.append(
            SuiteError(message="the property ended in an error", property=name, requirements=sorted(listed[name]))
        )
    if known:
        errors += [
            SuiteError(message=f"{identifier} was observed, but the run's catalog does not have it")
            for identifier in sorted(set(target.tallies) - known)
        ]
    return errors


def _properties(events: Sequence[Event]) -> list[PropertyRecord]:
    """One record for each property, the parts of several workers or shards added up."""
    groups: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        groups[text_in(event, "property")].append(event)
    return [_property(name, groups[name]) for name in sorted(groups)]


def _property(name: str, events: Sequence[Event]) -> PropertyRecord:
    statuses = {text_in(e, "status") for e in events}
    labels: Counter[str] = Counter()
    for event in events:
        counted = event.get("events")
        if isinstance(counted, Mapping):
            labels.update({str(k): v for k, v in counted.items() if isinstance(v, int)})
    return PropertyRecord(
        property=name,
        area=min((text_in(e, "area") for e in events), default=""),
        requirements=sorted({r for e in events for r in texts_in(e, "requirements")}),
        examples=sum(whole_number(e.get("examples")) for e in events),
        calls=sum(whole_number(e.get("calls")) for e in events),
        seconds=round(sum(sorted(real_number(e.get("seconds")) for e in events)), 3),
        target_seconds=round(sum(sorted(real_number(e.get("target_seconds")) for e in events)), 3),
        status=next((s for s in ("error", "stopped", "done") if s in statuses), min(statuses, default="")),
        events=dict(sorted(labels.items())),
    )
