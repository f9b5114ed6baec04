"""The result of a check as text for a person, or as JSON."""

from __future__ import annotations

import json

from conformance.pool.check.trying import Checked, Tried


def as_text(checked: Checked) -> str:
    """Broken promises first, then what is unclear; those that were held are counted."""
    lines = []
    for outcome in ("broken", "unclear"):
        for one in checked.tried:
            if one.outcome == outcome:
                lines += [f"{outcome:<9} {one.promise.says}", f"{'':<9} {_detail(one)}"]
    lines += [f"contract  {line}" for line in checked.remarks]
    lines += [f"replaced  {line}" for line in checked.made.replaced]
    lines += [f"not made  {line}" for line in checked.made.refused]
    counts = {name: sum(one.outcome == name for one in checked.tried) for name in ("held", "broken", "unclear")}
    lines.append(f"{checked.target}: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    return "\n".join(lines) + "\n"


def _detail(one: Tried) -> str:
    seen = f"seen: {one.seen}; expected: {one.promise.expected}" if one.outcome == "broken" else one.seen
    return f"{one.promise.requirement}: {seen}" if one.promise.requirement else seen


def as_json(checked: Checked) -> str:
    """Every promise with its outcome."""
    listed = [
        {
            "key": one.promise.key,
            "says": one.promise.says,
            "requirement": one.promise.requirement,
            "expected": one.promise.expected,
            "outcome": one.outcome,
            "seen": one.seen,
        }
        for one in checked.tried
    ]
    data = {
        "target": checked.target,
        "exit_status": checked.exit_status,
        "promises": listed,
        "contract": checked.remarks,
        "replaced": checked.made.replaced,
        "not_made": [str(one) for one in checked.made.refused],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"
