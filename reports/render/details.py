"""What the page shows of a requirement once it is opened, by area: packed into the page, and read by its script.

Texts that a target sent are made visible here; the script writes them as text, never as markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reports.gate import Finding, GateResult
from reports.record import Fingerprint, RequirementInfo, Result, RunRecord, TargetRecord, Witness
from reports.render.packed import Lines
from reports.text import is_link, pretty, visible

LONGEST = 20_000  # characters of a request or response
Findings = Mapping[tuple[str, str, str], tuple[str, Finding]]  # by target, requirement and kind: status and finding


def by_area(record: RunRecord, gate: GateResult, lines: Lines) -> dict[str, dict[str, Any]]:
    """For each area, for each of its requirements: its facts, and its result on each target.

    Scripts go into ``lines``.
    """
    found: dict[str, dict[str, Any]] = {}
    results = [{r.requirement: r for r in target.results} for target in record.targets]
    listed = [("known", f) for f in gate.known] + [("unexpected", f) for f in gate.unexpected]
    findings = {(f.target, f.requirement, f.kind): (status, f) for status, f in listed}
    for info in requirements_of(record):
        cells = [
            _result(target, here[info.id], findings, lines) if info.id in here else None
            for target, here in zip(record.targets, results, strict=True)
        ]
        found.setdefault(info.area, {})[info.id] = {**_facts(info), "on": cells}
    return found


def requirements_of(record: RunRecord) -> list[RequirementInfo]:
    """The requirements that some target has a result on, in the catalog's order; unknown ones last."""
    known = record.by_id()
    shown = dict.fromkeys(r.requirement for target in record.targets for r in target.results)
    listed = [info for identifier, info in known.items() if identifier in shown]
    return listed + [RequirementInfo(id=identifier) for identifier in shown if identifier not in known]


def _facts(info: RequirementInfo) -> dict[str, Any]:
    return {
        "grade": info.grade,
        "sources": [[visible(source), is_link(source)] for source in info.sources],
        "why": visible(info.reason),
    }


def _result(target: TargetRecord, result: Result, findings: Findings, lines: Lines) -> dict[str, Any]:
    """Members that say nothing are left out."""
    members = {
        "reason": visible(result.reason),
        "blocked_by": result.blocked_by,
        "blocked_by_verdict": result.blocked_by_verdict,
        "root": result.root if result.verdict == "blocked" and result.root != result.blocked_by else None,
        "unscored": not result.scored,
        "needed": result.needed,
        "properties": [visible(name) for name in result.properties],
        "kinds": [_kind(target, result, kind, findings, lines) for kind in result.kinds],
    }
    return {name: value for name, value in members.items() if value}


def _kind(target: TargetRecord, result: Result, kind: Fingerprint, findings: Findings, lines: Lines) -> dict[str, Any]:
    witness = target.witnesses.get(kind.witness or "")
    status, finding = findings.get((target.slug, result.requirement, kind.name), ("", None))
    explained = finding is not None and finding.reason not in ("", kind.seen)
    members = {
        "kind": visible(kind.kind),
        "operation": visible(kind.operation),
        "harm": kind.harm,
        "situations": kind.situations,
        "when": [visible(words) for words in kind.when],
        "confirmed": kind.confirmed,
        "expected": visible(kind.expected),
        "seen": visible(kind.seen),
        "status": status,
        "known": [visible(finding.reason), finding.link, is_link(finding.link)] if explained and finding else None,
        "transcripts": _transcripts(witness) if witness else [],
        "script": lines.add(visible(witness.script)) if witness and witness.script else [],
        "path": witness.path if witness else None,
    }
    return {name: value for name, value in members.items() if value}


def _transcripts(witness: Witness) -> list[list[Any]]:
    """The exchanges to show, with a heading; for a flaky divergence also those of the replay."""
    if witness.confirmed:
        return [["Transcript of the replay", _exchanges(witness.transcript)]]
    found = [["Transcript when it diverged", _exchanges(witness.transcript)]]
    return [*found, ["Transcript of the replay, which did not", _exchanges(witness.replayed)]]


def _exchanges(transcript: Sequence[Any]) -> list[list[Any]]:
    """Requests with their responses: operation, status, outcome, request, response."""
    found = []
    for number, exchange in enumerate(transcript, 1):
        members = exchange if isinstance(exchange, dict) else {"response": exchange}
        answer = members.get("response")
        body = answer if answer not in (None, "", {}) else members.get("body", answer)
        if number < len(transcript):  # the judged exchange comes last
            body = _without_schema(body)
        operation = visible(str(members.get("operation") or "request"))
        outcome = visible(str(members.get("outcome") or ""))
        found.append([operation, members.get("status"), outcome, _text(members.get("request")), _text(body)])
    return found


def _text(value: Any) -> str:
    """What the page shows of a body: one list of all pools can be longer than everything else in the page."""
    text = pretty(value) if value not in (None, "") else "(nothing)"
    rest = len(text) - LONGEST
    return f"{text[:LONGEST]}\n… {rest:,} more characters, in journal.ndjson" if rest > 0 else text


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
