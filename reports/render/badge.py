"""``badge.json``: the endpoint format of shields.io."""

from __future__ import annotations

import json

from reports.gate import GateResult
from reports.record import RunRecord, TargetRecord
from reports.render.badge_svg import shares

FILE = "badge.json"


def render(record: RunRecord, gate: GateResult) -> str:
    """Conformance on ``must`` of the one target, or of each of several."""
    partial = " (partial)" if record.partial else ""
    message = ", ".join(_part(t, several=len(record.targets) > 1) for t in record.targets) or "no target"
    return (
        json.dumps(
            {
                "schemaVersion": 1,
                "label": "cognito conformance",
                "message": f"{message}{partial}",
                "color": _colour(record, gate),
                "isError": gate.exit_code in (3, 4),
            },
            ensure_ascii=False,
        )
        + "\n"
    )


def _part(target: TargetRecord, *, several: bool) -> str:
    text = shares(target.scores)
    return f"{target.slug} {text}" if several else text


def _colour(record: RunRecord, gate: GateResult) -> str:
    scores = [t.scores.total.must.conformance for t in record.targets]
    known = [s for s in scores if s is not None]
    if record.partial or gate.exit_code in (3, 4) or not known:
        return "lightgrey"
    worst = min(known)
    return next(
        c for limit, c in ((1.0, "brightgreen"), (0.9, "green"), (0.7, "yellow"), (0.0, "orange")) if worst >= limit
    )
