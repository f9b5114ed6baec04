"""``index.html``: one file that works offline. The template only displays; the figures come from the record.

The first screen is plain HTML. The list of requirements, their details, transcripts and scripts are packed into the
page, and made by its script when they are opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from reports.gate import GateResult
from reports.harm import HARMS
from reports.journeys import shown_of
from reports.judges import MEANING as JUDGES_MEANING
from reports.judges import SAYS, columns, decided, judges_of
from reports.record import VERDICTS, Result, RunRecord, TargetRecord
from reports.render.details import by_area
from reports.render.environment import templates_of
from reports.render.packed import Lines, pack
from reports.render.rows import LEVELS, listed, properties
from reports.roots import in_the_way
from reports.scores import bar_of
from reports.text import pretty

FILE = "index.html"
SCOPES = "scopes.html"  # the page beside it
FIRST = 8  # things in the way that are shown unfolded
WORST = 6  # other divergences that are named where to begin
NAMED = 3  # divergences of each harm that are named on the first screen


def render(record: RunRecord, gate: GateResult) -> str:
    """The page. Everything that a target sent is escaped."""
    targets = [_target(record, target, gate) for target in record.targets]
    lines = Lines()
    details = by_area(record, gate, lines)
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            record=record,
            gate=gate,
            targets=targets,
            list=pack(listed(record, gate)),
            details={area: pack(found) for area, found in details.items()},
            lines=pack(lines.all()),
            verdicts=[v for v in VERDICTS if any(t["present"].get(v) for t in targets)],
            levels=[x for x in LEVELS if any(r.level == x for r in record.requirements)],
            scopes=SCOPES if any(t.scopes for t in record.targets) else "",
            journeys=[(journey, [t["journeys"].get(journey.id) for t in targets]) for journey in shown_of(record)],
            harms=[harm for harm in HARMS if any(harm in t["harms"] for t in targets)],
            judges=judges_of(record),
            words=SAYS,
            says=JUDGES_MEANING,
            areas={area: title or area for area, title in record.areas.items()},
            titles={r.id: r.title for r in record.requirements},
            named=NAMED,
        )
    )


@cache
def environment() -> Environment:
    """The environment of the templates of this folder; values are made visible and escaped."""
    made = templates_of("reports.render", Path(__file__))
    made.filters.update(pretty=pretty)
    return made


def _target(record: RunRecord, target: TargetRecord, gate: GateResult) -> dict[str, Any]:
    """The data of one target for the template."""
    shown = [r.verdict if r.scored else "not-scored" for r in target.results]
    return {
        "record": target,
        "name": record.name(target),
        "roots": in_the_way(target),
        "shown_roots": FIRST,
        "worst": _worst(record, target, gate),
        "present": {v: shown.count(v) for v in VERDICTS if v in shown},
        "journeys": {journey.id: journey for journey in target.journeys},
        "harms": {found.harm: found for found in target.harms},
        "bars": _bars(record, target),
        "judges": {column.judge: column for column in columns(target)},
        "decided": [
            (found, record.requirement(found.requirement).title, target.result(found.requirement))
            for found in decided(target)
        ],
        "unexpected": gate.requirements("unexpected", target.slug),
        "known": gate.requirements("known", target.slug),
        "properties": pack(properties(target)) if target.properties else "",
    }


def _worst(record: RunRecord, target: TargetRecord, gate: GateResult) -> list[tuple[Result, str]]:
    """The divergences that are worth most, without those that the list of what is in the way begins with."""
    shown = {root.requirement for root in in_the_way(target)[:FIRST]}
    new = set(gate.requirements("unexpected", target.slug))
    others = [r for r in target.results if r.divergent and r.weight and r.requirement not in shown]
    ordered = sorted(others, key=lambda r: (-r.weight, r.requirement not in new))
    return [(r, "unexpected" if r.requirement in new else "known") for r in ordered[:WORST]]


def _bars(record: RunRecord, target: TargetRecord) -> Sequence[tuple[str, str, int, int, float, float]]:
    """For the picture of areas: name, title, passed, active, and where passes and judged ones end, in percent."""
    found = []
    for area, scores in target.scores.areas.items():
        score = scores.all
        found.append((area, record.areas.get(area) or area, score.passed, score.active, *bar_of(score)))
    return found
