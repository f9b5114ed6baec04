"""``index.html``: one file that works offline. The template only displays; the figures come from the record."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.compare import compare
from reports.gate import GateResult
from reports.journeys import WORDS as JOURNEY_WORDS
from reports.judges import MEANING as JUDGES_MEANING
from reports.judges import SAYS, columns, judges_of
from reports.record import (
    MEANING,
    VERDICTS,
    Fingerprint,
    RequirementInfo,
    Result,
    RunRecord,
    TargetRecord,
    Witness,
    percent,
)
from reports.render.compiled import compiled
from reports.text import SIGNS, is_link, moment, pretty, shorten, visible

FILE = "index.html"
SCOPES = "scopes.html"  # the page beside it
FIRST = 8  # things in the way that are shown unfolded
WORST = 6  # other divergences that are named at the beginning
LONG = 14  # lines of a request or response that are shown unfolded


def render(record: RunRecord, gate: GateResult) -> str:
    """The page. Everything that a target sent is escaped."""
    infos = record.by_id()
    targets = [_target(record, infos, target, gate) for target in record.targets]
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            record=record,
            gate=gate,
            targets=targets,
            packed=_Packed(),
            rows=_rows(record, gate) if len(targets) > 1 else {},
            verdicts=[v for v in VERDICTS if any(t["present"].get(v) for t in targets)],
            levels=[x for x in ("must", "should", "may") if any(r.level == x for r in record.requirements)],
            scopes=SCOPES if any(t.scopes for t in record.targets) else "",
            journeys=[_journey(record, targets, number) for number in range(len(record.journeys))],
            judges=judges_of(record),
            words=SAYS,
            says=JUDGES_MEANING,
            areas={area: title or area for area, title in record.areas.items()},
        )
    )


class _Packed:
    """Texts that have much in common, stored once and compressed: the page unpacks them when one is opened."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def add(self, text: str) -> int:
        """The number under which the page finds the text."""
        self._texts.append(text)
        return len(self._texts) - 1

    def data(self) -> str:
        """All of them: base64 of gzip of a JSON list."""
        return base64.b64encode(gzip.compress(json.dumps(self._texts).encode(), mtime=0)).decode()


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("reports.render", "templates"),
        bytecode_cache=compiled(Path(__file__)),
        autoescape=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    made.filters.update(percent=percent, pretty=pretty, moment=moment, is_link=is_link, shorten=shorten)
    made.globals.update(signs=SIGNS, meaning=MEANING, journey_words=JOURNEY_WORDS)
    return made


def _target(
    record: RunRecord, infos: dict[str, RequirementInfo], target: TargetRecord, gate: GateResult
) -> dict[str, Any]:
    """The data of one target for the template."""
    entries = [_entry(target, r, infos.get(r.requirement), gate) for r in target.results]
    order = {"unexpected": 0, "known": 1, "": 2}
    entries.sort(key=lambda e: (order[e["status"]], -e["result"].weight))  # stable: the catalog's order within
    groups = [(v, [e for e in entries if e["column"] == v]) for v in VERDICTS]
    return {
        "record": target,
        "name": record.name(target),
        "roots": [root for root in target.roots if root.count > 1],
        "shown_roots": FIRST,
        "worst": _worst(target, entries),
        "groups": [(verdict, found) for verdict, found in groups if found],
        "present": {v: len(found) for v, found in groups if found},
        "matrix": _matrix(record, entries),
        "judges": {column.judge: column for column in columns(target)},
        "unexpected": gate.requirements("unexpected", target.slug),
        "known": gate.requirements("known", target.slug),
    }


def _worst(target: TargetRecord, entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The divergences that are worth most, without those that the list of what is in the way begins with."""
    told = {root.requirement for root in [root for root in target.roots if root.count > 1][:FIRST]}
    others = (e for e in entries if e["result"].weight and e["info"].id not in told)
    return sorted(others, key=lambda e: -e["result"].weight)[:WORST]


def _journey(record: RunRecord, targets: Sequence[dict[str, Any]], number: int) -> dict[str, Any]:
    """One journey on all targets, in their order; None where a run was not wholly about it."""
    journey = record.journeys[number]
    found = [{j.id: j for j in t["record"].journeys}.get(journey.id) for t in targets]
    return {"title": journey.title, "cells": list(zip(targets, found, strict=True)), "tried": any(found)}


def _matrix(record: RunRecord, entries: Sequence[dict[str, Any]]) -> list[tuple[str, dict[str, int]]]:
    """How many requirements of each area have each verdict."""
    counts: dict[str, dict[str, int]] = {area: {} for area in record.areas}
    for entry in entries:
        row = counts.setdefault(entry["info"].area, {})
        row[entry["column"]] = row.get(entry["column"], 0) + 1
    return [(area, row) for area, row in counts.items() if row]


def _entry(target: TargetRecord, result: Result, info: RequirementInfo | None, gate: GateResult) -> dict[str, Any]:
    info = info or RequirementInfo(id=result.requirement)
    return {
        "info": info,
        "result": result,
        "column": result.verdict if result.scored else "not-scored",
        "status": gate.status(target.slug, info.id) if result.divergent else "",
        "kinds": [_kind(target, k, gate, result) for k in result.kinds],
        "search": " ".join([info.id, info.title, info.statement, *info.operations, *(k.name for k in result.kinds)]),
    }


def _kind(target: TargetRecord, kind: Fingerprint, gate: GateResult, result: Result) -> dict[str, Any]:
    witness = target.witnesses.get(kind.witness or "")
    identity = (target.slug, result.requirement, kind.name)
    findings = (f for f in (*gate.unexpected, *gate.known) if (f.target, f.requirement, f.kind) == identity)
    return {
        "finding": next(findings, None),
        "kind": kind,
        "status": gate.status(target.slug, result.requirement, kind.name),
        "witness": witness,
        "transcripts": _transcripts(witness) if witness else [],
    }


def _transcripts(witness: Witness) -> list[tuple[str, list[dict[str, Any]]]]:
    """The exchanges to show, with a heading; for a flaky divergence also those of the replay."""
    if witness.confirmed:
        return [("Transcript of the replay", _exchanges(witness.transcript))]
    found = [("Transcript when it diverged", _exchanges(witness.transcript))]
    return [*found, ("Transcript of the replay, which did not", _exchanges(witness.replayed))]


def _exchanges(transcript: Sequence[Any]) -> list[dict[str, Any]]:
    """Requests with their responses, whatever members they have."""
    found = []
    for number, exchange in enumerate(transcript, 1):
        members = exchange if isinstance(exchange, dict) else {"response": exchange}
        answer = members.get("response")
        body = answer if answer not in (None, "", {}) else members.get("body", answer)
        if number < len(transcript):  # the judged exchange comes last
            body = _without_schema(body)
        found.append(
            {
                "number": number,
                "operation": str(members.get("operation") or "request"),
                "status": members.get("status"),
                "outcome": str(members.get("outcome") or ""),
                "parts": [_part("request", members.get("request")), _part("response", body)],
            }
        )
    return found


def _without_schema(value: Any) -> Any:
    """An answer without the list of a pool's attributes: it is long, and every new pool has it."""
    if isinstance(value, list):
        return [_without_schema(member) for member in value]
    if not isinstance(value, dict):
        return value
    return {
        name: f"({len(member)} attributes)"
        if name == "SchemaAttributes" and isinstance(member, list)
        else _without_schema(member)
        for name, member in value.items()
    }


def _part(name: str, value: Any) -> dict[str, Any]:
    text = pretty(value) if value not in (None, "") else "(nothing)"
    lines = text.count("\n") + 1
    return {"name": name, "text": text, "lines": lines, "long": lines > LONG or len(text) > 1500}


def _rows(record: RunRecord, gate: GateResult) -> dict[str, list[dict[str, Any]]]:
    """The comparison by area, with what is expected marked."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in compare(record):
        cells = [(c, gate.status(c.target, row.requirement.id) if c.kinds else "") for c in row.cells]
        found.setdefault(row.requirement.area, []).append({"row": row, "cells": cells})
    return found
