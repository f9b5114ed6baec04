"""The end-of-run summary for a terminal, and lines of progress. Plain text; colour only on request."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from reports.again import WORDS, Answer
from reports.fold import AreaProgress
from reports.gate import GateResult
from reports.journeys import MANY
from reports.record import VERDICTS, Result, Root, RunRecord, TargetRecord, percent
from reports.roots import in_the_way

SHOWN = 10  # divergences per target
ROOTS = 8  # things in the way per target
LONGEST = 160  # characters of a line about a divergence


def render(record: RunRecord, gate: GateResult, *, out: Path | None = None, shown: int = SHOWN) -> str:
    """The summary as plain lines; ``out`` is the report's folder, to name at the end."""
    lines: list[str] = []
    for target in record.targets:
        lines += [*_target_lines(record, target, gate, shown), ""]
    if record.operations is not None:
        lines += [f"operations covered {record.operations.words}", ""]
    lines += _gate_lines(gate)
    if out is not None:
        lines.append(f"report: {out / 'index.html'}")
    return "\n".join(clean(line) for line in lines) + "\n"


def print_summary(record: RunRecord, gate: GateResult, out: Path | None = None, console: Any = None) -> None:
    """Print the summary; with colour on a terminal, plain elsewhere. ``console`` is a rich ``Console``."""
    if console is None and not sys.stdout.isatty() and "FORCE_COLOR" not in os.environ:
        print(render(record, gate, out=out), end="")
        return
    from rich.console import Console
    from rich.text import Text

    console = console or Console(soft_wrap=True, highlight=False)
    for line in render(record, gate, out=out).splitlines():
        console.print(Text(line, style=_style(line)), soft_wrap=True, highlight=False)


def progress_lines(areas: Iterable[AreaProgress]) -> list[str]:
    """One line for each area that has begun: ``refresh 12/20  pass 10  fail 2``."""
    lines = []
    for area in areas:
        done = area.passed + area.failed + area.other
        if done:
            lines.append(f"{area.area:<24} {done:>3}/{area.total:<3} pass {area.passed:<3} fail {area.failed}")
    return lines


def again_lines(label: str, slug: str, answers: Sequence[Answer], gate: GateResult) -> list[str]:
    """The results of a retry on a target, a line each: ``fixed``, ``still``, ``new`` or ``unclear``."""
    lines = [f"{label}: {len(answers)} of what was run again"]
    for word in WORDS:
        for answer in answers:
            if answer.word == word:
                known = " (expected)" if gate.status(slug, answer.requirement) == "known" else ""
                about = f"{answer.title}: {answer.seen}" if answer.seen else answer.title
                lines.append(f"  {word:<7} {answer.requirement}{known}  {answer.before} -> {answer.now}  {about}")
    lines += [f"  stale: {f.requirement} passes now; remove the expectation" for f in gate.stale]
    lines += [f"  {problem}" for problem in gate.problems]
    return [clean(_cut(line)) for line in lines]


def clean(text: str) -> str:
    """One line without control characters: a target's answer must not move the reader's cursor."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _target_lines(record: RunRecord, target: TargetRecord, gate: GateResult, shown: int) -> list[str]:
    total, times = target.scores.total, target.timings
    flags = f"  [{' '.join(target.flags)}]" if target.flags else ""
    share = f", {percent(1 - times.suite_share)} of it in the target" if times.suite_share is not None else ""
    lines = [
        f"{record.name(target)}{flags}",
        f"  conformance  must {percent(total.must.conformance)}   all {percent(total.all.conformance)}",
        f"  coverage     must {percent(total.must.coverage)}   all {percent(total.all.coverage)}",
        f"  verdicts     {_counts(target)}",
        f"  time         {times.wall_seconds:.1f} s, {times.calls} calls{share}",
    ]
    lines += _journey_lines(target) + _root_lines(target)
    divergent = [r for r in target.results if r.scored and r.divergent]
    if divergent:
        lines.append(f"  divergences  {len(divergent)} (! not expected, = known), those worth most first")
        ordered = sorted(divergent, key=lambda r: (gate.status(target.slug, r.requirement) != "unexpected", -r.weight))
        lines += [_divergence(record, target, r, gate) for r in ordered[:shown]]
        if len(ordered) > shown:
            lines.append(f"    ... and {len(ordered) - shown} more in the report")
    return lines


def _journey_lines(target: TargetRecord) -> list[str]:
    """How many of the things that people do are in each state."""
    counts = Counter(journey.state for journey in target.journeys)
    shown = [f"{counts[state]} {words}" for state, words in MANY.items() if counts[state]]
    return [f"  journeys     {', '.join(shown)}"] if shown else []


def _root_lines(target: TargetRecord) -> list[str]:
    """What is in the way, in the order to mend it."""
    roots = in_the_way(target)
    if not roots:
        return []
    lines = ["  in the way, in the order to mend it"]
    shown = {r.requirement for r in target.results if r.divergent}  # with what was seen, below
    lines += [_root_line(root, answered=root.requirement not in shown) for root in roots[:ROOTS]]
    return [*lines, f"    ... and {len(roots) - ROOTS} more in the report"] if len(roots) > ROOTS else lines


def _root_line(root: Root, *, answered: bool) -> str:
    """What is in the way and how many wait for it; what was answered there, where that blocked them."""
    line = f"    {root.words}: {root.waiting}"
    return _cut(f"{line}; {root.answer}" if answered and root.blocked and root.answer else line)


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _counts(target: TargetRecord) -> str:
    shown = [f"{target.counts[v]} {v}" for v in VERDICTS if target.counts.get(v)]
    return f"{', '.join(shown) or 'none'} (judged {target.executed} of {target.expected})"


def _divergence(record: RunRecord, target: TargetRecord, result: Result, gate: GateResult) -> str:
    mark = "=" if gate.status(target.slug, result.requirement) == "known" else "!"
    info = record.requirement(result.requirement)
    seen = result.kinds[0].seen if result.kinds else ""
    flaky = " (flaky)" if result.verdict == "flaky" else ""
    line = f"    {mark} {result.requirement}{flaky}  {result.diverged} of {result.observed}  {info.title}: {seen}"
    return _cut(line)


def _gate_lines(gate: GateResult) -> list[str]:
    lines = [gate.headline()]
    lines += [f"  stale: {f.target} {f.requirement} passes now; remove the expectation" for f in gate.stale]
    lines += [
        f"  expired or changed: {f.target} {f.requirement}: {f.reason}"
        for f in gate.unexpected
        if f.reason.startswith(("the expectation expired", "expected to diverge as"))
    ]
    lines += [f"  {problem}" for problem in gate.problems]
    return lines + [f"  note: {note}" for note in gate.notes]


def _style(line: str) -> str:
    if line.startswith(("    ! ", "  stale")) or "internal error" in line:
        return "red"
    if line.startswith("    = "):
        return "yellow"
    return "bold" if line and not line.startswith(" ") else ""
