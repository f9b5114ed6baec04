"""The one fold from the journal's events to verdicts and scores. No I/O; the order of events does not matter.

The meaning of each verdict is in ``docs/reports.md``. The rules live in :func:`_verdict`, the scores in :func:`_score`.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from reports.judges import opinions
from reports.record import (
    PASSING_KINDS,
    VERDICTS,
    Fingerprint,
    Footer,
    LevelScores,
    PropertyRecord,
    RequirementInfo,
    Result,
    RunRecord,
    ScopeComparison,
    Score,
    Scores,
    SuiteError,
    TargetRecord,
    Timings,
    Verdict,
    Witness,
)

Event = Mapping[str, Any]
OUTCOMES = ("agrees", "diverges", "inconclusive", "blocked", "unsupported", "excluded")
REASON_FLAGS = {r: r.upper() for r in ("interrupted", "budget", "target-lost", "error", "unusable")}


class AreaProgress(NamedTuple):
    """How far an area is while the run goes on."""

    area: str
    passed: int
    failed: int
    other: int  # decided otherwise so far: unsupported, blocked ...
    total: int


class _Status(NamedTuple):
    """A verdict with its explanation."""

    verdict: Verdict
    reason: str = ""
    blamed: str | None = None


@dataclass
class _Tally:
    """What was observed of one requirement on one target."""

    agreed: set[str] = field(default_factory=set)
    diverged: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    samples: dict[tuple[str, str], Event] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    blames: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    properties: set[str] = field(default_factory=set)

    def add(self, event: Event) -> None:
        """Count one observation; an outcome that this version does not know is passed over."""
        outcome = _text(event, "outcome")
        if outcome not in OUTCOMES:
            return
        self.outcomes[outcome] += 1
        if name := _text(event, "property"):
            self.properties.add(name)
        if outcome == "agrees":
            self.agreed.add(_situation(event))
        elif outcome == "diverges":
            self._diverged(event)
        if outcome == "blocked" and (blame := _text(event, "blame")):
            self.blames[blame] += 1
        if reason := _text(event, "reason"):
            self.reasons[outcome][reason] += 1

    def _diverged(self, event: Event) -> None:
        key = (_text(event, "operation"), _text(event, "kind") or "unspecified")
        self.diverged[key].add(_situation(event))
        known = self.samples.get(key)
        if known is None or _rank(event) < _rank(known):
            self.samples[key] = event

    @property
    def diverged_situations(self) -> set[str]:
        """Distinct situations that diverged in any way."""
        return set().union(*self.diverged.values())

    @property
    def decided(self) -> bool:
        """Whether it agreed or diverged at least once."""
        return bool(self.agreed or self.diverged)

    def reason(self, outcome: str) -> str:
        """The reason given most often for an outcome."""
        return _most(self.reasons[outcome]) or "" if outcome in self.reasons else ""


@dataclass
class _Target:
    """All events of one target."""

    slug: str
    identity: dict[str, Any] = field(default_factory=dict)
    tallies: dict[str, _Tally] = field(default_factory=lambda: defaultdict(_Tally))
    witnesses: dict[str, dict[tuple[str, str], Event]] = field(default_factory=lambda: defaultdict(dict))
    properties: list[Event] = field(default_factory=list)
    footers: list[Event] = field(default_factory=list)
    errors: list[Event] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)
    judges: list[Event] = field(default_factory=list)
    scopes: list[Event] = field(default_factory=list)
    workers: set[str] = field(default_factory=set)  # those that did work and so owe a footer
    begun: float = float("inf")

    def add(self, event: Event) -> None:
        """Take one event of this target."""
        name = _text(event, "event")
        self.begun = min(self.begun, _real(event.get("at")))
        if name in ("observation", "property"):
            self.workers.add(_text(event, "worker"))
        if name == "observation" and (requirement := _text(event, "requirement")):
            self.tallies[requirement].add(event)
        elif name == "witness":
            self._witness(event)
        elif name in ("property", "footer", "error", "judge", "scopes"):
            kept = {"property": self.properties, "footer": self.footers, "error": self.errors, "judge": self.judges,
                    "scopes": self.scopes}  # fmt: skip
            kept[name].append(event)
        elif name == "note" and (text := _text(event, "text")):
            self.notes.add(text)
        elif name == "target":
            self._identify(event)

    def _identify(self, event: Event) -> None:
        skip = {"event", "target", "worker", "at"}
        for member, value in event.items():
            if member not in skip and value is not None:
                known = self.identity.get(member)
                if known in (None, "") or _canonical(value) < _canonical(known):
                    self.identity[member] = value

    def _witness(self, event: Event) -> None:
        key = (_text(event, "operation"), _text(event, "kind") or "unspecified")
        known = self.witnesses[_text(event, "requirement")].get(key)
        if known is None or _witness_rank(event) < _witness_rank(known):
            self.witnesses[_text(event, "requirement")][key] = event

    def complete(self) -> bool:
        """Whether every worker that did work said that it came to its end, and no property is missing."""
        if not self.footers or not all(footer.get("complete") is True for footer in self.footers):
            return False
        if not self.workers <= {_text(footer, "worker") for footer in self.footers}:
            return False
        expected = [n for f in self.footers if isinstance(n := f.get("properties_expected"), int)]
        ended = {_text(e, "property") for e in self.properties if e.get("status") != "stopped"}
        done = sum(_number(f.get("properties")) for f in self.footers)
        return max(done, len(ended)) >= max(expected, default=0)

    def exhausted(self) -> set[str]:
        """The requirements for which the properties have no more situations to offer than those that were tried.

        Machines list many requirements by the way and never run out, so only the properties of areas are asked.
        """
        asked: dict[str, bool] = {}
        for event in self.properties:
            if event.get("area") != "machines":
                done = event.get("exhausted") is True and event.get("status") == "done"
                for requirement in _texts(event, "requirements"):
                    asked[requirement] = asked.get(requirement, True) and done
        return {requirement for requirement, done in asked.items() if done}

    def failing_properties(self) -> dict[str, set[str]]:
        """For each requirement, the properties that list it and ended by a defect of this suite."""
        listed: dict[str, set[str]] = defaultdict(set)
        for event in self.properties:
            listed[_text(event, "property")].update(_texts(event, "requirements"))
        failing: dict[str, set[str]] = defaultdict(set)
        for event in [*self.errors, *(e for e in self.properties if e.get("status") == "error")]:
            name = _text(event, "property")
            for requirement in {*_texts(event, "requirements"), _text(event, "requirement"), *listed.get(name, ())}:
                failing[requirement].add(name)
        failing.pop("", None)
        return failing


class Fold:
    """Takes events one by one; gives the record, and the progress so far, at any time."""

    def __init__(self) -> None:
        self._runs: list[Event] = []
        self._targets: dict[str, _Target] = {}
        self._general = _Target("")
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
        slug = _text(event, "target")
        (self._target(slug) if slug else self._general).add(event)

    def _target(self, slug: str) -> _Target:
        return self._targets.setdefault(slug, _Target(slug))

    def progress(self, slug: str) -> list[AreaProgress]:
        """Passed and failed so far by area, for one target. Cheap enough for once a second."""
        run = _Run.of(self._runs)
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
        run = _Run.of(self._runs)
        for event in self._runs:
            for slug in _texts(event, "targets"):
                self._target(slug)
        targets = [_target_record(run, self._targets[slug]) for slug in sorted(self._targets, key=self._order)]
        complete = bool(targets) and bool(self._runs) and all(t.complete for t in targets)
        return RunRecord(
            **run.head,
            need=run.need,
            started=self._first,
            ended=self._last,
            complete=complete,
            flags=_flags(targets, complete),
            areas=run.areas,
            requirements=list(run.requirements.values()),
            targets=targets,
            errors=_errors(self._general, set()),
            notes=sorted({*self._general.notes, *run.notes}),
        )

    def _order(self, slug: str) -> tuple[int, float, str]:
        """Targets in the order in which the run named them, else in that of their tests."""
        named = [name for event in self._runs for name in _texts(event, "targets")]
        return (named.index(slug) if slug in named else len(named), self._targets[slug].begun, slug)


def fold(events: Iterable[Event]) -> RunRecord:
    """The run record of a journal's events. Pure; unknown events and members are passed over."""
    state = Fold()
    for event in events:
        state.add(event)
    return state.record()


# -- what the run announced ---------------------------------------------------------------------------------------


@dataclass
class _Run:
    """The ``run`` events of all shards, joined."""

    head: dict[str, Any]
    need: int | None
    requirements: dict[str, RequirementInfo]
    expected: dict[str, set[str]]  # by slug; "" for all targets
    areas: dict[str, str]  # name -> title
    notes: list[str]

    @classmethod
    def of(cls, events: Sequence[Event]) -> _Run:
        """Join them; with several values for one member the smallest stands and a note says so."""
        ordered = sorted(events, key=_canonical)
        needs = [n for e in ordered if isinstance(n := e.get("need"), int)]
        head, notes = _head(ordered)
        requirements: dict[str, RequirementInfo] = {}
        expected: dict[str, set[str]] = defaultdict(set)
        for event in ordered:
            for entry in event.get("requirements") or []:
                if isinstance(entry, Mapping) and isinstance(entry.get("id"), str):
                    requirements.setdefault(entry["id"], _info(entry))
            expected[_text(event, "target")].update(_texts(event, "expected"))
        areas = {r.area: "" for r in requirements.values()}
        for event in ordered:
            titles = event.get("areas")
            if isinstance(titles, Mapping):
                areas.update({str(a): _words(t) for a, t in titles.items() if a in areas})
        return cls(head, max(needs) if needs else None, requirements, expected, areas, notes)

    def selected(self, slug: str) -> set[str]:
        """The ids that the run is about for a target."""
        return self.expected.get("", set()) | self.expected.get(slug, set())

    def scored(self, slug: str) -> list[str]:
        """The active ones of them, in the catalog's order."""
        selected = self.selected(slug)
        return [r.id for r in self.requirements.values() if r.status == "active" and r.id in selected]


def _head(events: Sequence[Event]) -> tuple[dict[str, Any], list[str]]:
    """The members that identify the run, and notes on those that differ between its parts."""
    head: dict[str, Any] = {}
    notes: list[str] = []
    members = ("suite_version", "catalog_digest", "botocore_version", "profile", "run_id", "seed", "arguments")
    for member in (*members, "model_operations"):
        values = {_canonical(e[member]): e[member] for e in events if e.get(member) is not None}
        if not values:
            continue
        first = values[min(values)]
        text = member in members and member not in ("seed", "arguments")
        head[member] = str(first) if text else first
        if len(values) > 1 and member in ("suite_version", "catalog_digest", "botocore_version", "profile"):
            notes.append(f"the parts of this run differ in {member}: {', '.join(sorted(map(str, values.values())))}")
    if not isinstance(head.get("model_operations"), int):
        head.pop("model_operations", None)
    return head, notes


def _info(entry: Mapping[str, Any]) -> RequirementInfo:
    """A catalog entry, whatever the types of its members."""
    lists = ("sources", "operations", "capabilities")
    texts = ("id", "area", "title", "statement", "level", "grade", "status", "reason")
    members: dict[str, Any] = {m: _texts(entry, m) for m in lists}
    members.update({m: str(entry[m]) for m in texts if entry.get(m) is not None})
    return RequirementInfo(**members)


# -- one target ---------------------------------------------------------------------------------------------------


def _target_record(run: _Run, target: _Target) -> TargetRecord:
    complete = target.complete()
    names = _witness_ids(target)
    results = _results(run, target, complete, names)
    scored = [r for r in results if r.scored]
    counts = Counter(r.verdict for r in scored)
    return TargetRecord(
        **_identity(target),
        complete=complete,
        flags=_target_flags(run, target, complete),
        expected=len(scored),
        executed=sum(1 for r in scored if r.observed),
        counts={v: counts[v] for v in VERDICTS if v != "not-scored"},
        scores=_scores(run, scored),
        timings=_timings(target),
        results=results,
        witnesses=_witnesses(target, names),
        footers=[_footer(e) for e in sorted(target.footers, key=_rank)],
        errors=_errors(target, set(run.requirements)),
        notes=sorted(target.notes),
        properties=_properties(target.properties),
        judges=opinions(target.judges),
        scopes=_comparison(target.scopes),
    )


def _comparison(events: Sequence[Event]) -> ScopeComparison | None:
    """The last one that was made; one of a version that this one does not know is passed over."""
    for event in sorted(events, key=_rank, reverse=True):
        try:
            return ScopeComparison.model_validate(dict(event))
        except ValueError:
            continue
    return None


def _identity(target: _Target) -> dict[str, Any]:
    known = target.identity
    texts = {m: "" if known.get(m) is None else _words(known[m]) for m in ("spec", "product", "version", "mode")}
    return {
        "slug": target.slug,
        **texts,
        "spec": texts["spec"] or target.slug,
        "endpoint": _words(known.get("endpoint") or ""),
        "region": _words(known.get("region") or ""),
        "extras": known.get("extras"),
        "capabilities": known.get("capabilities"),
        "embedded": known.get("embedded") is True,
    }


def _target_flags(run: _Run, target: _Target, complete: bool) -> list[str]:
    flags = [] if complete else ["PARTIAL"]
    flags += sorted({REASON_FLAGS[r] for f in target.footers if (r := _text(f, "reason")) in REASON_FLAGS})
    active = sum(1 for r in run.requirements.values() if r.status == "active")
    if len(run.scored(target.slug)) < active:
        flags.append("SELECTION")
    return flags


def _flags(targets: Sequence[TargetRecord], complete: bool) -> list[str]:
    found = {flag for target in targets for flag in target.flags}
    return ([] if complete else ["PARTIAL"]) + sorted(found - {"PARTIAL"})


def _results(run: _Run, target: _Target, complete: bool, names: Mapping[Any, str]) -> list[Result]:
    """Results in the catalog's order: what the run is about, what it saw besides, and what is not scored."""
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


def _statuses(run: _Run, target: _Target, complete: bool) -> dict[str, _Status]:
    """The verdict of every requirement that the catalog has or the target was seen on."""
    failing, exhausted = target.failing_properties(), target.exhausted()
    return {
        identifier: _status(
            run.requirements.get(identifier),
            _Evidence(
                target.tallies.get(identifier) or _Tally(),
                target.witnesses.get(identifier, {}),
                run.need,
                complete,
                failing.get(identifier, set()),
                identifier in exhausted,
            ),
        )
        for identifier in {*run.requirements, *target.tallies}
    }


def _result(
    run: _Run,
    target: _Target,
    identifier: str,
    statuses: Mapping[str, _Status],
    *,
    scored: bool,
    names: Mapping[Any, str],
) -> Result:
    tally = target.tallies.get(identifier) or _Tally()
    status = statuses[identifier]
    blamed = statuses.get(status.blamed or "")
    kinds = _fingerprints(identifier, tally, target, names)
    return Result(
        requirement=identifier,
        verdict=status.verdict,
        scored=scored,
        observed=len(tally.agreed | tally.diverged_situations),
        agreed=len(tally.agreed),
        diverged=len(tally.diverged_situations),
        needed=_needed(run.need, status.verdict, len(tally.agreed)),
        witness=next((k.witness for k in kinds if k.witness), None),
        kinds=kinds,
        blocked_by=status.blamed,
        blocked_by_verdict=blamed.verdict if blamed else None,
        reason=status.reason,
        properties=sorted(tally.properties),
        outcomes={o: tally.outcomes[o] for o in OUTCOMES if tally.outcomes[o]},
    )


def _needed(need: int | None, verdict: Verdict, agreed: int) -> int | None:
    """What a pass asked for: fewer than the profile says where there are no more situations to try."""
    return agreed if verdict == "pass" and need is not None and agreed < need else need


# -- the rules of the verdicts ------------------------------------------------------------------------------------


class _Evidence(NamedTuple):
    """All that the verdict on one requirement rests on."""

    tally: _Tally
    witnesses: Mapping[tuple[str, str], Event]  # by operation and kind
    need: int | None  # situations that a pass asks for; None when the run did not say
    complete: bool  # the run came to its end
    failing: set[str]  # properties that list the requirement and ended by a defect of this suite
    exhausted: bool  # its properties have no further situations to offer

    @property
    def tried(self) -> str:
        """In how many situations it agreed, for people."""
        wanted = "an unknown number of" if self.need is None else str(self.need)
        agreed = len(self.tally.agreed)
        return f"agreed in {agreed} of {wanted} situations" if agreed else "never exercised"


def _status(info: RequirementInfo | None, evidence: _Evidence) -> _Status:
    """The verdict of one requirement: first what the catalog says, then what was observed."""
    if info is not None and info.status == "excluded":
        return _Status("excluded", info.reason or "excluded in the catalog")
    if info is not None and info.status != "active":
        return _Status("not-scored", f"{info.status}: {info.reason}" if info.reason else info.status)
    return _verdict(evidence)


def _verdict(evidence: _Evidence) -> _Status:
    """The rules, most severe first."""
    tally, failing = evidence.tally, evidence.failing
    if tally.diverged:
        return _diverged(evidence)
    if evidence.need is not None and len(tally.agreed) >= max(evidence.need, 1):
        return _Status("pass")
    if failing and not tally.agreed and tally.properties <= failing:
        return _Status("error", f"a defect of this suite in {', '.join(sorted(failing)) or 'the engine'}")
    return _hindered(tally, evidence.tried) or _short(evidence)


def _diverged(evidence: _Evidence) -> _Status:
    """fail, flaky or inconclusive for what diverged."""
    keys, witnesses = evidence.tally.diverged, evidence.witnesses
    if any((w := witnesses.get(key)) is not None and w.get("confirmed") is True for key in keys):
        return _Status("fail")
    lasting = [key for key in keys if not key[1].startswith(PASSING_KINDS)]
    if not lasting:
        return _Status("inconclusive", "a server error or a lost answer that did not repeat")
    tried = [witnesses[key] for key in lasting if key in witnesses]
    if tried and all(_text(witness, "undecided") for witness in tried):
        return _Status("inconclusive", "it diverged, but the target gave no clear answer when that was replayed")
    if not evidence.complete and not tried:
        return _Status("inconclusive", "it diverged, but the run ended before that could be replayed")
    return _Status("flaky", "it diverged, but not when it was replayed")


def _hindered(tally: _Tally, count: str) -> _Status | None:
    """Agreed in too few situations or in none, and something was in the way."""
    blocked = _Status("blocked", tally.reason("blocked") or count, _most(tally.blames))
    unsupported = _Status("unsupported", tally.reason("unsupported") or "the target says that it does not have it")
    excluded = _Status("excluded", tally.reason("excluded") or "not testable on this target")
    unclear = _Status("inconclusive", tally.reason("inconclusive") or "timeouts, throttling or lost answers")
    first = [blocked, unsupported] if tally.agreed else [unsupported, blocked]
    return next((status for status in [*first, excluded, unclear] if tally.outcomes[status.verdict]), None)


def _short(evidence: _Evidence) -> _Status:
    """Agreed in too few situations or in none, and the target is not to blame."""
    count, agreed = evidence.tried, len(evidence.tally.agreed)
    if evidence.failing:
        return _Status("error", f"{count}; a defect of this suite in {', '.join(sorted(evidence.failing))}")
    if not evidence.complete:
        return _Status("inconclusive", f"{count}; the run ended early")
    if agreed and evidence.exhausted and evidence.need is not None:
        return _Status("pass", f"in all situations that there are to try ({agreed})")
    return _Status("not-reached", f"{count}: a gap in this suite's generators")


# -- fingerprints and witnesses -----------------------------------------------------------------------------------


def _fingerprints(
    identifier: str, tally: _Tally, target: _Target, names: Mapping[tuple[str, str, str], str]
) -> list[Fingerprint]:
    """The ways in which it diverged: confirmed ones first, then those seen most often."""
    found = []
    for key, situations in tally.diverged.items():
        witness = target.witnesses.get(identifier, {}).get(key)
        source: Event = witness if witness is not None and _text(witness, "seen") else tally.samples[key]
        found.append(
            Fingerprint(
                operation=key[0],
                kind=key[1],
                situations=len(situations),
                confirmed=witness is not None and witness.get("confirmed") is True,
                expected=_text(source, "expected"),
                seen=_text(source, "seen"),
                witness=names.get((identifier, *key)),
            )
        )
    return sorted(found, key=lambda f: (not f.confirmed, -f.situations, f.kind, f.operation))


def _witness_ids(target: _Target) -> dict[tuple[str, str, str], str]:
    """Stable ids: the requirement's for the witness that stands for it, with the kind (and operation) for others."""
    names: dict[tuple[str, str, str], str] = {}
    for requirement, found in target.witnesses.items():
        seen = target.tallies[requirement].diverged if requirement in target.tallies else {}
        order = sorted(found, key=lambda k: (found[k].get("confirmed") is not True, -len(seen.get(k, ())), k[1], k[0]))
        taken: set[str] = set()
        for key in order:
            stem = requirement if not taken else f"{requirement}--{key[1]}"
            name = _file_stem(stem if stem not in taken else f"{stem}--{key[0]}")
            while name in taken:
                name += "-"
            taken.add(name)
            names[(requirement, *key)] = name
    return names


def _file_stem(text: str) -> str:
    """Safe as a file name anywhere."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in text)[:120] or "witness"


def _witnesses(target: _Target, names: Mapping[tuple[str, str, str], str]) -> dict[str, Witness]:
    found = {}
    for (requirement, operation, kind), name in sorted(names.items(), key=lambda item: item[1]):
        event = target.witnesses[requirement][(operation, kind)]
        replays = event.get("replays")
        found[name] = Witness(
            id=name,
            requirement=requirement,
            kind=kind,
            operation=operation,
            property=_text(event, "property"),
            confirmed=event.get("confirmed") is True,
            replays=len(replays) if isinstance(replays, list) else _number(replays),
            expected=_text(event, "expected"),
            seen=_text(event, "seen"),
            steps=len(_list(event, "steps")),
            transcript=_list(event, "transcript"),
            replayed=_list(event, "replayed"),
            script=_text(event, "script"),
        )
    return found


# -- scores, times, errors ----------------------------------------------------------------------------------------


def _scores(run: _Run, results: Sequence[Result]) -> Scores:
    """Scores in total and by area, of the scored results."""
    by_area: dict[str, list[Result]] = {area: [] for area in run.areas}
    for result in results:
        by_area[run.requirements[result.requirement].area].append(result)
    areas = {area: _levels(run, found) for area, found in by_area.items() if found}
    return Scores(total=_levels(run, results), areas=areas)


def _levels(run: _Run, results: Sequence[Result]) -> LevelScores:
    must = [r for r in results if run.requirements[r.requirement].level == "must"]
    return LevelScores(must=_score(must), all=_score(results))


def _score(results: Sequence[Result]) -> Score:
    """conformance = pass / (pass + fail), coverage = (pass + fail) / active; None where there is nothing to divide by.

    Flaky counts as fail. Active is every scored requirement, so what is unsupported, blocked, inconclusive or excluded
    on this target stays in the denominator of coverage; only the catalog can take a requirement out of it.
    """
    passed = sum(1 for r in results if r.verdict == "pass")
    failed = sum(1 for r in results if r.divergent)
    judged, active = passed + failed, len(results)
    return Score(
        conformance=round(passed / judged, 6) if judged else None,
        coverage=round(judged / active, 6) if active else None,
        passed=passed,
        failed=failed,
        active=active,
    )


def _timings(target: _Target) -> Timings:
    """From the footers; from the properties where a footer is missing."""
    source = target.footers if target.workers <= {_text(f, "worker") for f in target.footers} else []
    events = source or target.properties
    by_worker: dict[str, list[float]] = defaultdict(list)
    for event in events:
        by_worker[_text(event, "worker")].append(_real(event.get("seconds")))
    seconds = sum(sorted(_real(e.get("seconds")) for e in events))
    waiting = sum(sorted(_real(e.get("target_seconds")) for e in events))
    return Timings(
        wall_seconds=round(max((sum(sorted(parts)) for parts in by_worker.values()), default=0.0), 3),
        seconds=round(seconds, 3),
        target_seconds=round(waiting, 3),
        calls=sum(_number(e.get("calls")) for e in events),
        suite_share=round(max(0.0, 1 - waiting / seconds), 4) if seconds > 0 else None,
    )


def _footer(event: Event) -> Footer:
    done, expected = event.get("properties"), event.get("properties_expected")
    return Footer(
        worker=_text(event, "worker"),
        reason=_text(event, "reason"),
        complete=event.get("complete") is True,
        properties=done if isinstance(done, int) else None,
        properties_expected=expected if isinstance(expected, int) else None,
    )


def _errors(target: _Target, known: set[str]) -> list[SuiteError]:
    """Our own defects: error events, properties that ended in one unsaid, observations of unknown requirements."""
    listed: dict[str, set[str]] = defaultdict(set)
    for event in target.properties:
        listed[_text(event, "property")].update(_texts(event, "requirements"))
    found = {_canonical(e): e for e in target.errors}
    errors = [
        SuiteError(
            message=_text(e, "message") or "no message",
            property=(name := _text(e, "property")),
            traceback=_text(e, "traceback"),
            requirements=sorted({*_texts(e, "requirements"), *listed.get(name, ())}),
        )
        for e in (found[key] for key in sorted(found))
    ]
    named = {e.property for e in errors}
    ended = {_text(e, "property") for e in target.properties if e.get("status") == "error"}
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
        groups[_text(event, "property")].append(event)
    return [_property(name, groups[name]) for name in sorted(groups)]


def _property(name: str, events: Sequence[Event]) -> PropertyRecord:
    statuses = {_text(e, "status") for e in events}
    labels: Counter[str] = Counter()
    for event in events:
        counted = event.get("events")
        if isinstance(counted, Mapping):
            labels.update({str(k): v for k, v in counted.items() if isinstance(v, int)})
    return PropertyRecord(
        property=name,
        area=min((_text(e, "area") for e in events), default=""),
        requirements=sorted({r for e in events for r in _texts(e, "requirements")}),
        examples=sum(_number(e.get("examples")) for e in events),
        calls=sum(_number(e.get("calls")) for e in events),
        seconds=round(sum(sorted(_real(e.get("seconds")) for e in events)), 3),
        target_seconds=round(sum(sorted(_real(e.get("target_seconds")) for e in events)), 3),
        status=next((s for s in ("error", "stopped", "done") if s in statuses), min(statuses, default="")),
        events=dict(sorted(labels.items())),
    )


# -- reading members whatever their type --------------------------------------------------------------------------


def _text(event: Mapping[str, Any], member: str) -> str:
    value = event.get(member)
    return "" if value is None else _words(value)


def _words(value: Any) -> str:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if not value.isascii() else value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _texts(event: Mapping[str, Any], member: str) -> list[str]:
    return [_words(v) for v in _list(event, member)]


def _list(event: Mapping[str, Any], member: str) -> list[Any]:
    value = event.get(member)
    return list(value) if isinstance(value, list | tuple) else []


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _real(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _situation(event: Event) -> str:
    """What makes a situation distinct; without a digest all observations of a property count as one."""
    return _text(event, "situation") or f"property {_text(event, 'property')}"


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _rank(event: Event) -> tuple[float, str]:
    """The earliest first, the rest in an order that does not depend on the order of the file."""
    return (_real(event.get("at")), _canonical(event))


def _witness_rank(event: Event) -> tuple[Any, ...]:
    """Confirmed ones first, then those that could be replayed, then the shortest, then the earliest."""
    first = (event.get("confirmed") is not True, bool(_text(event, "undecided")))
    return (*first, len(_list(event, "steps")) or 10**6, *_rank(event))


def _most(counter: Counter[str]) -> str | None:
    return min(counter, key=lambda key: (-counter[key], key), default=None)
