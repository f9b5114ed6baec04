"""``report.md``: fits a comment on a pull request, with what is new first; what is cut is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.gate import Finding, GateResult
from reports.harm import NAMES as HARM_NAMES
from reports.journeys import STATES, shown_of, words_of
from reports.judges import columns, decided
from reports.record import VERDICTS, Journey, JourneyResult, Result, RunRecord, TargetRecord, percent
from reports.roots import in_the_way
from reports.text import inline, moment, shorten

FILE = "report.md"
LIMIT = 8_000  # bytes that are planned with
MOST = 8_192  # bytes that it never has more of
LINE = 200  # characters of a line about one divergence
NAME = 60  # characters of a target's name
NAMED = 3  # requirements that are named for each harm
ROOTS = 3  # things in the way per target
NEW = 60  # divergences that are not expected, at most
LEAST = 6  # of them, as many as possible before anything else


def render(record: RunRecord, gate: GateResult) -> str:
    """What is new, then what works, what would hurt, and what is in the way; the last is left out first."""
    head, new = _head(record, gate), _new(record, gate)
    first = "\n\n".join([head, *_fitted(new, LEAST, LIMIT - _size(head) - 400)])
    rest, left = [], []
    room = LIMIT - _size(first)
    for name, part in _parts(record):
        if _size(part) + 2 <= room:
            rest.append(part)
            room -= _size(part) + 2
        else:
            left.append(name)
    more = _fitted(new, NEW, LIMIT - _size(head) - sum(_size(part) + 2 for part in rest))
    ending = [f"_Not shown here for want of room: {', '.join(left)}. index.html has them._"] if left else []
    return _cut("\n\n".join([head, *more, *rest, *ending]) + "\n")


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _cut(text: str) -> str:
    """The text, without its last lines where names and messages of many bytes made it too long all the same."""
    if _size(text) <= MOST:
        return text
    kept = text.encode("utf-8", "replace")[: MOST - 100].decode("utf-8", "ignore").rsplit("\n", 1)[0]
    return f"{kept}\n\n_Cut here; index.html has the rest._\n"


def _head(record: RunRecord, gate: GateResult) -> str:
    lines = ["# Cognito conformance", ""]
    if record.partial:
        lines += ["> **PARTIAL**: the run did not come to its end; nothing that is missing counts as a pass.", ""]
    lines += [f"**{gate.headline()}.**"]
    lines += _stale(gate.stale)
    lines += [f"- {inline(shorten(problem, LINE))}" for problem in gate.problems[:8]]
    lines += [f"- _and {len(gate.problems) - 8} more_"] if gate.problems[8:] else []
    lines += ["", "| target | conformance must | all | coverage must | all | judged | operations |"]
    lines += ["|---|--:|--:|--:|--:|--:|--:|", *(_scores(record, target) for target in record.targets[:20])]
    lines += [f"| _and {len(record.targets) - 20} more_ | | | | | | |"] if record.targets[20:] else []
    about = (
        f"profile {record.profile}, seed {record.seed}, suite {record.suite_version}, catalog {record.catalog_digest}"
    )
    if record.operations is not None:
        about += f", operations covered: {record.operations.words}"
    return "\n".join([*lines, "", f"<sub>{inline(f'{about}, {moment(record.started)}')}</sub>"])


def _scores(record: RunRecord, target: TargetRecord) -> str:
    total = target.scores.total
    cells = [total.must.conformance, total.all.conformance, total.must.coverage, total.all.coverage]
    figures = " | ".join(percent(c) for c in cells)
    flags = f" {' '.join(target.flags)}" if target.flags else ""
    used = target.operations
    answered = f"{len(used.answered)} answer, {len(used.missing)} not offered" if used else "–"
    name = _cell(_name(record, target))
    return f"| {name}{flags} | {figures} | {target.executed} of {target.expected} | {answered} |"


def _name(record: RunRecord, target: TargetRecord) -> str:
    return shorten(record.name(target), NAME)


def _stale(findings: Sequence[Finding]) -> list[str]:
    if not findings:
        return []
    names = ", ".join(f"{f.requirement} ({inline(f.target)})" for f in findings[:10])
    more = f" and {len(findings) - 10} more" if findings[10:] else ""
    return ["", f"Stale expectations (these pass now): {names}{more}"]


def _new(record: RunRecord, gate: GateResult) -> tuple[str, list[str]]:
    """A heading, and a line for each divergence that is not expected, those worth most first."""
    found = [
        (-result.weight, number, record.requirement(result.requirement).id, _divergence(record, target, result))
        for number, target in enumerate(record.targets)
        for result in _of(target, gate.requirements("unexpected", target.slug))
    ]
    return f"## Not expected ({len(found)})", [line for *_, line in sorted(found)]


def _of(target: TargetRecord, wanted: Sequence[str]) -> Iterator[Result]:
    named = set(wanted)
    return (result for result in target.results if result.requirement in named)


def _fitted(found: tuple[str, list[str]], most: int, room: int) -> list[str]:
    """The heading with as many lines as there is room for, and the number of those not shown."""
    heading, lines = found
    if not lines:
        return []
    kept: list[str] = []
    room -= _size(heading) + 60
    for line in lines[:most]:
        room -= _size(line) + 1
        if room < 0:
            break
        kept.append(line)
    missing = len(lines) - len(kept)
    return ["\n".join([heading, "", *kept, *([f"- _and {missing} more, in index.html_"] if missing else [])])]


def _divergence(record: RunRecord, target: TargetRecord, result: Result) -> str:
    info = record.requirement(result.requirement)
    marks = ", ".join(m for m in (info.level, "flaky" if result.verdict == "flaky" else "") if m)
    on = f" on {inline(_name(record, target))}" if len(record.targets) > 1 else ""
    first = result.kinds[0] if result.kinds else None
    seen = f": expected {first.expected}, seen {first.seen}" if first else ""
    title = inline(shorten(f"{info.title}{seen}", LINE))
    return f"- **{result.requirement}**{on} ({marks}; {result.diverged} of {result.observed}) {title}"


def _parts(record: RunRecord) -> Iterator[tuple[str, str]]:
    """What else there is, each part with its name, the most wanted first."""
    for name, part in (
        ("what works", _journeys(record)),
        ("what decides it", _deciding(record)),
        ("what would hurt", _harms(record)),
        ("real clients", _judges(record)),
        ("what is in the way", _roots(record)),
        ("the verdicts by target", _counts(record)),
    ):
        if part:
            yield name, part


def _journeys(record: RunRecord) -> str:
    """What people do, a line each, with a column for each target."""
    shown = shown_of(record)
    if not shown:
        return ""
    found = [{journey.id: journey for journey in target.journeys} for target in record.targets]
    names = " | ".join(_cell(_name(record, target)) for target in record.targets)
    lines = ["## What works", "", f"| to | {names} |", f"|---|{'---|' * len(record.targets)}"]
    for journey in shown:
        cells = [_state(column.get(journey.id), journey, short=len(found) > 1) for column in found]
        lines.append(f"| {_cell(journey.title)} | {' | '.join(map(_cell, cells))} |")
    key = (
        "✓ works, ≈ works with so many differences nearby, or in the smaller part of situations, "
        "✕ not as in Cognito because of what is named: "
        "too lax, it accepts what Cognito refuses; too strict, it refuses what Cognito accepts"
    )
    return "\n".join([*lines, "", f"<sub>{key}</sub>"])


def _state(found: JourneyResult | None, journey: Journey, *, short: bool) -> str:
    """A sign, and what decides it; with words where there is room for them."""
    if found is None:
        return "not tried"
    sign, words = STATES[found.state][0], words_of(found, journey)
    if found.differences:
        return f"{sign} {found.differences}" if short else f"{sign} {found.differences} differences: {found.by[0]} …"
    if not found.by or found.state in ("missing", "cannot-be-tried"):
        return f"{sign} {words}"
    more = f" +{len(found.by) - 1}" if found.by[1:] else ""
    missing = f", {found.missing} not offered" if found.missing else ""
    return f"{sign} {words} {found.by[0]}{more}{missing}"


def _deciding(record: RunRecord) -> str:
    """The first requirement that is named for each journey that is not as in Cognito, in words."""
    failing = (j for target in record.targets for j in target.journeys if j.state == "does-not-work" and j.by)
    named = dict.fromkeys(journey.by[0] for journey in failing)
    titles = (f"{name} {shorten(record.requirement(name).title, LINE)}" for name in sorted(named))
    return f"<sub>{'; '.join(map(inline, titles))}</sub>" if named else ""


def _harms(record: RunRecord) -> str:
    lines = []
    named = NAMED if len(record.targets) == 1 else 1
    for target in record.targets:
        parts = [
            f"{HARM_NAMES[found.harm]} {found.count}{f' ({found.must} must)' if found.must else ''}: "
            f"{', '.join(found.named[:named])}{' …' if found.count > named else ''}"
            for found in target.harms
        ]
        if parts:
            lines.append(f"- **{inline(_name(record, target))}**: {'; '.join(map(inline, parts))}")
    return "\n".join(["## What would hurt you", "", *lines]) if lines else ""


def _judges(record: RunRecord) -> str:
    """The share of judges that are content, what they decide, and a line for each result that is not as it should."""
    asked = [target for target in record.targets if target.judges_share]
    if not asked:
        return ""
    lines = [
        "## Results with real clients",
        "",
        "| target | judges content | requirements they decide | not as they say |",
    ]
    lines.append("|---|--:|--:|---|")
    wrong = []
    for target in asked:
        found = decided(target)
        differ = ", ".join(f"{each.requirement} ({len(each.differ)})" for each in found if each.differ)
        share = target.judges_share.words if target.judges_share else ""
        lines.append(
            f"| {_cell(_name(record, target))} | {share} | {len(found)} | {_cell(shorten(differ, LINE)) or 'none'} |"
        )
        for task in (task for column in columns(target) for task in column.tasks):
            for said in task.opinions:
                if (said.form, said.outcome) in (("right", "refused"), ("wrong", "accepted")):
                    sentence = f"{said.judge} on {_name(record, target)}, {task.name}: {said.outcome} {said.given}"
                    wrong.append(f"- {inline(shorten(f'{sentence}. {said.message}', LINE))}")
    return "\n".join([*lines, "", *wrong[:6], *([f"- _and {len(wrong) - 6} more_"] if wrong[6:] else [])])


def _roots(record: RunRecord) -> str:
    """What is in the way on each target, in the order to mend it."""
    lines = []
    for target in record.targets:
        roots = in_the_way(target)
        if roots:
            first = [f"{root.words}: {root.waiting}" for root in roots[:ROOTS]]
            more = f"; and {len(roots) - ROOTS} more" if roots[ROOTS:] else ""
            lines.append(f"- **{inline(_name(record, target))}**: {inline(shorten('; '.join(first), 3 * LINE) + more)}")
    return "\n".join(["## In the way, in the order to mend it", "", *lines]) if lines else ""


def _counts(record: RunRecord) -> str:
    shown = [v for v in VERDICTS if any(target.counts.get(v) for target in record.targets)]
    if not shown:
        return ""
    lines = [f"| target | {' | '.join(shown)} |", f"|---|{'--:|' * len(shown)}"]
    for target in record.targets:
        counts = " | ".join(str(target.counts.get(v) or "") for v in shown)
        lines.append(f"| {_cell(_name(record, target))} | {counts} |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return inline(text)
