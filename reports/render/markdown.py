"""``report.md``: fits a comment on a pull request; what is cut is counted."""

from __future__ import annotations

import re

from reports.gate import Finding, GateResult
from reports.journeys import WORDS as JOURNEY_WORDS
from reports.judges import SAYS, columns, judges_of
from reports.record import VERDICTS, JourneyResult, Result, RunRecord, TargetRecord, percent
from reports.text import moment, shorten, visible

FILE = "report.md"
LIMIT = 60_000  # characters; a GitHub comment takes 65,536
LINE = 220
CELL = 140  # characters of an answer in a table
NAMED = 3  # requirements beside the state of a journey
ROOTS = 12  # things in the way per target


def render(record: RunRecord, gate: GateResult) -> str:
    """Scores, areas and divergences, one line each; details are folded and left out first when it grows too long."""
    parts = [_head(record, gate), *_journeys(record), *_judges(record)]
    share = (LIMIT - sum(map(len, parts)) - 500) // max(len(record.targets), 1)
    parts += [_target(record, target, gate, share) for target in record.targets]
    text = "\n\n".join(parts) + "\n"
    if len(text) <= LIMIT:
        return text
    cut = text[:LIMIT].rsplit("\n", 1)[0]
    return f"{cut}\n\n_Cut here: {len(text) - len(cut)} more characters are in index.html._\n"


def _head(record: RunRecord, gate: GateResult) -> str:
    lines = ["# Cognito conformance", ""]
    if record.partial:
        lines += ["> **PARTIAL**: the run did not come to its end; nothing that is missing counts as a pass.", ""]
    lines += ["| target | conformance must | all | coverage must | all | judged |", "|---|--:|--:|--:|--:|--:|"]
    for target in record.targets:
        total = target.scores.total
        cells = [total.must.conformance, total.all.conformance, total.must.coverage, total.all.coverage]
        figures = " | ".join(percent(c) for c in cells)
        flags = f" {' '.join(target.flags)}" if target.flags else ""
        lines.append(f"| {_cell(record.name(target))}{flags} | {figures} | {target.executed} of {target.expected} |")
    if record.operations is not None:
        lines += ["", f"Operations covered: {_inline(record.operations.words)}."]
    lines += ["", f"**{gate.headline()}.**"]
    lines += _findings("Stale expectations (these pass now)", gate.stale)
    lines += [f"- {_inline(problem)}" for problem in gate.problems[:20]]
    about = (
        f"profile {record.profile}, seed {record.seed}, suite {record.suite_version}, catalog {record.catalog_digest}"
    )
    model = f", botocore {record.botocore_version}, {moment(record.started)}"
    return "\n".join([*lines, "", f"<sub>{_inline(about + model)}</sub>"])


def _journeys(record: RunRecord) -> list[str]:
    """What people do, a line each, with a column for each target."""
    found = [{journey.id: journey for journey in target.journeys} for target in record.targets]
    tried = [journey for journey in record.journeys if any(journey.id in column for column in found)]
    if not tried:
        return []
    lines = ["## What works", "", f"| to | {' | '.join(_cell(record.name(target)) for target in record.targets)} |"]
    lines.append(f"|---|{'---|' * len(record.targets)}")
    for journey in tried:
        cells = [_state(column.get(journey.id)) for column in found]
        lines.append(f"| {_cell(journey.title)} | {' | '.join(map(_cell, cells))} |")
    return ["\n".join(lines)]


def _state(journey: JourneyResult | None) -> str:
    if journey is None:
        return "not tried"
    words = JOURNEY_WORDS[journey.state]
    if not journey.by:
        return words
    named = ", ".join([*journey.by[:NAMED], *(["…"] if journey.by[NAMED:] else [])])
    return f"{words} ({journey.differences}: {named})" if journey.differences else f"{words} ({named})"


def _judges(record: RunRecord) -> list[str]:
    """A column for each judge, and a line for each result that is not as it should be."""
    names = judges_of(record)
    if not names:
        return []
    lines = ["## Results with real clients", "", f"| target | {' | '.join(map(_cell, names))} |"]
    lines.append(f"|---|{'---|' * len(names)}")
    wrong = []
    for target in record.targets:
        found = {column.judge: column for column in columns(target)}
        cells = [", ".join(SAYS[w] for w in found[n].words) if n in found else "not asked" for n in names]
        lines.append(f"| {_cell(record.name(target))} | {' | '.join(cells)} |")
        for task in (task for column in found.values() for task in column.tasks):
            for said in task.opinions:
                if (said.form, said.outcome) in (("right", "refused"), ("wrong", "accepted")):
                    told = f"{said.judge} on {record.name(target)}, {task.name}: {said.outcome} {said.given}"
                    wrong.append(f"- {_inline(shorten(f'{told}. {said.message}', LINE))}")
    return ["\n".join([*lines, "", *wrong[:60], *([f"- _and {len(wrong) - 60} more_"] if wrong[60:] else [])])]


def _findings(heading: str, findings: list[Finding]) -> list[str]:
    if not findings:
        return []
    names = ", ".join(f"{f.requirement} ({_inline(f.target)})" for f in findings[:30])
    return ["", f"{heading}: {names}{f' and {len(findings) - 30} more' if len(findings) > 30 else ''}"]


def _target(record: RunRecord, target: TargetRecord, gate: GateResult, room: int) -> str:
    roots, areas = _roots(target), _areas(record, target)
    parts = [f"## {_inline(record.name(target))}", roots]
    room -= sum(map(len, parts)) + len(areas)
    divergent = sorted(
        (r for r in target.results if r.scored and r.divergent),
        key=lambda r: (gate.status(target.slug, r.requirement) != "unexpected", -r.weight, r.requirement),
    )
    lines = [_divergence(record, target, r, gate) for r in divergent]
    parts.append(_fitted(f"### Divergences ({len(lines)})", lines, int(room * 0.6), "divergences"))
    room -= len(parts[-1])
    parts.append(areas)
    for verdict in ("error", "inconclusive", "not-reached", "blocked", "unsupported", "excluded"):
        some = [r for r in target.results if r.scored and r.verdict == verdict]
        if some:
            parts.append(_folded(verdict, [_other(record, r) for r in some], room - 200))
            room -= len(parts[-1])
    return "\n\n".join(part for part in parts if part)


def _roots(target: TargetRecord) -> str:
    """What keeps more than one requirement from being judged, in the order to mend it."""
    roots = [root for root in target.roots if root.count > 1]
    if not roots:
        return ""
    lines = ["### In the way, in the order to mend it", "", "| what | keeps | answer |", "|---|---|---|"]
    for root in roots[:ROOTS]:
        also = f" ({', '.join(root.alike[:3])})" if root.alike else ""
        lines.append(f"| {_cell(root.words + also)} | {_cell(root.waiting)} | {_cell(shorten(root.answer, CELL))} |")
    if len(roots) > ROOTS:
        lines += ["", f"_and {len(roots) - ROOTS} more, in index.html_"]
    return "\n".join(lines)


def _areas(record: RunRecord, target: TargetRecord) -> str:
    shown = [v for v in VERDICTS if target.counts.get(v)]
    lines = [f"| area | conformance | coverage | {' | '.join(shown)} |", f"|---|--:|--:|{'--:|' * len(shown)}"]
    areas = {r.id: r.area for r in record.requirements}
    for area, scores in target.scores.areas.items():
        counts = [
            sum(1 for r in target.results if r.scored and r.verdict == v and areas.get(r.requirement) == area)
            for v in shown
        ]
        figures = f"{percent(scores.all.conformance)} | {percent(scores.all.coverage)}"
        lines.append(f"| {_cell(area)} | {figures} | {' | '.join(str(c or '') for c in counts)} |")
    return "\n".join(lines)


def _divergence(record: RunRecord, target: TargetRecord, result: Result, gate: GateResult) -> str:
    info = record.requirement(result.requirement)
    known = gate.status(target.slug, result.requirement)
    marks = ", ".join(m for m in (info.level, "flaky" if result.verdict == "flaky" else "", known) if m)
    first = result.kinds[0] if result.kinds else None
    seen = f": expected {first.expected}, seen {first.seen}" if first else ""
    text = f"{info.title}{seen}"
    return (
        f"- **{result.requirement}** ({marks}; {result.diverged} of {result.observed}) {_inline(shorten(text, LINE))}"
    )


def _other(record: RunRecord, result: Result) -> str:
    blamed = f" by {result.blocked_by}" if result.blocked_by else ""
    text = f"{record.requirement(result.requirement).title}: {result.verdict}{blamed}, {result.reason}"
    return f"- {result.requirement} {_inline(shorten(text, LINE))}"


def _fitted(heading: str, lines: list[str], room: int, noun: str) -> str:
    """As many lines as there is room for, and the number of those not shown."""
    if not lines:
        return ""
    kept: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 80:
            break
        kept.append(line)
    missing = len(lines) - len(kept)
    kept += [f"- _and {missing} more {noun}, in index.html_"] if missing else []
    return "\n".join([heading, "", *kept])


def _folded(verdict: str, lines: list[str], room: int) -> str:
    body = _fitted("", lines, room, verdict).strip()
    return f"<details><summary>{len(lines)} {verdict}</summary>\n\n{body}\n\n</details>"


def _inline(text: str) -> str:
    """Text that cannot become markup, a mention or a link of its own."""
    escaped = re.sub(r"([\\`*_\[\]<>|~#])", r"\\\1", " ".join(visible(text).split()))
    return escaped.replace("@", "@\u200b").replace("&", "&amp;")


def _cell(text: str) -> str:
    return _inline(text)
