"""The list of a page's requirements: what is shown of each before it is opened, and what the filter looks at."""

from __future__ import annotations

from typing import Any

from reports.gate import GateResult
from reports.harm import HARMS, MEANS, NAMES, harm_in
from reports.record import MEANING, VERDICTS, RequirementInfo, Result, RunRecord, TargetRecord
from reports.render.details import requirements_of
from reports.text import SIGNS, visible

LEVELS = ("must", "should", "may")
STATUSES = ("", "unexpected", "known")


def listed(record: RunRecord, gate: GateResult) -> dict[str, Any]:
    """The rows with what their numbers mean; a row is id, title, area, level, statement, operations, cells."""
    results = [{r.requirement: r for r in target.results} for target in record.targets]
    statuses = [_statuses(target, gate) for target in record.targets]
    infos = requirements_of(record)
    areas = list(dict.fromkeys([*record.areas, *(info.area for info in infos)]))
    return {
        "targets": [{"slug": target.slug, "name": visible(record.name(target))} for target in record.targets],
        "areas": [[area, visible(record.areas.get(area) or area or "unknown")] for area in areas],
        "levels": LEVELS,
        "verdicts": [[verdict, SIGNS[verdict], MEANING[verdict]] for verdict in VERDICTS],
        "harms": [[harm, NAMES[harm], MEANS[harm]] for harm in HARMS],
        "statuses": STATUSES,
        "journeys": {journey.id: [journey.needs, journey.areas] for journey in record.journeys},
        "rows": [
            [
                *_row(info, areas),
                [_cell(here.get(info.id), known) for here, known in zip(results, statuses, strict=True)],
            ]
            for info in infos
        ],
    }


def _statuses(target: TargetRecord, gate: GateResult) -> dict[str, int]:
    """By requirement that diverges: the number of its status."""
    numbered = [(STATUSES.index(status), status) for status in ("known", "unexpected")]
    return {identifier: number for number, status in numbered for identifier in gate.requirements(status, target.slug)}


def _row(info: RequirementInfo, areas: list[str]) -> list[Any]:
    level = LEVELS.index(info.level) if info.level in LEVELS else 0
    title = visible(info.title) or "not in the catalog of this run"
    return [info.id, title, areas.index(info.area), level, visible(info.statement), visible(" ".join(info.operations))]


def _cell(result: Result | None, statuses: dict[str, int]) -> list[Any] | None:
    """Verdict, agreed, diverged, observed, status, harm, weight, kinds; without what a result has nothing of."""
    if result is None:
        return None
    verdict = VERDICTS.index(result.verdict if result.scored else "not-scored")
    cell: list[Any] = [verdict, result.agreed]
    if result.divergent:
        harm = HARMS.index(harm_in(result))
        kinds = " ".join(sorted({visible(kind.name) for kind in result.kinds}))
        cell += [result.diverged, result.observed, statuses.get(result.requirement, 0), harm, result.weight, kinds]
    return cell


def properties(target: TargetRecord) -> list[list[Any]]:
    """The properties of a target, those first that took longest."""
    return [
        [visible(p.property), visible(p.area), p.examples, p.calls, p.seconds, p.target_seconds, visible(p.status)]
        for p in sorted(target.properties, key=lambda p: -p.seconds)
    ]
