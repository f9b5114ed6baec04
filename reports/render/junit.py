"""``junit.xml``: one testsuite per target, one testcase per requirement."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from reports.gate import GateResult
from reports.record import RequirementInfo, Result, RunRecord, TargetRecord
from reports.text import visible

FILE = "junit.xml"


def render(record: RunRecord, gate: GateResult) -> str:
    """The record as JUnit XML: fail and flaky are failures, error is an error, all else but pass is skipped.

    So is what is not scored, whatever its verdict: it is in no figure.

    Known divergences are failures too; the text says that they are known, and the exit code is the gate's.
    """
    infos = record.by_id()
    root = ET.Element("testsuites", name="cognito-conformance")
    totals = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for target in record.targets:
        suite = _suite(record, target, infos, gate)
        root.append(suite)
        for name in totals:
            totals[name] += int(suite.get(name, "0"))
    for name, count in totals.items():
        root.set(name, str(count))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(record: RunRecord, target: TargetRecord, infos: dict[str, RequirementInfo], gate: GateResult) -> ET.Element:
    suite = ET.Element("testsuite", name=visible(record.name(target)), time=f"{target.timings.wall_seconds:.3f}")
    _properties(suite, record, target)
    counts = dict.fromkeys(("failures", "errors", "skipped"), 0)
    for result in target.results:
        info = infos.get(result.requirement) or RequirementInfo(id=result.requirement)
        case = ET.SubElement(
            suite,
            "testcase",
            classname=visible(info.area or "unknown"),
            name=visible(f"{info.id} {info.title}".strip()),
        )
        kind = _outcome(case, target, result, gate)
        if kind:
            counts[kind] += 1
    for number, error in enumerate(target.errors, 1):
        case = ET.SubElement(
            suite, "testcase", classname="suite", name=f"internal error {number} {visible(error.property)}"
        )
        _child(case, "error", error.message, error.traceback)
        counts["errors"] += 1
    suite.set("tests", str(len(target.results) + len(target.errors)))
    for name, count in counts.items():
        suite.set(name, str(count))
    return suite


def _properties(suite: ET.Element, record: RunRecord, target: TargetRecord) -> None:
    box = ET.SubElement(suite, "properties")
    values = {
        "product": target.product,
        "version": target.version,
        "mode": target.mode,
        "profile": record.profile,
        "seed": str(record.seed),
        "suite_version": record.suite_version,
        "catalog_digest": record.catalog_digest,
        "botocore_version": record.botocore_version,
        "flags": " ".join(target.flags),
    }
    for name, value in values.items():
        ET.SubElement(box, "property", name=name, value=visible(value))


def _outcome(case: ET.Element, target: TargetRecord, result: Result, gate: GateResult) -> str:
    if result.verdict == "pass" and result.scored:
        return ""
    if result.divergent and result.scored:
        known = gate.status(target.slug, result.requirement)
        first = result.kinds[0] if result.kinds else None
        head = f"{known + ': ' if known else ''}{first.name if first else result.verdict}"
        head += f" ({result.diverged} of {result.observed} situations)"
        _child(case, "failure", head, _details(result), kind=result.verdict)
        return "failures"
    if result.verdict == "error":
        _child(case, "error", result.reason, "")
        return "errors"
    blamed = f" by {result.blocked_by} ({result.blocked_by_verdict or 'unknown'})" if result.blocked_by else ""
    scored = "" if result.scored else ", not scored"
    _child(case, "skipped", f"{result.verdict}{blamed}{scored}: {result.reason}", "")
    return "skipped"


def _details(result: Result) -> str:
    parts = [result.reason] if result.reason else []
    for kind in result.kinds:
        parts.append(f"{kind.name} in {kind.situations} situations\nexpected: {kind.expected}\nseen: {kind.seen}")
    return "\n\n".join(parts)


def _child(case: ET.Element, name: str, message: str, text: str, *, kind: str = "") -> None:
    child = ET.SubElement(case, name, message=visible(message) or name)
    child.set("type", kind or name)
    if text:
        child.text = visible(text)
