"""The gate: what a run found against what is expected of its targets, and the exit code that follows.

Pure: takes the record, the expectations and the day; does no I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import Field

from reports.expectations import Expectation
from reports.record import PASSING_KINDS, Fingerprint, Model, Result, RunRecord, TargetRecord

OK, DIVERGED, UNUSABLE, INTERNAL = 0, 1, 3, 4


class Finding(Model):
    """One line of the gate's answer: a requirement of a target, and the reason for listing it."""

    target: str
    requirement: str
    verdict: str
    kind: str = Field(default="", description="operation:kind of the divergence, where it is about one")
    reason: str = ""
    link: str = ""


class GateResult(Model):
    """The gate's answer. ``exit_code``: 0 as expected, 1 unexpected or stale, 3 unusable or partial, 4 our defect."""

    exit_code: int = OK
    known: list[Finding] = Field(default=[], description="divergences that were expected")
    unexpected: list[Finding] = Field(
        default=[], description="divergences that were not, expired expectations included"
    )
    stale: list[Finding] = Field(default=[], description="expected to diverge, but passes now")
    unconfirmed: list[Finding] = Field(default=[], description="expected to diverge, but not judged in this run")
    inconclusive: list[Finding] = []
    problems: list[str] = Field(default=[], description="why the exit code is 3 or 4")
    notes: list[str] = []

    def status(self, target: str, requirement: str, kind: str | None = None) -> str:
        """``unexpected``, ``known`` or an empty text, for one requirement (and kind) of one target."""
        for name, findings in (("unexpected", self.unexpected), ("known", self.known)):
            for finding in findings:
                if (finding.target, finding.requirement) == (target, requirement) and kind in (None, finding.kind):
                    return name
        return ""

    def requirements(self, status: str, target: str | None = None) -> list[str]:
        """The divergent requirements with this status; an unexpected kind makes a requirement unexpected."""
        unexpected = {(f.target, f.requirement) for f in self.unexpected}
        found = unexpected if status == "unexpected" else {(f.target, f.requirement) for f in self.known} - unexpected
        return sorted(requirement for slug, requirement in found if target in (None, slug))

    def headline(self) -> str:
        """The answer in one line; it counts requirements, each once for each target."""
        known = self.requirements("known")
        parts = [f"{len(self.requirements('unexpected'))} unexpected", f"{len(known)} known divergence{_s(known)}"]
        if self.stale:
            parts.append(f"{len(self.stale)} stale expectation{_s(self.stale)}")
        return ", ".join(parts)


def gate(record: RunRecord, expectations: Iterable[Expectation], today: date) -> GateResult:
    """Judge a run. Only scored requirements count; expectations apply by product, version and mode."""
    listed = list(expectations)
    found: dict[str, list[Finding]] = {name: [] for name in ("known", "unexpected", "stale", "unconfirmed")}
    notes: list[str] = []
    for target in record.targets:
        applying = [e for e in listed if e.applies(target.product, target.version, target.mode)]
        notes += _unread_versions(target, listed)
        for result in target.results:
            if result.scored:
                mine = [e for e in applying if e.requirement == result.requirement]
                _Case(target, result, mine, today).judge(found)
    inconclusive = _inconclusive(record, listed, today)
    internal, unusable = _internal(record), _unusable(record, inconclusive)
    code = _code(internal, [*found["unexpected"], *found["stale"]], unusable)
    return GateResult(
        exit_code=code, **found, inconclusive=inconclusive, problems=[*internal, *unusable], notes=sorted(set(notes))
    )


@dataclass(frozen=True)
class _Case:
    """One result of one target, with the expectations that are about it."""

    target: TargetRecord
    result: Result
    expectations: Sequence[Expectation]
    today: date

    def judge(self, found: dict[str, list[Finding]]) -> None:
        """Add the result to the lists it belongs in."""
        if self.result.divergent:
            for kind in self.result.kinds:
                self._judge_kind(kind, found)
        elif self.result.verdict == "pass":
            found["stale"] += [self._finding(e) for e in self.expectations if e.stale_when_passing][:1]
        else:
            differing = [e for e in self.expectations if e.verdict != self.result.verdict]
            found["unconfirmed"] += [self._finding(e) for e in differing][:1]

    def _judge_kind(self, kind: Fingerprint, found: dict[str, list[Finding]]) -> None:
        """One fingerprint of a divergent result: known, or not expected and why."""
        if not kind.confirmed and kind.kind.startswith(PASSING_KINDS):
            return  # an unrepeated server error next to the real divergence
        covering = [e for e in self.expectations if e.covers(kind.operation, kind.kind)]
        valid = [e for e in covering if not e.expired(self.today)]
        if valid:
            found["known"].append(self._finding(valid[0], kind.name))
        else:
            found["unexpected"].append(self._unexpected(kind, covering[0] if covering else None))

    def _unexpected(self, kind: Fingerprint, expired: Expectation | None) -> Finding:
        if expired is not None:
            reason = f"the expectation expired on {expired.expires}: {expired.reason}"
            return self._finding(expired, kind.name).model_copy(update={"reason": reason})
        listed = sorted({k for e in self.expectations if e.diverging for k in e.kinds})
        reason = f"expected to diverge as {', '.join(listed)}, not as {kind.name}" if listed else kind.seen
        return Finding(
            target=self.target.slug,
            requirement=self.result.requirement,
            verdict=self.result.verdict,
            kind=kind.name,
            reason=reason,
        )

    def _finding(self, expectation: Expectation, kind: str = "") -> Finding:
        return Finding(
            target=self.target.slug,
            requirement=self.result.requirement,
            verdict=self.result.verdict,
            kind=kind,
            reason=expectation.reason,
            link=expectation.link,
        )


def _inconclusive(record: RunRecord, expectations: Sequence[Expectation], today: date) -> list[Finding]:
    """Scored requirements that could not be judged, unless that is expected."""
    return [
        Finding(target=t.slug, requirement=r.requirement, verdict=r.verdict, reason=r.reason)
        for t in record.targets
        for r in t.results
        if r.scored and r.verdict == "inconclusive" and not _expected_inconclusive(t, r, expectations, today)
    ]


def _expected_inconclusive(
    target: TargetRecord, result: Result, expectations: Sequence[Expectation], today: date
) -> bool:
    return any(
        e.requirement == result.requirement
        and e.verdict == "inconclusive"
        and not e.expired(today)
        and e.applies(target.product, target.version, target.mode)
        for e in expectations
    )


def _internal(record: RunRecord) -> list[str]:
    errors = [("", e) for e in record.errors] + [(t.slug, e) for t in record.targets for e in t.errors]
    return [
        f"internal error{f' on {slug}' if slug else ''}{f' in {e.property}' if e.property else ''}: {_line(e.message)}"
        for slug, e in errors
    ]


def _unusable(record: RunRecord, inconclusive: Sequence[Finding]) -> list[str]:
    found = [] if record.targets else ["no target was tested"]
    for target in record.targets:
        name = target.spec or target.slug
        if not target.begun:
            found.append(f"{name}: it was not begun")
        elif target.partial:
            why = ", ".join(sorted({f.reason for f in target.footers if not f.complete and f.reason}))
            found.append(f"{name}: the run is partial ({why or 'it has no footer'})")
        elif not target.executed:
            found.append(f"{name}: nothing could be judged")
    if record.targets and record.partial and not found:
        found.append("the run is partial")
    if inconclusive:
        found.append(f"{len(inconclusive)} requirement{_s(inconclusive)} inconclusive")
    return found


def _code(internal: Sequence[str], divergences: Sequence[Finding], unusable: Sequence[str]) -> int:
    """Defects of the suite come first (nothing else can be relied on), then divergences, then missing results."""
    if internal:
        return INTERNAL
    if divergences:
        return DIVERGED
    return UNUSABLE if unusable else OK


def _unread_versions(target: TargetRecord, expectations: Sequence[Expectation]) -> list[str]:
    skipped = sum(1 for e in expectations if e.unreadable_version(target.product, target.version, target.mode))
    if not skipped:
        return []
    text = f"{target.slug}: its version {target.version!r} cannot be compared; {skipped} expectation(s) with 'versions'"
    return [f"{text} do not apply"]


def _line(text: str) -> str:
    return text.strip().splitlines()[0][:300] if text.strip() else "no message"


def _s(items: Sequence[object]) -> str:
    return "" if len(items) == 1 else "s"
