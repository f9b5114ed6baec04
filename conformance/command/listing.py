"""The catalog as text and as JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from conformance.requirements import Catalog, Requirement


def as_lines(catalog: Catalog) -> str:
    """All requirements, a line each, by area; then how many are active."""
    lines = []
    for area, title in catalog.areas.items():
        mine = [r for r in catalog.requirements.values() if r.area == area]
        lines.append(f"{title} ({area}): {sum(r.active for r in mine)} active")
        lines += [f"  {r.id:<14} {r.level:<7} {r.grade:<11} {r.title}{_status(r)}" for r in mine]
    lines.append(f"{len(catalog.active())} active requirements in {len(catalog.areas)} areas")
    return "\n".join(lines)


def _status(requirement: Requirement) -> str:
    return "" if requirement.active else f"  [{requirement.status}: {requirement.reason}]"


def as_text(requirement: Requirement) -> str:
    """One requirement with all its fields."""
    lines = [
        f"{requirement.id}: {requirement.title}",
        "",
        requirement.statement.strip(),
        "",
        f"level {requirement.level}, grade {requirement.grade}, {requirement.status}{_status(requirement)}",
    ]
    if requirement.operations:
        lines.append("operations: " + ", ".join(requirement.operations))
    if requirement.error:
        lines.append("refused with: " + " or ".join(requirement.error))
    lines += [f"message: {pattern}" for pattern in requirement.message]
    return "\n".join([*lines, "sources:", *(f"  {source}" for source in requirement.sources)])


def next_id_text(catalog: Catalog, prefix: str) -> str:
    """The id for a new requirement; for a new prefix also a note that it is new, with the closest known prefix.

    Raises ``ValueError`` for an invalid prefix.
    """
    known = catalog.prefixes()
    if not re.fullmatch("[A-Z][A-Z0-9]*", prefix):
        raise ValueError(f"no id begins with {prefix!r}; write capital letters and digits, such as {known[0]}")
    if prefix in known:
        return catalog.next_id(prefix)
    close = get_close_matches(prefix, known, n=1, cutoff=0.5)
    return f"{catalog.next_id(prefix)} (a new prefix{f'; did you mean {close[0]}?' if close else ''})"


def as_data(catalog: Catalog, chosen: Sequence[str] | None = None) -> str:
    """The catalog as JSON: requirements, counts of the active ones, and whether each has a check and a property."""
    from conformance.checking.registry import registered
    from conformance.command.properties import requirements_with_a_property

    reached, checks = requirements_with_a_property(), registered()
    entries = []
    for requirement in catalog.requirements.values():
        if chosen is None or requirement.id in chosen:
            entry: dict[str, Any] = requirement.model_dump()
            entry["check"] = _how(requirement, checks, reached)
            entries.append(entry)
    active = catalog.active()
    data = {
        "digest": catalog.digest,
        "active": len(active),
        "by_area": dict(Counter(r.area for r in active)),
        "by_level": dict(Counter(r.level for r in active)),
        "by_grade": dict(Counter(r.grade for r in active)),
        "by_status": dict(Counter(r.status for r in catalog.requirements.values())),
        "without_check": [e["id"] for e in entries if e["status"] == "active" and not e["check"]],
        "without_source": [e["id"] for e in entries if e["status"] == "active" and not e["sources"]],
        "retired": {i: why for i, why in catalog.retired.items() if chosen is None or i in chosen},
        "requirements": entries,
    }
    return json.dumps(data, indent=1, ensure_ascii=False)


def _how(requirement: Requirement, checks: dict[str, Any], reached: set[str]) -> str:
    """How it is decided: by a check, by refusal, by its text, by acceptance; empty when nothing decides it."""
    if requirement.text_of:
        return "text" if requirement.text_of in reached else ""
    if requirement.id not in reached:
        return ""
    if requirement.id in checks:
        return "check"
    return "refusal" if requirement.error else "acceptance"
